package geojson

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// FeatureError is a defect of one feature in an otherwise readable text: the
// caller rejects the feature and goes on with Next.
type FeatureError struct {
	Number int    // of the feature, from 1
	Line   int    // where the feature starts, from 1
	Offset int64  // byte where the feature starts, from 0, in the decompressed text
	ID     string // of the feature, if it had been read
	Member string // where the defect lies, such as "geometry.coordinates"
	Reason string // what is wrong and what to do
}

// Error says what is wrong, where, and what to do.
func (e *FeatureError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "feature %d (line %d, byte %d", e.Number, e.Line, e.Offset)
	if e.ID != "" {
		fmt.Fprintf(&b, ", id %q", e.ID)
	}
	b.WriteString("): ")
	if e.Member != "" {
		b.WriteString(e.Member + ": ")
	}
	b.WriteString(e.Reason)
	return b.String()
}

// ReadError ends the reading: the text is not JSON, not GeoJSON, cut short, or
// beyond a limit. Unwrap gives the cause (*LimitError, *CRSError,
// io.ErrUnexpectedEOF for a text cut short, an error of the underlying reader).
type ReadError struct {
	Features int   // features read before, the rejected ones included
	Line     int   // from 1
	Offset   int64 // byte, from 0, in the decompressed text
	Err      error
}

// Error says what is wrong, where, and what to do.
func (e *ReadError) Error() string {
	noun := "features"
	if e.Features == 1 {
		noun = "feature"
	}
	return fmt.Sprintf("line %d, byte %d, after %d %s: %v", e.Line, e.Offset, e.Features, noun, e.Err)
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// CRSError is a "crs" member (GeoJSON of 2008, removed by RFC 7946) that names
// anything but WGS 84 longitude and latitude.
type CRSError struct {
	Name string // as the file has it
}

// Error says what is wrong, where, and what to do.
func (e *CRSError) Error() string {
	return fmt.Sprintf("the file says its coordinates are in %q, not WGS 84 longitude and latitude: "+
		"reproject it (ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson), or remove the \"crs\" member if it is wrong", e.Name)
}

// plainError is a sentence for the user that still unwraps to its cause.
type plainError struct {
	text  string
	cause error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.cause }

// fail turns whatever ended the reading into a *ReadError with a place and advice.
func (r *Reader) fail(err error) error {
	if err == io.EOF {
		return io.EOF
	}
	offset := r.offset()
	var syntactic *jsontext.SyntacticError
	switch {
	case r.feed.err != nil && r.feed.err != io.EOF:
		err = r.feed.err
		offset = max(offset, r.feed.delivered)
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = &plainError{"the text ends in the middle of a value: it was cut short, get the whole file again", io.ErrUnexpectedEOF}
		offset = max(offset, r.feed.delivered)
	case errors.As(err, &syntactic):
		placed := *syntactic
		placed.ByteOffset += r.shift
		placed.JSONPointer = r.pointer(placed.JSONPointer)
		offset = max(offset, placed.ByteOffset)
		err = syntaxAdvice(&placed)
	}
	return &ReadError{Features: r.number, Line: r.feed.lineAt(offset), Offset: offset + r.in.base, Err: err}
}

func syntaxAdvice(e *jsontext.SyntacticError) error {
	text := e.Err.Error()
	switch {
	case strings.Contains(text, "UTF-8"):
		text = "text is not valid UTF-8: save the file as UTF-8"
	case strings.Contains(text, "character 'N'"), strings.Contains(text, "character 'I'"):
		text = "not JSON: " + text + ": NaN and Infinity are not JSON numbers, write null"
	case strings.Contains(text, "maximum") || strings.Contains(text, "depth"):
		return &LimitError{"MaxDepth", hardMaxDepth}
	default:
		text = "not JSON: " + text
	}
	if e.JSONPointer != "" {
		text += fmt.Sprintf(" (at %s)", abbreviate(string(e.JSONPointer)))
	}
	return &plainError{text, e}
}

// abbreviate keeps messages printable whatever stands in the file.
func abbreviate(s string) string {
	const most = 80
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "..."
	}
	return s
}
