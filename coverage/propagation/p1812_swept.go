package propagation

import (
	"fmt"
	"math"
	"strings"
)

// P1812Median is Recommendation ITU-R P.1812-8 as a PathModel: the median over
// time, vertical polarisation, all land inland (zone A2), with the location
// variability of the square that the receiver stands for, which lies below the
// tops of its surroundings. No place has less than the loss of free space,
// P.1812-8 (69).
type P1812Median struct {
	DN float64 // refractivity lapse rate, N-units/km; 0: DefaultDN
	N0 float64 // refractivity at sea level, N-units; 0: DefaultN0
}

// Name is "p1812" with the parameters that are not the default.
func (m P1812Median) Name() string {
	return withParameters("p1812", parameter{"dn", m.DN}, parameter{"n0", m.N0})
}

// parameter is a parameter of a model's name; 0 is the default and not printed.
type parameter struct {
	name  string
	value float64
}

func withParameters(name string, all ...parameter) string {
	var parts []string
	for _, p := range all {
		if p.value != 0 {
			parts = append(parts, p.name+"="+number(p.value))
		}
	}
	if len(parts) == 0 {
		return name
	}
	return name + ":" + strings.Join(parts, ",")
}

// Validity is P1812Validity.
func (P1812Median) Validity() Validity { return P1812Validity() }

// PredictPath is P1812 for half of the time.
func (m P1812Median) PredictPath(p Path) (Prediction, error) {
	in := m.input(p.PathEnds)
	in.Profile, in.ClutterM = p.Profile, p.ClutterM
	sigma, err := p1812Sigma(p.PathEnds)
	if err != nil {
		return Prediction{}, err
	}
	r, err := P1812(in)
	if err != nil {
		return Prediction{}, err
	}
	return oneState(r.LossDB, r.Lb0p, sigma, r.Warnings), nil
}

func (m P1812Median) input(e PathEnds) P1812Input {
	return P1812Input{FrequencyMHz: e.FrequencyMHz, TxHeightM: e.TxHeightM, RxHeightM: e.RxHeightM,
		LatitudeDeg: e.LatitudeDeg, Polarisation: Vertical, PercentTime: 50, DN: m.DN, N0: m.N0}
}

// p1812Sigma continues the variability of locations beyond the frequencies that it
// is stated for.
func p1812Sigma(e PathEnds) (float64, error) {
	resolution := e.ResolutionM
	if resolution == 0 {
		resolution = defaultResolutionM
	}
	mhz := P1812Validity().FrequencyMHz.clamp(e.FrequencyMHz)
	return P1812LocationSigmaDB(mhz, Interval{1, 1000}.clamp(resolution), e.RxHeightM, e.RxHeightM)
}

// oneState is a prediction without line-of-sight states, normal in dB.
func oneState(medianDB, floorDB, sigmaDB float64, w Warning) Prediction {
	return Prediction{LOSChance: 1, LOSdB: medianDB, NLOSdB: medianDB,
		SigmaLOSdB: sigmaDB, SigmaNLOSdB: sigmaDB, FloorDB: floorDB, Warnings: w}
}

// Prepare implements PathModel.
func (m P1812Median) Prepare(e PathEnds) (PreparedPath, error) {
	p := &preparedP1812{model: m, ends: e, in: m.input(e).withDefaults()}
	var err error
	if p.sigmaDB, err = p1812Sigma(e); err != nil {
		return nil, err
	}
	// A profile that passes leaves the ends and parameters to be checked.
	check := p.in
	check.Profile = Profile{DistanceKm: []float64{0, 0.5, 1}, HeightM: []float64{0, 0, 0}}
	if err := check.Validate(); err != nil {
		return nil, fmt.Errorf("p1812: %w", err)
	}
	p.warnings = check.warnings()
	f := p.in.FrequencyMHz / 1000
	p.f, p.lambda, p.freeSpaceDB = f, 0.2998/f, 92.4+float64(20*log10(f))
	p.ae = 6371 * 157 / (157 - p.in.DN)
	p.cubeF = cbrt(f)
	p.scatterDB = troposcatter(&p.in, 1, 0)
	p.ductLeast.prepare(&p.in)
	p.ground.prepare(p.lambda, p.ae, landGround, Vertical)
	return p, nil
}

