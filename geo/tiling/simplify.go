package tiling

import (
	"slices"

	"phusong/geo/encoding/mvt"
)

// simplifyUnits2 is twice the area, in square units of a zoom, of the smallest
// triangle that a vertex adds to be shown there. At the last zoom of a layer it is
// one, half a square unit.
const simplifyUnits2 = 2 * 32

// never marks a vertex that shows at no zoom.
const never = 255

// arc is the line between two junctions, ranked by Visvalingam and Whyatt: the
// vertex whose triangle with its neighbours is smallest goes first, and its
// neighbours are weighed anew. It keeps its memory from one arc to the next.
type arc struct {
	maxZoom int
	points  []at
	place   []int32 // of a point in its path
	before  []int32
	after   []int32
	weight  []int64
	heap    []int32 // points, the lightest first
	inHeap  []int32 // where a point stands in the heap
}

func (a *arc) reset(place int, p at) {
	a.points = append(a.points[:0], p)
	a.place = append(a.place[:0], int32(place))
}

func (a *arc) add(place int, p at) {
	a.points = append(a.points, p)
	a.place = append(a.place, int32(place))
}

// rank writes the zoom of every vertex between the ends.
func (a *arc) rank(appear []uint8) {
	n := len(a.points)
	if n < 3 {
		return
	}
	if a.backwards() {
		slices.Reverse(a.points)
		slices.Reverse(a.place)
	}
	a.link(n)
	heaviest := int64(0)
	for len(a.heap) > 0 {
		i := a.pop()
		heaviest = max(heaviest, a.weight[i])
		appear[a.place[i]] = zoomOf(heaviest, a.maxZoom)
		prev, next := a.before[i], a.after[i]
		a.after[prev], a.before[next] = next, prev
		a.reweigh(prev, n)
		a.reweigh(next, n)
	}
}

// backwards reports whether the arc runs against the direction that both sides of
// it agree on: from the lower end, or for a loop, to the lower neighbour of its end.
func (a *arc) backwards() bool {
	i, j := 0, len(a.points)-1
	for i < j && a.points[i] == a.points[j] {
		i, j = i+1, j-1
	}
	return a.points[j].less(a.points[i])
}

func (a *arc) link(n int) {
	a.before, a.after = slices.Grow(a.before[:0], n)[:n], slices.Grow(a.after[:0], n)[:n]
	a.weight, a.inHeap = slices.Grow(a.weight[:0], n)[:n], slices.Grow(a.inHeap[:0], n)[:n]
	a.heap = slices.Grow(a.heap[:0], n)[:n-2]
	for i := range n {
		a.before[i], a.after[i] = int32(i-1), int32(i+1)
	}
	for i := 1; i < n-1; i++ {
		a.weight[i] = abs(triangle2(a.points[i-1], a.points[i], a.points[i+1]))
		a.heap[i-1], a.inHeap[i] = int32(i), int32(i-1)
	}
	for k := (n-2)/2 - 1; k >= 0; k-- {
		a.down(k)
	}
}

func (a *arc) reweigh(i int32, n int) {
	if i == 0 || int(i) == n-1 {
		return
	}
	a.weight[i] = abs(triangle2(a.points[a.before[i]], a.points[i], a.points[a.after[i]]))
	k := int(a.inHeap[i])
	if !a.up(k) {
		a.down(k)
	}
}

// lighter orders the heap; points of one weight go in the order of the arc.
func (a *arc) lighter(k, l int) bool {
	i, j := a.heap[k], a.heap[l]
	return a.weight[i] < a.weight[j] || a.weight[i] == a.weight[j] && i < j
}

func (a *arc) swap(k, l int) {
	a.heap[k], a.heap[l] = a.heap[l], a.heap[k]
	a.inHeap[a.heap[k]], a.inHeap[a.heap[l]] = int32(k), int32(l)
}

func (a *arc) pop() int32 {
	top := a.heap[0]
	last := len(a.heap) - 1
	a.swap(0, last)
	a.heap = a.heap[:last]
	a.down(0)
	return top
}

func (a *arc) up(k int) bool {
	moved := false
	for k > 0 && a.lighter(k, (k-1)/2) {
		a.swap(k, (k-1)/2)
		k, moved = (k-1)/2, true
	}
	return moved
}

func (a *arc) down(k int) {
	for {
		child := 2*k + 1
		if child >= len(a.heap) {
			return
		}
		if child+1 < len(a.heap) && a.lighter(child+1, child) {
			child++
		}
		if !a.lighter(child, k) {
			return
		}
		a.swap(k, child)
		k = child
	}
}

// zoomOf returns the first zoom at which a vertex with this weight shows.
func zoomOf(weight int64, maxZoom int) uint8 {
	for zoom := range maxZoom {
		if weight >= simplifyUnits2<<(2*unitShift(zoom)) {
			return uint8(zoom)
		}
	}
	if weight >= 1<<(2*unitShift(maxZoom)) {
		return uint8(maxZoom)
	}
	return never
}

// drawnFrom returns the zoom from which a shape is drawn as itself: at it and at
// every later one its simplified form is large enough.
func (l *layer) drawnFrom(s *shape) int {
	from := l.maxZoom + 1
	for zoom := l.maxZoom; zoom >= 0; zoom-- {
		if !l.largeAt(s, zoom) {
			break
		}
		from = zoom
	}
	return from
}

// largeAt reports whether a shape, simplified for a zoom, covers a square pixel, or
// has the length of one. At the last zoom any area and length will do.
func (l *layer) largeAt(s *shape, zoom int) bool {
	last := zoom == l.maxZoom
	shift := unitShift(zoom)
	if s.kind == 0 || !last && s.kind == mvt.Points {
		return false
	}
	if s.kind == mvt.Points {
		return true
	}
	width, height := int64(s.box.maxX-s.box.minX), int64(s.box.maxY-s.box.minY)
	if s.kind == mvt.Lines {
		longest := max(width, height) >> shift
		return longest >= PixelUnits || last && longest > 0
	}
	least := int64(2 * PixelUnits * PixelUnits)
	if last {
		least = 1
	}
	if width*height>>(2*shift) < least/2 && !last {
		return false
	}
	return l.simplifiedArea2(s, zoom, least) >= least
}

// simplifiedArea2 is twice the area of a polygon in square units of a zoom, or
// what is known of it when its outer rings alone are below least.
func (l *layer) simplifiedArea2(s *shape, zoom int, least int64) int64 {
	var outer, holes int64
	shift := unitShift(zoom)
	for _, p := range l.paths[s.from:s.to] {
		var first, last at
		var area int64
		n := 0
		for i := p.from; i < p.to; i++ {
			if int(l.appear[i]) > zoom {
				continue
			}
			here := at{quantise(l.vertices[i].x, shift), quantise(l.vertices[i].y, shift)}
			if n == 0 {
				first = here
			} else {
				area += triangle2(first, last, here)
			}
			last = here
			n++
		}
		if p.hole {
			holes += abs(area)
		} else {
			outer += abs(area)
		}
	}
	return outer - holes
}
