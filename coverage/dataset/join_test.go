package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
)

// namedRegion writes squares with a code, a name, a district and a province, and
// other files, and gives its folder.
func namedRegion(t *testing.T, units [][4]string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	var features []string
	for i, u := range units {
		x0, x1 := 106+float64(i)/100, 106+float64(i+1)/100
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"name":%q,"district":%q,"province":%q},"geometry":{"type":"Polygon","coordinates":`+
			`[[[%.2f,10],[%.2f,10],[%.2f,10.01],[%.2f,10.01],[%.2f,10]]]}}`, u[0], u[1], u[2], u[3], x0, x1, x1, x0, x0))
	}
	files["communes.geojson"] = `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const namedYAML = "name: R\nedition: \"2025-07\"\nas_of: 2025-08\nboundaries: {file: communes.geojson, code: code, name: name, parent_name: district, province_name: province}\n"

func loadNamed(t *testing.T, units [][4]string, extra string, files map[string]string) (*coverage.Dataset, error) {
	t.Helper()
	dir := namedRegion(t, units, files)
	region, err := ParseRegion([]byte(namedYAML + extra))
	if err != nil {
		t.Fatal(err)
	}
	return Load(dir, region)
}

var sixUnits = [][4]string{
	{"00001", "Phường Một", "Quận A", "Tỉnh P"}, {"00002", "Xã Hòa Bình", "Huyện B", "Tỉnh P"}, {"00003", "Xã Mỹ Lộc", "Huyện B", "Tỉnh P"},
	{"00004", "Phường 4", "Quận A", "Tỉnh P"}, {"00005", "Xã Hòa Bình", "Huyện C", "Tỉnh P"}, {"00006", "Xã Ia K'Rêl", "Huyện C", "Tỉnh P"},
}

func ruleCounts(d *coverage.Dataset) map[string]int {
	rules := map[string]int{}
	for _, p := range d.Problems {
		rules[p.Rule]++
	}
	return rules
}

func TestTableOfAnotherEdition(t *testing.T) {
	table := "code,name,households\n00001,Phường Hai,10\n00002,Xã Ba,20\n00003,Mĩ Lộc,30\n00004,Phường 04,40\n00005,Hoà Bình,50\n00009,Xã Chín,90\n"
	old := "code,name\n00001,Phường Hai\n00002,Xã Ba\n00003,Xã Mỹ Lộc\n00004,Phường 4\n00005,Xã Hòa Bình\n00009,Xã Chín\n"
	for _, c := range []struct {
		extra string
		want  []string
	}{
		{"", []string{"2 of 5 rows call the unit of their code by another name than the boundaries of edition 2025-07",
			`row 2: 00001 is "Phường Hai" here, "Phường Một" in the boundaries`, `row 3: 00002`, "phusong crosswalk restate"}},
		{"codes: [{file: old.csv, edition: \"2025-06\"}]\n", []string{"households.csv: these are codes of 2025-06, the boundaries are of 2025-07", "phusong crosswalk restate --from 2025-06 --to 2025-07"}},
	} {
		_, err := loadNamed(t, sixUnits, "households: {file: households.csv}\n"+c.extra, map[string]string{"households.csv": table, "old.csv": old})
		var edition *EditionError
		var load *LoadError
		if !errors.As(err, &edition) || !errors.As(err, &load) || len(edition.Mismatches) != 2 {
			t.Fatalf("got %v", err)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nlacks %s", err, want)
			}
		}
		names := 0
		for _, p := range load.Problems {
			if p.Rule == "code.name" {
				names++
			}
		}
		if names != 2 {
			t.Errorf("%d problems code.name, want 2", names)
		}
	}
}

// Without names the codes themselves tell, where lists of both editions are given.
func TestCodesOfAnotherEditionWithoutNames(t *testing.T) {
	own := "code,name\n00001,Phường Một\n00002,Xã Hòa Bình\n00003,Xã Mỹ Lộc\n00004,P4\n00005,Xã Hòa Bình\n00006,Xã Ia K'Rêl\n01001,Xã Tỉnh Khác\n01002,Xã Xa\n01003,Xã Xa Hơn\n"
	old := "code,name\n00001,A\n00002,B\n00003,C\n00007,D\n00008,E\n01001,F\n01002,G\n01003,H\n"
	lists := "codes: [{file: own.csv, edition: \"2025-07\"}, {file: old.csv, edition: \"2025-06\"}]\nhouseholds: {file: h.csv}\n"
	load := func(table string) error {
		_, err := loadNamed(t, sixUnits, lists, map[string]string{"own.csv": own, "old.csv": old, "h.csv": table})
		return err
	}
	if err := load("code,households\n00001,1\n00002,2\n00003,3\n00007,7\n00008,8\n"); err == nil ||
		!strings.Contains(err.Error(), "h.csv: 2 of 5 codes are of 2025-06, the boundaries are of 2025-07") || !strings.Contains(err.Error(), "row 5: 00007 is no code of 2025-07; in 2025-06 it is D") {
		t.Errorf("got %v", err)
	}
	if err := load("code,households\n00001,1\n00002,2\n01001,3\n01002,7\n01003,8\n"); err != nil {
		t.Errorf("a table of the nation: %v", err)
	}
}

