package geo

import "math"

// tiny stands for a cosine at the pole: small, but its square is not lost.
const tiny = 1.4916681462400413e-154 // square root of the smallest normal float64

// Inverse returns the length of the shortest geodesic from point 1 to point 2 and
// its azimuths at both: azimuth1Deg is the direction to set out in,
// azimuth2Deg the direction of travel on arrival (add 180 to look back), both
// clockwise from north in [0,360).
//
// The error is a few nanometres anywhere, antipodes included. Longitudes may
// have any number of turns. Coincident points, and two names of one pole, give
// 0, 0, 0. At a pole the azimuth is counted from the meridian given as that
// point's longitude. When several geodesics are equally short (opposite
// meridians, or both points on the equator) one of them is returned, the northern of two
// mirrored in the equator. A latitude beyond 90 degrees, NaN or
// infinity gives NaN.
//
// Method: Karney (2013), see geodesic_series.go, sections 4 and 5.
func Inverse(lon1, lat1, lon2, lat2 float64) (distanceM, azimuth1Deg, azimuth2Deg float64) {
	if !validPosition(lon1, lat1) || !validPosition(lon2, lat2) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	// Section 4: reflect so that lat1 <= 0, |lat2| <= |lat1|, 0 <= lon12 <= 180.
	lon12 := withoutDust(math.Remainder(math.Remainder(lon2, 360)-math.Remainder(lon1, 360), 360))
	lat1, lat2 = withoutDust(lat1), withoutDust(lat2)
	mirrorLon, mirrorLat := 1., 1.
	if lon12 < 0 {
		lon12, mirrorLon = -lon12, -1
	}
	swapped := math.Abs(lat1) < math.Abs(lat2)
	if swapped {
		lat1, lat2 = lat2, lat1
	}
	if lat1 >= 0 { // the equator too: of two equally short lines, the northern one
		lat1, lat2, mirrorLat = -lat1, -lat2, -1
	}
	sigma, alpha1, alpha2 := inverseCanonical(lat1, lat2, lon12)
	if !(sigma > 1e-100) {
		return 0, 0, 0
	}
	if swapped { // walking the other way swaps the ends and turns both cosines
		alpha1, alpha2 = alpha2, alpha1
		mirrorLat = -mirrorLat
	}
	alpha1 = angle{alpha1.sin * mirrorLon, alpha1.cos * mirrorLat}
	alpha2 = angle{alpha2.sin * mirrorLon, alpha2.cos * mirrorLat}
	return PolarRadiusM * sigma, alpha1.azimuthDeg(), alpha2.azimuthDeg()
}

func validPosition(lon, lat float64) bool {
	return math.Abs(lat) <= 90 && !math.IsNaN(lon) && !math.IsInf(lon, 0)
}

// withoutDust rounds angles near 0 to a multiple of 2^-57 degree (1e-12 m), so
// that no product of them underflows.
func withoutDust(deg float64) float64 {
	const near = 1. / 16
	if a := math.Abs(deg); a < near {
		return math.Copysign(near-(near-a), deg)
	}
	return deg
}

// inverseCanonical solves the reflected problem; the distance is in units of b.
func inverseCanonical(lat1, lat2, lon12 float64) (distance float64, alpha1, alpha2 angle) {
	p := &inverseProblem{lambda: angleDeg(lon12), lambdaRad: lon12 * radiansPerDegree}
	p.beta1, p.beta2 = reducedLatitude(lat1), reducedLatitude(lat2)
	p.repairSymmetry()
	p.w1, p.w2 = latitudeFactor(p.beta1.sin), latitudeFactor(p.beta2.sin)
	switch {
	case lat1 == -90 || p.lambda.sin == 0:
		return p.alongMeridian()
	case p.beta1.sin == 0 && lon12 <= 180*(1-Flattening):
		// On the equator, and not so far that leaving it is shorter.
		return p.lambdaRad / (1 - Flattening), angle{1, 0}, angle{1, 0}
	}
	return p.general()
}

