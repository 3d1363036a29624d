package overlay

import (
	"cmp"
	"slices"
)

// simpleAndApart reports, without building an arrangement, that no ring touches
// itself or another and that all nest as they should. It may return false for
// rings that are valid all the same: those that touch at points.
func simpleAndApart(rings []ring) bool {
	if len(rings) == 0 {
		return true
	}
	s := newSides(rings)
	return s.pairs(s.apart) && (len(rings) == 1 || s.nested(rings))
}

// sides are the directed edges of rings.
type sides struct {
	a, b []Point
	ring []int32
	last []int32 // last side of each ring
}

func newSides(rings []ring) *sides {
	n := 0
	for i := range rings {
		n += len(rings[i].points)
	}
	s := &sides{a: make([]Point, 0, n), b: make([]Point, 0, n), ring: make([]int32, 0, n)}
	for i := range rings {
		points := rings[i].points
		s.a = append(s.a, points...)
		s.b = append(append(s.b, points[1:]...), points[0])
		for range points {
			s.ring = append(s.ring, int32(i))
		}
		s.last = append(s.last, int32(len(s.a)-1))
	}
	return s
}

// pairs visits the pairs of sides whose boxes meet, see pairing; it is false
// when visit was or when there are more than mostTests.
func (s *sides) pairs(visit func(e, f int32) bool) bool {
	p := pairing{a: s.a, b: s.b, visit: visit, tests: mostTests(len(s.a))}
	return p.all()
}

// first is the first side of a ring.
func (s *sides) first(ring int32) int32 {
	if ring == 0 {
		return 0
	}
	return s.last[ring-1] + 1
}

// apart reports whether two sides have no point in common but the vertex
// between them.
func (s *sides) apart(e, f int32) bool {
	ea, eb, fa, fb := s.a[e], s.b[e], s.a[f], s.b[f]
	switch r := s.ring[e]; {
	case r != s.ring[f]:
	case f-e == 1 || e == s.last[r] && f == s.first(r):
		return !turnsBack(ea, eb, fb)
	case e-f == 1 || f == s.last[r] && e == s.first(r):
		return !turnsBack(fa, fb, eb)
	}
	return sign(orient(ea, eb, fa))*sign(orient(ea, eb, fb)) > 0 || sign(orient(fa, fb, ea))*sign(orient(fa, fb, eb)) > 0
}

// turnsBack reports whether the path a, b, c returns along itself.
func turnsBack(a, b, c Point) bool {
	if orient(a, b, c) != 0 {
		return false
	}
	return (b.X > a.X) != (c.X > b.X) && a.X != b.X || (b.Y > a.Y) != (c.Y > b.Y) && a.Y != b.Y
}

func sign(v int64) int { return cmp.Compare(v, 0) }

// nested reports whether rings that nowhere touch nest as shells and holes. It
// goes through them by lowest vertex and looks at what lies west of it.
func (s *sides) nested(rings []ring) bool {
	order, lowest := make([]int, len(rings)), make([]Point, len(rings))
	for i := range rings {
		order[i], lowest[i] = i, slices.MinFunc(rings[i].points, Point.compare)
	}
	slices.SortFunc(order, func(i, j int) int { return lowest[i].compare(lowest[j]) })
	const nowhere = -1
	around := make([]int, len(rings)) // polygon whose interior surrounds the ring
	where := newLocator(s.a, s.b, nil)
	for _, i := range order {
		around[i] = nowhere
		if side := where.west(corner{at: lowest[i], toward: lowest[i]}); side >= 0 {
			west := s.ring[side]
			r := &rings[west]
			down := s.a[side].Y > s.b[side].Y
			switch {
			case down != r.ccw: // outside that ring
				around[i] = around[west]
			case r.shell:
				around[i] = r.polygon
			}
		}
		want := nowhere
		if !rings[i].shell {
			want = rings[i].polygon
		}
		if around[i] != want {
			return false
		}
	}
	return true
}
