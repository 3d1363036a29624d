package index

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/raster"
)

type lattice [2]int32

// tessellation cuts a square into n x n cells with jittered corners; every shared side is bent at a jittered
// middle, and the first cell holds an enclave of its own unit. Coordinates are E7.
func tessellation(rng *rand.Rand, n int, spacing, jitter int32, origin lattice) (units []orb.MultiPolygon, vertices []lattice) {
	shift := func(x, y int32) lattice {
		d := func() int32 { return rng.Int32N(2*jitter+1) - jitter }
		p := lattice{origin[0] + x + d(), origin[1] + y + d()}
		vertices = append(vertices, p)
		return p
	}
	corner := make(map[[2]int]lattice) // by doubled column and row: corners even, middles odd
	for i := 0; i <= 2*n; i++ {
		for j := 0; j <= 2*n; j++ {
			if i%2 == 0 || j%2 == 0 {
				corner[[2]int{i, j}] = shift(int32(i)*spacing/2, int32(j)*spacing/2)
			}
		}
	}
	ring := func(places ...[2]int) (r orb.Ring) {
		for _, k := range places {
			r = append(r, degrees(corner[k]))
		}
		return append(r, r[0])
	}
	for i := 0; i < 2*n; i += 2 {
		for j := 0; j < 2*n; j += 2 {
			r := ring([2]int{i, j}, [2]int{i + 1, j}, [2]int{i + 2, j}, [2]int{i + 2, j + 1}, [2]int{i + 2, j + 2},
				[2]int{i + 1, j + 2}, [2]int{i, j + 2}, [2]int{i, j + 1})
			if (i+j)%4 == 0 {
				r.Reverse()
			}
			units = append(units, orb.MultiPolygon{{r}})
		}
	}
	var enclave orb.Ring
	for _, d := range []lattice{{-1, -1}, {1, -1}, {2, 1}, {-1, 1}, {-1, -1}} {
		p := lattice{origin[0] + spacing/2 + d[0], origin[1] + spacing/2 + d[1]}
		vertices = append(vertices, p)
		enclave = append(enclave, degrees(p))
	}
	units[0][0] = append(units[0][0], enclave)
	return append(units, orb.MultiPolygon{{enclave.Clone()}}), vertices
}

func degrees(p lattice) orb.Point {
	return orb.Point{geo.E7(p[0]).Degrees(), geo.E7(p[1]).Degrees()}
}

func count(ix *Polygons, p lattice) (n int) {
	ix.LocateAll(geo.E7(p[0]), geo.E7(p[1]), func(int) { n++ })
	return n
}

// movedInside is the rule in exact arithmetic without the trick: the point moved
// west by 2^-40 and south by 2^-100 of a unit, and a ray to the west of it.
func movedInside(unit orb.MultiPolygon, x, y int32) bool {
	scale := func(v int32) *big.Int { return new(big.Int).Lsh(big.NewInt(int64(v)), 100) }
	px := new(big.Int).Sub(scale(x), new(big.Int).Lsh(big.NewInt(1), 60))
	py := new(big.Int).Sub(scale(y), big.NewInt(1))
	inside := false
	for _, polygon := range unit {
		for _, ring := range polygon {
			for i := range ring {
				a, b := ring[i], ring[(i+1)%len(ring)]
				ax, ay := scale(int32(geo.ToE7(a[0]))), scale(int32(geo.ToE7(a[1])))
				bx, by := scale(int32(geo.ToE7(b[0]))), scale(int32(geo.ToE7(b[1])))
				if (ay.Cmp(py) < 0) == (by.Cmp(py) < 0) {
					continue
				}
				if ay.Cmp(by) > 0 {
					ax, ay, bx, by = bx, by, ax, ay
				}
				sub := func(p, q *big.Int) *big.Int { return new(big.Int).Sub(p, q) }
				along := new(big.Int).Mul(sub(bx, ax), sub(py, ay))
				across := new(big.Int).Mul(sub(by, ay), sub(px, ax))
				if along.Cmp(across) < 0 {
					inside = !inside
				}
			}
		}
	}
	return inside
}

