package html

import (
	"strings"
	"unicode"
)

// escaped is a text within an element or a quoted attribute. Control characters and
// what is no character are errors in HTML (WHATWG HTML, 13.2.3.5).
func escaped(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case r == '\r':
			b.WriteByte('\n')
		case r != '\n' && r != '\t' && unicode.IsControl(r), r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			b.WriteRune('\ufffd')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// turns reports marks that set the direction of what follows them (Unicode Standard
// Annex 9).
func turns(r rune) bool {
	return r == 0x200e || r == 0x200f || r == 0x061c || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// phrase is a text within an element. Marks of direction reach to its end and no further.
func phrase(text string) string {
	if strings.ContainsFunc(text, turns) {
		return "<bdi>" + escaped(text) + "</bdi>"
	}
	return escaped(text)
}

// bare is a text where no element can stand, such as the title of a window: marks of
// direction are shown, not followed.
func bare(text string) string {
	return escaped(strings.Map(func(r rune) rune {
		if turns(r) {
			return '\ufffd'
		}
		return r
	}, text))
}
