package crs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Edition is one of the two divisions of the country into provinces.
type Edition int

// The editions.
const (
	Before2025July Edition = iota + 1 // 63 provinces, until 30 June 2025
	From2025July                      // 34 provinces, resolution 202/2025/QH15
)

// Zoning is a central meridian of a province.
type Zoning struct {
	MeridianDeg float64
	Former      []string // the provinces before July 2025 that it is of
}

// Province is a province with the central meridians of its TM-3 maps.
//
// Before July 2025 each has one: the areas of use in the EPSG dataset v10.076 and a
// second public list agree on all 63. No decree was found that gives a merged province
// one meridian, so from July 2025 each part keeps that of its former province.
type Province struct {
	Code   string // of the statistics office, two digits, of this edition
	Name   string
	Zoning []Zoning // by meridian
}

// oldMeridians are the meridians of the 63 provinces.
var oldMeridians = []struct {
	meridianDeg float64
	provinces   string // code and name
}{
	{103, "11 Điện Biên, 12 Lai Châu"},
	{104, "14 Sơn La"},
	{104.5, "91 Kiên Giang, 96 Cà Mau"},
	{104.75, "10 Lào Cai, 15 Yên Bái, 25 Phú Thọ, 40 Nghệ An, 89 An Giang"},
	{105, "01 Hà Nội, 26 Vĩnh Phúc, 35 Hà Nam, 37 Ninh Bình, 38 Thanh Hóa, 87 Đồng Tháp, 92 Cần Thơ, 93 Hậu Giang, 95 Bạc Liêu"},
	{105.5, "02 Hà Giang, 27 Bắc Ninh, 30 Hải Dương, 33 Hưng Yên, 34 Thái Bình, 36 Nam Định, 42 Hà Tĩnh, 72 Tây Ninh, 84 Trà Vinh, 86 Vĩnh Long, 94 Sóc Trăng"},
	{105.75, "04 Cao Bằng, 31 Hải Phòng, 74 Bình Dương, 79 Hồ Chí Minh, 80 Long An, 82 Tiền Giang, 83 Bến Tre"},
	{106, "08 Tuyên Quang, 17 Hòa Bình, 44 Quảng Bình"},
	{106.25, "45 Quảng Trị, 70 Bình Phước"},
	{106.5, "06 Bắc Kạn, 19 Thái Nguyên"},
	{107, "24 Bắc Giang, 46 Thừa Thiên Huế"},
	{107.25, "20 Lạng Sơn"},
	{107.5, "62 Kon Tum"},
	{107.75, "22 Quảng Ninh, 48 Đà Nẵng, 49 Quảng Nam, 68 Lâm Đồng, 75 Đồng Nai, 77 Bà Rịa - Vũng Tàu"},
	{108, "51 Quảng Ngãi"},
	{108.25, "52 Bình Định, 56 Khánh Hòa, 58 Ninh Thuận"},
	{108.5, "54 Phú Yên, 60 Bình Thuận, 64 Gia Lai, 66 Đắk Lắk, 67 Đắk Nông"},
}

// newProvinces are the 34 with the codes of those they were made of.
var newProvinces = []struct{ code, name, parts string }{
	{"01", "Hà Nội", "01"},
	{"04", "Cao Bằng", "04"},
	{"08", "Tuyên Quang", "02 08"},
	{"11", "Điện Biên", "11"},
	{"12", "Lai Châu", "12"},
	{"14", "Sơn La", "14"},
	{"15", "Lào Cai", "10 15"},
	{"19", "Thái Nguyên", "06 19"},
	{"20", "Lạng Sơn", "20"},
	{"22", "Quảng Ninh", "22"},
	{"24", "Bắc Ninh", "24 27"},
	{"25", "Phú Thọ", "17 25 26"},
	{"31", "Hải Phòng", "30 31"},
	{"33", "Hưng Yên", "33 34"},
	{"37", "Ninh Bình", "35 36 37"},
	{"38", "Thanh Hóa", "38"},
	{"40", "Nghệ An", "40"},
	{"42", "Hà Tĩnh", "42"},
	{"44", "Quảng Trị", "44 45"},
	{"46", "Huế", "46"},
	{"48", "Đà Nẵng", "48 49"},
	{"51", "Quảng Ngãi", "51 62"},
	{"52", "Gia Lai", "52 64"},
	{"56", "Khánh Hòa", "56 58"},
	{"66", "Đắk Lắk", "54 66"},
	{"68", "Lâm Đồng", "60 67 68"},
	{"75", "Đồng Nai", "70 75"},
	{"79", "Hồ Chí Minh", "74 77 79"},
	{"80", "Tây Ninh", "72 80"},
	{"82", "Đồng Tháp", "82 87"},
	{"86", "Vĩnh Long", "83 84 86"},
	{"91", "An Giang", "89 91"},
	{"92", "Cần Thơ", "92 93 94"},
	{"96", "Cà Mau", "95 96"},
}

