package scanline

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// evenGrid is n x m centres of cells of a side.
func evenGrid(t interface{ Fatal(...any) }, cols, rows int, side int64) *Grid {
	x, y := make([]int64, cols), make([]int64, rows)
	for i := range x {
		x[i] = int64(i)*side + side/2
	}
	for i := range y {
		y[i] = int64(rows-i)*side - side/2
	}
	g, err := NewGrid(x, y)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// drawGrid has uneven centres as well as even ones.
func drawGrid(t *rapid.T) *Grid {
	if rapid.Bool().Draw(t, "even") {
		return evenGrid(t, rapid.IntRange(1, 12).Draw(t, "cols"), rapid.IntRange(1, 12).Draw(t, "rows"), rapid.SampledFrom([]int64{2, 10}).Draw(t, "side"))
	}
	x := rapid.SliceOfNDistinct(rapid.Int64Range(-20, 60), 1, 12, rapid.ID).Draw(t, "x")
	y := rapid.SliceOfNDistinct(rapid.Int64Range(-20, 60), 1, 12, rapid.ID).Draw(t, "y")
	slices.Sort(x)
	slices.Sort(y)
	slices.Reverse(y)
	g, err := NewGrid(x, y)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// winding counts edges west of a point that is moved west, and south by less, with
// products of any size.
func winding(rings [][]Point, holes []bool, x, y int64) int {
	n := 0
	for i, ring := range rings {
		own, area := 0, new(big.Int)
		for k, b := range ring {
			a := ring[(k+len(ring)-1)%len(ring)]
			area.Add(area, new(big.Int).Sub(times(a.X, b.Y), times(b.X, a.Y)))
			step := -1
			if a.Y > b.Y {
				a, b, step = b, a, 1
			}
			if a.Y < y && y <= b.Y && times(b.X-a.X, y-a.Y).Cmp(times(b.Y-a.Y, x-a.X)) < 0 {
				own += step
			}
		}
		if (area.Sign() < 0) != holes[i] {
			own = -own
		}
		n += own
	}
	return n
}

// thin tells a ring that holds less than a millionth of what the box around it does.
func thin(ring []Point) bool {
	area := new(big.Int)
	low, high := ring[0], ring[0]
	for k, b := range ring {
		a := ring[(k+len(ring)-1)%len(ring)]
		area.Add(area, new(big.Int).Sub(times(a.X, b.Y), times(b.X, a.Y)))
		low, high = Point{min(low.X, b.X), min(low.Y, b.Y)}, Point{max(high.X, b.X), max(high.Y, b.Y)}
	}
	return area.Abs(area).Mul(area, big.NewInt(1_000_000)).Cmp(times(high.X-low.X, high.Y-low.Y)) < 0
}

func times(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

func TestOutlineEqualsPointByPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		scales := rapid.SampledFrom([][2]int64{{1, 1}, {1, 1}, {1, 1}, {1 << 26, 1 << 26}, {1 << 42, 1}, {1, 1 << 42}, {1 << 42, 1 << 15}, {1 << 15, 1 << 42}, {1 << 42, 1 << 42}}).Draw(t, "scales")
		var rings [][]Point
		var holes []bool
		o := NewOutline(g)
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			ring := make([]Point, rapid.IntRange(3, 9).Draw(t, "n"))
			for i := range ring {
				ring[i] = Point{rapid.Int64Range(-40, 160).Draw(t, "x"), rapid.Int64Range(-40, 160).Draw(t, "y")}
				if scales[0] > 1 { // far away, so that edges are long
					ring[i].X += (ring[i].X - 30) * scales[0]
				}
				if scales[1] > 1 {
					ring[i].Y += (ring[i].Y - 30) * scales[1]
				}
			}
			if scales != [2]int64{1, 1} && thin(ring) {
				t.Skip("which way such a ring winds is beyond the digits of its area")
			}
			rings, holes = append(rings, ring), append(holes, rapid.Bool().Draw(t, "hole"))
			o.AddRing(ring, holes[len(holes)-1])
		}
		spans, ok := o.Spans(nil, 7)
		got := make([]bool, g.Cols()*g.Rows())
		for i, s := range spans {
			if s.From >= s.To || s.Unit != 7 || i > 0 && spans[i-1].Row == s.Row && spans[i-1].To >= s.From {
				t.Fatalf("span %v after %v", s, spans[max(0, i-1)])
			}
			for c := s.From; c < s.To; c++ {
				got[int(s.Row)*g.Cols()+int(c)] = true
			}
		}
		for row := range g.Rows() {
			for col := range g.Cols() {
				w := winding(rings, holes, g.X(col), g.Y(row))
				if got[row*g.Cols()+col] != (w != 0) {
					t.Fatalf("cell %d, %d: winding %d, in a span: %v", col, row, w, w == 0)
				}
				if (w < 0 || w > 1) && ok {
					t.Fatalf("cell %d, %d: winding %d is not told", col, row, w)
				}
			}
		}
	})
}

func TestGreaterEqualsBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		any := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-1<<51, 1<<51))
		some := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 1<<51))
		a, b, c, d := any.Draw(t, "a"), some.Draw(t, "b"), some.Draw(t, "c"), any.Draw(t, "d")
		if rapid.Bool().Draw(t, "same") {
			a, b = d, c
		}
		if got, want := greater(a, b, c, d), times(a, b).Cmp(times(c, d)) > 0; got != want {
			t.Fatalf("%d * %d > %d * %d: %v", a, b, c, d, got)
		}
	})
}

// TestGreaterSmall: every way in which factors are zero or have signs.
func TestGreaterSmall(t *testing.T) {
	for i := range int64(5 * 5 * 3 * 3) {
		a, d, b, c := i%5-2, i/5%5-2, i/25%3, i/75
		if got, want := greater(a, b, c, d), a*b > c*d; got != want {
			t.Errorf("%d * %d > %d * %d: %v", a, b, c, d, got)
		}
	}
}

// TestEastOf: the side of an edge on which a point lies, either way the edge runs; on it is west of it.
func TestEastOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int64{4, 4, 1 << 49}).Draw(t, "size")
		draw := func(name string) Point {
			return Point{rapid.Int64Range(-n, n).Draw(t, name+" x"), rapid.Int64Range(-n, n).Draw(t, name+" y")}
		}
		a, b := draw("a"), draw("b")
		if a.Y == b.Y {
			b.Y++
		}
		south, north := a, b
		if a.Y > b.Y {
			south, north = b, a
		}
		p := Point{rapid.Int64Range(-n, n).Draw(t, "x"), rapid.Int64Range(south.Y, north.Y).Draw(t, "y")}
		want := times(p.X-south.X, north.Y-south.Y).Cmp(times(p.Y-south.Y, north.X-south.X)) > 0
		if EastOf(p, a, b) != want || EastOf(p, b, a) != want {
			t.Fatalf("%v east of %v to %v: %v, want %v", p, a, b, EastOf(p, a, b), want)
		}
	})
}

// TestNewGrid: what is no grid is refused, and the bounds of coordinates are within.
func TestNewGrid(t *testing.T) {
	const far = 1 << 50
	for _, c := range []struct {
		x, y []int64
		ok   bool
	}{
		{nil, []int64{1}, false}, {[]int64{1}, nil, false}, {nil, nil, false}, {[]int64{1}, []int64{1}, true},
		{[]int64{5, 5}, []int64{1}, false}, {[]int64{5, 4}, []int64{1}, false}, {[]int64{1, 5, 5}, []int64{1}, false}, {[]int64{4, 5, 6}, []int64{1}, true},
		{[]int64{1}, []int64{5, 5}, false}, {[]int64{1}, []int64{4, 5}, false}, {[]int64{1}, []int64{5, 4, 4}, false}, {[]int64{1}, []int64{6, 5, 4}, true},
		{[]int64{-far, far}, []int64{far, -far}, true}, {[]int64{-far - 1}, []int64{0}, false}, {[]int64{far + 1}, []int64{0}, false},
		{[]int64{0}, []int64{-far - 1}, false}, {[]int64{0}, []int64{far + 1}, false}, {[]int64{0, far + 1}, []int64{0}, false}, {[]int64{0}, []int64{0, -far - 1}, false},
	} {
		g, err := NewGrid(c.x, c.y)
		if (err == nil) != c.ok {
			t.Errorf("columns %v, rows %v: %v", c.x, c.y, err)
		}
		if err == nil && (g.Cols() != len(c.x) || g.Rows() != len(c.y) || g.X(0) != c.x[0] || g.Y(0) != c.y[0]) {
			t.Errorf("columns %v, rows %v: %d x %d from %d, %d", c.x, c.y, g.Cols(), g.Rows(), g.X(0), g.Y(0))
		}
	}
}

