package picture

import (
	"fmt"
	"image/color"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

const (
	ptPerPx   = 0.75
	pdfFamily = "LiberationSans"
)

// pdfDate stands where the format wants a time: the same in every file, of no
// meaning.
var pdfDate = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// WritePDF writes the picture as a PDF of one page of its size. Its text can be
// searched and copied; only the letters used are in the file.
func (p *Picture) WritePDF(w io.Writer) error {
	doc := p.newPDF()
	out := &pdfWriter{Fpdf: doc, heightPx: float64(p.Height)}
	for _, s := range p.shapes {
		s.pdf(out)
	}
	if err := doc.Output(w); err != nil {
		return fmt.Errorf("writing PDF: %w", err)
	}
	return nil
}

// DrawPDF draws the picture on the page of a document that counts in points, k times as
// large, with its corner at so many points from the left and the top. The document gets
// its fonts; what it had selected is to be selected again.
func (p *Picture) DrawPDF(doc *fpdf.Fpdf, leftPt, topPt, k float64) {
	addFonts(doc)
	_, height := doc.GetPageSize()
	out := &pdfWriter{Fpdf: doc, heightPx: float64(p.Height)}
	below := height - topPt - float64(float64(p.Height)*ptPerPx*k)
	out.op("q %s 0 0 %s %s %s cm", decimal(k), decimal(k), decimal(leftPt), decimal(below))
	for _, s := range p.shapes {
		s.pdf(out)
	}
	out.RawWriteStr("Q")
}

// addFonts adds the fonts of pictures to a document; once is enough.
func addFonts(doc *fpdf.Fpdf) {
	doc.AddUTF8FontFromBytes(pdfFamily, "", liberationsansregular.TTF)
	doc.AddUTF8FontFromBytes(pdfFamily, "B", liberationsansbold.TTF)
}

func (p *Picture) newPDF() *fpdf.Fpdf {
	size := fpdf.SizeType{Wd: float64(p.Width) * ptPerPx, Ht: float64(p.Height) * ptPerPx}
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", Size: size})
	doc.SetCatalogSort(true)
	doc.SetCreationDate(pdfDate)
	doc.SetModificationDate(pdfDate)
	doc.SetProducer("phusong", false)
	if p.Title != "" {
		doc.SetTitle(printable(p.Title), true)
		doc.SetSubject(printable(p.Desc), true)
	}
	if lang := attribute(p.Lang); lang != "" {
		doc.SetLang(lang)
	}
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	addFonts(doc)
	doc.AddPage()
	return doc
}

// pdfWriter writes shapes by the operators of ISO 32000-1, 8.5 and 9.4. Every shape
// keeps its state between q and Q.
type pdfWriter struct {
	*fpdf.Fpdf
	heightPx float64
}

func (w *pdfWriter) op(format string, args ...any) { w.RawWriteStr(fmt.Sprintf(format, args...)) }

// at prints a point; PDF counts upwards from below.
func (w *pdfWriter) at(p Point) string {
	return points(p.X) + " " + points(w.heightPx-p.Y)
}

// points prints a length given in pixels.
func points(px float64) string { return pixels(float64(px * ptPerPx)) }

// shape writes what draw writes, in a state of its own with an opacity.
func (w *pdfWriter) shape(alpha uint8, draw func()) {
	w.RawWriteStr("q")
	if alpha < 255 {
		w.SetAlpha(float64(alpha)/255, "Normal")
	}
	draw()
	w.RawWriteStr("Q")
}

// tint is the operator that sets a colour: rg to fill, RG to stroke.
func tint(c color.NRGBA, operator string) string {
	part := func(v uint8) string { return strings.TrimRight(fmt.Sprintf("%.3f", float64(v)/255), "0") }
	return part(c.R) + " " + part(c.G) + " " + part(c.B) + " " + operator
}

func (w *pdfWriter) trace(all [][]Point, close bool) {
	var b strings.Builder
	for _, line := range all {
		for i, p := range line {
			b.WriteString(w.at(p))
			b.WriteString([2]string{" l\n", " m\n"}[btoi(i == 0)])
		}
		if close {
			b.WriteString("h\n")
		}
	}
	w.RawWriteStr(strings.TrimSuffix(b.String(), "\n"))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *pdfWriter) fill(rings [][]Point, c color.NRGBA) {
	w.shape(c.A, func() {
		w.RawWriteStr(tint(c, "rg"))
		w.trace(rings, true)
		w.RawWriteStr("f")
	})
}

func (w *pdfWriter) stroke(all [][]Point, s Stroke, closed bool) {
	w.shape(s.Color.A, func() {
		w.op("%s %s w 1 j", tint(s.Color, "RG"), points(s.WidthPx))
		if s.Round {
			w.RawWriteStr("1 J")
		}
		if len(s.DashPx) > 0 {
			var dash []string
			for _, d := range s.DashPx {
				dash = append(dash, points(d))
			}
			w.op("[%s] 0 d", strings.Join(dash, " "))
		}
		w.trace(all, closed)
		w.RawWriteStr("S")
	})
}

func (a area) pdf(w *pdfWriter) { w.fill([][]Point{a.points}, a.fill) }

func (a path) pdf(w *pdfWriter) { w.fill(a.rings, a.fill) }

func (l line) pdf(w *pdfWriter) { w.stroke([][]Point{l.points}, l.stroke, false) }

func (l lines) pdf(w *pdfWriter) { w.stroke(l.lines, l.stroke, l.closed) }

func (d dots) pdf(w *pdfWriter) {
	w.shape(d.fill.A, func() {
		w.op("%s %s w 1 J", tint(d.fill, "RG"), points(2*d.radiusPx))
		var b strings.Builder
		for i, c := range d.centres {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(w.at(c) + " m " + w.at(c) + " l")
		}
		w.RawWriteStr(b.String())
		w.RawWriteStr("S")
	})
}

func (g group) pdf(w *pdfWriter) {
	w.shape(255, func() {
		if g.Clip != nil {
			box := pixelBox(*g.Clip)
			low := Point{float64(box.Min.X), float64(box.Max.Y)}
			w.op("%s %s %s re W n", w.at(low), points(float64(box.Dx())), points(float64(box.Dy())))
		}
		for _, s := range g.shapes {
			s.pdf(w)
		}
	})
}

// pdf writes the halo as the same letters below, stroked, and marks them as no text
// (ISO 32000-1, 14.9.4), so that what is copied has every word once.
func (l label) pdf(w *pdfWriter) {
	text := basic(l.text)
	w.shape(l.font.Color.A, func() {
		style := ""
		if l.font.Bold {
			style = "B"
		}
		w.SetFont(pdfFamily, style, float64(l.font.SizePx*ptPerPx))
		back := float64(w.GetStringWidth(text) * [3]float64{0, 0.5, 1}[l.font.Anchor%3])
		sin, cos := sincosDeg(l.font.turn())
		w.op("%s %s %s %s %s cm", decimal(cos), decimal(sin), decimal(-sin), decimal(cos), w.at(l.at))
		if l.font.HaloPx > 0 {
			w.op("/Span <</ActualText ()>> BDC 1 Tr 1 j %s w %s", points(2*l.font.HaloPx), tint(l.font.Halo, "RG"))
			w.text(-back, text, l.font.Halo)
			w.RawWriteStr("0 Tr EMC")
		}
		w.text(-back, text, l.font.Color)
	})
}

// text sets a text on the baseline of the coordinates in force.
func (w *pdfWriter) text(x float64, text string, c color.NRGBA) {
	_, height := w.GetPageSize()
	w.SetTextColor(int(c.R), int(c.G), int(c.B))
	w.Text(x, height, text) // fpdf counts from above: its height is our zero
}

// decimal prints a sine or cosine.
func decimal(v float64) string {
	s := strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// basic replaces letters beyond the first 65,536, which a font of this kind cannot
// have.
func basic(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return '\ufffd'
		}
		return r
	}, text)
}
