package register

import (
	"math/rand/v2"
	"testing"

	"phusong/coverage"
)

// Groups of a hamlet that has signal itself, on every edge of the rules on groups.
func TestEdgesOfGroups(t *testing.T) {
	const covered, uncovered, unknown = coverage.Covered, coverage.Uncovered, coverage.Unknown
	group := func(households int64, metres float64) coverage.Cluster {
		c := coverage.Cluster{Located: true, Lon: 105, Lat: 21 + metres/110_750}
		if households >= 0 {
			c.Households = coverage.Known(coverage.Whole(households))
		}
		return c
	}
	exact := distanceM(105, 21, 105, group(9, 300).Lat)
	for _, c := range []struct {
		name   string
		groups []coverage.Cluster
		states []coverage.State
		rule   Profile
		want   coverage.HamletClass
	}{
		{"at the reference point itself", []coverage.Cluster{group(9, 0)}, []coverage.State{uncovered}, Profile{}, coverage.HamletGap},
		{"at the reference point, with a radius", []coverage.Cluster{group(9, 0)}, []coverage.State{uncovered}, Profile{ClusterRadiusM: 0.5}, coverage.HamletServed},
		{"on the radius", []coverage.Cluster{group(9, 300)}, []coverage.State{uncovered}, Profile{ClusterRadiusM: exact}, coverage.HamletServed},
		{"beyond it", []coverage.Cluster{group(9, 300)}, []coverage.State{uncovered}, Profile{ClusterRadiusM: exact - 0.01}, coverage.HamletGap},
		{"as many households as asked", []coverage.Cluster{group(9, 900)}, []coverage.State{uncovered}, Profile{MinHouseholds: 9}, coverage.HamletGap},
		{"one less", []coverage.Cluster{group(8, 900)}, []coverage.State{uncovered}, Profile{MinHouseholds: 9}, coverage.HamletServed},
		{"not known how many, one asked", []coverage.Cluster{group(-1, 900)}, []coverage.State{uncovered}, Profile{MinHouseholds: 1}, coverage.HamletGap},
		{"not known how many, two asked", []coverage.Cluster{group(-1, 900)}, []coverage.State{uncovered}, Profile{MinHouseholds: 2}, coverage.HamletUnknown},
		{"not known how many, with signal", []coverage.Cluster{group(-1, 900)}, []coverage.State{covered}, Profile{MinHouseholds: 2}, coverage.HamletServed},
		{"half is enough", []coverage.Cluster{group(5, 900), group(5, 950)}, []coverage.State{covered, uncovered}, Profile{UnservedSharePercent: 50}, coverage.HamletGap},
		{"less than half", []coverage.Cluster{group(6, 900), group(5, 950)}, []coverage.State{covered, uncovered}, Profile{UnservedSharePercent: 50}, coverage.HamletServed},
		{"all are out, however many", []coverage.Cluster{group(-1, 900)}, []coverage.State{uncovered}, Profile{UnservedSharePercent: 50}, coverage.HamletGap},
		{"the unknown could make it half", []coverage.Cluster{group(6, 900), group(5, 950), group(1, 980)}, []coverage.State{covered, uncovered, unknown},
			Profile{UnservedSharePercent: 50}, coverage.HamletUnknown},
	} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return covered })
		s.data.Clusters = c.groups
		for i := range s.signal.Receivers {
			s.signal.Receivers[i] = append([]coverage.State{covered}, c.states...)
		}
		p := defaults()
		p.Decides, p.MinHouseholds, p.ClusterRadiusM, p.UnservedSharePercent = ByBoth, c.rule.MinHouseholds, c.rule.ClusterRadiusM, c.rule.UnservedSharePercent
		if got := s.make(p).Records[0]; got.Class != c.want {
			t.Errorf("%s: %s, want %s (%+v)", c.name, got.Class, c.want, got.Groups)
		}
	}
}

