package zonal

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/raster"
)

// Point is a position on the E7 lattice.
type Point struct{ X, Y geo.E7 }

// Side is one of the four sides of a cell.
type Side uint8

// The sides of a cell; NoSide stands for a ring that never leaves its cell.
const (
	NoSide Side = iota
	West
	East
	North
	South
)

// Visit is one passage of a ring through one cell, from the point where it
// enters to the point where it leaves, or a whole ring that stays in its cell.
type Visit struct {
	Enter, Exit Side
	cell        [2]int32   // column and row in the outline's window
	first, end  int32      // Outline.points[first:end]
	finer       [2]float32 // what rounding took off the places of entry and exit along their sides
}

// EntersOnLattice reports whether the point of entry is not rounded.
func (v *Visit) EntersOnLattice() bool { return v.finer[0] == 0 }

// ExitsOnLattice reports whether the point of exit is not rounded.
func (v *Visit) ExitsOnLattice() bool { return v.finer[1] == 0 }

// maxVertices bounds an outline so that its cut points can be numbered by int32.
const maxVertices = 1 << 28

// Outline is a polygon's boundary cut at the lines of a grid. It is made once
// for a polygon and a grid and never changes: concurrent use is safe.
type Outline struct {
	grid       raster.Grid
	polygon    orb.MultiPolygon // as given
	col0, row0 int              // of the window around the polygon
	xs, ys     []geo.E7         // the window's lines, west to east and north to south
	points     []Point
	visits     []Visit
	rings      []Ring
	cells      []cell  // that the boundary visits, row-major
	byCell     []int32 // visits sorted by cell
	inner      []Run   // whole cells between visited ones, window columns and rows

	meshOnce sync.Once
	mesh     *Mesh // before meshOnce: one that is no longer needed, or nil
}

// Ring is a ring of the polygon as a run of visits, Outline.Visits()[First:End],
// each entering where the one before left, and the last leaving where the first
// entered. A ring inside one cell is one visit with NoSide.
type Ring struct{ First, End int32 }

// cell is a cell with boundary in it.
type cell struct {
	col, row     int32
	first, end   int32 // Outline.byCell[first:end]
	windNW       int8  // winding numbers at two of its corners
	windSW       int8
	areaM2, part float64
}

// NewOutline cuts a polygon at the lines of g. The polygon must be valid in the
// sense of OGC 06-103r4, section 6.1.11, with shells counterclockwise and holes
// clockwise (overlay.Repair makes it so) and its coordinates must have at most
// seven decimals. It is an error if the polygon leaves the grid, has coordinates
// that are not E7, or is seen not to be valid; not every invalid polygon is.
// An empty polygon has an empty outline. The outline keeps the polygon, which must not change.
func NewOutline(g raster.Grid, mp orb.MultiPolygon) (*Outline, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	o := &Outline{grid: g, polygon: mp}
	if err := newWalker(o).outline(mp); err != nil {
		return nil, err
	}
	return o, nil
}

// outline fills the walker's outline.
func (w *walker) outline(mp orb.MultiPolygon) error {
	box, vertices, err := extent(mp)
	if err != nil || vertices == 0 {
		return err
	}
	if err := w.setWindow(box); err != nil {
		return err
	}
	w.prepare(vertices)
	for _, polygon := range mp {
		for _, ring := range polygon {
			if err := w.ring(ring); err != nil {
				return err
			}
		}
	}
	return w.group(w)
}

// Tracer cuts one polygon after another in memory that it keeps. It is not safe for concurrent use.
type Tracer struct{ walker walker }

// NewTracer prepares for polygons on a grid; it is an error if the grid is not valid.
func NewTracer(g raster.Grid) (*Tracer, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	return &Tracer{walker: walker{Outline: &Outline{grid: g}}}, nil
}

// Outline is NewOutline on the tracer's grid, with the same errors. The outline and its mesh are good until the
// next call.
func (t *Tracer) Outline(mp orb.MultiPolygon) (*Outline, error) {
	o := t.walker.Outline
	*o = Outline{grid: o.grid, polygon: mp, xs: o.xs[:0], ys: o.ys[:0], points: o.points[:0], visits: o.visits[:0], rings: o.rings[:0],
		cells: o.cells[:0], byCell: o.byCell[:0], inner: o.inner[:0], mesh: o.mesh}
	if err := t.walker.outline(mp); err != nil {
		return nil, err
	}
	return o, nil
}

// Footprint is Footprint of the polygon's Outline, with the same errors. What it returns is the caller's.
func (t *Tracer) Footprint(mp orb.MultiPolygon) (Footprint, error) {
	o, err := t.Outline(mp)
	if err != nil {
		return Footprint{}, err
	}
	return o.Footprint(), nil
}

// bounds is a box on the lattice.
type bounds struct{ min, max Point }

