package register

import (
	"math/rand/v2"
	"strings"
	"testing"

	"phusong/coverage"
)

// around makes samples of an operator 10 m apart, beginning at the first hamlet.
func around(n int, operator string, levelDBm int, mbps float64) []coverage.Measurement {
	var all []coverage.Measurement
	for i := range n {
		m := coverage.Measurement{Lon: 105, Lat: 21 + 0.00009*float64(i), Operator: operator, Technology: coverage.Tech4G, Date: "2025-06-01"}
		if levelDBm != 0 {
			m.LevelCentiDBm, m.HasLevel = 100*levelDBm, true
		}
		if mbps >= 0 {
			m.DownKbps, m.HasDown = int64(1000*mbps), true
		}
		all = append(all, m)
	}
	return all
}

// TestMeasuredOverridesTheModel: enough samples near enough say what the signal is.
func TestMeasuredOverridesTheModel(t *testing.T) {
	join := func(lists ...[]coverage.Measurement) []coverage.Measurement {
		var all []coverage.Measurement
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	old := around(6, "A", -130, -1)
	for i := range old {
		old[i].Date = "2023-01-01"
	}
	undated := around(6, "A", -130, -1)
	for i := range undated {
		undated[i].Date = ""
	}
	const covered, uncovered, unknown = coverage.Covered, coverage.Uncovered, coverage.Unknown
	for _, c := range []struct {
		name     string
		model    coverage.State // of A with 4g; all else is uncovered
		operator string
		samples  []coverage.Measurement
		want     coverage.HamletClass
		basis    string
	}{
		{"no samples", covered, "any", nil, coverage.HamletServed, coverage.BasisModel},
		{"too few", covered, "any", around(4, "A", -130, -1), coverage.HamletServed, coverage.BasisModel},
		{"too low", covered, "any", around(5, "A", -130, -1), coverage.HamletWhite, coverage.BasisAgainst},
		{"as the model says", covered, "any", around(5, "A", -90, 20), coverage.HamletServed, coverage.BasisBoth},
		{"slow", covered, "any", around(5, "A", -90, 2), coverage.HamletWeak, coverage.BasisAgainst},
		{"signal where the model has none", uncovered, "any", around(5, "A", -90, 20), coverage.HamletServed, coverage.BasisAgainst},
		{"slow where the model has none", uncovered, "any", around(5, "A", 0, 2), coverage.HamletWeak, coverage.BasisAgainst},
		{"no data goes through", covered, "any", around(5, "A", 0, 0), coverage.HamletWhite, coverage.BasisAgainst},
		{"where the model cannot tell", unknown, "any", around(5, "A", -130, -1), coverage.HamletWhite, coverage.BasisMeasured},
		{"on the edge of the level", covered, "any", around(5, "A", -110, -1), coverage.HamletServed, coverage.BasisBoth},
		{"on the edge of the speed", covered, "any", around(5, "A", -90, 5), coverage.HamletServed, coverage.BasisBoth},
		{"19 of 20 are 95 %", covered, "any", join(around(19, "A", -90, -1), around(1, "A", -130, -1)), coverage.HamletServed, coverage.BasisBoth},
		{"18 of 20 are not", covered, "any", join(around(18, "A", -90, -1), around(2, "A", -130, -1)), coverage.HamletWhite, coverage.BasisAgainst},
		{"another operator, better", covered, "any", around(5, "B", -90, 20), coverage.HamletServed, coverage.BasisBoth},
		{"another operator by name", covered, "A", around(5, "B", -130, -1), coverage.HamletServed, coverage.BasisModel},
		{"two of all", covered, "2", around(5, "B", -90, 20), coverage.HamletServed, coverage.BasisAgainst},
		{"nobody stated, no signal", covered, "any", around(5, "", -130, -1), coverage.HamletServed, coverage.BasisModel},
		{"nobody stated, signal", uncovered, "any", around(5, "", -90, 20), coverage.HamletServed, coverage.BasisAgainst},
		{"too old", covered, "any", old, coverage.HamletServed, coverage.BasisModel},
		{"undated", covered, "any", undated, coverage.HamletServed, coverage.BasisModel},
	} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return uncovered })
		for i := range s.signal.Receivers[1] {
			s.signal.Receivers[1][i] = c.model
		}
		s.data.Measurements = c.samples
		p := defaults()
		p.Decides, p.Operator = ByCentre, c.operator
		got := s.make(p).Records[0]
		if got.Class != c.want || got.Basis != c.basis {
			t.Errorf("%s: %s by %s, want %s by %s (%+v)", c.name, got.Class, got.Basis, c.want, c.basis, got.Measured)
		}
	}
}

