package gpkg

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
	"phusong/geo/feature"
)

var (
	asOf  = time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	areas = feature.Schema{Name: "areas", Title: "Vùng", Description: "areas of a test", Shape: feature.MultiPolygon, Fields: []feature.Field{
		{Name: "code", Kind: feature.Text, Title: "Mã", Description: "number as text"}, {Name: "n", Kind: feature.Integer},
		{Name: "share", Kind: feature.Real}, {Name: "on_air", Kind: feature.Boolean}}}
	points = feature.Schema{Name: "points", Shape: feature.Point, Fields: []feature.Field{{Name: "name"}}}
	notes  = feature.Schema{Name: "notes", Fields: []feature.Field{{Name: "note"}}}
)

// square is a cell of side 0.01 with a hole, the k-th of a lattice.
func square(k int) orb.Polygon {
	x, y := 106+float64(k%50)*0.02, 10+float64(k/50)*0.02
	ring := func(x, y, side float64) orb.Ring {
		return orb.Ring{{x, y}, {x, y + side}, {x + side, y + side}, {x + side, y}}
	}
	return orb.Polygon{ring(x, y, 0.01), ring(x+0.002, y+0.002, 0.003)}
}

func lattice(n int) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for k := range n {
			row := feature.Feature{Geometry: square(k), Values: []any{fmt.Sprintf("%05d", k), int64(k), float64(k) / 8, k%2 == 0}}
			if k == 3 {
				row = feature.Feature{Values: []any{nil, nil, nil, nil}}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func rowsOf(rows ...feature.Feature) iter.Seq2[feature.Feature, error] {
	return func(yield func(feature.Feature, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// write makes a file of three layers with styles.
func write(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b.gpkg")
	f, err := Create(path, CreateOptions{LastChange: asOf})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.WriteLayer(&areas, lattice(n)); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteLayer(&points, rowsOf(feature.Feature{Geometry: orb.Point{106.5, 10.5}, Values: []any{"Ấp 1 <&>"}})); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteLayer(&notes, rowsOf(feature.Feature{Values: []any{"ghi chú"}})); err != nil {
		t.Fatal(err)
	}
	f.AddStyle(&areas, Style{Name: "4G", QML: "<qgis/>", Default: true})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Discard(); err != nil {
		t.Error(err)
	}
	return path
}

func TestCreateSameBytes(t *testing.T) {
	a, err := os.ReadFile(write(t, 3000))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(write(t, 3000))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("two runs give other bytes")
	}
}

// TestCreateReadBack reads what was written with the reader of this package.
func TestCreateReadBack(t *testing.T) {
	path := write(t, 120)
	alone(t, path)
	records := readAll(t, path, Options{Layer: "areas"})
	if len(records) != 120 {
		t.Fatalf("%d rows", len(records))
	}
	want, err := feature.Normalize(square(7), feature.MultiPolygon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, records[7].Geometry); diff != "" {
		t.Error(diff)
	}
	var got []string
	for name, v := range records[7].Attributes.All() {
		got = append(got, name+"="+v)
	}
	if text := strings.Join(got, " "); text != "code=00007 n=7 share=0.875 on_air=false" {
		t.Error(text)
	}
	if records[3].Geometry != nil {
		t.Errorf("row without a place: %v", records[3].Geometry)
	}
	if p := readAll(t, path, Options{Layer: "points"}); len(p) != 1 || p[0].Geometry != orb.Geometry(orb.Point{106.5, 10.5}) {
		t.Errorf("%v", p)
	}
}

// TestTree: SQLite finds every invariant of the index kept, for trees of one to three levels, and
// a search finds what stands there.
func TestTree(t *testing.T) {
	for _, n := range []int{0, 1, 52, 53, 2602, 3000} {
		db, err := sql.Open("sqlite", "file:"+write(t, n)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]string{
			"SELECT rtreecheck('rtree_areas_geom')":                                  "ok",
			"PRAGMA integrity_check":                                                 "ok",
			"PRAGMA freelist_count":                                                  "0",
			"PRAGMA application_id":                                                  "1196444487",
			"PRAGMA user_version":                                                    "10300",
			"SELECT count(*) FROM pragma_foreign_key_check":                          "0",
			"SELECT count(*) FROM rtree_areas_geom":                                  fmt.Sprint(n - map[bool]int{true: 1}[n > 3]),
			"SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'areas'": fmt.Sprint(n),
			"SELECT group_concat(id) FROM rtree_areas_geom WHERE minx <= 106.023 AND maxx >= 106.022 AND miny < 10.001 AND maxy > 10": map[bool]string{true: "2", false: "<nil>"}[n > 1],
		} {
			var got any
			if err := db.QueryRow(query).Scan(&got); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			if fmt.Sprint(got) != want {
				t.Errorf("%d rows: %s: %v, want %s", n, query, got, want)
			}
		}
		db.Close()
	}
}

// TestEnvelope: the head of a geometry says its extent in the order of the standard (clause 2.1.3):
// least and greatest x, then y; a style is the default where it was said to be.
func TestEnvelope(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.gpkg")
	f, err := Create(path, CreateOptions{LastChange: asOf})
	if err != nil {
		t.Fatal(err)
	}
	f.AddStyle(&areas, Style{Name: "a", Default: true})
	f.AddStyle(&areas, Style{Name: "b"})
	if err := errors.Join(f.WriteLayer(&areas, lattice(1)), f.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var blob []byte
	if err := db.QueryRow("SELECT geom FROM areas").Scan(&blob); err != nil {
		t.Fatal(err)
	}
	var got [4]float64
	for i := range got {
		got[i] = math.Float64frombits(binary.LittleEndian.Uint64(blob[8+8*i:]))
	}
	if want := [4]float64{106, 106.01, 10, 10.01}; got != want {
		t.Errorf("envelope %v, want %v", got, want)
	}
	var styles string
	if err := db.QueryRow("SELECT group_concat(styleName || useAsDefault) FROM layer_styles").Scan(&styles); err != nil || styles != "a1,b0" {
		t.Errorf("styles %s, %v", styles, err)
	}
}

// TestOutside: the box of an index holds that of the geometry, and is no more than a step of
// float32 larger.
func TestOutside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := geo.E7(rapid.Int32Range(-180*geo.E7PerDegree, 180*geo.E7PerDegree).Draw(t, "e7"))
		low, high := below(e), above(e)
		if float64(low) > e.Degrees() || float64(high) < e.Degrees() || math.Nextafter32(low, high) < high {
			t.Fatalf("%v is between %v and %v", e.Degrees(), low, high)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.gpkg")
	if _, err := Create(path, CreateOptions{}); err == nil {
		t.Error("no date, no error")
	}
	for name, use := range map[string]func(f *File) error{
		"row 1": func(f *File) error { return f.WriteLayer(&points, rowsOf(feature.Feature{Values: []any{1}})) },
		"stands twice": func(f *File) error {
			return errors.Join(f.WriteLayer(&notes, rowsOf()), f.WriteLayer(&notes, rowsOf()))
		},
		"own": func(f *File) error { return f.WriteLayer(&feature.Schema{Name: "gpkg_x"}, rowsOf()) },
		"broken": func(f *File) error {
			return f.WriteLayer(&notes, func(yield func(feature.Feature, error) bool) { yield(feature.Feature{}, errors.New("broken")) })
		},
	} {
		f, err := Create(path, CreateOptions{LastChange: asOf})
		if err != nil {
			t.Fatal(err)
		}
		if err := use(f); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := f.Close(); err == nil {
			t.Errorf("%s: Close after an error gives none", name)
		}
		if err := f.Discard(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Fatalf("%s: the file is still there", name)
		}
	}
	if err := os.WriteFile(path, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, CreateOptions{LastChange: asOf}); err == nil {
		t.Error("a file is overwritten")
	}
}

// TestGDALReadsCreated: GDAL opens the file without a warning, finds each layer with its type,
// extent and values, all valid, and edits through the triggers keep the index true.
func TestGDALReadsCreated(t *testing.T) {
	for _, tool := range []string{"ogrinfo", "ogr2ogr"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed: GeoPackages are not compared with GDAL (Debian package gdal-bin)", tool)
		}
	}
	path := write(t, 120)
	info, err := exec.Command("ogrinfo", "-al", "-so", path).CombinedOutput()
	for _, want := range []string{"using driver `GPKG' successful", "Layer name: areas", "Geometry: Multi Polygon", "Feature Count: 120",
		"Extent: (106.000000, 10.000000) - (106.990000, 10.050000)", `ID["EPSG",4326]`, "on_air: Integer(Boolean)", "share: Real", "n: Integer64",
		"Layer name: points", "Geometry: Point", "Layer name: notes", "Geometry: None", "Layer name: layer_styles"} {
		if err != nil || !strings.Contains(string(info), want) {
			t.Errorf("ogrinfo (%v) lacks %q:\n%s", err, want, info)
		}
	}
	if strings.Contains(string(info), "Warning") || strings.Contains(string(info), "ERROR") {
		t.Errorf("ogrinfo warns:\n%s", info)
	}
	out, err := exec.Command("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, "-dialect", "SQLITE", "-sql",
		"SELECT count(*) AS n, sum(ST_IsValid(geom)) AS valid, sum(n) AS total, round(sum(ST_Area(geom)), 9) AS area FROM areas WHERE geom IS NOT NULL").Output()
	var got struct {
		Features []struct{ Properties map[string]float64 }
	}
	if err != nil || json.Unmarshal(out, &got) != nil || len(got.Features) != 1 {
		t.Fatalf("%v %s", err, out)
	}
	if diff := cmp.Diff(map[string]float64{"n": 119, "valid": 119, "total": 119*60 - 3, "area": 0.010829}, got.Features[0].Properties); diff != "" {
		t.Error(diff)
	}
	if out, err := exec.Command("ogrinfo", path, "-sql", "DELETE FROM areas WHERE n = 7").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	out, err = exec.Command("ogrinfo", "-q", path, "-sql", "SELECT (SELECT count(*) FROM rtree_areas_geom) AS i, feature_count AS c FROM gpkg_ogr_contents WHERE table_name = 'areas'").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "= 118") || !strings.Contains(string(out), "= 119") {
		t.Errorf("after a deletion: %v %s", err, out)
	}
}
