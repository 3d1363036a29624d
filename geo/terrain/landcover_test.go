package terrain

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/geo/raster"

	"pgregory.net/rapid"
)

// classes is a WorldCover class by place, NaN for no data.
func classes(lon, lat float64) float64 {
	list := []float64{10, 50, 80, nan, 95, 40}
	return list[int(math.Abs(math.Floor(lon*80)+3*math.Floor(lat*60)))%len(list)]
}

// covered makes a folder of one bare-earth tile of 64 x 64 posts a degree from 109 E,
// 13 N, and the land cover beside it.
func covered(t *testing.T, g raster.Grid, z surface) (dir string, o Options) {
	t.Helper()
	dir = t.TempDir()
	writeTIFF(t, dir, "dem.tif", cells(109, 13, 64, 64), plane)
	writeTIFF(t, dir, "cover.tif", g, z)
	return dir, Options{Surface: BareEarth, LandCover: filepath.Join(dir, "cover.tif"), ClutterHeightsM: WorldCoverHeightsM()}
}

// The clutter of a place is that of the cell in which the nearest post lies.
func TestClutterIsThatOfTheNearestPost(t *testing.T) {
	g := raster.Grid{West: 109.1, North: 12.95, StepX: 1. / 240, StepY: 1. / 180, Cols: 210, Rows: 150}
	dir, o := covered(t, g, classes)
	d := open(t, dir, o)
	f := load(t, d, Bounds{109, 12, 110, 13})
	if !f.HasClutter() || len(d.Tiles()) != 1 {
		t.Fatalf("HasClutter() = %v, %d tiles", f.HasClutter(), len(d.Tiles()))
	}
	table := WorldCoverHeightsM()
	met := map[float64]int{}
	at := func(t interface{ Fatalf(string, ...any) }, lon, lat float64) {
		l := f.Lattice()
		x, y := (lon-l.West)/l.StepXDeg, (l.North-lat)/l.StepYDeg
		postLon, postLat := f.post(int(math.Floor(x+0.5)), int(math.Floor(y+0.5)))
		col, row := math.Floor((postLon-g.West)/g.StepX), math.Floor((g.North-postLat)/g.StepY)
		want := nan
		if col >= 0 && row >= 0 && col < float64(g.Cols) && row < float64(g.Rows) {
			if class := classes(g.Center(int(col), int(row))); !math.IsNaN(class) {
				want = table[int(class)]
			}
		}
		got, pixel := f.ClutterM(lon, lat), f.ClutterAtPixel(x, y)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(got, want) || !same(pixel, want) {
			t.Fatalf("ClutterM(%v, %v) = %v, ClutterAtPixel %v, want %v", lon, lat, got, pixel, want)
		}
		met[got]++
	}
	rapid.Check(t, func(t *rapid.T) {
		at(t, rapid.Float64Range(109.01, 109.99).Draw(t, "lon"), rapid.Float64Range(12.01, 12.99).Draw(t, "lat"))
	})
	// What is met must not hang on what was drawn: one class of land is a tenth of it.
	for i := range 400 {
		at(t, 109.01+0.049*float64(i%20), 12.01+0.049*float64(i/20))
	}
	if met[15] == 0 || met[10] == 0 || met[0] == 0 {
		t.Errorf("clutter heights met: %v", met)
	}
	for _, p := range [][2]float64{{108, 12.5}, {109.5, 14}, {nan, 12.5}, {109.5, nan}} {
		if got := f.ClutterM(p[0], p[1]); !math.IsNaN(got) {
			t.Errorf("ClutterM(%v, %v) = %v, want NaN", p[0], p[1], got)
		}
	}
}

// Posts of .hgt tiles lie on the edges of a land cover cut at whole degrees; those on
// the outer edges are of the last cells.
func TestClutterOnWholeDegrees(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	tree := func(_, _ float64) float64 { return 10 }
	cover := t.TempDir()
	writeTIFF(t, cover, "cover.tif", raster.Grid{West: 109, North: 13, StepX: 1. / 1000, StepY: 1. / 1000, Cols: 1000, Rows: 1000}, tree)
	o := Options{Surface: BareEarth, LandCover: filepath.Join(cover, "cover.tif"), ClutterHeightsM: WorldCoverHeightsM()}
	f := load(t, open(t, dir, o), Bounds{109, 12, 110, 13})
	for row := range f.rows {
		for col := range f.cols {
			if got := f.ClutterAtPixel(float64(col), float64(row)); got != 15 {
				t.Fatalf("post %d,%d: clutter %v m, want 15", col, row, got)
			}
		}
	}
}

