package dataset

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"phusong/coverage"
)

const siteHeader = "site_id,operator,technology,band,frequency_mhz,lon,lat,height_m,azimuth_deg,downtilt_deg,eirp_dbm,range_m\n"

func readTestSites(t testing.TB, text string, env readEnv) []coverage.Site {
	t.Helper()
	sites, err := readSites(part{source(t, text, env), env})
	if err != nil {
		t.Fatal(err)
	}
	return sites
}

func TestReadSites(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, siteHeader+
		"S1,VTT,LTE,B3,1815,106.4,10.5,42,120,4,64,3000\n"+
		"S1,vinaphone,5G,n78,,106.4,10.5,42,0,,,\n"+
		"S0,Viettel,nr,,,106.5,10.6,,,,,\n", env)
	want := []coverage.Site{
		{ID: "S0", Located: true, Lon: 106.5, Lat: 10.6, Source: coverage.Source{File: "test.csv", Row: 4}, Cells: []coverage.Cell{
			{ID: "S0/01", Operator: "Viettel", Technology: "5g", FrequencyMHz: 2550, BandwidthMHz: 100, EIRPdBm: 77, HeightM: 30, Omni: true,
				Assumed: coverage.AssumedFrequency | coverage.AssumedBandwidth | coverage.AssumedEIRP | coverage.AssumedHeight |
					coverage.AssumedAzimuth | coverage.AssumedTilt | coverage.AssumedRange}}},
		{ID: "S1", Located: true, Lon: 106.4, Lat: 10.5, Source: coverage.Source{File: "test.csv", Row: 2}, Cells: []coverage.Cell{
			{ID: "S1/01", Operator: "VNPT", Technology: "5g", Band: "n78", FrequencyMHz: 3750, BandwidthMHz: 100, EIRPdBm: 77, HeightM: 42, AzimuthDeg: 0, DowntiltDeg: 3,
				Assumed: coverage.AssumedBandwidth | coverage.AssumedEIRP | coverage.AssumedTilt | coverage.AssumedRange},
			{ID: "S1/02", Operator: "Viettel", Technology: "4g", Band: "B3", FrequencyMHz: 1815, BandwidthMHz: 20, EIRPdBm: 64, HeightM: 42, AzimuthDeg: 120,
				DowntiltDeg: 4, RangeM: 3000, Assumed: coverage.AssumedBandwidth}}},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got - want +\n%s", diff)
	}
	wantRules(t, "clean rows", env)
}

func TestSitePositions(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, "Mã trạm;Kinh độ;Vĩ độ;Công nghệ;Mã xã\n"+
		"pair;105,84808/10,62924;;4G;\n"+
		"swapped;10.5;106.4;4G;\n"+
		"zero;0;0;4G;\n"+
		"far;129.5;28.5;4G;\n"+ // 3,000 km away
		"utm;655000;1160000;4G;\n"+
		"off;206;10.5;4G;\n"+
		"near;107.2;10.5;4G;\n"+ // 44 km east of the bounds
		"none;;;4G;27694\n"+
		"half;106.4;;4G;\n"+
		"later;đang cập nhật;-;4G;\n"+
		"dms;106°24'00\"Đ;10° 30' B;4G;\n", env)
	var ids []string
	for _, s := range got {
		if s.Located != (s.Lon != 0) {
			t.Errorf("%s: located %v at %v", s.ID, s.Located, s.Lon)
		}
		ids = append(ids, s.ID+" "+formatDegrees(s.Lon)+" "+formatDegrees(s.Lat))
	}
	want := []string{"dms 106.4 10.5", "half 0 0", "later 0 0", "near 107.2 10.5", "none 0 0", "pair 105.84808 10.62924", "swapped 106.4 10.5"}
	if !slices.Equal(ids, want) {
		t.Errorf("got %q, want %q", ids, want)
	}
	const noPlace = "site without a position: what it covers in its commune is unknown"
	wantRules(t, "positions", env, "2 Kinh độ position.pair read as two numbers", "3 Kinh độ position.swapped swapped",
		"4 Kinh độ position.zero row rejected", "5 Kinh độ position.far row rejected: more than 50 km outside the region",
		"6 Kinh độ position.range row rejected: plane coordinates: the communes of the region are not known: "+advice,
		"7 Kinh độ position.range row rejected: not a place on Earth", "9 lon position.missing "+noPlace,
		"10 Vĩ độ position.incomplete position read as unknown", "10 lon position.missing "+noPlace,
		"11 Kinh độ number.placeholder position read as unknown", "11 Vĩ độ number.placeholder position read as unknown", "11 lon position.missing "+noPlace)
}

