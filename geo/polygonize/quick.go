package polygonize

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo/overlay"
)

// Most clips need no arrangement: every vertex is left by one segment, no ring touches
// another, and each part is shells without holes or one shell with its own. Then rings
// are found by following segments, and rounding can have spoiled them only where an edge
// is bent, so only these edges are compared with others. Whatever is not
// plainly so is left to overlay.Assemble and overlay.Repair, which give the same.

// quick puts parts together from simple rings. It is false, and parts are as they were,
// where that is not plainly possible.
func (c *Clipper) quick(parts []Part) bool {
	if len(c.along) > 0 || c.m.Touched() || !c.small() || !c.follow() || !c.trace() || !c.shells(len(parts)) || !c.apart() {
		return false
	}
	for i, at := 0, 0; i < len(c.loops); i = at {
		for at = i; at < len(c.loops) && c.loops[at].part == c.loops[i].part; at++ {
		}
		parts[c.loops[i].part].Geometry = c.finish(c.loops[i:at])
	}
	return true
}

// loop is a ring without its closing point, from its lowest vertex on: points[first:end].
type loop struct {
	part       int32
	hole       bool
	first, end int32
}

// quickBuffers are the memory of quick.
type quickBuffers struct {
	// bent are the segments that rounding may have made touch others: those that end in a
	// cut point, or pass so near a corner of the grid that sides end in their way.
	bent    []int32
	isBent  bool   // the next segment is
	skipped []bool // for each visit of a ring, whether one before it was a point

	keys   []uint64 // of vertices: a hash table with open addressing
	starts []int32  // the segment that begins there, plus one
	next   []int32  // the segment that follows
	passed []bool

	lattice int // segments before it are sides of cells, the others pieces of the polygon's edges
	points  []overlay.Point
	kinds   []kind // of the edge that begins at each point
	loops   []loop

	bands    []int32 // the first entry of each band of latitude, plus one
	entries  []bandEntry
	floats   []orb.Point
	rings    []orb.Ring
	polygons orb.MultiPolygon
	thinned  []overlay.Point
	ends     []int
}

type bandEntry struct{ segment, next int32 }

// mostExtent is the extent below which products of differences fit into 64 bits.
const mostExtent = 1 << 30

func (c *Clipper) small() bool {
	west, south, east, north := c.o.Extent()
	return int64(east)-int64(west) < mostExtent && int64(north)-int64(south) < mostExtent
}

func keyOf(p overlay.Point) uint64 { return uint64(uint32(p.X))<<32 | uint64(uint32(p.Y)) }

// follow finds the segment that follows each one; it is false where two begin at one
// point, or none.
func (c *Clipper) follow() bool {
	n, size := len(c.segments), 16
	for size < 2*n {
		size *= 2
	}
	if len(c.keys) < size {
		c.keys, c.starts = make([]uint64, size), make([]int32, size)
	}
	keys, starts, mask := c.keys[:size], c.starts[:size], uint64(size-1)
	clear(starts)
	for i := range c.segments {
		s := &c.segments[i]
		if s.A == s.B {
			continue
		}
		key := keyOf(s.A)
		at := slot(key) & mask
		for ; starts[at] != 0; at = (at + 1) & mask {
			if keys[at] == key {
				return false
			}
		}
		keys[at], starts[at] = key, int32(i+1)
	}
	c.next = slices.Grow(c.next[:0], n)[:n]
	for i := range c.segments {
		s := &c.segments[i]
		c.next[i] = -1
		if s.A == s.B {
			continue
		}
		key := keyOf(s.B)
		at := slot(key) & mask
		for starts[at] != 0 && keys[at] != key {
			at = (at + 1) & mask
		}
		if starts[at] == 0 {
			return false
		}
		c.next[i] = starts[at] - 1
	}
	return true
}

func slot(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 >> 20 }

