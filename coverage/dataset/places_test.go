package dataset

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"phusong/coverage"
)

const placesYAML = "name: Test\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.01\n" +
	"boundaries: {file: communes.geojson, code: MA_XA, name: TEN_XA}\nplaces:\n"

// loadPlaces loads the communes of twoCommunes with layers of places.
func loadPlaces(t *testing.T, dir, entries string) (*coverage.Dataset, error) {
	t.Helper()
	region, err := ParseRegion([]byte(placesYAML + entries))
	if err != nil {
		return nil, err
	}
	return Load(dir, region)
}

func placesFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	files["communes.geojson"] = twoCommunes
	return writeFolder(t, files)
}

var (
	testRoad = orb.LineString{{106.0212345, 11.0512345}, {106.1212345, 11.0612345}, {106.2512345, 11.0512345}}
	testZone = orb.Polygon{{{106.0812345, 11.0212345}, {106.1212345, 11.0212345}, {106.1212345, 11.0412345}, {106.0812345, 11.0212345}}}
)

func placeFeatureText(kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ma":"1","ten":"x"},"geometry":{"type":%q,"coordinates":%s}}]}`, kind, coordinates)
}

func coordinatesOf(line []orb.Point) (geo, kml string) {
	var g, k []string
	for _, p := range line {
		g, k = append(g, fmt.Sprintf("[%.7f,%.7f]", p[0], p[1])), append(k, fmt.Sprintf("%.7f,%.7f,0", p[0], p[1]))
	}
	return "[" + strings.Join(g, ",") + "]", strings.Join(k, " ")
}

