package gpkg

import (
	"bytes"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"phusong/geo/encoding/geojson"
)

const itu = "../../../../shared/data/cells/itu-example"

// TestReal reads the example files of the ITU and compares every feature with what
// GDAL reads.
func TestReal(t *testing.T) {
	if _, err := exec.LookPath("ogr2ogr"); err != nil {
		t.Skip("ogr2ogr (gdal-bin) is not installed")
	}
	for file, want := range map[string]struct {
		layer string
		rows  int
	}{
		"example-cellsites.gpkg":        {"cellsites (point)", 81},
		"example-transmissionnode.gpkg": {"transmissionnode (point)", 40},
		"example-pointsofinterest.gpkg": {"pointsofinterest (point)", 408},
		"example-mobilecoverage.gpkg":   {"mobilecoverage (multipolygon)", 1},
		"mobile-coverage.gpkg":          {"fixed_geometries (multipolygon)", 770},
		"area.gpkg":                     {"area (multipolygon)", 1},
	} {
		path := filepath.Join(itu, file)
		if matches, _ := filepath.Glob(path); len(matches) == 0 {
			t.Skipf("no shared data: %s", path)
		}
		r, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Layer().String(); got != want.layer {
			t.Errorf("%s: layer %q, want %q", file, got, want.layer)
		}
		if c, err := r.CRS(); err != nil || c.EPSG != 4326 {
			t.Errorf("%s: CRS %v, %v", file, c, err)
		}
		records, rejected, err := drain(t, r)
		if err != nil || len(rejected) > 0 || len(records) != want.rows || len(r.Warnings()) > 0 {
			t.Fatalf("%s: %d rows, want %d; %v, %v, %v", file, len(records), want.rows, rejected, err, r.Warnings())
		}
		compareGDAL(t, path, r.Fields(), records)
		r.Close()
	}
}

// compareGDAL reads the GeoJSON that ogr2ogr makes of a file beside the records of ours.
func compareGDAL(t *testing.T, path string, fields []Field, records []Record) {
	t.Helper()
	out, err := exec.Command("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "-lco", "SIGNIFICANT_FIGURES=17", "/vsistdout/", path).Output()
	if err != nil {
		t.Fatalf("ogr2ogr: %v", err)
	}
	in := geojson.NewReader(bytes.NewReader(out), geojson.Limits{})
	for _, record := range records {
		feature, err := in.Next()
		if err != nil {
			t.Fatalf("%s: fid %d: %v", path, record.FID, err)
		}
		if !sameShape(feature.Geometry, record.Geometry) {
			t.Errorf("%s: fid %d: GDAL reads another %s", path, record.FID, feature.Geometry.GeoJSONType())
		}
		if got, want := record.Attributes.Names(), feature.Properties.Names(); !cmp.Equal(got, want) {
			t.Fatalf("%s: fields %q, GDAL has %q", path, got, want)
		}
		for _, f := range fields {
			got, ok := record.Attributes.String(f.Name)
			want, wantOK := feature.Properties.String(f.Name)
			if strings.HasPrefix(f.Type, "DATE") { // GDAL writes 2025/07/01 of 2025-07-01T00:00:00Z
				continue
			}
			a, numeric := record.Attributes.Float(f.Name)
			b, _ := feature.Properties.Float(f.Name)
			if ok != wantOK || got != want && !(numeric && math.Abs(a-b) <= 1e-14*math.Abs(b)) {
				t.Errorf("%s: fid %d: %s (%s) is %q, GDAL has %q", path, record.FID, f.Name, f.Type, got, want)
			}
		}
	}
	if _, err := in.Next(); err == nil {
		t.Errorf("%s: GDAL reads more rows", path)
	}
}

// sameShape compares geometries to the 15 digits that GDAL writes.
func sameShape(want, got orb.Geometry) bool {
	switch want := want.(type) {
	case orb.Point:
		p, ok := got.(orb.Point)
		return ok && math.Abs(p[0]-want[0])+math.Abs(p[1]-want[1]) < 1e-13
	case orb.Ring:
		r, ok := got.(orb.Ring)
		return ok && sameParts(want, r)
	case orb.Polygon:
		p, ok := got.(orb.Polygon)
		return ok && sameParts(want, p)
	case orb.MultiPolygon:
		p, ok := got.(orb.MultiPolygon)
		return ok && sameParts(want, p)
	}
	return false
}

func sameParts[P orb.Geometry](want, got []P) bool {
	return slices.EqualFunc(want, got, func(a, b P) bool { return sameShape(a, b) })
}

// TestGDALWrites reads what ogr2ogr writes of points with heights, in VN-2000.
func TestGDALWrites(t *testing.T) {
	if _, err := exec.LookPath("ogr2ogr"); err != nil {
		t.Skip("ogr2ogr (gdal-bin) is not installed")
	}
	path := filepath.Join(t.TempDir(), "out.gpkg")
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"00097"},"geometry":{"type":"Point","coordinates":[106.4137,10.5359,7]}}]}`
	cmd := exec.Command("ogr2ogr", "-f", "GPKG", "-t_srs", "EPSG:9210", "-nln", "trạm", path, "/vsistdin/")
	cmd.Stdin = strings.NewReader(text)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, msg)
	}
	r, err := Open(path, Options{Layer: "trạm"})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 || len(records) != 1 || !records[0].HasZ {
		t.Fatalf("%v, %v, %v", records, rejected, err)
	}
	if c, err := r.CRS(); err != nil || c.EPSG != 9210 {
		t.Errorf("CRS %v, %v", c, err)
	}
	alone(t, path)
}
