package predict

import (
	"math"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// receiver is a place that is asked for, with the paths to it.
type receiver struct {
	cell  int // of the grid
	at    *geo.Vec3
	paths *paths // nil without terrain
	// lowM and highM bound the ground where paths to the place end; NaN where it is not known.
	lowM, highM float64
}

// noticeDB is how far below its threshold, outdoors, a radio may be and still count
// at a place: three standard deviations of 8 dB.
const noticeDB = 24

// noticeDBm is the bound below which a radio is beneath notice.
func (r *radio) noticeDBm() float64 {
	if r.keepWeak {
		return weakestDBm
	}
	return r.thresholdDBm - noticeDB - r.entry.MedianDB
}

// weakestDBm is a level that no radio falls short of by its bound.
const weakestDBm = -1000

// KeepWeak lets no station be beneath notice: the level of every place is then that
// of the best station in range, however far below the threshold. Maps of levels need
// it, figures do not. Call it before the first tile.
func (n *Network) KeepWeak() {
	for _, r := range n.radios {
		r.keepWeak = true
	}
}

// beneathNotice tells whether a radio gives nothing at a place, by its bound there.
// The rule hangs on the radio and the place alone, so that no station changes what
// another is.
func (r *radio) beneathNotice(bound *propagation.Prediction, referenceDBm float64) bool {
	return milli(referenceDBm-bound.MedianDB()) < milli(r.noticeDBm())
}

// worth is a loss outdoors above which a radio cannot change the answer. A chance may
// count that belongs to a lesser level, unless the server covers the place and the
// layer's radios vary alike.
func (a *answer) worth(r *radio, referenceDBm float64) float64 {
	if r.wantChance && !a.levelRules(r) {
		return math.Inf(1)
	}
	return referenceDBm - r.entry.MedianDB - float64(a.milliDBm-slackMilliDB)/1000
}

// levelRules tells whether the radio's chance is no better than the answer's when its
// level is not.
func (a *answer) levelRules(r *radio) bool {
	return r.alike && a.server != nil && (r.alikeBelow || a.milliDBm >= milli(a.server.thresholdDBm))
}

// canImprove tells whether a prediction could still change the answer.
func (a *answer) canImprove(r *radio, p *propagation.Prediction, referenceDBm float64) bool {
	if milli(referenceDBm-p.LOSdB)+slackMilliDB >= a.milliDBm {
		return true
	}
	if !r.wantChance || a.chance >= coverage.ChanceOne || a.levelRules(r) {
		return false
	}
	c := candidate{radio: r, gainDB: [2]float64{0, referenceDBm - r.referenceDBm}, near: *p}
	c.bestChance()
	return c.chance > a.chance
}

// serve takes a radio as the server when its level is higher than that of the
// server so far, or equal and the radio comes first in the network.
func (a *answer) serve(r *radio, p *propagation.Prediction, referenceDBm float64) {
	if m := milli(referenceDBm - p.MedianDB()); m > a.milliDBm || m == a.milliDBm && a.server != nil && r.ordinal < a.server.ordinal {
		a.milliDBm, a.server, a.warnings = m, r, p.Warnings
	}
}

// couldBe notes what a radio whose path is not known would give at its best.
func (a *answer) couldBe(r *radio, rc receiver, bound *propagation.Prediction) {
	here := disc{middle: *rc.at, radiusM: 0.01, low: rc.paths.low, high: rc.paths.high}
	distanceM := r.position.ShortDistanceM(rc.at)
	reference := r.referenceDBm + r.gainRangeDB(&here, distanceM, distanceM)[1]
	could := candidate{radio: r, gainDB: [2]float64{0, reference - r.referenceDBm}, near: *bound}
	could.bestChance()
	if m := milli(reference - bound.MedianDB()); a.could.server == nil || m > a.could.milliDBm {
		a.could.milliDBm, a.could.server = m, r
	}
	a.could.chance = max(a.could.chance, could.chance)
}

// possibility is what might serve a place, were its ground known.
type possibility struct {
	milliDBm int64
	chance   int
	server   *radio
}

// gainOver is the antenna's gain relative to its peak along a crossing: towards the
// receiver itself, wherever the ground has it.
func (r *radio) gainOver(at *spotPaths, c *propagation.Crossing) float64 {
	if r.pattern == nil {
		return 0
	}
	return r.pattern.GainDB(at.azimuth()-r.azimuthDeg, c.ElevationDeg())
}

// elevationRangeDeg bounds the elevation of receivers on ground between low and
// high; all elevations where the ground is not known.
func (r *radio) elevationRangeDeg(d *disc, nearM, farM float64) [2]float64 {
	if r.path == nil {
		e := [2]float64{r.elevationDeg(nearM), r.elevationDeg(farM)}
		if e[0] > e[1] {
			e[0], e[1] = e[1], e[0]
		}
		return e
	}
	antenna := r.spot.groundM + r.txHeightM
	low, high := d.low+r.rxHeightM-antenna, d.high+r.rxHeightM-antenna
	if low != low || high != high {
		return [2]float64{-90, 90}
	}
	nearM = math.Max(nearM, propagation.ShortestCrossingKm*1000)
	farM = math.Max(farM, propagation.ShortestCrossingKm*1000)
	angle := func(rise, m float64) float64 { return math.Atan2(rise, m) * 180 / math.Pi }
	return [2]float64{
		math.Min(angle(low, nearM), angle(low, farM)) - 0.001,
		math.Max(angle(high, nearM), angle(high, farM)) + 0.001,
	}
}

// meets decides for one radio.
func (r rule) meets(server *radio, p *propagation.Prediction, referenceDBm float64) bool {
	a := answer{milliDBm: milli(referenceDBm - p.MedianDB()), server: server}
	if server.wantChance {
		a.chance = server.chance(p, referenceDBm)
	}
	return r.passes(a)
}

// could tells whether bounds of level and chance allow that the rule is met.
func (r rule) could(server *radio, milliDBm int64, chance int) bool {
	return r.passes(answer{milliDBm: milliDBm, chance: chance, server: server})
}

// indoorsOnly tells whether the server would cover the place outdoors.
func (w *levelWork) indoorsOnly(a *answer, rc receiver) bool {
	r := a.server
	if r == nil || r.entry == (propagation.EntryLoss{}) {
		return false
	}
	if r.path == nil {
		distanceM := r.position.ShortDistanceM(rc.at)
		p := r.radial.Predict(distanceM)
		return w.network.rule.meets(r, &p, r.referenceTo(rc.at, distanceM))
	}
	at := rc.paths.aim(r.spot, rc.cell, rc.at)
	path := rc.paths.cross(at, r.slot, r.rxHeightM)
	return path != nil && w.network.rule.meets(r, path.loss(r.path), r.referenceDBm+r.gainOver(at, &path.crossing))
}

// askReference improves an answer with one radio by the reference.
func (n *Network) askReference(a *answer, c *candidate, rc receiver) {
	r := c.radio
	if r.path == nil {
		a.consider(r, rc.at)
		return
	}
	at := rc.paths.aim(r.spot, rc.cell, rc.at)
	if at.distanceM > r.reachM {
		return
	}
	path := rc.paths.cross(at, r.slot, r.rxHeightM)
	if path == nil {
		bound := r.predict(at.distanceM)
		a.couldBe(r, rc, &bound)
		return
	}
	reference := r.referenceDBm + r.gainOver(at, &path.crossing)
	if bound := r.predict(at.distanceM); r.beneathNotice(&bound, reference) {
		return
	}
	p := r.enter(n.referenceLoss(r, &path.crossing))
	if r.wantChance {
		a.chance = max(a.chance, r.chance(&p, reference))
	}
	a.serve(r, &p, reference)
}

// referenceLoss is the path model as its source states it, over every post.
func (n *Network) referenceLoss(r *radio, c *propagation.Crossing) propagation.Prediction {
	link := propagation.Path{PathEnds: propagation.PathEnds{FrequencyMHz: r.frequencyMHz, TxHeightM: r.txHeightM,
		RxHeightM: r.rxHeightM, LatitudeDeg: math.Round(r.spot.lonLat[1]*10) / 10, ResolutionM: n.resolutionM}}
	link.Profile, link.ClutterM = c.Profile()
	p, err := r.over.PredictPath(link)
	if err != nil { // heights that no ground has
		return propagation.Prediction{LOSChance: 1, LOSdB: math.Inf(1), NLOSdB: math.Inf(1)}
	}
	return p
}
