package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/raster"
)

const rasterLine = "population: {file: p.asc, kind: count}\n"

// grid is an ASCII grid over the two squares and around, of pixels of 0.1 degree.
func asciiGrid(values string) map[string]string {
	return map[string]string{"p.asc": "ncols 2\nnrows 1\nxllcorner 106\nyllcorner 11\ncellsize 0.1\nNODATA_value -9999\n" + values + "\n"}
}

func TestRasterAloneGivesPeople(t *testing.T) {
	d := loadFolder(t, rasterLine, asciiGrid("1000.5 -9999"))
	if d.Demand.Kind != coverage.DemandRaster || d.Demand.Subdivide != 10 || d.Demand.Outside != 0 {
		t.Errorf("demand by %s, %d cells a side, outside %v", d.Demand.Kind, d.Demand.Subdivide, d.Demand.Outside)
	}
	if d.Units[0].People != coverage.Known(1000_500000) {
		t.Errorf("people %+v", d.Units[0].People)
	}
	wantCount(t, "no data", d.Units[1].People, 0, false)
	wantCount(t, "households", d.Units[0].Households, 0, false)
	wantProblems(t, "no data", d, "population.no_data: people unknown: the raster has no data there",
		"count.missing: unknown, nothing to estimate it from", "count.missing: unknown everywhere: no file gives this count")
}

// TestRasterUnderTable: the table's counts stand, the raster says where; a unit
// whose row is missing is unknown, with the raster's sum as its estimate.
func TestRasterUnderTable(t *testing.T) {
	files := asciiGrid("1000 3000")
	files["hh.csv"] = "code,households,population\n00001,100,400\n"
	d := loadFolder(t, rasterLine+"households: {file: hh.csv}\n", files)
	wantCount(t, "people of the table", d.Units[0].People, 400, true)
	wantCount(t, "people of the raster", d.Units[1].People, 3000, false)
	wantCount(t, "households by the ratio", d.Units[1].Households, 750, false)
	wantProblems(t, "missing row", d, "count.missing: unknown, estimated at 750",
		"count.missing: unknown, estimated at 3000 from the population raster")
}

// TestEmptyRaster: people that the raster has nowhere are spread over the unit.
func TestEmptyRaster(t *testing.T) {
	files := asciiGrid("0 3000")
	files["hh.csv"] = "code,households,population\n00001,100,400\n00002,100,400\n"
	d := loadFolder(t, rasterLine+"households: {file: hh.csv}\n", files)
	wantProblems(t, "empty", d, "population.empty: spread evenly over the unit: the raster has nobody there")
	sum := coverage.Micro(0)
	d.Demand.Each(0, d.Units[0].People.Value, 0, func(p coverage.Piece) { sum += p.People })
	if sum != coverage.Whole(400) {
		t.Errorf("%v people placed, want 400", sum)
	}
}

// TestDensityRaster: people per km2 times the true area of the pixel, row by row.
func TestDensityRaster(t *testing.T) {
	d := loadFolder(t, strings.Replace(rasterLine, "kind: count", "kind: density", 1), asciiGrid("10 20"))
	for i, perKm2 := range []float64{10, 20} {
		want := perKm2 * d.Units[i].AreaM2.Float() / 1e6
		if got := d.Units[i].People.Value.Float(); got < want*0.999999 || got > want*1.000001 {
			t.Errorf("unit %d: %v people, want %v", i, got, want)
		}
	}
}

// TestNegativePixels: below zero is no data, counted once.
func TestNegativePixels(t *testing.T) {
	d := loadFolder(t, rasterLine, asciiGrid("-3 5"))
	wantCount(t, "below zero", d.Units[0].People, 0, false)
	wantCount(t, "five", d.Units[1].People, 5, true)
	found := false
	for _, p := range d.Problems {
		found = found || p.Rule == "population.negative" && p.Value == "1 cells"
	}
	if !found {
		t.Errorf("not reported: %v", d.Problems)
	}
}

// TestRasterOutsideUnits: what no unit holds is counted, pixels beyond the region too.
func TestRasterOutsideUnits(t *testing.T) {
	files := map[string]string{"p.asc": "ncols 4\nnrows 3\nxllcorner 105.9\nyllcorner 10.9\ncellsize 0.1\nNODATA_value -9999\n1 2 4 8\n16 32 64 128\n256 512 1024 2048\n"}
	d := loadFolder(t, rasterLine, files)
	wantCount(t, "west", d.Units[0].People, 32, true)
	wantCount(t, "east", d.Units[1].People, 64, true)
	if want := coverage.Whole(4095 - 32 - 64); d.Demand.Outside != want {
		t.Errorf("outside %v, want %v", d.Demand.Outside, want)
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "population raster outside all units: 3999 people") {
		t.Errorf("notes %q", d.Notes)
	}
}

