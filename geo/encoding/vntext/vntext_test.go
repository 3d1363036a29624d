package vntext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// lower is the 67 letters of Vietnamese beyond ASCII; with capitals they are 134.
const lower = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"

// encode is the inverse of Decode, for the tests: characters that stand for bytes.
func encode(e Encoding, s string) string {
	var out strings.Builder
	for _, r := range s {
		switch e {
		case TCVN3:
			code, ok := tcvn3Back[r]
			if !ok {
				code = r
				if small, ok := tcvn3Back[unicode.ToLower(r)]; ok {
					code = small
				}
			}
			out.WriteRune(code)
		case VNI:
			if code, ok := vniBack[r]; ok {
				out.WriteString(code)
			} else {
				out.WriteRune(r)
			}
		case Windows1258:
			out.WriteString(encode1258(r))
		case UTF8Twice:
			for _, b := range []byte(string(r)) {
				out.WriteRune(charmap.Windows1252.DecodeByte(b))
				if charmap.Windows1252.DecodeByte(b) == utf8.RuneError {
					t := []rune(out.String())
					out.Reset()
					out.WriteString(string(append(t[:len(t)-1], rune(b))))
				}
			}
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// encode1258 writes a letter as a base of the code page and a tone mark.
func encode1258(r rune) string {
	if b, ok := charmap.Windows1258.EncodeRune(r); ok {
		return string(rune(b))
	}
	var out strings.Builder
	base, tone, _, _ := stripTone(string(r))
	for _, part := range base + string(tone) {
		b, ok := charmap.Windows1258.EncodeRune(part)
		if !ok {
			panic("not in windows-1258: " + string(r))
		}
		out.WriteRune(rune(b))
	}
	return out.String()
}

func TestEveryLetter(t *testing.T) {
	all := []rune(norm.NFC.String(lower))
	if len(all) != 67 {
		t.Fatalf("%d letters", len(all))
	}
	for _, e := range legacy {
		for _, small := range all {
			for _, r := range []rune{small, unicode.ToUpper(small)} {
				want := string(r)
				if e == TCVN3 && tcvn3Back[r] == 0 {
					want = string(small) // a capital font's, by itself
				}
				code := encode(e, string(r))
				if got, ok := e.Decode(code); !ok || got != want {
					t.Errorf("%v: %q for %c: got %q %v", e, code, r, got, ok)
				}
			}
		}
	}
}

// The facts of published tables: single codes and their letters.
func TestPublishedCodes(t *testing.T) {
	for _, c := range []struct {
		e          Encoding
		code, want string
	}{
		{TCVN3, "T©n Ch©u", "Tân Châu"}, {TCVN3, "TT. An Phó", "TT. An Phú"}, {TCVN3, "TT.Phó Mü", "TT.Phú Mỹ"},
		{TCVN3, "§Æng ThÞ H¹nh", "Đặng Thị Hạnh"}, {TCVN3, "Kinh ®é", "Kinh độ"}, {TCVN3, "HUYÖN BÕN LøC", "HUYỆN BẾN LỨC"},
		{TCVN3, "HUYÖN Mü THO", "HUYỆN MỸ THO"}, {TCVN3, "X· \u0093Mü\u0094", "Xã “Mỹ”"}, {TCVN3, "huyÖn bÕn løc", "huyện bến lức"},
		{VNI, "Phöôøng Taân Ñònh", "Phường Tân Định"}, {VNI, "HUYEÄN BEÁN LÖÙC", "HUYỆN BẾN LỨC"}, {VNI, "Xaõ Myõ Leä", "Xã Mỹ Lệ"},
		{VNI, "Kyø, lyù, tyû, quyõ, xaäp, tî, tæ, ngó", "Kỳ, lý, tỷ, quỹ, xập, tỵ, tỉ, ngĩ"},
		{Windows1258, "Phýõ\u00ccng", "Phường"}, {Windows1258, "ThuÒ ĐƯ\u00cc", ""},
		{UTF8Twice, "XÃ£ PhÆ°á»\u009dng", "Xã Phường"}, {UTF8Twice, "HÃ  Ná»™i", "Hà Nội"}, {UTF8Twice, "HÃ\u00a0 Ná»™i", "Hà Nội"}, {UTF8Twice, "Báº¿n Lá»©c", "Bến Lức"},
	} {
		got, ok := c.e.Decode(c.code)
		if ok != (c.want != "") || got != c.want {
			t.Errorf("%v %q: got %q %v, want %q", c.e, c.code, got, ok, c.want)
		}
	}
}

func TestSyllable(t *testing.T) {
	good := "Bến Lức huyện thuyền quỳnh giếng gì gìn Hòa hoà nghĩa khuỷu Quảng Ngãi Thuỷ thủy xã Mỹ ở ý yên ưu Đắk cửa rượu khoan xoèn Nghệ ngã gạo ghế kẻ quý Quốc mùa mưa lửa Gò Găng Dương Ưu cừu bưởi"
	for _, w := range strings.Fields(good) {
		if !Syllable(w) {
			t.Errorf("%q is a syllable", w)
		}
	}
	for _, w := range strings.Fields("T©n Phửụựoc Bỡnh xóm1 café Señor cá6c kạch1 kắ lactàc ngế gê hac tâp thuưng é̀ M Krông") {
		if Syllable(w) {
			t.Errorf("%q is no syllable", w)
		}
	}
}

// names are of real communes of the old province of Long An, with common headings.
var names = []string{"Mã trạm", "Kinh độ", "Vĩ độ", "Xã Thạnh Đức", "Thị trấn Bến Lức", "Xã Long Hiệp", "Phường Tân Khánh", "Xã Mỹ Lệ", "Huyện Cần Giuộc", "Đang cập nhật",
	"Xã Phước Lý", "Xã Hưng Thạnh", "Xã Vĩnh Đại", "Xã Tuyên Bình Tây", "Nhà mạng", "Số hộ gia đình"}

func TestJudge(t *testing.T) {
	for e := range encodings {
		var v Evidence
		for _, n := range names {
			v.Add(encode(e, n))
		}
		if got, ok := v.Judge(); !ok || got != e {
			t.Errorf("%v: got %v %v", e, got, ok)
		}
	}
	for _, undecided := range [][]string{nil, {"Ben Luc", "Tan An"}, {"Phó"}, {"xã"}, {"2×40W", "±5°", "µ", "½"}, {"café", "Señor"}} {
		var v Evidence
		for _, text := range undecided {
			v.Add(text)
		}
		if got, ok := v.Judge(); ok {
			t.Errorf("%q: judged %v", undecided, got)
		}
	}
}

// Whatever words a file has, it comes out as it was meant, or untouched.
func TestJudgeNeverWrong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.SampledFrom(names), 1, 8).Draw(t, "texts")
		e := Encoding(rapid.IntRange(0, int(encodings)-1).Draw(t, "encoding"))
		var v Evidence
		for _, s := range texts {
			v.Add(encode(e, s))
		}
		got, ok := v.Judge()
		if ok && got != e {
			t.Fatalf("%v of %q judged %v", e, texts, got)
		}
		for _, s := range texts {
			if text, _ := got.Convert(encode(e, s)); ok && text != s {
				t.Fatalf("%v %q: got %q", e, s, text)
			}
			if c, ok := Certain(encode(e, s)); ok && c != e {
				t.Fatalf("%q of %v is certainly %v", s, e, c)
			}
		}
	})
}

