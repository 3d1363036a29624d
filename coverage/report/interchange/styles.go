package interchange

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report/palette"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/feature"
)

// Colours of symbols that are no class of a share.
var (
	outline    = color.NRGBA{0x70, 0x70, 0x70, 0xff}
	covered    = color.NRGBA{0x2c, 0x7f, 0xb8, 0xff}
	weakSignal = color.NRGBA{0xf2, 0xb7, 0x01, 0xff}
	unknown    = color.NRGBA{0x9a, 0x9a, 0x9a, 0xff}
)

// technologyColors are of stations by their newest technology, from old to new.
var technologyColors = map[string]color.NRGBA{"2g": {0xbd, 0xbd, 0xbd, 0xff}, "3g": {0xa1, 0xda, 0xb4, 0xff}, "4g": {0x2c, 0x7f, 0xb8, 0xff}, "5g": {0x7a, 0x01, 0x77, 0xff}}

// scaleOf is the scale of a series over all its figures, that of every map.
func (s *source) scaleOf(key series) *palette.Scale {
	var figures []*coverage.Figure
	for _, level := range s.out.Levels() {
		figures = append(figures, s.out.Of(key.Series, level)...)
	}
	return palette.For(key.Indicator, figures)
}

// unitStyles are a choropleth for each series of the layer, the main one as the default, which also
// heads the columns with their titles.
func (s *source) unitStyles(l *layer, all []series) []gpkg.Style {
	if i := mainSeries(all); i > 0 {
		all = slices.Insert(slices.Delete(slices.Clone(all), i, i+1), 0, all[i])
	}
	var styles []gpkg.Style
	for i, key := range all {
		var titles []feature.Field
		if i == 0 {
			titles = l.schema.Fields
		}
		styles = append(styles, gpkg.Style{Name: key.column, Description: s.seriesTitle(key.Series),
			QML: qml(s.classRules(key), &labels{field: "name", sizePt: 7.5, fromScale: labelScale(l), polygon: true}, titles)})
	}
	return styles
}

// mainSeries is the first share of people covered, else the first share, else -1.
func mainSeries(all []series) int {
	if i := slices.IndexFunc(all, func(key series) bool { return key.Indicator == coverage.MobilePopulation }); i >= 0 {
		return i
	}
	return slices.IndexFunc(all, func(key series) bool { return !key.counts })
}

// labelScale is the denominator up to which the names of a level are written.
func labelScale(l *layer) int {
	if l.schema.Name == "units_"+coverage.LevelCommune {
		return 400_000
	}
	return 0
}

// classRules are the classes of a series from the lowest, and what has no value.
func (s *source) classRules(key series) []rule {
	scale := s.scaleOf(key)
	column := `"` + key.column + `_pct"`
	if key.counts {
		column = `"` + key.column + `"`
	}
	classes, breaks := scale.Classes(), scale.Breaks()
	limits := make([]string, 0, len(breaks)+1) // lower limits of all classes but the first
	if key.counts {
		limits = append(limits, "1")
	}
	for _, b := range breaks {
		limits = append(limits, b.String())
	}
	if !key.counts {
		limits = append(limits, "100")
	}
	var rules []rule
	for i, c := range classes {
		var parts []string
		if i > 0 {
			parts = append(parts, column+" >= "+limits[i-1])
		}
		if i < len(limits) {
			parts = append(parts, column+" < "+limits[i])
		}
		rules = append(rules, rule{strings.Join(parts, " AND "), s.word(c.VI, c.EN), plainFill(c.Color, outline, "0.1")})
	}
	return append(rules, rule{column + " IS NULL", s.word("chưa xác định", "no data"), dotted(palette.NoData, palette.NoDataDots, outline)})
}

// gapStyles hatch gaps: white areas crosswise to the others, in another colour.
func (s *source) gapStyles(kind string, fields []feature.Field) []gpkg.Style {
	rules := []rule{
		{`"class" = 'white'`, capital(s.of(gapClassWords, "white")), hatching(palette.White, "45", "1.6")},
		{`"class" = 'gap'`, capital(s.of(gapClassWords, "gap")), hatching(palette.Gap, "135", "2.2")},
	}
	if kind == coverage.GapFiber {
		rules = nil
		for i, class := range []string{coverage.CauseNotPassed, coverage.CauseFiberMixed, coverage.CauseNotConnected} {
			c := []color.NRGBA{palette.White, palette.Gap, weakSignal}[i]
			rules = append(rules, rule{fmt.Sprintf(`"class" = '%s'`, class), capital(s.of(gapClassWords, class)), hatching(c, []string{"45", "135", "90"}[i], "2.2")})
		}
	}
	rules = append(rules, rule{"", s.word("Loại khác", "Other"), hatching(unknown, "0", "2.2")})
	return []gpkg.Style{{Name: "gaps", Description: s.word("Vùng chưa được phủ", "Gaps"), QML: qml(rules, nil, fields)}}
}

