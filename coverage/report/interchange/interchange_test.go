package interchange_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

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
			sameFigure(t, o, row, tt.column, tt.series)
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

// sameFigure holds the columns of a series to its figure.
func sameFigure(t *testing.T, o *output.Output, row gpkg.Record, column string, series output.Series) {
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
	if series.Operator == coverage.OperatorMax {
		return
	}
	for ending, quantity := range map[string]coverage.Micro{"_uncovered": f.Uncovered, "_unknown": f.Unknown} {
		name := strings.TrimSuffix(column, "_pct") + ending
		want, err := strconv.ParseFloat(report.QuantityText(f, quantity), 64)
		if got, ok := row.Attributes.Float(name); err != nil || !ok || got != want {
			t.Errorf("%s: %s is %v %t, want %v; %v", code, name, got, ok, want, err)
		}
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
	found, layerOf := 0, map[string]string{}
	for _, l := range layers {
		if !strings.HasPrefix(l.Name, "gaps_") {
			continue
		}
		for _, row := range layerRows(t, path, l.Name) {
			id, _ := row.Attributes.String("id")
			found++
			if first := layerOf[want[id].Kind+string(want[id].Technology)+want[id].Operator]; first != "" && first != l.Name {
				t.Errorf("%s: gaps of one kind, technology and operator are in %s and %s", id, first, l.Name)
			}
			layerOf[want[id].Kind+string(want[id].Technology)+want[id].Operator] = l.Name
			if area := coverage.SquareMetres(row.Geometry.(orb.MultiPolygon)); area != want[id].AreaM2 {
				t.Errorf("%s: area %v m2, want %v", id, area, want[id].AreaM2)
			}
			if lon, ok := row.Attributes.Float("anchor_lon"); ok != (want[id].Kind == coverage.GapMobile) || ok && lon != want[id].Anchor[0] {
				t.Errorf("%s: anchor at longitude %v %t, want %v", id, lon, ok, want[id].Anchor[0])
			}
		}
	}
	if found != len(want) || found == 0 {
		t.Errorf("%d gaps, want %d", found, len(want))
	}
	if used := slices.Sorted(maps.Values(layerOf)); len(slices.Compact(used)) != len(layerOf) {
		t.Errorf("gaps of several kinds, technologies or operators are in one layer: %v", layerOf)
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
