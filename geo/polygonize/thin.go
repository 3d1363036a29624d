package polygonize

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// Vertices that only divide a straight stretch of a grid line are left out. On
// meridians all of them: a meridian is a geodesic. On parallels some stay, or come in
// where cells are large, for the sake of programs that take the edges of a polygon as
// geodesics. A geodesic of length L between two points of a parallel at latitude
// phi lies poleward of it and encloses L^3 tan(phi)/(12 R) with it (a circle of geodesic
// curvature tan(phi)/R has a segment of that area), which a stretch of total length H
// divided every L metres makes H L^2 tan(phi)/(12 R). The spacing is chosen so
// that this is below geodesicShare of the part's area even if all of it is to
// one side.
const (
	geodesicShare = 5e-7
	leastSpacingM = 150  // 0.1 mm off at 20 degrees, far below an E7
	mostSpacingM  = 1000 // 5 mm off
)

// span is a directed piece of an edge.
type span struct{ a, b overlay.Point }

func (s span) compare(t span) int {
	return cmp.Or(zonal.ComparePoints(zonal.Point(s.a), zonal.Point(t.a)), zonal.ComparePoints(zonal.Point(s.b), zonal.Point(t.b)))
}

// thinner sets the vertices along grid lines.
type thinner struct {
	g      raster.Grid
	m      *zonal.Mesh
	along  []span // sorted
	points []overlay.Point
	kinds  []kind // of the edge that begins at each point
	// thinned is the ring in hand.
	thinned []overlay.Point
	// A vertex is kept at every every-th column's edge, or each column is divided by divide.
	every, divide int
	spacing       geo.E7
}

// kind says what an edge is.
type kind uint8

const (
	free     kind = iota // not on a grid line
	meridian             // on a vertical line, new
	parallel             // on a horizontal line, new
	ownEdge              // a piece of the polygon's own edge on a line
)

// begin turns to the outline of a clipper, whose own edges are all in.
func (t *thinner) begin(c *Clipper) {
	slices.SortFunc(c.along, span.compare)
	t.g, t.m, t.along = c.o.Grid(), c.m, c.along
}

func (t *thinner) thin(mp orb.MultiPolygon) orb.MultiPolygon {
	t.setSpacing(mp)
	for _, polygon := range mp {
		for i, ring := range polygon {
			t.read(ring)
			t.thinned = t.ring(t.thinned[:0], t.points, t.kinds)
			out := make(orb.Ring, len(t.thinned))
			for k, p := range t.thinned {
				out[k] = p.Degrees()
			}
			polygon[i] = out
		}
	}
	return mp
}

// setSpacing chooses the spacing for a part.
func (t *thinner) setSpacing(mp orb.MultiPolygon) {
	south, north := mp[0][0][0][1], mp[0][0][0][1]
	for _, polygon := range mp {
		for _, p := range polygon[0] {
			south, north = min(south, p[1]), max(north, p[1])
		}
	}
	sin, cos := math.Sincos((south + north) / 2 * math.Pi / 180)
	metres := math.Pi / 180 * geo.EquatorialRadiusM * math.Max(cos, 1e-6) // in a degree of longitude
	length := 0.
	for _, polygon := range mp {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if ring[i][1] == ring[i-1][1] {
					length += math.Abs(ring[i][0]-ring[i-1][0]) * metres
				}
			}
		}
	}
	area := geo.MultiPolygonAreaM2(mp)
	most := math.Sqrt(geodesicShare * area * 12 * geo.PolarRadiusM * cos / math.Max(length*math.Abs(sin), 1e-3))
	most = math.Max(leastSpacingM, math.Min(most, mostSpacingM)) / metres
	t.every = max(1, int(most/t.g.StepX))
	t.divide = max(1, int(math.Ceil(t.g.StepX/most)))
	t.spacing = geo.ToE7(math.Min(most, 180))
}

