package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Why edges are straight in longitude and latitude: RFC 7946 section 3.1.1 says
// that a GeoJSON line between two positions is straight in those coordinates,
// not a geodesic; rasters have such edges; and neighbours that share an edge
// share it however often either has cut it, which geodesics would not grant
// (an edge of 1 degree at 60 N differs from its geodesic by about 200 m).
//
// By Green's theorem the area is minus the boundary integral of Z(lat) d(lon),
// where Z is the area between a reference parallel and lat per radian of
// longitude. On a straight edge it is the width times the mean of Z over the
// edge's latitudes.

// AreaFrame measures directed edges against a reference parallel. The signed area
// inside a closed boundary, counterclockwise positive, is the sum of Edge over
// its edges; which frame is used does not change the sum, but all edges of a
// sum must use the same one.
//
// Within 1 degree of the reference an edge shorter than 1 degree costs some
// polynomials; elsewhere it costs trigonometry and is just as exact. The
// nearer the reference, the less cancels: keep it within the shape measured.
type AreaFrame struct {
	refDeg float64
	ref    float64 // in E7 units
	// zone[k] is the coefficient of t^(k+1) in Z, t in E7 units from the
	// reference, and Z in m2 per E7 unit of longitude.
	zone [zoneDegree]float64
}

// zoneDegree ends the Taylor series of Z: at 1 degree the next term is 1e-16 of the first.
const zoneDegree = 8

// frameReachE7 is how far from the reference the polynomial is used.
const frameReachE7 = 1 * E7PerDegree

// NewAreaFrame prepares a frame for latitudes around refLat, |refLat| <= 90. It
// costs about a microsecond.
func NewAreaFrame(refLat float64) AreaFrame {
	f := AreaFrame{refDeg: refLat, ref: refLat * E7PerDegree}
	const perE7 = radiansPerDegree / E7PerDegree
	scale := PolarRadiusM * PolarRadiusM * perE7
	for k, d := range zoneDerivative(refLat * radiansPerDegree) {
		scale *= perE7
		f.zone[k] = d * scale / float64(k+1)
	}
	return f
}

// zoneDerivative is the Taylor series of cos/(1-e^2 sin^2)^2, which times b^2 is
// dZ/d(lat), the product of the principal radii and cos(lat).
func zoneDerivative(lat float64) (series [zoneDegree]float64) {
	s, c := math.Sincos(lat)
	var sin, cos, root [zoneDegree]float64
	factorial := 1.
	for k := range zoneDegree {
		sin[k], cos[k] = s/factorial, c/factorial
		s, c = c, -s
		factorial *= float64(k + 1)
	}
	square := multiplySeries(sin, sin)
	for k := range square { // root = 1 - e^2 sin^2
		root[k] = -eccentricitySquared * square[k]
	}
	root[0]++
	return divideSeries(divideSeries(cos, root), root)
}

func multiplySeries(a, b [zoneDegree]float64) (p [zoneDegree]float64) {
	for i := range a {
		for j := 0; i+j < zoneDegree; j++ {
			p[i+j] += a[i] * b[j]
		}
	}
	return p
}

func divideSeries(a, b [zoneDegree]float64) (q [zoneDegree]float64) {
	for k := range a {
		q[k] = a[k]
		for j := 1; j <= k; j++ {
			q[k] -= b[j] * q[k-j]
		}
		q[k] /= b[0]
	}
	return q
}

// Edge returns the contribution in m2 of the edge from (x1,y1) to (x2,y2), in
// degrees. Edge(a,b) = -Edge(b,a) exactly, and a meridian contributes 0.
//
// Longitudes are taken as they are: an edge from 179 to -179 goes around the
// world westwards. Cut at the antimeridian first (RFC 7946 section 3.1.9).
func (f *AreaFrame) Edge(x1, y1, x2, y2 float64) float64 {
	return f.edge((x2-x1)*E7PerDegree, (y1-f.refDeg)*E7PerDegree, (y2-f.refDeg)*E7PerDegree)
}

// EdgeE7 is Edge for coordinates in E7 units that need not be whole (where an edge
// meets a grid line). Whole numbers are exact in it, so it agrees with RectAreaM2 to 1e-12
// for cells of a few metres; degrees as float64 are rounded at the 14th
// digit, which is 1e-11 of a cell of 100 m at longitude 105.
func (f *AreaFrame) EdgeE7(x1, y1, x2, y2 float64) float64 {
	return f.edge(x2-x1, y1-f.ref, y2-f.ref)
}

// edge takes width and heights over the reference in E7 units. The number of
// Gauss-Legendre points follows from the edge's height h: n points are off by
// about h^(2n)/(2n)!/4^n of the whole, below 1e-16 in each case.
func (f *AreaFrame) edge(width, t1, t2 float64) float64 {
	h := math.Abs(t2 - t1)
	m := (t1 + t2) / 2
	switch {
	case math.Abs(m)+h/2 > frameReachE7:
		return -width * f.farMean(t1, t2)
	case h == 0: // as below, to the bit
		return -width * f.polynomial(m)
	case h <= 0.02*E7PerDegree:
		const point = 0.5773502691896257645 // 1/sqrt 3
		d := float64(h / 2 * point)
		return -width * (f.polynomial(m-d) + f.polynomial(m+d)) / 2
	case h <= 0.5*E7PerDegree:
		const point = 0.7745966692414833770 // sqrt(3/5)
		d := float64(h / 2 * point)
		outer := f.polynomial(m-d) + f.polynomial(m+d)
		return -width * (float64(outer*5) + float64(f.polynomial(m)*8)) / 18
	}
	return -width * gaussMean(f.polynomial, t1, t2)
}

