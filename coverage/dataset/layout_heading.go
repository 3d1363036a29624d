package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/geo/encoding/table"
)

const (
	headingRows = 30 // how far down a heading is looked for
	headingSpan = 3  // rows that a heading may have
)

// heading is where the names of the columns stand, and what was made of them.
type heading struct {
	first, last int // rows, by index
	texts       []string
	schema      tableSchema
	columns     *columnMap
	satisfied   bool // it has what the role requires
	count       int  // recognised columns
	grouped     bool // its further rows name nothing but the columns of groups
}

// better reports whether h is a likelier heading than o: it has what the role
// requires, more columns that are known, fewer rows, and stands higher up.
func (h heading) better(o heading) bool {
	if o.columns == nil {
		return true
	}
	if h.satisfied != o.satisfied {
		return h.satisfied
	}
	if h.count == o.count && h.first == o.first && (h.grouped || o.grouped) {
		return h.grouped && (!o.grouped || h.last > o.last) // or a group's name would mean its first column
	}
	return cmp.Or(cmp.Compare(o.count, h.count), cmp.Compare(h.last-h.first, o.last-o.first), cmp.Compare(h.first, o.first)) < 0
}

// schemasOf are those that a table of a role may have; of no role, all.
func schemasOf(role string) []tableSchema {
	all := append(tableSchemas(), clusterSchema, measurementSchema)
	if at := slices.IndexFunc(all, func(s tableSchema) bool { return s.role == role }); at >= 0 {
		return all[at : at+1]
	}
	return tableSchemas()
}

// findHeading looks for the rows that name the columns. The row that the user
// states wins; else the first row does, unless another is likelier.
func (l *layout) findHeading() error {
	rows := min(len(l.rows), headingRows)
	from := 0
	if stated := l.env.HeaderRow; stated > 0 {
		from = slices.IndexFunc(l.rows, func(r table.Row) bool { return r.Number == stated })
		if from < 0 {
			return fmt.Errorf("header_row %d is empty or beyond the end of the table", stated)
		}
		rows = from + 1
	}
	for first := from; first < rows; first++ {
		// Below a heading that has all, only its own further rows are looked at: data
		// can read like headings.
		if l.head.satisfied && l.head.count > 1 && first > l.head.first+1 {
			break
		}
		if first > from && l.holdsNumbers(first) {
			continue
		}
		span := headingSpan
		if l.isTitle(first) {
			span = 1
		}
		for last := first; last < min(first+span, len(l.rows)) && (last == first || l.continues(first, last)); last++ {
			for _, schema := range schemasOf(l.env.Role) {
				h := l.candidate(first, last, schema)
				h.grouped = last > first && l.groupsOnly(first, last)
				if (first == from || h.count > 1) && h.better(l.head) {
					l.head = h
				}
			}
		}
	}
	if l.env.Role == "" && !l.head.satisfied {
		l.head = l.candidate(0, 0, l.head.schema) // of no known role: as it is
	}
	l.env.Found.setHeading(l.env.File, l.rows[l.head.first].Number)
	return nil
}

// isTitle reports a row with one text in its first cell, over three columns or more of
// the row below: a line over the table, and no part of its heading. Where areas of
// merged cells are known, the text's spans all of these columns.
func (l *layout) isTitle(row int) bool {
	filled := l.filled(row)
	if len(filled) != 1 || filled[0] != 0 || row+1 >= len(l.rows) {
		return false
	}
	below := l.filled(row + 1)
	if len(below) < 3 {
		return false
	}
	m, merged := l.rows[row].Cover(1)
	return !merged || m.LastRow == l.rows[row].Number && m.LastColumn > below[len(below)-1]
}

// continues reports whether a row can be a further row of a heading: words alone,
// below a cell that spans several of them or beside cells that go on.
func (l *layout) continues(first, row int) bool {
	groups := false
	for _, c := range l.filled(row) {
		if looksNumeric(l.field(row, c)) && !isTechnologyWord(l.field(row, c)) {
			return false
		}
		if above := l.above(row-1, c, row); above != "" && l.field(row-1, c) == "" {
			groups = true
		}
	}
	// Also a group of which only the first column has a name below it.
	return groups || row > first+1 && len(l.filled(row)) < len(l.filled(first))
}

// holdsNumbers reports a cell that is a number and no year: a row of data.
func (l *layout) holdsNumbers(row int) bool {
	return slices.ContainsFunc(l.filled(row), func(c int) bool {
		text := l.field(row, c)
		year := len(text) == 4 && (strings.HasPrefix(text, "19") || strings.HasPrefix(text, "20"))
		return !year && strings.Trim(text, "0123456789.,-+ ") == ""
	})
}

