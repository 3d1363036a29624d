package document

import (
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/internal/numeral"
)

// ofTop keeps the targets of the largest unit.
func (c *composer) ofTop() []*report.TargetRecord {
	var all []*report.TargetRecord
	u := &c.o.Units[c.top]
	for i := range c.o.Targets {
		if t := &c.o.Targets[i]; t.Level == u.Level && t.Code == u.Code {
			all = append(all, t)
		}
	}
	return all
}

// targetTitle names a target.
func (c *composer) targetTitle(t *report.TargetRecord) string {
	if c.language() == Vietnamese {
		return t.TitleVI
	}
	return t.TitleEN
}

// targetFigure is the figure that a target is about, from the output where it has one
// of this name, else from the record: a share of stations.
func (c *composer) targetFigure(t *report.TargetRecord) *coverage.Figure {
	if t.Value == "" {
		return nil
	}
	if unit, ok := c.o.UnitByCode(t.Level, t.Code); ok && t.Of == "" {
		if f := c.at(unit, t.Indicator, coverage.Technology(t.Technology), t.Operator); f != nil {
			return f
		}
	}
	return &coverage.Figure{Indicator: t.Indicator, Technology: coverage.Technology(t.Technology), Operator: t.Operator, Covered: microOf(string(t.Covered)), Total: microOf(string(t.Total)),
		Uncovered: microOf(string(t.Total)) - microOf(string(t.Covered)), Measure: "layer", AsOf: t.AsOf, Unit: c.top}
}

// aim words what a target asks for.
func (c *composer) aim(t *report.TargetRecord) string {
	number := c.style.Text(string(t.Aim))
	if !t.IsCount {
		number = c.style.Percent(string(t.Aim))
	}
	return c.say(comparisons[t.Comparison], number)
}

// deadline words the date of a target.
func (c *composer) deadline(by string) string {
	if strings.Count(by, "-") == 2 && c.language() == English {
		return c.onDate(by)
	}
	return c.say(text{"hết %s", "the end of %s"}, c.onDate(by))
}

// distance words where a share stands beside a target. What is below is raised and what
// is above is cut; only equality is at the target.
func (c *composer) distance(t *report.TargetRecord) string {
	f := c.targetFigure(t)
	if f == nil {
		return ""
	}
	value, ok := f.Percent()
	if t.IsCount {
		value, ok = big.NewRat(int64(max(f.Covered, 0)), int64(coverage.One)), true
		if f.CountOnly {
			value = big.NewRat(int64(f.Total), int64(coverage.One))
		}
	}
	aim, fine := new(big.Rat).SetString(string(t.Aim))
	if !ok || !fine {
		return ""
	}
	r, places, unit := new(big.Rat).Sub(value, aim), coverage.ShownDecimals, c.say(text{"điểm phần trăm", "points"})
	if t.IsCount {
		places, unit = 0, c.noun(f.Measure, false)
	}
	switch r.Sign() {
	case 0:
		return c.say(text{"đúng bằng mục tiêu", "exactly at the target"})
	case -1:
		return c.say(text{"thấp hơn mục tiêu %[1]s %[2]s", "%[1]s %[2]s below the target"}, c.style.Text(numeral.Ceil(r.Neg(r), places)), unit)
	}
	if plain := numeral.Floor(r, places); strings.Trim(plain, "0.") != "" {
		return c.say(text{"cao hơn mục tiêu %[1]s %[2]s", "%[1]s %[2]s above the target"}, c.style.Text(plain), unit)
	}
	return c.say(text{"cao hơn mục tiêu dưới %[1]s %[2]s", "less than %[1]s %[2]s above the target"}, c.style.Text(coverage.StepsText(1, places)), unit)
}

// need words how much more a target takes; "" where nothing or nothing is known.
func (c *composer) need(t *report.TargetRecord) string {
	f := c.targetFigure(t)
	if f == nil || t.Need == "" || t.Need == "0" {
		return ""
	}
	places := 6
	switch f.Measure {
	case coverage.MeasureM2:
		places = 12
	case coverage.MeasureM:
		places = 9
	}
	v, err := output.ParseMicro(string(t.Need), places)
	if err != nil {
		return ""
	}
	step, shown := coverage.ShownStep(f.Measure)
	return c.counted(coverage.CeilSteps(v, step), shown, f.Measure)
}