// Stations have positions: they need no crosswalk, only no wrong codes.
func TestSitesOfAnotherEdition(t *testing.T) {
	_, err := loadNamed(t, sixUnits, "sites: {file: s.csv}\n", map[string]string{"s.csv": "site_id,mã xã,tên xã,lon,lat\nS1,00001,Phường Hai,106.005,10.005\nS2,00002,Xã Ba,106.015,10.005\n"})
	if err == nil || !strings.Contains(err.Error(), "s.csv: 2 of 2 rows have a commune code of another edition, the boundaries are of 2025-07: take the column of codes out") {
		t.Errorf("got %v", err)
	}
}

func TestStatedEdition(t *testing.T) {
	_, err := loadNamed(t, sixUnits, "households: {file: h.csv}\n", map[string]string{"h.csv": "code,edition,households\n00001,2025-06,1\n"})
	if err == nil || !strings.Contains(err.Error(), "h.csv: row 2 says that its code is of edition 2025-06") {
		t.Errorf("got %v", err)
	}
	d, err := loadNamed(t, sixUnits, "households: {file: h.csv}\n",
		map[string]string{"h.csv": "code,edition,households,households_estimated,made_of,missing\n00001,2025-07,10,3,00001 00009,\n"})
	if err != nil || !strings.Contains(strings.Join(d.Notes, "\n"), "households of 1 communes hold 3 that a crosswalk of editions estimated") || ruleCounts(d)["column.unknown"] != 0 {
		t.Errorf("%v %v %v", err, d.Notes, d.Problems)
	}
}

func TestIsolatedNameIsAProblem(t *testing.T) {
	table := "mã,tên,số hộ\n00001,Phường Hai,10\n00002,Hoà Bình,20\n3,xã mĩ lộc,30\n00004,P.04,40\n00005,XÃ HÒA BÌNH,50\n00006,Ia K’Rêl,60\n"
	d, err := loadNamed(t, sixUnits, "households: {file: h.csv}\n", map[string]string{"h.csv": table})
	if err != nil {
		t.Fatal(err)
	}
	if rules := ruleCounts(d); rules["code.name"] != 1 || rules["code.leading_zero"] != 1 {
		t.Errorf("%v", d.Problems)
	}
	if d.Units[0].Households != coverage.Known(coverage.Whole(10)) {
		t.Errorf("the code does not decide: %v", d.Units[0].Households)
	}
}

func TestTableWithoutCodes(t *testing.T) {
	table := "Huyện,Tên xã,Số hộ\nH. B,Hoà Bình,20\nHuyện C,Hòa Bình,50\n,Hòa Bình,99\nA,Phường 01,1\nQ.A,P.Một,10\nB,Xã Mỹ Lộc,30\nC,Ia K'Rel,60\nA,Xã 4,40\n"
	d, err := loadNamed(t, sixUnits, "households: {file: h.csv}\n", map[string]string{"h.csv": table})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{10, 20, 30, 40, 50, 60} {
		if got := d.Units[i].Households; got != coverage.Known(coverage.Whole(want)) {
			t.Errorf("%s: %v, want %d", d.Units[i].Code, got, want)
		}
	}
	if rules := ruleCounts(d); rules["name.ambiguous"] != 1 || rules["name.unknown"] != 1 {
		t.Errorf("%v", d.Problems)
	}
	notes := strings.Join(d.Notes, "\n")
	if !strings.Contains(notes, "h.csv: 6 rows found their commune by name: 3 exactly, 1 exactly with another type of unit, 1 but for the place of tone marks, 1 but for vowel marks") {
		t.Errorf("%s", notes)
	}
	for _, p := range d.Problems {
		if p.Rule == "name.ambiguous" && !strings.Contains(p.Action, "00002 Xã Hòa Bình, Huyện B, Tỉnh P; 00005 Xã Hòa Bình, Huyện C, Tỉnh P") {
			t.Errorf("no candidates: %v", p)
		}
	}
}

func TestHamletsAndSitesByName(t *testing.T) {
	d, err := loadNamed(t, sixUnits, "hamlets: {file: ham.csv}\nsites: {file: sites.csv}\n", map[string]string{
		"ham.csv":   "id,xã,huyện,name,lon,lat\nH1,Hòa Bình,B,Thôn 1,,\nH2,Hòa Bình,,Thôn 2,106.041,10.005\nH3,Nơi khác,,Thôn 3,,\nH4,00003,,Thôn 4,,\n",
		"sites.csv": "site_id,xã,lon,lat\nS1,Mỹ Lộc,,\nS2,Hòa Bình,106.015,10.005\nS3,Ia K'Rêl,106.055,10.005\n"})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, h := range d.Hamlets {
		got += h.ID + " " + d.Units[h.Unit].Code + "; "
	}
	for _, s := range d.Sites {
		got += s.ID + " " + d.Units[s.Unit].Code + "; "
	}
	if want := "H1 00002; H2 00005; H4 00003; S1 00003; S2 00002; S3 00006; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if rules := ruleCounts(d); rules["name.ambiguous"] != 2 || rules["name.unknown"] != 1 {
		t.Errorf("%v", d.Problems)
	}
}

