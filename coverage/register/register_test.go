package register

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// scene is a data set of two communes with a signal map made by hand.
type scene struct {
	data   coverage.Dataset
	signal coverage.SignalMap
}

var sceneLayers = []coverage.SignalLayer{{Technology: "3g", Operator: "A"}, {Technology: "4g", Operator: "A"}, {Technology: "4g", Operator: "B"},
	{Technology: "4g", Operator: "C"}, {Technology: "5g", Operator: "B"}}

// newScene makes hamlets with groups, all located; states are drawn.
func newScene(rng *rand.Rand, hamlets int, state func() coverage.State) *scene {
	s := &scene{data: coverage.Dataset{AsOf: "2025", Leaves: 2, Operators: []string{"A", "B", "C"}}}
	s.data.Units = []coverage.AdminUnit{{Code: "1", Level: coverage.LevelCommune, Parent: 2}, {Code: "2", Level: coverage.LevelCommune, Parent: 2},
		{Code: "D", Level: coverage.LevelDistrict, Parent: 3}, {Code: "P", Level: coverage.LevelProvince, Parent: -1}}
	powers, classes := []string{"yes", "no", ""}, append(coverage.Difficulties(), "")
	for i := range hamlets {
		h := coverage.Hamlet{ID: fmt.Sprint("H", i), Unit: rng.IntN(2), Located: true, Lon: 105 + 0.01*float64(i), Lat: 21,
			GridPower: powers[rng.IntN(3)], DifficultyClass: classes[rng.IntN(len(classes))], Households: coverage.Known(coverage.Whole(int64(rng.IntN(90))))}
		s.data.Hamlets = append(s.data.Hamlets, h)
		for k := range rng.IntN(4) {
			c := coverage.Cluster{ID: fmt.Sprint("C", k), Hamlet: i, Located: true, Lon: h.Lon, Lat: 21 + 0.002*float64(k)}
			if rng.IntN(4) > 0 {
				c.Households = coverage.Known(coverage.Whole(int64(rng.IntN(30))))
			}
			s.data.Clusters = append(s.data.Clusters, c)
		}
	}
	s.signal = coverage.SignalMap{Layers: sceneLayers}
	for range sceneLayers {
		states := make([]coverage.State, len(s.data.Receivers()))
		for i := range states {
			states[i] = state()
		}
		s.signal.Receivers = append(s.signal.Receivers, states)
	}
	return s
}

func anyState(rng *rand.Rand) func() coverage.State {
	return func() coverage.State { return coverage.State(rng.IntN(3)) }
}

func (s *scene) make(p Profile) *coverage.Register {
	return Make(Input{Dataset: &s.data, Signal: &s.signal, Criterion: "c#0", Profile: p})
}

// clone copies what laws change.
func (s *scene) clone() *scene {
	out := *s
	out.signal.Receivers = nil
	for _, states := range s.signal.Receivers {
		out.signal.Receivers = append(out.signal.Receivers, append([]coverage.State{}, states...))
	}
	out.data.Clusters = append([]coverage.Cluster{}, s.data.Clusters...)
	return &out
}

// drawProfile draws a rule of operators and of groups.
func drawProfile(t *rapid.T) Profile {
	p := defaults()
	p.ID = "law"
	p.Technology = rapid.SampledFrom([]coverage.Technology{"4g+", "4g", "3g", "5g", "2g+"}).Draw(t, "technology")
	p.Operator = rapid.SampledFrom([]string{"any", "all", "A", "C", "D", "1", "2", "3", "4"}).Draw(t, "operator")
	p.Decides = rapid.SampledFrom([]Decides{ByCentre, ByClusters, ByBoth}).Draw(t, "decides")
	p.MinHouseholds = rapid.SampledFrom([]int{0, 1, 10}).Draw(t, "min households")
	p.UnservedSharePercent = rapid.SampledFrom([]float64{0, 12.5, 50, 100}).Draw(t, "share")
	p.ClusterRadiusM = rapid.SampledFrom([]float64{0, 300}).Draw(t, "cluster radius")
	p.NoPower = rapid.SampledFrom([]string{PowerCounted, PowerApart}).Draw(t, "no power")
	return p
}

func drawScene(t *rapid.T, state func(*rand.Rand) func() coverage.State) (*scene, *rand.Rand) {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	return newScene(rng, rapid.IntRange(0, 12).Draw(t, "hamlets"), state(rng)), rng
}

// TestClassesClose: white + gap + weak + served + unknown = hamlets in every unit, the
// denominators are nested, and children add up.
func TestClassesClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := drawScene(t, anyState)
		r := s.make(drawProfile(t))
		figures := map[string][]coverage.Figure{}
		for _, f := range Figures(&s.data, r) {
			if !f.Closed() || f.Uncovered < 0 {
				t.Fatalf("does not close: %+v", f)
			}
			figures[f.Indicator] = append(figures[f.Indicator], f)
		}
		for unit := range s.data.Units {
			white, gap := figures[coverage.HamletsWhite][unit], figures[coverage.HamletsGap][unit]
			weak, served := figures[coverage.HamletsWeak][unit], figures[coverage.HamletsServed][unit]
			var count coverage.Micro
			for i := range r.Records {
				if u := s.data.Hamlets[i].Unit; !r.Records[i].Apart && (u == unit || unit >= s.data.Leaves) {
					count += coverage.One
				}
			}
			if white.Total != count || served.Total != count {
				t.Fatalf("unit %d has %v hamlets: %+v, %+v", unit, count, white, served)
			}
			if gap.Total != white.Total-white.Uncovered || weak.Total != gap.Total-gap.Uncovered {
				t.Fatalf("unit %d: denominators are not nested: %+v, %+v, %+v", unit, white, gap, weak)
			}
			if sum := white.Uncovered + gap.Uncovered + weak.Uncovered + served.Covered + served.Unknown; sum != count {
				t.Fatalf("unit %d: classes add up to %v of %v", unit, sum, count)
			}
			if weak.Covered != served.Covered || weak.Unknown != served.Unknown {
				t.Fatalf("unit %d: what weak leaves is not served: %+v, %+v", unit, weak, served)
			}
		}
	})
}

