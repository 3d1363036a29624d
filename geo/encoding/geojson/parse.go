package geojson

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"
)

// parser reads features of the ordinary shape straight from bytes: a Feature with a
// type, an id, properties and a geometry of one of the six simple types. Where a
// feature is anything else, or has a defect, it gives up (-1) and the Reader
// reads that feature token by token, which alone decides what is an error and how it
// is worded. What the parser does accept it reads exactly as the Reader does.
type parser struct {
	limits Limits
	keys   []string // flat: the properties to keep, in NFC
	flat   bool     // E7 arrays instead of orb geometries

	text   []byte // padded with decimal.Pad zeros at least
	c      *chunk // receives the features
	coords coordinates
	names  map[string]string
	fields []field

	f           Feature // the feature being read
	isFeature   bool
	hasProperty bool
	hasGeometry bool
	geometry    string // type of the geometry
	hasNested   bool   // its coordinates have been read
	size        int    // bytes of the properties
}

// leastDepth is the MaxDepth from which on no feature that the parser accepts can
// exceed it: the coordinates of a MultiPolygon lie 8 deep, skipped values at most 12.
const (
	leastDepth = 16
	mostSkip   = 8
)

func newParser(limits Limits, keys []string, flat, plane bool) *parser {
	p := &parser{limits: limits, keys: keys, flat: flat, names: map[string]string{}}
	p.coords.plane = plane
	return p
}

// run reads the features of a chunk from its byte at on; after tells that a feature
// stands before it. It notes how far it came and why it stopped.
func (p *parser) run(c *chunk, at int, after bool) {
	p.text, p.c = c.text(), c
	c.forget()
	line, counted := c.lines(0, at), at
	for {
		c.stop, c.after = at, after
		start := p.blank(at)
		if after {
			if p.text[start] != ',' {
				return
			}
			start = p.blank(start + 1)
		}
		if start == c.end && c.bounded {
			c.whole = true
			return
		}
		if p.text[start] != '{' {
			return
		}
		line, counted = line+c.lines(counted, start), start
		p.f = Feature{Line: line, Offset: c.offset + int64(start)}
		mark := c.mark()
		if at = p.feature(start); at < 0 {
			c.cut(mark)
			return
		}
		c.add(p)
		after = true
	}
}

// blank returns the first byte from i on that is no white space.
func (p *parser) blank(i int) int {
	if p.text[i] > ' ' {
		return i
	}
	return p.blanks(i)
}

func (p *parser) blanks(i int) int {
	for {
		switch p.text[i] {
		case ' ', '\n', '\r', '\t':
			i++
		default:
			return i
		}
	}
}

// feature reads the object that opens at i and returns where it ends.
func (p *parser) feature(i int) int {
	p.isFeature, p.hasProperty, p.hasGeometry = false, false, false
	p.geometry, p.hasNested = "", false
	p.fields = p.fields[:0]
	p.coords.reset()
	i = p.members(i, (*parser).featureMember)
	if i < 0 || !p.isFeature {
		return -1
	}
	return i
}

// members walks the object that opens at i; each gets a name with its quotes and
// where the value begins, and returns where it ends.
func (p *parser) members(i int, each func(p *parser, name []byte, at int) int) int {
	if i = p.blank(i + 1); p.text[i] == '}' {
		return i + 1
	}
	for p.text[i] == '"' {
		end, _ := p.quoted(i)
		if end < 0 {
			return -1
		}
		name := p.text[i:end]
		if i = p.blank(end); p.text[i] != ':' {
			return -1
		}
		if i = each(p, name, p.blank(i+1)); i < 0 {
			return -1
		}
		i = p.blank(i)
		switch p.text[i] {
		case '}':
			return i + 1
		case ',':
			i = p.blank(i + 1)
		default:
			return -1
		}
	}
	return -1
}

func (p *parser) featureMember(name []byte, i int) int {
	switch string(name) {
	case `"type"`:
		if p.isFeature || !bytes.HasPrefix(p.text[i:], []byte(`"Feature"`)) {
			return -1
		}
		p.isFeature = true
		return i + len(`"Feature"`)
	case `"id"`:
		v, end := p.value(i, true)
		if v.Kind == Compound {
			return -1
		}
		if v.Kind != Null {
			p.f.ID = v.Text
		}
		return end
	case `"properties"`:
		return p.properties(i)
	case `"geometry"`:
		return p.geometryMember(i)
	case `"coordinates"`, `"geometries"`, `"crs"`:
		return -1
	}
	return p.foreign(name, i)
}

// foreign skips a member of no meaning. A name that is not plain could mean one.
func (p *parser) foreign(name []byte, i int) int {
	if !plain(name) {
		return -1
	}
	return p.skip(i, mostSkip)
}

func plain(name []byte) bool {
	return !slices.ContainsFunc(name, func(b byte) bool { return b >= utf8.RuneSelf || b == '\\' })
}

