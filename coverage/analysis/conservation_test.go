package analysis_test

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// The laws of conservation: what goes in comes out, to the last millionth, and
// what is not known is neither covered nor uncovered.

// microOf reads a decimal as the input files of this test write it, and 0 for "".
func microOf(t tester, text string) coverage.Micro {
	t.Helper()
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%v", err)
	}
	m, err := coverage.MicroOf(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return m
}

// knownSum adds up the totals of a figure over the leaf units for which known holds.
func knownSum(out outcome, indicator string, known func(u *coverage.AdminUnit) bool) map[unitSelection]coverage.Micro {
	sums := map[unitSelection]coverage.Micro{}
	for i := range out.Figures {
		f := &out.Figures[i]
		if f.Indicator == indicator && f.Unit < out.Dataset.Leaves && known(&out.Dataset.Units[f.Unit]) {
			sums[unitSelection{coverage.Selection{Technology: f.Technology, Operator: f.Operator}, 0}] += f.Total
		}
	}
	return sums
}

// TestTotalsAreConserved: the people and households of the tables are the totals
// of every mobile figure, whatever the tessellation, pixels or hamlets.
func TestTotalsAreConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		out := analyze(t, r, 1)
		if r.demand == "points" || r.counts == nil {
			return // hamlets or the raster may stand in for counts: see the next laws
		}
		for column, indicator := range []string{coverage.MobileHouseholds, coverage.MobilePopulation} {
			want := coverage.Micro(0)
			given := map[string]bool{}
			for _, row := range r.counts {
				want += microOf(t, row[column+1])
				given[row[0]] = row[column+1] != ""
			}
			sums := knownSum(out, indicator, func(u *coverage.AdminUnit) bool { return given[u.Code] })
			for selection, got := range sums {
				if got != want {
					t.Fatalf("%s %v: %v in figures, %v in the table", indicator, selection, got, want)
				}
			}
		}
	})
}

// TestRasterIsConserved: units and outside add up to the raster exactly, with
// pixels smaller than, equal to and larger than communes.
func TestRasterIsConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "raster", "stated-radius")
		r.counts = nil
		out := analyze(t, r, 1)
		want := coverage.Micro(0)
		for _, text := range r.raster.counts {
			if text != pixelNoData {
				want += microOf(t, text)
			}
		}
		units := coverage.Micro(0)
		for i := range out.Dataset.Units[:out.Dataset.Leaves] {
			u := &out.Dataset.Units[i]
			if u.People.Value < 0 {
				t.Fatalf("unit %s: people %+v", u.Code, u.People)
			}
			if u.People.Known { // where the raster has no data it has nobody
				units += u.People.Value
			}
		}
		if outside := out.Dataset.Demand.Outside; outside < 0 || units+outside != want {
			t.Fatalf("units %v + outside %v, raster %v", units, outside, want)
		}
		for selection, got := range knownSum(out, coverage.MobilePopulation, func(u *coverage.AdminUnit) bool { return u.People.Known }) {
			if got != units {
				t.Fatalf("%v: figures %v, units %v", selection, got, units)
			}
		}
	})
}

// TestRasterWithinUnits: where units without a hole between them hold the whole
// raster, nobody is outside.
func TestRasterWithinUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "raster", "stated-radius")
		r.counts = nil
		r.raster = inside(t, r)
		if r.raster == nil {
			t.Skip("units leave holes")
		}
		out := analyze(t, r, 1)
		if out.Dataset.Demand.Outside != 0 {
			t.Fatalf("%v people outside", out.Dataset.Demand.Outside)
		}
	})
}

// inside is a raster within one lattice cell of the tessellation and its
// neighbours to the east, which hold it wholly; nil when there is no such pair.
func inside(t *rapid.T, r region) *pixels {
	first := slices.Clone(r.communes[0].polygon[0][0])
	m := middle(first)
	west, east := first[0][0], first[0][0]
	for _, q := range first {
		west, east = min(west, q[0]), max(east, q[0])
	}
	for _, c := range r.communes[1:] {
		n := middle(c.polygon[0][0])
		if d := n[0] - m[0]; len(c.polygon) > 1 || len(c.polygon[0]) > 1 || d < 0.9*(east-west)/1.5 || d > 1.5*(east-west) || n[1]-m[1] > 0.3*d || m[1]-n[1] > 0.3*d {
			continue
		}
		if len(r.communes[0].polygon) > 1 || len(r.communes[0].polygon[0]) > 1 {
			return nil
		}
		// From the middle of one to the middle of the other, a quarter high.
		w := n[0] - m[0]
		cols := rapid.IntRange(1, 7).Draw(t, "raster columns")
		step := w / float64(cols) * 0.999
		rows := max(1, int(0.25*w/step))
		if step*float64(rows) > 0.4*w {
			return nil
		}
		p := &pixels{west: m[0], south: (m[1]+n[1])/2 - step*float64(rows)/2, step: step, cols: cols, rows: rows}
		for i := range cols * rows {
			p.counts = append(p.counts, strconv.Itoa(997*(i+1)%1000))
		}
		return p
	}
	return nil
}

