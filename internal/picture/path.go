package picture

import (
	"image/color"
	"math"
)

// Paint is how an area is drawn: filled, then hatched, then outlined. What is left
// zero is not drawn.
type Paint struct {
	Fill    color.NRGBA
	Pattern Pattern
	Outline Stroke
}

// path is an area of several rings.
type path struct {
	rings [][]Point
	fill  color.NRGBA
}

// lines are polylines drawn as one: where they meet or cross the ink is laid once.
type lines struct {
	lines  [][]Point
	stroke Stroke
	closed bool
}

// dots are discs drawn as one.
type dots struct {
	centres  []Point
	radiusPx float64
	fill     color.NRGBA
}

// Path draws an area of rings, as one. The rule is nonzero: inside is what rings go
// round more often in one direction than in the other, so a hole goes round against
// its shell. A ring need not repeat its first point. Rings of fewer than three
// points, and such as hold one that is no number, are left out.
func (p *Picture) Path(rings [][]Point, paint Paint) {
	rings = usable(rings, 3)
	if len(rings) == 0 {
		return
	}
	if paint.Fill.A > 0 {
		p.shapes = append(p.shapes, path{rings, paint.Fill})
	}
	p.pattern(rings, paint.Pattern)
	if paint.Outline.WidthPx > 0 {
		p.shapes = append(p.shapes, lines{rings, paint.Outline, true})
	}
}

// Lines draws polylines with one stroke. Such as have fewer than two points, or one
// that is no number, are left out.
func (p *Picture) Lines(all [][]Point, stroke Stroke) {
	if all = usable(all, 2); len(all) > 0 && stroke.WidthPx > 0 {
		p.shapes = append(p.shapes, lines{all, stroke, false})
	}
}

// Dots draws discs of one size.
func (p *Picture) Dots(centres []Point, radiusPx float64, fill color.NRGBA) {
	kept := make([]Point, 0, len(centres))
	for _, c := range centres {
		if finite([]Point{c}) {
			kept = append(kept, c.Snapped())
		}
	}
	if len(kept) > 0 && radiusPx > 0 && radiusPx <= farthestPx {
		p.shapes = append(p.shapes, dots{kept, radiusPx, fill})
	}
}

func usable(all [][]Point, least int) [][]Point {
	kept := make([][]Point, 0, len(all))
	for _, points := range all {
		if len(points) >= least && finite(points) {
			snapped := make([]Point, len(points))
			for i, p := range points {
				snapped[i] = p.Snapped()
			}
			kept = append(kept, snapped)
		}
	}
	return kept
}

// Snapped is the point brought to the nearest 64th of a pixel, as areas of several
// rings, lines and dots have theirs: what processors disagree about in the last bit
// of a computed place then makes no difference to a pixel.
func (p Point) Snapped() Point {
	const grid = 64
	return Point{math.Round(p.X*grid) / grid, math.Round(p.Y*grid) / grid}
}

func (a path) draw(c *canvas) error {
	c.fillMany(a.rings, a.fill)
	return nil
}

func (l lines) draw(c *canvas) error {
	var all [][]Point
	for _, points := range l.lines {
		if l.closed {
			points = closed(points)
		}
		all = append(all, outline(points, l.stroke)...)
	}
	c.fillMany(all, l.stroke.Color)
	return nil
}

// closed repeats the first two points of a ring, so that its last bend is one.
func closed(ring []Point) []Point {
	out := append([]Point(nil), ring...)
	if ring[0] != ring[len(ring)-1] {
		out = append(out, ring[0])
	}
	return append(out, ring[1])
}

func (d dots) draw(c *canvas) error {
	all := make([][]Point, 0, len(d.centres))
	for _, at := range d.centres {
		all = append(all, disc(at, d.radiusPx))
	}
	c.fillMany(all, d.fill)
	return nil
}

// disc is a polygon of 8, 16 or 32 corners, its area that of the circle within 1 %.
func disc(at Point, radius float64) []Point {
	corners := octagon(at, radius)
	for n := 8; n < 32 && radius > 0.75*float64(n)/8; n *= 2 {
		finer := make([]Point, 0, 2*len(corners))
		for i, a := range corners {
			b := corners[(i+1)%len(corners)]
			mx, my := (a.X+b.X)/2-at.X, (a.Y+b.Y)/2-at.Y
			out := radius / math.Sqrt(float64(mx*mx)+float64(my*my))
			finer = append(finer, a, Point{at.X + float64(mx*out), at.Y + float64(my*out)})
		}
		corners = finer
	}
	return corners
}