// ring appends a ring, given without its closing point, with its vertices along grid lines
// set anew, and closed.
func (t *thinner) ring(out, points []overlay.Point, kinds []kind) []overlay.Point {
	n := len(points)
	last := points[0]
	out = append(out, last)
	for i := 1; i <= n; i++ {
		next := i
		if i == n {
			next = 0
		} else if kinds[i] == kinds[i-1] && t.droppable(points, kinds, i) {
			continue
		}
		if kinds[i-1] == parallel {
			out = t.divided(out, last, points[next])
		}
		out = append(out, points[next])
		last = points[next]
	}
	return out
}

// read takes the vertices of a ring and finds what its edges are.
func (t *thinner) read(ring orb.Ring) {
	t.points, t.kinds = t.points[:0], t.kinds[:0]
	for _, p := range ring[:len(ring)-1] {
		t.points = append(t.points, overlay.Point{X: geo.ToE7(p[0]), Y: geo.ToE7(p[1])})
	}
	for i, p := range t.points {
		t.kinds = append(t.kinds, t.kind(p, t.points[(i+1)%len(t.points)]))
	}
}

// kind finds what an edge is. The outermost west and south edges of the grid are no lines.
func (t *thinner) kind(a, b overlay.Point) kind {
	k := free
	switch {
	case a.X == b.X:
		if c := t.g.Col(a.X); c >= 0 && t.g.EdgeX(c+1) == a.X {
			k = meridian
		}
	case a.Y == b.Y:
		if r := t.g.Row(a.Y); r < t.g.Rows && t.g.EdgeY(r) == a.Y {
			k = parallel
		}
	}
	if k == free || len(t.along) == 0 {
		return k
	}
	if _, own := slices.BinarySearchFunc(t.along, span{a, b}, span.compare); own {
		return ownEdge
	}
	return k
}

// droppable reports whether the i-th point, i > 0, between edges of one kind, divides a
// straight stretch, or one of the polygon's own edges.
func (t *thinner) droppable(points []overlay.Point, kinds []kind, i int) bool {
	k := kinds[i]
	a, p, b := points[i-1], points[i], points[0]
	if i+1 < len(points) {
		b = points[i+1]
	}
	if k == free {
		return t.m.IsTouch(zonal.Point(p)) && straight(a, p, b)
	}
	if (a.X != p.X || p.X != b.X) && (a.Y != p.Y || p.Y != b.Y) {
		return false
	}
	if k != ownEdge {
		return true
	}
	_, vertex := slices.BinarySearchFunc(t.m.Ends, zonal.Point(p), zonal.ComparePoints)
	return !vertex
}

// straight reports whether p is on the way from a to b. The products are below 2^63.
func straight(a, p, b overlay.Point) bool {
	dx, dy := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
	ex, ey := int64(b.X)-int64(p.X), int64(b.Y)-int64(p.Y)
	return dx*ey == dy*ex && (dx > 0) == (ex > 0) && (dy > 0) == (ey > 0)
}

// divided appends the points that are kept on the parallel strictly between a and b.
func (t *thinner) divided(out []overlay.Point, a, b overlay.Point) []overlay.Point {
	west, east := min(a.X, b.X), max(a.X, b.X)
	if int64(east)-int64(west) <= int64(t.spacing) {
		return out
	}
	from := len(out)
	for c := max(t.g.Col(west), 0); c < t.g.Cols && t.g.EdgeX(c) < east; c++ {
		if (t.g.Col0+c)%t.every != 0 {
			continue
		}
		x0, x1 := int64(t.g.EdgeX(c)), int64(t.g.EdgeX(c+1))
		for k := range t.divide {
			if x := geo.E7(x0 + (x1-x0)*int64(k)/int64(t.divide)); x > west && x < east {
				out = append(out, overlay.Point{X: x, Y: a.Y})
			}
		}
	}
	if a.X > b.X {
		slices.Reverse(out[from:])
	}
	return out
}
