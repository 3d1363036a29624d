package propagation

import (
	"math"
	"math/cmplx"
	"testing"

	"pgregory.net/rapid"
)

// TestElementaryRanges holds every function of this package that stands in for
// one of math against it over the range that the methods use, to 1e-12 relative.
func TestElementaryRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := func(name string, got, want, scale float64) {
			if !(math.Abs(got-want) <= 1e-12*scale) {
				t.Fatalf("%s: got %v, want %v", name, got, want)
			}
		}
		x := math.Pow(10, rapid.Float64Range(-15, 18).Draw(t, "decade"))
		near("cbrt", cbrt(x), math.Cbrt(x), math.Cbrt(x))
		near("log10", log10(x), math.Log10(x), max(1, math.Abs(math.Log10(x))))
		near("naturalLog", naturalLog(x), math.Log(x), max(1, math.Abs(math.Log(x))))
		y := rapid.Float64Range(-4, 4).Draw(t, "exponent")
		if y != 0 {
			near("power", power(x, y), math.Pow(x, y), math.Pow(x, y))
		}
		near("atan", atan(x), math.Atan(x), math.Atan(x))
		e := rapid.Float64Range(-700, 700).Draw(t, "e")
		near("exp", exp(e), math.Exp(e), math.Exp(e))
		a := rapid.Float64Range(0, math.Pi).Draw(t, "angle")
		sin, cos := sincos(a)
		near("sin", sin, math.Sin(a), 1)
		near("cos", cos, math.Cos(a), 1)
	})
	for i, want := range [5][2]float64{{0, 1}, {math.Sqrt2 / 2, math.Sqrt2 / 2}, {1, 0}, {math.Sqrt2 / 2, -math.Sqrt2 / 2}, {0, -1}} {
		sin, cos := sincos(float64(i) * math.Pi / 4)
		if math.Abs(sin-want[0]) > 3e-16 || math.Abs(cos-want[1]) > 3e-16 {
			t.Errorf("sincos(%d pi/4): got %v, %v, want %v", i, sin, cos, want)
		}
	}
}

func TestITMComplex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string) float64 {
			x := math.Pow(10, rapid.Float64Range(-6, 7).Draw(t, name))
			return math.Copysign(x, rapid.Float64Range(-1, 1).Draw(t, name+" sign"))
		}
		a, b := itmComplex{math.Abs(part("a")), part("ai")}, itmComplex{part("b"), part("bi")}
		ca, cb := complex(a.re, a.im), complex(b.re, b.im)
		for name, v := range map[string][2]complex128{
			"abs":  {complex(a.abs(), 0), complex(cmplx.Abs(ca), 0)},
			"sqrt": {complex(a.sqrt().re, a.sqrt().im), cmplx.Sqrt(ca)},
			"over": {complex(a.over(b).re, a.over(b).im), ca / cb},
		} {
			if !(cmplx.Abs(v[0]-v[1]) <= 1e-12*cmplx.Abs(v[1])) {
				t.Fatalf("%s of %v and %v: got %v, want %v", name, ca, cb, v[0], v[1])
			}
		}
	})
}
