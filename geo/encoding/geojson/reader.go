package geojson

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// Feature is one feature as it stands in the file. Nothing is repaired: rings may
// be open, self-crossing or turned the wrong way.
type Feature struct {
	// Geometry is nil when the file has null or no geometry. Empty coordinates give
	// an empty geometry of its type, an empty Point an empty orb.MultiPoint.
	// A GeometryCollection is an orb.Collection.
	Geometry   orb.Geometry
	Properties Properties
	ID         string // text of a string, literal of a number; empty if null or none
	Number     int    // from 1, over the whole input
	Line       int    // where the feature starts, from 1
	Offset     int64  // byte where the feature starts, from 0, in the decompressed text
	HasZ       bool   // some position had a height, which was dropped
	HasM       bool   // some position had a fourth number, which was dropped
}

// Reader reads features one by one. It is not safe for concurrent use.
type Reader struct {
	in     *input
	feed   feed // of dec
	dec    *jsontext.Decoder
	shift  int64 // of dec's first byte against the text's
	limits Limits

	number     int     // features met so far
	values     int     // top-level values met so far
	top        *object // the top-level object being read
	inFeatures bool    // inside its "features" array
	err        error   // sticky

	acceptCRS bool
	crs       string

	vertices int // of the current feature
	coords   coordinates
	names    map[string]string // member names met before, by their JSON text
	fields   []field           // scratch

	fast
}

// NewReader reads GeoJSON from r, which it does not close. Nothing is read before
// the first Next.
func NewReader(r io.Reader, limits Limits) *Reader {
	rd := &Reader{limits: limits.withDefaults(), names: map[string]string{}}
	rd.in = newInput(r, rd.limits)
	rd.feed = feed{source: rd.in, limits: rd.limits, consumed: rd.offset, line: 1}
	rd.dec = jsontext.NewDecoder(&rd.feed, jsontext.AllowDuplicateNames(true))
	rd.fast = fast{live: true, off: !rd.limits.roomy()}
	return rd
}

// offset is the place in the text up to which the decoder has taken tokens.
func (r *Reader) offset() int64 { return r.dec.InputOffset() + r.shift }

// AcceptCRS makes the reader take positions in any system, as its caller knows which:
// a "crs" member is no error, and positions need not be degrees. It is called
// before the first Next.
func (r *Reader) AcceptCRS() { r.acceptCRS, r.coords.plane = true, true }

// Parallel makes the reader parse ahead in as many goroutines; the features, their
// order and the errors stay the same. It is called before the first Next. The input
// is then read in another goroutine, so it must not be touched before the last Next.
func (r *Reader) Parallel(workers int) { r.workers = workers }

// CRS is the name in the last "crs" member that a reader with AcceptCRS met, as
// the file has it; "" for none.
func (r *Reader) CRS() string { return r.crs }

// Next returns the next feature, or io.EOF after the last.
//
// A *FeatureError rejects one feature: the Feature beside it holds what could be
// read (place, ID, properties; Geometry is nil) and Next may be called again. Any
// other error is final and is returned again by later calls. A "crs" or "type" that
// stands after the features is judged when it is met, so features already returned
// are to be thrown away if the last Next does not return io.EOF.
func (r *Reader) Next() (Feature, error) {
	if r.err != nil {
		return Feature{}, r.err
	}
	f, err := r.next()
	var rejected *FeatureError
	if err != nil && !errors.As(err, &rejected) {
		r.err = r.fail(err)
		return Feature{}, r.err
	}
	return f, err
}

// next walks the states: between top-level values, in a top-level object, in its
// "features" array.
func (r *Reader) next() (Feature, error) {
	for {
		switch {
		case r.inFeatures && r.ahead():
			return r.deliver(), nil
		case r.inFeatures && r.dec.PeekKind() == ']':
			if _, err := r.dec.ReadToken(); err != nil {
				return Feature{}, err
			}
			r.inFeatures = false
		case r.inFeatures:
			f, err := r.element()
			r.elements++
			return f, err
		case r.top == nil:
			if o, err := r.openTop(); err != nil {
				return o.feature(), err
			}
		default:
			f, found, err := r.resumeTop()
			if found || err != nil {
				return f, err
			}
		}
	}
}

// openTop enters the next top-level object.
func (r *Reader) openTop() (*object, error) {
	kind := r.dec.PeekKind()
	if kind == '{' {
		o, err := r.openObject()
		r.top = o
		r.values++
		return o, err
	}
	none := &object{}
	if kind == jsontext.KindInvalid {
		_, err := r.dec.ReadToken()
		if err == io.EOF && r.values == 0 {
			err = errors.New("the input is empty: GeoJSON expected")
		}
		return none, err
	}
	if r.values == 0 {
		return none, fmt.Errorf("the text starts with %s, a GeoJSON object {...} expected", kindName(kind))
	}
	return r.strayElement()
}

// resumeTop reads on in the top-level object, up to its "features" or its end.
func (r *Reader) resumeTop() (f Feature, found bool, err error) {
	o := r.top
	for r.dec.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return f, false, err
		}
		if name == "features" && r.dec.PeekKind() == '[' {
			_, err := r.dec.ReadToken()
			if o.hasFeatures {
				err = errors.New(`"features" stands twice in one object: keep one`)
			}
			o.hasFeatures, r.inFeatures = true, true
			r.elements, r.indexShift = 0, 0
			return f, false, err
		}
		if err := r.member(o, name); err != nil {
			return f, false, err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return f, false, err
	}
	r.top = nil
	return r.closeTop(o)
}

