package analysis_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
)

// behindTheRidge is a commune of 11 km with a station in its west and a ridge of
// 400 m from north to south through its middle, in one tile of 3 arc-seconds.
func behindTheRidge(t *testing.T, terrain string) *coverage.Dataset {
	t.Helper()
	dir := t.TempDir()
	tile := make([]byte, 0, 2*1201*1201)
	for range 1201 {
		for col := range 1201 {
			height := uint16(5)
			if col >= 60 && col < 64 { // 106.05 E
				height = 400
			}
			tile = binary.BigEndian.AppendUint16(tile, height)
		}
	}
	for name, data := range map[string]string{
		"communes.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"00001","name":"A"},"geometry":{"type":"Polygon","coordinates":[[[106,11],[106.1,11],[106.1,11.1],[106,11.1],[106,11]]]}}]}`,
		"sites.csv":        "site_id,operator,technology,lon,lat,height_m,eirp_dbm,frequency_mhz,bandwidth_mhz\nS,X,4g,106.02,11.05,30,60,1800,20\n",
		"households.csv":   "code,households,population\n00001,1000,4000\n",
		"dem/N11E106.hgt":  string(tile),
		"cover.tif":        forest(t),
		"region.yaml": "name: Ridge\nedition: \"2025-06\"\nas_of: 2025\nresolution_deg: 0.002\ntechnologies: [4g]\nboundaries: {file: communes.geojson, code: code, name: name}\n" +
			"sites: {file: sites.csv}\nhouseholds: {file: households.csv}\n" + terrain,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	region, err := dataset.ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// forest is a land cover of trees, class 10, around the commune.
func forest(t *testing.T) string {
	t.Helper()
	g := raster.Grid{West: 105.9, North: 11.2, StepX: 0.01, StepY: 0.01, Cols: 30, Rows: 30}
	values := make([]float32, g.Cols*g.Rows)
	for i := range values {
		values[i] = 10
	}
	var b strings.Builder
	if err := geotiff.Encode(&b, geotiff.Image{Grid: g, Values: values, NoData: 255}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestRunOverClutter: land cover over bare earth is another terrain, under another
// label, its file among the inputs and not among the tiles; trees take coverage away.
func TestRunOverClutter(t *testing.T) {
	c := criterionOf(t, "thresholds_dbm: {4g: -100}\n")
	bare := mustRun(t, behindTheRidge(t, "terrain: {dir: dem, surface: bare_earth}\n"), c)
	d := behindTheRidge(t, "terrain: {dir: dem, surface: bare_earth, land_cover: cover.tif, clutter_m: {10: 20}}\n")
	wooded := mustRun(t, d, c)
	if wooded.Criterion.Surface != "bare_earth+clutter" || wooded.Criterion.Label == bare.Criterion.Label {
		t.Errorf("criterion %+v, over bare earth %s", wooded.Criterion, bare.Criterion.Label)
	}
	if len(d.Problems) != 0 || !slices.ContainsFunc(d.Inputs, func(in coverage.Input) bool { return in.Role == "land_cover" && in.File == "cover.tif" }) ||
		slices.ContainsFunc(d.Inputs, func(in coverage.Input) bool { return in.Role == "terrain" && in.File == "cover.tif" }) {
		t.Errorf("inputs %+v, problems %+v", d.Inputs, d.Problems)
	}
	if wooded.Figures[0].Covered >= bare.Figures[0].Covered {
		t.Errorf("%v covered among trees, %v over bare earth", wooded.Figures[0].Covered, bare.Figures[0].Covered)
	}
}

func criterionOf(t *testing.T, lines string) criterion.Criterion {
	t.Helper()
	c, err := criterion.Parse("test.yaml", []byte("extends: outdoor-110\nid: test\n"+lines))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustRun(t *testing.T, d *coverage.Dataset, c criterion.Criterion) *coverage.Result {
	t.Helper()
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// figuresAndCauses are the figures without the label, and the causes of mobile gaps.
func figuresAndCauses(r *coverage.Result) (figures string, causes map[string]int) {
	var b strings.Builder
	for i := range r.Figures {
		r.Figures[i].Criterion = ""
		b.WriteString(strings.Join(report.FigureRow(r.Dataset, &r.Figures[i]), ",") + "\n")
	}
	causes = map[string]int{}
	for _, g := range r.Gaps {
		if g.Kind == coverage.GapMobile && g.Operator == coverage.OperatorAny {
			causes[g.Cause]++
		}
	}
	return b.String(), causes
}

// TestRunOverTerrain: the ridge takes the signal away, and run.json says over what it
// was predicted.
func TestRunOverTerrain(t *testing.T) {
	const bare = "terrain: {dir: dem, surface: bare_earth}\n"
	c := criterionOf(t, "thresholds_dbm: {4g: -100}\n")
	r := mustRun(t, behindTheRidge(t, bare), c)
	if r.Criterion.Surface != "bare_earth" || r.Criterion.Label == c.Label() || r.Figures[0].Criterion != r.Criterion.Label {
		t.Errorf("criterion %+v, of figures %s, without terrain %s", r.Criterion, r.Figures[0].Criterion, c.Label())
	}
	if len(r.Models) != 1 || r.Models[0].Name != "p1812" || r.Models[0].Cells != 1 {
		t.Errorf("models %+v", r.Models)
	}
	run := report.Run{Criterion: report.CriterionRecord{Label: c.Label()}}
	run.Fill(r)
	if run.Criterion.Label != r.Criterion.Label || run.Terrain == nil || run.Terrain.Surface != "bare_earth" || run.Terrain.Tiles != 1 ||
		len(run.Terrain.StepsDeg) != 1 || run.Terrain.StepsDeg[0] != "0.000833333" || run.Models[0].Parameters["dn"] != "50" {
		t.Errorf("run.json: %+v, terrain %+v, models %+v", run.Criterion, run.Terrain, run.Models)
	}
	if w := r.Warnings; len(w) != 1 || w[0].Outside != w[0].Count || w[0].Predicted <= w[0].Count || run.Models[0].OutsideShare != run.Warnings[0].Share {
		t.Errorf("warnings %+v: want the cells within 250 m of the station", w)
	}
	over, causes := figuresAndCauses(r)
	if len(causes) != 1 || causes[coverage.CauseTerrain] == 0 {
		t.Errorf("causes %v, want terrain", causes)
	}

	ignored := mustRun(t, behindTheRidge(t, bare), criterionOf(t, "thresholds_dbm: {4g: -100}\nterrain: ignored\n"))
	flat := mustRun(t, behindTheRidge(t, ""), c)
	gotIgnored, _ := figuresAndCauses(ignored)
	gotFlat, causes := figuresAndCauses(flat)
	if gotIgnored != gotFlat || ignored.Criterion.Surface != "" || causes[coverage.CauseTerrain] != 0 {
		t.Errorf("terrain ignored:\n%s\nno terrain, causes %v:\n%s", gotIgnored, causes, gotFlat)
	}
	if gotFlat == over {
		t.Error("the ridge changes nothing")
	}
}

// TestRunIndoors: a place that is served outdoors alone has that cause, behind the
// buildings of P.2109 and over terrain.
func TestRunIndoors(t *testing.T) {
	d := behindTheRidge(t, "terrain: {dir: dem, surface: bare_earth}\n")
	outdoors := mustRun(t, d, criterionOf(t, "thresholds_dbm: {4g: -100}\n"))
	for _, building := range []string{"p2109-traditional", "p2109-efficient", "o2i-low"} {
		r := mustRun(t, d, criterionOf(t, "thresholds_dbm: {4g: -100}\nindoor: "+building+"\n"))
		_, causes := figuresAndCauses(r)
		if causes[coverage.CauseIndoor]+causes[coverage.CauseTerrain] == 0 {
			t.Errorf("%s: causes %v", building, causes)
		}
		if r.Figures[0].Covered > outdoors.Figures[0].Covered {
			t.Errorf("%s: %v covered, outdoors %v", building, r.Figures[0].Covered, outdoors.Figures[0].Covered)
		}
	}
}

// TestRunNeedsTerrain: a criterion that asks for terrain refuses a region without, or
// with another.
func TestRunNeedsTerrain(t *testing.T) {
	for _, c := range []struct{ lines, terrain, want string }{
		{"model: itm\n", "", "model itm needs terrain"},
		{"terrain: bare_earth\n", "", "the region has no terrain"},
		{"terrain: bare_earth\n", "terrain: {dir: dem, surface: surface_model}\n", "the region has terrain surface_model"},
	} {
		_, err := analysis.Run(context.Background(), behindTheRidge(t, c.terrain), analysis.Options{Criterion: criterionOf(t, c.lines)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.lines, err, c.want)
		}
	}
}
