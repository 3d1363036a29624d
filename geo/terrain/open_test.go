package terrain

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/geo"
)

func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct{ file, content, want string }{
		{"readme.txt", "x", "no elevation tile"},
		{"N12E109.hgt", "short", "N12E109.hgt: the tile has 5 bytes"},
		{"tile.hgt", "x", "south-west corner"},
		{"a.tif", "not a tiff", "a.tif"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Open with %s: %v, want error with %q", tt.file, err, tt.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of a missing folder: %v", err)
	}
	_, err := Open(t.TempDir(), Options{Surface: "canopy", MaxMemoryBytes: -1, MaxTiles: -1})
	for _, want := range []string{"canopy", "memory bound", "tiles"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open with bad options: %v, want error with %q", err, want)
		}
	}
}

func TestMaxTilesAndSkipped(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "a.tif", cells(109, 13, 4, 4), plane)
	writeTIFF(t, dir, "b.tif", cells(110, 13, 4, 4), plane)
	if err := os.WriteFile(filepath.Join(dir, "SOURCE.md"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{MaxTiles: 1}); err == nil || !strings.Contains(err.Error(), "more than 1 tiles") {
		t.Errorf("Open of two tiles with MaxTiles 1: %v", err)
	}
	if got := open(t, dir, Options{}).Skipped(); len(got) != 1 || got[0].Name != "SOURCE.md" || !strings.Contains(got[0].Reason, ".hgt") {
		t.Errorf("Skipped() = %v", got)
	}
}

func TestCheckClutter(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "a.tif", cells(109, 13, 4, 4), plane)
	for _, s := range []Surface{"", SurfaceModel} {
		d := open(t, dir, Options{Surface: s})
		if err := d.CheckClutter(); !errors.Is(err, ErrClutterTwice) || d.Surface() != SurfaceModel {
			t.Errorf("surface %q: CheckClutter() = %v, Surface() = %q", s, err, d.Surface())
		}
	}
	if err := open(t, dir, Options{Surface: BareEarth}).CheckClutter(); err != nil {
		t.Errorf("bare earth: CheckClutter() = %v", err)
	}
}

// A tile that breaks after Open is an error of the run, not an unknown height.
func TestBrokenTileIsAnError(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "N12E109.hgt"), 1000); err != nil {
		t.Fatal(err)
	}
	if _, known := d.HeightM(109.5, 12.5); known || d.Err() == nil || !strings.Contains(d.Err().Error(), "N12E109.hgt") {
		t.Errorf("height of a broken tile: known %v, Err() = %v", known, d.Err())
	}
	if _, err := d.Profile(109.1, 12.5, 109.2, 12.5, 100); err == nil {
		t.Error("profile over a broken tile: no error")
	}
}

func TestProfile(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d := open(t, dir, Options{})
	p, err := d.Profile(109.1, 12.2, 109.4, 12.7, 90)
	if err != nil {
		t.Fatal(err)
	}
	lengthM, azimuth, _ := geo.Inverse(109.1, 12.2, 109.4, 12.7)
	n := len(p.DistancesKm)
	if n != int(math.Ceil(lengthM/90))+1 || p.StepM > 90 || p.LengthM != lengthM || p.Unknown != 0 {
		t.Errorf("profile of %d points, step %v m, length %v m, %d unknown", n, p.StepM, p.LengthM, p.Unknown)
	}
	if p.DistancesKm[0] != 0 || p.DistancesKm[n-1] != lengthM/1000 {
		t.Errorf("distances from %v to %v km, want 0 to %v", p.DistancesKm[0], p.DistancesKm[n-1], lengthM/1000)
	}
	for i, km := range p.DistancesKm {
		lon, lat, _ := geo.Direct(109.1, 12.2, azimuth, km*1000)
		if math.Abs(p.HeightsM[i]-plane(lon, lat)) > 1e-4 {
			t.Errorf("point %d: %v m, want %v", i, p.HeightsM[i], plane(lon, lat))
		}
	}
	if p, err := d.Profile(109.5, 12.5, 109.5, 12.5, 30); err != nil || len(p.HeightsM) != 1 || p.HeightsM[0] != plane(109.5, 12.5) {
		t.Errorf("profile of no length: %+v, %v", p, err)
	}
}

func TestProfileRefuses(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "a.tif", cells(109, 13, 4, 4), plane)
	d := open(t, dir, Options{})
	for _, tt := range []struct{ lon1, lat1, lon2, lat2, stepM float64 }{
		{109, 12, 110, 12, 0}, {109, 12, 110, 12, -1}, {109, 12, 110, 12, nan}, {109, 12, 110, 12, math.Inf(1)},
		{109, 91, 110, 12, 30}, {109, 12, nan, 12, 30}, {0, 0, 180, 0, 1}, {109, 12, 110, 12, 1e-300},
	} {
		if p, err := d.Profile(tt.lon1, tt.lat1, tt.lon2, tt.lat2, tt.stepM); err == nil {
			t.Errorf("Profile(%+v): %d points, want an error", tt, len(p.HeightsM))
		}
	}
}

