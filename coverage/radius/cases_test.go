package radius

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo"
)

// square is a ring of the plane in E7, counter-clockwise, in cells of the raster of ones.
func square(west, south, east, north float64) [][2]geo.E7 {
	at := func(x, y float64) [2]geo.E7 { return e7Of(499_000+100*x, 1_180_000-100*y) }
	return [][2]geo.E7{at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)}
}

// ones is a raster of 20 x 20 cells of 100 m with one person each.
func ones() *planeRaster {
	p := &planeRaster{west: 499_000, north: 1_180_000, step: 100, cols: 20, rows: 20, values: make([]float32, 400)}
	for i := range p.values {
		p.values[i] = 1
	}
	return p
}

// one is a commune of one polygon.
func one(code string, rings ...[][2]geo.E7) testCommune {
	return testCommune{code: code, name: "Xã " + code, district: "1", province: "1", polygons: [][][][2]geo.E7{rings}}
}

// rules lists the rules of the problems that a run has told.
func rules(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	var rec runRecord
	if err := json.Unmarshal(files[RunFile], &rec); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range rec.Unmatched {
		all = append(all, p.Rule)
	}
	return slices.Compact(all)
}

func TestCases(t *testing.T) {
	far := []cellRow{{"FAR", "4g", "105.2", "10.6", ""}}
	for _, c := range []struct {
		name     string
		communes []testCommune
		people   map[string]string
		rules    string
	}{
		{"hole, and an island in it", []testCommune{{code: "1", polygons: [][][][2]geo.E7{{square(2, 18, 18, 2), square(5, 15, 15, 5)}, {square(8, 12, 12, 8)}}}},
			map[string]string{"1": "172"}, "[site.outside population.outside]"},
		{"rings turned the other way", []testCommune{one("1", reversed(square(2, 18, 18, 2)), reversed(square(5, 15, 15, 5)))},
			map[string]string{"1": "156"}, "[site.outside population.outside]"},
		{"two parts of one code and name", []testCommune{one("1", square(0, 20, 5, 0)), one("1", square(15, 20, 20, 0))},
			map[string]string{"1": "200"}, "[site.outside population.outside]"},
		{"two names of one code", []testCommune{one("1", square(0, 20, 5, 0)), {code: "1", name: "Another", polygons: [][][][2]geo.E7{{square(15, 20, 20, 0)}}}},
			map[string]string{"1": "100"}, "[site.outside code.duplicate population.outside]"},
		{"overlap goes to the lower code", []testCommune{one("2", square(0, 20, 15, 0)), one("1", square(10, 20, 20, 0))},
			map[string]string{"1": "200", "2": "200"}, "[site.outside boundary.overlap]"},
		{"thinner than a cell", []testCommune{one("1", square(0, 20, 7.5001, 0)), one("2", square(7.5001, 20, 7.5003, 0)), one("3", square(7.5003, 20, 20, 0))},
			map[string]string{"1": "160", "2": "0", "3": "240"}, "[site.outside]"},
		{"a bow-tie keeps both lobes", []testCommune{one("1", bowTie())},
			map[string]string{"1": "220"}, "[site.outside ring.self_intersection population.outside]"},
		{"not closed", []testCommune{one("1", square(0, 20, 20, 0)[:4])}, map[string]string{"1": "400"}, "[site.outside ring.unclosed]"},
		{"far from the raster", []testCommune{one("1", square(1000, 1020, 1020, 1000))}, map[string]string{"1": "0"}, "[site.outside population.outside]"},
	} {
		r := &testRegion{communes: c.communes, plane: ones(), cells: far}
		dir, region := r.folder(t)
		files := compute(t, dir, region, nil)
		table := rows(t, files[PopulationFile])
		for code, people := range c.people {
			if row := table["commune "+code]; len(row) < 5 || row[4] != people {
				t.Errorf("%s: commune %s: %v, want %s", c.name, code, row, people)
			}
		}
		if got := fmt.Sprint(rules(t, files)); got != c.rules {
			t.Errorf("%s: %s, want %s", c.name, got, c.rules)
		}
	}
}

func reversed(ring [][2]geo.E7) [][2]geo.E7 {
	ring = slices.Clone(ring)
	slices.Reverse(ring)
	return ring
}

// bowTie has two triangles of 110 centres each.
func bowTie() [][2]geo.E7 {
	at := func(x, y float64) [2]geo.E7 { return e7Of(499_000+100*x, 1_180_000-100*y) }
	return [][2]geo.E7{at(0.2, 0), at(0.2, 20), at(19.8, 0), at(19.8, 20), at(0.2, 0)}
}

