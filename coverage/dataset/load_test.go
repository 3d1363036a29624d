package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
)

// square is a GeoJSON feature of a commune between meridians and parallels.
func square(properties string, west, south, east, north string) string {
	at := func(lon, lat string) string { return "[" + lon + "," + lat + "]" }
	ring := strings.Join([]string{at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)}, ",")
	return `{"type":"Feature","properties":{` + properties + `},"geometry":{"type":"Polygon","coordinates":[[` + ring + `]]}}`
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

// twoSquares are communes 00001 and 00002, side by side, 0.1 degree each.
var twoSquares = collection(
	square(`"code":"00001","name":"Một","d":"001","dn":"Huyện A","p":"80","pn":"Tỉnh"`, "106", "11", "106.1", "11.1"),
	square(`"code":"00002","name":"Hai","d":"001","dn":"Huyện A","p":"80","pn":"Tỉnh"`, "106.1", "11", "106.2", "11.1"))

const regionHead = "name: Test\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.01\n" +
	"boundaries: {file: communes.geojson, code: code, name: name, parent: d, parent_name: dn, province: p, province_name: pn}\n"

// tryFolder writes files, with communes.geojson and region.yaml by default, and
// loads them. Lines is added to region.yaml.
func tryFolder(t *testing.T, lines string, files map[string]string) (*coverage.Dataset, error) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{"communes.geojson": twoSquares, "region.yaml": regionHead + lines}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	return Load(dir, region)
}

