package predict

import (
	"math"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// radio is a cell ready to be asked for its level at a place.
type radio struct {
	siteID   string
	cellID   string
	ordinal  int // place in the network: sites by ID, cells by ID
	layer    int
	model    int // index of the model's name in the network
	position geo.Vec3
	reachM   float64 // beyond it the radio gives nothing
	radiusM  float64 // stated radius, for criteria without a level, and with it:
	lonDeg   float64
	axisM    float64 // distance of position from the Earth's axis

	radial       *propagation.Radial      // nil over terrain
	curve        *propagation.Curve       // of radial, with entry
	beam         *beam                    // pattern over flat ground, nil where it has none
	path         propagation.PreparedPath // nil without terrain
	spot         *spot                    // of path
	slot         int                      // of the antenna height at the spot
	mast         *mast                    // the radio and those that share its paths
	flat         *flatCurve               // what path is over flat ground
	over         propagation.PathModel    // of path
	frequencyMHz float64
	keepWeak     bool // never beneath notice
	alike        bool // in its layer no lesser level than one above the threshold has a greater chance
	alikeBelow   bool // likewise at any level
	entry        propagation.EntryLoss
	sigmaDB      [2]float64 // in line of sight, at the mast and at the end of reach
	referenceDBm float64    // RSRP at zero path loss in the direction of the peak
	thresholdDBm float64
	wantChance   bool
	rxHeightM    float64
	txHeightM    float64
	pattern      antenna.Bounded    // nil for all directions alike
	parabolic    *antenna.Parabolic // pattern, if it is one
	east, north  geo.Vec3
	azimuthDeg   float64
}

// receive predicts the median level and the chance, in 1/coverage.ChanceOne, of
// meeting the threshold at a place on the ground. It is false out of reach.
func (r *radio) receive(to *geo.Vec3) (levelDBm float64, chance int, warnings propagation.Warning, ok bool) {
	distanceM := r.position.ShortDistanceM(to)
	if distanceM > r.reachM {
		return 0, 0, 0, false
	}
	reference := r.referenceTo(to, distanceM)
	p := r.predict(distanceM)
	if r.wantChance {
		chance = r.chance(&p, reference)
	}
	return reference - p.MedianDB(), chance, p.Warnings, true
}

// predict is the loss at a distance, entry into a building with it. Over terrain it
// is the bound of all ground.
func (r *radio) predict(distanceM float64) propagation.Prediction {
	if r.path != nil {
		return r.enter(r.path.Bound(distanceM))
	}
	return r.enter(r.radial.Predict(distanceM))
}

// enter adds the loss into the building.
func (r *radio) enter(p propagation.Prediction) propagation.Prediction {
	if r.entry == (propagation.EntryLoss{}) {
		return p
	}
	return p.Through(r.entry.MedianDB, r.entry.SigmaDB)
}

// chance is that of meeting the threshold, in 1/coverage.ChanceOne, rounded down.
func (r *radio) chance(p *propagation.Prediction, referenceDBm float64) int {
	// Beyond 9 sigma a chance is 1 or less than its step, in any arithmetic.
	if budget := referenceDBm - r.thresholdDBm; p.LOSChance >= 1 && p.SigmaLOSdB > 0 && budget >= p.FloorDB {
		if off := budget - p.LOSdB; off > float64(9*p.SigmaLOSdB) {
			return coverage.ChanceOne
		} else if off < float64(-9*p.SigmaLOSdB) {
			return 0
		}
	}
	return int(math.Floor(float64(p.Chance(referenceDBm-r.thresholdDBm)*coverage.ChanceOne) + 1e-9))
}

// referenceTo is the RSRP at zero path loss towards a place.
func (r *radio) referenceTo(to *geo.Vec3, distanceM float64) float64 {
	if r.pattern == nil {
		return r.referenceDBm
	}
	return r.referenceDBm + r.gainDB(to, distanceM)
}

// gainDB is the antenna's gain relative to its peak towards a place.
func (r *radio) gainDB(to *geo.Vec3, distanceM float64) float64 {
	d := geo.Vec3{to[0] - r.position[0], to[1] - r.position[1], to[2] - r.position[2]}
	azimuthDeg := math.Atan2(dot(d, r.east), dot(d, r.north)) * 180 / math.Pi
	return r.pattern.GainDB(azimuthDeg-r.azimuthDeg, r.elevationDeg(distanceM))
}

// elevationDeg is the direction from the antenna to a receiver above the horizon.
func (r *radio) elevationDeg(distanceM float64) float64 {
	return -math.Atan2(r.txHeightM-r.rxHeightM, distanceM) * 180 / math.Pi
}

// dot forbids fused multiply-add: a decision hangs on the result.
func dot(a, b geo.Vec3) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}