type preparedP1812 struct {
	model       P1812Median
	ends        PathEnds
	in          P1812Input
	f, lambda   float64
	cubeF       float64
	ae          float64
	freeSpaceDB float64 // at 1 km
	scatterDB   float64 // Lbs at 1 km without angle
	sigmaDB     float64
	ground      preparedGround
	ductLeast   ductLeast
	warnings    Warning
}

// EffectiveRadiusKm is ae, P.1812-8 (7a).
func (p *preparedP1812) EffectiveRadiusKm() float64 { return p.ae }

// SigmaDB implements PreparedPath.
func (p *preparedP1812) SigmaDB() [2]float64 { return [2]float64{p.sigmaDB, p.sigmaDB} }

// LevelDecides implements PreparedPath. Where the budget is below the loss of free
// space the chance is 0 whatever the level, so only levels above the threshold decide.
func (p *preparedP1812) LevelDecides() (decides, below bool) { return true, false }

// Bound is free space over the horizontal distance.
func (p *preparedP1812) Bound(distanceM float64) Prediction {
	d := max(distanceM/1000, ShortestCrossingKm)
	free := p.freeSpaceDB + float64(20*log10(d))
	return oneState(free, free, p.sigmaDB, p.warned(d))
}

func (p *preparedP1812) warned(d float64) Warning {
	w := p.warnings
	if d < 0.25 {
		w |= DistanceBelow
	}
	return w
}

// Over is P.1812-8 at p = 50 %, where Lb0p is Lbfs and Ldp is Ld50: the terms of
// P1812 in the same order, those left out that cannot count. Fi of (40), which is
// below 1e-5 there, is taken as 0.
func (p *preparedP1812) Over(c *Crossing) Prediction {
	r, _ := p.OverWithin(c, math.Inf(1))
	return r
}

// OverWithin implements PreparedPath: it stops after the Bullington loss.
func (p *preparedP1812) OverWithin(c *Crossing, worthDB float64) (Prediction, bool) {
	if c.posts == 0 {
		return p.direct(c), true
	}
	c.finish()
	free := p.freeSpace(c)
	lba := c.bullington(p.lambda)
	if lba > 0 && p.least(c.d, free, lba) > worthDB {
		return Prediction{}, false
	}
	c.smooth()
	ld := lba + p.beyondSmooth(c)
	loss := free
	if ld > 0 {
		loss = max(free, p.beyondFreeSpace(c, free, ld))
	}
	return oneState(loss, free, p.sigmaDB, p.warned(c.d)), true
}

// least is a loss that a path with a loss by diffraction, or more, does not fall short
// of. Of (61) and (62), Lbam is not below Lbfs + Fk Ld, whatever the duct; (63) takes
// at most 5 log 2 dB off the lesser of Lbam and Lbs, and Lbs grows with the angle of
// the horizons, which obstacles do not let fall below 0.
func (p *preparedP1812) least(d, free, ld float64) float64 {
	fk := logistic(float64(1.5 * (d - 20) / 20))
	return min(free+float64(fk*ld), p.scatterDB+float64(20*log10(d))) - 1.506
}

// freeSpace is Lbfs, (8).
func (p *preparedP1812) freeSpace(c *Crossing) float64 {
	dh := (c.hts - c.hrs) / 1000
	return p.freeSpaceDB + float64(10*log10(float64(c.d*c.d)+float64(dh*dh)))
}

// BoundOver takes one post for the terrain.
func (p *preparedP1812) BoundOver(c *Crossing) Prediction {
	free := p.freeSpace(c)
	loss := free
	if edge := c.singleEdge(); edge > 0 {
		h := hop{d: c.d}
		loss = max(free, p.least(c.d, free, h.bullingtonLoss(c.nu(edge, p.lambda))))
	}
	return oneState(loss, free, p.sigmaDB, p.warned(c.d))
}

func (p *preparedP1812) direct(c *Crossing) Prediction {
	path := Path{PathEnds: p.ends}
	path.Profile, path.ClutterM = c.Profile()
	r, err := p.model.PredictPath(path)
	if err != nil { // heights that no ground has
		return oneState(math.Inf(1), 0, p.sigmaDB, p.warnings)
	}
	return r
}

// beyondSmooth is what the sphere adds to the Bullington loss in (39).
func (p *preparedP1812) beyondSmooth(c *Crossing) float64 {
	h := hop{c.d, c.hts - c.hstd, c.hrs - c.hsrd, p.lambda}
	sphere := p.ground.sphericalEarth(&h)
	if sphere <= 0 {
		return 0
	}
	return max(0, sphere-h.evenSmoothBullington(c.view.ray.stepKm, c.posts, bulge(p.ae)))
}

