package document

import (
	"strings"
	"time"

	"phusong/coverage"
)

// steps prints so many steps in the language.
func (c *composer) steps(n int64, places int) string {
	return c.style.Text(coverage.StepsText(n, places))
}

// counted prints a count with its noun, such as "1 household" or "12,50 km²".
func (c *composer) counted(n int64, places int, measure string) string {
	return c.steps(n, places) + " " + c.noun(measure, n == 1 && places == 0)
}

// whole prints a number of things.
func (c *composer) whole(n int, measure string) string { return c.counted(int64(n), 0, measure) }

// noun names a measure; what there is no word for keeps its code.
func (c *composer) noun(measure string, one bool) string {
	if measure == coverage.LevelCommune && c.language() == Vietnamese {
		return c.communes
	}
	n, ok := nouns[measure]
	if !ok {
		return measure
	}
	return n.in(c.language(), one)
}

// percent prints the percentage with its sign, or why there is none.
func (c *composer) percent(f *coverage.Figure) string {
	if plain := f.PercentShown(); plain != "" {
		return c.percentOf(plain)
	}
	return c.without(f)
}

// percentOf prints a plain decimal as a percentage.
func (c *composer) percentOf(plain string) string { return c.style.Percent(plain) }

// without says why a figure has no percentage.
func (c *composer) without(f *coverage.Figure) string {
	if f.Total == 0 {
		return c.say(text{"không có đối tượng", "nothing to cover"})
	}
	return c.say(text{"chưa xác định", "unknown"})
}

// percentCell is a cell of a column of percentages.
func (c *composer) percentCell(f *coverage.Figure) Cell {
	if f == nil {
		return Cell{}
	}
	plain := f.PercentShown()
	switch {
	case plain != "":
		return Cell{Text: c.style.Text(plain), Number: plain, Kind: Percent}
	case f.Total == 0:
		return Cell{Text: "–"}
	}
	return Cell{Text: c.say(text{"chưa xác định", "unknown"})}
}

// rateCell is a percentage with its sign, in a row under a total.
func (c *composer) rateCell(f *coverage.Figure) Cell {
	cell := c.percentCell(f)
	if cell.Number != "" {
		cell.Text = c.percentOf(cell.Number)
	}
	return cell
}

// Parts of a figure that a table shows.
type part uint8

const (
	partCovered part = iota
	partUncovered
	partUnknown
	partTotal
)

// countCell is a cell with a count of a figure.
func (c *composer) countCell(f *coverage.Figure, p part) Cell {
	if f == nil {
		return Cell{}
	}
	s := f.Shares()
	if p == partCovered && s.Few {
		return Cell{Text: "< " + c.steps(1, s.Places)}
	}
	n := [...]int64{s.Covered, s.Uncovered, s.Unknown, s.Total}[p]
	kind := Count
	if s.Places > 0 {
		kind = Quantity
	}
	plain := coverage.StepsText(n, s.Places)
	return Cell{Text: c.style.Text(plain), Number: plain, Kind: kind}
}

// numberCell is a cell with a whole number.
func (c *composer) numberCell(n int64) Cell {
	plain := coverage.StepsText(n, 0)
	return Cell{Text: c.style.Text(plain), Number: plain, Kind: Count}
}

// ordinalCell numbers a row.
func ordinalCell(n int) Cell {
	plain := coverage.StepsText(int64(n), 0)
	return Cell{Text: plain, Number: plain, Kind: Ordinal}
}

// date prints YYYY, YYYY-MM or YYYY-MM-DD as the language writes it.
func (c *composer) date(asOf string) string {
	parts := strings.Split(asOf, "-")
	if c.language() != Vietnamese || len(parts) > 3 {
		return asOf
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, "/")
}

// onDate names the date in a sentence: "ngày 11/07/2024", "tháng 01/2026", "năm 2025".
func (c *composer) onDate(asOf string) string {
	if c.language() != Vietnamese {
		return longDate(asOf)
	}
	return [...]string{"năm ", "tháng ", "ngày "}[min(strings.Count(asOf, "-"), 2)] + c.date(asOf)
}

// longDate is a date in English words: "11 July 2024", "July 2024", "2024".
func longDate(asOf string) string {
	for _, layout := range [][2]string{{"2006-01-02", "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(layout[0], asOf); err == nil {
			return t.Format(layout[1])
		}
	}
	return asOf
}

// firstDay is the first day of a date: document properties want a day.
func firstDay(asOf string) string {
	return asOf + "-01-01"[min(max(len(asOf)-4, 0), 6):]
}
