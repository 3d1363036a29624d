package zonal

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/raster"
)

// square returns a counterclockwise ring between E7 coordinates.
func square(x0, y0, x1, y1 geo.E7) orb.Ring {
	return degrees(Point{x0, y0}, Point{x1, y0}, Point{x1, y1}, Point{x0, y1})
}

// degrees closes a ring.
func degrees(points ...Point) orb.Ring {
	var r orb.Ring
	for _, p := range append(points, points[0]) {
		r = append(r, orb.Point{p.X.Degrees(), p.Y.Degrees()})
	}
	return r
}

func reversed(r orb.Ring) orb.Ring {
	r = r.Clone()
	r.Reverse()
	return r
}

// hundredths is a grid of 0.01 degree from 105 E, 21 N southeast, 100 x 100 cells.
var hundredths = raster.Grid{West: 105, North: 21, StepX: 0.01, StepY: 0.01, Cols: 100, Rows: 100}

func mustOutline(t testing.TB, g raster.Grid, mp orb.MultiPolygon) *Outline {
	t.Helper()
	o, err := NewOutline(g, mp)
	if err != nil {
		t.Fatalf("NewOutline: %v", err)
	}
	return o
}

func TestFootprint(t *testing.T) {
	const x, y, step = 1050000000, 209000000, 100000 // the corner of cells (0,10) and, southwest, none
	tests := []struct {
		name     string
		mp       orb.MultiPolygon
		runs     []Run
		partials []Partial // without areas
	}{
		{"empty", nil, nil, nil},
		{"a cell", orb.MultiPolygon{{square(x+step, y-2*step, x+2*step, y-step)}}, []Run{{11, 1, 2}}, nil},
		{"four cells", orb.MultiPolygon{{square(x, y-2*step, x+2*step, y)}}, []Run{{10, 0, 2}, {11, 0, 2}}, nil},
		{"inside a cell", orb.MultiPolygon{{square(x+1, y-step/2, x+step/2+1, y)}}, nil, []Partial{{Row: 10, Col: 0, Fraction: 0.25}}},
		{"half of two cells", orb.MultiPolygon{{square(x+step/2, y-step, x+step+step/2, y)}}, nil,
			[]Partial{{Row: 10, Col: 0, Fraction: 0.5}, {Row: 10, Col: 1, Fraction: 0.5}}},
		{"a cell less a hole", orb.MultiPolygon{{square(x, y-step, x+step, y), reversed(square(x+step/4, y-step/2, x+step/2, y-step/4))}}, nil,
			[]Partial{{Row: 10, Col: 0, Fraction: 1 - 1./16}}},
		{"two pieces in a cell", orb.MultiPolygon{{square(x, y-step, x+step/4, y)}, {square(x+step/2, y-step, x+step, y)}}, nil,
			[]Partial{{Row: 10, Col: 0, Fraction: 0.75}}},
		{"pieces fill a cell", orb.MultiPolygon{{square(x, y-step, x+step/4, y)}, {square(x+step/4, y-step, x+step, y)}}, []Run{{10, 0, 1}}, nil},
		{"a hole of one cell", orb.MultiPolygon{{square(x, y-3*step, x+3*step, y), reversed(square(x+step, y-2*step, x+2*step, y-step))}},
			[]Run{{10, 0, 3}, {11, 0, 1}, {11, 2, 3}, {12, 0, 3}}, nil},
		{"the last row and column", orb.MultiPolygon{{square(x+99*step, y-90*step, x+100*step, y-89*step)}}, []Run{{99, 99, 100}}, nil},
		{"a triangle through corners", orb.MultiPolygon{{degrees(Point{x, y - 2*step}, Point{x + 2*step, y - 2*step}, Point{x + 2*step, y})}},
			[]Run{{11, 1, 2}}, []Partial{{Row: 10, Col: 1, Fraction: 0.5}, {Row: 11, Col: 0, Fraction: 0.5}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := mustOutline(t, hundredths, tt.mp).Footprint()
			if len(f.Runs) != len(tt.runs) || len(f.Partials) != len(tt.partials) {
				t.Fatalf("got runs %v and partials %v, want %v and %v", f.Runs, f.Partials, tt.runs, tt.partials)
			}
			for i, want := range tt.runs {
				if f.Runs[i] != want {
					t.Errorf("run %d: got %v, want %v", i, f.Runs[i], want)
				}
			}
			for i, want := range tt.partials {
				got := f.Partials[i]
				// The shares are of area, and a cell is wider in its southern half: 0.01 degree makes 3e-5.
				if got.Row != want.Row || got.Col != want.Col || math.Abs(got.Fraction-want.Fraction) > 1e-4 {
					t.Errorf("partial %d: got %+v, want %+v", i, got, want)
				}
			}
			checkSum(t, hundredths, tt.mp, f)
		})
	}
}

