package propagation

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// ended draws from [lo, hi], each end exactly in a quarter of the draws.
func ended(t *rapid.T, name string, lo, hi float64) float64 {
	switch rapid.IntRange(0, 3).Draw(t, name+" end") {
	case 0:
		return lo
	case 1:
		return hi
	}
	return rapid.Float64Range(lo, hi).Draw(t, name)
}

// edgeGround draws ground with the shapes that comparisons trip over: level, ties
// between plateaus, a receiver deep in a valley, a transmitter below the receiver,
// a path that grazes, and the highest and the lowest ground there is.
func edgeGround(t *rapid.T, posts int) []float64 {
	h := make([]float64, posts)
	shape := rapid.SampledFrom([]string{"level", "plateaus", "valley", "climb", "graze", "extremes", "noise"}).Draw(t, "shape")
	top := ended(t, "top", 0, 9000)
	for i := range h {
		share := float64(i) / float64(posts-1)
		switch shape {
		case "level":
			h[i] = top
		case "plateaus":
			h[i] = top * float64(i/2%2)
		case "valley": // the receiver's pit: its antenna is below a smooth earth
			h[i] = top
			if i == posts-1 {
				h[i] = -1000
			}
		case "climb":
			h[i] = top * share
		case "graze": // every post touches the ray over the flat Earth
			h[i] = 50 + 100*share
		case "extremes":
			h[i] = rapid.SampledFrom([]float64{-1000, 0, 10000}).Draw(t, "h")
		default:
			h[i] = rapid.Float64Range(-10, top+1).Draw(t, "h")
		}
	}
	return h
}

// edgeZones draws zones that change at the first post, at the last, everywhere or
// nowhere.
func edgeZones(t *rapid.T, posts int) []RadioZone {
	zone := rapid.SampledFrom([]RadioZone{Inland, CoastalLand, Sea})
	z := slices.Repeat([]RadioZone{zone.Draw(t, "zone")}, posts)
	switch rapid.IntRange(0, 4).Draw(t, "zones") {
	case 0:
		return nil
	case 1:
		z[0] = zone.Draw(t, "first")
	case 2:
		z[posts-1] = zone.Draw(t, "last")
	case 3:
		for i := range z {
			z[i] = RadioZone(i % 3)
		}
	}
	return z
}

// edgeP1812 draws an input within the ranges of the Recommendation, both ends of
// each included.
func edgeP1812(t *rapid.T) P1812Input {
	posts := rapid.SampledFrom([]int{3, 4, 5, 12, 60}).Draw(t, "posts")
	length := ended(t, "km", 0.25, 3000)
	in := P1812Input{
		FrequencyMHz: ended(t, "MHz", 30, 6000), TxHeightM: ended(t, "tx", 1, 3000), RxHeightM: ended(t, "rx", 1, 3000),
		Polarisation: rapid.SampledFrom([]Polarisation{Horizontal, Vertical}).Draw(t, "pol"),
		PercentTime:  ended(t, "p", 1, 50), PercentLocations: ended(t, "pL", 1, 99), LocationSigmaDB: ended(t, "sigma", 0, 12),
		LatitudeDeg: ended(t, "phi", -80, 80), DN: ended(t, "DN", -100, 150), N0: ended(t, "N0", 200, 500),
		Zones: edgeZones(t, posts),
	}
	in.Profile.HeightM = edgeGround(t, posts)
	for i := range posts {
		in.Profile.DistanceKm = append(in.Profile.DistanceKm, length*float64(i)/float64(posts-1))
	}
	in.Profile.DistanceKm[posts-1] = length
	if rapid.Bool().Draw(t, "with clutter") {
		in.ClutterM = slices.Repeat([]float64{ended(t, "clutter", 0, 60)}, posts)
	}
	if rapid.Bool().Draw(t, "with coasts") {
		in.TxCoastKm, in.RxCoastKm = ended(t, "dct", 0, length), ended(t, "dcr", 0, length)
	}
	return in
}

// lawsOfP1812 are what the Recommendation guarantees of any path: every stage is a
// number, diffraction never helps, the loss is not below line of sight for the
// same percentage of time, and at 50 % not below free space.
func lawsOfP1812(in P1812Input) error {
	r, err := P1812(in)
	if err != nil {
		return err
	}
	if !finite(r) {
		return fmt.Errorf("a stage is not a number: %+v", r)
	}
	if r.LossDB < r.Lb0p || r.Diffraction.Median.LossDB < 0 || r.Diffraction.Beta.LossDB < 0 {
		return fmt.Errorf("loss %v below line of sight %v, or diffraction %v, %v below 0", r.LossDB, r.Lb0p, r.Diffraction.Median.LossDB, r.Diffraction.Beta.LossDB)
	}
	if in.PercentTime == 50 && r.LossDB < r.Lbfs {
		return fmt.Errorf("median loss %v below free space %v", r.LossDB, r.Lbfs)
	}
	if least := r.Lbfs - 2.6*math.Log10(50/in.PercentTime); r.LossDB < least-1e-9 {
		return fmt.Errorf("loss %v below free space with all of its multipath %v", r.LossDB, least)
	}
	if c := r.Combination; r.Path.Omega < 0 || r.Path.Omega > 1 || c.Fj < 0 || c.Fj > 1 || c.Fk < 0 || c.Fk > 1 {
		return fmt.Errorf("a share is outside [0, 1]: %+v, %+v", r.Path, c)
	}
	return nil
}

