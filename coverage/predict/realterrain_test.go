package predict

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo/terrain"
)

// realTiles are SRTM tiles of a coast with mountains to 2,674 m and voids.
const realTiles = "../../../shared/data/dem"

// TestRealTerrainEqualsBruteForce is TestOverTerrainEqualsBruteForce over real
// mountains: 45 km2 about 49.4 N 122.9 W, 20 stations.
func TestRealTerrainEqualsBruteForce(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"N49W123.tif", "N49W124.tif"} {
		b, err := os.ReadFile(filepath.Join(realTiles, name))
		if err != nil {
			t.Skipf("the elevation tiles are not beside this checkout (%v); drawn mountains are still compared", err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dem, err := terrain.Open(dir, terrain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var count deviation
	for _, model := range []string{"p1812", "rma+terrain"} {
		r := rand.New(rand.NewPCG(5, 9))
		var sites []coverage.Site
		for i := range 20 {
			sites = append(sites, coverage.Site{ID: string(rune('A' + i)), Located: true, Lon: -122.95 + 0.2*r.Float64(), Lat: 49.35 + 0.15*r.Float64(),
				Cells: []coverage.Cell{
					{ID: "1", Operator: "A", Technology: "4g", FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 30, AzimuthDeg: 360 * r.Float64(), DowntiltDeg: 3},
					{ID: "2", Operator: "A", Technology: "4g", FrequencyMHz: 700, BandwidthMHz: 10, EIRPdBm: 56, HeightM: 30, AzimuthDeg: 360 * r.Float64()}}})
		}
		d := region(80, 70, sites...)
		d.Demand.Grid.West, d.Demand.Grid.North, d.Terrain = -122.9, 49.45, dem
		n, err := NewNetwork(t.Context(), d, over(t, "outdoor-110", func(c *criterion.Criterion) {
			models(model)(c)
			c.MaxRangeKm = 20
		}))
		if err != nil {
			t.Fatal(err)
		}
		n.KeepServers = true
		count = deviation{}
		for _, tile := range n.Split() {
			compareTile(t, n, tile, &count)
		}
		t.Logf("%s: %+v", model, count)
		if count.covered == 0 || count.covered == count.cells || count.unknown == 0 {
			t.Errorf("%s: the case shows too little: %+v", model, count)
		}
	}
}
