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

// cutter cuts quadrilaterals at the lines of a grid. After cut, areas holds the true area
// in every cell of the box of columns and rows around it, row-major.
type cutter struct {
	*lines
	col0, row0 int
	nx, ny     int
	areas      []float64
	east       []float64 // by cell: signed width of the boundary in it, which the cells below it are under
	sum        float64
}

// noise is the share of a pixel below which an area is taken for rounding.
const noise = 1e-12

// cut measures a quadrilateral with corners in counter-clockwise order. It adds up the pieces of the boundary by cell, as
// rasterisers of letters do: what lies between a piece and the south side of its cell, and for the cells south of that
// the whole of their height. The sign of a piece is that of its way west.
func (k *cutter) cut(q *[4]Point) {
	west, east := min(q[0].X, q[1].X, q[2].X, q[3].X), max(q[0].X, q[1].X, q[2].X, q[3].X)
	south, north := min(q[0].Y, q[1].Y, q[2].Y, q[3].Y), max(q[0].Y, q[1].Y, q[2].Y, q[3].Y)
	k.col0, k.row0 = k.col(west), k.row(north)
	k.nx, k.ny = k.col(east)-k.col0+1, k.row(south)-k.row0+1
	n := k.nx * k.ny
	if cap(k.areas) < n {
		k.areas, k.east = make([]float64, n), make([]float64, n)
	}
	k.areas, k.east = k.areas[:n], k.east[:n]
	clear(k.areas)
	clear(k.east)
	for i := range q {
		k.edge(q[i], q[(i+1)&3])
	}
	k.settle()
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
		k.sum += max(a, 0)
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

// edge adds the boundary from a to b. Pieces are computed from west to east whichever way it runs, so that
// neighbours add the same numbers with opposite signs.
func (k *cutter) edge(a, b Point) {
	if a.X == b.X {
		return // a meridian bounds nothing
	}
	sign := -1.0
	if a.X > b.X {
		a, b, sign = b, a, 1
	}
	slope := (float64(b.Y) - float64(a.Y)) / (float64(b.X) - float64(a.X))
	ax, ay := float64(a.X), float64(a.Y)
	last := k.col(b.X)
	x, y := ax, ay
	// A vertex on a line is west of it, but the edge goes east.
	for c := k.col(a.X + 1); c <= last; c++ {
		nextX, nextY := float64(b.X), float64(b.Y)
		if c < last {
			nextX = float64(k.xs[c+1])
			nextY = ay + float64((nextX-ax)*slope)
		}
		k.strip(c, sign, slope, [4]float64{x, y, nextX, nextY})
		x, y = nextX, nextY
	}
}

// strip adds a piece of an edge within a column, from (p[0], p[1]) east to (p[2], p[3]).
func (k *cutter) strip(c int, sign, slope float64, p [4]float64) {
	x, y := p[0], p[1]
	r, last, step := k.rowAt(p[1]), k.rowAt(p[3]), 1
	if last < r {
		step = -1
	}
	for ; r != last; r += step {
		line := r
		if step > 0 {
			line = r + 1
		}
		nextY := float64(k.ys[line])
		nextX := min(max(p[0]+float64((nextY-p[1])/slope), x), p[2])
		k.add(c, r, sign, [4]float64{x, y, nextX, nextY})
		x, y = nextX, nextY
	}
	k.add(c, r, sign, [4]float64{x, y, p[2], p[3]})
}

// rowAt is a row of the box that holds y; on a line either will do.
func (k *cutter) rowAt(y float64) int {
	low, high := k.row0, k.row0+k.ny-1
	r := min(max(int(math.Floor((k.y0-y)*k.perY)), low), high)
	for r > low && float64(k.ys[r]) < y {
		r--
	}
	for r < high && float64(k.ys[r+1]) > y {
		r++
	}
	return r
}

// add adds a piece within one cell.
func (k *cutter) add(c, r int, sign float64, p [4]float64) {
	width := p[2] - p[0]
	if width == 0 {
		return
	}
	i := (r-k.row0)*k.nx + (c - k.col0)
	below := -k.frames[r+1].EdgeE7(0, p[1], width, p[3])
	k.areas[i] += float64(sign * (below - float64(width*k.zones[r+1])))
	k.east[i] += float64(sign * width)
}
