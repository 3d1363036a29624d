package overlay

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
)

// Validate lists what keeps a multipolygon, rounded to E7, from being valid by
// the OGC Simple Features rules (06-103r4, 6.1.11.1 and 6.1.13.1) and the
// winding of RFC 7946; nil when nothing does. Rings may touch each other
// at points as long as interiors stay connected and apart. An empty
// multipolygon is valid. Each defect is listed once per ring and rule.
//
// It compares edges, touching rings and nested rings directly, without the
// arrangement that Repair and Partition build, and so can check their results.
// When edges cross or overlap, nesting is not looked at. What exceeds the limits
// in the package comment is RuleTooComplex and may have more defects than listed.
func Validate(mp orb.MultiPolygon) []Defect {
	rings, defects := cleanRings(mp)
	found, ok := validateRings(rings)
	if !ok {
		found = append(found, tooComplex())
	}
	defects = append(defects, found...)
	if len(defects) == 0 {
		return nil
	}
	return sortDefects(defects)
}

// validateRings lists the defects of rings with respect to themselves and each
// other; it is false when the limits stopped it before all were found.
func validateRings(rings []ring) (defects []Defect, ok bool) {
	if len(rings) == 0 {
		return nil, true
	}
	c := contacts{rings: rings, sides: newSides(rings), seen: make(map[ringRule]bool), compact: 1 << 12}
	if !c.sides.pairs(c.compare) {
		return withoutLesser(c.defects), false
	}
	c.fewerTouches()
	c.crossAtTouches()
	if len(c.defects) > 0 {
		return withoutLesser(c.defects), true
	}
	c.nest()
	c.connect()
	return c.defects, true
}

// withoutLesser drops self-touches of rings that intersect themselves anyway.
func withoutLesser(defects []Defect) []Defect {
	type ringID struct{ polygon, ring int }
	worse := make(map[ringID]bool)
	for _, d := range defects {
		if d.Rule == RuleSelfIntersection {
			worse[ringID{d.Polygon, d.Ring}] = true
		}
	}
	return slices.DeleteFunc(defects, func(d Defect) bool {
		return d.Rule == RuleSelfTouch && worse[ringID{d.Polygon, d.Ring}]
	})
}

// contacts collects where sides of rings meet.
type contacts struct {
	rings   []ring
	sides   *sides
	touches []touch
	compact int // number of touches at which to look for repeated ones
	seen    map[ringRule]bool
	defects []Defect
}

// ringRule is what a defect is listed once for.
type ringRule struct {
	polygon, ring int
	rule          string
}

// touch is a point that two rings have in common.
type touch struct {
	at           Point
	ring1, ring2 int32 // ring1 < ring2
	side1, side2 int32 // through or from the point
}

// compare looks at one pair of sides; it is false when rings touch too often.
func (c *contacts) compare(e, f int32) bool {
	s := c.sides
	if s.ring[e] > s.ring[f] || s.ring[e] == s.ring[f] && e > f {
		e, f = f, e
	}
	ea, eb, fa, fb := s.a[e], s.b[e], s.a[f], s.b[f]
	oa, ob := orient(ea, eb, fa), orient(ea, eb, fb)
	pa, pb := orient(fa, fb, ea), orient(fa, fb, eb)
	switch {
	case opposite(oa, ob) && opposite(pa, pb):
		c.meet(e, f, crossing(ea, eb, fa, fb))
	case oa == 0 && ob == 0:
		c.collinear(e, f)
	case oa == 0 && between(ea, eb, fa):
		c.touch(e, f, fa)
	case ob == 0 && between(ea, eb, fb):
		c.touch(e, f, fb)
	case pa == 0 && between(fa, fb, ea):
		c.touch(e, f, ea)
	case pb == 0 && between(fa, fb, eb):
		c.touch(e, f, eb)
	}
	if len(c.touches) < c.compact {
		return true
	}
	c.fewerTouches()
	return len(c.touches) <= mostSplits(len(s.a))
}

// between reports whether a point of the line a-b is on the closed segment.
func between(a, b, p Point) bool {
	return min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y)
}

