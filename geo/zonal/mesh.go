package zonal

import (
	"cmp"
	"slices"
	"sync"

	"phusong/geo"
)

// Mesh says how the cells of an outline hang together. It is what polygons of
// some of the cells are made from. Cells are numbered row-major; those that the
// boundary visits are numbered among themselves too, as border cells.
type Mesh struct {
	Spans []Span // row-major, each with cells of one kind
	// Rows has the index in Spans of the first span of every row of the outline's window,
	// and len(Spans).
	Rows    []int32
	Borders []Border // by number
	// BorderOf is the index in Borders of each visit's cell.
	BorderOf []int32
	// Ends are the vertices where edges begin or end that run along grid lines,
	// sorted by ComparePoints.
	Ends []Point

	o         *Outline
	sides     []sides // of each border cell
	stretches []Stretch

	touches     []touch // sorted by piece, in its direction
	touchPoints []Point // sorted

	cellsOnce sync.Once
	cells     []MeshCell
}

// Span is a stretch of cells [Col0,Col1) of a row, numbered from First on: one border
// cell, or neighbours that lie wholly inside.
type Span struct {
	Row, Col0, Col1 int32
	First           int32
	Border          int32 // index in Mesh.Borders, or -1 for whole cells
}

// Border is a cell with boundary in it.
type Border struct {
	Col, Row int32
	Cell     int32 // its number
	// East and North are the numbers of the neighbours there, or -1.
	East, North int32
}

// MeshCell is a cell that the polygon covers or touches.
type MeshCell struct {
	Col, Row int32
	// AreaM2 is the area of the polygon inside; 0 where it only touches the cell.
	AreaM2      float64
	East, North int32 // number of the neighbour there, or -1
	border      int32 // or -1
}

// Contact says how two neighbouring cells meet inside the polygon.
type Contact uint8

// Apart: nothing of their common side is inside. Touching: single points are.
// Joined: stretches of a length are, though they may round to none in E7.
const (
	Apart Contact = iota
	Touching
	Joined
)

// Stretch is a piece of a cell's side inside the polygon, Low < High along the
// side. No stretch has a vertex or a cut point of the outline between its ends.
type Stretch struct{ Low, High geo.E7 }

// sides are the stretches of the east side (stretches[first:north]) and of the
// north side (stretches[north:end]).
type sides struct {
	first, north, end int32
	contact           [2]Contact // of the east and the north side
}

// ComparePoints orders points by X, then Y.
func ComparePoints(p, q Point) int {
	return cmp.Or(cmp.Compare(p.X, q.X), cmp.Compare(p.Y, q.Y))
}

// Mesh returns the outline's mesh, which is made on first use, in memory
// proportional to the boundary. The caller must not change it.
func (o *Outline) Mesh() *Mesh {
	o.meshOnce.Do(func() {
		if o.mesh == nil {
			o.mesh = &Mesh{}
		}
		o.mesh.make(o)
	})
	return o.mesh
}

// reset empties the mesh for an outline, in the memory that it has.
func (m *Mesh) reset(o *Outline) {
	*m = Mesh{Spans: m.Spans[:0], Rows: m.Rows[:0], Borders: m.Borders[:0], BorderOf: slices.Grow(m.BorderOf[:0], len(o.visits))[:len(o.visits)],
		Ends: m.Ends[:0], o: o, sides: slices.Grow(m.sides[:0], len(o.cells))[:len(o.cells)], stretches: m.stretches[:0],
		touches: m.touches[:0], touchPoints: m.touchPoints[:0]}
	clear(m.sides)
}

func (m *Mesh) make(o *Outline) {
	m.reset(o)
	for i := range o.cells {
		for _, v := range o.byCell[o.cells[i].first:o.cells[i].end] {
			m.BorderOf[v] = int32(i)
		}
	}
	m.lay()
	m.link()
	var cut sideCutter
	for i := range m.Borders {
		cut.cell(m, i)
	}
	m.findTouches()
	slices.SortFunc(m.Ends, ComparePoints)
	m.Ends = slices.Compact(m.Ends)
}

