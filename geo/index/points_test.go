package index

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// drawPositions mixes kinds of places: one country, clusters with duplicates, the
// antimeridian, a pole, anywhere, and a few that are no places.
func drawPositions(t *rapid.T) []orb.Point {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	n := rapid.IntRange(0, 300).Draw(t, "n")
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = randomPosition(rng, kind)
		if kind == 5 {
			points[i] = randomPosition(rng, rng.IntN(5))
		}
		switch {
		case i > 0 && rng.IntN(8) == 0:
			points[i] = points[rng.IntN(i)]
		case rng.IntN(50) == 0:
			points[i] = []orb.Point{{math.NaN(), 10}, {105, 90.5}, {math.Inf(1), 0}, {105, math.NaN()}}[rng.IntN(4)]
		}
	}
	return points
}

func randomPosition(rng *rand.Rand, kind int) orb.Point {
	switch kind {
	case 0:
		return orb.Point{102 + 7*rng.Float64(), 8 + 15*rng.Float64()}
	case 1:
		return orb.Point{105 + math.Round(rng.NormFloat64()*20)/1000, 10 + math.Round(rng.NormFloat64()*20)/1000}
	case 2:
		return orb.Point{math.Remainder(180+rng.NormFloat64(), 360), -17 + rng.NormFloat64()}
	case 3:
		return orb.Point{360*rng.Float64() - 180, 90 - 2*rng.Float64()}
	}
	return orb.Point{360*rng.Float64() - 180, 180*rng.Float64() - 90}
}

// distanceM is what Points promises, from the input coordinates.
func distanceM(lon, lat float64, p orb.Point) float64 {
	a, b := geo.Cartesian(lon, lat), geo.Cartesian(p[0], p[1])
	if geo.ChordM(a, b) <= shortChordM {
		return geo.ShortDistanceM(a, b)
	}
	d, _, _ := geo.Inverse(lon, lat, p[0], p[1])
	return d
}

func TestPointsAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawPositions(t)
		ix := NewPoints(points)
		keep := func(i int) bool { return i%3 != 0 }
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "queries"), 2))
		for range 20 {
			q := randomPosition(rng, rng.IntN(5))
			if len(points) > 0 && rng.IntN(3) == 0 {
				if p := points[rng.IntN(len(points))]; onEarth(p[0], p[1]) {
					q = p
				}
			}
			checkNearest(t, points, q, nil, func() (int, float64) { return ix.Nearest(q[0], q[1]) })
			checkNearest(t, points, q, keep, func() (int, float64) { return ix.NearestFunc(q[0], q[1], keep) })
			checkWithin(t, ix, points, q, math.Pow(10, 1+6*rng.Float64()))
		}
	})
}

func checkNearest(t *rapid.T, points []orb.Point, q orb.Point, keep func(int) bool, ask func() (int, float64)) {
	want, wantM := -1, math.Inf(1)
	for i, p := range points {
		if onEarth(p[0], p[1]) && (keep == nil || keep(i)) {
			if d := distanceM(q[0], q[1], p); d < wantM {
				want, wantM = i, d
			}
		}
	}
	got, gotM := ask()
	// Beyond 100 km the index computes from rounded coordinates: distances agree to nanometres.
	same := got == want || (got >= 0 && want >= 0 && wantM > shortChordM && points[got] != points[want])
	if !same || (want >= 0 && math.Abs(gotM-wantM) > 1e-6) {
		t.Fatalf("nearest to %v: %d at %v m, want %d at %v m", q, got, gotM, want, wantM)
	}
}

