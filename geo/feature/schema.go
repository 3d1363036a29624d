package feature

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// Kind is the type of a column's values.
type Kind uint8

// Kinds of columns, and the Go type of their values. A value of any may be nil.
const (
	Text    Kind = iota // string
	Integer             // int64
	Real                // float64, finite
	Boolean             // bool
)

// String returns the kind's name.
func (k Kind) String() string {
	return [...]string{"text", "integer", "real", "boolean"}[k]
}

// Shape is the type of a layer's geometries.
type Shape uint8

// Shapes. A single geometry is written as a multiple one of one member where the shape says
// so, because most formats take one type for a layer.
const (
	None         Shape = iota // a table without geometry
	Point                     // points
	MultiPoint                // one or more points
	MultiLine                 // one or more lines
	MultiPolygon              // one or more polygons
)

// Field is a column.
type Field struct {
	Name        string // of letters, digits and underscores, unique without regard to case
	Kind        Kind
	Title       string // what people read in place of the name; empty for none
	Description string // meaning, unit and source; empty for none
}

// Schema describes a layer.
type Schema struct {
	Name        string // as Field.Name
	Title       string
	Description string
	Shape       Shape
	Fields      []Field
}

// Feature is one row of a layer: a geometry, nil where it has no place, and a value for each
// field in their order.
type Feature struct {
	Geometry orb.Geometry
	Values   []any
}

// Validate returns everything that is wrong with the names of a schema, joined.
func (s *Schema) Validate() error {
	var errs []error
	if !plainName(s.Name) {
		errs = append(errs, fmt.Errorf("layer name %q: letters a to z, digits and underscores are allowed, a letter first", s.Name))
	}
	seen := map[string]bool{}
	for _, f := range s.Fields {
		key := strings.ToLower(f.Name)
		switch {
		case !plainName(f.Name):
			errs = append(errs, fmt.Errorf("layer %s: column name %q: letters a to z, digits and underscores are allowed, a letter first", s.Name, f.Name))
		case reserved[key]:
			errs = append(errs, fmt.Errorf("layer %s: column name %q is kept for the geometry and the row number", s.Name, f.Name))
		case seen[key]:
			errs = append(errs, fmt.Errorf("layer %s: column %q stands twice", s.Name, f.Name))
		case f.Kind > Boolean:
			errs = append(errs, fmt.Errorf("layer %s: column %s is of unknown kind %d", s.Name, f.Name, f.Kind))
		}
		seen[key] = true
	}
	if s.Shape > MultiPolygon {
		errs = append(errs, fmt.Errorf("layer %s: unknown shape %d", s.Name, s.Shape))
	}
	return errors.Join(errs...)
}

// reserved names are those that a format adds of its own.
var reserved = map[string]bool{"fid": true, "geom": true, "geometry": true, "bbox": true, "rowid": true}

// plainName holds for names that SQL, XML and Parquet take without quotes.
func plainName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != "" && len(name) <= 63
}

// Normalize checks a feature against the schema and returns it as it is written: the geometry
// of the layer's shape (see Normalize), the values as they were. The feature is not changed.
func (s *Schema) Normalize(f Feature) (Feature, error) {
	if len(f.Values) != len(s.Fields) {
		return Feature{}, fmt.Errorf("%d values for %d columns", len(f.Values), len(s.Fields))
	}
	for i, v := range f.Values {
		if err := check(s.Fields[i].Kind, v); err != nil {
			return Feature{}, fmt.Errorf("column %s: %w", s.Fields[i].Name, err)
		}
	}
	g, err := Normalize(f.Geometry, s.Shape)
	return Feature{g, f.Values}, err
}

func check(kind Kind, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		if kind == Text {
			return checkText(v)
		}
	case int64:
		if kind == Integer {
			return nil
		}
	case float64:
		if kind == Real {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%v is no number that can be written: give nil", v)
			}
			return nil
		}
	case bool:
		if kind == Boolean {
			return nil
		}
	}
	return fmt.Errorf("a value of type %T, the column is %s", value, kind)
}

func checkText(text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("text %q is not UTF-8", text)
	}
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\ufffe' || c == '\uffff' {
			return fmt.Errorf("text %q holds the control character %U", text, c)
		}
	}
	return nil
}
