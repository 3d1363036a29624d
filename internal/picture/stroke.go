package picture

import "math"

// outline makes polygons of a line: a rectangle for every piece and an octagon at
// every bend, all going round the same way.
func outline(points []Point, s Stroke) [][]Point {
	var all [][]Point
	for _, run := range dashes(points, s.DashPx) {
		if s.Round && len(run) > 0 {
			all = append(all, octagon(run[0], s.WidthPx/2))
		}
		for i := 1; i < len(run); i++ {
			if bar := bar(run[i-1], run[i], s.WidthPx/2); bar != nil {
				all = append(all, bar)
			}
			if i+1 < len(run) || s.Round {
				all = append(all, octagon(run[i], s.WidthPx/2))
			}
		}
	}
	return all
}

// bar is the rectangle along a piece; nil for a piece without length.
func bar(a, b Point, half float64) []Point {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if length == 0 {
		return nil
	}
	nx, ny := float64(-dy/length*half), float64(dx/length*half)
	return []Point{{a.X - nx, a.Y - ny}, {b.X - nx, b.Y - ny}, {b.X + nx, b.Y + ny}, {a.X + nx, a.Y + ny}}
}

// octagon stands for a circle at a bend; it goes round as bar does.
func octagon(at Point, radius float64) []Point {
	r, q := radius, float64(radius*math.Sqrt2/2)
	return []Point{{at.X + r, at.Y}, {at.X + q, at.Y + q}, {at.X, at.Y + r}, {at.X - q, at.Y + q},
		{at.X - r, at.Y}, {at.X - q, at.Y - q}, {at.X, at.Y - r}, {at.X + q, at.Y - q}}
}

// dashes cuts a line into its dashes; without a pattern that has some length it is
// one.
func dashes(points []Point, pattern []float64) [][]Point {
	total := 0.0
	for _, d := range pattern {
		total += max(d, 0)
	}
	if !(total >= 1) || math.IsInf(total, 1) {
		return [][]Point{points}
	}
	d := dasher{pattern: pattern, left: max(pattern[0], 0)}
	for i := 1; i < len(points); i++ {
		d.walk(points[i-1], points[i])
	}
	return append(d.runs, d.run)
}

// dasher walks along a line with a pattern of dashes.
type dasher struct {
	pattern []float64
	index   int
	left    float64 // of the current dash or gap
	run     []Point
	runs    [][]Point
}

func (d *dasher) walk(a, b Point) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	for done := 0.0; done < length; {
		step := min(d.left, length-done)
		if d.index%2 == 0 {
			d.run = append(d.run, between(a, b, done/length), between(a, b, (done+step)/length))
		}
		done += step
		if d.left -= step; d.left > 0 {
			return
		}
		d.index++
		d.left = max(d.pattern[d.index%len(d.pattern)], 0)
		if len(d.run) > 0 {
			d.runs, d.run = append(d.runs, d.run), nil
		}
	}
}

func between(a, b Point, share float64) Point {
	return Point{a.X + float64(share*(b.X-a.X)), a.Y + float64(share*(b.Y-a.Y))}
}
