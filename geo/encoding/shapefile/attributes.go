package shapefile

import (
	"iter"
	"math"
	"strconv"

	"golang.org/x/text/unicode/norm"
)

type value struct {
	text string
	ok   bool
}

// Attributes are the values of one record in the order of the .dbf, as text: a
// number keeps its digits ("00097", "12.50"), a date is 2025-07-01, a logical true
// or false. An empty field, a number of asterisks and a date of zeros are null.
// The zero value has none.
type Attributes struct {
	fields []Field
	values []value
}

// Len returns the number of fields, null ones included.
func (a Attributes) Len() int { return len(a.values) }

// Names returns the field names in the order of the file.
func (a Attributes) Names() []string {
	names := make([]string, len(a.values))
	for i := range names {
		names[i] = a.fields[i].Name
	}
	return names
}

// All iterates over names and texts in the order of the file, null ones left out.
func (a Attributes) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i, v := range a.values {
			if v.ok && !yield(a.fields[i].Name, v.text) {
				return
			}
		}
	}
}

// String returns the text of a field; false if it is null or there is no such
// field. The name is compared exactly, in NFC; names have at most 10 bytes.
func (a Attributes) String(name string) (string, bool) {
	name = norm.NFC.String(name)
	for i, v := range a.values {
		if a.fields[i].Name == name {
			return v.text, v.ok
		}
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
