package crosswalk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
)

func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// Notes in the spellings of the official table, and what its parts are.
const officialText = "Đơn vị mới,,,Đơn vị cũ,,,,,\n" +
	"\"Tỉnh, thành phố\",Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Quận/huyện,Tỉnh cũ,\n" +
	"TỈNH P  ,,,,,,,,\n" +
	"Tỉnh P (01),Xã Một,00001, Xã A ,00001,Nhập toàn bộ,Huyện H (001),Tỉnh P (01),\n" +
	"Tỉnh P (01),Xã Một,00001,Xã B,00002,\"Nhập một phần diện tích, toàn bộ dân số\",Huyện H (001),Tỉnh P (01),\n" +
	"Tỉnh P (01),Xã Hai,00003,Xã B,00002,Nhâp một phần diện tích,Huyện H (001),Tỉnh P (01),\n" +
	"Tỉnh P (01),Xã Hai,00003,Xã C,3,\"Nhập một  phần\n\",Huyện H (001),Tỉnh Q (02),\n" +
	"Tỉnh P (01),Xã Một,00001,Xã C,3,Phần còn lại sau khi tách,Huyện H (001),Tỉnh P (01),\n" +
	"Tỉnh P (01),Đặc khu Đ,00009,,,Sắp xếp toàn bộ huyện Đ,Huyện Đ (009),Tỉnh P (01),\n"

var smallEditions = crosswalk.Editions{
	Old: codelist.New("2025-06", "old.csv", []codelist.Unit{
		{Code: "00001", Name: "Xã A", DistrictCode: "001", ProvinceCode: "01", Province: "Tỉnh P"}, {Code: "00002", Name: "Xã B", DistrictCode: "001", ProvinceCode: "01", Province: "Tỉnh P"},
		{Code: "00003", Name: "Xã C", DistrictCode: "001", ProvinceCode: "01", Province: "Tỉnh P"}, {Code: "00004", Name: "Xã Đ", DistrictCode: "001", ProvinceCode: "01", Province: "Tỉnh P"}}),
	New: codelist.New("2025-07", "new.csv", []codelist.Unit{
		{Code: "00001", Name: "Xã Một", ProvinceCode: "01", Province: "Tỉnh P"}, {Code: "00003", Name: "Xã Hai", ProvinceCode: "01", Province: "Tỉnh P"},
		{Code: "00009", Name: "Đặc khu Đ", ProvinceCode: "01", Province: "Tỉnh P"}}),
}

func TestOfficialForm(t *testing.T) {
	r, err := crosswalk.ReadRelation(writeFile(t, "table.csv", officialText))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.Pairs {
		text := p.Old + ">" + p.New + " " + string(p.Part)
		if p.AllPeople {
			text += " everybody"
		}
		got = append(got, text)
	}
	want := "00001>00001 whole; 00002>00001 part everybody; 00002>00003 part; 00003>00001 part; 00003>00003 part"
	if strings.Join(got, "; ") != want || r.Kind != "official" || len(r.Loose) != 1 {
		t.Errorf("got %s\nwant %s; %s, loose %v", strings.Join(got, "; "), want, r.Kind, r.Loose)
	}
	rules := map[string]int{}
	for _, d := range r.Verify(smallEditions) {
		rules[d.Rule]++
	}
	if len(rules) != 3 || rules[crosswalk.RuleOldAbsent] != 1 || rules[crosswalk.RuleOldProvince] != 1 || rules[crosswalk.RuleNoOldCode] != 1 {
		t.Errorf("%v", rules)
	}
	walk := crosswalk.New(r, nil, smallEditions, crosswalk.Evidence{AreasM2: map[[2]string]int64{{"00002", "00001"}: 1, {"00002", "00003"}: 3, {"00003", "00001"}: 1, {"00003", "00003"}: 1}})
	for _, s := range walk.Shares("2025-06", "00002") {
		want := crosswalk.Share{To: "00003", Part: crosswalk.AreaOnly, People: 0, PeopleBasis: crosswalk.Exact, Area: 750_000, AreaBasis: crosswalk.Area, Source: "table.csv", Note: "Nhâp một phần diện tích"}
		if s.To == "00001" {
			want = crosswalk.Share{To: "00001", Part: crosswalk.PartOf, People: coverage.One, PeopleBasis: crosswalk.Exact, Area: 250_000, AreaBasis: crosswalk.Area, Source: "table.csv", Note: "Nhập một phần diện tích, toàn bộ dân số"}
		}
		if s != want {
			t.Errorf("got %+v\nwant %+v", s, want)
		}
	}
}

func TestRelationRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,2\n":          "no columns old_code and new_code",
		"old_code,new_code\n": "no pair",
		"old_code,new_code,weight\n1,2,0.5\n1,3,x\n":           `row 3: weight "x"`,
		"old_code,new_code,weight\n1,2,1.5\n":                  `row 2: weight "1.5"`,
		"old_code,new_code,part\n1,2,half\n":                   `row 2: part "half"`,
		"old_code,new_code\n1,\n":                              "row 2: old code 00001 has no new code",
		"old_edition,old_code,new_code\na,1,1\nb,2,2\n":        "one file relates two editions",
		`{"data":[{"level2s":[{"merges":[{"old_id":"1"}]}]}]}`: "merge 1 has no level2_id",
		`{"data":`: "JSON",
	} {
		if _, err := crosswalk.ReadRelation(writeFile(t, "r.csv", text)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "r.csv") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestRestateRefusesAnotherEdition(t *testing.T) {
	r, err := crosswalk.ReadRelation(writeFile(t, "table.csv", officialText))
	if err != nil {
		t.Fatal(err)
	}
	walk := crosswalk.New(r, nil, smallEditions, crosswalk.Evidence{})
	row := func(code, name string) crosswalk.TableRow {
		return crosswalk.TableRow{Code: code, Name: name, Row: 2, Counts: []coverage.Count{coverage.Known(coverage.One)}}
	}
	for _, c := range []struct {
		from, to string
		rows     []crosswalk.TableRow
		want     string
	}{
		{"2025-06", "2025-07", []crosswalk.TableRow{row("00001", "Xã Một"), row("00003", "Xã Hai")}, "exchange --from and --to"},
		{"2025-06", "2025-07", []crosswalk.TableRow{row("00077", "")}, "1 of 1 codes are none of 2025-06"},
		{"2025-06", "2025-07", []crosswalk.TableRow{row("00001", ""), row("00001", "")}, "stands in row"},
		{"2025-06", "2026", nil, "relates 2025-06 and 2025-07"},
	} {
		_, err := walk.Restate(crosswalk.Table{File: "t.csv", Columns: []crosswalk.Column{{Name: "households"}}, Rows: c.rows}, c.from, c.to)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

func TestReadRefusesOtherFiles(t *testing.T) {
	header := strings.Join(crosswalk.Columns, ",") + "\n"
	for text, want := range map[string]string{
		"a,b\n": "not a crosswalk.csv",
		header:  "no row below the header",
		header + "o,1,A,01,P,n,2,B,01,P,part,0.5,area,1,exact,f,\n":                                                   "add up to 0.5 and 1",
		header + "o,1,A,01,P,n,2,B,01,P,part,x,area,1,exact,f,\n":                                                     `row 2: weight "x"`,
		header + "o,1,A,01,P,n,2,B,01,P,part,0.5,area,0.5,area,f,\no,1,A,01,P,n,2,B,01,P,part,0.5,area,0.5,area,f,\n": "goes to 2 twice",
		header + "o,1,A,01,P,n,2,B,01,P,whole,1,exact,1,exact,f,\nx,1,A,01,P,n,2,B,01,P,whole,1,exact,1,exact,f,\n":   "row 3",
	} {
		if _, _, err := crosswalk.Read(writeFile(t, "c.csv", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func FuzzReadRelation(f *testing.F) {
	f.Add([]byte(officialText))
	f.Add([]byte("old_code,new_code,weight\n1,2,0.5\n"))
	f.Add([]byte(`{"data":[{"level1_id":"01","level2s":[{"level2_id":"00001","merges":[{"old_id":"00001","type":"full"}]}]}]}`))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "r")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		r, err := crosswalk.ReadRelation(path)
		if err != nil {
			return
		}
		r.Verify(smallEditions)
		walk := crosswalk.New(r, nil, smallEditions, crosswalk.Evidence{})
		for _, p := range r.Pairs {
			var sum coverage.Micro
			for _, s := range walk.Shares("2025-06", p.Old) {
				sum += s.People
			}
			if sum != coverage.One {
				t.Fatalf("shares of %q add up to %s", p.Old, sum)
			}
		}
	})
}
