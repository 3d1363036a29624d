package overlay

import (
	"errors"

	"github.com/paulmach/orb"
)

// ErrTooComplex is that units exceed the limits in the package comment.
var ErrTooComplex = errors.New("boundaries cross or crowd more often than can be dissolved; repair and partition them first")

// Dissolve returns the union of units: districts from communes, say. Each should
// be as Repair returns it. They may touch and overlap in any way; parts of a
// partition have the boundary they share cancelled first, which is fast. The
// result is valid and canonical, and empty when there are no units. The error is
// ErrTooComplex, which parts of a partition never give.
func Dissolve(units []orb.MultiPolygon) (orb.MultiPolygon, error) {
	records := unitRecords(units, 1)
	for i := range records {
		records[i].label = 0 // so that opposite edges cancel
	}
	c := newChains(records)
	if _, ok := c.node(); !ok {
		return nil, ErrTooComplex
	}
	if len(c.a) == 0 {
		return orb.MultiPolygon{}, nil
	}
	r, ok := newArrangement(c)
	if !ok {
		return nil, ErrTooComplex
	}
	inside := make([]bool, r.faces)
	for f := range inside {
		inside[f] = len(r.covering(f)) > 0
	}
	return multiPolygon(Assemble(r.outline(inside))), nil
}