func TestBoundariesAgainstTheirList(t *testing.T) {
	list := "Mã,Tên,Mã QH,Quận Huyện,Mã TP,Tỉnh / Thành Phố\n05665,Xã Văn Lăng,1,Huyện A,1,Tỉnh P\n21769,Thị trấn Mỹ Chánh,2,Huyện B,1,Tỉnh P\n" +
		"21784,Xã Mỹ Chánh Tây,2,Huyện B,1,Tỉnh P\n" + "00001,A,1,,,\n00002,B,1,,,\n00003,C,1,,,\n00004,D,1,,,\n00005,E,1,,,\n00006,F,1,,,\n00007,G,1,,,\n"
	units := [][4]string{{"5665", "Văn Lăng", "Huyện A", "Tỉnh P"}, {"21769", "Mỹ Chánh Tây", "Huyện B", "Tỉnh P"}, {"00001", "A"}, {"00002", "B"}, {"00003", "C"},
		{"00004", "D"}, {"00005", "E"}, {"00006", "F"}, {"00099", "Z"}}
	d, err := loadNamed(t, units, "codes: [{file: list.csv, edition: \"2025-07\", source: test}]\n", map[string]string{"list.csv": list})
	if err != nil {
		t.Fatal(err)
	}
	texts := ""
	for _, p := range d.Problems {
		texts += p.String() + "\n"
	}
	for _, want := range []string{`"5665": code.leading_zero (read as 05665)`, `code.not_in_list`, `the name is that of 21784: a shifted label?`} {
		if !strings.Contains(texts, want) {
			t.Errorf("problems lack %s:\n%s", want, texts)
		}
	}
	_, err = loadNamed(t, [][4]string{{"00001", "X"}, {"00002", "Y"}, {"00003", "C"}},
		"codes: [{file: list.csv, edition: \"2025-07\"}, {file: other.csv, edition: \"2020\"}]\n",
		map[string]string{"list.csv": list, "other.csv": "code,name\n00001,X\n00002,Y\n00003,C\n"})
	if err == nil || !strings.Contains(err.Error(), `these are units of 2020: 2 of 3 names are others in the list of 2025-07; write edition: "2020"`) {
		t.Errorf("got %v", err)
	}
}

// A table of June 2025 by code on the polygons of July 2025: Tây Ninh keeps Long An's code, and
// most of its commune codes are of other territories.
func TestRealEditionsDoNotJoin(t *testing.T) {
	boundaries, err := filepath.Abs(sharedData + "/vn-communes-2025/province_80.geojson.gz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(boundaries); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	data := filepath.Dir(filepath.Dir(boundaries))
	dir := t.TempDir()
	for name, target := range map[string]string{"communes.geojson.gz": boundaries, "old.csv.gz": data + "/vn-codes/gso_communes_until_2025-06.csv.gz",
		"new.json.gz": data + "/vn-codes/gso_communes_from_2025-07.json.gz"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	region, err := ParseRegion([]byte("name: Tây Ninh\nedition: \"2025-07\"\nas_of: 2025-08\nboundaries: {file: communes.geojson.gz, code: code, name: name}\n" +
		"codes: [{file: old.csv.gz, edition: \"2025-06\"}, {file: new.json.gz, edition: \"2025-07\"}]\nhouseholds: {file: h.csv}\n"))
	if err != nil {
		t.Fatal(err)
	}
	table := func(edition string) error {
		var rows strings.Builder
		rows.WriteString("Mã,Tên,Số hộ\n")
		for _, c := range region.Codes {
			if c.Edition != edition {
				continue
			}
			writeListRows(t, filepath.Join(dir, c.File), edition, &rows)
		}
		if err := os.WriteFile(filepath.Join(dir, "h.csv"), []byte(rows.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Load(dir, region)
		return err
	}
	if err := table("2025-07"); err != nil {
		t.Errorf("a table of the own edition: %v", err)
	}
	var edition *EditionError
	if err := table("2025-06"); !errors.As(err, &edition) || edition.Fits != "2025-06" {
		t.Errorf("a table of the old edition: %v", err)
	} else {
		t.Logf("%d of %d: %.400s", len(edition.Mismatches), edition.Compared, err)
	}
}

func writeListRows(t *testing.T, path, edition string, to *strings.Builder) {
	t.Helper()
	l := &loader{dir: filepath.Dir(path), region: Region{Codes: []CodeList{{File: filepath.Base(path), Edition: edition}}}}
	if err := l.loadCodeLists(); err != nil {
		t.Fatal(err)
	}
	for _, u := range l.lists[0].Units {
		if u.ProvinceCode == "80" || u.ProvinceCode == "72" {
			fmt.Fprintf(to, "%s,%s,100\n", u.Code, u.Name)
		}
	}
}
