package zonal

// Run is a stretch of cells [Col0,Col1) of one row that lie wholly inside a polygon.
type Run struct{ Row, Col0, Col1 int32 }

// Partial is a cell that a polygon's boundary passes through.
type Partial struct {
	Row, Col int32
	AreaM2   float64 // true area of the polygon inside the cell, >= 0
	Fraction float64 // of the cell's true area, in [0,1]
}

// Footprint lists the cells of a grid that a polygon covers, whole or in part.
// Runs and Partials are sorted by row, then column, and share no cell.
type Footprint struct {
	Runs     []Run
	Partials []Partial
}
