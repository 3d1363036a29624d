package shapefile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// ring is a part of a polygon on its way to its place.
type ring struct {
	points orb.Ring
	bound  orb.Bound
	area2  float64 // twice the signed area, counter-clockwise positive
	parent int     // index of the shell of a hole
}

// maxEdgeTests bounds the work of nesting hostile input, about ten seconds.
const maxEdgeTests = 4 << 30

var errEntangled = errors.New("too many rings within rings to tell outlines from holes: split the polygon")

// nest turns the rings of a shapefile polygon into polygons. Clockwise rings are
// shells, counter-clockwise ones holes (white paper, p. 8), and each hole belongs to
// the smallest shell around it, wherever it stands in the record; an island in a
// hole is a shell again. The result has counter-clockwise shells; shells and holes
// keep the order of the file. One shell gives a Polygon, more a MultiPolygon.
//
// What the format forbids but files have is repaired and said: open rings are
// closed, rings without area left out, holes without a shell made shells; and where
// all rings are counter-clockwise, nesting alone decides.
func nest(lines orb.MultiLineString) (g orb.Geometry, repairs []string, err error) {
	rings := make([]ring, 0, len(lines))
	shells := 0
	for i, line := range lines {
		r, flaw := prepare(orb.Ring(line))
		if flaw != "" {
			repairs = note(repairs, fmt.Sprintf("ring %d: %s", i+1, flaw))
		}
		if r.area2 == 0 {
			continue
		}
		if r.area2 < 0 {
			shells++
		}
		rings = append(rings, r)
	}
	switch {
	case len(rings) == 0:
		return nil, repairs, fmt.Errorf("polygon without area")
	case len(rings) == 1:
		if shells == 0 {
			repairs = note(repairs, "a single ring, counter-clockwise, taken as the outline")
		}
		return orb.Polygon{turned(rings[0], true)}, repairs, nil
	case shells == 0:
		repairs = note(repairs, "all rings counter-clockwise: outlines and holes told by nesting")
		err = nestByDepth(rings)
	default:
		err = nestByTurn(rings, &repairs)
	}
	if err != nil {
		return nil, repairs, err
	}
	return assemble(rings), repairs, nil
}

// prepare closes a ring and measures it; area2 is 0 for one to leave out.
func prepare(points orb.Ring) (r ring, flaw string) {
	if n := len(points); n > 2 && points[0] != points[n-1] {
		points = append(points, points[0])
		flaw = "open, closed"
	}
	r = ring{points: points, parent: -1}
	if len(points) >= 4 {
		r.bound = points.Bound()
		r.area2 = doubleArea(points)
	}
	if r.area2 == 0 {
		flaw = fmt.Sprintf("%d points without area, left out", len(points))
	}
	return r, flaw
}

// doubleArea takes coordinates relative to the first point, which keeps the digits
// of small rings far from the origin.
func doubleArea(points orb.Ring) (sum float64) {
	o := points[0]
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		sum += float64((a[0]-o[0])*(b[1]-o[1])) - float64((b[0]-o[0])*(a[1]-o[1]))
	}
	return sum
}

// nestByTurn gives each counter-clockwise ring its shell.
func nestByTurn(rings []ring, repairs *[]string) error {
	n := newNesting(rings, func(r ring) bool { return r.area2 < 0 })
	for i := range rings {
		if rings[i].area2 < 0 {
			continue
		}
		parent, err := n.smallestAround(i)
		if err != nil {
			return err
		}
		if parent < 0 {
			*repairs = note(*repairs, fmt.Sprintf("ring %d: a hole outside every outline, taken as an outline", i+1))
		}
		rings[i].parent = parent
	}
	return nil
}

// nestByDepth makes a ring inside an odd number of others a hole of the smallest.
func nestByDepth(rings []ring) error {
	n := newNesting(rings, func(ring) bool { return true })
	order := make([]int, len(rings))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, n.largerFirst)
	depth := make([]int, len(rings))
	for _, i := range order {
		around, err := n.smallestAround(i)
		if err != nil {
			return err
		}
		if around < 0 {
			continue
		}
		depth[i] = depth[around] + 1
		if depth[i]%2 == 1 {
			rings[i].parent = around
		}
	}
	return nil
}

// nesting finds rings around rings, by an R-tree of those that may be outside.
type nesting struct {
	rings   []ring
	tree    rtree.RTreeG[int]
	outside func(ring) bool
	found   []int // scratch
	budget  int   // edges that may still be tested
}

