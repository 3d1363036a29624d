package document

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// hamletCounts counts the hamlets of the register by class; those listed apart are in
// no count.
func hamletCounts(all []output.Hamlet) (n map[coverage.HamletClass]int, counted int) {
	n = map[coverage.HamletClass]int{}
	for i := range all {
		if all[i].Counted {
			n[all[i].Class]++
			counted++
		}
	}
	return n, counted
}

// openClasses are the classes of hamlets that need something done.
var openClasses = []coverage.HamletClass{coverage.HamletWhite, coverage.HamletGap, coverage.HamletWeak}

// hamletSentence states how many hamlets are served, and what the rest are; by itself
// it is the whole account.
func (c *composer) hamletSentence(whole bool) string {
	if len(c.hamlets) == 0 {
		return ""
	}
	n, counted := hamletCounts(c.hamlets)
	f := coverage.Figure{Covered: coverage.Whole(int64(n[coverage.HamletServed])), Unknown: coverage.Whole(int64(n[coverage.HamletUnknown])), Total: coverage.Whole(int64(counted)), Measure: "hamlet"}
	f.Uncovered = f.Total - f.Covered - f.Unknown
	if f.Total == 0 || f.Unknown == f.Total {
		return c.say(text{"Mức độ phủ sóng của %s chưa xác định.", "The coverage of %s is unknown."}, c.whole(counted, "hamlet"))
	}
	s := c.say(text{"Có %[1]s/%[2]s (%[3]s) đã phủ sóng", "%[1]s of %[2]s (%[3]s) are served"},
		c.countCell(&f, partCovered).Text, c.whole(counted, "hamlet"), c.atLeast(&f)+c.percent(&f))
	var rest []string
	only := coverage.HamletClass("")
	for _, class := range openClasses {
		if n[class] > 0 || whole {
			only = class
			rest = append(rest, c.say(text{"%[1]s %[2]s", "%[3]s %[2]s"}, c.whole(n[class], "hamlet"), c.word(classNames, string(class)), c.steps(int64(n[class]), 0)))
		}
	}
	k := int(f.Uncovered / coverage.One)
	switch {
	case k > 0 && len(rest) == 1:
		s += c.say(text{"; còn lại %[1]s", "; the other %[2]s %[3]s %[4]s"}, rest[0], c.steps(int64(k), 0), isAre(int64(k)), c.word(classNames, string(only)))
	case k > 0:
		s += c.say(text{"; còn lại %[1]s, gồm %[2]s", "; of the other %[1]s, %[2]s"}, c.whole(k, "hamlet"), joined(rest, c.say(text{" và ", " and "})))
	case f.Unknown == 0:
		s += c.say(text{", không còn thôn, bản trắng sóng, lõm sóng hoặc sóng yếu", ", and none is white, gap or weak"})
	}
	if k := n[coverage.HamletUnknown]; k > 0 {
		s += c.say(text{"; %s chưa xác định", "; %s unknown"}, c.whole(k, "hamlet"))
	}
	return s + "."
}

// difficult says how many of the hamlets without signal lie in difficult areas, and
// how many have no grid power: it decides who must act.
func (c *composer) difficult() string {
	open, hard, dark := 0, 0, 0
	for _, h := range c.openHamlets(openClasses[:2]) {
		if !h.Counted {
			continue
		}
		open++
		if d := coverage.Difficulty(h.Difficulty); d != "" && d != coverage.DifficultyOrdinary && slices.Contains(coverage.Difficulties(), d) {
			hard++
		}
		if h.GridPower == "no" {
			dark++
		}
	}
	var parts []string
	switch {
	case open == 0 || hard+dark == 0:
		return ""
	case hard == open:
		parts = append(parts, c.say(text{"tất cả thuộc khu vực khó khăn", "all lie in difficult areas"}))
	case hard > 0:
		parts = append(parts, c.say(text{"%s thuộc khu vực khó khăn", "%s lie in difficult areas"}, c.whole(hard, "hamlet")))
	}
	if dark > 0 {
		parts = append(parts, c.say(text{"%s chưa có điện lưới", "%s have no grid power"}, c.whole(dark, "hamlet")))
	}
	return c.say(text{"Trong số thôn, bản trắng sóng và lõm sóng, %s.", "Of the white hamlets and those with a gap, %s."}, strings.Join(parts, ", "))
}