// Where groups decide alone and none counts for sure, the reference point decides should
// none count: only where it says the same is the class known.
func TestGroupsThatMayNotCount(t *testing.T) {
	const covered, uncovered = coverage.Covered, coverage.Uncovered
	for _, c := range []struct {
		centre, group coverage.State
		want          coverage.HamletClass
	}{
		{covered, covered, coverage.HamletServed}, {covered, uncovered, coverage.HamletUnknown},
		{uncovered, covered, coverage.HamletUnknown}, {uncovered, uncovered, coverage.HamletWhite},
	} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return uncovered })
		s.data.Clusters = []coverage.Cluster{{Located: true, Lon: 105, Lat: 21.01}}
		for i := range s.signal.Receivers {
			s.signal.Receivers[i] = []coverage.State{c.centre, c.group}
		}
		p := defaults()
		p.Decides, p.MinHouseholds = ByClusters, 5
		if got := s.make(p).Records[0]; got.Class != c.want {
			t.Errorf("%v: %s, want %s", c, got.Class, c.want)
		}
	}
	// Beside a group that counts, one that may count and has no signal either changes nothing.
	none := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return uncovered })
	none.data.Clusters = []coverage.Cluster{{Located: true, Lon: 105, Lat: 21.01, Households: coverage.Known(coverage.Whole(9))}, {Located: true, Lon: 105, Lat: 21.02}}
	for i := range none.signal.Receivers {
		none.signal.Receivers[i] = []coverage.State{covered, uncovered, uncovered}
	}
	asked := defaults()
	asked.Decides, asked.MinHouseholds = ByClusters, 5
	if got := none.make(asked).Records[0]; got.Class != coverage.HamletWhite {
		t.Errorf("no group has signal: %s, want white", got.Class)
	}
	// Beside a group that counts and is fast, a slow one that may count.
	s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return covered })
	s.data.Clusters = []coverage.Cluster{{Located: true, Lon: 105, Lat: 21.1, Households: coverage.Known(coverage.Whole(9))}, {Located: true, Lon: 105, Lat: 21}}
	for i := range s.signal.Receivers {
		s.signal.Receivers[i] = []coverage.State{covered, covered, covered}
	}
	s.data.Measurements = around(5, "A", -90, 2)
	p := defaults()
	p.Decides, p.Operator, p.MinHouseholds = ByClusters, "A", 5
	p.Technology = coverage.Tech4G
	if got := s.make(p).Records[0]; got.Class != coverage.HamletUnknown {
		t.Errorf("a slow group that may count: %s, want unknown", got.Class)
	}
}

// Speed at a group matters where groups decide alone; else the record does not name it.
func TestSpeedAtGroups(t *testing.T) {
	for decides, want := range map[Decides]coverage.HamletClass{ByBoth: coverage.HamletServed, ByClusters: coverage.HamletWeak, ByCentre: coverage.HamletServed} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
		s.data.Clusters = []coverage.Cluster{{Located: true, Lon: 105, Lat: 21.1, Households: coverage.Known(coverage.Whole(9))}}
		for i := range s.signal.Receivers {
			s.signal.Receivers[i] = []coverage.State{coverage.Covered, coverage.Covered}
		}
		s.data.Measurements = around(5, "A", -90, 2)
		for i := range s.data.Measurements {
			s.data.Measurements[i].Lat += 0.1
		}
		p := defaults()
		p.Decides, p.Operator, p.Technology = decides, "A", coverage.Tech4G
		got := s.make(p).Records[0]
		if got.Class != want {
			t.Errorf("%s: %s, want %s", decides, got.Class, want)
		}
		for _, m := range got.Measured {
			if m.What == coverage.MeasuredSpeed && decides != ByClusters {
				t.Errorf("%s names a speed that decides nothing: %+v", decides, m)
			}
		}
	}
}