// groupsOnly reports that all cells of a heading's further rows stand below a name that
// spans several columns. A row of data stands below names of single columns too.
func (l *layout) groupsOnly(first, last int) bool {
	for row := first + 1; row <= last; row++ {
		filled := l.filled(row)
		for _, c := range filled {
			spanned := l.field(row-1, c) == "" && l.above(row-1, c, row) != ""
			spans := l.field(row-1, c) != "" && l.field(row-1, c+1) == "" && l.field(row, c+1) != "" && l.above(row-1, c+1, row) != ""
			if !spanned && !spans {
				return false
			}
		}
		if len(filled) < 2 {
			return false
		}
	}
	return true
}

// isTechnologyWord lets headings be 2G, 3G, 4G.
func isTechnologyWord(text string) bool {
	return len(text) == 2 && strings.EqualFold(text[1:], "g")
}

// candidate names the columns by the rows from first to last.
func (l *layout) candidate(first, last int, schema tableSchema) heading {
	width := 0
	for i := first; i <= last; i++ {
		width = max(width, len(l.rows[i].Fields))
	}
	parts := make([][]string, width)
	for c := range parts {
		parts[c] = l.headingParts(first, last, c)
	}
	h := heading{first: first, last: last, schema: schema, texts: schema.nameColumns(parts)}
	columns, err := schema.match(h.texts, readEnv{Found: &findings{}})
	twice := errors.Is(err, errColumnTwice)
	if twice {
		columns = schema.roughly(h.texts)
	}
	h.columns, h.satisfied, h.count = columns, err == nil || twice, len(columns.names)
	return h
}

// roughly matches the columns of a heading in which two match equally well.
func (s tableSchema) roughly(header []string) *columnMap {
	m := &columnMap{header: header, at: map[string]int{}, scale: map[string]float64{}}
	for i, h := range header {
		if name, _, _ := s.find(h); name != "" && !m.has(name) {
			m.at[name] = i
			m.names = append(m.names, name)
		}
	}
	return m
}

// headingParts are the texts over a column from top to bottom, each once.
func (l *layout) headingParts(first, last, column int) []string {
	var parts []string
	for row := first; row <= last; row++ {
		text := l.field(row, column)
		if text == "" {
			text = l.above(row, column, last)
		}
		text = strings.Join(strings.Fields(text), " ")
		if text != "" && (len(parts) == 0 || parts[len(parts)-1] != text) {
			parts = append(parts, text)
		}
	}
	return parts
}

// above is the text that spans an empty cell of a heading: of the merged area that
// covers it, or where areas are not known, of the cell to the left, if both have names
// in the rows below it down to last.
func (l *layout) above(row, column, last int) string {
	if m, ok := l.rows[row].Cover(column + 1); ok {
		if m.LastRow >= l.rows[last].Number && column+1 > m.Column {
			return "" // no names below it tell its columns apart: it names the first
		}
		return m.Value
	}
	below := func(c int) bool {
		for i := row + 1; i <= last; i++ {
			if l.field(i, c) != "" {
				return true
			}
		}
		return false
	}
	if !below(column) {
		return ""
	}
	for c := column - 1; c >= 0; c-- {
		if text := l.field(row, c); text != "" {
			if _, merged := l.rows[row].Cover(c + 1); merged || !below(c) {
				return ""
			}
			return text
		}
	}
	return ""
}

// nameColumns makes one text of the parts over each column: all of them, or the one
// by which the schema knows the column. An upper part names one column at most: that
// which stands alone under it, or the one for the total.
func (s tableSchema) nameColumns(parts [][]string) []string {
	texts := make([]string, len(parts))
	under := map[string]int{}
	for _, p := range parts {
		if len(p) > 1 {
			under[p[0]]++
		}
	}
	for c, p := range parts {
		texts[c] = strings.Join(p, " ")
		if len(p) < 2 || s.recognises(texts[c]) {
			continue
		}
		for _, form := range lowerForms(p) {
			if s.recognises(form) {
				texts[c] = form
				break
			}
		}
		if s.recognises(texts[c]) || !s.recognises(p[0]) {
			continue
		}
		if under[p[0]] == 1 || isTotalText(p[len(p)-1]) {
			texts[c] = p[0]
		}
	}
	return texts
}

// lowerForms are the ways in which the lower parts of a heading may name a column: its
// own part with that of its group behind it (Kinh độ khảo sát), and each alone.
func lowerForms(parts []string) []string {
	last := parts[len(parts)-1]
	forms := []string{}
	for _, group := range parts[:len(parts)-1] {
		words := strings.Fields(group)
		forms = append(forms, last+" "+group)
		if len(words) > 2 && squash(words[0]+words[1]) == "toado" {
			forms = append(forms, last+" "+strings.Join(words[2:], " "))
		}
	}
	forms = append(forms, last)
	for i := len(parts) - 2; i > 0; i-- {
		forms = append(forms, parts[i])
	}
	return forms
}

func (s tableSchema) recognises(text string) bool {
	name, _, _ := s.find(text)
	return name != ""
}
