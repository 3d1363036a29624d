package webmap

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
)

func TestSignalClass(t *testing.T) {
	for dbm, want := range map[float64]uint8{-79: 1, -80: 1, -80.01: 2, -119.99: 5, -120: 5, -121: 6, math.Inf(-1): 6} {
		if got := signalClass(dbm); got != want {
			t.Errorf("%v dBm is in class %d, want %d", dbm, got, want)
		}
	}
	if signalClass(math.NaN()) != 0 {
		t.Error("no level has a colour")
	}
}

// TestSignal: levels are drawn over the place they are of; a folder without any is an
// error that says so, and a raster that is none too.
func TestSignal(t *testing.T) {
	for lat := -80.; lat <= 80; lat += 7 {
		if back := latitudeOf(mercatorY(lat)); math.Abs(back-lat) > 1e-9 {
			t.Errorf("%v comes back as %v", lat, back)
		}
	}
	outputs := read(t, variant{fixture: "quilt"})
	if _, err := Open(outputs, Options{Signal: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "phusong coverage") {
		t.Errorf("a folder without levels: %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "signal_4g_any.tif"), []byte("II*\x00nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(outputs, Options{Signal: dir}); err == nil || !strings.Contains(err.Error(), "signal_4g_any.tif") {
		t.Errorf("a raster that is none: %v", err)
	}
	m, err := Open(outputs, Options{Signal: levels(t)})
	if err != nil {
		t.Fatal(err)
	}
	s := m.newest()
	entry := s.signal[0].entry()
	c, err := m.data(t.Context(), "data/signal/"+s.id+"/"+entry.ID+".png", "")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(c.body))
	if err != nil || picture.Bounds().Dx() != entry.Width || picture.Bounds().Dy() != entry.Height || len(entry.Legend) != len(signalColors) {
		t.Errorf("%v, %v, %d classes", err, picture.Bounds(), len(entry.Legend))
	}
	drawn := func(x, y int) bool { _, _, _, alpha := picture.At(x, y).RGBA(); return alpha > 0 }
	if w, h := entry.Width, entry.Height; !drawn(w/2, 0) || drawn(w/2, h-1) || !drawn(w-1, 0) || drawn(0, 0) {
		t.Error("the picture does not lie as its levels do: north up, west left")
	}
	if _, err := m.data(t.Context(), "data/signal/"+s.id+"/9g_any.png", ""); err != errNotFound {
		t.Errorf("levels that are not there: %v", err)
	}
	if note := open(t, Options{}, variant{fixture: "quilt"}).newest().signalNote(); note == nil || note.VI == "" {
		t.Error("nothing says why there are no levels")
	}
}

// levels writes a small raster of levels: rising from west to east, nothing in the first
// column and the southern row.
func levels(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	grid := raster.Grid{West: 106, North: 11, StepX: 0.01, StepY: 0.01, Cols: 8, Rows: 5}
	values := make([]float32, grid.Cols*grid.Rows)
	for i := range values {
		values[i] = float32(-125 + 8*(i%grid.Cols))
		if i%grid.Cols == 0 || i/grid.Cols == grid.Rows-1 {
			values[i] = float32(math.NaN())
		}
	}
	f, err := os.Create(filepath.Join(dir, "signal_4g_any.tif"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := geotiff.Encode(f, geotiff.Image{Grid: grid, Values: values, NoData: -9999}); err != nil {
		t.Fatal(err)
	}
	return dir
}
