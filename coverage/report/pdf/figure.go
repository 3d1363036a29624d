package pdf

import (
	"encoding/hex"
	"fmt"
	"math"
	"unicode/utf16"

	"phusong/coverage/report/document"
)

// twipsPerMm is 1440 over 25.4.
const twipsPerMm = 1440 / 25.4

// figure draws a figure with its caption and source, which stay on one page.
func (s *sheet) figure(f *document.Figure) error {
	if f == nil || f.Picture == nil || f.Picture.Width < 1 || f.Picture.Height < 1 {
		return fmt.Errorf("a figure has no picture")
	}
	if !(f.WidthMm >= 0 && f.WidthMm < 10000) {
		return fmt.Errorf("figure %q: a width of %v mm", f.ID, f.WidthMm)
	}
	s.figures++
	caption := plain(s.document.FigureLabel(s.figures) + " " + f.Caption)
	below := s.paragraphHeight(caption, captionForm) + s.paragraphHeight(plain(f.Source), sourceForm)
	width := int(math.Round(float64(f.WidthMm * twipsPerMm)))
	if width == 0 || width > s.width() {
		width = s.width()
	}
	height := width * f.Picture.Height / f.Picture.Width
	if room := s.bottom() - marginTop - below - 120; height > room {
		width, height = width*room/height, room
	}
	s.space(120)
	s.need(height + below)
	s.draw(f, width)
	s.y += height
	if f.Caption != "" {
		s.paragraph(caption, captionForm)
	}
	if f.Source != "" {
		s.paragraph(plain(f.Source), sourceForm)
	}
	s.y += 120
	return nil
}

func (s *sheet) paragraphHeight(text []document.Run, f form) int {
	lines, height := s.lines(text, f)
	return f.above + f.below + height*len(lines)
}

// draw draws the picture as marked content with its alternative text.
func (s *sheet) draw(f *document.Figure, width int) {
	s.begin()
	s.fresh = false
	x := marginLeft + (s.width()-width)/2
	const twipsPerPx = 15
	k := float64(width) / float64(f.Picture.Width*twipsPerPx)
	s.file.RawWriteStr("/Figure <</Alt <" + utf16Text(settable(f.Alt)) + ">>> BDC")
	f.Picture.DrawPDF(s.file, pt(x), pt(s.y), k)
	s.file.RawWriteStr("EMC")
	s.file.SetTextColor(0, 0, 0)
	s.file.SetLineWidth(thin)
}

// utf16Text is a text string of PDF (ISO 32000-1, 7.9.2.2) in hexadecimal.
func utf16Text(text string) string {
	raw := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(text)) {
		raw = append(raw, byte(u>>8), byte(u))
	}
	return hex.EncodeToString(raw)
}
