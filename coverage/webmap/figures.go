package webmap

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
)

// figuresJSON are the figures of one view, in columns of one length.
type figuresJSON struct {
	Unit        []int     `json:"unit"`
	Covered     []string  `json:"covered"` // null in counts, which have a total only
	Uncovered   []string  `json:"uncovered"`
	Unknown     []string  `json:"unknown"`
	Total       []string  `json:"total"`
	Percent     []*string `json:"percent"`
	Shown       []*string `json:"shown"`
	Class       []int     `json:"class"` // -1: no data
	Uncertain   []int     `json:"uncertain"`
	Assumed     []int64   `json:"assumed"`
	Missing     int       `json:"missing"`
	TotalUnits  int       `json:"total_units"`
	ClassCounts []int     `json:"class_counts"` // of leaf units; the last has no data
	Caption     Words     `json:"caption"`
}

func (m *Map) figures(s *source, v *view) *figuresJSON {
	scale := m.scales.by[v.scale]
	out := &figuresJSON{Unit: []int{}, Total: []string{}, Class: []int{}, Uncertain: []int{}, Assumed: []int64{},
		ClassCounts: make([]int, scale.Len()+1), Caption: s.caption(v)}
	for _, level := range s.out.Levels() {
		for _, f := range s.out.Of(v.series, level) {
			out.add(f)
			class, ok := scale.Class(f)
			if !ok {
				class = -1
			}
			uncertain := 0
			if scale.Uncertain(f) {
				uncertain = 1
			}
			out.Class, out.Uncertain = append(out.Class, class), append(out.Uncertain, uncertain)
			if ok && level == s.leaf {
				out.ClassCounts[class]++
			}
		}
	}
	out.TotalUnits = s.count(s.leaf)
	without := out.TotalUnits
	for _, n := range out.ClassCounts {
		without -= n
	}
	out.ClassCounts[scale.Len()] = without
	out.Missing = s.out.Missing(v.series, s.leaf)
	return out
}

func (out *figuresJSON) add(f *coverage.Figure) {
	out.Unit = append(out.Unit, f.Unit)
	out.Total = append(out.Total, report.QuantityText(f, f.Total))
	out.Assumed = append(out.Assumed, f.Assumed)
	if f.CountOnly {
		return
	}
	out.Covered = append(out.Covered, report.QuantityText(f, f.Covered))
	out.Uncovered = append(out.Uncovered, report.QuantityText(f, f.Uncovered))
	out.Unknown = append(out.Unknown, report.QuantityText(f, f.Unknown))
	out.Percent = append(out.Percent, orNull(f.PercentText(report.PercentDecimals)))
	out.Shown = append(out.Shown, orNull(f.PercentShown()))
}

// orNull is null for no text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (s *source) count(level string) int {
	n := 0
	for i := range s.out.Units {
		if s.out.Units[i].Level == level {
			n++
		}
	}
	return n
}

// caption says of which definition, date and edition the figures of a view are.
func (s *source) caption(v *view) Words {
	w := Words{"{title}: {definition}. Số liệu {date}, địa giới {edition}.", "{title}: {definition}. As of {date}, boundaries {edition}."}
	if _, label := s.label(v); label != "" {
		w = w.plus(Words{" Tiêu chí {criterion}: {meaning}", " Criterion {criterion}: {meaning}"})
	}
	_, label := s.label(v)
	return w.fill(value{"title", v.title()}, value{"definition", v.name.definition}, value{"date", date(s.out.Run.AsOf)}, value{"edition", both(s.out.Run.Edition)},
		value{"criterion", both(label)}, value{"meaning", s.definition()})
}

// label is the criterion of the figures of a view; "" where they need none.
func (s *source) label(v *view) (*coverage.Figure, string) {
	f, ok := s.out.Figure(v.series, s.top())
	if !ok {
		return nil, ""
	}
	return f, f.Criterion
}

// date is a date as documents write it: 2024-07-11 is 11/07/2024 in Vietnamese.
func date(iso string) Words {
	vi := iso
	switch len(iso) {
	case len("2024-07-11"):
		vi = iso[8:] + "/" + iso[5:7] + "/" + iso[:4]
	case len("2024-07"):
		vi = iso[5:] + "/" + iso[:4]
	}
	return Words{vi, iso}
}

