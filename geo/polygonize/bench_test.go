package polygonize

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo"
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
