package propagation

import (
	"math"
	"sync/atomic"
)

// Errors of a Curve against its Radial, and of CurveChance. Cubics were held to a quarter
// of the first three where their error is largest; see Curve.fits.
const (
	CurveMedianDB = 1e-5
	curveStateDB  = 1e-6
	curveLOS      = 1e-7
	// CurveBudgetDB is how far off the budget given to Span.Chance may be.
	CurveBudgetDB    = 1e-6
	RoughNormalError = 1e-8
)

// Curve is a Radial, with entry into a building, as cubics over short spans of distance:
// a search that asks one radial again and again gets its median and its chance at a
// tenth of the cost, within stated errors, and asks the radial where the error could
// matter. Spans in which the law has an edge (a breakpoint, the end of its range, the
// floor of free space) are left out. It is safe for concurrent use; a span is made when
// one first asks for it.
type Curve struct {
	radial *Radial
	entry  EntryLoss
	first  int
	spans  []atomic.Pointer[Span]
}

// curveShift leaves 32 spans an octave of the squared distance: its exponent and the
// first five bits of its fraction.
const curveShift = 47

// NewCurve prepares the curve of a radial up to a distance.
func NewCurve(r *Radial, entry EntryLoss, reachM float64) *Curve {
	const nearestM = 16
	c := &Curve{radial: r, entry: entry, first: spanOf(nearestM)}
	if n := spanOf(min(reachM, 1e6)) - c.first + 1; n > 0 && r.direct == nil {
		c.spans = make([]atomic.Pointer[Span], n)
	}
	return c
}

func spanOf(distanceM float64) int { return int(math.Float64bits(distanceM*distanceM) >> curveShift) }

// At finds the span of a distance and the place in it, from -1 to 1. It is nil where the
// radial must be asked.
func (c *Curve) At(distanceM float64) (s *Span, u float64) {
	if c == nil {
		return nil, 0
	}
	bits := math.Float64bits(distanceM * distanceM)
	i := int(bits>>curveShift) - c.first
	if uint(i) >= uint(len(c.spans)) {
		return nil, 0
	}
	if s = c.spans[i].Load(); s == nil {
		s = c.fit(i)
		c.spans[i].Store(s)
	}
	if s.edge {
		return nil, 0
	}
	fraction := math.Float64frombits(bits&(1<<curveShift-1) | 1023<<52) // 1 to 1+1/32
	return s, (fraction - (1 + 1.0/64)) * 64
}

// Predict is Radial.Predict with the entry into the building.
func (c *Curve) Predict(distanceM float64) Prediction {
	p := c.radial.Predict(distanceM)
	if c.entry == (EntryLoss{}) {
		return p
	}
	return p.Through(c.entry.MedianDB, c.entry.SigmaDB)
}

// cubic is a polynomial over a span, for arguments from -1 to 1.
type cubic [4]float64

func (c *cubic) at(u float64) float64 { return c[0] + u*(c[1]+u*(c[2]+u*c[3])) }

// Span is a Curve over a short range of distances.
type Span struct {
	median       cubic
	los, nlos    cubic
	chance       cubic
	perSigmaLOS  float64
	perSigmaNLOS float64
	chanceError  float64
	sigma        [2]float64 // in line of sight and without
	// Warnings of every prediction in the span.
	Warnings Warning
	certain  bool // line of sight, or a single state
	edge     bool // not for use
}

// MedianDB is Prediction.MedianDB, within CurveMedianDB.
func (s *Span) MedianDB(u float64) float64 { return s.median.at(u) }

// Prediction is that of the radial, its losses within 1e-6 dB and its chance of line of
// sight within 1e-7.
func (s *Span) Prediction(u float64) Prediction {
	p := Prediction{LOSChance: 1, LOSdB: s.los.at(u), SigmaLOSdB: s.sigma[0], SigmaNLOSdB: s.sigma[1], Warnings: s.Warnings}
	p.NLOSdB = p.LOSdB
	if !s.certain {
		p.NLOSdB, p.LOSChance = s.nlos.at(u), min(max(s.chance.at(u), 0), 1)
	}
	return p
}

// Chance bounds Prediction.Chance of a budget that is known within CurveBudgetDB: the
// answer lies from least to most.
func (s *Span) Chance(u, budgetDB float64) (least, most float64) {
	if !(budgetDB > 1) { // at 0 the chance of no state is asked any more
		return 0, 1
	}
	z := (budgetDB - s.los.at(u)) * s.perSigmaLOS
	p, allButOne := RoughNormal(z), z < 7
	if !s.certain {
		q := s.chance.at(u)
		zn := (budgetDB - s.nlos.at(u)) * s.perSigmaNLOS
		p = q*p + (1-q)*RoughNormal(zn)
		// One state with a weight of a quarter falls short in 1e-12 of the places.
		allButOne = allButOne && q > 0.25 || zn < 7 && q < 0.75
		z = min(z, zn)
	}
	if z > 7.7 {
		return 1 - 1e-14, 1
	}
	least, most = max(p-s.chanceError, 0), min(p+s.chanceError, 1)
	if allButOne {
		most = min(most, 1-2e-13)
	}
	return least, most
}

