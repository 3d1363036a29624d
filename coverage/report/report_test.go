package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/coverage/report"
	"phusong/internal/golden"
)

// tiny is a result of two communes with every kind of value that files print:
// an area, a share, an unknown, a negative, a count, a gap with and without
// level, text that CSV and JSON must quote.
func tiny() *coverage.Result {
	box := func(west float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 11}, {west + 0.5, 11}, {west + 0.5, 11.5}, {west, 11.5}, {west, 11}}}}
	}
	two := orb.MultiPolygon{box(106)[0], {{{107, 11}, {107.25, 11}, {107.25, 11.25}, {107, 11}}}}
	d := &coverage.Dataset{Name: "Thử \"nghiệm\", <nhỏ>", Edition: "2025-06", AsOf: "2024-07-11", Leaves: 2,
		Operators: []string{"Viettel"}, Technologies: []coverage.Technology{"4g"},
		Notes:  []string{"population raster outside all units: 0.5 people"},
		Inputs: []coverage.Input{{Role: "boundaries", File: "communes.geojson", Bytes: 123, SHA256: "ab"}},
		Problems: []coverage.Problem{
			{File: "region.yaml", Column: "targets", Value: "targets.yaml", Rule: "region.unused", Action: "targets are not evaluated"},
			{File: "sites.csv", Row: 7, Column: "lon", Value: "1,5\n\"x\"", Rule: "number.invalid", Action: "position read as unknown"}},
		Units: []coverage.AdminUnit{
			{Edition: "2025-06", Code: "00001", Name: "Xã Một", Level: coverage.LevelCommune, Parent: 2, Geometry: box(106), AreaM2: 3_000_000_000_001,
				People: coverage.Known(1234_567891), Households: coverage.Known(300_000000)},
			{Edition: "2025-06", Code: "00002", Name: `Xã "Hai", phường`, Level: coverage.LevelCommune, Parent: 2, Geometry: two, AreaM2: 5_000_000,
				Households: coverage.Count{Value: 5}},
			{Edition: "2025-06", Code: "80", Name: "Tỉnh", Level: coverage.LevelProvince, Parent: -1},
		},
		Sites: []coverage.Site{
			{ID: "S1", Name: "Trạm 1", Located: true, Lon: 106.1234567, Lat: 11.25, Unit: 0, Cells: []coverage.Cell{
				{ID: "S1/01", Operator: "Viettel", Technology: "4g", Band: "B3", FrequencyMHz: 1842.5, BandwidthMHz: 20, EIRPdBm: 63, HeightM: 42, AzimuthDeg: 120, DowntiltDeg: 3, RangeM: 2500},
				{ID: "S1/02", Operator: "Viettel", Technology: "5g", FrequencyMHz: 2550, BandwidthMHz: 100, EIRPdBm: 77, HeightM: 30, Omni: true, Assumed: coverage.AssumedHeight | coverage.AssumedAzimuth}}},
			{ID: "S2", Unit: -1, Cells: []coverage.Cell{{ID: "S2/01", Operator: "Viettel", Technology: "4g", Omni: true}}},
		}}
	figure := func(f coverage.Figure, covered, uncovered, unknown coverage.Micro) coverage.Figure {
		f.Covered, f.Uncovered, f.Unknown, f.Total, f.AsOf = covered, uncovered, unknown, covered+uncovered+unknown, "2024-07-11"
		if f.Technology != "" {
			f.Criterion = "stated-radius#7a2e74d2"
		}
		return f
	}
	mobile := func(indicator, measure string, operator string, unit int) coverage.Figure {
		return coverage.Figure{Indicator: indicator, Technology: "4g", Operator: operator, Unit: unit, Measure: measure, Assumed: 2}
	}
	count := coverage.Figure{Indicator: coverage.BTSLayers, Operator: "any", Unit: 2, Total: coverage.Whole(3), Measure: "layer", CountOnly: true}
	onUnit := count
	onUnit.Unit = 0
	return &coverage.Result{Dataset: d,
		Figures: []coverage.Figure{
			figure(mobile(coverage.MobileArea, "m2", "any", 0), 1, 3_000_000_000_000, 0),
			figure(mobile(coverage.MobileArea, "m2", "any", 2), 1, 3_000_005_000_000, 0),
			figure(mobile(coverage.MobilePopulation, "person", "any", 0), 1234_000000, 567891, 0),
			figure(mobile(coverage.MobilePopulation, "person", "any", 1), 0, 0, 0),
			figure(mobile(coverage.MobilePopulation, "person", "any", 2), 9996_000000, 4_000000, 0),
			figure(mobile(coverage.MobilePopulation, "person", "max", 2), 1, 9999_999999, 0),
			figure(mobile(coverage.MobileHouseholds, "household", "Viettel", 1), 0, 0, 5),
			figure(coverage.Figure{Indicator: coverage.FiberConnected, Unit: 0, Measure: "household"}, 330_000000, -30_000000, 0),
			figure(coverage.Figure{Indicator: coverage.FiberConnected, Unit: 2, Measure: "household"}, 330_000000, -30_000000, 5),
			onUnit, count,
		},
		Gaps: []coverage.Gap{
			{Kind: coverage.GapMobile, Technology: "4g", Operator: "any", Unit: 0, Ordinal: 1, Class: "white", Geometry: box(106), AreaM2: 2_999_999_999_999,
				People: 567891, Households: 1, Anchor: orb.Point{106.00055, 11.4}, NearestSite: "S1", NearestSiteKm: 12.3, HasLevel: true, BestDBm: -112.34, ShortDB: 2.3, Cause: "distance"},
			{Kind: coverage.GapMobile, Technology: "4g", Operator: "any", Unit: 1, Ordinal: 2, Class: "gap", Geometry: two, AreaM2: 1, Cause: "no_station"},
			{Kind: coverage.GapFiber, Unit: 1, Ordinal: 1, Class: "mixed", Geometry: two, AreaM2: 5_000_000, People: 4, Households: 5, Cause: "mixed"},
		},
		Omitted: []coverage.Omitted{
			{Technology: "4g", Operator: "any", Unit: 0, Parts: 1, AreaM2: 2, People: 3, Households: 4, Reason: "hamlets outside their commune"},
			{Unit: 0, Parts: 1, Households: -30_000000, Reason: "more connections than households"}},
		Models: []coverage.ModelUse{{Name: "rma", Source: "a report", Parameters: []coverage.Parameter{{Name: "h", Value: 5}, {Name: "w", Value: 20.5}},
			Validity: propagation.RMa{}.Validity(), Cells: 3, Outside: 15, Predicted: 96}},
		Warnings: []coverage.Warning{{Model: "rma", Rule: "distance above 10 km", Count: 12, Predicted: 96, Outside: 15}},
	}
}