// checkSum compares the footprint's area with the polygon's.
func checkSum(t interface {
	Helper()
	Fatalf(string, ...any)
}, g raster.Grid, mp orb.MultiPolygon, f Footprint) {
	t.Helper()
	want := 0. // from one frame and integers: geo.MultiPolygonAreaM2 works on degrees
	tolerance := 1e-10
	if len(mp) > 0 {
		b := mp.Bound()
		// A cut point's latitude is rounded at the 1e-7th of an E7, which shows in low polygons.
		tolerance += 5e-7 / (b.Max[1] - b.Min[1]) / geo.E7PerDegree
		frame := geo.NewAreaFrame((b.Min[1] + b.Max[1]) / 2)
		for _, polygon := range mp {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					x0 := float64(geo.ToE7(b.Min[0]))
					p, q := ring[i-1], ring[i]
					want += frame.EdgeE7(float64(geo.ToE7(p[0]))-x0, float64(geo.ToE7(p[1])), float64(geo.ToE7(q[0]))-x0, float64(geo.ToE7(q[1])))
				}
			}
		}
	}
	got, last := 0., [2]int32{-1, -1}
	for _, r := range f.Runs {
		if r.Col0 >= r.Col1 || r.Row < last[0] || r.Row == last[0] && r.Col0 <= last[1] {
			t.Fatalf("run %v after row %d, column %d", r, last[0], last[1])
		}
		last = [2]int32{r.Row, r.Col1}
		got += geo.RectAreaM2(g.EdgeX(int(r.Col0)), g.EdgeY(int(r.Row)+1), g.EdgeX(int(r.Col1)), g.EdgeY(int(r.Row)))
	}
	for _, p := range f.Partials {
		if p.Fraction <= 0 || p.Fraction >= 1 || p.AreaM2 <= 0 {
			t.Fatalf("partial %+v", p)
		}
		got += p.AreaM2
	}
	if math.Abs(got-want) > tolerance*want+1e-6*float64(len(f.Partials)+1) {
		t.Fatalf("sum of the footprint %v, want the polygon's area %v", got, want)
	}
}

