package analysis_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// The laws of determinism: the same bytes for any number of workers and any way
// of writing the same input down.

// sameFiles compares outputs byte by byte; names are what to compare, nil for all.
func sameFiles(t tester, what string, got, want outcome, names ...string) {
	t.Helper()
	if names == nil {
		for name := range want.files {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if !bytes.Equal(got.files[name], want.files[name]) {
			t.Fatalf("%s: %s differs\n%s", what, name, firstChange(got.files[name], want.files[name]))
		}
	}
}

func firstChange(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			return "got  " + string(g[i]) + "\nwant " + string(w[i])
		}
	}
	return "one is longer"
}

// figureFiles are the outputs that do not name rows or digests of input.
var figureFiles = []string{"figures.csv", "units.geojson", "gaps.geojson", "sites.geojson"}

// sameFiguresJSON compares figures.json but for the digests of the input.
func sameFiguresJSON(t tester, what string, got, want outcome) {
	t.Helper()
	var texts [2][]byte
	for i, o := range []outcome{got, want} {
		var doc map[string]json.RawMessage
		if err := json.Unmarshal(o.files["figures.json"], &doc); err != nil {
			t.Fatalf("figures.json: %v", err)
		}
		delete(doc, "inputs")
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatalf("%v", err)
		}
		texts[i] = text
	}
	if !bytes.Equal(texts[0], texts[1]) {
		t.Fatalf("%s: figures.json differs", what)
	}
}

// problemsWithoutRows is problems.csv sorted, without the column row and without
// words that name a row.
func problemsWithoutRows(t tester, o outcome, without ...string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(o.files["problems.csv"])).ReadAll()
	if err != nil {
		t.Fatalf("problems.csv: %v", err)
	}
	var kept [][]string
	for _, row := range rows {
		row[1] = ""
		if row[4] == "row.duplicate" {
			row[5] = "" // names the other row
		}
		if !slices.Contains(without, row[4]) {
			kept = append(kept, row)
		}
	}
	slices.SortFunc(kept, slices.Compare)
	return kept
}

func sameProblems(t tester, what string, got, want outcome, without ...string) {
	t.Helper()
	g, w := problemsWithoutRows(t, got, without...), problemsWithoutRows(t, want, without...)
	if !slices.EqualFunc(g, w, slices.Equal) {
		t.Fatalf("%s: problems differ\n got %v\nwant %v", what, g, w)
	}
}

// TestWorkersChangeNothing: one, two and seven workers write the same bytes.
func TestWorkersChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		r.resolution = min(r.resolution, 0.002) // several tiles
		want := analyze(t, r, 1)
		for _, workers := range []int{2, 7} {
			sameFiles(t, "workers", analyze(t, r, workers), want)
		}
	})
}

// TestOrderChangesNothing: shuffled rows of every table, shuffled features,
// reversed rings, rings that start elsewhere.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		want := analyze(t, r, 2)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 2))
		shuffled := r.clone()
		for _, rows := range [][][]string{shuffled.sites, shuffled.counts, shuffled.fiber, shuffled.hamlets, shuffled.centres, shuffled.clusters, shuffled.measured} {
			rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		rng.Shuffle(len(shuffled.communes), func(i, j int) {
			shuffled.communes[i], shuffled.communes[j] = shuffled.communes[j], shuffled.communes[i]
		})
		got := analyze(t, shuffled, 2)
		sameFiles(t, "shuffled", got, want, figureFiles...)
		sameFiguresJSON(t, "shuffled", got, want)
		sameProblems(t, "shuffled", got, want)

		turned := r.clone()
		for _, c := range turned.communes {
			rng.Shuffle(len(c.polygon), func(i, j int) { c.polygon[i], c.polygon[j] = c.polygon[j], c.polygon[i] })
			for _, p := range c.polygon {
				for k, ring := range p {
					open := ring[:len(ring)-1]
					start := rng.IntN(len(open))
					ring = append(slices.Concat(open[start:], open[:start]), open[start])
					if rng.IntN(2) == 0 {
						slices.Reverse(ring)
					}
					p[k] = ring
				}
			}
		}
		got = analyze(t, turned, 2)
		sameFiles(t, "turned rings", got, want, figureFiles...)
		sameFiguresJSON(t, "turned rings", got, want)
	})
}

