package zonal

import (
	"fmt"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// walker follows rings over the grid and cuts them into visits.
type walker struct {
	*Outline
	// areaM2 holds for each visit what it adds to the area in its cell: the
	// boundary's own share and that of its two ends on horizontal sides, see end.
	areaM2 []float64
	bands  []band
	ring1  []Point // of the ring being walked, without repeated points

	col, row int32
	visit    Visit
	area     float64
	at       position
}

// position is a point with its fractions of an E7, 0 <= fraction < 1.
type position struct {
	Point
	fx, fy float64
}

// finer is what nearest takes off a cut point, one of whose fractions is 0.
func (p position) finer() float32 {
	f := p.fx + p.fy
	if f >= 0.5 {
		f--
	}
	return float32(f)
}

// nearest rounds a position to E7.
func (p position) nearest() Point {
	q := p.Point
	if p.fx >= 0.5 {
		q.X++
	}
	if p.fy >= 0.5 {
		q.Y++
	}
	return q
}

func newWalker(o *Outline) *walker { return &walker{Outline: o} }

// prepare makes room for a polygon of so many vertices in the window.
func (w *walker) prepare(vertices int) {
	w.bands = appendBands(w.bands[:0], w.ys)
	w.points = slices.Grow(w.points[:0], vertices+vertices/4+16)
	w.areaM2 = w.areaM2[:0]
}

// ring cuts one ring. A ring is walked from its first vertex; when it has left
// its first cell, the visit in which it comes back there and the one in which it
// started are one visit.
func (w *walker) ring(ring orb.Ring) error {
	if err := w.read(ring); err != nil {
		return err
	}
	start := w.ring1[0]
	w.col = int32(sort.Search(len(w.xs)-2, func(i int) bool { return start.X <= w.xs[i+1] }))
	w.row = int32(sort.Search(len(w.ys)-2, func(i int) bool { return start.Y > w.ys[i+1] }))
	first := int32(len(w.visits))
	w.begin(NoSide, position{Point: start})
	for _, b := range w.ring1[1:] {
		w.edge(b)
	}
	w.edge(start)
	w.end(NoSide)
	if last := int32(len(w.visits)) - 1; last > first {
		head, tail := w.visits[first], &w.visits[last]
		w.points = append(w.points, w.points[head.first+1:head.end]...)
		tail.end, tail.Exit, tail.finer[1] = int32(len(w.points)), head.Exit, head.finer[1]
		w.areaM2[last] += w.areaM2[first]
		w.visits[first], w.areaM2[first] = *tail, w.areaM2[last]
		w.visits, w.areaM2 = w.visits[:last], w.areaM2[:last]
	}
	w.rings = append(w.rings, Ring{first, int32(len(w.visits))})
	if len(w.points) > 1<<31-1-maxVertices/4 {
		return fmt.Errorf("boundary crosses too many grid lines: split the polygon or use a coarser grid")
	}
	return nil
}

// read takes a ring's vertices, which extent has checked.
func (w *walker) read(ring orb.Ring) error {
	w.ring1 = w.ring1[:0]
	for _, p := range ring {
		q := Point{geo.ToE7(p[0]), geo.ToE7(p[1])}
		if n := len(w.ring1); n == 0 || w.ring1[n-1] != q {
			w.ring1 = append(w.ring1, q)
		}
	}
	n := len(w.ring1)
	if n < 4 || w.ring1[0] != w.ring1[n-1] {
		return fmt.Errorf("ring of %d vertices is not closed or has no area: repair it first", len(ring))
	}
	w.ring1 = w.ring1[:n-1]
	return nil
}

// edge goes from where the walker is to b.
func (w *walker) edge(b Point) {
	col, row := w.locate(b)
	a := w.at.Point
	for w.col != col || w.row != row {
		if w.verticalNext(a, b, col, row) {
			w.crossVertical(a, b)
		} else {
			w.crossHorizontal(a, b)
		}
	}
	w.advance(position{Point: b}, b)
}

// locate returns the cell of p; the lines outside the window are none.
func (w *walker) locate(p Point) (col, row int32) {
	col, row = w.col, w.row
	for lastCol := int32(len(w.xs) - 2); col < lastCol && p.X > w.xs[col+1]; {
		col++
	}
	for col > 0 && p.X <= w.xs[col] {
		col--
	}
	for lastRow := int32(len(w.ys) - 2); row < lastRow && p.Y <= w.ys[row+1]; {
		row++
	}
	for row > 0 && p.Y > w.ys[row] {
		row--
	}
	return col, row
}

// verticalNext reports whether the edge a-b, on its way to the given cell, leaves
// the walker's cell over a vertical line. Through a corner of the grid, an edge
// going north meets the vertical line first, because the horizontal one is moved
// further; the same edge backwards meets them in the opposite order.
func (w *walker) verticalNext(a, b Point, col, row int32) bool {
	if w.col == col || w.row == row {
		return w.row == row
	}
	x, y := w.xs[w.col], w.ys[w.row]
	if col > w.col {
		x = w.xs[w.col+1]
	}
	if row > w.row {
		y = w.ys[w.row+1]
	}
	// Distances are below 2^32 and 2^31, so the products fit.
	toVertical := distance(a.X, x) * distance(a.Y, b.Y)
	toHorizontal := distance(a.Y, y) * distance(a.X, b.X)
	if toVertical == toHorizontal {
		return b.Y > a.Y
	}
	return toVertical < toHorizontal
}

func distance(a, b geo.E7) uint64 {
	d := int64(a) - int64(b)
	return uint64(max(d, -d))
}

func (w *walker) crossVertical(a, b Point) {
	exit, enter, line, step := East, West, w.col+1, int32(1)
	if b.X < a.X {
		exit, enter, line, step = West, East, w.col, -1
		a, b = b, a
	}
	p := position{Point: Point{X: w.xs[line]}}
	p.Y, p.fy = meet(p.X, a.X, a.Y, b.X, b.Y)
	w.advance(p, p.nearest())
	w.end(exit)
	w.col += step
	w.begin(enter, p)
}

func (w *walker) crossHorizontal(a, b Point) {
	exit, enter, line, step := North, South, w.row, int32(-1)
	if b.Y < a.Y {
		exit, enter, line, step = South, North, w.row+1, 1
		a, b = b, a
	}
	p := position{Point: Point{Y: w.ys[line]}}
	p.X, p.fx = meet(p.Y, a.Y, a.X, b.Y, b.X)
	w.advance(p, p.nearest())
	w.end(exit)
	w.row += step
	w.begin(enter, p)
}

// meet returns the value at s of the linear function that is v0 at s0 and v1 at
// s1 > s0, as a whole part and a fraction. The product is below 2^63: one of
// the two coordinates is a latitude.
func meet(s, s0, v0, s1, v1 geo.E7) (whole geo.E7, fraction float64) {
	num := (int64(s) - int64(s0)) * (int64(v1) - int64(v0))
	den := int64(s1) - int64(s0)
	q, r := num/den, num%den
	if r < 0 {
		q, r = q-1, r+den
	}
	return geo.E7(int64(v0) + q), float64(r) / float64(den)
}

// advance draws the boundary to p, in E7 to q.
func (w *walker) advance(p position, q Point) {
	dx := float64(int64(p.X)-int64(w.at.X)) + (p.fx - w.at.fx)
	if dx != 0 {
		y1, y2 := float64(w.at.Y)+w.at.fy, float64(p.Y)+p.fy
		w.area += w.bands[w.row].frame.EdgeE7(0, y1, dx, y2)
	}
	w.at = p
	w.points = append(w.points, q)
}

// begin starts a visit to the walker's cell.
func (w *walker) begin(enter Side, p position) {
	w.at = p
	w.area = -w.sideArea(enter)
	w.visit = Visit{Enter: enter, cell: [2]int32{w.col, w.row}, first: int32(len(w.points))}
	w.visit.finer[0] = p.finer()
	w.points = append(w.points, p.nearest())
}

// end ends it.
func (w *walker) end(exit Side) {
	w.area += w.sideArea(exit)
	w.visit.Exit, w.visit.end = exit, int32(len(w.points))
	w.visit.finer[1] = w.at.finer()
	w.visits = append(w.visits, w.visit)
	w.areaM2 = append(w.areaM2, w.area)
}

// sideArea is what the side of the cell from here to its east end adds to the
// area when the boundary leaves over it. The area in a cell is bounded by
// visits and by the stretches of its sides inside the polygon. Vertical
// sides add nothing (geo.AreaFrame.Edge). Leaving south puts the polygon on the south side
// east of here, where it is bounded eastwards; leaving north takes it from the
// north side, which is bounded westwards: both have the sign of an eastward edge.
// What is inside at the sides' west ends is added by group.
func (w *walker) sideArea(s Side) float64 {
	b := &w.bands[w.row]
	var perE7 float64
	switch s {
	case North:
		perE7 = b.north
	case South:
		perE7 = b.south
	default:
		return 0
	}
	return perE7 * (float64(int64(w.xs[w.col+1])-int64(w.at.X)) - w.at.fx)
}

// band measures the cells of one row.
type band struct {
	frame *geo.AreaFrame
	// north and south are the contributions of one E7 of the row's edges, eastwards.
	north, south float64
}

// appendBands shares a frame among rows that are near one another, as making one costs as
// much as measuring a hundred edges.
func appendBands(bands []band, ys []geo.E7) []band {
	const nearRows, nearE7 = 64, geo.E7PerDegree / 4
	bands = slices.Grow(bands[:0], len(ys)-1)[:len(ys)-1]
	for i := 0; i < len(bands); {
		n := 1
		for i+n < len(bands) && n < nearRows && distance(ys[i], ys[i+n+1]) < nearE7 {
			n++
		}
		frame := geo.NewAreaFrame((ys[i].Degrees() + ys[i+n].Degrees()) / 2)
		for ; n > 0; n, i = n-1, i+1 {
			north, south := float64(ys[i]), float64(ys[i+1])
			bands[i] = band{&frame, frame.EdgeE7(0, north, 1, north), frame.EdgeE7(0, south, 1, south)}
		}
	}
	return bands
}
