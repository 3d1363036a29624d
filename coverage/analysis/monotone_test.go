package analysis_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// The laws of monotony: more network or a lower bar never lowers coverage.

// neverLower compares covered of every figure that both results have.
func neverLower(t tester, what string, before, after outcome) {
	t.Helper()
	was := byKey(t, before.Figures)
	for i := range after.Figures {
		f := &after.Figures[i]
		b := was[keyOf(f)]
		if b == nil || f.CountOnly {
			continue
		}
		if f.Covered < b.Covered-areaSlackM2(f.Indicator) {
			t.Fatalf("%s: covered falls from %v to %v: %s", what, b.Covered, f.Covered, describe(after.Dataset, f))
		}
		// Nor does it raise uncovered; but the expected share of a cell that was
		// unknown and is now covered is told apart into covered and uncovered, and
		// the rule max may turn to another operator.
		other := strings.HasSuffix(f.Indicator, coverage.ExpectedSuffix) || f.Operator == coverage.OperatorMax
		if f.Covered+f.Unknown < b.Covered+b.Unknown-areaSlackM2(f.Indicator) && !other && !isFiber(f) {
			t.Fatalf("%s: uncovered rises: %s, before %s", what, describe(after.Dataset, f), describe(before.Dataset, b))
		}
	}
}

// TestMoreStationsCoverMore: one more site of an operator that is there already.
// The rule all is about every operator of the data, and a new one may lower it.
func TestMoreStationsCoverMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		if len(r.sites) == 0 {
			t.Skip("no operator")
		}
		before := analyze(t, r, 1)
		more := r.clone()
		row := newSite(t, r)
		if rapid.IntRange(0, 3).Draw(t, "position") == 0 { // unknown where it stands
			row[siteLon], row[siteLat], row[siteCommune] = "", "", r.communes[0].code
		}
		more.sites = append(more.sites, row)
		neverLower(t, "one more site", before, analyze(t, more, 1))
	})
}

// TestMorePowerCoversMore: 3 dB more for every station, and for the stated
// radius a tenth more.
func TestMorePowerCoversMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		louder := r.clone()
		for i, row := range louder.sites {
			eirp, err := strconv.ParseFloat(row[siteEIRP], 64)
			if err != nil {
				t.Fatalf("%v", err)
			}
			louder.sites[i][siteEIRP] = fmt.Sprintf("%.1f", eirp+3)
			if m, err := strconv.ParseFloat(row[siteRange], 64); err == nil {
				louder.sites[i][siteRange] = fmt.Sprintf("%.1f", m*1.1)
			}
		}
		neverLower(t, "3 dB more", analyze(t, r, 1), analyze(t, louder, 1))
	})
}

// rsrpCriterion is a criterion file with a threshold for 4G and 5G and a share of locations.
func rsrpCriterion(dBm, locations float64) string {
	return fmt.Sprintf("extends: outdoor-110\nid: law\ntitle: \"law\"\ntitle_vi: \"law\"\nsource: \"test\"\n"+
		"thresholds_dbm: {2g: -95, 3g: -99, 4g: %v, 5g: %v}\nlocation_percent: %v\n", dBm, dBm, locations)
}

// TestLowerThresholdCoversMore: 3 dB less asked for, or fewer locations.
func TestLowerThresholdCoversMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "outdoor-110")
		locations := rapid.SampledFrom([]float64{50, 75, 90}).Draw(t, "locations")
		r.criterion = rsrpCriterion(-105, locations)
		strict := analyze(t, r, 1)
		r.criterion = rsrpCriterion(-108, locations)
		easy := analyze(t, r, 1)
		neverLower(t, "3 dB less asked for", strict, easy)
		if locations > 50 {
			r.criterion = rsrpCriterion(-108, 60)
			neverLower(t, "fewer locations", easy, analyze(t, r, 1))
		}
	})
}

