package propagation

import (
	"fmt"
	"math"
)

// P1812Combination is how the losses of the mechanisms join, P.1812-8 4.6, in dB.
type P1812Combination struct {
	Fj, Fk  float64 // weights by angular distance, (57), and by distance, (58)
	Lminb0p float64 // line of sight and over-sea diffraction, (59)
	Lminbap float64 // line of sight and ducting, (60)
	Lbda    float64 // with diffraction, (61)
	Lbam    float64 // with line of sight, (62)
	Lbc     float64 // with troposcatter: the median of locations, (63)
}

func combination(in *P1812Input, r *P1812Result) P1812Combination {
	d, x := r.Diffraction, P1812Combination{}
	x.Fj = logistic(float64(2.4 * (r.Path.Theta - 0.3) / 0.3))
	x.Fk = logistic(float64(1.5 * (in.Profile.LengthKm() - 20) / 20))
	overLand := float64((1 - r.Path.Omega) * d.Ldp)
	if in.PercentTime < r.Path.Beta0 {
		x.Lminb0p = r.Lb0p + overLand
	} else {
		x.Lminb0p = d.Lbd50 + float64((r.Lb0b+overLand-d.Lbd50)*d.Fi)
	}
	// 2.5 ln(e^(Lba/2.5) + e^(Lb0p/2.5)), without the large powers.
	high, low := max(r.Ducting.Lba, r.Lb0p), min(r.Ducting.Lba, r.Lb0p)
	x.Lminbap = high + float64(2.5*naturalLog(1+expNegative((low-high)/2.5)))
	x.Lbda = d.Lbd
	if x.Lminbap <= d.Lbd {
		x.Lbda = x.Lminbap + float64((d.Lbd-x.Lminbap)*x.Fk)
	}
	x.Lbam = x.Lbda + float64((x.Lminb0p-x.Lbda)*x.Fj)
	// -5 log(10^(-0.2 Lbs) + 10^(-0.2 Lbam)), likewise.
	high, low = max(r.Lbs, x.Lbam), min(r.Lbs, x.Lbam)
	x.Lbc = low - float64(5*log10(1+pow10(float64(-0.2*(high-low)))))
	return x
}

// location is Lb, P.1812-8 4.7 to 4.9, equations (64) to (69): a receiver at sea
// knows no variability of locations, and no loss is below Lb0p.
func (x *P1812Combination) location(in *P1812Input, lb0p float64) float64 {
	lb := x.Lbc
	if in.Zones == nil || in.Zones[len(in.Zones)-1] != Sea {
		lb -= float64(upperQuantile(in.PercentLocations/100) * in.LocationSigmaDB)
	}
	return max(lb0p, lb)
}

// upperQuantile is I(x), the inverse of the complementary normal distribution, by
// the rational formula of P.1812-8 Attachment 2, which is part of the method:
// within 5e-4 of the true inverse, and not quite 0 at 0.5. x is in [1e-6, 1 - 1e-6].
func upperQuantile(x float64) float64 {
	if x > 0.5 {
		return -upperQuantile(1 - x)
	}
	t := math.Sqrt(-2 * naturalLog(max(x, 1e-6)))
	num := float64((float64(0.010328*t)+0.802853)*t) + 2.515516698
	den := float64((float64((float64(0.001308*t)+0.189269)*t)+1.432788)*t) + 1
	return t - num/den
}

// P1812LocationSigmaDB is sigma_L of P.1812-8 4.8 and 4.10 for locations within a
// square of resolutionM: (0.52 + 0.024 f) wa^0.28, f in GHz, times u, which is 1
// below the clutter around the receiver and falls to 0 at 10 m above it. The
// error says which input is outside [30, 6000] MHz, [1, 1000] m of resolution, or
// not a finite height >= 0.
func P1812LocationSigmaDB(frequencyMHz, resolutionM, rxHeightM, clutterM float64) (float64, error) {
	tall := Interval{0, 1e4}
	switch {
	case !P1812Validity().FrequencyMHz.Contains(frequencyMHz):
		return 0, fmt.Errorf("frequency %v MHz: it must be in %v MHz", frequencyMHz, P1812Validity().FrequencyMHz)
	case !(Interval{1, 1000}).Contains(resolutionM):
		return 0, fmt.Errorf("resolution %v m: it must be in [1, 1000] m", resolutionM)
	case !tall.Contains(rxHeightM) || !tall.Contains(clutterM):
		return 0, fmt.Errorf("rx height %v m, clutter %v m: both must be in %v m", rxHeightM, clutterM, tall)
	}
	u := Interval{0, 1}.clamp(1 - (rxHeightM-clutterM)/10)
	return float64(u * float64((0.52+float64(0.024*frequencyMHz/1000))*power(resolutionM, 0.28))), nil
}
