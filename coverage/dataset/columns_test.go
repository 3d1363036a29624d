package dataset

import (
	"slices"
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	tests := map[string]string{
		"Kinh độ": "kinh do", "KINH_DO": "kinh do", " Vĩ  độ (°)": "vi do", "Đông": "dong", "Mã trạm\nBTS": "ma tram bts",
		"Ho\u0300a": "hoa", "Hòa": "hoa", "Hoà": "hoa", "frequency_mhz": "frequency mhz", "–": "", "Ðộ cao": "do cao",
	}
	for in, want := range tests {
		if got := fold(in); got != want {
			t.Errorf("fold(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestFindColumn(t *testing.T) {
	tests := []struct {
		schema  tableSchema
		heading string
		want    string
		scale   float64
	}{
		{siteSchema, "site_id", "site_id", 1}, {siteSchema, "Mã trạm", "site_id", 1}, {siteSchema, "Site ID", "site_id", 1}, {siteSchema, "siteId", "site_id", 1},
		{siteSchema, "Kinh độ", "lon", 1}, {siteSchema, "KINH ĐỘ (độ)", "lon", 1}, {siteSchema, "kinhdo", "lon", 1}, {siteSchema, "Lng", "lon", 1}, {siteSchema, "X", "lon", 1},
		{siteSchema, "Vĩ độ", "lat", 1}, {siteSchema, "Toạ độ", "position", 1}, {siteSchema, "Nhà mạng", "operator", 1}, {siteSchema, "Doanh nghiệp", "operator", 1},
		{siteSchema, "Công nghệ", "technology", 1}, {siteSchema, "Tần số (MHz)", "frequency_mhz", 1}, {siteSchema, "Tần số (GHz)", "frequency_mhz", 1000},
		{siteSchema, "Băng tần", "band", 1}, {siteSchema, "Chiều cao anten (m)", "height_m", 1}, {siteSchema, "Độ cao", "height_m", 1},
		{siteSchema, "Góc phương vị", "azimuth_deg", 1}, {siteSchema, "Downtilt", "downtilt_deg", 1}, {siteSchema, "EIRP (dBm)", "eirp_dbm", 1},
		{siteSchema, "Bán kính (km)", "range_m", 1000}, {siteSchema, "range_km", "range_m", 1000}, {siteSchema, "bandwidth", "bandwidth_mhz", 1},
		{siteSchema, "Ghi chú", "", 1}, {siteSchema, "", "", 1}, {siteSchema, "EIRP (W)", "", 1},
		{countSchema, "Số hộ", "households", 1}, {countSchema, "Dân số", "population", 1}, {countSchema, "Mã xã", "code", 1}, {countSchema, "Mã", "code", 1},
		{fiberSchema, "Thuê bao cáp quang", "fiber_subscriptions", 1}, {fiberSchema, "Số thuê bao", "subscriptions", 1},
		{hamletSchema, "Tên thôn", "name", 1}, {hamletSchema, "Điện lưới", "grid_power", 1}, {hamletSchema, "Mã xã", "commune", 1},
	}
	for _, test := range tests {
		got, _, scale := test.schema.find(test.heading)
		if got != test.want || scale != test.scale {
			t.Errorf("%s: find(%q): got %q x %v, want %q x %v", test.schema.role, test.heading, got, scale, test.want, test.scale)
		}
	}
}

// No alias may stand for two columns of one schema, and canonical names stand for themselves.
func TestAliasesAreDistinct(t *testing.T) {
	for _, s := range []tableSchema{siteSchema, countSchema, fiberSchema, hamletSchema, centreSchema, openCelliDSchema} {
		owner := make(map[string]string)
		for _, c := range s.columns {
			for _, a := range append([]string{c.name}, c.aliases...) {
				key := squash(a)
				if other, ok := owner[key]; ok && other != c.name {
					t.Errorf("%s: %q means both %s and %s", s.role, a, other, c.name)
				}
				owner[key] = c.name
			}
		}
	}
}

func TestMatch(t *testing.T) {
	env := newTestEnv()
	m, err := countSchema.match([]string{"STT", "Mã xã", "code", "Số hộ", ""}, env)
	if err != nil {
		t.Fatal(err)
	}
	if m.at["code"] != 2 || m.at["households"] != 3 {
		t.Errorf("got %v", m.at)
	}
	got := rulesOf(env)
	want := []string{"1 Mã xã column.unknown ignored: code is read from column code", "1 column 5 column.unknown ignored"}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, test := range []struct {
		header []string
		says   []string
	}{
		{[]string{"Mã xã", "Mã phường", "Số hộ"}, []string{"test.csv", `"Mã xã"`, `"Mã phường"`, "both mean code"}},
		{[]string{"code", "Code", "Số hộ"}, []string{"both mean code"}},
		{[]string{"BÁO CÁO THÁNG 7"}, []string{"no column for code or name, nor for households or population", "BÁO CÁO THÁNG 7", "code,households,population"}},
	} {
		_, err := countSchema.match(test.header, newTestEnv())
		for _, s := range test.says {
			if err == nil || !strings.Contains(err.Error(), s) {
				t.Errorf("%q: got %v, want %q", test.header, err, s)
			}
		}
	}
}
