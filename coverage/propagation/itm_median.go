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
	w := m.Validity().check(p.FrequencyMHz, p.TxHeightM, p.RxHeightM).warnings
	return link.median(length, p.Profile.even(len(p.Profile.HeightM)-1), w)
}

// median predicts over even steps. The warnings are those of the ends.
func (m *ITM) median(lengthKm float64, groundM []float64, w Warning) (Prediction, error) {
	path, err := m.PointToPoint(float64(1000*lengthKm)/float64(len(groundM)-1), groundM)
	if err != nil {
		return Prediction{}, err
	}
	l, err := path.Loss(ITMVariability{Service: ITMBroadcast}, ITMShares{TimePct: 50, LocationPct: 50, SituationPct: 50})
	if err != nil {
		return Prediction{}, err
	}
	within := ITMMedian{}.Validity().DistanceM
	if metres := lengthKm * 1000; metres < within.Lo {
		w |= DistanceBelow
	} else if metres > within.Hi {
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
	return &preparedITM{link, m.Validity().check(e.FrequencyMHz, e.TxHeightM, e.RxHeightM).warnings,
		Prepare(FreeSpace{}, e.FrequencyMHz, e.TxHeightM, e.RxHeightM)}, nil
}

type preparedITM struct {
	link     ITM
	warnings Warning // of the ends
	free     Radial
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

// LevelDecides implements PreparedPath: every path has a sigma of its own.
func (p *preparedITM) LevelDecides() (decides, below bool) { return false, false }

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
	link := p.link
	r, err := link.median(c.d, c.even(), p.warnings)
	if err != nil {
		return oneState(math.Inf(1), 0, 0, EnvironmentOutside)
	}
	return r
}

// even is Profile.even of the crossing's own profile, in memory of the crossing.
func (c *Crossing) even() []float64 {
	r := c.view.ray
	last := max(c.posts, 1) // post before the receiver
	at, height := r.at, func(i int) float64 { return r.bare[i] }
	if c.posts == 0 {
		at = func(i int) float64 { return float64(i) * (c.d / 2) }
		height = func(i int) float64 { return [2]float64{r.bare[0], (r.bare[0] + c.ground) / 2}[i] }
	}
	steps := last + 1
	c.evenly = sized(c.evenly, steps+1)
	i := 0
	for k := range c.evenly {
		d := float64(c.d*float64(k)) / float64(steps)
		for i < last && at(i+1) < d {
			i++
		}
		x0, x1, h0, h1 := at(i), c.d, height(i), c.ground
		if i < last {
			x1, h1 = at(i+1), height(i+1)
		}
		share := Interval{0, 1}.clamp((d - x0) / (x1 - x0))
		c.evenly[k] = h0 + float64(share*(h1-h0))
	}
	return c.evenly
}

// OverWithin implements PreparedPath; it never stops.
func (p *preparedITM) OverWithin(c *Crossing, _ float64) (Prediction, bool) { return p.Over(c), true }
