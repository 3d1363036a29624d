package predict

import "math"

// farMast is a mast of a square that no place has needed yet, with a bound of its
// level in the square: that of its strongest radio, aimed at every place.
type farMast struct {
	mast     *mast
	milliDBm int64
	whole    bool
}

// windowMilliDB is how far below the strongest mast's level at the far side of a
// square, over flat ground, the next masts are looked at: first one step, then one
// step more whenever a place may need a mast farther down.
var windowMilliDB int64 = 12_000 // a test takes less

// fewMasts are looked at at once; a test takes fewer.
var fewMasts = 64

// begin prepares for the places of a disc: masts that may matter soon are looked at,
// the others wait in far. Where radios are not alike, or some have no path, all are
// looked at.
func (s *mastSearch) begin(outer []mastBound, d *disc) {
	s.disc, s.far, s.bounds = d, s.far[:0], s.bounds[:0]
	s.farMilliDBm = noServer
	if !lazily(outer) {
		s.bounds = narrowMasts(outer, d, s.bounds)
		orderMasts(s.bounds)
		return
	}
	best := math.Inf(-1)
	for i := range outer {
		m := outer[i].mast
		lead := m.radios[0]
		distanceM := d.middle.ShortDistanceM(&lead.position)
		if distanceM-d.radiusM > lead.reachM {
			continue
		}
		upper := milli(m.peakDBm - m.curve.least(math.Max(0, distanceM-d.radiusM)))
		if upper < milli(lead.noticeDBm()) {
			continue
		}
		best = math.Max(best, m.peakDBm-m.curve.least(distanceM+d.radiusM))
		s.far = append(s.far, farMast{m, upper, outer[i].whole})
	}
	switch {
	case len(s.far) == 0:
	case len(s.far) <= fewMasts:
		s.complete()
	default:
		s.cutMilliDBm = milli(best)
		s.extend()
	}
}

// lazily tells whether masts may wait: all have a path, and the best level mostly
// decides alone.
func lazily(outer []mastBound) bool {
	if len(outer) == 0 || outer[0].mast.radios[0].wantChance && !outer[0].mast.radios[0].alike {
		return false
	}
	for i := range outer {
		if outer[i].mast.curve == nil {
			return false
		}
	}
	return true
}

// extend looks at the next of the far masts.
func (s *mastSearch) extend() {
	s.cutMilliDBm -= windowMilliDB
	s.lookDownTo(s.cutMilliDBm)
}

// complete looks at all masts.
func (s *mastSearch) complete() {
	if len(s.far) > 0 {
		s.lookDownTo(noServer)
	}
}

// lookDownTo looks at the far masts that a cut lets through.
func (s *mastSearch) lookDownTo(cutMilliDBm int64) {
	waiting := s.far[:0]
	s.farMilliDBm = noServer
	for _, f := range s.far {
		if f.milliDBm < cutMilliDBm {
			waiting, s.farMilliDBm = append(waiting, f), max(s.farMilliDBm, f.milliDBm)
			continue
		}
		n := len(s.bounds)
		s.bounds = append(s.bounds, mastBound{mast: f.mast, whole: f.whole})
		if !s.bounds[n].look(s.disc) {
			s.bounds = s.bounds[:n]
		}
	}
	s.far = waiting
	orderMasts(s.bounds)
}

// farMayMatter tells whether a mast not looked at may come before all that are left
// from next on, where a place wants bounds of at least least.
func (s *mastSearch) farMayMatter(next int, leastMilliDBm float64) bool {
	return len(s.far) > 0 && float64(s.farMilliDBm) >= leastMilliDBm &&
		(next == len(s.bounds) || s.bounds[next].milliDBm <= s.farMilliDBm)
}