// rank orders the classes that are known.
var rank = map[coverage.HamletClass]int{coverage.HamletWhite: 0, coverage.HamletGap: 1, coverage.HamletWeak: 2, coverage.HamletServed: 3}

// TestMoreSignalIsNeverWorse: where states only rise, no hamlet falls to a worse class.
func TestMoreSignalIsNeverWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, rng := drawScene(t, anyState)
		p := drawProfile(t)
		more := s.clone()
		rising := map[coverage.State][]coverage.State{coverage.Uncovered: {coverage.Uncovered, coverage.Unknown, coverage.Covered},
			coverage.Unknown: {coverage.Unknown, coverage.Covered}, coverage.Covered: {coverage.Covered}}
		for _, states := range more.signal.Receivers {
			for i, state := range states {
				states[i] = rising[state][rng.IntN(len(rising[state]))]
			}
		}
		before, after := s.make(p), more.make(p)
		for i := range before.Records {
			was, is := before.Records[i].Class, after.Records[i].Class
			known := was != coverage.HamletUnknown && is != coverage.HamletUnknown
			if known && rank[is] < rank[was] || was == coverage.HamletServed && is != was {
				t.Fatalf("hamlet %d was %s and is %s: %+v", i, was, is, p)
			}
		}
	})
}

// TestUnknownIsSound: whatever the unknown states and households turn out to be, a
// class that is known stands.
func TestUnknownIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, rng := drawScene(t, anyState)
		p := drawProfile(t)
		told := s.clone()
		for _, states := range told.signal.Receivers {
			for i, state := range states {
				if state == coverage.Unknown {
					states[i] = coverage.State(rng.IntN(2))
				}
			}
		}
		for i := range told.data.Clusters {
			if c := &told.data.Clusters[i]; !c.Households.Known {
				c.Households = coverage.Known(coverage.Whole(int64(1 + rng.IntN(40))))
			}
		}
		before, after := s.make(p), told.make(p)
		for i := range before.Records {
			was, is := before.Records[i].Class, after.Records[i].Class
			groups := len(told.data.Clusters) > 0 || p.Decides == ByCentre
			if is == coverage.HamletUnknown && groups {
				t.Fatalf("hamlet %d is unknown though everything is known: %+v", i, after.Records[i])
			}
			if was != coverage.HamletUnknown && is != was {
				t.Fatalf("hamlet %d is %s, but turned out %s: %+v", i, was, is, p)
			}
			if was == coverage.HamletUnknown && len(before.Records[i].Missing) == 0 {
				t.Fatalf("hamlet %d is unknown and nothing is missing", i)
			}
		}
	})
}

// TestRoute: grid power and difficulty say who must act; what is not known is named.
func TestRoute(t *testing.T) {
	for _, c := range []struct {
		state                       coverage.State
		power                       string
		difficulty                  coverage.Difficulty
		wantRoute, wantMissingFirst string
	}{
		{coverage.Covered, "", "", coverage.RouteNone, ""},
		{coverage.Uncovered, "yes", coverage.DifficultySpecial, coverage.RouteFund, ""},
		{coverage.Uncovered, "yes", coverage.DifficultyArea3, coverage.RouteFund, ""},
		{coverage.Uncovered, "yes", coverage.DifficultyArea1, coverage.RouteOperators, ""},
		{coverage.Uncovered, "yes", coverage.DifficultyOrdinary, coverage.RouteOperators, ""},
		{coverage.Uncovered, "yes", "", coverage.RouteUnknown, "difficulty"},
		{coverage.Uncovered, "no", "", coverage.RouteWait, ""},
		{coverage.Uncovered, "", coverage.DifficultySpecial, coverage.RouteUnknown, "grid power"},
		{coverage.Unknown, "yes", coverage.DifficultySpecial, coverage.RouteUnknown, "coverage"},
	} {
		s := newScene(rand.New(rand.NewPCG(1, 1)), 1, func() coverage.State { return c.state })
		s.data.Hamlets[0].GridPower, s.data.Hamlets[0].DifficultyClass = c.power, c.difficulty
		p := defaults()
		p.Decides = ByCentre
		got := s.make(p).Records[0]
		first := ""
		if len(got.Missing) > 0 {
			first = got.Missing[0]
		}
		if got.Route != c.wantRoute || first != c.wantMissingFirst {
			t.Errorf("%v, power %q, difficulty %q: route %q, missing %q; want %q, %q", c.state, c.power, c.difficulty, got.Route, got.Missing, c.wantRoute, c.wantMissingFirst)
		}
	}
}
