package polygonize

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
)

// commune is a polygon of 25 km2 and 500 vertices.
func commune() orb.MultiPolygon {
	var r orb.Ring
	for i := range 500 {
		a := 2 * math.Pi * float64(i) / 500
		d := 0.026 * (1 + 0.2*math.Sin(9*a) + 0.02*math.Sin(131*a))
		r = append(r, orb.Point{geo.Round7(105.8 + d*math.Cos(a)), geo.Round7(21 + d*math.Sin(a))})
	}
	return orb.MultiPolygon{{append(r, r[0])}}
}

var hectares = raster.Grid{West: 102, North: 24, StepX: 0.001, StepY: 0.001, Cols: 8000, Rows: 16000}

func BenchmarkClip(b *testing.B) {
	o := mustOutline(b, hectares, commune())
	masks := []struct {
		name string
		in   func(col, row int) bool
	}{
		{"all", func(int, int) bool { return true }},
		{"none", func(int, int) bool { return false }},
		{"half", func(col, row int) bool { return col+row < 6800 }},
		{"blobs", func(col, row int) bool { return math.Sin(float64(col)/4)+math.Cos(float64(row)/5) > 0.3 }},
		{"chess", func(col, row int) bool { return (col+row)%2 == 0 }},
	}
	for _, m := range masks {
		b.Run(m.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(Clip(o, m.in))
			}
			b.ReportMetric(float64(n), "parts")
		})
	}
	b.Run("mesh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			mustOutline(b, hectares, commune()).Mesh()
		}
	})
}

// TestRealCommunes cuts every tenth real commune by blobs and by noise.
func TestRealCommunes(t *testing.T) {
	file, err := os.Open("../../../shared/data/vn-communes-2025/communes_2025.geojson.gz")
	if err != nil {
		t.Skipf("national commune layer not here: %v", err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var layer struct {
		Features []struct {
			Geometry struct{ Coordinates orb.MultiPolygon }
		}
	}
	if err := json.NewDecoder(unzipped).Decode(&layer); err != nil {
		t.Fatal(err)
	}
	masks := []func(col, row int) bool{
		func(col, row int) bool { return math.Sin(float64(col)/4)+math.Cos(float64(row)/5) > 0.3 },
		func(col, row int) bool { return (col*7919+row*104729)%11 < 6 },
	}
	g := hectares
	g.Cols = 16000
	for i := 0; i < len(layer.Features); i += 10 {
		mp, _ := overlay.Repair(layer.Features[i].Geometry.Coordinates)
		o := mustOutline(t, g, mp)
		for _, mask := range masks {
			in := Clip(o, mask)
			out := Clip(o, func(col, row int) bool { return !mask(col, row) })
			want := geo.MultiPolygonAreaM2(mp)
			if got := areaOf(in) + areaOf(out); math.Abs(got-want) > 1e-9*want+roundingM2(o) {
				t.Errorf("feature %d: parts add up to %v m2, want %v", i, got, want)
			}
			checkCells(t, o, mask, in, out)
			checkValid(t, "in", together(in))
			checkValid(t, "out", together(out))
			for _, p := range append(in, out...) {
				checkPartArea(t, o, p)
			}
		}
	}
}
