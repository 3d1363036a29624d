package webmap

import (
	"context"
	"slices"

	"phusong/coverage"
)

// maxGapRows bounds the gaps that a unit's card lists.
const maxGapRows = 200

// unitCard answers for a unit. view chooses the gaps that it lists; "" is the first
// headline.
func (m *Map) unitCard(ctx context.Context, s *source, unit int, view string) (*answerCard, error) {
	u := &s.out.Units[unit]
	c := newCard("unit", unit)
	c.Title, c.Lead, c.BBox = both(u.Name), s.place(unit), box(s.shapes.bounds[unit])
	if u.People.Known {
		c.fact(Words{"Dân số", "People"}, people(u.People.Value))
	}
	if u.Households.Known {
		c.fact(Words{"Hộ gia đình", "Households"}, people(u.Households.Value))
	}
	if u.AreaM2 > 0 {
		c.fact(Words{"Diện tích", "Area"}, squareKm(u.AreaM2))
	}
	for _, v := range m.headlineViews(s) {
		if f, ok := s.out.Figure(v.series, unit); ok {
			c.fact(v.title(), share(f))
		}
	}
	v, ok := m.view(view)
	if headlines := m.headlineViews(s); !ok && len(headlines) > 0 {
		v, ok = headlines[0], true
	}
	if !ok {
		return c, nil
	}
	if s.isLeaf(unit) {
		return c, m.explainLeaf(ctx, s, c, v)
	}
	m.explainWhole(s, c, v)
	return c, nil
}

// share words a figure: "99,9% (1.868.405 trên 1.869.746 người)".
func share(f *coverage.Figure) Words {
	n := f.Shares()
	shown := func(steps int64) Words { return number(coverage.StepsText(steps, n.Places)) }
	measure, total := measureName(f.Measure), shown(n.Total)
	if f.CountOnly {
		return total.plus(both(" ")).plus(measure)
	}
	text := f.PercentShown()
	if text == "" {
		return Words{"chưa xác định", "unknown"}
	}
	covered := shown(n.Covered)
	if n.Few {
		covered = both("< ").plus(shown(1))
	}
	w := Words{"{p}% ({c} trên {t} {m})", "{p}% ({c} of {t} {m})"}.
		fill(value{"p", number(text)}, value{"c", covered}, value{"t", total}, value{"m", measure})
	if f.Unknown > 0 {
		w = w.plus(Words{", chưa xác định {u}", ", unknown {u}"}.fill(value{"u", shown(n.Unknown)}))
	}
	return w
}

// uncovered prints a count of what is not covered: raised, so that what is left is
// never 0.
func uncovered(v coverage.Micro, measure string) Words {
	step, places := coverage.ShownStep(measure)
	return number(coverage.StepsText(coverage.CeilSteps(v, step), places))
}

// explainLeaf lists the gaps of a commune and answers for the largest.
func (m *Map) explainLeaf(ctx context.Context, s *source, c *answerCard, v *view) error {
	if v.gaps == coverage.GapFiber || v.name.group == groupFiber {
		s.fibre(c, c.Unit)
		return nil
	}
	store, err := s.gaps.wait(ctx)
	if err != nil {
		return behind(err)
	}
	var own []int32
	for _, i := range store.byUnit[int32(c.Unit)] {
		if store.gaps[i].path == v.gaps {
			own = append(own, i)
		}
	}
	f, _ := s.out.Figure(v.series, c.Unit)
	if v.gaps == "" || len(own) == 0 {
		c.Why = wholeWords(f, v)
		return nil
	}
	own = store.byHouseholds(own)
	for _, i := range own[:min(len(own), maxGapRows)] {
		g := &store.gaps[i]
		c.Gaps = append(c.Gaps, gapRow{g.ID, g.Class, gapTitle(g), g.Households.String(), g.People.String(), g.AreaM2.Scaled(12)})
	}
	first, err := m.gapCard(ctx, s, store.gaps[own[0]].ID)
	if err != nil {
		return err
	}
	c.Why = store.summary(own).plus(both(" ")).plus(first.Why)
	c.Stations, c.Anchor, c.Caveats, c.fleeting = first.Stations, first.Anchor, first.Caveats, first.fleeting
	if len(own) > 1 && len(first.Remedies) > 0 {
		c.remedy(Words{"Với vùng đông hộ nhất:", "For the area with most households:"})
	}
	c.Remedies = append(c.Remedies, first.Remedies...)
	return nil
}

// wholeWords says that there is no gap to list, and why.
func wholeWords(f *coverage.Figure, v *view) Words {
	switch {
	case f == nil || !f.CountOnly && (f.Total == 0 || f.Unknown == f.Total):
		return Words{"Chưa xác định: không có số liệu của chỉ số này.", "Unknown: there are no data for this indicator."}
	case v.gaps == "":
		return Words{}
	case f.Uncovered == 0:
		return Words{"Không có vùng chưa được phủ theo chỉ số đang xem.", "Nothing is uncovered by the indicator shown."}
	}
	return Words{"Phần chưa được phủ quá nhỏ để vẽ thành vùng trên bản đồ.", "What is uncovered is too small to be drawn as an area."}
}

// summary counts the gaps of a unit by cause.
func (s *gapStore) summary(own []int32) Words {
	var households, persons coverage.Micro
	for _, i := range own {
		households, persons = households+s.gaps[i].Households, persons+s.gaps[i].People
	}
	return Words{"Số vùng chưa được phủ: {n}; khoảng {h} hộ, {p} người.", "Uncovered areas: {n}; some {h} households, {p} people."}.
		fill(value{"n", decimal(float64(len(own)), 0)}, value{"h", uncovered(households, "household")}, value{"p", uncovered(persons, "person")})
}

// maxLargest is how many communes a card of a larger unit names.
const maxLargest = 5

// explainWhole names the communes of a larger unit where most is uncovered.
func (m *Map) explainWhole(s *source, c *answerCard, v *view) {
	var all []*coverage.Figure
	missing := 0
	for _, f := range s.out.Of(v.series, s.leaf) {
		if !s.contains(c.Unit, f.Unit) || f.CountOnly {
			continue
		}
		if f.Uncovered > 0 {
			all = append(all, f)
		}
		if f.Unknown == f.Total {
			missing++
		}
	}
	if missing > 0 {
		c.caveat(Words{"{n} đơn vị chưa có số liệu.", "{n} units have no data."}.fill(value{"n", decimal(float64(missing), 0)}))
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b *coverage.Figure) int {
		switch {
		case a.Uncovered > b.Uncovered:
			return -1
		case a.Uncovered < b.Uncovered:
			return 1
		}
		return 0
	})
	c.Why = Words{"Nơi chưa được phủ nhiều nhất ({title}):", "Where most is uncovered ({title}):"}.fill(value{"title", v.title()})
	for i, f := range all[:min(maxLargest, len(all))] {
		separator := ";"
		if i == min(maxLargest, len(all))-1 {
			separator = "."
		}
		c.Why = c.Why.plus(both(" " + s.out.Units[f.Unit].Name + " ")).plus(uncovered(f.Uncovered, f.Measure)).plus(both(" ")).plus(measureName(f.Measure)).plus(both(separator))
	}
}
