package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/report"
)

// technologyResult has figures of people for every technology in every rule, and of fibre.
func technologyResult(technologies ...coverage.Technology) *coverage.Result {
	r := tiny()
	r.Dataset.Technologies = technologies
	r.Figures = nil
	for _, t := range technologies {
		for _, indicator := range []string{coverage.MobilePopulation, coverage.MobileCommunes} {
			r.Figures = append(r.Figures, coverage.Figure{Indicator: indicator, Technology: t, Operator: "any", Unit: 2, Covered: 1, Total: 1})
		}
	}
	r.Figures = append(r.Figures, coverage.Figure{Indicator: coverage.FiberPassed, Unit: 2, Covered: 1, Total: 1},
		coverage.Figure{Indicator: coverage.BTSSites, Operator: "any", Unit: 2, CountOnly: true})
	return r
}

// TestHeadlinesOfTechnologies: 4G and 5G come first where there are figures of
// them, else what the region lists takes their place.
func TestHeadlinesOfTechnologies(t *testing.T) {
	for _, test := range []struct {
		technologies []coverage.Technology
		want         string
	}{
		{coverage.MobileTechnologies(), "4G, people, any operator; 5G, people, any operator; fibre, households passed; 5G, communes with a station; station sites"},
		{[]coverage.Technology{"3g"}, "3G, people, any operator; fibre, households passed; station sites"},
		{[]coverage.Technology{"4g+"}, "4G+, people, any operator; fibre, households passed; station sites"},
		{[]coverage.Technology{"2g", "3g"}, "2G, people, any operator; 3G, people, any operator; fibre, households passed; 3G, communes with a station; station sites"},
		{[]coverage.Technology{"2g", "3g", "5g"}, "5G, people, any operator; 2G, people, any operator; fibre, households passed; 2G, communes with a station; station sites"},
		{[]coverage.Technology{"2g", "4g", "5g"}, "4G, people, any operator; 5G, people, any operator; fibre, households passed; 5G, communes with a station; station sites"},
		{nil, "fibre, households passed; station sites"},
	} {
		_, words := report.Headlines(technologyResult(test.technologies...))
		if got := strings.Join(words, "; "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.technologies, got, test.want)
		}
	}
}

func summary(t *testing.T, r *coverage.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteSummary(&b, r, tinyRun(r)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestSummaryWithoutStations: nothing of mobile coverage is shown, and why.
func TestSummaryWithoutStations(t *testing.T) {
	r := technologyResult("4g")
	r.Dataset.Sites = nil
	got := summary(t, r)
	if !strings.Contains(got, "no stations given: no mobile figures\n") || strings.Contains(got, "4G") || strings.Contains(got, "station sites") {
		t.Errorf("got\n%s", got)
	}
	if strings.Contains(summary(t, technologyResult("4g")), "no stations") {
		t.Error("stations are given, and the summary says that none are")
	}
}

// TestSummaryOfNothing: a share of nothing, or one of which all is unknown, is no
// number, and the reason is said; so is which communes lack what.
func TestSummaryOfNothing(t *testing.T) {
	r := tiny()
	r.Figures = []coverage.Figure{
		{Indicator: coverage.MobilePopulation, Technology: "4g", Operator: "any", Unit: 2, Measure: "person"},
		{Indicator: coverage.FiberConnected, Unit: 2, Unknown: 5_000000, Total: 5_000000, Measure: "household"},
		{Indicator: coverage.FiberPassed, Unit: 2, Uncovered: 5_000000, Total: 5_000000, Measure: "household"},
		{Indicator: coverage.BTSLayers, Operator: "any", Unit: 2, Measure: "layer", CountOnly: true},
	}
	got := summary(t, r)
	for _, want := range []string{"4G, people, any operator      n/a ", "fibre, households connected      n/a ", "fibre, households passed   0.00 %",
		"n/a: the total is 0", "n/a: all of the total is unknown", "1 of 2 communes without population count\n", "1 of 2 communes without household count\n", "2 of 2 communes without fibre report\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for i := range r.Dataset.Units[:2] {
		u := &r.Dataset.Units[i]
		u.People, u.Households, u.Fiber = coverage.Known(1), coverage.Known(1), &coverage.FiberAccess{}
	}
	r.Figures = r.Figures[2:]
	if got := summary(t, r); strings.Contains(got, "without") || strings.Contains(got, "n/a") {
		t.Errorf("nothing is missing, and the summary says so:\n%s", got)
	}
}

// TestFiguresJSONNumbers: quantities below zero, below one and of counts alone are
// JSON numbers with the digits of figures.csv.
func TestFiguresJSONNumbers(t *testing.T) {
	r := tiny()
	r.Figures = []coverage.Figure{
		{Indicator: coverage.FiberConnected, Covered: 1_500000, Uncovered: -500000, Total: 1_000000, Measure: "household"},
		{Indicator: coverage.FiberConnected, Covered: 30_000001, Uncovered: -30_000001, Total: 0, Measure: "household"},
		{Indicator: coverage.MobileArea, Covered: 5, Uncovered: -1, Total: 4, Measure: "m2"},
		{Indicator: coverage.BTSCells, Total: 0, Measure: "cell", CountOnly: true},
	}
	var b bytes.Buffer
	if err := report.WriteFiguresJSON(&b, r, tinyRun(r)); err != nil {
		t.Fatal(err)
	}
	var doc struct{ Figures []map[string]any }
	d := json.NewDecoder(&b)
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for i, want := range []map[string]string{
		{"covered": "1.5", "uncovered": "-0.5", "unknown": "0", "total": "1", "percent": "150.000000"},
		{"covered": "30.000001", "uncovered": "-30.000001", "unknown": "0", "total": "0"},
		{"covered": "0.000000000005", "uncovered": "-0.000000000001", "unknown": "0", "total": "0.000000000004", "percent": "125.000000"},
		{"total": "0"},
	} {
		for _, name := range []string{"covered", "uncovered", "unknown", "total", "percent"} {
			value, there := doc.Figures[i][name]
			text, there2 := want[name]
			if there != there2 || there && value != json.Number(text) {
				t.Errorf("figure %d: %s is %v, want %q", i, name, value, text)
			}
		}
	}
}
