package webmap

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/output"
)

// TestShares: the page prints counts by the rule of documents; both are held to one table.
func TestShares(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("page", "test", "shares.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Cases []struct {
			Measure      string
			Exact, Shown [4]string
		}
	}
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	for _, c := range table.Cases {
		places := 6
		if c.Measure == coverage.MeasureM2 {
			places = 12
		}
		var v [4]coverage.Micro
		for i, text := range c.Exact {
			if v[i], err = output.ParseMicro(text, places); err != nil {
				t.Fatal(err)
			}
		}
		f := coverage.Figure{Covered: v[0], Uncovered: v[1], Unknown: v[2], Total: v[3], Measure: c.Measure}
		if !f.Closed() {
			t.Errorf("%v does not close", c.Exact)
		}
		s := f.Shares()
		var got [4]string
		for i, n := range [4]int64{s.Covered, s.Uncovered, s.Unknown, s.Total} {
			got[i] = coverage.StepsText(n, s.Places)
		}
		if s.Few {
			got[0] = "< " + coverage.StepsText(1, s.Places)
		}
		if got != c.Shown {
			t.Errorf("%v %s is shown as %v, want %v", c.Exact, c.Measure, got, c.Shown)
		}
	}
}

// TestChangeIsOfReports: the change on a card is the difference of the two percentages
// as shown, and skips an output of another definition for an earlier one that compares.
func TestChangeIsOfReports(t *testing.T) {
	now := variant{fixture: "places", date: "2025-01-01"}
	m := open(t, Options{}, now, variant{fixture: "places", stations: "half"})
	newest, before := m.outputs[1], m.outputs[0]
	for _, v := range m.headlineViews(newest) {
		f, _ := newest.out.Figure(v.series, newest.top())
		old, _ := before.out.Figure(v.series, before.top())
		points, _ := f.PointsSince(old)
		c := m.card(newest, v)
		if f.CountOnly {
			if c.Change != nil {
				t.Errorf("%s: a count changes by points", v.id)
			}
			continue
		}
		if c.Change == nil || strings.TrimPrefix(c.Change.Points, "+") != points && c.Change.Points != "0" {
			t.Errorf("%s: %+v, want %s", v.id, c.Change, points)
		}
		if *c.Shown != f.PercentShown() {
			t.Errorf("%s shows %s", v.id, *c.Shown)
		}
	}
}
