package overlay

// grid is a uniform grid of square cells, 2^shift E7 units wide, over the box
// that begins at (x0, y0).
type grid struct {
	x0, y0 int64
	shift  uint
	nx, ny int
}

// box is a closed rectangle of E7 units, wide enough to be padded.
type box struct{ x0, y0, x1, y1 int64 }

var emptyBox = box{1 << 40, 1 << 40, -1 << 40, -1 << 40}

func (b *box) add(p Point) {
	b.x0, b.x1 = min(b.x0, int64(p.X)), max(b.x1, int64(p.X))
	b.y0, b.y1 = min(b.y0, int64(p.Y)), max(b.y1, int64(p.Y))
}

func boxOf(a, b Point) box {
	return box{
		int64(min(a.X, b.X)), int64(min(a.Y, b.Y)),
		int64(max(a.X, b.X)), int64(max(a.Y, b.Y)),
	}
}

// newGrid covers b with at most about n cells.
func newGrid(b box, n int) grid {
	g := grid{x0: b.x0, y0: b.y0}
	for {
		nx, ny := (b.x1-b.x0)>>g.shift+1, (b.y1-b.y0)>>g.shift+1
		if nx*ny <= int64(max(n, 4)) {
			g.nx, g.ny = int(nx), int(ny)
			return g
		}
		g.shift++
	}
}

func (g *grid) col(x int64) int { return min(max(int((x-g.x0)>>g.shift), 0), g.nx-1) }
func (g *grid) row(y int64) int { return min(max(int((y-g.y0)>>g.shift), 0), g.ny-1) }

// cellBox is the extent of a cell.
func (g *grid) cellBox(cell int) box {
	x, y := g.x0+int64(cell%g.nx)<<g.shift, g.y0+int64(cell/g.nx)<<g.shift
	return box{x, y, x + 1<<g.shift - 1, y + 1<<g.shift - 1}
}

// appendCells appends the cells of the grid that the segment a-b comes within
// one unit of (a few more may be listed, never fewer).
func (g *grid) appendCells(cells []int32, a, b Point) []int32 {
	bb := boxOf(a, b)
	c0, c1 := g.clip(bb.x0-1-g.x0, bb.x1+1-g.x0, g.nx)
	r0, r1 := g.clip(bb.y0-1-g.y0, bb.y1+1-g.y0, g.ny)
	if c0 == c1 || bb.y0 == bb.y1 || r0 == r1 && bb.y1-bb.y0 <= 1<<g.shift {
		return g.appendRect(cells, [4]int{c0, r0, c1, r1})
	}
	ax, ay := float64(a.X), float64(a.Y)
	slope := (float64(b.X) - ax) / (float64(b.Y) - ay)
	for r := r0; r <= r1; r++ {
		low := min(max(g.y0+int64(r)<<g.shift-2, bb.y0), bb.y1)
		high := max(min(g.y0+int64(r+1)<<g.shift+2, bb.y1), bb.y0)
		xa, xb := ax+(float64(low)-ay)*slope, ax+(float64(high)-ay)*slope
		lo, hi := g.clip(int64(min(xa, xb))-3-g.x0, int64(max(xa, xb))+3-g.x0, g.nx)
		cells = g.appendRect(cells, [4]int{max(lo, c0), r, min(hi, c1), r})
	}
	return cells
}

// clip returns the first and last of n cells that an interval of offsets from
// the grid's origin touches; the first is greater when there is none.
func (g *grid) clip(lo, hi int64, n int) (first, last int) {
	return max(int(lo>>g.shift), 0), min(int(hi>>g.shift), n-1)
}

func (g *grid) appendRect(cells []int32, rect [4]int) []int32 {
	for r := rect[1]; r <= rect[3]; r++ {
		for c := rect[0]; c <= rect[2]; c++ {
			cells = append(cells, int32(r*g.nx+c))
		}
	}
	return cells
}

// buckets lists for every cell the segments near it.
type buckets struct {
	grid
	start []int32 // start[cell] .. start[cell+1] in items
	items []int32
}

// bucketSegments registers n segments in the cells they touch; those for which
// segment returns false are left out, and so are cells not marked (when marked
// is not nil).
func bucketSegments(g grid, n int, segment func(i int) (a, b Point, ok bool), marked []bool) buckets {
	bk := buckets{grid: g, start: make([]int32, g.nx*g.ny+1)}
	var cells []int32
	for i := range n {
		if a, b, ok := segment(i); ok {
			cells = g.appendCells(cells[:0], a, b)
			for _, c := range cells {
				if marked == nil || marked[c] {
					bk.start[c+1]++
				}
			}
		}
	}
	for c := range g.nx * g.ny {
		bk.start[c+1] += bk.start[c]
	}
	bk.items = make([]int32, bk.start[g.nx*g.ny])
	at := append([]int32(nil), bk.start...)
	for i := range n {
		if a, b, ok := segment(i); ok {
			cells = g.appendCells(cells[:0], a, b)
			for _, c := range cells {
				if marked == nil || marked[c] {
					bk.items[at[c]] = int32(i)
					at[c]++
				}
			}
		}
	}
	return bk
}

func (bk *buckets) cell(c int) []int32 { return bk.items[bk.start[c]:bk.start[c+1]] }
