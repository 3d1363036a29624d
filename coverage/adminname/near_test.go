package adminname

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNear: a misspelled name is not joined; the error names what may be meant, within
// the stated district alone.
func TestNear(t *testing.T) {
	x := NewIndex([]Unit{
		{Code: "22627", Name: "Xã Khánh Nam", District: "Huyện Khánh Vĩnh"}, {Code: "22645", Name: "Xã Khánh Phú", District: "Huyện Khánh Vĩnh"},
		{Code: "22669", Name: "Xã Diên Phú", District: "Huyện Diên Khánh"}, {Code: "00001", Name: "Xã Khánh Lạm", District: "Huyện Khác"},
	})
	for _, test := range []struct{ name, district, want string }{
		{"Khánh Lan", "Khánh Vĩnh", ""},
		{"Khánh Lâm", "Khánh Vĩnh", "elsewhere"},
		{"Khánh Mam", "Khánh Vĩnh", `no unit is named "Khánh Mam, Khánh Vĩnh"; near it is 22627 Xã Khánh Nam`},
		{"Khan Phú", "", `no unit is named "Khan Phú"; near it is 22645 Xã Khánh Phú`},
		{"Xã Dien Pú", "Diên Khánh", "near it is 22669 Xã Diên Phú"},
	} {
		_, err := x.Find(Place{Name: test.name, District: test.district})
		if err == nil || !strings.Contains(err.Error(), test.want) || test.want == "" && strings.Contains(err.Error(), "near") {
			t.Errorf("%s, %s: got %v, want %q", test.name, test.district, err, test.want)
		}
	}
}

func TestOneSlip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.StringMatching(`[a-d]{1,8}`).Draw(t, "word"))
		i := rapid.IntRange(0, len(word)-1).Draw(t, "place")
		letter := rapid.SampledFrom([]rune("xyz")).Draw(t, "letter")
		changed := append(append([]rune{}, word[:i]...), append([]rune{letter}, word[i+1:]...)...)
		longer := append(append([]rune{}, word[:i]...), append([]rune{letter}, word[i:]...)...)
		for _, other := range []string{string(changed), string(longer)} {
			if !oneSlip(string(word), other) || !oneSlip(other, string(word)) {
				t.Fatalf("%q and %q differ by more than one letter", string(word), other)
			}
		}
		if oneSlip(string(word), string(word)) || oneSlip(string(word), string(longer)+"x") {
			t.Fatalf("%q: no slip, or two", string(word))
		}
	})
}
