package crs

import (
	"fmt"
	"math"
)

// Plane is a place in a projected system, in metres. The fields have names so
// that nobody has to remember an order: in VN-2000 papers X is NorthM and Y is
// EastM.
type Plane struct {
	NorthM, EastM float64
}

// TMParameters define a transverse Mercator projection.
type TMParameters struct {
	MeridianDeg    float64 // central meridian
	OriginLatDeg   float64 // latitude at which NorthM is FalseNorthingM
	Scale          float64 // on the central meridian: 0.9999 in TM-3, 0.9996 in UTM
	FalseEastingM  float64
	FalseNorthingM float64
}

// tmOrder is the power of n at which the series stop. The first term left out is
// below 1 nm in zones of 6 degrees and below 1 um at 30 degrees from the meridian.
const tmOrder = 6

// tmReachDeg is how far from the central meridian the projection is used.
const tmReachDeg = 30

// TransverseMercator is the ellipsoidal projection (Gauss-Kruger) by the series of
// Kruger to the sixth power of the third flattening. Sources of the formulas: L.
// Kruger, Konforme Abbildung des Erdellipsoids in der Ebene, 1912; C. Karney,
// Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85 (2011),
// of which the equation numbers are given. Values compare with ==.
type TransverseMercator struct {
	Ellipsoid  Ellipsoid
	Parameters TMParameters

	e2, e    float64
	radiusM  float64 // rectifying radius times scale
	originM  float64 // NorthM of the equator is FalseNorthingM - originM
	forward  [tmOrder]float64
	backward [tmOrder]float64
}

// NewTransverseMercator prepares a projection. It is an error when the ellipsoid is
// not an oblate one with flattening below 0.1 (the series need it small), or a
// parameter is out of range.
func NewTransverseMercator(e Ellipsoid, p TMParameters) (TransverseMercator, error) {
	if !e.valid() {
		return TransverseMercator{}, fmt.Errorf("ellipsoid with radius %g m and flattening %g: want an oblate one with flattening below 0.1", e.RadiusM, e.Flattening)
	}
	finite := !math.IsNaN(p.FalseEastingM+p.FalseNorthingM) && !math.IsInf(p.FalseEastingM+p.FalseNorthingM, 0)
	if !(math.Abs(p.MeridianDeg) <= 180 && math.Abs(p.OriginLatDeg) <= 90 && p.Scale > 0 && p.Scale <= 2 && finite) {
		return TransverseMercator{}, fmt.Errorf("transverse Mercator with meridian %g, origin %g, scale %g, false origin %g, %g: out of range",
			p.MeridianDeg, p.OriginLatDeg, p.Scale, p.FalseEastingM, p.FalseNorthingM)
	}
	return newTM(e, p), nil
}

func newTM(e Ellipsoid, p TMParameters) TransverseMercator {
	n := e.Flattening / (2 - e.Flattening)
	n2 := n * n
	t := TransverseMercator{Ellipsoid: e, Parameters: p, e2: e.eccentricitySquared()}
	t.e = math.Sqrt(t.e2)
	// Equation 14.
	t.radiusM = p.Scale * (e.RadiusM / (1 + n) * horner([]float64{1, 1. / 4, 1. / 64, 1. / 256}, n2))
	power := 1.0
	for j := range tmOrder {
		power *= n
		t.forward[j] = power * horner(krugerForward[j], n)
		t.backward[j] = power * horner(krugerBackward[j], n)
	}
	if p.OriginLatDeg != 0 {
		xi, _ := t.stretch(p.OriginLatDeg, 0)
		t.originM = t.radiusM * xi
	}
	return t
}

// krugerForward holds alpha_j / n^j in powers of n (equation 35).
var krugerForward = [tmOrder][]float64{
	{1. / 2, -2. / 3, 5. / 16, 41. / 180, -127. / 288, 7891. / 37800},
	{13. / 48, -3. / 5, 557. / 1440, 281. / 630, -1983433. / 1935360},
	{61. / 240, -103. / 140, 15061. / 26880, 167603. / 181440},
	{49561. / 161280, -179. / 168, 6601661. / 7257600},
	{34729. / 80640, -3418889. / 1995840},
	{212378941. / 319334400},
}

// krugerBackward holds beta_j / n^j in powers of n (equation 36).
var krugerBackward = [tmOrder][]float64{
	{1. / 2, -2. / 3, 37. / 96, -1. / 360, -81. / 512, 96199. / 604800},
	{1. / 48, 1. / 15, -437. / 1440, 46. / 105, -1118711. / 3870720},
	{17. / 480, -37. / 840, -209. / 4480, 5569. / 90720},
	{4397. / 161280, -11. / 504, -830251. / 7257600},
	{4583. / 161280, -108847. / 3991680},
	{20648693. / 638668800},
}

