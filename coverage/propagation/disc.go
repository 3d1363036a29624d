package propagation

import (
	"math"
	"strconv"
)

// Disc is no physics but a statement: reception within a radius, none beyond.
// The loss is 0 dB up to and including the radius (horizontal distance), +Inf
// outside, so any threshold gives the same answer.
type Disc struct{ RadiusM float64 }

// Name returns "disc:r=3000".
func (m Disc) Name() string { return "disc:r=" + strconv.FormatFloat(m.RadiusM, 'f', -1, 64) }

// Validity has no limits.
func (Disc) Validity() Validity {
	return Validity{FrequencyMHz: everything, DistanceM: everything, TxHeightM: everything, RxHeightM: everything}
}

// Predict implements Model. A distance that is no number is outside.
func (m Disc) Predict(l Link) Prediction {
	if l.DistanceM <= m.RadiusM {
		return Prediction{LOSChance: 1}
	}
	return Prediction{LOSChance: 1, LOSdB: math.Inf(1), NLOSdB: math.Inf(1)}
}

func (m Disc) prepare(_, _, _ float64) Radial {
	return Radial{direct: func(distanceM float64) Prediction { return m.Predict(Link{DistanceM: distanceM}) }}
}
