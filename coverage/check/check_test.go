package check_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phusong/coverage"
	"phusong/coverage/check"
	"phusong/coverage/report"
)

// result is two communes in a province with one figure each of three indicators.
func result() *coverage.Result {
	d := &coverage.Dataset{Name: "Test", Edition: "2025-06", Leaves: 2,
		Inputs: []coverage.Input{{Role: "sites", File: "sites.csv", SHA256: "11"}, {Role: "households", File: "households.csv", SHA256: "22"}},
		Units: []coverage.AdminUnit{{Code: "1", Name: "Một", Level: coverage.LevelCommune, Parent: 2}, {Code: "2", Name: "Hai", Level: coverage.LevelCommune, Parent: 2},
			{Code: "P", Name: "Tỉnh", Level: coverage.LevelProvince, Parent: -1}}}
	r := &coverage.Result{Dataset: d}
	for _, unit := range []int{0, 1, 2} {
		n := coverage.Whole(int64(unit + 1))
		r.Figures = append(r.Figures,
			coverage.Figure{Indicator: coverage.MobilePopulation, Technology: "4g", Operator: "any", Unit: unit, Covered: 9996 * n, Uncovered: 4 * n, Total: 10000 * n, Measure: "person"},
			coverage.Figure{Indicator: coverage.MobileArea, Technology: "5g", Operator: "any", Unit: unit, Covered: n, Total: n, Measure: "m2"},
			coverage.Figure{Indicator: coverage.BTSLayers, Technology: "5g", Operator: "Viettel", Unit: unit, Total: 5 * n, Measure: "layer", CountOnly: true})
	}
	return r
}

func record(t *testing.T, r *coverage.Result, change func(*report.Run)) *check.Record {
	t.Helper()
	run := report.Run{Criterion: report.CriterionRecord{Label: "test#1", Text: "id: test\nkind: radius\n"}}
	run.Fill(r)
	if change != nil {
		change(&run)
	}
	rec, err := check.NewRecord(r, run)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	want := record(t, result(), nil)
	if err := check.Save(dir, want); err != nil {
		t.Fatal(err)
	}
	got, err := check.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got - want +\n%s", diff)
	}
	if d := check.Compare(want, got); d != nil {
		t.Errorf("a record differs from itself: %s", d)
	}
}

// TestRecordKeepsWhatPeopleRead: the upper levels in full, of communes the main
// figures; a digest for every unit; no digest of files that name the version or
// the digests of inputs.
func TestRecordKeepsWhatPeopleRead(t *testing.T) {
	rec := record(t, result(), nil)
	var rows []string
	for _, row := range rec.Figures {
		rows = append(rows, row[0]+" "+row[3])
	}
	if want := []string{"mobile.population commune", "mobile.population commune", "mobile.population province", "mobile.area province", "bts.layers province"}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	if len(rec.Units) != 3 || rec.Units[1].Name != "commune 2 Hai" || len(rec.Units[1].SHA256) != 16 {
		t.Errorf("units %+v", rec.Units)
	}
	for _, o := range rec.Outputs {
		if o.Name == "run.json" || o.Name == "figures.json" || len(o.SHA256) != 64 {
			t.Errorf("output %+v", o)
		}
	}
	other := record(t, result(), func(run *report.Run) { run.Version = "another" })
	if d := check.Compare(rec, other); d != nil {
		t.Errorf("the version of the program makes a difference: %s", d)
	}
}

// TestCompareNamesTheCause: what changed is an input, the definition or, when
// neither did, the code; the first unit in order is named.
func TestCompareNamesTheCause(t *testing.T) {
	lower := func(unit int) func(*coverage.Result) {
		return func(r *coverage.Result) {
			f := &r.Figures[3*unit]
			f.Covered, f.Uncovered = f.Covered-coverage.One, f.Uncovered+coverage.One
		}
	}
	for _, test := range []struct {
		name   string
		result func(*coverage.Result)
		run    func(*report.Run)
		cause  []string
		unit   string
		text   string // in the words for the terminal
	}{
		{"the code", lower(1), nil, []string{"code changed: inputs and definition are as expected"}, "commune 2 Hai", "mobile.population 4g any commune 2 Hai: covered"},
		{"an input", func(r *coverage.Result) { lower(0)(r); r.Dataset.Inputs[1].SHA256 = "33" }, nil,
			[]string{"input changed: households households.csv"}, "commune 1 Một", "first unit: commune 1 Một"},
		{"a new input", func(r *coverage.Result) {
			lower(2)(r)
			r.Dataset.Inputs = append(r.Dataset.Inputs, coverage.Input{Role: "fiber", File: "fiber.csv", SHA256: "44"})
		}, nil, []string{"input changed: fiber fiber.csv (new)"}, "province P Tỉnh", "(new)"},
		{"a missing input", func(r *coverage.Result) { lower(2)(r); r.Dataset.Inputs = r.Dataset.Inputs[:1] }, nil,
			[]string{"input changed: households households.csv (missing)"}, "province P Tỉnh", "(missing)"},
		{"the definition", lower(0), func(run *report.Run) { run.Criterion.Label = "test#2" },
			[]string{"definition changed: test#2, expected test#1"}, "commune 1 Một", "definition changed"},
		{"input and definition", func(r *coverage.Result) { lower(0)(r); r.Dataset.Inputs[0].SHA256 = "33" }, func(run *report.Run) { run.Criterion.Text = "id: test\n" },
			[]string{"input changed: sites sites.csv", "definition changed: test#1, expected test#1"}, "commune 1 Một", ""},
		{"a figure that is gone", func(r *coverage.Result) { r.Figures = r.Figures[:8] }, nil,
			[]string{"code changed: inputs and definition are as expected"}, "province P Tỉnh", "bts.layers 5g Viettel province P Tỉnh: missing"},
		{"a figure that is new", func(r *coverage.Result) {
			r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.FiberPassed, Unit: 2, Total: 1, Unknown: 1})
		}, nil, []string{"code changed: inputs and definition are as expected"}, "province P Tỉnh", "fiber.passed province P Tỉnh: not expected"},
		{"only a map", func(r *coverage.Result) {
			r.Dataset.Problems = append(r.Dataset.Problems, coverage.Problem{File: "x", Rule: "y"})
		}, nil,
			[]string{"code changed: inputs and definition are as expected"}, "", "output differs: problems.csv"},
	} {
		r := result()
		test.result(r)
		got := check.Compare(record(t, result(), nil), record(t, r, test.run))
		if got == nil {
			t.Errorf("%s: no difference", test.name)
			continue
		}
		if !slices.Equal(got.Cause, test.cause) || got.Unit != test.unit || !strings.Contains(got.String(), test.text) {
			t.Errorf("%s: cause %q, unit %q\n%s\nwant %q, %q, %q", test.name, got.Cause, got.Unit, got, test.cause, test.unit, test.text)
		}
	}
}

