package predict

import (
	"math"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// Loss never falls with distance, in either state, and the chance of line of
// sight never rises; in the dark a state without line of sight varies more. From
// this follow bounds for all cells of a square at once:
//
//   - the median level at the near edge is the best, at the far edge the least;
//   - a chance of one half or more falls with distance: were the budget below the
//     loss in line of sight, both states would be below one half;
//   - a smaller chance may rise with distance (a state that varies more may pass
//     more often), but each state's own chance does not, but for the step of
//     sigma at a breakpoint, of which the larger is taken.

// Slack of the bounds. RMa as the report prints it steps down by up to 0.01 dB at
// its breakpoint; the predictions themselves are good to 1e-6 dB and 1e-12, and those by
// curves to 1e-5 dB and half of the slack. The slack of the chance is far less than its
// step, so that of many radios that are all but certain one is enough.
const (
	slackMilliDB = 12
	slackChance  = 0.01
)

// disc holds all cell centres of a square.
type disc struct {
	middle    geo.Vec3
	radiusM   float64
	low, high float64 // ground in and about its tile, for radios over terrain
}

// candidate is a radio with bounds of what it gives in a disc.
type candidate struct {
	radio       *radio
	nearM, farM float64
	gainDB      [2]float64 // least and most
	near        propagation.Prediction
	milliDBm    int64 // median level, not below the true one
	chance      int   // not below the true one; set by bestChance
	chanceAfter int   // largest chance of this candidate and all that follow
}

// look bounds the level of a radio in a disc; it is false where the radio is out of
// reach, or beneath notice.
func (r *radio) look(d *disc) (candidate, bool) {
	distanceM := d.middle.ShortDistanceM(&r.position)
	if distanceM-d.radiusM > r.reachM {
		return candidate{}, false
	}
	c := candidate{radio: r, nearM: math.Max(0, distanceM-d.radiusM), farM: distanceM + d.radiusM}
	c.gainDB = r.gainRangeDB(d, c.nearM, c.farM)
	var medianDB float64
	if span, u := r.curve.At(c.nearM); span != nil {
		medianDB = span.MedianDB(u)
	} else {
		c.near = r.predict(c.nearM)
		medianDB = c.near.MedianDB()
	}
	c.milliDBm = milli(r.referenceDBm+c.gainDB[1]-medianDB) + slackMilliDB
	if r.path != nil && c.milliDBm < milli(r.noticeDBm()) {
		return candidate{}, false
	}
	return c, true
}

// roughly is predict with the median, by the curve where there is one.
func (r *radio) roughly(distanceM float64) (p propagation.Prediction, medianDB float64) {
	if s, u := r.curve.At(distanceM); s != nil {
		return s.Prediction(u), s.MedianDB(u)
	}
	p = r.predict(distanceM)
	return p, p.MedianDB()
}

// bestChance sets the bound of the chance.
func (c *candidate) bestChance() {
	if !c.radio.wantChance {
		return
	}
	budgetDB := c.radio.referenceDBm + c.gainDB[1] - c.radio.thresholdDBm
	var best float64
	if span, u := c.radio.curve.At(c.nearM); span != nil {
		c.near = span.Prediction(u)
		_, best = span.Chance(u, budgetDB)
	} else {
		best = c.near.Chance(budgetDB)
	}
	if best < 0.5 {
		los := stateChances(&c.near, c.radio.sigmaDB[1], budgetDB)
		best = math.Max(los[0], los[1])
		nlos := stateChance(c.near.NLOSdB, c.near.SigmaNLOSdB, budgetDB)
		if q := c.near.LOSChance; q < 1 {
			best = float64(q*best) + nlos
		} else { // farther away it may be less than certain
			best = math.Max(best, nlos)
		}
		best = math.Min(best, 0.5)
	}
	c.chance = min(coverage.ChanceOne, int(float64(best*coverage.ChanceOne)+slackChance))
}

// floor is what the candidate gives at least in every cell of its disc.
func (c *candidate) floor() (milliDBm int64, chance int) {
	r := c.radio
	if c.farM > r.reachM || r.path != nil { // there is no end to what terrain may take
		return noServer, 0
	}
	far, medianDB := r.roughly(c.farM)
	reference := r.referenceDBm + c.gainDB[0]
	milliDBm = milli(reference-medianDB) - slackMilliDB
	if !r.wantChance {
		return milliDBm, 0
	}
	budgetDB := reference - r.thresholdDBm
	least := far.Chance(budgetDB)
	if least < 0.5 {
		los := stateChances(&far, r.sigmaDB[0], budgetDB)
		least = math.Min(los[0], los[1])
		if q := far.LOSChance; q < 1 {
			least = math.Min(least, float64(q*least)+float64((1-q)*stateChance(far.NLOSdB, far.SigmaNLOSdB, budgetDB)))
		}
	}
	return milliDBm, max(0, int(float64(least*coverage.ChanceOne)-slackChance))
}

// stateChances are the chances in line of sight with the sigma there and with another.
func stateChances(p *propagation.Prediction, sigmaDB, budgetDB float64) [2]float64 {
	return [2]float64{stateChance(p.LOSdB, p.SigmaLOSdB, budgetDB), stateChance(p.LOSdB, sigmaDB, budgetDB)}
}

// stateChance is the chance in one state, within half of the slack.
func stateChance(medianDB, sigmaDB, budgetDB float64) float64 {
	if sigmaDB >= 1 && budgetDB >= 0 {
		return propagation.RoughNormal((budgetDB - medianDB) / sigmaDB)
	}
	return propagation.Prediction{LOSChance: 1, LOSdB: medianDB, SigmaLOSdB: sigmaDB}.Chance(budgetDB)
}

// gainRangeDB bounds the gain towards a disc between two distances.
func (r *radio) gainRangeDB(d *disc, nearM, farM float64) [2]float64 {
	if r.beam != nil {
		return r.beam.rangeDB(r, d, nearM, farM)
	}
	if r.pattern == nil {
		return [2]float64{}
	}
	least, most := r.pattern.RangeDB(r.offRangeDeg(r.spreadOf(d)), r.elevationRangeDeg(d, nearM, farM))
	return [2]float64{least, most}
}

// spread is what a disc spans seen from a radio: the direction of its middle and how
// far it reaches to both sides, 180 for all around.
type spread struct{ azimuthDeg, spanDeg float64 }

// spreadOf looks at a disc: it spans asin(radius/distance) to both sides.
func (r *radio) spreadOf(d *disc) spread {
	to := d.middle.Sub(r.position)
	east, north := dot(to, r.east), dot(to, r.north)
	alongM := math.Sqrt(float64(east*east) + float64(north*north))
	if alongM <= d.radiusM*1.01 {
		return spread{spanDeg: 180}
	}
	return spread{math.Atan2(east, north) * 180 / math.Pi, math.Asin(d.radiusM*1.001/alongM)*180/math.Pi + 0.01}
}

// offRangeDeg is how far from boresight a spread may be.
func (r *radio) offRangeDeg(s spread) [2]float64 {
	if s.spanDeg >= 180 {
		return [2]float64{0, 180}
	}
	middleDeg := math.Abs(math.Remainder(s.azimuthDeg-r.azimuthDeg, 360))
	return [2]float64{math.Max(0, middleDeg-s.spanDeg), math.Min(180, middleDeg+s.spanDeg)}
}
