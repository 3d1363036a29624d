package pdf

import (
	"strings"

	"phusong/coverage/report/document"
	"phusong/internal/serif"
)

// form is how a paragraph stands: distances in twips.
type form struct {
	sizePt       int
	style        serif.Style
	how          align
	indent       int // of all lines
	first        int // of the first line, beside it
	above, below int
	spacing      int // of lines, in hundredths
	bar          bool
}

var (
	paragraphs = map[document.ParagraphKind]form{
		document.Body:   {sizePt: bodyPt, how: both, first: firstLine, above: 120, below: 120, spacing: 110},
		document.Notice: {sizePt: bodyPt, how: both, indent: 284, above: 120, below: 120, spacing: 110, bar: true},
		document.Small:  {sizePt: smallPt, how: both, above: 40, below: 40, spacing: 100},
	}
	listItem  = form{sizePt: bodyPt, how: both, first: firstLine, above: 60, below: 60, spacing: 110}
	titleForm = form{sizePt: bodyPt, style: serif.Style{Bold: true}, how: centre, above: 240, below: 60, spacing: 100}
	headings  = []form{
		{sizePt: bodyPt, style: serif.Style{Bold: true}, first: firstLine, above: 240, below: 120, spacing: 100},
		{sizePt: bodyPt, style: serif.Style{Bold: true}, first: firstLine, above: 180, below: 120, spacing: 100},
		{sizePt: bodyPt, style: serif.Style{Bold: true, Italic: true}, first: firstLine, above: 120, below: 120, spacing: 100},
	}
	annexForm   = form{sizePt: bodyPt, style: serif.Style{Bold: true}, how: centre, spacing: 100}
	annexNote   = form{sizePt: bodyPt, style: serif.Style{Italic: true}, how: centre, above: 60, below: 180, spacing: 100}
	captionForm = form{sizePt: bodyPt, style: serif.Style{Bold: true}, how: centre, above: 120, below: 80, spacing: 100}
	sourceForm  = form{sizePt: smallPt, style: serif.Style{Italic: true}, above: 40, below: 40, spacing: 100}
)

func plain(text string) []document.Run { return []document.Run{{Text: text}} }

// lines breaks a paragraph; height is that of one line.
func (s *sheet) lines(runs []document.Run, f form) (lines []line, height int) {
	return s.wrap(s.words(runs, f.style), s.width()-f.indent, f.first, f.sizePt), lineHeight(f.sizePt) * f.spacing / 100
}

// paragraph sets a paragraph. Neither its first nor its last line stands alone on a page.
func (s *sheet) paragraph(runs []document.Run, f form) {
	lines, height := s.lines(runs, f)
	if len(lines) == 0 {
		return
	}
	s.space(f.above)
	s.need(height * min(len(lines), 2))
	top := s.y
	for i, l := range lines {
		if rest := len(lines) - i; s.y+height > s.bottom() || rest == 2 && i > 0 && s.y+2*height > s.bottom() {
			s.bar(f, top)
			s.newPage(s.landscape)
			top = s.y
		}
		first := 0
		if i == 0 {
			first = f.first
		}
		s.set(l, marginLeft+f.indent+first, s.y+ascent(f.sizePt), s.width()-f.indent-first, f.sizePt, f.how)
		s.y += height
	}
	s.bar(f, top)
	s.y += f.below
}

// bar is the line left of a notice.
func (s *sheet) bar(f form, top int) {
	if f.bar && s.y > top {
		s.file.SetLineWidth(2.25)
		s.file.Line(pt(marginLeft+100), pt(top), pt(marginLeft+100), pt(s.y))
		s.file.SetLineWidth(thin)
	}
}

// ruleWidth is a third of the line, as the decree has it below the title.
const ruleWidth = 2754

func (s *sheet) title() {
	if s.document.Title != "" {
		s.documentTitle()
	}
	if s.document.Subtitle != "" {
		f := titleForm
		f.above = 0
		s.paragraph(plain(s.document.Subtitle), f)
	}
	if !s.fresh {
		x := marginLeft + (s.width()-ruleWidth)/2
		s.file.Line(pt(x), pt(s.y), pt(x+ruleWidth), pt(s.y))
		s.y += 240
	}
}

// documentTitle sets the kind of the document above what it is about.
func (s *sheet) documentTitle() {
	kind, subject := s.document.TitleParts()
	if kind == "" {
		s.paragraph(plain(s.capitals(subject)), titleForm)
		return
	}
	f := titleForm
	s.paragraph(plain(s.capitals(kind)), f)
	f.above = 0
	s.paragraph(plain(subject), f)
}

func (s *sheet) capitals(text string) string {
	if s.document.Language == document.English {
		return text
	}
	return strings.ToUpper(text)
}

func (s *sheet) heading(h document.Heading) {
	level := min(max(h.Level, 1), len(headings)) - 1
	if h.Annex {
		if !s.fresh {
			s.newPage(s.landscape)
		}
		s.bookmark(h.Text, 0)
		label, name := h.Parts()
		s.paragraph(plain(label), annexForm)
		s.paragraph(plain(s.capitals(name)), annexForm)
		if h.Note != "" {
			note := h.Note
			if !strings.HasPrefix(note, "(") {
				note = "(" + note + ")"
			}
			s.paragraph(plain(note), annexNote)
		}
		return
	}
	f := headings[level]
	lines, height := s.lines(plain(h.Text), f)
	s.need(f.above + f.below + height*len(lines) + 3*lineHeight(bodyPt))
	s.bookmark(h.Text, level)
	s.paragraph(plain(h.Text), f)
}

// bookmark names the place in the reader's list; levels are not skipped.
func (s *sheet) bookmark(text string, level int) {
	s.begin()
	s.level = min(level, s.level+1)
	s.file.SetFont(family, "", bodyPt)
	s.file.Bookmark(strings.Join(strings.Fields(settable(text)), " "), s.level, pt(s.y))
}
