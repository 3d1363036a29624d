package scanline

import (
	"math/bits"
	"slices"
)

// Point is a place in the units of the grid.
type Point struct{ X, Y int64 }

// Span is the cells From to To-1 of a row, whose centres lie in a unit.
type Span struct {
	Row, From, To int32
	Unit          int32
}

// Outline collects the edges of one unit and gives its spans. It keeps memory of its
// own, for the next unit, and serves one goroutine.
type Outline struct {
	grid *Grid
	// A cut is row, column and direction of a crossing in one number, so that sorting
	// puts them in the order of the rows: row<<32 | column<<1 | 1 where it goes north.
	cuts []uint64
}

// NewOutline returns an outline over g without edges.
func NewOutline(g *Grid) *Outline { return &Outline{grid: g} }

// Reset forgets all edges.
func (o *Outline) Reset() { o.cuts = o.cuts[:0] }

// AddRing adds a ring, closed or not, as a hole or as an outer ring whichever way it
// winds. Coordinates must be within 2^50.
func (o *Outline) AddRing(ring []Point, hole bool) {
	if len(ring) < 3 {
		return
	}
	before := len(o.cuts)
	last := ring[len(ring)-1]
	lastRow := o.grid.rowFrom(last.Y)
	area := 0.0
	x0, y0 := ring[0].X, ring[0].Y
	for _, p := range ring {
		area += float64(float64(last.X-x0)*float64(p.Y-y0)) - float64(float64(p.X-x0)*float64(last.Y-y0))
		row := lastRow
		if p.Y != last.Y {
			row = o.grid.rowFrom(p.Y)
		}
		switch {
		case row < lastRow: // north
			o.edge(last, p, row, lastRow, 1)
		case row > lastRow:
			o.edge(p, last, lastRow, row, 0)
		}
		last, lastRow = p, row
	}
	if (area < 0) != hole {
		for i := range o.cuts[before:] {
			o.cuts[before+i] ^= 1
		}
	}
}

// shortEdge is the length up to which products of an edge fit int64, whatever column nearer than nearGrid they
// are taken for.
const (
	shortEdge = 1 << 24
	nearGrid  = 1 << 38
)

// edge adds the crossings of the rows from row to end-1 by an edge from a, south, to b.
func (o *Outline) edge(a, b Point, row, end int, direction uint64) {
	g := o.grid
	dx, dy := b.X-a.X, b.Y-a.Y
	slope := float64(dx) / float64(dy)
	short := dx < shortEdge && dx > -shortEdge && dy < shortEdge && g.x[g.cols-1]-a.X < nearGrid && a.X-g.x[0] < nearGrid
	for ; row < end; row++ {
		up := g.y[row] - a.Y
		x := float64(a.X) + float64(float64(up)*slope)
		col := guess((x-g.x0)*g.perX+1, g.cols)
		if short {
			along := up * dx
			for col > 0 && (g.x[col-1]-a.X)*dy > along {
				col--
			}
			for col < g.cols && (g.x[col]-a.X)*dy <= along {
				col++
			}
		} else {
			for col > 0 && greater(g.x[col-1]-a.X, dy, up, dx) {
				col--
			}
			for col < g.cols && !greater(g.x[col]-a.X, dy, up, dx) {
				col++
			}
		}
		o.cuts = append(o.cuts, uint64(row)<<32|uint64(col)<<1|direction)
	}
}

// greater tells whether a*b > c*d, for b and c of zero or more.
func greater(a, b, c, d int64) bool {
	if (a < 0) != (d < 0) {
		return a >= 0 && (a > 0 && b > 0 || d < 0 && c > 0)
	}
	if a < 0 {
		a, b, c, d = -d, c, b, -a // -d*c > -a*b
	}
	high1, low1 := bits.Mul64(uint64(a), uint64(b))
	high2, low2 := bits.Mul64(uint64(c), uint64(d))
	return high1 > high2 || high1 == high2 && low1 > low2
}

// Spans appends the spans of the unit, by rows and from west to east. It is false when
// the rings cross or overlap somewhere, so that a place is wound around otherwise than
// once or not at all; the spans are then what is wound around any number of times
// but zero. Faults between two rows that change no cell are not seen.
func (o *Outline) Spans(dst []Span, unit int32) (spans []Span, ok bool) {
	slices.Sort(o.cuts)
	ok = true
	winding, from := 0, int32(0)
	for i, c := range o.cuts {
		col := int32(uint32(c) >> 1)
		was := winding
		if c&1 == 0 {
			winding++
		} else {
			winding--
		}
		if was == 0 {
			from = col
		} else if winding == 0 && col > from {
			row := int32(c >> 32)
			if n := len(dst); n > 0 && dst[n-1].Row == row && dst[n-1].Unit == unit && dst[n-1].To == from {
				dst[n-1].To = col
			} else {
				dst = append(dst, Span{Row: row, From: from, To: col, Unit: unit})
			}
		}
		if (winding < 0 || winding > 1) && (i+1 == len(o.cuts) || o.cuts[i+1]>>1 != c>>1) {
			ok = false // crossings at one place count together
		}
	}
	return dst, ok
}

// EastOf tells whether a point on the row of an edge lies east of it, by the rule of
// borders: a point on the edge is west of it. The edge must not be level.
func EastOf(p, a, b Point) bool {
	if a.Y > b.Y {
		a, b = b, a
	}
	return greater(p.X-a.X, b.Y-a.Y, p.Y-a.Y, b.X-a.X)
}
