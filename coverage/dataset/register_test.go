package dataset

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"phusong/coverage"
)

const registerHamlets = "id,name,commune,lon,lat,households\nH1,Bản Một,00001,106.02,11.02,40\nH2,Bản Hai,00001,106.03,11.02,40\n" +
	"H3,Bản Một,00002,106.12,11.02,40\n"

// TestClusters: groups find their hamlet by ID, or by a name that is the only one in
// its commune.
func TestClusters(t *testing.T) {
	d := loadFolder(t, "hamlets: {file: hamlets.csv}\nclusters: {file: clusters.csv}\n", map[string]string{
		"hamlets.csv": registerHamlets,
		"clusters.csv": "Mã cụm,Thôn,Xã,Kinh độ,Vĩ độ,Số hộ,Nhân khẩu\n" +
			"B,H1,,106.021,11.021,5,20\nA,H1,,106.022,11.022,đang cập nhật,\n" +
			"A,ban hai,,106.031,11.021,7,\nA,Bản Một,00002,,,3,\n" +
			"X,Bản Một,,106.1,11.1,3,\nY,H9,,106.1,11.1,3,\nA,H1,,106.023,11.023,39,\nZ,H1,,0,0,1,\n",
	})
	want := []coverage.Cluster{
		{ID: "A", Hamlet: 0, Located: true, Lon: 106.022, Lat: 11.022},
		{ID: "A#2", Hamlet: 0, Located: true, Lon: 106.023, Lat: 11.023, Households: coverage.Known(coverage.Whole(39))},
		{ID: "B", Hamlet: 0, Located: true, Lon: 106.021, Lat: 11.021, Households: coverage.Known(coverage.Whole(5)), People: coverage.Known(coverage.Whole(20))},
		{ID: "A", Hamlet: 1, Located: true, Lon: 106.031, Lat: 11.021, Households: coverage.Known(coverage.Whole(7))},
		{ID: "A", Hamlet: 2, Households: coverage.Known(coverage.Whole(3))},
	}
	if len(d.Clusters) != len(want) {
		t.Fatalf("%d clusters: %+v", len(d.Clusters), d.Clusters)
	}
	for i, c := range d.Clusters {
		c.Source = coverage.Source{}
		if c != want[i] {
			t.Errorf("cluster %d: %+v, want %+v", i, c, want[i])
		}
	}
	rules := map[string]int{}
	for _, p := range d.Problems {
		rules[p.Rule]++
	}
	for rule, n := range map[string]int{"cluster.hamlet": 2, "cluster.households": 1, "cluster.id_repeated": 1, "position.zero": 1, "position.missing": 1, "number.placeholder": 1} {
		if rules[rule] != n {
			t.Errorf("%s: %d problems, want %d in %v", rule, rules[rule], n, rules)
		}
	}
}

// TestClusterPolygons: a point inside stands for a polygon, also for one that bends
// around its own middle.
func TestClusterPolygons(t *testing.T) {
	const bent = `{"type":"Feature","properties":{"id":"U","hamlet":"H1"},"geometry":{"type":"Polygon","coordinates":[[[106.02,11.02],[106.05,11.02],` +
		`[106.05,11.05],[106.045,11.05],[106.045,11.025],[106.03,11.025],[106.03,11.05],[106.02,11.05],[106.02,11.02]]]}}`
	d := loadFolder(t, "hamlets: {file: hamlets.csv}\nclusters: {file: groups.geojson}\n", map[string]string{
		"hamlets.csv": registerHamlets, "groups.geojson": collection(bent)})
	if len(d.Clusters) != 1 || d.Clusters[0].Lon != 106.025 || d.Clusters[0].Lat != 11.035 {
		t.Errorf("got %+v, want the middle of the wider leg", d.Clusters)
	}
}

func TestClustersNeedHamlets(t *testing.T) {
	if _, err := ParseRegion([]byte(regionHead + "clusters: {file: clusters.csv}\n")); err == nil {
		t.Error("clusters without hamlets are taken")
	}
}

// TestDifficulty: the class by what is written and by the heading over it.
func TestDifficulty(t *testing.T) {
	for _, c := range []struct {
		heading, text string
		want          coverage.Difficulty
		problem       bool
	}{
		{"difficulty", "special", coverage.DifficultySpecial, false}, {"difficulty", "", "", false},
		{"Khu vực", "III", coverage.DifficultyArea3, false}, {"Khu vực", "1", coverage.DifficultyArea1, false},
		{"Khu vực", "Xã khu vực II", coverage.DifficultyArea2, false}, {"Khu vực", "KV3", coverage.DifficultyArea3, false},
		{"ĐBKK", "1", coverage.DifficultySpecial, false}, {"ĐBKK", "x", coverage.DifficultySpecial, false}, {"Đặc biệt khó khăn", "không", coverage.DifficultyOrdinary, false},
		{"mức độ khó khăn", "Xã ĐBKK", coverage.DifficultySpecial, false}, {"mức độ khó khăn", "bình thường", coverage.DifficultyOrdinary, false},
		{"mức độ khó khăn", "ĐẶC BIỆT KHÓ KHĂN", coverage.DifficultySpecial, false}, {"difficulty", "II", coverage.DifficultyArea2, false},
		{"difficulty", "1", "", true}, {"Khu vực", "IV", "", true}, {"khó khăn", "khó", "", true},
	} {
		d := loadFolder(t, "hamlets: {file: hamlets.csv}\n", map[string]string{
			"hamlets.csv": fmt.Sprintf("id,commune,lon,lat,%s\nH1,00001,106.02,11.02,%s\n", c.heading, c.text)})
		h := d.Hamlets[0]
		invalid := slices.ContainsFunc(d.Problems, func(p coverage.Problem) bool { return p.Rule == "difficulty.invalid" })
		if h.DifficultyClass != c.want || h.Difficulty != c.text || invalid != c.problem {
			t.Errorf("%s %q: class %q, problems %v; want %q", c.heading, c.text, h.DifficultyClass, d.Problems, c.want)
		}
	}
}