// trace lists the rings; those of two segments cancel. It is false for a ring of several
// parts and for one whose lowest vertex is the tip of a spike.
func (c *Clipper) trace() bool {
	n := len(c.segments)
	c.passed = slices.Grow(c.passed[:0], n)[:n]
	clear(c.passed)
	c.points, c.kinds, c.loops = c.points[:0], c.kinds[:0], c.loops[:0]
	for i := range c.segments {
		if c.passed[i] || c.next[i] < 0 {
			continue
		}
		first, low := len(c.points), len(c.points)
		for s := int32(i); !c.passed[s]; s = c.next[s] {
			c.passed[s] = true
			p := c.segments[s].A
			c.points, c.kinds = append(c.points, p), append(c.kinds, c.kindOf(s))
			if less(p, c.points[low]) {
				low = len(c.points) - 1
			}
			if c.segments[s].Tag != c.segments[i].Tag {
				return false
			}
		}
		if len(c.points)-first < 3 {
			c.points, c.kinds = c.points[:first], c.kinds[:first]
			continue
		}
		if !c.addLoop(first, low, int32(c.segments[i].Tag)) {
			return false
		}
	}
	return true
}

// kindOf says what a segment is; no piece of the polygon's edges is on a grid line.
func (c *Clipper) kindOf(segment int32) kind {
	switch s := &c.segments[segment]; {
	case int(segment) >= c.lattice:
		return free
	case s.A.X == s.B.X:
		return meridian
	}
	return parallel
}

// addLoop turns the points from first on so that they begin with the lowest.
func (c *Clipper) addLoop(first, low int, part int32) bool {
	ring := c.points[first:]
	rotate(ring, low-first)
	rotate(c.kinds[first:], low-first)
	turn := side(ring[len(ring)-1], ring[0], ring[1])
	c.loops = append(c.loops, loop{part, turn < 0, int32(first), int32(len(c.points))})
	return turn != 0
}

func rotate[T any](ring []T, by int) {
	if by > 0 {
		slices.Reverse(ring[:by])
		slices.Reverse(ring[by:])
		slices.Reverse(ring)
	}
}

