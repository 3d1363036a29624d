package output

import (
	"slices"
	"testing"

	"phusong/coverage"
	"phusong/coverage/report"
)

// dated makes an output of one commune with one mobile and one fibre figure.
func dated(asOf, criterion, edition, code string) *Output {
	o := &Output{Dir: asOf, Run: report.Run{AsOf: asOf, Edition: edition, Criterion: report.CriterionRecord{Label: criterion}},
		Units: []Unit{{Level: coverage.LevelCommune, Code: code, Edition: edition, Parent: -1}}, byUnit: map[unitKey]int{{coverage.LevelCommune, code}: 0}}
	f := coverage.Figure{Indicator: coverage.MobileArea, Technology: coverage.Tech4G, Operator: coverage.OperatorAny, Covered: coverage.One, Total: coverage.One, AsOf: asOf, Criterion: criterion}
	o.Figures = []coverage.Figure{f, {Indicator: coverage.FiberConnected, Covered: coverage.One, Total: coverage.One, AsOf: asOf}}
	o.index()
	return o
}

func TestEarlier(t *testing.T) {
	now := dated("2024-07-11", "a#1", "2024", "00001")
	for _, c := range []struct {
		name   string
		before []*Output
		area   string // date found, "" for none
		differ []string
		fiber  string
	}{
		{"none", nil, "", nil, ""},
		{"the latest", []*Output{dated("2022", "a#1", "2024", "00001"), dated("2023-07", "a#1", "2024", "00001")}, "2023-07", nil, "2023-07"},
		{"not the same date, nor a later one", []*Output{dated("2024-07-11", "a#1", "2024", "00001"), dated("2025", "a#1", "2024", "00001")}, "", nil, ""},
		{"another definition, which fibre does not hang on", []*Output{dated("2023", "b#2", "2024", "00001")}, "2023", []string{DifferentDefinitions}, "2023"},
		{"what compares before what is later", []*Output{dated("2023", "b#2", "2024", "00001"), dated("2022", "b#1", "2024", "00001")}, "2022", nil, "2023"},
		{"another unit", []*Output{dated("2023", "a#1", "2024", "00002")}, "", nil, ""},
	} {
		for i, want := range []string{c.area, c.fiber} {
			e, ok := now.Earlier(&now.Figures[i], c.before)
			if ok != (want != "") || ok && e.AsOf != want {
				t.Errorf("%s: figure %d: %v, want %s", c.name, i, e, want)
			}
			if i == 0 && ok && !slices.Equal(e.Differ, c.differ) {
				t.Errorf("%s differs in %v, want %v", c.name, e.Differ, c.differ)
			}
		}
	}
	e, ok := now.Earlier(&now.Figures[1], []*Output{dated("2023", "a#1", "2025-07", "00001")})
	if !ok || !slices.Equal(e.Differ, []string{DifferentEditions}) {
		t.Errorf("another edition: %v", e)
	}
}
