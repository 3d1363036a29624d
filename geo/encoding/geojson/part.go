package geojson

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"
)

// Part is a run of features of a collection that is made apart from it, on another
// goroutine for example, and put into the collection by Writer.WritePart. The zero value is
// empty and says of its first feature that it is the first of the collection. It may be used
// again after Reset, which keeps its memory.
type Part struct {
	w     Writer
	first int // features of the collection before the part, for errors
}

// Reset empties the part; first is the number of features before it in the collection,
// which errors count from.
func (p *Part) Reset(first int) {
	p.w.buf, p.w.features, p.first = p.w.buf[:0], 0, first
}

// Append adds a feature with properties that are written already: the members of the object
// with their commas, without its braces, as AppendString, AppendFloat and package strconv
// write them. They are copied, not looked at. The geometry is as in Writer.WriteID, its
// errors too.
func (p *Part) Append(g orb.Geometry, properties []byte) error {
	mark := len(p.w.buf)
	b, err := appendGeometry(p.begin(properties), g)
	if err != nil {
		p.w.buf = p.w.buf[:mark]
		return p.Fail(err)
	}
	p.w.buf = append(b, '}')
	p.w.features++
	return nil
}

// AppendWritten is Append with a geometry that is written already, as AppendGeometry does.
func (p *Part) AppendWritten(geometry, properties []byte) {
	p.w.buf = append(append(p.begin(properties), geometry...), '}')
	p.w.features++
}

// begin returns the memory of the part with a feature up to its geometry.
func (p *Part) begin(properties []byte) []byte {
	b := p.w.buf
	if p.w.features > 0 {
		b = append(b, ',')
	}
	b = append(b, "\n"+`{"type":"Feature","properties":{`...)
	b = append(b, properties...)
	return append(b, `},"geometry":`...)
}

// AppendGeometry appends a geometry as features have it.
func AppendGeometry(b []byte, g orb.Geometry) ([]byte, error) { return appendGeometry(b, g) }

// Fail says of an error that it is in the feature to be appended next, as Writer.WriteID does.
func (p *Part) Fail(err error) error {
	return fmt.Errorf("feature %d: %w", p.first+p.w.features+1, err)
}

// WritePart appends the features of a part, which is not changed.
func (w *Writer) WritePart(p *Part) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return errors.New("geojson: write after close")
	}
	if p.w.features == 0 {
		return nil
	}
	if err := w.start(); err != nil {
		return err
	}
	if w.features > 0 {
		w.buf = append(w.buf, ',')
	}
	if err := w.flush(); err != nil {
		return err
	}
	if _, err := w.w.Write(p.w.buf); err != nil {
		w.err = fmt.Errorf("writing GeoJSON: %w", err)
		return w.err
	}
	w.features += p.w.features
	return nil
}

// AppendString appends a text as a JSON string, with the fewest escapes. What is not UTF-8
// is an error.
func AppendString(b []byte, s string) ([]byte, error) {
	if verbatim(s) {
		return append(append(append(b, '"'), s...), '"'), nil
	}
	quoted, err := jsontext.AppendQuote(b, s)
	if err != nil {
		return nil, fmt.Errorf("text %q is not UTF-8", s)
	}
	return quoted, nil
}

// verbatim tells whether a text stands in JSON as it is: printable, without escapes, UTF-8.
func verbatim(s string) bool {
	const lowest, last = 0x20, 0x7f
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < lowest || c == '"' || c == '\\' || c == last {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s)
}

// AppendFloat appends the shortest digits that read back the same, as a float64 property has
// them. NaN and the infinities are an error.
func AppendFloat(b []byte, f float64) ([]byte, error) {
	const whole = 1 << 53 // up to it every whole number has a float64 of its own
	if n := int64(f); f > -whole && f < whole && float64(n) == f {
		return strconv.AppendInt(b, n, 10), nil
	}
	return appendFloat(b, f, 64)
}
