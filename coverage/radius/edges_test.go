package radius

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
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
		plane: &planeRaster{west: 499_000, north: 1_180_000, step: 100, cols: 1, rows: 256, values: make([]float32, 256)}}
	r.plane.values[0], r.plane.values[130] = 6e12, 6e12
	dir, region := r.folder(t)
	for _, workers := range []int{1, 2, 7} {
		o := Options{Dir: dir, Region: region, Jobs: Jobs{Population: true}, Technologies: DefaultTechnologies(), Workers: workers}
		if err := Run(t.Context(), o, t.TempDir()); !errors.Is(err, coverage.ErrRange) {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
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
