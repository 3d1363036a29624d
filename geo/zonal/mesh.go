package zonal

import (
	"cmp"
	"slices"

	"phusong/geo"
)

// Mesh says how the cells of an outline hang together. It is what polygons of
// some of the cells are made from.
type Mesh struct {
	Cells []MeshCell // row-major
	// CellOf is the index in Cells of each visit's cell.
	CellOf []int32
	// Ends are the vertices where edges begin or end that run along grid lines,
	// sorted by ComparePoints.
	Ends []Point

	o         *Outline
	sides     []sides // of each visited cell
	stretches []Stretch

	touches     []touch // sorted by piece, in its direction
	touchPoints []Point // sorted
}

// MeshCell is a cell that the polygon covers or touches.
type MeshCell struct {
	Col, Row int32
	// AreaM2 is the area of the polygon inside; 0 where it only touches the cell.
	AreaM2      float64
	East, North int32 // index of the neighbour there, or -1
	visited     int32 // index in Outline.cells, or -1 for whole cells
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
// proportional to the cells that the polygon covers. The caller must not change it.
func (o *Outline) Mesh() *Mesh {
	o.meshOnce.Do(func() { o.mesh = o.newMesh() })
	return o.mesh
}

func (o *Outline) newMesh() *Mesh {
	m := &Mesh{o: o, CellOf: make([]int32, len(o.visits)), sides: make([]sides, len(o.cells))}
	inner := o.inner
	all := len(o.cells)
	for _, run := range inner {
		all += int(run.Col1 - run.Col0)
	}
	m.Cells = make([]MeshCell, 0, all)
	for i := range o.cells {
		c := &o.cells[i]
		for len(inner) > 0 && (inner[0].Row < c.row || inner[0].Row == c.row && inner[0].Col0 < c.col) {
			for col := inner[0].Col0; col < inner[0].Col1; col++ {
				m.add(col, inner[0].Row, o.rectAreaM2(col, inner[0].Row), -1)
			}
			inner = inner[1:]
		}
		for _, v := range o.byCell[c.first:c.end] {
			m.CellOf[v] = int32(len(m.Cells))
		}
		m.add(c.col, c.row, c.areaM2, int32(i))
	}
	m.link()
	var cut sideCutter
	for i := range m.Cells {
		if m.Cells[i].visited >= 0 {
			cut.cell(m, &m.Cells[i])
		}
	}
	m.findTouches()
	slices.SortFunc(m.Ends, ComparePoints)
	m.Ends = slices.Compact(m.Ends)
	return m
}

func (m *Mesh) add(col, row int32, areaM2 float64, visited int32) {
	m.Cells = append(m.Cells, MeshCell{Col: col + int32(m.o.col0), Row: row + int32(m.o.row0),
		AreaM2: areaM2, East: -1, North: -1, visited: visited})
}

// link finds the neighbours; those of the row above by going along both rows.
func (m *Mesh) link() {
	above := 0
	for i := range m.Cells {
		c := &m.Cells[i]
		if i+1 < len(m.Cells) && m.Cells[i+1].Row == c.Row && m.Cells[i+1].Col == c.Col+1 {
			c.East = int32(i + 1)
		}
		for m.Cells[above].Row < c.Row-1 || m.Cells[above].Row == c.Row-1 && m.Cells[above].Col < c.Col {
			above++
		}
		if m.Cells[above].Row == c.Row-1 && m.Cells[above].Col == c.Col {
			c.North = int32(above)
		}
	}
}

// Visits returns the visits to a cell, as indexes into Outline.Visits.
func (m *Mesh) Visits(cell int32) []int32 {
	v := m.Cells[cell].visited
	if v < 0 {
		return nil
	}
	return m.o.byCell[m.o.cells[v].first:m.o.cells[v].end]
}

// Box returns the cell's edges.
func (m *Mesh) Box(cell int32) (west, south, east, north geo.E7) {
	c := &m.Cells[cell]
	col, row := int(c.Col)-m.o.col0, int(c.Row)-m.o.row0
	return m.o.xs[col], m.o.ys[row+1], m.o.xs[col+1], m.o.ys[row]
}

// Contact returns how a cell meets its neighbour to the East or the North.
func (m *Mesh) Contact(cell int32, side Side) Contact {
	if v := m.Cells[cell].visited; v >= 0 {
		return m.sides[v].contact[side-East]
	}
	return Joined
}

// Stretches returns what is inside the polygon of the side between a cell and its
// neighbour to the East or the North, from south to north or from west to east.
func (m *Mesh) Stretches(cell int32, side Side) []Stretch {
	if v := m.Cells[cell].visited; v >= 0 {
		s := &m.sides[v]
		if side == East {
			return m.stretches[s.first:s.north]
		}
		return m.stretches[s.north:s.end]
	}
	west, south, east, north := m.Box(cell)
	if side == East {
		return []Stretch{{south, north}}
	}
	return []Stretch{{west, east}}
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

func (k *sideCutter) cell(m *Mesh, mc *MeshCell) {
	o := m.o
	c := &o.cells[mc.visited]
	s := &m.sides[mc.visited]
	s.first = int32(len(m.stretches))
	k.collect(m, c, East)
	if mc.East >= 0 {
		wind := int(c.windSW)
		for _, v := range o.byCell[c.first:c.end] {
			_, south := o.visits[v].winding()
			wind += south
		}
		s.contact[0] = k.cut(m, wind, o.ys[c.row+1], o.ys[c.row])
	}
	s.north = int32(len(m.stretches))
	k.collect(m, c, North)
	if mc.North >= 0 {
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
