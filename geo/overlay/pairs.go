package overlay

import "slices"

// A cell that lists more than crowded segments is divided further, unless it is
// smallestE7 wide.
const (
	crowded    = 40
	smallestE7 = 4
)

// mostTests bounds how many pairs of n segments are compared, a few seconds'
// work. Boundaries as they occur need some tens per segment; edges that are not
// apart whatever way the plane is divided, as many as there are pairs.
func mostTests(n int) int { return 1<<27 + 512*n }

// pairing visits the pairs of segments a[i]-b[i] whose bounding boxes meet and
// that may come within one unit of each other, some more than once, until visit
// returns false.
type pairing struct {
	a, b  []Point
	visit func(e, f int32) bool
	tests int     // how many more to do
	hot   []int32 // where they ran out: the segments that were to be compared
}

// everywhere is wider than all coordinates.
var everywhere = box{-1 << 40, -1 << 40, 1 << 40, 1 << 40}

// all visits all pairs; it is false when visit was or the tests ran out.
func (p *pairing) all() bool {
	list := make([]int32, len(p.a))
	for i := range list {
		list[i] = int32(i)
	}
	return p.cell(list, everywhere)
}

// cell visits the pairs of a list of segments that meet within a box.
func (p *pairing) cell(list []int32, b box) bool {
	if len(list) <= crowded {
		return p.within(list)
	}
	segment := func(i int) (Point, Point) { return p.a[list[i]], p.b[list[i]] }
	extent := spread{box: emptyBox}
	for i := range list {
		e, f := segment(i)
		extent.addSegment(e, f, b)
	}
	bk := bucketSegments(newGrid(extent, len(list)), len(list), segment, nil)
	p.tests -= len(bk.items)
	if !bk.worthwhile(len(list)) {
		return p.within(list)
	}
	return p.cells(&bk, list)
}

// cells goes through the cells of a bucketing whose items count ids (nil: are
// the segments themselves).
func (p *pairing) cells(bk *buckets, ids []int32) bool { return p.cellRows(bk, ids, [2]int{0, bk.ny}) }

// cellRows goes through some rows of cells.
func (p *pairing) cellRows(bk *buckets, ids []int32, rows [2]int) bool {
	var list []int32
	for cell := rows[0] * bk.nx; cell < rows[1]*bk.nx; cell++ {
		list = append(list[:0], bk.cell(cell)...)
		for k, i := range list {
			if ids != nil {
				list[k] = ids[i]
			}
		}
		if len(list) > crowded && !bk.fine() {
			if !p.cell(slices.Clone(list), bk.cellBox(cell)) {
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
	if len(list) < 2 {
		return true
	}
	if p.tests -= len(list) * len(list) / 2; p.tests < 0 {
		p.hot = slices.Clone(list)
		return false
	}
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
