package dataset

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

const sharedData = "../../../shared/data/"

// openShared opens a table of the shared data, or skips the test.
func openShared(t testing.TB, name string, env readEnv) *tableRows {
	t.Helper()
	if _, err := os.Stat(sharedData + name); errors.Is(err, os.ErrNotExist) {
		t.Skipf("shared data file %s is not there", name)
	}
	r, err := table.Open(sharedData+name, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	src, err := newTableRows(r, env)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func newEnv(file string, bounds orb.Bound) readEnv {
	return readEnv{File: filepath.Base(file), Bounds: bounds, Found: &findings{}}
}

func countRules(f *findings) map[string]int {
	rules := make(map[string]int)
	for _, p := range coverage.SortProblems(f.Problems) {
		rules[p.Rule]++
	}
	return rules
}

func TestITUExample(t *testing.T) {
	const name = "cells/itu-example/cell-sites.csv"
	env := newEnv(name, orb.Bound{Min: orb.Point{1.15, 38.8}, Max: orb.Point{1.65, 39.15}})
	sites, err := readSites(part{openShared(t, name, env), env})
	if err != nil {
		t.Fatal(err)
	}
	checkSites(t, sites)
	for _, s := range sites {
		if !s.Located || s.Name == "" || s.Cells[0].Assumed&coverage.AssumedHeight != 0 {
			t.Errorf("got %+v", s)
		}
	}
	if rules := countRules(env.Found); len(sites) != 100 || len(rules) != 1 {
		t.Errorf("got %d sites, problems %v", len(sites), rules)
	}
}

// Coordinates and levels of a drive test are read as any other table's.
func TestRecifeSites(t *testing.T) {
	const name = "drive-tests/recife-gsm1800/BTSs_Data.csv"
	env := newEnv(name, orb.Bound{})
	sites, err := readSites(part{openShared(t, name, env), env})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sites {
		c := s.Cells[0]
		if c.Technology != coverage.Tech2G || c.Band != "B3" || c.EIRPdBm != 70.1 || c.Omni || c.Assumed&(coverage.AssumedTilt|coverage.AssumedHeight) != 0 {
			t.Errorf("%s: got %+v", s.ID, c)
		}
	}
	if len(sites) != 4 {
		t.Errorf("got %d sites, want 4", len(sites))
	}
}

// propertyRows is a row source over the properties of GeoJSON features.
type propertyRows struct {
	header []string
	rows   [][]string
}

func (p *propertyRows) Header() []string { return p.header }

func (p *propertyRows) Next() (int, []string, error) {
	if len(p.rows) == 0 {
		return 0, nil, io.EOF
	}
	row := p.rows[0]
	p.rows = p.rows[1:]
	return 1, row, nil
}

func TestTartu(t *testing.T) {
	f, err := os.Open(sharedData + "cells/tartu_celltowers_edu.geojson.gz")
	if err != nil {
		t.Skip("shared data file is not there: ", err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.NewDecoder(unzipped).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	src := &propertyRows{header: []string{"radio", "mcc", "net", "area", "cell", "lon", "lat", "range", "samples"}}
	for _, feature := range doc.Features {
		var row []string
		for _, h := range src.header {
			text, _ := json.Marshal(feature.Properties[h])
			row = append(row, strings.Trim(string(text), `"`))
		}
		src.rows = append(src.rows, row)
	}
	env := newEnv("tartu.geojson", orb.Bound{Min: orb.Point{26, 58}, Max: orb.Point{27.5, 58.8}})
	sites, err := readSites(part{src, env})
	if err != nil {
		t.Fatal(err)
	}
	checkSites(t, sites)
	cells := 0
	for _, s := range sites {
		cells += len(s.Cells)
	}
	rules := countRules(env.Found)
	if cells+rules["row.duplicate"]+rules["cell.duplicate"]+rules["technology.unknown"] != 1996 {
		t.Errorf("got %d cells, problems %v: want 1996 accounted for", cells, rules)
	}
	t.Logf("%d cells, %d sites, problems %v, notes %q", cells, len(sites), rules, env.Found.Notes)
}

// Populations of the merger site: numbers in Vietnamese form, "đang cập nhật", lost zeros.
func TestPublicPopulations(t *testing.T) {
	env := newEnv("provinces.csv", orb.Bound{})
	provinces, err := readCounts(part{openShared(t, "vn-codes/sapnhap_provinces_2025-07-17.csv", env), env})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := provinces["1"].People, coverage.Known(coverage.Whole(8_718_000)); len(provinces) != 34 || got != want {
		t.Errorf("got %d provinces, Ha Noi %v, want %v", len(provinces), got, want)
	}
	env = newEnv("communes.csv", orb.Bound{})
	src := openShared(t, "vn-codes/sapnhap_communes_2025-07-17.csv.gz", env)
	if _, err := readCounts(part{src, env}); err == nil || !strings.Contains(err.Error(), `"ma" and "maxa" both mean code`) {
		t.Errorf("two code columns: got %v", err)
	}
	for i, h := range src.header {
		src.header[i] = map[string]string{"maxa": "code", "dansonguoi": "population"}[h]
		if src.header[i] == "" {
			src.header[i] = fmt.Sprintf("other %d", i)
		}
	}
	communes, err := readCounts(part{src, env})
	if err != nil {
		t.Fatal(err)
	}
	rules := countRules(env.Found)
	t.Logf("%d communes, problems %v, notes %q", len(communes), rules, env.Found.Notes)
	// Nine rows have the code -1; two of them say the same, "đang cập nhật".
	if rules["number.placeholder"] != 65 || rules["code.duplicate"] != 10 || rules["row.duplicate"] != 1 || len(communes) != 3310 {
		t.Errorf("got problems %v", rules)
	}
	if len(env.Found.Notes) != 2 {
		t.Errorf("got notes %q, want one on no-break spaces, one on thousands separators", env.Found.Notes)
	}
}

// Every table of the code lists is read to its end, with the rows it is said to have.
func TestSharedTables(t *testing.T) {
	tests := map[string]int{
		"vn-codes/gso_communes_until_2025-06.csv.gz": 10_035, "vn-codes/gso_districts_until_2025-06.csv.gz": 696,
		"vn-codes/sapnhap_communes_2025-07-17.csv.gz": 3321, "vn-codes/sapnhap_provinces_2025-07-17.csv": 34,
		"vn-codes/old_commune_locations_2025-07-24.csv.gz": 10_040, "vn-codes/gso_communes_at_2018-10-16.csv.gz": 11_162,
		"vn-codes/gso_communes_at_2020-11-01.csv.gz": 10_614, "vn-codes/gso_communes_at_2025-03-01.csv.gz": 10_047,
		"vn-codes/seed_80_territory.csv": 60, "vn-codes/seed_52_territory.csv": 58, "vn-codes/seed_56_territory.csv": 41,
	}
	for name, want := range tests {
		env := newEnv(name, orb.Bound{})
		src := openShared(t, name, env)
		got := 0
		for {
			_, _, err := src.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got++
		}
		if got != want || len(env.Found.Problems) > 0 {
			t.Errorf("%s: got %d rows, problems %v, want %d rows", name, got, countRules(env.Found), want)
		}
	}
}
