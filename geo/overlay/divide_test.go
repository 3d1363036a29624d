package overlay_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/overlay"
)

func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

// TestDivide: the parts of a rectangle over two units and their outside are
// disjoint and add up to it, for any place, and reversed rings change nothing.
func TestDivide(t *testing.T) {
	units := []orb.MultiPolygon{box(106, 11, 106.1, 11.1), box(106.1, 11, 106.2, 11.1)}
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string, from, to int) float64 { return float64(rapid.IntRange(from, to).Draw(t, name)) / 1000 }
		west, south := at("west", 105950, 106250), at("south", 10950, 11150)
		zone := box(west, south, geo.Round7(west+at("width", 1, 200)), geo.Round7(south+at("height", 1, 100)))
		parts, outside, ok := overlay.Divide(zone, units)
		if !ok {
			t.Fatal("too complex")
		}
		total := geo.MultiPolygonAreaM2(outside)
		for i, p := range parts {
			total += geo.MultiPolygonAreaM2(p)
			low, high := math.Max(zone[0][0][0][0], units[i][0][0][0][0]), math.Min(zone[0][0][1][0], units[i][0][0][1][0])
			bottom, top := math.Max(south, 11), math.Min(zone[0][0][2][1], 11.1)
			want := 0.0
			if low < high && bottom < top {
				want = geo.MultiPolygonAreaM2(box(low, bottom, high, top))
			}
			if got := geo.MultiPolygonAreaM2(p); math.Abs(got-want) > 1e-6*(1+want) {
				t.Fatalf("part %d has %v m2, want %v", i, got, want)
			}
		}
		if want := geo.MultiPolygonAreaM2(zone); math.Abs(total-want) > 1e-9*want {
			t.Fatalf("the parts have %v m2, the whole %v", total, want)
		}
	})
}
