package target_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/target"
)

// region is a province P of communes with a fibre figure each, in units.
func region(targets []coverage.Target, communes ...[3]int64) *coverage.Result {
	r := &coverage.Result{Dataset: &coverage.Dataset{Leaves: len(communes), Targets: targets}}
	sum := coverage.Figure{Indicator: coverage.FiberConnected, Unit: len(communes), Measure: "household", AsOf: "2024-06-30"}
	for i, c := range communes {
		r.Dataset.Units = append(r.Dataset.Units, coverage.AdminUnit{Code: string(rune('a' + i)), Level: coverage.LevelCommune, Parent: len(communes)})
		f := sum
		f.Unit, f.Covered, f.Uncovered, f.Unknown = i, coverage.Whole(c[0]), coverage.Whole(c[1]), coverage.Whole(c[2])
		f.Total = f.Covered + f.Uncovered + f.Unknown
		r.Figures = append(r.Figures, f)
		sum.Covered, sum.Uncovered, sum.Unknown, sum.Total = sum.Covered+f.Covered, sum.Uncovered+f.Uncovered, sum.Unknown+f.Unknown, sum.Total+f.Total
	}
	r.Dataset.Units = append(r.Dataset.Units, coverage.AdminUnit{Code: "P", Level: coverage.LevelProvince, Parent: -1})
	r.Figures = append(r.Figures, sum)
	return r
}

func fibre(c coverage.Comparison, percent coverage.Micro) []coverage.Target {
	return []coverage.Target{{ID: "t", Indicator: coverage.FiberConnected, By: "2025", Comparison: c, Percent: percent}}
}

// TestEquality: at exactly 80 % "at least" is met and "more than" is not; one
// household of a million below is below.
func TestEquality(t *testing.T) {
	for _, tt := range []struct {
		comparison                  coverage.Comparison
		percent                     coverage.Micro
		covered, uncovered, unknown int64
		verdict                     string
		need                        int64
	}{
		{coverage.AtLeast, 80_000_000, 80, 20, 0, "met", 0},
		{coverage.MoreThan, 80_000_000, 80, 20, 0, "not met", 1},
		{coverage.MoreThan, 80_000_000, 81, 19, 0, "met", 0},
		{coverage.AtLeast, 80_000_000, 799_999, 200_001, 0, "not met", 1},
		{coverage.MoreThan, 80_000_000, 800_001, 199_999, 0, "met", 0},
		{coverage.AtLeast, 80_000_000, 7996, 2004, 0, "not met", 4},
		{coverage.AtLeast, 33_333_333, 1, 2, 0, "met", 0},
		{coverage.AtLeast, 33_333_334, 1, 2, 0, "not met", 1},
		{coverage.Universal, 100_000_000, 999, 1, 0, "not met", 1},
		{coverage.Universal, 100_000_000, 1000, 0, 0, "met", 0},
		{coverage.Universal, 100_000_000, 999, 0, 1, "undecidable", 1},
		{coverage.AtLeast, 80_000_000, 79, 20, 1, "undecidable", 1},
		{coverage.MoreThan, 80_000_000, 79, 20, 1, "not met", 2},
		{coverage.AtLeast, 80_000_000, 80, 0, 20, "met", 0},
	} {
		o := target.Evaluate(region(fibre(tt.comparison, tt.percent), [3]int64{tt.covered, tt.uncovered, tt.unknown}))[0]
		if o.Verdict != tt.verdict || o.Need != coverage.Whole(tt.need) {
			t.Errorf("%+v: got %s, need %s", tt, o.Verdict, o.Need)
		}
	}
}

// TestGives: the largest first until the target is met, ties by code, unknown last.
func TestGives(t *testing.T) {
	o := target.Evaluate(region(fibre(coverage.AtLeast, 90_000_000), [3]int64{10, 3, 0}, [3]int64{10, 5, 0}, [3]int64{10, 3, 2}, [3]int64{50, 0, 4}))[0]
	var got []string
	for _, c := range o.Gives {
		got = append(got, string(rune('a'+c.Unit))+" "+c.Takes.String()+" of "+c.Open.String())
	}
	if want := "b 5 of 5, a 3 of 3"; o.Need != coverage.Whole(8) || strings.Join(got, ", ") != want {
		t.Errorf("need %s: %s, want %s", o.Need, strings.Join(got, ", "), want)
	}
	if rate, ok := o.RatePerMonth(); !ok || rate.Cmp(new(big.Rat).Quo(big.NewRat(8, 1), o.Months)) != 0 {
		t.Errorf("rate %v, months %v", rate, o.Months)
	}
}

