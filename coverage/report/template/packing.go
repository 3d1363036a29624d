package template

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// packing is what changes in the file.
type packing struct {
	changed map[string][]byte // by the name in the file
	added   []addition        // after all others
}

type addition struct {
	name string
	data []byte
}

// zipTime is the time of parts that are added: the first that the format can hold.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// packError is of the file, not of a placeholder.
type packError struct{ error }

func (e packError) Unwrap() error { return e.error }

func (p *packing) add(name string, data []byte) {
	p.added = append(p.added, addition{name, data})
}

const (
	relationshipNames = "http://schemas.openxmlformats.org/package/2006/relationships"
	typeNames         = "http://schemas.openxmlformats.org/package/2006/content-types"
	imageKind         = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
	noRelationships   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Relationships xmlns="` + relationshipNames + `"></Relationships>`
)

// link adds a relationship from a part to a picture that is to come.
func (f *filler) link(part string) (id, target string, err error) {
	name := relationshipsOf(part)
	data, err := f.relationships(name)
	if err != nil {
		return "", "", packError{err}
	}
	n := 1
	for ; bytes.Contains(data, []byte(`"`+linkID(n)+`"`)) || bytes.Contains(data, []byte(`'`+linkID(n)+`'`)); n++ {
	}
	id, target = linkID(n), f.freePicture(path.Dir(part))
	line := fmt.Sprintf(`<Relationship xmlns="%s" Id="%s" Type="%s" Target="%s"/>`, relationshipNames, id, imageKind, strings.TrimPrefix(target, path.Dir(part)+"/"))
	if data, err = insertLast(data, line); err != nil {
		return "", "", packError{fmt.Errorf("%s: %w", name, err)}
	}
	f.set(name, data)
	return id, target, nil
}

func linkID(n int) string { return fmt.Sprintf("rIdMap%d", n) }

// relationships are those of a part as they are now; one without has none yet.
func (f *filler) relationships(name string) ([]byte, error) {
	if file := f.byName[strings.ToLower(name)]; file != nil {
		if data, ok := f.pack.changed[file.Name]; ok {
			return data, nil
		}
		return f.read(name, f.limits.PartBytes)
	}
	for _, a := range f.pack.added {
		if a.name == name {
			return a.data, nil
		}
	}
	return []byte(noRelationships), nil
}

// set puts a part in place of what it was.
func (f *filler) set(name string, data []byte) {
	if file := f.byName[strings.ToLower(name)]; file != nil {
		f.pack.changed[file.Name] = data
		return
	}
	for i := range f.pack.added {
		if f.pack.added[i].name == name {
			f.pack.added[i].data = data
			return
		}
	}
	f.pack.add(name, data)
}

// freePicture is a name for a picture that nothing in the file has.
func (f *filler) freePicture(dir string) string {
	taken := func(name string) bool {
		for _, a := range f.pack.added {
			if a.name == name {
				return true
			}
		}
		return f.byName[strings.ToLower(name)] != nil
	}
	for n := 1; ; n++ {
		if name := path.Join(dir, fmt.Sprintf("media/map%d.png", n)); !taken(name) {
			return name
		}
	}
}

// finish brings the list of types up to date: of pictures, and of a template that
// becomes a document.
func (f *filler) finish() error {
	data := bytes.Replace(f.types, []byte(dotxMain), []byte(docxMain), 1)
	pictures, known := false, false
	for _, a := range f.pack.added {
		pictures = pictures || strings.HasSuffix(a.name, ".png")
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	for token, err := d.Token(); err == nil; token, err = d.Token() {
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "Default" && strings.EqualFold(attribute(e, "Extension"), "png") {
			known = true
		}
	}
	if pictures && !known {
		var err error
		if data, err = insertLast(data, `<Default xmlns="`+typeNames+`" Extension="png" ContentType="image/png"/>`); err != nil {
			return fmt.Errorf("%s: %w", typesPart, err)
		}
	}
	if !bytes.Equal(data, f.types) {
		f.set(typesPart, data)
	}
	return nil
}

// insertLast puts an element at the end of the root element.
func insertLast(data []byte, line string) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	depth := 0
	for {
		before := int(d.InputOffset())
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("it has no end")
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth > 0 {
				continue
			}
			after := int(d.InputOffset())
			if before == after { // <Relationships/>
				open := bytes.LastIndexByte(data[:after], '/')
				return bytes.Join([][]byte{data[:open], []byte(">" + line + "</" + fullName(t.Name) + ">"), data[after:]}, nil), nil
			}
			return bytes.Join([][]byte{data[:before], []byte(line), data[before:]}, nil), nil
		}
	}
}