// Every lattice point of a small tessellation: vertices, points on sides, all the rest.
func TestEveryPointInExactlyOneUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		const n, spacing, jitter = 4, 16, 3
		units, _ := tessellation(rng, n, spacing, jitter, lattice{-20, -30})
		ix, err := NewPolygons(units)
		if err != nil {
			t.Fatal(err)
		}
		// The outline as one unit tells what is inside at all.
		var outline orb.MultiPolygon
		for _, u := range units {
			outline = append(outline, u...)
		}
		whole, err := NewPolygons([]orb.MultiPolygon{outline})
		if err != nil {
			t.Fatal(err)
		}
		inside := 0
		for x := int32(-20 - 2*jitter); x <= -20+n*spacing+2*jitter; x++ {
			for y := int32(-30 - 2*jitter); y <= -30+n*spacing+2*jitter; y++ {
				got := count(ix, lattice{x, y})
				want := 0
				if whole.Contains(0, geo.E7(x), geo.E7(y)) {
					want = 1
				}
				inside += want
				if got != want {
					t.Fatalf("the point %d,%d is in %d units, want %d", x, y, got, want)
				}
			}
		}
		if inside < (n*spacing-4*jitter)*(n*spacing-4*jitter) {
			t.Fatalf("only %d points inside", inside)
		}
	})
}

func TestVerticesOfLargeTessellation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		const n, spacing = 8, 500_000
		units, vertices := tessellation(rng, n, spacing, 120_000, lattice{1_050_000_000, 100_000_000})
		ix, err := NewPolygons(units)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range vertices {
			if got := count(ix, p); got > 1 {
				t.Fatalf("the vertex %v is in %d units", p, got)
			}
		}
		for range 300 {
			p := lattice{1_050_000_000 + spacing/2 + rng.Int32N((n-1)*spacing), 100_000_000 + spacing/2 + rng.Int32N((n-1)*spacing)}
			unit, ok := ix.LocateE7(geo.E7(p[0]), geo.E7(p[1]))
			if !ok || count(ix, p) != 1 {
				t.Fatalf("the point %v is in %d units, want 1", p, count(ix, p))
			}
			if !movedInside(units[unit], p[0], p[1]) || !planar.MultiPolygonContains(units[unit], degrees(p)) {
				t.Fatalf("the point %v is not in unit %d", p, unit)
			}
		}
	})
}

// Random, mostly invalid polygons over the whole range of coordinates: the index
// against exact arithmetic, at vertices, middles of edges, and anywhere.
func TestHoldsAgainstExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.SampledFrom([]int32{3, 50, 1000, 900_000_000}).Draw(t, "limit")
		draw := func(label string) lattice {
			x := rapid.Int32Range(-2*limit, 2*limit).Draw(t, label+" x")
			return lattice{x, rapid.Int32Range(-limit, limit).Draw(t, label+" y")}
		}
		var unit orb.MultiPolygon
		var points []lattice
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			var ring orb.Ring
			for range rapid.IntRange(0, 9).Draw(t, "vertices") {
				p := draw("vertex")
				if k := len(points); k > 0 {
					last := points[k-1]
					points = append(points, lattice{int32((int64(p[0]) + int64(last[0])) / 2), int32((int64(p[1]) + int64(last[1])) / 2)})
				}
				ring, points = append(ring, degrees(p)), append(points, p)
			}
			unit = append(unit, orb.Polygon{ring})
		}
		ix, err := NewPolygons([]orb.MultiPolygon{unit})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range append(points, draw("point"), draw("point")) {
			if got, want := ix.Contains(0, geo.E7(p[0]), geo.E7(p[1])), movedInside(unit, p[0], p[1]); got != want {
				t.Fatalf("contains %v: %v, want %v", p, got, want)
			}
		}
	})
}