// TestReadAhead: a raster read beside the boundaries is the raster read in its turn, also where the bound that
// was expected of the units is not theirs, and one that cannot be read ahead is read in its turn.
func TestReadAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, rows := rapid.IntRange(1, 6).Draw(t, "columns"), rapid.IntRange(1, 6).Draw(t, "rows")
		text := fmt.Sprintf("ncols %d\nnrows %d\nxllcorner 105.9\nyllcorner 10.9\ncellsize 0.1\nNODATA_value -9999\n", cols, rows)
		values := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "-9999", "-1", "0.25", "17", "1e20"}), cols*rows, cols*rows).Draw(t, "values")
		dir, err := os.MkdirTemp("", "ahead")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		if err := os.WriteFile(filepath.Join(dir, "p.asc"), []byte(text+strings.Join(values, " ")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		bound := orb.Bound{Min: orb.Point{106, 11}, Max: orb.Point{106.2, 11.1}}
		read := func(expected *orb.Bound) (*loader, error) {
			l := &loader{dir: dir, region: Region{Population: &Population{File: "p.asc", Kind: "count"}}}
			if expected != nil {
				l.ahead = l.readAhead(*expected)
			}
			return l, l.readPopulation(bound)
		}
		want, wantErr := read(nil)
		moved := bound
		moved.Max[0] += float64(rapid.IntRange(0, 2).Draw(t, "east")) / 10
		moved.Min[1] -= float64(rapid.IntRange(0, 2).Draw(t, "south")) / 10
		got, err := read(&moved)
		if fmt.Sprint(err) != fmt.Sprint(wantErr) || !reflect.DeepEqual(got, want) {
			t.Fatalf("read ahead: %v\n%+v\nin its turn: %v\n%+v", err, got, wantErr, want)
		}
	})
}

// TestRasterMistakes: what is no raster ends the run with the file's name.
func TestRasterMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "short": "nc", "no grid": "code,people\n1,2\n", "truncated": asciiGrid("1000")["p.asc"], "NaN count": asciiGrid("x 1")["p.asc"],
		"more people than there can be": asciiGrid("1e20 1")["p.asc"], "broken TIFF": "II*\x00\xff\xff\xff\xff",
	} {
		_, err := tryFolder(t, rasterLine, map[string]string{"p.asc": text})
		if err == nil || !strings.Contains(err.Error(), "p.asc") {
			t.Errorf("%s: error %v, want one that names p.asc", name, err)
		}
	}
}

func TestSubdivision(t *testing.T) {
	for _, test := range []struct {
		step, resolution float64
		want             int
	}{{0.1, 0.01, 10}, {1.0 / 120, 0.001, 9}, {1.0 / 1200, 0.001, 1}, {0.001, 0.001, 1}, {0.0010005, 0.001, 1}, {0.0011, 0.001, 2}} {
		if got := subdivision(raster.Grid{StepX: test.step, StepY: test.step / 2}, test.resolution); got != test.want {
			t.Errorf("pixels of %v, cells of %v: %d along a side, want %d", test.step, test.resolution, got, test.want)
		}
	}
}

// TestDemandKind: what the region asks for, else the best that its files allow.
func TestDemandKind(t *testing.T) {
	everywhere := "id,commune,lon,lat,households\na,00001,106.05,11.05,5\nb,00002,106.15,11.05,5\n"
	for _, test := range []struct {
		name, lines, hamlets string
		raster               bool
		want                 coverage.DemandKind
	}{
		{"nothing", "", "", false, coverage.DemandArea},
		{"a raster", rasterLine, "", true, coverage.DemandRaster},
		{"hamlets everywhere", "hamlets: {file: h.csv}\n", everywhere, false, coverage.DemandPoints},
		{"a raster before hamlets", rasterLine + "hamlets: {file: h.csv}\n", everywhere, true, coverage.DemandRaster},
		{"hamlets when asked for", rasterLine + "demand: points\nhamlets: {file: h.csv}\n", everywhere, true, coverage.DemandPoints},
		{"a commune without a hamlet", "hamlets: {file: h.csv}\n", "id,commune,lon,lat,households\na,00001,106.05,11.05,5\n", false, coverage.DemandArea},
		{"a hamlet without people", "hamlets: {file: h.csv}\n", "id,commune,lon,lat,households\na,00001,106.05,11.05,5\nb,00002,106.15,11.05,\n", false, coverage.DemandArea},
		{"a hamlet without a place", "hamlets: {file: h.csv}\n", "id,commune,lon,lat,households\na,00001,106.05,11.05,5\nb,00002,,,5\n", false, coverage.DemandArea},
	} {
		files := map[string]string{}
		if test.raster {
			files = asciiGrid("1 2")
		}
		if test.hamlets != "" {
			files["h.csv"] = test.hamlets
		}
		if d := loadFolder(t, test.lines, files); d.Demand.Kind != test.want {
			t.Errorf("%s: demand by %s, want %s", test.name, d.Demand.Kind, test.want)
		}
	}
}

// TestRasterTotalStands: where a raster alone counts people, communes at sea add
// nobody: all units and what is outside make the raster, to the last unit.
func TestRasterTotalStands(t *testing.T) {
	d := loadFolder(t, rasterLine, asciiGrid("46754783.005724 -9999"))
	sum := d.Demand.Outside
	for i := range d.Units[:d.Leaves] {
		sum += d.Units[i].People.Value
	}
	if want := coverage.Micro(46_754_783_005_724); sum != want {
		t.Errorf("units and outside have %v people, want %v", sum, want)
	}
}
