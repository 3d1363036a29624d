package predict

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
)

// TestReceptionsHoldTheServer: the strongest reception of a layer is the answer of
// the map at a receiver point, with terrain and without.
func TestReceptionsHoldTheServer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := region(10, 10, drawSites(t, 6)...)
		c := preset(t, "median-90")
		if rapid.Bool().Draw(t, "terrain") {
			d.Terrain, c = flatDEM, over(t, "median-90", func(c *criterion.Criterion) { c.MaxRangeKm = 10 })
		}
		n, err := NewNetwork(t.Context(), d, c)
		if err != nil {
			t.Fatal(err)
		}
		lon, lat := rapid.Float64Range(106, 106.01).Draw(t, "at lon"), rapid.Float64Range(10.99, 11).Draw(t, "at lat")
		all := n.Receptions(lon, lat)
		to := geo.Cartesian(lon, lat)
		f := &tileFrame{lonLat: [2]float64{lon, lat}, middle: to}
		for layer, radios := range n.inReach(f) {
			a, _ := n.answerAt(radios, &to, coverage.Receiver{Lon: lon, Lat: lat})
			best := math.Inf(-1)
			for _, r := range all {
				if r.Technology == n.layers[layer].Technology && r.Operator == n.layers[layer].Operator {
					best = max(best, r.LevelDBm)
					if !r.Known {
						t.Fatalf("unknown over known ground: %+v", r)
					}
				}
			}
			if best < c.ThresholdsDBm[n.layers[layer].Technology]-noticeDB && n.ground != nil {
				continue // what is beneath notice may be better
			}
			if a.server != nil && math.Abs(best*1000-float64(a.milliDBm)) > 1 || a.server == nil && !math.IsInf(best, -1) {
				t.Fatalf("layer %d: strongest reception %v dBm, answer %+v", layer, best, a)
			}
		}
	})
}