// TestInputAloneIsNoDifference: an input whose bytes changed but not its meaning
// makes no difference.
func TestInputAloneIsNoDifference(t *testing.T) {
	r := result()
	r.Dataset.Inputs[0].SHA256 = "other"
	if d := check.Compare(record(t, result(), nil), record(t, r, nil)); d != nil {
		t.Errorf("difference %s", d)
	}
}

// TestCompareIsShort: many rows that differ are counted, not listed.
func TestCompareIsShort(t *testing.T) {
	r := result()
	for i := range 40 {
		r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.FiberPassed, Operator: string(rune('a' + i)), Unit: 2})
	}
	d := check.Compare(record(t, result(), nil), record(t, r, nil))
	if len(d.Figures) != 6 || d.Figures[5] != "and 35 more rows" {
		t.Errorf("sentences %q", d.Figures)
	}
}

func TestLoadMistakes(t *testing.T) {
	if _, err := check.Load(t.TempDir()); !errors.Is(err, check.ErrNoExpectation) {
		t.Errorf("error %v, want ErrNoExpectation", err)
	}
	for name, text := range map[string]string{
		"figures.csv": "a,b\n1,2\n", "units.csv": "", "outputs.csv": "file,sha256\nx\n", "inputs.csv": "\"", "criterion.yaml": "",
	} {
		dir := t.TempDir()
		if err := check.Save(dir, record(t, result(), nil)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, check.Folder, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		rec, err := check.Load(dir)
		if name == "criterion.yaml" { // an empty definition is a changed one
			if err != nil || rec.Criterion != "" {
				t.Errorf("%s: %v, %v", name, rec, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s holding %q: error %v, want one that names it", name, text, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := check.Load(dir); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v", name, err)
		}
	}
}

// TestPublished: a result prints a figure with as many decimals as the document,
// cut, so that 99.96 % holds against 99.9 and not against 100.
func TestPublished(t *testing.T) {
	const header = "indicator,technology,operator,level,code,printed,source\n"
	for _, test := range []struct {
		row, got string
		holds    bool
	}{
		{"mobile.population,4g,any,province,P,99.9,a report", "99.9", true},
		{"mobile.population,4g,any,province,P,99.96,a report", "99.96", true},
		{"mobile.population,4g,any,province,P,100,a report", "99", false},
		{"mobile.population,4g,any,province,P,100.0,a report", "99.9", false},
		{"mobile.population,4g,any,commune,2,99.960,a report", "99.960", true},
		{"mobile.area,5g,any,province,P,100.00,a report", "100.00", true},
		{"bts.layers,5g,Viettel,province,P,15,a report", "15", true},
		{"bts.layers,5g,Viettel,province,P,16,a report", "15", false},
		{"mobile.population,5g,any,province,P,99.9,a report", "", false},
		{"mobile.population,4g,any,province,Q,99.9,a report", "", false},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, check.PublishedFile), []byte(header+test.row+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		claims, err := check.Published(dir, result())
		if err != nil || len(claims) != 1 {
			t.Fatalf("%s: %v, %v", test.row, claims, err)
		}
		c := claims[0]
		if c.Got != test.got || c.Holds() != test.holds {
			t.Errorf("%s: got %q, holds %v; want %q, %v", test.row, c.Got, c.Holds(), test.got, test.holds)
		}
		if word := map[bool]string{true: "as published", false: "computed"}[test.holds]; !strings.Contains(c.String(), word) || !strings.Contains(c.String(), "a report") {
			t.Errorf("%s: %s", test.row, c)
		}
	}
	if claims, err := check.Published(t.TempDir(), result()); claims != nil || err != nil {
		t.Errorf("a region without claims: %v, %v", claims, err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, check.PublishedFile), []byte(header+"too,short\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := check.Published(dir, result()); err == nil || !strings.Contains(err.Error(), check.PublishedFile) {
		t.Errorf("a short row: error %v", err)
	}
}
