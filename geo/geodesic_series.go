package geo

import "math"

// The geodesic integrals as series to the sixth order of the flattening:
// C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43-55,
// doi:10.1007/s00190-012-0578-z. Equation numbers are those of the paper; the
// letters too (eps, n, sigma, A1, C1). What is left out is below 1e-9 m.

// sineSeries holds the coefficients of sin 2x, sin 4x, ... at places 1, 2, ....
type sineSeries [7]float64

// sum returns the series at an angle, given its sine and cosine, by Clenshaw's
// recurrence.
func (c *sineSeries) sum(a angle) float64 {
	twice := 2 * (a.cos - a.sin) * (a.cos + a.sin) // 2 cos 2x
	var y0, y1 float64
	for k := len(c) - 1; k >= 1; k-- {
		y0, y1 = twice*y0-y1+c[k], y0
	}
	return 2 * a.sin * a.cos * y0
}

// between returns the series at b minus the series at a.
func (c *sineSeries) between(a, b angle) float64 { return c.sum(b) - c.sum(a) }

// expansion is eps of equation 16, for k = e' cos(alpha0).
func expansion(k2 float64) float64 { return k2 / (2*(1+math.Sqrt(1+k2)) + k2) }

// seriesA1 is equation 17.
func seriesA1(eps float64) float64 {
	e2 := eps * eps
	return (1 + e2*(1./4+e2*(1./64+e2/256))) / (1 - eps)
}

// seriesC1 is equation 18.
func seriesC1(eps float64) sineSeries {
	e2 := eps * eps
	e3 := e2 * eps
	return sineSeries{0,
		eps * (-1./2 + e2*(3./16-e2/32)),
		e2 * (-1./16 + e2*(1./32-e2*9/2048)),
		e3 * (-1./48 + e2*3/256),
		e2 * e2 * (-5./512 + e2*3/512),
		-e2 * e3 * 7 / 1280,
		-e3 * e3 * 7 / 2048,
	}
}

// seriesC1Inverse is C1' of equation 21, which turns distance into arc.
func seriesC1Inverse(eps float64) sineSeries {
	e2 := eps * eps
	e3 := e2 * eps
	return sineSeries{0,
		eps * (1./2 + e2*(-9./32+e2*205/1536)),
		e2 * (5./16 + e2*(-37./96+e2*1335/4096)),
		e3 * (29./96 - e2*75/128),
		e2 * e2 * (539./1536 - e2*2391/2560),
		e2 * e3 * 3467 / 7680,
		e3 * e3 * 38081 / 61440,
	}
}

// seriesA2 is equation 42.
func seriesA2(eps float64) float64 {
	e2 := eps * eps
	return (1 - eps) * (1 + e2*(1./4+e2*(9./64+e2*25/256)))
}

// seriesC2 is equation 43.
func seriesC2(eps float64) sineSeries {
	e2 := eps * eps
	e3 := e2 * eps
	return sineSeries{0,
		eps * (1./2 + e2*(1./16+e2/32)),
		e2 * (3./16 + e2*(1./32+e2*35/2048)),
		e3 * (5./48 + e2*5/256),
		e2 * e2 * (35./512 + e2*7/512),
		e2 * e3 * 63 / 1280,
		e3 * e3 * 77 / 2048,
	}
}

// seriesA3 is equation 24.
func seriesA3(eps float64) float64 {
	const n = thirdFlattening
	return 1 - eps*((1./2-n/2)+
		eps*((1./4+n/8-n*n*3/8)+
			eps*((1./16+n*3/16+n*n/16)+
				eps*((3./64+n/32)+
					eps*3/128))))
}

// seriesC3 is equation 25.
func seriesC3(eps float64) sineSeries {
	const n = thirdFlattening
	e2 := eps * eps
	e3 := e2 * eps
	return sineSeries{0,
		eps * ((1./4 - n/4) + eps*((1./8-n*n/8)+eps*((3./64+n*3/64-n*n/64)+eps*((5./128+n/64)+eps*3/128)))),
		e2 * ((1./16 - n*3/32 + n*n/32) + eps*((3./64-n/32-n*n*3/64)+eps*((3./128+n/128)+eps*5/256))),
		e3 * ((5./192 - n*3/64 + n*n*5/192) + eps*((3./128-n*5/192)+eps*7/512)),
		e2 * e2 * ((7./512 - n*7/256) + eps*7/512),
		e2 * e3 * 21 / 2560,
		0,
	}
}

// angle is an angle by its sine and cosine, which keep their digits where the
// angle itself would lose them (near poles and near antipodes).
type angle struct{ sin, cos float64 }

// angleDeg is exact at multiples of 90 degrees.
func angleDeg(deg float64) angle {
	quarter := math.Round(deg / 90)
	s, c := math.Sincos((deg - 90*quarter) * radiansPerDegree)
	switch math.Mod(quarter+4, 4) {
	case 1:
		return angle{c, -s}
	case 2:
		return angle{-s, -c}
	case 3:
		return angle{-c, s}
	}
	return angle{s, c}
}

// unit scales the pair to length 1.
func (a angle) unit() angle {
	r := math.Hypot(a.sin, a.cos)
	return angle{a.sin / r, a.cos / r}
}

// plus is the sum of two angles.
func (a angle) plus(b angle) angle {
	return angle{a.sin*b.cos + a.cos*b.sin, a.cos*b.cos - a.sin*b.sin}
}

// minus is the difference of two angles.
func (a angle) minus(b angle) angle { return a.plus(angle{-b.sin, b.cos}) }

// radians is in (-pi,pi].
func (a angle) radians() float64 { return math.Atan2(a.sin, a.cos) }

// azimuthDeg is in [0,360).
func (a angle) azimuthDeg() float64 {
	deg := math.Atan2(a.sin, a.cos) / radiansPerDegree
	if deg < 0 {
		deg += 360
	}
	if deg >= 360 || deg == 0 {
		return 0 // -1e-20 + 360 is 360; and no minus zero
	}
	return deg
}