// targetSentence states one target: value, verdict, distance, what is needed, and the
// change since the last date.
func (c *composer) targetSentence(t *report.TargetRecord) string {
	s := c.say(text{"Mục tiêu \"%[1]s\" (%[2]s, đến %[3]s): ", "Target \"%[1]s\" (%[2]s, by %[3]s): "}, c.targetTitle(t), c.aim(t), c.deadline(t.By))
	f := c.targetFigure(t)
	verdict := lowerFirst(c.word(verdictNames, t.Verdict))
	if f == nil {
		return s + verdict + c.reason(t) + "."
	}
	s += c.say(text{"thực hiện %[1]s, %[2]s", "now %[1]s, %[2]s"}, c.targetValue(t, f), verdict) + c.reason(t)
	if d := c.distance(t); d != "" {
		s += ", " + d
	}
	if n := c.need(t); n != "" {
		s += c.say(text{"; còn thiếu %s", "; %s more needed"}, n)
	}
	if w := c.since(f); w != "" {
		s += "; " + w
	}
	return s + "."
}

// targetValue prints the value of a target's figure.
func (c *composer) targetValue(t *report.TargetRecord, f *coverage.Figure) string {
	if t.IsCount && f.CountOnly {
		return c.countCell(f, partTotal).Text
	}
	if t.IsCount {
		return c.countCell(f, partCovered).Text
	}
	return c.atLeast(f) + c.percent(f)
}

func (c *composer) reason(t *report.TargetRecord) string {
	if t.Reason == "" {
		return ""
	}
	return " (" + c.word(verdictReasons, t.Reason) + ")"
}

// targetSummary is the account of targets in the summary.
func (c *composer) targetSummary() {
	all := c.ofTop()
	if len(all) == 0 {
		return
	}
	n := map[string]int{}
	for _, t := range all {
		n[t.Verdict]++
	}
	var parts []string
	for _, verdict := range []string{coverage.TargetMet, coverage.TargetNotMet, coverage.TargetUndecidable} {
		if n[verdict] > 0 {
			parts = append(parts, c.say(text{"%[1]s mục tiêu %[2]s", "%[1]s %[2]s"}, c.steps(int64(n[verdict]), 0), lowerFirst(c.word(verdictNames, verdict))))
		}
	}
	c.paragraph(c.say(text{"Trong %[1]s mục tiêu được xem xét, có %[2]s.", "Targets considered: %[1]s; %[2]s."}, c.steps(int64(len(all)), 0), strings.Join(parts, ", ")))
	var l List
	for _, t := range all {
		l.Items = append(l.Items, []Run{{Text: c.targetSentence(t)}})
	}
	c.add(l)
}

// targets is the part on dated targets.
func (c *composer) targets() error {
	if len(c.o.Targets) == 0 {
		return nil
	}
	c.part(text{"Mục tiêu và mức độ thực hiện", "Targets"})
	all := c.ofTop()
	if len(all) > 0 {
		c.add(c.targetTable(all, "targets", c.say(text{"Thực hiện mục tiêu của %s", "Targets of %s"}, c.unitName(c.top))))
		for _, t := range all {
			c.paragraph(c.givesSentence(t))
		}
	}
	if n := len(c.o.Targets) - len(all); n > 0 {
		c.paragraph(c.unitTargets()...)
	}
	if slices.ContainsFunc(c.o.Targets, func(t report.TargetRecord) bool { return t.Unconfirmed }) {
		c.notice(c.say(text{"Mục tiêu có dấu (*) chưa được đối chiếu với văn bản gốc.", "The instruments of targets with (*) were not read."}))
	}
	return nil
}