func loadFolder(t *testing.T, lines string, files map[string]string) *coverage.Dataset {
	t.Helper()
	d, err := tryFolder(t, lines, files)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wantProblems compares the problems of a data set as "rule: action".
func wantProblems(t *testing.T, name string, d *coverage.Dataset, want ...string) {
	t.Helper()
	var got []string
	for _, p := range d.Problems {
		got = append(got, p.Rule+": "+p.Action)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: problems\ngot  %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func wantCount(t *testing.T, what string, got coverage.Count, want int64, known bool) {
	t.Helper()
	if got != (coverage.Count{Value: coverage.Whole(want), Known: known}) {
		t.Errorf("%s: %v, known %v; want %d, known %v", what, got.Value, got.Known, want, known)
	}
}

// TestLoadWholeFolder: every role together, inputs with their digests in order.
func TestLoadWholeFolder(t *testing.T) {
	d := loadFolder(t, "sites: {file: sites.csv}\nhouseholds: {file: hh.csv}\nfiber: {file: fiber.csv}\nhamlets: {file: hamlets.csv}\ncentres: {file: centres.csv}\n",
		map[string]string{
			"sites.csv":   "site_id,operator,technology,lon,lat,commune\nB,VNPT,4g,106.15,11.05,\nA,Viettel,5g,106.05,11.05,00002\nC,Viettel,4g,106.3,11.05,\nD,Viettel,4g,,,00001\n",
			"hh.csv":      "code,households,population\n00001,100,400\n00002,200,800\n",
			"fiber.csv":   "code,households_passed,households_connected\n00001,90,120\n",
			"hamlets.csv": "id,commune,name,lon,lat,households\nh1,00001,Một,106.05,11.05,100\nh2,,Hai,106.15,11.05,200\nh3,00001,Ba,106.15,11.05,\nh4,,Bốn,106.5,11.05,1\n",
			"centres.csv": "code,lon,lat\n00001,106.05,11.05\n00002,106.05,11.05\n"})
	if got := strings.Join(d.Operators, " "); got != "VNPT Viettel" {
		t.Errorf("operators %s", got)
	}
	for i, want := range []int{0, 1, -1, 0} { // A by position, not as stated; C outside; D as stated
		if d.Sites[i].Unit != want {
			t.Errorf("site %s in unit %d, want %d", d.Sites[i].ID, d.Sites[i].Unit, want)
		}
	}
	for i, want := range []int{0, 1, 0} { // h1 and h3 as stated, h2 by position, h4 nowhere
		if d.Hamlets[i].Unit != want {
			t.Errorf("hamlet %s in unit %d, want %d", d.Hamlets[i].ID, d.Hamlets[i].Unit, want)
		}
	}
	if len(d.Hamlets) != 3 || d.Units[0].Centre == nil || d.Units[0].Fiber.Connected != coverage.Known(coverage.Whole(120)) || d.Units[1].Fiber != nil {
		t.Errorf("hamlets %+v, unit %+v", d.Hamlets, d.Units[0])
	}
	wantProblems(t, "whole folder", d,
		"site.outside: kept: its signal counts, no commune counts it as its own", "site.commune: kept: it stands in 00001",
		"position.missing: site without a position: what it covers in its commune is unknown", "fiber.connected_above_households: kept", "fiber.connected_above_passed: kept",
		"hamlet.commune: kept in 00001: its position is elsewhere", "hamlet.count_missing: kept: these get no part of the commune's 100", "hamlet.nowhere: row rejected: in no commune", "centre.outside: kept: the centre lies outside its commune")
	var roles []string
	for _, in := range d.Inputs {
		roles = append(roles, in.Role+" "+in.File)
		if len(in.SHA256) != 64 || in.Bytes == 0 {
			t.Errorf("input %+v", in)
		}
	}
	if got := strings.Join(roles, ", "); got != "boundaries communes.geojson, households hh.csv, fiber fiber.csv, hamlets hamlets.csv, centres centres.csv, sites sites.csv" {
		t.Errorf("inputs %s", got)
	}
	if d.Demand.Kind != coverage.DemandPoints { // every unit has a hamlet with households
		t.Errorf("demand by %s", d.Demand.Kind)
	}
}

// TestLoadTargets: targets are read with their digest; what is wrong with them ends the run.
func TestLoadTargets(t *testing.T) {
	d := loadFolder(t, "targets: {preset: national}\n", nil)
	if len(d.Targets) < 10 {
		t.Errorf("%d targets of the preset", len(d.Targets))
	}
	d = loadFolder(t, "targets: {file: targets.yaml}\n", map[string]string{"targets.yaml": "- {id: a, indicator: fiber.connected, by: 2025, " +
		"comparison: at least, percent: 80.5, instrument: plan, title: {vi: b, en: b}}\n"})
	if last := d.Inputs[len(d.Inputs)-1]; len(d.Targets) != 1 || d.Targets[0].Percent != 80_500_000 || last.Role != "targets" || len(last.SHA256) != 64 {
		t.Errorf("targets %+v, input %+v", d.Targets, last)
	}
}

// TestLoadMissingFiles: a file that is named and not there ends the run, with its role.
func TestLoadMissingFiles(t *testing.T) {
	for lines, want := range map[string]string{
		"sites: {file: no.csv}\n":                   "sites no.csv",
		"households: {file: no.xlsx}\n":             "households no.xlsx",
		"population: {file: no.tif, kind: count}\n": "population no.tif",
		"fiber: {file: no.geojson}\n":               "fiber no.geojson",
	} {
		if _, err := tryFolder(t, lines, nil); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), want) {
			t.Errorf("%serror %v, want one that names %s", lines, err, want)
		}
	}
}

// TestPlacesOnTheBorder: a place on any border of the region is in the unit that
// it touches, one just beyond is in none.
func TestPlacesOnTheBorder(t *testing.T) {
	d := loadFolder(t, "sites: {file: s.csv}\nhouseholds: {file: hh.csv}\n", map[string]string{
		"hh.csv": "code,households,population\n00001,1,4\n00002,1,4\n",
		"s.csv": "site_id,operator,technology,lon,lat\nA,V,4g,106,11\nB,V,4g,106,11.05\nC,V,4g,106.05,11\nD,V,4g,106.1,11.05\nE,V,4g,106.2,11.1\n" +
			"F,V,4g,106.15,11.1\nG,V,4g,106.2,11.05\nH,V,4g,106,11.1\nI,V,4g,106.2,11\nJ,V,4g,105.9999998,11.05\nK,V,4g,106.2000002,11.05\n"})
	inFirst, nowhere := "ABCH", "JK"
	for _, s := range d.Sites {
		switch {
		case strings.Contains(nowhere, s.ID):
			if s.Unit != -1 {
				t.Errorf("site %s in unit %d, want none", s.ID, s.Unit)
			}
		case s.ID == "D": // on the border of both
			if s.Unit < 0 {
				t.Errorf("site D in no unit")
			}
		case (s.Unit == 0) != strings.Contains(inFirst, s.ID) || s.Unit < 0:
			t.Errorf("site %s in unit %d", s.ID, s.Unit)
		}
	}
}

// TestCellsFitMemory: a resolution too fine for the region is refused with one
// that is not, before anything is made of it.
func TestCellsFitMemory(t *testing.T) {
	large := collection(square(`"code":"1","name":"A"`, "100", "5", "110", "20"))
	_, err := tryFolder(t, "", map[string]string{"communes.geojson": large, "region.yaml": strings.Replace(regionHead, "resolution_deg: 0.01", "resolution_deg: 0.00002", 1)})
	if err == nil || !strings.Contains(err.Error(), "set resolution_deg to 0.0005 or more") {
		t.Errorf("error %v", err)
	}
	pixels := "ncols 2\nnrows 3\nxllcorner 100\nyllcorner 5\ncellsize 5\nNODATA_value -9999\n1 2\n3 4\n5 6\n"
	_, err = tryFolder(t, rasterLine, map[string]string{"communes.geojson": large, "p.asc": pixels,
		"region.yaml": strings.Replace(regionHead, "resolution_deg: 0.01", "resolution_deg: 0.00001", 1) + rasterLine})
	if err == nil || !strings.Contains(err.Error(), "set resolution_deg to 0.0005 or more") {
		t.Errorf("over a raster: error %v", err)
	}
	_, err = tryFolder(t, rasterLine, map[string]string{"p.asc": strings.Replace(pixels, "cellsize 5", "cellsize 20", 1)})
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("large pixels: error %v", err)
	}
}
