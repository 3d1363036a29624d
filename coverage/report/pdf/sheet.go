package pdf

import (
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"phusong/coverage/report/document"
	"phusong/internal/serif"
)

// sheet is the page that is being written. Lengths are twips, twentieths of a point,
// from the left and the top.
type sheet struct {
	document  *document.Document
	file      *fpdf.Fpdf
	meter     *serif.Meter
	landscape bool
	y         int  // where the next line begins
	fresh     bool // nothing stands on the page yet
	pending   bool // the page is not made yet
	level     int  // of the last bookmark

	tables, figures int
}

// Measures of the page: A4, margins of 20 mm at the top and the bottom, 30 at the left,
// 15 at the right.
const (
	pageShort, pageLong     = 11906, 16838
	marginTop, marginBottom = 1134, 1134
	marginLeft, marginRight = 1701, 851
	numberFromTop           = 567
	bodyPt, smallPt         = 14, 12
	firstLine               = 720
)

func (s *sheet) pageSize() (width, height int) {
	if s.landscape {
		return pageLong, pageShort
	}
	return pageShort, pageLong
}

// width is how wide the text is.
func (s *sheet) width() int {
	w, _ := s.pageSize()
	return w - marginLeft - marginRight
}

// bottom is where the text ends.
func (s *sheet) bottom() int {
	_, h := s.pageSize()
	return h - marginBottom
}

func pt(twips int) float64 { return float64(twips) / document.TwipsPerPoint }

// newPage has what follows stand on another page. The page is made when something is
// set on it: pages that would stay empty are none.
func (s *sheet) newPage(landscape bool) {
	s.landscape, s.pending = landscape, true
	s.y, s.fresh = marginTop, true
}

// begin makes the page, with its number in the middle of the top margin but on the
// first.
func (s *sheet) begin() {
	if !s.pending {
		return
	}
	s.pending = false
	w, h := s.pageSize()
	s.file.AddPageFormat("P", fpdf.SizeType{Wd: pt(w), Ht: pt(h)})
	s.file.SetLineWidth(thin)
	if n := s.file.PageNo(); n > 1 {
		text := strconv.Itoa(n)
		units := s.meter.Width(text, serif.Style{})
		s.text(text, serif.Style{}, bodyPt, (w-length(units, bodyPt))/2, numberFromTop+ascent(bodyPt))
		s.fresh = true
	}
}

// thin is the width of borders in points.
const thin = 0.5

// need begins a page unless so much room is left. Nothing helps what is larger than a
// page.
func (s *sheet) need(height int) {
	if s.y+height > s.bottom() && !s.fresh {
		s.newPage(s.landscape)
	}
}

// space leaves room above what follows, but not at the head of a page.
func (s *sheet) space(height int) {
	if !s.fresh {
		s.y += height
	}
}

// length turns units of package serif into twips at a size of type.
func length(units, sizePt int) int {
	return units * sizePt * document.TwipsPerPoint / serif.UnitsPerEm
}

// ascent and lineHeight are those of Times New Roman: 0.891 and 1.149 of the size.
func ascent(sizePt int) int     { return sizePt * document.TwipsPerPoint * 891 / 1000 }
func lineHeight(sizePt int) int { return sizePt * document.TwipsPerPoint * 1149 / 1000 }

// text sets a text on a baseline.
func (s *sheet) text(text string, style serif.Style, sizePt, x, y int) {
	s.begin()
	s.fresh = false
	name := ""
	if style.Bold {
		name += "B"
	}
	if style.Italic {
		name += "I"
	}
	s.file.SetFont(family, name, float64(sizePt))
	s.file.Text(pt(x), pt(y), text)
}
