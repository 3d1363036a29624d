package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"text/tabwriter"

	"phusong/coverage/report/document"
	"phusong/coverage/report/docx"
	"phusong/coverage/report/template"
)

// reportWord writes the report as DOCX, or fills in a document of the user's own.
func reportWord(j *reportJob, w io.Writer) error {
	if j.command.Template != "" {
		return j.fillTemplate(w)
	}
	d, err := j.document()
	if err != nil {
		return err
	}
	return docx.Write(w, d)
}

func (j *reportJob) fillTemplate(w io.Writer) error {
	t, done, err := openTemplate(j.command.Template)
	if err != nil {
		return err
	}
	defer done()
	r, err := document.NewResolver(j.out, j.options())
	if err != nil {
		return err
	}
	err = t.Fill(w, r)
	var faults *template.Error
	if errors.As(err, &faults) {
		return hintError{fmt.Errorf("%s: %w", j.command.Template, err), "phusong report " + j.command.From + " --list shows the names that have values"}
	}
	return err
}

// openTemplate opens a document; done closes it.
func openTemplate(path string) (t *template.Template, done func(), err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, hintError{err, "--template takes a Word document (.docx) with names such as {{fiber.connected}} in its text"}
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file that can be read at any place")
	}
	if err == nil {
		t, err = template.Open(f, info.Size(), template.Limits{})
	}
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, func() { f.Close() }, nil
}

// list prints the placeholders of the template with their values, or without one all
// names that have a value.
func (c *reportCommand) list(a *app) error {
	j := &reportJob{ctx: a.ctx, command: c, language: language(c.Lang)}
	if err := j.read(); err != nil {
		return err
	}
	r, err := document.NewResolver(j.out, j.options())
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	if c.Template == "" {
		names, err := r.Names()
		if err != nil {
			return err
		}
		for _, name := range names {
			fmt.Fprintf(w, "{{%s}}\t%s\n", name, valueLine(r, name))
		}
		return w.Flush()
	}
	t, done, err := openTemplate(c.Template)
	if err != nil {
		return err
	}
	defer done()
	var seen []template.Placeholder
	for _, p := range t.Placeholders() {
		p.Place = ""
		if !slices.Contains(seen, p) {
			seen = append(seen, p)
			fmt.Fprintf(w, "{{%s}}\t%s\t%s\n", p.Name, p.Part, valueLine(r, p.Name))
		}
	}
	return w.Flush()
}

// valueLine is a value on a line of a list.
func valueLine(r *document.Resolver, name string) string {
	v, err := r.Resolve(name)
	if err != nil {
		return "error: " + oneLine(err.Error())
	}
	switch b := v.Block.(type) {
	case *document.Table:
		return fmt.Sprintf("[table of %d rows: %s]", len(b.Rows), oneLine(b.Caption))
	case *document.Figure:
		return "[picture: " + oneLine(b.Caption) + "]"
	case document.List:
		return fmt.Sprintf("[list of %d]", len(b.Items))
	}
	return oneLine(v.Text)
}