func TestMixedText(t *testing.T) {
	if got, changed := TCVN3.Convert("Thị trấn Bến Lức"); changed {
		t.Errorf("Unicode in a TCVN3 file became %q", got)
	}
	if got, changed := TCVN3.Convert("§¾k M'R«ng"); !changed || got != "Đắk M'Rông" {
		t.Errorf("got %q", got)
	}
	if got, changed := TCVN3.Convert("ASCII"); changed || got != "ASCII" {
		t.Errorf("got %q", got)
	}
}

func TestClean(t *testing.T) {
	got, changed := Clean("\ufeffXa\u0303\u00a0Mỹ\u200b Lệ\u00ad")
	if want := "Xã Mỹ Lệ"; !changed || got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, changed := Clean("Xã Mỹ Lệ"); changed {
		t.Error("clean text changed")
	}
}

func FuzzDecode(f *testing.F) {
	for _, n := range names {
		for e := range encodings {
			f.Add(encode(e, n))
		}
	}
	f.Add("HÃ  Ná»™i Æ")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		for e := range encodings {
			if text, ok := e.Decode(s); ok && !(utf8.ValidString(text) && norm.NFC.IsNormalString(text)) && norm.NFC.IsNormalString(s) {
				t.Errorf("%v %q: %q is not NFC text", e, s, text)
			}
		}
		var v Evidence
		v.Add(s)
		e, ok := v.Judge()
		if !ok && e != Unicode {
			t.Errorf("%q: undecided as %v", s, e)
		}
		if text, _ := e.Convert(s); !utf8.ValidString(text) {
			t.Errorf("%q converts to %q", s, text)
		}
		_, _ = Certain(s)
		if text, _ := Clean(s); !norm.NFC.IsNormalString(text) {
			t.Errorf("%q cleans to %q", s, text)
		}
	})
}