// extent checks every coordinate and returns the box around them.
func extent(mp orb.MultiPolygon) (box bounds, vertices int, err error) {
	box = bounds{Point{math.MaxInt32, math.MaxInt32}, Point{math.MinInt32, math.MinInt32}}
	for i, polygon := range mp {
		for j, ring := range polygon {
			vertices += len(ring)
			for _, p := range ring {
				q, err := lattice(p)
				if err != nil {
					return box, 0, fmt.Errorf("polygon %d, ring %d: %w", i+1, j+1, err)
				}
				box.min.X, box.max.X = min(box.min.X, q.X), max(box.max.X, q.X)
				box.min.Y, box.max.Y = min(box.min.Y, q.Y), max(box.max.Y, q.Y)
			}
		}
	}
	if vertices > maxVertices {
		return box, 0, fmt.Errorf("polygon of %d vertices; at most %d can be laid over a grid: split it", vertices, maxVertices)
	}
	return box, vertices, nil
}

// lattice returns the E7 point that p is.
func lattice(p orb.Point) (Point, error) {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
		return Point{}, fmt.Errorf("vertex %v, %v is not on the globe", p[0], p[1])
	}
	q := Point{geo.ToE7(p[0]), geo.ToE7(p[1])}
	if q.X.Degrees() != p[0] || q.Y.Degrees() != p[1] {
		return Point{}, fmt.Errorf("vertex %v, %v has more than 7 decimals: round it first", p[0], p[1])
	}
	return q, nil
}

// setWindow keeps the lines of the grid around the box.
func (o *Outline) setWindow(b bounds) error {
	g := o.grid
	if b.min.X < g.EdgeX(0) || b.max.X > g.EdgeX(g.Cols) || b.min.Y < g.EdgeY(g.Rows) || b.max.Y > g.EdgeY(0) {
		return fmt.Errorf("polygon from %v, %v to %v, %v leaves the grid from %v, %v to %v, %v",
			b.min.X.Degrees(), b.min.Y.Degrees(), b.max.X.Degrees(), b.max.Y.Degrees(),
			g.EdgeX(0).Degrees(), g.EdgeY(g.Rows).Degrees(), g.EdgeX(g.Cols).Degrees(), g.EdgeY(0).Degrees())
	}
	inGrid := func(i, n int) int { return max(0, min(i, n-1)) } // for the outer west and south edges
	o.col0, o.row0 = inGrid(g.Col(b.min.X), g.Cols), inGrid(g.Row(b.max.Y), g.Rows)
	col1, row1 := inGrid(g.Col(b.max.X), g.Cols)+1, inGrid(g.Row(b.min.Y), g.Rows)+1
	o.xs, o.ys = slices.Grow(o.xs[:0], col1-o.col0+1), slices.Grow(o.ys[:0], row1-o.row0+1)
	for c := o.col0; c <= col1; c++ {
		o.xs = append(o.xs, g.EdgeX(c))
	}
	for r := o.row0; r <= row1; r++ {
		o.ys = append(o.ys, g.EdgeY(r))
	}
	for i := 1; i < len(o.xs); i++ {
		if o.xs[i-1] >= o.xs[i] {
			return errFlat
		}
	}
	for i := 1; i < len(o.ys); i++ {
		if o.ys[i-1] <= o.ys[i] {
			return errFlat
		}
	}
	return nil
}

var errFlat = errors.New("grid lines fall on the same 1e-7 degree: the step is too small")

// Grid returns the grid that the outline was cut with.
func (o *Outline) Grid() raster.Grid { return o.grid }

// Polygon returns the polygon that was cut, as it was given. The caller must not change it.
func (o *Outline) Polygon() orb.MultiPolygon { return o.polygon }

// Extent returns the edges of the cells about the polygon.
func (o *Outline) Extent() (west, south, east, north geo.E7) {
	if len(o.xs) == 0 {
		return 0, 0, 0, 0
	}
	return o.xs[0], o.ys[len(o.ys)-1], o.xs[len(o.xs)-1], o.ys[0]
}

// Rings returns the polygon's rings in the order given. The caller must not
// change it.
func (o *Outline) Rings() []Ring { return o.rings }

// Visits returns all passages of all rings. The caller must not change it.
func (o *Outline) Visits() []Visit { return o.visits }

// VisitPoints returns the boundary of a visit: the point where it enters, the
// vertices in the cell, the point where it leaves, the outer two rounded to E7. For
// a ring inside one cell it is the ring, first point repeated at the end. No two
// neighbouring vertices are equal, but a vertex may equal the rounded point
// beside it. The caller must not change it.
func (o *Outline) VisitPoints(v Visit) []Point { return o.points[v.first:v.end] }

// rectAreaM2 is the true area of a cell of the window.
func (o *Outline) rectAreaM2(col, row int32) float64 {
	return geo.RectAreaM2(o.xs[col], o.ys[row+1], o.xs[col+1], o.ys[row])
}
