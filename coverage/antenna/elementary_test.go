package antenna

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestElementary(t *testing.T) {
	near := func(t *rapid.T, name string, got, want, tolerance float64) {
		if !(math.Abs(got-want) <= tolerance) {
			t.Fatalf("%s: got %v, want %v", name, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(rapid.Float64Range(1e-9, 10), rapid.Float64Range(1e-300, 1e300)).Draw(t, "x")
		near(t, "log10", log10(x), math.Log10(x), 1e-15+1e-15*math.Abs(math.Log10(x)))
		e := rapid.Float64Range(-30, 30).Draw(t, "exponent")
		near(t, "pow10", pow10(e)/math.Pow(10, e), 1, 5e-14)
		a := rapid.OneOf(rapid.Float64Range(-720, 720), rapid.Map(rapid.IntRange(-16, 16), func(i int) float64 { return float64(45 * i) })).Draw(t, "angle")
		s, c := sincosDeg(a)
		near(t, "sin", s, math.Sin(math.Remainder(a, 360)*math.Pi/180), 1e-15)
		near(t, "cos", c, math.Cos(math.Remainder(a, 360)*math.Pi/180), 1e-15)
		y, z := rapid.Float64Range(-2, 2).Draw(t, "y"), rapid.Float64Range(-2, 2).Draw(t, "z")
		near(t, "atan2", atan2Deg(y, z), math.Atan2(y+0, z+0)*180/math.Pi, 1e-13) // without the signs of zeros
		near(t, "asin", asinDeg(y/2), math.Asin(y/2)*180/math.Pi, 1e-13)
	})
	for _, c := range [][3]float64{{90, 1, 0}, {180, 0, -1}, {-90, -1, 0}, {360, 0, 1}, {270, -1, 0}} {
		if s, cos := sincosDeg(c[0]); s != c[1] || cos != c[2] {
			t.Errorf("at %v degrees: sine %v, cosine %v", c[0], s, cos)
		}
	}
	nan := math.NaN()
	if s, c := sincosDeg(math.Inf(1)); !math.IsNaN(s) || !math.IsNaN(c) || !math.IsNaN(atan2Deg(nan, 1)) || !math.IsNaN(atan2Deg(1, nan)) || !math.IsNaN(asinDeg(nan)) {
		t.Error("what is no angle must stay none")
	}
}

// TestSameBits holds gains to the bit: make other repeats it on another processor.
func TestSameBits(t *testing.T) {
	cuts := &Cuts{HorizontalDB: wholeCut(7), VerticalDB: wholeCut(3)}
	f1336 := builtInF1336(false, 4)
	for _, c := range []struct {
		name   string
		p      Bounded
		az, el float64
		want   float64
	}{
		{"macro", MacroSector(6), 33.3, -1.7, -0x1.5792645abb826p+02},
		{"f1336 near", f1336, 12.3, -4.6, -0x1.ec836d0fef38ap-02},
		{"f1336 aside", f1336, 77.7, -11.1, -0x1.059b3aa239d5fp+04},
		{"f1336 behind", f1336, 171, 25.3, -0x1.6f4f8ea9afc2ep+04},
		{"cuts", cuts, -33.3, -6.7, -0x1.6000000000003p+05},
		{"tilted cuts", MechanicalDowntilt(cuts, 5.3), 41.7, -2.9, -0x1.1a95c78de2c7ap+05},
		{"tilted f1336", MechanicalDowntilt(f1336, -3.1), -101.3, -8.7, -0x1.3f72e1c58eb63p+04},
	} {
		if got := c.p.GainDB(c.az, c.el); got != c.want {
			t.Errorf("%s: got %x (%v), want %x", c.name, got, got, c.want)
		}
	}
}

// wholeCut is made of whole numbers, so that it is the same everywhere.
func wholeCut(step int) (c [360]float64) {
	for i := range c {
		c[i] = -float64(i * step % 31)
	}
	return c
}
