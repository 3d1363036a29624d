package polygonize

import (
	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/zonal"
)

// ring adds the pieces of one of the polygon's rings that lie in chosen cells. Where it goes
// from cell to cell within a part, the cut point is left out, so that the
// edge is whole again.
func (c *Clipper) ring(r zonal.Ring) {
	c.passages(r)
	n := len(c.visits)
	first := -1 // a visit that begins with its cut point
	c.keep = c.keep[:0]
	for k, v := range c.visits {
		before := c.visits[(k+n-1)%n]
		keep := c.partOf(v) != c.partOf(before) || c.onLine(before, v)
		if keep && first < 0 {
			first = k
		}
		c.keep = append(c.keep, keep)
	}
	if first < 0 {
		c.wholeRing()
		return
	}
	var from overlay.Point
	for i := range n {
		k := (first + i) % n
		v := c.visits[k]
		if c.partOf(v) < 0 {
			continue
		}
		points := c.o.VisitPoints(c.o.Visits()[v])
		if c.keep[k] {
			from = overlay.Point(points[0])
		}
		c.isBent = c.isBent || c.keep[k] || c.skipped[k]
		end := len(points)
		if !c.keep[(k+1)%n] {
			end--
		}
		for i, p := range points[1:end] {
			from = c.piece(from, overlay.Point(p), v, i)
		}
		if end < len(points) {
			from = c.touches(from, v, end-1)
		} else if c.keep[(k+1)%n] && len(c.segments) > c.lattice {
			c.bent = append(c.bent, int32(len(c.segments)-1))
		}
	}
}

// passages lists a ring's visits but for those that are a point: an edge through a corner of the
// grid visits a third cell there, which has no say in the edge.
func (c *Clipper) passages(r zonal.Ring) {
	c.visits, c.skipped = c.visits[:0], c.skipped[:0]
	skipped := false
	for v := r.First; v < r.End; v++ {
		points := c.o.VisitPoints(c.o.Visits()[v])
		if len(points) > 2 || points[0] != points[1] {
			c.visits, c.skipped = append(c.visits, v), append(c.skipped, skipped)
			skipped = false
		} else {
			skipped = true
		}
	}
	if skipped && len(c.visits) > 0 {
		c.skipped[0] = true
	}
}

// partOf is the part of a visit's cell.
func (c *Clipper) partOf(visit int32) int32 { return c.ofBorder[c.m.BorderOf[visit]] }

// onLine reports whether the ring goes from one cell to the next along a grid
// line. Then the cut point is a corner of the grid, where the stretches end that
// this edge may have to cancel.
func (c *Clipper) onLine(before, after int32) bool {
	v, w := c.o.Visits()[before], c.o.Visits()[after]
	if v.Exit == zonal.NoSide || !v.ExitsOnLattice() {
		return false
	}
	p, q := c.o.VisitPoints(v), c.o.VisitPoints(w)
	a, at, b := p[len(p)-2], q[0], q[1]
	_, _, east, north := c.borderBox(c.m.BorderOf[before])
	on := func(p zonal.Point) bool { return p != at && p.X == east && at.X == east }
	if v.Exit == zonal.East || v.Exit == zonal.West {
		on = func(p zonal.Point) bool { return p != at && p.Y == north && at.Y == north }
	}
	// Of a slanting edge too, several cut points may be rounded onto a line; two true points say more.
	return on(a) && (len(p) > 2 || v.EntersOnLattice()) || on(b) && (len(q) > 2 || w.ExitsOnLattice())
}

