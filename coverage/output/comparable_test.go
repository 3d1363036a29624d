package output_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"phusong/coverage/output"
	"phusong/coverage/report"
)

func basis(change func(*output.Basis)) output.Basis {
	b := output.Basis{Name: "out1", Region: "Test", Edition: "2025-06", AsOf: "2024-07", Demand: "points",
		Criterion: report.CriterionRecord{Label: "a#11111111", Definition: "It reaches -110 dBm.",
			Text: "id: \"a\"\ntitle: \"A\"\nkind: rsrp\nthresholds_dbm: {4g: -110}\nindoor: none\n"}}
	if change != nil {
		change(&b)
	}
	return b
}

func TestComparable(t *testing.T) {
	other := func(b *output.Basis) {
		b.Name = "out2"
		b.Criterion = report.CriterionRecord{Label: "b#22222222", Definition: "It reaches -120 dBm.",
			Text: "id: \"b\"\ntitle: \"B\"\nkind: rsrp\nthresholds_dbm: {4g: -120}\nindoor: none\nterrain: ignored\n"}
	}
	for _, test := range []struct {
		name   string
		change func(*output.Basis)
		across output.Across
		differ []string
		words  []string // in the error
	}{
		{"the same", nil, output.Across{}, nil, nil},
		{"another id of the same meaning", func(b *output.Basis) { b.Criterion.Label = "b#11111111" }, output.Across{}, nil, nil},
		{"another definition", other, output.Across{}, []string{"definitions"},
			[]string{"out1: a#11111111: It reaches -110 dBm.", "out2: b#22222222: It reaches -120 dBm.", "thresholds_dbm: {4g: -110}, then {4g: -120}", "terrain: not stated, then ignored"}},
		{"another definition, asked for", other, output.Across{Definitions: true}, nil, nil},
		{"asked for dates only", other, output.Across{Dates: true}, []string{"definitions"}, nil},
		{"another edition", func(b *output.Basis) { b.Edition = "2025-07" }, output.Across{Definitions: true, Dates: true, Regions: true}, []string{"editions"}, []string{"edition: 2025-06, then 2025-07"}},
		{"another date", func(b *output.Basis) { b.AsOf = "2026" }, output.Across{}, []string{"dates"}, []string{"as_of: 2024-07, then 2026"}},
		{"another region", func(b *output.Basis) { b.Region = "Else" }, output.Across{}, []string{"regions"}, []string{"region: Test, then Else"}},
		{"another demand", func(b *output.Basis) { b.Demand = "area" }, output.Across{}, []string{"definitions"}, []string{"demand: points, then area"}},
		{"no criterion", func(b *output.Basis) { *b = b.WithoutDefinition() }, output.Across{}, []string{"definitions"}, []string{"no criterion"}},
		{"two kinds", func(b *output.Basis) { other(b); b.Edition = "x" }, output.Across{}, []string{"definitions", "editions"}, []string{"of different definitions and editions"}},
		{"a hash without a change of text", func(b *output.Basis) { b.Criterion.Label = "a#33333333" }, output.Across{}, []string{"definitions"}, []string{"criterion: a#11111111, then a#33333333"}},
	} {
		err := output.Comparable(basis(nil), basis(test.change), test.across)
		var e *output.Incomparable
		if errors.As(err, &e); (err != nil) != (test.differ != nil) || e != nil && !slices.Equal(e.Differ, test.differ) {
			t.Errorf("%s: error %v, want one of %q", test.name, err, test.differ)
			continue
		}
		for _, w := range test.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in\n%s", test.name, w, err)
			}
		}
		if err != nil && strings.Contains(err.Error(), "title") {
			t.Errorf("%s: titles do not change the meaning\n%s", test.name, err)
		}
	}
}

// TestBasis: an output's figures stand on its criterion and demand; those without a
// criterion on neither.
func TestBasis(t *testing.T) {
	o := outputOf("test#1", "area", rowOf("mobile.population", "test#1"), rowOf("fiber.connected", ""), rowOf("mobile.area", "test#1"), rowOf("hamlets.white", "centre#9"))
	if b := o.Basis(); b.Criterion.Label != "test#1" || b.Demand != "area" {
		t.Errorf("basis %+v", b)
	}
	all := o.Observations()
	for i, want := range []output.Basis{{Criterion: o.Run.Criterion, Demand: "area"}, {}, {Criterion: o.Run.Criterion}, {Criterion: o.Run.Criterion, Profile: "centre#9"}} {
		b := o.FigureBasis(&all[i])
		if b.Criterion != want.Criterion || b.Demand != want.Demand || b.Profile != want.Profile || b.AsOf != "2024" || b.Edition != "2025-06" {
			t.Errorf("%s: basis %+v, want %+v", all[i].Indicator, b, want)
		}
	}
}