// beyondFreeSpace is Lbc, (63), for a path with a loss by diffraction.
func (p *preparedP1812) beyondFreeSpace(c *Crossing, free, ld float64) float64 {
	lbd := free + ld // (42), (43)
	path, postT, postR := p.horizons(c)
	lbda := p.withDucting(c, &path, [2]int{postT, postR}, free, lbd)
	lbam := lbda
	if lbda != lbd {
		fj := logistic(float64(2.4 * (path.Theta - 0.3) / 0.3))
		lbam += float64((lbd - lbda) * fj) // (62)
	}
	lbs := p.scatterDB + float64(20*log10(c.d)) + float64(0.573*path.Theta) // (45)
	// (63); 30 dB apart the lesser counts for all but 5e-6 dB.
	high, low := max(lbs, lbam), min(lbs, lbam)
	if high-low > 30 {
		return low
	}
	return low - float64(5*log10(1+pow10(float64(-0.2*(high-low)))))
}

// horizons is P1812Path.horizons.
func (p *preparedP1812) horizons(c *Crossing) (path P1812Path, postT, postR int) {
	r := c.view.ray
	b := bulge(p.ae)
	mrad := func(slope float64) float64 { return float64(1000 * atan(slope/1000)) }
	line := (c.hrs - c.hts) / c.d
	drop := float64(b * c.d)
	if c.edgeT.slope > line-drop {
		postT, postR = int(c.edgeT.post), int(c.edgeR.post)
		if c.edgeT.slope != c.horizonSlope {
			c.horizonSlope, c.horizonMrad = c.edgeT.slope, mrad(c.edgeT.slope)
		}
		path.ThetaT, path.ThetaR = c.horizonMrad, mrad(c.edgeR.slope)
	} else {
		postT = c.nearestBare()
		postR = postT
		path.ThetaT, path.ThetaR = mrad(line-drop), mrad(-line-drop)
	}
	path.Dlt, path.Dlr = r.at(postT), c.d-r.at(postR)
	path.Theta = 1000*c.d/p.ae + path.ThetaT + path.ThetaR
	return path, postT, postR
}

// withDucting is Lbda, (61). The loss within the duct, Adp, is at least that of its
// angle and what its time takes at the distance; where that much with the coupling is
// above Lbd the rest is not worked out.
func (p *preparedP1812) withDucting(c *Crossing, path *P1812Path, posts [2]int, free, lbd float64) float64 {
	path.Ae = p.ae
	theta := 1000*c.d/p.ae + min(path.ThetaT, float64(0.1*path.Dlt)) + min(path.ThetaR, float64(0.1*path.Dlr))
	least := 102.45 - 92.4 + p.freeSpaceDB + float64(20*log10(path.Dlt+path.Dlr)) + float64(float64(5e-5*float64(p.ae*p.cubeF))*theta)
	least += p.ductLeast.at(c.d)
	if least >= lbd {
		return lbd
	}
	if least+siteShielding(p.f, p.cubeF, path.ThetaT, path.Dlt)+siteShielding(p.f, p.cubeF, path.ThetaR, path.Dlr) >= lbd {
		return lbd
	}
	in := &p.in
	path.Hts, path.Hrs, path.Dct, path.Dcr = c.hts, c.hrs, math.Inf(1), math.Inf(1)
	path.Dtm, path.Dlm = c.d, c.d
	path.climate(in)
	path.Hst, path.Hsr = min(c.hst, c.view.ray.bare[0]), min(c.hsr, c.ground)
	path.Hte, path.Hre = c.hts-path.Hst, c.hrs-path.Hsr
	path.Hm = c.roughness(path.Hst, path.Hsr, posts)
	h := hop{c.d, c.hts, c.hrs, p.lambda}
	lba := ducting(in, h, path).Lba
	high, low := max(lba, free), min(lba, free)
	lminbap := high + float64(2.5*naturalLog(1+expNegative((low-high)/2.5)))
	if lminbap > lbd {
		return lbd
	}
	fk := logistic(float64(1.5 * (c.d - 20) / 20))
	return lminbap + float64((lbd-lminbap)*fk)
}