// siteStyles show stations by their newest technology, the newest largest.
func (s *source) siteStyles(fields []feature.Field) []gpkg.Style {
	var rules []rule
	for i, tech := range coverage.Technologies() {
		rules = append(rules, rule{fmt.Sprintf(`"best" = '%s'`, tech), s.word("Trạm đến ", "Stations up to ") + technologyWord(tech),
			marker("triangle", technologyColors[string(tech)], fmt.Sprintf("%.1f", 1.8+0.3*float64(i)))})
	}
	rules = append(rules, rule{"", s.word("Chưa rõ công nghệ", "Unknown technology"), marker("triangle", unknown, "1.8")})
	return []gpkg.Style{{Name: "sites", Description: s.word("Trạm theo công nghệ mới nhất", "Stations by newest technology"), QML: qml(rules, &labels{field: "site_id", sizePt: 7, fromScale: 60_000}, fields)}}
}

// hamletSymbols differ in shape and colour, so that either tells the class.
var hamletSymbols = map[coverage.HamletClass]symbol{
	coverage.HamletWhite:   marker("square", palette.White, "2.6"),
	coverage.HamletGap:     marker("diamond", palette.Gap, "2.8"),
	coverage.HamletWeak:    marker("triangle", weakSignal, "2.4"),
	coverage.HamletServed:  marker("circle", covered, "1.6"),
	coverage.HamletUnknown: marker("cross2", unknown, "2"),
}

func (s *source) hamletStyles(fields []feature.Field) []gpkg.Style {
	var rules []rule
	for _, class := range coverage.HamletClasses() {
		rules = append(rules, rule{fmt.Sprintf(`"class" = '%s'`, class), s.word("Thôn ", "Hamlets: ") + s.of(hamletClassWords, string(class)), hamletSymbols[class]})
	}
	return []gpkg.Style{{Name: "hamlets", Description: s.word("Thôn, bản theo tình trạng phủ sóng", "Hamlets by class"), QML: qml(rules, &labels{field: "name", sizePt: 7, fromScale: 100_000}, fields)}}
}

// placeStyles show points by their first state, and the parts of the first technology and operator
// rule by theirs: those of others lie upon the same places.
func (s *source) placeStyles(l *layer, rows []*placeFeature) []gpkg.Style {
	column, only := "state", ""
	if l.schema.Name == "places" {
		i := slices.IndexFunc(l.schema.Fields, func(f feature.Field) bool { return strings.HasPrefix(f.Name, "state_") })
		if i < 0 {
			return nil
		}
		column = l.schema.Fields[i].Name
	} else {
		technology, _ := rows[0].values.String("technology")
		operator, _ := rows[0].values.String("operator")
		only = fmt.Sprintf(`"technology" = %s AND "operator" = %s AND `, quoted(technology), quoted(operator))
	}
	symbols := map[string]map[string]symbol{
		"places": {"covered": marker("circle", covered, "2"), "uncovered": marker("square", palette.White, "2.4"), "unknown": marker("cross2", unknown, "2")},
		"zones":  {"covered": plainFill(covered, outline, "0.2"), "uncovered": hatching(palette.White, "45", "1.6"), "unknown": dotted(palette.NoData, palette.NoDataDots, outline)},
		"roads":  {"covered": stroke(covered, "0.8", "solid"), "uncovered": stroke(palette.White, "1", "dash"), "unknown": stroke(unknown, "0.8", "dot")},
	}[l.schema.Name]
	var rules []rule
	for _, state := range []string{"covered", "uncovered", "unknown"} {
		rules = append(rules, rule{fmt.Sprintf(`%s"%s" = '%s'`, only, column, state), capital(s.of(stateWords, state)), symbols[state]})
	}
	return []gpkg.Style{{Name: l.schema.Name, Description: l.schema.Title, QML: qml(rules, nil, l.schema.Fields)}}
}

// quoted is a text in an expression of QGIS.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