// collinear handles two sides on one line whose boxes meet.
func (c *contacts) collinear(e, f int32) {
	s := c.sides
	e0, e1, f0, f1 := s.a[e], s.b[e], s.a[f], s.b[f]
	if e1.less(e0) {
		e0, e1 = e1, e0
	}
	if f1.less(f0) {
		f0, f1 = f1, f0
	}
	switch low, high := maxPoint(e0, f0), minPoint(e1, f1); {
	case low == high:
		c.touch(e, f, low)
	case low.less(high):
		c.meet(e, f, low)
	}
}

func maxPoint(p, q Point) Point {
	if p.less(q) {
		return q
	}
	return p
}

func minPoint(p, q Point) Point {
	if q.less(p) {
		return q
	}
	return p
}

// meet reports sides that cross or run along each other.
func (c *contacts) meet(e, f int32, at Point) {
	r, q := &c.rings[c.sides.ring[e]], &c.rings[c.sides.ring[f]]
	switch {
	case r == q:
		c.add(r, RuleSelfIntersection, at, "the ring meets itself along or across an edge")
	case r.polygon == q.polygon:
		c.add(q, RuleRingsCross, at, "crosses or overlaps the boundary of ring ", r.ring+1)
	default:
		c.add(q, RuleOverlap, at, "crosses or overlaps the boundary of polygon ", r.polygon+1)
	}
}

// add lists a defect unless the ring has it already. The numbers go after the detail.
func (c *contacts) add(r *ring, rule string, at Point, detail string, numbers ...int) {
	key := ringRule{r.polygon, r.ring, rule}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	for _, n := range numbers {
		detail += strconv.Itoa(n)
	}
	c.defects = append(c.defects, r.defect(rule, at, detail))
}

// touch notes a single point that two sides have in common.
func (c *contacts) touch(e, f int32, at Point) {
	s := c.sides
	r, q := s.ring[e], s.ring[f]
	if r != q {
		c.touches = append(c.touches, touch{at, r, q, e, f})
		return
	}
	if f-e == 1 || e == s.first(r) && f == s.last[r] {
		return // neighbours
	}
	c.add(&c.rings[r], RuleSelfTouch, at, "the ring passes through the same point twice")
}

// fewerTouches drops touches of the same rings at the same point.
func (c *contacts) fewerTouches() {
	slices.SortFunc(c.touches, func(t, u touch) int {
		return cmp.Or(cmp.Compare(t.ring1, u.ring1), cmp.Compare(t.ring2, u.ring2), t.at.compare(u.at))
	})
	c.touches = slices.CompactFunc(c.touches, func(t, u touch) bool {
		return t.ring1 == u.ring1 && t.ring2 == u.ring2 && t.at == u.at
	})
	c.compact = max(c.compact, 2*len(c.touches))
}

// crossAtTouches reports rings that cross each other through a vertex.
func (c *contacts) crossAtTouches() {
	for _, t := range c.touches {
		in1, out1 := c.passage(t.side1, t.at)
		in2, out2 := c.passage(t.side2, t.at)
		if inSector(t.at, [2]Point{out1, in1}, in2) != inSector(t.at, [2]Point{out1, in1}, out2) {
			c.meet(t.side1, t.side2, t.at)
		}
	}
}

// passage returns the vertices before and after a point on a side.
func (c *contacts) passage(side int32, at Point) (before, after Point) {
	s := c.sides
	ring := s.ring[side]
	first, last := s.first(ring), s.last[ring]
	before, after = s.a[side], s.b[side]
	if at == before {
		prev := side - 1
		if side == first {
			prev = last
		}
		before = s.a[prev]
	}
	if at == after {
		next := side + 1
		if side == last {
			next = first
		}
		after = s.b[next]
	}
	return before, after
}

// inSector reports whether the direction from a vertex to p lies in the open
// sector counter-clockwise from the first of two directions to the second.
func inSector(at Point, bounds [2]Point, p Point) bool {
	fromLeft := orient(at, bounds[0], p) > 0
	toRight := orient(at, bounds[1], p) < 0
	if orient(at, bounds[0], bounds[1]) > 0 {
		return fromLeft && toRight
	}
	// More than half a turn: outside only when in the complement.
	return !(orient(at, bounds[1], p) >= 0 && orient(at, bounds[0], p) <= 0)
}
