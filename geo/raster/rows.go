package raster

import (
	"fmt"

	"phusong/geo"
)

// Window is the part [Col0,Col1) x [Row0,Row1) of a raster, in its own cells.
type Window struct{ Col0, Row0, Col1, Row1 int }

// Cells returns the number of cells of the window.
func (w Window) Cells() int { return (w.Col1 - w.Col0) * (w.Row1 - w.Row0) }

// Check returns an error unless the window holds at least one cell and lies
// inside cols x rows.
func (w Window) Check(cols, rows int) error {
	if w.Col0 < 0 || w.Row0 < 0 || w.Col0 >= w.Col1 || w.Row0 >= w.Row1 || w.Col1 > cols || w.Row1 > rows {
		return fmt.Errorf("window of columns [%d,%d) and rows [%d,%d) is empty or leaves the raster of %d x %d cells",
			w.Col0, w.Col1, w.Row0, w.Row1, cols, rows)
	}
	return nil
}

// RowReader reads a raster file of any format piece by piece, so that its size
// is not bounded by memory. Implementations hold decoding state and are not
// safe for concurrent use.
type RowReader interface {
	// Grid places the cells; it fails when the file is not in degrees of WGS 84.
	Grid() (Grid, error)
	// ReadRows fills dst with rows*Cols values, row-major, from row row0 down.
	// NaN is NoData. Reading from north to south decodes every byte once; going
	// back is allowed but may decode again from an earlier row.
	ReadRows(row0, rows int, dst []float64) error
	// ReadWindow is ReadRows for part of the columns: dst receives w.Cells()
	// values, row-major.
	ReadWindow(w Window, dst []float64) error
}

// ReadBand reads a window into memory as float32, the precision of heights and
// levels. Counts above 2^24 lose their units: sum those from ReadRows.
func ReadBand(r RowReader, w Window) (*Band, error) {
	g, err := r.Grid()
	if err != nil {
		return nil, err
	}
	if err := w.Check(g.Cols, g.Rows); err != nil {
		return nil, err
	}
	b := &Band{Grid: g.Window(w.Col0, w.Row0, w.Col1, w.Row1), Values: make([]float32, 0, w.Cells())}
	line := make([]float64, w.Col1-w.Col0)
	for row := w.Row0; row < w.Row1; row++ {
		if err := r.ReadWindow(Window{w.Col0, row, w.Col1, row + 1}, line); err != nil {
			return nil, err
		}
		for _, v := range line {
			b.Values = append(b.Values, float32(v))
		}
	}
	return b, nil
}

// WindowOf returns the smallest window of the grid that holds the box, by the
// rules of Col and Row; ok is false when box and grid have no cell in common.
func (g Grid) WindowOf(west, south, east, north geo.E7) (w Window, ok bool) {
	w = Window{
		Col0: max(g.Col(west), 0), Col1: min(g.Col(east)+1, g.Cols),
		Row0: max(g.Row(north), 0), Row1: min(g.Row(south)+1, g.Rows),
	}
	return w, w.Check(g.Cols, g.Rows) == nil
}
