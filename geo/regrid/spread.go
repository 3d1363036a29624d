package regrid

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"phusong/geo"
	"phusong/geo/raster"
	"phusong/internal/mapper"
)

// Spread is what the pixels of a raster give to the cells of a grid.
type Spread[C ~int64] struct {
	Counts []C      // by cell, row-major
	Met    []uint64 // bit i%64 of word i/64: cell i meets a pixel with data
	Total  C        // of all pixels, also of what lies off the grid
	Pixels int64    // with data
	// Bounds of the pixels with data, when there are any.
	West, South, East, North geo.E7
}

// IsMet reports whether a cell meets a pixel with data.
func (s *Spread[C]) IsMet(cell int) bool { return s.Met[cell/64]>>uint(cell%64)&1 != 0 }

// Regridder fills a Spread row by row.
type Regridder[C ~int64] struct {
	Spread Spread[C]

	plane   Plane
	corners corners
	lines   *lines
	nextRow int
	count   Count[C]
}

// Count turns the value of a pixel, above 0, and its true area into a count, 0 or more.
type Count[C ~int64] func(value, areaM2 float64) (C, error)

// ErrSum says that counts add up to more than an int64 holds.
var ErrSum = errors.New("the counts of the raster add up to more than can be counted")

// New prepares to share a raster's pixels over the cells of a grid. Both must be valid.
func New[C ~int64](p Plane, g raster.Grid, count Count[C]) (*Regridder[C], error) {
	if err := errors.Join(p.Validate(), g.Validate()); err != nil {
		return nil, err
	}
	cells := g.Cols * g.Rows
	r := &Regridder[C]{plane: p, corners: newCorners(p), lines: newLines(g), count: count}
	r.Spread = Spread[C]{Counts: make([]C, cells), Met: make([]uint64, (cells+63)/64),
		West: math.MaxInt32, South: math.MaxInt32, East: math.MinInt32, North: math.MinInt32}
	return r, nil
}

// RowStep is what the number of rows given to Add must be a multiple of, but for the last.
func (r *Regridder[C]) RowStep() int { return r.corners.blockRows() }

// Add shares the next rows, from north to south: values holds rows of Cols pixels, NaN or
// less than 0 where there are no data. What it gives does not depend on workers.
func (r *Regridder[C]) Add(ctx context.Context, values []float64, workers int) error {
	rows := len(values) / r.plane.Cols
	if rows*r.plane.Cols != len(values) || r.nextRow%r.RowStep() != 0 || r.nextRow+rows > r.plane.Rows {
		return fmt.Errorf("%d values after row %d of %d x %d: not rows in steps of %d", len(values), r.nextRow, r.plane.Cols, r.plane.Rows, r.RowStep())
	}
	step := r.corners.blockCols()
	across := (r.plane.Cols + step - 1) / step
	down := (rows + r.RowStep() - 1) / r.RowStep()
	blocks := make([]*block[C], mapper.Workers(workers))
	err := mapper.Ordered(ctx, across*down, workers, func(worker, i int) (*patch[C], error) {
		if blocks[worker] == nil {
			blocks[worker] = &block[C]{r: r, cutter: cutter{lines: r.lines}, reach: noReach()}
		}
		return blocks[worker].share(chunk{values: values, row0: r.nextRow, rows: rows}, i%across*step, r.nextRow+i/across*r.RowStep())
	}, r.merge)
	r.nextRow += rows
	return err
}

// merge adds what a block gave.
func (r *Regridder[C]) merge(_ int, p *patch[C]) error {
	s := &r.Spread
	if p == nil {
		return nil
	}
	if s.Total > math.MaxInt64-p.total {
		return ErrSum
	}
	s.Total, s.Pixels = s.Total+p.total, s.Pixels+p.pixels
	box := reach{s.West, s.South, s.East, s.North}
	box.join(p.reach)
	s.West, s.South, s.East, s.North = box.west, box.south, box.east, box.north
	cols := r.lines.cols()
	for row := range p.ny {
		at := (p.row0+row)*cols + p.col0
		counts := s.Counts[at : at+p.nx]
		for i, c := range p.counts[row*p.nx : (row+1)*p.nx] {
			counts[i] += c
			if p.met[row*p.nx+i] {
				s.Met[(at+i)/64] |= 1 << uint((at+i)%64)
			}
		}
	}
	return nil
}

