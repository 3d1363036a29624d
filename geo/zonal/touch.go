package zonal

import (
	"cmp"
	"slices"
)

// A valid polygon may have a vertex of one ring in the middle of another ring's edge.
// As soon as a clip makes one ring of the two, the edge needs the vertex.

// touch is a vertex inside an edge: on the piece from points[piece] to the next.
type touch struct {
	piece int32
	at    Point
}

// Touches returns the vertices of other rings on the piece of an edge from the
// k-th to the next of the visit's points, in its direction.
func (m *Mesh) Touches(v Visit, k int) []Point {
	if len(m.touches) == 0 {
		return nil
	}
	piece := v.first + int32(k)
	i, found := slices.BinarySearchFunc(m.touches, piece, func(t touch, piece int32) int { return cmp.Compare(t.piece, piece) })
	if !found {
		return nil
	}
	var out []Point
	for ; i < len(m.touches) && m.touches[i].piece == piece; i++ {
		out = append(out, m.touches[i].at)
	}
	return out
}

// Touched reports whether any vertex is in the middle of an edge.
func (m *Mesh) Touched() bool { return len(m.touches) > 0 }

// IsTouch reports whether p is a vertex in the middle of some edge.
func (m *Mesh) IsTouch(p Point) bool {
	_, found := slices.BinarySearchFunc(m.touchPoints, p, ComparePoints)
	return found
}

// findTouches compares the edges and vertices of every cell: a vertex on an edge is in a cell
// that the edge visits.
func (m *Mesh) findTouches() {
	var vertices []Point
	for i := range m.o.cells {
		visits := m.o.byCell[m.o.cells[i].first:m.o.cells[i].end]
		vertices = vertices[:0]
		for _, v := range visits {
			visit := &m.o.visits[v]
			first, end := visit.first, visit.end-1 // the first point of a closed ring is its last
			if visit.Enter != NoSide {
				first++
			}
			vertices = append(vertices, m.o.points[first:end]...)
		}
		slices.SortFunc(vertices, ComparePoints)
		for _, v := range visits {
			for piece := m.o.visits[v].first; piece+1 < m.o.visits[v].end; piece++ {
				m.touchPiece(vertices, v, piece)
			}
		}
	}
	m.sortTouches()
}

// touchPiece looks for vertices on a piece of an edge; cut points are rounded, so
// what is within a unit of it is compared with the whole edge.
func (m *Mesh) touchPiece(vertices []Point, visit, piece int32) {
	p, q := m.o.points[piece], m.o.points[piece+1]
	west, east := min(p.X, q.X), max(p.X, q.X)
	south, north := min(p.Y, q.Y)-1, max(p.Y, q.Y)+1
	i, _ := slices.BinarySearchFunc(vertices, Point{west - 1, south}, ComparePoints)
	dx, dy := float64(q.X)-float64(p.X), float64(q.Y)-float64(p.Y)
	for ; i < len(vertices) && vertices[i].X <= east+1; i++ {
		v := vertices[i]
		if v.Y < south || v.Y > north {
			continue
		}
		off := dx*(float64(v.Y)-float64(p.Y)) - dy*(float64(v.X)-float64(p.X))
		if off*off > 4*(dx*dx+dy*dy) {
			continue
		}
		a, b := m.edgeOf(visit, piece)
		if v != a && v != b && between(a, b, v) {
			m.touches = append(m.touches, touch{piece, v})
		}
	}
}

// between reports whether v is on the segment a-b. The products are below 2^63.
func between(a, b, v Point) bool {
	if v.X < min(a.X, b.X) || v.X > max(a.X, b.X) || v.Y < min(a.Y, b.Y) || v.Y > max(a.Y, b.Y) {
		return false
	}
	return (int64(b.X)-int64(a.X))*(int64(v.Y)-int64(a.Y)) == (int64(b.Y)-int64(a.Y))*(int64(v.X)-int64(a.X))
}

// edgeOf returns the vertices at the ends of the edge that a piece belongs to, which may be some visits away.
func (m *Mesh) edgeOf(visit, piece int32) (a, b Point) {
	o := m.o
	i, _ := slices.BinarySearchFunc(o.rings, visit, func(r Ring, visit int32) int { return cmp.Compare(r.End, visit+1) })
	ring := o.rings[i]
	v, at := visit, piece
	for o.visits[v].Enter != NoSide && at == o.visits[v].first {
		v--
		if v < ring.First {
			v = ring.End - 1
		}
		at = o.visits[v].end - 2
	}
	a = o.points[at]
	v, at = visit, piece+1
	for o.visits[v].Exit != NoSide && at == o.visits[v].end-1 {
		v++
		if v == ring.End {
			v = ring.First
		}
		at = o.visits[v].first + 1
	}
	return a, o.points[at]
}

func (m *Mesh) sortTouches() {
	if len(m.touches) == 0 {
		return
	}
	slices.SortFunc(m.touches, func(s, t touch) int {
		p, q := m.o.points[s.piece], m.o.points[s.piece+1]
		along := func(v Point) int64 {
			return (int64(v.X)-int64(p.X))*int64(sign(p.X, q.X)) + (int64(v.Y)-int64(p.Y))*int64(sign(p.Y, q.Y))
		}
		return cmp.Or(cmp.Compare(s.piece, t.piece), cmp.Compare(along(s.at), along(t.at)))
	})
	m.touches = slices.Compact(m.touches)
	for _, t := range m.touches {
		m.touchPoints = append(m.touchPoints, t.at)
	}
	slices.SortFunc(m.touchPoints, ComparePoints)
	m.touchPoints = slices.Compact(m.touchPoints)
}

// sign is the sign of b-a.
func sign[T cmp.Ordered](a, b T) int { return cmp.Compare(b, a) }
