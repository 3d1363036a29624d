package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// mastSearch finds the answers for the places of a disc over terrain: the mast that
// may give a place most is asked first, by a bound at the place itself, until none
// can improve its level or its chance. It belongs to one worker.
type mastSearch struct {
	bounds  []mastBound // best level first, see orderMasts
	waiting []waitingMast
	asked   []bool // by bound
	kept    []levelOf
	// Masts of the disc that no place has needed yet, see extend.
	disc        *disc
	far         []farMast
	farMilliDBm int64 // no bound of far is above it
	cutMilliDBm int64 // far masts are below it
}

// waitingMast is a mast with its bound at a place.
type waitingMast struct {
	upperDBm float64
	bound    int32
}

// levelOf is a radio with its reference towards a place.
type levelOf struct {
	radio        *radio
	referenceDBm float64
}

// orderMasts sorts the masts of a disc, best level first, and completes their chances.
func orderMasts(bounds []mastBound) {
	for i := range bounds {
		bounds[i].bestChance()
	}
	slices.SortFunc(bounds, func(a, b mastBound) int {
		switch {
		case a.milliDBm > b.milliDBm:
			return -1
		case a.milliDBm < b.milliDBm:
			return 1
		}
		return a.mast.radios[0].ordinal - b.mast.radios[0].ordinal
	})
	most := 0
	for i := len(bounds) - 1; i >= 0; i-- {
		most = max(most, bounds[i].chance)
		bounds[i].chanceAfter = most
	}
}

// answer is that of asking every radio, for one place.
func (s *mastSearch) answer(rc receiver) answer {
	for {
		if a, ok := s.attempt(rc); ok {
			return a
		}
		s.extend()
	}
}

// attempt is answer by the masts looked at; it is false when others may matter.
func (s *mastSearch) attempt(rc receiver) (answer, bool) {
	a := answer{milliDBm: noServer}
	s.waiting = s.waiting[:0]
	s.asked = slices.Grow(s.asked[:0], len(s.bounds))[:len(s.bounds)]
	clear(s.asked)
	next := 0
	for {
		var enough bool
		if next, enough = s.pull(&a, next, rc); !enough {
			return a, false
		}
		w, ok := s.take(&a)
		if !ok {
			break
		}
		s.ask(&a, w, rc)
	}
	return a, s.chances(&a, rc)
}

// pull bounds masts at the place until the best of those waiting is not below the
// bound of the next in the disc; false when that may be a mast not looked at.
func (s *mastSearch) pull(a *answer, next int, rc receiver) (int, bool) {
	best := math.Inf(-1)
	for i := range s.waiting {
		best = max(best, s.waiting[i].upperDBm)
	}
	for ; ; next++ {
		if s.farMayMatter(next, max(float64(a.milliDBm), best*1000)) {
			return next, false
		}
		if next == len(s.bounds) {
			break
		}
		b := &s.bounds[next]
		if b.milliDBm < a.milliDBm || float64(b.milliDBm) < float64(best*1000) {
			break
		}
		lead := b.mast.radios[0]
		distanceM := lead.position.ShortDistanceM(rc.at)
		if distanceM > lead.reachM {
			s.asked[next] = true
			continue
		}
		w := waitingMast{b.upperDBm(&rc, distanceM), int32(next)}
		s.waiting = append(s.waiting, w)
		best = max(best, w.upperDBm)
	}
	return next, true
}

// take removes the best of the waiting masts; false when none can improve the level.
func (s *mastSearch) take(a *answer) (w waitingMast, ok bool) {
	best := -1
	for i := range s.waiting {
		if best < 0 || s.waiting[i].upperDBm > s.waiting[best].upperDBm {
			best = i
		}
	}
	if best < 0 || a.server != nil && milli(s.waiting[best].upperDBm)+slackMilliDB < a.milliDBm {
		return w, false
	}
	w = s.waiting[best]
	last := len(s.waiting) - 1
	s.waiting[best] = s.waiting[last]
	s.waiting = s.waiting[:last]
	return w, true
}

