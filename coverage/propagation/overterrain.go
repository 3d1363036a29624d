package propagation

import "math"

// terrainSuffix marks the names of OverTerrain.
const terrainSuffix = "+terrain"

// OverTerrain lays terrain under an empirical law: the law holds over flat ground,
// and what the obstacles of the path lose beyond those of flat ground is added,
//
//	L = L_law(d) + max(0, L_bull(profile) - L_bull(flat))
//
// with L_bull the Bullington loss of ITU-R P.526-15 4.5.1 over the Earth of
// DefaultDN, and flat the same path over ground of height 0. The law has the
// clutter and the Earth's curvature in it already, so neither is added again. The
// sum of law and edges is common practice and no Recommendation.
type OverTerrain struct{ Law Model }

// Name is that of the law with "+terrain".
func (m OverTerrain) Name() string { return m.Law.Name() + terrainSuffix }

// Validity is that of the law.
func (m OverTerrain) Validity() Validity { return m.Law.Validity() }

// lawRadiusKm is ae for DefaultDN, P.1812-8 (6) and (7a).
const lawRadiusKm = 6371.0 * 157 / (157 - DefaultDN)

// PredictPath implements PathModel.
func (m OverTerrain) PredictPath(p Path) (Prediction, error) {
	if err := p.Profile.Validate(); err != nil {
		return Prediction{}, err
	}
	if err := checkEnds(p.FrequencyMHz, p.TxHeightM, p.RxHeightM); err != nil {
		return Prediction{}, err
	}
	d, h := p.Profile.DistanceKm, p.Profile.HeightM
	length, b := p.Profile.LengthKm(), bulge(lawRadiusKm)
	path := hop{length, h[0] + p.TxHeightM, h[len(h)-1] + p.RxHeightM, wavelengthM(p.FrequencyMHz)}
	terrain := path.bullington(&cover{d: d, h: h}, [2]float64{b, b})[0]
	flat := hop{length, p.TxHeightM, p.RxHeightM, path.lambda}
	r := Prepare(m.Law, p.FrequencyMHz, p.TxHeightM, p.RxHeightM)
	return r.Predict(length * 1000).behind(terrain - flat.smoothBullington(d, b)), nil
}

// behind adds an obstacle to both states.
func (p Prediction) behind(excessDB float64) Prediction {
	if excessDB > 0 {
		p.LOSdB += excessDB
		p.NLOSdB += excessDB
	}
	return p
}

// Prepare implements PathModel.
func (m OverTerrain) Prepare(e PathEnds) (PreparedPath, error) {
	if err := checkEnds(e.FrequencyMHz, e.TxHeightM, e.RxHeightM); err != nil {
		return nil, err
	}
	p := &preparedLaw{radial: Prepare(m.Law, e.FrequencyMHz, e.TxHeightM, e.RxHeightM), ends: e, lambda: wavelengthM(e.FrequencyMHz)}
	p.flat.fill(hop{hts: e.TxHeightM, hrs: e.RxHeightM, lambda: p.lambda}, bulge(lawRadiusKm))
	return p, nil
}

type preparedLaw struct {
	radial Radial
	ends   PathEnds
	lambda float64
	flat   flatMost
}

// EffectiveRadiusKm is that of DefaultDN.
func (p *preparedLaw) EffectiveRadiusKm() float64 { return lawRadiusKm }

// SigmaDB implements PreparedPath.
func (p *preparedLaw) SigmaDB() [2]float64 {
	r := &p.radial
	if r.direct == nil && r.breakM < r.closestM { // no distance is before the breakpoint
		return [2]float64{r.sigmaFarDB, r.sigmaFarDB}
	}
	return [2]float64{min(r.sigmaNearDB, r.sigmaFarDB), max(r.sigmaNearDB, r.sigmaFarDB)}
}

// LevelDecides implements PreparedPath: laws without states of line of sight.
func (p *preparedLaw) LevelDecides() (decides, below bool) {
	one := p.radial.direct == nil && !p.radial.hasNLOS && p.radial.breakM < p.radial.closestM && p.radial.sigmaFarDB > 0
	return one, one
}

// Bound is the law over flat ground.
func (p *preparedLaw) Bound(distanceM float64) Prediction {
	return p.radial.Predict(math.Max(distanceM, ShortestCrossingKm*1000))
}

// BoundOver takes one post for the terrain; with clutter, which the law leaves out,
// none.
func (p *preparedLaw) BoundOver(c *Crossing) Prediction {
	law := p.radial.Predict(c.d * 1000)
	edge := c.singleEdge()
	if edge <= 0 || c.view.ray.hasClutter() {
		return law
	}
	h := hop{d: c.d}
	loss := h.bullingtonLoss(c.nu(edge, p.lambda))
	flat := hop{c.d, p.ends.TxHeightM, p.ends.RxHeightM, p.lambda}
	return law.behind(loss - flat.evenSmoothBullington(c.view.ray.stepKm, c.posts, bulge(lawRadiusKm)))
}

// Over implements PreparedPath. Clutter of the ray is left out: it is in the law.
func (p *preparedLaw) Over(c *Crossing) Prediction {
	law := p.radial.Predict(c.d * 1000)
	if c.posts == 0 {
		profile, _ := c.Profile()
		return law.behind(p.excess(profile))
	}
	c.finish()
	loss := c.bareBullington(p.lambda)
	if loss <= 0 {
		return law
	}
	flat := hop{c.d, p.ends.TxHeightM, p.ends.RxHeightM, p.lambda}
	return law.behind(loss - flat.evenSmoothBullington(c.view.ray.stepKm, c.posts, bulge(lawRadiusKm)))
}

func (p *preparedLaw) excess(profile Profile) float64 {
	b, last := bulge(lawRadiusKm), len(profile.HeightM)-1
	path := hop{profile.LengthKm(), profile.HeightM[0] + p.ends.TxHeightM, profile.HeightM[last] + p.ends.RxHeightM, p.lambda}
	flat := hop{path.d, p.ends.TxHeightM, p.ends.RxHeightM, p.lambda}
	terrain := path.bullington(&cover{d: profile.DistanceKm, h: profile.HeightM}, [2]float64{b, b})[0]
	return terrain - flat.smoothBullington(profile.DistanceKm, b)
}

// OverWithin implements PreparedPath; it never stops.
func (p *preparedLaw) OverWithin(c *Crossing, _ float64) (Prediction, bool) { return p.Over(c), true }
