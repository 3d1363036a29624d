package dataset

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// squareRegion is a region of one commune, 00097, with a table of stations and one of counts.
func squareRegion(t interface{ Fatal(...any) }, dir, sites, counts string) Region {
	files := map[string]string{
		"communes.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"00097"},"geometry":{"type":"Polygon","coordinates":[[[106,11],[106.1,11],[106.1,11.1],[106,11.1],[106,11]]]}}]}`,
		"sites.csv":        sites, "counts.csv": counts,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return Region{Name: "Square", Edition: "2025-07", AsOf: "2025", Boundaries: Boundaries{File: "communes.geojson", Code: "code"},
		Sites: TableFiles{{File: "sites.csv"}}, Households: TableFiles{{File: "counts.csv"}}}
}

// writeQuarantine writes a quarantine as phusong does, for reading it back.
func writeQuarantine(t interface{ Fatal(...any) }, path string, q coverage.Quarantine, change func(row int, fields []string) []string) {
	rows := [][]string{append(slices.Clone(q.Header), rowColumn, hashColumn)}
	for i, r := range q.Rows {
		fields := make([]string, len(q.Header))
		copy(fields, change(i, slices.Clone(r.Fields)))
		for j := range fields {
			fields[j] = coverage.Guard(fields[j])
		}
		rows = append(rows, append(fields, r.Row, r.Hash))
	}
	var b bytes.Buffer
	if err := table.WriteCSV(&b, ';', rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func mustLoad(t interface{ Fatal(...any) }, dir string, r Region) *coverage.Dataset {
	d, err := Load(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestCorrectionLaw: quarantine, correct, read back gives the data set of the table
// put right by hand; read back as it was written it gives the same problems. Cells
// that are filled down are left out: a row in quarantine is complete in itself, and
// putting right the row above by hand changes those below.
func TestCorrectionLaw(t *testing.T) {
	const header = "site_id,operator,technology,lon,lat,height_m,note"
	good := rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("S%d,Viettel,%s,106.0%d,11.0%d,%d,", rapid.IntRange(1, 30).Draw(t, "id"), rapid.SampledFrom([]string{"4g", "5g"}).Draw(t, "technology"),
			rapid.IntRange(1, 9).Draw(t, "lon"), rapid.IntRange(1, 9).Draw(t, "lat"), rapid.IntRange(10, 60).Draw(t, "height"))
	})
	bad := rapid.SampledFrom([]string{"S1,Viettel,6g,106.05,11.05,30,x", "S2,VNPT,4g,106.05,0,30,\"=1+1\"", "S3,VNPT,4g,,,30,-", "S4,VNPT,4g,106.05,11.05,đang cập nhật,",
		"S5,VNPT,4g,133,11,'@x,", "S6,VNPT,4g,106.01,11.01"})
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "rows")
		var wrong, right []string
		for i := range n {
			row := good.Draw(t, "good")
			right = append(right, row)
			if rapid.Bool().Draw(t, "broken") {
				row = bad.Draw(t, "bad")
			}
			wrong = append(wrong, row)
			_ = i
		}
		text := func(rows []string) string { return header + "\n" + strings.Join(rows, "\n") + "\n" }
		region := squareRegion(t, dir, text(wrong), "code,households\n00097,5\n")
		before := mustLoad(t, dir, region)
		i := slices.IndexFunc(before.Quarantine, func(q coverage.Quarantine) bool { return q.Role == "sites" })
		if i < 0 {
			return
		}
		q := before.Quarantine[i]

		region.Sites[0].Corrections = Paths{"fix.csv"}
		writeQuarantine(t, filepath.Join(dir, "fix.csv"), q, func(_ int, f []string) []string { return f })
		same := mustLoad(t, dir, region)
		if diff := cmp.Diff(before.Problems, same.Problems) + cmp.Diff(before.Sites, same.Sites) + cmp.Diff(before.Quarantine, same.Quarantine); diff != "" {
			t.Fatalf("read back as it was written (-want +got):\n%s", diff)
		}

		// By hand: the rows in quarantine, and no others, are put right.
		byHand := slices.Clone(wrong)
		writeQuarantine(t, filepath.Join(dir, "fix.csv"), q, func(i int, _ []string) []string {
			var row int
			fmt.Sscan(q.Rows[i].Row, &row)
			byHand[row-2] = right[row-2]
			return strings.Split(right[row-2], ",")
		})
		got := mustLoad(t, dir, region)
		region = squareRegion(t, dir, text(byHand), "code,households\n00097,5\n")
		want := mustLoad(t, dir, region)
		if diff := cmp.Diff(want.Sites, got.Sites) + cmp.Diff(want.Problems, got.Problems) + cmp.Diff(want.Quarantine, got.Quarantine); diff != "" {
			t.Fatalf("put right in quarantine, against by hand (-want +got):\n%s", diff)
		}
	})
}