func (p *parser) geometryMember(i int) int {
	if p.hasGeometry {
		return -1
	}
	p.hasGeometry = true
	if p.text[i] != '{' {
		return p.literal(i, "null")
	}
	i = p.members(i, (*parser).shapeMember)
	if i < 0 || p.geometry == "" || !p.hasNested || p.coords.misfit(p.geometry) != "" {
		return -1
	}
	if !p.flat {
		p.f.Geometry = p.coords.build(p.geometry)
	}
	p.f.HasZ, p.f.HasM = p.coords.hasZ, p.coords.hasM
	return i
}

func (p *parser) shapeMember(name []byte, i int) int {
	switch string(name) {
	case `"type"`:
		end, _ := p.quoted(i)
		if end < 0 || p.geometry != "" {
			return -1
		}
		p.geometry = simpleType(p.text[i:end])
		if p.geometry == "" {
			return -1
		}
		return end
	case `"coordinates"`:
		if p.hasNested || p.text[i] != '[' {
			return -1
		}
		p.hasNested = true
		if i = p.array(i, 1); p.coords.vertices() > p.limits.MaxVertices {
			return -1
		}
		return i
	case `"geometries"`, `"crs"`:
		return -1
	}
	return p.foreign(name, i)
}

// simpleType is the type that a quoted name spells, "" for any but the six simple ones.
func simpleType(quoted []byte) string {
	switch string(quoted) {
	case `"Polygon"`:
		return "Polygon"
	case `"MultiPolygon"`:
		return "MultiPolygon"
	case `"Point"`:
		return "Point"
	case `"MultiPoint"`:
		return "MultiPoint"
	case `"LineString"`:
		return "LineString"
	case `"MultiLineString"`:
		return "MultiLineString"
	}
	return ""
}

func (p *parser) properties(i int) int {
	if p.hasProperty {
		return -1
	}
	p.hasProperty = true
	if p.text[i] != '{' {
		return p.literal(i, "null")
	}
	p.size = 0
	if i = p.members(i, (*parser).property); i < 0 {
		return -1
	}
	if _, twice := repeatedName(p.fields); twice {
		return -1
	}
	if !p.flat {
		p.f.Properties.fields = slices.Clone(p.fields)
	}
	return i
}

// growth bounds how much longer text in NFC is than in the file (Unicode UAX 15,
// table 4: three times in UTF-8).
const growth = 3

func (p *parser) property(quoted []byte, i int) int {
	name, ok := p.name(quoted)
	if !ok {
		return -1
	}
	v, end := p.value(i, !p.flat || slices.Contains(p.keys, name))
	if end < 0 {
		return -1
	}
	// The Reader counts decoded bytes: near the limit it decides.
	if p.size += growth*(len(quoted)+end-i) + fieldBytes; p.size > p.limits.MaxPropertyBytes {
		return -1
	}
	p.fields = append(p.fields, field{name, v})
	return end
}

// name decodes a member name as Reader.name does.
func (p *parser) name(quoted []byte) (string, bool) {
	if known, ok := p.names[string(quoted)]; ok { // no allocation
		return known, true
	}
	name, ok := decode(quoted, plain(quoted))
	if ok && len(p.names) < mostNames && len(quoted) < 256 {
		p.names[string(quoted)] = name
	}
	return name, ok
}

// decode takes the quotes off and puts the text in NFC; ok is false where it is no
// valid JSON string.
func decode(quoted []byte, plain bool) (text string, ok bool) {
	if plain {
		return string(quoted[1 : len(quoted)-1]), true
	}
	b, err := jsontext.AppendUnquote(nil, quoted)
	return norm.NFC.String(string(b)), err == nil
}

// value reads a value as Reader.value does. Without wanted it is only looked at: the
// text is left empty.
func (p *parser) value(i int, wanted bool) (v Value, end int) {
	switch ch := p.text[i]; ch {
	case '"':
		return p.textValue(i, wanted)
	case 'n':
		return v, p.literal(i, "null")
	case 't':
		return Value{Bool, "true"}, p.literal(i, "true")
	case 'f':
		return Value{Bool, "false"}, p.literal(i, "false")
	case '{', '[':
		if end = p.skip(i, mostSkip); end < 0 || !wanted {
			return v, end
		}
		compact := jsontext.Value(p.text[i:end]).Clone()
		if err := compact.Compact(jsontext.AllowDuplicateNames(true)); err != nil {
			return v, -1
		}
		return Value{Compound, string(compact)}, end
	}
	if end = p.numberEnd(i); end < 0 || !wanted {
		return v, end
	}
	return Value{Numeric, string(p.text[i:end])}, end
}

func (p *parser) textValue(i int, wanted bool) (v Value, end int) {
	end, plain := p.quoted(i)
	if end < 0 || plain && !wanted {
		return v, end
	}
	text, ok := decode(p.text[i:end], plain)
	if !ok {
		return v, -1
	}
	return Value{Text, text}, end
}