func TestP1812Edges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := edgeP1812(t)
		if err := lawsOfP1812(in); err != nil {
			t.Fatalf("%v\n%+v", err, in)
		}
	})
}

// TestP1812EveryCorner takes the ends of all ranges together: 2^8 corners over
// three grounds, of 3 posts.
func TestP1812EveryCorner(t *testing.T) {
	ends := [8][2]float64{{30, 6000}, {1, 3000}, {1, 3000}, {1, 50}, {0.25, 3000}, {-80, 80}, {-100, 150}, {200, 500}}
	for corner := range 1 << len(ends) {
		at := func(i int) float64 { return ends[i][corner>>i&1] }
		for _, middle := range []float64{0, 500, -500} {
			for _, zone := range []RadioZone{Inland, CoastalLand, Sea} {
				in := P1812Input{FrequencyMHz: at(0), TxHeightM: at(1), RxHeightM: at(2), PercentTime: at(3), LatitudeDeg: at(5), DN: at(6), N0: at(7),
					Profile: Profile{[]float64{0, at(4) / 2, at(4)}, []float64{0, middle, 0}}, Zones: []RadioZone{zone, zone, zone}}
				if err := lawsOfP1812(in); err != nil {
					t.Fatalf("%v\n%+v", err, in)
				}
			}
		}
	}
}

// TestP1812ManyPosts: 20,000 posts, hilly, from 0.25 to 3000 km, with all that can
// be given per post. Posts between those of a line change nothing but by the
// sampling of the smooth surface.
func TestP1812ManyPosts(t *testing.T) {
	const posts = 20_000
	for _, km := range []float64{0.25, 30, 3000} {
		in := P1812Input{FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5, LatitudeDeg: 13, ClutterM: make([]float64, posts), Zones: make([]RadioZone, posts)}
		in.Profile.HeightM = wavyGround(posts, 300)
		for i := range posts {
			in.Profile.DistanceKm = append(in.Profile.DistanceKm, km*float64(i)/(posts-1))
			in.ClutterM[i], in.Zones[i] = float64(i%20), RadioZone(i/500%3)
		}
		if err := lawsOfP1812(in); err != nil {
			t.Errorf("%v km: %v", km, err)
		}
		if back, there := must(P1812(reversed(in))), must(P1812(in)); math.Abs(back.LossDB-there.LossDB) > 1e-6 {
			t.Errorf("%v km: there %v dB, back %v", km, there.LossDB, back.LossDB)
		}
	}
}

// TestDeltaBullingtonEdges: a number, not below 0, whatever the ground, and the
// same in both directions: every part of delta-Bullington is reciprocal.
func TestDeltaBullingtonEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := edgeP1812(t)
		l := DiffractionLink{FrequencyMHz: in.FrequencyMHz, TxHeightM: in.TxHeightM, RxHeightM: in.RxHeightM, Polarisation: in.Polarisation,
			EffectiveRadiusKm: ended(t, "ae", 100, 1e6), SeaShare: ended(t, "omega", 0, 1)}
		there, err := DeltaBullington(in.Profile, l)
		if err != nil {
			t.Fatal(err)
		}
		l.TxHeightM, l.RxHeightM = l.RxHeightM, l.TxHeightM
		back, err := DeltaBullington(reversed(in).Profile, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []float64{there.LbaDB, there.LbsDB, there.LsphDB, there.LossDB, there.HtspM, there.HrspM} {
			if v-v != 0 {
				t.Fatalf("a stage is not a number: %+v", there)
			}
		}
		if there.LossDB < 0 || there.HtspM <= 0 || there.HrspM <= 0 {
			t.Fatalf("below 0: %+v", there)
		}
		if math.Abs(there.LossDB-back.LossDB) > 1e-6 || math.Abs(there.LbaDB-back.LbaDB) > 1e-6 || math.Abs(there.LsphDB-back.LsphDB) > 1e-6 {
			t.Fatalf("there %+v, back %+v", there, back)
		}
	})
}

// TestP1812EdgesReciprocal: free space, diffraction, troposcatter and the angular
// distance are the same in both directions. Ducting, and with it Lb, is too unless
// two posts come equally near to the ray of a path in sight: the last of them is
// the horizon of both ends, and seen from the other end that is another post. Lb is
// not reciprocal either where locations vary, which they do at the receiver alone.
func TestP1812EdgesReciprocal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := edgeP1812(t)
		in.LocationSigmaDB = 0
		other := reversed(in)
		other.TxCoastKm, other.RxCoastKm = in.RxCoastKm, in.TxCoastKm
		there, back := must(P1812(in)), must(P1812(other))
		same := func(name string, a, b float64) {
			if !(math.Abs(a-b) <= 1e-6) {
				t.Fatalf("%s: there %.9f, back %.9f\n%+v\n%+v", name, a, b, there, back)
			}
		}
		same("Lbfs", there.Lbfs, back.Lbfs)
		same("Ld50", there.Diffraction.Median.LossDB, back.Diffraction.Median.LossDB)
		same("Ldb", there.Diffraction.Beta.LossDB, back.Diffraction.Beta.LossDB)
		same("theta", there.Path.Theta, back.Path.Theta)
		same("Lbs", there.Lbs, back.Lbs)
		if tie := math.Abs(there.Path.Dlt-back.Path.Dlr) > 1e-9; tie && !there.Path.BeyondHorizon {
			return
		}
		same("Lba", there.Ducting.Lba, back.Ducting.Lba)
		same("Lb", there.LossDB, back.LossDB)
	})
}
