package scanline

import (
	"fmt"
	"math"
)

// maxCoordinate bounds coordinates, so that their differences are exact float64 values
// and squares of distances within the bound of radii fit int64.
const maxCoordinate = 1 << 50

// Grid holds the places of cell centres, in units of the caller such as millimetres:
// columns from west to east, rows from north to south. It is read-only and may be shared.
type Grid struct {
	x, y       []int64
	perX, perY float64 // cells per unit, on average
	x0, y0     float64
	cols, rows int
}

// NewGrid takes the places of columns, rising, and of rows, falling. It keeps both.
func NewGrid(x, y []int64) (*Grid, error) {
	if len(x) == 0 || len(y) == 0 || len(x) > math.MaxInt32/2 || len(y) > math.MaxInt32/2 {
		return nil, fmt.Errorf("a grid of %d x %d cells", len(x), len(y))
	}
	for i, v := range x {
		if v < -maxCoordinate || v > maxCoordinate || i > 0 && v <= x[i-1] {
			return nil, fmt.Errorf("column %d lies at %d, which is not east of the one before it, or out of range", i, v)
		}
	}
	for i, v := range y {
		if v < -maxCoordinate || v > maxCoordinate || i > 0 && v >= y[i-1] {
			return nil, fmt.Errorf("row %d lies at %d, which is not south of the one before it, or out of range", i, v)
		}
	}
	g := &Grid{x: x, y: y, cols: len(x), rows: len(y), x0: float64(x[0]), y0: float64(y[0])}
	g.perX, g.perY = 1, 1
	if g.cols > 1 {
		g.perX = float64(g.cols-1) / float64(x[g.cols-1]-x[0])
	}
	if g.rows > 1 {
		g.perY = float64(g.rows-1) / float64(y[0]-y[g.rows-1])
	}
	return g, nil
}

// Cols is the number of columns.
func (g *Grid) Cols() int { return g.cols }

// Rows is the number of rows.
func (g *Grid) Rows() int { return g.rows }

// X is the place of a column's centres.
func (g *Grid) X(col int) int64 { return g.x[col] }

// Y is the place of a row's centres.
func (g *Grid) Y(row int) int64 { return g.y[row] }

// rowFrom is the first row at y or south of it, Rows when there is none: an edge
// crosses the rows from that of its northern end to before that of its southern one.
func (g *Grid) rowFrom(y int64) int {
	row := guess((g.y0-float64(y))*g.perY+1, g.rows)
	for row > 0 && g.y[row-1] <= y {
		row--
	}
	for row < g.rows && g.y[row] > y {
		row++
	}
	return row
}

// guess is a number of cells rounded into 0 to n.
func guess(v float64, n int) int {
	if !(v > 0) {
		return 0
	}
	if v >= float64(n) {
		return n
	}
	return int(v)
}