// TestMeasurements: headings of i-Speed and of drive tests, in Vietnamese and English;
// the order of rows changes nothing.
func TestMeasurements(t *testing.T) {
	const sites = "site_id,operator,technology,lon,lat\nS,Viettel,4g,106.02,11.02\nT,Mạng Núi,4g,106.02,11.02\n"
	head := "Thời gian,Nhà mạng,Loại mạng,Kinh độ,Vĩ độ,Mức thu (dBm),Tốc độ tải xuống (Mbps),Tốc độ tải lên (Mbps)\n"
	rows := []string{"15/03/2025 10:20:30,VTL,LTE,106.02,11.02,\"-95,5\",\"12,25\",3\n", "2025-03-16T07:00:00Z,mang nui,4G,106.03,11.03,-101,,\n",
		",,5G,106.04,11.04,,0,\n", "hôm qua,Viettel,4G,106.05,11.05,-90,,\n"}
	bad := "2025-01-01,Viettel,,106.02,11.02,-90,,\n2025-01-01,Viettel,4G,106.02,11.02,,,\n2025-01-01,Viettel,4G,,,-90,,\n2025-01-01,Viettel,4G,106.02,11.02,90,,\n"
	load := func(rows ...string) []coverage.Measurement {
		text := head
		for _, r := range rows {
			text += r
		}
		d := loadFolder(t, "sites: {file: sites.csv}\nmeasurements: {file: m.csv}\n", map[string]string{"sites.csv": sites, "m.csv": text + bad})
		rules := map[string]int{}
		for _, p := range d.Problems {
			rules[p.Rule]++
		}
		for rule, n := range map[string]int{"measurement.technology": 1, "measurement.empty": 2, "position.missing": 1, "number.range": 1, "date.invalid": 1} {
			if rules[rule] != n {
				t.Errorf("%s: %d problems, want %d in %v", rule, rules[rule], n, d.Problems)
			}
		}
		for i := range d.Measurements {
			d.Measurements[i].Source = coverage.Source{}
		}
		return d.Measurements
	}
	want := []coverage.Measurement{
		{Lon: 106.02, Lat: 11.02, Operator: "Viettel", Technology: "4g", LevelCentiDBm: -9550, HasLevel: true, DownKbps: 12250, HasDown: true, UpKbps: 3000, HasUp: true, Date: "2025-03-15"},
		{Lon: 106.03, Lat: 11.03, Operator: "Mạng Núi", Technology: "4g", LevelCentiDBm: -10100, HasLevel: true, Date: "2025-03-16"},
		{Lon: 106.04, Lat: 11.04, Technology: "5g", HasDown: true},
		{Lon: 106.05, Lat: 11.05, Operator: "Viettel", Technology: "4g", LevelCentiDBm: -9000, HasLevel: true},
	}
	for _, got := range [][]coverage.Measurement{load(rows...), load(rows[3], rows[1], rows[0], rows[2])} {
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// TestInspectFindsGroupsAndSamples: residential groups are not taken for hamlets, nor
// samples for stations.
func TestInspectFindsGroupsAndSamples(t *testing.T) {
	for _, c := range []struct{ header, role string }{
		{"Mã thôn,Mã cụm,Tên cụm dân cư,Kinh độ,Vĩ độ,Số hộ", clusterSchema.role},
		{"hamlet,id,name,lon,lat,households", clusterSchema.role},
		{"Mã thôn,Tên thôn,Mã xã,Kinh độ,Vĩ độ,Số hộ,Điện lưới", hamletSchema.role},
		{"id,name,commune,lon,lat,households", hamletSchema.role},
		{"Timestamp,Longitude,Latitude,Operatorname,CellID,NetworkMode,RSRP,DL_bitrate", measurementSchema.role},
		{"Ngày đo,Nhà mạng,Công nghệ,Kinh độ,Vĩ độ,Tốc độ tải xuống (Mbps)", measurementSchema.role},
		{"site_id,operator,technology,lon,lat,height_m,eirp_dbm", siteSchema.role},
	} {
		table := &tableFile{header: strings.Split(c.header, ","), matched: map[string]*columnMap{}, codesMatch: 1}
		for _, schema := range tableSchemas() {
			if columns, err := schema.match(table.header, readEnv{Found: &findings{}}); err == nil {
				table.matched[schema.role] = columns
			}
		}
		if got := table.couldBe(); len(got) != 1 || got[0] != c.role {
			t.Errorf("%s: taken for %v, want %s", c.header, got, c.role)
		}
	}
}
