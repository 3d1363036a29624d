package adminname_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"phusong/coverage/adminname"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text   string
		kind   adminname.Kind
		proper string
	}{
		{"Phường Phương Sài", adminname.Ward, "Phương Sài"},
		{"Phương Sài", "", "Phương Sài"},
		{"phương sài", "", "phương sài"},
		{"P. Phương Sài", adminname.Ward, "Phương Sài"},
		{"P.Phương Sài", adminname.Ward, "Phương Sài"},
		{"P Phương Sài", adminname.Ward, "Phương Sài"},
		{"PHƯỜNG 1", adminname.Ward, "1"},
		{"P1", adminname.Ward, "1"},
		{"P.01", adminname.Ward, "01"},
		{"Q1", adminname.UrbanDistrict, "1"},
		{"Xã Đức Hòa Thượng", adminname.Commune, "Đức Hòa Thượng"},
		{"X. Đức Hòa Thượng", adminname.Commune, "Đức Hòa Thượng"},
		{" Thị \n trấn  Bến\u00a0Lức ", adminname.Township, "Bến Lức"},
		{"TT. Bến Lức", adminname.Township, "Bến Lức"},
		{"TT Bến Lức", adminname.Township, "Bến Lức"},
		{"TX.Kiến Tường", adminname.Town, "Kiến Tường"},
		{"Thị xã Kiến Tường", adminname.Town, "Kiến Tường"},
		{"TP.Tân An", adminname.City, "Tân An"},
		{"Tp Tân An", adminname.City, "Tân An"},
		{"Thủ đô Hà Nội", adminname.City, "Hà Nội"},
		{"Tỉnh Long An", adminname.Province, "Long An"},
		{"H. Cần Đước", adminname.RuralDistrict, "Cần Đước"},
		{"Đặc khu Trường Sa", adminname.SpecialZone, "Trường Sa"},
		{norm.NFD.String("Phường Mỹ Đình 1"), adminname.Ward, "Mỹ Đình 1"},
		{"H'Bông", "", "H'Bông"},
		{"Ia K'Rêl", "", "Ia K'Rêl"},
		{"Thị Trấn", "", "Thị Trấn"},
		{"Quan Hóa", "", "Quan Hóa"}, // a district; "Quan" is no "Quận" in text that has marks
		{"Phuong Sai", adminname.Ward, "Sai"},
		{"Tân An", "", "Tân An"},
		{"Xuân Lộc", "", "Xuân Lộc"},
		{"", "", ""},
	} {
		if got := adminname.Parse(c.text); got.Kind != c.kind || got.Proper != c.proper {
			t.Errorf("Parse(%q) = %q %q, want %q %q", c.text, got.Kind, got.Proper, c.kind, c.proper)
		}
	}
}

