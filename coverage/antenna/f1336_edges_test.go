package antenna

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// ended draws from [lo, hi], each end exactly in a quarter of the draws.
func ended(t *rapid.T, name string, lo, hi float64) float64 {
	switch rapid.IntRange(0, 3).Draw(t, name+" end") {
	case 0:
		return lo
	case 1:
		return hi
	}
	return rapid.Float64Range(lo, hi).Draw(t, name)
}

// TestF1336Edges: whatever sector NewF1336 takes, the pattern is a number in every
// direction, at most the peak, alike left and right, up and down, and its peak is
// ahead.
func TestF1336Edges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := F1336Sector{PeakDBi: ended(t, "G0", 0, 60), HorizontalBeamwidthDeg: ended(t, "phi3", 1, 359),
			VerticalBeamwidthDeg: rapid.SampledFrom([]float64{0, 1e-6, 0.1, 6, 22.5, 45, 89.9}).Draw(t, "theta3"), Kp: ended(t, "kp", 0, 1), Kh: ended(t, "kh", 0, 1), Kv: ended(t, "kv", 0, 1)}
		p, err := NewF1336(s)
		if err != nil {
			if s.VerticalBeamwidthDeg != 0 {
				t.Fatalf("%+v: %v", s, err)
			}
			return // the estimate of the vertical beamwidth is 90 degrees or more
		}
		az, el := ended(t, "azimuth", -180, 180), ended(t, "elevation", -90, 90)
		g := p.GainDB(az, el)
		if math.IsNaN(g) || math.IsInf(g, 0) || g > 0 {
			t.Fatalf("%+v at %v, %v: %v dB", s, az, el, g)
		}
		if left := p.GainDB(-az, el); left != g {
			t.Fatalf("%+v at %v, %v: %v dB, other side %v", s, az, el, g, left)
		}
		if down := p.GainDB(az, -el); down != g {
			t.Fatalf("%+v at %v, %v: %v dB, below %v", s, az, el, g, down)
		}
		if ahead := p.GainDB(0, 0); ahead != 0 {
			t.Fatalf("%+v: %v dB ahead", s, ahead)
		}
		for _, v := range []float64{p.HorizontalDB(az), p.VerticalDB(el), p.GainDBi(az, el)} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v at %v, %v: a cut is %v", s, az, el, v)
			}
		}
	})
}
