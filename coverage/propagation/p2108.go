package propagation

import (
	"fmt"
	"math"
)

// P2108Clutter is the surroundings of a terminal, Recommendation ITU-R P.2108-1
// table 3.
type P2108Clutter uint8

// The clutter types, numbered as in digital maps of P.1812.
const (
	P2108Water P2108Clutter = iota + 1
	P2108OpenRural
	P2108Suburban
	P2108Urban
	P2108Trees
	P2108DenseUrban
)

var p2108Clutters = [...]struct {
	name    string
	heightM float64
}{{"water", 10}, {"open-rural", 10}, {"suburban", 10}, {"urban", 15}, {"trees", 15}, {"dense-urban", 20}}

func (c P2108Clutter) known() bool { return c >= 1 && int(c) <= len(p2108Clutters) }

// String returns "dense-urban" and the like.
func (c P2108Clutter) String() string {
	if !c.known() {
		return fmt.Sprintf("P2108Clutter(%d)", uint8(c))
	}
	return p2108Clutters[c-1].name
}

// HeightM is R, the representative clutter height that table 3 gives where no
// local one is known; 0 for an unknown type.
func (c P2108Clutter) HeightM() float64 {
	if !c.known() {
		return 0
	}
	return p2108Clutters[c-1].heightM
}

// P2108StreetWidthM is w_s where no local one is known (section 3.1).
const P2108StreetWidthM = 27

// P2108Terminal is a terminal among clutter, the input of section 3.1.
type P2108Terminal struct {
	FrequencyMHz   float64 // f, in [30, 3000]
	HeightM        float64 // h of the antenna above ground, in (0, ∞)
	StreetWidthM   float64 // w_s, in (0, ∞); see P2108StreetWidthM
	ClutterHeightM float64 // R, in (0, ∞); see P2108Clutter.HeightM
	Clutter        P2108Clutter
}

// P2108HeightGainLoss is the answer of section 3.1 with the numbers on the way to
// it; those that the clutter type does not use are 0, and so is all if the antenna
// is not below the clutter.
type P2108HeightGainLoss struct {
	LossDB       float64 // A_h, (2a) or (2b)
	HDifM        float64 // (2d)
	ThetaClutDeg float64 // (2e)
	KNu, Nu      float64 // (2g), (2c)
	KH2          float64 // (2f)
}

// P2108HeightGain is the median loss of one terminal in its surroundings, P.2108-1
// section 3.1. It is added to a loss that was computed for the clutter top, once
// for each terminal. In built-up clutter an antenna just under the roofs gets up to
// 0.01 dB less than nothing, as the constants of (2a) have it. Outside the ranges
// of P2108Terminal the error is a *RangeError.
func P2108HeightGain(at P2108Terminal) (P2108HeightGainLoss, error) {
	const method = "P.2108-1 section 3.1"
	if !at.Clutter.known() {
		return P2108HeightGainLoss{}, fmt.Errorf("%s: no clutter type %d; give one of 1 to %d", method, uint8(at.Clutter), len(p2108Clutters))
	}
	if err := refuse(method,
		input{"frequency", "MHz", at.FrequencyMHz, Interval{30, 3000}},
		input{"antenna height", "m", at.HeightM, aboveZero},
		input{"street width", "m", at.StreetWidthM, aboveZero},
		input{"clutter height", "m", at.ClutterHeightM, aboveZero}); err != nil {
		return P2108HeightGainLoss{}, err
	}
	var l P2108HeightGainLoss
	if at.HeightM >= at.ClutterHeightM {
		return l, nil
	}
	f := at.FrequencyMHz / 1000
	l.HDifM = at.ClutterHeightM - at.HeightM
	if at.Clutter <= P2108OpenRural {
		l.KH2 = 21.8 + float64(6.2*log10(f))
		l.LossDB = float64(l.KH2 * log10(at.ClutterHeightM/at.HeightM))
		return l, nil
	}
	l.ThetaClutDeg = atan(l.HDifM/at.StreetWidthM) * (180 / math.Pi)
	l.KNu = float64(0.342 * math.Sqrt(f))
	l.Nu = float64(l.KNu * math.Sqrt(float64(l.HDifM*l.ThetaClutDeg)))
	l.LossDB = KnifeEdgeLossDB(l.Nu) - 6.03
	return l, nil
}

// P2108TerrestrialLoss is the answer of section 3.2 with the numbers on the way to
// it. They are those of the distance that was asked for, also if Capped.
type P2108TerrestrialLoss struct {
	LossDB    float64 // L_ctt, (3a), at most (6)
	LlDB      float64 // (4a)
	LsDB      float64 // (5a)
	SigmaCbDB float64 // (3b)
	Capped    bool    // the value for 2 km was less and was taken, (6)
}

// P2108Terrestrial is the clutter loss not exceeded at a percentage of locations,
// P.2108-1 section 3.2, for one terminal below the roofs of a town or suburb:
// frequency in [500, 67000] MHz, distance in [250, ∞) m, percentage in (0, 100),
// else the error is a *RangeError. It is added to a loss without clutter. For
// paths of at least 1 km it may be added for both terminals.
func P2108Terrestrial(frequencyMHz, distanceM, locationsPct float64) (P2108TerrestrialLoss, error) {
	if err := refuse("P.2108-1 section 3.2",
		input{"frequency", "MHz", frequencyMHz, Interval{500, 67_000}},
		input{"distance", "m", distanceM, Interval{250, math.Inf(1)}},
		input{"locations", "%", locationsPct, percent}); err != nil {
		return P2108TerrestrialLoss{}, err
	}
	z := -quantile(locationsPct / 100) // Q^-1, of the upper tail
	f := log10(frequencyMHz / 1000)
	l, farthest := p2108Sum(f, distanceM/1000, z), p2108Sum(f, 2, z)
	if farthest.LossDB < l.LossDB {
		l.LossDB, l.Capped = farthest.LossDB, true
	}
	return l, nil
}

// p2108Sum is (3a) to (5b), logF being log10 of the frequency in GHz.
func p2108Sum(logF, distanceKm, z float64) P2108TerrestrialLoss {
	const sigmaL, sigmaS = 4, 6 // (4b), (5b)
	var l P2108TerrestrialLoss
	// (4a) holds 10^(-5 log f - 12.5) + 10^-16.5: sumDB takes ten times the exponents.
	l.LlDB = float64(-0.2 * sumDB(float64(-50*logF)-125, -165))
	l.LsDB = 32.98 + float64(23.9*log10(distanceKm)) + float64(3*logF)
	// Weights 10^(-0.2 L) relative to the greater, so that neither vanishes.
	least := min(l.LlDB, l.LsDB)
	wl, ws := fromDB(float64(-2*(l.LlDB-least))), fromDB(float64(-2*(l.LsDB-least)))
	l.SigmaCbDB = math.Sqrt((float64(sigmaL*sigmaL*wl) + float64(sigmaS*sigmaS*ws)) / (wl + ws))
	l.LossDB = least - float64(5*log10(wl+ws)) - float64(l.SigmaCbDB*z)
	return l
}
