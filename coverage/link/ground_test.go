package link

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"phusong/geo"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/terrain"
)

// along makes the ground of a link from a height by kilometre, at even steps.
func along(l Link, steps int, heightM func(km float64) float64) *Ground {
	d, azimuth, _ := l.DistanceM()
	g := &Ground{}
	for i := 0; i <= steps; i++ {
		km := d / 1000 * float64(i) / float64(steps)
		lon, lat, _ := geo.Direct(l.From.Lon, l.From.Lat, azimuth, km*1000)
		g.DistanceKm, g.Lon, g.Lat = append(g.DistanceKm, km), append(g.Lon, lon), append(g.Lat, lat)
		g.GroundM = append(g.GroundM, heightM(km))
	}
	return g
}

// easterly is a link of a length along the equator.
func easterly(km float64) Link {
	lon, lat, _ := geo.Direct(106, 0, 90, km*1000)
	l := Link{ID: "t", From: Place{106, 0}, To: Place{lon, lat}, RxHeightM: 20}
	l.Cell.FrequencyMHz, l.Cell.HeightM, l.Cell.EIRPdBm, l.Cell.BandwidthMHz, l.Cell.Technology = 900, 20, 60, 10, "4g"
	return l
}

func flat(float64) float64 { return 0 }

const tilePosts = 1201

