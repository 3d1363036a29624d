package propagation

import "math"

// FreeSpace is the loss between isotropic antennas with nothing else in the
// world: Rec. ITU-R P.525, Lbf = 20 log(4 pi d / lambda), over the 3D distance.
// Distances below 1 m are computed at 1 m. It knows no variability: sigma is 0.
type FreeSpace struct{}

// lightMps is the speed of light in vacuum, exact. TR 38.901 has its own.
const lightMps = 299792458.0

// Name returns "free-space".
func (FreeSpace) Name() string { return "free-space" }

// Validity has no upper limit.
func (FreeSpace) Validity() Validity {
	return Validity{FrequencyMHz: Interval{1, math.Inf(1)}, DistanceM: Interval{1, math.Inf(1)},
		TxHeightM: everything, RxHeightM: everything}
}

// Predict implements Model.
func (m FreeSpace) Predict(l Link) Prediction { return predict(m, l) }

func (m FreeSpace) prepare(frequencyMHz, txHeightM, rxHeightM float64) Radial {
	v := m.Validity()
	e := v.check(frequencyMHz, txHeightM, rxHeightM)
	return Radial{
		warnings: e.warnings, rangeM: v.DistanceM, closestM: 1,
		rise2: e.rise2(), far: freeSpaceSlope(e.frequencyMHz),
	}
}

// freeSpaceSlope is 20 log(4 pi f/c) + 20 log d.
func freeSpaceSlope(frequencyMHz float64) slope {
	return decades(float64(20*log10(4*math.Pi*1e6/lightMps*frequencyMHz)), 20)
}

// rise2 is the square of the height difference.
func (e ends) rise2() float64 {
	h := e.txHeightM - e.rxHeightM
	return float64(h * h)
}
