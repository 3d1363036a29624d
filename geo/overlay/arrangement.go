package overlay

import (
	"context"
	"slices"

	"phusong/internal/mapper"
)

// arrangement is the subdivision of the plane by noded chains. Edge i has two
// sides, half-edges with their face on the left: 2i runs from a to b, 2i+1
// back. Face 0 is the unbounded one.
type arrangement struct {
	*chains
	va, vb []int32 // vertex numbers, in the order of points
	points []Point
	out    []int32 // half-edges leaving vertex v, counter-clockwise: out[first[v]:first[v+1]]
	firsts []int32
	next   []int32       // half-edge that follows along the face
	cycle  []int32       // boundary walk of each half-edge
	begin  []int32       // a half-edge of each walk
	face   []int32       // of each walk
	beyond [][]neighbour // of each walk, while faces are numbered

	faces  int
	labels [][2]int32     // of each face: where in windings
	winds  []contribution // winding numbers that are not zero, by label
	where  *locator
}

// newArrangement subdivides the plane by noded chains; it is false when the
// winding numbers are more than mostWindings. Only these are valid then.
func newArrangement(c *chains) (r *arrangement, ok bool) {
	r = &arrangement{chains: c, faces: 1, labels: [][2]int32{{}}}
	r.numberVertices()
	r.rotate()
	r.walk()
	return r, r.label()
}

// mostWindings bounds how many labels n edges may wind around their faces in
// all: where boundaries overlap without end, they are many around each.
func mostWindings(n int) int { return 1<<22 + 8*n }

// numberVertices fills va, vb and points.
func (r *arrangement) numberVertices() {
	n := len(r.a)
	items := make([]keyed, n)
	for i, b := range r.b {
		items[i] = keyed{b.key(), int32(i)}
	}
	items = sortKeyed(items, make([]keyed, n))
	r.va, r.vb = make([]int32, n), make([]int32, n)
	r.points = make([]Point, 0, n)
	for i, j := 0, 0; i < n || j < n; {
		var p Point
		if i < n && (j == n || r.a[i].key() <= items[j].key) {
			p = r.a[i]
		} else {
			p = r.b[items[j].index]
		}
		v := int32(len(r.points))
		r.points = append(r.points, p)
		for ; i < n && r.a[i] == p; i++ {
			r.va[i] = v
		}
		for ; j < n && r.b[items[j].index] == p; j++ {
			r.vb[items[j].index] = v
		}
	}
}

// rotate lists the half-edges around each vertex and links those that follow
// each other along a face: the next one clockwise from the way in.
func (r *arrangement) rotate() {
	n := len(r.a)
	r.firsts = make([]int32, len(r.points)+1)
	for i := range n {
		r.firsts[r.va[i]+1]++
		r.firsts[r.vb[i]+1]++
	}
	for v := range r.points {
		r.firsts[v+1] += r.firsts[v]
	}
	r.out = make([]int32, 2*n)
	at := slices.Clone(r.firsts[:len(r.points)])
	for i := range n {
		va, vb := r.va[i], r.vb[i]
		r.out[at[va]], r.out[at[vb]] = int32(2*i), int32(2*i+1)
		at[va]++
		at[vb]++
	}
	r.next = make([]int32, 2*n)
	for v := range r.points {
		around := r.around(int32(v))
		r.sortAround(around)
		for k, h := range around {
			r.next[h^1] = around[(k+len(around)-1)%len(around)]
		}
	}
}

func (r *arrangement) around(v int32) []int32 { return r.out[r.firsts[v]:r.firsts[v+1]] }

func (r *arrangement) sortAround(around []int32) {
	slices.SortFunc(around, func(h, g int32) int {
		hx, hy := r.direction(h)
		gx, gy := r.direction(g)
		return compareAngle(hx, hy, gx, gy)
	})
}

func (r *arrangement) direction(h int32) (dx, dy int64) {
	a, b := r.ends(h)
	return int64(b.X) - int64(a.X), int64(b.Y) - int64(a.Y)
}

// ends returns where a half-edge begins and ends.
func (r *arrangement) ends(h int32) (from, to Point) {
	if h&1 == 0 {
		return r.a[h>>1], r.b[h>>1]
	}
	return r.b[h>>1], r.a[h>>1]
}

// walk numbers the boundary walks.
func (r *arrangement) walk() {
	r.cycle = make([]int32, len(r.next))
	for h := range r.cycle {
		r.cycle[h] = -1
	}
	for h := range r.cycle {
		if r.cycle[h] >= 0 {
			continue
		}
		c := int32(len(r.begin))
		r.begin = append(r.begin, int32(h))
		for g := int32(h); r.cycle[g] < 0; g = r.next[g] {
			r.cycle[g] = c
		}
	}
}

