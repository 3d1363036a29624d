package predict

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/raster"
)

// discsCellByCell is computeDiscs by asking every cell of every radio.
func discsCellByCell(f *tileFrame, radios []*radio) (covered coverage.Mask) {
	for _, r := range radios {
		for row := range f.rows {
			for col := range f.cols {
				at := f.lons[col].On(f.parallels[row])
				if milli(geo.ShortDistanceM(at, r.position)) <= milli(r.radiusM) {
					covered.Set(col, row)
				}
			}
		}
	}
	return covered
}

// TestDiscsCellByCell compares rows with cells: stations in and about a tile, at centres
// of cells and between them, circles through centres, cells from centimetres to
// kilometres, at all latitudes and across the antimeridian.
func TestDiscsCellByCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom([]float64{1e-7, 1e-5, 1. / 1200, 0.001, 0.01, 0.1, 0.5}).Draw(t, "step")
		g := raster.Grid{West: rapid.SampledFrom([]float64{105, 105.00037, -180, 179.99, 0}).Draw(t, "west"),
			North: rapid.SampledFrom([]float64{11, 60.3, -70, 89, 0.02}).Draw(t, "north"), StepX: step, StepY: step,
			Cols: rapid.IntRange(1, 70).Draw(t, "cols"), Rows: rapid.IntRange(1, 70).Draw(t, "rows")}
		if g.Validate() != nil {
			t.Skip("beyond the globe")
		}
		n := &Network{grid: g}
		f := n.frame(Tile{})
		var radios []*radio
		for range rapid.IntRange(1, 4).Draw(t, "radios") {
			col, row := rapid.Float64Range(-80, 150).Draw(t, "col"), rapid.Float64Range(-80, 150).Draw(t, "row")
			if rapid.Bool().Draw(t, "at a centre") {
				col, row = math.Floor(col)+0.5, math.Floor(row)+0.5
			}
			lon, lat := math.Remainder(g.West+col*step, 360), math.Max(-90, math.Min(90, g.North-row*step))
			r := &radio{position: geo.Cartesian(lon, lat), lonDeg: lon}
			r.axisM = math.Hypot(r.position[0], r.position[1])
			r.radiusM = rapid.Float64Range(0, 100).Draw(t, "radius") * step * 111_000
			if rapid.Bool().Draw(t, "through a centre") {
				at := f.lons[rapid.IntRange(0, f.cols-1).Draw(t, "at col")].On(f.parallels[rapid.IntRange(0, f.rows-1).Draw(t, "at row")])
				r.radiusM = geo.ShortDistanceM(at, r.position) + rapid.SampledFrom([]float64{0, 0.0005, -0.0005, 0.001, -1e-9}).Draw(t, "off")
			}
			r.radiusM = math.Max(0, r.radiusM)
			if n := len(radios); n > 0 {
				switch rapid.IntRange(0, 3).Draw(t, "like the last") {
				case 0: // as large, elsewhere
					r.radiusM = radios[n-1].radiusM
				case 1: // another radius at its place, or the same again
					again := *radios[n-1]
					again.radiusM *= rapid.SampledFrom([]float64{1, 0.5, 1.5}).Draw(t, "times")
					r = &again
				}
			}
			radios = append(radios, r)
		}
		var got coverage.LayerTile
		computeDiscs(f, radios, &got)
		if want := discsCellByCell(f, radios); got.Covered != want {
			t.Fatalf("got %d cells, cell by cell %d", got.Covered.Count(), want.Count())
		}
	})
}

// BenchmarkDiscs covers a tile of hectares by stations of 2 km about it.
func BenchmarkDiscs(b *testing.B) {
	n := &Network{grid: raster.Grid{West: 105, North: 11, StepX: 0.001, StepY: 0.001, Cols: 64, Rows: 64}}
	f := n.frame(Tile{})
	var radios []*radio
	for i := range 16 {
		lon, lat := 105+0.005*float64(i), 11-0.004*float64(i*7%16)
		r := &radio{position: geo.Cartesian(lon, lat), lonDeg: lon, radiusM: 2000}
		r.axisM = math.Hypot(r.position[0], r.position[1])
		radios = append(radios, r)
	}
	b.ReportAllocs()
	for b.Loop() {
		var out coverage.LayerTile
		computeDiscs(f, radios, &out)
	}
}

// TestDiscsOfRoundedCentres holds a circle to the centres of cells whose edges are not
// whole multiples of 1e-7 degrees: each stands up to a centimetre from where columns of
// equal width would put it, and the circle ends at the centre itself.
func TestDiscsOfRoundedCentres(t *testing.T) {
	step := 1. / 1200
	n := &Network{grid: raster.Grid{West: 105, North: 11, StepX: step, StepY: step, Cols: 64, Rows: 4}}
	f := n.frame(Tile{})
	lon, lat := 105+31.875*step, 11-2*step
	for row := range f.rows {
		for col := range f.cols {
			r := &radio{position: geo.Cartesian(lon, lat), lonDeg: lon}
			r.axisM = math.Hypot(r.position[0], r.position[1])
			r.radiusM = geo.ShortDistanceM(f.lons[col].On(f.parallels[row]), r.position)
			var got coverage.LayerTile
			computeDiscs(f, []*radio{r}, &got)
			if want := discsCellByCell(f, []*radio{r}); got.Covered != want || !got.Covered.Has(col, row) {
				t.Fatalf("circle through cell %d,%d: got %d cells, cell by cell %d", col, row, got.Covered.Count(), want.Count())
			}
		}
	}
}
