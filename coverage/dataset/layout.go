package dataset

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage/adminname"
	"phusong/geo/encoding/table"
)

// layout is a whole table with what its rows are. It is in memory because text,
// heading, totals and gaps are judged by all rows.
type layout struct {
	env    readEnv
	text   bool // delimited text, which has no merged cells
	rows   []table.Row
	head   heading
	kinds  []rowKind // by row; of those below the heading
	extra  []string  // columns made of group rows: operator, district, commune_name
	groups []map[string]string
	styles map[int]numberStyle // how columns write numbers, by column
	places []int               // columns of positions
	names  []string            // canonical names, by column: see columnName
}

// rowKind is what a row of a table is.
type rowKind uint8

const (
	dataRow rowKind = iota
	headRow
	titleRow
	numbersRow // (1) (2) (3) under a heading
	totalRow
	groupRow // a district over its rows
	noteRow
	againRow // the heading once more
)

// Rules of rows that are left out, with what is said of them.
var rowRules = map[rowKind][2]string{
	totalRow: {"row.total", "left out: a total of other rows"},
	groupRow: {"row.subheading", "left out: it stands over the rows below it"},
	noteRow:  {"row.note", "left out: a note beside the table"},
	againRow: {"row.header", "left out: the heading again"},
}

// newLayout reads a table to its end and finds its parts. first is its first row. Its
// error does not name the file.
func newLayout(r *table.Reader, first table.Row, env readEnv) (*layout, error) {
	rows, err := r.Rest([]table.Row{first}, env.Workers)
	if err != nil {
		return nil, err
	}
	l := &layout{env: env, text: strings.HasPrefix(r.Format(), "csv"), rows: rows, styles: map[int]numberStyle{}}
	if len(l.rows) > maxRecords {
		return nil, fmt.Errorf("more than %d rows: %w", maxRecords, table.ErrLimit)
	}
	if err := l.decode(); err != nil {
		return nil, err
	}
	if err := l.findHeading(); err != nil {
		return nil, err
	}
	l.kinds = make([]rowKind, len(l.rows))
	for i := range l.rows[:l.head.last+1] {
		l.kinds[i] = headRow
		if i < l.head.first {
			l.kinds[i] = titleRow
		}
	}
	if l.head.satisfied || l.awaitsGroups() {
		for _, name := range l.head.columns.names {
			if isPositionColumn(name) {
				l.places = append(l.places, l.head.columns.at[name])
			}
		}
		l.classify()
		l.spreadGroups()
		l.fillMerged()
		l.fillDown()
	}
	l.report()
	return l, nil
}

// field is the text of a cell, by its column from 0; "" where the row has none.
func (l *layout) field(row, column int) string {
	if fields := l.rows[row].Fields; column < len(fields) {
		return trimSpace(fields[column])
	}
	return ""
}

// filled lists the columns of a row that are not empty.
func (l *layout) filled(row int) []int {
	var all []int
	for c := range l.rows[row].Fields {
		if l.field(row, c) != "" {
			all = append(all, c)
		}
	}
	return all
}

// cell is the text of a recognised column.
func (l *layout) cell(row int, name string) string {
	if c, ok := l.head.columns.at[name]; ok {
		return l.field(row, c)
	}
	return ""
}

// keyed reports whether a row has what every row of its role must have.
func (l *layout) keyed(row int) bool {
	for _, group := range l.head.schema.required {
		named := slices.ContainsFunc(group, l.head.columns.has) || !slices.Contains(group, "commune_name")
		if named && !slices.ContainsFunc(group, func(name string) bool { return l.cell(row, name) != "" }) {
			return false
		}
	}
	return true
}

// awaitsGroups reports a heading that lacks nothing but the commune of its rows, which
// group rows may name.
func (l *layout) awaitsGroups() bool {
	if l.env.Role == "" || l.head.count < 2 {
		return false
	}
	return !slices.ContainsFunc(l.head.schema.required, func(group []string) bool {
		return !slices.ContainsFunc(group, l.head.columns.has) && !slices.Contains(group, "commune_name")
	})
}

// located reports whether a row has a position; totals and notes have none.
func (l *layout) located(row int) bool {
	return slices.ContainsFunc(l.places, func(c int) bool { return looksNumeric(l.field(row, c)) })
}

func isPositionColumn(name string) bool {
	return slices.ContainsFunc([]string{"lon", "lat", "position", "x", "y", "easting", "northing"}, func(p string) bool {
		return name == p || strings.HasPrefix(name, p+"_")
	})
}

// looksNumeric reports a digit in text that holds no word.
func looksNumeric(text string) bool {
	return strings.ContainsAny(text, "0123456789") && letters(text) <= 3
}

// dataRows lists the rows that are read.
func (l *layout) dataRows() []int {
	all := make([]int, 0, len(l.kinds))
	for i, kind := range l.kinds {
		if kind == dataRow {
			all = append(all, i)
		}
	}
	return all
}

// parents of group rows, by the column that their text belongs in.
var parentColumns = []string{"operator", "province", "district", "commune_name"}

