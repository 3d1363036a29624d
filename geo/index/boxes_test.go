package index

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func drawBound(t *rapid.T, label string) orb.Bound {
	v := rapid.IntRange(-20, 20)
	w, s := v.Draw(t, label+" west"), v.Draw(t, label+" south")
	size := rapid.IntRange(-1, 9) // -1: an empty bound
	return orb.Bound{
		Min: orb.Point{float64(w), float64(s)},
		Max: orb.Point{float64(w + size.Draw(t, label+" width")), float64(s + size.Draw(t, label+" height"))},
	}
}

func TestBoxesAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bounds []orb.Bound
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			bounds = append(bounds, drawBound(t, "box"))
		}
		bounds = append(bounds, orb.Bound{Min: orb.Point{math.NaN(), 0}, Max: orb.Point{1, 1}}, orb.MultiPolygon{}.Bound())
		ix, q := NewBoxes(bounds), drawBound(t, "query")
		var got, want []int
		ix.Search(q, func(i int) bool { got = append(got, i); return true })
		for i, b := range bounds {
			if isBox(b) && isBox(q) && b.Min[0] <= q.Max[0] && q.Min[0] <= b.Max[0] && b.Min[1] <= q.Max[1] && q.Min[1] <= b.Max[1] {
				want = append(want, i)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("search %v: %v, want %v", q, got, want)
		}
		stopped := 0
		ix.Search(q, func(int) bool { stopped++; return false })
		if stopped > 1 {
			t.Fatalf("%d calls after false", stopped)
		}
	})
}
