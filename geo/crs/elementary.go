package crs

import "math"

// The elementary functions of this package, from Taylor series and the addition
// theorems. They are within 2 units in the last place of the true value over the
// ranges used here (tested against package math), and give the same bits on
// every processor.

const radiansPerDegree = math.Pi / 180

// horner evaluates c[0] + c[1] x + c[2] x^2 + ...
func horner(c []float64, x float64) float64 {
	sum := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		sum = float64(sum*x) + c[i]
	}
	return sum
}

// Coefficients of the series, in powers of x^2.
var (
	sinSeries, cosSeries    = alternatingFactorials()
	atanSeries, atanhSeries = oddReciprocals()
	expSeries               = factorials(18)
)

func factorials(n int) []float64 {
	c := make([]float64, n)
	f := 1.0
	for i := range c {
		if i > 0 {
			f *= float64(i)
		}
		c[i] = 1 / f
	}
	return c
}

func alternatingFactorials() (sin, cos []float64) {
	sign := 1.0
	all := factorials(20)
	for i := 0; i < len(all); i += 2 {
		cos = append(cos, sign*all[i])
		sin = append(sin, sign*all[i+1])
		sign = -sign
	}
	return sin, cos
}

func oddReciprocals() (atan, atanh []float64) {
	sign := 1.0
	for k := 1; k < 30; k += 2 {
		atan = append(atan, sign/float64(k))
		atanh = append(atanh, 1/float64(k))
		sign = -sign
	}
	return atan, atanh
}

// sincosDeg is sine and cosine of an angle in degrees. Multiples of 90 are exact.
func sincosDeg(deg float64) (sin, cos float64) {
	quarter := math.Round(deg / 90)
	sin, cos = sincosSmall((deg - float64(quarter*90)) * radiansPerDegree)
	return turnQuarters(sin, cos, quarter)
}

// Pi/2 in two parts; the product of the first by a small integer is exact.
const (
	halfPiHigh = 1.5707963267341256
	halfPiLow  = 6.077100506506192e-11
)

// sincos is sine and cosine of an angle in radians, |x| up to a few turns.
func sincos(x float64) (sin, cos float64) {
	quarter := math.Round(x / (math.Pi / 2))
	r := x - float64(quarter*halfPiHigh)
	r -= float64(quarter * halfPiLow)
	sin, cos = sincosSmall(r)
	return turnQuarters(sin, cos, quarter)
}

func turnQuarters(sin, cos, quarter float64) (float64, float64) {
	switch m := math.Mod(quarter, 4); m {
	case 1, -3:
		return cos, -sin
	case 2, -2:
		return -sin, -cos
	case 3, -1:
		return -cos, sin
	}
	return sin, cos
}

// sincosSmall wants |x| <= pi/4.
func sincosSmall(x float64) (sin, cos float64) {
	xx := x * x
	sin = x + float64(float64(x*xx)*horner(sinSeries[1:], xx))
	cos = 1 + float64(xx*horner(cosSeries[1:], xx))
	return sin, cos
}

// atan2 is the angle of (x, y) in radians, as math.Atan2.
func atan2(y, x float64) float64 {
	ay, ax := math.Abs(y), math.Abs(x)
	var a float64
	switch {
	case ax == 0 && ay == 0:
		a = 0
	case ay <= ax:
		a = atanUnit(ay / ax)
	default:
		a = math.Pi/2 - atanUnit(ax/ay)
	}
	if math.Signbit(x) {
		a = math.Pi - a
	}
	return math.Copysign(a, y)
}

// Arctangents of the k/8, to start from.
var atanEighths = [9]float64{
	0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061,
	0.5585993153435624, 0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
}

// atanUnit wants 0 <= x <= 1. It is atan(k/8) plus the series of the rest, which
// is at most 1/16.
func atanUnit(x float64) float64 {
	k := math.Round(x * 8)
	base := k / 8
	r := (x - base) / (1 + float64(x*base))
	rr := r * r
	rest := r + float64(float64(r*rr)*horner(atanSeries[1:], rr))
	return atanEighths[int(k)] + rest
}

// atanh wants |x| < 1; its series is for |x| <= 0.2, the rest goes by the logarithm.
func atanh(x float64) float64 {
	if math.Abs(x) > 0.2 {
		return log1p(2*x/(1-x)) / 2
	}
	xx := x * x
	return x + float64(float64(x*xx)*horner(atanhSeries[1:], xx))
}

// log1p is log(1+x) for x > -1.
func log1p(x float64) float64 {
	if math.Abs(x) <= 0.4 {
		z := x / (2 + x) // |z| <= 0.25
		zz := z * z
		return 2 * (z + float64(float64(z*zz)*horner(atanhSeries[1:], zz)))
	}
	m, exponent := math.Frexp(1 + x)
	if m < math.Sqrt2/2 {
		m *= 2
		exponent--
	}
	z := (m - 1) / (m + 1) // |z| <= 0.172
	zz := z * z
	return float64(float64(exponent)*math.Ln2) + 2*(z+float64(float64(z*zz)*horner(atanhSeries[1:], zz)))
}

// asinh is odd and keeps its digits at zero.
func asinh(x float64) float64 {
	a := math.Abs(x)
	aa := float64(a * a)
	return math.Copysign(log1p(a+aa/(1+math.Sqrt(1+aa))), x)
}

// ln 2 in two parts; the product of the first by a small integer is exact.
const (
	ln2High = 0.693147180369123816490
	ln2Low  = 1.90821492927058770002e-10
)

// expm1 is exp(x)-1 for |x| up to 700.
func expm1(x float64) float64 {
	k := math.Round(x / math.Ln2)
	r := x - float64(k*ln2High)
	r -= float64(k * ln2Low)
	small := r + float64(float64(r*r)*horner(expSeries[2:], r))
	scale := math.Ldexp(1, int(k))
	return float64(scale*small) + (scale - 1)
}

// sinhcosh keeps the digits of sinh at zero.
func sinhcosh(x float64) (sinh, cosh float64) {
	a := math.Abs(x)
	if a < 0.5 {
		xx := x * x
		odd, even := 0.0, 0.0
		for i := 17; i > 1; i -= 2 {
			odd = float64(odd*xx) + expSeries[i]
			even = float64(even*xx) + expSeries[i-1]
		}
		return x + float64(float64(x*xx)*odd), 1 + float64(xx*even)
	}
	e := expm1(a)
	inverse := 1 / (1 + e)
	return math.Copysign((e+float64(e*inverse))/2, x), (1 + e + inverse) / 2
}
