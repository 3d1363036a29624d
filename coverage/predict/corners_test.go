package predict

import (
	"math"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
)

// TestStationsWhereBoundsAreTight: stations on corners, edges and centres of cells,
// twins with equal levels and a range that ends at a cell's centre get the answers of
// asking every radio by the reference.
func TestStationsWhereBoundsAreTight(t *testing.T) {
	ground := dem(t, t.TempDir(), 105.96, 10.93, 106.06, 11.03, mountains(9, 30))
	var sites []coverage.Site
	for i, at := range [][2]float64{{106, 11}, {106.008, 10.992}, {106.0045, 10.9955}, {106.0045, 10.995}, {106.012, 11}, {106.0045, 10.9955}} {
		s := coverage.Site{ID: string(rune('A' + i)), Located: true, Lon: at[0], Lat: at[1]}
		for k := range 3 {
			s.Cells = append(s.Cells, coverage.Cell{ID: string(rune('1' + k)), Operator: "A", Technology: "4g", FrequencyMHz: 1800, BandwidthMHz: 20,
				EIRPdBm: 30, HeightM: 30, AzimuthDeg: float64(120 * k), DowntiltDeg: 3})
		}
		sites = append(sites, s)
	}
	first := geo.Cartesian(106.0045, 10.9955)
	centre := geo.Cartesian(106.0085, 10.9915)
	for _, model := range []string{"hata-urban+terrain", "p1812", "rma+terrain"} {
		for _, rangeKm := range []float64{5, math.Round(first.ShortDistanceM(&centre)*1000) / 1e6} {
			d := region(14, 14, sites...)
			d.Terrain = ground
			n, err := NewNetwork(t.Context(), d, over(t, "outdoor-110", func(c *criterion.Criterion) {
				models(model)(c)
				c.MaxRangeKm = rangeKm
			}))
			if err != nil {
				t.Fatal(err)
			}
			n.KeepServers = true
			var count deviation
			compareTile(t, n, Tile{}, &count)
			t.Logf("%s to %v km: %+v", model, rangeKm, count)
		}
	}
}
