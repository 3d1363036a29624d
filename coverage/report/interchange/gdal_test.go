package interchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"phusong/coverage"
)

// gdal runs a tool of GDAL; without it the test is skipped.
func gdal(t *testing.T, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed: files are not read back by GDAL (Debian package gdal-bin)", tool)
	}
	var said bytes.Buffer
	cmd := exec.Command(tool, args...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil || strings.Contains(said.String(), "ERROR") || strings.Contains(said.String(), "Warning") {
		t.Errorf("%s %v: %v\n%s", tool, args, err, said.String())
	}
	return string(out)
}

// queried is the one row that a query gives, by GDAL's SQLite with SpatiaLite.
func queried(t *testing.T, path, query string) map[string]float64 {
	t.Helper()
	out := gdal(t, "ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, "-dialect", "SQLITE", "-sql", query)
	var got struct {
		Features []struct{ Properties map[string]float64 }
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Features) != 1 {
		t.Fatalf("%s: %v %s", query, err, out)
	}
	return got.Features[0].Properties
}

// TestGDAL: GDAL counts the same units, gaps and stations in every format that it reads, finds all
// geometries valid, and measures the same areas on the ellipsoid.
func TestGDAL(t *testing.T) {
	o := analyzed(t, "longan")
	var gaps, area float64
	for g, err := range o.Gaps() {
		if err != nil {
			t.Fatal(err)
		}
		if g.Technology == coverage.Tech4G && g.Operator == coverage.OperatorAny {
			gaps, area = gaps+1, area+g.AreaM2.Float()
		}
	}
	path := saved(t, o, "gpkg", "vi")
	check := func(path, layer, geometry string) {
		got := queried(t, path, fmt.Sprintf("SELECT count(*) AS n, sum(ST_IsValid(%[2]s)) AS valid, sum(ST_Area(%[2]s, 1)) AS m2, sum(area_km2) AS km2 FROM %[1]s", layer, geometry))
		if got["n"] != gaps || got["valid"] != gaps || relative(got["m2"], area) > 1e-7 || relative(got["km2"]*1e6, area) > 1e-12 {
			t.Errorf("%s: %v, want %v gaps of %v m2", layer, got, gaps, area)
		}
	}
	check(path, "gaps_4g_any", "geom")
	units := queried(t, path, "SELECT count(*) AS n, sum(ST_IsValid(geom)) AS valid, sum(households) AS households, min(mobile_population_4g_any_pct) AS least FROM units_commune")
	if diff := cmp.Diff(map[string]float64{"n": 186, "valid": 186, "households": 528228}, map[string]float64{"n": units["n"], "valid": units["valid"], "households": units["households"]}); diff != "" || units["least"] >= 100 {
		t.Errorf("%s, lowest %v", diff, units["least"])
	}
	province := queried(t, path, "SELECT count(*) AS n, sum(ST_IsValid(geom)) AS valid, sum(ST_Area(geom, 1)) AS m2 FROM units_province")
	communes := queried(t, path, "SELECT sum(ST_Area(geom, 1)) AS m2 FROM units_commune")
	if province["n"] != 1 || province["valid"] != 1 || relative(province["m2"], communes["m2"]) > 1e-7 {
		t.Errorf("province %v, communes %v", province, communes)
	}
	fgb := filepath.Join(t.TempDir(), "gaps_4g_any.fgb")
	if err := os.WriteFile(fgb, written(t, o, formatOf(t, "fgb"), "en")["gaps_4g_any.fgb"], 0o666); err != nil {
		t.Fatal(err)
	}
	check(fgb, "gaps_4g_any", "geometry")
	info := gdal(t, "ogrinfo", "-so", "-al", saved(t, o, "kmz", "vi"))
	for _, want := range []string{"Layer name: Vùng chưa được phủ sóng 4G, ít nhất một doanh nghiệp (13)", "Layer name: Trạm BTS (889)", "Feature Count: 889", "Layer name: Xã, phường", "Feature Count: 186"} {
		if !strings.Contains(info, want) {
			t.Errorf("KMZ: ogrinfo lacks %q", want)
		}
	}
}

func relative(got, want float64) float64 { return max(got-want, want-got) / want }

// TestQGIS: QGIS itself opens every layer with the style that is its default.
func TestQGIS(t *testing.T) {
	const python = "/usr/bin/python3" // that for which Debian installs QGIS
	if err := exec.Command(python, "-c", "import qgis.core").Run(); err != nil {
		t.Skip("QGIS for Python is not installed: styles are not loaded by QGIS (Debian package python3-qgis)")
	}
	script := `
import sys
from qgis.core import *
app = QgsApplication([], False); app.initQgis()
for name in sys.argv[2:]:
    l = QgsVectorLayer(sys.argv[1] + "|layername=" + name, name, "ogr")
    rules = l.renderer().rootRule().children()
    bad = [r.filterExpression() for r in rules if r.filterExpression() != "ELSE" and QgsExpression(r.filterExpression()).hasParserError()]
    print(name, l.isValid(), l.renderer().type(), len(rules), sum(r.symbol().symbolLayerCount() for r in rules), l.labelsEnabled(), bad)
`
	cmd := exec.Command(python, "-c", script, saved(t, analyzed(t, "longan"), "gpkg", "vi"), "units_commune", "gaps_4g_any", "sites")
	cmd.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen", "XDG_RUNTIME_DIR="+t.TempDir())
	out, err := cmd.Output()
	want := "units_commune True RuleRenderer 7 8 True []\ngaps_4g_any True RuleRenderer 3 6 False []\nsites True RuleRenderer 5 5 True []\n"
	if diff := cmp.Diff(want, string(out)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}