// joined puts a word before the last of a list.
func joined(list []string, last string) string {
	n := len(list) - 1
	if n < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:n], ", ") + last + list[n]
}

// hamletList names the hamlets without signal where they are few, and says where all are.
func (c *composer) hamletList() string {
	open := c.openHamlets(openClasses[:2])
	switch {
	case len(open) == 0:
		return ""
	case len(open) > namedCount:
		return c.say(text{"Danh sách thôn, bản trắng sóng, lõm sóng tại %s.", "%s lists the white hamlets and those with a gap."}, c.annexLabel(annexHamlets))
	}
	var names []string
	for _, h := range open {
		names = append(names, c.say(text{"%[1]s, %[2]s (%[3]s)", "%[1]s, %[2]s (%[3]s)"}, h.Name, c.inText(h.Unit), c.word(classNames, string(h.Class))))
	}
	return c.say(text{"Đó là: %s.", "They are: %s."}, strings.Join(names, "; "))
}

// openHamlets lists the hamlets of classes in the order of lists.
func (c *composer) openHamlets(classes []coverage.HamletClass) []*output.Hamlet {
	place := make(map[int]int, len(c.leaves))
	for i, unit := range c.leaves {
		place[unit] = i
	}
	var open []*output.Hamlet
	for i := range c.hamlets {
		if h := &c.hamlets[i]; slices.Contains(classes, h.Class) {
			open = append(open, h)
		}
	}
	order := newCollator()
	slices.SortStableFunc(open, func(a, b *output.Hamlet) int {
		if a.Unit != b.Unit {
			return place[a.Unit] - place[b.Unit]
		}
		return order.CompareString(a.Name, b.Name)
	})
	return open
}

// hamletPart is the part on hamlets and gaps.
func (c *composer) hamletPart() error {
	gaps, err := c.gapTables()
	if err != nil {
		return err
	}
	if len(c.hamlets) == 0 && len(gaps) == 0 {
		return nil
	}
	c.part(text{"Thôn, bản và vùng lõm sóng", "Hamlets and gaps"})
	if len(c.hamlets) > 0 {
		c.paragraph(c.hamletSentence(true), c.identity(), c.apart())
		c.add(c.registerTable())
		c.add(c.routeTable())
		if err := c.draw(c.hamletMap(), c.say(wordHamletMap), c.hamletSentence(true)); err != nil {
			return err
		}
	}
	c.add(gaps...)
	return nil
}

// identity shows that every hamlet has one class.
func (c *composer) identity() string {
	n, counted := hamletCounts(c.hamlets)
	var parts, names []string
	for _, class := range coverage.HamletClasses() {
		parts, names = append(parts, c.steps(int64(n[class]), 0)), append(names, c.word(classNames, string(class)))
	}
	return c.say(text{"Tổng hợp: %[1]s = %[2]s (%[3]s).", "In sum: %[1]s = %[2]s (%[3]s)."}, strings.Join(parts, " + "), c.steps(int64(counted), 0), strings.Join(names, ", "))
}

