package polygonize

import (
	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/overlay"
)

// whole reports whether all cells are chosen and the clip is therefore the polygon itself,
// vertex by vertex: one part of one ring that is canonical already. Edges along grid lines
// and rings that touch are left to the rest of Clip, which may cut them.
func (c *Clipper) whole(parts int) bool {
	mp := c.o.Polygon()
	return parts == 1 && len(mp) == 1 && len(mp[0]) == 1 && len(c.m.Ends) == 0 && !c.m.Touched() &&
		c.chosen.Count() == c.m.Len() && canonical(mp[0][0])
}

// canonical reports whether a simple ring begins with its lowest vertex, and repeats none but
// as the closing point.
func canonical(ring orb.Ring) bool {
	lattice := func(p orb.Point) overlay.Point { return overlay.Point{X: geo.ToE7(p[0]), Y: geo.ToE7(p[1])} }
	first := lattice(ring[0])
	last := first
	for _, p := range ring[1 : len(ring)-1] {
		q := lattice(p)
		if q == last || !less(first, q) {
			return false
		}
		last = q
	}
	return true
}
