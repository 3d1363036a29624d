package dataset

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// cellsText lists what lists in one field decide: operator, technology, band, height,
// EIRP, and a * where the two are assumed.
func cellsText(s coverage.Site) string {
	var all []string
	for _, c := range s.Cells {
		star := func(a coverage.Assumed) string { return map[bool]string{true: "*"}[c.Assumed&a != 0] }
		all = append(all, fmt.Sprintf("%s %s %s %g%s %g%s", c.Operator, c.Technology, c.Band, c.HeightM, star(coverage.AssumedHeight), c.EIRPdBm, star(coverage.AssumedEIRP)))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// TestLists: lists of one length belong together, one value serves all, and any other
// length is a problem.
func TestLists(t *testing.T) {
	const header = "Mã trạm;Nhà mạng;Công nghệ;Băng tần;Độ cao anten;Công suất;Độ lợi;Loại cột;Chiều cao cột;Số sub BTS;Mã sub BTS;Kinh độ;Vĩ độ\n"
	const at = ";106.4;10.5\n"
	tests := []struct{ row, want, problems string }{
		{"A;Viettel;2G/3G/4G;900/2100/1800;42/39/36;;;;;;", "Viettel 2g B8 42 60*; Viettel 3g B1 39 60*; Viettel 4g B3 36 63*", ""},
		{"A;Viettel;2G/3G/4G;;42/39/36;2x20W/2x40W/2x40W;17;;;3;", "Viettel 2g  42 60.01; Viettel 3g  39 63.021; Viettel 4g  36 63.021", ""},
		{"A;Viettel;4G;1800/2100;42m;40W/46 dBm;;;;;", "Viettel 4g B1 42 63*; Viettel 4g B3 42 63.021*", ""},
		{"A;VTL;;GSM900/U2100/L1800;42,5/39,5/36;;;;;;", "Viettel 2g B8 42.5 60*; Viettel 3g B1 39.5 60*; Viettel 4g B3 36 63*", ""},
		{"A;VTL;;;42 m (cột dây co);;;;;2;TNH0123_2G|TNH0123_3G", "Viettel 2g  42 60*; Viettel 3g  42 60*", ""},
		{"A;Viettel/VNPT/MobiFone;4G;1800;45/40/35;;;;;;", "MobiFone 4g B3 35 63*; VNPT 4g B3 40 63*; Viettel 4g B3 45 63*", ""},
		{"A;Viettel/VNPT;3G/4G;;;;;;;;", "VNPT 4g  30* 63*; Viettel 3g  30* 60*", ""},
		{"A;Viettel/Viettel/VNPT;3G/4G/4G;;30/30/20;;;;;;", "VNPT 4g  20 63*; Viettel 3g  30 60*; Viettel 4g  30 63*", ""},
		{"A;Viettel/VNPT;2G/3G/4G;;;;;;;;", "VNPT 2g  30* 60*; VNPT 3g  30* 60*; VNPT 4g  30* 63*; Viettel 2g  30* 60*; Viettel 3g  30* 60*; Viettel 4g  30* 63*",
			"Nhà mạng list.length kept: each operator is taken to have all of them; it has 2 values, the lists of the row 3"},
		{"A;VNPT;2G/3G/4G;900/2100;42/39;;;;;;", "VNPT 2g  30* 60*; VNPT 3g  30* 60*; VNPT 4g  30* 63*",
			"Băng tần list.length not used: the frequency is assumed; it has 2 values, the lists of the row 3 | Độ cao anten list.length not used: value assumed; it has 2 values, the lists of the row 3"},
		{"A;VNPT;2G/3G/4G;G900/U900/U2100/L1800;;;;;;;", "VNPT 2g B8 30* 60*; VNPT 3g B1 30* 60*; VNPT 3g B8 30* 60*; VNPT 4g B3 30* 63*", ""},
		{"A;VNPT;3G/4G;1800;;;;;;;", "VNPT 3g  30* 60*; VNPT 4g B3 30* 63*", "Băng tần technology.list band not used for 3g: the row lists several technologies"},
		{"A;VNPT;4G;;;;;A2a;45;;", "VNPT 4g  15* 63*", ""}, {"A;VNPT;4G;;;;;A2b;45;;", "VNPT 4g  45* 63*", ""}, {"A;VNPT;4G;;;;;cột dây co;;;", "VNPT 4g  30* 63*", ""},
		{"A;VNPT;4G;;;;;Z9;;;", "VNPT 4g  30* 63*", "Loại cột site.mast not used: no kind of mast that is known"},
		{"A;VNPT;4G;;;2 x 40 W;16,5;;;;", "VNPT 4g  30* 62.521", ""},
		{"A;VNPT;4G;;;;;;;4;", "VNPT 4g  30* 63*", "Số sub BTS list.length kept: as many cells are made as are listed; it has 4 values, the lists of the row 1"},
	}
	for _, test := range tests {
		env := newTestEnv()
		sites := readTestSites(t, header+test.row+at, env)
		got := ""
		if len(sites) == 1 {
			got = cellsText(sites[0])
		}
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.row, got, test.want)
		}
		var problems []string
		for _, p := range coverage.SortProblems(env.Found.Problems) {
			problems = append(problems, p.Column+" "+p.Rule+" "+p.Action)
		}
		if got := strings.Join(problems, " | "); got != test.problems {
			t.Errorf("%s: problems\ngot  %s\nwant %s", test.row, got, test.problems)
		}
	}
}

