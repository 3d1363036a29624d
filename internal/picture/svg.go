package picture

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"
)

// fontFamily is what the PNG is set in, then faces of the same widths.
const fontFamily = "Liberation Sans, Arial, Helvetica, sans-serif"

// WriteSVG writes the picture as SVG 1.1.
func (p *Picture) WriteSVG(w io.Writer) error {
	s := &svgWriter{id: attribute(p.ID)}
	s.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="%s"`,
		p.Width, p.Height, p.Width, p.Height, fontFamily)
	if p.Title != "" {
		s.words(p)
	} else {
		s.printf(">\n")
	}
	s.printf(`<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", p.Width, p.Height)
	for _, shape := range p.shapes {
		shape.svg(s)
	}
	s.printf("</svg>\n")
	_, err := io.WriteString(w, s.String())
	return err
}

type svgWriter struct {
	strings.Builder
	id    string // of the picture
	clips int
}

// words writes title and description, and names them as what the picture is read
// out by.
func (s *svgWriter) words(p *Picture) {
	if p.Lang != "" {
		s.printf(` xml:lang="%[1]s" lang="%[1]s"`, attribute(p.Lang))
	}
	s.printf(` role="img" aria-labelledby="%[1]stitle %[1]sdesc">`+"\n"+`<title id="%[1]stitle">%[2]s</title>`+"\n", s.id, escaped(p.Title))
	s.printf(`<desc id="%sdesc">%s</desc>`+"\n", s.id, escaped(p.Desc))
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(printable(text))) // a strings.Builder takes everything
	return b.String()
}

// attribute keeps of a name what an identifier may have.
func attribute(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return -1
	}, name)
}

func (s *svgWriter) printf(format string, args ...any) { fmt.Fprintf(s, format, args...) }

func (s *svgWriter) points(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(pixels(p.X) + "," + pixels(p.Y))
	}
	return b.String()
}

// pixels prints hundredths.
func pixels(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// paint is an attribute of a colour, with its opacity where it has one.
func paint(attribute string, c color.NRGBA) string {
	s := fmt.Sprintf(`%s="#%02x%02x%02x"`, attribute, c.R, c.G, c.B)
	if c.A < 255 {
		s += fmt.Sprintf(` %s-opacity="%s"`, attribute, strconv.FormatFloat(float64(c.A)/255, 'f', 3, 64))
	}
	return s
}

func (a area) svg(s *svgWriter) {
	s.printf(`<polygon points="%s" %s/>`+"\n", s.points(a.points), paint("fill", a.fill))
}

func (l line) svg(s *svgWriter) {
	s.printf(`<polyline points="%s" fill="none" %s stroke-linejoin="round"%s/>`+"\n", s.points(l.points), stroked(l.stroke), dashed(l.stroke))
}

func stroked(stroke Stroke) string {
	return paint("stroke", stroke.Color) + fmt.Sprintf(` stroke-width="%s"`, pixels(stroke.WidthPx))
}

func dashed(stroke Stroke) string {
	round := ""
	if stroke.Round {
		round = ` stroke-linecap="round"`
	}
	if len(stroke.DashPx) == 0 {
		return round
	}
	var parts []string
	for _, d := range stroke.DashPx {
		parts = append(parts, pixels(d))
	}
	return round + fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(parts, ","))
}

// svg writes the halo as a text of its own below: that viewers order stroke and
// fill otherwise cannot be relied upon.
func (l label) svg(s *svgWriter) {
	if l.font.HaloPx > 0 {
		halo := fmt.Sprintf(`aria-hidden="true" %s %s stroke-width="%s" stroke-linejoin="round"`, paint("fill", l.font.Halo), paint("stroke", l.font.Halo),
			pixels(2*l.font.HaloPx))
		l.element(s, halo)
	}
	l.element(s, paint("fill", l.font.Color))
}

func (l label) element(s *svgWriter, painted string) {
	weight, turn := "", ""
	if l.font.Bold {
		weight = ` font-weight="bold"`
	}
	if deg := l.font.turn(); deg != 0 {
		turn = fmt.Sprintf(` transform="rotate(%s %s %s)"`, pixels(-deg), pixels(l.at.X), pixels(l.at.Y))
	}
	s.printf(`<text x="%s" y="%s" font-size="%s" text-anchor="%s"%s %s%s>%s</text>`+"\n", pixels(l.at.X), pixels(l.at.Y),
		pixels(l.font.SizePx), [3]string{"start", "middle", "end"}[l.font.Anchor%3], weight, painted, turn, escaped(l.text))
}