func TestStationsAndMissing(t *testing.T) {
	targets := []coverage.Target{
		{ID: "share", Indicator: coverage.BTSLayers, Technology: "5g", OfTechnology: "4g", Operator: "any", By: "2025", Comparison: coverage.AtLeast, Percent: 50_000_000},
		{ID: "count", Indicator: coverage.BTSLayers, Technology: "5g", Operator: "any", By: "2025", Comparison: coverage.AtLeast, Count: coverage.Whole(12), IsCount: true},
		{ID: "elsewhere", Indicator: coverage.BTSLayers, Level: coverage.LevelNation, By: "2025", Comparison: coverage.AtLeast, Count: 1, IsCount: true},
		{ID: "other", Indicator: coverage.FiberPassed, By: "2025", Comparison: coverage.Universal},
	}
	r := region(targets, [3]int64{1, 0, 0})
	for technology, n := range map[coverage.Technology]int64{"4g": 21, "5g": 10} {
		r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.BTSLayers, Technology: technology, Operator: "any", Unit: 1, Total: coverage.Whole(n), Measure: "layer", CountOnly: true})
	}
	r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.BTSLayers, Technology: "5g", Operator: "any", Unit: 0, Total: coverage.Whole(10), Uncovered: 1, Measure: "layer", CountOnly: true})
	var got []string
	for _, o := range target.Evaluate(r) {
		if len(o.Gives) != 0 {
			t.Errorf("%s: stations are lacking in %v", o.Target.ID, o.Gives)
		}
		got = append(got, o.Target.ID+" "+o.Verdict+" "+o.Reason+" "+o.Need.String())
	}
	if want := "share not met  1, count not met  2, elsewhere undecidable no unit 0, other undecidable no figure 0"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

// TestMissingCodes: a code that no unit has is said, beside those that have it.
func TestMissingCodes(t *testing.T) {
	targets := fibre(coverage.AtLeast, 80_000_000)
	targets[0].Level, targets[0].Codes = coverage.LevelCommune, []string{"b", "z", "a"}
	var got []string
	for _, o := range target.Evaluate(region(targets, [3]int64{1, 0, 0}, [3]int64{0, 1, 0})) {
		got = append(got, fmt.Sprint(o.Unit, o.Code, " ", o.Verdict, " ", o.Reason))
	}
	if want := "0 met ,1 not met ,-1z undecidable no unit"; strings.Join(got, ",") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ","), want)
	}
}

// TestDeadline: months run to the last day of the target's date; none are left on it,
// and after it they are negative: then no rate is told.
func TestDeadline(t *testing.T) {
	for by, want := range map[string]struct {
		sign int
		rate bool
	}{"2024-07": {1, true}, "2024-06": {0, false}, "2024-06-30": {0, false}, "2024-06-29": {-1, false}, "2023": {-1, false}, "2024": {1, true}} {
		targets := fibre(coverage.AtLeast, 80_000_000)
		targets[0].By = by
		o := target.Evaluate(region(targets, [3]int64{0, 1, 0}))[0]
		if _, rate := o.RatePerMonth(); o.Months.Sign() != want.sign || rate != want.rate {
			t.Errorf("%s: months %v, rate %v", by, o.Months, rate)
		}
	}
}

// TestEdges: areas need no whole unit, a total of 0 is nothing, a period ends on its
// last day, a level without codes is all its units, of equal operators the first counts.
func TestEdges(t *testing.T) {
	r := region(fibre(coverage.AtLeast, 50_000_000), [3]int64{1, 2, 0})
	for i := range r.Figures {
		r.Figures[i].Measure, r.Figures[i].AsOf = coverage.MeasureM2, "2024"
	}
	o := target.Evaluate(r)[0]
	if o.Need != coverage.One/2 {
		t.Errorf("half of 3 m2 less 1: %s", o.Need)
	}
	if days, _ := new(big.Rat).Mul(o.Months, big.NewRat(30_436_875, 1_000_000)).Float64(); days != 365 {
		t.Errorf("from the end of 2024 to that of 2025: %v days", days)
	}
	if o := target.Evaluate(region(fibre(coverage.Universal, 100_000_000), [3]int64{0, 0, 0}))[0]; o.Verdict != coverage.TargetUndecidable || o.Reason != coverage.ReasonNothing {
		t.Errorf("of nothing: %s %s", o.Verdict, o.Reason)
	}
	everywhere := fibre(coverage.AtLeast, 50_000_000)
	everywhere[0].Level = coverage.LevelCommune
	if n := len(target.Evaluate(region(everywhere, [3]int64{1, 0, 0}, [3]int64{0, 1, 0}))); n != 2 {
		t.Errorf("%d communes, want 2", n)
	}
	r = region([]coverage.Target{{ID: "m", Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: "max", By: "2025", Comparison: coverage.Universal}}, [3]int64{1, 0, 0})
	r.Dataset.Operators = []string{"A", "B"}
	for _, operator := range []string{"max", "A", "B"} {
		r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: operator, Unit: 1, Covered: 1, Uncovered: 1, Total: 2, Measure: "household"})
	}
	if o := target.Evaluate(r)[0]; o.Operator != "A" {
		t.Errorf("operator %s, want A", o.Operator)
	}
}

