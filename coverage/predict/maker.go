package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// radioMaker prepares cells; radios of one kind share their tables.
type radioMaker struct {
	network *Network
	radials map[radialKey]*propagation.Radial
	levels  map[radialKey]*propagation.Curve
	paths   map[pathKey]propagation.PreparedPath
	flats   map[propagation.PreparedPath]*flatCurve
	curves  map[curveKey]*lossCurve
	// of the site at hand
	site  *coverage.Site
	masts map[mastKey]*mast
}

// pathKey is a path model from one kind of antenna; places share it by latitude.
type pathKey struct {
	model string
	ends  propagation.PathEnds
}

type radialKey struct {
	model        string
	frequencyMHz float64
	heightM      float64
}

func newRadioMaker(n *Network) *radioMaker {
	return &radioMaker{network: n, radials: map[radialKey]*propagation.Radial{}, levels: map[radialKey]*propagation.Curve{},
		paths: map[pathKey]propagation.PreparedPath{}, flats: map[propagation.PreparedPath]*flatCurve{},
		curves: map[curveKey]*lossCurve{}, masts: map[mastKey]*mast{}}
}

// radio prepares one cell of a located site.
func (m *radioMaker) radio(site *coverage.Site, cell *coverage.Cell) (*radio, error) {
	c := m.network.criterion
	r := &radio{siteID: site.ID, cellID: cell.ID, frequencyMHz: cell.FrequencyMHz, position: geo.Cartesian(site.Lon, site.Lat)}
	if !m.network.rule.level {
		r.radiusM, _ = c.CellRadiusM(*cell)
		r.reachM = r.radiusM + 0.001
		r.lonDeg, r.axisM = site.Lon, math.Sqrt(float64(r.position[0]*r.position[0])+float64(r.position[1]*r.position[1]))
		return r, nil
	}
	r.thresholdDBm, r.reachM, r.wantChance = c.ThresholdDBm(cell.Technology), c.MaxRangeM(), m.network.rule.expected
	if err := m.addModel(r, site, cell); err != nil {
		return nil, err
	}
	offset, _ := c.ReferenceOffsetDB(*cell)
	r.referenceDBm = cell.EIRPdBm + offset - c.LossesDB()
	r.txHeightM, r.rxHeightM, r.azimuthDeg = cell.HeightM, c.ReceiverHeightM, cell.AzimuthDeg
	r.pattern = m.network.dataset.PatternOf(cell)
	if p, ok := r.pattern.(antenna.Parabolic); ok {
		r.parabolic = &p
	}
	r.east, r.north, _ = geo.LocalAxes(site.Lon, site.Lat)
	if r.path != nil {
		m.addMast(r, site, cell)
	} else {
		r.beam = newBeam(r)
	}
	return r, nil
}

// addModel gives a radio its law, or its path model over terrain.
func (m *radioMaker) addModel(r *radio, site *coverage.Site, cell *coverage.Cell) error {
	c := m.network.criterion
	over, err := c.PathModelFor(*cell)
	if err != nil {
		return err
	}
	if over != nil {
		return m.addPath(r, over, site, cell)
	}
	model, err := c.ModelFor(*cell)
	if err != nil {
		return err
	}
	r.model = m.network.modelIndex(model)
	key := radialKey{model.Name(), cell.FrequencyMHz, cell.HeightM}
	if m.radials[key] == nil {
		radial := propagation.Prepare(model, cell.FrequencyMHz, cell.HeightM, c.ReceiverHeightM)
		m.radials[key] = &radial
		m.levels[key] = propagation.NewCurve(&radial, c.EntryLoss(model, cell.FrequencyMHz), r.reachM)
	}
	r.radial, r.curve, r.entry = m.radials[key], m.levels[key], c.EntryLoss(model, cell.FrequencyMHz)
	r.sigmaDB = [2]float64{r.predict(0).SigmaLOSdB, r.predict(r.reachM).SigmaLOSdB}
	return nil
}

