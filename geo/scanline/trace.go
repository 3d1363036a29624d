package scanline

import "slices"

// Run is the chosen cells From to To-1 of a row.
type Run struct{ Row, From, To int32 }

// Vertex is a corner of cells: the west side of column Col, the north side of row
// Row; either may be one beyond the last.
type Vertex struct{ Col, Row int32 }

// Ring is a closed line along sides of cells; its first vertex is not repeated.
type Ring struct {
	Vertices []Vertex
	Polygon  int  // polygons are numbered from 0 in the order of their north-western corners
	Hole     bool // outer rings are counter-clockwise on the map, holes clockwise
}

// Tracer draws polygons around chosen cells. It keeps memory of its own, for the next
// drawing, and serves one goroutine.
type Tracer struct {
	// LongestSide is the most cells between two vertices: longer sides get vertices at
	// the multiples of it, which they have in common with their neighbours. 0 sets no
	// bound.
	LongestSide int32

	runs     []Run
	parent   []int32
	open     [][2]int32 // by run: vertices at the upper ends of its western and eastern sides
	corners  []corner
	vertices []Vertex
	rings    []tracedRing
	polygon  []int32 // by run at the root of a component
	out      []Ring
}

// corner is a vertex with one horizontal and one vertical side.
type corner struct {
	at                   Vertex
	horizontal, vertical int32 // corners at the other ends; horizontal is -1 when walked
	run                  int32 // of the ring's component, where sides run east and south
	hole                 bool  // the cell south-east of it is not chosen
}

type tracedRing struct {
	polygon    int32
	first, end int32
	hole       bool
}

// Trace draws cells that share a side as one polygon, and cells that touch at a corner
// only as two: rings are simple, those of a polygon touch at points at most and leave
// its interior connected. Runs are sorted by rows, from west to east, and do not overlap.
// The rings of a polygon follow each other, its outer one first. They are valid until
// the next call.
func (t *Tracer) Trace(runs []Run) []Ring {
	t.join(runs)
	t.connect()
	t.link()
	t.walk()
	slices.SortStableFunc(t.rings, func(a, b tracedRing) int { return int(a.polygon - b.polygon) })
	t.out = t.out[:0]
	for _, r := range t.rings {
		t.out = append(t.out, Ring{Vertices: t.vertices[r.first:r.end:r.end], Polygon: int(r.polygon), Hole: r.hole})
	}
	return t.out
}

// join copies the runs, with those that touch made one.
func (t *Tracer) join(runs []Run) {
	t.runs = t.runs[:0]
	for _, r := range runs {
		if n := len(t.runs); n > 0 && t.runs[n-1].Row == r.Row && t.runs[n-1].To == r.From {
			t.runs[n-1].To = r.To
		} else if r.From < r.To {
			t.runs = append(t.runs, r)
		}
	}
}

// rowEnd is the end of the runs of the row that begins at i.
func (t *Tracer) rowEnd(i int) int {
	end := i
	for end < len(t.runs) && t.runs[end].Row == t.runs[i].Row {
		end++
	}
	return end
}

// connect finds the components of runs that share sides.
func (t *Tracer) connect() {
	t.parent, t.polygon = slices.Grow(t.parent[:0], len(t.runs)), slices.Grow(t.polygon[:0], len(t.runs))
	for i := range t.runs {
		t.parent, t.polygon = append(t.parent, int32(i)), append(t.polygon, -1)
	}
	above, aboveEnd := 0, 0
	for i := 0; i < len(t.runs); {
		end := t.rowEnd(i)
		if aboveEnd > above && t.runs[above].Row != t.runs[i].Row-1 {
			above = aboveEnd
		}
		for j := i; j < end && above < aboveEnd; {
			a, b := &t.runs[above], &t.runs[j]
			if a.From < b.To && b.From < a.To {
				t.unite(int32(above), int32(j))
			}
			if a.To < b.To {
				above++
			} else {
				j++
			}
		}
		above, aboveEnd, i = i, end, end
	}
}

func (t *Tracer) root(i int32) int32 {
	for t.parent[i] != i {
		t.parent[i] = t.parent[t.parent[i]]
		i = t.parent[i]
	}
	return i
}

func (t *Tracer) unite(a, b int32) {
	a, b = t.root(a), t.root(b)
	t.parent[max(a, b)] = min(a, b)
}

// link makes the corners on every line between two rows.
func (t *Tracer) link() {
	t.corners = t.corners[:0]
	t.open = slices.Grow(t.open[:0], len(t.runs))[:len(t.runs)]
	above, aboveEnd := 0, 0
	for i := 0; i < len(t.runs); {
		row := t.runs[i].Row
		if aboveEnd > above && t.runs[above].Row != row-1 {
			t.line(t.runs[above].Row+1, above, aboveEnd, aboveEnd, aboveEnd)
			above = aboveEnd
		}
		end := t.rowEnd(i)
		t.line(row, above, aboveEnd, i, end)
		above, aboveEnd, i = i, end, end
	}
	if aboveEnd > above {
		t.line(t.runs[above].Row+1, above, aboveEnd, aboveEnd, aboveEnd)
	}
}