func TestCorrectionsDropAndAdd(t *testing.T) {
	dir := t.TempDir()
	region := squareRegion(t, dir, "site_id,lon,lat\nA,106.05,11.05\nB,133,11.05\nC,106.06,11.06\n", "code,households\n00097,5\n")
	fix := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	hash := rowHash([]string{"B", "133", "11.05"})
	region.Sites[0].Corrections = Paths{"fix.csv"}
	fix("fix.csv", "lat,site_id,phusong_row,phusong_action,phusong_hash,lon\n,,3.0,Bỏ,"+hash+",\n11.07,D,,,,106.07\n11.08,E,,,,999\n")
	d := mustLoad(t, dir, region)
	var ids []string
	for _, s := range d.Sites {
		ids = append(ids, s.ID)
	}
	if !slices.Equal(ids, []string{"A", "C", "D"}) {
		t.Errorf("sites %v, want A, C, D", ids)
	}
	if want := "sites.csv: corrections fix.csv: 1 rows changed, 1 left out, 2 added"; !slices.Contains(d.Notes, strings.Replace(want, "1 rows changed", "0 rows changed", 1)) {
		t.Errorf("notes %q", d.Notes)
	}
	// The new row that is wrong is in quarantine under its own name, and a second
	// file of corrections puts it right.
	q := d.Quarantine[0]
	if len(q.Rows) != 1 || q.Rows[0].Row != "fix.csv:4" || q.Rows[0].Problems[0].File != "fix.csv" || q.Rows[0].Problems[0].Row != 4 {
		t.Fatalf("quarantine %v", q.Rows)
	}
	region.Sites[0].Corrections = Paths{"fix.csv", "fix2.csv"}
	fix("fix2.csv", "lon,phusong_row\n106.08,fix.csv:4\n")
	if d = mustLoad(t, dir, region); len(d.Sites) != 4 || len(d.Quarantine) != 0 {
		t.Errorf("%d sites, quarantine %v", len(d.Sites), d.Quarantine)
	}
}

