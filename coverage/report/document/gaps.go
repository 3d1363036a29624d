package document

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"phusong/coverage"
	"phusong/coverage/output"
)

// newCollator sorts names as Vietnamese does, numbers within them by value.
func newCollator() *collate.Collator { return collate.New(language.Vietnamese, collate.Numeric) }

// gapSum adds up gap areas.
type gapSum struct {
	n                          int64
	people, households, areaM2 coverage.Micro
}

func (s *gapSum) add(g *output.Gap) {
	s.n++
	s.people, s.households, s.areaM2 = s.people+g.People, s.households+g.Households, s.areaM2+g.AreaM2
}

// gapStudy is what one reading of the gaps tells, without their geometry.
type gapStudy struct {
	byTechnology map[coverage.Technology]*gapSum // of the rule any
	byCause      map[string]*gapSum              // of the first main technology, rule any
	largest      []output.Gap                    // of the same
}

// annexGaps is how many gaps the annex lists.
const annexGaps = 50

// study reads the gaps once.
func (c *composer) study() (*gapStudy, error) {
	if c.gaps != nil {
		return c.gaps, nil
	}
	s := &gapStudy{byTechnology: map[coverage.Technology]*gapSum{}, byCause: map[string]*gapSum{}}
	main := coverage.Technology("")
	if ts := c.mainTechnologies(); len(ts) > 0 {
		main = ts[0]
	}
	for g, err := range c.o.Gaps() {
		if err != nil {
			return nil, err
		}
		if g.Kind != coverage.GapMobile || g.Operator != coverage.OperatorAny {
			continue
		}
		sumOf(s.byTechnology, g.Technology).add(&g)
		if g.Technology != main {
			continue
		}
		sumOf(s.byCause, g.Cause).add(&g)
		g.Geometry = nil
		s.largest = append(s.largest, g)
		if len(s.largest) >= 4*annexGaps {
			s.cut()
		}
	}
	s.cut()
	c.gaps = s
	return s, nil
}

func sumOf[K comparable](all map[K]*gapSum, key K) *gapSum {
	if all[key] == nil {
		all[key] = &gapSum{}
	}
	return all[key]
}

// cut keeps the largest gaps: by people, then households, area and ID.
func (s *gapStudy) cut() {
	slices.SortFunc(s.largest, func(a, b output.Gap) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(b.Households, a.Households), cmp.Compare(b.AreaM2, a.AreaM2), strings.Compare(a.ID, b.ID))
	})
	s.largest = s.largest[:min(len(s.largest), annexGaps)]
}

// gapCells are the counts of some gap areas: what is uncovered is raised, not cut.
func (c *composer) gapCells(s *gapSum) []Cell {
	return []Cell{c.numberCell(s.n), c.raised(s.people, "person"), c.raised(s.households, "household"), c.raised(s.areaM2, coverage.MeasureM2)}
}

// raised is a cell with the least printed count that is not below v.
func (c *composer) raised(v coverage.Micro, measure string) Cell {
	step, places := coverage.ShownStep(measure)
	plain := coverage.StepsText(coverage.CeilSteps(v, step), places)
	kind := Count
	if places > 0 {
		kind = Quantity
	}
	return Cell{Text: c.style.Text(plain), Number: plain, Kind: kind}
}

func (c *composer) gapColumns(first text) []Column {
	return []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(first), Weight: 30}, {Head: c.say(text{"Số vùng lõm sóng", "Gap areas"}), Kind: Count, Weight: 10},
		{Head: c.say(text{"Dân số", "Population"}), Kind: Count, Weight: 10, Unit: c.noun("person", false)}, {Head: c.say(text{"Hộ gia đình", "Households"}), Kind: Count, Weight: 10, Unit: c.unitOfCount("household")},
		{Head: c.say(text{"Diện tích", "Area"}), Kind: Quantity, Weight: 10, Unit: "km²"}}
}