// Units that are grid cells hold what raster.Grid says they hold.
func TestSameRuleAsGrid(t *testing.T) {
	g := raster.Grid{West: 105, North: 11, StepX: 1. / 3 / 1000, StepY: 1. / 3 / 1000, Cols: 5, Rows: 4}
	var units []orb.MultiPolygon
	for row := range g.Rows {
		for col := range g.Cols {
			w, e, n, s := g.EdgeX(col).Degrees(), g.EdgeX(col+1).Degrees(), g.EdgeY(row).Degrees(), g.EdgeY(row+1).Degrees()
			units = append(units, orb.MultiPolygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}})
		}
	}
	ix, err := NewPolygons(units)
	if err != nil {
		t.Fatal(err)
	}
	near := func(edge geo.E7) []geo.E7 { return []geo.E7{edge - 1, edge, edge + 1, edge + 1700} }
	for i := range g.Cols + 1 {
		for j := range g.Rows + 1 {
			for _, x := range near(g.EdgeX(i)) {
				for _, y := range near(g.EdgeY(j)) {
					col, row := g.Col(x), g.Row(y)
					wantOK := col >= 0 && col < g.Cols && row >= 0 && row < g.Rows
					got, ok := ix.LocateE7(x, y)
					if ok != wantOK || (ok && got != g.Index(col, row)) {
						t.Fatalf("the point %d,%d: unit %d %v, grid cell %d,%d", x, y, got, ok, col, row)
					}
				}
			}
		}
	}
}

func TestPolygonsCases(t *testing.T) {
	square := func(w, s, e, n float64) orb.Polygon { return orb.Polygon{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}} }
	withHole := square(105, 10, 106, 11)
	withHole = append(withHole, square(105.4, 10.4, 105.6, 10.6)[0])
	ix, err := NewPolygons([]orb.MultiPolygon{
		{}, {withHole}, {square(105.5, 10.5, 107, 12)}, {{}}, {{{}}}, {square(-180, -90, 180, 90)},
		{{{{110, 10}, {111, 10}, {111, 11}}}}, // not closed
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		lon, lat float64
		want     int
	}{
		{105.1, 10.1, 1}, {105.45, 10.45, 5}, {105.55, 10.55, 2}, {105.8, 10.8, 1}, {106.5, 11.5, 2},
		{0, 0, 5}, {180, 90, 5}, {180, -89.9999999, 5}, {-180, 0, -1}, {0, -90, -1}, {200, 0, -1}, {math.NaN(), 0, -1},
		{105, 10.5, 5}, {106, 10.5, 1}, {105.5, 10, 5}, {105.5, 11, 1}, // west and south sides belong to the neighbour
	} {
		got, ok := ix.Locate(tc.lon, tc.lat)
		if !ok {
			got = -1
		}
		if got != tc.want {
			t.Errorf("Locate(%v,%v) = %d, want %d", tc.lon, tc.lat, got, tc.want)
		}
	}
	var all []int
	ix.LocateAll(1108000000, 102000000, func(unit int) { all = append(all, unit) })
	if !slices.Equal(all, []int{5, 6}) {
		t.Errorf("all units at 110.8,10.2: %v, want [5 6]", all)
	}
	for _, bad := range []orb.Point{{math.NaN(), 1}, {1, math.Inf(1)}, {180.1, 1}, {588000, 1190000}} {
		_, err := NewPolygons([]orb.MultiPolygon{{withHole}, {{{{1, 1}, bad, {2, 2}}}}})
		if err == nil || !strings.Contains(err.Error(), "unit 1") {
			t.Errorf("coordinate %v: error %v, want one that names unit 1", bad, err)
		}
	}
	if _, ok := (&Polygons{}).Locate(1, 1); ok {
		t.Error("an empty index holds a point")
	}
}