// polynomial is Z at t E7 units from the reference.
func (f *AreaFrame) polynomial(t float64) float64 {
	z := &f.zone
	t2 := t * t
	// Two interleaved Horner chains wait less for each other than one.
	even := z[1] + float64(t2*(z[3]+float64(t2*(z[5]+float64(t2*z[7])))))
	odd := z[0] + float64(t2*(z[2]+float64(t2*(z[4]+float64(t2*z[6])))))
	return float64(t*odd) + float64(t2*even)
}

// farMean is the mean of Z over an edge by the closed form of Z, in panels of at most
// 45 degrees, where eight points are exact to rounding.
func (f *AreaFrame) farMean(t1, t2 float64) float64 {
	const perE7 = radiansPerDegree / E7PerDegree
	zone := func(t float64) float64 {
		height := t / E7PerDegree
		return zoneBetweenM2(f.refDeg, f.refDeg+height, height) * perE7
	}
	if t1 > t2 {
		t1, t2 = t2, t1 // the same sum either way round
	}
	panels := math.Max(1, math.Ceil((t2-t1)/(45*E7PerDegree)))
	sum := 0.
	for i := 0.; i < panels; i++ {
		sum += gaussMean(zone, t1+(t2-t1)*i/panels, t1+(t2-t1)*(i+1)/panels)
	}
	return sum / panels
}

// gauss8 holds the points and weights of the eight-point rule (Abramowitz and
// Stegun, table 25.4), one of each symmetric pair.
var gauss8 = [4][2]float64{
	{0.183434642495649805, 0.362683783378361983},
	{0.525532409916328986, 0.313706645877887287},
	{0.796666477413626740, 0.222381034453374471},
	{0.960289856497536232, 0.101228536290376259},
}

// gaussMean is the mean of a function over [t1,t2].
func gaussMean(f func(float64) float64, t1, t2 float64) float64 {
	m, half := (t1+t2)/2, math.Abs(t2-t1)/2
	sum := 0.
	for _, g := range gauss8 {
		d := float64(half * g[0])
		sum += float64(g[1] * (f(m-d) + f(m+d)))
	}
	return sum / 2
}

// EdgeAreaM2 is AreaFrame.Edge for one edge, without preparation.
func EdgeAreaM2(x1, y1, x2, y2, refLat float64) float64 {
	f := AreaFrame{refDeg: refLat, ref: refLat * E7PerDegree}
	return -(x2 - x1) * E7PerDegree * f.farMean((y1-refLat)*E7PerDegree, (y2-refLat)*E7PerDegree)
}

// RingAreaM2 returns the true area inside a ring whose edges are straight in
// longitude and latitude: positive counterclockwise, negative clockwise. A ring
// that is not closed is closed by an edge back to its start; fewer than three
// points enclose 0. Parts wound twice count twice. See AreaFrame.Edge for the
// antimeridian.
//
// The coordinates are taken at their word as float64; cutting the ring along a
// straight line changes the sum of the parts by no more than the crossing
// points are rounded, 1e-11 of a shape of 100 m.
func RingAreaM2(ring orb.Ring) float64 {
	if len(ring) < 3 {
		return 0
	}
	south, north := ring[0][1], ring[0][1]
	for _, p := range ring[1:] {
		south, north = min(south, p[1]), max(north, p[1])
	}
	f := NewAreaFrame((south + north) / 2)
	var sum compensated
	last := ring[len(ring)-1]
	for _, p := range ring {
		if p[0] != last[0] { // a meridian contributes 0
			sum.add(f.Edge(last[0], last[1], p[0], p[1]))
		}
		last = p
	}
	return sum.value()
}

// PolygonAreaM2 returns the area of the shell less its holes, whatever their
// winding. It is negative only for holes larger than the shell.
func PolygonAreaM2(polygon orb.Polygon) float64 {
	var sum compensated
	for i, ring := range polygon {
		area := math.Abs(RingAreaM2(ring))
		if i > 0 {
			area = -area
		}
		sum.add(area)
	}
	return sum.value()
}

// MultiPolygonAreaM2 returns the sum of the polygons' areas; where they overlap,
// which RFC 7946 does not allow, it counts twice.
func MultiPolygonAreaM2(mp orb.MultiPolygon) float64 {
	var sum compensated
	for _, polygon := range mp {
		sum.add(PolygonAreaM2(polygon))
	}
	return sum.value()
}

// compensated is a sum that carries its rounding error along (Neumaier 1974).
type compensated struct{ sum, lost float64 }

func (c *compensated) add(v float64) {
	t := c.sum + v
	if math.Abs(c.sum) >= math.Abs(v) {
		c.lost += (c.sum - t) + v
	} else {
		c.lost += (v - t) + c.sum
	}
	c.sum = t
}

func (c *compensated) value() float64 { return c.sum + c.lost }