// givesSentence names the communes that can give most to a target.
func (c *composer) givesSentence(t *report.TargetRecord) string {
	f := c.targetFigure(t)
	if f == nil || len(t.Gives) == 0 || len(c.leaves) < 2 {
		return ""
	}
	var names []string
	for _, g := range t.Gives[:min(len(t.Gives), namedCount)] {
		names = append(names, c.say(text{"%[1]s (%[2]s)", "%[1]s (%[2]s)"}, c.nameInText(g.Name), c.givesText(string(g.Gives), f.Measure)))
	}
	s := c.say(text{"Để đạt mục tiêu \"%[1]s\" còn thiếu %[2]s, nhiều nhất tại %[3]s", "To meet \"%[1]s\": %[2]s more needed, most in %[3]s"}, c.targetTitle(t), c.need(t), c.names(names))
	if n := len(t.Gives) - len(names); n > 0 {
		s += c.say(text{" và %s khác", " and %s more"}, c.whole(n, "commune"))
	}
	if t.GapAreas != nil && *t.GapAreas > 0 {
		s += c.say(text{"; ít nhất phải phủ sóng %s", "; at least %s must be covered"}, c.whole(*t.GapAreas, "gap"))
	}
	return s + "."
}

// givesText prints what a commune gives, raised.
func (c *composer) givesText(plain, measure string) string {
	places := map[string]int{coverage.MeasureM2: 12, coverage.MeasureM: 9}[measure]
	if places == 0 {
		places = 6
	}
	v, err := output.ParseMicro(plain, places)
	if err != nil {
		return plain
	}
	step, shown := coverage.ShownStep(measure)
	return c.counted(coverage.CeilSteps(v, step), shown, measure)
}

// unitTargets counts the targets of smaller units.
func (c *composer) unitTargets() []string {
	type count struct {
		title, level string
		n            map[string]int
		all          int
	}
	var all []*count
	by := map[string]*count{}
	top := &c.o.Units[c.top]
	for i := range c.o.Targets {
		t := &c.o.Targets[i]
		if t.Level == top.Level && t.Code == top.Code {
			continue
		}
		e := by[t.ID]
		if e == nil {
			e = &count{title: c.targetTitle(t), level: t.Level, n: map[string]int{}}
			by[t.ID], all = e, append(all, e)
		}
		e.n[t.Verdict]++
		e.all++
	}
	var sentences []string
	for _, e := range all {
		sentences = append(sentences, c.say(text{"Mục tiêu \"%[1]s\": %[2]s/%[3]s đạt, %[4]s chưa đạt, %[5]s chưa kết luận được.", "Target \"%[1]s\": met by %[2]s of %[3]s, not met by %[4]s, undecidable for %[5]s."},
			e.title, c.steps(int64(e.n[coverage.TargetMet]), 0), c.whole(e.all, e.level), c.steps(int64(e.n[coverage.TargetNotMet]), 0), c.steps(int64(e.n[coverage.TargetUndecidable]), 0)))
	}
	return sentences
}

// targetTable lists targets.
func (c *composer) targetTable(all []*report.TargetRecord, id, caption string) *Table {
	t := &Table{ID: id, Caption: caption, Source: c.source(), Sheet: c.say(text{"Mục tiêu", "Targets"}), Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4},
		{Head: c.say(text{"Mục tiêu", "Target"}), Weight: 26}, {Head: c.say(text{"Thời hạn", "By"}), Kind: Date, Weight: 8}, {Head: c.say(text{"Mức đề ra", "Aim"}), Weight: 11}, {Head: c.say(text{"Thực hiện", "Now"}), Weight: 10},
		{Head: c.say(text{"Kết luận", "Verdict"}), Weight: 11}, {Head: c.say(text{"So với mục tiêu", "Distance"}), Weight: 18}, {Head: c.say(text{"Còn thiếu", "Need"}), Weight: 12}, {Head: c.say(text{"Văn bản", "Instrument"}), Weight: 18}}}
	for i, r := range all {
		title, value := c.targetTitle(r), Cell{Text: "–"}
		if r.Unconfirmed {
			title += " (*)"
		}
		if f := c.targetFigure(r); f != nil {
			value = c.rateCell(f)
			if r.IsCount {
				value = Cell{Text: c.targetValue(r, f)}
			}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: title}, {Text: c.date(r.By), Kind: Date}, {Text: c.aim(r)}, value,
			{Text: c.word(verdictNames, r.Verdict) + c.reason(r)}, {Text: c.distance(r)}, {Text: c.need(r)}, {Text: r.Instrument}}})
	}
	return t
}
