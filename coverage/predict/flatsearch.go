package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// Over flat ground levels and chances come from curves and beams, which are within stated
// errors of the radio's prediction. Where an answer could differ by as much, the radio is
// asked: answers are those of asking every radio, to the bit.

// flatErrorDB is how far a level may be off: the errors of the curve and of the beam.
const flatErrorDB = 2 * propagation.CurveMedianDB

// flatAnswer is answer, with a level that may be off by flatErrorDB.
type flatAnswer struct {
	levelDBm float64 // -Inf for none
	chance   int
	server   *radio
	warnings propagation.Warning
}

// flatWork is the working memory of a tile over flat ground.
type flatWork struct {
	// of the block at hand
	cells []int
	flat  []flatAnswer
	open  []int32
	// kept holds the candidates of the squares around the current one, by depth.
	kept [4][]candidate
	all  []candidate // of the tile
}

// everyone are radios as candidates without bounds.
func (w *flatWork) everyone(radios []*radio) []candidate {
	w.all = slices.Grow(w.all[:0], len(radios))[:len(radios)]
	for i, r := range radios {
		w.all[i] = candidate{radio: r}
	}
	return w.all
}

// flatSearch answers for the cells of a block, with candidates sorted by bound: a cell is
// done when neither its level nor its chance can improve. The answers equal those of
// direct. Radios are gone through one by one and for each the cells, so that what one
// radio needs stays near in memory.
func (w *levelWork) flatSearch(candidates []candidate) {
	w.open = w.open[:0]
	for i := range w.flat {
		w.flat[i] = flatAnswer{levelDBm: math.Inf(-1)}
		w.open = append(w.open, int32(i))
	}
	open := w.open
	for k := range candidates {
		c := &candidates[k]
		// Below it a level is less in its thousandths, whatever its error.
		worthDBm := float64(c.milliDBm)*0.001 + 0.002
		left := open[:0]
		for _, i := range open {
			a := &w.flat[i]
			if worthDBm < a.levelDBm {
				if c.chanceAfter <= a.chance {
					continue
				}
				if c.chance <= a.chance {
					left = append(left, i)
					continue
				}
			}
			left = append(left, i)
			a.improve(c, &w.frame.centres[w.cells[i]])
		}
		if open = left; len(open) == 0 {
			return
		}
	}
}

// levelsApart is when levels differ in their thousandths, in spite of their errors.
const levelsApart = 0.001 + 2*flatErrorDB

// improve takes over what a radio gives at a place, where that is better.
func (a *flatAnswer) improve(c *candidate, to *geo.Vec3) {
	r := c.radio
	distanceM := r.position.ShortDistanceM(to)
	if distanceM > r.reachM {
		return
	}
	span, u := r.curve.At(distanceM)
	if span == nil {
		a.improveExactly(c, to, distanceM)
		return
	}
	referenceDBm := r.referenceDBm
	if r.beam != nil {
		away := geo.Vec3{to[0] - r.position[0], to[1] - r.position[1], to[2] - r.position[2]}
		gainDB, near := r.beam.gainDB(&away, distanceM)
		if !near {
			a.improveExactly(c, to, distanceM)
			return
		}
		referenceDBm += gainDB
	} else {
		referenceDBm += r.gainDB(to, distanceM)
	}
	if c.chance > a.chance {
		least, most := span.Chance(u, referenceDBm-r.thresholdDBm)
		chance := int(most*coverage.ChanceOne + 1e-9)
		if chance > a.chance && chance != int(least*coverage.ChanceOne+1e-9) {
			chance = r.exactChance(to, distanceM)
		}
		a.chance = max(a.chance, chance)
	}
	levelDBm := referenceDBm - span.MedianDB(u)
	if levelDBm > a.levelDBm+levelsApart || levelDBm >= a.levelDBm-levelsApart && r.beats(a.server, to) {
		a.levelDBm, a.server, a.warnings = levelDBm, r, span.Warnings
	}
}

// improveExactly is improve by the radio itself.
func (a *flatAnswer) improveExactly(c *candidate, to *geo.Vec3, distanceM float64) {
	r := c.radio
	reference, p := r.referenceTo(to, distanceM), r.predict(distanceM)
	if c.chance > a.chance {
		a.chance = max(a.chance, r.chance(&p, reference))
	}
	levelDBm := reference - p.MedianDB()
	if levelDBm > a.levelDBm+levelsApart || levelDBm >= a.levelDBm-levelsApart && r.beats(a.server, to) {
		a.levelDBm, a.server, a.warnings = levelDBm, r, p.Warnings
	}
}

// atMost bounds the level, which may be off by flatErrorDB, and the chance at a place. It is
// false out of reach.
func (r *radio) atMost(to *geo.Vec3) (levelDBm float64, chance int, inReach bool) {
	distanceM := r.position.ShortDistanceM(to)
	if distanceM > r.reachM {
		return 0, 0, false
	}
	if span, u := r.curve.At(distanceM); span != nil && r.beam != nil {
		away := geo.Vec3{to[0] - r.position[0], to[1] - r.position[1], to[2] - r.position[2]}
		if gainDB, near := r.beam.gainDB(&away, distanceM); near {
			if r.wantChance {
				_, most := span.Chance(u, r.referenceDBm+gainDB-r.thresholdDBm)
				chance = int(most*coverage.ChanceOne + 1e-9)
			}
			return r.referenceDBm + gainDB - span.MedianDB(u), chance, true
		}
	}
	levelDBm, chance, _, _ = r.receive(to)
	return levelDBm, chance, true
}

// exactChance is the chance by the radio itself.
func (r *radio) exactChance(to *geo.Vec3, distanceM float64) int {
	p := r.predict(distanceM)
	return r.chance(&p, r.referenceTo(to, distanceM))
}

// beats tells whether a radio serves a place rather than another, by the level of both.
func (r *radio) beats(other *radio, to *geo.Vec3) bool {
	mine, its := r.exactMilliDBm(to), int64(noServer)
	if other != nil {
		its = other.exactMilliDBm(to)
	}
	return mine > its || mine == its && other != nil && r.ordinal < other.ordinal
}

func (r *radio) exactMilliDBm(to *geo.Vec3) int64 {
	distanceM := r.position.ShortDistanceM(to)
	p := r.predict(distanceM)
	return milli(r.referenceTo(to, distanceM) - p.MedianDB())
}

// answer is the answer with a level that stands for the true one: equal in hundredths, and
// on the same side of the threshold.
func (a *flatAnswer) answer(to *geo.Vec3) answer {
	if a.server == nil {
		return answer{milliDBm: noServer, chance: a.chance}
	}
	const offMilliDB = 2000 * flatErrorDB // with what rounding adds
	steps := a.levelDBm * 1000
	milliDBm := int64(math.Floor(steps + (0.5 - offMilliDB)))
	// One more, perhaps: that matters to hundredths below a ten, and to the threshold.
	if high := int64(math.Floor(steps + (0.5 + offMilliDB))); high != milliDBm && (high%10 == 0 || high == milli(a.server.thresholdDBm)) {
		milliDBm = a.server.exactMilliDBm(to)
	}
	return answer{milliDBm: milliDBm, chance: a.chance, server: a.server, warnings: a.warnings}
}
