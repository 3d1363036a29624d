package radius

import (
	"slices"

	"phusong/geo/scanline"
)

// insider finds the places of masts in a unit, by even-odd, with the rule of borders of
// geo/scanline. Of all it looks at those in the box of the rings only.
type insider struct {
	index  *placeIndex
	found  []bool // by place: in any unit so far
	rings  [][]scanline.Point
	buffer []scanline.Point
	near   []int32 // places
	inside []bool
}

func (n *insider) reset() { n.rings, n.buffer = n.rings[:0], n.buffer[:0] }

// ring keeps a copy of a ring.
func (n *insider) ring(ring []scanline.Point) {
	if len(n.index.places) == 0 {
		return
	}
	from := len(n.buffer)
	n.buffer = append(n.buffer, ring...)
	n.rings = append(n.rings, n.buffer[from:])
}

// take marks the places within the rings, which may be in memory that has moved on.
func (n *insider) take() {
	if len(n.index.places) == 0 || len(n.buffer) == 0 {
		return
	}
	low, high := n.buffer[0], n.buffer[0]
	for _, p := range n.buffer {
		low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
		high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
	}
	if n.near = n.index.within(n.near[:0], low, high); len(n.near) == 0 {
		return
	}
	n.inside = slices.Grow(n.inside[:0], len(n.near))[:len(n.near)]
	clear(n.inside)
	for _, ring := range n.rings {
		n.cross(ring)
	}
	for i, in := range n.inside {
		if in {
			n.found[n.near[i]] = true
		}
	}
}

// from is the number of near places north of y.
func (n *insider) from(y int64) int {
	at, _ := slices.BinarySearchFunc(n.near, y, func(i int32, y int64) int {
		if n.index.places[i].at.Y > y {
			return -1
		}
		return 1
	})
	return at
}

// cross toggles the places east of every edge.
func (n *insider) cross(ring []scanline.Point) {
	if len(ring) == 0 {
		return
	}
	a, places := ring[len(ring)-1], n.index.places
	i := n.from(a.Y)
	for _, b := range ring {
		j := i
		for j > 0 && places[n.near[j-1]].at.Y <= b.Y {
			j--
		}
		for j < len(n.near) && places[n.near[j]].at.Y > b.Y {
			j++
		}
		for k := min(i, j); k < max(i, j); k++ {
			if scanline.EastOf(places[n.near[k]].at, a, b) {
				n.inside[k] = !n.inside[k]
			}
		}
		a, i = b, j
	}
}
