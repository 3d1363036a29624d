package radius

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/scanline"
)

// Polygons that enclose nothing are told and have nothing, in every job.
func TestPolygonsOfNothing(t *testing.T) {
	point := e7Of(499_500, 1_179_500)
	for _, c := range []struct {
		name     string
		polygons [][][][2]geo.E7
		rules    string
	}{
		{"no polygon", nil, "[site.outside population.outside]"},
		{"a ring without positions", [][][][2]geo.E7{{{}}}, "[site.outside geometry.empty ring.too_few_points population.outside]"},
		{"one position", [][][][2]geo.E7{{{point}}}, "[site.outside geometry.empty ring.too_few_points population.outside]"},
		{"there and back", [][][][2]geo.E7{{{point, e7Of(499_700, 1_179_500), point}}}, "[site.outside geometry.empty ring.too_few_points population.outside]"},
	} {
		r := &testRegion{plane: ones(), cells: []cellRow{{"FAR", "4g", "105.2", "10.6", ""}},
			communes: []testCommune{one("1", square(0, 20, 10, 0)), {code: "2", name: "Nothing", polygons: c.polygons}}}
		dir, region := r.folder(t)
		files := compute(t, dir, region, nil)
		people, area := rows(t, files[PopulationFile])["commune 2"], rows(t, files[AreaFile])["commune 2"]
		if people[4] != "0" || area[4] != "0" || area[5] != "0" || rows(t, files[PopulationFile])["commune 1"][4] != "200" {
			t.Errorf("%s: %v %v", c.name, people, area)
		}
		if got := fmt.Sprint(rules(t, files)); got != c.rules {
			t.Errorf("%s: %s, want %s", c.name, got, c.rules)
		}
	}
	// A hole without positions takes nothing away.
	r := &testRegion{plane: ones(), cells: []cellRow{{"FAR", "4g", "105.2", "10.6", ""}}, communes: []testCommune{one("1", square(0, 20, 10, 0), nil)}}
	dir, region := r.folder(t)
	if row := rows(t, compute(t, dir, region, nil)[PopulationFile])["commune 1"]; row[4] != "200" {
		t.Error(row)
	}
}

// A list with a heading alone is no station, and is told.
func TestHeadingAlone(t *testing.T) {
	r := &testRegion{plane: ones(), communes: []testCommune{one("1", square(0, 20, 20, 0))}}
	dir, region := r.folder(t)
	files := compute(t, dir, region, nil)
	if got := fmt.Sprint(rules(t, files)); got != "[table.no_rows]" {
		t.Error(got)
	}
	if row := rows(t, files[PopulationFile])["all all"]; row[4] != "400" || row[5] != "0" {
		t.Error(row)
	}
}

// Densities are people per km2 of the cell: of the plane, or of the ellipsoid.
func TestDensity(t *testing.T) {
	r := &testRegion{plane: ones(), cells: []cellRow{{"FAR", "4g", "105.2", "10.6", ""}}, communes: []testCommune{one("1", square(0, 20, 20, 0))}}
	for i := range r.plane.values {
		r.plane.values[i] = 250 // 2.5 people on a hectare
	}
	dir, region := r.folder(t)
	region.Population.Kind = "density"
	if row := rows(t, compute(t, dir, region, nil)[PopulationFile])["all all"]; row[4] != "1000" {
		t.Error(row)
	}
	grid := raster.Grid{West: 105, North: 11, StepX: 0.01, StepY: 0.5, Cols: 2, Rows: 2}
	r.plane, r.degrees = nil, &geotiff.Image{Grid: grid, Values: []float32{0, 0, 100, 0}, NoData: -1}
	corner := func(x, y float64) [2]geo.E7 { return [2]geo.E7{geo.ToE7(x), geo.ToE7(y)} }
	r.communes = []testCommune{one("1", [][2]geo.E7{corner(104, 9), corner(106, 9), corner(106, 12), corner(104, 12), corner(104, 9)})}
	dir, region = r.folder(t)
	region.Population.Kind = "density"
	want, err := coverage.MicroOf(geo.RectAreaM2(grid.EdgeX(0), grid.EdgeY(2), grid.EdgeX(1), grid.EdgeY(1)) / 1e6 * 100)
	if err != nil {
		t.Fatal(err)
	}
	if row := rows(t, compute(t, dir, region, nil)[PopulationFile])["all all"]; row[4] != want.String() {
		t.Errorf("%s people, want %s", row[4], want)
	}
}