// link makes a folder of some of the real tiles.
func link(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		from, err := filepath.Abs(filepath.Join("../../../shared/data/dem", name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(from); err != nil {
			t.Skipf("real tile missing: %v", err)
		}
		if err := os.Symlink(from, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The summit of Mount Washington is 1917 m (USGS); a post of 3 arc-seconds
// averages its surroundings.
func TestRealHGT(t *testing.T) {
	d := open(t, link(t, "N44W072.hgt", "S46W066.hgt.gz"), Options{})
	if h, known := d.HeightM(-71.3033, 44.2706); !known || h < 1850 || h > 1908 {
		t.Errorf("Mount Washington: %v, %v", h, known)
	}
	wantHeight(t, d, -71.303456, 44.270321, 1904.2036) // by another program
	if h, known := d.HeightM(-65.5, -45.5); !known || h < -3 || h > 146 {
		t.Errorf("Patagonia: %v, %v, want within the tile's -3 to 146 m", h, known)
	}
	wantHeight(t, d, -100, 44.5, nan)
	if got := d.Tiles()[0].Name; got != "S46W066.hgt.gz" {
		t.Errorf("first tile %s, want the finer", got)
	}
}

// The heights on 123 W, which both tiles hold, are those gdallocationinfo (GDAL
// 3.6.2) gives; the others are interpolated from GDAL's posts by another program.
// The tiles have real voids, in water and on steep slopes.
func TestRealSeam(t *testing.T) {
	d := open(t, link(t, "N49W123.tif", "N49W124.tif"), Options{})
	wantHeight(t, d, -123, 50, 1541)
	wantHeight(t, d, -123, 49.5, 861)
	wantHeight(t, d, -123.1234, 49.4321, 347.9056)
	wantHeight(t, d, -122.6543, 49.4567, 715.7552)
	wantHeight(t, d, -123+984./1200-1, 50-655./1200, nan)
	const step = 1. / 1200
	for lat := 49.1; lat < 49.95; lat += 0.0137 {
		row := math.Round(lat/step) * step
		at, known := d.HeightM(-123, row)
		west, _ := d.HeightM(-123-step/1000, row)
		east, _ := d.HeightM(-123+step/1000, row)
		if !known || math.Abs(at-west) > 1 || math.Abs(at-east) > 1 {
			t.Errorf("latitude %v: %v, %v, %v m west of, on and east of the seam", row, west, at, east)
		}
	}
	p, err := d.Profile(-123.4, 49.4, -122.6, 49.45, 30)
	if err != nil || p.Unknown == 0 || p.Unknown > len(p.Known)/10 {
		t.Errorf("profile over the seam: %d of %d unknown, %v", p.Unknown, len(p.Known), err)
	}
}

// A picture among the tiles is skipped with the reason.
func TestPicturesAreNoHeights(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	writeTIFF(t, dir, "map.tif", cells(109, 13, 4, 4), plane)
	patch(t, filepath.Join(dir, "map.tif"), []byte{6, 1, 3, 0, 1, 0, 0, 0, 1}, []byte{6, 1, 3, 0, 1, 0, 0, 0, 2}) // tag 262: RGB
	skipped := open(t, dir, Options{}).Skipped()
	if len(skipped) != 1 || skipped[0].Name != "map.tif" || !strings.Contains(skipped[0].Reason, "picture") {
		t.Errorf("Skipped() = %v", skipped)
	}
}

func BenchmarkHeightM(b *testing.B) {
	dir := b.TempDir()
	writeHGT(b, dir, "N12E109.hgt", plane)
	d := open(b, dir, Options{})
	for i := 0; b.Loop(); i++ {
		if _, known := d.HeightM(109.1+float64(i%1000)*7e-4, 12.5); !known {
			b.Fatal("unknown")
		}
	}
}

// Eight bits hold classes or a picture: a land cover among the tiles is no terrain.
func TestEightBitsAreNoHeights(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	writeTIFF(t, dir, "cover.tif", cells(109, 13, 4, 4), plane)
	toEightBits(t, filepath.Join(dir, "cover.tif"))
	skipped := open(t, dir, Options{}).Skipped()
	if len(skipped) != 1 || skipped[0].Name != "cover.tif" || !strings.Contains(skipped[0].Reason, "8 bits") {
		t.Errorf("Skipped() = %v", skipped)
	}
}

// toEightBits makes the directory of a file of floats state unsigned samples of 8 bits.
func toEightBits(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const bitsPerSample, predictor, sampleFormat = 258, 317, 339
	le := binary.LittleEndian
	entry := data[le.Uint32(data[4:]):]
	for n := le.Uint16(entry); n > 0; n-- {
		field := entry[2+12*int(n-1):]
		switch le.Uint16(field) {
		case bitsPerSample:
			le.PutUint16(field[8:], 8)
		case sampleFormat, predictor:
			le.PutUint16(field[8:], 1)
		}
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}
