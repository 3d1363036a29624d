package regrid

import (
	"math"

	"phusong/geo"
	"phusong/geo/raster"
)

// lines are the lines of a grid and what measures the cells between them. Beyond the
// outer lines lie one more column and row on each side, numbered -1 and Cols or Rows,
// that take what leaves the grid.
type lines struct {
	xs     []geo.E7 // west to east
	ys     []geo.E7 // north to south
	x0, y0 float64  // of the first lines
	perX   float64  // cells per E7
	perY   float64
	frames []*geo.AreaFrame // of rows -1 to Rows
	zones  []float64        // zones[r+1]: m2 per E7 between the frame's parallel and the south line of row r
	high   []float64        // likewise the north line
}

// maxFrameE7 is how far apart the rows of one frame may be.
const maxFrameE7 = geo.E7PerDegree / 4

func newLines(g raster.Grid) *lines {
	l := &lines{xs: make([]geo.E7, g.Cols+1), ys: make([]geo.E7, g.Rows+1)}
	for c := range l.xs {
		l.xs[c] = g.EdgeX(c)
	}
	for r := range l.ys {
		l.ys[r] = g.EdgeY(r)
	}
	l.x0, l.y0 = float64(l.xs[0]), float64(l.ys[0])
	l.perX = float64(g.Cols) / (float64(l.xs[g.Cols]) - l.x0)
	l.perY = float64(g.Rows) / (l.y0 - float64(l.ys[g.Rows]))
	l.frames = make([]*geo.AreaFrame, g.Rows+2)
	l.zones, l.high = make([]float64, g.Rows+2), make([]float64, g.Rows+2)
	var frame *geo.AreaFrame
	begun := geo.E7(0)
	for r := -1; r <= g.Rows; r++ {
		north := l.ys[max(r, 0)]
		if frame == nil || int64(begun)-int64(north) > maxFrameE7 {
			f := geo.NewAreaFrame(north.Degrees())
			frame, begun = &f, north
		}
		south := l.ys[min(r+1, g.Rows)]
		l.frames[r+1] = frame
		l.zones[r+1] = -frame.EdgeE7(0, float64(south), 1, float64(south))
		l.high[r+1] = -frame.EdgeE7(0, float64(north), 1, float64(north))
	}
	// Rows beyond the grid have no far side: the reference is as good.
	l.zones[g.Rows+1], l.high[0] = 0, 0
	return l
}

func (l *lines) cols() int { return len(l.xs) - 1 }
func (l *lines) rows() int { return len(l.ys) - 1 }

// col returns the column of x by the rule of raster.Grid, -1 or Cols outside.
func (l *lines) col(x geo.E7) int {
	c := int(min(max((float64(x)-l.x0)*l.perX, -1), float64(l.cols())))
	for c > -1 && l.xs[min(c, l.cols())] >= x {
		c--
	}
	for c < l.cols() && l.xs[c+1] < x {
		c++
	}
	return c
}

// row returns the row of y by the rule of raster.Grid, -1 or Rows outside.
func (l *lines) row(y geo.E7) int {
	r := int(min(max((l.y0-float64(y))*l.perY, -1), float64(l.rows())))
	for r > -1 && l.ys[min(r, l.rows())] < y {
		r--
	}
	for r < l.rows() && l.ys[r+1] >= y {
		r++
	}
	return r
}

// corner is a corner of a pixel with the cell that it lies in.
type corner struct {
	Point
	col, row int32
}

func (l *lines) cornerAt(p Point) corner { return corner{p, int32(l.col(p.X)), int32(l.row(p.Y))} }

// piece is a part of an edge within one cell, seen from west to east: the area between it and the south side of the cell,
// and its width.
type piece struct {
	col, row      int32
	areaM2, width float64
}

// span is pieces[from:to], where the edge was cut already.
type span struct{ from, to int32 }

// cutter cuts the pixels of a block at the lines of a grid, every edge once for both of its sides. After
// cut, areas holds the true area of a pixel in every cell of the box of columns and rows around it, row-major.
type cutter struct {
	*lines
	corners []corner
	stride  int    // corners in a row
	along   []span // edges to the next corner east, by corner
	down    []span // edges to the next corner south, by corner
	pieces  []piece

	col0, row0 int
	nx, ny     int
	areas      []float64
	east       []float64 // by cell: signed width of the boundary in it, which the cells below it are under
	sum        float64
}

// begin takes over the corners of a block.
func (k *cutter) begin(points []Point, stride int) {
	k.corners, k.stride, k.pieces = k.corners[:0], stride, k.pieces[:0]
	for _, p := range points {
		k.corners = append(k.corners, k.cornerAt(p))
	}
	if len(k.along) != len(points) {
		k.along, k.down = make([]span, len(points)), make([]span, len(points))
	}
	clear(k.along)
	clear(k.down)
}

// noise is the share of a pixel below which an area is taken for rounding.
const noise = 1e-12