// TestGapsDoNotHoldTheUnknown: where a part of what is needed is unknown no number of
// gaps holds it; what is not whole is held by the gaps that hold all of it.
func TestGapsDoNotHoldTheUnknown(t *testing.T) {
	half := coverage.One / 2
	for _, tt := range []struct {
		uncovered, unknown coverage.Micro
		gaps               []coverage.Micro
		want               int
	}{{coverage.Whole(3) + half, 0, []coverage.Micro{half, coverage.Whole(3)}, 2}, {coverage.Whole(3), coverage.Whole(1), []coverage.Micro{coverage.Whole(3)}, -1},
		{coverage.Whole(3), 0, []coverage.Micro{coverage.Whole(2)}, -1}, {coverage.Whole(3), 0, []coverage.Micro{coverage.Whole(1), coverage.Whole(3)}, 1}} {
		r := region([]coverage.Target{{ID: "m", Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: "any", By: "2025", Comparison: coverage.Universal}}, [3]int64{1, 0, 0})
		r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: "any", Unit: 1, Uncovered: tt.uncovered, Unknown: tt.unknown, Total: tt.uncovered + tt.unknown, Measure: "household"})
		for _, n := range tt.gaps {
			r.Gaps = append(r.Gaps, coverage.Gap{Kind: coverage.GapMobile, Technology: "4g", Operator: "any", Households: n})
		}
		if o := target.Evaluate(r)[0]; o.GapAreas != tt.want {
			t.Errorf("%+v: %d gaps", tt, o.GapAreas)
		}
	}
}

// TestLargestOperatorAndGaps: the rule max takes the operator that covers most, and
// gaps are counted from the largest.
func TestLargestOperatorAndGaps(t *testing.T) {
	r := region([]coverage.Target{{ID: "m", Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: "max", By: "2025", Comparison: coverage.Universal}}, [3]int64{1, 0, 0}, [3]int64{1, 0, 0})
	r.Dataset.Operators = []string{"A", "B"}
	add := func(operator string, unit int, covered, uncovered int64) {
		r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.MobileHouseholds, Technology: "4g", Operator: operator, Unit: unit,
			Covered: coverage.Whole(covered), Uncovered: coverage.Whole(uncovered), Total: coverage.Whole(covered + uncovered), Measure: "household"})
	}
	add("max", 2, 90, 10)
	add("A", 2, 80, 20)
	add("B", 2, 90, 10)
	add("B", 0, 40, 4)
	add("B", 1, 50, 6)
	for i, n := range []int64{1, 3, 6} {
		r.Gaps = append(r.Gaps, coverage.Gap{Kind: coverage.GapMobile, Technology: "4g", Operator: "B", Unit: i / 2, Households: coverage.Whole(n)})
	}
	o := target.Evaluate(r)[0]
	if o.Operator != "B" || o.GapAreas != 3 || len(o.Gives) != 2 || o.Gives[0].Unit != 1 || o.Gives[0].Gaps != 1 || o.Gives[1].Gaps != 2 {
		t.Errorf("got %+v", o)
	}
}

