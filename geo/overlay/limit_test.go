package overlay

import (
	"math/rand"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// randomRing has n corners anywhere in a box of w by h E7 units, so that about a
// quarter to a third of all pairs of its edges cross.
func randomRing(n, w, h int, seed int64) orb.Ring {
	rng := rand.New(rand.NewSource(seed))
	var r orb.Ring
	for range n {
		r = append(r, Point{geo.E7(rng.Intn(w + 1)), geo.E7(rng.Intn(h + 1))}.Degrees())
	}
	return append(r, r[0])
}

// comb has n teeth of h units, slanted by dx, next to each other: no crossings,
// but every box meets every other when the slant is wide.
func comb(n, h, dx int) orb.Ring {
	var r orb.Ring
	for i := range n {
		x := geo.E7(20 * i)
		r = append(r, Point{x, 0}.Degrees(), Point{x + geo.E7(dx) + 5, geo.E7(h)}.Degrees(), Point{x + 10, 0}.Degrees())
	}
	r = append(r, Point{geo.E7(20 * n), -10}.Degrees(), Point{-10, -10}.Degrees())
	return append(r, r[0])
}

// star has n triangles that all have one corner in common.
func star(n int) (mp orb.MultiPolygon) {
	for i := range geo.E7(n) {
		y := 4*i - 2*geo.E7(n)
		mp = append(mp, orb.Polygon{line(0, 0, 10_000_000, y, 10_000_000, y+2, 0, 0)})
	}
	return mp
}

// concentric has n squares around each other.
func concentric(n int) (squares []orb.MultiPolygon) {
	for i := range geo.E7(n) {
		squares = append(squares, rect(-10*i-10, -10*i-10, 10*i+10, 10*i+10))
	}
	return squares
}

// cost runs f and returns the time it takes and the memory it asks for, which
// bounds what it holds at any time.
func cost(f func()) (time.Duration, uint64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	return took, after.TotalAlloc - before.TotalAlloc
}

// Generous, for machines under load: each case takes a few seconds at most.
const mostTime = 60 * time.Second

// TestRepairIsBounded gives Repair what is made to be expensive: either it is
// done, or refused, but within limits.
func TestRepairIsBounded(t *testing.T) {
	var nested orb.MultiPolygon
	for _, square := range concentric(3000) {
		nested = append(nested, square...)
	}
	tests := []struct {
		name    string
		mp      orb.MultiPolygon
		refused bool
		mostMB  uint64
	}{
		{"20 units wide, 60 edges", orb.MultiPolygon{{randomRing(60, 20, 10_000_000, 1)}}, false, 20},
		{"20 units wide, 200 edges", orb.MultiPolygon{{randomRing(200, 20, 10_000_000, 2)}}, false, 100},
		{"20 units high, 200 edges", orb.MultiPolygon{{randomRing(200, 10_000_000, 20, 3)}}, false, 100},
		{"1 unit wide, over the globe", orb.MultiPolygon{{randomRing(200, 1, 900_000_000, 4)}}, false, 100},
		{"500 random edges", orb.MultiPolygon{{randomRing(500, 10_000_000, 10_000_000, 5)}}, false, 200},
		{"10,000 random edges", orb.MultiPolygon{{randomRing(10_000, 10_000_000, 10_000_000, 6)}}, true, 500},
		{"10,000 random edges, 20 units wide", orb.MultiPolygon{{randomRing(10_000, 20, 10_000_000, 7)}}, true, 500},
		{"100,000 random edges", orb.MultiPolygon{{randomRing(100_000, 10_000_000, 10_000_000, 8)}}, true, 500},
		{"upright comb", orb.MultiPolygon{{comb(50_000, 10_000_000, 0)}}, false, 200},
		{"slanted comb", orb.MultiPolygon{{comb(2_000, 10_000_000, 10_000_000)}}, false, 50},
		{"far point", orb.MultiPolygon{{comb(20_000, 1000, 0)}, {line(1_700_000_000, 0, 1_700_000_010, 0, 1_700_000_010, 10, 1_700_000_000, 0)}}, false, 100},
		{"star", star(800), false, 200},
		{"large star", star(100_000), true, 500},
		{"nested squares", nested, true, 500},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var mp orb.MultiPolygon
			var defects []Defect
			took, bytes := cost(func() { mp, defects = Repair(tt.mp) })
			if took > mostTime || bytes > tt.mostMB<<20 {
				t.Errorf("got %v and %d MB, want at most %v and %d MB", took, bytes>>20, mostTime, tt.mostMB)
			}
			t.Logf("%v, %d MB, %v", took, bytes>>20, slices.Compact(rules(defects)))
			if got := slices.Contains(rules(defects), RuleTooComplex); got != tt.refused || got != (len(mp) == 0) {
				t.Errorf("got refused %v with %d polygons, want %v", got, len(mp), tt.refused)
			}
			if mp == nil || slices.Contains(rules(defects), RuleEmpty) {
				t.Errorf("got nil %v and rules %v, want an empty multipolygon and no %s", mp == nil, rules(defects), RuleEmpty)
			}
			if found := Validate(mp); found != nil {
				t.Errorf("got a result that is not valid: %+v", found[0])
			}
		})
	}
}