// side is positive where c is left of the line from a to b.
func side(a, b, c overlay.Point) int64 {
	return (int64(b.X)-int64(a.X))*(int64(c.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(c.X)-int64(a.X))
}

// shells sorts the loops by part, shells first, each kind by lowest vertex; it is false
// where a hole has several shells to be in, or none.
func (c *Clipper) shells(parts int) bool {
	slices.SortFunc(c.loops, func(a, b loop) int {
		holes := 0
		if a.hole != b.hole {
			if holes = -1; a.hole {
				holes = 1
			}
		}
		p, q := c.points[a.first], c.points[b.first]
		return cmp.Or(cmp.Compare(a.part, b.part), holes, cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
	})
	for i, at := 0, 0; i < len(c.loops); i = at {
		shells := 0
		for at = i; at < len(c.loops) && c.loops[at].part == c.loops[i].part; at++ {
			if !c.loops[at].hole {
				shells++
			}
		}
		if shells == 0 || shells > 1 && shells < at-i {
			return false
		}
	}
	return true
}

// apart tells that no bent edge touches another of its part but the two that it goes on
// in.
func (c *Clipper) apart() bool {
	if len(c.bent) == 0 {
		return true
	}
	_, south, _, north := c.o.Extent()
	const bands = 128
	shift := 0
	for (int64(north)-int64(south))>>shift >= bands {
		shift++
	}
	c.bands = append(c.bands[:0], make([]int32, bands)...)
	c.entries = c.entries[:0]
	band := func(s *overlay.Segment) (from, to int64) {
		return (int64(min(s.A.Y, s.B.Y)) - int64(south)) >> shift, (int64(max(s.A.Y, s.B.Y)) - int64(south)) >> shift
	}
	for i := range c.segments {
		for from, to := band(&c.segments[i]); from <= to; from++ {
			c.entries = append(c.entries, bandEntry{int32(i), c.bands[from]})
			c.bands[from] = int32(len(c.entries))
		}
	}
	for _, i := range c.bent {
		s := &c.segments[i]
		for from, to := band(s); from <= to; from++ {
			for k := c.bands[from]; k > 0; k = c.entries[k-1].next {
				if other := c.entries[k-1].segment; other != i && touch(s, &c.segments[other]) {
					return false
				}
			}
		}
	}
	return true
}

// touch reports whether two segments of one part have a point in common that is not the
// end of one and the beginning of the other, or turn back on each other there.
func touch(s, t *overlay.Segment) bool {
	if s.Tag != t.Tag || max(s.A.X, s.B.X) < min(t.A.X, t.B.X) || max(t.A.X, t.B.X) < min(s.A.X, s.B.X) ||
		max(s.A.Y, s.B.Y) < min(t.A.Y, t.B.Y) || max(t.A.Y, t.B.Y) < min(s.A.Y, s.B.Y) || t.A == t.B || s.A == s.B {
		return false
	}
	if s.B == t.A {
		return backwards(s.A, s.B, t.B)
	}
	if s.A == t.B {
		return backwards(t.A, t.B, s.B)
	}
	a, b := side(s.A, s.B, t.A), side(s.A, s.B, t.B)
	if a > 0 && b > 0 || a < 0 && b < 0 {
		return false
	}
	a, b = side(t.A, t.B, s.A), side(t.A, t.B, s.B)
	return !(a > 0 && b > 0 || a < 0 && b < 0)
}

// backwards reports whether the way a, b, c turns back on itself at b.
func backwards(a, b, c overlay.Point) bool {
	return side(a, b, c) == 0 &&
		(int64(a.X)-int64(b.X))*(int64(c.X)-int64(b.X))+(int64(a.Y)-int64(b.Y))*(int64(c.Y)-int64(b.Y)) > 0
}

// finish thins the loops of a part and writes them out in canonical order.
func (c *Clipper) finish(loops []loop) orb.MultiPolygon {
	c.thinner.setSpacing(c.unthinned(loops))
	c.thinned, c.ends = c.thinned[:0], c.ends[:0]
	for _, l := range loops {
		c.thinned = c.thinner.ring(c.thinned, c.points[l.first:l.end], c.kinds[l.first:l.end])
		c.ends = append(c.ends, len(c.thinned))
	}
	points, rings := make([]orb.Point, len(c.thinned)), make([]orb.Ring, len(loops))
	for i, p := range c.thinned {
		points[i] = p.Degrees()
	}
	from := 0
	for i, end := range c.ends {
		rings[i] = points[from:end:end]
		from = end
	}
	return polygonsOf(make(orb.MultiPolygon, 0, 1), rings, loops)
}

// polygonsOf appends the polygons that the rings of a part are.
func polygonsOf(mp orb.MultiPolygon, rings []orb.Ring, loops []loop) orb.MultiPolygon {
	if len(loops) == 1 || loops[1].hole {
		return append(mp, rings)
	}
	for i := range rings {
		mp = append(mp, rings[i:i+1:i+1])
	}
	return mp
}

// unthinned returns loops as polygons in degrees, good until the next call.
func (c *Clipper) unthinned(loops []loop) orb.MultiPolygon {
	n := len(loops)
	for _, l := range loops {
		n += int(l.end - l.first)
	}
	c.floats, c.rings = slices.Grow(c.floats[:0], n), c.rings[:0]
	for _, l := range loops {
		from := len(c.floats)
		for _, p := range c.points[l.first:l.end] {
			c.floats = append(c.floats, p.Degrees())
		}
		c.floats = append(c.floats, c.floats[from])
		c.rings = append(c.rings, c.floats[from:])
	}
	c.polygons = polygonsOf(c.polygons[:0], c.rings, loops)
	return c.polygons
}