// label numbers the faces and finds the winding numbers in each; it is false when
// these are too many. It goes
// through the connected components by their lowest vertex; the walk around
// a component belongs to the face west of that vertex, which is known by then.
func (r *arrangement) label() (ok bool) {
	r.face = make([]int32, len(r.begin))
	for c := range r.face {
		r.face[c] = -1
	}
	r.listNeighbours()
	for v := range r.points {
		around := r.around(int32(v))
		outer := r.cycle[around[len(around)-1]]
		if r.face[outer] >= 0 {
			continue
		}
		r.face[outer] = r.faceWest(int32(v))
		if !r.flood(outer) {
			return false
		}
	}
	return true
}

// faceWest returns the face just west of a vertex that is the lowest of its component.
func (r *arrangement) faceWest(v int32) int32 {
	if v == 0 {
		return 0
	}
	if r.where == nil {
		r.where = newLocator(r.a, r.b, nil)
	}
	i := r.where.west(corner{at: r.points[v], toward: r.points[v]})
	if i < 0 {
		return 0
	}
	h := 2 * i
	if r.a[i].Y < r.b[i].Y {
		h++ // the side that runs down has the east on its left
	}
	return r.face[r.cycle[h]]
}

// neighbour is a walk beyond a half-edge.
type neighbour struct{ walk, over int32 }

// listNeighbours lists for each walk those on the other sides of its half-edges, in their order from
// begin on, without those that repeat the one before. Going through the walks by number stays near in
// memory, which flood does not.
func (r *arrangement) listNeighbours() {
	const pieces = 64
	r.beyond = make([][]neighbour, len(r.begin))
	_ = mapper.Each(context.Background(), pieces, r.workers, func(_, k int) error {
		var own []neighbour
		for c := len(r.begin) * k / pieces; c < len(r.begin)*(k+1)/pieces; c++ {
			from := len(own)
			own = r.appendNeighbours(own, r.begin[c])
			r.beyond[c] = own[from:len(own):len(own)]
		}
		return nil
	})
}

// appendNeighbours goes along one walk.
func (r *arrangement) appendNeighbours(list []neighbour, first int32) []neighbour {
	last, next, cycle := int32(-1), r.next, r.cycle
	for h, start := first, true; start || h != first; h, start = next[h], false {
		if other := cycle[h^1]; other != last {
			list, last = append(list, neighbour{other, h}), other
		}
	}
	return list
}

// flood labels all walks of a component, from one whose face is known; it is
// false when the winding numbers are too many.
func (r *arrangement) flood(from int32) (ok bool) {
	most := mostWindings(len(r.a))
	stack := []int32{from}
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, n := range r.beyond[c] {
			if r.face[n.walk] >= 0 {
				continue
			}
			r.face[n.walk] = int32(r.faces)
			r.faces++
			r.labels = append(r.labels, r.across(r.face[c], n.over))
			stack = append(stack, n.walk)
			if len(r.winds) > most {
				return false
			}
		}
	}
	return true
}

// across returns the labels beyond half-edge h of a face.
func (r *arrangement) across(face, h int32) [2]int32 {
	sign := int32(-1)
	if h&1 == 1 {
		sign = 1
	}
	begin := int32(len(r.winds))
	here, edge := r.labels[face], r.along(int(h>>1))
	i, end := here[0], here[1]
	for i < end || len(edge) > 0 {
		switch {
		case len(edge) == 0 || i < end && r.winds[i].label < edge[0].label:
			r.winds = append(r.winds, r.winds[i])
			i++
		case i == end || edge[0].label < r.winds[i].label:
			r.winds = append(r.winds, contribution{edge[0].label, sign * edge[0].count})
			edge = edge[1:]
		default:
			if w := r.winds[i].count + sign*edge[0].count; w != 0 {
				r.winds = append(r.winds, contribution{edge[0].label, w})
			}
			i++
			edge = edge[1:]
		}
	}
	return [2]int32{begin, int32(len(r.winds))}
}

// covering returns the labels around a face with their winding numbers, none of
// them zero, by label.
func (r *arrangement) covering(face int) []contribution {
	return r.winds[r.labels[face][0]:r.labels[face][1]]
}

// faceOf returns the face on the left of a half-edge.
func (r *arrangement) faceOf(h int32) int32 { return r.face[r.cycle[h]] }
