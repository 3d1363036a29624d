package propagation

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestNormalAgainstGonum holds our own normal distribution, which gives the same
// bits on every processor, against gonum's.
func TestNormalAgainstGonum(t *testing.T) {
	for z := -8.0; z <= 8; z += 0.0317 {
		chance, density := normal(z)
		if want := distuv.UnitNormal.CDF(z); math.Abs(chance-want) > 1e-12*math.Max(want, 1e-300)+1e-15 {
			t.Errorf("normal(%v) = %v, want %v", z, chance, want)
		}
		if want := distuv.UnitNormal.Prob(z); math.Abs(density-want) > 1e-12*want+1e-300 {
			t.Errorf("density at %v = %v, want %v", z, density, want)
		}
	}
}

// TestFadeMargin is the margin for 90 % of locations at 8 dB: 10.25 dB.
func TestFadeMargin(t *testing.T) {
	p := Prediction{LOSChance: 1, LOSdB: 120, SigmaLOSdB: 8}
	margin := 8 * distuv.UnitNormal.Quantile(0.9)
	if math.Abs(margin-10.25) > 0.005 {
		t.Fatalf("gonum's margin is %v dB", margin)
	}
	if got := p.Chance(120 + margin); math.Abs(got-0.9) > 1e-12 {
		t.Errorf("chance with the margin of 90 %% is %v", got)
	}
}