func checkWithin(t *rapid.T, ix *Points, points []orb.Point, q orb.Point, radiusM float64) {
	var got []int
	ix.Within(q[0], q[1], radiusM, func(i int) { got = append(got, i) })
	slices.Sort(got)
	var want []int
	for i, p := range points {
		if onEarth(p[0], p[1]) && distanceM(q[0], q[1], p) <= radiusM {
			want = append(want, i)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("within %v m of %v: %v, want %v", radiusM, q, got, want)
	}
}

func TestPointsCases(t *testing.T) {
	ix := NewPoints([][2]float64{{179.9, 0}, {-179.95, 0}, {0, 89.9}, {180, 89.9}, {105, 10}, {105, 10}, {465, 11}})
	for _, tc := range []struct {
		lon, lat float64
		want     int
	}{
		{180, 0, 1}, {-180, 0, 1}, {179.92, 0, 0}, {540, 0, 1},
		{10, 89.95, 2}, {170, 89.95, 3}, {105, 10.1, 4}, {105, 11, 6}, {-77, -60, 1},
	} {
		if got, d := ix.Nearest(tc.lon, tc.lat); got != tc.want {
			t.Errorf("nearest to %v,%v is %d at %v m, want %d", tc.lon, tc.lat, got, d, tc.want)
		}
	}
	if i, d := ix.Nearest(math.NaN(), 0); i != -1 || !math.IsInf(d, 1) {
		t.Errorf("nearest to NaN is %d, %v", i, d)
	}
	if i, d := NewPoints[orb.Point](nil).Nearest(105, 10); i != -1 || !math.IsInf(d, 1) {
		t.Errorf("nearest of nothing is %d, %v", i, d)
	}
	// The radius itself belongs to the disc.
	_, d := ix.Nearest(105, 10.1)
	n := 0
	ix.Within(105, 10.1, d, func(int) { n++ })
	if n != 2 {
		t.Errorf("%d points within the distance of the nearest two, want 2", n)
	}
	ix.Within(105, 10.1, -1, func(i int) { t.Errorf("point %d within -1 m", i) })
}

// The order of the input decides nothing but the numbers and ties.
func TestPointsShuffled(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	points := make([]orb.Point, 2000)
	for i := range points {
		points[i] = randomPosition(rng, i%2)
	}
	order := rng.Perm(len(points))
	shuffled := make([]orb.Point, len(points))
	for i, k := range order {
		shuffled[i] = points[k]
	}
	a, b := NewPoints(points), NewPoints(shuffled)
	for range 500 {
		q := randomPosition(rng, 0)
		i, di := a.Nearest(q[0], q[1])
		j, dj := b.Nearest(q[0], q[1])
		if di != dj || points[i] != shuffled[j] {
			t.Fatalf("nearest to %v: %v at %v, shuffled %v at %v", q, points[i], di, shuffled[j], dj)
		}
	}
}

// country is n stations, four in five of them in 60 towns.
func country(n int) []orb.Point {
	rng := rand.New(rand.NewPCG(9, 9))
	towns := make([]orb.Point, 60)
	for i := range towns {
		towns[i] = randomPosition(rng, 0)
	}
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = randomPosition(rng, 0)
		if i%5 != 0 {
			town := towns[rng.IntN(len(towns))]
			points[i] = orb.Point{town[0] + 0.08*rng.NormFloat64(), town[1] + 0.08*rng.NormFloat64()}
		}
	}
	return points
}

func BenchmarkPointsNearest(b *testing.B) {
	uniform := make([]orb.Point, 100_000)
	rng := rand.New(rand.NewPCG(3, 3))
	for i := range uniform {
		uniform[i] = randomPosition(rng, 0)
	}
	outlier := append(country(100_000), orb.Point{0, 0}, orb.Point{10.5, 105.2 - 90})
	for _, bc := range []struct {
		name   string
		points []orb.Point
	}{{"uniform", uniform}, {"towns", country(100_000)}, {"towns and strays", outlier}} {
		ix := NewPoints(bc.points)
		b.Run(bc.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				q := uniform[i%len(uniform)]
				if got, _ := ix.Nearest(q[0]+0.001, q[1]); got < 0 {
					b.Fatal("nothing near")
				}
			}
		})
	}
}

func BenchmarkPointsWithin10km(b *testing.B) {
	points := country(100_000)
	ix := NewPoints(points)
	n := 0
	for i := 0; b.Loop(); i++ {
		q := points[i%len(points)]
		ix.Within(q[0], q[1], 10e3, func(int) { n++ })
	}
	b.ReportMetric(float64(n)/float64(b.N), "found/op")
}

func BenchmarkNewPoints(b *testing.B) {
	points := country(100_000)
	for b.Loop() {
		NewPoints(points)
	}
}
