package predict

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
)

// TestAlikeRadiosEqualBruteForce: where stations stand close, what is left
// out because it cannot beat the server changes no answer; in
// layers whose radios vary alike and in those of two frequencies, which do not.
func TestAlikeRadiosEqualBruteForce(t *testing.T) {
	terrain := dem(t, t.TempDir(), 105.96, 10.9, 106.1, 11.04, mountains(11, 40))
	var count deviation
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
		frequencies := rapid.SampledFrom([][]float64{{1800}, {700, 3500}}).Draw(t, "frequencies")
		eirpDBm := rapid.SampledFrom([]float64{20, 45}).Draw(t, "eirp")
		var sites []coverage.Site
		for i := range 10 {
			sites = append(sites, coverage.Site{ID: string(rune('A' + i)), Located: true, Lon: 105.99 + 0.07*r.Float64(), Lat: 10.96 + 0.05*r.Float64(),
				Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g", FrequencyMHz: frequencies[r.IntN(len(frequencies))], BandwidthMHz: 20,
					EIRPdBm: eirpDBm + 15*r.Float64(), HeightM: 20 + 20*r.Float64(), Omni: true, Pattern: "omni"}}})
		}
		d := region(24, 24, sites...)
		d.Terrain = terrain
		n, err := NewNetwork(t.Context(), d, over(t, "median-90", func(c *criterion.Criterion) {
			models("p1812")(c)
			c.MaxRangeKm, c.LocationPercent = 12, rapid.SampledFrom([]float64{50, 95}).Draw(t, "percent")
		}))
		if err != nil {
			t.Fatal(err)
		}
		n.KeepServers = true
		compareTile(t, n, Tile{}, &count)
	})
	t.Logf("%+v", count)
}