// wholeRing adds a ring all of whose cells are in one part, or in none. It goes
// round from the first vertex to the first vertex.
func (c *Clipper) wholeRing() {
	if c.partOf(c.visits[0]) < 0 {
		return
	}
	var from overlay.Point
	begun := false
	n := len(c.visits)
	for k := range 2 * n {
		index := c.visits[k%n]
		v := c.o.Visits()[index]
		points := c.o.VisitPoints(v)
		c.isBent = c.isBent || c.skipped[k%n]
		for i, p := range points {
			cut := v.Enter != zonal.NoSide && (i == 0 || i == len(points)-1)
			switch {
			case cut && begun && i > 0:
				from = c.touches(from, index, i-1)
			case cut:
			case !begun:
				from, begun = overlay.Point(p), true
			default:
				from = c.piece(from, overlay.Point(p), index, i-1)
				if k >= n || v.Enter == zonal.NoSide && i == len(points)-1 {
					return
				}
			}
		}
	}
}

// piece adds the edge from where the border has got to, to p, by way of the vertices
// of other rings on the k-th piece of the visit. It returns p.
func (c *Clipper) piece(from, p overlay.Point, visit int32, k int) overlay.Point {
	from = c.touches(from, visit, k)
	c.edge(from, p, visit)
	return p
}

// touches adds the edge up to the last vertex of another ring on a piece.
func (c *Clipper) touches(from overlay.Point, visit int32, k int) overlay.Point {
	for _, p := range c.m.Touches(c.o.Visits()[visit], k) {
		c.edge(from, overlay.Point(p), visit)
		from = overlay.Point(p)
	}
	return from
}

// edge adds an edge, or a piece of one, of the polygon, that ends in a visit's cell. Where it
// runs along the side of the cell (its east or its north side, as a point on a line is
// west or south of it), it is cut where the side's stretches are, so that they
// can cancel.
func (c *Clipper) edge(a, b overlay.Point, visit int32) {
	if a == b {
		return
	}
	cell := c.m.BorderOf[visit]
	part := int(c.ofBorder[cell])
	if c.isBent {
		c.bent, c.isBent = append(c.bent, int32(len(c.segments))), false
	}
	if a.X != b.X && a.Y != b.Y {
		c.segments = append(c.segments, overlay.Segment{A: a, B: b, Tag: part})
		return
	}
	_, _, east, north := c.borderBox(cell)
	switch {
	case a.X == b.X && a.X == east:
		c.cutAlong(a, b, part, c.m.Stretches(cell, zonal.East), func(s zonal.Stretch) [2]overlay.Point {
			return [2]overlay.Point{{X: east, Y: s.Low}, {X: east, Y: s.High}}
		})
	case a.Y == b.Y && a.Y == north:
		c.cutAlong(a, b, part, c.m.Stretches(cell, zonal.North), func(s zonal.Stretch) [2]overlay.Point {
			return [2]overlay.Point{{X: s.Low, Y: north}, {X: s.High, Y: north}}
		})
	default:
		c.segments = append(c.segments, overlay.Segment{A: a, B: b, Tag: part})
	}
}

// cutAlong adds an edge on a grid line in pieces between the ends of the stretches there.
func (c *Clipper) cutAlong(a, b overlay.Point, part int, stretches []zonal.Stretch, ends func(zonal.Stretch) [2]overlay.Point) {
	add := func(p overlay.Point) {
		if p != a {
			c.segments = append(c.segments, overlay.Segment{A: a, B: p, Tag: part})
			c.along = append(c.along, span{a, p})
			a = p
		}
	}
	forward := less(a, b)
	for i := range stretches {
		if !forward {
			i = len(stretches) - 1 - i
		}
		pair := ends(stretches[i])
		if !forward {
			pair[0], pair[1] = pair[1], pair[0]
		}
		for _, p := range pair {
			if less(a, p) == forward && less(p, b) == forward && p != b {
				add(p)
			}
		}
	}
	add(b)
}

func less(p, q overlay.Point) bool { return p.X < q.X || p.X == q.X && p.Y < q.Y }

// borderBox returns the edges of a border cell.
func (c *Clipper) borderBox(border int32) (west, south, east, north geo.E7) {
	b := &c.m.Borders[border]
	return c.m.Box(b.Col, b.Row)
}
