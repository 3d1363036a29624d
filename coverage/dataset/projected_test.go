package dataset

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo/crs"
)

// planeGrid is an ASCII grid of 1 km cells in a plane, with its .prj file: cols x rows cells
// around the two squares, each with the value.
func planeGrid(t *testing.T, system crs.CRS, wkt string, value float64) map[string]string {
	t.Helper()
	at, err := system.Project(105.95, 10.95)
	if err != nil {
		t.Fatal(err)
	}
	const cols, rows = 34, 24
	text := fmt.Sprintf("ncols %d\nnrows %d\nxllcorner %.3f\nyllcorner %.3f\ncellsize 1000\nNODATA_value -9999\n", cols, rows, at.EastM, at.NorthM)
	text += strings.Repeat(strings.Repeat(fmt.Sprintf("%g ", value), cols)+"\n", rows)
	return map[string]string{"p.asc": text, "p.prj": wkt}
}

const (
	wktUTM48 = `PROJCS["WGS_1984_UTM_Zone_48N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	wktTM3   = `PROJCS["VN-2000 / TM-3 105-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","9210"]]`
)

// TestProjectedRaster: a grid in metres gives every commune its people by area, and
// loses none; the same in UTM and in VN-2000, as counts and as densities.
func TestProjectedRaster(t *testing.T) {
	for _, test := range []struct {
		epsg int
		wkt  string
	}{{32648, wktUTM48}, {9210, wktTM3}} {
		for _, kind := range []string{"count", "density"} {
			system, err := crs.ByEPSG(test.epsg)
			if err != nil {
				t.Fatal(err)
			}
			d := loadFolder(t, "population: {file: p.asc, kind: "+kind+"}\n", planeGrid(t, system, test.wkt, 100))
			name := fmt.Sprintf("EPSG:%d, %s", test.epsg, kind)
			if d.Demand.Subdivide != 1 || d.Demand.Grid.StepX != 0.01 {
				t.Errorf("%s: cells of %v degrees, %d a side", name, d.Demand.Grid.StepX, d.Demand.Subdivide)
			}
			sum := d.Demand.Outside
			for i := range d.Units[:d.Leaves] {
				people := d.Units[i].People
				want := d.Units[i].AreaM2.Float() / 1e6 * 100
				if !people.Known || math.Abs(people.Value.Float()-want) > 0.002*want {
					t.Errorf("%s: unit %d has %+v people, want %.0f", name, i, people, want)
				}
				sum += people.Value
			}
			if want := coverage.Whole(34 * 24 * 100); kind == "count" && sum != want {
				t.Errorf("%s: %v people in all, want %v", name, sum, want)
			}
			notes := strings.Join(d.Notes, "\n")
			for _, want := range []string{"people in 816 cells with data", "cells of 1000 x 1000 m in " + system.String() + ", shared over analysis cells of 0.01 degrees"} {
				if !strings.Contains(notes, want) {
					t.Errorf("%s: notes %q lack %q", name, notes, want)
				}
			}
		}
	}
}

// TestProjectedRasterMistakes: a system that is not known and a grid elsewhere are refused.
func TestProjectedRasterMistakes(t *testing.T) {
	system, err := crs.ByEPSG(32648)
	if err != nil {
		t.Fatal(err)
	}
	files := planeGrid(t, system, strings.ReplaceAll(wktUTM48, "105.0", "33.0"), 1)
	if _, err := tryFolder(t, rasterLine, files); err == nil || !strings.Contains(err.Error(), "p.asc") || !strings.Contains(err.Error(), "reproject it") {
		t.Errorf("another zone: error %v", err)
	}
	files = planeGrid(t, system, wktUTM48, 1)
	files["p.asc"] = strings.Replace(files["p.asc"], "yllcorner 1", "yllcorner 2", 1)
	if _, err := tryFolder(t, rasterLine, files); err == nil || !strings.Contains(err.Error(), "does not cover the region: its data spans") {
		t.Errorf("far away: error %v", err)
	}
	files = planeGrid(t, system, wktUTM48, 1e13)
	if _, err := tryFolder(t, rasterLine, files); err == nil || !strings.Contains(err.Error(), "out of range") {
		t.Errorf("too many people: error %v", err)
	}
}

// TestProjectedNegatives: cells below zero are no data.
func TestProjectedNegatives(t *testing.T) {
	system, err := crs.ByEPSG(32648)
	if err != nil {
		t.Fatal(err)
	}
	d := loadFolder(t, rasterLine, planeGrid(t, system, wktUTM48+"\n", 5))
	if d.Units[0].People.Value == 0 {
		t.Error("nobody")
	}
	_, err = tryFolder(t, rasterLine, planeGrid(t, system, wktUTM48, -3))
	if err == nil || !strings.Contains(err.Error(), "its data spans nothing") {
		t.Errorf("all below zero: error %v", err)
	}
}

// TestLoadWorkers: how many goroutines read a region changes nothing of it, with a raster in
// degrees and in metres.
func TestLoadWorkers(t *testing.T) {
	system, err := crs.ByEPSG(9210)
	if err != nil {
		t.Fatal(err)
	}
	plane := t.TempDir()
	files := planeGrid(t, system, wktTM3, 7)
	files["communes.geojson"], files["region.yaml"] = twoSquares, regionHead+rasterLine
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(plane, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{plane, "../../fixtures/longan", "../../fixtures/coarse"} {
		region, err := ReadRegion(dir)
		if err != nil {
			t.Fatal(err)
		}
		want, err := LoadWith(dir, region, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{2, 7} {
			got, err := LoadWith(dir, region, workers)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %d workers read something else", dir, workers)
			}
		}
	}
}
