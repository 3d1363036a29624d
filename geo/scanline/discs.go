package scanline

import "math"

// MaxRadius bounds radii: their squares fit int64.
const MaxRadius = 3_000_000_000

// Disc is the places within a distance of a centre, its circle included.
type Disc struct {
	X, Y int64
	R    int64 // 0 to MaxRadius
}

// Reached are the rows, from to end-1, whose line a disc reaches.
func (g *Grid) Reached(d Disc) (from, end int) {
	return g.rowFrom(d.Y + d.R), g.rowFrom(d.Y - d.R - 1)
}

// Mark enters the spans of discs along a row into reach, which has an element per
// column: reach[c] becomes at least e where a span begins at c and ends before e. Discs that do
// not reach the row are passed over.
func (g *Grid) Mark(row int, discs []Disc, reach []int32) {
	y := g.y[row]
	for i := range discs {
		d := &discs[i]
		dy := y - d.Y
		if dy > d.R || dy < -d.R {
			continue
		}
		rest := d.R*d.R - dy*dy
		half := math.Sqrt(float64(rest))
		from, end := g.chord(d.X, rest, half)
		if from < end && int(reach[from]) < end {
			reach[from] = int32(end)
		}
	}
}

// chord is the columns from to end-1 with (x-at)^2 <= rest; half is the root of rest.
func (g *Grid) chord(at, rest int64, half float64) (from, end int) {
	x := float64(at) - g.x0
	from = guess((x-half)*g.perX+1, g.cols)
	for from > 0 && (g.x[from-1] >= at || within(g.x[from-1], at, rest)) {
		from--
	}
	for from < g.cols && g.x[from] < at && !within(g.x[from], at, rest) {
		from++
	}
	end = guess((x+half)*g.perX+1, g.cols)
	for end > from && !within(g.x[end-1], at, rest) {
		end--
	}
	for end < g.cols && (g.x[end] < at || within(g.x[end], at, rest)) {
		end++
	}
	return from, end
}

// within compares by the radius first, so that the square cannot overflow.
func within(x, at, rest int64) bool {
	d := x - at
	if d > MaxRadius || d < -MaxRadius {
		return false
	}
	return d*d <= rest
}
