package overlay

import "slices"

// A cell that lists more than crowded segments is divided further, unless it is
// smallestE7 wide.
const (
	crowded    = 40
	smallestE7 = 4
)

// pairs calls visit for all pairs of segments a[i]-b[i] whose bounding boxes
// meet and that may come within one unit of each other, some more than once,
// until visit returns false; it returns whether visit never did.
func (bk *buckets) pairs(a, b []Point, visit func(e, f int32) bool) bool {
	p := pairing{a, b, visit}
	return p.cells(bk, nil)
}

type pairing struct {
	a, b  []Point
	visit func(e, f int32) bool
}

// cells goes through the cells of a bucketing whose items count ids (nil: are
// the segments themselves).
func (p *pairing) cells(bk *buckets, ids []int32) bool {
	var list []int32
	for cell := range bk.nx * bk.ny {
		list = list[:0]
		for _, i := range bk.cell(cell) {
			if ids != nil {
				i = ids[i]
			}
			list = append(list, i)
		}
		if len(list) > crowded && 1<<bk.shift > smallestE7 {
			sub := bucketSegments(newGrid(bk.cellBox(cell), len(list)), len(list), func(i int) (Point, Point, bool) {
				return p.a[list[i]], p.b[list[i]], true
			}, nil)
			if !p.cells(&sub, slices.Clone(list)) {
				return false
			}
			continue
		}
		if !p.within(list) {
			return false
		}
	}
	return true
}

func (p *pairing) within(list []int32) bool {
	for k, e := range list {
		ea, eb := p.a[e], p.b[e]
		x0, x1, y0, y1 := min(ea.X, eb.X), max(ea.X, eb.X), min(ea.Y, eb.Y), max(ea.Y, eb.Y)
		for _, f := range list[:k] {
			fa, fb := p.a[f], p.b[f]
			if x0 > max(fa.X, fb.X) || x1 < min(fa.X, fb.X) || y0 > max(fa.Y, fb.Y) || y1 < min(fa.Y, fb.Y) {
				continue
			}
			if !p.visit(e, f) {
				return false
			}
		}
	}
	return true
}
