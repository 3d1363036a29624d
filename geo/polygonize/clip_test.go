package polygonize

import (
	gocmp "cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

type fataler interface {
	Helper()
	Fatalf(string, ...any)
	Logf(string, ...any)
}

func mustOutline(t fataler, g raster.Grid, mp orb.MultiPolygon) *zonal.Outline {
	t.Helper()
	o, err := zonal.NewOutline(g, mp)
	if err != nil {
		t.Fatalf("NewOutline(%+v, %v): %v", g, mp, err)
	}
	return o
}

// ring closes a ring of E7 points.
func ring(points ...overlay.Point) orb.Ring {
	var r orb.Ring
	for _, p := range append(points, points[0]) {
		r = append(r, p.Degrees())
	}
	return r
}

func square(x0, y0, x1, y1 geo.E7) orb.Ring {
	return ring(overlay.Point{X: x0, Y: y0}, overlay.Point{X: x1, Y: y0}, overlay.Point{X: x1, Y: y1}, overlay.Point{X: x0, Y: y1})
}

// drawGrid draws a grid of few cells.
func drawGrid(t *rapid.T) raster.Grid {
	step := rapid.SampledFrom([]float64{1e-6, 7e-6, 1e-5, 0.001, 1. / 1200, 0.0123456, 0.25}).Draw(t, "step")
	steps := []float64{step, step * 1.5, step * 7}
	return raster.Grid{
		West:  rapid.SampledFrom([]float64{105, 104.9999999, -70.123, 0}).Draw(t, "west"),
		North: rapid.SampledFrom([]float64{12, 21.3333333, -33, 0.001}).Draw(t, "north"),
		StepX: rapid.SampledFrom(steps).Draw(t, "dx"), StepY: rapid.SampledFrom(steps).Draw(t, "dy"),
		Cols: rapid.IntRange(1, 12).Draw(t, "cols"), Rows: rapid.IntRange(1, 12).Draw(t, "rows"),
	}
}

// drawPolygon draws a polygon in the grid with vertices on grid lines and corners, made valid: stars, with or without a hole,
// and boxes that touch and overlap.
func drawPolygon(t *rapid.T, g raster.Grid) orb.MultiPolygon {
	w, e, s, n := g.EdgeX(0), g.EdgeX(g.Cols), g.EdgeY(g.Rows), g.EdgeY(0)
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "polygon"), 1))
	coord := func(lo, hi geo.E7) geo.E7 { return lo + geo.E7(rng.Int64N(int64(hi)-int64(lo)+1)) }
	coarse := geo.E7(1) // a coarse lattice makes vertices touch edges
	if rng.IntN(3) == 0 {
		coarse = max(1, min(e-w, n-s)/24)
	}
	snap := func(p overlay.Point) overlay.Point {
		p.X, p.Y = w+(p.X-w)/coarse*coarse, s+(p.Y-s)/coarse*coarse
		if c := g.Col(p.X); rng.IntN(3) == 0 && c >= 0 {
			p.X = g.EdgeX(c + rng.IntN(2))
		}
		if r := g.Row(p.Y); rng.IntN(3) == 0 && r < g.Rows {
			p.Y = g.EdgeY(r + rng.IntN(2))
		}
		return p
	}
	var mp orb.MultiPolygon
	for range 1 + rng.IntN(3) {
		cx, cy := coord(w, e), coord(s, n)
		rx, ry := float64(min(cx-w, e-cx)), float64(min(cy-s, n-cy))
		count := 3 + rng.IntN(30)
		var shell, hole []overlay.Point
		for i := range count {
			a, r := 2*math.Pi*float64(i)/float64(count), 0.3+0.7*rng.Float64()
			at := func(r float64) overlay.Point {
				return overlay.Point{X: cx + geo.E7(rx*r*math.Cos(a)), Y: cy + geo.E7(ry*r*math.Sin(a))}
			}
			shell, hole = append(shell, snap(at(r))), append(hole, snap(at(r*0.5)))
		}
		polygon := orb.Polygon{ring(shell...)}
		if rng.IntN(2) == 0 {
			polygon = append(polygon, ring(hole...))
		}
		mp = append(mp, polygon)
		if rng.IntN(2) == 0 {
			p, q := snap(overlay.Point{X: coord(w, e), Y: coord(s, n)}), snap(overlay.Point{X: coord(w, e), Y: coord(s, n)})
			mp = append(mp, orb.Polygon{square(p.X, p.Y, q.X, q.Y)})
		}
	}
	mp, _ = overlay.Repair(mp)
	return mp
}