// writeTile writes an .hgt tile of 3 arc-seconds; a height that is NaN is a void.
func writeTile(t *testing.T, dir, name string, heightM func(col, row int) float64) {
	t.Helper()
	data := make([]byte, 0, 2*tilePosts*tilePosts)
	for row := range tilePosts {
		for col := range tilePosts {
			v := int16(-32768)
			if h := heightM(col, row); !math.IsNaN(h) {
				v = int16(h)
			}
			data = binary.BigEndian.AppendUint16(data, uint16(v))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func openDEM(t *testing.T, dir string, o terrain.Options) *terrain.DEM {
	t.Helper()
	dem, err := terrain.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dem.Close() })
	return dem
}

// TestAntimeridian: a link over the date line has the ground of both tiles, in both
// directions and in any turn of longitude.
func TestAntimeridian(t *testing.T) {
	dir := t.TempDir()
	writeTile(t, dir, "N10E179.hgt", func(col, _ int) float64 { return float64(col) })
	writeTile(t, dir, "N10W180.hgt", func(col, _ int) float64 { return 1200 - float64(col) })
	dem := openDEM(t, dir, terrain.Options{})
	l := easterly(1)
	for _, ends := range [][2]Place{{{179.9, 10.5}, {-179.9, 10.5}}, {{-179.9, 10.5}, {179.9, 10.5}}, {{179.9, 10.5}, {180.1, 10.5}}, {{-180.1, 10.5}, {-179.9, 10.5}}} {
		l.From, l.To = ends[0], ends[1]
		g, err := Survey(context.Background(), Terrain{DEM: dem}, &l)
		if err != nil {
			t.Fatal(err)
		}
		if s := g.Unknown(); s != nil {
			t.Errorf("%v: unknown %v", ends, s)
		}
		middle := len(g.GroundM) / 2
		if got := g.GroundM[middle]; math.Abs(got-1200) > 2 {
			t.Errorf("%v: %v m at the date line, want 1200", ends, got)
		}
		if got := g.GroundM[0]; math.Abs(got-1080) > 0.5 {
			t.Errorf("%v: %v m at the end, want 1080", ends, got)
		}
		box, ok := g.Bounds()
		if !ok || math.Abs(box.East-box.West-0.2) > 1e-9 || len(dem.FilesIn(box)) != 2 {
			t.Errorf("%v: box %v, tiles %v", ends, box, dem.FilesIn(box))
		}
		r, err := Predict(l, g, Options{})
		if err != nil || len(r.Clearances) != 3 {
			t.Errorf("%v: %d clearances, %v", ends, len(r.Clearances), err)
		}
	}
}

// TestVoids: models over terrain say unknown with the stretch, the others answer.
func TestVoids(t *testing.T) {
	dir := t.TempDir()
	writeTile(t, dir, "N10E106.hgt", func(col, _ int) float64 {
		if col >= 600 && col < 612 { // 36 arc-seconds of longitude
			return math.NaN()
		}
		return 7
	})
	dem := openDEM(t, dir, terrain.Options{})
	l := easterly(1)
	l.From, l.To = Place{106.4, 10.5}, Place{106.6, 10.5}
	g, err := Survey(context.Background(), Terrain{DEM: dem}, &l)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Predict(l, g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// The void is 1.1 km of the path from 10.9 km on, and a step to either side.
	if len(r.Unknown) != 1 || math.Abs(r.Unknown[0].FromKm-10.9) > 0.15 || math.Abs(r.Unknown[0].ToKm-12.1) > 0.15 {
		t.Errorf("unknown %v", r.Unknown)
	}
	if r.Clearances != nil {
		t.Errorf("clearances %v over unknown terrain", r.Clearances)
	}
	for _, loss := range r.Losses {
		want := Predicted
		if NeedsTerrain(loss.Model) {
			want = Unknown
		}
		if loss.State != want || want == Unknown && loss.Reason != "terrain unknown from "+StretchText(r.Unknown) {
			t.Errorf("%s is %s (%s), want %s", loss.Model, loss.State, loss.Reason, want)
		}
	}
	// Off the tile, everything is unknown, ends included.
	l.From, l.To = Place{108.4, 10.5}, Place{108.6, 10.5}
	if g, err = Survey(context.Background(), Terrain{DEM: dem}, &l); err != nil {
		t.Fatal(err)
	}
	if s := g.Unknown(); len(s) != 1 || s[0].FromKm != 0 || s[0].ToKm != g.DistanceKm[len(g.DistanceKm)-1] {
		t.Errorf("unknown %v, want the whole path", s)
	}
}

// TestSurveyShort: two metres have posts but no path for models over terrain, and
// ends in one place have none.
func TestSurveyShort(t *testing.T) {
	dir := t.TempDir()
	writeTile(t, dir, "N00E106.hgt", func(int, int) float64 { return 3 })
	dem := openDEM(t, dir, terrain.Options{})
	for _, km := range []float64{0, 0.002, 0.02} {
		l := easterly(km)
		l.From.Lat, l.To.Lat = 0.5, 0.5
		g, err := Survey(context.Background(), Terrain{DEM: dem}, &l)
		if err != nil {
			t.Fatal(err)
		}
		if (g == nil) != (km == 0) || g != nil && len(g.GroundM) < 3 {
			t.Fatalf("%v km: ground %+v", km, g)
		}
		r, err := Predict(l, g, Options{Models: Names()})
		if err != nil {
			t.Fatal(err)
		}
		for _, loss := range r.Losses {
			want := Predicted
			if NeedsTerrain(loss.Model) && km < 0.01 {
				want = Refused
			}
			if loss.State != want {
				t.Errorf("%v km: %s is %s (%s), want %s", km, loss.Model, loss.State, loss.Reason, want)
			}
		}
	}
}

// TestLandCover: posts take the height of their class, over boxes that are loaded one
// after the other; beyond the raster it is unknown, and a surface model takes none.
func TestLandCover(t *testing.T) {
	dir := t.TempDir()
	writeTile(t, dir, "N10E106.hgt", func(int, int) float64 { return 5 })
	const cells = 90 // 0.01 degrees each: trees in the west, houses in the east, nothing beyond 106.9
	values := make([]float32, cells*cells)
	for i := range values {
		if values[i] = 10; i%cells >= 45 {
			values[i] = 50
		}
	}
	cover := filepath.Join(t.TempDir(), "cover.tif")
	f, err := os.Create(cover)
	if err != nil {
		t.Fatal(err)
	}
	grid := raster.Grid{Cols: cells, Rows: cells, West: 106, North: 10.9, StepX: 0.01, StepY: 0.01}
	if err := errors.Join(geotiff.Encode(f, geotiff.Image{Grid: grid, Values: values, NoData: -1}), f.Close()); err != nil {
		t.Fatal(err)
	}
	o := terrain.Options{Surface: terrain.BareEarth, LandCover: cover, ClutterHeightsM: terrain.WorldCoverHeightsM()}
	l := easterly(1)
	l.From, l.To = Place{106.02, 10.5}, Place{106.98, 10.5}
	g, err := Survey(context.Background(), Terrain{DEM: openDEM(t, dir, o), LandCover: true, StepM: 500}, &l)
	if err != nil {
		t.Fatal(err)
	}
	for i, lon := range g.Lon {
		want := 15.0
		if lon >= 106.45 {
			want = 10
		}
		if got := g.ClutterM[i]; lon < 106.895 && math.Abs(lon-106.45) > 0.001 && got != want || lon > 106.905 && !math.IsNaN(got) {
			t.Errorf("clutter of %v m at %v", got, lon)
		}
	}
	if s := g.Unknown(); len(s) != 1 || math.Abs(s[0].FromKm-96.1) > 1.5 {
		t.Errorf("unknown %v", s)
	}
	o.Surface = terrain.SurfaceModel
	if _, err := Survey(context.Background(), Terrain{DEM: openDEM(t, dir, o), LandCover: true}, &l); !errors.Is(err, terrain.ErrClutterTwice) {
		t.Errorf("clutter on a surface model: %v", err)
	}
}

// TestRealTiles surveys a fjord and a mountain side.
func TestRealTiles(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data", "dem")
	if _, err := os.Stat(filepath.Join(dir, "N44W072.hgt")); err != nil {
		t.Skip("the real elevation tiles of ../shared/data/dem are not there")
	}
	dem := openDEM(t, dir, terrain.Options{})
	l := easterly(1)
	l.From, l.To, l.Cell.FrequencyMHz = Place{-71.35, 44.2}, Place{-71.2, 44.35}, 1800
	g, err := Survey(context.Background(), Terrain{DEM: dem, StepM: 90}, &l)
	if err != nil {
		t.Fatal(err)
	}
	for i := range g.Lon {
		if h, known := dem.HeightM(g.Lon[i], g.Lat[i]); !known || math.Abs(h-g.GroundM[i]) > 1e-3 {
			t.Fatalf("post %d: %v, the mosaic has %v", i, g.GroundM[i], h)
		}
	}
	out, err := Predict(l, g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	free, over := find(t, &out, "free-space"), find(t, &out, P1812)
	if out.Clearances[0].Ratio > -10 || over.LossDB < free.LossDB+30 {
		t.Errorf("behind a mountain: ratio %v, P.1812 %v dB, free space %v dB", out.Clearances[0].Ratio, over.LossDB, free.LossDB)
	}
	// From the summit of the obstacle the transmitter is in sight.
	l.To, l.RxHeightM = Place{out.Clearances[0].Post.Lon, out.Clearances[0].Post.Lat}, 30
	if g, err = Survey(context.Background(), Terrain{DEM: dem, StepM: 90}, &l); err != nil {
		t.Fatal(err)
	}
	if out, err = Predict(l, g, Options{}); err != nil || out.Clearances[0].Ratio < 0 {
		t.Errorf("from the summit: ratio %v, %v", out.Clearances[0].Ratio, err)
	}
}

func find(t *testing.T, r *Result, model string) Loss {
	t.Helper()
	for _, l := range r.Losses {
		if l.Model == model {
			return l
		}
	}
	t.Fatalf("no model %s in %v", model, r.Losses)
	return Loss{}
}