func TestCompare(t *testing.T) {
	const differ = -1
	for _, c := range []struct {
		a, b string
		want adminname.Level
	}{
		{"Phường Phương Sài", "Phương Sài", adminname.Exact},
		{"Phuong Sai", "Phường Phương Sài", adminname.Unmarked}, // the second reading: no type
		{"Xã Đức Hòa Thượng", "Xã Đức Hoà Thượng", adminname.TonePlacement},
		{"Thụy Khuê", "Thuỵ Khuê", adminname.TonePlacement},
		{"Thủy Đông", "Thuỷ Đông", adminname.TonePlacement},
		{norm.NFD.String("Xã Mỹ Hạnh Bắc"), "Mỹ Hạnh Bắc", adminname.Exact},
		{"Mỹ Hạnh", "Mĩ Hạnh", adminname.YI},
		{"Quý Lộc", "Quí Lộc", adminname.YI},
		{"Xã Ninh BInh", "Ninh Binh", adminname.Case},
		{"XÃ TÂN BÌNH", "Tân  Bình", adminname.Case},
		{"Phường 1", "Phường 01", adminname.Number},
		{"Phường 1", "P1", adminname.Exact},
		{"Phường VII", "P.07", adminname.Number},
		{"Phan Rang - Tháp Chàm", "Phan Rang-Tháp Chàm", adminname.Hyphen},
		{"Ia K'Rêl", "Ia K’Rêl", adminname.Hyphen},
		{"Xã EaBar", "Ea Bar", adminname.Spaces},
		{"Xã Laêê", "Xã La Êê", adminname.Spaces},
		{"Thị trấn NT Liên Sơn", "Thị trấn Nông trường Liên Sơn", adminname.Hyphen},
		{"Thị trấn N.T Phong Hải", "Nông Trường Phong Hải", adminname.Hyphen},
		{"Phường Đúc", "Phường Phường Đúc", adminname.Exact},
		{"Xá Nhè", "Xánhè", adminname.Spaces},
		{"Xá Nhè", "Xà Nhé", adminname.Unmarked},
		{"Đắk Lắk", "Đăk Lăk", adminname.Unmarked},
		{"Đắk Lắk", "Dak Lak", adminname.DStroke},
		{"Ðức Hòa", "Đức Hòa", adminname.DStroke}, // eth
		{"Thủy", "Thủi", differ},
		{"Tây Sơn", "Tai Sơn", differ},
		{"Tân Bình", "Tân Bình Đông", differ},
		{"Phường 1", "Phường 11", differ},
		{"Mỹ Chánh", "Mỹ Chánh Tây", differ},
		{"Xã Ia", "Xã 1a", differ},
	} {
		got, ok := adminname.Compare(c.a, c.b)
		if !ok {
			got = differ
		}
		back, okBack := adminname.Compare(c.b, c.a)
		if got != c.want || ok != okBack || ok && back != got {
			t.Errorf("Compare(%q, %q) = %d, want %d; backwards %d", c.a, c.b, got, c.want, back)
		}
	}
}

// Old Long An has a ward 1 in its city and in its town, and both a township and
// a commune of one name in a district (GSO list of June 2025).
var oldLongAn = []adminname.Unit{
	{"27694", "Phường 1", "Thành phố Tân An", "Tỉnh Long An"},
	{"27787", "Phường 1", "Thị xã Kiến Tường", "Tỉnh Long An"},
	{"27991", "Thị trấn Bến Lức", "Huyện Bến Lức", "Tỉnh Long An"},
	{"28036", "Thị trấn Thủ Thừa", "Huyện Thủ Thừa", "Tỉnh Long An"},
	{"27961", "Xã Đức Hòa Thượng", "Huyện Đức Hòa", "Tỉnh Long An"},
	{"1", "Xã Tân Bình", "Huyện A", "Tỉnh Long An"},
	{"2", "Xã Tân Bính", "Huyện A", "Tỉnh Long An"},
	{"3", "Thị trấn Châu", "Huyện A", "Tỉnh Long An"},
	{"4", "Xã Châu", "Huyện A", "Tỉnh Long An"},
}