// Provinces returns the provinces of an edition by code; nil for another value.
func Provinces(edition Edition) []Province {
	var list []Province
	switch edition {
	case Before2025July:
		for _, row := range oldMeridians {
			for entry := range strings.SplitSeq(row.provinces, ", ") {
				code, name, _ := strings.Cut(entry, " ")
				list = append(list, Province{code, name, []Zoning{{row.meridianDeg, []string{name}}}})
			}
		}
	case From2025July:
		former := Provinces(Before2025July)
		for _, row := range newProvinces {
			list = append(list, Province{row.code, row.name, mergedZoning(former, strings.Fields(row.parts))})
		}
	}
	slices.SortFunc(list, func(a, b Province) int { return strings.Compare(a.Code, b.Code) })
	return list
}

func mergedZoning(former []Province, codes []string) []Zoning {
	var merged []Zoning
	for _, p := range former {
		if !slices.Contains(codes, p.Code) {
			continue
		}
		meridian := p.Zoning[0].MeridianDeg
		at := slices.IndexFunc(merged, func(z Zoning) bool { return z.MeridianDeg == meridian })
		if at < 0 {
			at = len(merged)
			merged = append(merged, Zoning{MeridianDeg: meridian})
		}
		merged[at].Former = append(merged[at].Former, p.Name)
	}
	slices.SortFunc(merged, func(a, b Zoning) int { return int(4 * (a.MeridianDeg - b.MeridianDeg)) })
	return merged
}

// ProvinceByName finds a province by its name with or without "Tỉnh", "Thành phố",
// "TP.", in any case, with or without tone marks and hyphens, composed or not;
// or by its two-digit code. Codes and names of one edition may mean another place in
// the other: 80 is Long An before and Tây Ninh after.
func ProvinceByName(edition Edition, name string) (Province, error) {
	key := foldVietnamese(name)
	for _, prefix := range []string{"tinh", "thanhpho", "thudo", "tp"} {
		if rest, ok := strings.CutPrefix(key, prefix); ok && rest != "" {
			key = rest
			break
		}
	}
	if other, ok := provinceAliases[key]; ok {
		key = other
	}
	for _, p := range Provinces(edition) {
		if names := []string{p.Code, foldVietnamese(p.Name)}; slices.Contains(names, key) ||
			p.Code == "46" && slices.Contains([]string{"hue", "thuathienhue"}, key) {
			return p, nil
		}
	}
	return Province{}, fmt.Errorf("no province %q %s", name, edition)
}

// provinceAliases are other names in use, folded.
var provinceAliases = map[string]string{
	"hcm": "hochiminh", "saigon": "hochiminh", "brvt": "bariavungtau", "vungtau": "bariavungtau", "dacnong": "daknong", "daclac": "daklak",
}

// String completes the sentence "no province ...".
func (e Edition) String() string {
	switch e {
	case Before2025July:
		return "before July 2025"
	case From2025July:
		return "from July 2025"
	}
	return "of an unknown edition"
}

// vietnameseVowels maps the composed letters, lower case, to those without marks.
var vietnameseVowels = func() map[rune]rune {
	m := map[rune]rune{'đ': 'd'}
	for base, letters := range map[rune]string{
		'a': "àáảãạăằắẳẵặâầấẩẫậ", 'e': "èéẻẽẹêềếểễệ", 'i': "ìíỉĩị",
		'o': "òóỏõọôồốổỗộơờớởỡợ", 'u': "ùúủũụưừứửữự", 'y': "ỳýỷỹỵ",
	} {
		for _, r := range letters {
			m[r] = base
		}
	}
	return m
}()

// foldVietnamese keeps letters, without marks and in lower case, and digits.
// Combining marks are no letters, so that decomposed text folds alike.
func foldVietnamese(s string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if base, ok := vietnameseVowels[r]; ok {
			return base
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
