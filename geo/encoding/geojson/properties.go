package geojson

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"
)

// Kind is the JSON type of a property.
type Kind uint8

// The JSON types. Compound is an object or an array.
const (
	Null Kind = iota
	Bool
	Numeric
	Text
	Compound
)

// Value is a property as it stands in the file. Text is the decoded string in
// Unicode NFC, the literal of a number with every digit it had ("97", "1e3",
// "12345678901234567890"), true or false, or the compact JSON of an object or
// array; empty for null.
type Value struct {
	Kind Kind
	Text string
}

type field struct {
	name  string
	value Value
}

// Properties are the properties of a feature in the order of the file. The zero
// value has none. Names are in Unicode NFC.
type Properties struct {
	fields []field
}

// Len returns the number of properties, null ones included.
func (p Properties) Len() int { return len(p.fields) }

// Names returns the names in the order of the file.
func (p Properties) Names() []string {
	names := make([]string, len(p.fields))
	for i, f := range p.fields {
		names[i] = f.name
	}
	return names
}

// All iterates over names and values in the order of the file.
func (p Properties) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, f := range p.fields {
			if !yield(f.name, f.value) {
				return
			}
		}
	}
}

// Get returns the value of a property; name is compared exactly, both sides in NFC.
func (p Properties) Get(name string) (Value, bool) {
	for i := range p.fields {
		if p.fields[i].name == name {
			return p.fields[i].value, true
		}
	}
	if normal := norm.NFC.String(name); normal != name {
		return p.Get(normal)
	}
	return Value{}, false
}

// String returns the text of a property (see Value); false if it is missing or
// null. A code keeps its form: "00097" stays, the number 97 gives "97".
func (p Properties) String(name string) (string, bool) {
	v, ok := p.Get(name)
	return v.Text, ok && v.Kind != Null
}

// Float returns a number, or the number that a string spells in JSON's way
// ("12.5", not "12,5"); false if there is none or it is beyond float64.
func (p Properties) Float(name string) (float64, bool) {
	v, ok := p.Get(name)
	if !ok || v.Kind != Numeric && v.Kind != Text {
		return 0, false
	}
	text := strings.TrimSpace(v.Text)
	if raw := jsontext.Value(text); raw.Kind() != '0' || !raw.IsValid() {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// List returns the properties as a Writer takes them, numbers with every digit.
func (p Properties) List() []Property {
	out := make([]Property, len(p.fields))
	for i, f := range p.fields {
		out[i] = Property{Name: f.name, Value: f.value.writable()}
	}
	return out
}

func (v Value) writable() any {
	switch v.Kind {
	case Bool:
		return v.Text == "true"
	case Numeric:
		return Number(v.Text)
	case Text:
		return v.Text
	case Compound:
		return Raw(v.Text)
	}
	return nil
}

// fieldBytes is what a property costs in memory beside its text.
const fieldBytes = 48

func (r *Reader) propertiesMember(o *object) error {
	kind := r.dec.PeekKind()
	if kind != '{' {
		if kind != 'n' {
			o.reject("properties", "is "+kindName(kind)+", an object or null expected")
		}
		return r.skip(nil)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	r.fields = r.fields[:0]
	size := 0
	for r.dec.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return err
		}
		value, err := r.value()
		if err != nil {
			return err
		}
		if size += len(name) + len(value.Text) + fieldBytes; size > r.limits.MaxPropertyBytes {
			return &LimitError{"MaxPropertyBytes", int64(r.limits.MaxPropertyBytes)}
		}
		r.fields = append(r.fields, field{name, value})
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if o.properties.fields != nil {
		o.reject("properties", "stands twice")
	}
	if name, twice := repeatedName(r.fields); twice {
		o.reject("properties", fmt.Sprintf("%q stands twice", abbreviate(name)))
	}
	o.properties.fields = slices.Clone(r.fields)
	return nil
}

// repeatedName finds a name that two fields share: which one is meant, nobody knows.
func repeatedName(fields []field) (string, bool) {
	if len(fields) <= 24 {
		for i := range fields {
			for j := range i {
				if fields[i].name == fields[j].name {
					return fields[i].name, true
				}
			}
		}
		return "", false
	}
	seen := make(map[string]bool, len(fields))
	for i := range fields {
		if seen[fields[i].name] {
			return fields[i].name, true
		}
		seen[fields[i].name] = true
	}
	return "", false
}

// value reads any value as text.
func (r *Reader) value() (Value, error) {
	switch r.dec.PeekKind() {
	case '"':
		tok, err := r.dec.ReadToken()
		if err != nil {
			return Value{}, err
		}
		return Value{Text, norm.NFC.String(tok.String())}, nil
	case 'n', 't', 'f':
		tok, err := r.dec.ReadToken()
		if err != nil || tok.Kind() == 'n' {
			return Value{}, err
		}
		return Value{Bool, tok.String()}, nil
	case '0':
		raw, err := r.dec.ReadValue()
		return Value{Numeric, string(raw)}, err
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return Value{}, err
	}
	if r.dec.StackDepth()+depthOf(raw) > r.limits.MaxDepth {
		return Value{}, &LimitError{"MaxDepth", int64(r.limits.MaxDepth)}
	}
	compact := raw.Clone()
	if err := compact.Compact(jsontext.AllowDuplicateNames(true)); err != nil {
		return Value{}, err
	}
	return Value{Compound, string(compact)}, nil
}

// depthOf counts the nesting of a valid JSON value.
func depthOf(raw []byte) int {
	deepest, depth, inString := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch ch := raw[i]; {
		case inString && ch == '\\':
			i++
		case ch == '"':
			inString = !inString
		case inString:
		case ch == '[' || ch == '{':
			depth++
			deepest = max(deepest, depth)
		case ch == ']' || ch == '}':
			depth--
		}
	}
	return deepest
}
