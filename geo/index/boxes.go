package index

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// Boxes finds the bounds that meet a given one.
type Boxes struct {
	tree rtree.RTreeGN[float64, int32]
}

// NewBoxes builds the index. A bound that is empty (Min above Max, as that of an
// empty geometry) or holds NaN is never found.
func NewBoxes(bounds []orb.Bound) *Boxes {
	ix := &Boxes{}
	for i, b := range bounds {
		if isBox(b) {
			ix.tree.Insert(b.Min, b.Max, int32(i))
		}
	}
	return ix
}

// isBox is false for NaN too.
func isBox(b orb.Bound) bool { return b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1] }

// Len is the number of bounds that can be found.
func (ix *Boxes) Len() int { return ix.tree.Len() }

// Search calls found for every bound that shares at least a point with the given one (touching
// counts), in rising order of its place in the input, until found returns false.
// Bounds do not wrap around the antimeridian.
func (ix *Boxes) Search(bound orb.Bound, found func(i int) bool) {
	for _, i := range ix.Append(nil, bound) {
		if !found(int(i)) {
			return
		}
	}
}

// Append appends the places that Search would call, rising, to places: the caller
// who asks often keeps the slice.
func (ix *Boxes) Append(places []int32, bound orb.Bound) []int32 {
	if !isBox(bound) {
		return places
	}
	old := len(places)
	ix.tree.Search(bound.Min, bound.Max, func(_, _ [2]float64, i int32) bool {
		places = append(places, i)
		return true
	})
	slices.Sort(places[old:])
	return places
}
