package kml

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// Record is one placemark.
type Record struct {
	// Geometry is nil where the placemark has none. Several of one kind are a multiple
	// geometry, of several kinds a Collection. Nothing is repaired.
	Geometry   orb.Geometry
	Attributes Attributes
	Number     int  // from 1, in the order of the file
	HasZ       bool // heights other than 0 were there and dropped
}

// Reader reads placemarks one by one. It is not safe for concurrent use. Close one that
// Open made.
type Reader struct {
	in      *budget
	dec     *xml.Decoder
	limits  Limits
	closers []io.Closer

	stack   []string // names of the open elements
	folders []string // names of the open folders
	number  int
	seenKML bool
	passed  [3]int // of unread
	err     error  // sticky
}

// NewReader reads XML from r, which it does not close.
func NewReader(r io.Reader, limits Limits) *Reader {
	limits = limits.withDefaults()
	in := &budget{r: r, whole: limits.MaxBytes, limits: limits}
	in.refill()
	buffered := bufio.NewReader(in)
	if head, _ := buffered.Peek(3); bytes.Equal(head, []byte("\xEF\xBB\xBF")) {
		buffered.Discard(3)
	}
	k := &Reader{in: in, dec: xml.NewDecoder(buffered), limits: limits}
	k.dec.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the text is in %q: save the file as UTF-8", charset)
	}
	return k
}

// Close closes what Open opened.
func (r *Reader) Close() error {
	var errs []error
	for _, c := range r.closers {
		errs = append(errs, c.Close())
	}
	r.closers = nil
	return errors.Join(errs...)
}

// Next returns the next placemark, or io.EOF after the last.
//
// A *RecordError rejects one placemark: the Record beside it holds what could be read, and
// Next may be called again. Any other error is final, is a *ReadError, and is returned
// again by later calls.
func (r *Reader) Next() (Record, error) {
	if r.err != nil {
		return Record{}, r.err
	}
	record, err := r.next()
	var rejected *RecordError
	if err != nil && !errors.As(err, &rejected) {
		r.err = r.fail(err)
		return Record{}, r.err
	}
	return record, err
}

func (r *Reader) fail(err error) error {
	if err == io.EOF {
		return io.EOF
	}
	line, _ := r.dec.InputPos()
	var syntax *xml.SyntaxError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF") {
		err = fmt.Errorf("the file was cut short, get the whole file again (%w)", io.ErrUnexpectedEOF)
	}
	return &ReadError{Records: r.number, Line: line, Err: err}
}

// token reads on and keeps the stack of open elements.
func (r *Reader) token() (xml.Token, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case xml.StartElement:
		if len(r.stack) >= maxDepth {
			return nil, fmt.Errorf("elements nested more than %d deep", maxDepth)
		}
		r.stack = append(r.stack, t.Name.Local)
	case xml.EndElement:
		r.stack = r.stack[:len(r.stack)-1]
	}
	return t, nil
}

// parent is the element around the one that was opened last.
func (r *Reader) parent() string {
	if len(r.stack) < 2 {
		return ""
	}
	return r.stack[len(r.stack)-2]
}

// next looks for the next placemark.
func (r *Reader) next() (Record, error) {
	for {
		r.in.refill()
		t, err := r.token()
		if err == io.EOF && !r.seenKML {
			return Record{}, errors.New("the text is not KML: it has no kml element")
		}
		if err != nil {
			return Record{}, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			if t.Name.Local == "Folder" {
				r.folders = r.folders[:len(r.folders)-1]
			}
		case xml.StartElement:
			switch {
			case len(r.stack) == 1 && t.Name.Local != "kml":
				return Record{}, fmt.Errorf("the text is not KML: it begins with the element %.40q", t.Name.Local)
			case t.Name.Local == "kml":
				r.seenKML = true
			case t.Name.Local == "Folder":
				r.folders = append(r.folders, "")
			case t.Name.Local == "name" && r.parent() == "Folder":
				name, err := r.text()
				if err != nil {
					return Record{}, err
				}
				r.folders[len(r.folders)-1] = name
			case slices.Contains(unread, t.Name.Local):
				r.passed[slices.Index(unread, t.Name.Local)]++
			case t.Name.Local == "Placemark":
				return r.placemark()
			}
		}
	}
}

