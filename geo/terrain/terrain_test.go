package terrain

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/geo/encoding/geotiff"
	"phusong/geo/encoding/hgt"
	"phusong/geo/raster"

	"pgregory.net/rapid"
)

// surface is a height by place, NaN for a void.
type surface func(lon, lat float64) float64

// plane rises 1200 m a degree east and falls 2400 m a degree north from 109 E,
// 12 N: whole metres at every post of 3 arc-seconds.
func plane(lon, lat float64) float64 { return 3000 + 1200*(lon-109) - 2400*(lat-12) }

func writeHGT(t testing.TB, dir, name string, z surface) {
	t.Helper()
	corner, err := hgt.ParseName(name)
	if err != nil {
		t.Fatal(err)
	}
	tile := &hgt.Tile{Header: hgt.Header{Corner: corner, Posts: hgt.Posts3ArcSec}}
	for row := range tile.Posts {
		for col := range tile.Posts {
			h := int16(hgt.VoidM)
			if v := z(tile.Post(col, row)); !math.IsNaN(v) {
				h = int16(math.Round(v))
			}
			tile.HeightsM = append(tile.HeightsM, h)
		}
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(hgt.Encode(f, tile), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func writeTIFF(t testing.TB, dir, name string, g raster.Grid, z surface) {
	t.Helper()
	m := geotiff.Image{Grid: g, NoData: -32767, Compression: geotiff.Deflate}
	l := latticeOf(g)
	for row := range g.Rows {
		for col := range g.Cols {
			m.Values = append(m.Values, float32(z(l.post(col, row))))
		}
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(geotiff.Encode(f, m), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// cells is a raster of 64 x 64 cells a degree, whose edges are whole degrees.
func cells(west, north float64, cols, rows int) raster.Grid {
	return raster.Grid{West: west, North: north, StepX: 1. / 64, StepY: 1. / 64, Cols: cols, Rows: rows}
}

func open(t testing.TB, dir string, o Options) *DEM {
	t.Helper()
	d, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.Err(), d.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func wantHeight(t *testing.T, d *DEM, lon, lat, want float64) {
	t.Helper()
	got, known := d.HeightM(lon, lat)
	if known == math.IsNaN(want) || known && !(math.Abs(got-want) < 1e-6) || !known && !math.IsNaN(got) {
		t.Errorf("HeightM(%v, %v) = %v, %v, want %v", lon, lat, got, known, want)
	}
}

var nan = math.NaN()

func TestPlaneAcrossHGTSeam(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	writeHGT(t, dir, "N12E110.hgt", plane)
	d := open(t, dir, Options{})
	rapid.Check(t, func(rt *rapid.T) {
		lon := rapid.Float64Range(109, 111).Draw(rt, "lon")
		lat := rapid.Float64Range(12, 13).Draw(rt, "lat")
		got, known := d.HeightM(lon, lat)
		if !known || math.Abs(got-plane(lon, lat)) > 1e-6 {
			rt.Fatalf("HeightM(%v, %v) = %v, %v, want %v", lon, lat, got, known, plane(lon, lat))
		}
		if turned, _ := d.HeightM(lon-360, lat); math.Abs(turned-got) > 1e-6 {
			rt.Fatalf("HeightM(%v, %v) = %v, a turn on %v", lon, lat, got, turned)
		}
	})
	for _, p := range [][2]float64{{110, 12.5}, {109.99999, 12.5}, {110.00001, 12.5}, {109, 12}, {111, 13}, {109, 13}, {111, 12}} {
		wantHeight(t, d, p[0], p[1], plane(p[0], p[1]))
	}
	for _, p := range [][2]float64{{108.9999, 12.5}, {111.0001, 12.5}, {110.5, 11.9999}, {110.5, 13.0001}, {0, 0}, {110, 91}, {nan, 12}, {110, nan}, {math.Inf(1), 12}} {
		wantHeight(t, d, p[0], p[1], nan)
	}
}

// Cells that meet edge to edge leave a gap of one step between the posts of two
// rasters; it is bridged, at the corner of four rasters too.
func TestPlaneAcrossRasterSeam(t *testing.T) {
	dir := t.TempDir()
	for name, g := range map[string]raster.Grid{
		"a.tif": cells(109, 13, 64, 64), "b.tif": cells(110, 13, 64, 64),
		"c.tif": cells(109, 12, 64, 64), "d.tif": cells(110, 12, 64, 64),
	} {
		writeTIFF(t, dir, name, g, plane)
	}
	d := open(t, dir, Options{})
	const half = 1. / 128
	rapid.Check(t, func(rt *rapid.T) {
		lon := rapid.Float64Range(109+half, 111-half).Draw(rt, "lon")
		lat := rapid.Float64Range(11+half, 13-half).Draw(rt, "lat")
		if got, known := d.HeightM(lon, lat); !known || math.Abs(got-plane(lon, lat)) > 1e-3 {
			rt.Fatalf("HeightM(%v, %v) = %v, %v, want %v", lon, lat, got, known, plane(lon, lat))
		}
	})
	wantHeight(t, d, 110, 12, plane(110, 12))
	wantHeight(t, d, 109+half/2, 12, nan) // nothing is extrapolated to the outer edge
	wantHeight(t, d, 110, 13-half/2, nan)
}

// Four rasters give what one raster of them all gives, voids included.
func TestSplitEqualsWhole(t *testing.T) {
	rough := func(lon, lat float64) float64 {
		h := math.Round(500 * (1 + math.Sin(900*lon)*math.Cos(700*lat)))
		if math.Mod(h, 7) == 0 {
			return nan
		}
		return h
	}
	whole, split := t.TempDir(), t.TempDir()
	writeTIFF(t, whole, "whole.tif", cells(100, 13, 128, 128), rough)
	for name, g := range map[string]raster.Grid{
		"a.tif": cells(100, 13, 64, 40), "b.tif": cells(101, 13, 64, 40),
		"c.tif": cells(100, 13-40./64, 64, 88), "d.tif": cells(101, 13-40./64, 64, 88),
	} {
		writeTIFF(t, split, name, g, rough)
	}
	a, b := open(t, whole, Options{}), open(t, split, Options{MaxMemoryBytes: 4 * 64 * 88})
	rapid.Check(t, func(rt *rapid.T) {
		lon, lat := rapid.Float64Range(99.9, 102.1).Draw(rt, "lon"), rapid.Float64Range(10.9, 13.1).Draw(rt, "lat")
		if rapid.Bool().Draw(rt, "seam") {
			lon = 101 + math.Mod(lon, 1./64)
		}
		want, wantKnown := a.HeightM(lon, lat)
		got, known := b.HeightM(lon, lat)
		if known != wantKnown || known && math.Abs(got-want) > 1e-6 {
			rt.Fatalf("HeightM(%v, %v) = %v, %v of four rasters, %v, %v of one", lon, lat, got, known, want, wantKnown)
		}
	})
}

// An .hgt tile and a raster whose cell centres are its posts are the same model.
func TestHGTAndRasterAgree(t *testing.T) {
	rough := func(lon, lat float64) float64 { return math.Round(500 * (1 + math.Sin(900*lon)*math.Cos(700*lat))) }
	const step = 1. / 1200
	a, b := t.TempDir(), t.TempDir()
	writeHGT(t, a, "N12E109.hgt", rough)
	writeTIFF(t, b, "posts.tif", raster.Grid{West: 109 - step/2, North: 13 + step/2, StepX: step, StepY: step, Cols: 1201, Rows: 1201}, rough)
	da, db := open(t, a, Options{}), open(t, b, Options{})
	rapid.Check(t, func(rt *rapid.T) {
		lon, lat := rapid.Float64Range(109, 110).Draw(rt, "lon"), rapid.Float64Range(12, 13).Draw(rt, "lat")
		ha, knownA := da.HeightM(lon, lat)
		hb, knownB := db.HeightM(lon, lat)
		if !knownA || !knownB || math.Abs(ha-hb) > 1e-3 {
			rt.Fatalf("HeightM(%v, %v) = %v, %v of .hgt, %v, %v of GeoTIFF", lon, lat, ha, knownA, hb, knownB)
		}
	})
}

func TestVoids(t *testing.T) {
	const step = 1. / 1200
	voidAt := func(lon, lat float64) float64 {
		if math.Abs(lon-109.5) < step/2 && math.Abs(lat-12.5) < step/2 {
			return nan
		}
		return plane(lon, lat)
	}
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", voidAt)
	d := open(t, dir, Options{})
	wantHeight(t, d, 109.5, 12.5, nan)
	wantHeight(t, d, 109.5+step/2, 12.5+step/2, nan)
	wantHeight(t, d, 109.5-step*0.999, 12.5, nan)
	wantHeight(t, d, 109.5+step, 12.5, plane(109.5+step, 12.5)) // a post of weight 0 does not count
	wantHeight(t, d, 109.5+1.5*step, 12.5, plane(109.5+1.5*step, 12.5))

	writeTIFF(t, dir, "coarse.tif", cells(109, 13, 64, 64), plane)
	filled := open(t, dir, Options{})
	wantHeight(t, filled, 109.5, 12.5, plane(109.5, 12.5))
	wantHeight(t, filled, 109.5+step/2, 12.5+step/2, plane(109.5+step/2, 12.5+step/2))
}

func TestMissingTileIsUnknown(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "a.tif", cells(109, 13, 64, 64), plane)
	writeTIFF(t, dir, "c.tif", cells(111, 13, 64, 64), plane)
	d := open(t, dir, Options{})
	p, err := d.Profile(109.5, 12.5, 111.5, 12.5, 500)
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for i, known := range p.Known {
		if known == math.IsNaN(p.HeightsM[i]) {
			t.Errorf("point %d: known %v, height %v", i, known, p.HeightsM[i])
		}
		if !known {
			unknown++
		}
	}
	if unknown != p.Unknown || unknown < len(p.Known)*48/100 || unknown > len(p.Known)*52/100 {
		t.Errorf("%d of %d points unknown, Unknown %d, want about half", unknown, len(p.Known), p.Unknown)
	}
}

func TestPrecedence(t *testing.T) {
	flat := func(h float64) surface { return func(_, _ float64) float64 { return h } }
	dir := t.TempDir()
	coarse := raster.Grid{West: 108, North: 14, StepX: 1. / 32, StepY: 1. / 32, Cols: 96, Rows: 96}
	writeTIFF(t, dir, "a-coarse.tif", coarse, flat(1))
	writeTIFF(t, dir, "z-fine.tif", cells(109, 13, 64, 64), flat(3))
	writeTIFF(t, dir, "m-fine.tif", cells(109, 13, 32, 64), flat(2))
	d := open(t, dir, Options{})
	var names []string
	for _, tile := range d.Tiles() {
		names = append(names, tile.Name)
	}
	if want := []string{"m-fine.tif", "z-fine.tif", "a-coarse.tif"}; !slices.Equal(names, want) {
		t.Errorf("tiles in order %v, want %v", names, want)
	}
	wantHeight(t, d, 109.25, 12.5, 2)
	wantHeight(t, d, 109.75, 12.5, 3)
	wantHeight(t, d, 108.5, 12.5, 1)
}

func TestAntimeridianAndPoles(t *testing.T) {
	wave := func(lon, lat float64) float64 { return math.Round(1000 + 10*lat + 100*math.Cos(lon*math.Pi/180)) }
	dir := t.TempDir()
	for _, name := range []string{"S17E179.hgt", "S17W180.hgt", "N89E000.hgt", "S90W001.hgt"} {
		writeHGT(t, dir, name, wave)
	}
	d := open(t, dir, Options{})
	for _, lon := range []float64{180, -180, 540} {
		wantHeight(t, d, lon, -16.5, wave(180, -16.5))
	}
	for _, lon := range []float64{179.99999, -179.99999, 180.00001} {
		wantHeight(t, d, lon, -16, wave(180, -16))
	}
	wantHeight(t, d, 0.5, 90, wave(0.5, 90))
	wantHeight(t, d, -0.5, -90, wave(-0.5, -90))
	p, err := d.Profile(179.9, -16.5, -179.9, -16.5, 100)
	if err != nil || p.Unknown != 0 {
		t.Errorf("profile over the antimeridian: %d of %d unknown, %v", p.Unknown, len(p.Known), err)
	}
	p, err = d.Profile(0.5, 89.9, -179.5, 89.9, 100)
	if err != nil || p.Unknown == 0 || p.Unknown == len(p.Known) {
		t.Errorf("profile over the pole: %d of %d unknown, %v, want some of each", p.Unknown, len(p.Known), err)
	}
}

// A raster around the globe has no seam.
func TestGlobalRaster(t *testing.T) {
	wave := func(lon, _ float64) float64 { return 1000 + 100*math.Cos(lon*math.Pi/180) }
	dir := t.TempDir()
	writeTIFF(t, dir, "globe.tif", raster.Grid{West: -180, North: 90, StepX: 1, StepY: 1, Cols: 360, Rows: 180}, wave)
	d := open(t, dir, Options{})
	want := (wave(179.5, 0) + wave(-179.5, 0)) / 2
	for _, lon := range []float64{180, -180} {
		got, known := d.HeightM(lon, 10.25)
		if !known || math.Abs(got-want) > 1e-3 {
			t.Errorf("HeightM(%v, 10.25) = %v, %v, want %v", lon, got, known, want)
		}
	}
	wantHeight(t, d, 10.5, 89.75, nan)
}

func TestMemoryBound(t *testing.T) {
	dir := t.TempDir()
	for i := range 6 {
		writeTIFF(t, dir, string(rune('a'+i))+".tif", cells(100+float64(i), 13, 64, 64), plane2)
	}
	const tileBytes = 4 * 64 * 64
	free, tight := open(t, dir, Options{}), open(t, dir, Options{MaxMemoryBytes: 2 * tileBytes})
	rapid.Check(t, func(rt *rapid.T) {
		lon, lat := rapid.Float64Range(99.9, 106.1).Draw(rt, "lon"), rapid.Float64Range(11.9, 13.1).Draw(rt, "lat")
		want, wantKnown := free.HeightM(lon, lat)
		got, known := tight.HeightM(lon, lat)
		if known != wantKnown || known && got != want {
			rt.Fatalf("HeightM(%v, %v) = %v, %v with little memory, %v, %v with enough", lon, lat, got, known, want, wantKnown)
		}
	})
	if tight.cache.peak > 2*tileBytes || tight.cache.peak == 0 {
		t.Errorf("peak of %d bytes, bound %d", tight.cache.peak, 2*tileBytes)
	}
	for i := range 6 { // whatever was drawn, every tile is asked
		free.HeightM(100.3+float64(i), 12.5)
	}
	if free.cache.decoded != 6 {
		t.Errorf("%d blocks decoded with enough memory, want each once: 6", free.cache.decoded)
	}
	if _, err := Open(dir, Options{MaxMemoryBytes: tileBytes - 1}); err == nil || !strings.Contains(err.Error(), "memory bound") {
		t.Errorf("Open with less memory than a block: %v", err)
	}
}

func plane2(lon, lat float64) float64 { return 100*(lon-100) + 64*(lat-12) + 5 }

func TestManyFilesStayWithinOpenFiles(t *testing.T) {
	dir := t.TempDir()
	for i := range maxOpenFiles + 4 {
		writeTIFF(t, dir, string(rune('a'+i))+".tif", cells(100+float64(i)/4, 13, 16, 16), plane2)
	}
	d := open(t, dir, Options{MaxMemoryBytes: 4 * 16 * 16})
	for range 2 {
		for i := range maxOpenFiles + 4 {
			lon := 100.125 + float64(i)/4
			wantHeight(t, d, lon, 12.875, plane2(lon, 12.875))
		}
	}
	if len(d.cache.open) > maxOpenFiles {
		t.Errorf("%d files open, want at most %d", len(d.cache.open), maxOpenFiles)
	}
}