func TestSplitPair(t *testing.T) {
	tests := map[string]string{
		"105,34808/22,62924": "105,34808|22,62924", "105.34;22.62": "105.34|22.62", "22.62, 105.34": "22.62|105.34", "105.34,22.62": "105.34|22.62",
		"105,34808,22,62924": "105.34808|22.62924", "(105.34 22.62)": "105.34|22.62", "105,34": "", "105.34": "", "1,2,3": "", "a/b": "", "105.34/": "",
	}
	for in, want := range tests {
		if got := strings.Join(splitPair(in), "|"); got != want {
			t.Errorf("splitPair(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestSiteValues(t *testing.T) {
	env := newTestEnv()
	const at = "106.4,10.5"
	got := readTestSites(t, siteHeader+
		"a,X,4G,,,"+at+",0,400,3,95,0\n"+ // out of range
		"b,X,4G,B3,2600,"+at+",301,,,,\n"+ // not in the band
		"c,X,4G,n78,,"+at+",30,,,,\n"+ // an NR band
		"d,X,4G,Z9,,"+at+",42/39,0/120/240,,,\n"+ // lists
		"e,X,4G,,,"+at+",42/39/36,0/120/360,2/4/6,,\n"+
		"f,Viettel/VNPT,3G/4G,,,"+at+",,,,,\n"+
		"g,X,WiFi,,,"+at+",,,,,\n"+
		"h,X,,GSM1800,,"+at+",,omni,,,\n"+
		"i,X,,,,"+at+",,,,,\n"+
		"j,any,2G/4G,B3,1800,"+at+",,,,,\n"+
		"k,,4G,1800,,"+at+",,,,,\n", env)
	byID := make(map[string]coverage.Site)
	for _, s := range got {
		byID[s.ID] = s
	}
	cell := func(id string, i int) coverage.Cell { return byID[id].Cells[i] }
	if c := cell("a", 0); c.HeightM != 30 || !c.Omni || c.EIRPdBm != 63 || c.RangeM != 0 {
		t.Errorf("a: got %+v, want defaults", c)
	}
	if c := cell("b", 0); c.FrequencyMHz != 1842.5 || c.Band != "B3" || c.Assumed&coverage.AssumedFrequency == 0 {
		t.Errorf("b: got %+v, want the band's frequency, assumed", c)
	}
	if n := len(byID["d"].Cells); n != 3 || cell("d", 0).HeightM != 30 {
		t.Errorf("d: got %d cells, %+v", n, cell("d", 0))
	}
	if c := cell("e", 2); len(byID["e"].Cells) != 3 || c.AzimuthDeg != 120 || c.HeightM != 39 || c.DowntiltDeg != 4 || c.Assumed&coverage.AssumedHeight != 0 {
		t.Errorf("e: got %+v", byID["e"].Cells)
	}
	if cells := byID["f"].Cells; len(cells) != 2 || cells[0].Operator+string(cells[0].Technology) != "VNPT4g" || cells[1].Operator+string(cells[1].Technology) != "Viettel3g" {
		t.Errorf("f: got %+v, want one by one", cells)
	}
	if c := cell("h", 0); c.Technology != "2g" || c.Band != "B3" || c.Assumed&(coverage.AssumedAzimuth|coverage.AssumedTechnology) != 0 {
		t.Errorf("h: got %+v", c)
	}
	if c := cell("i", 0); c.Technology != "4g" || c.Assumed&coverage.AssumedTechnology == 0 {
		t.Errorf("i: got %+v", c)
	}
	if c := cell("j", 0); c.Operator != "any (operator)" || c.Band != "B3" || len(byID["j"].Cells) != 2 {
		t.Errorf("j: got %+v", c)
	}
	if c := cell("k", 0); c.Operator != unspecifiedOperator || c.Band != "B3" || c.Assumed&coverage.AssumedOperator == 0 {
		t.Errorf("k: got %+v", c)
	}
	wantRules(t, "values", env,
		"2 height_m number.range default used", "2 azimuth_deg number.range read as omnidirectional", "2 eirp_dbm number.range default used", "2 range_m number.range default used",
		"3 frequency_mhz band.mismatch frequency of band B3 used", "3 height_m number.range default used", "4 band band.mismatch band ignored: not one of 4g",
		"5 band band.unknown band ignored", "5 height_m list.length not used: value assumed; it has 2 values, the lists of the row 3", "8 technology technology.unknown row rejected",
		"10 technology technology.missing read as 4g",
		"11 operator operator.reserved read as any (operator): the name is that of a rule")
}

func TestReadBandText(t *testing.T) {
	tests := []struct {
		text string
		tech coverage.Technology
		want string // "" when it is no band of the technology
	}{
		{"B3", "4g", "B3"}, {"b3", "4g", "B3"}, {"3", "4g", "B3"}, {"Band 3", "4g", "B3"}, {"LTE B3", "4g", "B3"}, {"L1800", "4g", "B3"}, {"1800 MHz", "4g", "B3"},
		{"LTE1800", "4g", "B3"}, {"LTE1800", "3g", ""}, {"U2100", "3g", "B1"}, {"GSM900", "2g", "B8"}, {"DCS1800", "2g", "B3"}, {"GSM1801", "2g", "B3"},
		{"n78", "5g", "n78"}, {"N41", "5g", "n41"}, {"NR n77", "5g", "n77"}, {"3500", "5g", "n78"}, {"2600", "5g", "n41"}, {"2600", "4g", "B7"}, {"n78", "4g", ""},
		{"n258", "5g", "n258"}, {"700", "5g", "n28"}, {"B999", "4g", ""}, {"1500", "4g", ""}, {"xyz", "4g", ""}, {"", "4g", ""}, {"gsm", "2g", ""},
	}
	for _, test := range tests {
		got := ""
		if parsed, ok := readBandText(test.text); ok {
			if b, ok := parsed.resolve(test.tech); ok {
				got = bandName(b, test.tech)
			}
		}
		if got != test.want {
			t.Errorf("%q for %s: got %q, want %q", test.text, test.tech, got, test.want)
		}
	}
}

func TestBandsAreSound(t *testing.T) {
	for _, b := range bands {
		if !(b.lowMHz < b.downMHz && b.downMHz < b.highMHz) {
			t.Errorf("band %d: %v", b.number, b)
		}
	}
	for mhz, number := range nominalBands {
		if b, ok := findBand(number); !ok || !b.holds(float64(mhz)) {
			t.Errorf("%d MHz: band %d does not hold it", mhz, number)
		}
	}
}

func TestSiteGrouping(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, "site_id,operator,technology,lon,lat,cell_id,azimuth_deg\n"+
		"A,Viettel,4G,106.4,10.5,c1,0\n"+
		"A,Viettel,4G,106.4,10.5,c2,120\n"+
		"A,Viettel,4G,106.4,10.502,c3,240\n"+ // 222 m off
		"A,Viettel,4G,106.4001,10.5,c1,90\n"+ // 11 m off: the same mast; ID again
		"A,VNPT,4G,106.5,10.6,d1,0\n"+ // another operator's A
		"A,Viettel,4G,106.4,10.5,c1,0\n"+ // listed twice
		"B,vODAFONE,4G,106.4,10.7,,\nB,Vodafone,4G,,,,\nC,Vodafone,4G,106.4,10.8,,\n", env)
	var all []string
	for _, s := range got {
		for _, c := range s.Cells {
			all = append(all, s.ID+" "+c.ID+" "+c.Operator)
		}
	}
	want := []string{"A c1 Viettel", "A c1#2 Viettel", "A c2 Viettel", "A c3 Viettel", "A@VNPT d1 VNPT", "B B/01 Vodafone", "B B/02 Vodafone", "C C/01 Vodafone"}
	if !slices.Equal(all, want) {
		t.Errorf("got %q, want %q", all, want)
	}
	wantRules(t, "grouping", env, "4 lon site.position_conflict position 106.4 10.5 of most rows of site A used",
		"5 cell_id cell.id_repeated kept as cell c1#2", "6 site_id site.id_shared kept as site A@VNPT: operators place this site more than 50 m apart",
		"7  row.duplicate row dropped: the same as row 2", "9 lon position.missing position of the site's other rows used")
}

func TestSitesWithoutID(t *testing.T) {
	env := newTestEnv()
	got := readTestSites(t, "technology,position\n4G,\"106.4, 10.5\"\n4G,\"10.5, 106.4\"\n5G,\"106.4, 10.6\"\n", env)
	if len(got) != 2 || got[0].ID != "106.4 10.5" || len(got[0].Cells) != 2 {
		t.Errorf("got %+v", got)
	}
	_, err := readSites(part{source(t, "tên,ghi chú\na,b\n", env), env})
	if err == nil || !strings.Contains(err.Error(), "no column for site_id or lon or position") {
		t.Errorf("got %v", err)
	}
}

// The result is one of the set of rows, not of their order.
func TestSitesOrderIndependent(t *testing.T) {
	pick := func(t *rapid.T, label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "rows")
		rows := make([]string, n)
		for i := range rows {
			rows[i] = strings.Join([]string{pick(t, "site", "A", "B", "C", ""), pick(t, "operator", "VTL", "vnpt", "Foo", "fOO", "FOO", "Viettel/VNPT"),
				pick(t, "tech", "4G", "5G", "3G/4G", ""), pick(t, "band", "", "B3", "n78", "1800"), pick(t, "mhz", "", "1.800", "2600", "1842.5"),
				pick(t, "lon", "106.4", "106.4001", "106.5", "", "10.5"), pick(t, "lat", "10.5", "10.6", "106.4"), pick(t, "height", "", "30", "0", "30/40"),
				pick(t, "azimuth", "", "0", "0/120", "omni"), "", "", pick(t, "range", "", "5.000", "3000")}, ",")
		}
		first := newTestEnv()
		want, err := readSites(part{&memoryRows{strings.Split(strings.TrimSpace(siteHeader), ","), rows}, first})
		if err != nil {
			t.Fatal(err)
		}
		shuffled := slices.Clone(rows)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		second := newTestEnv()
		got, err := readSites(part{&memoryRows{strings.Split(strings.TrimSpace(siteHeader), ","), shuffled}, second})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(coverage.Source{}, "Row")); diff != "" {
			t.Fatalf("got - want +\n%s", diff)
		}
		if diff := cmp.Diff(second.Found.Notes, first.Found.Notes); diff != "" {
			t.Fatalf("notes: got - want +\n%s", diff)
		}
		checkSites(t, got)
	})
}

