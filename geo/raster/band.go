package raster

// Band holds one value per cell of a grid, row-major. NaN is NoData.
type Band struct {
	Grid   Grid
	Values []float32
}

// At returns the value of a cell; the cell must be inside the grid.
func (b *Band) At(col, row int) float32 { return b.Values[b.Grid.Index(col, row)] }
