package zonal

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/raster"
)

// wavy is a counterclockwise ring of n vertices around a circle with lobes.
func wavy(n int, x, y, radius float64) orb.Ring {
	var r orb.Ring
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		d := radius * (1 + 0.2*math.Sin(9*a) + 0.02*math.Sin(131*a))
		r = append(r, orb.Point{geo.Round7(x + d*math.Cos(a)), geo.Round7(y + d*math.Sin(a))})
	}
	return append(r, r[0])
}

// hectares is a grid of about 100 m over Viet Nam and its sea.
var hectares = raster.Grid{West: 102, North: 24, StepX: 0.001, StepY: 0.001, Cols: 16000, Rows: 18000}

func BenchmarkCommune(b *testing.B) {
	mp := orb.MultiPolygon{{wavy(500, 105.8, 21, 0.026)}} // 25 km2
	b.ReportAllocs()
	for b.Loop() {
		if f := mustOutline(b, hectares, mp).Footprint(); len(f.Partials) < 100 {
			b.Fatalf("got %d partials", len(f.Partials))
		}
	}
}

func BenchmarkMillionsOfVertices(b *testing.B) {
	mp := orb.MultiPolygon{{wavy(5_600_000, 108, 16, 4)}}
	for b.Loop() {
		mustOutline(b, hectares, mp).Footprint()
	}
	b.ReportMetric(5.6e6*float64(b.N)/b.Elapsed().Seconds(), "vertices/s")
}

// TestRealCommunes lays all communes over a grid of 100 m.
func TestRealCommunes(t *testing.T) {
	communes := realCommunes(t)
	vertices, partials, refused := 0, 0, 0
	for _, mp := range communes {
		for _, polygon := range mp {
			for _, ring := range polygon {
				vertices += len(ring)
			}
		}
		o, err := NewOutline(hectares, mp)
		if err != nil {
			refused++ // the file has 76 invalid polygons
			continue
		}
		f := o.Footprint()
		partials += len(f.Partials)
	}
	t.Logf("%d communes, %d vertices, %d partial cells, %d refused", len(communes), vertices, partials, refused)
	if refused > 76 {
		t.Errorf("got %d polygons refused, want no more than the 76 invalid ones", refused)
	}
}

// realCommunes reads the national layer, rounded to E7 and wound right.
func realCommunes(tb testing.TB) (out []orb.MultiPolygon) {
	tb.Helper()
	file, err := os.Open("../../../shared/data/vn-communes-2025/communes_2025.geojson.gz")
	if err != nil {
		tb.Skipf("national commune layer not here: %v", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	var layer struct {
		Features []struct {
			Geometry struct{ Coordinates orb.MultiPolygon }
		}
	}
	if err := json.NewDecoder(unzipped).Decode(&layer); err != nil {
		tb.Fatal(err)
	}
	for _, f := range layer.Features {
		for _, polygon := range f.Geometry.Coordinates {
			for i, ring := range polygon {
				for j := range ring {
					ring[j] = orb.Point{geo.Round7(ring[j][0]), geo.Round7(ring[j][1])}
				}
				if (ring.Orientation() == orb.CCW) != (i == 0) {
					ring.Reverse()
				}
			}
		}
		out = append(out, f.Geometry.Coordinates)
	}
	return out
}
