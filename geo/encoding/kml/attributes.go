package kml

import (
	"iter"
	"slices"

	"golang.org/x/text/unicode/norm"
)

type field struct{ name, text string }

// Attributes are what a placemark says, in the order of the file: name, description and
// extended data, and last the path of its folders as "folder". Texts are in NFC without
// blanks about them. Of a name that comes twice the first text that is not empty counts. The
// zero value has none.
type Attributes struct {
	fields []field
}

// add keeps the first text of a name.
func (a *Attributes) add(name, text string) {
	if name == "" {
		return
	}
	i := slices.IndexFunc(a.fields, func(f field) bool { return f.name == name })
	switch {
	case i < 0:
		a.fields = append(a.fields, field{name, text})
	case a.fields[i].text == "":
		a.fields[i].text = text
	}
}

// Len returns the number of fields, empty ones included.
func (a Attributes) Len() int { return len(a.fields) }

// Names returns the names in the order of the file.
func (a Attributes) Names() []string {
	names := make([]string, len(a.fields))
	for i, f := range a.fields {
		names[i] = f.name
	}
	return names
}

// All iterates over names and texts in the order of the file, empty ones left out.
func (a Attributes) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range a.fields {
			if f.text != "" && !yield(f.name, f.text) {
				return
			}
		}
	}
}

// String returns the text of a field; false if it is empty or there is no such field. The
// name is compared exactly, in NFC.
func (a Attributes) String(name string) (string, bool) {
	name = norm.NFC.String(name)
	for _, f := range a.fields {
		if f.name == name {
			return f.text, f.text != ""
		}
	}
	return "", false
}