// chances asks the masts whose level is no better and whose chance may be; false
// when they may be among those not looked at.
func (s *mastSearch) chances(a *answer, rc receiver) bool {
	if len(s.far) > 0 { // and one is looked at: pull saw to it
		r := s.bounds[0].radio
		return !r.wantChance || a.levelRules(r) || a.chance >= coverage.ChanceOne
	}
	for i := range s.bounds {
		b := &s.bounds[i]
		if b.chanceAfter <= a.chance || !b.radio.wantChance || a.levelRules(b.radio) {
			return true
		}
		if !s.asked[i] && b.chance > a.chance {
			s.ask(a, waitingMast{math.Inf(1), int32(i)}, rc)
		}
	}
	return true
}

// ask improves an answer with the radios of a mast, without the part of a prediction
// that cannot change it: what free space or the law over flat ground allows comes
// first, then the ground.
func (s *mastSearch) ask(a *answer, w waitingMast, rc receiver) {
	s.asked[w.bound] = true
	b := &s.bounds[w.bound]
	lead := b.mast.radios[0]
	if lead.path == nil {
		a.improve(&b.candidate, rc.at)
		return
	}
	at := rc.paths.aim(lead.spot, rc.cell, rc.at)
	if at.distanceM > lead.reachM {
		return
	}
	least, _ := b.mast.curve.between(at.distanceM)
	if !s.worthAsking(a, b, b.radio.referenceDBm+b.gainDB[1]-least, at) {
		return
	}
	levelOnly := a.server != nil && (!b.radio.wantChance || a.levelRules(b.radio))
	if levelOnly && b.whole && hides(a, w, lead, rc.paths.edge(at, lead.slot), at.distanceM/1000, rc.highM+lead.rxHeightM+0.001) {
		return
	}
	path := rc.paths.cross(at, lead.slot, lead.rxHeightM)
	if path == nil {
		bound := lead.predict(at.distanceM)
		for _, r := range b.mast.radios {
			a.couldBe(r, rc, &bound)
		}
		return
	}
	if levelOnly {
		e := path.crossing.Edge()
		rc.paths.keepEdge(at, lead.slot, e)
		if hides(a, w, lead, e, path.crossing.DistanceKm(), path.crossing.ReceiverM()) {
			return
		}
	}
	if s.aimRadios(b.mast, at, path.crossing.ElevationDeg()); s.mayImprove(a, b, at) {
		s.cross(a, path)
	}
}

// edgesHide is whether hides is asked at all: a test compares answers with and without.
var edgesHide = true

// hides tells that an edge leaves a mast nothing that could change the level of an
// answer, for a receiver that stands no higher.
func hides(a *answer, w waitingMast, lead *radio, e propagation.Edge, distanceKm, receiverM float64) bool {
	return edgesHide && e.Km > 0 && milli(w.upperDBm-lead.path.LeastBehindDB(e, distanceKm, receiverM))+slackMilliDB < a.milliDBm
}

// worthAsking tells whether a mast of which a bound of the level is known may change
// an answer.
func (s *mastSearch) worthAsking(a *answer, b *mastBound, upperDBm float64, at *spotPaths) bool {
	if milli(upperDBm)+slackMilliDB >= a.milliDBm {
		return true
	}
	if !b.radio.wantChance || a.levelRules(b.radio) {
		return false
	}
	bound := b.radio.predict(at.distanceM)
	return a.canImprove(b.radio, &bound, b.radio.referenceDBm+b.gainDB[1])
}

// aimRadios lists what the radios of a mast send towards a place, those beneath
// notice left out.
func (s *mastSearch) aimRadios(m *mast, at *spotPaths, elevationDeg float64) {
	s.kept = s.kept[:0]
	for _, r := range m.radios {
		reference := r.referenceDBm
		if r.pattern != nil {
			reference += r.pattern.GainDB(at.azimuth()-r.azimuthDeg, elevationDeg)
		}
		if !r.beneathAt(reference, at.distanceM) {
			s.kept = append(s.kept, levelOf{r, reference})
		}
	}
}