// At least k operators of n, each with any of its layers; nobody can be more than all.
func TestAtLeastSoManyOperators(t *testing.T) {
	for rule, want := range map[string]coverage.HamletClass{"any": coverage.HamletServed, "1": coverage.HamletServed, "2": coverage.HamletServed, "3": coverage.HamletWhite, "all": coverage.HamletWhite,
		"4": coverage.HamletWhite, "A": coverage.HamletServed, "C": coverage.HamletWhite} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Uncovered })
		s.signal.Receivers[1][0], s.signal.Receivers[4][0] = coverage.Covered, coverage.Covered // 4G of A, 5G of B
		p := defaults()
		p.Decides, p.Operator = ByCentre, rule
		if got := s.make(p).Records[0]; got.Class != want {
			t.Errorf("%s: %s, want %s", rule, got.Class, want)
		}
	}
	empty := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
	empty.data.Operators, empty.signal.Layers, empty.signal.Receivers = nil, nil, nil
	p := defaults()
	p.Decides, p.Operator = ByCentre, coverage.OperatorAll
	if got := empty.make(p).Records[0]; got.Class != coverage.HamletWhite {
		t.Errorf("all of no operators: %s, want white", got.Class)
	}
}

// A sample of the last day that counts counts; of four samples two are no median.
func TestEdgesOfSamples(t *testing.T) {
	class := func(date string, good int, rule string) coverage.HamletClass {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Covered })
		s.data.AsOf = "2025-06-30"
		s.data.Measurements = around(4, "A", -130, -1)
		for i := range s.data.Measurements {
			m := &s.data.Measurements[i]
			if m.Date = date; i < good {
				m.LevelCentiDBm = -9000
			}
		}
		p := defaults()
		p.Decides, p.Operator, p.MeasuredPoints, p.MeasuredRule, p.MeasuredMaxAgeDays = ByCentre, "A", 4, rule, 30
		return s.make(p).Records[0].Class
	}
	for _, c := range []struct {
		date string
		good int
		rule string
		want coverage.HamletClass
	}{
		{"2025-05-31", 0, RuleShare, coverage.HamletWhite}, {"2025-05-30", 0, RuleShare, coverage.HamletServed},
		{"2025-06-30", 2, RuleMedian, coverage.HamletWhite}, {"2025-06-30", 3, RuleMedian, coverage.HamletServed},
	} {
		if got := class(c.date, c.good, c.rule); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// A gap is explained at the group without signal that has most households, the first of
// equals, and lacks what the best layer there lacks.
func TestWhereAGapIsExplained(t *testing.T) {
	s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return coverage.Uncovered })
	s.data.Clusters = nil
	for i, households := range []int64{5, 7, 7, 90} {
		s.data.Clusters = append(s.data.Clusters, coverage.Cluster{Located: true, Lon: 105, Lat: 21.01 + 0.01*float64(i), Households: coverage.Known(coverage.Whole(households))})
	}
	states := []coverage.State{coverage.Covered, coverage.Uncovered, coverage.Uncovered, coverage.Uncovered, coverage.Covered}
	levels := []int16{-9000, -11500, -11400, -11300, -9000}
	for i := range s.signal.Receivers {
		s.signal.Receivers[i] = states
		s.signal.ThresholdCentiDBm = append(s.signal.ThresholdCentiDBm, -11000)
		var received []coverage.ReceiverLevel
		for _, level := range levels {
			received = append(received, coverage.ReceiverLevel{CentiDBm: level})
		}
		s.signal.ReceiverLevels = append(s.signal.ReceiverLevels, received)
	}
	got := s.make(defaults()).Records[0]
	if got.Class != coverage.HamletGap || !got.HasShort || got.ShortCentiDB != 400 || got.Groups.Out != 3 || got.Groups.HouseholdsOut.Value != coverage.Whole(19) {
		t.Errorf("%+v", got)
	}
	for i := range s.signal.ReceiverLevels { // measured, or blocked: the level itself is enough
		s.signal.ReceiverLevels[i][2].CentiDBm = -10900
	}
	if got := s.make(defaults()).Records[0]; got.HasShort {
		t.Errorf("lacks %d where nothing is lacking", got.ShortCentiDB)
	}
}