// text reads to the end of the element that was opened last and returns its text,
// without that of elements within.
func (r *Reader) text() (string, error) {
	depth := len(r.stack)
	var b strings.Builder
	for len(r.stack) >= depth {
		t, err := r.token()
		if err != nil {
			return "", err
		}
		if s, ok := t.(xml.CharData); ok && len(r.stack) == depth {
			b.Write(s)
		}
	}
	return norm.NFC.String(strings.TrimSpace(b.String())), nil
}

// children calls use with every element directly within the one that was opened last; use
// must read it to its end or leave it open, to be skipped.
func (r *Reader) children(use func(xml.StartElement) error) error {
	depth := len(r.stack)
	for len(r.stack) >= depth {
		t, err := r.token()
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok || len(r.stack) != depth+1 {
			continue
		}
		if err := use(start); err != nil {
			return err
		}
	}
	return nil
}

// placemark reads one whose start was read.
func (r *Reader) placemark() (Record, error) {
	if r.number >= r.limits.MaxRecords {
		return Record{}, &LimitError{"MaxRecords", int64(r.limits.MaxRecords)}
	}
	r.number++
	var a Attributes
	var shapes []shape
	err := r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name", "description":
			return r.value(&a, e.Name.Local)
		case "ExtendedData":
			return r.extendedData(&a)
		}
		return r.geometry(e, &shapes)
	})
	if err != nil {
		return Record{}, err
	}
	if folder := r.folder(); folder != "" {
		a.add("folder", folder)
	}
	record := Record{Attributes: a, Number: r.number}
	d := &drawing{most: r.limits.MaxVertices}
	g, err := d.draw(shapes)
	var limit *LimitError
	if errors.As(err, &limit) {
		return record, err
	}
	if err != nil {
		line, _ := r.dec.InputPos()
		name, _ := a.String("name")
		return record, &RecordError{Number: r.number, Line: line, Name: name, Reason: err.Error()}
	}
	record.Geometry, record.HasZ = g, d.hasZ
	return record, nil
}

// value reads the text of the open element into a field.
func (r *Reader) value(a *Attributes, name string) error {
	text, err := r.text()
	if err != nil {
		return err
	}
	if a.add(name, text); a.Len() > r.limits.MaxFields {
		return &LimitError{"MaxFields", int64(r.limits.MaxFields)}
	}
	return nil
}

// unread are elements that hold places which are not read.
var unread = []string{"NetworkLink", "GroundOverlay", "PhotoOverlay"}

// Warnings says what the file holds that is not read; complete after the last Next.
func (r *Reader) Warnings() []string {
	var all []string
	for i, n := range r.passed {
		if n > 0 {
			all = append(all, fmt.Sprintf("%d elements %s are not read", n, unread[i]))
		}
	}
	return all
}

// folder is the path of the open folders.
func (r *Reader) folder() string {
	var names []string
	for _, name := range r.folders {
		if name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, " / ")
}

// extendedData reads Data with a value, and SimpleData of a schema.
func (r *Reader) extendedData(a *Attributes) error {
	return r.children(func(e xml.StartElement) error {
		switch name := attribute(e, "name"); e.Name.Local {
		case "Data":
			return r.children(func(e xml.StartElement) error {
				if e.Name.Local != "value" {
					return nil
				}
				return r.value(a, name)
			})
		case "SchemaData":
			return r.children(func(e xml.StartElement) error {
				if e.Name.Local != "SimpleData" {
					return nil
				}
				return r.value(a, attribute(e, "name"))
			})
		}
		return nil
	})
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return norm.NFC.String(strings.TrimSpace(a.Value))
		}
	}
	return ""
}
