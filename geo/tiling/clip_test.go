package tiling

import (
	"math/bits"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/geo/encoding/mvt"
)

// line makes points of x, y, x, y ...
func line(xy ...int32) []mvt.Point {
	var out []mvt.Point
	for i := 0; i < len(xy); i += 2 {
		out = append(out, mvt.Point{X: xy[i], Y: xy[i+1]})
	}
	return out
}

func TestClipLine(t *testing.T) {
	w := window{0, 10}
	for _, c := range []struct {
		name string
		line []mvt.Point
		want [][]mvt.Point
	}{
		{"inside", line(1, 1, 5, 5, 9, 1), [][]mvt.Point{line(1, 1, 5, 5, 9, 1)}},
		{"outside", line(-1, 1, -5, 5), nil},
		{"past a corner", line(-5, 5, 5, -6), nil},
		{"through", line(-5, 5, 15, 5), [][]mvt.Point{line(0, 5, 10, 5)}},
		{"out and in", line(5, 5, 15, 5, 15, 7, 5, 7), [][]mvt.Point{line(5, 5, 10, 5), line(10, 7, 5, 7)}},
		{"along the edge", line(0, 0, 0, 5, 5, 5), [][]mvt.Point{line(0, 0, 0, 5, 5, 5)}},
		{"touching a corner", line(-5, 5, 0, 10, 5, 15), nil},
		{"rounded", line(-1, 0, 2, 1), [][]mvt.Point{line(0, 0, 2, 1)}},
		{"one point", line(1, 1), nil},
	} {
		var got [][]mvt.Point
		w.clipLine(c.line, func(piece []mvt.Point) { got = append(got, append([]mvt.Point(nil), piece...)) })
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestCrossBothWays: a line meets an edge at one place, whichever end comes first.
func TestCrossBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Int32Range(-1<<29, 1<<29)
		a, b := mvt.Point{X: c.Draw(t, "ax"), Y: c.Draw(t, "ay")}, mvt.Point{X: c.Draw(t, "bx"), Y: c.Draw(t, "by")}
		for _, e := range (window{-80, 4176}).edges() {
			if e.inside(a) == e.inside(b) {
				continue
			}
			p, q := e.cross(a, b), e.cross(b, a)
			if p != q || !e.inside(p) {
				t.Fatalf("%v to %v meets %+v at %v, backwards at %v", a, b, e, p, q)
			}
			if p.X < min(a.X, b.X) || p.X > max(a.X, b.X) || p.Y < min(a.Y, b.Y) || p.Y > max(a.Y, b.Y) {
				t.Fatalf("%v to %v meets %+v outside, at %v", a, b, e, p)
			}
		}
	})
}

// TestClipRingArea: a ring and what four windows cut of it have the same area, when
// its corners are even and the windows meet where nothing is rounded.
func TestClipRingArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Int32Range(-8, 8)
		var ring []mvt.Point
		for range rapid.IntRange(3, 9).Draw(t, "n") {
			// Steps along the axes only: cuts fall on whole units.
			last := mvt.Point{}
			if len(ring) > 0 {
				last = ring[len(ring)-1]
			}
			ring = append(ring, mvt.Point{X: c.Draw(t, "x"), Y: last.Y})
			ring = append(ring, mvt.Point{X: ring[len(ring)-1].X, Y: c.Draw(t, "y")})
		}
		ring = append(ring, mvt.Point{X: ring[0].X, Y: ring[len(ring)-1].Y})
		inside, _ := window{-4, 4}.clipRing(append([]mvt.Point(nil), ring...), nil)
		var want int64
		for x := int32(-4); x < 4; x++ {
			for y := int32(-4); y < 4; y++ {
				want += 2 * windings(ring, x, y)
			}
		}
		if got := mvt.Area2(inside); got != want {
			t.Fatalf("%v cut to %v: %d half units, want %d", ring, inside, got, want)
		}
	})
}

// windings counts how often a ring of upright and level lines goes around the
// square east and south of a point.
func windings(ring []mvt.Point, x, y int32) (n int64) {
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if a.X != b.X || a.X <= x {
			continue
		}
		if a.Y <= y && b.Y > y {
			n++
		}
		if b.Y <= y && a.Y > y {
			n--
		}
	}
	return n
}

func TestZoomOf(t *testing.T) {
	for _, c := range []struct {
		weight  int64
		maxZoom int
		want    uint8
	}{
		{simplifyUnits2 << 36, 12, 0}, {simplifyUnits2<<36 - 1, 12, 1}, {simplifyUnits2 << 14, 12, 11},
		{simplifyUnits2<<14 - 1, 12, 12}, {1 << 12, 12, 12}, {1<<12 - 1, 12, never}, {0, 18, never}, {1, 18, 18}, {1 << 60, 0, 0},
	} {
		if got := zoomOf(c.weight, c.maxZoom); got != c.want {
			t.Errorf("weight 2^%d with zooms to %d: %d, want %d", bits.Len64(uint64(c.weight)), c.maxZoom, got, c.want)
		}
	}
}