func TestClutterAcrossTheAntimeridian(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "S17E179.hgt", plane)
	writeHGT(t, dir, "S17W180.hgt", plane)
	half := func(lon, _ float64) float64 {
		if lon > 0 {
			return 10
		}
		return 50
	}
	cover := filepath.Join(t.TempDir(), "cover.tif")
	writeTIFF(t, filepath.Dir(cover), "cover.tif", raster.Grid{West: -180, North: 0, StepX: 1. / 4, StepY: 1. / 4, Cols: 1440, Rows: 100}, half)
	o := Options{Surface: BareEarth, LandCover: cover, ClutterHeightsM: WorldCoverHeightsM()}
	f := load(t, open(t, dir, o), Bounds{179.5, -16.6, 180.5, -16.4})
	for lon, want := range map[float64]float64{179.6: 15, 180.4: 10, -179.6: 10, -180.4: 15} {
		if got := f.ClutterM(lon, -16.5); got != want {
			t.Errorf("ClutterM(%v, -16.5) = %v, want %v", lon, got, want)
		}
	}
}

func TestNoLandCoverIsNoClutter(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "dem.tif", cells(109, 13, 64, 64), plane)
	f := load(t, open(t, dir, Options{}), Bounds{109, 12, 110, 13})
	if f.HasClutter() || f.ClutterM(109.5, 12.5) != 0 || f.ClutterAtPixel(3, 4) != 0 || f.ClutterM(0, 0) != 0 {
		t.Error("clutter without land cover")
	}
}

func TestClutterRefuses(t *testing.T) {
	box := Bounds{109, 12, 110, 13}
	field := func(dir string, o Options) error {
		d, err := Open(dir, o)
		if err != nil {
			return err
		}
		defer d.Close()
		_, err = d.Field(context.Background(), box)
		return err
	}
	grid := cells(109, 13, 64, 64)
	for _, tt := range []struct {
		name   string
		z      surface
		change func(*Options)
		want   string
	}{
		{"surface model", classes, func(o *Options) { o.Surface = SurfaceModel }, "count buildings and trees twice"},
		{"class not in the table", classes, func(o *Options) { delete(o.ClutterHeightsM, 95) }, "class 95 at"},
		{"no class", func(_, _ float64) float64 { return 10.5 }, func(*Options) {}, "class 10.5 at"},
		{"no table", classes, func(o *Options) { o.ClutterHeightsM = nil }, "WorldCoverHeightsM"},
		{"negative height", classes, func(o *Options) { o.ClutterHeightsM[10] = -1 }, "clutter of class 10"},
		{"no height", classes, func(o *Options) { o.ClutterHeightsM[10] = nan }, "clutter of class 10"},
		{"missing file", classes, func(o *Options) { o.LandCover += "x" }, "land cover"},
		{"no raster", classes, func(o *Options) { o.LandCover = filepath.Dir(o.LandCover) }, "land cover"},
		{"memory", classes, func(o *Options) { o.MaxFieldBytes = heightBlockBytes + 64 }, "MaxFieldBytes"},
	} {
		dir, o := covered(t, grid, tt.z)
		tt.change(&o)
		if err := field(dir, o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want error with %q", tt.name, err, tt.want)
		}
	}
	dir, o := covered(t, grid, classes)
	o.Surface = ""
	if err := field(dir, o); !errors.Is(err, ErrClutterTwice) {
		t.Errorf("surface model: %v, want ErrClutterTwice", err)
	}
	dir, o = covered(t, grid, classes)
	patch(t, o.LandCover, []byte{6, 1, 3, 0, 1, 0, 0, 0, 1}, []byte{6, 1, 3, 0, 1, 0, 0, 0, 3}) // tag 262: palette
	if err := field(dir, o); err != nil {
		t.Errorf("classes drawn through a colour table, as land cover is published: %v", err)
	}
}

// patch replaces bytes that occur once in a file.
func patch(t *testing.T, path string, old, with []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(data, old); n != 1 {
		t.Fatalf("%v occurs %d times in %s", old, n, path)
	}
	if err := os.WriteFile(path, bytes.Replace(data, old, with, 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A sound file that is no tile is left out with its reason; alone it is an error.
func TestOddFilesAreSkippedWithTheirReason(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "projected.tif", cells(109, 13, 4, 4), plane)
	model := []byte{0, 4, 0, 0, 1, 0, 2, 0} // GTModelTypeGeoKey, geographic
	patch(t, filepath.Join(dir, "projected.tif"), model, append(model[:6:6], 1, 0))
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "no usable elevation tile") || !strings.Contains(err.Error(), "projected.tif: ") {
		t.Errorf("Open of a projected file alone: %v", err)
	}
	writeTIFF(t, dir, "dem.tif", cells(109, 13, 4, 4), plane)
	if err := os.Mkdir(filepath.Join(dir, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	skipped := open(t, dir, Options{}).Skipped()
	if len(skipped) != 2 || skipped[0].Name != "more" || skipped[1].Name != "projected.tif" || !strings.Contains(skipped[1].Reason, "gdalwarp") {
		t.Errorf("Skipped() = %+v", skipped)
	}
}

func TestRealProjectedTileIsSkipped(t *testing.T) {
	d := open(t, link(t, "N44W072.hgt", "olinda_dem_utm25s.tif"), Options{})
	if s := d.Skipped(); len(s) != 1 || s[0].Name != "olinda_dem_utm25s.tif" || !strings.Contains(s[0].Reason, "gdalwarp") {
		t.Errorf("Skipped() = %+v", s)
	}
}
