package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// countColumns are numbers of something: one that stands for several rows must not be
// counted for each of them.
var countColumns = []string{"households", "population", "households_passed", "households_connected", "subscriptions", "fiber_subscriptions"}

// keyColumns name what a row is about.
var keyColumns = []string{"code", "commune", "commune_name", "site_id", "id", "hamlet"}

// fillMerged repeats the value of cells that are merged downwards in the rows that
// they cover. A count is repeated only where the name of what is counted is merged
// over the same rows; else it is one number for several and stays unknown below.
func (l *layout) fillMerged() {
	filled := map[int]int{}
	data := l.dataRows()
	if len(data) == 0 {
		return
	}
	top := l.rows[data[0]].Number
	for _, i := range data {
		for _, m := range l.rows[i].Merged {
			c := m.Column - 1
			if m.Row >= l.rows[i].Number || m.Row < top || m.Value == "" || c >= len(l.head.texts) || l.field(i, c) != "" {
				continue
			}
			name := l.columnName(c)
			if slices.Contains(countColumns, name) && !l.keyMerged(i, m.Row) {
				l.env.problem(l.rows[i].Number, l.head.columns.header[c], m.Value, "cell.merged",
					fmt.Sprintf("read as unknown: one number stands for rows %d to %d", m.Row, m.LastRow))
				continue
			}
			l.set(i, c, strings.TrimSpace(m.Value))
			filled[c]++
		}
	}
	l.noteFilled(filled, "merged cells repeated in")
}

// keyMerged reports whether a key of the row is merged from the same row on, or higher.
func (l *layout) keyMerged(row, from int) bool {
	return slices.ContainsFunc(keyColumns, func(name string) bool {
		c, ok := l.head.columns.at[name]
		if !ok {
			return false
		}
		m, ok := l.rows[row].Cover(c + 1)
		return ok && m.Row <= from
	})
}

// columnName is the canonical name of a column, "" when it has none.
func (l *layout) columnName(column int) string {
	if l.names == nil {
		l.names = make([]string, len(l.head.texts))
		for name, c := range l.head.columns.at {
			l.names[c] = name
		}
	}
	if column >= len(l.names) {
		return ""
	}
	return l.names[column]
}

func (l *layout) set(row, column int, text string) {
	fields := l.rows[row].Fields
	for len(fields) <= column {
		fields = append(fields, "")
	}
	fields[column] = text
	l.rows[row].Fields = fields
}

func (l *layout) noteFilled(filled map[int]int, done string) {
	for c, name := range l.head.columns.header {
		if n := filled[c]; n > 0 {
			l.env.note("column %s: %s %d %s", columnLabel(name, c), done, n, plural(n, "row", "rows"))
		}
	}
}

// filledDown are the columns whose value can stand for the rows below it.
var filledDown = []string{"province", "district", "commune", "commune_name", "operator", "site_id"}

const (
	// leastBlankShare of the rows must lack a value that stands for several.
	leastBlankShare = 0.2
	leastBlank      = 2
)

// fillDown repeats values that stand only in the first of their rows, as merged cells
// are exported to text. It is decided by the column: see standsForSeveral.
func (l *layout) fillDown() {
	data := l.dataRows()
	filled := map[int]int{}
	for _, name := range l.groupColumns() {
		c := l.head.columns.at[name]
		if !l.standsForSeveral(name, c, data) {
			continue
		}
		for _, with := range l.columnsWith(name, c, data) {
			filled[with] = l.repeatDown(with)
		}
	}
	l.noteFilled(filled, "the value of the row above repeated in")
}

// groupColumns are the columns of filledDown that the table has, from left to right: the
// outer are filled before what is grouped within them.
func (l *layout) groupColumns() []string {
	names := slices.DeleteFunc(slices.Clone(filledDown), func(name string) bool { return !l.head.columns.has(name) })
	slices.SortStableFunc(names, func(a, b string) int { return l.head.columns.at[a] - l.head.columns.at[b] })
	return names
}

// standsForSeveral reports a column that fills the first of its rows and not the next:
// at least two rows and a fifth lack it, the first does not; no value stands twice one
// after the other, which a column that is written in each row, with gaps, would do; and
// what is left of it lacks the same rows. A site's ID does so only where its position
// does too, and an operator only if none comes back within what the columns left of it
// group: who owns a station is rather unknown than guessed.
func (l *layout) standsForSeveral(name string, column int, data []int) bool {
	blank, last, seen := 0, "", map[string]bool{}
	for k, i := range data {
		text := l.field(i, column)
		switch {
		case text == "" && k == 0, text != "" && (text == last || seen[l.groupOf(i, column)+text]):
			return false
		case text == "":
			blank++
			if l.leftFilled(i, column) || !l.rightFilled(i, column) || name == "site_id" && l.located(i) {
				return false
			}
		default:
			last = text
			if name == "operator" {
				seen[l.groupOf(i, column)+text] = true
			}
		}
	}
	return blank >= leastBlank && float64(blank) >= float64(leastBlankShare*float64(len(data)))
}

// groupOf is what the columns of filledDown left of a column say of a row.
func (l *layout) groupOf(row, column int) string {
	group := ""
	for _, name := range l.groupColumns() {
		if c := l.head.columns.at[name]; c < column {
			group += l.field(row, c) + "\x00"
		}
	}
	return group
}

// leftFilled reports a value left of a column, in a column that is known; that of
// another that is filled down does not count, for it is filled already.
func (l *layout) leftFilled(row, column int) bool {
	for _, name := range l.head.columns.names {
		if c := l.head.columns.at[name]; c < column && l.field(row, c) != "" && !slices.Contains(filledDown, name) {
			return true
		}
	}
	return false
}

// rightFilled reports a value right of a column, in a column that is known: a row that
// says nothing of its own repeats nothing.
func (l *layout) rightFilled(row, column int) bool {
	return slices.ContainsFunc(l.head.columns.names, func(name string) bool {
		c := l.head.columns.at[name]
		return c > column && l.field(row, c) != ""
	})
}

// columnsWith are the columns that lack the rows which a site's ID lacks: what is
// known of the site stands in its first row too. For other columns it is the column.
func (l *layout) columnsWith(name string, column int, data []int) []int {
	if name != "site_id" {
		return []int{column}
	}
	var all []int
	for _, other := range l.head.columns.names {
		c := l.head.columns.at[other]
		same := !slices.ContainsFunc(data, func(i int) bool { return l.field(i, column) == "" && l.field(i, c) != "" })
		if same {
			all = append(all, c)
		}
	}
	return all
}

// repeatDown fills a column and counts the cells. A group row ends a value.
func (l *layout) repeatDown(column int) int {
	last, n := "", 0
	for i, kind := range l.kinds {
		if kind == groupRow {
			last = ""
		}
		if kind != dataRow {
			continue
		}
		if text := l.field(i, column); text != "" {
			last = text
		} else if last != "" {
			l.set(i, column, last)
			n++
		}
	}
	return n
}
