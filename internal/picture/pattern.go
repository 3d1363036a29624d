package picture

import (
	"cmp"
	"image/color"
	"math"
	"slices"
)

// Direction is the way that the lines of a hatching go.
type Direction uint8

// Directions of hatchings; Dotted is dots in staggered rows.
const (
	NoPattern Direction = iota
	Rising              // to the top right, 45 degrees
	Falling             // to the bottom right, 45 degrees
	Level
	Dotted
)

// Pattern is what an area is filled with beside a colour. Lines and rows pass
// through the same places in areas side by side, so that one hatching goes on in
// the next.
type Pattern struct {
	Direction Direction
	SpacingPx float64 // between lines or dots, at least 1
	WidthPx   float64 // of a line, or the diameter of a dot
	Color     color.NRGBA
}

// pattern lays out a hatching as lines or dots within rings.
func (p *Picture) pattern(rings [][]Point, with Pattern) {
	if with.Direction == NoPattern || !(with.SpacingPx >= 1) || !(with.WidthPx > 0) {
		return
	}
	s := scanner{direction: with.Direction, spacing: with.SpacingPx, farthest: float64(p.Width + p.Height)}
	if with.Direction == Rising || with.Direction == Falling {
		s.spacing = float64(with.SpacingPx * math.Sqrt2)
	}
	if with.Direction == Dotted {
		s.spacing = with.SpacingPx / 2
	}
	spans := s.scan(rings)
	if with.Direction == Dotted {
		p.Dots(dotsIn(spans, with), with.WidthPx/2, with.Color)
		return
	}
	var all [][]Point
	for _, span := range spans {
		if span.to-span.from >= leastSpanPx {
			all = append(all, []Point{s.point(span.row, span.from), s.point(span.row, span.to)})
		}
	}
	p.Lines(all, Stroke{Color: with.Color, WidthPx: with.WidthPx})
}

// leastSpanPx is the shortest piece of a hatching that is drawn.
const leastSpanPx = 0.4

// scanner cuts areas along parallel lines. A line is a row: the place across it is
// row*spacing, the place along it u.
type scanner struct {
	direction Direction
	spacing   float64
	farthest  float64 // rows beyond it lie outside the picture
}

// span is a piece of a row inside an area.
type span struct {
	row      int
	from, to float64
}

// crossing is where a ring crosses a row.
type crossing struct {
	row  int
	u    float64
	turn int // +1 or -1: to which side
}

// across and along are the two coordinates of a point.
func (s *scanner) across(p Point) float64 {
	switch s.direction {
	case Rising:
		return p.X + p.Y
	case Falling:
		return p.Y - p.X
	}
	return p.Y
}

func (s *scanner) along(p Point) float64 {
	switch s.direction {
	case Rising:
		return p.X - p.Y
	case Falling:
		return p.X + p.Y
	}
	return p.X
}

// point is the place of (row, u).
func (s *scanner) point(row int, u float64) Point {
	v := float64(float64(row) * s.spacing)
	switch s.direction {
	case Rising:
		return Point{(v + u) / 2, (v - u) / 2}
	case Falling:
		return Point{(u - v) / 2, (u + v) / 2}
	}
	return Point{u, v}
}

// scan returns the pieces of rows inside rings, by the rule nonzero, in order.
func (s *scanner) scan(rings [][]Point) []span {
	var all []crossing
	for _, ring := range rings {
		for i, b := range ring {
			all = s.cross(all, ring[(i+len(ring)-1)%len(ring)], b)
		}
	}
	slices.SortFunc(all, func(a, b crossing) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.u, b.u), cmp.Compare(a.turn, b.turn))
	})
	var spans []span
	winding := 0
	for i, c := range all {
		if i > 0 && all[i-1].row != c.row {
			winding = 0
		}
		before := winding
		winding += c.turn
		switch {
		case before == 0:
			spans = append(spans, span{c.row, c.u, c.u})
		case winding == 0:
			spans[len(spans)-1].to = c.u
		}
	}
	return spans
}

// cross adds the crossings of an edge; its lower end counts, its upper one does not,
// so that a corner is crossed once.
func (s *scanner) cross(all []crossing, a, b Point) []crossing {
	va, vb := s.across(a), s.across(b)
	turn := 1
	if va > vb {
		va, vb, a, b, turn = vb, va, b, a, -1
	}
	first := math.Ceil(math.Max(va, -s.farthest) / s.spacing)
	last := math.Min(vb, s.farthest)
	for row := first; float64(row*s.spacing) < last; row++ {
		at := float64(row * s.spacing)
		if at < va {
			continue
		}
		share := (at - va) / (vb - va)
		ua := s.along(a)
		all = append(all, crossing{int(row), ua + float64(share*(s.along(b)-ua)), turn})
	}
	return all
}

// dotsIn places dots in rows; every second row is shifted by half a step. A dot
// stays within its piece.
func dotsIn(spans []span, with Pattern) []Point {
	var all []Point
	r := with.WidthPx / 2
	for _, sp := range spans {
		shift := 0.0
		if sp.row%2 != 0 {
			shift = 0.5
		}
		for i := math.Ceil((sp.from+r)/with.SpacingPx - shift); ; i++ {
			x := float64((i + shift) * with.SpacingPx)
			if !(x+r <= sp.to) {
				break
			}
			all = append(all, Point{x, float64(float64(sp.row) * (with.SpacingPx / 2))})
		}
	}
	return all
}