func TestNewOutlineErrors(t *testing.T) {
	ring := square(1050000000, 209000000, 1051000000, 209500000)
	tests := []struct {
		name string
		g    raster.Grid
		mp   orb.MultiPolygon
		want string
	}{
		{"no grid", raster.Grid{}, nil, "grid of 0 x 0"},
		{"outside", hundredths, orb.MultiPolygon{{square(1049999999, 209000000, 1051000000, 209500000)}}, "leaves the grid"},
		{"NaN", hundredths, orb.MultiPolygon{{{{math.NaN(), 1}}}}, "not on the globe"},
		{"infinite", hundredths, orb.MultiPolygon{{{{105, math.Inf(1)}}}}, "not on the globe"},
		{"eight decimals", hundredths, orb.MultiPolygon{{{{105.00000001, 20.5}}}}, "more than 7 decimals"},
		{"open", hundredths, orb.MultiPolygon{{ring[:4]}}, "not closed"},
		{"two points", hundredths, orb.MultiPolygon{{{ring[0], ring[1], ring[0]}}}, "no area"},
		{"empty ring", hundredths, orb.MultiPolygon{{ring, {}}}, "not closed"},
		{"clockwise", hundredths, orb.MultiPolygon{{reversed(ring)}}, "wrong way"},
		{"clockwise in a cell", hundredths, orb.MultiPolygon{{reversed(square(1050000001, 209000001, 1050000100, 209000100))}}, "wrong way"},
		{"twice", hundredths, orb.MultiPolygon{{ring}, {ring}}, "overlaps itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewOutline(tt.g, tt.mp)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// reference is the footprint by another way: every ring clipped to every cell
// (Sutherland and Hodgman 1974) in float64, relative to the cell's corner.
func reference(g raster.Grid, mp orb.MultiPolygon, col, row int) float64 {
	x0, y0 := float64(g.EdgeX(col)), float64(g.EdgeY(row+1))
	x1, y1 := float64(g.EdgeX(col+1))-x0, float64(g.EdgeY(row))-y0
	frame := geo.NewAreaFrame(g.EdgeY(row + 1).Degrees())
	sum := 0.
	for _, polygon := range mp {
		for _, ring := range polygon {
			var points [][2]float64
			for _, p := range ring[1:] {
				points = append(points, [2]float64{float64(geo.ToE7(p[0])) - x0, float64(geo.ToE7(p[1])) - y0})
			}
			points = clipHalf(points, 0, 1, 0)
			points = clipHalf(points, 0, -1, -x1)
			points = clipHalf(points, 1, 1, 0)
			points = clipHalf(points, 1, -1, -y1)
			for i, p := range points {
				q := points[(i+1)%len(points)]
				sum += frame.EdgeE7(p[0], p[1]+y0, q[0], q[1]+y0)
			}
		}
	}
	return sum
}

// clipHalf keeps what has sign*coordinate >= limit.
func clipHalf(points [][2]float64, axis int, sign, limit float64) (out [][2]float64) {
	for i, q := range points {
		p := points[(i+len(points)-1)%len(points)]
		dp, dq := sign*p[axis]-limit, sign*q[axis]-limit
		if (dp < 0) != (dq < 0) {
			t := dp / (dp - dq)
			cut := [2]float64{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])}
			cut[axis] = sign * limit
			out = append(out, cut)
		}
		if dq >= 0 {
			out = append(out, q)
		}
	}
	return out
}

// drawGrid draws a grid of few cells at any size and latitude.
func drawGrid(t *rapid.T) raster.Grid {
	steps := []float64{1e-6, 3.7e-6, 1e-5, 0.001, 0.0123456, 1. / 1200, 0.25, 1, 7.3}
	g := raster.Grid{
		West: rapid.Float64Range(-170, 80).Draw(t, "west"), North: rapid.Float64Range(-15, 80).Draw(t, "north"),
		StepX: rapid.SampledFrom(steps).Draw(t, "dx"), StepY: rapid.SampledFrom(steps[:8]).Draw(t, "dy"),
		Cols: rapid.IntRange(1, 9).Draw(t, "cols"), Rows: rapid.IntRange(1, 9).Draw(t, "rows"),
		Col0: rapid.IntRange(0, 3).Draw(t, "col0"), Row0: rapid.IntRange(0, 3).Draw(t, "row0"),
	}
	return g
}

// drawStar draws a star-shaped polygon in the grid, some of its vertices on grid lines, and sometimes a
// hole of the same shape.
func drawStar(t *rapid.T, g raster.Grid) orb.MultiPolygon {
	w, e, s, n := float64(g.EdgeX(0)), float64(g.EdgeX(g.Cols)), float64(g.EdgeY(g.Rows)), float64(g.EdgeY(0))
	seed := rapid.Uint64().Draw(t, "seed")
	rng := rand.New(rand.NewPCG(seed, 1))
	cx, cy := w+(e-w)*(0.2+0.6*rng.Float64()), s+(n-s)*(0.2+0.6*rng.Float64())
	rx, ry := math.Min(cx-w, e-cx), math.Min(cy-s, n-cy)
	if rng.IntN(3) == 0 {
		rx, ry = rx/20, ry/20
	}
	count := rapid.IntRange(3, 40).Draw(t, "vertices")
	var shell, hole []Point
	for i := range count {
		a := 2 * math.Pi * float64(i) / float64(count)
		r := 0.5 + 0.5*rng.Float64()
		at := func(r float64) Point {
			return Point{geo.E7(math.Round(cx + rx*r*math.Cos(a))), geo.E7(math.Round(cy + ry*r*math.Sin(a)))}
		}
		shell, hole = append(shell, at(r)), append([]Point{at(r * 0.4)}, hole...)
		if p := &shell[i]; rng.IntN(3) == 0 {
			if c := g.Col(p.X); rng.IntN(2) == 0 && c >= 0 && c < g.Cols {
				p.X = g.EdgeX(c + rng.IntN(2))
			}
			if r := g.Row(p.Y); rng.IntN(2) == 0 && r >= 0 && r < g.Rows {
				p.Y = g.EdgeY(r + rng.IntN(2))
			}
		}
	}
	polygon := orb.Polygon{degrees(shell...)}
	if rng.IntN(2) == 0 {
		polygon = append(polygon, degrees(hole...))
	}
	return orb.MultiPolygon{polygon}
}

func TestFootprintIsTheClippedArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		if g.Validate() != nil {
			t.Skip("grid off the globe")
		}
		mp := drawStar(t, g)
		if !simple(mp) {
			t.Skip("snapping to lines made it invalid")
		}
		o, err := NewOutline(g, mp)
		if err != nil {
			t.Fatalf("NewOutline(%+v, %v): %v", g, mp, err)
		}
		f := o.Footprint()
		checkSum(t, g, mp, f)
		got := make([]float64, g.Cols*g.Rows)
		for _, r := range f.Runs {
			for c := r.Col0; c < r.Col1; c++ {
				got[g.Index(int(c), int(r.Row))] += 1
			}
		}
		for _, p := range f.Partials {
			got[g.Index(int(p.Col), int(p.Row))] += p.Fraction
		}
		for row := range g.Rows {
			for col := range g.Cols {
				whole := geo.RectAreaM2(g.EdgeX(col), g.EdgeY(row+1), g.EdgeX(col+1), g.EdgeY(row))
				want := reference(g, mp, col, row) / whole
				if math.Abs(got[g.Index(col, row)]-want) > 1e-9+1e-6/whole {
					t.Fatalf("cell (%d,%d): got %v of it, want %v", col, row, got[g.Index(col, row)], want)
				}
			}
		}
	})
}

