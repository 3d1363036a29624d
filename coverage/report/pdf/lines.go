package pdf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"phusong/coverage/report/document"
	"phusong/internal/serif"
)

// segment is text of one face.
type segment struct {
	text  string
	style serif.Style
	units int // its width
}

// word is what a line does not break within; it may have several faces.
type word struct {
	segments []segment
	units    int
	last     bool // a line ends after it, because the text says so
}

// line is words of a line, and whether it ends a paragraph, so that it is not spread.
type line struct {
	words []word
	units int // with single spaces
	last  bool
}

// settable is text that the font can have: letters with their marks in one, none beyond
// the first 65,536, the replacement character for what is no letter.
func settable(text string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r < ' ', r >= 0x7f && r < 0xa0, r > 0xfffd, r == utf8.RuneError:
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n")))
}

// words parts runs into words.
func (s *sheet) words(runs []document.Run, base serif.Style) []word {
	var all []word
	var open word
	finish := func(last bool) {
		if len(open.segments) > 0 || last {
			open.last = last
			all = append(all, open)
			open = word{}
		}
	}
	for _, r := range runs {
		style := serif.Style{Bold: base.Bold || r.Bold, Italic: base.Italic || r.Italic}
		text := settable(r.Text)
		for text != "" {
			at := strings.IndexFunc(text, serif.Breaks)
			if at < 0 {
				at = len(text)
			}
			if at > 0 {
				units := s.meter.Width(text[:at], style)
				open.segments = append(open.segments, segment{text[:at], style, units})
				open.units += units
			}
			if at == len(text) {
				break
			}
			finish(text[at] == '\n')
			_, size := utf8.DecodeRuneInString(text[at:])
			text = text[at+size:]
		}
	}
	finish(false)
	return all
}

// wrap breaks words into lines of a width in twips, of which the first is shorter. A
// word that is longer than a line is broken.
func (s *sheet) wrap(words []word, width, first, sizePt int) []line {
	var lines []line
	var open line
	space := s.meter.Width(" ", serif.Style{})
	limit := func() int {
		room := width
		if len(lines) == 0 {
			room -= first
		}
		return max(room, 1) * serif.UnitsPerEm / (sizePt * document.TwipsPerPoint)
	}
	for _, w := range words {
		if len(open.words) > 0 && open.units+space+w.units > limit() {
			lines, open = append(lines, open), line{}
		}
		for w.units > limit() {
			head, tail := s.cut(w, limit())
			if len(tail.segments) == 0 {
				break
			}
			lines, w = append(lines, line{words: []word{head}, units: head.units}), tail
		}
		if len(open.words) > 0 {
			open.units += space
		}
		open.words = append(open.words, w)
		open.units += w.units
		if w.last {
			open.last = true
			lines, open = append(lines, open), line{}
		}
	}
	if len(open.words) > 0 {
		open.last = true
		lines = append(lines, open)
	}
	return lines
}

// cut breaks a word at a width in units; the head has at least one letter.
func (s *sheet) cut(w word, limit int) (head, tail word) {
	tail.last = w.last
	put := func(to *word, text string, style serif.Style, units int) {
		if text != "" {
			to.segments = append(to.segments, segment{text, style, units})
			to.units += units
		}
	}
	for _, g := range w.segments {
		at, units := 0, 0
		for len(tail.segments) == 0 && at < len(g.text) {
			_, size := utf8.DecodeRuneInString(g.text[at:])
			wider := units + s.meter.Width(g.text[at:at+size], g.style)
			if head.units+wider > limit && (at > 0 || len(head.segments) > 0) {
				break
			}
			at, units = at+size, wider
		}
		put(&head, g.text[:at], g.style, units)
		put(&tail, g.text[at:], g.style, g.units-units)
	}
	return head, tail
}

// align is how lines stand.
type align uint8

const (
	left align = iota
	right
	centre
	both
)

// set sets a line with its baseline at y. Spread lines have wider spaces; each word is
// set with the space after it, so that copied text has its spaces.
func (s *sheet) set(l line, x, y, width, sizePt int, how align) {
	units := length(l.units, sizePt)
	switch {
	case how == right:
		x += width - units
	case how == centre:
		x += (width - units) / 2
	}
	gaps := len(l.words) - 1
	spread := how == both && !l.last && gaps > 0 && units < width
	space := length(s.meter.Width(" ", serif.Style{}), sizePt)
	var pending segment // words of one face are set at once where lines are not spread
	from, at := x, x
	flush := func() {
		if pending.text != "" {
			s.text(pending.text, pending.style, sizePt, from, y)
		}
		pending, from = segment{}, at
	}
	done := 0
	for i, w := range l.words {
		for _, g := range w.segments {
			if g.style != pending.style {
				flush()
				pending.style = g.style
			}
			pending.text += g.text
			at += length(g.units, sizePt)
		}
		if i < gaps {
			pending.text += " "
			at += space
			if spread {
				more := (width - units) * (i + 1) / gaps
				at += more - done
				done = more
				flush()
			}
		}
	}
	flush()
}
