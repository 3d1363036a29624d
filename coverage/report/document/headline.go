package document

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// headlineSeries lists the figures of the first table that the output has, mobile,
// then places, fibre, hamlets and stations.
func (c *composer) headlineSeries() []output.Series {
	var all []output.Series
	add := func(indicator string, t coverage.Technology, operator string) {
		s := output.Series{Indicator: indicator, Technology: t, Operator: operator}
		if c.at(c.top, indicator, t, operator) != nil {
			all = append(all, s)
		}
	}
	if c.hasStations() {
		c.mobileHeadlines(add)
	}
	for _, id := range []string{coverage.FiberCommunes, coverage.FiberConnected, coverage.FiberPassed, coverage.FiberHamlets, coverage.FiberSubscriptions} {
		add(id, "", "")
	}
	for _, id := range []string{coverage.HamletsServed, coverage.HamletsWhite, coverage.HamletsGap, coverage.HamletsWeak} {
		if s, ok := c.registerSeries(id); ok {
			add(s.Indicator, s.Technology, s.Operator)
		}
	}
	if c.hasStations() {
		add(coverage.BTSSites, "", coverage.OperatorAny)
		add(coverage.BTSLayers, "", coverage.OperatorAny)
		for _, t := range coverage.Technologies() {
			if f := c.at(c.top, coverage.BTSLayers, t, coverage.OperatorAny); f != nil && f.Total > 0 {
				add(coverage.BTSLayers, t, coverage.OperatorAny)
			}
		}
	}
	// A figure of nothing, such as of centres that no file gives, is none.
	return slices.DeleteFunc(all, func(s output.Series) bool {
		f := c.at(c.top, s.Indicator, s.Technology, s.Operator)
		return f.Total == 0 && !f.CountOnly
	})
}

// mobileHeadlines adds the figures of the main technologies; places stand after the first.
func (c *composer) mobileHeadlines(add func(indicator string, t coverage.Technology, operator string)) {
	for i, t := range c.mainTechnologies() {
		add(coverage.MobilePopulation, t, coverage.OperatorAny)
		add(coverage.MobilePopulation, t, coverage.OperatorMax)
		for _, id := range []string{coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileCentres, coverage.MobileHamlets, coverage.MobileCommunes} {
			add(id, t, coverage.OperatorAny)
		}
		if i == 0 {
			for _, id := range c.placeIndicators() {
				add(id, t, coverage.OperatorAny)
			}
		}
	}
}

// placeIndicators lists the layers of places.
func (c *composer) placeIndicators() []string {
	var all []string
	for _, s := range c.series {
		if strings.HasPrefix(s.Indicator, coverage.PlacesPrefix) && !slices.Contains(all, s.Indicator) {
			all = append(all, s.Indicator)
		}
	}
	return all
}

// registerSeries is the series of the gap register's figures: it has one technology
// and one operator rule.
func (c *composer) registerSeries(id string) (output.Series, bool) {
	for _, s := range c.series {
		if s.Indicator == id {
			return s, true
		}
	}
	return output.Series{}, false
}

// definition numbers the definition of an indicator, from 1 in the order of use.
func (c *composer) definition(s output.Series) int {
	i := slices.IndexFunc(c.defined, func(d output.Series) bool { return d.Indicator == s.Indicator })
	if i < 0 {
		c.defined = append(c.defined, s)
		return len(c.defined)
	}
	return i + 1
}

// headlineTable is the table of the main figures.
func (c *composer) headlineTable() *Table {
	t := &Table{ID: "headline", Caption: c.say(text{"Các chỉ số chính của %s", "Headline figures of %s"}, c.unitName(c.top)), Sheet: c.say(text{"Chỉ số chính", "Headline"}),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Chỉ số", "Figure"}), Weight: 30}, {Head: c.say(wordRate), Kind: Percent, Weight: 8},
			{Head: c.say(text{"Đã đạt", "Numerator"}), Kind: Count, Weight: 10}, {Head: c.say(wordTotal), Kind: Count, Weight: 10}, {Head: c.say(text{"Chưa đạt", "Not covered"}), Kind: Count, Weight: 10},
			{Head: c.say(wordUnknown), Kind: Count, Weight: 9}, {Head: c.say(text{"Đơn vị tính", "Unit"}), Weight: 9}, {Head: c.say(text{"Ngày số liệu", "As of"}), Kind: Date, Weight: 10},
			{Head: c.say(text{"Định nghĩa", "Definition"}), Kind: Count, Weight: 7}}}
	for i, s := range c.headlineSeries() {
		f := c.at(c.top, s.Indicator, s.Technology, s.Operator)
		number := c.numberCell(int64(c.definition(s)))
		row := Row{Cells: []Cell{ordinalCell(i + 1), {Text: c.seriesName(s)}, {}, {}, c.countCell(f, partTotal), {}, {}, {Text: c.tableUnit(f.Measure)}, {Text: c.date(f.AsOf), Kind: Date}, number}}
		if !f.CountOnly {
			row.Cells[2], row.Cells[3], row.Cells[5], row.Cells[6] = c.percentCell(f), c.countCell(f, partCovered), c.countCell(f, partUncovered), c.countCell(f, partUnknown)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{c.say(text{"Tỷ lệ được làm tròn xuống hai chữ số thập phân, kể cả khi gần đạt toàn bộ. Cột \"Định nghĩa\" dẫn đến bảng định nghĩa các chỉ số.",
		"Rates are cut to two decimals, also where nearly all is covered. The column \"Definition\" refers to the table of definitions."})}
	t.Source = c.source()
	return t
}
