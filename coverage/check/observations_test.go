package check_test

import (
	"testing"

	"phusong/coverage"
	"phusong/coverage/check"
)

// TestObservations: areas and lengths of an output come back in square metres and metres.
func TestObservations(t *testing.T) {
	row := func(indicator, covered, total, unit string) []string {
		r := make([]string, check.ColumnCriterion+1)
		r[check.ColumnIndicator], r[check.ColumnCovered], r[check.ColumnTotal], r[check.ColumnUnit] = indicator, covered, total, unit
		return r
	}
	o := check.Output{Rows: [][]string{row("mobile.area", "1.500000000001", "2", "km2"), row("places.roads", "1.500000001", "2", "km"), row("bts.sites", "", "7", "site")}}
	all, err := o.Observations()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []coverage.Figure{
		{Measure: coverage.MeasureM2, Covered: 1_500_000_000_001, Total: 2_000_000_000_000}, {Measure: coverage.MeasureM, Covered: 1_500_000_001, Total: 2_000_000_000},
		{Measure: "site", Total: 7_000_000, CountOnly: true}} {
		if f := all[i].Figure; f.Measure != want.Measure || f.Covered != want.Covered || f.Total != want.Total || f.CountOnly != want.CountOnly {
			t.Errorf("%d: got %+v, want %+v", i, f, want)
		}
	}
	o.Rows = append(o.Rows, row("mobile.area", "about 5", "6", "km2"))
	if _, err := o.Observations(); err == nil {
		t.Error("a count in words gives no error")
	}
}
