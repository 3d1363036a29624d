package document

import (
	"slices"

	"phusong/coverage"
	"phusong/coverage/output"
)

// gridColumn is a column of a table with one row for each of many keys: units, or
// operators. total and rate are its cells in the last rows; nil leaves them empty.
type gridColumn struct {
	Column
	cell  func(key int) Cell
	total func() Cell
	rate  func() Cell
}

// figureAt finds the figure of a row; nil where there is none.
type figureAt func(key int) *coverage.Figure

// Parts of a figure that a grid shows, in this order.
type shown uint8

const (
	showTotal shown = 1 << iota
	showCovered
	showUncovered
	showPercent
)

// figureColumns are the columns of one series under a common head: what is asked for,
// and what is unknown wherever something is.
func (c *composer) figureColumns(group string, words indicatorText, at figureAt, keys []int, show shown, whole *coverage.Figure) []gridColumn {
	var columns []gridColumn
	measure := c.measureOf(at, keys, whole)
	if unit := c.unitOfCount(measure); unit != "" && group != "" {
		group += " (" + unit + ")"
	}
	add := func(head string, kind Kind, weight float64, cell func(*coverage.Figure) Cell, rate func() Cell) {
		g := gridColumn{Column: Column{Head: head, Group: group, Kind: kind, Weight: weight}, cell: func(key int) Cell { return cell(at(key)) }, rate: rate}
		if whole != nil {
			g.total = func() Cell { return cell(whole) }
		}
		columns = append(columns, g)
	}
	count := func(p part) func(*coverage.Figure) Cell {
		return func(f *coverage.Figure) Cell { return c.countCell(f, p) }
	}
	kind := Count
	if _, places := coverage.ShownStep(measure); places > 0 {
		kind = Quantity
	}
	if show&showTotal != 0 {
		add(c.say(text{"Tổng số", "Total"}), kind, 9, count(partTotal), nil)
	}
	if show&showCovered != 0 {
		add(c.say(words.covered), kind, 9, count(partCovered), func() Cell { return c.rateCell(whole) })
	}
	if show&showUncovered != 0 {
		add(c.say(words.uncovered), kind, 9, count(partUncovered), nil)
		if c.anyUnknown(at, keys, whole) {
			add(c.say(wordUnknown), kind, 9, count(partUnknown), nil)
		}
	}
	if show&showPercent != 0 {
		add(c.say(wordRate), Percent, 7, c.percentCell, nil)
	}
	return columns
}

// measureOf is what the figures of a grid count.
func (c *composer) measureOf(at figureAt, keys []int, whole *coverage.Figure) string {
	if whole != nil {
		return whole.Measure
	}
	for _, key := range keys {
		if f := at(key); f != nil {
			return f.Measure
		}
	}
	return ""
}

// tableUnit is the unit of a figure in a column of units.
func (c *composer) tableUnit(measure string) string {
	if t, ok := tableUnits[measure]; ok {
		return c.say(t)
	}
	return c.noun(measure, false)
}

var tableUnits = map[string]text{
	"household": {"hộ", "households"}, "commune": {"đơn vị", "communes"}, "layer": {"trạm", "stations"}, "site": {"vị trí", "sites"}, "cell": {"cell", "cells"},
}

// putUnits writes the units of columns into their heads, for every writer alike.
func putUnits(t *Table) {
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Unit != "" {
			c.Head, c.Unit = c.Head+" ("+c.Unit+")", ""
		}
	}
}

// unitOfCount is the unit under a head, where it is not the head's own.
func (c *composer) unitOfCount(measure string) string {
	switch measure {
	case coverage.MeasureM2, coverage.MeasureM, "person":
		return c.noun(measure, false)
	case "household":
		return c.say(text{"hộ", "households"})
	}
	return ""
}

func (c *composer) anyUnknown(at figureAt, keys []int, whole *coverage.Figure) bool {
	some := func(f *coverage.Figure) bool { return f != nil && f.Unknown > 0 }
	return some(whole) || slices.ContainsFunc(keys, func(key int) bool { return some(at(key)) })
}

// of finds the figures of units in a series.
func (c *composer) of(s output.Series) figureAt {
	return func(unit int) *coverage.Figure { return c.at(unit, s.Indicator, s.Technology, s.Operator) }
}

