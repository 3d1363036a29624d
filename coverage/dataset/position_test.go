package dataset

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"phusong/coverage"
)

func TestParseAngle(t *testing.T) {
	dms := func(d, m, s float64) float64 { return d + m/60 + s/3600 }
	tests := map[string]float64{
		`105°20'53,09"`: dms(105, 20, 53.09), "105 20 53": dms(105, 20, 53), "10°32′09″N": dms(10, 32, 9), "N10.5359": 10.5359, `105d20'53"`: dms(105, 20, 53),
		"E 106°24.822'": dms(106, 24.822, 0), "106°24,822' Đ": dms(106, 24.822, 0), "105-20-53.5": dms(105, 20, 53.5), "105:20:53": dms(105, 20, 53), "10º32’09’’B": dms(10, 32, 9),
		"105 độ 20 phút 53 giây": dms(105, 20, 53), "kinh": math.NaN(), "106°24'": dms(106, 24, 0), "106° 24' 00\" Đông": dms(106, 24, 0), "10 32.15": dms(10, 32.15, 0),
		"106.4137°E": 106.4137, "S10.5": -10.5, "10°32'09\" Nam": -dms(10, 32, 9), "105o20'53''": dms(105, 20, 53), "106,4137 E": 106.4137, "-10°30'": -10.5,
		"105°75'": math.NaN(), "105°20'60\"": math.NaN(), "N10.5S": math.NaN(), "105": math.NaN(), "105.5": math.NaN(), "1 165 202": math.NaN(), "572 443,84": math.NaN(), "": math.NaN(),
		"105°20.5'30\"": math.NaN(), strings.Repeat("1", 200): math.NaN(),
	}
	for text, want := range tests {
		got, ok := parseAngle(text)
		if ok == math.IsNaN(want) || ok && math.Abs(got-want) > 1e-12 {
			t.Errorf("%q: got %v, %v, want %v", text, got, ok, want)
		}
	}
}

func TestSplitWrittenPairs(t *testing.T) {
	tests := map[string]string{
		`10°32'09"N 106°24'49"E`: `10°32'09"N|106°24'49"E`, `N10°32'09" E106°24'49"`: `N10°32'09"|E106°24'49"`, `N 10 32 09 E 106 24 49`: `N 10 32 09|E 106 24 49`, "10 32 09 106 24 49": "10 32 09|106 24 49",
		`10°32'09,5"N, 106°24'49,5"E`: `10°32'09,5"N|106°24'49,5"E`, "105 20 53": "", `106°24.822'/10°32.15'`: `106°24.822'|10°32.15'`, "105,34808/22,62924": "105,34808|22,62924",
	}
	for in, want := range tests {
		if got := strings.Join(splitPair(in), "|"); got != want {
			t.Errorf("splitPair(%q): got %q, want %q", in, got, want)
		}
	}
}

// positions lists the stations of a table as "id lon lat".
func positions(sites []coverage.Site) string {
	var all []string
	for _, s := range sites {
		all = append(all, s.ID+" "+formatDegrees(s.Lon)+" "+formatDegrees(s.Lat))
	}
	return strings.Join(all, "; ")
}

// TestSurveyedWins: what was surveyed wins over what was planned, row by row.
func TestSurveyedWins(t *testing.T) {
	rows := "a,106.4,10.5,106.4001,10.5001\nb,106.4,10.6,,\nc,106.4,10.7,106.42,10.7\nd,106.4,10.8,x,y\ne,,,106.5,10.9\nf,106.4,10.55,129,28\n"
	const want = "a 106.4001 10.5001; b 106.4 10.6; c 106.42 10.7; d 106.4 10.8; e 106.5 10.9; f 106.4 10.55"
	for _, header := range []string{"Kinh độ thiết kế,Vĩ độ thiết kế,Kinh độ khảo sát,Vĩ độ khảo sát", "Longitude,Latitude,Longitude,Latitude", "lon,lat,Longitude_2,Latitude_2",
		"Kinh độ quy hoạch,Vĩ độ quy hoạch,Kinh độ,Vĩ độ", "Planned Longitude,Planned Latitude,As-built longitude,As-built latitude", "Kinh độ (QH),Vĩ độ (QH),Kinh độ (KS),Vĩ độ (KS)"} {
		env := newTestEnv()
		if got := positions(readTestSites(t, "site_id,"+header+"\n"+rows, env)); got != want {
			t.Errorf("%s: got %s, want %s", header, got, want)
		}
		var rules []string
		for _, p := range coverage.SortProblems(env.Found.Problems) {
			rules = append(rules, fmt.Sprintf("%d %s", p.Row, p.Rule))
		}
		slices.Sort(rules)
		if got := strings.Join(rules, "; "); got != "4 position.pair_distance; 5 number.invalid; 5 number.placeholder; 7 position.far" {
			t.Errorf("%s: problems %s\n%v", header, got, env.Found.Problems)
		}
	}
	env := newTestEnv()
	readTestSites(t, "site_id,lon,lat,lon_surveyed,lat_surveyed\nc,106.4,10.7,106.42,10.7\n", env)
	wantRules(t, "distance", env, "2 lon_surveyed position.pair_distance kept: the other position is 2188 m away and not used")
}