// TestUnplacedStationMakesUnknown: a site without a position, in a commune that
// is stated, moves uncovered to unknown in the cells of that commune and changes
// no covered; without a commune it is rejected and changes nothing but the problems.
func TestUnplacedStationMakesUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		if len(r.sites) == 0 {
			t.Skip("no operator")
		}
		row := newSite(t, r)
		home := rapid.SampledFrom(r.communes).Draw(t, "home").code
		before := analyze(t, r, 1)
		more := r.clone()
		row[siteLon], row[siteLat], row[siteCommune] = "", "", home
		more.sites = append(more.sites, row)
		after := analyze(t, more, 1)
		was, firsts := byKey(t, before.Figures), len(layersOf(after.Dataset)) > len(layersOf(before.Dataset))
		for i := range after.Figures {
			f := &after.Figures[i]
			b := was[keyOf(f)]
			if b == nil || f.CountOnly || f.Indicator == coverage.MobileCommunes || f.Operator == coverage.OperatorMax || isNested(f) {
				continue
			}
			u := &after.Dataset.Units[f.Unit]
			slack := areaSlackM2(f.Indicator)
			if d := f.Covered - b.Covered; d > slack || d < -slack || f.Total != b.Total || f.Unknown < b.Unknown-slack {
				t.Fatalf("before %s, after %s", describe(before.Dataset, b), describe(after.Dataset, f))
			}
			// A commune without a centre is unknown as soon as its operators have any
			// station at all, and so is a hamlet that nobody knows where it is.
			undecided := r.criterion == "commune-centre" && u.Centre == nil || firsts && lacksPlaces(after.Dataset, f)
			if u.Level == coverage.LevelCommune && !undecided && !shareCells(after.Dataset, home, f.Unit) && sansAssumed(f) != sansAssumed(b) {
				t.Fatalf("a station of %s changes %s, before %s", home, describe(after.Dataset, f), describe(before.Dataset, b))
			}
		}
		more.sites[len(more.sites)-1][siteCommune] = ""
		after = analyze(t, more, 1)
		if !hasProblem(after.Dataset, "position.missing", "sites.csv") || !hasProblem(after.Dataset, "site.nowhere", "sites.csv") {
			t.Fatalf("a site without any place is not reported: %v", after.Dataset.Problems)
		}
		sameFiles(t, "a site without any place", after, before, "figures.csv", "gaps.geojson", "sites.geojson")
	})
}

// layersOf are the operators and technologies that have a station.
func layersOf(d *coverage.Dataset) map[coverage.SignalLayer]bool {
	all := map[coverage.SignalLayer]bool{}
	for i := range d.Sites {
		for _, c := range d.Sites[i].Cells {
			all[coverage.SignalLayer{Technology: c.Technology, Operator: c.Operator}] = true
		}
	}
	return all
}

// lacksPlaces reports whether a figure of hamlets counts one without a position.
func lacksPlaces(d *coverage.Dataset, f *coverage.Figure) bool {
	ofHamlets := strings.HasPrefix(f.Indicator, "hamlets.") || f.Indicator == coverage.MobileHamlets
	return ofHamlets && slices.ContainsFunc(d.Hamlets, func(h coverage.Hamlet) bool { return h.Unit == f.Unit && !h.Located })
}

// shareCells reports whether a leaf unit is the one with a code or has cells in
// common with it: on their border a cell belongs to both.
func shareCells(d *coverage.Dataset, code string, unit int) bool {
	cells := map[[2]int32]bool{}
	for i := range d.Units[:d.Leaves] {
		if d.Units[i].Code == code {
			d.Demand.Each(i, 0, 0, func(p coverage.Piece) { cells[[2]int32{p.Col, p.Row}] = true })
		}
	}
	shared := false
	d.Demand.Each(unit, 0, 0, func(p coverage.Piece) { shared = shared || cells[[2]int32{p.Col, p.Row}] })
	return shared
}

func sansAssumed(f *coverage.Figure) coverage.Figure {
	g := *f
	g.Assumed = 0
	return g
}

func hasProblem(d *coverage.Dataset, rule, file string) bool {
	for _, p := range d.Problems {
		if p.Rule == rule && p.File == file {
			return true
		}
	}
	return false
}
