package propagation

import "math"

// The functions that terrain methods need beside those of elementary.go, built
// the same way: operations that IEEE 754 defines to the bit, products kept apart.

// exp is e^x within 1e-15 relative; beyond 700 it is held at e^700.
func exp(x float64) float64 {
	if x <= 0 {
		return expNegative(x)
	}
	return 1 / expNegative(-min(x, 700))
}

// pow10 is 10^x.
func pow10(x float64) float64 { return exp(float64(x * math.Ln10)) }

// power is x^y for x >= 0, y != 0; a zero or subnormal x gives 0.
func power(x, y float64) float64 {
	if x < 0x1p-1022 {
		return 0
	}
	return pow10(float64(y * log10(x)))
}

// cbrt is the cube root of a positive number.
func cbrt(x float64) float64 { return power(x, 1.0/3) }

// naturalLog is the natural logarithm of a positive, normal number.
func naturalLog(x float64) float64 { return float64(log10(x) * math.Ln10) }

// logistic is 1 - (1 + tanh x)/2, in the form that cannot cancel: 1/(1 + e^2x).
func logistic(x float64) float64 { return 1 / (1 + exp(2*x)) }

// atan is the inverse tangent within 1e-15: halved twice by
// atan x = 2 atan(x/(1 + sqrt(1 + x^2))), then its series.
func atan(x float64) float64 {
	if math.Abs(x) > 1 {
		return math.Copysign(math.Pi/2, x) - atan(1/x)
	}
	scale := 1.0
	for range 2 {
		if math.Abs(x) < 0x1p-4 {
			break
		}
		x /= 1 + math.Sqrt(1+float64(x*x))
		scale *= 2
	}
	// |x| < 0.21: the first term left out is x^25/25 < 4e-19.
	z, sum := float64(x*x), 0.0
	inverses := atanInverses[:]
	if z < 0x1p-8 { // |x| < 2^-4: the terms from x^15/15 on are below 6e-20
		inverses = inverses[5:]
	}
	for _, inverse := range inverses {
		sum = inverse - float64(sum*z)
	}
	return float64(scale * float64(x*sum))
}

// atanInverses holds 1/23, 1/21 ... 1.
var atanInverses = func() (t [12]float64) {
	for i := range t {
		t[i] = 1 / float64(23-2*i)
	}
	return t
}()

// sinThirdOfArcsine is sin(arcsin(x)/3) for |x| <= 1.
func sinThirdOfArcsine(x float64) float64 {
	x = Interval{-1, 1}.clamp(x)
	a := 0.0
	if c := math.Sqrt(float64((1 - x) * (1 + x))); c > 0 {
		a = atan(x/c) / 3
	} else {
		a = math.Copysign(math.Pi/6, x)
	}
	// |a| <= pi/6: the first term left out is a^19/19! < 4e-23.
	z, sum := float64(a*a), 1.0
	for n := 17.0; n >= 3; n -= 2 {
		sum = 1 - float64(sum*z)/(n*(n-1))
	}
	return float64(a * sum)
}

// pi/2 in two parts.
const (
	halfPiHi = 0x1.921fb54442d18p+0
	halfPiLo = 0x1.1a62633145c07p-54
)

// sincos is the sine and the cosine of x in [0, pi], within 3e-16: a multiple of
// pi/2 is taken off and the rest, at most pi/4, put in the series.
func sincos(x float64) (sin, cos float64) {
	quarter := math.Floor(float64(x*(2/math.Pi)) + 0.5)
	r := x - float64(quarter*halfPiHi) - float64(quarter*halfPiLo)
	z := float64(r * r)
	s, c := 1.0, 1.0
	for n := 17.0; n >= 3; n -= 2 {
		s = 1 - float64(s*z)/(n*(n-1))
		c = 1 - float64(c*z)/((n-1)*(n-2))
	}
	s = float64(r * s)
	switch quarter {
	case 0:
		return s, c
	case 1:
		return c, -s
	}
	return -s, -c
}
