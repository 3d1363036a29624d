package picture

import "math"

// Scaled is the picture k times as large, everything in it too; its sides stay
// within [1, 8192] pixels.
func (p *Picture) Scaled(k float64) *Picture {
	const widest = 2 * maxSidePx
	side := func(px int) int { return min(max(int(math.Round(float64(float64(px)*k))), 1), widest) }
	out := &Picture{Width: side(p.Width), Height: side(p.Height), Title: p.Title, Desc: p.Desc, Lang: p.Lang, ID: p.ID}
	for _, s := range p.shapes {
		out.shapes = append(out.shapes, s.scaled(k))
	}
	return out
}

func roundHalfUp(v float64) float64 { return math.Floor(v + 0.5) }

func times(points []Point, k float64) []Point {
	out := make([]Point, len(points))
	for i, p := range points {
		out[i] = Point{float64(p.X * k), float64(p.Y * k)}
	}
	return out
}

func timesAll(all [][]Point, k float64) [][]Point {
	out := make([][]Point, len(all))
	for i, points := range all {
		out[i] = times(points, k)
	}
	return out
}

func (s Stroke) scaled(k float64) Stroke {
	s.WidthPx = float64(s.WidthPx * k)
	dash := s.DashPx
	s.DashPx = nil
	for _, d := range dash {
		s.DashPx = append(s.DashPx, float64(d*k))
	}
	return s
}

func (a area) scaled(k float64) shape { return area{times(a.points, k), a.fill} }

func (l line) scaled(k float64) shape { return line{times(l.points, k), l.stroke.scaled(k)} }

func (a path) scaled(k float64) shape { return path{timesAll(a.rings, k), a.fill} }

func (l lines) scaled(k float64) shape {
	return lines{timesAll(l.lines, k), l.stroke.scaled(k), l.closed}
}

func (d dots) scaled(k float64) shape {
	return dots{times(d.centres, k), float64(d.radiusPx * k), d.fill}
}

func (l label) scaled(k float64) shape {
	l.outlined = true
	l.at, l.font.SizePx, l.font.HaloPx = Point{float64(l.at.X * k), float64(l.at.Y * k)}, float64(l.font.SizePx*k), float64(l.font.HaloPx*k)
	return l
}

func (g group) scaled(k float64) shape {
	out := group{Group: g.Group}
	if g.Clip != nil {
		out.Clip = &Rect{float64(g.Clip.X * k), float64(g.Clip.Y * k), float64(g.Clip.Width * k), float64(g.Clip.Height * k)}
	}
	for _, s := range g.shapes {
		out.shapes = append(out.shapes, s.scaled(k))
	}
	return out
}
