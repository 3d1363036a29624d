package crs

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// ulps is the distance of got from want in units of want's last place.
func ulps(got, want float64) float64 {
	if got == want {
		return 0
	}
	a := math.Abs(want)
	return math.Abs(got-want) / (math.Nextafter(a, math.Inf(1)) - a)
}

func TestElementaryAgreesWithMath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		within := func(most float64, name string, got, want, x float64) {
			if ulps(got, want) > most {
				t.Fatalf("%s(%.17g) = %.17g, want %.17g: %.0f units in the last place", name, x, got, want, ulps(got, want))
			}
		}
		near := func(name string, got, want, x float64) { within(3, name, got, want, x) }
		x := rapid.Float64Range(-0.78, 0.78).Draw(t, "small")
		s, c := sincos(x)
		near("sin", s, math.Sin(x), x)
		near("cos", c, math.Cos(x), x)
		y := rapid.Float64Range(-5, 5).Draw(t, "y")
		near("atan2", atan2(y, x), math.Atan2(y, x), y/x)
		near("asinh", asinh(y), math.Asinh(y), y)
		near("expm1", expm1(y), math.Expm1(y), y)
		sh, ch := sinhcosh(y)
		near("sinh", sh, math.Sinh(y), y)
		near("cosh", ch, math.Cosh(y), y)
		// The projection asks for |x| below 0.1. Beyond 0.2 the quotient under the logarithm is rounded twice, by half
		// a unit each, and the logarithm has up to 3.4 times its relative error, where x is -0.78.
		beyond := 3.0
		if math.Abs(x) > 0.2 {
			beyond += 2 * 3.4
		}
		within(beyond, "atanh", atanh(x), math.Atanh(x), x)
		near("log1p", log1p(x), math.Log1p(x), x)
		near("log1p", log1p(y*y), math.Log1p(y*y), y*y)
		// Where the result may be near zero, the error is that of 1.
		s, c = sincos(y)
		if math.Abs(s-math.Sin(y)) > 3e-16 || math.Abs(c-math.Cos(y)) > 3e-16 {
			t.Fatalf("sincos(%g) = %g, %g", y, s, c)
		}
	})
}

func TestSincosDegIsExactAtQuarters(t *testing.T) {
	want := map[float64][2]float64{0: {0, 1}, 90: {1, 0}, 180: {0, -1}, 270: {-1, 0}, -90: {-1, 0}, -180: {0, -1}, 360: {0, 1}, -270: {1, 0}}
	for deg, w := range want {
		if s, c := sincosDeg(deg); s != w[0] || c != w[1] {
			t.Errorf("sincosDeg(%g) = %g, %g, want %g, %g", deg, s, c, w[0], w[1])
		}
	}
	if s, _ := sincosDeg(30); math.Abs(s-0.5) > 1e-16 {
		t.Errorf("sin 30 = %.17g", s)
	}
}
