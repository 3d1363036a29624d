package table

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// plainRows lets rows be read from their bytes; tests switch it off.
var plainRows = true

// sheetBytes are buffered of a sheet, and aheadBytes at least of a row, unless it is the last:
// what most have. A longer row may be read token by token.
const (
	sheetBytes = 1 << 18
	aheadBytes = 1 << 15
)

// plainRow reads a row element that follows another and whose bytes are written the way
// programs write them: no comments, references, formulas or line ends. For every other row it
// is false and takes nothing: decodeRow reads it, and tells what is wrong with it.
func (s *sheetReader) plainRow() (Row, bool) {
	if !s.between || s.foreign || !plainRows {
		return Row{}, false
	}
	text, _ := s.in.Peek(s.in.Buffered())
	if len(text) < aheadBytes {
		text, _ = s.in.Peek(sheetBytes) // an error comes again
	}
	p := rowScanner{rest: text, sheetReader: s}
	row, ok := p.row()
	if !ok {
		return Row{}, false
	}
	_, _ = s.in.Discard(len(text) - len(p.rest)) // peeked: cannot fail
	s.width = len(row.Fields)
	return row, true
}

// rowScanner takes the elements of one row from the front of rest.
type rowScanner struct {
	*sheetReader
	rest []byte
	text []byte    // of the cells that hold their own
	own  []ownText // where it belongs
}

// ownText is the text of a cell, up to an end in the text of the row.
type ownText struct{ column, end int }

func (p *rowScanner) row() (Row, bool) {
	if !p.take("<row") {
		return Row{}, false
	}
	number, hidden, _, ok := p.attributes("r", "hidden", "")
	if !ok || !p.take(">") {
		return Row{}, false
	}
	row := Row{Number: p.sheetReader.row + 1, Hidden: string(hidden) == "1" || string(hidden) == "true"}
	if len(number) > 0 {
		n, err := strconv.Atoi(string(number))
		if err != nil || n <= p.sheetReader.row || n > sheetRows {
			return Row{}, false
		}
		row.Number = n
	}
	row.Fields = make([]string, 0, p.width)
	p.text, p.own = p.scratch[:0], p.owned[:0]
	for column := 0; !p.take("</row>"); {
		if column, ok = p.cell(column, &row); !ok {
			return Row{}, false
		}
	}
	text, start := string(p.text), 0
	for _, own := range p.own {
		row.Fields[own.column-1], start = text[start:own.end], own.end
	}
	p.scratch, p.owned = p.text, p.own
	if len(row.Fields) == 0 {
		row.Fields = nil
	}
	return row, true
}

// cell is cell of a c element in bytes.
func (p *rowScanner) cell(previous int, row *Row) (int, bool) {
	if !p.take("<c") {
		return 0, false
	}
	ref, kind, style, ok := p.attributes("r", "t", "s")
	column := previous + 1
	if ok && len(ref) > 0 {
		column, ok = columnNumber(string(ref))
	}
	if !ok || column <= previous || column > p.book.limits.Columns {
		return 0, false
	}
	raw, ok := p.content()
	if !ok || len(raw) > p.book.limits.FieldBytes {
		return 0, false
	}
	var value string
	inline := (string(kind) == "inlineStr" || string(kind) == "str") && isClean(raw)
	if !inline {
		var err error
		if value, err = p.book.value(string(kind), string(style), string(raw)); err != nil || len(value) > p.book.limits.FieldBytes {
			return 0, false
		}
	}
	if value == "" && (!inline || len(raw) == 0) {
		return column, true
	}
	for len(row.Fields) < column {
		row.Fields = append(row.Fields, "")
	}
	if inline {
		p.text = append(p.text, raw...)
		p.own = append(p.own, ownText{column, len(p.text)})
	} else {
		row.Fields[column-1] = value
	}
	return column, true
}

// isClean reports text that cleanText leaves alone.
func isClean(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf || c == '_' {
			return false
		}
	}
	return true
}

// content takes what is left of a c element: its text, of v or of t within is.
func (p *rowScanner) content() ([]byte, bool) {
	if p.take("/>") {
		return nil, true
	}
	if !p.take(">") {
		return nil, false
	}
	switch {
	case p.take("</c>"):
		return nil, true
	case p.take("<v>"):
		text, ok := p.characters()
		return text, ok && p.take("</v></c>")
	case p.take("<is><t"):
		if _, _, _, ok := p.attributes("", "", ""); !ok || !p.take(">") {
			return nil, false
		}
		text, ok := p.characters()
		return text, ok && p.take("</t></is></c>")
	}
	return nil, false
}

func (p *rowScanner) take(prefix string) bool {
	if len(p.rest) < len(prefix) || string(p.rest[:len(prefix)]) != prefix {
		return false
	}
	p.rest = p.rest[len(prefix):]
	return true
}

// characters takes text up to the next tag.
func (p *rowScanner) characters() ([]byte, bool) {
	at, ascii := 0, true
	for ; at < len(p.rest) && p.rest[at] != '<'; at++ {
		switch c := p.rest[at]; {
		case c < ' ' || c == '&' || c == ']':
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	text := p.rest[:at]
	p.rest = p.rest[at:]
	return text, ascii || isXMLText(text)
}

// isXMLText reports UTF-8 without the two characters of it, U+FFFE and U+FFFF, that XML has not.
func isXMLText(text []byte) bool {
	return utf8.Valid(text) && !bytes.Contains(text, []byte("\xef\xbf\xbe")) && !bytes.Contains(text, []byte("\xef\xbf\xbf"))
}

// attributes takes those of a tag and returns the first of each of three names, of no namespace.
func (p *rowScanner) attributes(a, b, c string) (first, second, third []byte, ok bool) {
	for p.take(" ") {
		name := p.name()
		if len(name) == 0 || !p.take(`="`) {
			return nil, nil, nil, false
		}
		end := bytes.IndexByte(p.rest, '"')
		if end < 0 || !isPlainValue(p.rest[:end]) {
			return nil, nil, nil, false
		}
		value := p.rest[:end]
		p.rest = p.rest[end+1:]
		switch n := string(name); {
		case n == a && first == nil:
			first = value
		case n == b && second == nil:
			second = value
		case n == c && third == nil:
			third = value
		}
	}
	return first, second, third, true
}

// name takes letters, and digits behind them, with a namespace or without.
func (p *rowScanner) name() []byte {
	at, colons := 0, 0
	for ; at < len(p.rest); at++ {
		c := p.rest[at]
		if c == ':' && at > 0 && colons == 0 {
			colons++
			continue
		}
		if (c|0x20 < 'a' || c|0x20 > 'z') && (at == 0 || c < '0' || c > '9') {
			break
		}
	}
	name := p.rest[:at]
	if strings.HasSuffix(string(name), ":") {
		return nil
	}
	p.rest = p.rest[at:]
	return name
}

// isPlainValue reports printable ASCII that stands for itself.
func isPlainValue(value []byte) bool {
	for _, c := range value {
		if c < ' ' || c > '~' || c == '<' || c == '&' {
			return false
		}
	}
	return true
}