// checkSites asserts what every list of sites promises.
func checkSites(t interface{ Fatalf(string, ...any) }, sites []coverage.Site) {
	last := ""
	for i, s := range sites {
		if i > 0 && s.ID <= last || len(s.Cells) == 0 {
			t.Fatalf("site %q after %q with %d cells", s.ID, last, len(s.Cells))
		}
		last = s.ID
		lastCell := ""
		for j, c := range s.Cells {
			if j > 0 && c.ID <= lastCell || c.ID == "" {
				t.Fatalf("site %q: cell %q after %q", s.ID, c.ID, lastCell)
			}
			lastCell = c.ID
			if !frequencyKind.accepts(c.FrequencyMHz) || !bandwidthKind.accepts(c.BandwidthMHz) || !eirpKind.accepts(c.EIRPdBm) || !heightKind.accepts(c.HeightM) ||
				c.AzimuthDeg < 0 || c.AzimuthDeg >= 360 || c.RangeM < 0 || c.Operator == "" || len(c.Technology) != 2 {
				t.Fatalf("site %q: cell %+v", s.ID, c)
			}
		}
		if s.Located && !onEarth(s.Lon, s.Lat) {
			t.Fatalf("site %q at %v %v", s.ID, s.Lon, s.Lat)
		}
	}
}
