package propagation

import (
	"math"
	"strings"
)

// ITMWarning is a set of ways in which a path strains ITM. The bits are those of
// NTIA's implementation.
type ITMWarning uint16

// One bit per way.
const (
	ITMTxHeight           ITMWarning = 1 << iota // transmitter outside [1, 1000] m
	ITMRxHeight                                  // receiver outside [1, 1000] m
	ITMFrequency                                 // outside [40, 10000] MHz
	ITMDistanceLarge                             // beyond 1000 km
	ITMDistanceVeryLarge                         // beyond 2000 km
	ITMDistanceSteep                             // the antennas differ by more than 0.2 of the distance
	ITMDistanceSmall                             // under 1 km
	ITMTxHorizonAngle                            // steeper than 0.2 rad
	ITMRxHorizonAngle                            // steeper than 0.2 rad
	ITMTxHorizonNear                             // under a tenth of the smooth earth's
	ITMRxHorizonNear                             // under a tenth of the smooth earth's
	ITMTxHorizonFar                              // beyond three times the smooth earth's
	ITMRxHorizonFar                              // beyond three times the smooth earth's
	ITMExtremeVariability                        // a quantile beyond 3.1 standard deviations
	ITMRefractivity                              // surface refractivity under 250 N-units
)

// itmWarningTexts is in the order of the bits.
var itmWarningTexts = []string{
	"tx height outside [1, 1000] m", "rx height outside [1, 1000] m", "frequency outside [40, 10000] MHz",
	"distance above 1000 km", "distance above 2000 km", "antennas differ by more than 0.2 of the distance", "distance below 1 km",
	"tx horizon steeper than 0.2 rad", "rx horizon steeper than 0.2 rad",
	"tx horizon nearer than 0.1 of smooth earth", "rx horizon nearer than 0.1 of smooth earth",
	"tx horizon farther than 3 times smooth earth", "rx horizon farther than 3 times smooth earth",
	"quantile beyond 3.1 standard deviations", "surface refractivity below 250 N-units",
}

// String lists the bits in words, or "none".
func (w ITMWarning) String() string {
	var parts []string
	for i, text := range itmWarningTexts {
		if w&(1<<i) != 0 {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// warnings holds the geometry against what the method assumes; g.dls is set.
func (g *itmGeometry) warnings() (w ITMWarning) {
	for i := range 2 {
		if math.Abs(g.theta[i]) > 0.2 {
			w |= ITMTxHorizonAngle << i
		}
		if g.dl[i] < float64(0.1*g.dls[i]) {
			w |= ITMTxHorizonNear << i
		}
		if g.dl[i] > float64(3*g.dls[i]) {
			w |= ITMTxHorizonFar << i
		}
	}
	if g.ns < 250 {
		w |= ITMRefractivity
	}
	if g.d < math.Abs(g.he[0]-g.he[1])/0.2 {
		w |= ITMDistanceSteep
	}
	if g.d < 1e3 {
		w |= ITMDistanceSmall
	}
	if g.d > 1000e3 {
		w |= ITMDistanceLarge
	}
	if g.d > 2000e3 {
		w |= ITMDistanceVeryLarge
	}
	return w
}