func newNesting(rings []ring, outside func(ring) bool) *nesting {
	n := &nesting{rings: rings, outside: outside, budget: maxEdgeTests}
	for i, r := range rings {
		if outside(r) {
			n.tree.Insert(r.bound.Min, r.bound.Max, i)
		}
	}
	return n
}

// largerFirst orders by area; of equal rings the first of the file counts as larger,
// so that one is around the other and not both ways.
func (n *nesting) largerFirst(a, b int) int {
	return cmp.Or(cmp.Compare(abs(n.rings[b].area2), abs(n.rings[a].area2)), cmp.Compare(a, b))
}

// smallestAround finds the smallest ring around ring i, or -1.
func (n *nesting) smallestAround(i int) (int, error) {
	inner := n.rings[i]
	mayEqual := !n.outside(inner) // a hole may fill its shell
	n.found = n.found[:0]
	n.tree.Search(inner.bound.Min, inner.bound.Max, func(_, _ [2]float64, k int) bool {
		n.budget--
		r := &n.rings[k]
		larger := n.largerFirst(k, i) < 0 || mayEqual && abs(r.area2) == abs(inner.area2)
		if k != i && larger && covers(r.bound, inner.bound) {
			n.found = append(n.found, k)
		}
		return n.budget > 0
	})
	if n.budget <= 0 {
		return -1, errEntangled
	}
	slices.SortFunc(n.found, func(a, b int) int { return n.largerFirst(b, a) })
	for _, k := range n.found {
		inside := contains(n.rings[k].points, inner.points, &n.budget)
		if n.budget <= 0 {
			return -1, errEntangled
		}
		if inside {
			return k, nil
		}
	}
	return -1, nil
}

func abs(f float64) float64 { return max(f, -f) }

func covers(outer, inner orb.Bound) bool {
	return outer.Min[0] <= inner.Min[0] && outer.Min[1] <= inner.Min[1] &&
		outer.Max[0] >= inner.Max[0] && outer.Max[1] >= inner.Max[1]
}

// contains decides by the first point of inner that is not on the outline of outer,
// then by the middles of its edges; a ring with all of these on the outline is inside.
func contains(outer, inner orb.Ring, budget *int) bool {
	for _, p := range inner[:len(inner)-1] {
		if side := locate(outer, p, budget); side != 0 || *budget <= 0 {
			return side > 0
		}
	}
	for i := 1; i < len(inner); i++ {
		a, b := inner[i-1], inner[i]
		middle := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
		if side := locate(outer, middle, budget); side != 0 || *budget <= 0 {
			return side > 0
		}
	}
	return true
}

// locate returns +1 inside, -1 outside, 0 on the outline.
func locate(outer orb.Ring, p orb.Point, budget *int) int {
	*budget -= len(outer)
	inside := false
	for i := 1; i < len(outer); i++ {
		a, b := outer[i-1], outer[i]
		if (a[1] > p[1]) == (b[1] > p[1]) {
			if a[1] == p[1] && b[1] == p[1] && p[0] >= min(a[0], b[0]) && p[0] <= max(a[0], b[0]) {
				return 0
			}
			if a == p || b == p {
				return 0
			}
			continue
		}
		if a[1] > b[1] {
			a, b = b, a
		}
		cross := float64((b[0]-a[0])*(p[1]-a[1])) - float64((p[0]-a[0])*(b[1]-a[1]))
		if cross == 0 {
			return 0
		}
		if cross > 0 { // p lies left of the edge that rises past it
			inside = !inside
		}
	}
	if inside {
		return 1
	}
	return -1
}

// turned returns the points counter-clockwise (outer) or clockwise.
func turned(r ring, outer bool) orb.Ring {
	if (r.area2 > 0) != outer {
		slices.Reverse(r.points)
	}
	return r.points
}

func assemble(rings []ring) orb.Geometry {
	var polygons orb.MultiPolygon
	place := make([]int, len(rings))
	for i, r := range rings {
		if r.parent < 0 {
			place[i] = len(polygons)
			polygons = append(polygons, orb.Polygon{turned(r, true)})
		}
	}
	for _, r := range rings {
		if r.parent >= 0 {
			at := place[r.parent]
			polygons[at] = append(polygons[at], turned(r, false))
		}
	}
	if len(polygons) == 1 {
		return polygons[0]
	}
	return polygons
}