// TestNothingEnclosed: rings of fewer than three points, there and back or on one line, have no spans and no faults.
func TestNothingEnclosed(t *testing.T) {
	g := evenGrid(t, 5, 5, 2)
	for _, ring := range [][]Point{nil, {{1, 1}}, {{1, 1}, {7, 7}}, {{1, 1}, {7, 7}, {1, 1}}, {{3, 1}, {3, 5}, {3, 9}}, {{0, 3}, {4, 3}, {9, 3}}} {
		o := NewOutline(g)
		o.AddRing(ring, false)
		o.AddRing(ring, true)
		if spans, ok := o.Spans(nil, 0); len(spans) > 0 || !ok {
			t.Errorf("%v: %v, %v", ring, spans, ok)
		}
	}
}

// TestShortEdgesFarAway: a square 2^47 east or west of the grid holds nothing, and one around the grid from there all.
func TestShortEdgesFarAway(t *testing.T) {
	g := evenGrid(t, 3, 3, 2)
	const far, tall = 1 << 47, 1 << 20
	for _, c := range []struct{ west, east, cells int64 }{
		{-far - 10, -far, 0}, {far, far + 10, 0}, {-far, far, 9}, {-far, 4, 6}, {4, far, 3}, {-far - 1, -far + 1, 0},
	} {
		o := NewOutline(g)
		o.AddRing([]Point{{c.west, -tall / 2}, {c.east, -tall / 2}, {c.east, tall / 2}, {c.west, tall / 2}}, false)
		spans, ok := o.Spans(nil, 0)
		cells := int64(0)
		for _, s := range spans {
			cells += int64(s.To - s.From)
		}
		if cells != c.cells || !ok {
			t.Errorf("from %d to %d: %d cells, right: %v; want %d", c.west, c.east, cells, ok, c.cells)
		}
	}
}

// TestFaultsAreTold: winding that is right is so told, and one that is not; holes may come before what they are in, and
// rings that only touch are none.
func TestFaultsAreTold(t *testing.T) {
	g := evenGrid(t, 10, 10, 2)
	square := func(west, south, east, north int64) []Point {
		return []Point{{west, south}, {east, south}, {east, north}, {west, north}}
	}
	for _, c := range []struct {
		name  string
		rings [][]Point
		holes []bool
		cells int
		ok    bool
	}{
		{"one", [][]Point{square(2, 2, 12, 12)}, []bool{false}, 25, true},
		{"a hole before it", [][]Point{square(4, 4, 8, 8), square(2, 2, 12, 12)}, []bool{true, false}, 21, true},
		{"side by side", [][]Point{square(2, 2, 6, 6), square(6, 2, 12, 6)}, []bool{false, false}, 10, true},
		{"overlapping", [][]Point{square(2, 2, 8, 6), square(6, 2, 12, 6)}, []bool{false, false}, 10, false},
		{"twice the same", [][]Point{square(2, 2, 6, 6), square(2, 2, 6, 6)}, []bool{false, false}, 4, false},
		{"a hole beside it", [][]Point{square(2, 2, 6, 6), square(8, 2, 12, 6)}, []bool{false, true}, 8, false},
		{"a hole to the edge", [][]Point{square(2, 2, 12, 12), square(2, 4, 6, 8)}, []bool{false, true}, 21, true},
		{"a hole over the edge", [][]Point{square(2, 2, 12, 12), square(0, 4, 6, 8)}, []bool{false, true}, 23, false},
		{"all of it a hole", [][]Point{square(2, 2, 12, 12), square(2, 2, 12, 12)}, []bool{false, true}, 0, true},
		{"a hole over the eastern edge", [][]Point{square(2, 2, 12, 12), square(10, 4, 20, 8)}, []bool{false, true}, 31, false},
	} {
		o := NewOutline(g)
		o.AddRing(square(0, 0, 20, 20), false)
		o.Reset()
		for i, ring := range c.rings {
			o.AddRing(ring, c.holes[i])
		}
		first := Span{Row: 99}
		spans, ok := o.Spans([]Span{first}, 3)
		cells := 0
		for i, s := range spans[1:] {
			cells += int(s.To - s.From)
			if prev := spans[i]; s.Unit != 3 || s.From >= s.To || prev.Row == s.Row && prev.To >= s.From {
				t.Errorf("%s: %v after %v", c.name, s, prev)
			}
		}
		if cells != c.cells || ok != c.ok || spans[0] != first {
			t.Errorf("%s: %d cells, right: %v; want %d, %v", c.name, cells, ok, c.cells, c.ok)
		}
	}
}