// TestSiteTwice: a site that is listed twice changes no figure and no map, and
// is reported.
func TestSiteTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		if len(r.sites) == 0 {
			t.Skip("no site")
		}
		want := analyze(t, r, 2)
		twice := r.clone()
		again := twice.sites[rapid.IntRange(0, len(r.sites)-1).Draw(t, "site")]
		twice.sites = slices.Insert(twice.sites, rapid.IntRange(0, len(r.sites)).Draw(t, "at"), again)
		got := analyze(t, twice, 2)
		sameFiles(t, "site twice", got, want, figureFiles...)
		sameFiguresJSON(t, "site twice", got, want)
		count := func(o outcome) int {
			n := 0
			for _, p := range o.Dataset.Problems {
				if p.Rule == "row.duplicate" && p.File == "sites.csv" {
					n++
				}
			}
			return n
		}
		if count(got) != count(want)+1 {
			t.Fatalf("%d duplicate rows reported, want %d", count(got), count(want)+1)
		}
		sameProblems(t, "site twice", got, want, "row.duplicate")
	})
}

// TestAddThenRemove: a region with one more site and without it again gives the
// original bytes, in one folder.
func TestAddThenRemove(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		var outcomes []outcome
		for _, more := range []int{0, 1, 0} {
			changed := r.clone()
			for range more {
				changed.sites = append(changed.sites, newSite(t, r))
			}
			if err := changed.write(dir); err != nil {
				t.Fatalf("%v", err)
			}
			outcomes = append(outcomes, analyzeFolder(t, dir, 2))
		}
		sameFiles(t, "added and removed", outcomes[2], outcomes[0])
	})
}

// newSite draws one more station in the region, of an operator that is there.
func newSite(t *rapid.T, r region) []string {
	c := rapid.SampledFrom(r.communes).Draw(t, "commune of the new site")
	m := middle(c.polygon[0][0])
	operator := operators[0]
	if len(r.sites) > 0 {
		operator = rapid.SampledFrom(r.sites).Draw(t, "operator of")[siteOperator]
	}
	row := []string{"new", operator, rapid.SampledFrom(technologies).Draw(t, "technology"), degrees(m[0]), degrees(m[1]),
		"30", "", "", "50.0", "2500", ""}
	return row
}

// TestResultIsSorted: units by level and code, figures and gaps in the order of
// their keys, so that files compare by line.
func TestResultIsSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 2)
		leaves := out.Dataset.Units[:out.Dataset.Leaves]
		if !slices.IsSortedFunc(leaves, func(a, b coverage.AdminUnit) int { return strings.Compare(a.Code, b.Code) }) {
			t.Fatalf("units are not sorted by code")
		}
		for i := 1; i < len(out.Figures); i++ {
			a, b := &out.Figures[i-1], &out.Figures[i]
			if family(a) != family(b) {
				continue // mobile, then fibre, then stations
			}
			if a.Indicator > b.Indicator || a.Indicator == b.Indicator && a.Technology > b.Technology ||
				a.Indicator == b.Indicator && a.Technology == b.Technology && a.Operator == b.Operator && a.Unit >= b.Unit {
				t.Fatalf("out of order: %s then %s", describe(out.Dataset, a), describe(out.Dataset, b))
			}
		}
		for i := 1; i < len(out.Gaps); i++ {
			a, b := &out.Gaps[i-1], &out.Gaps[i]
			if a.Kind == b.Kind && a.Technology == b.Technology && a.Operator == b.Operator &&
				(a.Unit > b.Unit || a.Unit == b.Unit && (b.Ordinal != a.Ordinal+1 || a.Households < b.Households)) {
				t.Fatalf("gaps out of order: unit %d rank %d, then unit %d rank %d", a.Unit, a.Ordinal, b.Unit, b.Ordinal)
			}
		}
	})
}

// family is the part of an indicator before the dot.
func family(f *coverage.Figure) string {
	name, _, _ := strings.Cut(f.Indicator, ".")
	return name
}