// cut measures the pixel whose north-west corner has the number nw. It adds up the pieces of its boundary by cell, as
// rasterisers of letters do: what lies between a piece and the south side of its cell, and for the cells south of that
// the whole of their height. The sign of a piece is that of its way west, going round counter-clockwise.
func (k *cutter) cut(nw int) {
	ne, sw, se := nw+1, nw+k.stride, nw+k.stride+1
	k.box(nw)
	n := k.nx * k.ny
	if cap(k.areas) < n {
		k.areas, k.east = make([]float64, n), make([]float64, n)
	}
	k.areas, k.east = k.areas[:n], k.east[:n]
	clear(k.areas)
	clear(k.east)
	k.side(&k.along[sw], sw, se)
	k.side(&k.down[ne], se, ne)
	k.side(&k.along[nw], ne, nw)
	k.side(&k.down[nw], nw, sw)
	k.settle()
}

// box sets the columns and rows around a pixel.
func (k *cutter) box(nw int) {
	a, b, c, d := &k.corners[nw], &k.corners[nw+1], &k.corners[nw+k.stride], &k.corners[nw+k.stride+1]
	k.col0, k.row0 = int(min(a.col, b.col, c.col, d.col)), int(min(a.row, b.row, c.row, d.row))
	k.nx, k.ny = int(max(a.col, b.col, c.col, d.col))-k.col0+1, int(max(a.row, b.row, c.row, d.row))-k.row0+1
}

// side adds the edge from one corner to another.
func (k *cutter) side(s *span, from, to int) {
	a, b := &k.corners[from], &k.corners[to]
	if a.X == b.X {
		return // a meridian bounds nothing
	}
	sign := -1.0
	if a.X > b.X {
		a, b, sign = b, a, 1
	}
	if s.to == 0 {
		s.from = int32(len(k.pieces))
		k.edge(a, b)
		s.to = int32(len(k.pieces))
	}
	for _, p := range k.pieces[s.from:s.to] {
		i := (int(p.row)-k.row0)*k.nx + int(p.col) - k.col0
		k.areas[i] += float64(sign * p.areaM2)
		k.east[i] += float64(sign * p.width)
	}
}

// settle adds to each cell what boundaries north of it leave open, and drops noise.
func (k *cutter) settle() {
	for c := range k.nx {
		over := 0.0
		for r := range k.ny {
			i := r*k.nx + c
			row := k.row0 + r + 1
			if over != 0 {
				k.areas[i] += float64(over * (k.high[row] - k.zones[row]))
			}
			over += k.east[i]
		}
	}
	k.sum = 0
	for _, a := range k.areas {
		if a > 0 {
			k.sum += a
		}
	}
	least := float64(k.sum * noise)
	k.sum = 0
	for i, a := range k.areas {
		if a <= least {
			k.areas[i] = 0
			continue
		}
		k.sum += a
	}
}

// edge cuts the edge from a east to b at the columns' lines.
func (k *cutter) edge(a, b *corner) {
	slope := (float64(b.Y) - float64(a.Y)) / (float64(b.X) - float64(a.X))
	ax, ay := float64(a.X), float64(a.Y)
	x, y := ax, ay
	c, last := int(a.col), int(b.col)
	if c < k.cols() && k.xs[c+1] == a.X {
		c++ // a vertex on a line is west of it, but the edge goes east
	}
	rows := rowRange{int(min(a.row, b.row)), int(max(a.row, b.row))}
	for ; c <= last; c++ {
		nextX, nextY := float64(b.X), float64(b.Y)
		if c < last {
			nextX = float64(k.xs[c+1])
			nextY = ay + float64((nextX-ax)*slope)
		}
		k.strip(c, slope, rows, leg{x, y, nextX, nextY})
		x, y = nextX, nextY
	}
}

// leg is a part of an edge, from west to east. Unlike an array it is handed on in registers.
type leg struct{ x1, y1, x2, y2 float64 }

// rowRange is a first and a last row.
type rowRange struct{ low, high int }

// strip cuts a part of an edge within a column at the rows' lines.
func (k *cutter) strip(c int, slope float64, rows rowRange, p leg) {
	if rows.low == rows.high {
		k.add(c, rows.low, p)
		return
	}
	x, y := p.x1, p.y1
	r, last, step := k.rowAt(p.y1, rows), k.rowAt(p.y2, rows), 1
	if last < r {
		step = -1
	}
	for ; r != last; r += step {
		line := r
		if step > 0 {
			line = r + 1
		}
		nextY := float64(k.ys[line])
		nextX := p.x1 + float64((nextY-p.y1)/slope)
		if nextX < x {
			nextX = x
		}
		if nextX > p.x2 {
			nextX = p.x2
		}
		k.add(c, r, leg{x, y, nextX, nextY})
		x, y = nextX, nextY
	}
	k.add(c, r, leg{x, y, p.x2, p.y2})
}

// rowAt is one of the rows that holds y; on a line either will do.
func (k *cutter) rowAt(y float64, rows rowRange) int {
	r := min(max(int(math.Floor((k.y0-y)*k.perY)), rows.low), rows.high)
	for r > rows.low && float64(k.ys[r]) < y {
		r--
	}
	for r < rows.high && float64(k.ys[r+1]) > y {
		r++
	}
	return r
}

// add keeps a part within one cell.
func (k *cutter) add(c, r int, p leg) {
	width := p.x2 - p.x1
	if width == 0 {
		return
	}
	below := -k.frames[r+1].EdgeE7(0, p.y1, width, p.y2)
	k.pieces = append(k.pieces, piece{int32(c), int32(r), below - float64(width*k.zones[r+1]), width})
}