// TestMarkFarAway: squares of distances that do not fit are not looked at: to rows and to columns 2^32 away they would be
// zero.
func TestMarkFarAway(t *testing.T) {
	const far = 1 << 32
	for _, c := range []struct {
		x, y []int64
		disc Disc
		want []int32
	}{
		{[]int64{0, 1}, []int64{far, 0}, Disc{0, 0, 10}, []int32{0, 0}},
		{[]int64{0, 1}, []int64{0, -far}, Disc{0, -far, 10}, []int32{0, 0}},
		{[]int64{0, far}, []int64{0}, Disc{0, 0, 10}, []int32{1, 0}},
		{[]int64{0, far}, []int64{0}, Disc{far, 0, 10}, []int32{0, 2}},
		{[]int64{0, MaxRadius, MaxRadius + 1}, []int64{0}, Disc{0, 0, MaxRadius}, []int32{2, 0, 0}},
		{[]int64{-MaxRadius - 1, -MaxRadius, 0}, []int64{0}, Disc{0, 0, MaxRadius}, []int32{0, 3, 0}},
		{[]int64{-5, 0, 5}, []int64{3}, Disc{0, 0, 3}, []int32{0, 2, 0}},
		{[]int64{-5, 0, 5}, []int64{4}, Disc{0, 0, 3}, []int32{0, 0, 0}},
		{[]int64{-5, 0, 5}, []int64{-3}, Disc{0, 0, 3}, []int32{0, 2, 0}},
		{[]int64{-5, 0, 5}, []int64{-4}, Disc{0, 0, 3}, []int32{0, 0, 0}},
	} {
		g, err := NewGrid(c.x, c.y)
		if err != nil {
			t.Fatal(err)
		}
		reach := make([]int32, len(c.x))
		g.Mark(0, []Disc{c.disc}, reach)
		if !slices.Equal(reach, c.want) {
			t.Errorf("columns %v, rows %v, %v: %v, want %v", c.x, c.y, c.disc, reach, c.want)
		}
	}
}

func TestMarkEqualsDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		discs := make([]Disc, rapid.IntRange(0, 5).Draw(t, "n"))
		for i := range discs {
			discs[i] = Disc{rapid.Int64Range(-30, 150).Draw(t, "x"), rapid.Int64Range(-30, 150).Draw(t, "y"),
				rapid.SampledFrom([]int64{0, 1, 5, 10, 13, 25, 50, MaxRadius}).Draw(t, "r")} // 3-4-5, 5-12-13: cells on circles
		}
		reach := make([]int32, g.Cols())
		for row := range g.Rows() {
			clear(reach)
			g.Mark(row, discs, reach)
			run := int32(0)
			for col := range g.Cols() {
				run = max(run, reach[col])
				want := false
				for _, d := range discs {
					dx, dy := g.X(col)-d.X, g.Y(row)-d.Y
					want = want || dx*dx+dy*dy <= d.R*d.R
				}
				if got := int32(col) < run; got != want {
					t.Fatalf("cell %d, %d: covered %v", col, row, got)
				}
			}
		}
		for _, d := range discs {
			from, end := g.Reached(d)
			for row := range g.Rows() {
				dy := g.Y(row) - d.Y
				if (dy <= d.R && -dy <= d.R) != (row >= from && row < end) {
					t.Fatalf("row %d, rows reached %d to %d", row, from, end)
				}
			}
		}
	})
}