// apart says which hamlets the profile counts apart.
func (c *composer) apart() string {
	n := 0
	for i := range c.hamlets {
		if !c.hamlets[i].Counted {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return c.say(text{"Ngoài ra có %s chưa có điện lưới được thống kê riêng, không tính vào tổng số.", "Besides, %s without grid power are listed apart and in no count."}, c.whole(n, "hamlet"))
}

// registerTable counts hamlets by class for every unit that has some.
func (c *composer) registerTable() *Table {
	level := c.middle()
	if level == "" {
		level = coverage.LevelCommune
	}
	return c.registerBy(level)
}

// registerBy counts the hamlets by class for the units of a level.
func (c *composer) registerBy(level string) *Table {
	t := &Table{ID: "register " + level, Caption: c.say(text{"Thôn, bản theo mức độ phủ sóng và theo %s", "Hamlets by class and %s"}, strings.ToLower(c.levelHead(level))), Source: c.registerSource(),
		Sheet:   c.say(text{"Thôn, bản theo đơn vị", "Hamlets by unit"}),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.levelHead(level), Weight: 24}, {Head: c.say(text{"Tổng số thôn, bản", "Hamlets"}), Kind: Count, Weight: 9}}}
	for _, class := range coverage.HamletClasses() {
		t.Columns = append(t.Columns, Column{Head: upperFirst(c.word(classNames, string(class))), Kind: Count, Weight: 9})
	}
	t.Columns = append(t.Columns, Column{Head: c.say(text{"Tỷ lệ đã phủ sóng (%)", "Served (%)"}), Kind: Percent, Weight: 9})
	by := map[int][]output.Hamlet{}
	for _, h := range c.hamlets {
		unit := c.inUnit(h.Unit, level)
		by[unit] = append(by[unit], h)
	}
	for _, unit := range c.unitsOf(level) {
		if all := by[unit]; len(all) > 0 {
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{ordinalCell(len(t.Rows) + 1), {Text: c.unitName(unit)}}, c.classCells(all)...)})
		}
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: append([]Cell{{}, {Text: c.say(wordTotal)}}, c.classCells(c.hamlets)...)})
	return t
}

// classCells are the counts of some hamlets and the share that is served.
func (c *composer) classCells(all []output.Hamlet) []Cell {
	n, counted := hamletCounts(all)
	cells := []Cell{c.numberCell(int64(counted))}
	for _, class := range coverage.HamletClasses() {
		cells = append(cells, c.numberCell(int64(n[class])))
	}
	f := coverage.Figure{Covered: coverage.Whole(int64(n[coverage.HamletServed])), Unknown: coverage.Whole(int64(n[coverage.HamletUnknown])), Total: coverage.Whole(int64(counted))}
	return append(cells, c.percentCell(&f))
}

// routeTable says who must act for the hamlets without signal.
func (c *composer) routeTable() *Table {
	t := &Table{ID: "register routes", Caption: c.say(text{"Hướng xử lý đối với thôn, bản trắng sóng, lõm sóng", "Who must act for white hamlets and gaps"}), Source: c.registerSource(), Sheet: c.say(text{"Hướng xử lý", "Routes"}),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Hướng xử lý", "Route"}), Weight: 40},
			{Head: c.say(text{"Trắng sóng", "White"}), Kind: Count, Weight: 12}, {Head: c.say(text{"Lõm sóng", "Gap"}), Kind: Count, Weight: 12}, {Head: c.say(wordTotal), Kind: Count, Weight: 12}}}
	count, apart := map[string]map[coverage.HamletClass]int64{}, 0
	for _, h := range c.openHamlets(openClasses[:2]) {
		if !h.Counted {
			apart++
		}
		if count[h.Route] == nil {
			count[h.Route] = map[coverage.HamletClass]int64{}
		}
		count[h.Route][h.Class]++
	}
	var white, gap int64
	for _, route := range []string{coverage.RouteFund, coverage.RouteOperators, coverage.RouteWait, coverage.RouteUnknown} {
		w, g := count[route][coverage.HamletWhite], count[route][coverage.HamletGap]
		if w+g > 0 {
			t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(len(t.Rows) + 1), {Text: c.word(routeNames, route)}, c.numberCell(w), c.numberCell(g), c.numberCell(w + g)}})
			white, gap = white+w, gap+g
		}
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: []Cell{{}, {Text: c.say(wordTotal)}, c.numberCell(white), c.numberCell(gap), c.numberCell(white + gap)}})
	if apart > 0 {
		t.Notes = []string{c.say(text{"Gồm cả %s được thống kê riêng, không tính vào tổng số ở bảng trên.", "With %s listed apart, in no total of the table above."}, c.whole(apart, "hamlet"))}
	}
	return t
}

// registerSource names the profile of the register too.
func (c *composer) registerSource() string {
	if c.o.Run.Register == nil {
		return c.source()
	}
	return strings.TrimSuffix(c.source(), ".") + c.say(text{"; tiêu chí rà soát thôn, bản %s.", "; register profile %s."}, c.o.Run.Register.Label)
}
