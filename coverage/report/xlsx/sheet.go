package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"phusong/coverage/report/document"
)

// sheet is a table as one sheet has it. Heads across the table become a column of
// groups and totals stand below, so that the rows between can be sorted and filtered.
type sheet struct {
	name        string
	table       *document.Table
	columns     []document.Column
	rows        []document.Row // plain
	totals      []document.Row
	part, parts int
}

func newSheet(t *document.Table, w words) (*sheet, error) {
	if len(t.Columns) == 0 {
		return nil, errors.New("has no columns")
	}
	s := &sheet{table: t, columns: t.Columns, part: 1, parts: 1}
	grouped := slices.ContainsFunc(t.Rows, func(r document.Row) bool { return r.Kind == document.Group })
	if grouped {
		s.columns = append([]document.Column{{Head: w.group}}, t.Columns...)
	}
	group, own := "", totalsOfGroups(t.Rows)
	for i, row := range t.Rows {
		if row.Kind == document.Group && len(row.Cells) > 0 {
			group = row.Cells[0].Text
			continue
		}
		if len(row.Cells) != len(t.Columns) {
			return nil, fmt.Errorf("row %d has %d cells under %d heads", i+1, len(row.Cells), len(t.Columns))
		}
		if grouped && (row.Kind == document.Plain || i < own) {
			row.Cells = append([]document.Cell{{Text: group}}, row.Cells...)
		} else if grouped {
			row.Cells = append([]document.Cell{{}}, row.Cells...)
		}
		if row.Kind == document.Plain {
			s.rows = append(s.rows, row)
		} else {
			s.totals = append(s.totals, row)
		}
	}
	return s, nil
}

// totalsOfGroups is the first row of the totals of the whole table. The last group has
// as many of its own as the first one, which other groups follow.
func totalsOfGroups(rows []document.Row) int {
	end := len(rows)
	for end > 0 && rows[end-1].Kind > document.Group {
		end--
	}
	for i, row := range rows {
		if row.Kind != document.Group || i == 0 {
			continue
		}
		for i > 0 && rows[i-1].Kind > document.Group {
			end, i = end+1, i-1
		}
		break
	}
	return min(end, len(rows))
}

// split parts a sheet of more rows than the limit. Totals and notes stand on the last part.
func (s *sheet) split(limit int) ([]sheet, error) {
	room := limit - s.headRow() - s.headRows() - 2*(len(s.totals)+len(s.table.Notes)) - 8
	if room < 1 {
		return nil, fmt.Errorf("heads, totals and notes leave no row of the %d of a sheet", limit)
	}
	if len(s.rows) <= room {
		return []sheet{*s}, nil
	}
	n := (len(s.rows) + room - 1) / room
	parts := make([]sheet, n)
	for i := range parts {
		parts[i] = *s
		parts[i].part, parts[i].parts = i+1, n
		parts[i].rows = s.rows[i*room : min((i+1)*room, len(s.rows))]
		if i < n-1 {
			parts[i].totals = nil
		}
	}
	return parts, nil
}

// headRow is the row of the first head, from 1: caption and a line of place and date
// stand above.
func (s *sheet) headRow() int { return 4 }

// headRows is 2 where columns are grouped.
func (s *sheet) headRows() int {
	for _, c := range s.columns {
		if c.Group != "" {
			return 2
		}
	}
	return 1
}

// firstRow is the row of the first plain row.
func (s *sheet) firstRow() int { return s.headRow() + s.headRows() }

// lastRow is the row of the last plain row, or of the last head where there is none.
func (s *sheet) lastRow() int { return s.firstRow() + len(s.rows) - 1 }

// head is the text of a column's head with its unit.
func headText(c document.Column) string {
	if c.Unit == "" {
		return c.Head
	}
	return c.Head + " (" + c.Unit + ")"
}

// Widths in characters of the default font.
const (
	narrowest = 6
	widest    = 48
)

// widths fit the texts of all rows and the longest word of the heads.
func (s *sheet) widths() []float64 {
	widths := make([]float64, len(s.columns))
	for i, c := range s.columns {
		longest := 0
		for _, word := range strings.Fields(headText(c)) {
			longest = max(longest, utf8.RuneCountInString(word)+2) // the filter's button
		}
		longest = max(longest, min(utf8.RuneCountInString(headText(c))/2, 14))
		for _, row := range s.rows {
			longest = max(longest, utf8.RuneCountInString(row.Cells[i].Text))
		}
		for _, row := range s.totals {
			if s.spans(row)[i] == 1 {
				longest = max(longest, utf8.RuneCountInString(row.Cells[i].Text))
			}
		}
		if c.Kind == document.Percent {
			longest++ // the sign may stand in the head on paper
		}
		widths[i] = float64(min(max(longest+3, narrowest), widest))
	}
	return widths
}

// spans says over how many columns each cell of a total goes; a column of groups before
// the table's own is not covered.
func (s *sheet) spans(row document.Row) []int {
	extra := len(s.columns) - len(s.table.Columns)
	row.Cells = row.Cells[extra:]
	spans := row.Spans()
	for range extra {
		spans = append([]int{1}, spans...)
	}
	return spans
}

// frozenColumns are those up to the first name, when they leave most of a screen.
func (s *sheet) frozenColumns(widths []float64) int {
	total := 0.0
	for i, c := range s.columns {
		if total += widths[i]; total > 60 || i > 3 {
			return 0
		}
		if c.Kind == document.Text && !(i == 0 && len(s.columns) > len(s.table.Columns)) {
			return i + 1
		}
	}
	return 0
}

// lines is how many lines a text takes in so many characters.
func lines(text string, width float64) int {
	n := 0
	for _, paragraph := range strings.Split(text, "\n") {
		n += 1 + int(float64(utf8.RuneCountInString(paragraph))*1.1/max(width, 1))
	}
	return n
}
