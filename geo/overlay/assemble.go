package overlay

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// Segment is a directed piece of boundary with the interior on its left.
type Segment struct {
	A, B Point
	Tag  int // carried to the Face, see Assemble
}

// Face is a polygon put together by Assemble.
type Face struct {
	Polygon orb.Polygon
	Tag     int // of the segment that begins the shell, at its lowest (X, Y) vertex
}

// Assemble joins segments into polygons.
//
// The segments are a balanced chain: as many begin at each point as end there.
// They do not cross, and where two run along each other they are opposite and
// have the same ends; an end may lie in the middle of another, which is not split
// there. Opposite segments cancel, whatever
// their tags, and so do segments of no length. Interiors that meet at a corner
// become separate polygons; a boundary that comes back to a vertex is split
// there into shell and hole, so that every ring is simple. The result is valid
// (as far as the polygons meant are, when they touch where there is no vertex),
// canonical (see the package comment) and sorted; it is nil when all cancels.
//
// Segments that are not balanced leave open walks, which are dropped; segments
// that cross, overlap otherwise, or repeat in the same direction, give rings that
// are not valid.
// Neither panics.
func Assemble(segments []Segment) []Face {
	if len(segments) == 0 {
		return nil
	}
	a := newAssembly(segments)
	a.cancel()
	a.link()
	a.trace()
	a.findShells()
	return a.faces()
}

// assembly is the working state of Assemble. Segments are numbered in the order
// of their start points, vertices in the order of (X, Y).
type assembly struct {
	from, to []Point // of each segment
	tag      []int
	start    []int32 // vertex where each segment begins
	end      []int32 // vertex where it ends, or -1 when nothing begins there
	out      []int32 // segments out[v] .. out[v+1]-1 begin at vertex v
	in       []int32 // segments by end point
	inAt     []int32 // in[inAt[v]] .. in[inAt[v+1]-1] end at vertex v
	dead     []bool  // cancelled
	next     []int32 // the segment that follows, or -1

	order []int32    // segments, ring after ring
	rings []ringPart // in order of tracing
}

// ringPart is a simple ring: order[first:last] of the assembly.
type ringPart struct {
	first, last int32
	cycle       int32 // the boundary walk that it was split from
	shell       int32 // ring that encloses it (itself for a shell), or -1
	ccw         bool
}

func newAssembly(segments []Segment) *assembly {
	n := len(segments)
	items, spare := make([]keyed, n), make([]keyed, n)
	for i, s := range segments {
		items[i] = keyed{s.A.key(), int32(i)}
	}
	sorted := sortKeyed(items, spare)
	a := &assembly{
		from: make([]Point, n), to: make([]Point, n), tag: make([]int, n),
		start: make([]int32, n), end: make([]int32, n), in: make([]int32, n),
		dead: make([]bool, n), next: make([]int32, n), out: make([]int32, 0, n+1),
	}
	for i, it := range sorted {
		s := segments[it.index]
		a.from[i], a.to[i], a.tag[i] = s.A, s.B, s.Tag
		if i == 0 || s.A != a.from[i-1] {
			a.out = append(a.out, int32(i))
		}
		a.start[i] = int32(len(a.out) - 1)
	}
	a.out = append(a.out, int32(n))
	a.joinEnds(items, spare)
	return a
}

// joinEnds fills end, in and inAt.
func (a *assembly) joinEnds(items, spare []keyed) {
	for i := range a.to {
		items[i] = keyed{a.to[i].key(), int32(i)}
	}
	a.inAt = make([]int32, len(a.out))
	v, vertices := 0, len(a.out)-1
	for i, it := range sortKeyed(items, spare) {
		for v < vertices && a.from[a.out[v]].key() < it.key {
			v++
			a.inAt[v] = int32(i)
		}
		a.in[i] = it.index
		a.end[it.index] = -1
		if v < vertices && a.from[a.out[v]].key() == it.key {
			a.end[it.index] = int32(v)
		}
	}
	for v++; v <= vertices; v++ {
		a.inAt[v] = int32(len(a.in))
	}
}

// cancel marks opposite pairs and segments of no length.
func (a *assembly) cancel() {
	for i := range a.from {
		end := a.end[i]
		if a.from[i] == a.to[i] || end < 0 {
			a.dead[i] = true
			continue
		}
		if a.dead[i] || !a.from[i].less(a.to[i]) {
			continue
		}
		for j := a.out[end]; j < a.out[end+1]; j++ {
			if !a.dead[j] && a.to[j] == a.from[i] {
				a.dead[i], a.dead[j] = true, true
				break
			}
		}
	}
}