// TestPlaceFormats: a road and a zone are the same from GeoJSON, KML, KMZ and
// GeoPackage, and from a GeoPackage in VN-2000 within a millimetre's rounding.
func TestPlaceFormats(t *testing.T) {
	road, roadKML := coordinatesOf(testRoad)
	zone, zoneKML := coordinatesOf(testZone[0])
	placemark := func(shape string) string {
		return kmlText(`<Placemark><name>x</name><ExtendedData><Data name="id"><value>1</value></Data></ExtendedData>` + shape + `</Placemark>`)
	}
	line, area := placemark("<LineString><coordinates>"+roadKML+"</coordinates></LineString>"),
		placemark("<Polygon><outerBoundaryIs><LinearRing><coordinates>"+zoneKML+"</coordinates></LinearRing></outerBoundaryIs></Polygon>")
	dir := placesFolder(t, map[string]string{
		"road.geojson": strings.ReplaceAll(strings.ReplaceAll(placeFeatureText("LineString", road), `"ma"`, `"id"`), `"ten"`, `"name"`),
		"zone.geojson": strings.ReplaceAll(strings.ReplaceAll(placeFeatureText("Polygon", "["+zone+"]"), `"ma"`, `"id"`), `"ten"`, `"name"`),
		"road.kml":     line, "zone.kml": area, "road.kmz": kmzOf(t, line), "zone.kmz": kmzOf(t, area),
	})
	layers := []packageLayer{
		{"truong", "POINT", []string{"id", "name"}, []packageRow{{orb.Point{106.05, 11.05}, []string{"P", "y"}}}},
		{"duong", "LINESTRING", []string{"id", "name"}, []packageRow{{testRoad, []string{"1", "x"}}}},
		{"khu", "POLYGON", []string{"id", "name"}, []packageRow{{testZone, []string{"1", "x"}}}}}
	writePackage(t, filepath.Join(dir, "p.gpkg"), 4326, layers...)
	writePackage(t, filepath.Join(dir, "vn.gpkg"), 9210, layers...)
	entry := func(road, zone string) string {
		return "  - {id: roads, kind: lines, file: " + road + "}\n  - {id: zones, kind: areas, file: " + zone + "}\n"
	}
	want, err := loadPlaces(t, dir, entry("road.geojson", "zone.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Roads) != 1 || len(want.Zones) != 1 || want.Roads[0].OutsideM < coverage.Whole(5000) || len(want.Zones[0].Parts) != 2 {
		t.Fatalf("GeoJSON: roads %+v, zones %+v", want.Roads, want.Zones)
	}
	options := cmp.Options{cmpopts.IgnoreFields(coverage.Road{}, "Source"), cmpopts.IgnoreFields(coverage.Zone{}, "Source"), cmpopts.EquateEmpty()}
	for _, files := range [][2]string{{"road.kml", "zone.kml"}, {"road.kmz", "zone.kmz"}, {"p.gpkg", "p.gpkg"}, {"p.gpkg, layer: duong", "p.gpkg, layer: KHU"}} {
		got, err := loadPlaces(t, dir, entry(files[0], files[1]))
		if err != nil {
			t.Errorf("%v: %v", files, err)
			continue
		}
		if diff := cmp.Diff(want.Roads, got.Roads, options) + cmp.Diff(want.Zones, got.Zones, options); diff != "" {
			t.Errorf("%v differs (-GeoJSON +got):\n%s", files, diff)
		}
	}
	for _, crs := range []string{"", ", crs: EPSG:9210"} {
		got, err := loadPlaces(t, dir, entry("vn.gpkg"+crs, "vn.gpkg"+crs)+"  - {id: schools, kind: points, file: vn.gpkg}\n")
		if err != nil {
			t.Fatal(err)
		}
		if off := got.Roads[0].OutsideM.Float() - want.Roads[0].OutsideM.Float(); math.Abs(off) > 0.1 || len(got.Zones[0].Parts) != 2 || len(got.Places) != 1 || got.Places[0].ID != "P" {
			t.Errorf("VN-2000%s: %.3f m off outside, zones %+v, places %+v", crs, off, got.Zones, got.Places)
		}
	}
}

// TestPlaceMistakes: what is wrong with an entry is said with what to do.
func TestPlaceMistakes(t *testing.T) {
	road, _ := coordinatesOf(testRoad)
	dir := placesFolder(t, map[string]string{"road.geojson": placeFeatureText("LineString", road), "broken.geojson": "{", "broken.kml": "<kml>", "t.csv": "id,lon,lat\n"})
	writePackage(t, filepath.Join(dir, "p.gpkg"), 4326, packageLayer{"a", "POINT", []string{"id"}, nil}, packageLayer{"b", "POINT", []string{"id"}, nil})
	for entry, want := range map[string]string{
		"{id: Roads, file: road.geojson}":                              "want up to 40 lower-case letters",
		"{id: r, file: road.geojson, kind: road}":                      "want points, lines or areas",
		"{id: r, file: road.geojson, layer: x}":                        "only a GeoPackage (.gpkg) has layers",
		"{id: r, file: road.geojson, kind: lines, crs: detect}":        "cannot be detected",
		"{id: r, file: road.geojson, crs: EPSG:1}":                     "crs: ",
		"{id: r, file: t.csv, kind: lines}":                            "give lines as GeoJSON, shapefile, GeoPackage or KML",
		"{id: r, file: none.geojson}":                                  "none.geojson",
		"{id: r, file: broken.geojson}":                                "places r, broken.geojson: ",
		"{id: r, file: broken.kml}":                                    "places r, broken.kml: ",
		"{id: r, file: p.gpkg}":                                        "the GeoPackage has 2 layers, choose one: a (point), b (point)",
		"{id: r, file: p.gpkg, kind: lines}":                           "choose one: a (point), b (point)",
		"{id: r, file: p.gpkg, layer: c}":                              `no layer "c"`,
		"{id: r, file: \"\"}":                                          "file is missing",
		"{id: r, file: road.geojson}\n  - {id: r, file: road.geojson}": "given twice",
	} {
		if _, err := loadPlaces(t, dir, "  - "+entry+"\n"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", entry, err, want)
		}
	}
}

// placeRules lists the rules of the problems of places, sorted.
func placeRules(d *coverage.Dataset) []string {
	var rules []string
	for _, p := range d.Problems {
		if strings.HasPrefix(p.Rule, "place.") || strings.HasPrefix(p.Rule, "geometry.") || strings.HasPrefix(p.Rule, "position.") || p.Rule == "coordinate.range" {
			rules = append(rules, p.Rule)
		}
	}
	slices.Sort(rules)
	return rules
}

// TestPlaceRules: rows that do not count are problems by their rules, and what is
// left does not hang on the order of rows.
func TestPlaceRules(t *testing.T) {
	const schools = "id,name,lon,lat\nS1,A,106.05,11.05\nS1,A,106.05,11.05\nS1,B,106.06,11.05\nS2,C,106.05,11.05\n,,106.15,11.05\nS4,D,106.3,11\nS5,E,,\n"
	lines := strings.SplitAfter(schools, "\n")
	reversed := slices.Clone(lines[1:8])
	slices.Reverse(reversed)
	want := []string{"place.duplicate", "place.id_repeated", "place.outside", "place.same_geometry", "position.missing"}
	var first []coverage.Place
	for _, text := range []string{schools, lines[0] + strings.Join(reversed, "")} {
		d, err := loadPlaces(t, placesFolder(t, map[string]string{"s.csv": text}), "  - {id: s, file: s.csv}\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := placeRules(d); !slices.Equal(got, want) {
			t.Errorf("rules %v, want %v", got, want)
		}
		if first == nil {
			first = d.Places
		}
		var ids []string
		for _, p := range d.Places {
			ids = append(ids, p.ID)
		}
		if !slices.Equal(ids, []string{"106.15 11.05", "S1", "S1#2", "S2"}) {
			t.Errorf("places %q", ids)
		}
		if diff := cmp.Diff(first, d.Places, cmpopts.IgnoreFields(coverage.Place{}, "Source")); diff != "" {
			t.Errorf("another order of rows changes places:\n%s", diff)
		}
	}
}

// FuzzPlaces: no layer of places, however broken, panics or leaves an account open.
func FuzzPlaces(f *testing.F) {
	road, _ := coordinatesOf(testRoad)
	zone, _ := coordinatesOf(testZone[0])
	f.Add(placeFeatureText("LineString", road))
	f.Add(placeFeatureText("MultiLineString", "[["+road[1:]+","+road+"]"))
	f.Add(placeFeatureText("Polygon", "["+zone+"]"))
	f.Add(placeFeatureText("Point", "[106.05,11.05]"))
	f.Add(placeFeatureText("LineString", "[[106,11],[106,11]]"))
	f.Add(placeFeatureText("Polygon", "[[[106,11],[106.1,11.1],[106.1,11],[106,11.1],[106,11]]]"))
	f.Add(placeFeatureText("LineString", "[[105.9,11.05],[1e300,11.05]]"))
	f.Add(placeFeatureText("GeometryCollection", "[]"))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			t.Skip("longer than this target tries")
		}
		d, err := loadPlaces(t, placesFolder(t, map[string]string{"p.geojson": text}), "  - {id: p, file: p.geojson}\n")
		if err != nil {
			return
		}
		for i := range d.Roads {
			checkRoad(t, &d.Roads[i])
		}
		for i := range d.Zones {
			for _, p := range d.Zones[i].Parts {
				if p.AreaM2 < 0 || p.Unit < 0 || p.Unit >= d.Leaves {
					t.Errorf("zone %s: part %+v", d.Zones[i].ID, p)
				}
			}
		}
	})
}

// checkRoad fails when sections leave a part of an edge out or count one twice.
func checkRoad(t *testing.T, r *coverage.Road) {
	t.Helper()
	var sections, edges coverage.Micro
	for _, s := range r.Sections {
		p, q := r.Lines[s.Line][s.Edge], r.Lines[s.Line][s.Edge+1]
		sections += coverage.EdgeMetres(p, q, s.To) - coverage.EdgeMetres(p, q, s.From)
	}
	for _, line := range r.Lines {
		for k := 1; k < len(line); k++ {
			edges += coverage.EdgeMetres(line[k-1], line[k], 1)
		}
	}
	if sections != edges || r.OutsideM < 0 || r.OutsideM > edges {
		t.Errorf("road %s: sections %v m, edges %v m, outside %v m", r.ID, sections, edges, r.OutsideM)
	}
}