// inverseProblem is the canonical problem: reduced latitudes beta, the
// longitude between, and w = sqrt(1 + e'^2 sin^2 beta) at both ends.
type inverseProblem struct {
	beta1, beta2 angle
	lambda       angle
	lambdaRad    float64
	w1, w2       float64
}

// reducedLatitude is beta of equation 6.
func reducedLatitude(latDeg float64) angle {
	phi := angleDeg(latDeg)
	beta := angle{(1 - Flattening) * phi.sin, phi.cos}.unit()
	beta.cos = math.Max(tiny, beta.cos)
	return beta
}

func latitudeFactor(sinBeta float64) float64 {
	return math.Sqrt(1 + secondEccentricitySquared*sinBeta*sinBeta)
}

// repairSymmetry makes latitudes that are equal in one of sine and cosine equal
// in both, so that rounding does not break the symmetric cases.
func (p *inverseProblem) repairSymmetry() {
	if p.beta1.cos < -p.beta1.sin {
		if p.beta2.cos == p.beta1.cos {
			p.beta2.sin = math.Copysign(p.beta1.sin, p.beta2.sin)
		}
	} else if math.Abs(p.beta2.sin) == -p.beta1.sin {
		p.beta2.cos = p.beta1.cos
	}
}

// alongMeridian is the case of one meridian or two opposite ones. On an oblate
// ellipsoid a meridian is always a shortest line up to the antipode.
func (p *inverseProblem) alongMeridian() (distance float64, alpha1, alpha2 angle) {
	alpha1, alpha2 = p.lambda, angle{0, 1}
	sigma1 := angle{p.beta1.sin, alpha1.cos * p.beta1.cos}
	sigma2 := angle{p.beta2.sin, p.beta2.cos}
	l := lengths{p: p, sigma1: sigma1, sigma2: sigma2, sigma12: arcBetween(sigma1, sigma2)}
	return l.distance(expansion(secondEccentricitySquared)), alpha1, alpha2
}

// arcBetween returns sigma2 - sigma1 >= 0; noise below zero becomes zero.
func arcBetween(sigma1, sigma2 angle) float64 {
	d := sigma2.minus(sigma1)
	d.sin = math.Max(0, d.sin)
	return d.radians()
}

// lengths evaluates the distance and the reduced length of one arc.
type lengths struct {
	p              *inverseProblem
	sigma1, sigma2 angle
	sigma12        float64
}

// distance is s12/b, equation 7.
func (l lengths) distance(eps float64) float64 {
	c1 := seriesC1(eps)
	return seriesA1(eps) * (l.sigma12 + c1.between(l.sigma1, l.sigma2))
}

// reduced is m12/b, equations 38 and 40.
func (l lengths) reduced(eps float64) float64 {
	c1, c2 := seriesC1(eps), seriesC2(eps)
	a1, a2 := seriesA1(eps), seriesA2(eps)
	j12 := (a1-a2)*l.sigma12 + a1*c1.between(l.sigma1, l.sigma2) - a2*c2.between(l.sigma1, l.sigma2)
	return l.p.w2*l.sigma1.cos*l.sigma2.sin - l.p.w1*l.sigma1.sin*l.sigma2.cos -
		l.sigma1.cos*l.sigma2.cos*j12
}

// trial is the geodesic that leaves point 1 at azimuth alpha1 and reaches the
// latitude of point 2: the hybrid problem of section 4.
type trial struct {
	lengths
	alpha1, alpha2 angle
	eps            float64
	missRad        float64 // longitude reached minus longitude wanted
}

