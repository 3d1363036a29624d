package tiling

import "phusong/geo/encoding/mvt"

// window is the part of a tile that is drawn, buffer included, in its units.
type window struct{ min, max int32 }

func (w window) holds(p mvt.Point) bool {
	return p.X >= w.min && p.X <= w.max && p.Y >= w.min && p.Y <= w.max
}

// edge is one side of a window.
type edge struct {
	at       int32
	vertical bool // x is held against it, not y
	above    bool // what is above is cut off, not what is below
}

func (w window) edges() [4]edge {
	return [4]edge{{w.min, true, false}, {w.max, true, true}, {w.min, false, false}, {w.max, false, true}}
}

func (e edge) inside(p mvt.Point) bool {
	v := p.Y
	if e.vertical {
		v = p.X
	}
	return v == e.at || v < e.at == e.above
}

// cross is where a line between two points on different sides meets the edge, to
// the nearest unit. It is the same for either direction, so that the two sides of a
// border are cut at one point.
func (e edge) cross(a, b mvt.Point) mvt.Point {
	if e.vertical {
		return mvt.Point{X: e.at, Y: between(a.X, a.Y, b.X, b.Y, e.at)}
	}
	return mvt.Point{X: between(a.Y, a.X, b.Y, b.X, e.at), Y: e.at}
}

// between gives the second coordinate of a line where the first is at.
func between(a, av, b, bv, at int32) int32 {
	if a > b {
		a, av, b, bv = b, bv, a, av
	}
	run := int64(b - a)
	rise := (int64(bv) - int64(av)) * int64(at-a)
	return av + int32(floorDiv(2*rise+run, 2*run))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// clipRing cuts a ring by the window (Sutherland and Hodgman, 1974). What hangs
// together only outside stays joined by lines along the window, which is in the
// buffer; the area is exact but for the rounding of the cuts. spare is memory.
func (w window) clipRing(ring, spare []mvt.Point) (clipped, unused []mvt.Point) {
	for _, e := range w.edges() {
		if len(ring) == 0 {
			break
		}
		spare = spare[:0]
		last := ring[len(ring)-1]
		lastIn := e.inside(last)
		for _, p := range ring {
			in := e.inside(p)
			if in != lastIn {
				spare = append(spare, e.cross(last, p))
			}
			if in {
				spare = append(spare, p)
			}
			last, lastIn = p, in
		}
		ring, spare = spare, ring
	}
	return ring, spare
}

// clipLine cuts a line by the window into the pieces inside.
func (w window) clipLine(line []mvt.Point, emit func(piece []mvt.Point)) {
	var piece []mvt.Point
	finish := func() {
		if len(piece) > 1 {
			emit(piece)
		}
		piece = nil
	}
	for i := 1; i < len(line); i++ {
		a, b, ok := w.clipSegment(line[i-1], line[i])
		if !ok {
			finish()
			continue
		}
		if len(piece) == 0 || piece[len(piece)-1] != a {
			finish()
			piece = append(piece, a)
		}
		if a != b {
			piece = append(piece, b)
		}
		if b != line[i] {
			finish()
		}
	}
	finish()
}

func (w window) clipSegment(a, b mvt.Point) (mvt.Point, mvt.Point, bool) {
	for _, e := range w.edges() {
		inA, inB := e.inside(a), e.inside(b)
		switch {
		case !inA && !inB:
			return a, b, false
		case !inA:
			a = e.cross(a, b)
		case !inB:
			b = e.cross(a, b)
		}
	}
	return a, b, true
}
