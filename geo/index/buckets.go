package index

import "math"

// buckets lists, for every cell of a coarse grid, the boxes that reach into it, in rising order.
type buckets struct {
	bound      box
	shift      uint // a cell is 2^shift E7 units wide and high: no division per point
	cols, rows int64
	start      []int32
	boxes      []int32
}

// newBuckets makes four to sixteen cells for every box, and fewer while the lists
// would grow beyond 32 entries a box on the average: many boxes over one another.
func newBuckets(boxes []box) buckets {
	g := buckets{bound: box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}}
	n := 0
	for _, b := range boxes {
		if b.west > b.east {
			continue
		}
		n++
		g.bound = box{min(g.bound.west, b.west), min(g.bound.south, b.south),
			max(g.bound.east, b.east), max(g.bound.north, b.north)}
	}
	g.start = []int32{0}
	if n == 0 {
		return g
	}
	for g.divide(); g.cols*g.rows > 16*int64(n); g.divide() {
		g.shift++
	}
	for ; g.cols*g.rows > 1 && g.listed(boxes) > 32*int64(n); g.divide() {
		g.shift++
	}
	g.fill(boxes)
	return g
}

// divide counts the cells that the shift makes of the bound.
func (g *buckets) divide() {
	g.cols = (int64(g.bound.east)-int64(g.bound.west))>>g.shift + 1
	g.rows = (int64(g.bound.north)-int64(g.bound.south))>>g.shift + 1
}

// span is the range of cells that a box reaches into.
func (g *buckets) span(b box) (col0, row0, col1, row1 int64) {
	west, south := int64(g.bound.west), int64(g.bound.south)
	return (int64(b.west) - west) >> g.shift, (int64(b.south) - south) >> g.shift,
		(int64(b.east) - west) >> g.shift, (int64(b.north) - south) >> g.shift
}

func (g *buckets) listed(boxes []box) (n int64) {
	for _, b := range boxes {
		if b.west <= b.east {
			col0, row0, col1, row1 := g.span(b)
			n += (col1 - col0 + 1) * (row1 - row0 + 1)
		}
	}
	return n
}

func (g *buckets) fill(boxes []box) {
	g.start = make([]int32, g.cols*g.rows+1)
	g.each(boxes, func(_ int32, cell int64) { g.start[cell+1]++ })
	for c := range g.cols * g.rows {
		g.start[c+1] += g.start[c]
	}
	g.boxes = make([]int32, g.start[g.cols*g.rows])
	next := append([]int32(nil), g.start...)
	g.each(boxes, func(i int32, cell int64) {
		g.boxes[next[cell]] = i
		next[cell]++
	})
}

func (g *buckets) each(boxes []box, do func(i int32, cell int64)) {
	for i, b := range boxes {
		if b.west > b.east {
			continue
		}
		col0, row0, col1, row1 := g.span(b)
		for row := row0; row <= row1; row++ {
			for col := col0; col <= col1; col++ {
				do(int32(i), row*g.cols+col)
			}
		}
	}
}

// at lists the boxes that may hold a point.
func (g *buckets) at(x, y int32) []int32 {
	if !g.bound.holds(x, y) {
		return nil
	}
	col := (int64(x) - int64(g.bound.west)) >> g.shift
	row := (int64(y) - int64(g.bound.south)) >> g.shift
	cell := row*g.cols + col
	return g.boxes[g.start[cell]:g.start[cell+1]]
}
