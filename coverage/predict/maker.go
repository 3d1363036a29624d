package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// radioMaker prepares cells; radios of one kind share their tables.
type radioMaker struct {
	network *Network
	radials map[radialKey]*propagation.Radial
}

type radialKey struct {
	model        string
	frequencyMHz float64
	heightM      float64
}

func newRadioMaker(n *Network) *radioMaker {
	return &radioMaker{network: n, radials: map[radialKey]*propagation.Radial{}}
}

// radio prepares one cell of a located site.
func (m *radioMaker) radio(site *coverage.Site, cell *coverage.Cell) (*radio, error) {
	c := m.network.criterion
	r := &radio{position: geo.Cartesian(site.Lon, site.Lat)}
	if !m.network.rule.level {
		r.radiusM, _ = c.CellRadiusM(*cell)
		r.reachM = r.radiusM + 0.001
		return r, nil
	}
	model, err := c.ModelFor(*cell)
	if err != nil {
		return nil, err
	}
	r.model = m.network.modelIndex(model)
	key := radialKey{model.Name(), cell.FrequencyMHz, cell.HeightM}
	if m.radials[key] == nil {
		radial := propagation.Prepare(model, cell.FrequencyMHz, cell.HeightM, c.ReceiverHeightM)
		m.radials[key] = &radial
	}
	offset, _ := c.ReferenceOffsetDB(*cell)
	r.radial, r.entry = m.radials[key], c.EntryLoss(model, cell.FrequencyMHz)
	r.referenceDBm = cell.EIRPdBm + offset - c.LossesDB()
	r.thresholdDBm, r.reachM, r.wantChance = c.ThresholdDBm(cell.Technology), c.MaxRangeM(), m.network.rule.expected
	r.txHeightM, r.rxHeightM, r.azimuthDeg = cell.HeightM, c.ReceiverHeightM, cell.AzimuthDeg
	r.pattern = m.network.dataset.PatternOf(cell)
	r.east, r.north, _ = geo.LocalAxes(site.Lon, site.Lat)
	r.sigmaDB = [2]float64{r.predict(0).SigmaLOSdB, r.predict(r.reachM).SigmaLOSdB}
	return r, nil
}

// modelIndex numbers the models by name in order of first use.
func (n *Network) modelIndex(model propagation.Model) int {
	i := slices.IndexFunc(n.models, func(m propagation.Model) bool { return m.Name() == model.Name() })
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
	reaches := map[coverage.Technology][]float64{}
	type kind struct {
		radial   *propagation.Radial
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
		k := kind{r.radial, r.entry, r.referenceDBm - r.thresholdDBm}
		if _, ok := known[k]; !ok {
			known[k] = r.farthestM()
		}
		reaches[t] = append(reaches[t], known[k])
	}
	median := map[coverage.Technology]float64{}
	for t, all := range reaches {
		slices.Sort(all)
		median[t] = all[len(all)/2]
	}
	return median
}

// farthestM finds by halving where the median level falls below the threshold.
func (r *radio) farthestM() float64 {
	near, far := 0.0, r.reachM
	for far-near > 1 {
		middle := near + (far-near)/2
		if p := r.predict(middle); r.referenceDBm-p.MedianDB() >= r.thresholdDBm {
			near = middle
		} else {
			far = middle
		}
	}
	return math.Round(near)
}
