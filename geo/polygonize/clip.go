package polygonize

import (
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// CellIndex is a cell of the grid.
type CellIndex struct{ Col, Row int32 }

// Bar is a stretch of cells [Col0,Col1) of a row, numbered in the outline's mesh from
// First on.
type Bar struct{ Row, Col0, Col1, First int32 }

// Part is a connected component of the chosen cells of a polygon.
type Part struct {
	// Geometry is the part of the polygon in these cells: valid, on E7, shells
	// counterclockwise, holes clockwise, canonical as in package overlay. It has
	// several polygons where the border visits a cell more than once, and
	// is empty where the polygon touches the cells without having area in them.
	Geometry orb.MultiPolygon
	Bars     []Bar // by row, then column
}

// Cells lists the cells of a part by row, then column.
func (p *Part) Cells() []CellIndex {
	var all []CellIndex
	for _, b := range p.Bars {
		for col := b.Col0; col < b.Col1; col++ {
			all = append(all, CellIndex{col, b.Row})
		}
	}
	return all
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
	m := o.Mesh()
	chosen := raster.Bits(nil).Reset(m.Len())
	for _, s := range m.Spans {
		for col := s.Col0; col < s.Col1; col++ {
			if in(int(col), int(s.Row)) {
				chosen.Set(int(s.First + col - s.Col0))
			}
		}
	}
	c := pool.Get().(*Clipper)
	defer pool.Put(c)
	var parts []Part
	for _, p := range c.Clip(o, chosen) {
		parts = append(parts, Part{p.Geometry, slices.Clone(p.Bars)})
	}
	return parts
}

var pool = sync.Pool{New: func() any { return new(Clipper) }}

// Clipper clips in memory that it uses again. The zero value is ready; it serves one
// goroutine.
type Clipper struct {
	o      *zonal.Outline
	m      *zonal.Mesh
	chosen raster.Bits // by cell

	bars     []bar
	barRows  []int32    // index of the first bar of each row of the window, and len(bars)
	loose    []touching // bars that touch in a point
	ofBorder []int32    // part of each border cell, or -1

	segments []overlay.Segment
	along    []span // pieces of the polygon's own edges on grid lines
	uprights [2][]upright
	visits   []int32 // of a ring
	keep     []bool  // for each of them, whether its first cut point stays

	quickBuffers
	thinner thinner
	parts   []Part
	ofParts []Bar
	count   []int32
}

// Clip is the function Clip for cells chosen by their number in the outline's mesh. The
// parts are good until the next call; their geometry may be the outline's own polygon, and
// must not be changed.
func (c *Clipper) Clip(o *zonal.Outline, chosen raster.Bits) []Part {
	c.o, c.m, c.chosen = o, o.Mesh(), chosen
	defer func() { c.o, c.m, c.chosen = nil, nil, nil }()
	n := c.label()
	if n == 0 {
		return nil
	}
	if c.whole(n) {
		parts := c.gather(n)
		parts[0].Geometry = o.Polygon()
		return parts
	}
	c.segments, c.along, c.bent = c.segments[:0], c.along[:0], c.bent[:0]
	c.sides()
	c.lattice = len(c.segments)
	for _, r := range o.Rings() {
		c.isBent = false
		c.ring(r)
	}
	parts := c.gather(n)
	c.thinner.begin(c)
	if c.quick(parts) {
		return parts
	}
	for _, f := range overlay.Assemble(c.segments) {
		p := &parts[f.Tag]
		p.Geometry = append(p.Geometry, f.Polygon)
	}
	for i := range parts {
		if len(parts[i].Geometry) > 0 {
			parts[i].Geometry = settle(c.thinner.thin(parts[i].Geometry))
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

// gather makes the result's parts with their bars.
func (c *Clipper) gather(n int) []Part {
	c.count = append(c.count[:0], make([]int32, n)...)
	for i := range c.bars {
		c.count[c.bars[i].part]++
	}
	c.parts, c.ofParts = slices.Grow(c.parts[:0], n)[:n], slices.Grow(c.ofParts[:0], len(c.bars))[:len(c.bars)]
	from := int32(0)
	for i := range c.parts {
		c.parts[i] = Part{Bars: c.ofParts[from : from : from+c.count[i]]}
		from += c.count[i]
	}
	for i := range c.bars {
		p := &c.parts[c.bars[i].part]
		p.Bars = append(p.Bars, c.bars[i].Bar)
	}
	return c.parts
}
