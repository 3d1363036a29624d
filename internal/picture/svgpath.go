package picture

import (
	"math"
	"strconv"
)

// tenths is the grid of the points of paths in an SVG, of which there may be many:
// a tenth of a pixel is finer than paper shows.
func tenths(p Point) (x, y int) {
	return int(math.Round(p.X * 10)), int(math.Round(p.Y * 10))
}

// number prints tenths as short as can be, with a sign or a space before it.
func (s *svgWriter) number(tenth int, first bool) {
	if tenth >= 0 && !first {
		s.WriteByte(' ')
	}
	if tenth < 0 {
		s.WriteByte('-')
		tenth = -tenth
	}
	if whole := tenth / 10; whole > 0 || tenth == 0 {
		s.WriteString(strconv.Itoa(whole))
	}
	if tenth%10 > 0 {
		s.WriteByte('.')
		s.WriteByte(byte('0' + tenth%10))
	}
}

// trace writes a polyline as path data: its first point, then steps. Points that
// fall onto the one before are left out.
func (s *svgWriter) trace(points []Point, closed bool) {
	x, y := tenths(points[0])
	s.WriteByte('M')
	s.number(x, true)
	s.number(y, false)
	stepped := false
	for _, p := range points[1:] {
		px, py := tenths(p)
		if px == x && py == y {
			continue
		}
		if !stepped {
			s.WriteByte('l')
		}
		s.number(px-x, !stepped)
		s.number(py-y, false)
		x, y, stepped = px, py, true
	}
	if closed {
		s.WriteByte('z')
	}
}

func (a path) svg(s *svgWriter) {
	s.WriteString(`<path d="`)
	for _, ring := range a.rings {
		s.trace(ring, true)
	}
	s.printf(`" %s/>`+"\n", paint("fill", a.fill))
}

func (l lines) svg(s *svgWriter) {
	s.WriteString(`<path d="`)
	for _, points := range l.lines {
		s.trace(points, l.closed)
	}
	s.printf(`" fill="none" %s stroke-linejoin="round"%s/>`+"\n", stroked(l.stroke), dashed(l.stroke))
}

// svg draws discs as the round ends of lines of hardly any length.
func (d dots) svg(s *svgWriter) {
	s.WriteString(`<path d="`)
	for _, at := range d.centres {
		x, y := tenths(at)
		s.WriteByte('M')
		s.number(x, true)
		s.number(y, false)
		s.WriteString("h.01")
	}
	s.printf(`" fill="none" %s stroke-linecap="round"/>`+"\n", stroked(Stroke{Color: d.fill, WidthPx: 2 * d.radiusPx}))
}

func (g group) svg(s *svgWriter) {
	clip := ""
	if g.Clip != nil {
		s.clips++
		name := s.id + "clip" + strconv.Itoa(s.clips)
		box := pixelBox(*g.Clip)
		s.printf(`<clipPath id="%s"><rect x="%d" y="%d" width="%d" height="%d"/></clipPath>`+"\n", name, box.Min.X, box.Min.Y, box.Dx(), box.Dy())
		clip = ` clip-path="url(#` + name + `)"`
	}
	id := ""
	if g.ID != "" {
		id = ` id="` + s.id + attribute(g.ID) + `"`
	}
	s.printf("<g%s%s>\n", id, clip)
	if g.Title != "" {
		s.printf("<title>%s</title>\n", escaped(g.Title))
	}
	for _, shape := range g.shapes {
		shape.svg(s)
	}
	s.printf("</g>\n")
}
