package propagation

import "math"

// The logarithm, the exponential and the normal distribution in operations that
// IEEE 754 defines to the bit, products kept apart from sums: the results are the
// same on every processor, and cost a fifth of math.Log10.

// logTable[i] belongs to mantissas in [1+i/128, 1+(i+1)/128): the reciprocal of the
// middle of the interval and minus its decimal logarithm.
var logTable = makeLogTable()

type logEntry struct{ inverse, log float64 }

func makeLogTable() (t [128]logEntry) {
	for i := range t {
		inverse := 1 / (1 + float64((float64(i)+0.5)/128))
		t[i] = logEntry{inverse, float64(-lnSeries(inverse) * (1 / math.Ln10))}
	}
	return t
}

// lnSeries is ln x = 2 artanh((x-1)/(x+1)) by its series, for x in [0.5, 2].
func lnSeries(x float64) float64 {
	z := (x - 1) / (x + 1)
	z2, sum := float64(z*z), 0.0
	for n := 41; n >= 1; n -= 2 {
		sum = float64(sum*z2) + 1/float64(n)
	}
	return 2 * float64(z*sum)
}

// log10 is the decimal logarithm of a positive, normal, finite number, within
// 1e-15 absolute plus one unit in the last place.
func log10(x float64) float64 {
	bits := math.Float64bits(x)
	exponent := float64(int(bits>>52) - 1023)
	e := &logTable[bits>>45&127]
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	r := float64(m*e.inverse) - 1 // |r| <= 2^-8
	// ln(1+r) to r^8, alternating series: the error is below 2^-75.
	s := float64(r*(-1.0/8)) + 1.0/7
	s = float64(s*r) - 1.0/6
	s = float64(s*r) + 1.0/5
	s = float64(s*r) - 1.0/4
	s = float64(s*r) + 1.0/3
	s = float64(s*r) - 1.0/2
	s = float64(s*float64(r*r)) + r
	return float64(exponent*(math.Ln2/math.Ln10)) + (e.log + float64(s*(1/math.Ln10)))
}

// expTable holds 2^(i/64).
var expTable = makeExpTable()

func makeExpTable() (t [64]float64) {
	for i := range t {
		x, term, sum := float64(i)*(math.Ln2/64), 1.0, 1.0
		for n := 1.0; n < 25; n++ {
			term = float64(term*x) / n
			sum += term
		}
		t[i] = sum
	}
	return t
}

// ln2/64 in two parts: the first has zeros at its end, so that small multiples
// of it are exact.
const (
	ln2By64Hi = 0x1.62e42fefap-7
	ln2By64Lo = 0x1.cf79abc9e3b39p-46
)

// expNegative is e^x for x <= 0, within 3e-16 relative; below -700 it is 0.
func expNegative(x float64) float64 {
	if x < -700 {
		return 0
	}
	k := math.Floor(float64(x*(64/math.Ln2)) + 0.5)
	r := x - float64(k*ln2By64Hi) - float64(k*ln2By64Lo) // |r| <= ln2/128
	s := float64(r*(1.0/720)) + 1.0/120
	s = float64(s*r) + 1.0/24
	s = float64(s*r) + 1.0/6
	s = float64(s*r) + 1.0/2
	s = float64(s*float64(r*r)) + r
	i := int(k)
	scale := math.Float64frombits(uint64(i>>6+1023) << 52)
	v := expTable[i&63]
	return float64(scale * (v + float64(v*s)))
}

const sqrt2Pi = 2.506628274631000502415765284811

// normal returns the standard normal distribution and its density at z. Rational
// function of J. F. Hart et al., Computer Approximations (1968), no. 5666, with
// the continued fraction for tails; within 1e-15 of math.Erfc absolutely.
func normal(z float64) (chance, density float64) {
	a := math.Abs(z)
	if !(a < 37) {
		if z > 0 {
			return 1, 0
		}
		return 0, 0
	}
	e := expNegative(float64(a*a) / -2)
	var tail float64
	if a < 7.07106781186547 {
		n := float64(a*3.52624965998911e-02) + 0.700383064443688
		n = float64(n*a) + 6.37396220353165
		n = float64(n*a) + 33.912866078383
		n = float64(n*a) + 112.079291497871
		n = float64(n*a) + 221.213596169931
		n = float64(n*a) + 220.206867912376
		d := float64(a*8.83883476483184e-02) + 1.75566716318264
		d = float64(d*a) + 16.064177579207
		d = float64(d*a) + 86.7807322029461
		d = float64(d*a) + 296.564248779674
		d = float64(d*a) + 637.333633378831
		d = float64(d*a) + 793.826512519948
		d = float64(d*a) + 440.413735824752
		tail = float64(e*n) / d
	} else {
		f := a + 0.65
		for n := 4.0; n >= 1; n-- {
			f = a + n/f
		}
		tail = e / f / sqrt2Pi
	}
	if z > 0 {
		return 1 - tail, e / sqrt2Pi
	}
	return tail, e / sqrt2Pi
}

// probit is a rough inverse of the normal distribution (P. J. Acklam's central
// rational function, 1e-9 relative), for p in [0.02425, 0.97575]; beyond it is
// held at the ends. It only starts iterations.
func probit(p float64) float64 {
	q := min(max(p, 0.02425), 0.97575) - 0.5
	r := float64(q * q)
	n := float64(r*-3.969683028665376e+01) + 2.209460984245205e+02
	n = float64(n*r) - 2.759285104469687e+02
	n = float64(n*r) + 1.383577518672690e+02
	n = float64(n*r) - 3.066479806614716e+01
	n = float64(n*r) + 2.506628277459239e+00
	d := float64(r*-5.447609879822406e+01) + 1.615858368580409e+02
	d = float64(d*r) - 1.556989798598866e+02
	d = float64(d*r) + 6.680131188771972e+01
	d = float64(d*r) - 1.328068155288572e+01
	d = float64(d*r) + 1
	return float64(n*q) / d
}