// TestMoreNeverUndoes: covering one household more never moves a target away from
// met, and covering what is needed meets it exactly: one less does not.
func TestMoreNeverUndoes(t *testing.T) {
	rank := map[string]int{coverage.TargetNotMet: 0, coverage.TargetUndecidable: 1, coverage.TargetMet: 2}
	rapid.Check(t, func(t *rapid.T) {
		c := [3]int64{rapid.Int64Range(0, 1000).Draw(t, "covered"), rapid.Int64Range(0, 1000).Draw(t, "uncovered"), rapid.Int64Range(0, 100).Draw(t, "unknown")}
		if c[0]+c[1]+c[2] == 0 {
			return
		}
		comparison := rapid.SampledFrom([]coverage.Comparison{coverage.AtLeast, coverage.MoreThan, coverage.Universal}).Draw(t, "comparison")
		targets := fibre(comparison, coverage.Micro(rapid.Int64Range(1, 99_999_999).Draw(t, "percent")))
		before := target.Evaluate(region(targets, c))[0]
		if c[1] > 0 {
			after := target.Evaluate(region(targets, [3]int64{c[0] + 1, c[1] - 1, c[2]}))[0]
			if rank[after.Verdict] < rank[before.Verdict] {
				t.Fatalf("%v: %s became %s", c, before.Verdict, after.Verdict)
			}
		}
		n := int64(before.Need / coverage.One)
		if n == 0 || n > c[1] {
			return
		}
		if o := target.Evaluate(region(targets, [3]int64{c[0] + n, c[1] - n, c[2]}))[0]; o.Verdict != coverage.TargetMet {
			t.Fatalf("%v and %d more: %s", c, n, o.Verdict)
		}
		if o := target.Evaluate(region(targets, [3]int64{c[0] + n - 1, c[1] - n + 1, c[2]}))[0]; o.Verdict == coverage.TargetMet {
			t.Fatalf("%v: %d would do", c, n-1)
		}
	})
}

const good = "- {id: a, indicator: fiber.connected, by: 2025, comparison: at least, percent: 80.1, instrument: x, title: {vi: b, en: c}}\n"

func TestParse(t *testing.T) {
	all, err := target.Parse([]byte(good))
	if err != nil || len(all) != 1 || all[0].Percent != 80_100_000 || all[0].Operator != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	for text, want := range map[string]string{
		"":          "no targets",
		good + good: "the id stands twice",
		strings.Replace(good, "id: a", "idd: a", 1):                                       "idd",
		strings.Replace(good, "80.1", "80.1234567", 1):                                    "at most 6 decimals",
		strings.Replace(good, "80.1", "1e2", 1):                                           "no number",
		strings.Replace(good, "80.1", "100.1", 1):                                         "cannot be met",
		strings.Replace(good, "at least, percent: 80.1", "more than, percent: 100", 1):    "cannot be met",
		strings.Replace(good, "percent: 80.1", "percent: 0", 1):                           "always met",
		strings.Replace(good, "at least", "about", 1):                                     "want at least, more than or universal",
		strings.Replace(good, "at least", "universal", 1):                                 "universal has no number",
		strings.Replace(good, "fiber.connected", "fiber.conected", 1):                     "is not known",
		strings.Replace(good, "by: 2025", "by: soon", 1):                                  "is not a date",
		strings.Replace(good, "by: 2025", "by: 2025, codes: [a]", 1):                      "codes need their level",
		strings.Replace(good, "fiber.connected", "mobile.population", 1):                  "technology is missing",
		strings.Replace(good, "fiber.connected", "bts.layers", 1):                         "stations are counted",
		strings.Replace(good, "percent: 80.1", "percent: 80, count: 3", 1):                "either percent or count",
		strings.Replace(good, "by: 2025", "by: 2025, operator: any", 1):                   "neither technology nor operator",
		"- {id: a, comparison: at least, percent: 0}\n":                                   "title.vi is missing",
		strings.Repeat("[", 5000):                                                         "brackets",
		"- {indicator: fiber.x, comparison: x}\n- {id: b, by: 20, comparison: more than}": "target number 1: indicator",
	} {
		if _, err := target.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: error %v, want %q", text, err, want)
		}
	}
}

func TestPresets(t *testing.T) {
	for _, name := range target.Presets() {
		text, err := target.PresetText(name)
		if err != nil {
			t.Fatal(err)
		}
		all, err := target.Parse(text)
		if err != nil || len(all) == 0 {
			t.Errorf("%s: %d targets, %v", name, len(all), err)
		}
	}
	if _, err := target.PresetText("other"); err == nil {
		t.Error("an unknown preset gives no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("- {id: a, percent: '80'}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := target.Parse(data)
		if err == nil && len(all) == 0 {
			t.Error("no targets and no error")
		}
	})
}