// Forward projects longitude and latitude on the projection's own ellipsoid and
// datum. It is an error beyond 30 degrees from the central meridian.
func (t TransverseMercator) Forward(lon, lat float64) (Plane, error) {
	away := math.Remainder(lon-t.Parameters.MeridianDeg, 360)
	if !(math.Abs(lat) <= 90 && math.Abs(lon) <= 540 && math.Abs(away) <= tmReachDeg) {
		return Plane{}, fmt.Errorf("longitude %g, latitude %g cannot be projected with central meridian %g: more than %d degrees away, or no place on Earth",
			lon, lat, t.Parameters.MeridianDeg, tmReachDeg)
	}
	xi, eta := t.stretch(lat, away)
	return Plane{
		NorthM: t.Parameters.FalseNorthingM + (float64(t.radiusM*xi) - t.originM),
		EastM:  t.Parameters.FalseEastingM + float64(t.radiusM*eta),
	}, nil
}

// stretch gives the plane coordinates in units of the rectifying radius (equations
// 7 to 11), with the tangent of the latitude as a ratio so that poles are no case.
func (t *TransverseMercator) stretch(lat, away float64) (xi, eta float64) {
	sinLat, cosLat := sincosDeg(lat)
	sinLon, cosLon := sincosDeg(away)
	sigma, sigmaCosh := sinhcosh(t.e * atanh(t.e*sinLat))
	up := float64(sinLat*sigmaCosh) - sigma // tau' cos(lat)
	side := float64(cosLat * cosLon)
	xi = atan2(up, side)
	eta = asinh(float64(cosLat*sinLon) / math.Sqrt(float64(up*up)+float64(side*side)))
	dxi, deta := sineSum(&t.forward, xi, eta)
	return xi + dxi, eta + deta
}

// sineSum is the sum of c_j sin 2j(xi + i eta) by Clenshaw's recurrence.
func sineSum(c *[tmOrder]float64, xi, eta float64) (re, im float64) {
	sin, cos := sincos(2 * xi)
	sinh, cosh := sinhcosh(2 * eta)
	twiceRe, twiceIm := 2*float64(cos*cosh), -2*float64(sin*sinh)
	var re1, im1, re2, im2 float64
	for j := tmOrder - 1; j >= 0; j-- {
		re1, re2 = c[j]+(float64(twiceRe*re1)-float64(twiceIm*im1))-re2, re1
		im1, im2 = (float64(twiceRe*im1)+float64(twiceIm*re2))-im2, im1
	}
	sinRe, sinIm := float64(sin*cosh), float64(cos*sinh)
	return float64(sinRe*re1) - float64(sinIm*im1), float64(sinRe*im1) + float64(sinIm*re1)
}

// Inverse is the inverse of Forward. It is an error for a place that Forward does
// not give, up to the reach in metres: 3,900 km east or west, a pole north or south.
func (t TransverseMercator) Inverse(at Plane) (lon, lat float64, err error) {
	xi := (at.NorthM - t.Parameters.FalseNorthingM + t.originM) / t.radiusM
	eta := (at.EastM - t.Parameters.FalseEastingM) / t.radiusM
	if !(math.Abs(xi) <= math.Pi/2+1e-9 && math.Abs(eta) <= 0.6) {
		return 0, 0, fmt.Errorf("north %.3f m, east %.3f m lie outside the transverse Mercator plane of meridian %g", at.NorthM, at.EastM, t.Parameters.MeridianDeg)
	}
	dxi, deta := sineSum(&t.backward, xi, eta)
	xi, eta = xi-dxi, eta-deta
	sin, cos := sincos(xi)
	sinh, _ := sinhcosh(eta)
	side := math.Sqrt(float64(sinh*sinh) + float64(cos*cos))
	lon = t.Parameters.MeridianDeg + atan2(sinh, cos)/radiansPerDegree
	return math.Remainder(lon, 360), t.latitude(sin, side), nil
}

// latitude goes from the conformal latitude, by its tangent up/side, to the geodetic
// one by Newton's method (equations 19 to 21): two rounds suffice, a third is for
// flatter ellipsoids.
func (t *TransverseMercator) latitude(up, side float64) float64 {
	if side < 1e-15 {
		return math.Copysign(90, up)
	}
	want := up / side
	tau := want / (1 - t.e2)
	for range 3 {
		root := math.Sqrt(1 + float64(tau*tau))
		sigma, sigmaCosh := sinhcosh(t.e * atanh(t.e*tau/root))
		got := float64(tau*sigmaCosh) - float64(sigma*root)
		step := (want - got) / math.Sqrt(1+float64(got*got)) *
			(1 + float64((1-t.e2)*float64(tau*tau))) / ((1 - t.e2) * root)
		tau += step
	}
	return atan2(tau, 1) / radiansPerDegree
}
