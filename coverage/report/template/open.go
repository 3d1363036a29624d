package template

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const typesPart = "[Content_Types].xml"

// oleHead begins old Word documents, and documents with a password.
var oleHead = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// open reads the directory and the types of the parts.
func (t *Template) open(r io.ReaderAt, size int64) error {
	head := make([]byte, len(oleHead))
	if n, _ := r.ReadAt(head, 0); bytes.Equal(head[:n], oleHead) {
		return errors.New("the file has a password, or is of Word before 2007: open it in Word, take the password off, and save it as Word Document (.docx)")
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return fmt.Errorf("the file is no DOCX (%w): save it in Word as Word Document (.docx)", err)
	}
	if len(z.File) > t.limits.Parts {
		return fmt.Errorf("the file holds %d parts: at most %d are read", len(z.File), t.limits.Parts)
	}
	t.files, t.byName = z.File, map[string]*zip.File{}
	packed := uint64(0)
	for _, f := range z.File {
		if packed += f.CompressedSize64; f.CompressedSize64 > uint64(size) || packed > uint64(size) {
			return errors.New("the file holds more than it is long: it is broken")
		}
		key := strings.ToLower(f.Name)
		if t.byName[key] != nil {
			return fmt.Errorf("the file holds %s twice: open it in Word and save it again", f.Name)
		}
		t.byName[key] = f
	}
	if t.byName[strings.ToLower(typesPart)] == nil {
		return errors.New("the file is no DOCX: it has no list of its parts; save it in Word as Word Document (.docx)")
	}
	if t.types, err = t.read(typesPart, t.limits.PartBytes); err != nil {
		return err
	}
	return t.refuse()
}

// read unpacks a part, within limits.
func (t *Template) read(name string, limit int64) ([]byte, error) {
	f := t.byName[strings.ToLower(name)]
	if f == nil {
		return nil, fmt.Errorf("the file names a part %s that it does not hold: open it in Word and save it again", name)
	}
	limit = min(limit, t.limits.PartBytes)
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: more than %d bytes of text: that is no report", name, limit)
	}
	return data, nil
}

// Content types of what is refused and of what is read.
const (
	macroType    = "macroEnabled"
	macroProgram = "application/vnd.ms-office.vbaProject"
	wordPrefix   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	dotxMain     = wordPrefix + "template.main+xml"
	docxMain     = wordPrefix + "document.main+xml"
)

var textTypes = map[string]bool{docxMain: true, dotxMain: true, wordPrefix + "header+xml": true, wordPrefix + "footer+xml": true,
	wordPrefix + "footnotes+xml": true, wordPrefix + "endnotes+xml": true, wordPrefix + "comments+xml": true}

func (t *Template) refuse() error {
	main := false
	err := t.eachType(func(_, kind string) error {
		main = main || kind == docxMain || kind == dotxMain
		switch {
		case strings.Contains(kind, macroType) || kind == macroProgram:
			return errors.New("the file has macros: save it in Word as Word Document (.docx), which has none")
		case strings.Contains(kind, "digital-signature"):
			return errors.New("the file is signed, and filling it in would break the signature: use a copy without it")
		}
		return nil
	})
	if err == nil && !main {
		err = errors.New("the file is no Word document: save it in Word as Word Document (.docx)")
	}
	return err
}

// eachType calls see with every part whose type is stated, and its type.
func (t *Template) eachType(see func(part, kind string) error) error {
	d := xml.NewDecoder(bytes.NewReader(t.types))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", typesPart, err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "Override" && e.Name.Local != "Default" {
			continue
		}
		var part, kind string
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "PartName":
				part = strings.TrimPrefix(a.Value, "/")
			case "ContentType":
				kind = a.Value
			}
		}
		if err := see(part, kind); err != nil {
			return err
		}
	}
}

// textParts are the parts that hold text, in the order of the file.
func (t *Template) textParts() []string {
	holds := map[string]bool{}
	_ = t.eachType(func(part, kind string) error { // it was read before without an error
		if textTypes[kind] {
			holds[strings.ToLower(part)] = true
		}
		return nil
	})
	var names []string
	for _, f := range t.files {
		if holds[strings.ToLower(f.Name)] {
			names = append(names, f.Name)
		}
	}
	return names
}

// relationshipsOf is the part that holds the relationships of another.
func relationshipsOf(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}
