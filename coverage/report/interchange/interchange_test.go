package interchange_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/interchange"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/encoding/kml"
	"phusong/geo/encoding/pmtiles"
)

// scratch holds the outputs of fixtures, each made once.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "phusong-interchange-*"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// analyzed is the output of a fixture.
func analyzed(t *testing.T, name string) *output.Output {
	t.Helper()
	dir := filepath.Join(scratch, name)
	if _, err := os.Stat(dir); err != nil {
		analyze(t, name, dir)
	}
	o, err := output.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func analyze(t *testing.T, name, dir string) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "fixtures", name)
	region, err := dataset.ReadRegion(folder)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Load(folder, region)
	if err != nil {
		t.Fatal(err)
	}
	c, err := criterion.Preset(region.Criterion)
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		t.Fatal(err)
	}
	run := report.Run{Version: "test"}
	run.Criterion = report.CriterionRecord{Label: r.Criterion.Label, Definition: "by definition"}
	run.Fill(r)
	if err := report.Write(context.Background(), dir, r, run); err != nil {
		t.Fatal(err)
	}
}

// written writes a format and returns its files by name, "" for that of a single one.
func written(t *testing.T, o *output.Output, f interchange.Format, language string) map[string][]byte {
	t.Helper()
	opts, all := interchange.Options{Format: f.Name, Language: language}, map[string][]byte{}
	fill := func(name string, write func(io.Writer) error) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s %s: %v", f.Name, name, err)
		}
		all[name] = b.Bytes()
	}
	if !f.Folder {
		fill("", func(w io.Writer) error { return interchange.Write(context.Background(), o, opts, w) })
		return all
	}
	files, err := interchange.Files(context.Background(), o, opts)
	if err != nil {
		t.Fatal(f.Name, err)
	}
	for _, file := range files {
		fill(file.Name, file.Fill)
	}
	return all
}

func formatOf(t *testing.T, name string) interchange.Format {
	for _, f := range interchange.Formats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatal(name)
	return interchange.Format{}
}

