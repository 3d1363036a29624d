package shapefile

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"phusong/geo/encoding/geojson"
)

// ogr2ogr converts GeoJSON text with GDAL and returns the path of the .shp.
func ogr2ogr(t *testing.T, text string, args ...string) string {
	t.Helper()
	tool, err := exec.LookPath("ogr2ogr")
	if err != nil {
		t.Skip("ogr2ogr (gdal-bin) is not installed")
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.geojson"), filepath.Join(dir, "out.shp")
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if msg, err := exec.Command(tool, append([]string{"-f", "ESRI Shapefile", out, in}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, msg)
	}
	return out
}

func features(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := geojson.NewWriter(&b, geojson.WriterOptions{})
	type props = []geojson.Property
	land := orb.MultiPolygon{
		{box(106, 10, 1), reversed(box(106.125, 10.125, .5))},
		{box(106.25, 10.25, .25)}, // island in the hole
		{box(108, 10, .5)},
	}
	for _, err := range []error{
		w.Write(land, props{{Name: "code", Value: "00097"}, {Name: "name", Value: "Cần Đước"}, {Name: "pop", Value: 12345}, {Name: "area", Value: 12.5}}),
		w.Write(orb.Polygon{box(109, 11, 1)}, props{{Name: "code", Value: "00098"}, {Name: "name", Value: nil}, {Name: "pop", Value: nil}, {Name: "area", Value: nil}}),
		w.Write(nil, props{{Name: "code", Value: "00099"}, {Name: "name", Value: "Không có hình"}, {Name: "pop", Value: -1}, {Name: "area", Value: 0.25}}),
		w.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestGDAL reads what GDAL writes from GeoJSON and compares.
func TestGDAL(t *testing.T) {
	land := orb.MultiPolygon{
		{box(106, 10, 1), reversed(box(106.125, 10.125, .5))}, {box(106.25, 10.25, .25)}, {box(108, 10, .5)},
	}
	tests := []struct {
		name     string
		args     []string
		encoding string
		hasZ     bool
	}{
		{"utf-8", []string{"-lco", "ENCODING=UTF-8"}, "utf-8", false},
		{"z", []string{"-lco", "ENCODING=UTF-8", "-dim", "XYZ"}, "utf-8", true},
		{"zm", []string{"-lco", "ENCODING=UTF-8", "-dim", "XYZM"}, "utf-8", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Open(ogr2ogr(t, features(t), tt.args...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			records, rejected, err := drain(t, r)
			if err != nil || len(rejected) > 0 || len(records) != 3 || len(r.Warnings()) > 0 {
				t.Fatalf("got %d records, %v, %v, %q", len(records), rejected, err, r.Warnings())
			}
			if diff := cmp.Diff(sorted(land), sorted(records[0].Geometry)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if records[0].HasZ != tt.hasZ || len(records[0].Repairs) > 0 {
				t.Errorf("got HasZ %v, repairs %q", records[0].HasZ, records[0].Repairs)
			}
			if diff := cmp.Diff(sorted(orb.Polygon{box(109, 11, 1)}), sorted(records[1].Geometry)); diff != "" || records[2].Geometry != nil {
				t.Errorf("record 3: %v; record 2: -want +got\n%s", records[2].Geometry, diff)
			}
			wantText := []map[string]string{
				{"code": "00097", "name": "Cần Đước", "pop": "12345"}, {"code": "00098"}, {"code": "00099", "name": "Không có hình", "pop": "-1"},
			}
			for i, record := range records {
				got := map[string]string{}
				for name, text := range record.Attributes.All() {
					if name != "area" {
						got[name] = text
					}
				}
				if diff := cmp.Diff(wantText[i], got); diff != "" {
					t.Errorf("record %d: -want +got\n%s", i+1, diff)
				}
			}
			if area, ok := records[0].Attributes.Float("area"); area != 12.5 || !ok {
				t.Errorf("area: got %v %v, want 12.5", area, ok)
			}
			if err := r.CRS().CheckWGS84(); err != nil || r.Encoding() != tt.encoding {
				t.Errorf("CRS %v, encoding %s", err, r.Encoding())
			}
		})
	}
}

func TestGDALProjected(t *testing.T) {
	for code, want := range map[string]string{"EPSG:32648": "projected", "EPSG:4756": "225 m", "EPSG:3405": "projected"} {
		r, err := Open(ogr2ogr(t, features(t), "-t_srs", code), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.CRS().CheckWGS84(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", code, err, want)
		}
		t.Logf("%s: %v", code, r.CRS().CheckWGS84())
		if _, _, err := drain(t, r); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		r.Close()
	}
}

// TestGDALReal converts a real province and compares it with the GeoJSON.
func TestGDALReal(t *testing.T) {
	path := "../../../../shared/data/vn-communes-2025/province_56.geojson.gz"
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	defer f.Close()
	var b bytes.Buffer
	w := geojson.NewWriter(&b, geojson.WriterOptions{})
	want := map[string]string{}
	points := map[string]int{}
	for r := geojson.NewReader(f, geojson.Limits{}); ; {
		feature, err := r.Next()
		if err != nil {
			break
		}
		if w.Write(feature.Geometry, feature.Properties.List()) != nil {
			continue // rings of too few points
		}
		code, _ := feature.Properties.String("code")
		want[code], _ = feature.Properties.String("name")
		points[code] = countPoints(feature.Geometry)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(ogr2ogr(t, b.String(), "-lco", "ENCODING=UTF-8"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	records, rejected, err := drain(t, r)
	if err != nil || len(rejected) > 0 || len(records) != len(want) {
		t.Fatalf("got %d records, want %d; %v, %v", len(records), len(want), rejected, err)
	}
	for _, record := range records {
		code, _ := record.Attributes.String("code")
		if name, _ := record.Attributes.String("name"); name != want[code] {
			t.Errorf("%s: got %q, want %q", code, name, want[code])
		}
		if got := countPoints(record.Geometry); got != points[code] {
			t.Errorf("%s: got %d points, want %d; repairs %q", code, got, points[code], record.Repairs)
		}
	}
}

func countPoints(g orb.Geometry) (n int) {
	multi, ok := g.(orb.MultiPolygon)
	if p, single := g.(orb.Polygon); !ok && single {
		multi = orb.MultiPolygon{p}
	}
	for _, p := range multi {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}