// gridTable lays out a grid: ordinal, name, and the columns.
func gridTable(id, caption, nameHead string, columns []gridColumn) *Table {
	t := &Table{ID: id, Caption: caption, Columns: []Column{{Kind: Ordinal, Weight: 4}, {Head: nameHead, Weight: 22}}}
	for _, g := range columns {
		t.Columns = append(t.Columns, g.Column)
	}
	return t
}

// gridRow is the row of a key.
func gridRow(ordinal int, name string, key int, columns []gridColumn) Row {
	r := Row{Cells: []Cell{ordinalCell(ordinal), {Text: name}}}
	for _, g := range columns {
		r.Cells = append(r.Cells, g.cell(key))
	}
	return r
}

// lastRows are the total and the rates under it.
func (c *composer) lastRows(columns []gridColumn) []Row {
	total := Row{Kind: Total, Cells: []Cell{{}, {Text: c.say(wordTotal)}}}
	rate := Row{Kind: Rate, Cells: []Cell{{}, {Text: c.say(wordRateRow)}}}
	for _, g := range columns {
		var t, r Cell
		if g.total != nil {
			t = g.total()
		}
		if g.rate != nil {
			r = g.rate()
		}
		total.Cells, rate.Cells = append(total.Cells, t), append(rate.Cells, r)
	}
	return []Row{total, rate}
}

// groupRow is a head across the table.
func groupRow(name string, columns int) Row {
	cells := make([]Cell, columns)
	cells[0] = Cell{Text: name}
	return Row{Kind: Group, Cells: cells}
}

// unitTable is a table of the units of one level with their total and its rates.
func (c *composer) unitTable(id, caption, level string, columns []gridColumn) *Table {
	t := gridTable(id, caption, c.levelHead(level), columns)
	t.Columns[0].Head = c.say(wordOrdinal)
	for i, unit := range c.unitsOf(level) {
		t.Rows = append(t.Rows, gridRow(i+1, c.unitName(unit), unit, columns))
	}
	t.Rows = append(t.Rows, c.lastRows(columns)...)
	c.noteSums(t)
	t.Source = c.source()
	return t
}

// noteSums says why a column of cut counts may miss its total.
func (c *composer) noteSums(t *Table) {
	for k, column := range t.Columns {
		if column.Kind != Count && column.Kind != Quantity {
			continue
		}
		var sum, total coverage.Micro
		for _, r := range t.Rows {
			n := microOf(r.Cells[k].Number)
			switch r.Kind {
			case Plain:
				sum += n
			case Total:
				total = n
			}
		}
		if sum != total && total != 0 {
			t.Notes = append(t.Notes, c.say(text{"Ở từng dòng, số đã đạt được làm tròn xuống và số chưa đạt được làm tròn lên, nên tổng các dòng có thể chênh lệch nhỏ so với dòng Tổng cộng.",
				"In every row what is covered is cut and what is not is raised, so that rows may add up to slightly less or more than the total."}))
			return
		}
	}
}

func microOf(plain string) coverage.Micro {
	v, err := output.ParseMicro(plain, 6)
	if err != nil {
		return 0
	}
	return v
}

func (c *composer) levelHead(level string) string {
	if level == coverage.LevelCommune && c.language() == Vietnamese {
		return upperFirst(c.communes)
	}
	return c.word(levelNames, level)
}

// plainSource is the source of figures that hang on no criterion, such as of fibre.
func (c *composer) plainSource() string {
	return c.say(text{"Nguồn: số liệu phân tích %s, thời điểm %s; danh mục hành chính %s.", "Source: analysis of %s, as of %s; units of %s."}, c.o.Run.Region, c.date(c.o.Run.AsOf), c.o.Run.Edition)
}

// source is the line under a table that says where its numbers are from.
func (c *composer) source() string {
	return c.say(text{"Nguồn: số liệu phân tích %s, thời điểm %s; danh mục hành chính %s; tiêu chí %s.", "Source: analysis of %s, as of %s; units of %s; criterion %s."},
		c.o.Run.Region, c.date(c.o.Run.AsOf), c.o.Run.Edition, c.o.Run.Criterion.Label)
}
