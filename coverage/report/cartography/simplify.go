package cartography

import (
	"math"

	"phusong/internal/picture"
)

// simplifyPx is how far a drawn border may lie from the true one.
const simplifyPx = 0.3

// simplified keeps the ends of a line and those points without which it would move
// by more than tolerance (Douglas and Peucker, 1973).
func simplified(points []picture.Point, tolerance float64) []picture.Point {
	if len(points) < 3 {
		return points
	}
	keep := make([]bool, len(points))
	keep[0], keep[len(points)-1] = true, true
	stack := [][2]int{{0, len(points) - 1}}
	for len(stack) > 0 {
		from, to := stack[len(stack)-1][0], stack[len(stack)-1][1]
		stack = stack[:len(stack)-1]
		farthest, at := float64(tolerance*tolerance), -1
		for i := from + 1; i < to; i++ {
			if d := offSquared(points[i], points[from], points[to]); d > farthest {
				farthest, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			stack = append(stack, [2]int{from, at}, [2]int{at, to})
		}
	}
	out := make([]picture.Point, 0, len(points))
	for i, p := range points {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// offSquared is the square of the distance of p from the piece a to b.
func offSquared(p, a, b picture.Point) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	px, py := p.X-a.X, p.Y-a.Y
	if length := float64(dx*dx) + float64(dy*dy); length > 0 {
		share := math.Min(math.Max((float64(px*dx)+float64(py*dy))/length, 0), 1)
		px, py = px-float64(share*dx), py-float64(share*dy)
	}
	return float64(px*px) + float64(py*py)
}

// simplifiedRing is simplified for a ring, cut at its first point and at the one
// farthest from it.
func simplifiedRing(ring []picture.Point, tolerance float64) []picture.Point {
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	if len(ring) < 4 {
		return ring
	}
	at, farthest := 0, 0.0
	for i, p := range ring {
		dx, dy := p.X-ring[0].X, p.Y-ring[0].Y
		if d := float64(dx*dx) + float64(dy*dy); d > farthest {
			at, farthest = i, d
		}
	}
	if at == 0 {
		return ring
	}
	out := simplified(ring[:at+1], tolerance)
	back := simplified(append(append([]picture.Point(nil), ring[at:]...), ring[0]), tolerance)
	return append(append([]picture.Point(nil), out...), back[1:len(back)-1]...)
}
