package propagation

import "math"

// ITMMedian is ITM 1.2.2 from point to point as a PathModel: half of the time and
// situations over average ground (permittivity 15, 0.005 S/m), vertical
// polarisation, broadcast service. Locations spread as ITM has it for the path. It
// serves comparison with programs that run ITM. Clutter is left out: ITM has none.
type ITMMedian struct {
	N0      float64    // refractivity at sea level, N-units in [250, 400]; 0: DefaultN0
	Climate ITMClimate // 0: ITMEquatorial
}

// Name is "itm" with the parameters that are not the default.
func (m ITMMedian) Name() string {
	return withParameters("itm", parameter{"n0", m.N0}, parameter{"climate", float64(m.Climate)})
}

// Validity is that of ITM's own warnings: [40, 10000] MHz, [1, 1000] m, [1, 2000] km.
func (ITMMedian) Validity() Validity {
	return Validity{FrequencyMHz: Interval{40, 10_000}, DistanceM: Interval{1000, 2e6},
		TxHeightM: Interval{1, 1000}, RxHeightM: Interval{1, 1000}}
}

func (m ITMMedian) link(e PathEnds) ITM {
	l := ITM{TxHeightM: e.TxHeightM, RxHeightM: e.RxHeightM, FrequencyMHz: e.FrequencyMHz, Polarization: ITMVertical,
		Climate: m.Climate, Refractivity: m.N0, Permittivity: 15, ConductivitySPerM: 0.005}
	if l.Climate == 0 {
		l.Climate = ITMEquatorial
	}
	if l.Refractivity == 0 {
		l.Refractivity = DefaultN0
	}
	return l
}

// PredictPath implements PathModel. ITM takes even steps: the ground is
// interpolated in straight lines to as many posts as the profile has.
func (m ITMMedian) PredictPath(p Path) (Prediction, error) {
	if err := p.Profile.Validate(); err != nil {
		return Prediction{}, err
	}
	link := m.link(p.PathEnds)
	length := p.Profile.LengthKm()
	steps := len(p.Profile.HeightM) - 1
	path, err := link.PointToPoint(float64(1000*length)/float64(steps), p.Profile.even(steps))
	if err != nil {
		return Prediction{}, err
	}
	service := ITMVariability{Service: ITMBroadcast}
	l, err := path.Loss(service, ITMShares{TimePct: 50, LocationPct: 50, SituationPct: 50})
	if err != nil {
		return Prediction{}, err
	}
	v := m.Validity()
	w := v.check(p.FrequencyMHz, p.TxHeightM, p.RxHeightM).warnings
	if metres := length * 1000; metres < v.DistanceM.Lo {
		w |= DistanceBelow
	} else if metres > v.DistanceM.Hi {
		w |= DistanceAbove
	}
	return oneState(l.LossDB, 0, l.SigmaLDB, w), nil
}

// even resamples the heights at steps of equal length.
func (p Profile) even(steps int) []float64 {
	out := make([]float64, steps+1)
	length, i := p.LengthKm(), 0
	for k := range out {
		d := float64(length*float64(k)) / float64(steps)
		for i < len(p.DistanceKm)-2 && p.DistanceKm[i+1] < d {
			i++
		}
		x0, x1 := p.DistanceKm[i], p.DistanceKm[i+1]
		share := Interval{0, 1}.clamp((d - x0) / (x1 - x0))
		out[k] = p.HeightM[i] + float64(share*(p.HeightM[i+1]-p.HeightM[i]))
	}
	return out
}

// Prepare implements PathModel.
func (m ITMMedian) Prepare(e PathEnds) (PreparedPath, error) {
	link := m.link(e)
	if _, err := link.check(); err != nil {
		return nil, err
	}
	return &preparedITM{m, e, Prepare(FreeSpace{}, e.FrequencyMHz, e.TxHeightM, e.RxHeightM)}, nil
}

type preparedITM struct {
	model ITMMedian
	ends  PathEnds
	free  Radial
}

// EffectiveRadiusKm is of no consequence: ITM bends the Earth itself.
func (p *preparedITM) EffectiveRadiusKm() float64 { return lawRadiusKm }

// itmGainDB is what ITM can predict beyond free space: its equation 5.2 presses
// 40 dB of gain into 7. itmSigmaDB is the limit of the sigma of locations in its
// equation 5.9.
const itmGainDB, itmSigmaDB = 10, 10

// SigmaDB implements PreparedPath.
func (p *preparedITM) SigmaDB() [2]float64 { return [2]float64{0, itmSigmaDB} }

// Bound is free space less a margin.
func (p *preparedITM) Bound(distanceM float64) Prediction {
	d := math.Max(distanceM, ShortestCrossingKm*1000)
	free := p.free.at(d) - itmGainDB
	return oneState(free, 0, 0, 0)
}

// BoundOver is Bound: no post bounds ITM.
func (p *preparedITM) BoundOver(c *Crossing) Prediction { return p.Bound(c.d * 1000) }

// at is the loss over the horizontal distance alone.
func (r *Radial) at(d float64) float64 {
	squared := float64(d * d)
	return r.far.at(log10(squared), squared)
}

// Over implements PreparedPath, post by post: the terrain irregularity of ITM is a
// quantile of all posts. Ground that ITM refuses gives no reception.
func (p *preparedITM) Over(c *Crossing) Prediction {
	path := Path{PathEnds: p.ends}
	path.Profile, _ = c.Profile()
	r, err := p.model.PredictPath(path)
	if err != nil {
		return oneState(math.Inf(1), 0, 0, EnvironmentOutside)
	}
	return r
}

// OverWithin implements PreparedPath; it never stops.
func (p *preparedITM) OverWithin(c *Crossing, _ float64) (Prediction, bool) { return p.Over(c), true }
