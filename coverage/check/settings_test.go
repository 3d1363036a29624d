package check_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/check"
	"phusong/coverage/report"
)

func withOptions(pairs ...string) func(*report.Run) {
	return func(run *report.Run) {
		for i := 0; i < len(pairs); i += 2 {
			run.Options = append(run.Options, report.OptionRecord{Name: pairs[i], Value: pairs[i+1]})
		}
	}
}

// TestChangedSettingIsTheDefinition: a setting that changed is the cause, and not
// the code; settings survive being saved.
func TestChangedSettingIsTheDefinition(t *testing.T) {
	dir := t.TempDir()
	if err := check.Save(dir, record(t, result(), withOptions("demand", "raster", "sites.source", "the \"one\",\ntwo", "resolution_deg", "0.001"))); err != nil {
		t.Fatal(err)
	}
	want, err := check.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		options []string
		cause   string
	}{
		{[]string{"demand", "raster", "sites.source", "the \"one\",\ntwo", "resolution_deg", "0.002"}, "definition changed: resolution_deg 0.002, expected 0.001"},
		{[]string{"resolution_deg", "0.001", "sites.source", "the \"one\",\ntwo"}, "definition changed: no demand, expected raster"},
		{[]string{"demand", "raster", "sites.source", "the \"one\",\ntwo", "resolution_deg", "0.001", "control.households", "5"}, "definition changed: control.households 5, expected none"},
		{[]string{"sites.source", "the \"one\",\ntwo", "resolution_deg", "0.001", "demand", "raster"}, "code changed: inputs and definition are as expected"},
	} {
		r := result()
		r.Figures[0].Covered, r.Figures[0].Uncovered = r.Figures[0].Covered-1, r.Figures[0].Uncovered+1
		d := check.Compare(want, record(t, r, withOptions(test.options...)))
		if d == nil || !slices.Equal(d.Cause, []string{test.cause}) {
			t.Errorf("got %v, want cause %q", d, test.cause)
		}
	}
	if err := os.Remove(filepath.Join(dir, check.Folder, "options.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := check.Load(dir); err == nil || !strings.Contains(err.Error(), "options.csv") {
		t.Errorf("without options.csv: error %v", err)
	}
}

// TestUnitsOfOneName: two units that look alike in every column, as districts of
// one name could, are compared one with one.
func TestUnitsOfOneName(t *testing.T) {
	alike := func(first, second int64) *coverage.Result {
		r := result()
		r.Dataset.Units[1] = r.Dataset.Units[0]
		for i := range r.Figures {
			if f := &r.Figures[i]; f.Unit < 2 && !f.CountOnly {
				f.Covered = coverage.Whole([]int64{first, second}[f.Unit])
				f.Total = f.Covered + f.Uncovered
			}
		}
		return r
	}
	want := record(t, alike(10, 20), nil)
	if d := check.Compare(want, record(t, alike(10, 20), nil)); d != nil {
		t.Errorf("a result differs from itself: %s", d)
	}
	d := check.Compare(want, record(t, alike(10, 21), nil))
	if d == nil || len(d.Figures) != 1 || !strings.Contains(d.Figures[0], "covered 21, expected 20") {
		t.Errorf("got %v, want the second unit alone", d)
	}
}

// TestRenamedUnit: a unit is known by level and code; another name is a change.
func TestRenamedUnit(t *testing.T) {
	r := result()
	r.Dataset.Units[2].Name = "Other"
	d := check.Compare(record(t, result(), nil), record(t, r, nil))
	if d == nil || len(d.Figures) == 0 || !strings.Contains(d.Figures[0], "name Other, expected Tỉnh") {
		t.Errorf("got %v, want a changed name", d)
	}
}
