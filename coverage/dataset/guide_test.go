package dataset

import (
	"path/filepath"
	"slices"
	"testing"

	"phusong/coverage"
)

// TestGuideFolder: one workbook is the table of households and that of fibre, each
// with its own columns, notes and problems; the date stands in a line over the table.
func TestGuideFolder(t *testing.T) {
	dir := filepath.Join("..", "..", "fixtures", "guide")
	region, _, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	const book = "ho-cap-quang.xlsx"
	if len(region.Households) != 1 || region.Households[0].File != book || len(region.Fiber) != 1 || region.Fiber[0].File != book {
		t.Errorf("households are %v, fibre %v: want both from %s", region.Households, region.Fiber, book)
	}
	if region.AsOf != "2025-06-30" || region.Sites[0].Operator != "Viettel" {
		t.Errorf("as of %s, operator %s", region.AsOf, region.Sites[0].Operator)
	}
	d, err := Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(d.Problems, coverage.Problem{}) {
		t.Error("an empty problem")
	}
	for _, want := range []coverage.Table{{Role: "households", Rows: 31, Rejected: 1}, {Role: "fiber", Rows: 31, Rejected: 1, Doubtful: 1}, {Role: "sites", Rows: 56, Rejected: 3, Doubtful: 2}} {
		i := slices.IndexFunc(d.Tables, func(x coverage.Table) bool { return x.Role == want.Role })
		if i < 0 {
			t.Fatalf("no table of %s", want.Role)
		}
		got := d.Tables[i]
		if got.Rows != want.Rows || got.Rejected != want.Rejected || got.Doubtful != want.Doubtful {
			t.Errorf("%s: %d rows, %d rejected, %d doubtful; want %d, %d, %d", want.Role, got.Rows, got.Rejected, got.Doubtful, want.Rows, want.Rejected, want.Doubtful)
		}
		if distinct := slices.Compact(slices.Sorted(slices.Values(got.Decisions))); len(distinct) != len(got.Decisions) {
			t.Errorf("%s: decisions are said twice: %q", want.Role, got.Decisions)
		}
	}
	for _, p := range d.Problems {
		if p.Rule == "column.unknown" && p.File == book && p.Value != "STT" {
			t.Errorf("column %s is read in one role, and a problem of the other", p.Value)
		}
	}
}

// TestCodePropertyByName: areas and counts of people are not taken for codes because
// a table of another place, or of the nation, holds their numbers.
func TestCodePropertyByName(t *testing.T) {
	p := &polygonFile{polygons: 4, values: map[string]map[string]int{}}
	for i, code := range []string{"22327", "22330", "22333", "22336"} {
		p.add("area_km2", []string{"101", "102", "103", "104.5"}[i])
		p.add("people", []string{"901", "902", "903", "904"}[i])
		p.add("code", code)
	}
	table := map[string]bool{"22327": true, "901": true, "902": true, "101": true, "102": true, "103": true}
	if property, _, known := p.codeProperty(table); property != "code" || !known {
		t.Errorf("codes are taken from %s", property)
	}
	table = map[string]bool{"901": true, "902": true, "903": true, "904": true}
	if property, matched, _ := p.codeProperty(table); property != "people" || matched != 4 {
		t.Errorf("the codes of the table stand in people; taken from %s, %d found", property, matched)
	}
}

// TestSheetsListedOneByOne: sheets of a workbook that are entries of their own keep
// their problems and notes apart.
func TestSheetsListedOneByOne(t *testing.T) {
	dir := filepath.Join("..", "..", "fixtures", "dirty", "sheets")
	region, err := ReadRegion(dir)
	if err != nil {
		t.Fatal(err)
	}
	file := region.Sites[0].File
	region.Sites = TableFiles{{File: file, Sheet: "Viettel"}, {File: file, Sheet: "VNPT"}}
	d, err := Load(dir, region)
	if err != nil {
		t.Fatal(err)
	}
	var sheets []string
	for _, table := range d.Tables {
		sheets = append(sheets, table.File+" "+table.Sheet)
	}
	if want := []string{file + " VNPT", file + " Viettel"}; !slices.Equal(sheets, want) {
		t.Errorf("tables %q, want %q", sheets, want)
	}
}
