package dataset

import "strings"

// Most cells of a table are short ASCII texts that are written already as they are
// compared. What tells so costs no memory; everything else goes the general way.

// lowerAlnum reports ASCII letters in lower case and digits alone, which fold and squash
// leave as they are.
func lowerAlnum(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// foldedBytes are as many as most texts have.
const foldedBytes = 64

// foldASCII is fold of ASCII, with what stands for a space; false for other text.
func foldASCII(s, space string) (string, bool) {
	var b [foldedBytes]byte
	folded, ok := appendFolded(b[:0], s, space)
	return string(folded), ok
}

// appendFolded appends what foldASCII gives.
func appendFolded(b []byte, s, space string) ([]byte, bool) {
	gap := false
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			if c >= 0x80 {
				return nil, false
			}
			gap = len(b) > 0
			continue
		}
		if gap {
			b = append(b, space...)
			gap = false
		}
		b = append(b, c)
	}
	return b, true
}

// letters counts the letters of the English alphabet in a folded text.
func letters(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= 0x80 {
			return lettersAny(s)
		}
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			n++
		}
	}
	return n
}

// lettersAny is letters of any text: letters holds to it.
func lettersAny(s string) int {
	n := 0
	for _, r := range foldAny(s) {
		if r >= 'a' && r <= 'z' {
			n++
		}
	}
	return n
}

// trimSpace is strings.TrimSpace, for texts that mostly have nothing to trim.
func trimSpace(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	return strings.TrimSpace(s)
}

// saysNothing reports a text that squash leaves nothing of.
func saysNothing(s string) bool {
	for i := range len(s) {
		if c := s[i]; c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' {
			return false
		}
	}
	return squash(s) == ""
}

// singleSpaced joins the words of a text by single spaces.
func singleSpaced(s string) string {
	if isSingleSpaced(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isSingleSpaced reports a text whose only white space is single ASCII spaces between words.
// It may miss texts with letters whose first byte a wider space begins with, too: U+0080
// to U+00BF, U+1680 to U+16BF, U+2000 to U+2FFF and U+3000 to U+3FFF.
func isSingleSpaced(s string) bool {
	previous := byte(' ')
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' && previous == ' ', c < ' ', c == 0xc2, c == 0xe2, c == 0xe3:
			return false
		case c == 0x9a && previous == 0xe1:
			return false
		}
		previous = c
	}
	return previous != ' ' || s == ""
}

// cutPlain is cut of a sign, digits and at most one separator; false for every other text.
func cutPlain(s string) (shape, bool) {
	var n shape
	if s != "" && (s[0] == '-' || s[0] == '+') {
		n.negative = s[0] == '-'
		s = s[1:]
	}
	digits, separators := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' || c == ',':
			separators++
		default:
			return n, false
		}
	}
	if digits == 0 || separators > 1 {
		return n, false
	}
	if separators == 0 {
		n.whole, n.decimal = s, s
		return n, true
	}
	n.cutOne(s)
	if n.dot == useDecimal || n.separator == '.' {
		n.decimal = s
	}
	return n, true
}

// numberText reports digits, points and signs alone: no pair of coordinates.
func numberText(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return false
		}
	}
	return true
}