// lay merges the visited cells and the whole ones between them into spans.
func (m *Mesh) lay() {
	o := m.o
	inner, number := o.inner, int32(0)
	m.Spans, m.Borders = slices.Grow(m.Spans, len(o.cells)+len(inner)), slices.Grow(m.Borders, len(o.cells))
	m.Rows = slices.Grow(m.Rows, len(o.ys))
	add := func(row, col0, col1, border int32) {
		for int(row) >= len(m.Rows) {
			m.Rows = append(m.Rows, int32(len(m.Spans)))
		}
		m.Spans = append(m.Spans, Span{row + int32(o.row0), col0 + int32(o.col0), col1 + int32(o.col0), number, border})
		number += col1 - col0
	}
	for i := range o.cells {
		c := &o.cells[i]
		for len(inner) > 0 && (inner[0].Row < c.row || inner[0].Row == c.row && inner[0].Col0 < c.col) {
			add(inner[0].Row, inner[0].Col0, inner[0].Col1, -1)
			inner = inner[1:]
		}
		m.Borders = append(m.Borders, Border{c.col + int32(o.col0), c.row + int32(o.row0), number, -1, -1})
		add(c.row, c.col, c.col+1, int32(i))
	}
	for len(m.Rows) < max(len(o.ys), 1) {
		m.Rows = append(m.Rows, int32(len(m.Spans)))
	}
}

// Row returns the spans of the r-th row of the outline's window.
func (m *Mesh) Row(r int) []Span { return m.Spans[m.Rows[r]:m.Rows[r+1]] }

// Len is the number of cells.
func (m *Mesh) Len() int {
	if len(m.Spans) == 0 {
		return 0
	}
	last := &m.Spans[len(m.Spans)-1]
	return int(last.First + last.Col1 - last.Col0)
}

// link finds the neighbours of border cells; those of the row above by going along
// both rows.
func (m *Mesh) link() {
	for r := range len(m.Rows) - 1 {
		row, above := m.Row(r), []Span(nil)
		if r > 0 {
			above = m.Row(r - 1)
		}
		for i := range row {
			s := &row[i]
			if s.Border < 0 {
				continue
			}
			if i+1 < len(row) && row[i+1].Col0 == s.Col1 {
				m.Borders[s.Border].East = s.First + 1
			}
			for len(above) > 0 && above[0].Col1 <= s.Col0 {
				above = above[1:]
			}
			if len(above) > 0 && above[0].Col0 <= s.Col0 {
				m.Borders[s.Border].North = above[0].First + s.Col0 - above[0].Col0
			}
		}
	}
}

// Cells lists the cells one by one, by number. The list is made on first use, in memory
// proportional to the cells that the polygon covers. The caller must not change it.
func (m *Mesh) Cells() []MeshCell {
	m.cellsOnce.Do(m.listCells)
	return m.cells
}

func (m *Mesh) listCells() {
	m.cells = make([]MeshCell, 0, m.Len())
	for i := range m.Spans {
		s := &m.Spans[i]
		for col := s.Col0; col < s.Col1; col++ {
			area := 0.
			if s.Border >= 0 {
				area = m.o.cells[s.Border].areaM2
			} else {
				area = m.o.rectAreaM2(col-int32(m.o.col0), s.Row-int32(m.o.row0))
			}
			m.cells = append(m.cells, MeshCell{col, s.Row, area, -1, -1, s.Border})
		}
	}
	above := 0
	for i := range m.cells {
		c := &m.cells[i]
		if i+1 < len(m.cells) && m.cells[i+1].Row == c.Row && m.cells[i+1].Col == c.Col+1 {
			c.East = int32(i + 1)
		}
		for m.cells[above].Row < c.Row-1 || m.cells[above].Row == c.Row-1 && m.cells[above].Col < c.Col {
			above++
		}
		if m.cells[above].Row == c.Row-1 && m.cells[above].Col == c.Col {
			c.North = int32(above)
		}
	}
}

// Visits returns the visits to a border cell, as indexes into Outline.Visits.
func (m *Mesh) Visits(border int32) []int32 {
	c := &m.o.cells[border]
	return m.o.byCell[c.first:c.end]
}

// HasArea reports whether the polygon has area in a border cell, or only touches it.
func (m *Mesh) HasArea(border int32) bool { return m.o.cells[border].areaM2 > 0 }

// Box returns the edges of a cell of the outline's window.
func (m *Mesh) Box(col, row int32) (west, south, east, north geo.E7) {
	c, r := int(col)-m.o.col0, int(row)-m.o.row0
	return m.o.xs[c], m.o.ys[r+1], m.o.xs[c+1], m.o.ys[r]
}

