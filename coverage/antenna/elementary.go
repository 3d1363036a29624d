package antenna

import "math"

// Logarithms, powers and angles in operations that IEEE 754 defines to the bit,
// products kept apart from sums, so that gains are the same on every processor.
// Package propagation has its own, faster ones for the paths that it counts by the
// million; antenna stands alone.

// oddInverse holds 1, 1/3, 1/5, ... of the series of artanh and arctangent.
var oddInverse = func() (c [13]float64) {
	for i := range c {
		c[i] = 1 / float64(2*i+1)
	}
	return c
}()

// odd is z + s z^3/3 + z^5/5 + ... with s = 1 (artanh) or -1 (arctangent).
// For |z| <= 0.2 the first term left out is below 1e-18 z.
func odd(z, s float64) float64 {
	z2, sum := float64(z*z)*s, 0.0
	for i := len(oddInverse) - 1; i >= 0; i-- {
		sum = float64(sum*z2) + oddInverse[i]
	}
	return float64(z * sum)
}

// log10 is the decimal logarithm of a positive number, within 3e-16 absolute plus
// two units in the last place.
func log10(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	if fraction < math.Sqrt2/2 {
		fraction, exponent = 2*fraction, exponent-1
	}
	// ln f = 2 artanh((f-1)/(f+1)), |z| <= 0.172.
	z := odd((fraction-1)/(fraction+1), 1)
	return float64(float64(exponent)*(math.Ln2/math.Ln10)) + float64(z*(2/math.Ln10))
}

// pow10 is 10^x for |x| < 300, within 1e-15 relative for each unit of x.
func pow10(x float64) float64 {
	k := math.Floor(float64(x*(math.Ln10/math.Ln2)) + 0.5)
	r := float64(x*math.Ln10) - float64(k*math.Ln2) // |r| <= 0.35
	sum := 1.0
	for n := 16.0; n >= 1; n-- {
		sum = 1 + float64(sum*r)/n
	}
	return math.Ldexp(sum, int(k))
}

// sincosDeg are sine and cosine of degrees, exact at whole quarters of a circle;
// what is no angle gives NaN.
func sincosDeg(angleDeg float64) (sin, cos float64) {
	a := math.Remainder(angleDeg, 360) // exact
	if a != a {
		return a, a
	}
	quarter := math.Floor(a/90 + 0.5)
	r := float64((a - float64(90*quarter)) * (math.Pi / 180)) // |r| <= pi/4
	r2 := float64(r * r)
	s, c := 1.0, 1.0
	for n := 18.0; n >= 2; n -= 2 {
		s = 1 - float64(r2*s)/(n*(n+1))
		c = 1 - float64(r2*c)/(n*(n-1))
	}
	s = float64(r * s)
	switch int(quarter) & 3 {
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}

// atan2Deg is the angle of (x, y) in degrees, in [-180, 180]; 0 at the origin.
func atan2Deg(y, x float64) float64 {
	less, more := math.Abs(y), math.Abs(x)
	steep := less > more
	if steep {
		less, more = more, less
	}
	a := 0.0
	if more > 0 {
		a = float64(arctan(less/more) * (180 / math.Pi))
	}
	if steep {
		a = 90 - a
	}
	if x < 0 {
		a = 180 - a
	}
	if y < 0 {
		a = -a
	}
	return a + float64(0*(x+y)) // NaN stays NaN
}

// arctan is the arctangent of a number in [0, 1].
func arctan(t float64) float64 {
	base := 0.0
	if t > math.Sqrt2-1 {
		base, t = math.Pi/4, (t-1)/(t+1)
	}
	// Halved once: |t| <= 0.414 becomes <= 0.199.
	t /= 1 + math.Sqrt(1+float64(t*t))
	return base + float64(2*odd(t, -1))
}

// asinDeg is the arcsine of a number in [-1, 1], in degrees.
func asinDeg(x float64) float64 { return atan2Deg(x, math.Sqrt(float64((1-x)*(1+x)))) }