func tinyRun(r *coverage.Result) report.Run {
	run := report.Run{Version: "0.0.0", Criterion: report.CriterionRecord{Label: "stated-radius#7a2e74d2", Definition: "within < 3 km", Text: "id: stated-radius\n"},
		Options: []report.OptionRecord{{Name: "sites.file", Value: "sites.csv"}}}
	run.Fill(r)
	return run
}

// TestFilesGolden pins every byte of every output.
func TestFilesGolden(t *testing.T) {
	r := tiny()
	run := tinyRun(r)
	for _, f := range report.Files(r, run) {
		var b bytes.Buffer
		if err := f.Fill(&b); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		golden.Check(t, filepath.Join("testdata", "tiny", f.Name), b.Bytes())
		for _, bad := range []string{"NaN", "Inf", "e+", "<nil>", "%!"} {
			if strings.Contains(b.String(), bad) {
				t.Errorf("%s holds %s", f.Name, bad)
			}
		}
		if ext := filepath.Ext(f.Name); ext != ".csv" && !json.Valid(b.Bytes()) {
			t.Errorf("%s is not JSON", f.Name)
		}
	}
}

func TestSummaryGolden(t *testing.T) {
	r := tiny()
	run := tinyRun(r)
	var text, asJSON bytes.Buffer
	if err := errors.Join(report.WriteSummary(&text, r, run), report.WriteSummaryJSON(&asJSON, r, run)); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, filepath.Join("testdata", "tiny", "summary.txt"), text.Bytes())
	golden.Check(t, filepath.Join("testdata", "tiny", "summary.json"), asJSON.Bytes())
	if !json.Valid(asJSON.Bytes()) {
		t.Error("the summary is not JSON")
	}
}

