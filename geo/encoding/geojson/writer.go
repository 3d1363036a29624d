package geojson

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"
)

// Property is one property to write. Value is nil, string, bool, int, int32, int64,
// float32, float64 (the shortest digits that read back the same), Number or Raw.
type Property struct {
	Name  string
	Value any
}

// Number is a JSON number with the digits it shall be written with, such as an
// exact decimal "97.500000".
type Number string

// Raw is a complete JSON value, an array or an object for example.
type Raw string

// WriterOptions describes the collection. The zero value writes the features alone.
type WriterOptions struct {
	Name    string     // top-level "name", the layer name for GDAL; empty for none
	Members []Property // further top-level members, written before the features in this order
}

// Writer writes one FeatureCollection, one feature per line. Call Close at the end.
// It is not safe for concurrent use.
type Writer struct {
	w        io.Writer
	opts     WriterOptions
	buf      []byte
	features int
	started  bool
	closed   bool
	err      error // of the underlying writer; sticky
}

// NewWriter writes to w, which it does not close. Nothing is written before the
// first feature or Close.
func NewWriter(w io.Writer, opts WriterOptions) *Writer {
	return &Writer{w: w, opts: opts}
}

const flushBytes = 64 << 10

// Write appends a feature without id; see WriteID.
func (w *Writer) Write(g orb.Geometry, properties []Property) error {
	return w.WriteID(nil, g, properties)
}

// WriteID appends a feature. The id is nil (none), a string, an integer or a Number.
// The geometry is nil (null) or any orb geometry; a Ring or Bound becomes a Polygon.
// Coordinates are rounded to 7 decimals, open rings closed, outer rings written
// counter-clockwise and holes clockwise, whatever they were (RFC 7946, 3.1.6).
//
// A feature that cannot be written is an error that names it, and leaves no trace in
// the output, so the caller may go on: NaN or an infinity anywhere, a position
// off the globe, a ring of fewer than 4 positions, a line of one, text that is not
// UTF-8, a property named twice.
func (w *Writer) WriteID(id any, g orb.Geometry, properties []Property) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return errors.New("geojson: write after close")
	}
	if err := w.start(); err != nil {
		return err
	}
	mark := len(w.buf)
	if err := w.appendFeature(id, g, properties); err != nil {
		w.buf = w.buf[:mark]
		return fmt.Errorf("feature %d: %w", w.features+1, err)
	}
	w.features++
	if len(w.buf) >= flushBytes {
		return w.flush()
	}
	return nil
}

// Close ends the collection, an empty one too, and hands everything to the
// underlying writer.
func (w *Writer) Close() error {
	if w.err != nil || w.closed {
		return w.err
	}
	if err := w.start(); err != nil {
		return err
	}
	w.closed = true
	w.buf = append(w.buf, "\n]}\n"...)
	return w.flush()
}

func (w *Writer) flush() error {
	if _, err := w.w.Write(w.buf); err != nil {
		w.err = fmt.Errorf("writing GeoJSON: %w", err)
	}
	w.buf = w.buf[:0]
	return w.err
}

// start writes everything before the first feature.
func (w *Writer) start() error {
	if w.started {
		return nil
	}
	b := append(w.buf, `{"type":"FeatureCollection",`...)
	members := w.opts.Members
	if w.opts.Name != "" {
		members = append([]Property{{"name", w.opts.Name}}, members...)
	}
	for i, m := range members {
		switch m.Name {
		case "type", "features", "crs", "coordinates", "geometry", "geometries", "properties":
			return fmt.Errorf("geojson: top-level member %q is reserved (RFC 7946, 7.1)", m.Name)
		}
		var err error
		if b, err = appendProperty(b, m, members[:i]); err != nil {
			return fmt.Errorf("geojson: top-level %w", err)
		}
		b = append(b, ',')
	}
	w.buf = append(b, `"features":[`...)
	w.started = true
	return nil
}

func (w *Writer) appendFeature(id any, g orb.Geometry, properties []Property) (err error) {
	b := w.buf
	if w.features > 0 {
		b = append(b, ',')
	}
	b = append(b, "\n"+`{"type":"Feature",`...)
	if id != nil {
		if b, err = appendID(b, id); err != nil {
			return err
		}
	}
	b = append(b, `"properties":{`...)
	for i, p := range properties {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendProperty(b, p, properties[:i]); err != nil {
			return err
		}
	}
	b = append(b, `},"geometry":`...)
	if b, err = appendGeometry(b, g); err != nil {
		return err
	}
	w.buf = append(b, '}')
	return nil
}

func appendID(b []byte, id any) ([]byte, error) {
	switch id.(type) {
	case string, int, int32, int64, Number:
	default:
		return nil, fmt.Errorf("id of type %T: a string or an integer expected", id)
	}
	b, err := appendValue(append(b, `"id":`...), id)
	if err != nil {
		return nil, fmt.Errorf("id: %w", err)
	}
	return append(b, ','), nil
}

// appendProperty writes "name":value; before are the properties already written.
func appendProperty(b []byte, p Property, before []Property) ([]byte, error) {
	for i := range before {
		if before[i].Name == p.Name {
			return nil, fmt.Errorf("property %q stands twice", p.Name)
		}
	}
	b, err := jsontext.AppendQuote(b, p.Name)
	if err != nil {
		return nil, fmt.Errorf("property name %q is not UTF-8", p.Name)
	}
	b, err = appendValue(append(b, ':'), p.Value)
	if err != nil {
		return nil, fmt.Errorf("property %q: %w", p.Name, err)
	}
	return b, nil
}

func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		quoted, err := jsontext.AppendQuote(b, v)
		if err != nil {
			return nil, fmt.Errorf("text %q is not UTF-8", v)
		}
		return quoted, nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int32:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float32:
		return appendFloat(b, float64(v), 32)
	case float64:
		return appendFloat(b, v, 64)
	case Number:
		raw := jsontext.Value(v)
		if raw.Kind() != '0' || !raw.IsValid() {
			return nil, fmt.Errorf("%q is not a JSON number", string(v))
		}
		return append(b, v...), nil
	case Raw:
		raw := jsontext.Value(v)
		if err := raw.Compact(); err != nil {
			return nil, fmt.Errorf("%q is not a JSON value", abbreviate(string(v)))
		}
		return append(b, raw...), nil
	}
	return nil, fmt.Errorf("values of type %T cannot be written", value)
}

// appendFloat writes the shortest digits that read back the same, plain between
// 1e-6 and 1e21 as ECMAScript does, and 0 for negative zero.
func appendFloat(b []byte, f float64, bits int) ([]byte, error) {
	magnitude := math.Abs(f)
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return nil, fmt.Errorf("%v is not a JSON number: write null, or find where it comes from", f)
	case f == 0:
		return append(b, '0'), nil
	case magnitude >= 1e-6 && magnitude < 1e21:
		return strconv.AppendFloat(b, f, 'f', -1, bits), nil
	}
	return strconv.AppendFloat(b, f, 'e', -1, bits), nil
}
