package radius

import (
	"cmp"
	"slices"
	"sort"

	"phusong/geo/scanline"
)

// insider finds the masts that stand in a unit, by even-odd, with the rule of borders of
// geo/scanline. Of all masts it looks at those in the box of the rings only.
type insider struct {
	masts  []mast // from north to south
	within []bool // in any unit so far
	rings  [][]scanline.Point
	buffer []scanline.Point
	near   []int32
	inside []bool
}

func (n *insider) reset() { n.rings, n.buffer = n.rings[:0], n.buffer[:0] }

// ring keeps a copy of a ring.
func (n *insider) ring(ring []scanline.Point) {
	if len(n.masts) == 0 {
		return
	}
	from := len(n.buffer)
	n.buffer = append(n.buffer, ring...)
	n.rings = append(n.rings, n.buffer[from:])
}

// take marks the masts within the rings, which may be in memory that has moved on.
func (n *insider) take() {
	if len(n.masts) == 0 || len(n.buffer) == 0 {
		return
	}
	low, high := n.buffer[0], n.buffer[0]
	for _, p := range n.buffer {
		low.X, low.Y = min(low.X, p.X), min(low.Y, p.Y)
		high.X, high.Y = max(high.X, p.X), max(high.Y, p.Y)
	}
	first := sort.Search(len(n.masts), func(i int) bool { return n.masts[i].at.Y <= high.Y })
	n.near = n.near[:0]
	for i := first; i < len(n.masts) && n.masts[i].at.Y >= low.Y; i++ {
		if x := n.masts[i].at.X; x >= low.X && x <= high.X {
			n.near = append(n.near, int32(i))
		}
	}
	if len(n.near) == 0 {
		return
	}
	n.inside = slices.Grow(n.inside[:0], len(n.near))[:len(n.near)]
	clear(n.inside)
	for _, ring := range n.rings {
		n.cross(ring)
	}
	for i, in := range n.inside {
		if in {
			n.within[n.near[i]] = true
		}
	}
}

// from is the number of near masts north of y.
func (n *insider) from(y int64) int {
	at, _ := slices.BinarySearchFunc(n.near, y, func(i int32, y int64) int {
		if n.masts[i].at.Y > y {
			return -1
		}
		return 1
	})
	return at
}

// cross toggles the masts east of every edge.
func (n *insider) cross(ring []scanline.Point) {
	if len(ring) == 0 {
		return
	}
	a := ring[len(ring)-1]
	i := n.from(a.Y)
	for _, b := range ring {
		j := i
		for j > 0 && n.masts[n.near[j-1]].at.Y <= b.Y {
			j--
		}
		for j < len(n.near) && n.masts[n.near[j]].at.Y > b.Y {
			j++
		}
		for k := min(i, j); k < max(i, j); k++ {
			if scanline.EastOf(n.masts[n.near[k]].at, a, b) {
				n.inside[k] = !n.inside[k]
			}
		}
		a, i = b, j
	}
}

// sortMasts puts masts from north to south by the coordinates that rows have.
func sortMasts(masts []mast) {
	slices.SortFunc(masts, func(a, b mast) int { return cmp.Or(cmp.Compare(b.at.Y, a.at.Y), cmp.Compare(a.at.X, b.at.X)) })
}