// chunk is the rows being added.
type chunk struct {
	values     []float64
	row0, rows int
}

// patch is what a block of pixels gives to a window of the grid.
type patch[C ~int64] struct {
	col0, row0, nx, ny int
	counts             []C
	met                []bool
	total              C
	pixels             int64
	reach              reach // empty where the block lies inside that of another
}

// block is the working memory of a worker.
type block[C ~int64] struct {
	r *Regridder[C]
	cutter
	points []Point
	patch  *patch[C]
	full   bool  // all pixels of the block and those around them have data
	inside bool  // no corner of the block lies beyond reach
	reach  reach // of all pixels with data that the worker has met in blocks before
}

// reach is a box around corners of pixels.
type reach struct{ west, south, east, north geo.E7 }

func noReach() reach { return reach{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32} }

// join widens the box.
func (r *reach) join(q reach) {
	r.west, r.south, r.east, r.north = min(r.west, q.west), min(r.south, q.south), max(r.east, q.east), max(r.north, q.north)
}

// holds reports whether q lies within the box.
func (r *reach) holds(q reach) bool {
	return r.west <= q.west && r.south <= q.south && r.east >= q.east && r.north >= q.north
}

// share shares the pixels of the block at (col, row); nil when none has data.
func (b *block[C]) share(c chunk, col, row int) (p *patch[C], err error) {
	plane := &b.r.plane
	cols := min(b.r.corners.blockCols(), plane.Cols-col)
	rows := min(b.r.corners.blockRows(), c.row0+c.rows-row)
	if !c.hasData(plane.Cols, [4]int{col, row, cols, rows}) {
		return nil, nil
	}
	if b.points, err = b.r.corners.block(b.points[:0], col, row); err != nil {
		return nil, err
	}
	stride := b.r.corners.blockCols() + 1
	b.begin(b.points, stride)
	b.patch = b.newPatch()
	b.full = c.full(plane.Cols, [4]int{col, row, cols, rows})
	for y := range rows {
		at := (row + y - c.row0) * plane.Cols
		for x := range cols {
			v := c.values[at+col+x]
			if !(v >= 0) {
				continue
			}
			k := y*stride + x
			b.extend(k)
			if v == 0 && (b.full || c.surrounded(plane.Cols, col+x, row+y)) {
				b.markBox(k)
				continue
			}
			if err := b.pixel(v, k); err != nil {
				return nil, fmt.Errorf("cell in row %d, column %d holds %v: %w", row+y+1, col+x+1, v, err)
			}
		}
	}
	b.reach.join(b.patch.reach)
	return b.patch, nil
}

// full reports whether all pixels of the box (column, row, columns, rows) and those around it have data, as far
// as the chunk tells.
func (c *chunk) full(cols int, box [4]int) bool {
	if box[0] == 0 || box[0]+box[2] == cols || box[1] == c.row0 || box[1]+box[3] == c.row0+c.rows {
		return false
	}
	for row := box[1] - 1; row <= box[1]+box[3]; row++ {
		at := (row-c.row0)*cols + box[0] - 1
		for _, v := range c.values[at : at+box[2]+2] {
			if !(v >= 0) {
				return false
			}
		}
	}
	return true
}

// hasData reports whether a pixel of the box (column, row, columns, rows) has data.
func (c *chunk) hasData(cols int, box [4]int) bool {
	for row := box[1]; row < box[1]+box[3]; row++ {
		at := (row-c.row0)*cols + box[0]
		for _, v := range c.values[at : at+box[2]] {
			if v >= 0 {
				return true
			}
		}
	}
	return false
}

