package picture

import "image"

// Group is a part of a picture with a name of its own.
type Group struct {
	ID    string // of the SVG's element; "" for none
	Title string // what it shows, for who cannot see it
	Clip  *Rect  // shows only what lies within, to whole pixels; nil: everything
}

// Rect is a rectangle in pixels.
type Rect struct{ X, Y, Width, Height float64 }

// Contains reports whether b lies within r.
func (r Rect) Contains(b Rect) bool {
	return b.X >= r.X && b.Y >= r.Y && b.X+b.Width <= r.X+r.Width && b.Y+b.Height <= r.Y+r.Height
}

// Overlaps reports whether r and b have an area in common.
func (r Rect) Overlaps(b Rect) bool {
	return b.X < r.X+r.Width && r.X < b.X+b.Width && b.Y < r.Y+r.Height && r.Y < b.Y+b.Height
}

// Corners are the four corners, clockwise on paper.
func (r Rect) Corners() []Point {
	return []Point{{r.X, r.Y}, {r.X + r.Width, r.Y}, {r.X + r.Width, r.Y + r.Height}, {r.X, r.Y + r.Height}}
}

type group struct {
	Group
	shapes []shape
}

// Group makes one part of all that is drawn while draw runs.
func (p *Picture) Group(g Group, draw func()) {
	outside := p.shapes
	p.shapes = nil
	draw()
	inside := p.shapes
	p.shapes = outside
	if g.Clip != nil && !finite(g.Clip.Corners()) {
		return
	}
	if len(inside) > 0 {
		p.shapes = append(p.shapes, group{g, inside})
	}
}

func (g group) draw(c *canvas) error {
	inner := *c
	if g.Clip != nil {
		box := pixelBox(*g.Clip)
		inner.RGBA = c.SubImage(box).(*image.RGBA) // of an image.RGBA it is one
		if inner.Bounds().Empty() {
			return nil
		}
	}
	for _, s := range g.shapes {
		if err := s.draw(&inner); err != nil {
			return err
		}
	}
	return nil
}

// pixelBox brings edges to the nearest whole pixels.
func pixelBox(r Rect) image.Rectangle {
	whole := func(v float64) int { return int(roundHalfUp(v)) }
	return image.Rect(whole(r.X), whole(r.Y), whole(r.X+r.Width), whole(r.Y+r.Height))
}
