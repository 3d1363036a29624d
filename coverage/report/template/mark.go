package template

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mark is a placeholder within the text of a paragraph.
type mark struct {
	start, end int // bytes of the text, braces included
	name       string
	fault      error // it is none, though it looks like one
}

// longestName bounds a name: none is longer.
const longestName = 300

// findMarks finds what stands between double braces. Braces that open and do not close
// are a fault, so that no placeholder stays in a report by a slip of typing.
func findMarks(text string) []mark {
	var marks []mark
	for from := 0; ; {
		open := strings.Index(text[from:], "{{")
		if open < 0 {
			return marks
		}
		open += from
		length := strings.Index(text[open:], "}}")
		if length < 0 {
			return append(marks, mark{open, len(text), nameOf(cut(text[open+2:])), errors.New("its braces do not close in the paragraph: write }} after the name")})
		}
		m := mark{start: open, end: open + length + 2}
		inner := text[open+2 : open+length]
		m.name = nameOf(cut(inner))
		switch {
		case strings.ContainsAny(inner, "{}"):
			m.fault = errors.New("braces stand within its braces: write {{NAME}}")
		case len(inner) > longestName:
			m.fault = fmt.Errorf("it is longer than %d bytes: that is no name", longestName)
		case m.name == "":
			m.fault = errors.New("no name stands between its braces")
		}
		marks = append(marks, m)
		from = m.end
	}
}

// cut keeps names in messages short.
func cut(s string) string {
	if len(s) <= longestName {
		return s
	}
	return strings.ToValidUTF8(s[:longestName], "")
}

// nameOf takes out what Word puts into text as it is typed: curved quotes, no-break and
// repeated spaces, hyphens that are not seen, letters whose marks are apart.
func nameOf(inner string) string {
	straight := strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„‟″", r):
			return '"'
		case strings.ContainsRune("‘’‚‛′", r):
			return '\''
		case r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff':
			return -1
		case r == '\u2011':
			return '-'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, inner)
	return norm.NFC.String(strings.Join(strings.Fields(straight), " "))
}