// link chooses the successor of every segment: at a vertex with several ways
// out, the first one clockwise from the way in, which keeps to the boundary of
// one corner of the interior.
func (a *assembly) link() {
	for i := range a.next {
		a.next[i] = -1
	}
	var rays []ray
	for v := range len(a.out) - 1 {
		rays = rays[:0]
		at := a.from[a.out[v]]
		ways := 0
		for j := a.out[v]; j < a.out[v+1]; j++ {
			if !a.dead[j] {
				rays = append(rays, rayTo(at, a.to[j], j, true))
				ways++
			}
		}
		for _, j := range a.in[a.inAt[v]:a.inAt[v+1]] {
			if !a.dead[j] && a.end[j] == int32(v) {
				rays = append(rays, rayTo(at, a.from[j], j, false))
			}
		}
		if ways == 1 && len(rays) == 2 {
			a.next[rays[1].segment] = rays[0].segment
			continue
		}
		a.pair(rays)
	}
}

// ray is a segment as seen from one of its ends.
type ray struct {
	dx, dy  int64
	segment int32
	out     bool
}

func rayTo(at, other Point, segment int32, out bool) ray {
	return ray{int64(other.X) - int64(at.X), int64(other.Y) - int64(at.Y), segment, out}
}

// compareAngle orders directions counter-clockwise from due south (excluded) on.
func compareAngle(ux, uy, vx, vy int64) int {
	if uh, vh := rightHalf(ux, uy), rightHalf(vx, vy); uh != vh {
		if uh {
			return -1
		}
		return 1
	}
	return -cmp.Compare(cross(ux, uy, vx, vy), 0)
}

// rightHalf reports whether a direction leads to a greater (X, Y).
func rightHalf(dx, dy int64) bool { return dx > 0 || dx == 0 && dy > 0 }

// pair matches ways in with ways out like brackets, going round clockwise
// twice so that those open at the start find their partners.
func (a *assembly) pair(rays []ray) {
	slices.SortStableFunc(rays, func(r, s ray) int { return compareAngle(s.dx, s.dy, r.dx, r.dy) })
	var open []int32
	taken := make([]bool, len(rays))
	for range 2 {
		for k, r := range rays {
			switch {
			case taken[k]:
			case !r.out:
				open = append(open, r.segment)
				taken[k] = true
			case len(open) > 0:
				a.next[open[len(open)-1]] = r.segment
				open = open[:len(open)-1]
				taken[k] = true
			}
		}
	}
}

// trace walks the boundary and cuts a ring off whenever it returns to a vertex.
func (a *assembly) trace() {
	place := make([]int32, len(a.out)) // in path, plus one
	used := make([]bool, len(a.from))
	var path []int32
	a.order = make([]int32, 0, len(a.from))
	cycle := int32(0)
	for first := range a.from {
		if used[first] || a.dead[first] {
			continue
		}
		for s := int32(first); s >= 0 && !used[s]; s = a.next[s] {
			used[s] = true
			path = append(path, s)
			place[a.start[s]] = int32(len(path))
			if back := place[a.end[s]]; back > 0 {
				a.cutRing(path[back-1:], cycle)
				for _, t := range path[back-1:] {
					place[a.start[t]] = 0
				}
				path = path[:back-1]
			}
		}
		for _, s := range path { // an open walk: the chain was not balanced
			place[a.start[s]] = 0
		}
		path = path[:0]
		cycle++
	}
}

// cutRing stores a ring from its lowest vertex on.
func (a *assembly) cutRing(path []int32, cycle int32) {
	if len(path) < 3 {
		return
	}
	low := 0
	for i, s := range path {
		if a.start[s] < a.start[path[low]] {
			low = i
		}
	}
	first := int32(len(a.order))
	a.order = append(append(a.order, path[low:]...), path[:low]...)
	ring := a.order[first:]
	ccw := orient(a.from[ring[len(ring)-1]], a.from[ring[0]], a.to[ring[0]]) > 0
	a.rings = append(a.rings, ringPart{first, int32(len(a.order)), cycle, -1, ccw})
}

