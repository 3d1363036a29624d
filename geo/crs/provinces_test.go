package crs

import (
	"fmt"
	"strings"
	"testing"
)

func TestProvincesBefore(t *testing.T) {
	list := Provinces(Before2025July)
	if len(list) != 63 {
		t.Fatalf("%d provinces, want 63", len(list))
	}
	seen := map[string]bool{}
	for _, p := range list {
		if len(p.Code) != 2 || len(p.Zoning) != 1 || seen[p.Code] || seen[p.Name] {
			t.Errorf("%+v", p)
		}
		seen[p.Code], seen[p.Name] = true, true
		if c, err := TM3(p.Zoning[0].MeridianDeg); err != nil || c.EPSG == 0 {
			t.Errorf("%s: %v, %v", p.Name, c, err)
		}
	}
}

// mergedList is the second public list of the reference for the 34 provinces, written independently
// of the former provinces from which the table is made.
const mergedList = `Lai Châu 103; Điện Biên 103; Sơn La 104; Lào Cai 104.75; Nghệ An 104.75; Hà Nội 105; Thanh Hóa 105; Hà Tĩnh 105.5;
Hưng Yên 105.5; Cao Bằng 105.75; Thái Nguyên 106.5; Huế 107; Lạng Sơn 107.25; Quảng Ninh 107.75; Đà Nẵng 107.75; Khánh Hòa 108.25;
Đắk Lắk 108.5; An Giang 104.5/104.75; Cà Mau 104.5/105; Phú Thọ 104.75/105/106; Đồng Tháp 105/105.75; Cần Thơ 105/105.5;
Ninh Bình 105/105.5; Tuyên Quang 105.5/106; Hải Phòng 105.5/105.75; Bắc Ninh 105.5/107; Tây Ninh 105.5/105.75; Vĩnh Long 105.5/105.75;
TP.HCM 105.75/107.75; Đồng Nai 106.25/107.75; Quảng Trị 106/106.25; Quảng Ngãi 107.5/108; Lâm Đồng 107.75/108.5; Gia Lai 108.25/108.5`

func TestProvincesFrom(t *testing.T) {
	entries := strings.Split(strings.ReplaceAll(mergedList, "\n", " "), "; ")
	if n := len(Provinces(From2025July)); n != 34 || len(entries) != 34 {
		t.Fatalf("%d provinces, %d in the list, want 34", n, len(entries))
	}
	former := 0
	for _, entry := range entries {
		entry = strings.TrimSpace(entry)
		cut := strings.LastIndexByte(entry, ' ')
		p, err := ProvinceByName(From2025July, entry[:cut])
		if err != nil {
			t.Error(err)
			continue
		}
		var got []string
		for _, z := range p.Zoning {
			got = append(got, fmt.Sprint(z.MeridianDeg))
			former += len(z.Former)
		}
		if strings.Join(got, "/") != entry[cut+1:] {
			t.Errorf("%s: meridians %v, want %s", p.Name, got, entry[cut+1:])
		}
	}
	if former != 63 {
		t.Errorf("the 34 provinces were made of %d, want 63", former)
	}
}

func TestProvinceByName(t *testing.T) {
	cases := []struct {
		edition Edition
		name    string
		code    string
	}{
		{Before2025July, "Tỉnh Long An", "80"}, {Before2025July, "long an", "80"}, {Before2025July, "80", "80"},
		{From2025July, "80", "80"}, {From2025July, "Tay Ninh", "80"}, {Before2025July, "Tây Ninh", "72"},
		{Before2025July, "Thành phố Huế", "46"}, {Before2025July, "Thừa Thiên - Huế", "46"}, {From2025July, "TP. Huế", "46"},
		{Before2025July, "Hoà Bình", "17"}, {Before2025July, "HO\u0300A BI\u0300NH", "17"}, {Before2025July, "TP.HCM", "79"},
		{Before2025July, "Ba Ria-Vung Tau", "77"}, {Before2025July, "ĐẮK LẮK", "66"}, {From2025July, "Thủ đô Hà Nội", "01"},
	}
	for _, c := range cases {
		if p, err := ProvinceByName(c.edition, c.name); err != nil || p.Code != c.code {
			t.Errorf("%q %s: %+v, %v, want %s", c.name, c.edition, p, err, c.code)
		}
	}
	for _, name := range []string{"", "Tỉnh", "Long An", "Atlantis"} {
		if p, err := ProvinceByName(From2025July, name); err == nil {
			t.Errorf("%q is taken for %+v", name, p)
		}
	}
	if p, err := ProvinceByName(0, "Hà Nội"); err == nil || Provinces(0) != nil {
		t.Errorf("edition 0 has %+v", p)
	}
}
