package vntext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tcvn3Order is the letters of TCVN 5712:1993, third set (VN3), from 0xA1 on; a dot
// is a place that it leaves free. The second set has combining marks at 0xB0 to 0xB4
// and the first one capitals in the free places and among the control characters;
// fonts named .Vn* have neither. The order agrees with GNU libiconv's charset TCVN
// (tcvn.h, 2uni_2) and with the tables of several converters.
const tcvn3Order = "ĂÂÊÔƠƯĐăâêôơưđ." + // A1-AF
	".....àảãáạ.ằẳẵắ." + // B0-BF
	"......ặầẩẫấậè.ẻẽ" + // C0-CF
	"éẹềểễếệìỉ...ĩíịò" + // D0-DF
	".ỏõóọồổỗốộờởỡớợù" + // E0-EF
	".ủũúụừửữứựỳỷỹýỵ." // F0-FF

var tcvn3, tcvn3Back = tcvn3Tables()

func tcvn3Tables() (decode, encode map[rune]rune) {
	decode, encode = map[rune]rune{}, map[rune]rune{}
	code := rune(0xa1)
	for _, letter := range tcvn3Order {
		if letter != '.' {
			decode[code], encode[letter] = letter, code
		}
		code++
	}
	return decode, encode
}

// VNI-Windows writes a vowel, then one character that stands for its tone, or for
// circumflex or breve and tone together; ô is ơ and ö is ư, which take tones in the
// same way. Capitals have capital marks. From the table of the input method xvnkb
// (vni.h, 2002), which is the same as that of other converters.
var (
	vniTones   = map[rune]rune{'ù': '\u0301', 'ø': '\u0300', 'û': '\u0309', 'õ': '\u0303', 'ï': '\u0323'}
	vniHats    = map[rune]string{'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323"}
	vniBreves  = map[rune]string{'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323"}
	vniSingles = map[rune]rune{'ô': 'ơ', 'ö': 'ư', 'í': 'í', 'ì': 'ì', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ', 'ñ': 'đ'}
	vniPairs   = map[[2]rune]rune{}
	vniBack    = map[rune]string{}
)

func init() {
	for code, letter := range map[rune]rune{'ô': 'ơ', 'ö': 'ư', 'í': 'í', 'ì': 'ì', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ', 'ñ': 'đ'} {
		vniSingles[unicode.ToUpper(code)] = unicode.ToUpper(letter)
	}
	for _, base := range "aeouyôö" {
		for mark, tone := range vniTones {
			addPair(base, mark, string(tone))
		}
	}
	for _, base := range "aeo" {
		for mark, marks := range vniHats {
			addPair(base, mark, marks)
		}
	}
	for mark, marks := range vniBreves {
		addPair('a', mark, marks)
	}
	delete(vniPairs, [2]rune{'y', 'ï'}) // ỵ has a character of its own
	delete(vniPairs, [2]rune{'Y', 'ï'})
	for pair, letter := range vniPairs {
		mark := pair[1]
		if unicode.IsUpper(pair[0]) {
			mark = unicode.ToUpper(mark)
		}
		vniBack[letter] = string([]rune{pair[0], mark})
	}
	for code, letter := range vniSingles {
		vniBack[letter] = string(code)
	}
}

// addPair adds a vowel with its marks in both cases.
func addPair(base, mark rune, marks string) {
	plain := base
	if letter, ok := vniSingles[base]; ok {
		plain = letter
	}
	for _, upper := range []bool{false, true} {
		b, p := base, plain
		if upper {
			b, p = unicode.ToUpper(b), unicode.ToUpper(p)
		}
		composed := []rune(norm.NFC.String(string(p) + marks))
		if len(composed) == 1 {
			vniPairs[[2]rune{b, mark}] = composed[0]
		}
	}
}

// raiseCapitals gives capitals to letters with tone marks, which TCVN3 has only as
// small ones: its capitals are the same bytes in a font of capitals (.VnTimeH), and
// the font is lost. A word with two capitals of ASCII and no small letter of ASCII
// is in capitals; so is a whole text without small letters that has such a word.
func raiseCapitals(original, decoded string) string {
	if original == decoded || !hasCapitalWord(original) {
		return decoded
	}
	if !strings.ContainsFunc(original, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
		return strings.ToUpper(decoded)
	}
	var out strings.Builder
	for len(decoded) > 0 {
		end := strings.IndexFunc(decoded, func(r rune) bool { return !unicode.IsLetter(r) })
		switch {
		case end < 0:
			end = len(decoded)
		case end == 0:
			end = len(string([]rune(decoded)[:1]))
		}
		word := decoded[:end]
		if isCapitalWord(word) {
			word = strings.ToUpper(word)
		}
		out.WriteString(word)
		decoded = decoded[end:]
	}
	return out.String()
}

// hasCapitalWord looks between the separators of ASCII; bytes of letters may be signs.
func hasCapitalWord(s string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && !isLetter(r) }) {
		if !isASCII(word) && isCapitalWord(word) {
			return true
		}
	}
	return false
}

// isCapitalWord reports two or more capitals of ASCII and no small letter of ASCII.
func isCapitalWord(word string) bool {
	capitals := 0
	for _, r := range word {
		if r >= 'a' && r <= 'z' {
			return false
		}
		if r >= 'A' && r <= 'Z' {
			capitals++
		}
	}
	return capitals >= 2
}
