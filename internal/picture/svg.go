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
	s := &svgWriter{}
	s.printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="%s">`+"\n",
		p.Width, p.Height, p.Width, p.Height, fontFamily)
	s.printf(`<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", p.Width, p.Height)
	for _, shape := range p.shapes {
		shape.svg(s)
	}
	s.printf("</svg>\n")
	_, err := io.WriteString(w, s.String())
	return err
}

type svgWriter struct{ strings.Builder }

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
	dash := ""
	if len(l.stroke.DashPx) > 0 {
		var parts []string
		for _, d := range l.stroke.DashPx {
			parts = append(parts, pixels(d))
		}
		dash = fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(parts, ","))
	}
	s.printf(`<polyline points="%s" fill="none" %s stroke-width="%s" stroke-linejoin="round"%s/>`+"\n",
		s.points(l.points), paint("stroke", l.stroke.Color), pixels(l.stroke.WidthPx), dash)
}

func (l label) svg(s *svgWriter) {
	weight, turn := "", ""
	if l.font.Bold {
		weight = ` font-weight="bold"`
	}
	if l.font.Up {
		turn = fmt.Sprintf(` transform="rotate(-90 %s %s)"`, pixels(l.at.X), pixels(l.at.Y))
	}
	s.printf(`<text x="%s" y="%s" font-size="%s" text-anchor="%s"%s %s%s>`, pixels(l.at.X), pixels(l.at.Y),
		pixels(l.font.SizePx), [3]string{"start", "middle", "end"}[l.font.Anchor%3], weight, paint("fill", l.font.Color), turn)
	xml.EscapeText(s, []byte(l.text)) // a strings.Builder takes everything
	s.printf("</text>\n")
}