// cardJSON is the figure of the whole region in one view, for the first sight.
type cardJSON struct {
	View      string      `json:"view"`
	Unit      int         `json:"unit"`
	Covered   *string     `json:"covered"`
	Uncovered *string     `json:"uncovered"`
	Unknown   *string     `json:"unknown"`
	Total     string      `json:"total"`
	Percent   *string     `json:"percent"`
	Shown     *string     `json:"shown"`
	Class     int         `json:"class"`
	Assumed   int64       `json:"assumed"`
	Missing   int         `json:"missing"`
	Change    *changeJSON `json:"change"`
}

// changeJSON has points with two decimals and their sign: "0" is no change, and +0.00
// one that the two percentages as shown do not tell.
type changeJSON struct {
	Date   string `json:"date"`
	Points string `json:"points"`
}

// headlines are the views of the first sight, most interesting first: 4G, or the first
// technology that is there, 5G and fibre.
var headlines = []struct {
	indicator string
	second    bool // of the second technology
	operator  string
}{
	{coverage.MobilePopulation, false, coverage.OperatorAny}, {coverage.MobileHouseholds, false, coverage.OperatorAny}, {coverage.MobileArea, false, coverage.OperatorAny},
	{coverage.FiberConnected, false, ""}, {coverage.MobilePopulation, true, coverage.OperatorAny}, {coverage.HamletsServed, false, ""},
	{coverage.FiberPassed, false, ""}, {coverage.MobileCentres, false, coverage.OperatorAny}, {coverage.BTSLayers, false, coverage.OperatorAny}, {coverage.MobileArea, true, coverage.OperatorAny},
}

// maxHeadlines is how many figures the first sight has.
const maxHeadlines = 6

// headlineViews are the headlines that an output has a value for.
func (m *Map) headlineViews(s *source) []*view {
	technologies := m.technologies()
	var all []*view
	for _, h := range headlines {
		for i := range m.views {
			v := &m.views[i]
			t := v.series.Technology
			fits := t == "" || h.indicator == coverage.HamletsServed || len(technologies) > 0 && t == technologies[0]
			if h.second {
				fits = len(technologies) > 1 && t == technologies[1]
			}
			f, ok := s.out.Figure(v.series, s.top())
			if ok && fits && v.series.Indicator == h.indicator && (h.operator == "" || v.series.Operator == h.operator) && (f.CountOnly || f.PercentText(0) != "") && len(all) < maxHeadlines {
				all = append(all, v)
				break
			}
		}
	}
	return all
}

func (m *Map) card(s *source, v *view) cardJSON {
	f, _ := s.out.Figure(v.series, s.top())
	class, ok := m.scales.by[v.scale].Class(f)
	if !ok {
		class = -1
	}
	c := cardJSON{View: v.id, Unit: f.Unit, Class: class, Assumed: f.Assumed, Missing: s.out.Missing(v.series, s.leaf), Total: report.QuantityText(f, f.Total)}
	if !f.CountOnly {
		var row figuresJSON
		row.add(f)
		c.Covered, c.Uncovered, c.Unknown, c.Percent, c.Shown = &row.Covered[0], &row.Uncovered[0], &row.Unknown[0], row.Percent[0], row.Shown[0]
	}
	c.Change = m.change(s, f)
	return c
}

// change is the change in percentage points as reports state it; nil where no earlier
// output has a figure that compares, or a part of either is unknown.
func (m *Map) change(s *source, f *coverage.Figure) *changeJSON {
	e, ok := s.out.Earlier(f, m.earlier(s))
	if !ok || e.Differ != nil {
		return nil
	}
	points, direction := f.PointsSince(e.Figure)
	switch {
	case points == "":
		return nil
	case direction == 0:
		points = "0"
	case direction > 0:
		points = "+" + points
	case !strings.HasPrefix(points, "-"):
		points = "-" + points
	}
	return &changeJSON{e.AsOf, points}
}

// earlier are the outputs before s.
func (m *Map) earlier(s *source) []*output.Output {
	var all []*output.Output
	for _, e := range m.outputs[:s.number] {
		all = append(all, e.out)
	}
	return all
}