// gapTables sum up the areas without coverage by technology and by cause.
func (c *composer) gapTables() ([]Block, error) {
	if !c.hasStations() || len(c.mainTechnologies()) == 0 {
		return nil, nil
	}
	s, err := c.study()
	if err != nil || len(s.byTechnology) == 0 {
		return nil, err
	}
	byTechnology := &Table{ID: "gaps technologies", Caption: c.say(text{"Vùng lõm sóng theo công nghệ (chưa doanh nghiệp nào phủ sóng)", "Gap areas by technology (covered by no operator)"}),
		Columns: c.gapColumns(text{"Công nghệ", "Technology"}), Source: c.source(), Sheet: c.say(text{"Vùng lõm theo công nghệ", "Gaps by technology"})}
	for _, t := range c.technologies {
		if sum := s.byTechnology[t]; sum != nil {
			byTechnology.Rows = append(byTechnology.Rows, Row{Cells: append([]Cell{ordinalCell(len(byTechnology.Rows) + 1), {Text: c.technology(t)}}, c.gapCells(sum)...)})
		}
	}
	main := c.mainTechnologies()[0]
	byCause := &Table{ID: "gaps causes", Caption: c.say(text{"Vùng lõm sóng %s theo nguyên nhân", "Gap areas of %s by cause"}, c.technology(main)), Columns: c.gapColumns(text{"Nguyên nhân", "Cause"}), Source: c.source(),
		Sheet: c.say(text{"Vùng lõm theo nguyên nhân", "Gaps by cause"})}
	causes := make([]string, 0, len(s.byCause))
	total := &gapSum{}
	for cause, sum := range s.byCause {
		causes = append(causes, cause)
		total.n, total.people, total.households, total.areaM2 = total.n+sum.n, total.people+sum.people, total.households+sum.households, total.areaM2+sum.areaM2
	}
	slices.SortFunc(causes, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.byCause[b].people, s.byCause[a].people), cmp.Compare(s.byCause[b].n, s.byCause[a].n), strings.Compare(a, b))
	})
	for i, cause := range causes {
		byCause.Rows = append(byCause.Rows, Row{Cells: append([]Cell{ordinalCell(i + 1), {Text: upperFirst(c.word(causeNames, cause))}}, c.gapCells(s.byCause[cause])...)})
	}
	blocks := []Block{byTechnology}
	if len(causes) > 0 {
		byCause.Rows = append(byCause.Rows, Row{Kind: Total, Cells: append([]Cell{{}, {Text: c.say(wordTotal)}}, c.gapCells(total)...)})
		blocks = append(blocks, byCause)
	}
	return blocks, nil
}

// gapAnnex lists the largest gaps.
func (c *composer) gapAnnex() error {
	if !c.hasStations() || len(c.mainTechnologies()) == 0 {
		return nil
	}
	s, err := c.study()
	if err != nil || len(s.largest) == 0 {
		return err
	}
	t := c.mainTechnologies()[0]
	total := s.byTechnology[t].n
	c.beginAnnex(annexGapAreas, c.say(text{"Các vùng lõm sóng %s lớn nhất", "Largest gap areas of %s"}, c.technology(t)))
	if total > int64(len(s.largest)) {
		c.paragraph(c.say(text{"Liệt kê %[1]s có nhiều dân số nhất trong tổng số %[2]s vùng; toàn bộ danh sách có trong tệp bảng tính và tệp gaps.geojson.",
			"The %[1]s with most people, of %[2]s in all; the workbook and gaps.geojson have every one."}, c.whole(len(s.largest), "gap"), c.steps(total, 0)))
	}
	c.add(c.gapTable(s.largest, "gaps largest", c.say(text{"Các vùng lõm sóng %s lớn nhất", "Largest gap areas of %s"}, c.technology(t))))
	return nil
}

// gapTable lists gaps.
func (c *composer) gapTable(all []output.Gap, id, caption string) *Table {
	t := &Table{ID: id, Caption: caption, Source: c.source(), Sheet: c.say(text{"Vùng lõm sóng", "Gaps"}), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.levelHead(coverage.LevelCommune), Weight: 20}, {Head: c.say(text{"Ký hiệu vùng", "Gap"}), Weight: 16}, {Head: c.say(text{"Phân loại", "Class"}), Weight: 9},
		{Head: c.say(text{"Dân số", "Population"}), Kind: Count, Weight: 8, Unit: c.noun("person", false)}, {Head: c.say(text{"Hộ gia đình", "Households"}), Kind: Count, Weight: 8, Unit: c.unitOfCount("household")},
		{Head: c.say(text{"Diện tích", "Area"}), Kind: Quantity, Weight: 8, Unit: "km²"}, {Head: c.say(text{"Trạm gần nhất", "Nearest site"}), Weight: 12},
		{Head: c.say(text{"Khoảng cách", "Distance"}), Kind: Quantity, Weight: 8, Unit: "km"}, {Head: c.say(text{"Nguyên nhân", "Cause"}), Weight: 18}}}
	for i := range all {
		g := &all[i]
		distance := Cell{}
		if g.NearestSite != "" {
			distance = c.distanceCell(g.NearestSiteKm)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: c.inList(g.Unit)}, {Text: g.ID}, {Text: c.word(classNames, g.Class)}, c.raised(g.People, "person"),
			c.raised(g.Households, "household"), c.raised(g.AreaM2, coverage.MeasureM2), {Text: g.NearestSite}, distance, {Text: c.word(causeNames, g.Cause)}}})
	}
	return t
}

// distanceCell prints kilometres up to the next ten metres: no distance looks shorter
// than it is.
func (c *composer) distanceCell(km float64) Cell {
	v, err := coverage.MicroOf(km)
	if err != nil {
		return Cell{}
	}
	plain := coverage.StepsText(coverage.CeilSteps(v, coverage.One/100), 2)
	return Cell{Text: c.style.Text(plain), Number: plain, Kind: Quantity}
}
