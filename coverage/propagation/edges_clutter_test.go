package propagation

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func isNumber(v float64) bool { return v-v == 0 }

// TestP2108Edges: within the ranges, ends included, the losses are numbers; the
// height gain is at least 0 and falls with the antenna's height, and the
// terrestrial loss grows with distance to 2 km and is held from there.
func TestP2108Edges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := P2108Terminal{FrequencyMHz: ended(t, "MHz", 30, 3000), HeightM: ended(t, "h", 1e-3, 3000), StreetWidthM: ended(t, "w", 1e-3, 1000),
			ClutterHeightM: ended(t, "R", 1e-3, 500), Clutter: P2108Clutter(rapid.IntRange(1, 6).Draw(t, "clutter"))}
		low, err := P2108HeightGain(at)
		at.HeightM *= 1.1
		high, err2 := P2108HeightGain(at)
		if err != nil || err2 != nil || !isNumber(low.LossDB) || high.LossDB > low.LossDB+1e-9 {
			t.Fatalf("%+v: %+v, higher %+v, %v, %v", at, low, high, err, err2)
		}
		// J(0) - 6.03 is 0.003 dB; the open types reach 0 exactly.
		if low.LossDB < -6.03 {
			t.Fatalf("%+v: %v dB", at, low.LossDB)
		}
		mhz, m, p := ended(t, "f", 500, 67_000), ended(t, "m", 250, 3e6), ended(t, "p", 1e-6, 100-1e-6)
		near, err := P2108Terrestrial(mhz, m, p)
		far, err2 := P2108Terrestrial(mhz, m*1.1, p)
		if err != nil || err2 != nil || !isNumber(near.LossDB) {
			t.Fatalf("%v MHz, %v m, %v %%: %+v, %+v, %v, %v", mhz, m, p, near, far, err, err2)
		}
		if p == 50 && far.LossDB < near.LossDB-1e-9 {
			t.Fatalf("%v MHz: %v m %v dB, farther %v dB", mhz, m, near.LossDB, far.LossDB)
		}
	})
}

// TestP2108TerrestrialMedianGrows: at half of the locations the loss never falls
// with distance. At other percentages it may: the deviation changes from that of
// one term to that of the other.
func TestP2108TerrestrialMedianGrows(t *testing.T) {
	for _, mhz := range []float64{500, 2000, 28_000, 67_000} {
		if fall, from, to := fallOfLoss(func(km float64) float64 { return must(P2108Terrestrial(mhz, 1000*km, 50)).LossDB }); fall > 1e-9 {
			t.Errorf("%v MHz: %v dB less at %v km than at %v km", mhz, fall, to, from)
		}
	}
}

// TestP2109Edges: a number at every corner, the same up and down, never falling
// with probability or with the elevation.
func TestP2109Edges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom([]P2109Building{P2109Traditional, P2109ThermallyEfficient}).Draw(t, "building")
		mhz, el, p := ended(t, "MHz", 80, 100_000), ended(t, "elevation", 0, 90), ended(t, "p", 1e-6, 100-1e-6)
		up, down, level := must(b.Loss(mhz, el, p)), must(b.Loss(mhz, -el, p)), must(b.Loss(mhz, 0, p))
		more := must(b.Loss(mhz, el, p+(100-p)/2))
		if !isNumber(up.LossDB) || up != down || level.LossDB > up.LossDB+1e-9 || more.LossDB < up.LossDB-1e-9 {
			t.Fatalf("%v: up %+v, down %+v, level %+v, more %+v", b, up, down, level, more)
		}
		// The constant third part alone is -3 dB.
		if up.LossDB < -3 {
			t.Fatalf("%v dB, less than the constant part", up.LossDB)
		}
		if e := must(b.EntryLoss(mhz, el)); !isNumber(e.MedianDB) || !(e.SigmaDB > 0) {
			t.Fatalf("%+v", e)
		}
	})
}

// TestP833Edges: from 0 up to A_m, growing with depth, and never more than gamma
// times the depth.
func TestP833Edges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := P833Woodland{MaxDB: ended(t, "A_m", 0, 100), GammaDBPerM: ended(t, "gamma", 0, 10)}
		if rapid.Bool().Draw(t, "measured") {
			w, _ = P833Measured(ended(t, "MHz", 30, 100_000))
		}
		d := ended(t, "depth", 0, 1e6)
		l, more := must(w.Loss(d)), must(w.Loss(d*1.01+1e-6))
		if !isNumber(l) || l < 0 || l > w.MaxDB || l > d*w.GammaDBPerM+1e-9 || more < l-1e-12*math.Abs(l) {
			t.Fatalf("%+v over %v m: %v dB, farther %v dB", w, d, l, more)
		}
	})
}
