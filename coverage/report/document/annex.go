package document

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// communeAnnex lists every commune, within what it lies in; of a nation by province
// first. Mobile and fibre are tables of their own: together they are wider than a page.
func (c *composer) communeAnnex() error {
	if c.annexes[annexCommunes] == 0 {
		return nil
	}
	c.beginAnnex(annexCommunes, c.say(text{"Kết quả theo %s", "Results by %s"}, c.communesWord()))
	levels := []string{coverage.LevelCommune}
	if c.middle() == coverage.LevelProvince {
		levels = []string{coverage.LevelProvince, coverage.LevelCommune}
	}
	for _, level := range levels {
		for _, subject := range []string{subjectMobile, subjectFiber} {
			if t := c.communeTable(level, subject); t != nil {
				c.add(t)
			}
		}
	}
	return nil
}

// Subjects of tables of communes.
const (
	subjectMobile = "mobile"
	subjectFiber  = "fiber"
	subjectAll    = ""
)

// mobileColumns show people by the main technologies, and stations.
func (c *composer) mobileColumns(units []int) []gridColumn {
	var columns []gridColumn
	if !c.hasStations() {
		return nil
	}
	for i, t := range c.mainTechnologies() {
		s := c.mobileSeries(t)
		whole := c.known(s.Indicator, t, s.Operator)
		if whole == nil {
			continue
		}
		show := showCovered | showUncovered | showPercent
		if i == 0 {
			show |= showTotal
		}
		group := c.say(text{"%[1]s, %[2]s", "%[1]s, %[2]s"}, c.say(operatorGroups[s.Indicator]), c.technology(t))
		columns = append(columns, c.figureColumns(group, c.indicator(s.Indicator), c.of(s), units, show, whole)...)
	}
	for _, t := range append([]coverage.Technology{""}, c.mainTechnologies()...) {
		s := output.Series{Indicator: coverage.BTSLayers, Technology: t, Operator: coverage.OperatorAny}
		whole := c.at(c.top, s.Indicator, t, s.Operator)
		if whole == nil {
			continue
		}
		head := c.say(text{"Tổng số", "All"})
		if t != "" {
			head = c.technology(t)
		}
		columns = append(columns, gridColumn{Column: Column{Head: head, Group: c.say(text{"Trạm BTS", "Stations"}), Kind: Count, Weight: 6},
			cell: func(unit int) Cell { return c.countCell(c.of(s)(unit), partTotal) }, total: func() Cell { return c.countCell(whole, partTotal) }})
	}
	return columns
}

// fiberColumns show households connected and passed, apart.
func (c *composer) fiberColumns(units []int) []gridColumn {
	var columns []gridColumn
	for _, id := range []string{coverage.FiberConnected, coverage.FiberPassed} {
		whole := c.known(id, "", "")
		if whole == nil {
			continue
		}
		show := showCovered | showUncovered | showPercent
		if len(columns) == 0 {
			show |= showTotal
		}
		columns = append(columns, c.figureColumns(c.say(c.indicator(id).name), c.indicator(id), c.of(output.Series{Indicator: id}), units, show, whole)...)
	}
	return columns
}

// communeTable lists the units of a level with a head for what they lie in, the total
// and the rates; nil where nothing is known of the subject.
func (c *composer) communeTable(level, subject string) *Table {
	units := c.leaves
	if level != coverage.LevelCommune {
		units = c.unitsOf(level)
	}
	var columns []gridColumn
	if subject != subjectFiber {
		columns = append(columns, c.mobileColumns(units)...)
	}
	if subject != subjectMobile {
		columns = append(columns, c.fiberColumns(units)...)
	}
	if len(columns) == 0 {
		return nil
	}
	names := map[string]text{subjectMobile: {"Phủ sóng di động theo %s", "Mobile coverage by %s"}, subjectFiber: {"Cáp quang theo %s", "Fibre by %s"}, subjectAll: {"Kết quả theo %s", "Results by %s"}}
	t := gridTable(strings.TrimSpace(level+"s "+subject), c.say(names[subject], strings.ToLower(c.levelHead(level))), c.say(text{"Đơn vị hành chính", "Unit"}), columns)
	t.Columns[0].Head, t.Source = c.say(wordOrdinal), c.source()
	if subject == subjectFiber {
		t.Source = c.plainSource()
	}
	t.Rows = append(c.groupedRows(units, level, columns), c.lastRows(columns)...)
	c.noteSums(t)
	t.Sheet = c.say(text{"Theo xã, phường", "By commune"})
	if level != coverage.LevelCommune {
		t.Sheet = c.say(text{"Theo tỉnh", "By province"})
	}
	return t
}

// groupedRows are the rows of units; communes stand under a head for what they lie in.
func (c *composer) groupedRows(units []int, level string, columns []gridColumn) []Row {
	var rows []Row
	group, current := "", -1
	if level == coverage.LevelCommune {
		group = c.middle()
	}
	for i, unit := range units {
		if group != "" {
			if in := c.inUnit(unit, group); in >= 0 && in != current {
				current = in
				rows = append(rows, groupRow(c.unitName(in), len(columns)+2))
			}
		}
		rows = append(rows, gridRow(i+1, c.unitName(unit), unit, columns))
	}
	return rows
}