// line makes the corners of one line, between the runs above it and those below.
func (t *Tracer) line(line int32, above, aboveEnd, below, belowEnd int) {
	l := lineLinker{t: t, line: line, pending: -1, nw: -1, sw: -1}
	for above < aboveEnd || below < belowEnd {
		x := int32(1<<31 - 1)
		if above < aboveEnd {
			x = t.runs[above].side(l.nw >= 0)
		}
		if below < belowEnd {
			x = min(x, t.runs[below].side(l.sw >= 0))
		}
		ne, se := l.nw, l.sw
		if above < aboveEnd && t.runs[above].side(l.nw >= 0) == x {
			if ne = int32(above); l.nw >= 0 {
				ne, above = -1, above+1
			}
		}
		if below < belowEnd && t.runs[below].side(l.sw >= 0) == x {
			if se = int32(below); l.sw >= 0 {
				se, below = -1, below+1
			}
		}
		l.at(x, ne, se)
		l.nw, l.sw = ne, se
	}
}

// side is the western or the eastern side of a run.
func (r *Run) side(east bool) int32 {
	if east {
		return r.To
	}
	return r.From
}

// lineLinker goes along a line from west to east.
type lineLinker struct {
	t       *Tracer
	line    int32
	pending int32 // the corner whose side to the east is open
	nw, sw  int32 // runs of the cells west of the place, -1 for none
}

// at looks at the cells around a corner, of which those to the east are given.
func (l *lineLinker) at(x, ne, se int32) {
	nw, sw := l.nw, l.sw
	west, east := (nw < 0) != (sw < 0), (ne < 0) != (se < 0)
	up, down := (nw < 0) != (ne < 0), (sw < 0) != (se < 0)
	switch {
	case !west && !east: // a vertical side goes on
		l.t.setSide(sw, se, l.t.upperEnd(nw, ne))
	case west && east && up && down:
		l.crossing(x, ne, se)
	default:
		l.corner(x, ne, se, west, up)
	}
}

// setSide notes the corner at the upper end of the side between two cells.
func (t *Tracer) setSide(west, east, corner int32) {
	if west >= 0 {
		t.open[west][1] = corner
	} else {
		t.open[east][0] = corner
	}
}

// upperEnd is what setSide has noted.
func (t *Tracer) upperEnd(west, east int32) int32 {
	if west >= 0 {
		return t.open[west][1]
	}
	return t.open[east][0]
}

// crossing makes the two corners where chosen cells touch at a corner only. Those of
// one component are drawn so that the ground between them is parted, others so that
// they are.
func (l *lineLinker) crossing(x, ne, se int32) {
	falling := l.nw >= 0 // chosen are north-west and south-east
	a, b := max(l.nw, l.sw), max(ne, se)
	together := l.t.root(a) == l.t.root(b)
	l.corner(x, ne, se, true, falling != together)
	l.corner(x, ne, se, false, falling == together)
}

// corner adds a corner with a side to the west or to the east, and one up or down.
func (l *lineLinker) corner(x, ne, se int32, west, up bool) {
	t := l.t
	n := int32(len(t.corners))
	c := corner{at: Vertex{x, l.line}, run: se}
	if se < 0 {
		c.run, c.hole = ne, true
	}
	if up {
		c.vertical = t.upperEnd(l.nw, ne)
		t.corners[c.vertical].vertical = n
	} else {
		t.setSide(l.sw, se, n)
	}
	if west {
		c.horizontal = l.pending
		t.corners[c.horizontal].horizontal = n
	} else {
		l.pending = n
	}
	t.corners = append(t.corners, c)
}

// walk follows the sides to rings.
func (t *Tracer) walk() {
	t.vertices, t.rings = t.vertices[:0], t.rings[:0]
	polygons := int32(0)
	for i := range t.corners {
		c := &t.corners[i]
		if c.horizontal < 0 {
			continue
		}
		root := t.root(c.run)
		if t.polygon[root] < 0 { // a component's first ring is its outer one
			t.polygon[root], polygons = polygons, polygons+1
		}
		first := int32(len(t.vertices))
		t.follow(int32(i), c.hole)
		t.rings = append(t.rings, tracedRing{polygon: t.polygon[root], first: first, end: int32(len(t.vertices)), hole: c.hole})
	}
}

// follow walks one ring from its north-western corner, south first or east first.
func (t *Tracer) follow(start int32, eastFirst bool) {
	for at := start; ; {
		c := &t.corners[at]
		middle := c.vertical
		if eastFirst {
			middle = c.horizontal
		}
		m := &t.corners[middle]
		next := m.horizontal
		if eastFirst {
			next = m.vertical
		}
		c.horizontal, m.horizontal = -1, -1
		t.side(c.at, m.at)
		t.side(m.at, t.corners[next].at)
		if at = next; at == start {
			return
		}
	}
}

// side adds the vertex at the beginning of a side, and those within a long one.
func (t *Tracer) side(from, to Vertex) {
	t.vertices = append(t.vertices, from)
	step := t.LongestSide
	switch {
	case step <= 0:
	case to.Row-from.Row > step || from.Row-to.Row > step:
		t.between(from.Row, to.Row, func(v int32) Vertex { return Vertex{from.Col, v} })
	case to.Col-from.Col > step || from.Col-to.Col > step:
		t.between(from.Col, to.Col, func(v int32) Vertex { return Vertex{v, from.Row} })
	}
}

// between adds vertices at the multiples of LongestSide strictly between two numbers.
func (t *Tracer) between(from, to int32, vertex func(int32) Vertex) {
	step := t.LongestSide
	if from < to {
		for v := (from/step + 1) * step; v < to; v += step {
			t.vertices = append(t.vertices, vertex(v))
		}
		return
	}
	for v := (from - 1) / step * step; v > to; v -= step {
		t.vertices = append(t.vertices, vertex(v))
	}
}