// surrounded reports whether a pixel and its eight neighbours have data, as far as
// the chunk tells. The cells that its box meets then meet one of the nine.
func (c *chunk) surrounded(cols, col, row int) bool {
	if col == 0 || col == cols-1 || row == c.row0 || row == c.row0+c.rows-1 {
		return false
	}
	at := (row-c.row0)*cols + col
	for _, i := range [...]int{at - cols, at, at + cols} {
		if !(c.values[i-1] >= 0 && c.values[i] >= 0 && c.values[i+1] >= 0) {
			return false
		}
	}
	return true
}

// newPatch lays a window of the grid around the block's corners; it may be empty.
func (b *block[C]) newPatch() *patch[C] {
	p := &patch[C]{reach: noReach()}
	first := b.cutter.corners[0]
	west, north, east, south := first.col, first.row, first.col, first.row
	all := noReach()
	for i := range b.cutter.corners {
		q := &b.cutter.corners[i]
		west, north, east, south = min(west, q.col), min(north, q.row), max(east, q.col), max(south, q.row)
		all.join(reach{q.X, q.Y, q.X, q.Y})
	}
	b.inside = b.reach.holds(all)
	p.col0, p.row0 = max(int(west), 0), max(int(north), 0)
	p.nx = max(min(int(east), b.cols()-1)-p.col0+1, 0)
	p.ny = max(min(int(south), b.rows()-1)-p.row0+1, 0)
	p.counts, p.met = make([]C, p.nx*p.ny), make([]bool, p.nx*p.ny)
	return p
}

// extend takes note of a pixel with data.
func (b *block[C]) extend(nw int) {
	b.patch.pixels++
	if b.inside {
		return
	}
	for _, i := range [...]int{nw, nw + 1, nw + b.stride, nw + b.stride + 1} {
		c := &b.cutter.corners[i]
		b.patch.reach.join(reach{c.X, c.Y, c.X, c.Y})
	}
}

// index is the place of a cell in the patch, -1 outside.
func (p *patch[C]) index(col, row int) int {
	col, row = col-p.col0, row-p.row0
	if col < 0 || row < 0 || col >= p.nx || row >= p.ny {
		return -1
	}
	return row*p.nx + col
}

// markBox marks the cells of the box around a pixel as met. A corner on a line counts as west and south of it: a
// neighbour meets the cell there.
func (b *block[C]) markBox(nw int) {
	b.box(nw)
	p := b.patch
	first, end := max(b.col0, p.col0)-p.col0, min(b.col0+b.nx, p.col0+p.nx)-p.col0
	if first >= end {
		return
	}
	for row := max(b.row0, p.row0) - p.row0; row < min(b.row0+b.ny-p.row0, p.ny); row++ {
		met := p.met[row*p.nx+first : row*p.nx+end]
		for i := range met {
			met[i] = true
		}
	}
}

// one is the whole of a pixel in the fixed point of its shares.
const one = 1 << 40

// pixel shares the count of the pixel whose north-west corner has the number nw.
func (b *block[C]) pixel(v float64, nw int) error {
	b.cut(nw)
	count := C(0)
	if v > 0 {
		var err error
		if count, err = b.r.count(v, b.sum); err != nil {
			return err
		}
	}
	if b.sum <= 0 { // a pixel of no size: all in one cell
		b.areas[0], b.sum = 1, 1
	}
	p := b.patch
	if p.total > math.MaxInt64-count {
		return ErrSum
	}
	p.total += count
	cum, done := 0.0, C(0)
	i := 0
	for row := b.row0; row < b.row0+b.ny; row++ {
		for col := b.col0; col < b.col0+b.nx; col++ {
			area := b.areas[i]
			i++
			if area == 0 {
				continue
			}
			cum += area
			upTo := count
			if cum < b.sum {
				upTo = part(count, int64(cum/b.sum*one))
			}
			if at := p.index(col, row); at >= 0 {
				p.met[at] = true
				p.counts[at] += upTo - done
			}
			done = upTo
		}
	}
	return nil
}

// part is floor(count * fixed / one).
func part[C ~int64](count C, fixed int64) C {
	hi, lo := bits.Mul64(uint64(count), uint64(fixed))
	return C(hi<<24 | lo>>40)
}
