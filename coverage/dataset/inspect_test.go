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
)

// copyRegion copies a fixture without its region.yaml.
func copyRegion(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), filepath.Base(from))
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, RegionFile)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// writeFolder makes a folder of files.
func writeFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestInspectFixtures holds what is found against what the fixtures say of
// themselves. Only what no file tells may differ: sources, control totals,
// technologies, a label in the name, and dates where no table has one.
func TestInspectFixtures(t *testing.T) {
	for _, name := range []string{"longan", "binhdinh", "khanhhoa", "quilt", "disc", "lens", "coarse", "fine", "north", "south"} {
		t.Run(name, func(t *testing.T) {
			from := filepath.Join("..", "..", "fixtures", name)
			want, err := ReadRegion(from)
			if err != nil {
				t.Fatal(err)
			}
			got, findings, err := Inspect(copyRegion(t, from))
			if err != nil {
				t.Fatal(err)
			}
			for _, role := range want.Tables() {
				for i := range role.Files {
					role.Files[i].Source = ""
				}
			}
			want.Control, want.Technologies, want.Resolution = nil, nil, 0
			want.Name, _, _ = strings.Cut(want.Name, " (")
			if want.Fiber == nil {
				want.AsOf = got.AsOf
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("inspected region differs (-want +got):\n%s", diff)
			}
			if len(findings) == 0 || findings[0].Role == "" {
				t.Errorf("findings %v: want entries before unused files", findings)
			}
		})
	}
}

