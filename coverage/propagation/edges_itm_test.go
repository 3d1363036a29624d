package propagation

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// edgeITM draws settings within the ranges that ITM is warned of outside, both
// ends included, and grounds from poor to sea water.
func edgeITM(t *rapid.T) ITM {
	ground := rapid.SampledFrom([][2]float64{{4, 0.001}, {15, 0.005}, {25, 0.02}, {81, 0.01}, {81, 5}}).Draw(t, "ground")
	return ITM{
		TxHeightM: ended(t, "tx", 0.5, 3000), RxHeightM: ended(t, "rx", 0.5, 3000), FrequencyMHz: ended(t, "MHz", 20, 20_000),
		Polarization: rapid.SampledFrom([]ITMPolarization{ITMHorizontal, ITMVertical}).Draw(t, "pol"),
		Climate:      ITMClimate(rapid.IntRange(1, 7).Draw(t, "climate")), Refractivity: ended(t, "N0", 250, 400),
		Permittivity: ground[0], ConductivitySPerM: ground[1],
	}
}

// lawsOfITM: a path has only numbers, a reference attenuation of 0 dB or more, and
// a finite loss for every service and share.
func lawsOfITM(t *rapid.T, p *ITMPath) {
	for _, v := range []float64{p.ReferenceDB, p.FreeSpaceDB, p.DeltaHM, p.HorizonAngleRad[0], p.HorizonAngleRad[1], p.HorizonDistanceM[0],
		p.HorizonDistanceM[1], p.EffectiveHeightM[0], p.EffectiveHeightM[1], p.SurfaceRefractivity, p.EarthRadiusM} {
		if v-v != 0 {
			t.Fatalf("a stage is not a number: %+v", p)
		}
	}
	if p.ReferenceDB < 0 || p.DeltaHM < 0 || p.Mode < ITMLineOfSight || p.Mode > ITMTroposcatter {
		t.Fatalf("below 0 or without a mode: %+v", p)
	}
	shares := ITMShares{TimePct: ended(t, "time", 0.01, 99.99), LocationPct: ended(t, "location", 0.01, 99.99), SituationPct: ended(t, "situation", 0.01, 99.99)}
	for _, service := range []ITMService{ITMSingleMessage, ITMAccidental, ITMMobile, ITMBroadcast} {
		l, err := p.Loss(ITMVariability{Service: service, SameLocations: rapid.Bool().Draw(t, "same"), NoSituation: rapid.Bool().Draw(t, "sure")}, shares)
		if err != nil || l.LossDB-l.LossDB != 0 || l.LossDB < p.FreeSpaceDB-60 {
			t.Fatalf("service %d, %+v: got %+v, error %v", service, shares, l, err)
		}
	}
}

// refusedITM is whether an error names a range: that of the refractivity at the
// height of the path, or of the ground's impedance.
func refusedITM(m *ITM, err error) bool {
	rangeError := (*RangeError)(nil)
	return errors.As(err, &rangeError) || m.ConductivitySPerM == 5 && m.Polarization == ITMVertical
}

// below10km brings ground under 10 km, which ITM takes no more.
func below10km(ground []float64) []float64 {
	for i := range ground {
		ground[i] = min(ground[i], 9999)
	}
	return ground
}

func TestITMEdges(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		m := edgeITM(t)
		posts := rapid.SampledFrom([]int{2, 3, 4, 11, 80}).Draw(t, "posts")
		p, err := m.PointToPoint(ended(t, "m", 10, 2e6)/float64(posts-1), below10km(edgeGround(t, posts)))
		if err != nil {
			if refused++; !refusedITM(&m, err) {
				t.Fatalf("%+v: %v", m, err)
			}
			return
		}
		lawsOfITM(t, &p)
	})
	t.Logf("%d draws refused by name", refused)
}

func TestITMAreaEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := edgeITM(t)
		a := ITMArea{DistanceM: ended(t, "m", 1, 3e6), DeltaHM: ended(t, "delta h", 0, 3000),
			TxSiting: ITMSiting(rapid.IntRange(0, 2).Draw(t, "tx siting")), RxSiting: ITMSiting(rapid.IntRange(0, 2).Draw(t, "rx siting"))}
		p, err := m.Area(a)
		if err != nil {
			if !refusedITM(&m, err) {
				t.Fatalf("%+v %+v: %v", m, a, err)
			}
			return
		}
		lawsOfITM(t, &p)
	})
}

// TestITMReciprocal: over level ground both directions lose the same. Over other
// ground ITM is not reciprocal: foregrounds are cut off at a post that is rounded
// down from the transmitter, which moves delta_h and the effective heights.
func TestITMReciprocal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := edgeITM(t)
		posts := rapid.IntRange(3, 200).Draw(t, "posts")
		step := ended(t, "step", 1, 5000)
		ground := below10km(edgeGround(t, posts))
		other := m
		other.TxHeightM, other.RxHeightM = m.RxHeightM, m.TxHeightM
		there, err := m.PointToPoint(step, ground)
		if err != nil {
			return
		}
		reverse := slices.Clone(ground)
		slices.Reverse(reverse)
		back, err := other.PointToPoint(step, reverse)
		if err != nil {
			return
		}
		level := slices.Max(ground) == slices.Min(ground)
		if level && math.Abs(there.ReferenceDB-back.ReferenceDB) > 1e-6 {
			t.Fatalf("level ground: there %+v, back %+v", there, back)
		}
		if math.Abs(there.FreeSpaceDB-back.FreeSpaceDB) > 1e-9 || math.Abs(there.SurfaceRefractivity-back.SurfaceRefractivity) > 1e-9 {
			t.Fatalf("there %+v, back %+v", there, back)
		}
	})
}

// TestITMManyPosts: 20,000 posts from 2 to 2000 km.
func TestITMManyPosts(t *testing.T) {
	ground := wavyGround(20_000, 600)
	for _, stepM := range []float64{0.1, 5, 100} {
		m := itmAverage(30, 1.5, 1800)
		p, err := m.PointToPoint(stepM, ground)
		if err != nil {
			t.Fatal(err)
		}
		if l, err := p.Loss(ITMVariability{}, ITMConfidence(50, 50)); err != nil || !(l.LossDB > p.FreeSpaceDB) || math.IsInf(l.LossDB, 0) {
			t.Errorf("step %v m: got %+v, error %v, of %+v", stepM, l, err, p)
		}
	}
}
