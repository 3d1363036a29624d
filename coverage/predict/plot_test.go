package predict

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
)

// TestPlotEqualsCompute: along its rays a plot gives every tile the answer of
// Compute, to the bit, with its warnings.
func TestPlotEqualsCompute(t *testing.T) {
	var covered, unknown, shadowed, indoors, cells int
	root := t.TempDir()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		dir := filepath.Join(root, fmt.Sprint(run))
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		sites := drawSites(t, 3)
		for i := range sites {
			sites[i].Lon, sites[i].Lat = sites[0].Lon, sites[0].Lat
		}
		if rapid.Bool().Draw(t, "round") {
			for i := range sites {
				for j := range sites[i].Cells {
					sites[i].Cells[j].Omni, sites[i].Cells[j].MechanicalTiltDeg = true, 0
				}
			}
		}
		d := region(rapid.IntRange(1, 90).Draw(t, "cols"), rapid.IntRange(1, 80).Draw(t, "rows"), sites...)
		height := mountains(rapid.Uint64().Draw(t, "seed"), rapid.SampledFrom([]float64{0, 5, 60}).Draw(t, "rough"))
		void := rapid.Float64Range(106, 106.2).Draw(t, "void from")
		d.Terrain = dem(t, dir, 105.97, 10.85, 106.13, 11.03, func(lon, lat float64) float64 {
			if lon > void && lon < void+0.003 {
				return math.NaN()
			}
			return height(lon, lat)
		})
		name := rapid.SampledFrom([]string{"auto", "p1812", "rma+terrain", "hata-open+terrain", "itm"}).Draw(t, "model")
		change := models(name)
		c := over(t, rapid.SampledFrom([]string{"outdoor-110", "median-90", "indoor-110-o2i"}).Draw(t, "criterion"), func(c *criterion.Criterion) {
			change(c)
			c.MaxRangeKm = rapid.SampledFrom([]float64{0.7, 3, 12}).Draw(t, "range")
			c.LocationPercent = rapid.SampledFrom([]float64{50, 50, 90, 99}).Draw(t, "percent")
		})
		n, err := NewNetwork(context.Background(), d, c)
		if err != nil {
			t.Fatal(err)
		}
		if len(n.radios) > 0 && !n.OnePlace() {
			t.Fatal("all radios stand at one place")
		}
		n.KeepServers = rapid.Bool().Draw(t, "servers")
		tiles := n.Split()
		got, err := n.Plot(context.Background(), tiles, rapid.IntRange(1, 3).Draw(t, "workers"), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, tile := range tiles {
			if diff := cmp.Diff(n.Compute(tile), got[i], cmp.AllowUnexported(modelCounts{})); diff != "" {
				t.Fatalf("tile %v: %.2000s", tile, diff)
			}
			for k := range got[i].Layers {
				l := &got[i].Layers[k]
				covered, unknown = covered+l.Covered.Count(), unknown+l.Unknown.Count()
				shadowed, indoors = shadowed+l.Shadowed.Count(), indoors+l.Indoors.Count()
			}
		}
		cells += len(n.layers) * d.Demand.Grid.Cols * d.Demand.Grid.Rows
	})
	t.Logf("%d cells: %d covered, %d unknown, %d shadowed, %d outdoors only", cells, covered, unknown, shadowed, indoors)
	if !testing.Short() && (covered == 0 || unknown == 0 || shadowed == 0 || indoors == 0) {
		t.Errorf("the cases show too little")
	}
}

// TestPlotOfSeveralPlaces: then it is Map.
func TestPlotOfSeveralPlaces(t *testing.T) {
	d := region(70, 40, plotSite("S1", 106.01), plotSite("S2", 106.05))
	d.Terrain = flatDEM
	n, err := NewNetwork(t.Context(), d, over(t, "outdoor-110", nil))
	if err != nil {
		t.Fatal(err)
	}
	if n.OnePlace() {
		t.Error("two masts 4 km apart are at one place")
	}
	got, err := n.Plot(t.Context(), n.Split(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := n.Map(t.Context(), n.Split(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(modelCounts{})); diff != "" {
		t.Errorf("%.1000s", diff)
	}
}

func TestPlotEndsWithItsContext(t *testing.T) {
	d := region(70, 40, plotSite("S", 106.01))
	d.Terrain = flatDEM
	n, err := NewNetwork(t.Context(), d, over(t, "outdoor-110", nil))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Plot(ctx, n.Split(), 2, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func plotSite(id string, lon float64) coverage.Site {
	return coverage.Site{ID: id, Located: true, Lon: lon, Lat: 10.98, Cells: []coverage.Cell{{ID: "1", Operator: "A", Technology: "4g",
		FrequencyMHz: 1800, BandwidthMHz: 20, EIRPdBm: 60, HeightM: 40, Omni: true}}}
}