const twoCommunes = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"STT":1,"MA_XA":"00097","TEN_XA":"Xã A","TEN_HUYEN":"Huyện B"},"geometry":{"type":"Polygon","coordinates":[[[106,11],[106.1,11],[106.1,11.1],[106,11.1],[106,11]]]}},
{"type":"Feature","properties":{"STT":2,"MA_XA":"00100","TEN_XA":"Xã C","TEN_HUYEN":"Huyện B"},"geometry":{"type":"Polygon","coordinates":[[[106.1,11],[106.2,11],[106.2,11.1],[106.1,11.1],[106.1,11]]]}}]}`

// TestInspectVietnameseFiles uses headings and codes as offices write them.
func TestInspectVietnameseFiles(t *testing.T) {
	dir := writeFolder(t, map[string]string{
		"ranh gioi.geojson": twoCommunes,
		"tram.csv":          "Mã trạm;Nhà mạng;Công nghệ;Kinh độ;Vĩ độ\nT1;Viettel;4G;106,05;11,05\n",
		"dan so.csv":        "Mã xã,Số hộ,Dân số\n97,2500,10000\n100,2500,10000\n",
		"cap quang.csv":     "Mã xã,Số hộ có cáp quang,Tính đến ngày\n97,100,31/12/2024\n100,200,31/12/2024\n",
		"thon.csv":          "Mã thôn,Mã xã,Tên thôn,Số hộ\n1,97,Thôn 1,100\n2,97,Thôn 2,120\n",
		"ghi chu.md":        "# notes",
		"empty.csv":         "",
	})
	got, findings, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := Region{Name: filepath.Base(dir), Edition: "2025-06", AsOf: "2024-12-31", Criterion: "outdoor-110",
		Boundaries: Boundaries{File: "ranh gioi.geojson", Code: "MA_XA", Name: "TEN_XA", Level: "commune", ParentName: "TEN_HUYEN"},
		Sites:      TableFiles{{File: "tram.csv"}}, Households: TableFiles{{File: "dan so.csv"}}, Fiber: TableFiles{{File: "cap quang.csv"}},
		Hamlets: TableFiles{{File: "thon.csv"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inspected region differs (-want +got):\n%s", diff)
	}
	for _, file := range []string{"ghi chu.md", "empty.csv"} {
		if !slices.ContainsFunc(findings, func(f Finding) bool { return f.File == file && f.Role == "" && f.Note != "" }) {
			t.Errorf("no finding says why %s is not used: %v", file, findings)
		}
	}
	if _, err := Load(dir, got); err != nil {
		t.Errorf("a run cannot read what was inspected: %v", err)
	}
}

// TestInspectKind: one raster, as counts and as densities of the same people.
func TestInspectKind(t *testing.T) {
	grid := func(value string, perDegree int) string {
		return fmt.Sprintf("ncols %d\nnrows %d\nxllcorner 106\nyllcorner 11\ncellsize %v\n", perDegree/5, perDegree/10, 1/float64(perDegree)) +
			strings.Repeat(strings.Repeat(value+" ", perDegree/5)+"\n", perDegree/10)
	}
	households := "code,population\n00097,10000\n00100,10000\n"
	for _, c := range []struct {
		name, file, value string
		perDegree         int
		households        string
		kind              string
		check             bool
	}{
		{"stated population, counts", "pop.asc", "100", 100, households, "count", false},
		{"stated population, densities", "pop.asc", "82.7", 1000, households, "density", false},
		{"stated population fits neither", "pop.asc", "82.7", 100, strings.ReplaceAll(households, "10000", "1000000"), "count", true},
		{"name", "vnm_pd_2020.asc", "82", 100, "", "density", false},
		{"name of counts", "vnm_ppp_2020.asc", "82", 100, "", "count", false},
		{"values cannot tell", "pop.asc", "82", 100, "", "count", true},
		{"too dense for counts", "pop.asc", "5000", 1000, "", "density", true},
		{"too thin for densities", "pop.asc", "1.5", 1000, "", "count", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"b.geojson": twoCommunes, c.file: grid(c.value, c.perDegree)}
			if c.households != "" {
				files["dan.csv"] = c.households
			}
			got, findings, err := Inspect(writeFolder(t, files))
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(findings, func(f Finding) bool { return f.Role == "population" })
			if got.Population == nil || i < 0 {
				t.Fatalf("no population in %+v", findings)
			}
			if got.Population.Kind != c.kind || (findings[i].Check != "") != c.check || findings[i].Note == "" {
				t.Errorf("got %s, finding %+v; want %s, to be checked %t", got.Population.Kind, findings[i], c.kind, c.check)
			}
		})
	}
}

func TestInspectWithoutBoundaries(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"empty folder": {}, "tables only": {"s.csv": "site_id,lon,lat,operator\nA,106,11,X\n"},
		"polygons without codes": {"b.geojson": strings.NewReplacer(`"STT":1`, `"STT":9`, `"STT":2`, `"STT":9`, "00097", "7", "00100", "7", "MA_XA", "KIND", "Xã A", "X", "Xã C", "X").Replace(twoCommunes)},
		"broken":                 {"b.geojson": twoCommunes[:300]},
	} {
		t.Run(name, func(t *testing.T) {
			if _, findings, err := Inspect(writeFolder(t, files)); err == nil {
				t.Errorf("got no error, findings %v", findings)
			}
		})
	}
	if _, _, err := Inspect(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing folder: got no error")
	}
}

// FuzzInspect asks that no table and no boundary file make Inspect panic, and
// that what it finds can be written and read again.
func FuzzInspect(f *testing.F) {
	f.Add("Mã trạm;Nhà mạng;Kinh độ;Vĩ độ\nT1;Viettel;106,05;11,05\n", twoCommunes)
	f.Add("Mã xã,Số hộ,Dân số\n97,2500,10000\n", twoCommunes)
	f.Add("radio,mcc,net,area,cell,unit,lon,lat,range,samples,changeable,created,updated,averageSignal\nLTE,452,4,1,2,0,106.1,11.1,1000,3,1,1,1,0\n", twoCommunes)
	f.Fuzz(func(t *testing.T, rows, boundaries string) {
		if len(rows) > 4096 || len(boundaries) > 4096 || bytes.HasPrefix([]byte(rows), []byte("PK")) {
			t.Skip("longer than this target tries")
		}
		dir := writeFolder(t, map[string]string{"b.geojson": boundaries, "t.csv": rows})
		if r, _, err := Inspect(dir); err == nil {
			if err := r.Validate(); err != nil {
				t.Errorf("inspected region does not validate: %v", err)
			}
		}
	})
}

// Tables with titles, groups, old text, several sheets and names in place of codes are
// understood without being asked.
func TestInspectDirtyTables(t *testing.T) {
	for name, want := range map[string]string{
		"annex":       "sites: header in rows 5-6; rows 1-3 above it are titles",
		"totals":      "households: group rows give the rows under them: district",
		"filled-down": "households: column Huyện: the value of the row above repeated in 165 rows",
		"tcvn3":       "households: text is TCVN3 (ABC), 375 cells converted",
		"sheets":      "sites: ",
	} {
		dir := t.TempDir()
		files, err := filepath.Glob("../../fixtures/dirty/" + name + "/*")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		for _, file := range append(files, "../../fixtures/longan/communes.geojson") {
			if base := filepath.Base(file); base != "clean.csv" && base != RegionFile && base != "expect.txt" {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, base), data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		}
		region, findings, err := Inspect(dir)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range findings {
			if f.Role == "sites" || f.Role == "households" {
				got += f.Role + ": " + f.Note
			}
		}
		if !strings.HasPrefix(got, want) || got == "" {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if name == "sheets" && region.Sites[0].Sheet != AllSheets {
			t.Errorf("%s: got %+v", name, region.Sites)
		}
	}
}
