package prepared

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"

	"phusong/coverage"
)

// elsewhere lists the fields that blocks of their own carry, or that loading makes again; every other field
// of the data set goes through encoder.value, those that are yet to be thought of too.
var elsewhere = map[reflect.Type][]string{
	reflect.TypeFor[coverage.Dataset]():   {"Sites", "Terrain"},
	reflect.TypeFor[coverage.AdminUnit](): {"Geometry"},
	reflect.TypeFor[coverage.Demand]():    {"Units", "RowAreaM2", "widths", "Pixels"},
	reflect.TypeFor[coverage.Antenna]():   {"Sector", "Round"},
}

// isElsewhere reports whether a field is in the list.
func isElsewhere(t reflect.Type, field string) bool { return slices.Contains(elsewhere[t], field) }

// encoder appends values to b: whole numbers in as many bytes as they need, floats in 8, text and lists
// after their length. A nil list has length 0 and an empty one 1, so that they stay apart.
type encoder struct{ b []byte }

func (e *encoder) uint(v uint64)   { e.b = binary.AppendUvarint(e.b, v) }
func (e *encoder) int(v int64)     { e.b = binary.AppendVarint(e.b, v) }
func (e *encoder) float(v float64) { e.b = binary.LittleEndian.AppendUint64(e.b, math.Float64bits(v)) }
func (e *encoder) text(s string)   { e.uint(uint64(len(s))); e.b = append(e.b, s...) }

func (e *encoder) bool(v bool) {
	if v {
		e.b = append(e.b, 1)
		return
	}
	e.b = append(e.b, 0)
}

// length writes the length of a list, which may be nil.
func (e *encoder) length(isNil bool, n int) {
	if isNil {
		e.uint(0)
		return
	}
	e.uint(uint64(n) + 1)
}

// value writes any value of the nouns; an error names a kind that it cannot carry.
func (e *encoder) value(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		e.bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.int(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.uint(v.Uint())
	case reflect.Float32, reflect.Float64:
		e.float(v.Float())
	case reflect.String:
		e.text(v.String())
	case reflect.Pointer:
		e.bool(!v.IsNil())
		if !v.IsNil() {
			return e.value(v.Elem())
		}
	case reflect.Slice:
		e.length(v.IsNil(), v.Len())
		return e.elements(v)
	case reflect.Array:
		return e.elements(v)
	case reflect.Struct:
		return e.fields(v)
	default:
		return fmt.Errorf("a %s cannot be prepared", v.Type())
	}
	return nil
}

func (e *encoder) elements(v reflect.Value) error {
	for i := range v.Len() {
		if err := e.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) fields(v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case isElsewhere(t, f.Name):
			continue
		case !f.IsExported():
			return fmt.Errorf("%s.%s cannot be prepared", t, f.Name)
		}
		if err := e.value(v.Field(i)); err != nil {
			return fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
	}
	return nil
}

// decoder reads what encoder wrote. After the first value that is not there it stays at the end, bad is set
// and zeros come out. Texts are parts of s.
type decoder struct {
	s   string
	at  int
	bad bool
}

func (d *decoder) fail() {
	d.bad, d.at = true, len(d.s)
}

func (d *decoder) rest() int { return len(d.s) - d.at }

func (d *decoder) byte() byte {
	if d.at >= len(d.s) {
		d.fail()
		return 0
	}
	b := d.s[d.at]
	d.at++
	return b
}

func (d *decoder) uint() uint64 {
	var v uint64
	for shift := uint(0); shift < 64; shift += 7 {
		b := d.byte()
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
	d.fail()
	return 0
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) float() float64 {
	if d.rest() < 8 {
		d.fail()
		return 0
	}
	var bits uint64
	for i, c := range []byte(d.s[d.at : d.at+8]) {
		bits |= uint64(c) << (8 * uint(i))
	}
	d.at += 8
	return math.Float64frombits(bits)
}

func (d *decoder) text() string {
	n := d.uint()
	if n > uint64(d.rest()) {
		d.fail()
		return ""
	}
	s := d.s[d.at : d.at+int(n)]
	d.at += int(n)
	return s
}

func (d *decoder) bool() bool {
	b := d.byte()
	if b > 1 {
		d.fail()
	}
	return b == 1
}

// length reads the length of a list of elements that take least bytes or more; a length that the rest
// cannot hold is bad.
func (d *decoder) length(least int) (n int, isNil bool) {
	v := d.uint()
	if v == 0 {
		return 0, true
	}
	if v--; v > uint64(d.rest()/max(1, least)) {
		d.fail()
		return 0, true
	}
	return int(v), false
}

// value reads into v, which can be set.
func (d *decoder) value(v reflect.Value) {
	if d.bad {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := d.int()
		if v.OverflowInt(n) {
			d.fail()
			return
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n := d.uint()
		if v.OverflowUint(n) {
			d.fail()
			return
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(d.float())
	case reflect.String:
		v.SetString(d.text())
	case reflect.Pointer:
		if d.bool() && !d.bad {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Slice:
		d.list(v)
	case reflect.Array:
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Struct:
		d.fields(v)
	default:
		d.fail()
	}
}

func (d *decoder) list(v reflect.Value) {
	n, isNil := d.length(leastBytes(v.Type().Elem()))
	if isNil {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := 0; i < n && !d.bad; i++ {
		d.value(v.Index(i))
	}
}

func (d *decoder) fields(v reflect.Value) {
	t := v.Type()
	for i := 0; i < t.NumField() && !d.bad; i++ {
		if !isElsewhere(t, t.Field(i).Name) {
			d.value(v.Field(i))
		}
	}
}

// leastBytes is how few bytes a value of a type takes, so that a short block asks for little memory.
func leastBytes(t reflect.Type) int {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64:
		return 8
	case reflect.Array:
		return t.Len() * leastBytes(t.Elem())
	case reflect.Struct:
		sum := 0
		for i := range t.NumField() {
			if f := t.Field(i); !isElsewhere(t, f.Name) {
				sum += leastBytes(f.Type)
			}
		}
		return sum
	}
	return 1
}
