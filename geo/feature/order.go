package feature

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// Box is the extent of a geometry.
type Box struct{ West, South, East, North geo.E7 }

// BoxOf returns the extent of a geometry that Normalize returned; false for nil.
func BoxOf(g orb.Geometry) (Box, bool) {
	var b Box
	found := false
	EachPoint(g, func(p orb.Point) {
		x, y := geo.ToE7(p[0]), geo.ToE7(p[1])
		if !found {
			b, found = Box{x, y, x, y}, true
			return
		}
		b = b.Union(Box{x, y, x, y})
	})
	return b, found
}

// Union is the smallest box around two.
func (b Box) Union(c Box) Box {
	return Box{min(b.West, c.West), min(b.South, c.South), max(b.East, c.East), max(b.North, c.North)}
}

// HilbertOrder returns the indices of boxes along a Hilbert curve of order 16 through their
// centres, those at one place in their own order. Neighbours of the order are neighbours on the
// map, so that runs of it make the nodes of a packed R-tree.
func HilbertOrder(boxes []Box) []int {
	order := make([]int, len(boxes))
	if len(boxes) == 0 {
		return order
	}
	all := boxes[0]
	for _, b := range boxes[1:] {
		all = all.Union(b)
	}
	place := make([]uint32, len(boxes))
	for i, b := range boxes {
		order[i] = i
		place[i] = hilbert(scale(b.West, b.East, all.West, all.East), scale(b.South, b.North, all.South, all.North))
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(place[i], place[j]) })
	return order
}

const hilbertBits = 16

// scale places the middle of from..to within low..high on 0..2^16-1, in integers.
func scale(from, to, low, high geo.E7) uint32 {
	width := 2 * (int64(high) - int64(low))
	if width == 0 {
		return 0
	}
	return uint32((int64(from) + int64(to) - 2*int64(low)) * (1<<hilbertBits - 1) / width)
}

// hilbert returns the distance along the curve of a cell: quadrant by quadrant, each turned
// so that the curve enters where the one before left.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for side := uint32(1) << (hilbertBits - 1); side > 0; side >>= 1 {
		right, upper := x&side != 0, y&side != 0
		switch {
		case right && upper:
			d += 2 * side * side
		case right:
			d += 3 * side * side
		case upper:
			d += side * side
		}
		if upper {
			continue
		}
		if right {
			x, y = ^x, ^y
		}
		x, y = y, x
	}
	return d
}
