package document

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// Tables are the full tables of an output for a workbook, one subject each: what the
// report shows a part of is whole here. The definitions come with them.
func Tables(o *output.Output, opt Options) ([]*Table, error) {
	c, err := newComposer(o, opt)
	if err != nil {
		return nil, err
	}
	all := []*Table{c.headlineTable()}
	if t := c.communeTable(coverage.LevelCommune, subjectAll); t != nil && len(c.leaves) > 0 {
		all = append(all, t)
	}
	all = append(append(all, c.mobileTables()...), c.fiberTable())
	if len(c.hamlets) > 0 {
		all = append(all, c.registerBy(coverage.LevelCommune), c.routeTable(), c.hamletTable(c.openHamlets(coverage.HamletClasses()), "hamlets", c.say(text{"Sổ theo dõi thôn, bản", "Gap register"})))
	}
	more, err := c.gapAndSiteTables()
	if err != nil {
		return nil, err
	}
	all = append(all, more...)
	if len(c.o.Targets) > 0 {
		all = append(all, c.allTargets())
	}
	if len(c.opt.Before) > 0 {
		all = append(all, c.changeTable())
	}
	all = append(all, c.definitionTable(), c.inputTable(), c.problemTable(), c.noteTable())
	all = slices.DeleteFunc(all, func(t *Table) bool { return t == nil || len(t.Rows) == 0 })
	for _, t := range all {
		putUnits(t)
	}
	return all, nil
}

// mobileTables are the tables that stations are needed for.
func (c *composer) mobileTables() []*Table {
	if !c.hasStations() {
		return nil
	}
	all := []*Table{c.stationTable()}
	for _, t := range c.technologies {
		all = append(all, c.operatorTable(t))
	}
	for _, id := range []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileCentres} {
		all = append(all, c.indicatorTables(id)...)
	}
	for _, t := range c.mainTechnologies() {
		if layers := c.placeIndicators(); len(layers) > 0 {
			all = append(all, c.placeTable(layers, t))
		}
	}
	return all
}

// unitHead are the columns that name a unit in a full table.
func (c *composer) unitHead() []Column {
	return []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Cấp", "Level"}), Weight: 10}, {Head: c.say(text{"Mã", "Code"}), Kind: Code, Weight: 7},
		{Head: c.say(text{"Đơn vị hành chính", "Unit"}), Weight: 20}, {Head: c.say(text{"Thuộc", "In"}), Weight: 18}}
}

func (c *composer) unitCells(i, unit int) []Cell {
	u := &c.o.Units[unit]
	in := ""
	if u.Parent >= 0 {
		in = c.unitName(u.Parent)
	}
	return []Cell{ordinalCell(i + 1), {Text: c.levelHead(u.Level)}, {Text: u.Code, Kind: Code}, {Text: c.unitName(unit)}, {Text: in}}
}

// allUnits lists all units, the largest first, each followed by what lies in it.
func (c *composer) allUnits() []int {
	var all []int
	seen := map[int]bool{}
	for _, leaf := range c.leaves {
		var chain []int
		for i := leaf; i >= 0 && !seen[i]; i = c.o.Units[i].Parent {
			seen[i] = true
			chain = append(chain, i)
		}
		slices.Reverse(chain)
		all = append(all, chain...)
	}
	return all
}