// hamletAnnex lists the hamlets without signal, or with a gap or too slow.
func (c *composer) hamletAnnex() error {
	open := c.openHamlets(openClasses)
	if len(open) == 0 {
		return nil
	}
	title := c.say(text{"Danh sách thôn, bản trắng sóng, lõm sóng, sóng yếu", "White, gap and weak hamlets"})
	c.beginAnnex(annexHamlets, title)
	for _, class := range openClasses {
		if list := c.openHamlets([]coverage.HamletClass{class}); len(list) > 0 {
			c.add(c.hamletTable(list, "hamlets "+string(class), c.say(text{"Thôn, bản %s", "Hamlets: %s"}, c.word(classNames, string(class)))))
		}
	}
	return nil
}

// hamletTable lists hamlets.
func (c *composer) hamletTable(all []*output.Hamlet, id, caption string) *Table {
	t := &Table{ID: id, Caption: caption, Source: c.registerSource(), Sheet: c.say(text{"Thôn, bản", "Hamlets"}), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.say(text{"Thôn, bản", "Hamlet"}), Weight: 14}, {Head: c.levelHead(coverage.LevelCommune), Weight: 14}, {Head: c.say(text{"Phân loại", "Class"}), Weight: 9},
		{Head: c.say(text{"Hộ gia đình", "Households"}), Kind: Count, Weight: 7}, {Head: c.say(text{"Dân số", "Population"}), Kind: Count, Weight: 7}, {Head: c.say(text{"Điện lưới", "Grid power"}), Weight: 7},
		{Head: c.say(text{"Diện khó khăn", "Difficulty"}), Weight: 10}, {Head: c.say(text{"Trạm gần nhất của từng doanh nghiệp", "Nearest station of each operator"}), Weight: 26},
		{Head: c.say(text{"Nguyên nhân", "Cause"}), Weight: 12}, {Head: c.say(text{"Hướng xử lý", "Route"}), Weight: 14}}}
	apart := false
	for i, h := range all {
		name := h.Name
		if !h.Counted {
			name, apart = name+" (*)", true
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: name}, {Text: c.inList(h.Unit)}, {Text: c.word(classNames, string(h.Class))}, c.countOf(h.Households), c.countOf(h.People),
			{Text: c.word(yesNo, h.GridPower)}, {Text: c.difficulty(h.Difficulty)}, {Text: c.localText(h.Stations)}, {Text: c.word(causeNames, h.Cause)}, {Text: c.word(routeNames, h.Route)}}})
	}
	if apart {
		t.Notes = append(t.Notes, c.say(text{"(*) Chưa có điện lưới, thống kê riêng, không tính vào tổng số.", "(*) Without grid power: listed apart and in no count."}))
	}
	return t
}

// countOf prints a count that may be unknown.
func (c *composer) countOf(n coverage.Count) Cell {
	if !n.Known {
		return Cell{}
	}
	return c.numberCell(coverage.FloorSteps(n.Value, coverage.One))
}

func (c *composer) difficulty(class string) string {
	if class == "" {
		return c.say(yesNo[""])
	}
	return c.word(difficultyNames, class)
}

// localText puts the decimals of a list such as "VNPT: S-1 8.3 km; ..." into the
// language; names stay as they are.
func (c *composer) localText(list string) string {
	parts := strings.Split(list, " ")
	for i := 0; i+1 < len(parts); i++ {
		if strings.HasPrefix(parts[i+1], "km") {
			parts[i] = c.style.Text(parts[i])
		}
	}
	return strings.Join(parts, " ")
}

// placePart is the part on layers of places, where there are any.
func (c *composer) placePart() error {
	layers := c.placeIndicators()
	if len(layers) == 0 || !c.hasStations() {
		return nil
	}
	c.part(text{"Địa điểm, khu vực và đường giao thông", "Places, zones and roads"})
	for _, t := range c.mainTechnologies() {
		c.add(c.placeTable(layers, t))
	}
	return nil
}

// placeTable shows the layers of places for a technology.
func (c *composer) placeTable(layers []string, tech coverage.Technology) *Table {
	t := &Table{ID: "places " + string(tech), Caption: c.say(text{"Phủ sóng %s tại các địa điểm, khu vực và tuyến đường (ít nhất một doanh nghiệp)", "%s coverage of places, zones and roads (at least one operator)"}, c.technology(tech)), Source: c.source(),
		Sheet: c.say(text{"Địa điểm %s", "Places %s"}, c.technology(tech)), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Lớp", "Layer"}), Weight: 28}, {Head: c.say(text{"Đơn vị tính", "Unit"}), Weight: 10},
			{Head: c.say(wordTotal), Kind: Quantity, Weight: 10}, {Head: c.say(coveredHead), Kind: Quantity, Weight: 10}, {Head: c.say(uncoveredHead), Kind: Quantity, Weight: 10}, {Head: c.say(wordUnknown), Kind: Quantity, Weight: 10}, {Head: c.say(wordRate), Kind: Percent, Weight: 8}}}
	for _, id := range layers {
		if f := c.at(c.top, id, tech, coverage.OperatorAny); f != nil && f.Total > 0 {
			t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(len(t.Rows) + 1), {Text: c.layerTitle(id)}, {Text: c.tableUnit(f.Measure)}, c.countCell(f, partTotal), c.countCell(f, partCovered), c.countCell(f, partUncovered), c.countCell(f, partUnknown), c.percentCell(f)}})
		}
	}
	return t
}