// simple reports whether no two edges of any rings meet but at the common end of neighbours, and
// areas are positive.
func simple(mp orb.MultiPolygon) bool {
	var edges [][2]Point
	for _, polygon := range mp {
		for i, ring := range polygon {
			if area := geo.RingAreaM2(ring); area == 0 || (area > 0) != (i == 0) {
				return false
			}
			for j := 1; j < len(ring); j++ {
				p, q := ring[j-1], ring[j]
				edges = append(edges, [2]Point{{geo.ToE7(p[0]), geo.ToE7(p[1])}, {geo.ToE7(q[0]), geo.ToE7(q[1])}})
			}
		}
	}
	for i, e := range edges {
		for _, f := range edges[:i] {
			if e[0] == e[1] || e[0] == f[0] || e[1] == f[1] {
				return false // a vertex twice
			}
			if meets(e, f) {
				return false
			}
		}
	}
	for _, polygon := range mp {
		for _, hole := range polygon[1:] {
			if !planar.RingContains(polygon[0], hole[0]) {
				return false
			}
		}
	}
	return true
}

func meets(e, f [2]Point) bool {
	side := func(a, b, p Point) int64 {
		return (int64(b.X)-int64(a.X))*(int64(p.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(p.X)-int64(a.X))
	}
	within := func(a, b, p Point) bool {
		return side(a, b, p) == 0 && p != a && p != b && min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) &&
			min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y)
	}
	if within(e[0], e[1], f[0]) || within(e[0], e[1], f[1]) || within(f[0], f[1], e[0]) || within(f[0], f[1], e[1]) {
		return true
	}
	sign := func(v int64) int {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return 0
	}
	return sign(side(e[0], e[1], f[0]))*sign(side(e[0], e[1], f[1])) < 0 && sign(side(f[0], f[1], e[0]))*sign(side(f[0], f[1], e[1])) < 0
}

// tessellation cuts a grid's extent into n x n pieces along crooked shared lines.
func tessellation(g raster.Grid, n int, rng *rand.Rand) []orb.MultiPolygon {
	w, e, s, north := g.EdgeX(0), g.EdgeX(g.Cols), g.EdgeY(g.Rows), g.EdgeY(0)
	dx, dy := float64(e-w)/float64(n), float64(north-s)/float64(n)
	at := func(i, j, k int, along, across float64) Point { // jittered, but kept on the outer border
		jx, jy := (rng.Float64()-0.5)*0.3*dx, (rng.Float64()-0.5)*0.3*dy
		p := Point{w + geo.E7(math.Round(float64(i)*dx+along*dx+jx)), s + geo.E7(math.Round(float64(j)*dy+across*dy+jy))}
		if k == 0 || along == 0 {
			if i == 0 {
				p.X = w
			}
			if i == n {
				p.X = e
			}
		}
		if k == 0 || across == 0 {
			if j == 0 {
				p.Y = s
			}
			if j == n {
				p.Y = north
			}
		}
		return p
	}
	nodes := make([][]Point, n+1)
	for i := range nodes {
		for j := range n + 1 {
			nodes[i] = append(nodes[i], at(i, j, 0, 0, 0))
		}
	}
	east, up := map[[2]int]Point{}, map[[2]int]Point{}
	for i := range n + 1 {
		for j := range n + 1 {
			east[[2]int{i, j}], up[[2]int{i, j}] = at(i, j, 1, 0.5, 0), at(i, j, 1, 0, 0.5)
		}
	}
	var out []orb.MultiPolygon
	for i := range n {
		for j := range n {
			out = append(out, orb.MultiPolygon{{degrees(nodes[i][j], east[[2]int{i, j}], nodes[i+1][j], up[[2]int{i + 1, j}],
				nodes[i+1][j+1], east[[2]int{i, j + 1}], nodes[i][j+1], up[[2]int{i, j}])}})
		}
	}
	return out
}

func TestNeighboursShareOutEveryCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := raster.Grid{West: 105 - 1e-7, North: 12.3, StepX: rapid.SampledFrom([]float64{1e-5, 0.001, 1. / 1200, 0.3}).Draw(t, "dx"),
			StepY: rapid.SampledFrom([]float64{1e-5, 0.001, 1. / 1200, 0.3}).Draw(t, "dy"),
			Cols:  rapid.IntRange(1, 40).Draw(t, "cols"), Rows: rapid.IntRange(1, 40).Draw(t, "rows")}
		n := rapid.IntRange(1, 7).Draw(t, "n")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		share := make([]float64, g.Cols*g.Rows)
		total := 0.
		for _, mp := range tessellation(g, n, rng) {
			o, err := NewOutline(g, mp)
			if err != nil {
				t.Fatalf("NewOutline: %v", err)
			}
			f := o.Footprint()
			checkSum(t, g, mp, f)
			for _, r := range f.Runs {
				for c := r.Col0; c < r.Col1; c++ {
					share[g.Index(int(c), int(r.Row))]++
				}
			}
			for _, p := range f.Partials {
				share[g.Index(int(p.Col), int(p.Row))] += p.Fraction
				total += p.AreaM2
			}
		}
		for i, s := range share {
			whole := geo.RectAreaM2(g.EdgeX(0), g.EdgeY(1), g.EdgeX(1), g.EdgeY(0))
			if math.Abs(s-1) > 1e-9+3*leastAreaM2/whole {
				t.Fatalf("cell (%d,%d): shares add up to 1%+g", i%g.Cols, i/g.Cols, s-1)
			}
		}
	})
}

func TestOutlineOfThousandsOfParts(t *testing.T) {
	var mp orb.MultiPolygon
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 90 {
		for j := range 90 {
			x, y := geo.E7(1050000000+i*100000+rng.IntN(50000)), geo.E7(200000000+j*100000+rng.IntN(50000))
			mp = append(mp, orb.Polygon{square(x, y, x+geo.E7(rng.IntN(49999)+1), y+geo.E7(rng.IntN(49999)+1))})
		}
	}
	for _, step := range []float64{1, 0.1, 0.033, 0.004} {
		g := raster.Grid{West: 105, North: 21, StepX: step, StepY: step, Cols: int(1/step) + 1, Rows: int(1/step) + 1}
		checkSum(t, g, mp, mustOutline(t, g, mp).Footprint())
	}
}

func TestCrossingsDoNotHangOnDirection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int32Range(-1800000000, 1800000000), rapid.Int32Range(-900000000, 900000000)
		s0, s1 := geo.E7(x.Draw(t, "s0")), geo.E7(x.Draw(t, "s1"))
		if s0 == s1 {
			t.Skip("parallel to the line")
		}
		s0, s1 = min(s0, s1), max(s0, s1)
		v0, v1 := geo.E7(y.Draw(t, "v0")), geo.E7(y.Draw(t, "v1"))
		s := geo.E7(rapid.Int32Range(int32(s0), int32(s1)).Draw(t, "s"))
		whole, fraction := meet(s, s0, v0, s1, v1)
		want := float64(v0) + (float64(v1)-float64(v0))*((float64(s)-float64(s0))/(float64(s1)-float64(s0)))
		if got := float64(whole) + fraction; math.Abs(got-want) > 1e-6 || fraction < 0 || fraction >= 1 {
			t.Fatalf("meet: got %d and %v, want %v", whole, fraction, want)
		}
	})
}