// More people than can be counted are an error for any number of workers.
func TestTooManyPeople(t *testing.T) {
	r := &testRegion{cells: []cellRow{{"S", "4g", "105", "10.6", ""}}, communes: []testCommune{one("1", square(0, 20, 20, 0))},
		plane: &planeRaster{west: 499_000, north: 1_180_000, step: 100, cols: 1, rows: 256, values: make([]float32, 256), strip: 16}}
	r.plane.values[0], r.plane.values[130] = 6e12, 6e12
	dir, region := r.folder(t)
	for _, workers := range []int{1, 2, 7} {
		o := Options{Dir: dir, Region: region, Jobs: Jobs{Population: true}, Technologies: DefaultTechnologies(), Workers: workers}
		if err := Run(t.Context(), o, t.TempDir()); !errors.Is(err, coverage.ErrRange) {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

// Rows on both sides of the edge of two bands: cells less than nothing are counted over bands, a disc and a commune reach over the
// edge, and the gap is one polygon.
func TestBandEdges(t *testing.T) {
	const rows, cols, edge = 3*bandRows + 1, 3, 2 * bandRows
	at := func(x, y float64) [2]geo.E7 { return e7Of(499_000+100*x, 1_180_000-100*y) }
	box := func(south, north float64) [][2]geo.E7 {
		return [][2]geo.E7{at(-1, south), at(4, south), at(4, north), at(-1, north), at(-1, south)}
	}
	// The station stands in the last row of a band: 120 m reach the cells beside it, of which the southern one is in the next band.
	lon, lat := lonLat(499_150, 1_180_000-100*(edge-0.5))
	r := &testRegion{cells: []cellRow{{"S", "4g", lon, lat, "120"}}, communes: []testCommune{one("1", box(edge+2, edge-3)), one("2", box(rows+2, edge+2))},
		plane: &planeRaster{west: 499_000, north: 1_180_000, step: 100, cols: cols, rows: rows, values: make([]float32, rows*cols), strip: 1}}
	for i := range r.plane.values {
		r.plane.values[i] = 1
	}
	// Less than nothing: the first and the last cell, and both sides of an edge, beside cells without data.
	for _, c := range [][2]int{{0, 1}, {rows*cols - 1, rows*cols - 2}, {bandRows*cols - 1, bandRows*cols - 2}, {bandRows * cols, bandRows*cols + 1}} {
		r.plane.values[c[0]], r.plane.values[c[1]] = -0.5, float32(math.NaN())
	}
	// Commune 1 has rows edge-3 to edge+1: 15 cells, of which 4g covers 5; all of them are in the gap of 5g.
	for _, workers := range []int{1, 2, 7} {
		dir, region := r.folder(t)
		files := compute(t, dir, region, func(o *Options) { o.Workers = workers })
		if row := rowsOf(t, files)["commune 1"]; row[4] != "15" || row[5] != "5" || row[7] != "0" {
			t.Errorf("%d workers: %v", workers, row)
		}
		var rec runRecord
		if err := json.Unmarshal(files[RunFile], &rec); err != nil {
			t.Fatal(err)
		}
		told := map[string]string{}
		for _, p := range rec.Unmatched {
			told[p.Rule] = p.Value
		}
		// 97 rows of 3 cells: 4 less than nothing, 4 without data; commune 2 has 31 rows without two cells, commune 1 has 5.
		want := map[string]int64{"cells": 283, "cells_populated": 283, "cells_outside": 283 - 15 - (3*31 - 2)}
		for name, n := range want {
			if rec.Counts[name] != n {
				t.Errorf("%d workers: %s %d, want %d", workers, name, rec.Counts[name], n)
			}
		}
		if told["population.negative"] != "4 cells" || told["population.outside"] != "177 cells" || rec.People.Raster != "283" || rec.People.Outside != "177" {
			t.Errorf("%d workers: %v, people %v", workers, told, rec.People)
		}
		for tech, want := range map[coverage.Technology]string{coverage.Tech5G: `"population":15,"cells":15},"geometry":{"type":"MultiPolygon","coordinates":[[[`,
			coverage.Tech4G: `"population":10,"cells":10},"geometry":{"type":"MultiPolygon","coordinates":[[[`} {
			text := string(files[GapFile(tech)])
			if !strings.Contains(text, want) {
				t.Errorf("%d workers, %s: no %s in %.400s", workers, tech, want, text)
			}
			// The cross of the covered cells reaches from side to side of the three columns: it parts 4g in two, 5g is one.
			first := text[strings.Index(text, `"code":"1"`):strings.Index(text, `"code":"2"`)]
			if polygons := strings.Count(first, "[[["); polygons != map[coverage.Technology]int{coverage.Tech4G: 2, coverage.Tech5G: 1}[tech] {
				t.Errorf("%d workers, %s: %d polygons in %s", workers, tech, polygons, first)
			}
		}
	}
}

// TestGatheredDiscsAreAll: what a band gathers of the discs marks the same cells as all of them do, circles through the first
// and the last centre of a band included.
func TestGatheredDiscsAreAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := []int64{0, 10, 20}, make([]int64, rapid.IntRange(1, 12).Draw(t, "rows"))
		for i := range y {
			y[i] = -10 * int64(i)
		}
		grid, err := scanline.NewGrid(x, y)
		if err != nil {
			t.Fatal(err)
		}
		discs := make([]scanline.Disc, rapid.IntRange(0, 5).Draw(t, "discs"))
		for i := range discs {
			discs[i] = scanline.Disc{X: rapid.Int64Range(-1, 3).Draw(t, "x") * 10, Y: rapid.Int64Range(-15, 4).Draw(t, "y") * 10, R: rapid.Int64Range(0, 4).Draw(t, "r") * 10}
		}
		slices.SortFunc(discs, func(a, b scanline.Disc) int { return cmp.Compare(b.Y, a.Y) }) // as a network has them
		m := newPlaneMarker(&bandStage{field: &field{grid: grid}, discs: [][]scanline.Disc{discs}})
		height := rapid.IntRange(1, 5).Draw(t, "height")
		for first := 0; first < len(y); first += height {
			end := min(first+height, len(y))
			m.gather(0, first, end)
			for row := first; row < end; row++ {
				got, want := make([]int32, len(x)), make([]int32, len(x))
				m.mark(0, row, got)
				grid.Mark(row, discs, want)
				if !slices.Equal(got, want) {
					t.Fatalf("row %d of the band from %d to %d: %v, by all discs %v", row, first, end, got, want)
				}
			}
		}
	})
}