// TestHeadlines: ten figures at most, of the largest unit, in order of interest.
func TestHeadlines(t *testing.T) {
	r := tiny()
	r.Figures = nil
	for _, indicator := range []string{coverage.BTSCells, coverage.MobileHamlets, coverage.FiberSubscriptions, coverage.MobileCentres,
		coverage.FiberCommunes, coverage.FiberPassed, coverage.FiberConnected, coverage.MobileArea, coverage.MobileHouseholds, coverage.MobilePopulation, coverage.BTSSites} {
		for unit := range r.Dataset.Units {
			r.Figures = append(r.Figures, coverage.Figure{Indicator: indicator, Technology: "4g", Operator: "any", Unit: unit, Total: 1})
			r.Figures = append(r.Figures, coverage.Figure{Indicator: indicator, Unit: unit, Total: 1}, coverage.Figure{Indicator: indicator, Operator: "any", Unit: unit, Total: 1})
		}
	}
	figures, words := report.Headlines(r)
	if len(figures) != 10 || len(words) != 10 || figures[0].Indicator != coverage.MobilePopulation {
		t.Fatalf("%d headlines, %d words, the first %+v", len(figures), len(words), figures[0])
	}
	for i := range figures {
		if figures[i].Unit != 2 || words[i] == "" {
			t.Errorf("headline %q of unit %d", words[i], figures[i].Unit)
		}
	}
}

// TestFigureRowExact: areas in km2 with all their digits, shares cut and never
// rounded to 100 or 0.
func TestFigureRowExact(t *testing.T) {
	d := tiny().Dataset
	const area, people = "m2", "person"
	for _, test := range []struct {
		measure            string
		covered, uncovered coverage.Micro
		want               string // covered, uncovered, total, percent, unit
	}{
		{area, 1, 0, "0.000000000001 0 0.000000000001 100.000000 km2"},
		{area, 1_234_567_890_123, 876_543, "1.234567890123 0.000000876543 1.234568766666 99.999929 km2"},
		{area, 9_000_000_000_000_000_000, 1, "9000000 0.000000000001 9000000.000000000001 99.999999 km2"},
		{people, 1_000000, 2_000000, "1 2 3 33.333333 person"},
		{people, 9_223_372_036_854_775_806, 1, "9223372036854.775806 0.000001 9223372036854.775807 99.999999 person"},
		{people, 1, 9_223_372_036_854_775_806, "0.000001 9223372036854.775806 9223372036854.775807 0.000001 person"},
		{people, 0, 5, "0 0.000005 0.000005 0.000000 person"},
		{people, 0, 0, "0 0 0  person"},
		{people, 9_996, 4, "0.009996 0.000004 0.01 99.960000 person"},
		{people, 110, -10, "0.00011 -0.00001 0.0001 110.000000 person"},
	} {
		f := coverage.Figure{Covered: test.covered, Uncovered: test.uncovered, Total: test.covered + test.uncovered, Measure: test.measure}
		row := report.FigureRow(d, &f)
		if got := strings.Join([]string{row[7], row[8], row[10], row[11], row[12]}, " "); got != test.want {
			t.Errorf("%v of %v %s: got %q, want %q", test.covered, f.Total, test.measure, got, test.want)
		}
	}
}

// TestFigureRowColumns: a row has the fields of the header, counts have only a
// total, and CSV readers get text back as it was.
func TestFigureRowColumns(t *testing.T) {
	r := tiny()
	var b bytes.Buffer
	if err := report.WriteFigures(&b, r, 2); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(r.Figures)+1 || strings.Join(rows[0], ",") != strings.Join(report.FigureColumns, ",") {
		t.Fatalf("%d rows, header %v", len(rows), rows[0])
	}
	for i, row := range rows[1:] {
		f := &r.Figures[i]
		if row[5] != r.Dataset.Units[f.Unit].Name {
			t.Errorf("row %d: name %q", i+1, row[5])
		}
		if empty := row[7] == "" && row[8] == "" && row[9] == ""; empty != f.CountOnly || row[10] == "" {
			t.Errorf("row %d: %v", i+1, row)
		}
	}
}

