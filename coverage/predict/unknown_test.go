package predict

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
)

// TestMissingTerrainIsUnknown: a hole in the terrain makes cells unknown; no cell
// becomes covered or uncovered by it, whatever share of places is asked for.
func TestMissingTerrainIsUnknown(t *testing.T) {
	root, run := t.TempDir(), 0
	unknown, known := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		d := region(rapid.IntRange(1, 40).Draw(t, "cols"), rapid.IntRange(1, 30).Draw(t, "rows"), drawSites(t, 5)...)
		c := over(t, rapid.SampledFrom([]string{"outdoor-110", "indoor-110-o2i"}).Draw(t, "criterion"), func(c *criterion.Criterion) {
			models(rapid.SampledFrom([]string{"auto", "p1812", "rma+terrain", "itm"}).Draw(t, "model"))(c)
			c.MaxRangeKm, c.LocationPercent = 12, rapid.SampledFrom([]float64{1, 30, 50, 95}).Draw(t, "percent")
		})
		height := mountains(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{0, 5, 60}).Draw(t, "rough"))
		lon, lat := 106+rapid.Float64Range(0, 0.05).Draw(t, "hole lon"), 11-rapid.Float64Range(0, 0.05).Draw(t, "hole lat")
		if rapid.Bool().Draw(t, "at a mast") {
			lon, lat = d.Sites[0].Lon, d.Sites[0].Lat
		}
		radius := rapid.Float64Range(0.001, 0.02).Draw(t, "hole radius")
		var answers [2][]TileSignal
		for i := range answers {
			dir := filepath.Join(root, fmt.Sprint(run, i))
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			d.Terrain = dem(t, dir, 105.96, 10.88, 106.12, 11.04, func(x, y float64) float64 {
				if i == 1 && math.Hypot(x-lon, y-lat) < radius {
					return math.NaN()
				}
				return height(x, y)
			})
			n, err := NewNetwork(context.Background(), d, c)
			if err != nil {
				t.Fatal(err)
			}
			if answers[i], err = n.Map(context.Background(), n.Split(), 1, nil); err != nil {
				t.Fatal(err)
			}
		}
		for i, whole := range answers[0] {
			for layer := range whole.Layers {
				w, holed := &whole.Layers[layer], &answers[1][i].Layers[layer]
				for row := range coverage.TileSize {
					if off := (w.Covered[row] ^ holed.Covered[row]) &^ holed.Unknown[row]; off != 0 {
						t.Fatalf("tile %v, layer %d, row %d: cells %b change without being unknown", whole.Tile, layer, row, off)
					}
				}
				unknown, known = unknown+holed.Unknown.Count(), known+holed.Covered.Count()
			}
		}
	})
	t.Logf("%d unknown, %d covered for all that", unknown, known)
	if unknown == 0 || known == 0 {
		t.Error("the cases show too little")
	}
}
