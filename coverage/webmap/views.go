package webmap

import (
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report/palette"
)

// view is one choice of indicator, technology and operator rule.
type view struct {
	id      string
	series  output.Series
	name    indicatorName
	measure string
	count   bool
	scale   string
	gaps    string // path of the gaps that are its uncovered part; "" for none
	outputs []bool // which outputs have it
}

// noTechnology stands in an identifier for a count over all technologies.
const noTechnology = "any"

// listViews lists the series of all outputs in the order of indicatorOrder.
func (m *Map) listViews() {
	at := map[output.Series]int{}
	for i, s := range m.outputs {
		for _, series := range s.out.Series() {
			k, ok := at[series]
			if !ok {
				k = len(m.views)
				at[series] = k
				m.views = append(m.views, view{series: series, outputs: make([]bool, len(m.outputs))})
			}
			m.views[k].outputs[i] = true
			m.views[k].describe(s)
		}
	}
	rank := func(v *view) int {
		if i := slices.Index(indicatorOrder, v.series.Indicator); i >= 0 {
			return i
		}
		return len(indicatorOrder)
	}
	slices.SortStableFunc(m.views, func(a, b view) int { return rank(&a) - rank(&b) })
	for i := range m.views {
		m.views[i].id = m.freeView(m.views[i].series)
		m.viewByID[m.views[i].id] = i
	}
}

// describe takes from the figures of s what the series alone does not tell.
func (v *view) describe(s *source) {
	if v.measure != "" {
		return
	}
	for _, level := range s.out.Levels() {
		if figures := s.out.Of(v.series, level); len(figures) > 0 {
			v.measure, v.count = figures[0].Measure, figures[0].CountOnly
		}
	}
	v.name = nameOf(v.series.Indicator, v.measure, s.out.Definitions)
	v.gaps = gapsOf(v.series)
}

// gapsOf is the path of the gaps that show what a series does not cover. The largest
// operator differs by unit and has none.
func gapsOf(s output.Series) string {
	switch {
	case s.Indicator == coverage.FiberConnected:
		return coverage.GapFiber
	case strings.HasPrefix(s.Indicator, "mobile.") && s.Indicator != coverage.MobileCommunes && s.Technology != "" && s.Operator != "" && s.Operator != coverage.OperatorMax:
		return coverage.GapMobile + "/" + string(s.Technology) + "/" + slug(s.Operator)
	}
	return ""
}

func (m *Map) freeView(s output.Series) string {
	id := slug(s.Indicator)
	switch {
	case s.Technology != "":
		id += "/" + slug(string(s.Technology))
	case s.Operator != "":
		id += "/" + noTechnology
	}
	if s.Operator != "" {
		id += "/" + slug(s.Operator)
	}
	for {
		if _, taken := m.viewByID[id]; !taken {
			return id
		}
		id += "-"
	}
}

// view finds a view by its identifier.
func (m *Map) view(id string) (*view, bool) {
	i, ok := m.viewByID[id]
	if !ok {
		return nil, false
	}
	return &m.views[i], true
}

// title words a view: indicator, technology and operator rule.
func (v *view) title() Words {
	w := v.name.title
	if v.series.Technology != "" {
		w = w.plus(both(", ")).plus(technologyName(v.series.Technology))
	}
	if v.series.Operator != "" && (v.series.Operator != coverage.OperatorAny || !v.count) {
		w = w.plus(both(", ")).plus(ruleInText(v.series.Operator))
	}
	return w
}

// ruleInText is a rule of operators within a sentence; names keep their capitals.
func ruleInText(operator string) Words {
	w := operatorName(operator)
	if w == both(operator) {
		return w
	}
	return Words{lowerFirst(w.VI), lowerFirst(w.EN)}
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

// group is the heading under which a view is offered.
func (v *view) group() Words {
	if v.name.group == groupMobile && v.series.Technology != "" {
		return v.name.group.plus(both(" ")).plus(technologyName(v.series.Technology))
	}
	return v.name.group
}

// scales are the classes of maps by name.
type scales struct {
	names []string
	by    map[string]*palette.Scale
}

// listScales makes one scale for all shares, and one for each indicator of counts over
// all its figures, so that one colour means one thing in every view and at every date.
func (m *Map) listScales() {
	m.scales.by = map[string]*palette.Scale{}
	for i := range m.views {
		v := &m.views[i]
		v.scale = "shares"
		if v.count {
			v.scale = "counts/" + slug(v.series.Indicator)
		}
		if m.scales.by[v.scale] != nil {
			continue
		}
		m.scales.names = append(m.scales.names, v.scale)
		m.scales.by[v.scale] = palette.For(v.series.Indicator, m.leafFigures(v))
	}
}

// leafFigures are the figures of all outputs, technologies and operators of an
// indicator of counts, of the units that a map of communes shows.
func (m *Map) leafFigures(v *view) []*coverage.Figure {
	if !v.count {
		return nil
	}
	var all []*coverage.Figure
	for _, s := range m.outputs {
		for i := range m.views {
			if m.views[i].series.Indicator == v.series.Indicator {
				all = append(all, s.out.Of(m.views[i].series, s.leaf)...)
			}
		}
	}
	return all
}
