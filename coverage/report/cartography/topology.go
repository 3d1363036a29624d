package cartography

import (
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// arc is a piece of border between two junctions, or a whole ring that nothing
// touches. Units on both sides use the same points, in one direction or the other.
type arc struct {
	points []orb.Point // longitude and latitude; first and last are the junctions
	units  []int       // that it bounds: one, or two; more where units overlap
	whole  bool        // half of a ring that nothing touches
}

// piece is an arc as part of a ring.
type piece struct {
	arc     int
	reverse bool
}

// borders are the boundaries of units cut into arcs, so that a border is simplified
// once for both of its sides and no gap opens between neighbours.
type borders struct {
	arcs  []arc
	rings [][][]piece // by unit: its rings, shells and holes alike
}

// newBorders cuts boundaries into arcs. Points are the same when they agree to seven
// decimals of a degree.
func newBorders(geometry []orb.MultiPolygon) *borders {
	g := newGraph(geometry)
	b := &borders{rings: make([][][]piece, len(geometry))}
	known := map[[2]int32]int{} // by first edge of an arc in its own direction
	for unit, rings := range g.rings {
		for _, ring := range rings {
			var pieces []piece
			runs, whole := g.runs(ring)
			for _, run := range runs {
				at := b.add(g, known, run, unit)
				b.arcs[at.arc].whole = whole
				pieces = append(pieces, at)
			}
			b.rings[unit] = append(b.rings[unit], pieces)
		}
	}
	return b
}

// add finds the arc of a run of vertices, or makes it.
func (b *borders) add(g *graph, known map[[2]int32]int, run []int32, unit int) piece {
	if at, ok := known[[2]int32{run[0], run[1]}]; ok {
		b.bound(at, unit)
		return piece{at, false}
	}
	n := len(run)
	if at, ok := known[[2]int32{run[n-1], run[n-2]}]; ok {
		b.bound(at, unit)
		return piece{at, true}
	}
	points := make([]orb.Point, n)
	for i, v := range run {
		points[i] = g.points[v]
	}
	at := len(b.arcs)
	known[[2]int32{run[0], run[1]}] = at
	b.arcs = append(b.arcs, arc{points: points, units: []int{unit}})
	return piece{at, false}
}

func (b *borders) bound(at, unit int) {
	if !slices.Contains(b.arcs[at].units, unit) {
		b.arcs[at].units = append(b.arcs[at].units, unit)
	}
}

// graph is the vertices of all rings and what each is joined to.
type graph struct {
	points []orb.Point
	joined [][2]int32 // the first two neighbours, -1 where there is none
	node   []bool     // joined to other than two: borders meet here
	rings  [][][]int32
}

func newGraph(geometry []orb.MultiPolygon) *graph {
	g := &graph{rings: make([][][]int32, len(geometry))}
	ids := map[[2]geo.E7]int32{}
	for unit, mp := range geometry {
		for _, polygon := range mp {
			for _, ring := range polygon {
				if vertices := g.vertices(ids, ring); len(vertices) >= 3 {
					g.rings[unit] = append(g.rings[unit], vertices)
				}
			}
		}
	}
	g.joined, g.node = make([][2]int32, len(g.points)), make([]bool, len(g.points))
	for i := range g.joined {
		g.joined[i] = [2]int32{-1, -1}
	}
	for _, rings := range g.rings {
		for _, ring := range rings {
			for i, v := range ring {
				w := ring[(i+1)%len(ring)]
				g.join(v, w)
				g.join(w, v)
			}
		}
	}
	return g
}

// vertices numbers the points of a ring; the last, which repeats the first, and
// points that repeat the one before are left out.
func (g *graph) vertices(ids map[[2]geo.E7]int32, ring orb.Ring) []int32 {
	var out []int32
	for _, p := range ring {
		key := [2]geo.E7{geo.ToE7(p[0]), geo.ToE7(p[1])}
		id, ok := ids[key]
		if !ok {
			id = int32(len(g.points))
			ids[key] = id
			g.points = append(g.points, p)
		}
		if len(out) == 0 || out[len(out)-1] != id {
			out = append(out, id)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

func (g *graph) join(v, to int32) {
	for k := range g.joined[v] {
		switch g.joined[v][k] {
		case to:
			return
		case -1:
			g.joined[v][k] = to
			return
		}
	}
	g.node[v] = true
}

// runs cuts a ring at its nodes. A ring with fewer than two is cut where its vertices
// have the least and the greatest number too, so that no run is closed and a hole is
// cut where the enclave in it is.
func (g *graph) runs(ring []int32) (runs [][]int32, whole bool) {
	var cuts []int
	for i, v := range ring {
		if g.node[v] {
			cuts = append(cuts, i)
		}
	}
	if whole = len(cuts) == 0; len(cuts) < 2 {
		for _, extreme := range []int32{slices.Min(ring), slices.Max(ring)} {
			if at := slices.Index(ring, extreme); !slices.Contains(cuts, at) {
				cuts = append(cuts, at)
			}
		}
		slices.Sort(cuts)
	}
	for k, from := range cuts {
		to := cuts[(k+1)%len(cuts)]
		run := []int32{ring[from]}
		for i := from; i != to || len(run) == 1; {
			i = (i + 1) % len(ring)
			run = append(run, ring[i])
		}
		runs = append(runs, run)
	}
	return runs, whole
}