// saved puts the one file of a format into a folder.
func saved(t *testing.T, o *output.Output, format, language string) string {
	t.Helper()
	f := formatOf(t, format)
	path := filepath.Join(t.TempDir(), "out."+f.Extension)
	if err := os.WriteFile(path, written(t, o, f, language)[""], 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSameBytes: every format of outputs with a register and with places is the same when it is
// written again, in both languages.
func TestSameBytes(t *testing.T) {
	for _, name := range []string{"valley-groups", "places"} {
		o := analyzed(t, name)
		for _, f := range interchange.Formats() {
			for _, language := range []string{"vi", "en"} {
				first, second := written(t, o, f, language), written(t, o, f, language)
				if len(first) == 0 {
					t.Errorf("%s: %s has no file", name, f.Name)
				}
				for file, data := range first {
					if !bytes.Equal(data, second[file]) {
						t.Errorf("%s: %s %s in %s: two runs give other bytes", name, f.Name, file, language)
					}
				}
			}
		}
	}
}

func TestRefuses(t *testing.T) {
	o := analyzed(t, "lens")
	ended, end := context.WithCancel(context.Background())
	end()
	for _, tt := range []struct {
		ctx    context.Context
		format string
		want   string
	}{
		{context.Background(), "shp", `no interchange format is called "shp"`}, {context.Background(), "csv", "makes several files"}, {ended, "gpkg", "context canceled"},
	} {
		if err := interchange.Write(tt.ctx, o, interchange.Options{Format: tt.format}, io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.format, err, tt.want)
		}
	}
	if _, err := interchange.Files(context.Background(), o, interchange.Options{Format: "gpkg"}); err == nil {
		t.Error("a GeoPackage in several files")
	}
}

// layerRows reads a layer of a GeoPackage with the reader that loads regions.
func layerRows(t *testing.T, path, layer string) []gpkg.Record {
	t.Helper()
	r, err := gpkg.Open(path, gpkg.Options{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []gpkg.Record
	for {
		record, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, record)
	}
}

// TestGeoPackage: of Long An every commune has the percentages of figures.json, every gap its
// area on the ellipsoid, and every station is there.
func TestGeoPackage(t *testing.T) {
	o := analyzed(t, "longan")
	path := saved(t, o, "gpkg", "vi")
	communes := layerRows(t, path, "units_commune")
	if want := len(o.Of(output.Series{Indicator: coverage.FiberConnected}, coverage.LevelCommune)); len(communes) != want || want != 186 {
		t.Errorf("%d communes, want %d", len(communes), want)
	}
	for _, tt := range []struct {
		column string
		series output.Series
	}{
		{"mobile_population_4g_any_pct", output.Series{Indicator: coverage.MobilePopulation, Technology: coverage.Tech4G, Operator: coverage.OperatorAny}},
		{"mobile_households_5g_max_pct", output.Series{Indicator: coverage.MobileHouseholds, Technology: coverage.Tech5G, Operator: coverage.OperatorMax}},
		{"fiber_connected_pct", output.Series{Indicator: coverage.FiberConnected}},
	} {
		for _, row := range communes {
			samePercent(t, o, row, tt.column, tt.series)
		}
	}
	if n := len(layerRows(t, path, "figures")); n != len(o.Figures) {
		t.Errorf("%d figures, want %d", n, len(o.Figures))
	}
	sites, err := o.Sites()
	if n := len(layerRows(t, path, "sites")); err != nil || n != len(sites) {
		t.Errorf("%d stations, want %d; %v", n, len(sites), err)
	}
	checkGaps(t, o, path)
}

func samePercent(t *testing.T, o *output.Output, row gpkg.Record, column string, series output.Series) {
	t.Helper()
	code, _ := row.Attributes.String("code")
	unit, ok := o.UnitByCode(coverage.LevelCommune, code)
	f, has := o.Figure(series, unit)
	if !ok || !has {
		t.Fatalf("commune %q has no figure %v", code, series)
	}
	got, known := row.Attributes.Float(column)
	want, err := strconv.ParseFloat(f.PercentText(6), 64)
	if known != (err == nil) || known && got != want {
		t.Errorf("%s: %s is %v %t, want %s", code, column, got, known, f.PercentText(6))
	}
}

// checkGaps compares every gap with gaps.geojson, area measured again.
func checkGaps(t *testing.T, o *output.Output, path string) {
	t.Helper()
	want := map[string]output.Gap{}
	for g, err := range o.Gaps() {
		if err != nil {
			t.Fatal(err)
		}
		want[g.ID] = g
	}
	layers, err := gpkg.Layers(path, gpkg.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, l := range layers {
		if !strings.HasPrefix(l.Name, "gaps_") {
			continue
		}
		for _, row := range layerRows(t, path, l.Name) {
			id, _ := row.Attributes.String("id")
			found++
			if area := coverage.SquareMetres(row.Geometry.(orb.MultiPolygon)); area != want[id].AreaM2 {
				t.Errorf("%s: area %v m2, want %v", id, area, want[id].AreaM2)
			}
		}
	}
	if found != len(want) || found == 0 {
		t.Errorf("%d gaps, want %d", found, len(want))
	}
}

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

// qgis is what a style holds.
type qgis struct {
	Renderer struct {
		Type  string `xml:"type,attr"`
		Rules []struct {
			Filter string `xml:"filter,attr"`
			Label  string `xml:"label,attr"`
			Symbol string `xml:"symbol,attr"`
		} `xml:"rules>rule"`
		Symbols []struct {
			Name   string `xml:"name,attr"`
			Layers []struct {
				Class string `xml:"class,attr"`
			} `xml:"layer"`
		} `xml:"symbols>symbol"`
	} `xml:"renderer-v2"`
}

// TestStyles: every layer with places has one default style; styles are XML of which every rule has
// its symbol; shares have the classes of the targets and one without data.
func TestStyles(t *testing.T) {
	for _, name := range []string{"longan", "valley-groups", "places"} {
		path := saved(t, analyzed(t, name), "gpkg", "vi")
		defaults := map[string]int{}
		for _, row := range layerRows(t, path, "layer_styles") {
			layer, _ := row.Attributes.String("f_table_name")
			style, _ := row.Attributes.String("styleName")
			text, _ := row.Attributes.String("styleQML")
			if on, _ := row.Attributes.String("useAsDefault"); on == "true" {
				defaults[layer]++
			}
			var q qgis
			if err := xml.Unmarshal([]byte(text), &q); err != nil {
				t.Fatalf("%s %s: %v", layer, style, err)
			}
			if q.Renderer.Type != "RuleRenderer" || len(q.Renderer.Rules) != len(q.Renderer.Symbols) || len(q.Renderer.Rules) < 3 {
				t.Errorf("%s %s: %s of %d rules, %d symbols", layer, style, q.Renderer.Type, len(q.Renderer.Rules), len(q.Renderer.Symbols))
			}
			if strings.HasPrefix(layer, "units_") && style == "mobile_population_4g_any" {
				checkClasses(t, q)
			}
			if strings.HasPrefix(layer, "gaps_") {
				for _, s := range q.Renderer.Symbols {
					if len(s.Layers) != 2 || s.Layers[0].Class != "SimpleFill" || s.Layers[1].Class != "LinePatternFill" {
						t.Errorf("%s: %v is no hatching with an outline", layer, s.Layers)
					}
				}
			}
		}
		layers, err := gpkg.Layers(path, gpkg.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range layers {
			if l.Geometry != "" && defaults[l.Name] != 1 {
				t.Errorf("%s: layer %s has %d default styles", name, l.Name, defaults[l.Name])
			}
		}
	}
}

func checkClasses(t *testing.T, q qgis) {
	t.Helper()
	x := `"mobile_population_4g_any_pct"`
	want := []string{x + " < 80", x + " >= 80 AND " + x + " < 90", x + " >= 90 AND " + x + " < 95", x + " >= 95 AND " + x + " < 99", x + " >= 99 AND " + x + " < 100", x + " >= 100", x + " IS NULL"}
	var got []string
	for _, r := range q.Renderer.Rules {
		got = append(got, r.Filter)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if layers := q.Renderer.Symbols[6].Layers; len(layers) != 2 || layers[1].Class != "PointPatternFill" {
		t.Errorf("no data is drawn as %v", layers)
	}
}

// TestCSV: English is for programs, Vietnamese for an Excel in Vietnam.
func TestCSV(t *testing.T) {
	o := analyzed(t, "longan")
	en, vi := written(t, o, formatOf(t, "csv"), "en")["units_commune.csv"], written(t, o, formatOf(t, "csv"), "vi")["units_commune.csv"]
	rows, err := csv.NewReader(bytes.NewReader(en)).ReadAll()
	if err != nil || len(rows) != 187 || rows[0][0] != "code" || rows[1][6] != "6.398804490734" {
		t.Fatalf("%v %v", err, rows[:2])
	}
	if !bytes.HasPrefix(vi, []byte("\xef\xbb\xbfMã;Tên;Cấp;")) {
		t.Fatalf("%.80q", vi)
	}
	r := csv.NewReader(bytes.NewReader(vi[3:]))
	r.Comma = ';'
	local, err := r.ReadAll()
	if err != nil || len(local) != len(rows) || local[1][6] != "6,398804490734" || local[1][1] != rows[1][1] {
		t.Errorf("%v %v", err, local[1])
	}
}

// TestKML: our own reader finds the gaps of any operator first, with words in the balloon.
func TestKML(t *testing.T) {
	o := analyzed(t, "valley-groups")
	path := saved(t, o, "kmz", "vi")
	r, err := kml.Open(path, kml.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	hamlets := 0
	for first := true; ; first = false {
		record, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if id, ok := record.Attributes.String("id"); first && (!ok || !strings.HasPrefix(id, "mobile/4g/any/")) {
			t.Errorf("the first placemark is %q", id)
		}
		if _, ok := record.Attributes.String("groups_out"); ok || has(record, "counted") {
			hamlets++
		}
	}
	all, err := o.Register()
	if err != nil || hamlets != len(all) || hamlets == 0 {
		t.Errorf("%d hamlets, want %d; %v", hamlets, len(all), err)
	}
}

func has(r kml.Record, name string) bool { _, ok := r.Attributes.String(name); return ok }

// TestTiles: the archive has tiles at all zooms and says what its layers are.
func TestTiles(t *testing.T) {
	data := written(t, analyzed(t, "longan"), formatOf(t, "pmtiles"), "vi")[""]
	r, err := pmtiles.NewReader(bytes.NewReader(data), int64(len(data)), pmtiles.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if h := r.Header; h.MinZoom != 0 || h.MaxZoom != 12 || h.TileContents == 0 || h.Bounds.Min[0] < 105 || h.Bounds.Max[1] > 12 {
		t.Errorf("%+v", h)
	}
}

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

// TestDocumented: docs/data.md names every layer and every column but those of figures, whose
// names it explains.
func TestDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "data.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "### Interchange files")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, name := range []string{"places", "valley-groups"} {
		for file, data := range written(t, analyzed(t, name), formatOf(t, "csv"), "en") {
			layer := strings.TrimSuffix(file, ".csv")
			if !strings.HasPrefix(layer, "gaps_") && !strings.Contains(section, "`"+layer+"`") {
				t.Errorf("layer %s is not documented", layer)
			}
			head, _, _ := strings.Cut(string(data), "\n")
			for _, column := range strings.Split(head, ",") {
				explained := column == "lon" || column == "lat" || strings.HasPrefix(column, "state_") ||
					strings.HasPrefix(layer, "units_") && (strings.HasPrefix(column, "bts_") || strings.HasSuffix(column, "_pct") || strings.HasSuffix(column, "_uncovered") || strings.HasSuffix(column, "_unknown"))
				if !explained && !strings.Contains(section, "`"+column+"`") {
					t.Errorf("column %s of %s is not documented", column, layer)
				}
			}
		}
	}
	for _, f := range interchange.Formats() {
		if !strings.Contains(section, "`"+f.Name+"`") {
			t.Errorf("format %s is not documented", f.Name)
		}
	}
}
