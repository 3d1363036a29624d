package document

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// before finds what a figure is compared with among the earlier outputs.
func (c *composer) before(f *coverage.Figure) (output.Earlier, bool) {
	return c.o.Earlier(f, c.opt.Before)
}

// changeWords words a change in points, such as "tăng 3,81 điểm phần trăm".
func (c *composer) changeWords(old, now *coverage.Figure) string {
	if old.CountOnly || now.CountOnly {
		switch d := now.Shares().Total - old.Shares().Total; {
		case d > 0:
			return c.say(text{"tăng %s", "up by %s"}, c.counted(d, 0, now.Measure))
		case d < 0:
			return c.say(text{"giảm %s", "down by %s"}, c.counted(-d, 0, now.Measure))
		}
		return c.say(text{"không thay đổi", "unchanged"})
	}
	plain, direction := now.PointsSince(old)
	if plain == "" {
		return c.say(text{"chưa so sánh được vì còn phần chưa xác định", "not comparable: a part is unknown"})
	}
	amount := strings.TrimPrefix(plain, "-")
	few := strings.Trim(amount, "0.") == ""
	switch {
	case direction == 0:
		return c.say(text{"không thay đổi", "unchanged"})
	case few && direction > 0:
		return c.say(text{"tăng dưới %s điểm phần trăm", "up by less than %s points"}, c.style.Text("0.01"))
	case few:
		return c.say(text{"giảm dưới %s điểm phần trăm", "down by less than %s points"}, c.style.Text("0.01"))
	case direction > 0:
		return c.say(text{"tăng %s điểm phần trăm", "up by %s points"}, c.style.Text(amount))
	}
	return c.say(text{"giảm %s điểm phần trăm", "down by %s points"}, c.style.Text(amount))
}

// since words the change of a figure since its last comparable date, for the end of a
// sentence; "" where there is none.
func (c *composer) since(f *coverage.Figure) string {
	e, ok := c.before(f)
	if !ok || e.Differ != nil {
		return ""
	}
	value := c.percent(e.Figure)
	if f.CountOnly {
		value = c.counted(e.Figure.Shares().Total, 0, f.Measure)
	}
	return c.say(text{"so với %[1]s (%[2]s) %[3]s", "since %[1]s (%[2]s) %[3]s"}, c.onDate(e.Figure.AsOf), value, c.changeWords(e.Figure, f))
}

// changeSummary states the change of the main figures.
func (c *composer) changeSummary() string {
	if len(c.opt.Before) == 0 {
		return ""
	}
	var parts []string
	add := func(f *coverage.Figure) {
		if f == nil {
			return
		}
		if words := c.since(f); words != "" {
			parts = append(parts, lowerFirst(c.seriesName(output.SeriesOf(f)))+" "+words)
		}
	}
	for _, t := range c.mainTechnologies() {
		s := c.mobileSeries(t)
		add(c.known(s.Indicator, s.Technology, s.Operator))
	}
	add(c.known(coverage.FiberConnected, "", ""))
	add(c.known(coverage.BTSLayers, "", coverage.OperatorAny))
	if len(parts) == 0 {
		return c.say(text{"Không có số liệu kỳ trước so sánh được.", "No earlier figure compares."})
	}
	return c.say(text{"Thay đổi: %s.", "Change: %s."}, strings.Join(parts, "; "))
}

// change is the part on what has changed.
func (c *composer) change() error {
	if len(c.opt.Before) == 0 {
		return nil
	}
	c.part(text{"Thay đổi so với thời điểm trước", "Change since the last date"})
	c.paragraph(c.say(text{"Chỉ so sánh các số liệu cùng định nghĩa, cùng địa giới và cùng mã đơn vị hành chính. Mức thay đổi tính bằng điểm phần trăm, lấy theo tỷ lệ đã in.",
		"Only figures of the same definition, edition of units and code are compared. The change is in points, of the rates as printed."}))
	t := c.changeTable()
	if len(t.Rows) == 0 {
		c.notice(c.say(text{"Các kết quả trước không có chỉ số nào của kết quả này.", "The earlier outputs have none of these figures."}))
		return nil
	}
	c.add(t)
	return nil
}

// changeTable puts the headline figures beside those of the last date.
func (c *composer) changeTable() *Table {
	t := &Table{ID: "change", Caption: c.say(text{"Thay đổi của các chỉ số chính", "Change of the headline figures"}), Source: c.source(), Sheet: c.say(text{"Thay đổi", "Change"}),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Chỉ số", "Figure"}), Weight: 30}, {Head: c.say(text{"Kỳ trước", "Last date"}), Kind: Date, Weight: 10},
			{Head: c.say(text{"Giá trị kỳ trước", "Last value"}), Weight: 12}, {Head: c.say(text{"Kỳ này", "This date"}), Kind: Date, Weight: 10}, {Head: c.say(text{"Giá trị kỳ này", "Value"}), Weight: 12},
			{Head: c.say(text{"Thay đổi", "Change"}), Weight: 24}}}
	for _, s := range c.headlineSeries() {
		f := c.at(c.top, s.Indicator, s.Technology, s.Operator)
		e, ok := c.before(f)
		if !ok {
			continue
		}
		words := c.differText(e.Differ)
		if e.Differ == nil {
			words = c.changeWords(e.Figure, f)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(len(t.Rows) + 1), {Text: c.seriesName(s)}, {Text: c.date(e.Figure.AsOf), Kind: Date}, c.valueCell(e.Figure),
			{Text: c.date(f.AsOf), Kind: Date}, c.valueCell(f), {Text: words}}})
	}
	return t
}

// differText says that two figures are of different meanings, and why.
func (c *composer) differText(differ []string) string {
	words := map[string]text{output.DifferentDefinitions: {"khác định nghĩa", "other definition"}, output.DifferentEditions: {"khác địa giới", "other edition of units"},
		output.DifferentDates: {"khác thời điểm", "other date"}, output.DifferentRegions: {"khác vùng", "other region"}}
	var parts []string
	for _, d := range differ {
		parts = append(parts, c.word(words, d))
	}
	return strings.Join(parts, ", ")
}

// valueCell is the value of a figure with its sign, or its count.
func (c *composer) valueCell(f *coverage.Figure) Cell {
	if f.CountOnly {
		return c.countCell(f, partTotal)
	}
	return c.rateCell(f)
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) == string(r[1]) && r[1] != ' ' {
		return s // an abbreviation
	}
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}
