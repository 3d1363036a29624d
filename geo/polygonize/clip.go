package polygonize

import (
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"phusong/geo/overlay"
	"phusong/geo/zonal"
)

// CellIndex is a cell of the grid.
type CellIndex struct{ Col, Row int32 }

// Part is a connected component of the chosen cells of a polygon.
type Part struct {
	// Geometry is the part of the polygon in these cells: valid, on E7, shells
	// counterclockwise, holes clockwise, canonical as in package overlay. It has
	// several polygons where the border visits a cell more than once, and
	// is empty where the polygon touches the cells without having area in them.
	Geometry orb.MultiPolygon
	Cells    []CellIndex // by row, then column
}

// Clip returns the part of the polygon that lies in the cells for which in
// holds, one Part for each connected component, sorted by first cell. Every cell
// that the polygon covers or touches is in the Part of one component or out.
//
// Two cells are connected when a stretch of their common side is inside the
// polygon; a corner does not connect. A cell that the polygon only touches goes
// with a chosen neighbour that it touches the same way.
//
// The result keeps the polygon's vertices and edges where they are; new vertices are
// E7 points on grid lines, at most half a unit from the edge that they cut. If
// in holds everywhere, the parts together are the polygon itself. in is called once
// for each cell, by row, then column.
func Clip(o *zonal.Outline, in func(col, row int) bool) []Part {
	c := pool.Get().(*clipper)
	c.o, c.m = o, o.Mesh()
	defer func() {
		c.o, c.m = nil, nil
		pool.Put(c)
	}()
	n := c.label(in)
	if n == 0 {
		return nil
	}
	c.sides()
	for _, r := range o.Rings() {
		c.ring(r)
	}
	parts := c.parts(n)
	for _, f := range overlay.Assemble(c.segments) {
		p := &parts[f.Tag]
		p.Geometry = append(p.Geometry, f.Polygon)
	}
	t := newThinner(c)
	for i := range parts {
		if len(parts[i].Geometry) > 0 {
			parts[i].Geometry = settle(t.thin(parts[i].Geometry))
		}
	}
	return parts
}

// settle makes a part valid where rounding has let its border touch or cross
// itself; nothing else is changed.
func settle(mp orb.MultiPolygon) orb.MultiPolygon {
	mp, _ = overlay.Repair(mp)
	return mp
}

// clipper holds the buffers of a Clip.
type clipper struct {
	o *zonal.Outline
	m *zonal.Mesh

	part     []int32 // of each cell, or -1; while labelling, a cell of the same part (union-find)
	solid    []bool  // whether the component that begins here has area
	loose    [][2]int32
	segments []overlay.Segment
	along    []span  // pieces of the polygon's own edges on grid lines
	visits   []int32 // of a ring
	keep     []bool  // for each of them, whether its first cut point stays
}

var pool = sync.Pool{New: func() any { return new(clipper) }}

// label numbers the components of the chosen cells in part and returns how many there are.
func (c *clipper) label(in func(col, row int) bool) int {
	cells := c.m.Cells
	c.part, c.solid, c.loose = slices.Grow(c.part[:0], len(cells)), slices.Grow(c.solid[:0], len(cells)), c.loose[:0]
	for i := range cells {
		own := int32(-1)
		if in(int(cells[i].Col), int(cells[i].Row)) {
			own = int32(i)
		}
		c.part, c.solid = append(c.part, own), append(c.solid, cells[i].AreaM2 > 0)
	}
	for i := range cells {
		if c.part[i] >= 0 {
			c.meet(int32(i), cells[i].East, zonal.East)
			c.meet(int32(i), cells[i].North, zonal.North)
		}
	}
	for again := true; again; {
		again = false
		for _, pair := range c.loose {
			a, b := c.find(pair[0]), c.find(pair[1])
			if a != b && !(c.solid[a] && c.solid[b]) {
				c.union(a, b)
				again = true
			}
		}
	}
	return c.number()
}

// meet connects a chosen cell with its neighbour, if that is chosen too.
func (c *clipper) meet(i, neighbour int32, side zonal.Side) {
	if neighbour < 0 || c.part[neighbour] < 0 {
		return
	}
	switch c.m.Contact(i, side) {
	case zonal.Joined:
		if a, b := c.find(i), c.find(neighbour); a != b {
			c.union(a, b)
		}
	case zonal.Touching:
		c.loose = append(c.loose, [2]int32{i, neighbour})
	}
}

func (c *clipper) find(i int32) int32 {
	for c.part[i] != i {
		c.part[i] = c.part[c.part[i]]
		i = c.part[i]
	}
	return i
}

// union joins two components under their first cell.
func (c *clipper) union(a, b int32) {
	a, b = min(a, b), max(a, b)
	c.part[b] = a
	c.solid[a] = c.solid[a] || c.solid[b]
}

// number replaces cells of the same part by the number of the part: that of its
// first cell, which comes first, as numbers and cells both ascend.
func (c *clipper) number() int {
	n := 0
	for i := range c.part {
		if c.part[i] == int32(i) {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	roots := int32(0)
	for i, p := range c.part {
		switch {
		case p < 0:
		case p == int32(i):
			c.part[i] = roots
			roots++
		default: // p < i is numbered already
			c.part[i] = c.part[p]
		}
	}
	return n
}

// sides adds the stretches between chosen cells and others, the chosen one on the left.
func (c *clipper) sides() {
	c.segments, c.along = c.segments[:0], c.along[:0]
	for i := range c.m.Cells {
		own := c.part[i]
		cell := &c.m.Cells[i]
		if e := cell.East; e >= 0 && (own < 0) != (c.part[e] < 0) {
			_, _, x, _ := c.m.Box(int32(i))
			for _, s := range c.m.Stretches(int32(i), zonal.East) {
				c.side(overlay.Point{X: x, Y: s.Low}, overlay.Point{X: x, Y: s.High}, own, c.part[e])
			}
		}
		if n := cell.North; n >= 0 && (own < 0) != (c.part[n] < 0) {
			_, _, _, y := c.m.Box(int32(i))
			for _, s := range c.m.Stretches(int32(i), zonal.North) {
				c.side(overlay.Point{X: s.High, Y: y}, overlay.Point{X: s.Low, Y: y}, own, c.part[n])
			}
		}
	}
}

// side adds a stretch that has the cell of part left on its left, from a to b.
func (c *clipper) side(a, b overlay.Point, left, right int32) {
	if left < 0 {
		a, b, left = b, a, right
	}
	c.segments = append(c.segments, overlay.Segment{A: a, B: b, Tag: int(left)})
}

// parts makes the result's parts with their cells.
func (c *clipper) parts(n int) []Part {
	count, all := make([]int32, n), int32(0)
	for _, p := range c.part {
		if p >= 0 {
			count[p]++
			all++
		}
	}
	cells, parts := make([]CellIndex, all), make([]Part, n)
	for i := range parts {
		parts[i].Cells = cells[:0:count[i]]
		cells = cells[count[i]:]
	}
	for i, p := range c.part {
		if p >= 0 {
			parts[p].Cells = append(parts[p].Cells, CellIndex{c.m.Cells[i].Col, c.m.Cells[i].Row})
		}
	}
	return parts
}
