package raster

import (
	"strings"
	"testing"

	"phusong/geo"
)

type plane struct{ g Grid }

func (p plane) Grid() (Grid, error) { return p.g, nil }
func (p plane) ReadRows(row0, rows int, dst []float64) error {
	return p.ReadWindow(Window{0, row0, p.g.Cols, row0 + rows}, dst)
}
func (p plane) ReadWindow(w Window, dst []float64) error {
	i := 0
	for row := w.Row0; row < w.Row1; row++ {
		for col := w.Col0; col < w.Col1; col++ {
			dst[i] = float64(100*row + col)
			i++
		}
	}
	return nil
}

func TestReadBandKeepsOrigin(t *testing.T) {
	src := plane{Grid{West: 105, North: 21, StepX: 0.1, StepY: 0.1, Cols: 10, Rows: 20}}
	b, err := ReadBand(src, Window{3, 4, 6, 9})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := b.At(2, 4), float32(805); got != want {
		t.Errorf("At(2,4) = %v, want %v", got, want)
	}
	if got, want := b.Grid.EdgeX(0), src.g.EdgeX(3); got != want {
		t.Errorf("west edge = %v, want %v", got, want)
	}
	if _, err := ReadBand(src, Window{3, 4, 11, 9}); err == nil {
		t.Error("window beyond the raster: no error")
	}
}

func TestWindowOf(t *testing.T) {
	g := Grid{West: 105, North: 21, StepX: 0.1, StepY: 0.1, Cols: 10, Rows: 20}
	tests := []struct {
		west, south, east, north float64
		want                     Window
		ok                       bool
	}{
		{105.25, 20.45, 105.55, 20.75, Window{2, 2, 6, 6}, true},
		{100, 10, 110, 30, Window{0, 0, 10, 20}, true},
		{105.11, 20.81, 105.12, 20.82, Window{1, 1, 2, 2}, true},
		{107, 20, 108, 20.5, Window{}, false},
	}
	for _, tt := range tests {
		got, ok := g.WindowOf(geo.ToE7(tt.west), geo.ToE7(tt.south), geo.ToE7(tt.east), geo.ToE7(tt.north))
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("WindowOf(%v,%v,%v,%v) = %v, %v, want %v, %v", tt.west, tt.south, tt.east, tt.north, got, ok, tt.want, tt.ok)
		}
	}
}

func TestCRSRequireWGS84(t *testing.T) {
	tests := []struct {
		crs  CRS
		want string // part of the error, empty for none
	}{
		{CRS{Kind: Geographic, EPSG: 4326}, ""},
		{CRS{Kind: Geographic, EPSG: 4979}, ""},
		{CRS{Kind: Geographic, Name: "GCS_WGS_1984"}, ""},
		{CRS{Kind: Geographic, Name: "WGS 84"}, ""},
		{CRS{Kind: Geographic, EPSG: 4756, Name: "VN-2000"}, "another datum"},
		{CRS{Kind: Geographic, Name: "WGS 72"}, "another datum"},
		{CRS{Kind: Geographic}, "another datum"},
		{CRS{Kind: Geographic, EPSG: 4326, Unit: "radian"}, "radian"},
		{CRS{Kind: Projected, EPSG: 32648}, "gdalwarp"},
		{CRS{Kind: UnknownCRS}, "gdal_translate -a_srs"},
	}
	for _, tt := range tests {
		err := tt.crs.RequireWGS84()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: error %v, want %q", tt.crs, err, tt.want)
		}
	}
}
