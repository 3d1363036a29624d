package dataset

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom/encoding/wkb"
	_ "modernc.org/sqlite"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/encoding/orbgeom"
)

// packageSQL are the tables that every GeoPackage has (OGC 12-128r18, annex C).
const packageSQL = `
PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10400;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('a', -1, 'NONE', -1, 'undefined', ''), ('b', 4326, 'EPSG', 4326, 'undefined', ''),
	('c', 9210, 'EPSG', 9210, 'undefined', ''), ('d', 32648, 'EPSG', 32648, 'undefined', '');
`

// packageLayer is a table of a GeoPackage that a test makes. Columns are texts.
type packageLayer struct {
	name, geometry string
	columns        []string
	rows           []packageRow
}

type packageRow struct {
	shape  orb.Geometry // in WGS 84; nil in a table without geometry
	values []string
}

// writePackage writes layers in a system of the EPSG; code -1 writes degrees of no
// stated system.
func writePackage(t *testing.T, path string, code int, layers ...packageLayer) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	exec := func(statement string, values ...any) {
		t.Helper()
		if _, err := db.Exec(statement, values...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	exec(packageSQL)
	for _, l := range layers {
		columns, kind := "fid INTEGER PRIMARY KEY", "attributes"
		if l.geometry != "" {
			columns, kind = columns+", geom "+l.geometry, "features"
			exec("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", l.name, l.geometry, code)
		}
		exec("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?)", l.name, kind, l.name, code)
		exec(fmt.Sprintf(`CREATE TABLE "%s" (%s, "%s" TEXT)`, l.name, columns, strings.Join(l.columns, `" TEXT, "`)))
		for _, r := range l.rows {
			values := []any{nil}
			if l.geometry != "" {
				values = append(values, packageBlob(t, code, r.shape))
			}
			for _, v := range r.values {
				values = append(values, v)
			}
			exec(fmt.Sprintf(`INSERT INTO "%s" VALUES (?%s)`, l.name, strings.Repeat(", ?", len(values)-1)), values...)
		}
	}
}

func packageBlob(t *testing.T, code int, g orb.Geometry) []byte {
	t.Helper()
	if code > 0 && code != 4326 {
		g = inSystem(t, code, g)
	}
	shape, err := orbgeom.ToGeom(g)
	if err != nil {
		t.Fatal(err)
	}
	b := bytes.NewBuffer(binary.LittleEndian.AppendUint32([]byte{'G', 'P', 0, 1}, uint32(int32(code))))
	if err := wkb.Write(b, binary.LittleEndian, shape); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inSystem draws points, lines and polygons of WGS 84 in a plane system.
func inSystem(t *testing.T, code int, g orb.Geometry) orb.Geometry {
	t.Helper()
	c, err := crs.ByEPSG(code)
	if err != nil {
		t.Fatal(err)
	}
	move := func(p orb.Point) orb.Point {
		at, err := c.Project(p[0], p[1])
		if err != nil {
			t.Fatal(err)
		}
		return orb.Point{at.EastM, at.NorthM}
	}
	switch g := orb.Clone(g).(type) {
	case orb.Point:
		return move(g)
	case orb.LineString:
		for i := range g {
			g[i] = move(g[i])
		}
		return g
	case orb.Polygon:
		for _, r := range g {
			for i := range r {
				r[i] = move(r[i])
			}
		}
		return g
	}
	t.Fatalf("%s: not drawn by this test", g.GeoJSONType())
	return nil
}

func box(west, south, east, north float64) orb.Polygon {
	return orb.Polygon{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
}

// manyHamlets are rows of hamlets of both communes, enough for a vote.
func manyHamlets() []packageRow {
	rows := []packageRow{{orb.Point{106.0312345, 11.0512345}, []string{"T1", "Ấp Một", "00001", "120"}}}
	for i := range 8 {
		at := orb.Point{106.1112345 + 0.01*float64(i), 11.0112345 + 0.01*float64(i)}
		rows = append(rows, packageRow{at, []string{fmt.Sprint("T", i+2), fmt.Sprint("Ấp ", i+2), "00002", "10"}})
	}
	return rows
}

// provinceLayers are the communes of twoSquares with hamlets, stations, centres and households.
func provinceLayers() []packageLayer {
	return []packageLayer{
		{"xa", "POLYGON", []string{"code", "name", "d", "dn", "p", "pn"}, []packageRow{
			{box(106, 11, 106.1, 11.1), []string{"00001", "Một", "001", "Huyện A", "80", "Tỉnh"}},
			{box(106.1, 11, 106.2, 11.1), []string{"00002", "Hai", "001", "Huyện A", "80", "Tỉnh"}}}},
		{"thon", "POINT", []string{"ma_thon", "ten_thon", "ma_xa", "so_ho"}, manyHamlets()},
		{"tram", "POINT", []string{"ma_tram", "nha_mang", "cong_nghe"}, []packageRow{
			{orb.Point{106.0512345, 11.0412345}, []string{"S1", "Viettel", "4G"}}}},
		{"tam_xa", "POINT", []string{"ma_xa"}, []packageRow{
			{orb.Point{106.05, 11.05}, []string{"00001"}}, {orb.Point{106.15, 11.05}, []string{"00002"}}}},
		{"ho", "", []string{"ma_xa", "so_ho"}, []packageRow{{nil, []string{"00001", "120"}}, {nil, []string{"00002", "80"}}}},
	}
}

const packageYAML = "name: Test\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.01\n" +
	"boundaries: {file: tinh.gpkg, layer: xa, code: code, name: name, parent: d, parent_name: dn, province: p, province_name: pn}\n" +
	"sites: {file: tinh.gpkg, layer: tram}\nhamlets: {file: tinh.gpkg, layer: thon}\ncentres: {file: tinh.gpkg, layer: tam_xa}\n" +
	"households: {file: tinh.gpkg, layer: ho}\n"

// unknownPeople is the problem of a region without counts of people or of households.
const unknownPeople = "count.missing: unknown everywhere: no file gives this count"

// loadPackage loads a region of which everything lies in one GeoPackage.
func loadPackage(t *testing.T, code int, yaml string) (*coverage.Dataset, error) {
	t.Helper()
	dir := t.TempDir()
	writePackage(t, filepath.Join(dir, "tinh.gpkg"), code, provinceLayers()...)
	region, err := ParseRegion([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir, region)
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("beside the GeoPackage: %v", entries)
	}
	return d, err
}

// TestPackageRegion: a province in one GeoPackage comes out the same in VN-2000 TM-3
// 105-45, in UTM 48N and in WGS 84.
func TestPackageRegion(t *testing.T) {
	want, err := loadPackage(t, 4326, packageYAML)
	if err != nil {
		t.Fatal(err)
	}
	wantProblems(t, "WGS 84", want, unknownPeople)
	wantCount(t, "households", want.Units[0].Households, 120, true)
	if len(want.Sites) != 1 || len(want.Hamlets) != 9 || want.Leaves != 2 || want.Units[0].Centre == nil || want.Hamlets[0].Name != "Ấp Một" {
		t.Fatalf("%d sites, %d hamlets, %d units", len(want.Sites), len(want.Hamlets), want.Leaves)
	}
	if want.Sites[0].Source.File != "tinh.gpkg [tram]" {
		t.Errorf("problems name the source %q", want.Sites[0].Source.File)
	}
	for _, code := range []int{9210, 32648} {
		got, err := loadPackage(t, code, packageYAML)
		if err != nil {
			t.Fatal(err)
		}
		wantProblems(t, fmt.Sprint(code), got, unknownPeople)
		if !strings.Contains(strings.Join(got.Notes, "\n"), fmt.Sprintf("(EPSG:%d), as layer tram says, converted to WGS 84", code)) {
			t.Errorf("EPSG:%d: notes %q", code, got.Notes)
		}
		for i := range want.Leaves {
			if a, b := want.Units[i].AreaM2, got.Units[i].AreaM2; math.Abs(float64(a-b)) > 1e-7*float64(a) {
				t.Errorf("EPSG:%d: unit %d has %v m2, want %v", code, i, b, a)
			}
		}
		if diff := cmp.Diff(want.Sites, got.Sites); diff != "" {
			t.Errorf("EPSG:%d: sites -want +got\n%s", code, diff)
		}
		if diff := cmp.Diff(want.Hamlets, got.Hamlets); diff != "" {
			t.Errorf("EPSG:%d: hamlets -want +got\n%s", code, diff)
		}
		if a, b := *want.Units[1].Centre, *got.Units[1].Centre; a != b {
			t.Errorf("EPSG:%d: centre %v, want %v", code, b, a)
		}
	}
}

func TestPackageMistakes(t *testing.T) {
	for name, tt := range map[string]struct {
		code       int
		old, new   string
		want       string
		wantInYAML bool
	}{
		"no system":        {-1, "", "", "srs_id -1: the coordinate system is an unknown plane one", false},
		"no such layer":    {4326, "layer: tram", "layer: bts", `has no layer "bts", only ho (no geometry), tam_xa (point)`, false},
		"several fit":      {4326, ", layer: tram", "", "has 5 layers, choose one: ho (no geometry), tam_xa (point)", false},
		"points as units":  {4326, "layer: xa", "layer: thon", `no feature has the property "code"`, false},
		"layer of a table": {4326, "file: tinh.gpkg, layer: tram", "file: tram.csv, layer: tram", "only a GeoPackage (.gpkg) has layers", true},
		"layer of GeoJSON": {4326, "file: tinh.gpkg, layer: xa", "file: xa.geojson, layer: xa", "boundaries.layer: only a GeoPackage", true},
	} {
		text := strings.Replace(packageYAML, tt.old, tt.new, 1)
		if tt.wantInYAML {
			if _, err := ParseRegion([]byte(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: got %v, want %q", name, err, tt.want)
			}
			continue
		}
		if _, err := loadPackage(t, tt.code, text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// TestPackageRows: one row that cannot be read is a problem of that row.
func TestPackageRows(t *testing.T) {
	dir := t.TempDir()
	layers := provinceLayers()[:2]
	layers[1].rows[0].shape = orb.Point{math.Inf(1), 11}
	writePackage(t, filepath.Join(dir, "tinh.gpkg"), 4326, layers...)
	yaml, _, _ := strings.Cut(packageYAML, "sites:")
	region, err := ParseRegion([]byte(strings.Replace(yaml, ", layer: xa", "", 1) + "hamlets: {file: tinh.gpkg}\n"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	if last := d.Problems[len(d.Problems)-1]; len(d.Hamlets) != 8 || last.Row != 1 || last.File != "tinh.gpkg" {
		t.Errorf("%d hamlets, problems %+v", len(d.Hamlets), d.Problems)
	}
	wantProblems(t, "rows", d, unknownPeople, unknownPeople, "geometry.invalid: row rejected: geom: position +Inf 11 is no place")
}

// TestInspectPackage: phusong init lists the layers of a GeoPackage and writes a region that loads.
func TestInspectPackage(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, filepath.Join(dir, "tinh.gpkg"), 9210, append(provinceLayers(), packageLayer{"duong", "LINESTRING", []string{"ten"}, nil})...)
	region, findings, err := Inspect(dir)
	if err != nil {
		t.Fatalf("%v %v", err, findings)
	}
	var got strings.Builder
	for _, f := range findings {
		if f.File != "" {
			fmt.Fprintf(&got, "%s: %s %d\n", f.File, f.Role, f.Rows)
		}
	}
	want := `tinh.gpkg [xa]: boundaries 2
tinh.gpkg [tram]: sites 1
tinh.gpkg [ho]: households 2
tinh.gpkg [thon]: hamlets 9
tinh.gpkg [tam_xa]: centres 2
tinh.gpkg [duong]:  0
`
	if got.String() != want {
		t.Errorf("got\n%s%+v", got.String(), findings)
	}
	if b := region.Boundaries; b.File != "tinh.gpkg" || b.Layer != "xa" || b.Code != "code" {
		t.Errorf("boundaries %+v", b)
	}
	if diff := cmp.Diff(TableFiles{{File: "tinh.gpkg", Layer: "tram"}}, region.Sites); diff != "" {
		t.Error(diff)
	}
	if d, err := Load(dir, region); err != nil || len(d.Sites) != 1 || len(d.Hamlets) != 9 {
		t.Errorf("%v", err)
	}
}

// TestRealPackages reads the sites of the ITU's example as stations and its area as a unit.
func TestRealPackages(t *testing.T) {
	const from = "../../../shared/data/cells/itu-example"
	dir := t.TempDir()
	for _, name := range []string{"example-cellsites.gpkg", "example-pointsofinterest.gpkg", "area.gpkg", "mobile-coverage.gpkg"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Skipf("no shared data: %v", err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	env := readEnv{File: "example-cellsites.gpkg", Found: &findings{}}
	rows, err := openVectorRows(filepath.Join(dir, env.File), env)
	if err != nil {
		t.Fatal(err)
	}
	sites, err := readSites(part{rows, env})
	if err != nil || len(sites) != 81 {
		t.Errorf("%d sites, %v", len(sites), err)
	}
	if _, err := exec.LookPath("ogrinfo"); err == nil {
		out, err := exec.Command("ogrinfo", "-so", "-al", filepath.Join(from, env.File)).Output()
		if err != nil || !bytes.Contains(out, []byte("Feature Count: 81")) {
			t.Errorf("ogrinfo: %v\n%s", err, out)
		}
	}
	region, _, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	if b := region.Boundaries; b.File != "mobile-coverage.gpkg" || b.Layer != "" || b.Code != "ID" || len(region.Sites) != 1 || region.Sites[0].File != env.File {
		t.Errorf("boundaries %+v, sites %+v", b, region.Sites)
	}
}

// TestPackageStated: region.yaml states what the file does not, or has wrong.
func TestPackageStated(t *testing.T) {
	want, err := loadPackage(t, 4326, packageYAML)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "tinh.gpkg")
	stated := strings.NewReplacer("layer: xa,", "layer: xa, crs: EPSG:9210,", "layer: tram}", "layer: tram, crs: EPSG:9210}",
		"layer: thon}", "layer: thon, crs: detect}", "layer: tam_xa}", "layer: tam_xa, crs: EPSG:9210}").Replace(packageYAML)
	for _, said := range []string{"-1", "4326"} {
		yaml := stated
		if said == "4326" { // a vote is for a file that states nothing
			yaml = strings.Replace(yaml, "crs: detect", "crs: EPSG:9210", 1)
		}
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		writePackage(t, path, 9210, provinceLayers()...)
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE gpkg_geometry_columns SET srs_id = " + said); err != nil {
			t.Fatal(err)
		}
		db.Close()
		region, err := ParseRegion([]byte(yaml))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Load(dir, region)
		if err != nil {
			t.Errorf("srs_id %s: %v", said, err)
			continue
		}
		if diff := cmp.Diff(want.Sites, got.Sites); diff != "" {
			t.Errorf("srs_id %s: sites -want +got\n%s", said, diff)
		}
		if diff := cmp.Diff(want.Hamlets, got.Hamlets); diff != "" {
			t.Errorf("srs_id %s: hamlets -want +got\n%s\n%q", said, diff, got.Notes)
		}
		if said == "4326" && !strings.Contains(strings.Join(got.Notes, "\n"), "layer tram says WGS 84 (EPSG:4326), otherwise than region.yaml") {
			t.Errorf("notes %q", got.Notes)
		}
	}
}

// TestPackageTableInMetres: a table without geometry keeps its columns of positions.
func TestPackageTableInMetres(t *testing.T) {
	dir := t.TempDir()
	layers := provinceLayers()[:1]
	layers = append(layers, packageLayer{"tram", "", []string{"ma_tram", "lon", "lat"}, []packageRow{{nil, []string{"S1", "106.05", "11.05"}}}})
	writePackage(t, filepath.Join(dir, "tinh.gpkg"), 4326, layers...)
	yaml, _, _ := strings.Cut(packageYAML, "hamlets:")
	region, err := ParseRegion([]byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	if d, err := Load(dir, region); err != nil || len(d.Sites) != 1 || d.Sites[0].Lon != 106.05 {
		t.Errorf("%+v, %v", d, err)
	}
}