// addPath gives a radio a path model. Latitude counts for the little that P.1812
// makes of it: to a tenth of a degree, so that neighbours share what is prepared.
func (m *radioMaker) addPath(r *radio, model propagation.PathModel, site *coverage.Site, cell *coverage.Cell) error {
	c, g := m.network.criterion, m.network.ground
	key := pathKey{model.Name(), propagation.PathEnds{FrequencyMHz: cell.FrequencyMHz, TxHeightM: cell.HeightM,
		RxHeightM: c.ReceiverHeightM, LatitudeDeg: math.Round(site.Lat*10) / 10, ResolutionM: m.network.resolutionM}}
	if _, law := model.(propagation.OverTerrain); law {
		key.ends.LatitudeDeg = 0 // it is all the same to a law
	}
	if m.paths[key] == nil {
		path, err := model.Prepare(key.ends)
		if err != nil {
			return err
		}
		m.paths[key] = path
		m.flats[path] = newFlatCurve(path, key.ends, g.stepM, c.MaxRangeM())
	}
	r.over = model
	r.path, r.model = m.paths[key], m.network.modelIndex(model)
	r.flat = m.flats[r.path]
	r.spot = g.spot(site, r.path.EffectiveRadiusKm())
	r.slot = r.spot.slot(cell.HeightM)
	r.entry = c.PathEntryLoss(model, cell.FrequencyMHz)
	r.sigmaDB = r.path.SigmaDB()
	if r.entry.SigmaDB > 0 {
		for i, s := range r.sigmaDB {
			r.sigmaDB[i] = math.Sqrt(float64(s*s) + float64(r.entry.SigmaDB*r.entry.SigmaDB))
		}
	}
	return nil
}

// named is what models of both kinds say of themselves.
type named interface {
	Name() string
	Validity() propagation.Validity
}

// modelIndex numbers the models by name in order of first use.
func (n *Network) modelIndex(model named) int {
	i := slices.IndexFunc(n.models, func(m named) bool { return m.Name() == model.Name() })
	if i < 0 {
		n.models = append(n.models, model)
		i = len(n.models) - 1
	}
	return i
}

// ReachM tells per technology how far the usual station meets the criterion in
// the direction of its peak: the median over radios. Technologies without radio
// have no entry.
func (n *Network) ReachM() map[coverage.Technology]float64 {
	median := map[coverage.Technology]float64{}
	for t, all := range n.reaches() {
		median[t] = all[len(all)/2]
	}
	return median
}

// reaches are those of ReachM, of all radios, rising.
func (n *Network) reaches() map[coverage.Technology][]float64 {
	reaches := map[coverage.Technology][]float64{}
	type kind struct {
		radial   *propagation.Radial
		path     propagation.PreparedPath
		entry    propagation.EntryLoss
		marginDB float64 // between the reference and the threshold
	}
	known := map[kind]float64{}
	for _, r := range n.radios {
		t := n.layers[r.layer].Technology
		if !n.rule.level {
			reaches[t] = append(reaches[t], r.radiusM)
			continue
		}
		k := kind{r.radial, r.path, r.entry, r.referenceDBm - r.thresholdDBm}
		if _, ok := known[k]; !ok {
			known[k] = r.farthestM()
		}
		reaches[t] = append(reaches[t], known[k])
	}
	for _, all := range reaches {
		slices.Sort(all)
	}
	return reaches
}

// farthestM finds by halving where the median level, over flat ground, falls below
// the threshold.
func (r *radio) farthestM() float64 {
	near, far := 0.0, r.reachM
	for far-near > 1 {
		middle := near + (far-near)/2
		if p := r.overFlat(middle); r.referenceDBm-p.MedianDB() >= r.thresholdDBm {
			near = middle
		} else {
			far = middle
		}
	}
	return math.Round(near)
}