// drawMask draws which cells are in, from all noise to all of a kind.
func drawMask(t *rapid.T, g raster.Grid) func(col, row int) bool {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "mask"), 2))
	share := rapid.SampledFrom([]int{0, 1, 10, 50, 90, 99, 100}).Draw(t, "share")
	mask := make([]bool, g.Cols*g.Rows)
	for i := range mask {
		mask[i] = rng.IntN(100) < share
	}
	return func(col, row int) bool { return mask[g.Index(col, row)] }
}

func areaOf(parts []Part) (sum float64) {
	for _, p := range parts {
		sum += geo.MultiPolygonAreaM2(p.Geometry)
	}
	return sum
}

// together gathers the polygons of all parts.
func together(parts []Part) (mp orb.MultiPolygon) {
	for _, p := range parts {
		mp = append(mp, p.Geometry...)
	}
	return mp
}

// roundingM2 is by how much cut points rounded to E7 can change areas: half a unit across each edge cut.
func roundingM2(o *zonal.Outline) float64 {
	const unitM = 0.0112
	longest := 0.
	for _, c := range o.Mesh().Cells() {
		w, s, e, n := o.Mesh().Box(c.Col, c.Row)
		longest = math.Max(longest, math.Max(float64(e-w), float64(n-s)))
	}
	return unitM * longest * unitM * float64(len(o.Visits())+1)
}

func checkValid(t fataler, name string, mp orb.MultiPolygon) {
	t.Helper()
	if defects := overlay.Validate(mp); len(defects) > 0 {
		t.Fatalf("%s: %+v in %v", name, defects[0], mp)
	}
}

func TestClipLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		mp := drawPolygon(t, g)
		if len(mp) == 0 {
			t.Skip("nothing left")
		}
		o := mustOutline(t, g, mp)
		mask := drawMask(t, g)
		in := Clip(o, mask)
		out := Clip(o, func(col, row int) bool { return !mask(col, row) })
		checkCells(t, o, mask, in, out)
		for _, parts := range [][]Part{in, out} {
			for _, p := range parts {
				checkValid(t, "part", p.Geometry)
			}
		}
		want := geo.MultiPolygonAreaM2(mp)
		if got := areaOf(in) + areaOf(out); math.Abs(got-want) > 1e-9*want+roundingM2(o) {
			t.Fatalf("parts inside and outside add up to %v m2, want %v", got, want)
		}
		both := append(together(in), together(out)...)
		union, _ := overlay.Repair(both)
		if got := geo.MultiPolygonAreaM2(union); math.Abs(got-want) > 1e-9*want+roundingM2(o) {
			t.Fatalf("union of %d polygons has %v m2, want %v", len(both), got, want)
		}
	})
}

// checkCells checks that the parts' cells are sorted, of the right kind, and all there.
func checkCells(t fataler, o *zonal.Outline, mask func(col, row int) bool, in, out []Part) {
	t.Helper()
	seen := map[CellIndex]bool{}
	for k, parts := range [][]Part{in, out} {
		lastFirst := CellIndex{-1, -1}
		for _, p := range parts {
			if !before(lastFirst, p.Cells()[0]) {
				t.Fatalf("part that begins at %v comes after the one at %v", p.Cells()[0], lastFirst)
			}
			lastFirst = p.Cells()[0]
			last := CellIndex{-1, -1}
			for _, c := range p.Cells() {
				if !before(last, c) || seen[c] || mask(int(c.Col), int(c.Row)) != (k == 0) {
					t.Fatalf("cell %v follows %v, seen %v", c, last, seen[c])
				}
				last, seen[c] = c, true
			}
		}
	}
	if len(seen) != len(o.Mesh().Cells()) {
		t.Fatalf("got %d cells in parts, want %d", len(seen), len(o.Mesh().Cells()))
	}
}

