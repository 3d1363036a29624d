package docx

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// markup is XML in the making.
type markup struct{ bytes.Buffer }

func (m *markup) raw(parts ...string) {
	for _, p := range parts {
		m.WriteString(p)
	}
}

func (m *markup) rawf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

// escape writes text for an element or an attribute. What XML 1.0 (2.2) cannot hold
// becomes the replacement character: the reader sees that something stood there.
func escape(text string) string {
	plain := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' || c == '&' || c == '<' || c == '>' || c == '"' || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		default:
			b.WriteRune(allowed(r))
		}
	}
	return b.String()
}

// allowed is r, or the replacement character where XML has no such character. Line
// ends within attributes become spaces in a reader, so they are written as such.
func allowed(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return ' '
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff, r == utf8.RuneError:
		return utf8.RuneError
	}
	return r
}

// texts writes the content of a run: w:t, with line ends and tabs as elements.
func (m *markup) texts(text string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			m.raw("<w:br/>")
		}
		for j, part := range strings.Split(line, "\t") {
			if j > 0 {
				m.raw("<w:tab/>")
			}
			if part == "" {
				continue
			}
			if part[0] == ' ' || part[len(part)-1] == ' ' || strings.Contains(part, "  ") {
				m.raw(`<w:t xml:space="preserve">`, escape(part), "</w:t>")
			} else {
				m.raw("<w:t>", escape(part), "</w:t>")
			}
		}
	}
}

// run writes a run of text with properties, which may be empty.
func (m *markup) run(text, properties string) {
	if text == "" {
		return
	}
	m.raw("<w:r>")
	if properties != "" {
		m.raw("<w:rPr>", properties, "</w:rPr>")
	}
	m.texts(text)
	m.raw("</w:r>")
}