func (p *inverseProblem) try(alpha1 angle) trial {
	b1, b2 := p.beta1, p.beta2
	if b1.sin == 0 && alpha1.cos == 0 {
		alpha1.cos = -tiny // an equatorial line has no sigma; lean to the south
	}
	sin0 := alpha1.sin * b1.cos // equation 5
	cos0 := math.Hypot(alpha1.cos, alpha1.sin*b1.sin)
	t := trial{alpha1: alpha1, alpha2: p.arrival(alpha1, sin0)}
	omega1 := angle{sin0 * b1.sin, alpha1.cos * b1.cos}.unit() // equations 11, 12
	omega2 := angle{sin0 * b2.sin, t.alpha2.cos * b2.cos}.unit()
	t.p = p
	t.sigma1 = angle{b1.sin, alpha1.cos * b1.cos}.unit()
	t.sigma2 = angle{b2.sin, t.alpha2.cos * b2.cos}.unit()
	t.sigma12 = arcBetween(t.sigma1, t.sigma2)
	omega12 := omega2.minus(omega1)
	omega12.sin = math.Max(0, omega12.sin)
	t.eps = expansion(secondEccentricitySquared * cos0 * cos0)
	c3 := seriesC3(t.eps)
	bend := Flattening * sin0 * seriesA3(t.eps) * (t.sigma12 + c3.between(t.sigma1, t.sigma2)) // equation 8
	t.missRad = omega12.minus(p.lambda).radians() - bend
	return t
}

// arrival is alpha2 by equations 5 and 45, northward.
func (p *inverseProblem) arrival(alpha1 angle, sin0 float64) angle {
	b1, b2 := p.beta1, p.beta2
	if b2.cos == b1.cos {
		if math.Abs(b2.sin) == -b1.sin {
			return angle{alpha1.sin, math.Abs(alpha1.cos)}
		}
	}
	gain := (b1.sin - b2.sin) * (b1.sin + b2.sin)
	if b1.cos < -b1.sin {
		gain = (b2.cos - b1.cos) * (b1.cos + b2.cos)
	}
	c := alpha1.cos * b1.cos
	sin2 := alpha1.sin
	if b2.cos != b1.cos {
		sin2 = sin0 / b2.cos
	}
	return angle{sin2, math.Sqrt(math.Max(0, c*c+gain)) / b2.cos}
}

// slope is d(longitude reached)/d(alpha1), equation 46.
func (t *trial) slope() float64 {
	if t.alpha2.cos == 0 {
		return -2 * (1 - Flattening) * t.p.w1 / t.p.beta1.sin
	}
	return t.reduced(t.eps) * (1 - Flattening) / (t.alpha2.cos * t.p.beta2.cos)
}

// general solves for alpha1 by Newton's method inside a bracket that bisection
// can always fall back on: the longitude reached grows with alpha1, and there
// is one root in (0,pi).
func (p *inverseProblem) general() (distance float64, alpha1, alpha2 angle) {
	alpha1, short := p.start()
	if short.ok {
		return short.distance, alpha1, short.alpha2
	}
	const roundoff = 0x1p-52
	low, high := angle{tiny, 1}, angle{tiny, -1}
	precise := false
	var t trial
	for i := 0; i < 83; i++ { // 20 steps of Newton, then bisection alone
		t = p.try(alpha1)
		limit := roundoff
		if precise { // as near as rounding lets it come: one more step was enough
			limit *= 8
		}
		if math.Abs(t.missRad) < limit {
			break
		}
		precise = math.Abs(t.missRad) <= 16*roundoff
		switch {
		case t.missRad > 0 && alpha1.cos*high.sin > high.cos*alpha1.sin:
			high = alpha1
		case t.missRad < 0 && alpha1.cos*low.sin < low.cos*alpha1.sin:
			low = alpha1
		}
		if i < 20 {
			if next, ok := newton(alpha1, -t.missRad/t.slope()); ok {
				alpha1 = next
				continue
			}
		}
		middle := angle{(low.sin + high.sin) / 2, (low.cos + high.cos) / 2}.unit()
		if middle == alpha1 {
			break
		}
		alpha1, precise = middle, false
	}
	return t.distance(t.eps), t.alpha1.unit(), t.alpha2.unit()
}

// newton turns alpha1 by step unless that leaves (0,pi).
func newton(alpha1 angle, step float64) (next angle, ok bool) {
	if !(math.Abs(step) < math.Pi) {
		return alpha1, false
	}
	s, c := math.Sincos(step)
	next = alpha1.plus(angle{s, c})
	if next.sin <= 0 {
		return alpha1, false
	}
	return next.unit(), true
}
