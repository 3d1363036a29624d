package document

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// fiber is the part on fibre. Households connected and households passed stand side by
// side and are never added.
func (c *composer) fiber() error {
	c.part(text{"Cáp quang", "Fibre"})
	c.paragraph(c.say(text{"Số hộ gia đình sử dụng cáp quang (đã có thuê bao) và số hộ gia đình có khả năng sử dụng cáp quang (được cung cấp khi có yêu cầu) là hai chỉ số riêng, không cộng gộp với nhau.",
		"Households connected (with a subscription) and households passed (that can have fibre on request) are two figures, and never merged."}))
	known := false
	var table *Table
	rows := []string{coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes, coverage.FiberHamlets, coverage.FiberSubscriptions}
	table = &Table{ID: "fiber", Caption: c.say(text{"Các chỉ số cáp quang của %s", "Fibre figures of %s"}, c.unitName(c.top)), Sheet: c.say(text{"Cáp quang", "Fibre"}), Source: c.plainSource(),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Chỉ số", "Figure"}), Weight: 30}, {Head: c.say(wordRate), Kind: Percent, Weight: 8},
			{Head: c.say(text{"Đã đạt", "Numerator"}), Kind: Count, Weight: 10}, {Head: c.say(wordTotal), Kind: Count, Weight: 10}, {Head: c.say(text{"Chưa đạt", "Not covered"}), Kind: Count, Weight: 10},
			{Head: c.say(wordUnknown), Kind: Count, Weight: 9}, {Head: c.say(text{"Ngày số liệu", "As of"}), Kind: Date, Weight: 10}}}
	for _, id := range rows {
		f := c.at(c.top, id, "", "")
		if f == nil || f.Total == 0 {
			continue
		}
		known = known || f.Unknown < f.Total
		table.Rows = append(table.Rows, Row{Cells: []Cell{ordinalCell(len(table.Rows) + 1), {Text: c.seriesName(output.SeriesOf(f))}, c.percentCell(f), c.countCell(f, partCovered),
			c.countCell(f, partTotal), c.countCell(f, partUncovered), c.countCell(f, partUnknown), {Text: c.date(f.AsOf), Kind: Date}}})
	}
	if !known {
		c.notice(c.say(text{"Chưa có số liệu về cáp quang của %s.", "There are no data on fibre of %s."}, c.unitName(c.top)))
		return nil
	}
	c.add(table)
	if level := c.middle(); level != "" {
		c.add(c.fiberUnits(level))
	}
	c.missingFiber()
	if c.known(coverage.FiberConnected, "", "") != nil {
		return c.drawUnits(output.Series{Indicator: coverage.FiberConnected})
	}
	return nil
}

// missingFiber counts the communes without a report.
func (c *composer) missingFiber() {
	missing := 0
	for _, unit := range c.leaves {
		connected, passed := c.at(unit, coverage.FiberConnected, "", ""), c.at(unit, coverage.FiberPassed, "", "")
		if (connected == nil || connected.Unknown == connected.Total) && (passed == nil || passed.Unknown == passed.Total) {
			missing++
		}
	}
	if missing > 0 {
		c.notice(c.say(text{"Còn %s chưa có báo cáo về cáp quang; phần này được tính là chưa xác định.", "There is no report on fibre from %s; they count as unknown."}, c.whole(missing, "commune")))
	}
}

// fiberUnits shows fibre by districts or provinces.
func (c *composer) fiberUnits(level string) *Table {
	units := c.unitsOf(level)
	var columns []gridColumn
	for _, id := range []string{coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes} {
		if whole := c.known(id, "", ""); whole != nil {
			columns = append(columns, c.figureColumns(c.say(c.indicator(id).name), c.indicator(id), c.of(output.Series{Indicator: id}), units, showCovered|showUncovered|showPercent, whole)...)
		}
	}
	table := c.unitTable("fiber units", c.say(text{"Cáp quang theo %s", "Fibre by %s"}, strings.ToLower(c.levelHead(level))), level, columns)
	table.Source, table.Sheet = c.plainSource(), c.say(text{"Cáp quang theo đơn vị", "Fibre by unit"})
	return table
}
