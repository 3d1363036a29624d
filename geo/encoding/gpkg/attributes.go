package gpkg

import (
	"iter"
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Field is a column of attributes.
type Field struct {
	Name string // in NFC
	Type string // as declared: TEXT(50), MEDIUMINT, BOOLEAN
}

// integer prints a value by the declared type: 0 and 1 of a BOOLEAN are false and true.
func (f Field) integer(v int64) string {
	if (v == 0 || v == 1) && strings.EqualFold(f.Type, "BOOLEAN") {
		return strconv.FormatBool(v == 1)
	}
	return strconv.FormatInt(v, 10)
}

func formatFloat(v float64, format byte) string { return strconv.FormatFloat(v, format, -1, 64) }

type value struct {
	text string
	ok   bool
}

// Attributes are the values of one row in the order of the columns, as text: a text keeps
// its form ("00097"), a number is decimal, a BOOLEAN true or false, a date what stands there.
// Null and binary values are null. The zero value has none.
type Attributes struct {
	fields  []Field
	values  []value
	keyName string
	fid     int64
}

// Len returns the number of fields, null ones included.
func (a Attributes) Len() int { return len(a.values) }

// Names returns the field names in the order of the columns.
func (a Attributes) Names() []string {
	names := make([]string, len(a.values))
	for i := range names {
		names[i] = a.fields[i].Name
	}
	return names
}

// All iterates over names and texts in the order of the columns, null ones left out.
func (a Attributes) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i, v := range a.values {
			if v.ok && !yield(a.fields[i].Name, v.text) {
				return
			}
		}
	}
}

// String returns the text of a field; false if it is null or there is no such field. The
// name is compared exactly, in NFC. The row number answers to its own name (fid) although
// Names leaves it out.
func (a Attributes) String(name string) (string, bool) {
	name = norm.NFC.String(name)
	for i, v := range a.values {
		if a.fields[i].Name == name {
			return v.text, v.ok
		}
	}
	if a.keyName != "" && name == a.keyName {
		return strconv.FormatInt(a.fid, 10), true
	}
	return "", false
}

// Float returns a field that spells a finite decimal number with a dot.
func (a Attributes) Float(name string) (float64, bool) {
	text, ok := a.String(name)
	if !ok {
		return 0, false
	}
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil && !math.IsInf(f, 0)
}
