package predict

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/coverage/criterion"
)

// TestEdgesChangeNoAnswer: what one cell showed of the ground before a mast saves work for
// the next and changes nothing, to the bit: masts with antennas at several heights,
// over ground with holes, stations within tiles and beside them.
func TestEdgesChangeNoAnswer(t *testing.T) {
	root, run := t.TempDir(), 0
	defer func(few int, window int64, hide bool) { fewMasts, windowMilliDB, edgesHide = few, window, hide }(fewMasts, windowMilliDB, edgesHide)
	covered, unknown := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		dir := filepath.Join(root, fmt.Sprint(run))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		sites := drawSites(t, 10)
		for i := range sites {
			for _, c := range sites[i].Cells {
				if rapid.Bool().Draw(t, "another height") {
					c.ID, c.HeightM = c.ID+"-2", rapid.SampledFrom([]float64{12, 35, 90}).Draw(t, "height")
					sites[i].Cells = append(sites[i].Cells, c)
				}
			}
		}
		d := region(rapid.IntRange(20, 80).Draw(t, "cols"), rapid.IntRange(10, 40).Draw(t, "rows"), sites...)
		height := mountains(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{5, 25, 60}).Draw(t, "rough"))
		lon, lat := 106+rapid.Float64Range(-0.02, 0.1).Draw(t, "hole lon"), 11-rapid.Float64Range(-0.02, 0.1).Draw(t, "hole lat")
		radius := rapid.SampledFrom([]float64{0, 0.002, 0.01}).Draw(t, "hole radius")
		d.Terrain = dem(t, dir, 105.9, 10.8, 106.25, 11.1, func(x, y float64) float64 {
			if math.Hypot(x-lon, y-lat) < radius {
				return math.NaN()
			}
			return height(x, y)
		})
		name := rapid.SampledFrom([]string{"auto", "p1812", "rma+terrain", "hata-open+terrain", "hata-urban+terrain", "cost231-urban+terrain"}).Draw(t, "model")
		c := over(t, rapid.SampledFrom([]string{"outdoor-110", "median-90", "indoor-110-o2i"}).Draw(t, "criterion"), func(c *criterion.Criterion) {
			models(name)(c)
			c.MaxRangeKm = rapid.SampledFrom([]float64{5, 20}).Draw(t, "range")
			c.LocationPercent = rapid.SampledFrom([]float64{50, 90}).Draw(t, "percent")
		})
		fewMasts = rapid.SampledFrom([]int{0, 64}).Draw(t, "masts looked at at once")
		windowMilliDB = rapid.SampledFrom([]int64{300, 5000, 12_000}).Draw(t, "window")
		weak := rapid.Bool().Draw(t, "keep weak")
		var answers [2][]TileSignal
		for i := range answers {
			n, err := NewNetwork(context.Background(), d, c)
			if err != nil {
				t.Fatal(err)
			}
			if n.KeepServers = true; weak {
				n.KeepWeak()
			}
			edgesHide = i == 1
			if answers[i], err = n.Map(context.Background(), n.Split(), 1, nil); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(answers[0], answers[1], cmp.AllowUnexported(modelCounts{})); diff != "" {
			t.Fatalf("without edges and with them:\n%.3000s", diff)
		}
		for _, tile := range answers[0] {
			for i := range tile.Layers {
				covered, unknown = covered+tile.Layers[i].Covered.Count(), unknown+tile.Layers[i].Unknown.Count()
			}
		}
	})
	if covered == 0 {
		t.Error("the cases show too little: no cell is covered")
	}
	t.Logf("%d covered, %d unknown", covered, unknown)
}
