package template

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"phusong/coverage/report/document"
	"phusong/coverage/report/docx"
)

// edit replaces bytes of a part.
type edit struct {
	span
	with string
}

// filler collects what changes.
type filler struct {
	*Template
	resolver Resolver
	values   map[string]resolved
	pack     packing
	faults   []Fault
	drawings int // the largest number in use
}

type resolved struct {
	value document.Value
	err   error
}

// Fill writes the document with its values. Nothing is written where a placeholder has
// none: the error is then an [*Error].
func (t *Template) Fill(w io.Writer, r Resolver) error {
	f := &filler{Template: t, resolver: r, values: map[string]resolved{}, pack: packing{changed: map[string][]byte{}}}
	for _, x := range t.texts {
		f.drawings = max(f.drawings, x.maxDrawing)
	}
	for _, x := range t.texts {
		if err := f.text(x); err != nil {
			return fmt.Errorf("template: %w", err)
		}
	}
	if len(f.faults) > 0 {
		return &Error{f.faults}
	}
	if err := f.finish(); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if err := f.write(w); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return nil
}

// resolve asks once for every name.
func (f *filler) resolve(name string) (document.Value, error) {
	if known, ok := f.values[name]; ok {
		return known.value, known.err
	}
	v, err := f.resolver.Resolve(name)
	f.values[name] = resolved{v, err}
	return v, err
}

// text makes the edits of a part.
func (f *filler) text(x *text) error {
	var edits []edit
	for _, p := range x.paragraphs {
		made, err := f.paragraph(x, p)
		if err != nil {
			return err
		}
		edits = append(edits, made...)
	}
	if len(edits) > 0 {
		f.pack.changed[x.part] = apply(x.data, edits)
	}
	return nil
}

// apply makes edits, which do not overlap; those at one place keep their order.
func apply(data []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, data[at:e.start]...), e.with...)
		at = e.end
	}
	return append(out, data[at:]...)
}

// replacement is what stands in place of a mark.
type replacement struct {
	text  string
	after string // elements of the run after the text
}

// paragraph resolves the marks of a paragraph.
func (f *filler) paragraph(x *text, p *paragraph) ([]edit, error) {
	var edits []edit
	with := make([]replacement, len(p.marks))
	for i, m := range p.marks {
		v, err := document.Value{}, m.fault
		if err == nil {
			v, err = f.resolve(m.name)
		}
		if err == nil && v.Block != nil {
			var made []edit
			made, with[i], err = f.block(x, p, m, v.Block)
			edits = append(edits, made...)
		} else {
			with[i].text = v.Text
		}
		if err != nil {
			var broken packError
			if errors.As(err, &broken) {
				return nil, err
			}
			f.faults = append(f.faults, Fault{Placeholder{m.name, x.part, p.place()}, err})
		}
	}
	return append(edits, p.rewrite(with)...), nil
}

// rewrite puts replacements into the pieces in which their marks begin, and takes the
// rest of the marks out of the others.
func (p *paragraph) rewrite(with []replacement) []edit {
	var edits []edit
	for _, q := range p.pieces {
		var text, after strings.Builder
		touched, at := false, q.at
		for i, m := range p.marks {
			if m.end <= q.at || m.start >= q.at+len(q.text) {
				continue
			}
			touched = true
			if m.start > at {
				text.WriteString(q.text[at-q.at : m.start-q.at])
			}
			if m.start >= q.at {
				text.WriteString(with[i].text)
				after.WriteString(with[i].after)
			}
			at = min(m.end, q.at+len(q.text))
		}
		if !touched {
			continue
		}
		text.WriteString(q.text[at-q.at:])
		edits = append(edits, edit{q.span, q.content(text.String()) + after.String()})
	}
	return edits
}

// content is the run's content in place of the piece; of a sign, nothing.
func (q piece) content(text string) string {
	switch {
	case !q.isText:
		return ""
	case text == "":
		return "<w:t></w:t>"
	}
	return docx.TextFragment(text)
}

// write copies the file with what changed.
func (f *filler) write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, file := range f.files {
		data, changed := f.pack.changed[file.Name]
		if !changed {
			if err := z.Copy(file); err != nil {
				return fmt.Errorf("%s: %w", file.Name, err)
			}
			continue
		}
		if err := put(z, &zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: file.Modified}, data); err != nil {
			return err
		}
	}
	for _, a := range f.pack.added {
		if err := put(z, &zip.FileHeader{Name: a.name, Method: zip.Deflate, Modified: zipTime}, a.data); err != nil {
			return err
		}
	}
	return z.Close()
}

func put(z *zip.Writer, h *zip.FileHeader, data []byte) error {
	part, err := z.CreateHeader(h)
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", h.Name, err)
	}
	return nil
}
