package raster

import (
	"errors"
	"fmt"
	"math"

	"phusong/geo"
)

// Grid places Cols x Rows cells on the map, north up, in degrees of WGS 84.
// Column 0 is the westernmost, row 0 the northernmost. West and North are the
// outer edges of cell (0,0), never its centre.
type Grid struct {
	West, North  float64 // degrees, outer edges
	StepX, StepY float64 // degrees, both positive
	Cols, Rows   int
	// Col0 and Row0 count the cells between West, North and cell (0,0): a window
	// keeps the origin of its parent, and so the very same rounded edges.
	Col0, Row0 int
}

// Validate says what makes the grid unusable: no cells, a step that is not
// positive, edges beyond the globe or neighbouring edges that fall on the same
// E7 value.
func (g Grid) Validate() error {
	var errs []error
	if g.Cols <= 0 || g.Rows <= 0 || g.Cols > math.MaxInt32 || g.Rows > math.MaxInt32 {
		errs = append(errs, fmt.Errorf("grid of %d x %d cells", g.Cols, g.Rows))
	}
	if !(g.StepX >= 1e-6) || !(g.StepY >= 1e-6) || g.StepX > 360 || g.StepY > 180 {
		errs = append(errs, fmt.Errorf("grid step %v x %v degrees, want 1e-6 or more", g.StepX, g.StepY))
	}
	const slack = 1e-6
	west, east, north, south := g.lon(0), g.lon(g.Cols), g.lat(0), g.lat(g.Rows)
	if !(west >= -180-slack && east <= 180+slack && north <= 90+slack && south >= -90-slack) {
		errs = append(errs, fmt.Errorf("grid from %v,%v to %v,%v leaves the globe", west, south, east, north))
	}
	return errors.Join(errs...)
}

// EdgeX returns the west edge of column col; col may be Cols for the last east edge.
func (g Grid) EdgeX(col int) geo.E7 {
	return geo.ToE7(clamp(g.lon(col), 180))
}

// EdgeY returns the north edge of row; row may be Rows for the last south edge.
// EdgeY falls as row rises.
func (g Grid) EdgeY(row int) geo.E7 {
	return geo.ToE7(clamp(g.lat(row), 90))
}

// The conversions forbid fused multiply-add, which would round differently on
// other processors.
func (g Grid) lon(col int) float64 { return g.West + float64(float64(g.Col0+col)*g.StepX) }
func (g Grid) lat(row int) float64 { return g.North - float64(float64(g.Row0+row)*g.StepY) }

func clamp(v, limit float64) float64 { return math.Max(-limit, math.Min(limit, v)) }

// Center returns the middle of a cell in degrees, the point at which coverage
// is decided.
func (g Grid) Center(col, row int) (lon, lat float64) {
	return (g.EdgeX(col).Degrees() + g.EdgeX(col+1).Degrees()) / 2,
		(g.EdgeY(row).Degrees() + g.EdgeY(row+1).Degrees()) / 2
}

// Col returns the column that holds x by the half-open rule EdgeX(c) < x <=
// EdgeX(c+1); it is outside [0,Cols) when x is outside the grid. The rule is
// that of a grid line moved east by less than any E7: a vertex on a line is
// west of it.
func (g Grid) Col(x geo.E7) int {
	c := bounded(math.Floor((x.Degrees()-g.West)/g.StepX)-float64(g.Col0), g.Cols)
	for c > -1 && g.EdgeX(c) >= x {
		c--
	}
	for c < g.Cols && g.EdgeX(c+1) < x {
		c++
	}
	return c
}

// Row returns the row that holds y by the half-open rule EdgeY(r+1) < y <=
// EdgeY(r): a vertex on a line is south of it.
func (g Grid) Row(y geo.E7) int {
	r := bounded(math.Floor((g.North-y.Degrees())/g.StepY)-float64(g.Row0), g.Rows)
	for r > -1 && g.EdgeY(r) < y {
		r--
	}
	for r < g.Rows && g.EdgeY(r+1) >= y {
		r++
	}
	return r
}

// bounded limits a float cell number to [-1,n], so that a far coordinate costs no walk.
func bounded(v float64, n int) int { return int(math.Max(-1, math.Min(v, float64(n)))) }

// Index is the cell's place in row-major order.
func (g Grid) Index(col, row int) int { return row*g.Cols + col }

// Subdivide returns the grid with every cell cut into n x n equal cells.
func (g Grid) Subdivide(n int) Grid {
	g.StepX, g.StepY = g.StepX/float64(n), g.StepY/float64(n)
	g.Cols, g.Rows, g.Col0, g.Row0 = g.Cols*n, g.Rows*n, g.Col0*n, g.Row0*n
	return g
}

// Window cuts the grid to the columns [col0,col1) and rows [row0,row1), which
// must lie inside it.
func (g Grid) Window(col0, row0, col1, row1 int) Grid {
	g.Col0, g.Row0 = g.Col0+col0, g.Row0+row0
	g.Cols, g.Rows = col1-col0, row1-row0
	return g
}
