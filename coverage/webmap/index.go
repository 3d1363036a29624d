package webmap

import (
	"encoding/json"
	"fmt"
	"image/color"
	"slices"

	"phusong/coverage"
	"phusong/coverage/report/palette"
)

type indexJSON struct {
	Version      string                 `json:"version"`
	Title        Words                  `json:"title"`
	Languages    []string               `json:"languages"`
	Outputs      []outputJSON           `json:"outputs"`
	Views        []viewJSON             `json:"views"`
	Indicators   []choiceJSON           `json:"indicators"`
	Technologies []choiceJSON           `json:"technologies"`
	Operators    []choiceJSON           `json:"operators"`
	Levels       []choiceJSON           `json:"levels"`
	Headlines    []string               `json:"headlines"`
	Scales       map[string][]classJSON `json:"scales"`
	Styles       map[string]styleJSON   `json:"styles"`
	Downloads    []Download             `json:"downloads"`
	Cards        string                 `json:"cards"` // server, or inline in an offline file
	Notes        []Words                `json:"notes"`
}

type outputJSON struct {
	ID         string           `json:"id"`
	Region     string           `json:"region"`
	Date       string           `json:"date"`
	Edition    string           `json:"edition"`
	Criterion  criterionJSON    `json:"criterion"`
	Counts     map[string]int64 `json:"counts"`
	Notes      []Words          `json:"notes"`
	Units      string           `json:"units"`
	Top        int              `json:"top"`
	BBox       []json.Number    `json:"bbox"`
	Views      []int            `json:"views,omitempty"`
	Layers     layersJSON       `json:"layers"`
	Cards      []cardJSON       `json:"cards"`
	Signal     []signalJSON     `json:"signal"`
	SignalNote *Words           `json:"signal_note"`
}

type criterionJSON struct {
	Label      string `json:"label"`
	Definition Words  `json:"definition"`
}

type viewJSON struct {
	ID         string `json:"id"`
	Indicator  string `json:"indicator"`
	Technology string `json:"technology"`
	Operator   string `json:"operator"`
	Title      Words  `json:"title"`
	Group      Words  `json:"group"`
	Definition Words  `json:"definition"`
	Measure    Words  `json:"measure"`
	Places     int    `json:"places"` // decimals of its counts as shown
	CountOnly  bool   `json:"count_only"`
	Gaps       string `json:"gaps"`
	Scale      string `json:"scale"`
}

type choiceJSON struct {
	ID    string `json:"id"`
	Title Words  `json:"title"`
	Group *Words `json:"group,omitempty"`
}

type classJSON struct {
	Color string `json:"color"`
	Dark  bool   `json:"dark"`
	Title Words  `json:"title"`
}

type styleJSON struct {
	Color string `json:"color"`
	Dots  string `json:"dots,omitempty"`
}

// indexPath is where the page begins.
const indexPath = "data/index.json"

func (m *Map) makeIndex() ([]byte, error) { return json.Marshal(m.indexDocument()) }

func (m *Map) indexDocument() *indexJSON {
	doc := &indexJSON{Version: m.version, Title: both(m.newest().out.Run.Region), Languages: []string{"vi", "en"}, Cards: "server",
		Scales: map[string][]classJSON{}, Styles: styles(), Downloads: m.downloads(), Notes: m.notes(), Headlines: []string{}}
	for _, s := range m.outputs {
		doc.Outputs = append(doc.Outputs, m.outputEntry(s))
	}
	for i := range m.views {
		v := &m.views[i]
		_, places := coverage.ShownStep(v.measure)
		doc.Views = append(doc.Views, viewJSON{v.id, v.series.Indicator, string(v.series.Technology), v.series.Operator, v.title(), v.group(),
			v.name.definition, measureName(v.measure), places, v.count, v.gaps, v.scale})
	}
	for _, v := range m.headlineViews(m.newest()) {
		doc.Headlines = append(doc.Headlines, v.id)
	}
	for _, name := range m.scales.names {
		for _, c := range m.scales.by[name].Classes() {
			doc.Scales[name] = append(doc.Scales[name], classJSON{hexColor(c.Color), palette.DarkGround(c.Color), Words{c.VI, c.EN}})
		}
	}
	m.addChoices(doc)
	return doc
}

