package document

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// mobile is the part on mobile coverage: of each main technology a table by operator
// and one by unit, with a map of where it is not covered.
func (c *composer) mobile() error {
	if !c.hasStations() || len(c.technologies) == 0 {
		return nil
	}
	c.part(text{"Phủ sóng thông tin di động", "Mobile coverage"})
	c.paragraph(c.say(text{"Kết quả được tính cho từng doanh nghiệp và theo ba quy tắc: ít nhất một doanh nghiệp phủ sóng (nhu cầu của người dân), tất cả doanh nghiệp cùng phủ sóng (khả năng dự phòng) và doanh nghiệp phủ rộng nhất (cách tính của chỉ tiêu phát triển bền vững 9.c.1).",
		"Results are by operator and by three rules: at least one operator covers (what people need), every operator covers (resilience), and the largest single operator (as indicator 9.c.1 of the sustainable development goals asks)."}))
	c.add(c.stationTable())
	for i, t := range c.mainTechnologies() {
		c.add(Heading{Level: 2, Text: c.say(text{"Mạng %s", "%s"}, c.technology(t))})
		c.paragraph(c.operatorSentence(t))
		if t := c.operatorTable(t); t != nil {
			c.add(t)
		}
		if level := c.middle(); level != "" && c.known(c.mobileSeries(t).Indicator, t, coverage.OperatorAny) != nil {
			c.add(c.mobileUnits(t, level))
		}
		if i > 0 {
			if err := c.drawUnits(c.mobileSeries(t)); err != nil {
				return err
			}
			continue
		}
		if err := c.drawGaps(t, coverage.OperatorAny); err != nil {
			return err
		}
	}
	return nil
}

// stationTable counts stations by operator and technology.
func (c *composer) stationTable() *Table {
	columns := []gridColumn{c.stationColumn(c.say(text{"Vị trí trạm", "Sites"}), coverage.BTSSites, ""), c.stationColumn(c.say(text{"Trạm BTS", "Stations"}), coverage.BTSLayers, "")}
	for _, t := range coverage.Technologies() {
		if f := c.at(c.top, coverage.BTSLayers, t, coverage.OperatorAny); f != nil && f.Total > 0 {
			columns = append(columns, c.stationColumn(c.technology(t), coverage.BTSLayers, t))
		}
	}
	t := gridTable("stations operators", c.say(text{"Trạm BTS theo doanh nghiệp và công nghệ", "Base stations by operator and technology"}), c.say(text{"Doanh nghiệp", "Operator"}), columns)
	t.Columns[0].Head = c.say(wordOrdinal)
	for i, name := range c.operators {
		t.Rows = append(t.Rows, gridRow(i+1, name, i, columns))
	}
	total := Row{Kind: Total, Cells: []Cell{{}, {Text: c.say(wordTotal)}}}
	for _, g := range columns {
		total.Cells = append(total.Cells, g.total())
	}
	t.Rows = append(t.Rows, total)
	t.Notes = []string{c.say(text{"Một trạm BTS là một công nghệ của một doanh nghiệp tại một vị trí; một vị trí có thể do nhiều doanh nghiệp dùng chung.", "A base station is one technology of one operator at one site; operators may share a site."})}
	t.Source, t.Sheet = c.plainSource(), c.say(text{"Trạm theo doanh nghiệp", "Stations by operator"})
	return t
}

// stationColumn counts the stations of the operators.
func (c *composer) stationColumn(head, indicator string, t coverage.Technology) gridColumn {
	at := func(operator string) Cell { return c.countCell(c.at(c.top, indicator, t, operator), partTotal) }
	return gridColumn{Column: Column{Head: head, Kind: Count, Weight: 9}, cell: func(i int) Cell { return at(c.operators[i]) }, total: func() Cell { return at(coverage.OperatorAny) }}
}

// rulesAndOperators are the rows of tables by operator.
func (c *composer) rulesAndOperators() []string {
	return append([]string{coverage.OperatorAny, coverage.OperatorMax, coverage.OperatorAll}, c.operators...)
}