// findShells gives every hole its shell: the shell cut from the same walk, or
// else what lies west of the walk's lowest vertex.
func (a *assembly) findShells() {
	var loose []int32 // walks without a shell: the ring with the lowest vertex
	for i := 0; i < len(a.rings); {
		j, shell, low := i, int32(-1), int32(i)
		for ; j < len(a.rings) && a.rings[j].cycle == a.rings[i].cycle; j++ {
			if a.rings[j].ccw {
				shell = int32(j)
			}
			if a.lowest(int32(j)) < a.lowest(low) {
				low = int32(j)
			}
		}
		for k := i; k < j; k++ {
			a.rings[k].shell = shell
			if a.rings[k].ccw {
				a.rings[k].shell = int32(k)
			}
		}
		if shell < 0 {
			loose = append(loose, low)
		}
		i = j
	}
	if len(loose) > 0 {
		a.locateHoles(loose)
	}
}

// lowest is the vertex a ring begins at.
func (a *assembly) lowest(ring int32) int32 { return a.start[a.order[a.rings[ring].first]] }

func (a *assembly) locateHoles(loose []int32) {
	ringOf := make([]int32, len(a.from)) // or -1
	alive := make([]bool, len(a.from))
	for s := range ringOf {
		ringOf[s] = -1
	}
	for r, part := range a.rings {
		for _, s := range a.order[part.first:part.last] {
			ringOf[s], alive[s] = int32(r), true
		}
	}
	where := newLocator(a.from, a.to, alive)
	// What lies west has a lower vertex, so its own shell is known by then.
	slices.SortFunc(loose, func(r, s int32) int { return cmp.Compare(a.lowest(r), a.lowest(s)) })
	for _, r := range loose {
		shell := int32(-1)
		if s := where.west(a.cornerOf(r, ringOf)); s >= 0 {
			shell = a.rings[ringOf[s]].shell
		}
		for k := r; k >= 0 && a.rings[k].cycle == a.rings[r].cycle; k-- {
			a.rings[k].shell = shell
		}
		for k := r; int(k) < len(a.rings) && a.rings[k].cycle == a.rings[r].cycle; k++ {
			a.rings[k].shell = shell
		}
	}
}

// cornerOf returns where to look for what encloses a walk: beside its outermost
// segment at its lowest vertex. Segments of other walks may pass through the
// vertex too, so that looking west of the vertex would not do.
func (a *assembly) cornerOf(ring int32, ringOf []int32) corner {
	v, cycle := a.lowest(ring), a.rings[ring].cycle
	wedge := newWedge(a.from[a.out[v]])
	ours := func(j int32) bool { return ringOf[j] >= 0 && a.rings[ringOf[j]].cycle == cycle }
	for j := a.out[v]; j < a.out[v+1]; j++ {
		if ours(j) {
			wedge.add(a.to[j])
		}
	}
	for _, j := range a.in[a.inAt[v]:a.inAt[v+1]] {
		if a.end[j] == v && ours(j) {
			wedge.add(a.from[j])
		}
	}
	return wedge.outside()
}

// faces writes the rings out in degrees.
func (a *assembly) faces() []Face {
	points := make([]orb.Point, 0, len(a.order)+len(a.rings))
	ring := func(part ringPart) orb.Ring {
		from := len(points)
		for _, s := range a.order[part.first:part.last] {
			points = append(points, a.from[s].Degrees())
		}
		points = append(points, points[from])
		return points[from:len(points):len(points)]
	}
	faceOf := make([]int32, len(a.rings))
	var faces []Face
	for i, part := range a.rings {
		if part.ccw {
			faceOf[i] = int32(len(faces))
			faces = append(faces, Face{orb.Polygon{ring(part)}, a.tag[a.order[part.first]]})
		}
	}
	for _, part := range a.rings {
		if !part.ccw && part.shell >= 0 {
			f := &faces[faceOf[part.shell]]
			f.Polygon = append(f.Polygon, ring(part))
		}
	}
	for _, f := range faces {
		slices.SortFunc(f.Polygon[1:], compareRings)
	}
	slices.SortStableFunc(faces, func(f, g Face) int { return compareRings(f.Polygon[0], g.Polygon[0]) })
	return faces
}

// compareRings orders rings by their vertices.
func compareRings(r, s orb.Ring) int {
	return slices.CompareFunc(r, s, func(p, q orb.Point) int {
		return cmp.Or(cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1]))
	})
}