// A comb: 2,000 teeth as high as the unit would be listed in every band.
func TestLongEdgesDoNotFillMemory(t *testing.T) {
	var ring orb.Ring
	for i := range 2000 {
		ring = append(ring, orb.Point{100 + float64(i)*0.002, 10}, orb.Point{100 + float64(i)*0.002 + 0.001, 12})
	}
	ring = append(ring, orb.Point{104, 9})
	many := make([]orb.MultiPolygon, 300)
	for i := range many {
		many[i] = orb.MultiPolygon{{{{-170, -80}, {170, -80}, {float64(i) / 2, 80}}}}
	}
	ix, err := NewPolygons(append(many, orb.MultiPolygon{{ring}}))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(ix.bands[300].edges); n > 9*len(ring) {
		t.Errorf("%d edges are listed %d times", len(ring), n)
	}
	if n := len(ix.cells.boxes); n > 33*301 {
		t.Errorf("301 boxes are listed %d times", n)
	}
	if !ix.Contains(300, 1000010000, 118000000) == movedInside(orb.MultiPolygon{{ring}}, 1000010000, 118000000) {
		t.Error("the comb's tooth is missed")
	}
}

// commune is a ring of n vertices, as ragged as a coast.
func commune(rng *rand.Rand, lon, lat, radius float64, n int) orb.MultiPolygon {
	ring := make(orb.Ring, 0, n+1)
	wobble := 0.
	for i := range n {
		wobble = 0.98*wobble + 0.01*rng.NormFloat64()
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ring = append(ring, orb.Point{lon + radius*(0.8+wobble)*c, lat + radius*(0.8+wobble)*s})
	}
	return orb.MultiPolygon{{append(ring, ring[0])}}
}

func BenchmarkContains5000(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	unit := commune(rng, 105, 10, 0.1, 5000)
	ix, err := NewPolygons([]orb.MultiPolygon{unit})
	if err != nil {
		b.Fatal(err)
	}
	edges, _ := edgesOf(unit)
	points := make([]orb.Point, 4096)
	for i := range points {
		points[i] = orb.Point{104.9 + 0.2*rng.Float64(), 9.9 + 0.2*rng.Float64()}
	}
	hits := 0
	b.Run("banded", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			p := points[i&4095]
			if _, ok := ix.Locate(p[0], p[1]); ok {
				hits++
			}
		}
	})
	b.Run("every edge", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			p := points[i&4095]
			x, y, inside := int32(geo.ToE7(p[0])), int32(geo.ToE7(p[1])), false
			for k := range edges {
				if edges[k].isWestOf(x, y) {
					inside = !inside
				}
			}
			if inside {
				hits++
			}
		}
	})
	b.Run("orb planar", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if planar.MultiPolygonContains(unit, points[i&4095]) {
				hits++
			}
		}
	})
}

// A country of 3,600 communes.
func BenchmarkLocate(b *testing.B) {
	rng := rand.New(rand.NewPCG(2, 2))
	var units []orb.MultiPolygon
	for i := range 3600 {
		units = append(units, commune(rng, 102+float64(i%60)*0.1, 8+float64(i/60)*0.1, 0.08, 800))
	}
	ix, err := NewPolygons(units)
	if err != nil {
		b.Fatal(err)
	}
	points := make([]orb.Point, 1<<16)
	for i := range points {
		points[i] = orb.Point{102 + 6*rng.Float64(), 8 + 6*rng.Float64()}
	}
	b.Run("anywhere", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			p := points[i&(1<<16-1)]
			ix.Locate(p[0], p[1])
		}
	})
	b.Run("row by row", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			ix.Locate(102+float64(i%6000)*0.001, 8+float64(i/6000%6000)*0.001)
		}
	})
}

func BenchmarkNewPolygons(b *testing.B) {
	rng := rand.New(rand.NewPCG(2, 2))
	var units []orb.MultiPolygon
	for i := range 400 {
		units = append(units, commune(rng, 102+float64(i%20)*0.1, 8+float64(i/20)*0.1, 0.08, 1000))
	}
	for b.Loop() {
		if _, err := NewPolygons(units); err != nil {
			b.Fatal(err)
		}
	}
}