// operatorSentence names every operator's share.
func (c *composer) operatorSentence(t coverage.Technology) string {
	s := c.mobileSeries(t)
	any := c.known(s.Indicator, t, coverage.OperatorAny)
	if any == nil {
		return ""
	}
	var parts []string
	for _, name := range c.operators {
		if f := c.known(s.Indicator, t, name); f != nil {
			parts = append(parts, name+" "+c.atLeast(f)+c.percent(f))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return c.say(text{"Tính theo %[1]s được phủ sóng %[2]s, từng doanh nghiệp đạt: %[3]s.", "Of %[1]s, %[2]s of each operator reaches: %[3]s."}, c.say(subjects[any.Measure]), c.technology(t), strings.Join(parts, "; "))
}

// operatorTable shows all rules and operators of a technology; nil where nothing is known
// of it.
func (c *composer) operatorTable(t coverage.Technology) *Table {
	rules := c.rulesAndOperators()
	keys := make([]int, len(rules))
	for i := range keys {
		keys[i] = i
	}
	var columns []gridColumn
	var totals []string
	for _, id := range []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileCentres} {
		whole := c.known(id, t, coverage.OperatorAny)
		if whole == nil {
			continue
		}
		at := func(i int) *coverage.Figure { return c.at(c.top, id, t, rules[i]) }
		group := c.say(operatorGroups[id])
		columns = append(columns, withoutTotals(c.figureColumns(group, c.indicator(id), at, keys, operatorParts[id], whole))...)
		totals = append(totals, group+": "+c.counted(whole.Shares().Total, whole.Shares().Places, whole.Measure))
	}
	if len(columns) == 0 {
		return nil
	}
	table := gridTable("mobile "+string(t), c.say(text{"Phủ sóng %s theo doanh nghiệp", "%s coverage by operator"}, c.technology(t)), c.say(text{"Doanh nghiệp", "Operator"}), columns)
	table.Columns[0].Head = c.say(wordOrdinal)
	for i, rule := range rules {
		row := gridRow(len(table.Rows)+1, c.operator(rule), i, columns)
		if slices.ContainsFunc(row.Cells[2:], func(cell Cell) bool { return cell.Text != "" }) {
			table.Rows = append(table.Rows, row)
		}
	}
	table.Notes = []string{c.say(text{"Tổng số để tính tỷ lệ: %s.", "Totals: %s."}, strings.Join(totals, "; "))}
	table.Source, table.Sheet = c.source(), c.say(text{"Di động %s", "Mobile %s"}, c.technology(t))
	return table
}

var operatorGroups = map[string]text{
	coverage.MobilePopulation: {"Dân số", "Population"}, coverage.MobileHouseholds: {"Hộ gia đình", "Households"},
	coverage.MobileArea: {"Diện tích", "Area"}, coverage.MobileCentres: {"Trung tâm xã, phường", "Commune centres"},
}

// operatorParts are what tables show of an indicator: people in full; of the others
// what is lacking, for a page has room for no more.
var operatorParts = map[string]shown{
	coverage.MobilePopulation: showCovered | showUncovered | showPercent, coverage.MobileHouseholds: showUncovered | showPercent,
	coverage.MobileArea: showUncovered | showPercent, coverage.MobileCentres: showUncovered | showPercent,
}

func withoutTotals(columns []gridColumn) []gridColumn {
	for i := range columns {
		columns[i].total, columns[i].rate = nil, nil
	}
	return columns
}

// mobileUnits shows a technology by districts or provinces.
func (c *composer) mobileUnits(t coverage.Technology, level string) *Table {
	units := c.unitsOf(level)
	var columns []gridColumn
	for _, id := range []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea} {
		s := output.Series{Indicator: id, Technology: t, Operator: coverage.OperatorAny}
		if whole := c.known(id, t, coverage.OperatorAny); whole != nil {
			columns = append(columns, c.figureColumns(c.say(operatorGroups[id]), c.indicator(id), c.of(s), units, operatorParts[id], whole)...)
		}
	}
	table := c.unitTable("mobile units "+string(t)+" any", c.say(text{"Phủ sóng %[1]s theo %[2]s (ít nhất một doanh nghiệp)", "%[1]s coverage by %[2]s (at least one operator)"}, c.technology(t), strings.ToLower(c.levelHead(level))), level, columns)
	table.Sheet = c.say(text{"%[1]s theo đơn vị", "%[1]s by unit"}, c.technology(t))
	return table
}
