package analysis_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/fixtures"
)

// tester is what *testing.T, *testing.B and *rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// region is a region folder before it is written: every table as rows of text.
type region struct {
	communes   []commune
	sites      [][]string // siteColumns
	counts     [][]string // code, households, population; nil for no file
	fiber      [][]string // fiberColumns; nil for no file
	hamlets    [][]string // hamletColumns; nil for no file
	centres    [][]string // code, lon, lat; nil for no file
	clusters   [][]string // clusterColumns; nil for no file
	measured   [][]string // measuredColumns; nil for no file
	raster     *pixels
	demand     string
	criterion  string // preset name, or the text of a criterion file
	resolution float64
}

type commune struct {
	code, name, district, province string
	polygon                        orb.MultiPolygon
}

// pixels is a population raster.
type pixels struct {
	west, south, step float64
	cols, rows        int
	counts            []string // row-major from the north, as written
}

var (
	siteColumns     = []string{"site_id", "operator", "technology", "lon", "lat", "height_m", "azimuth_deg", "downtilt_deg", "eirp_dbm", "range_m", "commune"}
	countColumns    = []string{"code", "households", "population"}
	fiberColumns    = []string{"code", "households_passed", "households_connected", "subscriptions", "fiber_subscriptions", "as_of"}
	hamletColumns   = []string{"id", "commune", "name", "lon", "lat", "households", "population", "fiber"}
	clusterColumns  = []string{"hamlet", "id", "lon", "lat", "households"}
	measuredColumns = []string{"lon", "lat", "operator", "technology", "level_dbm", "down_mbps", "time"}
	centreColumns   = []string{"code", "lon", "lat"}
)

// Columns of the tables that laws change.
const (
	siteOperator, siteTechnology, siteLon, siteLat  = 1, 2, 3, 4
	siteEIRP, siteRange, siteCommune                = 8, 9, 10
	fiberPassed, fiberConnected, fiberSubscriptions = 1, 2, 3
)

// clone copies what laws change.
func (r region) clone() region {
	copyRows := func(rows [][]string) [][]string {
		if rows == nil {
			return nil
		}
		out := make([][]string, len(rows))
		for i := range rows {
			out[i] = slices.Clone(rows[i])
		}
		return out
	}
	r.communes = slices.Clone(r.communes)
	for i := range r.communes {
		r.communes[i].polygon = r.communes[i].polygon.Clone()
	}
	r.sites, r.counts, r.fiber = copyRows(r.sites), copyRows(r.counts), copyRows(r.fiber)
	r.hamlets, r.centres = copyRows(r.hamlets), copyRows(r.centres)
	r.clusters, r.measured = copyRows(r.clusters), copyRows(r.measured)
	return r
}

// write makes a region folder.
func (r region) write(dir string) error {
	yaml := "name: Test\nedition: \"2025-06\"\nas_of: 2025-06-01\n" +
		"boundaries: {file: communes.geojson, code: code, name: name, parent: district, province: province}\n" +
		fmt.Sprintf("resolution_deg: %v\n", r.resolution)
	files := map[string][]byte{"communes.geojson": r.boundaries()}
	for _, t := range []struct {
		role    string
		columns []string
		rows    [][]string
	}{{"sites", siteColumns, r.sites}, {"households", countColumns, r.counts}, {"fiber", fiberColumns, r.fiber},
		{"hamlets", hamletColumns, r.hamlets}, {"centres", centreColumns, r.centres},
		{"clusters", clusterColumns, r.clusters}, {"measurements", measuredColumns, r.measured}} {
		if t.rows == nil {
			continue
		}
		yaml += fmt.Sprintf("%s: {file: %s.csv}\n", t.role, t.role)
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(append([][]string{t.columns}, t.rows...)); err != nil {
			return err
		}
		files[t.role+".csv"] = b.Bytes()
	}
	if r.raster != nil {
		yaml += "population: {file: population.asc, kind: count}\n"
		files["population.asc"] = r.raster.text()
	}
	if r.demand != "" {
		yaml += "demand: " + r.demand + "\n"
	}
	name := r.criterion
	if strings.Contains(name, "\n") {
		name, files["criterion.yaml"] = "criterion.yaml", []byte(r.criterion)
	}
	files["region.yaml"] = []byte(yaml + "criterion: " + name + "\n")
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

func (r region) boundaries() []byte {
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, c := range r.communes {
		if i > 0 {
			b.WriteByte(',')
		}
		var polygons [][][]json.RawMessage
		for _, p := range c.polygon {
			var rings [][]json.RawMessage
			for _, ring := range p {
				var points []json.RawMessage
				for _, q := range ring {
					points = append(points, fmt.Appendf(nil, "[%.7f,%.7f]", q[0], q[1]))
				}
				rings = append(rings, points)
			}
			polygons = append(polygons, rings)
		}
		coordinates, err := json.Marshal(polygons)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, "\n"+`{"type":"Feature","properties":{"code":%q,"name":%q,"district":%q,"province":%q},"geometry":{"type":"MultiPolygon","coordinates":%s}}`,
			c.code, c.name, c.district, c.province, coordinates)
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// pixelNoData marks pixels without data in the files of this test.
const pixelNoData = "-9999"

func (p *pixels) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "ncols %d\nnrows %d\nxllcorner %.7f\nyllcorner %.7f\ncellsize %.7f\nNODATA_value %s\n", p.cols, p.rows, p.west, p.south, p.step, pixelNoData)
	for row := range p.rows {
		fmt.Fprintln(&b, strings.Join(p.counts[row*p.cols:(row+1)*p.cols], " "))
	}
	return b.Bytes()
}