// TestGapsReadBack: the properties of gaps.geojson have the types that maps
// expect: numbers as numbers, absent values as null.
func TestGapsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := report.WriteGaps(&b, tiny(), 2); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Features []struct {
			Geometry   struct{ Type string }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for i, want := range []map[string]any{
		{"id": "mobile/4g/any/00001/1", "nearest_site": "S1", "nearest_site_km": 12.3, "best_dbm": -112.34, "short_db": 2.3, "area_km2": 2.999999999999, "anchor_lon": 106.00055, "population": 0.567891},
		{"id": "mobile/4g/any/00002/2", "nearest_site": nil, "nearest_site_km": nil, "best_dbm": nil, "short_db": nil, "area_km2": 1e-12, "population": 0.0},
		{"id": "fiber/00002/1", "technology": nil, "operator": nil, "cause": "mixed", "households": 5e-6, "kind": "fiber"},
	} {
		p := doc.Features[i].Properties
		for name, value := range want {
			if got, there := p[name]; !there || got != value {
				t.Errorf("gap %d: %s is %v (%T), want %v", i, name, got, got, value)
			}
		}
		if kind := doc.Features[i].Geometry.Type; kind != []string{"Polygon", "MultiPolygon", "MultiPolygon"}[i] {
			t.Errorf("gap %d is a %s", i, kind)
		}
	}
}

// TestEmptyResult: a result without figures, gaps and sites gives valid files.
func TestEmptyResult(t *testing.T) {
	r := &coverage.Result{Dataset: &coverage.Dataset{}}
	run := tinyRun(r)
	for _, f := range report.Files(r, run) {
		var b bytes.Buffer
		if err := f.Fill(&b); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if filepath.Ext(f.Name) != ".csv" && !json.Valid(b.Bytes()) {
			t.Errorf("%s is not JSON: %s", f.Name, b.Bytes())
		}
	}
}

// fullDisk takes a number of bytes and then fails.
type fullDisk struct{ left int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		n := d.left
		d.left = 0
		return n, errFull
	}
	d.left -= len(p)
	return len(p), nil
}

// TestFullDisk: wherever the disk runs full, every writer says so.
func TestFullDisk(t *testing.T) {
	r := tiny()
	run := tinyRun(r)
	for _, f := range report.Files(r, run) {
		var whole bytes.Buffer
		if err := f.Fill(&whole); err != nil {
			t.Fatal(err)
		}
		for room := 0; room < whole.Len(); room += 1 + room/7 {
			if err := f.Fill(&fullDisk{room}); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: error %v", f.Name, room, whole.Len(), err)
			}
		}
	}
}

// TestWrite: all files appear together, nothing else, and a second run replaces them.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "out")
	r := tiny()
	run := tinyRun(r)
	for range 2 {
		if err := report.Write(t.Context(), dir, r, run); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "figures.csv figures.json gaps.geojson problems.csv run.json sites.geojson units.geojson" {
		t.Errorf("files: %s", got)
	}
}

// TestWriteFails: what cannot be written whole leaves the old files.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	r := tiny()
	run := tinyRun(r)
	if err := report.Write(t.Context(), dir, r, run); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "figures.csv"))
	if err != nil {
		t.Fatal(err)
	}
	r.Figures = nil
	r.Gaps[0].Geometry = orb.MultiPolygon{{{{1, 2}}}} // not a ring
	if err := report.Write(t.Context(), dir, r, run); err == nil || !strings.Contains(err.Error(), "mobile/4g/any/00001/1") {
		t.Errorf("error %v, want one that names the gap", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "figures.csv"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("a failed write changed figures.csv: %v", err)
	}
}