// fit makes the span of a number.
func (c *Curve) fit(i int) *Span {
	from := math.Sqrt(math.Float64frombits(uint64(c.first+i) << curveShift))
	to := math.Sqrt(math.Float64frombits(uint64(c.first+i+1) << curveShift))
	if !c.smooth(from, to) {
		return &Span{edge: true}
	}
	at := func(u float64) Prediction {
		x := math.Float64frombits(uint64(c.first+i)<<curveShift&^(1<<52-1)) * (1 + float64((c.first+i)&31)/32 + (1+u)/64)
		return c.Predict(math.Sqrt(x))
	}
	var p [4]Prediction
	for k, u := range chebyshev {
		p[k] = at(u)
	}
	s := &Span{sigma: [2]float64{p[0].SigmaLOSdB, p[0].SigmaNLOSdB}, Warnings: p[0].Warnings, certain: !c.radial.hasNLOS}
	if s.edge = !(s.sigma[0] >= 1 && s.sigma[1] >= 1); s.edge {
		return s
	}
	s.perSigmaLOS, s.perSigmaNLOS = 1/s.sigma[0], 1/s.sigma[1]
	s.chanceError = 0.4*(CurveBudgetDB+curveStateDB)*max(s.perSigmaLOS, s.perSigmaNLOS) + curveLOS + 2*RoughNormalError
	s.median = interpolate(p, Prediction.MedianDB)
	s.los = interpolate(p, func(p Prediction) float64 { return p.LOSdB })
	s.nlos = interpolate(p, func(p Prediction) float64 { return p.NLOSdB })
	s.chance = interpolate(p, func(p Prediction) float64 { return p.LOSChance })
	s.edge = !s.fits(at)
	return s
}

// fits holds the cubics to a quarter of their errors where these are largest: between
// the places of interpolation, at the extremes of the next Chebyshev polynomial.
func (s *Span) fits(at func(u float64) Prediction) bool {
	near := func(a, b, within float64) bool { return math.Abs(a-b) <= within/4 }
	for _, u := range [...]float64{-1, -math.Sqrt2 / 2, 0, math.Sqrt2 / 2, 1 - 1e-9} {
		p := at(u)
		if p.Warnings != s.Warnings || p.SigmaLOSdB != s.sigma[0] || p.SigmaNLOSdB != s.sigma[1] ||
			!near(p.MedianDB(), s.median.at(u), CurveMedianDB) || !near(p.LOSdB, s.los.at(u), curveStateDB) ||
			!near(p.NLOSdB, s.nlos.at(u), curveStateDB) || !near(p.LOSChance, s.chance.at(u), curveLOS) {
			return false
		}
	}
	return true
}

// chebyshev are the zeros of the fourth Chebyshev polynomial.
var chebyshev = [4]float64{-0.92387953251128674, -0.38268343236508978, 0.38268343236508978, 0.92387953251128674}

// interpolate makes the cubic through four values at the zeros.
func interpolate[T any](all [4]T, value func(T) float64) cubic {
	var v [4]float64
	for i := range all {
		v[i] = value(all[i])
	}
	return cubicThrough(v)
}

func cubicThrough(v [4]float64) cubic {
	a, b := chebyshev[3], chebyshev[2]
	evenA, evenB := (v[3]+v[0])/2, (v[2]+v[1])/2
	oddA, oddB := (v[3]-v[0])/(2*a), (v[2]-v[1])/(2*b)
	c2, c3 := (evenA-evenB)/(a*a-b*b), (oddA-oddB)/(a*a-b*b)
	return cubic{evenA - c2*a*a, oddA - c3*a*a, c2, c3}
}

// smooth tells whether the law has no edge between two distances.
func (c *Curve) smooth(fromM, toM float64) bool {
	r := c.radial
	from, to := fromM*(1-1e-9), toM*(1+1e-9)
	if !(from > r.closestM && to < farthestM) {
		return false
	}
	for _, edge := range [...]float64{r.rangeM.Lo, r.rangeM.Hi, r.breakM, r.chance.certainM} {
		if from <= edge && edge <= to {
			return false
		}
	}
	if r.chance.highRx != 0 && r.hasNLOS && !(r.chance.at(from) < 0.95 && r.chance.at(to) < 0.95) {
		return false // it is held at 1 somewhere about
	}
	a, b := r.leads(from), r.leads(to)
	for i := range a {
		// Between the ends a difference of such laws is within 1e-3 dB of its chord.
		if !(min(a[i], b[i]) > 0.002 || max(a[i], b[i]) < -0.002) {
			return false
		}
	}
	return true
}

// leads tells by how much free space is above the law, and the loss without line of sight
// above that with it; 1 where there is none.
func (r *Radial) leads(d float64) (leads [2]float64) {
	leads = [2]float64{1, 1}
	squared := d*d + r.rise2
	log := log10(squared)
	los := r.far.at(log, squared)
	if d <= r.breakM {
		los = r.near.at(log, squared)
	}
	if r.hasFloor {
		above := d*d + r.floorRise2
		leads[0] = r.floor.at(log10(above), above) - los
		los += max(leads[0], 0)
	}
	if r.hasNLOS {
		leads[1] = r.nlos.at(log, squared) - los
	}
	return leads
}

// RoughNormal is the standard normal distribution within RoughNormalError, for bounds.
func RoughNormal(z float64) float64 {
	x := (z + 8) * 16
	if !(x > 0) {
		return 0
	}
	if x >= 256 {
		return 1
	}
	i := int(x)
	return normalTable[i].at(2*(x-float64(i)) - 1)
}

// normalTable holds cubics over sixteenths from -8 to 8.
var normalTable = makeNormalTable()

func makeNormalTable() (t [256]cubic) {
	for i := range t {
		var v [4]float64
		for k, u := range chebyshev {
			v[k], _ = normal((float64(i)+(1+u)/2)/16 - 8)
		}
		t[i] = cubicThrough(v)
	}
	return t
}
