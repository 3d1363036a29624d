package overlay

// grid is a uniform grid of cells, 2^shiftX by 2^shiftY E7 units, over the box
// that begins at (x0, y0).
type grid struct {
	x0, y0         int64
	shiftX, shiftY uint
	nx, ny         int
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

// spread is the extent of some segments with the sum of their own.
type spread struct {
	box
	width, height int64 // added up over the segments
}

// addSegment extends the spread by the part of a-b within the box clip.
func (s *spread) addSegment(a, b Point, clip box) {
	bb := boxOf(a, b)
	bb = box{max(bb.x0, clip.x0), max(bb.y0, clip.y0), min(bb.x1, clip.x1), min(bb.y1, clip.y1)}
	if bb.x0 > bb.x1 || bb.y0 > bb.y1 {
		return // only near the box
	}
	s.x0, s.x1 = min(s.x0, bb.x0), max(s.x1, bb.x1)
	s.y0, s.y1 = min(s.y0, bb.y0), max(s.y1, bb.y1)
	s.width, s.height = s.width+bb.x1-bb.x0, s.height+bb.y1-bb.y0
}

// newGrid covers s with at most about n cells in the proportions of an average
// segment, so that one as long as the extent does not lie in all of them.
func newGrid(s spread, n int) grid {
	if s.x0 > s.x1 {
		s.box = box{}
	}
	g := grid{x0: s.x0, y0: s.y0}
	width, height := float64(max(s.width, 1)), float64(max(s.height, 1))
	for {
		nx, ny := (s.x1-s.x0)>>g.shiftX+1, (s.y1-s.y0)>>g.shiftY+1
		if nx*ny <= int64(max(n, 4)) {
			g.nx, g.ny = int(nx), int(ny)
			return g
		}
		if ny == 1 || nx > 1 && float64(int64(1)<<g.shiftX)*height <= float64(int64(1)<<g.shiftY)*width {
			g.shiftX++
		} else {
			g.shiftY++
		}
	}
}

// coarser returns a grid with cells of twice the width and height.
func (g grid) coarser() grid {
	return grid{g.x0, g.y0, g.shiftX + 1, g.shiftY + 1, (g.nx + 1) / 2, (g.ny + 1) / 2}
}

// fine reports whether cells are too small to be divided further.
func (g *grid) fine() bool { return 1<<max(g.shiftX, g.shiftY) <= smallestE7 }

func (g *grid) col(x int64) int { return min(max(int((x-g.x0)>>g.shiftX), 0), g.nx-1) }
func (g *grid) row(y int64) int { return min(max(int((y-g.y0)>>g.shiftY), 0), g.ny-1) }

// cellBox is the extent of a cell.
func (g *grid) cellBox(cell int) box {
	x, y := g.x0+int64(cell%g.nx)<<g.shiftX, g.y0+int64(cell/g.nx)<<g.shiftY
	return box{x, y, x + 1<<g.shiftX - 1, y + 1<<g.shiftY - 1}
}

// appendCells appends the cells of the grid that the segment a-b comes within
// one unit of (a few more may be listed, never fewer).
func (g *grid) appendCells(cells []int32, a, b Point) []int32 {
	bb := boxOf(a, b)
	c0, c1 := clip(bb.x0-1-g.x0, bb.x1+1-g.x0, g.shiftX, g.nx)
	r0, r1 := clip(bb.y0-1-g.y0, bb.y1+1-g.y0, g.shiftY, g.ny)
	if c0 > c1 || r0 > r1 {
		return cells
	}
	if c0 == c1 || bb.y0 == bb.y1 || r0 == r1 && bb.y1-bb.y0 <= 1<<g.shiftY {
		return g.appendRect(cells, [4]int{c0, r0, c1, r1})
	}
	ax, ay := float64(a.X), float64(a.Y)
	slope := (float64(b.X) - ax) / (float64(b.Y) - ay)
	for r := r0; r <= r1; r++ {
		low := min(max(g.y0+int64(r)<<g.shiftY-2, bb.y0), bb.y1)
		high := max(min(g.y0+int64(r+1)<<g.shiftY+2, bb.y1), bb.y0)
		xa, xb := ax+(float64(low)-ay)*slope, ax+(float64(high)-ay)*slope
		lo, hi := clip(int64(min(xa, xb))-3-g.x0, int64(max(xa, xb))+3-g.x0, g.shiftX, g.nx)
		cells = g.appendRect(cells, [4]int{max(lo, c0), r, min(hi, c1), r})
	}
	return cells
}

// clip returns the first and last of n cells that an interval of offsets from
// the grid's origin touches; the first is greater when there is none.
func clip(lo, hi int64, shift uint, n int) (first, last int) {
	return max(int(lo>>shift), 0), min(int(hi>>shift), n-1)
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

// mostCells bounds the cells that n segments are listed in, so that memory
// stays in proportion to n however long they are.
func mostCells(n int) int { return 8*n + 64 }

// bucketSegments registers n segments in the cells they touch. The grid is made
// coarser until these are no more than mostCells. When mark is not nil only the
// cells that it marks are filled; it returns nil to ask for a coarser grid.
func bucketSegments(g grid, n int, segment func(i int) (a, b Point), mark func(grid) []bool) buckets {
	for {
		bk := buckets{grid: g, start: make([]int32, g.nx*g.ny+1)}
		var marked []bool
		if mark != nil {
			marked = mark(g)
		}
		if (mark == nil || marked != nil) && bk.count(n, segment, marked) {
			bk.fill(n, segment, marked)
			return bk
		}
		g = g.coarser()
	}
}

// count sets start to the number of segments in the cell before; it is false
// when there are too many of them.
func (bk *buckets) count(n int, segment func(i int) (a, b Point), marked []bool) bool {
	var cells []int32
	total := 0
	for i := range n {
		a, b := segment(i)
		cells = bk.appendCells(cells[:0], a, b)
		if total += len(cells); total > mostCells(n) {
			return false
		}
		for _, c := range cells {
			if marked == nil || marked[c] {
				bk.start[c+1]++
			}
		}
	}
	return true
}

func (bk *buckets) fill(n int, segment func(i int) (a, b Point), marked []bool) {
	for c := range bk.nx * bk.ny {
		bk.start[c+1] += bk.start[c]
	}
	bk.items = make([]int32, bk.start[bk.nx*bk.ny])
	at := append([]int32(nil), bk.start...)
	var cells []int32
	for i := range n {
		a, b := segment(i)
		cells = bk.appendCells(cells[:0], a, b)
		for _, c := range cells {
			if marked == nil || marked[c] {
				bk.items[at[c]] = int32(i)
				at[c]++
			}
		}
	}
}

func (bk *buckets) cell(c int) []int32 { return bk.items[bk.start[c]:bk.start[c+1]] }

// worthwhile reports whether testing pairs cell by cell beats testing all pairs
// of n segments: half of them fall away, or, where they crowd in few cells, next
// to none is listed twice.
func (bk *buckets) worthwhile(n int) bool {
	if bk.nx*bk.ny == 1 {
		return false
	}
	if len(bk.items) <= n+n/8 {
		return true
	}
	sum := 0.
	for c := range bk.nx * bk.ny {
		k := float64(len(bk.cell(c)))
		sum += k * k
	}
	return sum <= float64(n)*float64(n)/2
}
