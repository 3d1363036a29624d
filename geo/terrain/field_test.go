package terrain

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/geo/raster"

	"pgregory.net/rapid"
)

func load(t testing.TB, d *DEM, b Bounds) *Field {
	t.Helper()
	f, err := d.Field(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rough has whole metres and voids, one in some hundred posts.
func rough(lon, lat float64) float64 {
	h := math.Round(800 * (1 + math.Sin(900*lon)*math.Cos(700*lat)))
	if math.Mod(h, 97) == 0 {
		return nan
	}
	return h
}

// wantLikeDEM asks both at random places in the box and a little beyond, half of
// them on a post or a line between two.
func wantLikeDEM(t *testing.T, d *DEM, b Bounds, toleranceM float64) {
	t.Helper()
	f := load(t, d, b)
	unknown := 0
	rapid.Check(t, func(rt *rapid.T) {
		lon, lat := rapid.Float64Range(b.West, b.East).Draw(rt, "lon"), rapid.Float64Range(b.South, b.North).Draw(rt, "lat")
		if rapid.Bool().Draw(rt, "on a column") {
			lon = min(max(b.West, f.west+math.Round((lon-f.west)/f.stepX)*f.stepX), b.East)
		}
		if rapid.Bool().Draw(rt, "on a row") {
			lat = min(max(b.South, f.north-math.Round((f.north-lat)/f.stepY)*f.stepY), b.North)
		}
		want, known := d.HeightM(lon, lat)
		got := f.HeightM(lon, lat)
		if known == math.IsNaN(got) || known && math.Abs(got-want) > toleranceM {
			rt.Fatalf("Field.HeightM(%v, %v) = %v, DEM.HeightM %v, %v", lon, lat, got, want, known)
		}
		if !known {
			unknown++
		}
		l := f.Lattice()
		// AtPixel does not move a place onto a post that is nearly there: 1600 m between posts.
		if at := f.AtPixel((lon-l.West)/l.StepXDeg, (l.North-lat)/l.StepYDeg); known && math.Abs(at-want) > toleranceM+2*near*1600 {
			rt.Fatalf("AtPixel of %v, %v = %v, want %v", lon, lat, at, want)
		}
	})
	t.Logf("%d x %d posts, %d bytes; %d places unknown", f.cols, f.rows, f.Bytes(), unknown)
}

// On tiles of one resolution a Field is the mosaic: seams, voids, gaps, the
// antimeridian, cells and points.
func TestFieldIsTheMosaic(t *testing.T) {
	type tiles map[string]raster.Grid
	for _, tt := range []struct {
		name string
		hgt  []string
		tiff tiles
		box  Bounds
	}{
		{"seam of hgt", []string{"N12E109.hgt", "N12E110.hgt"}, nil, Bounds{109.6, 12.3, 110.4, 12.7}},
		{"whole tile", []string{"N12E109.hgt"}, nil, Bounds{109, 12, 110, 13}},
		{"beyond a tile", []string{"N12E109.hgt"}, nil, Bounds{108.8, 11.9, 110.1, 13.05}},
		{"missing tile", []string{"N12E109.hgt", "N13E110.hgt"}, nil, Bounds{109.7, 12.7, 110.3, 13.3}},
		{"antimeridian", []string{"S17E179.hgt", "S17W180.hgt"}, nil, Bounds{179.7, -16.6, 180.2, -16.2}},
		{"antimeridian by turns", []string{"S17E179.hgt", "S17W180.hgt"}, nil, Bounds{-180.3, -16.6, -179.8, -16.2}},
		{"pole", []string{"N89E000.hgt", "N89E001.hgt"}, nil, Bounds{0.5, 89.9, 1.5, 90}},
		{"other pole", []string{"S90W001.hgt"}, nil, Bounds{-0.5, -90, 0.1, -89.9}},
		{"seam of cells", nil, tiles{"a.tif": cells(109, 13, 64, 64), "b.tif": cells(110, 13, 64, 64), "c.tif": cells(109, 12, 64, 64), "d.tif": cells(110, 12, 64, 64)}, Bounds{108.9, 11.1, 111.1, 12.9}},
		{"overlap", nil, tiles{"a.tif": cells(109, 13, 200, 200), "b.tif": cells(110, 12.5, 64, 64)}, Bounds{108.9, 9, 112.3, 13.1}},
		{"globe", nil, tiles{"globe.tif": {West: -180, North: 90, StepX: 0.5, StepY: 0.5, Cols: 720, Rows: 360}}, Bounds{-180, -90, 180, 90}},
		{"globe from elsewhere", nil, tiles{"globe.tif": {West: -180, North: 90, StepX: 0.5, StepY: 0.5, Cols: 720, Rows: 360}}, Bounds{170.2, -20, 200.4, 30}},
		{"a point", []string{"N12E109.hgt"}, nil, Bounds{109.5, 12.5, 109.5, 12.5}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range tt.hgt {
				writeHGT(t, dir, name, rough)
			}
			for name, g := range tt.tiff {
				writeTIFF(t, dir, name, g, rough)
			}
			wantLikeDEM(t, open(t, dir, Options{}), tt.box, 1e-4)
		})
	}
}

func TestFieldOfRealTiles(t *testing.T) {
	for _, tt := range []struct {
		tiles []string
		box   Bounds
	}{
		{[]string{"N49W123.tif", "N49W124.tif"}, Bounds{-123.3, 49.2, -122.7, 49.8}},
		{[]string{"luxembourg_elev.tif"}, Bounds{5.7, 49.4, 6.6, 50.2}},
		{[]string{"N44W072.hgt"}, Bounds{-72, 44, -71, 45}},
		{[]string{"S46W066.hgt.gz"}, Bounds{-66.2, -45.5, -65.5, -44.9}},
	} {
		t.Run(tt.tiles[0], func(t *testing.T) { wantLikeDEM(t, open(t, link(t, tt.tiles...), Options{}), tt.box, 1e-4) })
	}
}

// With mixed resolutions the posts are DEM.HeightM, on the lattice of the finest
// tile that reaches in.
func TestFieldOfMixedResolutions(t *testing.T) {
	dir := t.TempDir()
	writeTIFF(t, dir, "fine.tif", cells(109, 13, 64, 64), rough)
	writeTIFF(t, dir, "coarse.tif", raster.Grid{West: 108, North: 14, StepX: 1. / 50, StepY: 1. / 40, Cols: 180, Rows: 130}, rough)
	writeTIFF(t, dir, "shifted.tif", raster.Grid{West: 110.003, North: 13.004, StepX: 1. / 64, StepY: 1. / 64, Cols: 64, Rows: 64}, rough)
	d := open(t, dir, Options{MaxMemoryBytes: 4 * 180 * 130})
	f := load(t, d, Bounds{108.5, 11.5, 111.5, 13.5})
	known := 0
	for row := range f.rows {
		for col := range f.cols {
			lon, lat := f.post(col, row)
			want, ok := d.HeightM(lon, lat)
			got := f.AtPixel(float64(col), float64(row))
			if ok == math.IsNaN(got) || ok && math.Abs(got-want) > 1e-4 {
				t.Fatalf("post %d,%d: %v, want %v, %v", col, row, got, want, ok)
			}
			if ok {
				known++
			}
		}
	}
	if l := f.Lattice(); l.StepXDeg != 1./64 || known < l.Cols*l.Rows*8/10 {
		t.Errorf("%+v with %d heights", l, known)
	}
	if l := load(t, d, Bounds{108.1, 11.5, 109, 13.5}).Lattice(); l.StepXDeg != 1./50 {
		t.Errorf("a fine tile that only touches the box decides the lattice: %+v", l)
	}
}

// A Field of the files that FilesIn names is that of all files.
func TestFilesInDecideTheField(t *testing.T) {
	dir := t.TempDir()
	for name, g := range map[string]raster.Grid{
		"a.tif": cells(109, 13, 64, 64), "b.tif": cells(110, 13, 64, 64), "c.tif": cells(109, 12, 64, 64),
		"coarse-1.tif": {West: 109.3, North: 12.7, StepX: 0.05, StepY: 0.05, Cols: 20, Rows: 20},
		"coarse-2.tif": {West: 110.3, North: 13.5, StepX: 0.05, StepY: 0.05, Cols: 20, Rows: 20},
	} {
		writeTIFF(t, dir, name, g, rough)
	}
	all := open(t, dir, Options{})
	rapid.Check(t, func(rt *rapid.T) {
		b := Bounds{West: rapid.Float64Range(108.8, 111).Draw(rt, "west"), South: rapid.Float64Range(10.8, 13).Draw(rt, "south")}
		b.East, b.North = b.West+rapid.Float64Range(0, 0.3).Draw(rt, "width"), b.South+rapid.Float64Range(0, 0.3).Draw(rt, "height")
		want, err := all.Field(context.Background(), b)
		files := all.FilesIn(b)
		if err != nil {
			if !errors.Is(err, ErrNoTile) {
				rt.Fatal(err)
			}
			return
		}
		some, err := os.MkdirTemp(dir, "some")
		if err != nil {
			rt.Fatal(err)
		}
		for _, path := range files {
			if err := os.Symlink(path, filepath.Join(some, filepath.Base(path))); err != nil {
				rt.Fatal(err)
			}
		}
		d, err := Open(some, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer d.Close()
		got, err := d.Field(context.Background(), b)
		if err != nil || got.Lattice() != want.Lattice() {
			rt.Fatalf("field of %v: %v", files, err)
		}
		for row := range got.rows {
			for col := range got.cols {
				if g, w := got.postM(col, row), want.postM(col, row); g != w && !(math.IsNaN(g) && math.IsNaN(w)) {
					rt.Fatalf("box %v, post %d,%d: %v of %v, %v of all", b, col, row, g, files, w)
				}
			}
		}
	})
}

func TestFieldDecodesOnce(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"N12E109.hgt", "N12E110.hgt", "N13E109.hgt"} {
		writeHGT(t, dir, name, plane)
	}
	d := open(t, dir, Options{})
	load(t, d, Bounds{109.2, 12.2, 110.8, 12.8})
	if d.cache.decoded != 2 || d.cache.bytes != 0 {
		t.Errorf("%d tiles decoded and %d bytes kept, want 2 and none", d.cache.decoded, d.cache.bytes)
	}
}

// Readers on several goroutines get the heights that one gets.
func TestFieldForManyReaders(t *testing.T) {
	dir, o := covered(t, cells(109, 13, 64, 64), classes)
	f := load(t, open(t, dir, o), Bounds{109, 12, 110, 13})
	sum := func() (sum float64) {
		for i := range 10_000 {
			lon, lat := 109.01+float64(i%97)/100, 12.01+float64(i%89)/100
			for _, v := range []float64{f.HeightM(lon, lat), f.ClutterM(lon, lat)} {
				if !math.IsNaN(v) {
					sum += v
				}
			}
		}
		return sum
	}
	want := sum()
	got := make(chan float64)
	for range 4 {
		go func() { got <- sum() }()
	}
	for range 4 {
		if v := <-got; v != want {
			t.Errorf("sum %v, want %v", v, want)
		}
	}
}

func TestLatticeHoldsTheBox(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d := open(t, dir, Options{})
	rapid.Check(t, func(rt *rapid.T) {
		b := Bounds{West: rapid.Float64Range(108, 110).Draw(rt, "west"), South: rapid.Float64Range(11, 13).Draw(rt, "south")}
		b.East, b.North = b.West+rapid.Float64Range(0, 2).Draw(rt, "width"), b.South+rapid.Float64Range(0, 2).Draw(rt, "height")
		f, err := d.Field(context.Background(), b)
		if errors.Is(err, ErrNoTile) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		l := f.Lattice()
		const slack = 1e-9
		west, north := b.West-l.West, l.North-b.North
		east, south := l.West+float64(l.Cols-1)*l.StepXDeg-b.East, b.South-l.North+float64(l.Rows-1)*l.StepYDeg
		for _, over := range []float64{west, north, east, south} {
			if over < -slack || over > l.StepXDeg+slack {
				rt.Fatalf("box %v, lattice %+v: %v, %v, %v, %v over", b, l, west, north, east, south)
			}
		}
	})
}

func TestFieldRefuses(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d := open(t, dir, Options{MaxFieldBytes: 1 << 20})
	for _, tt := range []struct {
		box  Bounds
		want string
	}{
		{Bounds{109, 12, 110, 13}, "MaxFieldBytes"},
		{Bounds{-180, -90, 180, 90}, "MaxFieldBytes"},
		{Bounds{20, 12, 21, 13}, "no elevation tile"},
		{Bounds{110, 12, 109, 13}, "West <= East"},
		{Bounds{109, 13, 110, 12}, "South <= North"},
		{Bounds{nan, 12, 110, 13}, "degrees"},
		{Bounds{109, 12, math.Inf(1), 13}, "degrees"},
		{Bounds{-180, 12, 181, 13}, "wider than the globe"},
		{Bounds{109, 91, 110, 92}, "beyond a pole"},
	} {
		if _, err := d.Field(context.Background(), tt.box); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Field(%v): %v, want error with %q", tt.box, err, tt.want)
		}
	}
	if _, err := d.Field(context.Background(), Bounds{20, 12, 21, 13}); !errors.Is(err, ErrNoTile) {
		t.Errorf("box without tiles: %v, want ErrNoTile", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.Field(ctx, Bounds{109.5, 12.5, 109.6, 12.6}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	if f := load(t, d, Bounds{109.5, 12.5, 109.6, 12.6}); f.Bytes() > 1<<20 {
		t.Errorf("%d bytes held, bound %d", f.Bytes(), 1<<20)
	}
}

func TestFieldOfABrokenTile(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "N12E109.hgt"), 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Field(context.Background(), Bounds{109, 12, 110, 13}); err == nil || !strings.Contains(err.Error(), "N12E109.hgt") {
		t.Errorf("field of a broken tile: %v", err)
	}
}

func TestFieldEdges(t *testing.T) {
	dir := t.TempDir()
	writeHGT(t, dir, "N12E109.hgt", plane)
	d := open(t, dir, Options{})
	f := load(t, d, Bounds{108, 11.5, 110, 13})
	for _, p := range [][2]float64{{-1, 5}, {5, -1}, {nan, 5}, {5, nan}, {math.Inf(1), 5}, {5, math.Inf(-1)}, {1e300, 1e300}, {f.lastX + 1e-3, 5}, {5, f.lastY + 1e-3}, {5, 5}} {
		if got := f.AtPixel(p[0], p[1]); !math.IsNaN(got) {
			t.Errorf("AtPixel(%v, %v) = %v, want NaN", p[0], p[1], got)
		}
	}
	if got := f.AtPixel(f.lastX+1e-9, -1e-9); math.Abs(got-plane(110, 13)) > 1e-6 {
		t.Errorf("a rounding beyond the corner: %v, want %v", got, plane(110, 13))
	}
	for _, p := range [][2]float64{{109.5, 91}, {nan, 12.5}, {109.5, nan}, {math.Inf(1), 12.5}, {111, 12.5}, {108.5, 12.5}} {
		if got := f.HeightM(p[0], p[1]); !math.IsNaN(got) {
			t.Errorf("HeightM(%v, %v) = %v, want NaN", p[0], p[1], got)
		}
	}
	if got := f.HeightM(109.25+720, 12.75); math.Abs(got-plane(109.25, 12.75)) > 1e-6 {
		t.Errorf("two turns on: %v", got)
	}
	if sea := int64(len(f.heights)) * heightBlockBytes / 2; f.Bytes() > sea {
		t.Errorf("%d bytes held where three quarters are unknown; all would be %d", f.Bytes(), 2*sea)
	}
	if got := f.StepM(12.5); math.Abs(got-90.6) > 0.2 {
		t.Errorf("StepM(12.5) = %v", got)
	}
	if got := f.StepM(90); !(got > 0 && got < 1) {
		t.Errorf("StepM(90) = %v", got)
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"N12E110.hgt", "N12E109.hgt", "S17W180.hgt"} {
		writeHGT(t, dir, name, plane)
	}
	d := open(t, dir, Options{})
	paths := func(names ...string) (list []string) {
		for _, name := range names {
			list = append(list, filepath.Join(dir, name))
		}
		return list
	}
	if got, want := d.Files(), paths("N12E109.hgt", "N12E110.hgt", "S17W180.hgt"); !slices.Equal(got, want) {
		t.Errorf("Files() = %v, want %v", got, want)
	}
	for _, tt := range []struct {
		box  Bounds
		want []string
	}{
		{Bounds{109.2, 12.2, 109.4, 12.4}, paths("N12E109.hgt")},
		{Bounds{109.2, 12.2, 110, 12.4}, paths("N12E109.hgt", "N12E110.hgt")},
		{Bounds{109.2, 12.2, 109.999, 12.4}, paths("N12E109.hgt", "N12E110.hgt")}, // posts of either on the seam
		{Bounds{179, -17, 181, -16}, paths("S17W180.hgt")},
		{Bounds{0, 0, 1, 1}, nil},
		{Bounds{1, 0, 0, 1}, nil},
	} {
		if got := d.FilesIn(tt.box); !slices.Equal(got, tt.want) {
			t.Errorf("FilesIn(%v) = %v, want %v", tt.box, got, tt.want)
		}
	}
}