// Contact returns how a border cell meets its neighbour to the East or the North. Whole
// cells are Joined to all of their neighbours there.
func (m *Mesh) Contact(border int32, side Side) Contact { return m.sides[border].contact[side-East] }

// Stretches returns what is inside the polygon of the side between a border cell and its
// neighbour to the East or the North, from south to north or from west to east. Of
// whole cells the whole side is.
func (m *Mesh) Stretches(border int32, side Side) []Stretch {
	s := &m.sides[border]
	if side == East {
		return m.stretches[s.first:s.north]
	}
	return m.stretches[s.north:s.end]
}

// sideCutter cuts sides at the points where the boundary crosses or touches
// them. A vertex on a line is in the cell west or south of it, so a cell's own visits
// hold all that lies on its east and north sides.
type sideCutter struct{ marks []mark }

// mark is a place on a side, and by how much the winding number rises there.
type mark struct {
	place
	rise int
}

// place is a position along a side: an E7 and what was rounded off.
type place struct {
	at    geo.E7
	finer float32
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.at, q.at), cmp.Compare(p.finer, q.finer))
}

func (k *sideCutter) cell(m *Mesh, border int) {
	o := m.o
	c, b, s := &o.cells[border], &m.Borders[border], &m.sides[border]
	s.first = int32(len(m.stretches))
	k.collect(m, c, East)
	if b.East >= 0 {
		wind := int(c.windSW)
		for _, v := range o.byCell[c.first:c.end] {
			_, south := o.visits[v].winding()
			wind += south
		}
		s.contact[0] = k.cut(m, wind, o.ys[c.row+1], o.ys[c.row])
	}
	s.north = int32(len(m.stretches))
	k.collect(m, c, North)
	if b.North >= 0 {
		s.contact[1] = k.cut(m, int(c.windNW), o.xs[c.col], o.xs[c.col+1])
	}
	s.end = int32(len(m.stretches))
}

// collect gathers the marks of the cell's east or north side. Along the east side, northwards,
// the polygon begins where the boundary leaves over it; along the
// north side, eastwards, where it enters.
func (k *sideCutter) collect(m *Mesh, c *cell, side Side) {
	o := m.o
	k.marks = k.marks[:0]
	along := func(p Point) (geo.E7, bool) {
		if side == East {
			return p.Y, p.X == o.xs[c.col+1]
		}
		return p.X, p.Y == o.ys[c.row]
	}
	enter := 1
	if side == East {
		enter = -1
	}
	for _, v := range o.byCell[c.first:c.end] {
		visit := &o.visits[v]
		points := o.points[visit.first:visit.end]
		last := len(points) - 1
		for i, p := range points[:last] {
			at, on := along(p)
			if !on || i == 0 && visit.Enter != NoSide {
				continue
			}
			k.marks = append(k.marks, mark{place: place{at: at}})
			// Of a ring inside the cell, the first point is also the last.
			for _, q := range [2]Point{points[(i+last-1)%last], points[i+1]} {
				if _, on := along(q); on && q != p {
					m.Ends = append(m.Ends, p)
				}
			}
		}
		if visit.Enter == side {
			at, _ := along(points[0])
			k.marks = append(k.marks, mark{place{at, visit.finer[0]}, enter})
		}
		if visit.Exit == side {
			at, _ := along(points[len(points)-1])
			k.marks = append(k.marks, mark{place{at, visit.finer[1]}, -enter})
		}
	}
}

// cut appends the stretches between low and high, where wind is the winding number at low.
func (k *sideCutter) cut(m *Mesh, wind int, low, high geo.E7) Contact {
	// Of marks at one place, those where the polygon begins come first: the
	// side is touched there.
	slices.SortFunc(k.marks, func(a, b mark) int {
		return cmp.Or(a.compare(b.place), cmp.Compare(b.rise, a.rise))
	})
	contact := Apart
	from := place{at: low}
	step := func(to place) {
		if wind <= 0 {
			from = to
			return
		}
		contact = max(contact, Touching)
		if from.compare(to) < 0 {
			contact = Joined
		}
		if from.at < to.at {
			m.stretches = append(m.stretches, Stretch{from.at, to.at})
		}
		from = to
	}
	for _, mk := range k.marks {
		step(mk.place)
		wind += mk.rise
	}
	step(place{at: high})
	return contact
}