// TestMeasuredRadius: a sample on the radius counts, one a metre farther does not; the
// record says how many and how far.
func TestMeasuredRadius(t *testing.T) {
	s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
	s.data.Measurements = around(6, "A", -130, -1)
	far := distanceM(105, 21, 105, s.data.Measurements[4].Lat)
	p := defaults()
	p.Decides, p.Operator, p.MeasuredRadiusM = ByCentre, "A", far
	got := s.make(p).Records[0]
	if got.Class != coverage.HamletWhite || len(got.Measured) != 1 || got.Measured[0].Points != 5 || got.Measured[0].FarthestM != far || got.Measured[0].NearestM != 0 {
		t.Errorf("radius %v: %s, %+v", far, got.Class, got.Measured)
	}
	p.MeasuredRadiusM = far - 1
	if got := s.make(p).Records[0]; got.Class != coverage.HamletServed {
		t.Errorf("radius %v: %s, want served: four samples decide nothing", far-1, got.Class)
	}
	p.MeasuredRule, p.MeasuredRadiusM = RuleMedian, far
	for i := range 3 {
		s.data.Measurements[i].LevelCentiDBm = -9000
	}
	if got := s.make(p).Records[0]; got.Class != coverage.HamletServed {
		t.Errorf("median of 3 of 5 above the level: %s, want served", got.Class)
	}
}

// TestGroupsMeasured: samples at a group make its hamlet a gap.
func TestGroupsMeasured(t *testing.T) {
	s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
	s.data.Clusters = []coverage.Cluster{{ID: "far", Located: true, Lon: 105, Lat: 21.1, Households: coverage.Known(coverage.Whole(7))}}
	for i := range s.signal.Receivers {
		s.signal.Receivers[i] = []coverage.State{coverage.Covered, coverage.Covered}
	}
	for _, operator := range []string{"A", "B", "C"} {
		for _, m := range around(5, operator, -130, -1) {
			m.Lat += 0.1
			s.data.Measurements = append(s.data.Measurements, m)
			m.Technology = coverage.Tech5G
			s.data.Measurements = append(s.data.Measurements, m)
		}
	}
	r := s.make(defaults())
	got := r.Records[0]
	if got.Class != coverage.HamletGap || got.Cause != coverage.CauseMeasured || got.Groups.Out != 1 || got.Groups.HouseholdsOut.Value != coverage.Whole(7) {
		t.Errorf("got %+v", got)
	}
	if got.Measured[0].Cluster != 0 {
		t.Errorf("measured at %d, want at the group", got.Measured[0].Cluster)
	}
}

func TestNotesOfUnusedSamples(t *testing.T) {
	s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
	s.data.Measurements = around(2, "A", -90, -1)
	s.data.Measurements[0].Date, s.data.Measurements[1].Technology = "2024-12-30", coverage.Tech3G
	if got := strings.Join(s.make(defaults()).Notes, "\n"); !strings.Contains(got, "1 of 2 measurements not used: of technologies") ||
		!strings.Contains(got, "1 of 2 measurements not used: older than 365 days") {
		t.Errorf("notes %q", got)
	}
}
