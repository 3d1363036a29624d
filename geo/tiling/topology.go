package tiling

import (
	"math/bits"

	"phusong/geo/encoding/mvt"
)

// vertexTable numbers the places of a layer and finds those where more than two
// lines meet. A place is a slot of an open hash table: 16 bytes, for millions of them.
type vertexTable struct {
	slots []vertexSlot
	shift int
}

// vertexSlot holds a place and the slots of its first two neighbours, each plus
// one; the first is junction when there are more.
type vertexSlot struct {
	place         at
	first, second uint32
}

const (
	noNeighbour = 0
	junction    = ^uint32(0)
)

// unusedPlace marks a free slot: no place is west of the world.
var unusedPlace = at{-1, -1}

func newVertexTable(vertices int) *vertexTable {
	logSize := bits.Len(uint(vertices + vertices/4 + 1))
	t := &vertexTable{slots: make([]vertexSlot, 1<<logSize), shift: 64 - logSize}
	for i := range t.slots {
		t.slots[i].place = unusedPlace
	}
	return t
}

// slot returns the slot of a place, and takes one for a new place.
func (t *vertexTable) slot(p at) uint32 {
	hash := (uint64(uint32(p.x))<<32 | uint64(uint32(p.y))) * 0x9e3779b97f4a7c15
	hash ^= hash >> 29
	hash *= 0xbf58476d1ce4e5b9
	i := uint32(hash >> t.shift)
	mask := uint32(len(t.slots) - 1)
	for ; t.slots[i].place != p; i = (i + 1) & mask {
		if t.slots[i].place == unusedPlace {
			t.slots[i].place = p
			return i
		}
	}
	return i
}

func (t *vertexTable) meet(a, b uint32) {
	s := &t.slots[a]
	switch {
	case s.first == junction || s.first == b+1 || s.second == b+1:
	case s.first == noNeighbour:
		s.first = b + 1
	case s.second == noNeighbour:
		s.second = b + 1
	default:
		s.first = junction
	}
}

func (t *vertexTable) isJunction(p at) bool { return t.slots[t.slot(p)].first == junction }

// addPath tells the table the lines of a path. The ends of an open one stay.
func (t *vertexTable) addPath(points []at, closed bool) {
	first := t.slot(points[0])
	last := first
	for _, p := range points[1:] {
		here := t.slot(p)
		t.meet(last, here)
		t.meet(here, last)
		last = here
	}
	if closed {
		t.meet(last, first)
		t.meet(first, last)
		return
	}
	t.slots[first].first, t.slots[last].first = junction, junction
}

// simplify finds the zoom from which each vertex shows.
func (l *layer) simplify() {
	l.appear = make([]uint8, len(l.vertices))
	table := newVertexTable(len(l.vertices))
	l.eachLine(func(p path, closed bool) { table.addPath(l.vertices[p.from:p.to], closed) })
	a := arc{maxZoom: l.maxZoom}
	l.eachLine(func(p path, closed bool) {
		l.simplifyPath(table, &a, p, closed)
	})
}

// eachLine visits rings and lines.
func (l *layer) eachLine(visit func(p path, closed bool)) {
	for i := range l.shapes {
		s := &l.shapes[i]
		if s.kind == mvt.Points {
			continue
		}
		for _, p := range l.paths[s.from:s.to] {
			visit(p, s.kind == mvt.Polygons)
		}
	}
}

// simplifyPath divides a path at its junctions and simplifies the arcs between. A
// ring without any begins at its lowest vertex, whichever feature it belongs to.
func (l *layer) simplifyPath(table *vertexTable, a *arc, p path, closed bool) {
	points, appear := l.vertices[p.from:p.to], l.appear[p.from:p.to]
	n := len(points)
	start, found := 0, false
	for i := range points {
		if found = table.isJunction(points[i]); found {
			start = i
			break
		}
		if points[i].less(points[start]) {
			start = i
		}
	}
	a.reset(start, points[start])
	appear[start] = 0
	steps := n - 1
	if closed {
		steps = n
	}
	for step := 1; step <= steps; step++ {
		i := (start + step) % n
		a.add(i, points[i])
		if step == steps || found && table.isJunction(points[i]) {
			appear[i] = 0
			a.rank(appear)
			a.reset(i, points[i])
		}
	}
}