func TestAreas(t *testing.T) {
	lon, lat := lonLat(500_000, 1_179_000)
	r := &testRegion{plane: ones(), cells: []cellRow{{"S", "4g", lon, lat, "500"}, {"S", "5g", lon, lat, "5000"}},
		communes: []testCommune{one("1", square(0, 20, 10, 0)), one("2", square(10, 20, 20, 0))}}
	dir, region := r.folder(t)
	table := rows(t, compute(t, dir, region, nil)[AreaFile])
	number := func(key string, column int) float64 {
		v, err := strconv.ParseFloat(table[key][column], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	const tolerance = 2e-5 // vertices are rounded to a centimetre
	if v := number("all all", 4); math.Abs(v-4) > 4*tolerance {
		t.Errorf("area %v", v)
	}
	for _, key := range []string{"commune 1", "commune 2"} {
		if v := number(key, 5); math.Abs(v-math.Pi/8) > tolerance {
			t.Errorf("%s: %v within 500 m", key, v)
		}
		if table[key][8] != "100.000000" || table[key][7] != table[key][4] {
			t.Errorf("%s lies within 5 km: %v", key, table[key])
		}
	}
}

func TestWholeNumbersOnly(t *testing.T) {
	r := &testRegion{plane: ones(), cells: []cellRow{{"S", "4g", "105", "10.6", ""}}, communes: []testCommune{one("1", square(0, 20, 20, 0))}}
	r.plane.values[0], r.plane.values[1], r.plane.values[2] = float32(math.Inf(-1)), -5, float32(math.NaN())
	dir, region := r.folder(t)
	files := compute(t, dir, region, nil)
	if row := rows(t, files[PopulationFile])["all all"]; row[4] != "397" {
		t.Error(row)
	}
	if got := fmt.Sprint(rules(t, files)); got != "[site.outside population.negative]" {
		t.Error(got)
	}
	r.plane.values[0] = float32(math.Inf(1))
	dir, region = r.folder(t)
	o := Options{Dir: dir, Region: region, Jobs: Jobs{Population: true}, Technologies: DefaultTechnologies()}
	if err := Run(t.Context(), o, t.TempDir()); err == nil || !strings.Contains(err.Error(), "row 1: column 1 holds +Inf people") {
		t.Error(err)
	}
}

// A plain list is read as every list is: the same files.
func TestPlainEqualsGeneral(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := &testRegion{plane: ones(), communes: []testCommune{one("1", square(-10, 30, 10, -10)), one("2", square(10, 30, 30, -10))}}
		for i := range rapid.IntRange(1, 6).Draw(rt, "cells") {
			c := cellRow{site: fmt.Sprint("S", i/2), technology: rapid.SampledFrom([]string{"4g", "5G", "3g"}).Draw(rt, "technology"),
				rangeM: rapid.SampledFrom([]string{"", "500", "700.5"}).Draw(rt, "range")}
			if i%2 == 1 && rapid.Bool().Draw(rt, "again") {
				c.lon, c.lat = r.cells[i-1].lon, r.cells[i-1].lat
			} else {
				x := float64(rapid.IntRange(0, 20).Draw(rt, "x"))
				c.lon, c.lat = lonLat(499_000+100*x, 1_179_000)
			}
			if rapid.IntRange(0, 4).Draw(rt, "unplaced") == 0 {
				c.lon, c.lat = "", ""
			}
			r.cells = append(r.cells, c)
		}
		r.cells = append(r.cells, cellRow{"LAST", "4g", "105.001", "10.66", "300"})
		dir, region := r.folder(t)
		plain := compute(t, dir, region, nil)
		text, err := os.ReadFile(filepath.Join(dir, "cells.csv"))
		if err != nil {
			rt.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "cells.csv"), bytes.ReplaceAll(text, []byte(","), []byte(";")), 0o666); err != nil {
			rt.Fatal(err)
		}
		general := compute(t, dir, region, nil)
		for _, name := range []string{PopulationFile, AreaFile, GapFile(coverage.Tech4G), GapFile(coverage.Tech5G)} {
			if !bytes.Equal(plain[name], general[name]) {
				rt.Fatalf("%s:\n%s\n%s", name, plain[name], general[name])
			}
		}
	})
}

func FuzzPlainNumber(f *testing.F) {
	for _, text := range []string{"0", "-1.5", "106.4137", "10.546774600000001", "1e5", ".5", "5.", "--1", "00012.50", "123456789012345.6", "9007199254740993"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := plainNumber([]byte(text))
		if !ok {
			return
		}
		want, err := strconv.ParseFloat(text, 64)
		if err != nil || got != want {
			t.Errorf("%q: %v, want %v, %v", text, got, want, err)
		}
	})
}

func FuzzPlainStations(f *testing.F) {
	f.Add("site_id,technology,lon,lat\nA,4g,105,10\nA,5g,,\n")
	f.Add("site_id,technology,lon,lat,range_m\nA,4g,105,10,0\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, nowhere, err := plainStations([]byte(text))
		if err != nil && (all != nil || nowhere != nil) {
			t.Error("rows beside an error")
		}
		for _, s := range all {
			if s.site == "" || !(math.Abs(s.lon) <= 180 && math.Abs(s.lat) <= 90) || s.rangeM < 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}
