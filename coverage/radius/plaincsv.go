package radius

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

// errNotPlain says that a table needs the general reader.
var errNotPlain = errors.New("not a plain table")

// plainTable splits a table that leaves nothing to decide: ASCII or UTF-8 without a mark,
// commas, no quotes, a heading of known names in the first line, and as many
// fields in every line.
type plainTable struct {
	text    []byte
	columns map[string]int
	fields  [][]byte
}

// openPlain reads the heading; known are all columns that may be there, so that
// one with another meaning is not overlooked.
func openPlain(text []byte, known ...string) (*plainTable, error) {
	if bytes.IndexByte(text, '"') >= 0 || bytes.IndexByte(text, '\r') >= 0 || bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		return nil, errNotPlain
	}
	t := &plainTable{text: text, columns: map[string]int{}}
	if !t.next() || len(t.fields) < 2 {
		return nil, errNotPlain
	}
	for i, f := range t.fields {
		name := string(f)
		if _, twice := t.columns[name]; twice || !contains(known, name) {
			return nil, errNotPlain
		}
		t.columns[name] = i
	}
	return t, nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// next splits the next line into fields.
func (t *plainTable) next() bool {
	if len(t.text) == 0 {
		return false
	}
	line := t.text
	if end := bytes.IndexByte(t.text, '\n'); end >= 0 {
		line, t.text = t.text[:end], t.text[end+1:]
	} else {
		t.text = nil
	}
	t.fields = t.fields[:0]
	for {
		i := bytes.IndexByte(line, ',')
		if i < 0 {
			t.fields = append(t.fields, line)
			return true
		}
		t.fields = append(t.fields, line[:i])
		line = line[i+1:]
	}
}

// column is the index of a column, -1 when there is none.
func (t *plainTable) column(name string) int {
	if i, ok := t.columns[name]; ok {
		return i
	}
	return -1
}

// powersOfTen are exact.
var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// plainNumber reads digits with at most one dot and a sign before them; anything else is not plain.
// Up to 15 digits are a quotient of two exact numbers, which is rounded once.
func plainNumber(field []byte) (float64, bool) {
	text := field
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	if len(text) == 0 {
		return 0, false
	}
	var digits uint64
	dot := -1
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			if i < 16 {
				digits = digits*10 + uint64(c-'0')
			}
		case c == '.' && dot < 0 && i > 0 && i < len(text)-1:
			dot = i
		default:
			return 0, false
		}
	}
	if len(text) > 16 || dot < 0 && len(text) > 15 {
		v, err := strconv.ParseFloat(string(field), 64)
		return v, err == nil && !math.IsInf(v, 0)
	}
	v := float64(digits)
	if dot >= 0 {
		v /= powersOfTen[len(text)-1-dot]
	}
	if negative {
		v = -v
	}
	return v, true
}