func (m *Map) outputEntry(s *source) outputJSON {
	o := outputJSON{ID: s.id, Region: s.out.Run.Region, Date: s.out.Run.AsOf, Edition: s.out.Run.Edition, Counts: s.out.Run.Counts, Notes: m.outputNotes(s),
		Criterion: criterionJSON{s.out.Run.Criterion.Label, s.definition()}, Units: "data/units/" + unitsName(s), Top: s.top(),
		BBox: box(s.shapes.bounds[s.top()]), Layers: m.layers(s), Cards: []cardJSON{}, Signal: []signalJSON{}}
	present := []int{}
	for i := range m.views {
		if m.views[i].outputs[s.number] {
			present = append(present, i)
		}
	}
	if len(present) < len(m.views) {
		o.Views = present
	}
	o.SignalNote = s.signalNote()
	for i := range s.signal {
		o.Signal = append(o.Signal, s.signal[i].entry())
	}
	for _, v := range m.headlineViews(s) {
		o.Cards = append(o.Cards, m.card(s, v))
	}
	return o
}

// addChoices lists what the three switches offer.
func (m *Map) addChoices(doc *indexJSON) {
	doc.Indicators, doc.Technologies, doc.Operators, doc.Levels = []choiceJSON{}, []choiceJSON{}, []choiceJSON{}, []choiceJSON{}
	var operators []string
	for i := range m.views {
		v := &m.views[i]
		if !slices.ContainsFunc(doc.Indicators, func(c choiceJSON) bool { return c.ID == v.series.Indicator }) {
			doc.Indicators = append(doc.Indicators, choiceJSON{v.series.Indicator, v.name.title, &v.name.group})
		}
		if v.series.Operator != "" && !slices.Contains(operators, v.series.Operator) {
			operators = append(operators, v.series.Operator)
		}
	}
	for _, t := range m.technologies() {
		doc.Technologies = append(doc.Technologies, choiceJSON{ID: string(t), Title: technologyName(t)})
	}
	slices.SortFunc(operators, func(a, b string) int {
		if d := ruleRank(a) - ruleRank(b); d != 0 {
			return d
		}
		return compareText(a, b)
	})
	for _, op := range operators {
		doc.Operators = append(doc.Operators, choiceJSON{ID: op, Title: operatorName(op)})
	}
	for _, level := range m.levels() {
		doc.Levels = append(doc.Levels, choiceJSON{ID: level, Title: levelName(level)})
	}
}

// levels lists the levels of all outputs, the smallest first.
func (m *Map) levels() []string {
	var all []string
	for _, level := range []string{coverage.LevelHamlet, coverage.LevelCommune, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation} {
		if slices.ContainsFunc(m.outputs, func(s *source) bool { return slices.Contains(s.out.Levels(), level) }) {
			all = append(all, level)
		}
	}
	return all
}

// ruleRank puts the union first and operators by name before the other rules.
func ruleRank(operator string) int {
	switch operator {
	case coverage.OperatorAny:
		return 0
	case coverage.OperatorMax:
		return 2
	case coverage.OperatorAll:
		return 3
	}
	return 1
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func styles() map[string]styleJSON {
	return map[string]styleJSON{"nodata": {hexColor(palette.NoData), hexColor(palette.NoDataDots)}, "land": {Color: hexColor(palette.Land)},
		"gap": {Color: hexColor(palette.Gap)}, "white": {Color: hexColor(palette.White)}}
}

func hexColor(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// notes say what is not to be compared.
func (m *Map) notes() []Words {
	all := []Words{}
	for _, s := range m.outputs[1:] {
		if !sameBasis(s, m.outputs[0]) {
			return append(all, Words{"Các thời điểm dùng địa giới hoặc tiêu chí khác nhau: không so sánh trực tiếp số liệu giữa các thời điểm đó.",
				"The dates use different boundaries or criteria: their figures are not to be compared directly."})
		}
	}
	return all
}

// outputNotes say what a reader of one output must know.
func (m *Map) outputNotes(s *source) []Words {
	all := []Words{}
	if n := m.newest(); s.out.Run.Edition != n.out.Run.Edition {
		all = append(all, Words{"Địa giới hành chính {a}, khác với thời điểm mới nhất ({b}).", "Boundaries of {a}, other than those of the latest date ({b})."}.
			fill(value{"a", both(s.out.Run.Edition)}, value{"b", both(n.out.Run.Edition)}))
	}
	if n := m.newest(); s.out.Run.Criterion.Label != n.out.Run.Criterion.Label {
		all = append(all, Words{"Tiêu chí {a}, khác với thời điểm mới nhất ({b}).", "Criterion {a}, other than that of the latest date ({b})."}.
			fill(value{"a", both(s.out.Run.Criterion.Label)}, value{"b", both(n.out.Run.Criterion.Label)}))
	}
	return all
}
