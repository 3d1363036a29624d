package codelist_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
)

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

// The same two units in every form of list.
var forms = map[string]string{
	"statistics office": "\ufeffMã,Tên,Tên Tiếng Anh,Cấp,Mã QH,Quận Huyện,Mã TP,Tỉnh / Thành Phố\n" +
		"00002,Phường B,,Phường,001,Quận Q,01,Thành phố P\n1,\"Xã \nA\",A Commune,Xã,001,Quận Q,1,Thành phố P\n",
	"flat": "province_code,province,district_code,district,commune_code,commune,type\n" +
		"01,Thành phố P,001,Quận Q,00001,Xã  A,Xã\n01,Thành phố P,001,Quận Q,00002,Phường B,Phường\n",
	"json": `{"requestId":"x","communes":[{"code":"00001","name":"Xã A","districtCode":"001","districtName":"Quận Q","provinceCode":"01","provinceName":"Thành phố P"},` +
		`{"code":"00002","name":"Phường B","districtCode":"001","districtName":"Quận Q","provinceCode":"01","provinceName":"Thành phố P"}]}`,
}

func TestReadForms(t *testing.T) {
	for name, text := range forms {
		for _, data := range [][]byte{[]byte(text), zipped(text)} {
			l, err := codelist.Read(write(t, "list", data), "2025-06")
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			u, ok := l.Find("00001")
			if len(l.Units) != 2 || !ok || u.Name != "Xã A" || u.DistrictCode != "001" || u.District != "Quận Q" || u.ProvinceCode != "01" || u.Province != "Thành phố P" {
				t.Errorf("%s: %+v", name, l.Units)
			}
			if len(l.Input.SHA256) != 64 || l.Input.Bytes != int64(len(data)) || l.Edition != "2025-06" {
				t.Errorf("%s: %+v", name, l.Input)
			}
			if want := name == "statistics office"; (len(l.Problems) == 1) != want {
				t.Errorf("%s: problems %v", name, l.Problems)
			}
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "empty",
		"code,x\n1,2\n":             "no column for the name of a commune among code, x",
		"name\nA\n":                 "no column for the code",
		"code,name\n":               "no unit in it",
		`{"units":[]}`:              `no array "communes"`,
		`{"communes":`:              "JSON",
		"\x1f\x8bbroken":            "gzip",
		`{"communes":[{"code":1}]}`: "JSON",
	} {
		if _, err := codelist.Read(write(t, "list.csv", []byte(text)), "x"); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "list.csv") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := codelist.Read("/nowhere/list.csv", "x"); err == nil {
		t.Error("a missing file was read")
	}
}

func TestDuplicates(t *testing.T) {
	l := codelist.New("e", "f.csv", []codelist.Unit{
		{Code: "00001", Name: "Xã Hòa", Row: 2}, {Code: "1", Name: "Xã Hoà", Row: 3}, {Code: "00002", Name: "A", Row: 4}, {Code: "2.0", Name: "B", Row: 5},
		{Code: "", Name: "C", Row: 6},
	})
	if len(l.Units) != 1 || l.Units[0].Row != 2 {
		t.Errorf("units %+v", l.Units)
	}
	rules := map[string]int{}
	for _, p := range l.Problems {
		rules[p.Rule]++
	}
	if rules["code.duplicate"] != 2 || rules["row.duplicate"] != 1 || rules["code.leading_zero"] != 2 || rules["code.missing"] != 1 {
		t.Errorf("problems %v", l.Problems)
	}
}

func TestPad(t *testing.T) {
	for in, want := range map[string]string{"97": "00097", "97.0": "00097", "00097": "00097", "1234567": "1234567", "": "", "a1": "a1", "9.5": "9.5", " 1 ": "00001"} {
		if got, _ := codelist.Pad(in, 5); got != want {
			t.Errorf("Pad(%q) = %q, want %q", in, got, want)
		}
	}
}

const codes = "../../../shared/data/vn-codes/"

// Counts of SOURCE.md of the code lists.
func TestRealLists(t *testing.T) {
	for file, want := range map[string]int{
		"gso_communes_until_2025-06.csv.gz": 10_035, "gso_communes_from_2025-07.json.gz": 3_321,
		"gso_communes_at_2018-10-16.csv.gz": 11_162, "gso_communes_at_2020-11-01.csv.gz": 10_614, "gso_communes_at_2025-03-01.csv.gz": 10_047,
	} {
		if _, err := os.Stat(codes + file); err != nil {
			t.Skipf("no shared data: %v", err)
		}
		l, err := codelist.Read(codes+file, "e")
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d units, problems %v", file, len(l.Units), l.Problems)
		if len(l.Units) != want {
			t.Errorf("%s: %d units, want %d", file, len(l.Units), want)
		}
	}
}

// 3,316 codes are in both lists; few of them name the same unit: 1,137 letter by
// letter, one more once white space is single.
func TestSharedCodes(t *testing.T) {
	old, err := codelist.Read(codes+"gso_communes_until_2025-06.csv.gz", "2025-06")
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	now, err := codelist.Read(codes+"gso_communes_from_2025-07.json.gz", "2025-07")
	if err != nil {
		t.Fatal(err)
	}
	shared, full, proper := 0, 0, 0
	for _, u := range now.Units {
		before, ok := old.Find(u.Code)
		if !ok {
			continue
		}
		shared++
		if before.Name == u.Name {
			full++
		}
		if _, same := adminname.Compare(before.Name, u.Name); same {
			proper++
		}
	}
	if shared != 3_316 || full != 1_138 {
		t.Errorf("%d shared, %d of the same full name, %d of the same proper name; want 3316 and 1138", shared, full, proper)
	}
	t.Logf("%d keep the proper name", proper)
	a, _ := old.Find("26740")
	b, _ := now.Find("26740")
	if a.Name == b.Name {
		t.Errorf("26740 is %q in both editions", a.Name)
	}
	t.Logf("26740: %s, then %s", a.Name, b.Name)
}

// Every unit of the lists is found by its own name within its district and
// province; without its type, or in plain letters, all but a few, which are
// refused; and none is taken for another.
func TestFindInRealLists(t *testing.T) {
	for _, c := range []struct {
		file               string
		refused, typeless  int // with the full name, and without its type
		unmarked, inaWhole int // in plain letters, and by province alone
	}{{"gso_communes_until_2025-06.csv.gz", 0, 40, 44, 404}, {"gso_communes_from_2025-07.json.gz", 0, 1, 16, 0}} {
		l, err := codelist.Read(codes+c.file, "e")
		if err != nil {
			t.Skipf("no shared data: %v", err)
		}
		index := l.Index()
		refusals := func(place func(codelist.Unit) adminname.Place) int {
			n := 0
			for i, u := range l.Units {
				m, err := index.Find(place(u))
				switch {
				case err != nil:
					n++
				case m.Unit != i:
					t.Errorf("%s: %+v found %s", c.file, place(u), index.Unit(m.Unit).Code)
				}
			}
			return n
		}
		full := refusals(func(u codelist.Unit) adminname.Place {
			return adminname.Place{Name: u.Name, District: u.District, Province: u.Province}
		})
		typeless := refusals(func(u codelist.Unit) adminname.Place {
			return adminname.Place{Name: adminname.Parse(u.Name).Proper, District: u.District, Province: u.Province}
		})
		unmarked := refusals(func(u codelist.Unit) adminname.Place {
			return adminname.Place{Name: adminname.Fold(u.Name), District: u.District, Province: u.Province}
		})
		province := refusals(func(u codelist.Unit) adminname.Place { return adminname.Place{Name: u.Name, Province: u.Province} })
		if full != c.refused || typeless != c.typeless || unmarked != c.unmarked || province != c.inaWhole {
			t.Errorf("%s: refused %d, %d without type, %d without marks, %d by province; want %+v", c.file, full, typeless, unmarked, province, c)
		}
	}
}