// closeTop decides what the finished top-level object was.
func (r *Reader) closeTop(o *object) (f Feature, found bool, err error) {
	switch {
	case o.hasFeatures && o.typ == "FeatureCollection":
		return f, false, nil
	case o.hasFeatures:
		return f, false, fmt.Errorf(`the object with "features" has "type": %q, "FeatureCollection" expected`, abbreviate(o.typ))
	case o.typ == "FeatureCollection":
		return f, false, errors.New(`the FeatureCollection has no "features" array`)
	}
	if err := o.refuse(); err != nil && r.values == 1 {
		return f, false, err
	} else if err != nil {
		o.reject("", err.Error())
	}
	if err := r.count(o); err != nil {
		return f, false, err
	}
	if o.typ != "Feature" {
		r.finishGeometry(o)
	}
	f, err = o.feature(), o.err()
	return f, true, err
}

// element reads one entry of "features".
func (r *Reader) element() (Feature, error) {
	if kind := r.dec.PeekKind(); kind == jsontext.KindInvalid {
		_, err := r.dec.ReadToken()
		return Feature{}, err
	} else if kind != '{' {
		o, err := r.strayElement()
		return o.feature(), err
	}
	o, err := r.openObject()
	if err != nil {
		return Feature{}, err
	}
	for r.dec.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return Feature{}, err
		}
		if err := r.member(o, name); err != nil {
			return Feature{}, err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return Feature{}, err
	}
	if err := r.count(o); err != nil {
		return Feature{}, err
	}
	o.requireFeature()
	return o.feature(), o.err()
}

// strayElement skips a value that is no object where a feature should be.
func (r *Reader) strayElement() (*object, error) {
	o := &object{}
	kind := r.dec.PeekKind()
	o.reject("", fmt.Sprintf("is %s, not a Feature object", kindName(kind)))
	base := r.dec.StackDepth()
	width := int64(1)
	var err error
	if kind == '[' {
		_, err = r.dec.ReadToken()
	} else {
		var raw jsontext.Value
		raw, err = r.dec.ReadValue()
		width = int64(len(raw))
	}
	if err != nil {
		return o, err
	}
	offset := r.offset() - width
	o.line, o.offset = r.feed.lineAt(offset), offset+r.in.base
	if err := r.unwind(base); err != nil {
		return o, err
	}
	if err := r.count(o); err != nil {
		return o, err
	}
	return o, o.err()
}

// count numbers a feature.
func (r *Reader) count(o *object) error {
	if r.number >= r.limits.MaxFeatures {
		return &LimitError{"MaxFeatures", int64(r.limits.MaxFeatures)}
	}
	r.number++
	o.number = r.number
	return nil
}

// openObject takes '{' and notes the place.
func (r *Reader) openObject() (*object, error) {
	if _, err := r.dec.ReadToken(); err != nil {
		return &object{}, err
	}
	offset := r.offset() - 1
	r.vertices = 0
	return &object{line: r.feed.lineAt(offset), offset: offset + r.in.base}, nil
}

const mostNames = 4096

// name takes a member name, or any string known to repeat, in NFC. An object or array in
// the place of a name is refused where it begins: ReadValue would take in all of it first.
func (r *Reader) name() (string, error) {
	if kind := r.dec.PeekKind(); kind == '{' || kind == '[' {
		_, err := r.dec.ReadToken()
		return "", err
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return "", err
	}
	if known, ok := r.names[string(raw)]; ok { // no allocation
		return known, nil
	}
	decoded, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return "", err
	}
	normal := norm.NFC.String(string(decoded))
	if len(r.names) < mostNames && len(raw) < 256 {
		r.names[string(raw)] = normal
	}
	return normal, nil
}

// skip takes the next value, however large, without keeping it. seen, if any, is
// called with every member name inside.
func (r *Reader) skip(seen func(name string)) error {
	base := r.dec.StackDepth()
	for {
		tok, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		depth := r.dec.StackDepth()
		if depth > r.limits.MaxDepth {
			return &LimitError{"MaxDepth", int64(r.limits.MaxDepth)}
		}
		if depth <= base {
			return nil
		}
		if seen != nil && tok.Kind() == '"' {
			if kind, n := r.dec.StackIndex(depth); kind == '{' && n%2 == 1 {
				seen(tok.String())
			}
		}
	}
}

// unwind takes tokens until the decoder is back at a depth.
func (r *Reader) unwind(depth int) error {
	for r.dec.StackDepth() > depth {
		if _, err := r.dec.ReadToken(); err != nil {
			return err
		}
		if r.dec.StackDepth() > r.limits.MaxDepth {
			return &LimitError{"MaxDepth", int64(r.limits.MaxDepth)}
		}
	}
	return nil
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '[':
		return "an array"
	case '{':
		return "an object"
	}
	return "nothing readable"
}

// isGeometryType tells the seven geometry types of RFC 7946, section 1.4.
func isGeometryType(typ string) bool {
	return slices.Contains([]string{
		"Point", "MultiPoint", "LineString", "MultiLineString",
		"Polygon", "MultiPolygon", "GeometryCollection",
	}, typ)
}

// otherCase finds the type that differs in case only.
func otherCase(typ string) string {
	known := []string{
		"Feature", "FeatureCollection", "Point", "MultiPoint", "LineString",
		"MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
	}
	for _, k := range known {
		if strings.EqualFold(k, typ) {
			return k
		}
	}
	return ""
}
