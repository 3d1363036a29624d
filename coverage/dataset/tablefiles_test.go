package dataset

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"phusong/coverage"
)

// listHead is a region.yaml without tables.
const listHead = "name: n\nedition: e\nas_of: 2024\nboundaries: {file: b.geojson, code: c}\n"

func TestTableFilesOneOrList(t *testing.T) {
	tests := []struct {
		text string
		want TableFiles
	}{
		{"sites: {file: a.csv}\n", TableFiles{{File: "a.csv"}}},
		{"sites:\n  file: a.csv\n  operator: Viettel\n", TableFiles{{File: "a.csv", Operator: "Viettel"}}},
		{"sites:\n- {file: a.csv}\n- {file: b.xlsx, sheet: \"*\", source: Sở}\n", TableFiles{{File: "a.csv"}, {File: "b.xlsx", Sheet: "*", Source: "Sở"}}},
		{"sites: [{file: a.csv}]\n", TableFiles{{File: "a.csv"}}},
		{"sites: []\n", nil},
		{"sites: {file: a.csv, corrections: quarantine/a.csv}\n", TableFiles{{File: "a.csv", Corrections: Paths{"quarantine/a.csv"}}}},
		{"sites: {file: a.csv, corrections: [q1.csv, q2.xlsx]}\n", TableFiles{{File: "a.csv", Corrections: Paths{"q1.csv", "q2.xlsx"}}}},
	}
	for _, test := range tests {
		r, err := ParseRegion([]byte(listHead + test.text))
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if len(r.Sites)+len(test.want) > 0 && cmp.Diff(r.Sites, test.want) != "" {
			t.Errorf("%q: got %v, want %v", test.text, r.Sites, test.want)
		}
		written, err := yaml.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRegion(written)
		if diff := cmp.Diff(r.Sites, again.Sites); err != nil || len(r.Sites) > 0 && diff != "" {
			t.Errorf("%q: written and read again: %v %s", test.text, err, diff)
		}
	}
}

func TestTableFilesMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"sites: {file: a.csv, shet: x}\n":                                   "[5:22] unknown field \"shet\"",
		"sites:\n- {file: a.csv}\n- {flie: b.csv}\n":                        "[7:4] unknown field \"flie\"",
		"sites:\n- {file: a.csv}\n- {file: b.csv, file: c.csv}\n":           "[7:17]",
		"sites:\n- {file: a.csv}\n-\n":                                      "entry 2 of the list is empty",
		"sites: {}\n":                                                       "sites.file is missing",
		"sites: [{file: a.csv}, {sheet: x}]\n":                              "sites.file is missing in entry 2 of the list",
		"sites: [{file: a.csv}, {file: ./a.csv}]\n":                         "sites: ./a.csv is listed twice",
		"sites: [{file: a.xlsx, sheet: A}, {file: a.xlsx, sheet: \"*\"}]\n": "listed twice",
		"fiber: {file: a.csv, operator: VNPT}\n":                            "only sites have an operator",
		"sites: a.csv\n":                                                    "[5:8]",
	} {
		if _, err := ParseRegion([]byte(listHead + text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// parts are CSV texts as files of one role.
func partsOf(t testing.TB, env readEnv, texts map[string]string) []part {
	var all []part
	for name, text := range texts {
		own := env
		own.File, own.Operator, _ = strings.Cut(name, "=")
		all = append(all, part{source(t, text, own), own})
	}
	slices.SortFunc(all, func(a, b part) int { return strings.Compare(a.env.File, b.env.File) })
	return all
}

func TestSitesOfSeveralFiles(t *testing.T) {
	env := newTestEnv()
	sites, err := readSites(partsOf(t, env, map[string]string{
		"vtt.csv=VTT":  "Mã trạm,Kinh độ,Vĩ độ\nT1,106.4,10.5\nT2,106.5,10.6\nT3,106.4,10.7\n",
		"vnpt.csv=VNP": "lat;lon;site_id\n10,5;106,4;T1\n10,9;106,5;T2\n10,5;106,4;V9\n", // T1 shared, T2 another place
		"again.csv":    "operator,site_id,lon,lat\nViettel,T3,106.4,10.7\n",              // another spelling: another cell
		"same.csv=VTT": "site_id,lat,lon\nT1,10.5,106.4\n",                               // a row of vtt.csv
	})...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range sites {
		line := s.ID + ":"
		for _, c := range s.Cells {
			line += " " + c.Operator
		}
		got = append(got, line)
	}
	want := []string{"T1: VNPT Viettel", "T2: Viettel", "T2@VNPT: VNPT", "T3: Viettel Viettel", "V9: VNPT"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sites (-want +got):\n%s", diff)
	}
	var problems []string
	for _, p := range coverage.SortProblems(env.Found.Problems) {
		problems = append(problems, fmt.Sprintf("%s:%d %s", p.File, p.Row, p.Rule))
	}
	if diff := cmp.Diff([]string{"vnpt.csv:3 site.id_shared", "vtt.csv:2 row.duplicate"}, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestCountsThatFilesDisagreeOn(t *testing.T) {
	env := newTestEnv()
	got, err := readCounts(partsOf(t, env, map[string]string{
		"a.csv": "code,households\n00097,5\n00100,6\n00103,7\n",
		"b.csv": "Mã xã,Số hộ,Dân số\n00097,5,\n00100,8,\n",
	})...)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got["00097"].Households != count(5) || got["00103"].Households != count(7) {
		t.Errorf("got %v", got)
	}
	var problems []string
	for _, p := range coverage.SortProblems(env.Found.Problems) {
		problems = append(problems, p.String())
	}
	want := []string{
		`a.csv:3: code: "00100": code.duplicate (row rejected: 2 rows of this code differ, its values are unknown)`,
		`b.csv:2: : "00097|5": row.duplicate (row dropped: the same as row 2 of a.csv)`,
		`b.csv:3: Mã xã: "00100": code.duplicate (row rejected: 2 rows of this code differ, its values are unknown)`,
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestOrderOfFiles: however a list is cut into files and whatever their order, the
// data set is the same.
func TestOrderOfFiles(t *testing.T) {
	from := filepath.Join("..", "..", "fixtures", "longan")
	dir := copyRegion(t, from)
	r, err := ReadRegion(from)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, r.Sites[0].File))
	if err != nil {
		t.Fatal(err)
	}
	header, rest, _ := strings.Cut(string(text), "\n")
	lines := strings.SplitAfter(strings.TrimSuffix(rest, "\n"), "\n")
	r.Sites = nil
	const files = 4
	for i := range files {
		name := fmt.Sprintf("part%d.csv", i)
		r.Sites = append(r.Sites, TableFile{File: name})
		var own strings.Builder
		own.WriteString(header + "\n")
		for j := i; j < len(lines); j += files {
			own.WriteString(strings.TrimSuffix(lines[j], "\n") + "\n")
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(own.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := Load(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		random.Shuffle(files, func(i, j int) { r.Sites[i], r.Sites[j] = r.Sites[j], r.Sites[i] })
		got, err := Load(dir, r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Sites, got.Sites); diff != "" {
			t.Fatalf("sites differ (-want +got):\n%s", diff)
		}
		if !slices.Equal(want.Problems, got.Problems) || !slices.Equal(want.Notes, got.Notes) || !slices.Equal(want.Inputs, got.Inputs) {
			t.Fatalf("problems, notes or inputs differ with the order of files")
		}
	}
}