func TestCorrectionMistakes(t *testing.T) {
	dir := t.TempDir()
	region := squareRegion(t, dir, "site_id,lon,lat\nA,106.05,11.05\nB,133,11.05\n", "code,households\n00097,5\n")
	region.Sites[0].Corrections = Paths{"fix.csv"}
	for text, want := range map[string]string{
		"site_id,lon,lat\nB,106.01,11.05\n":                    "no column phusong_row",
		"site_id,lng,phusong_row\nB,106.01,3\n":                `the table has no column "lng"`,
		"site_id,phusong_row,phusong_hash\nB,3,000000000000\n": "rows 3",
		"site_id,phusong_row\nB,3\nB,2\n":                      "have no phusong_hash for rows 2, 3",
		"site_id,phusong_row,phusong_hash\nB,3,\n":             "have no phusong_hash for rows 3",
		"site_id,phusong_row,phusong_hash\nB,9,f00\n":          "rows 9",
		"site_id,phusong_row\nB,x\n":                           `phusong_row is "x"`,
		"site_id,phusong_row\nB,3\nB,3\n":                      "phusong_row 3 stands in row 2 already",
		"site_id,phusong_row,phusong_action\nB,3,keep\n":       `phusong_action is "keep"`,
		"": "empty",
	} {
		if err := os.WriteFile(filepath.Join(dir, "fix.csv"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir, region); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "fix.csv") {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestGuard(t *testing.T) {
	for text, want := range map[string]string{"=1": "'=1", "+84": "'+84", "-": "'-", "@x": "'@x", "'=1": "''=1", "'x": "'x", "x=1": "x=1", "": "", "\t=": "'\t=", "'": "'"} {
		if got := coverage.Guard(text); got != want {
			t.Errorf("Guard(%q): got %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@x 1\t＝"))).Draw(t, "text")
		if got := coverage.Unguard(coverage.Guard(text)); got != text {
			t.Fatalf("Unguard(Guard(%q)): got %q", text, got)
		}
	})
}

// TestCorrectionsOfSheets: sheets of one workbook have columns of their own, and one
// file of corrections for each.
func TestCorrectionsOfSheets(t *testing.T) {
	dir := t.TempDir()
	region := squareRegion(t, dir, "", "code,households\n00097,5\n")
	f := excelize.NewFile()
	defer f.Close()
	sheets := map[string][][]string{
		"Bắc": {{"Mã trạm", "Kinh độ", "Vĩ độ"}, {"B1", "106.05", "11.05"}, {"B2", "133", "11.05"}},
		"Nam": {{"Vĩ độ", "Kinh độ", "Mã trạm", "Công nghệ"}, {"11.06", "106.06", "N1", "6G"}},
	}
	for _, name := range []string{"Bắc", "Nam"} { // the order of the quarantine is that of the sheets
		rows := sheets[name]
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(filepath.Join(dir, "tram.xlsx")); err != nil {
		t.Fatal(err)
	}
	region.Sites = TableFiles{{File: "tram.xlsx", Sheet: AllSheets, Operator: "VNPT"}}
	d := mustLoad(t, dir, region)
	if len(d.Quarantine) != 2 || d.Quarantine[0].Sheet != "Bắc" || d.Quarantine[1].Sheet != "Nam" || !d.Quarantine[0].Spreadsheet {
		t.Fatalf("quarantine %v", d.Quarantine)
	}
	for i, change := range []func([]string) []string{
		func(f []string) []string { f[1] = "106.07"; return f },
		func(f []string) []string { f[3] = "5G"; return f },
	} {
		q := d.Quarantine[i]
		name := fmt.Sprintf("fix%d.csv", i)
		rows := [][]string{append(slices.Clone(q.Header), rowColumn, sheetColumn, hashColumn), append(change(slices.Clone(q.Rows[0].Fields)), q.Rows[0].Row, q.Sheet, q.Rows[0].Hash)}
		var b bytes.Buffer
		if err := table.WriteCSV(&b, ',', rows); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		region.Sites[0].Corrections = append(region.Sites[0].Corrections, name)
	}
	d = mustLoad(t, dir, region)
	if len(d.Sites) != 3 || len(d.Quarantine) != 0 {
		t.Errorf("%d sites, quarantine %v, problems %v", len(d.Sites), d.Quarantine, d.Problems)
	}
}

// A hash that is all digits, or digits around an e, would come back from a spreadsheet as
// another number.
func TestRowHashIsNoNumber(t *testing.T) {
	for i := range 2000 {
		if hash := rowHash([]string{fmt.Sprint(i)}); len(hash) != 13 || hash[0] != 'h' {
			t.Fatalf("got %q", hash)
		}
	}
	if a, b := rowHash([]string{"1", "2", " "}), rowHash([]string{"1", "2"}); a != b {
		t.Errorf("trailing empty fields count: %q, %q", a, b)
	}
	if rowHash([]string{"1", "2"}) == rowHash([]string{"12"}) || rowHash([]string{"", "1"}) == rowHash([]string{"1"}) {
		t.Error("where fields end does not count")
	}
}
