package discs

// Measurer measures polygons against a union. It keeps memory of its own and serves
// one goroutine.
type Measurer struct {
	u *Union
	// The tile last looked at with its sides, and its slabs when arcs run in it.
	row, col                 int
	west, east, south, north float64
	run                      run
	at                       int // of the run in its row
	cut                      bool
	slabs                    slabber
}

// Measurer returns a measurer.
func (u *Union) Measurer() *Measurer { return &Measurer{u: u, row: -1} }

// RingM2 is the area of the union to the left of a ring, m2: below zero for a
// clockwise one, so that the sum over a polygon's rings, holes turned the other way,
// is the area of the union within the polygon. The ring is x, y, x, y in metres; its
// last vertex may repeat the first. Coordinates must be finite.
func (m *Measurer) RingM2(ring []float64) float64 {
	n := len(ring) / 2
	if n < 3 || m.u.rows == 0 {
		return 0
	}
	sum := 0.0
	x0, y0 := ring[2*n-2], ring[2*n-1]
	for i := range n {
		x1, y1 := ring[2*i], ring[2*i+1]
		sum += m.edge(x0, y0, x1, y1)
		x0, y0 = x1, y1
	}
	return sum
}

// edge is the term of one edge: it goes row by row, from its foot to its top.
func (m *Measurer) edge(x0, y0, x1, y1 float64) float64 {
	u := m.u
	if m.run.kind <= 0 && m.inside(x0, y0) && m.inside(x1, y1) {
		return m.piece(x0, y0, x1, y1)
	}
	sign := 1.0
	if y1 < y0 {
		x0, y0, x1, y1, sign = x1, y1, x0, y0, -1
	}
	row, last := u.rowOf(y0), u.rowOf(y1)
	if last < 0 || row >= u.rows {
		return 0
	}
	whole := ends{x0, y0, x1, y1}
	if row < 0 {
		row, y0 = 0, u.lineY(0)
		x0 = whole.xAt(y0)
	}
	sum := 0.0
	for ; row < min(last, u.rows); row++ {
		top := u.lineY(row + 1)
		x := whole.xAt(top)
		sum += m.stretch(row, x0, y0, x, top) + m.areaWest(row, x)
		x0, y0 = x, top
	}
	if row < u.rows {
		sum += m.stretch(row, x0, y0, x1, y1)
	}
	return sign * sum
}

// inside tells whether a point lies in the tile last looked at.
func (m *Measurer) inside(x, y float64) bool {
	return m.row >= 0 && x >= m.west && x < m.east && y >= m.south && y < m.north
}

// ends are those of an edge; the crossing with a line depends on them alone, not on
// the pieces it is walked in.
type ends struct{ x0, y0, x1, y1 float64 }

func (e *ends) xAt(y float64) float64 {
	x := e.x0 + float64((e.x1-e.x0)*((y-e.y0)/(e.y1-e.y0)))
	return min(max(x, min(e.x0, e.x1)), max(e.x0, e.x1))
}

func (e *ends) yAt(x float64) float64 {
	y := e.y0 + float64((e.y1-e.y0)*((x-e.x0)/(e.x1-e.x0)))
	return min(max(y, min(e.y0, e.y1)), max(e.y0, e.y1))
}

// stretch is the term of a part of an edge within one row: minus the integral over x
// of the union below it, tile by tile.
func (m *Measurer) stretch(row int, x0, y0, x1, y1 float64) float64 {
	u := m.u
	sign := -1.0
	if x1 < x0 {
		x0, y0, x1, y1, sign = x1, y1, x0, y0, 1
	}
	whole := ends{x0, y0, x1, y1}
	col, last := u.colOf(x0), u.colOf(x1)
	if last < 0 || col >= u.cols {
		return 0
	}
	if col < 0 {
		col = 0
		x0 = u.lineX(0)
		y0 = whole.yAt(x0)
	}
	sum := 0.0
	for ; col <= last && col < u.cols; col++ {
		x, y := x1, y1
		if col < last {
			x = u.lineX(col + 1)
			y = whole.yAt(x)
		}
		m.look(row, col)
		sum -= m.piece(x0, y0, x, y)
		x0, y0 = x, y
	}
	return sign * sum
}

// piece is the term of a part of an edge within the tile last looked at.
func (m *Measurer) piece(x0, y0, x1, y1 float64) float64 {
	if m.run.kind == empty || x0 == x1 {
		return 0
	}
	west, south := m.west, m.south
	if m.run.kind == full {
		return float64((float64((y0-south)+(y1-south)) / 2) * (x0 - x1))
	}
	m.cutSlabs()
	if x1 < x0 {
		return m.slabs.areaBelow(x1-west, y1-south, x0-west, y0-south)
	}
	return -m.slabs.areaBelow(x0-west, y0-south, x1-west, y1-south)
}

// areaWest is the area of the union in a row west of x.
func (m *Measurer) areaWest(row int, x float64) float64 {
	u := m.u
	col := u.colOf(x)
	if col < 0 {
		return 0
	}
	m.look(row, min(col, u.cols-1))
	switch m.run.kind {
	case full:
		return m.run.west + float64((x-u.lineX(int(m.run.col)))*u.side)
	case empty:
		return m.run.west
	}
	m.cutSlabs()
	return m.run.west + m.slabs.areaWest(x-m.west)
}

// look turns to a tile. Edges go from tile to tile, and neighbouring rows are much alike: the run
// is near the last one.
func (m *Measurer) look(row, col int) {
	if m.row == row && m.col == col {
		return
	}
	u := m.u
	runs, guess := u.row(row), m.at
	if m.row != row && m.row >= 0 {
		guess = m.at * len(runs) / len(u.row(m.row))
	}
	m.at = find(runs, int32(col), guess)
	m.row, m.col, m.run, m.cut = row, col, runs[m.at], false
	m.west, m.east, m.south, m.north = u.lineX(col), u.lineX(col+1), u.lineY(row), u.lineY(row+1)
}

// find is the last run that begins at col or west of it, looked for around a guess. The first run
// begins at column 0.
func find(runs []run, col int32, guess int) int {
	low, high := guess, guess+1
	for step := 1; runs[low].col > col; step *= 2 {
		low, high = max(low-step, 0), low
	}
	for step := 1; high < len(runs) && runs[high].col <= col; step *= 2 {
		low, high = high, min(high+step, len(runs))
	}
	for high-low > 1 {
		if middle := (low + high) / 2; runs[middle].col <= col {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// cutSlabs cuts the tile into slabs, once.
func (m *Measurer) cutSlabs() {
	if !m.cut {
		m.slabs.build(m.u, m.row, m.col, m.u.discsOf(m.row, m.run))
		m.cut = true
	}
}