func rowsOf(t *testing.T, files map[string][]byte) map[string][]string {
	return rows(t, files[PopulationFile])
}

// The plane of a raster in degrees is the zone of most stations.
func TestZoneOfStations(t *testing.T) {
	for want, lons := range map[string][]float64{"32648": {105, 107.9, 109}, "32649": {108, 108.5, 104}} {
		var stations []station
		for _, lon := range lons {
			stations = append(stations, station{lon: lon, lat: 15})
		}
		if got := zoneOf(stations).String(); !strings.Contains(got, want) {
			t.Errorf("%v: %s, want EPSG:%s", lons, got, want)
		}
	}
}

// A radius that is asked for holds for cells that state one, too; a usual one only for those that do not. Around a
// cell's corner 4 centres lie within 100 m and 12 within 160 m.
func TestRadiusAskedFor(t *testing.T) {
	lon, lat := lonLat(500_000, 1_179_000)
	for _, c := range []struct {
		stated string
		fixed  bool
		want   string
	}{{"100", false, "4"}, {"100", true, "12"}, {"", false, "12"}, {"", true, "12"}} {
		r := &testRegion{plane: ones(), cells: []cellRow{{"A", "4g", lon, lat, c.stated}}, communes: []testCommune{one("1", square(0, 20, 20, 0))}}
		dir, region := r.folder(t)
		files := compute(t, dir, region, func(o *Options) { o.Technologies[0].RadiusM, o.Technologies[0].Fixed = 160, c.fixed })
		if row := rows(t, files[PopulationFile])["all all"]; row[5] != c.want {
			t.Errorf("%q stated, 160 m asked for: %v: %s people covered, want %s", c.stated, c.fixed, row[5], c.want)
		}
	}
}
