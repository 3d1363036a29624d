package template

import (
	"archive/zip"
	"fmt"
	"io"

	"phusong/coverage/report/document"
)

// Resolver gives the value of a name; the error of an unknown one says which names are
// near.
type Resolver interface {
	Resolve(name string) (document.Value, error)
}

// Limits bound what is read of a document.
type Limits struct {
	FileBytes int64 // of the file; default 256 MiB
	PartBytes int64 // of one part with text, unpacked; default 64 MiB
	TextBytes int64 // of all parts with text, unpacked; default 256 MiB
	Parts     int   // default 10,000
	Depth     int   // of elements within elements; default 512
}

func (l Limits) orDefault() Limits {
	set := func(v *int64, to int64) {
		if *v <= 0 {
			*v = to
		}
	}
	set(&l.FileBytes, 256<<20)
	set(&l.PartBytes, 64<<20)
	set(&l.TextBytes, 256<<20)
	if l.Parts <= 0 {
		l.Parts = 10000
	}
	if l.Depth <= 0 {
		l.Depth = 512
	}
	return l
}

// Template is a document that was read.
type Template struct {
	files  []*zip.File
	byName map[string]*zip.File
	types  []byte // the part [Content_Types].xml
	texts  []*text
	limits Limits
}

// Placeholder is a name in a document.
type Placeholder struct {
	Name  string // its words, parted by single spaces
	Part  string // such as "word/header1.xml"
	Place string // the text of its paragraph, cut where it is long
}

// Open reads a document. The error says what to do where a file is no DOCX, has a
// password, macros or a signature, is too large or broken. The reader must stay open
// until the template is filled.
func Open(r io.ReaderAt, size int64, limits Limits) (*Template, error) {
	t := &Template{limits: limits.orDefault()}
	if size > t.limits.FileBytes {
		return nil, fmt.Errorf("template: the file has %d bytes: at most %d are read", size, t.limits.FileBytes)
	}
	if err := t.open(r, size); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	left := t.limits.TextBytes
	for _, name := range t.textParts() {
		data, err := t.read(name, left)
		if err != nil {
			return nil, fmt.Errorf("template: %w", err)
		}
		left -= int64(len(data))
		scanned, err := scan(name, data, t.limits.Depth)
		if err != nil {
			return nil, fmt.Errorf("template: %w", err)
		}
		t.texts = append(t.texts, scanned)
	}
	return t, nil
}

// Placeholders lists the placeholders in the order of the parts and of the text. One
// that cannot be read, such as a brace that is not closed, is not among them: Fill and
// Check say so.
func (t *Template) Placeholders() []Placeholder {
	var all []Placeholder
	for _, x := range t.texts {
		for _, p := range x.paragraphs {
			for _, m := range p.marks {
				if m.fault == nil {
					all = append(all, Placeholder{m.name, x.part, p.place()})
				}
			}
		}
	}
	return all
}
