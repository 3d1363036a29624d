package overlay

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// ogrSQL runs one query of a single number over units written as a GeoJSON
// layer named units, with GEOS behind it; the test is skipped without ogrinfo or SpatiaLite.
func ogrSQL(t *testing.T, units []orb.MultiPolygon, query string) float64 {
	t.Helper()
	ogrinfo, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed")
	}
	type feature struct {
		Type       string         `json:"type"`
		Properties map[string]int `json:"properties"`
		Geometry   any            `json:"geometry"`
	}
	var features []feature
	for i, mp := range units {
		features = append(features, feature{"Feature", map[string]int{"unit": i}, map[string]any{"type": "MultiPolygon", "coordinates": mp}})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "units.geojson")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(ogrinfo, "-q", "-dialect", "sqlite", "-sql", query, path).CombinedOutput()
	if err != nil || strings.Contains(string(out), "no such function") {
		t.Skipf("ogrinfo has no SpatiaLite: %v %s", err, out)
	}
	_, number, found := strings.Cut(string(out), ") = ")
	value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !found || err != nil {
		t.Fatalf("got no number from %q", out)
	}
	return value
}

// squareDegrees is the planar area of units.
func squareDegrees(units []orb.MultiPolygon) float64 {
	sum := 0.
	for _, mp := range units {
		for _, p := range mp {
			sum += float64(planarArea(p)) / 2e14
		}
	}
	return sum
}

// TestAgainstGEOS compares with an independent engine on real communes.
func TestAgainstGEOS(t *testing.T) {
	units, _, _ := repairAll(communes(t, "province_56.geojson.gz"))
	parts, _ := Partition(units, PartitionOptions{SliverWidthM: -1})
	if got := ogrSQL(t, units, "SELECT COUNT(*) FROM units WHERE NOT ST_IsValid(geometry)"); got != 0 {
		t.Errorf("GEOS finds %v repaired communes not valid", got)
	}
	if got := ogrSQL(t, parts, "SELECT COUNT(*) FROM units WHERE NOT ST_IsValid(geometry)"); got != 0 {
		t.Errorf("GEOS finds %v parts not valid", got)
	}
	// 65 communes with 1,500 km of borders, each crossing snapped by 1e-7/2 degree at most.
	want := ogrSQL(t, units, "SELECT ST_Area(ST_Union(geometry)) FROM units")
	if got := squareDegrees(parts); got < want-1e-7 || got > want+1e-7 {
		t.Errorf("got %v square degrees, want GEOS's union %v", got, want)
	}
}