// fullTable shows series for all units.
func (c *composer) fullTable(id, caption, sheet string, columns []gridColumn) *Table {
	t := &Table{ID: id, Caption: caption, Sheet: sheet, Source: c.source(), Columns: c.unitHead()}
	for _, g := range columns {
		t.Columns = append(t.Columns, g.Column)
	}
	for i, unit := range c.allUnits() {
		row := Row{Cells: c.unitCells(i, unit)}
		for _, g := range columns {
			row.Cells = append(row.Cells, g.cell(unit))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sheetNames leave room for what follows them: a sheet's name has 31 characters.
var sheetNames = map[string]text{
	coverage.MobilePopulation: {"Dân số", "Population"}, coverage.MobileHouseholds: {"Hộ gia đình", "Households"},
	coverage.MobileArea: {"Diện tích", "Area"}, coverage.MobileCentres: {"Trung tâm xã", "Centres"},
}

// indicatorTables show an indicator for all units: of at least one operator by
// technology, and of the main technologies by operator.
func (c *composer) indicatorTables(id string) []*Table {
	units := c.allUnits()
	var columns []gridColumn
	for i, t := range c.technologies {
		whole := c.known(id, t, coverage.OperatorAny)
		if whole == nil {
			continue
		}
		show := showCovered | showUncovered | showPercent
		if i == 0 {
			show |= showTotal
		}
		columns = append(columns, c.figureColumns(c.technology(t), c.indicator(id), c.of(output.Series{Indicator: id, Technology: t, Operator: coverage.OperatorAny}), units, show, whole)...)
	}
	if len(columns) == 0 {
		return nil
	}
	name := c.say(sheetNames[id])
	all := []*Table{c.fullTable(id, c.say(text{"%s: theo công nghệ, ít nhất một doanh nghiệp", "%s: by technology, at least one operator"}, c.say(c.indicator(id).name)), name, columns)}
	for _, t := range c.mainTechnologies() {
		var by []gridColumn
		for _, rule := range c.rulesAndOperators() {
			s := output.Series{Indicator: id, Technology: t, Operator: rule}
			if whole := c.known(id, t, rule); whole != nil {
				by = append(by, c.figureColumns(c.operator(rule), c.indicator(id), c.of(s), units, showCovered|showPercent, whole)...)
			}
		}
		if len(by) > 0 {
			all = append(all, c.fullTable(id+" "+string(t)+" operators", c.say(text{"%[1]s (%[2]s) theo doanh nghiệp", "%[1]s (%[2]s) by operator"}, c.say(c.indicator(id).name), c.technology(t)),
				c.say(text{"%[1]s %[2]s (doanh nghiệp)", "%[1]s %[2]s by operator"}, name, c.technology(t)), by))
		}
	}
	return all
}

// fiberTable shows all of fibre for all units; nil where nothing is known.
func (c *composer) fiberTable() *Table {
	units := c.allUnits()
	var columns []gridColumn
	for _, id := range []string{coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes, coverage.FiberHamlets, coverage.FiberSubscriptions} {
		if whole := c.known(id, "", ""); whole != nil {
			columns = append(columns, c.figureColumns(c.say(c.indicator(id).name), c.indicator(id), c.of(output.Series{Indicator: id}), units, showTotal|showCovered|showUncovered|showPercent, whole)...)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	return c.fullTable("fiber all", c.say(text{"Cáp quang theo đơn vị hành chính", "Fibre by unit"}), c.say(text{"Cáp quang", "Fibre"}), columns)
}

// gapAndSiteTables list every gap of the rule any, and every station.
func (c *composer) gapAndSiteTables() ([]*Table, error) {
	if !c.hasStations() {
		return nil, nil
	}
	var all []output.Gap
	for g, err := range c.o.Gaps() {
		if err != nil {
			return nil, err
		}
		if g.Kind == coverage.GapMobile && g.Operator == coverage.OperatorAny {
			g.Geometry = nil
			all = append(all, g)
		}
	}
	var tables []*Table
	if len(all) > 0 {
		tables = append(tables, c.gapTable(all, "gaps", c.say(text{"Vùng lõm sóng (chưa doanh nghiệp nào phủ sóng)", "Gap areas (covered by no operator)"})))
	}
	sites, err := c.o.Sites()
	if err != nil {
		return nil, err
	}
	return append(tables, c.siteTable(sites)), nil
}

// siteTable lists the stations, one row a site.
func (c *composer) siteTable(sites []output.Site) *Table {
	t := &Table{ID: "sites", Caption: c.say(text{"Danh sách vị trí trạm", "Station sites"}), Sheet: c.say(text{"Vị trí trạm", "Sites"}), Source: c.source(), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.say(text{"Mã trạm", "Site"}), Kind: Code, Weight: 14}, {Head: c.say(text{"Tên trạm", "Name"}), Weight: 16}, {Head: c.say(text{"Mã xã", "Commune"}), Kind: Code, Weight: 8}, {Head: c.levelHead(coverage.LevelCommune), Weight: 18},
		{Head: c.say(text{"Kinh độ", "Longitude"}), Kind: Quantity, Weight: 10}, {Head: c.say(text{"Vĩ độ", "Latitude"}), Kind: Quantity, Weight: 10}, {Head: c.say(text{"Doanh nghiệp", "Operators"}), Weight: 20},
		{Head: c.say(text{"Công nghệ", "Technologies"}), Weight: 14}, {Head: c.say(text{"Số cell", "Cells"}), Kind: Count, Weight: 6}, {Head: c.say(text{"Giá trị giả định", "Assumed"}), Weight: 20}}}
	for i := range sites {
		s := &sites[i]
		var operators, technologies, assumed []string
		for k := range s.Cells {
			cell := &s.Cells[k]
			operators, technologies = include(operators, cell.Operator), include(technologies, strings.ToUpper(string(cell.Technology)))
			for _, name := range strings.Fields(cell.Assumed) {
				assumed = include(assumed, c.word(assumedNames, name))
			}
		}
		slices.Sort(operators)
		slices.Sort(technologies)
		row := Row{Cells: []Cell{ordinalCell(i + 1), {Text: s.ID, Kind: Code}, {Text: s.Name}, {Text: s.Code, Kind: Code}, {}, {}, {}, {Text: strings.Join(operators, ", ")},
			{Text: strings.Join(technologies, ", ")}, c.numberCell(int64(len(s.Cells))), {Text: strings.Join(assumed, ", ")}}}
		if unit, ok := c.o.UnitByCode(coverage.LevelCommune, s.Code); ok {
			row.Cells[4].Text = c.unitName(unit)
		}
		if s.Located {
			row.Cells[5], row.Cells[6] = c.degreesCell(s.Point[0]), c.degreesCell(s.Point[1])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func include(all []string, s string) []string {
	if s == "" || slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// degreeDecimals place a station to a tenth of a metre.
const degreeDecimals = 6

func (c *composer) degreesCell(degrees float64) Cell {
	v, err := coverage.MicroOf(degrees)
	if err != nil {
		return Cell{}
	}
	plain := coverage.StepsText(int64(v), degreeDecimals)
	return Cell{Text: c.style.Text(plain), Number: plain, Kind: Quantity}
}

// allTargets lists the targets of all units, with their units.
func (c *composer) allTargets() *Table {
	t := c.targetTable(pointers(c.o.Targets), "targets all", c.say(text{"Mục tiêu và mức độ thực hiện", "Targets"}))
	t.Columns = slices.Insert(t.Columns, 2, Column{Head: c.say(text{"Đơn vị hành chính", "Unit"}), Weight: 16})
	for i := range c.o.Targets {
		r := &c.o.Targets[i]
		name := r.Name
		if name == "" {
			name = r.Code
		}
		t.Rows[i].Cells = slices.Insert(t.Rows[i].Cells, 2, Cell{Text: name})
	}
	return t
}

func pointers[T any](all []T) []*T {
	list := make([]*T, len(all))
	for i := range all {
		list[i] = &all[i]
	}
	return list
}

// inputTable lists what was read, with the digest of each file.
func (c *composer) inputTable() *Table {
	t := &Table{ID: "inputs", Caption: c.say(text{"Dữ liệu đầu vào", "Inputs"}), Sheet: c.say(text{"Dữ liệu đầu vào", "Inputs"}), Source: c.source(), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.say(text{"Loại", "Role"}), Weight: 18}, {Head: c.say(text{"Tệp", "File"}), Weight: 30}, {Head: c.say(text{"Dung lượng (byte)", "Bytes"}), Kind: Count, Weight: 10}, {Head: "SHA-256", Weight: 50}}}
	for i, in := range c.o.Run.Inputs {
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: c.word(roleNames, in.Role)}, {Text: in.File}, c.numberCell(in.Bytes), {Text: in.SHA256}}})
	}
	return t
}

// noteTable lists the options and the notes on how data were read, in their own words.
func (c *composer) noteTable() *Table {
	t := &Table{ID: "notes", Caption: c.say(text{"Thông số và ghi chú khi đọc dữ liệu", "Options and notes on how the data were read"}), Sheet: c.say(text{"Ghi chú", "Notes"}), Source: c.source(), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.say(text{"Mục", "Item"}), Weight: 18}, {Head: c.say(text{"Nội dung (nguyên văn)", "Text"}), Weight: 80}}}
	add := func(item text, content string) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(len(t.Rows) + 1), {Text: c.say(item)}, {Text: content}}})
	}
	add(text{"Phần mềm", "Program"}, c.o.Run.Version)
	add(text{"Tiêu chí", "Criterion"}, c.criterionSentence())
	if c.o.Run.Register != nil {
		add(text{"Tiêu chí rà soát", "Profile"}, c.profileSentence())
	}
	for _, option := range c.o.Run.Options {
		add(text{"Thông số", "Option"}, option.Name+": "+option.Value)
	}
	for _, n := range c.o.Run.Notes {
		add(text{"Ghi chú", "Note"}, n)
	}
	return t
}