// TestMissingCountsAreUnknown: a commune whose row of households is taken away
// has nobody covered and nobody uncovered, and nothing else changes.
func TestMissingCountsAreUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, rapid.SampledFrom([]string{"area", "raster"}).Draw(t, "kind"), "")
		if len(r.counts) == 0 {
			t.Skip("no counts")
		}
		gone := rapid.IntRange(0, len(r.counts)-1).Draw(t, "row")
		code := r.counts[gone][0]
		before := analyze(t, r, 1)
		less := r.clone()
		less.counts = slices.Delete(less.counts, gone, gone+1)
		if !slices.ContainsFunc(less.counts, func(row []string) bool { return row[2] != "" }) {
			t.Skip("where no table counts people the raster does")
		}
		after := analyze(t, less, 1)
		onlyUnknown(t, before, after, code, func(indicator string) bool {
			return slices.Contains([]string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobilePopulation + coverage.ExpectedSuffix,
				coverage.MobileHouseholds + coverage.ExpectedSuffix, coverage.FiberConnected, coverage.FiberPassed}, indicator)
		})
	})
}

// TestMissingFiberIsUnknown: a commune that does not report fibre is unknown in
// every figure of fibre by household, commune and subscription.
func TestMissingFiberIsUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		if len(r.fiber) < 2 {
			t.Skip("no fibre")
		}
		gone := rapid.IntRange(0, len(r.fiber)-1).Draw(t, "row")
		before := analyze(t, r, 1)
		less := r.clone()
		if rapid.Bool().Draw(t, "whole row") {
			less.fiber = slices.Delete(less.fiber, gone, gone+1)
		} else {
			row := less.fiber[gone]
			row[fiberPassed], row[fiberConnected], row[fiberSubscriptions], row[fiberSubscriptions+1] = "", "", "", ""
		}
		onlyUnknown(t, before, analyze(t, less, 1), r.fiber[gone][0], func(indicator string) bool {
			return slices.Contains([]string{coverage.FiberConnected, coverage.FiberPassed, coverage.FiberCommunes, coverage.FiberSubscriptions}, indicator)
		})
	})
}

// onlyUnknown compares results before and after something about one commune
// went missing: in the figures concerned it has nothing covered or uncovered,
// and the other figures of communes are the same.
func onlyUnknown(t tester, before, after outcome, code string, concerned func(indicator string) bool) {
	t.Helper()
	was := byKey(t, before.Figures)
	for i := range after.Figures {
		f := &after.Figures[i]
		if f.Unit >= after.Dataset.Leaves {
			continue
		}
		if after.Dataset.Units[f.Unit].Code == code && concerned(f.Indicator) {
			if f.Covered != 0 || f.Uncovered != 0 {
				t.Fatalf("not unknown: %s", describe(after.Dataset, f))
			}
			continue
		}
		// Estimates of unknown counts follow the ratio of the known ones.
		b := was[keyOf(f)]
		if b == nil || f.Covered != b.Covered || f.Uncovered != b.Uncovered || f.Total-f.Unknown != b.Total-b.Unknown {
			t.Fatalf("changed: %s", describe(after.Dataset, f))
		}
	}
}

// TestNothingMissingNothingUnknown: with every table whole and every site placed,
// no figure has an unknown part.
func TestNothingMissingNothingUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		r.sites = slices.DeleteFunc(r.sites, func(row []string) bool { return row[siteLon] == "" })
		r.counts, r.fiber, r.centres = [][]string{}, [][]string{}, [][]string{}
		for i, c := range r.communes {
			m := middle(c.polygon[0][0])
			r.counts = append(r.counts, []string{c.code, strconv.Itoa(100 + i), strconv.Itoa(400 + i)})
			r.fiber = append(r.fiber, []string{c.code, "90", "80", "100", "70", ""})
			r.centres = append(r.centres, []string{c.code, degrees(m[0]), degrees(m[1])})
		}
		for i := range r.hamlets {
			m := middle(r.communes[0].polygon[0][0])
			r.hamlets[i][3], r.hamlets[i][4], r.hamlets[i][7] = degrees(m[0]), degrees(m[1]), "yes"
		}
		for i := range r.clusters {
			m := middle(r.communes[0].polygon[0][0])
			r.clusters[i][2], r.clusters[i][3], r.clusters[i][4] = degrees(m[0]), degrees(m[1]), "9"
		}
		out := analyze(t, r, 1)
		for i := range out.Figures {
			if f := &out.Figures[i]; f.Unknown != 0 {
				t.Fatalf("unknown: %s", describe(out.Dataset, f))
			}
		}
	})
}

// TestWithoutStationsNothingIsSaid: no station in the data is no knowledge of
// coverage, not coverage of 0 %; fibre is still told.
func TestWithoutStationsNothingIsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		r.sites = nil
		out := analyze(t, r, 1)
		for i := range out.Figures {
			if f := &out.Figures[i]; !isFiber(f) {
				t.Fatalf("without stations: %s", describe(out.Dataset, f))
			}
		}
		for _, g := range out.Gaps {
			if g.Kind != coverage.GapFiber {
				t.Fatalf("without stations: a gap of %s", g.Technology)
			}
		}
	})
}