// TestPartitionIsBounded: units that are good by themselves but not together.
func TestPartitionIsBounded(t *testing.T) {
	// Bands that cross each other: n*n/4 crossings.
	bands := func(n int) (units []orb.MultiPolygon) {
		var across, up orb.MultiPolygon
		for i := range geo.E7(n) {
			across = append(across, rect(-10, 20*i, geo.E7(20*n), 20*i+10)...)
			up = append(up, rect(20*i, -10, 20*i+10, geo.E7(20*n))...)
		}
		return []orb.MultiPolygon{across, up}
	}
	aside := rect(-100_000, -100_000, -90_000, -90_000)
	tests := []struct {
		name    string
		units   []orb.MultiPolygon
		dropped []int // first ones
		mostMB  uint64
	}{
		{"crossing bands", append(bands(1000), aside), []int{1}, 1000},
		{"few crossing bands", append(bands(100), aside), nil, 500},
		{"nested units", append(concentric(2000), aside), []int{0}, 1500},
		{"few nested units", append(concentric(100), aside), nil, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var parts []orb.MultiPolygon
			var report Report
			took, bytes := cost(func() { parts, report = Partition(tt.units, PartitionOptions{}) })
			if took > mostTime || bytes > tt.mostMB<<20 {
				t.Errorf("got %v and %d MB, want at most %v and %d MB", took, bytes>>20, mostTime, tt.mostMB)
			}
			t.Logf("%v, %d MB, %d dropped, %d overlaps", took, bytes>>20, len(report.TooComplex), len(report.Overlaps))
			if got := report.TooComplex; !slices.Equal(got[:min(len(got), len(tt.dropped))], tt.dropped) || (got == nil) != (tt.dropped == nil) {
				t.Errorf("got dropped %v ..., want %v", got[:min(len(got), 5)], tt.dropped)
			}
			for _, i := range report.TooComplex {
				if parts[i] == nil || len(parts[i]) != 0 {
					t.Errorf("dropped unit %d has the part %v, want an empty one", i, parts[i])
				}
			}
			if got, want := ringTexts(parts[len(parts)-1]), ringTexts(aside); !slices.Equal(got, want) {
				t.Errorf("the unit aside became %v, want %v", got, want)
			}
		})
	}
}

func TestDissolveIsBounded(t *testing.T) {
	ring := orb.MultiPolygon{{randomRing(10_000, 10_000_000, 10_000_000, 1)}}
	took, bytes := cost(func() {
		if union, err := Dissolve([]orb.MultiPolygon{ring}); err != ErrTooComplex {
			t.Errorf("got %d polygons and error %v, want %v", len(union), err, ErrTooComplex)
		}
	})
	if took > mostTime || bytes > 500<<20 {
		t.Errorf("got %v and %d MB, want at most %v and 500 MB", took, bytes>>20, mostTime)
	}
}
