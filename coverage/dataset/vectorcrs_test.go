package dataset

import (
	"fmt"
	"strings"
	"testing"

	"phusong/geo"
	"phusong/geo/crs"
)

// prj9210 is the .prj of VN-2000 / TM-3 105-45 as GDAL writes it for ESRI.
const prj9210 = `PROJCS["VN_2000_TM-3_105-45",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
	`PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

// prjElsewhere is a system of another country.
const prjElsewhere = `PROJCS["Indian_1975_UTM_Zone_47N",GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",SPHEROID["Everest_Adjustment_1937",6377276.345,300.8017]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
	`PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",99.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`

// squarePoints are places in the two squares in a zone, east and north.
func squarePoints(t *testing.T, n int) (points [][2]float64, ids []string) {
	t.Helper()
	zone, err := crs.ByEPSG(9210)
	if err != nil {
		t.Fatal(err)
	}
	places, _ := stationsOfSquares(n)
	for i, p := range places {
		at, err := zone.Project(p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		points, ids = append(points, [2]float64{at.EastM, at.NorthM}), append(ids, fmt.Sprintf("S%02d", i))
	}
	return points, ids
}

func withFile(files map[string]string, name, text string) map[string]string {
	files[name] = text
	return files
}

// TestShapefileSystems: a .prj or region.yaml says what the metres of a shapefile are;
// without, they are refused, or put to a vote where that is asked for.
func TestShapefileSystems(t *testing.T) {
	points, ids := squarePoints(t, 20)
	files := func() map[string]string { return pointShapefile("s", "site_id", points, ids) }
	d := loadFolder(t, "sites: {file: s.shp}\n", withFile(files(), "s.prj", prj9210))
	wantSquares(t, "prj", d.Sites, 20)
	if notes := strings.Join(d.Notes, "\n"); !strings.Contains(notes, "coordinates in VN-2000 / TM-3 105-45 (EPSG:9210), as the .prj says, converted to WGS 84") {
		t.Errorf("notes %s", notes)
	}
	wantSquares(t, "stated", loadFolder(t, "sites: {file: s.shp, crs: EPSG:9210}\n", files()).Sites, 20)
	wantSquares(t, "detected", loadFolder(t, "sites: {file: s.shp, crs: detect}\n", files()).Sites, 20)
	wantSquares(t, "stated against the .prj", loadFolder(t, "sites: {file: s.shp, crs: EPSG:9210}\n", withFile(files(), "s.prj", prjElsewhere)).Sites, 20)
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"no .prj":        {files(), []string{"no .prj", "crs: EPSG:9210", "crs: detect"}},
		"an unknown one": {withFile(files(), "s.prj", prjElsewhere), []string{"the system of the .prj is not known", "Indian_1975_UTM_Zone_47N", "state its system in region.yaml"}},
		"no WKT":         {withFile(files(), "s.prj", "VN2000!"), []string{"VN2000!"}},
	} {
		_, err := tryFolder(t, "sites: {file: s.shp}\n", test.files)
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", name, err, want)
			}
		}
	}
}

// planeSquares are the communes of twoSquares in a zone, with an old "crs" member or none.
func planeSquares(t *testing.T, member string) string {
	t.Helper()
	zone, err := crs.ByEPSG(9210)
	if err != nil {
		t.Fatal(err)
	}
	corner := func(lon, lat float64) string {
		at, err := zone.Project(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("[%.3f,%.3f]", at.EastM, at.NorthM)
	}
	var features []string
	for i, name := range []string{"Một", "Hai"} {
		west := 106 + 0.1*float64(i)
		ring := strings.Join([]string{corner(west, 11), corner(west+0.1, 11), corner(west+0.1, 11.1), corner(west, 11.1), corner(west, 11)}, ",")
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":"0000%d","name":"%s"},"geometry":{"type":"Polygon","coordinates":[[%s]]}}`, i+1, name, ring))
	}
	return `{"type":"FeatureCollection",` + member + `"features":[` + strings.Join(features, ",") + `]}`
}

// TestPlaneBoundaries: polygons in metres are converted by their "crs" member or by
// region.yaml, and refused with advice otherwise.
func TestPlaneBoundaries(t *testing.T) {
	const head = "name: Test\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.01\nboundaries: {file: communes.geojson, code: code, name: name%s}\n"
	const named = `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9210"}},`
	for name, test := range map[string]struct{ member, line string }{"member": {named, ""}, "stated": {"", ", crs: EPSG:9210"}, "both": {named, ", crs: VN-2000 / TM-3 105-45"}} {
		d := loadFolder(t, "", map[string]string{"communes.geojson": planeSquares(t, test.member), "region.yaml": fmt.Sprintf(head, test.line)})
		if d.Leaves != 2 {
			t.Fatalf("%s: %d units", name, d.Leaves)
		}
		for i := range d.Units[:2] {
			for _, p := range d.Units[i].Geometry[0][0] {
				if lon, lat := geo.Round7(p[0]), geo.Round7(p[1]); lon != p[0] || lat != p[1] {
					t.Errorf("%s: vertex %v is not rounded", name, p)
				}
			}
			b := d.Units[i].Geometry.Bound()
			if west := 106 + 0.1*float64(i); abs7(b.Min[0]-west) > 1e-7 || abs7(b.Max[1]-11.1) > 1e-7 {
				t.Errorf("%s: bounds %v", name, b)
			}
		}
		if notes := strings.Join(d.Notes, "\n"); !strings.Contains(notes, "communes.geojson: coordinates in VN-2000 / TM-3 105-45 (EPSG:9210), as ") {
			t.Errorf("%s: notes %s", name, notes)
		}
	}
	for member, want := range map[string]string{
		"": "state their system (crs)", `"crs":{"type":"name","properties":{"name":"EPSG:2056"}},`: "EPSG:2056 is not known here"} {
		_, err := tryFolder(t, "", map[string]string{"communes.geojson": planeSquares(t, member), "region.yaml": fmt.Sprintf(head, "")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", member, err, want)
		}
	}
}

func abs7(v float64) float64 { return max(v, -v) }

// TestGeoJSONPoints: stations of a GeoJSON file in metres, by its "crs" member.
func TestGeoJSONPoints(t *testing.T) {
	points, ids := squarePoints(t, 6)
	var features []string
	for i, p := range points {
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"site_id":"%s"},"geometry":{"type":"Point","coordinates":[%.4f,%.4f]}}`, ids[i], p[0], p[1]))
	}
	text := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:9210"}},"features":[` + strings.Join(features, ",") + `]}`
	d := loadFolder(t, "sites: {file: s.geojson}\n", map[string]string{"s.geojson": text})
	wantSquares(t, "points", d.Sites, 6)
	late := `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `],"crs":{"type":"name","properties":{"name":"EPSG:9210"}}}`
	if _, err := tryFolder(t, "sites: {file: s.geojson}\n", map[string]string{"s.geojson": late}); err == nil || !strings.Contains(err.Error(), `write crs: "EPSG:9210" in region.yaml`) {
		t.Errorf("late: got %v", err)
	}
	wantSquares(t, "late, stated", loadFolder(t, "sites: {file: s.geojson, crs: EPSG:9210}\n", map[string]string{"s.geojson": late}).Sites, 6)
}