// TestColumnHabits: what all rows do is said once.
func TestColumnHabits(t *testing.T) {
	tests := []struct{ name, table, want, notes, problems string }{
		{"swapped", "site_id,lon,lat\na,10.5,106.4\nb,10.6,106.4\nc,10.7,106.4\n", "a 106.4 10.5; b 106.4 10.6; c 106.4 10.7", "in each other's columns in 3 of 3 rows", ""},
		{"one swapped", "site_id,lon,lat\na,10.5,106.4\nb,106.4,10.6\nc,106.4,10.7\n", "a 106.4 10.5; b 106.4 10.6; c 106.4 10.7", "", "position.swapped"},
		{"pairs", "site_id;lon;lat\na;106,4/10,5;\nb;106,4/10,6;\nc;10,7/106,4;\n", "a 106.4 10.5; b 106.4 10.6; c 106.4 10.7", "in one field in 3 of 3 rows", "position.swapped"},
		{"latitude first", "site_id,Vĩ độ/Kinh độ\na,\"10,5/106,4\"\nb,\"10,6/106,4\"\nc,\"10,7/106,4\"\n", "a 106.4 10.5; b 106.4 10.6; c 106.4 10.7", "each other's columns in 3 of 3", ""},
		{"points lost", "site_id,lon,lat\na,1064137,105359\nb,10641,106\nc,106413,1065\n", "a 106.4137 10.5359; b 106.41 10.6; c 106.413 10.65", "decimal points were missing in all 3 rows", "position.decimal_point"},
		{"points of longitude lost", "site_id,lon,lat\na,1064137,10.5359\nb,10641,10.6\nc,106413,10.65\n", "a 106.4137 10.5359; b 106.41 10.6; c 106.413 10.65", "decimal points were missing", "position.decimal_point"},
		{"one point lost", "site_id,lon,lat\na,106.4,10.5\nb,10641,106\nc,106.4,10.6\n", "a 106.4 10.5; c 106.4 10.6", "", "position.range"},
		{"points lost, elsewhere", "site_id,lon,lat\na,1164137,105359\nb,10641,106\nc,106413,1065\n", "", "", "position.range position.range position.range"},
		{"mixed writings", "site_id;lon;lat\na;106°24';10,5\nb;106,4;N10.6\nc;E106.4;10 42 00\n", "a 106.4 10.5; b 106.4 10.6; c 106.4 10.7", "", ""},
	}
	for _, test := range tests {
		env := newTestEnv()
		if got := positions(readTestSites(t, test.table, env)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if notes := strings.Join(env.Found.Notes, "\n"); !strings.Contains(notes, test.notes) {
			t.Errorf("%s: notes %s, want %s", test.name, notes, test.notes)
		}
		var rules []string
		for _, p := range env.Found.Problems {
			rules = append(rules, p.Rule)
		}
		if got := strings.Join(rules, " "); got != test.problems {
			t.Errorf("%s: problems %s, want %s", test.name, got, test.problems)
		}
	}
}

// TestPlaneOrderIndependent: stations in metres, also of two meridians, are those of
// the set of rows, not of their order.
func TestPlaneOrderIndependent(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(planeTable(t, "h", 105.75, 40)), "\n")[1:]
	for i, p := range strings.Split(strings.TrimSpace(planeTable(t, "h", 105.5, 40)), "\n")[1:] {
		if i%3 == 0 {
			rows[i] = p
		}
	}
	load := func(rows []string) *coverage.Dataset {
		return loadFolder(t, "sites: {file: s.csv}\n", map[string]string{"s.csv": "site_id,technology,xã,X,Y\n" + strings.Join(rows, "\n") + "\n"})
	}
	want := load(rows)
	wantSquares(t, "two meridians", want.Sites, 40)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := slices.Clone(rows)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)).Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		got := load(shuffled)
		if diff := cmp.Diff(got.Sites, want.Sites, cmpopts.IgnoreFields(coverage.Source{}, "Row")); diff != "" {
			rt.Fatalf("got - want +\n%s", diff)
		}
		if diff := cmp.Diff(got.Notes, want.Notes); diff != "" {
			rt.Fatalf("notes: got - want +\n%s", diff)
		}
	})
}