// TestStatus: stations that do not send are left out, each with a problem.
func TestStatus(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, "site_id,technology,lon,lat,Trạng thái\na,4G,106.4,10.5,Đang hoạt động\nb,4G,106.4,10.5,Quy hoạch\nc,4G,106.4,10.5,chưa phát sóng\nd,4G,106.4,10.5,Tháo dỡ\n"+
		"e,4G,106.4,10.5,\ng,4G,106.4,10.5,???x9\nh,4G,106.4,10.5,Planned\ni,4G,106.4,10.5,đã phát sóng 2023\n", env)
	var ids []string
	for _, s := range got {
		ids = append(ids, s.ID)
	}
	if strings.Join(ids, "") != "aegi" {
		t.Errorf("got %q", ids)
	}
	const out = "row rejected: the station does not send"
	wantRules(t, "status", env, "3 Trạng thái site.not_on_air "+out, "4 Trạng thái site.not_on_air "+out, "5 Trạng thái site.not_on_air "+out, "8 Trạng thái site.not_on_air "+out,
		"7 Trạng thái site.status kept as on air: the status is not known")
	if notes := strings.Join(env.Found.Notes, "\n"); !strings.Contains(notes, "4 rows of stations that do not send") {
		t.Errorf("notes %s", notes)
	}
}

// TestSeveralCodes: a station under the codes of its BTS, NodeB and eNodeB is one site.
func TestSeveralCodes(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, "Mã BTS,Mã NodeB,Mã eNodeB,Mã quy hoạch,Nhà mạng,lon,lat\n"+
		"B1,N1,E1,,VNPT,106.4,10.5\n"+ // one row with three codes
		"B2,,,P2,VNPT,106.4,10.6\n,N2,,P2,VNPT,106.4,10.6\n,,E2,P2,VNPT,106.4,10.6\n"+ // three rows that share the planning code
		",N2,,P2,Viettel,106.4,10.7\n", env)
	var all []string
	for _, s := range got {
		var technologies []string
		for _, c := range s.Cells {
			technologies = append(technologies, string(c.Technology))
		}
		slices.Sort(technologies)
		all = append(all, s.ID+" ["+strings.Join(s.Aliases, " ")+"] "+strings.Join(technologies, " "))
	}
	want := []string{"B1 [E1 N1] 2g 3g 4g", "B2 [E2 N2 P2] 2g 3g 4g", "N2 [P2] 3g"}
	if !slices.Equal(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
	env = newTestEnv()
	got = readTestSites(t, "site_id,operator,lon,lat\nTNH0123_3G,VNPT,106.4,10.5\nTNH0123_4G,VNPT,106.4001,10.5\nTNH0124-3G,VNPT,106.4,10.6\nTNH0124-4G,VNPT,106.5,10.6\n4G-X1,VNPT,106.4,10.7\n", env)
	all = nil
	for _, s := range got {
		all = append(all, fmt.Sprintf("%s %v %d %s", s.ID, s.Aliases, len(s.Cells), s.Cells[0].Technology))
	}
	want = []string{"4G-X1 [] 1 4g", "TNH0123 [TNH0123_3G TNH0123_4G] 2 3g", "TNH0124-3G [] 1 3g", "TNH0124-4G [] 1 4g"}
	if !slices.Equal(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
}

func TestTechnologyOfCode(t *testing.T) {
	for code, want := range map[string]coverage.Technology{"TNH0123_2G": "2g", "3G-TNH": "3g", "4GTNH0123": "4g", "eNB_12": "4g", "TNH0123": "", "2G_3G": "", "BTS_12": "", "": ""} {
		if got := technologyOfCode(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

// TestHostileFields: whatever stands in the fields of a station, the result keeps what
// every list of sites promises, and nothing panics.
func TestHostileFields(t *testing.T) {
	columns := []string{"site_id", "Mã NodeB", "Mã quy hoạch", "Nhà mạng", "Công nghệ", "Băng tần", "Độ cao anten", "Công suất", "Độ lợi", "Loại cột", "Chiều cao cột", "Số sub BTS",
		"Mã sub BTS", "Azimuth", "Tilt", "Trạng thái", "xã", "huyện", "địa chỉ", "lon", "lat", "lon_2", "lat_2", "Kinh độ thiết kế", "Vĩ độ thiết kế"}
	fields := []string{"", "", "", "x", "/", "//", ";", "2G/3G/4G", "3G", "900/1800/2100", "GSM900", "Viettel/VNPT", "Viettel", "any", "42/39/36", "42/39", "2x40W", "0x0", "99999999999999999999", "-5",
		"46 dBm", "dbm", "0/120/240", "A2a", "Quy hoạch", "đang hoạt động", "106.4", "10.5", "106°24'", "1064137", "105359", "572443.84", "1165202.99", "1e400", "1e-400", "N", "()", "(((", "°", "105 20 53",
		"Xã Một", "phường", "NaN", "Infinity", "1/2/3/4/5/6/7/8/9/10/11", "a,b,c", "\x00", "\u202e", "E\u0301", "TNH_2G;TNH_3G", strings.Repeat("1/", 500), strings.Repeat("9", 500)}
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			var row []string
			for range columns {
				row = append(row, rapid.SampledFrom(fields).Draw(t, "field"))
			}
			rows = append(rows, strings.Join(row, "\t"))
		}
		env := newTestEnv()
		sites, err := readSites(part{&tabRows{columns, rows}, env})
		if err != nil {
			t.Fatal(err)
		}
		checkSites(t, sites)
	})
}

// tabRows are rows of fields that hold commas.
type tabRows struct {
	header []string
	rows   []string
}

func (m *tabRows) Header() []string { return m.header }

func (m *tabRows) Next() (int, []string, error) {
	if len(m.rows) == 0 {
		return 0, nil, io.EOF
	}
	row := m.rows[0]
	m.rows = m.rows[1:]
	return 100 - len(m.rows), strings.Split(row, "\t"), nil
}