// beneathAt is beneathNotice of the bound at a distance.
func (r *radio) beneathAt(referenceDBm, distanceM float64) bool {
	least, most := r.mast.curve.between(distanceM)
	notice := r.noticeDBm()
	switch {
	case referenceDBm-most > notice+0.002:
		return false
	case referenceDBm-least < notice-0.002:
		return true
	}
	bound := r.predict(distanceM)
	return r.beneathNotice(&bound, referenceDBm)
}

// mayImprove tells whether one of the radios kept may change an answer, by what is
// sent towards the place and the bound at its distance.
func (s *mastSearch) mayImprove(a *answer, b *mastBound, at *spotPaths) bool {
	best := s.best()
	if best == nil {
		return false
	}
	least, _ := b.mast.curve.between(at.distanceM)
	if milli(best.referenceDBm-least)+slackMilliDB >= a.milliDBm {
		return true
	}
	if !best.radio.wantChance || a.levelRules(best.radio) {
		return false
	}
	bound := best.radio.predict(at.distanceM)
	return a.canImprove(best.radio, &bound, best.referenceDBm)
}

// best is the radio kept that sends most towards the place; nil for none.
func (s *mastSearch) best() *levelOf {
	var best *levelOf
	for i := range s.kept {
		if best == nil || s.kept[i].referenceDBm > best.referenceDBm {
			best = &s.kept[i]
		}
	}
	return best
}

// cross improves an answer with the radios kept, over their crossing.
func (s *mastSearch) cross(a *answer, path *slotPath) {
	best := s.best()
	r := best.radio
	if a.server != nil {
		bound := r.enter(r.path.BoundOver(&path.crossing))
		if !a.canImprove(r, &bound, best.referenceDBm) {
			return
		}
	}
	outdoors, ok := path.lossWithin(r.path, a.worth(r, best.referenceDBm))
	if !ok {
		return
	}
	p := r.enter(*outdoors)
	for i := range s.kept {
		k := &s.kept[i]
		if k.radio.wantChance && k.referenceDBm >= best.referenceDBm-chanceSlackDB {
			a.chance = max(a.chance, k.radio.chance(&p, k.referenceDBm))
		}
		a.serve(k.radio, &p, k.referenceDBm)
	}
}

// chanceSlackDB is a difference of references above which that of chances is certain.
const chanceSlackDB = 0.01

// shadowed tells whether a radio would cover the place over flat ground.
func (s *mastSearch) shadowed(n *Network, rc receiver) bool {
	s.complete()
	for i := range s.bounds {
		b := &s.bounds[i]
		if !n.rule.could(b.radio, b.milliDBm, b.chanceAfter) {
			return false
		}
		lead := b.mast.radios[0]
		if lead.path == nil {
			continue
		}
		at := rc.paths.aim(lead.spot, rc.cell, rc.at)
		if at.distanceM <= lead.reachM && b.meetsFlat(n, at) {
			return true
		}
	}
	return false
}

// meetsFlat tells whether a radio of the mast would cover a place over flat ground, of
// those whose bound over any ground of the tile allows it.
func (b *mastBound) meetsFlat(n *Network, at *spotPaths) bool {
	p := b.mast.radios[0].overFlat(at.distanceM)
	for _, r := range b.mast.radios {
		reference := r.referenceDBm
		if n.rule.median && milli(reference-p.MedianDB()) < milli(r.thresholdDBm) {
			continue
		}
		if r.pattern != nil {
			reference += r.pattern.GainDB(at.azimuth()-r.azimuthDeg, r.elevationDeg(at.distanceM))
		}
		if !n.rule.meets(r, &p, reference) {
			continue
		}
		if c := b.boundOf(r); n.rule.could(r, c.milliDBm, c.chance) {
			return true
		}
	}
	return false
}

// reference is answer by the reference: every mast that may count is asked, post by post.
func (s *mastSearch) reference(n *Network, rc receiver) answer {
	s.complete()
	a := answer{milliDBm: noServer}
	for i := range s.bounds {
		b := &s.bounds[i]
		if b.milliDBm < a.milliDBm && b.chanceAfter <= a.chance {
			break
		}
		for _, r := range b.mast.radios {
			n.askReference(&a, &candidate{radio: r}, rc)
		}
	}
	return a
}