func before(c, d CellIndex) bool { return c.Row < d.Row || c.Row == d.Row && c.Col < d.Col }

func TestClipOfEverythingIsThePolygon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		mp := drawPolygon(t, g)
		o := mustOutline(t, g, mp)
		parts := Clip(o, func(int, int) bool { return true })
		canonical, _ := overlay.Repair(together(parts))
		if diff := cmp.Diff(canonical, mp); len(mp) > 0 && diff != "" {
			t.Fatalf("Clip of everything differs (-got +want):\n%s", diff)
		}
		if parts := Clip(o, func(int, int) bool { return false }); parts != nil {
			t.Fatalf("Clip of nothing: got %v", parts)
		}
	})
}

func TestClipOfTouchingRings(t *testing.T) {
	// A hole that touches the middle of the shell's slanted edge, where the shell has no vertex: cut
	// through the hole, shell and hole become one ring.
	g := raster.Grid{West: 0, North: 1, StepX: 0.1, StepY: 0.1, Cols: 10, Rows: 10}
	p := func(x, y geo.E7) overlay.Point { return overlay.Point{X: x * 100000, Y: y * 100000} }
	mp := orb.MultiPolygon{{
		ring(p(2, 3), p(96, 3), p(96, 97)),
		ring(p(50, 51), p(86, 41), p(70, 23), p(60, 37)),
	}}
	o := mustOutline(t, g, mp)
	for mask := range 1 << 10 {
		in := Clip(o, func(col, row int) bool { return mask>>(col+row)%10&1 == 1 })
		out := Clip(o, func(col, row int) bool { return mask>>(col+row)%10&1 == 0 })
		checkValid(t, "in", together(in))
		checkValid(t, "out", together(out))
		want := geo.MultiPolygonAreaM2(mp)
		if got := areaOf(in) + areaOf(out); math.Abs(got-want) > 1e-9*want+roundingM2(o) {
			t.Fatalf("mask %b: parts add up to %v m2, want %v", mask, got, want)
		}
	}
}

// checkPartArea compares a part's geometry with the area of its cells.
func checkPartArea(t fataler, o *zonal.Outline, p Part) {
	t.Helper()
	want, cuts := 0., 0
	m := o.Mesh()
	for _, c := range p.Cells() {
		i, _ := slices.BinarySearchFunc(m.Cells(), c, func(mc zonal.MeshCell, c CellIndex) int {
			return gocmp.Or(gocmp.Compare(mc.Row, c.Row), gocmp.Compare(mc.Col, c.Col))
		})
		want += m.Cells()[i].AreaM2
		if b := slices.IndexFunc(m.Borders, func(b zonal.Border) bool { return b.Cell == int32(i) }); b >= 0 {
			cuts += len(m.Visits(int32(b)))
		}
	}
	w, s, e, n := m.Box(m.Spans[0].Col0, m.Spans[0].Row)
	side := 0.0112 * math.Max(float64(e-w), float64(n-s))
	// Half a unit at each of the two ends of a visit's pieces, over at most the length of an edge.
	if got := geo.MultiPolygonAreaM2(p.Geometry); math.Abs(got-want) > 1e-9*want+0.0112*10*side*float64(cuts) {
		t.Fatalf("part from %v: geometry has %v m2, its cells %v", p.Cells()[0], got, want)
	}
}

func TestClipAsksOncePerCell(t *testing.T) {
	o := mustOutline(t, hectares, commune())
	asked := map[CellIndex]int{}
	last := CellIndex{-1, -1}
	Clip(o, func(col, row int) bool {
		c := CellIndex{int32(col), int32(row)}
		if !before(last, c) {
			t.Errorf("asked for %v after %v", c, last)
		}
		last = c
		asked[c]++
		return col%2 == 0
	})
	if len(asked) != len(o.Mesh().Cells()) {
		t.Errorf("asked for %d cells, want %d", len(asked), len(o.Mesh().Cells()))
	}
}
