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

func times(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

func TestOutlineEqualsPointByPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		scale := rapid.SampledFrom([]int64{1, 1, 1, 1 << 26}).Draw(t, "scale")
		var rings [][]Point
		var holes []bool
		o := NewOutline(g)
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			ring := make([]Point, rapid.IntRange(3, 9).Draw(t, "n"))
			for i := range ring {
				ring[i] = Point{rapid.Int64Range(-40, 160).Draw(t, "x"), rapid.Int64Range(-40, 160).Draw(t, "y")}
				if scale > 1 { // far away, so that edges are long
					ring[i].X, ring[i].Y = (ring[i].X-30)*scale+ring[i].X, (ring[i].Y-30)*scale+ring[i].Y
				}
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
