package predict

import (
	"math"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// mast is the radios of a station in one layer whose paths to any place are the same:
// one loss serves all sectors, and they differ by what they send there. A radio
// without a path model is a mast of its own.
type mast struct {
	radios  []*radio // in the order of the network
	curve   *lossCurve
	peakDBm float64 // highest reference of a radio
}

// mastKey tells the masts of a site apart.
type mastKey struct {
	layer coverage.SignalLayer
	path  propagation.PreparedPath
	slot  int
	entry propagation.EntryLoss
}

// curveKey is what the bound of a path model hangs on: not the place.
type curveKey struct {
	model                   string
	frequencyMHz, txHeightM float64
	entry                   propagation.EntryLoss
}

// addMast puts a radio over terrain with the others of its mast.
func (m *radioMaker) addMast(r *radio, site *coverage.Site, cell *coverage.Cell) {
	if m.site != site || cell == &site.Cells[0] {
		m.site = site
		clear(m.masts)
	}
	key := mastKey{coverage.SignalLayer{Technology: cell.Technology, Operator: cell.Operator}, r.path, r.slot, r.entry}
	if m.masts[key] == nil {
		m.masts[key] = &mast{peakDBm: math.Inf(-1), curve: m.curve(r)}
	}
	r.mast = m.masts[key]
	r.mast.radios = append(r.mast.radios, r)
	r.mast.peakDBm = math.Max(r.mast.peakDBm, r.referenceDBm)
}

// curve is that of the bound of a radio.
func (m *radioMaker) curve(r *radio) *lossCurve {
	key := curveKey{r.over.Name(), r.frequencyMHz, r.txHeightM, r.entry}
	if m.curves[key] == nil {
		m.curves[key] = newLossCurve(r)
	}
	return m.curves[key]
}

// mastsOf lists the masts of radios of a layer, each once.
func (p *paths) mastsOf(radios []*radio) []mastBound {
	var all []mastBound
	for _, r := range radios {
		switch {
		case r.mast == nil:
			all = append(all, mastBound{mast: &mast{radios: []*radio{r}}})
		case r.mast.radios[0] == r:
			all = append(all, mastBound{mast: r.mast, whole: p.known(r.spot)})
		}
	}
	return all
}

// lossCurve holds the median of a radio's bound at distances that grow by an even
// factor, so that a bound of the bound costs a look-up: loss never falls with distance.
type lossCurve struct{ dB []float32 }

// A curve has 128 steps for each doubling of the distance from 8 m on: 0.08 dB of a
// law with 35 dB a decade.
const (
	curveShift = 52 - 7
	curveFirst = uint64(1023+3) << 52 >> curveShift
)

// curveSlackDB holds what float32 rounds and what slackMilliDB holds.
const curveSlackDB = slackMilliDB/1000.0 + 0.001

func newLossCurve(r *radio) *lossCurve {
	n := curveIndex(r.reachM) + 2
	c := &lossCurve{make([]float32, n)}
	for i := range c.dB {
		d := 0.0
		if i > 0 {
			d = math.Float64frombits((curveFirst + uint64(i)) << curveShift)
		}
		p := r.predict(d)
		c.dB[i] = float32(p.MedianDB())
	}
	return c
}

// curveIndex is the step of a distance: that of the last beginning not beyond it.
func curveIndex(distanceM float64) int {
	return max(0, int(math.Float64bits(distanceM)>>curveShift)-int(curveFirst))
}

// between bounds the median at a distance within reach.
func (c *lossCurve) between(distanceM float64) (least, most float64) {
	i := min(curveIndex(distanceM), len(c.dB)-2)
	return float64(c.dB[i]) - curveSlackDB, float64(c.dB[i+1]) + curveSlackDB
}

// least is the first that between returns.
func (c *lossCurve) least(distanceM float64) float64 {
	return float64(c.dB[min(curveIndex(distanceM), len(c.dB)-1)]) - curveSlackDB
}

// mastBound is a mast with bounds of what it gives in a disc: the candidate is its
// radio that may give most.
type mastBound struct {
	mast *mast
	candidate
	elevationDeg [2]float64 // of the cells of the disc, by the ground of the tile
	spread       spread     // of the disc, where a radio has a pattern
	// whole says that all ground on the way to the tile is known: then upperDBm may take
	// the ground where paths end. Else it takes that of the tile: what is not known
	// must not hang on which masts were asked.
	whole bool
}

// look bounds a mast in a disc; it is false where it is out of reach or beneath notice.
func (b *mastBound) look(d *disc) bool {
	lead := b.mast.radios[0]
	if lead.path == nil {
		var ok bool
		b.candidate, ok = lead.look(d)
		return ok
	}
	distanceM := d.middle.ShortDistanceM(&lead.position)
	if distanceM-d.radiusM > lead.reachM {
		return false
	}
	nearM, farM := math.Max(0, distanceM-d.radiusM), distanceM+d.radiusM
	notice := milli(lead.noticeDBm())
	if milli(b.mast.peakDBm-b.mast.curve.least(nearM)) < notice {
		return false
	}
	b.candidate = candidate{radio: lead, nearM: nearM, farM: farM, near: lead.predict(nearM)}
	b.aim(d, distanceM)
	b.milliDBm = milli(b.radio.referenceDBm+b.gainDB[1]-b.near.MedianDB()) + slackMilliDB
	return b.milliDBm >= notice
}

// aim finds the radio of a mast that may send most into a disc.
func (b *mastBound) aim(d *disc, distanceM float64) {
	best := math.Inf(-1)
	var off spread
	known := false
	for _, r := range b.mast.radios {
		gainDB := 0.0
		if r.pattern != nil {
			if !known {
				off, known = r.spreadOf(d), true
				b.elevationDeg = r.elevationRangeDeg(d, b.nearM, b.farM)
				b.spread = off
			}
			_, gainDB = r.pattern.RangeDB(r.offRangeDeg(off), b.elevationDeg)
		}
		if e := r.referenceDBm + gainDB; e > best {
			best, b.radio, b.gainDB[1] = e, r, gainDB
		}
	}
}

// boundOf is the bound in the disc of one radio of the mast.
func (b *mastBound) boundOf(r *radio) candidate {
	c := candidate{radio: r, nearM: b.nearM, farM: b.farM, near: b.near}
	if r.pattern != nil {
		_, c.gainDB[1] = r.pattern.RangeDB(r.offRangeDeg(b.spread), b.elevationDeg)
	}
	c.milliDBm = milli(r.referenceDBm+c.gainDB[1]-c.near.MedianDB()) + slackMilliDB
	c.bestChance()
	return c
}

// narrowMasts is narrow for masts.
func narrowMasts(outer []mastBound, d *disc, kept []mastBound) []mastBound {
	strongest := -1
	for i := range outer {
		n := len(kept)
		kept = append(kept, mastBound{mast: outer[i].mast, whole: outer[i].whole})
		if !kept[n].look(d) {
			kept = kept[:n]
			continue
		}
		if strongest < 0 || kept[strongest].milliDBm < kept[n].milliDBm {
			strongest = n
		}
	}
	if strongest < 0 || kept[strongest].radio.path != nil { // there is no end to what terrain may take
		return kept
	}
	leastMilliDBm, leastChance := kept[strongest].floor()
	n := 0
	for i := range kept {
		b := &kept[i]
		if b.milliDBm < leastMilliDBm {
			if b.bestChance(); b.chance <= leastChance {
				continue
			}
		}
		kept[n] = *b
		n++
	}
	return kept[:n]
}

// upperDBm bounds the level of a mast at one place that is within its reach, at a
// distance; tighter than the bound of the disc.
func (b *mastBound) upperDBm(rc *receiver, distanceM float64) float64 {
	m, to := b.mast, rc.at
	if m.curve == nil {
		return float64(b.milliDBm) / 1000
	}
	loss := m.curve.least(distanceM)
	if b.radio.pattern == nil {
		return b.radio.referenceDBm - loss
	}
	lead := m.radios[0]
	d := geo.Vec3{to[0] - lead.position[0], to[1] - lead.position[1], to[2] - lead.position[2]}
	azimuthDeg := roughAzimuthDeg(dot(d, lead.east), dot(d, lead.north))
	elevationDeg := b.elevationDeg
	if b.whole && rc.lowM == rc.lowM {
		elevationDeg = lead.roughElevationDeg(rc, distanceM)
	}
	best := math.Inf(-1)
	for _, r := range m.radios {
		gainDB := 0.0
		if r.pattern != nil {
			gainDB = r.mostGainDB(roughOffDeg(azimuthDeg, r.azimuthDeg), elevationDeg)
		}
		best = max(best, r.referenceDBm+gainDB)
	}
	return best - loss
}

// mostGainDB bounds the gain about a direction off boresight.
func (r *radio) mostGainDB(offDeg float64, elevationDeg [2]float64) float64 {
	if p := r.parabolic; p != nil {
		return p.MostDB(max(0, offDeg-roughDeg), elevationDeg[0], elevationDeg[1])
	}
	_, most := r.pattern.RangeDB([2]float64{max(0, offDeg-roughDeg), min(180, offDeg+roughDeg)}, elevationDeg)
	return most
}

// roughElevationDeg bounds the direction of a place from the antenna, by the ground
// where paths to it end.
func (r *radio) roughElevationDeg(rc *receiver, distanceM float64) [2]float64 {
	const ground = 0.05 // under the antenna, by interpolation in another order
	up := r.rxHeightM - r.spot.groundM - r.txHeightM
	d := math.Max(distanceM, propagation.ShortestCrossingKm*1000)
	return [2]float64{roughAzimuthDeg(rc.lowM+up-ground, d) - roughDeg, roughAzimuthDeg(rc.highM+up+ground, d) + roughDeg}
}

// roughOffDeg is how far an azimuth is from another.
func roughOffDeg(a, b float64) float64 {
	off := math.Abs(a - b)
	if off > 360 {
		off = math.Mod(off, 360)
	}
	if off > 180 {
		off = 360 - off
	}
	return off
}

// roughDeg is more than roughAzimuthDeg is off.
const roughDeg = 0.02

// roughAzimuthDeg is the angle clockwise from north, in [-180, 180]: arctan by the
// polynomial of Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.49,
// within 1e-5 rad.
func roughAzimuthDeg(east, north float64) float64 {
	e, n := math.Abs(east), math.Abs(north)
	low, high := min(e, n), max(e, n)
	if high == 0 {
		return 0
	}
	x := low / high
	x2 := float64(x * x)
	s := float64(x2*0.0208351) - 0.0851330
	s = float64(s*x2) + 0.1801410
	s = float64(s*x2) - 0.3302995
	s = float64(s*x2) + 0.9998660
	deg := float64(float64(s*x) * (180 / math.Pi))
	if e > n {
		deg = 90 - deg
	}
	if north < 0 {
		deg = 180 - deg
	}
	return math.Copysign(deg, east)
}