// outcome is a result with its output files.
type outcome struct {
	*coverage.Result
	files map[string][]byte
}

// analyze writes a region to a fresh folder, loads it and runs it.
func analyze(t tester, r region, workers int) outcome {
	t.Helper()
	dir, err := os.MkdirTemp("", "phusong-law-")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(dir)
	if err := r.write(dir); err != nil {
		t.Fatalf("%v", err)
	}
	return analyzeFolder(t, dir, workers)
}

// analyzeFolder does what the command analyze does, with outputs in memory.
func analyzeFolder(t tester, dir string, workers int) outcome {
	t.Helper()
	d, c := load(t, dir)
	result, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c, Workers: workers})
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	run := report.Run{Version: "test", Criterion: report.CriterionRecord{Label: c.Label(), Definition: c.Definition("en"), Text: c.Text()}}
	run.Fill(result)
	out := outcome{Result: result, files: map[string][]byte{}}
	for _, f := range report.Files(result, run) {
		var b bytes.Buffer
		if err := f.Fill(&b); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out.files[f.Name] = b.Bytes()
	}
	return out
}

func load(t tester, dir string) (*coverage.Dataset, criterion.Criterion) {
	t.Helper()
	reg, err := dataset.ReadRegion(dir)
	if err != nil {
		t.Fatalf("%v", err)
	}
	c, err := criterion.Preset(reg.Criterion)
	if strings.HasSuffix(reg.Criterion, ".yaml") {
		var text []byte
		if text, err = os.ReadFile(filepath.Join(dir, reg.Criterion)); err == nil {
			c, err = criterion.Parse(reg.Criterion, text)
		}
	}
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		t.Fatalf("criterion: %v", err)
	}
	d, err := dataset.Load(dir, reg)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return d, c
}

// figureKey tells the figures of a result apart.
type figureKey struct {
	indicator  string
	technology coverage.Technology
	operator   string
	unit       int
}

func keyOf(f *coverage.Figure) figureKey {
	return figureKey{f.Indicator, f.Technology, f.Operator, f.Unit}
}

// byKey indexes figures and fails on a key that comes twice.
func byKey(t tester, figures []coverage.Figure) map[figureKey]*coverage.Figure {
	t.Helper()
	all := make(map[figureKey]*coverage.Figure, len(figures))
	for i := range figures {
		k := keyOf(&figures[i])
		if all[k] != nil {
			t.Fatalf("figure %v twice", k)
		}
		all[k] = &figures[i]
	}
	return all
}

// describe names a figure for a message.
func describe(d *coverage.Dataset, f *coverage.Figure) string {
	return fmt.Sprintf("%s %s %s of %s %s (covered %v, uncovered %v, unknown %v, total %v)", f.Indicator, f.Technology, f.Operator,
		d.Units[f.Unit].Level, d.Units[f.Unit].Code, f.Covered, f.Uncovered, f.Unknown, f.Total)
}

// fixture loads a region of package fixtures.
func fixture(t testing.TB, name string) (*coverage.Dataset, criterion.Criterion) {
	t.Helper()
	dir, err := fixtures.Dir(name)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, dir)
}
