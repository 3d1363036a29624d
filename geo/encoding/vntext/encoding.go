package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is a way in which Vietnamese text is stored.
type Encoding uint8

// The encodings. Unicode stands for text that is right as it is, also for the
// characters of Windows-1252.
const (
	Unicode     Encoding = iota
	TCVN3                // the ABC fonts (.VnTime, .VnArial): one byte for a letter
	VNI                  // VNI-Windows fonts: a letter and a mark behind it
	Windows1258          // letters and combining tone marks
	UTF8Twice            // UTF-8 taken for Windows-1252 and saved as UTF-8 again
	encodings            // how many there are
)

// legacy are those that text can be converted from.
var legacy = []Encoding{TCVN3, VNI, Windows1258, UTF8Twice}

// String is the name as a user knows it.
func (e Encoding) String() string {
	return [...]string{"Unicode", "TCVN3 (ABC)", "VNI-Windows", "Windows-1258", "UTF-8 encoded twice", "unknown"}[min(e, encodings)]
}

// Decode converts text whose characters stand for bytes. It is false, and the text
// not to be used, where a character has no meaning in the encoding. The result is in
// NFC. Characters of ASCII and typographic signs of Windows-1252 stay.
func (e Encoding) Decode(s string) (string, bool) {
	if isASCII(s) {
		return s, true
	}
	switch e {
	case TCVN3:
		return decodeTCVN3(s)
	case VNI:
		return decodeVNI(s)
	case Windows1258:
		return decode1258(s)
	case UTF8Twice:
		return decodeTwice(s)
	}
	return norm.NFC.String(signs1252(s)), true
}

// Latin1 makes text of bytes: each byte becomes the character of its number.
func Latin1(raw []byte) string {
	var out strings.Builder
	out.Grow(len(raw) + len(raw)/4)
	for _, b := range raw {
		out.WriteRune(rune(b))
	}
	return out.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// byteOf is the byte that a character stands for, by Latin-1 or Windows-1252.
func byteOf(r rune) (byte, bool) {
	if r <= 0xff {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

// sign1252 is the typographic sign that Windows-1252 has in the place of a control
// character: fonts of every encoding show them alike.
func sign1252(r rune) (rune, bool) {
	if r >= 0x80 && r <= 0x9f {
		r = charmap.Windows1252.DecodeByte(byte(r))
	}
	return r, r > 0xff && (unicode.IsPunct(r) || unicode.IsSymbol(r)) || r == 0xa0
}

func signs1252(s string) string {
	return strings.Map(func(r rune) rune {
		if sign, ok := sign1252(r); ok {
			return sign
		}
		return r
	}, s)
}

func decodeTCVN3(s string) (string, bool) {
	var out strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
			continue
		}
		letter, ok := tcvn3[r]
		if !ok {
			letter, ok = sign1252(r)
		}
		if !ok {
			return "", false
		}
		out.WriteRune(letter)
	}
	return raiseCapitals(s, norm.NFC.String(out.String())), true
}

// decodeVNI reads a letter with the mark behind it, else a character by itself.
func decodeVNI(s string) (string, bool) {
	var out strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if i+1 < len(runes) {
			if letter, ok := vniPairs[[2]rune{r, unicode.ToLower(runes[i+1])}]; ok {
				out.WriteRune(letter)
				i++
				continue
			}
		}
		letter, ok := vniSingles[r]
		if !ok && r >= utf8.RuneSelf {
			letter, ok = sign1252(r)
			if !ok {
				return "", false
			}
		} else if !ok {
			letter = r
		}
		out.WriteRune(letter)
	}
	return norm.NFC.String(out.String()), true
}

// decode1258 fails on a tone mark that no vowel carries.
func decode1258(s string) (string, bool) {
	var out strings.Builder
	for _, r := range s {
		b, ok := byteOf(r)
		if !ok {
			return "", false
		}
		decoded := charmap.Windows1258.DecodeByte(b)
		if decoded == utf8.RuneError {
			return "", false
		}
		out.WriteRune(decoded)
	}
	text := norm.NFC.String(out.String())
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Mn, r) }) {
		return "", false
	}
	return text, true
}

// decodeTwice takes every run of characters beyond ASCII for the bytes of UTF-8. The
// no-break space that ends à and Ơ is often a plain space by now, or gone.
func decodeTwice(s string) (string, bool) {
	var out strings.Builder
	var run []byte
	flush := func(next rune) (eat, ok bool) {
		if n := len(run); n > 0 && (run[n-1] == 0xc3 || run[n-1] == 0xc6) && next < utf8.RuneSelf && (next == ' ' || next == 0 || !isLetter(next)) {
			run, eat = append(run, 0xa0), next == ' '
		}
		ok = utf8.Valid(run)
		out.Write(run)
		run = run[:0]
		return eat, ok
	}
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if r >= utf8.RuneSelf {
			b, ok := byteOf(r)
			if !ok {
				return "", false
			}
			run = append(run, b)
			continue
		}
		eat, ok := flush(r)
		if !ok {
			return "", false
		}
		if eat && i+1 < len(runes) && runes[i+1] == ' ' {
			continue // the first of two spaces was the no-break space
		}
		out.WriteRune(r)
	}
	if _, ok := flush(0); !ok {
		return "", false
	}
	return norm.NFC.String(out.String()), true
}

// isLetter is for ASCII.
func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
