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
	ordinal  int // place in the network: sites by ID, cells by ID
	layer    int
	model    int // index of the model's name in the network
	position geo.Vec3
	reachM   float64 // beyond it the radio gives nothing
	radiusM  float64 // stated radius, for criteria without a level

	radial       propagation.Radial
	entry        propagation.EntryLoss
	referenceDBm float64 // RSRP at zero path loss in the direction of the peak
	thresholdDBm float64
	wantChance   bool
	rxHeightM    float64
	txHeightM    float64
	pattern      antenna.Pattern // nil for all directions alike
	east, north  geo.Vec3
	azimuthDeg   float64
	envelope     *envelope
}

// receive predicts the median level and the chance, in 1/coverage.ChanceOne, of
// meeting the threshold at a place on the ground. It is false out of reach.
func (r *radio) receive(to *geo.Vec3) (levelDBm float64, chance int, warnings propagation.Warning, ok bool) {
	distanceM := r.position.ShortDistanceM(to)
	if distanceM > r.reachM {
		return 0, 0, 0, false
	}
	reference := r.referenceDBm
	if r.pattern != nil {
		reference += r.gainDB(to, distanceM)
	}
	levelDBm, chance, warnings = r.at(distanceM, reference)
	return levelDBm, chance, warnings, true
}

// at is receive for a distance and a level at zero path loss.
func (r *radio) at(distanceM, referenceDBm float64) (levelDBm float64, chance int, warnings propagation.Warning) {
	p := r.radial.Predict(distanceM)
	if r.entry != (propagation.EntryLoss{}) {
		p = p.Through(r.entry.MedianDB, r.entry.SigmaDB)
	}
	if r.wantChance {
		chance = int(math.Floor(float64(p.Chance(referenceDBm-r.thresholdDBm)*coverage.ChanceOne) + 1e-9))
	}
	return referenceDBm - p.MedianDB(), chance, p.Warnings
}

// gainDB is the antenna's gain relative to its peak towards a place.
func (r *radio) gainDB(to *geo.Vec3, distanceM float64) float64 {
	d := geo.Vec3{to[0] - r.position[0], to[1] - r.position[1], to[2] - r.position[2]}
	azimuthDeg := math.Atan2(dot(d, r.east), dot(d, r.north)) * 180 / math.Pi
	elevationDeg := -math.Atan2(r.txHeightM-r.rxHeightM, distanceM) * 180 / math.Pi
	return r.pattern.GainDB(azimuthDeg-r.azimuthDeg, elevationDeg)
}

// dot forbids fused multiply-add: a decision hangs on the result.
func dot(a, b geo.Vec3) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}

// envelope bounds what a radio gives at a distance or anything farther, in the
// direction of its peak.
type envelope struct {
	levels  []float64
	chances []int
}

const (
	envelopeStartM = 1.0
	binsPerDecade  = 48
	// levelSlackDB covers what a median may rise between two samples: prediction
	// falls with distance but for steps of sigma at breakpoints.
	levelSlackDB = 0.05
	chanceSlack  = 20
)

func newEnvelope(r *radio) *envelope {
	bins := 2 + int(math.Ceil(math.Log10(math.Max(r.reachM, 10)/envelopeStartM)*binsPerDecade))
	e := &envelope{levels: make([]float64, bins), chances: make([]int, bins)}
	level, chance := math.Inf(-1), 0
	for i := bins - 1; i >= 0; i-- {
		l, c, _ := r.at(binStartM(i), r.referenceDBm)
		level, chance = math.Max(level, l), max(chance, c)
		e.levels[i], e.chances[i] = level+levelSlackDB, min(coverage.ChanceOne, chance+chanceSlack)
	}
	return e
}

// binStartM is the distance at which bin i begins; bin 0 begins at the mast.
func binStartM(i int) float64 {
	if i == 0 {
		return 0
	}
	return envelopeStartM * math.Pow(10, float64(i-1)/binsPerDecade)
}

// at returns bounds for all distances from distanceM on.
func (e *envelope) at(distanceM float64) (levelDBm float64, chance int) {
	i := 0
	if distanceM > envelopeStartM {
		// One bin of margin absorbs the rounding of the logarithm.
		i = max(0, int(math.Log10(distanceM/envelopeStartM)*binsPerDecade))
	}
	i = min(i, len(e.levels)-1)
	return e.levels[i], e.chances[i]
}