// parentOf says what the text of a group row names.
func parentOf(text string) string {
	if _, ok := knownOperator(text); ok {
		return "operator"
	}
	name := adminname.Parse(text)
	if name.Proper == "" {
		return ""
	}
	switch name.Kind {
	case adminname.Province:
		return "province"
	case adminname.City, adminname.RuralDistrict, adminname.UrbanDistrict, adminname.Town:
		return "district"
	case adminname.Commune, adminname.Ward, adminname.Township, adminname.SpecialZone:
		return "commune_name"
	}
	return ""
}

// spreadGroups gives the rows under a group row what it names, where the role knows
// such a column and the table has none. A group ends the groups within it.
func (l *layout) spreadGroups() {
	now := map[string]string{}
	used := map[string]bool{}
	l.groups = make([]map[string]string, len(l.rows))
	for i, kind := range l.kinds {
		if kind == groupRow {
			text, _ := l.label(i)
			parent := parentOf(text)
			at := slices.Index(parentColumns, parent)
			if at < 0 {
				now = map[string]string{}
				continue
			}
			next := map[string]string{parent: text}
			for _, outer := range parentColumns[:at] {
				if now[outer] != "" {
					next[outer] = now[outer]
				}
			}
			now = next
		}
		if kind == dataRow {
			l.groups[i] = now
			for name := range now {
				used[name] = true
			}
		}
	}
	for _, name := range parentColumns {
		if used[name] && !l.head.columns.has(name) && l.head.schema.knows(name) && !(name == "commune_name" && l.head.columns.has("commune")) {
			l.extra = append(l.extra, name)
		}
	}
	if len(l.extra) > 0 {
		l.env.note("group rows give the rows under them: %s", strings.Join(l.extra, ", "))
	}
}

// knows reports whether the schema has a column.
func (s tableSchema) knows(name string) bool {
	return slices.ContainsFunc(s.columns, func(c columnSpec) bool { return c.name == name })
}

// header is the headings with those of the columns made of group rows.
func (l *layout) header() []string { return append(slices.Clone(l.head.texts), l.extra...) }

// fields are the cells of a row of data under header.
func (l *layout) fields(row int) []string {
	fields := l.rows[row].Fields
	if len(l.extra) == 0 {
		return fields
	}
	width := len(l.head.texts)
	out := make([]string, width, width+len(l.extra))
	copy(out, fields)
	for _, name := range l.extra {
		out = append(out, l.groups[row][name])
	}
	return out
}

// report makes a problem of every row that is left out though it could have been
// data, and one note of the whole.
func (l *layout) report() {
	var said []string
	h := l.head
	if h.first > 0 || h.last > h.first {
		said = append(said, "header in "+rowSpan(l.rows[h.first].Number, l.rows[h.last].Number))
	}
	if h.first > 0 {
		said = append(said, fmt.Sprintf("%s above it %s", rowSpan(l.rows[0].Number, l.rows[h.first-1].Number), plural(h.first, "is a title", "are titles")))
	}
	numbers := map[rowKind][]string{}
	for i, kind := range l.kinds {
		if kind <= titleRow { // as most are
			continue
		}
		numbers[kind] = append(numbers[kind], fmt.Sprint(l.rows[i].Number))
		if rule, ok := rowRules[kind]; ok {
			l.env.problem(l.rows[i].Number, "", l.texts(i), rule[0], rule[1])
		}
	}
	for _, k := range []struct {
		kind rowKind
		what string
	}{{numbersRow, "of column numbers"}, {againRow, "of the header again"}, {totalRow, "of totals"}, {groupRow, "of groups"}, {noteRow, "of notes"}} {
		if n := len(numbers[k.kind]); n > 0 {
			said = append(said, fmt.Sprintf("%d %s %s (%s)", n, plural(n, "row", "rows"), k.what, few(numbers[k.kind])))
		}
	}
	if hidden := l.hidden(); hidden > 0 {
		said = append(said, fmt.Sprintf("%d hidden %s read like the others", hidden, plural(hidden, "row is", "rows are")))
	}
	if len(said) > 0 {
		l.env.note("%s", strings.Join(said, "; "))
	}
}

func (l *layout) hidden() int {
	n := 0
	for i, kind := range l.kinds {
		if kind == dataRow && l.rows[i].Hidden {
			n++
		}
	}
	return n
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// few lists the first numbers of many.
func few(all []string) string {
	const most = 8
	if len(all) > most {
		return strings.Join(all[:most], ", ") + ", …"
	}
	return strings.Join(all, ", ")
}

func rowSpan(first, last int) string {
	if first == last {
		return fmt.Sprintf("row %d", first)
	}
	return fmt.Sprintf("rows %d-%d", first, last)
}

// texts are the cells of a row that are not empty, for people.
func (l *layout) texts(row int) string {
	var all []string
	for _, c := range l.filled(row) {
		all = append(all, l.field(row, c))
	}
	return strings.Join(all, "|")
}

// ragged tells whether a row of text has another number of fields than its heading.
func (l *layout) ragged(row int) bool {
	if l.head.last == 0 || !l.text {
		return l.rows[row].Ragged // the heading is the first row, which the reader compared with
	}
	fields, width := l.rows[row].Fields, len(l.rows[l.head.last].Fields)
	return len(fields) < width || len(fields) > width && slices.ContainsFunc(fields[width:], func(f string) bool { return strings.TrimSpace(f) != "" })
}
