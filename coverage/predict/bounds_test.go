package predict

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
)

// TestBoundsHold: no place in a disc gets more from a radio than its bound, nor
// less than its floor; across breakpoints, indoors, behind the antenna and
// of masts that are odd, too.
func TestBoundsHold(t *testing.T) {
	var criteria []criterion.Criterion
	for _, id := range []string{"outdoor-110", "indoor-110-o2i", "median-90"} {
		criteria = append(criteria, preset(t, id))
	}
	rapid.Check(t, func(t *rapid.T) {
		data, levels := region(10, 10, drawSites(t, 2)...), rapid.SampledFrom(criteria).Draw(t, "criterion")
		if rapid.Bool().Draw(t, "odd") {
			data, levels = oddRegion(t), oddCriterion(t)
		}
		n, err := NewNetwork(t.Context(), data, levels)
		if err != nil {
			t.Fatal(err)
		}
		// Distances are drawn by their logarithm: breakpoints lie anywhere from 100 m on.
		r := rapid.SampledFrom(n.radios).Draw(t, "radio")
		site := rapid.SampledFrom(n.dataset.Sites).Draw(t, "site")
		azimuthDeg := rapid.Float64Range(0, 360).Draw(t, "azimuth")
		lon, lat, _ := geo.Direct(site.Lon, site.Lat, azimuthDeg, math.Exp(rapid.Float64Range(0, 10.3).Draw(t, "log of metres")))
		d := &disc{middle: geo.Cartesian(lon, lat), radiusM: math.Exp(rapid.Float64Range(0, 8.5).Draw(t, "log of radius"))}
		c, near := r.look(d)
		leastMilliDBm, leastChance := int64(noServer), 0
		if near {
			c.bestChance()
			leastMilliDBm, leastChance = c.floor()
		}
		for range 30 {
			pointLon, pointLat, _ := geo.Direct(lon, lat, rapid.Float64Range(0, 360).Draw(t, "to"), d.radiusM*rapid.Float64Range(0, 0.999).Draw(t, "share"))
			to := geo.Cartesian(pointLon, pointLat)
			level, chance, _, ok := r.receive(&to)
			switch {
			case !ok && near && leastMilliDBm != noServer:
				t.Fatalf("out of reach, and the floor is %d", leastMilliDBm)
			case !ok:
				continue
			case !near:
				t.Fatalf("in reach at %v m, and look is false", r.position.ShortDistanceM(&to))
			}
			if got := milli(level); got > c.milliDBm || got < leastMilliDBm {
				t.Fatalf("level %d, bounds %d to %d", got, leastMilliDBm, c.milliDBm)
			}
			if chance > c.chance || chance < leastChance || c.chance > coverage.ChanceOne {
				t.Fatalf("chance %d, bounds %d to %d", chance, leastChance, c.chance)
			}
		}
	})
}
