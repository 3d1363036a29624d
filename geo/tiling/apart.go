package tiling

import (
	"slices"

	"phusong/geo/encoding/mvt"
)

// side is a side of a ring, and the number of the next one in it.
type side struct {
	a, b       mvt.Point
	minX, maxX int32
	minY, maxY int32
	next       int32
}

// sides looks for sides that meet. It keeps its memory from feature to feature.
type sides struct {
	list  []side
	order []uint64
}

// pairsPerSide bounds the comparing: rings that need more are left to overlay.
const pairsPerSide = 64

// apart reports whether it is certain that no two sides of rings meet but
// neighbours at their common end. It says false too where that takes too long to see.
func (s *sides) apart(rings [][]mvt.Point) bool {
	s.list, s.order = s.list[:0], s.order[:0]
	for _, ring := range rings {
		first := int32(len(s.list))
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			next := int32(len(s.list)) + 1
			if i == len(ring)-1 {
				next = first
			}
			s.list = append(s.list, side{a, b, min(a.X, b.X), max(a.X, b.X), min(a.Y, b.Y), max(a.Y, b.Y), next})
		}
	}
	for i := range s.list {
		// Flipping the sign bit orders negative numbers first.
		s.order = append(s.order, uint64(uint32(s.list[i].minX)^1<<31)<<32|uint64(i))
	}
	slices.Sort(s.order)
	return s.sweep()
}

// sweep compares the sides that share an x with each other.
func (s *sides) sweep() bool {
	left := pairsPerSide * len(s.list)
	for i, key := range s.order {
		p := &s.list[uint32(key)]
		for _, other := range s.order[i+1:] {
			q := &s.list[uint32(other)]
			if q.minX > p.maxX {
				break
			}
			if left--; left < 0 {
				return false
			}
			if q.minY > p.maxY || q.maxY < p.minY {
				continue
			}
			if p.next == int32(uint32(other)) || q.next == int32(uint32(key)) {
				continue // neighbours: Clean leaves none that turn straight back
			}
			if meet(p, q) {
				return false
			}
		}
	}
	return true
}

// meet reports whether two sides have a point in common, given that their boxes do.
func meet(p, q *side) bool {
	a, b := turn(p.a, p.b, q.a), turn(p.a, p.b, q.b)
	if a > 0 && b > 0 || a < 0 && b < 0 {
		return false
	}
	a, b = turn(q.a, q.b, p.a), turn(q.a, q.b, p.b)
	return !(a > 0 && b > 0 || a < 0 && b < 0)
}

// turn is positive when c lies on one side of the line from a to b, negative on the other.
func turn(a, b, c mvt.Point) int64 {
	return int64(b.X-a.X)*int64(c.Y-a.Y) - int64(c.X-a.X)*int64(b.Y-a.Y)
}

// nested reports whether rings that are apart are one outer ring with holes that
// lie in it, each beside the others. It says false for anything else.
func nested(rings [][]mvt.Point) bool {
	for i, hole := range rings[1:] {
		if mvt.Area2(hole) > 0 || !inside(rings[0], hole[0]) {
			return false
		}
		for j, other := range rings[1:] {
			if i != j && inside(other, hole[0]) {
				return false
			}
		}
	}
	return true
}

// inside reports whether a point that is on no side lies in a ring: the sides that
// cross the line from it to the east are odd in number.
func inside(ring []mvt.Point, p mvt.Point) bool {
	odd := false
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		if (a.Y > p.Y) == (b.Y > p.Y) {
			continue
		}
		if (turn(a, b, p) > 0) == (b.Y > a.Y) {
			odd = !odd
		}
	}
	return odd
}
