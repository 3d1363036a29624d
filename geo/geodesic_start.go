package geo

import "math"

// shortLine is the whole answer when the line is so short that the sphere of
// the mean latitude's radius is as good as Newton's method.
type shortLine struct {
	ok       bool
	distance float64 // units of b
	alpha2   angle
}

// start returns the azimuth from which Newton's method begins (section 5), or
// the answer for short lines.
func (p *inverseProblem) start() (alpha1 angle, short shortLine) {
	b1, b2 := p.beta1, p.beta2
	diff := b2.minus(b1)                    // beta2 - beta1
	sumSin := b2.sin*b1.cos + b2.cos*b1.sin // sin(beta2 + beta1)
	near := diff.cos >= 0 && diff.sin < 0.5 && b2.cos*p.lambdaRad < 0.5
	omega, scale := p.lambda, 1.
	if near {
		omega, scale = p.meanOmega()
	}
	alpha1 = sphericalAzimuth(b1, b2, diff.sin, sumSin, omega)
	sinSigma := math.Hypot(alpha1.sin, alpha1.cos)
	cosSigma := b1.sin*b2.sin + b1.cos*b2.cos*omega.cos
	const shortest = 3.642e-8 // 0.1 sqrt(2^-52)/sqrt(f(1-f/2)/2): below it terms in f sigma^2 are noise
	switch {
	case near && sinSigma < shortest:
		alpha2 := angle{b1.cos * omega.sin, diff.sin - b1.cos*b2.sin*versine(omega)}
		return alpha1.unit(), shortLine{true, math.Atan2(sinSigma, cosSigma) * scale, alpha2.unit()}
	case cosSigma >= 0 || sinSigma >= 6*thirdFlattening*math.Pi*b1.cos*b1.cos:
		// Far from the antipode the sphere is near enough.
	default:
		alpha1 = p.antipodal(alpha1, sumSin)
	}
	if !(alpha1.sin > 0) {
		return angle{1, 0}, shortLine{}
	}
	return alpha1.unit(), shortLine{}
}

// meanOmega is the spherical longitude by equation 48, and the radius over b at the mean latitude.
func (p *inverseProblem) meanOmega() (omega angle, scale float64) {
	s, c := p.beta1.sin+p.beta2.sin, p.beta1.cos+p.beta2.cos
	m2 := s * s / (s*s + c*c)
	scale = math.Sqrt(1 + secondEccentricitySquared*m2)
	sin, cos := math.Sincos(p.lambdaRad / ((1 - Flattening) * scale))
	return angle{sin, cos}, scale
}

// versine is 1 - cos, without cancellation for small angles.
func versine(a angle) float64 {
	if a.cos >= 0 {
		return a.sin * a.sin / (1 + a.cos)
	}
	return 1 - a.cos
}

// sphericalAzimuth is the azimuth at point 1 of a great circle (equation 49),
// not scaled: its length is sin(sigma12).
func sphericalAzimuth(b1, b2 angle, diffSin, sumSin float64, omega angle) angle {
	if omega.cos >= 0 {
		return angle{b2.cos * omega.sin, diffSin + b2.cos*b1.sin*omega.sin*omega.sin/(1+omega.cos)}
	}
	return angle{b2.cos * omega.sin, sumSin - b2.cos*b1.sin*omega.sin*omega.sin/(1-omega.cos)}
}

// antipodal starts near the antipode, where geodesics touch an astroid and the
// sphere says nothing: equations 53 to 57.
func (p *inverseProblem) antipodal(alpha1 angle, sumSin float64) angle {
	b1 := p.beta1
	k2 := b1.sin * b1.sin * secondEccentricitySquared
	lonScale := Flattening * b1.cos * seriesA3(expansion(k2)) * math.Pi
	x := math.Atan2(-p.lambda.sin, -p.lambda.cos) / lonScale
	y := sumSin / (lonScale * b1.cos)
	const ulp, margin = 200 * 0x1p-52, 1000 * 1.4901161193847656e-8
	if y > -ulp && x > -1-margin { // on the opposite parallel, within the astroid
		s := math.Min(1, -x)
		return angle{s, -math.Sqrt(math.Max(0, 1-s*s))}
	}
	k := astroid(x, y)
	omega := lonScale * -x * k / (1 + k)
	return sphericalAzimuth(p.beta1, p.beta2, 0, sumSin, angle{math.Sin(omega), -math.Cos(omega)})
}

// astroid returns the positive root k of equation 55,
// k^4 + 2k^3 - (x^2+y^2-1)k^2 - 2y^2 k - y^2 = 0, by the resolvent cubic.
func astroid(x, y float64) float64 {
	p, q := x*x, y*y
	r := (p + q - 1) / 6
	if q == 0 && r <= 0 {
		return 0
	}
	s := p * q / 4
	r3 := r * r * r
	disc := s * (s + 2*r3)
	u := r
	if disc >= 0 {
		t3 := s + r3
		t3 += math.Copysign(math.Sqrt(disc), t3) // the sign that does not cancel
		if t := math.Cbrt(t3); t != 0 {
			u += t + r*r/t
		}
	} else {
		ang := math.Atan2(math.Sqrt(-disc), -(s + r3))
		u += 2 * r * math.Cos(ang/3)
	}
	v := math.Sqrt(u*u + q)
	uv := u + v
	if u < 0 {
		uv = q / (v - u)
	}
	w := (uv - q) / (2 * v)
	return uv / (math.Sqrt(uv+w*w) + w)
}
