package output_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
)

// rowOf is a figure of the one unit, of which something is covered.
func rowOf(indicator, criterion string) coverage.Figure {
	return coverage.Figure{Indicator: indicator, Criterion: criterion, AsOf: "2024", Covered: 1, Uncovered: 1, Total: 2}
}

func outputOf(label, demand string, figures ...coverage.Figure) *output.Output {
	o := &output.Output{Dir: label, Figures: figures, Units: []output.Unit{{Level: "province", Code: "00", Edition: "2025-06", Parent: -1}}}
	o.Run.Criterion = report.CriterionRecord{Label: label, Text: "kind: " + label + "\n"}
	o.Run.Options = []report.OptionRecord{{Name: "demand", Value: demand}}
	return o
}

// TestComparablePairs: each figure compares on its own basis.
func TestComparablePairs(t *testing.T) {
	const radius, level = "radius#1", "level#2"
	rows := func(criterion, profile string) []coverage.Figure {
		return []coverage.Figure{rowOf("mobile.population", criterion), rowOf("mobile.area", criterion), rowOf("hamlets.white", profile),
			rowOf("fiber.connected", ""), rowOf("bts.sites", "")}
	}
	base := outputOf(radius, "points", rows(radius, "centre#9")...)
	otherDate := outputOf(radius, "points", rows(radius, "centre#9")...)
	for i := range otherDate.Figures[3:] {
		otherDate.Figures[3+i].AsOf = "2025"
	}
	for _, test := range []struct {
		name    string
		other   *output.Output
		across  output.Across
		refused []output.RefusedFigures
		differ  []string
	}{
		{"the same", outputOf(radius, "points", rows(radius, "centre#9")...), output.Across{}, nil, nil},
		{"another criterion", outputOf(level, "points", rows(level, "centre#9")...), output.Across{},
			[]output.RefusedFigures{{"hamlets.white", 1}, {"mobile.area", 1}, {"mobile.population", 1}}, []string{"definitions"}},
		{"asked for", outputOf(level, "points", rows(level, "centre#9")...), output.Across{Definitions: true}, nil, nil},
		{"another demand moves people alone", outputOf(radius, "area", rows(radius, "centre#9")...), output.Across{},
			[]output.RefusedFigures{{"mobile.population", 1}}, []string{"definitions"}},
		{"another profile moves hamlets alone", outputOf(radius, "points", rows(radius, "cluster#8")...), output.Across{},
			[]output.RefusedFigures{{"hamlets.white", 1}}, []string{"definitions"}},
		{"dates of rows", otherDate, output.Across{}, []output.RefusedFigures{{"bts.sites", 1}, {"fiber.connected", 1}}, []string{"dates"}},
	} {
		pairs := output.Pairs(base, test.other, func(*coverage.Observation) bool { return true })
		kept, err := output.ComparablePairs(base, test.other, pairs, test.across)
		if len(kept)+len(test.refused) != 5 {
			t.Errorf("%s: %d pairs kept, want %d", test.name, len(kept), 5-len(test.refused))
		}
		var e *output.Incomparable
		if errors.As(err, &e) != (test.refused != nil) {
			t.Errorf("%s: error %v", test.name, err)
			continue
		}
		if e == nil {
			continue
		}
		if !slices.Equal(e.Refused, test.refused) || !slices.Equal(e.Differ, test.differ) {
			t.Errorf("%s: refused %v for %v, want %v for %v", test.name, e.Refused, e.Differ, test.refused, test.differ)
		}
		for _, r := range test.refused {
			if !strings.Contains(err.Error(), r.Indicator+" (1 figure)") {
				t.Errorf("%s: %s is not in\n%v", test.name, r, err)
			}
		}
	}
}

// TestPairsOfOne: a figure that one output lacks is kept, whatever differs.
func TestPairsOfOne(t *testing.T) {
	a := outputOf("radius#1", "", rowOf("mobile.area", "radius#1"), rowOf("fiber.connected", ""))
	b := outputOf("level#2", "", rowOf("bts.sites", ""))
	pairs := output.Pairs(a, b, func(f *coverage.Observation) bool { return f.Indicator != "fiber.connected" })
	kept, err := output.ComparablePairs(a, b, pairs, output.Across{})
	if err != nil || len(kept) != 2 || kept[0].A != nil || kept[1].B != nil || kept[0].Key() != "bts.sites   province 00" {
		t.Errorf("kept %v, error %v", kept, err)
	}
}