func TestFind(t *testing.T) {
	x := adminname.NewIndex(oldLongAn)
	for _, c := range []struct {
		place adminname.Place
		code  string // "" for a refusal
		about string // of the match, or within the refusal
	}{
		{adminname.Place{Name: "P.1", District: "TP Tân An"}, "27694", "exactly"},
		{adminname.Place{Name: "Phường 01", District: "Kiến Tường"}, "27787", "but for the writing of a number"},
		{adminname.Place{Name: "Phường 1", Province: "Long An"}, "", `"Phường 1, Long An" can be 2 units: 27694 Phường 1, Thành phố Tân An, Tỉnh Long An; 27787 Phường 1`},
		{adminname.Place{Name: "Đức Hoà Thượng"}, "27961", "but for the place of tone marks"},
		{adminname.Place{Name: "Bến Lức", District: "Thủ Thừa"}, "", `elsewhere: 27991 Thị trấn Bến Lức`},
		{adminname.Place{Name: "Bến Lức", Province: "Tiền Giang"}, "", "elsewhere"},
		{adminname.Place{Name: "Xã Bến Lức"}, "27991", "type differs"},
		{adminname.Place{Name: "Tân Bình"}, "1", "exactly"},
		{adminname.Place{Name: "Tan Binh"}, "", "can be 2 units"},
		{adminname.Place{Name: "TT Châu"}, "3", "exactly"},
		{adminname.Place{Name: "Châu"}, "", "can be 2 units"},
		{adminname.Place{Name: "Nowhere"}, "", "no unit is named"},
		{adminname.Place{Name: ""}, "", "no unit is named"},
		{adminname.Place{Name: "Phường"}, "", "no unit is named"},
	} {
		m, err := x.Find(c.place)
		got, about := "", ""
		var refused *adminname.NoMatchError
		if errors.As(err, &refused) {
			about = err.Error()
		} else if err == nil {
			got, about = x.Unit(m.Unit).Code, m.Level.String()
			if m.KindDiffers {
				about += " type differs"
			}
		}
		if got != c.code || !strings.Contains(about, c.about) {
			t.Errorf("Find(%+v) = %q %s, want %q %s", c.place, got, about, c.code, c.about)
		}
	}
}

var anyName = rapid.StringOf(rapid.RuneFrom([]rune("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẵặÁĐỹÝ 01-'.IVXPH\n\u0301\u0300")))

// Keys only merge: what agrees at a level agrees at every weaker one; a key is
// the key of its own text; and a name agrees exactly with itself in NFD.
func TestKeysNest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyName.Draw(t, "a"), anyName.Draw(t, "b")
		for l := adminname.Exact; l < adminname.Weakest; l++ {
			if adminname.Key(a, l) == adminname.Key(b, l) && adminname.Key(a, l+1) != adminname.Key(b, l+1) {
				t.Fatalf("%q and %q agree at %d, not at %d", a, b, l, l+1)
			}
		}
		level, ok := adminname.Compare(a, norm.NFD.String(a))
		if !ok || level != adminname.Exact {
			t.Fatalf("%q in NFD: %v %v", a, level, ok)
		}
		for _, r := range adminname.Readings(a) {
			if again := adminname.Clean(r.Proper); again != r.Proper {
				t.Fatalf("%q: proper name %q is not clean", a, r.Proper)
			}
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("Phường 1", "Tân An")
	f.Add("P\x00.", "\xff")
	x := adminname.NewIndex(oldLongAn)
	f.Fuzz(func(t *testing.T, name, district string) {
		if m, err := x.Find(adminname.Place{Name: name, District: district}); err == nil {
			if _, same := adminname.Compare(name, x.Unit(m.Unit).Name); !same {
				t.Fatalf("%q found %q", name, x.Unit(m.Unit).Name)
			}
		}
	})
}

// Two or more, and more than one in five.
func TestOtherUnits(t *testing.T) {
	for _, c := range []struct {
		different, compared int
		want                bool
	}{{0, 0, false}, {1, 1, false}, {1, 4, false}, {2, 2, true}, {2, 9, true}, {2, 10, false}, {19, 96, false}, {20, 96, true}} {
		if got := adminname.OtherUnits(c.different, c.compared); got != c.want {
			t.Errorf("%d of %d: %v", c.different, c.compared, got)
		}
	}
}

// Wards are numbered up to 39 in either way of writing, and 40 is no such number.
func TestRomanNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{{"Phường XIII", "P13", true}, {"Phường XXXIX", "Phường 39", true}, {"Phường IIII", "Phường 4", false}, {"Phường 1", "Phường 11", false}, {"Phường I", "Phường II", false}} {
		if _, same := adminname.Compare(c.a, c.b); same != c.same {
			t.Errorf("%s and %s: %v", c.a, c.b, same)
		}
	}
}
