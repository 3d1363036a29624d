package predict

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage/antenna"
	"phusong/geo"
)

// TestBeamWithinError: the gain of a beam is that of its radio within beamErrorDB, in all
// directions and next to the edges of the cuts.
func TestBeamWithinError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawBeam(t)
		b := newBeam(r)
		if b == nil {
			t.Fatal("no beam")
		}
		for range 20 {
			azimuthDeg := rapid.OneOf(rapid.Float64Range(0, 360), rapid.Map(rapid.IntRange(-8, 8), func(i int) float64 { return r.azimuthDeg + 45*float64(i) })).Draw(t, "azimuth")
			lon, lat, _ := geo.Direct(106, 11, azimuthDeg, math.Exp(rapid.Float64Range(0, 11).Draw(t, "log of metres")))
			to := geo.Cartesian(lon, lat)
			distanceM := r.position.ShortDistanceM(&to)
			away := to.Sub(r.position)
			got, ok := b.gainDB(&away, distanceM)
			if want := r.gainDB(&to, distanceM); ok && math.Abs(got-want) > beamErrorDB {
				t.Fatalf("azimuth %v, %v m: got %v, want %v", azimuthDeg, distanceM, got, want)
			}
		}
	})
}

func drawBeam(t *rapid.T) *radio {
	name := rapid.SampledFrom([]string{antenna.NameMacro, antenna.NameTR36814, antenna.NameTR36942, antenna.NameTR38901}).Draw(t, "name")
	p, _ := antenna.BuiltIn(name, rapid.Bool().Draw(t, "omni"), rapid.Float64Range(-10, 20).Draw(t, "tilt"))
	r := &radio{position: geo.Cartesian(106, 11), azimuthDeg: rapid.OneOf(rapid.Float64Range(-400, 400), rapid.SampledFrom([]float64{0, 90, 180, 360})).Draw(t, "boresight"),
		txHeightM: rapid.Float64Range(1, 150).Draw(t, "tx"), rxHeightM: rapid.Float64Range(1, 20).Draw(t, "rx"), pattern: p}
	r.east, r.north, _ = geo.LocalAxes(106, 11)
	return r
}

func TestDirection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]float64{1e-9, 1, 1e7}).Draw(t, "scale")
		v := rapid.OneOf(rapid.Float64Range(-1, 1), rapid.SampledFrom([]float64{0, 1, -1, 0.5, 1.0 / 128, 127.0 / 128}))
		y, x := scale*v.Draw(t, "y"), scale*v.Draw(t, "x")
		y = math.Abs(y)
		if got, want := direction(y, x), math.Atan2(y, x+0); math.Abs(got-want) > 1e-9 {
			t.Fatalf("atan2(%v, %v): got %v, want %v", y, x, got, want)
		}
		if a := rapid.Float64Range(-0.2, 0.2).Draw(t, "slope"); math.Abs(flatAngle(a)-math.Atan(a)) > 1e-10 {
			t.Fatalf("atan(%v): got %v", a, flatAngle(a))
		}
	})
}
