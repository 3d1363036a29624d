package predict

import (
	"math"
	"slices"
	"sync/atomic"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// plotRadio is a radio with what it shares with others of its place.
type plotRadio struct {
	*radio
	loss int // of plotter.losses
	// Steps of 0.001 dB.
	noticeMilliDBm, thresholdMilliDBm int64
	// flatM is a distance beyond which the radio meets the rule nowhere over flat ground.
	flatM float64
	// farDB is the bound of the loss at the end of the rays of the wedge, not below
	// that of any nearer cell.
	farDB float64
}

// plotLook is an antenna height over an effective Earth.
type plotLook struct {
	spot *spot
	slot int
}

// plotLoss is a kind of path.
type plotLoss struct {
	path propagation.PreparedPath
	look int
}

// addRadios finds what the radios of the place share.
func (p *plotter) addRadios() {
	p.layers, p.round = make([][]plotRadio, len(p.network.layers)), p.network.allRound()
	for _, r := range p.network.radios {
		look := slices.Index(p.looks, plotLook{r.spot, r.slot})
		if look < 0 {
			look, p.looks = len(p.looks), append(p.looks, plotLook{r.spot, r.slot})
		}
		loss := slices.IndexFunc(p.losses, func(l plotLoss) bool { return l.path == r.path && l.look == look })
		if loss < 0 {
			loss, p.losses = len(p.losses), append(p.losses, plotLoss{r.path, look})
		}
		p.layers[r.layer] = append(p.layers[r.layer], plotRadio{radio: r, loss: loss, flatM: p.network.rule.flatM(r),
			noticeMilliDBm: milli(r.noticeDBm()), thresholdMilliDBm: milli(r.thresholdDBm)})
	}
}

// allRound tells that no antenna of the network has a direction.
func (n *Network) allRound() bool {
	for i := range n.dataset.Sites {
		for _, c := range n.dataset.Sites[i].Cells {
			if !c.Omni || c.MechanicalTiltDeg != 0 {
				return false
			}
		}
	}
	return true
}

// plotWorker is the working memory of one worker.
type plotWorker struct {
	*plotter
	radios   [][]plotRadio   // by layer, its own copy
	warnings []warningCounts // by tile, nil for none
	cells    []plotCell
	order    []int32 // cells by ray
	starts   []int32 // in order, by ray of the wedge
	rays     []preparedRay
	looked   []looked
	lost     []lost
	survey   paths
	surveyed int // tile of survey
}

// looked is the way to a cell from an antenna height.
type looked struct {
	asked, known bool
	crossing     propagation.Crossing
	elevationDeg float64 // NaN until asked
}

// lost is the loss on the way to a cell.
type lost struct {
	asked      bool
	prediction propagation.Prediction
	indoors    propagation.Prediction // of the radio asked last
}

func (p *plotter) newWorker() *plotWorker {
	w := &plotWorker{plotter: p, warnings: make([]warningCounts, len(p.out)), rays: make([]preparedRay, len(p.network.ground.spots)),
		looked: make([]looked, len(p.looks)), lost: make([]lost, len(p.losses)), surveyed: -1}
	for _, radios := range p.layers {
		w.radios = append(w.radios, slices.Clone(radios))
	}
	return w
}

// wedge answers for the cells nearest to the rays of a wedge.
func (w *plotWorker) wedge(g wedge) {
	w.gather(&g)
	w.sort(g.n)
	outerM := math.Min(g.outerM, w.network.reachM)
	for _, radios := range w.radios {
		for i := range radios {
			far := radios[i].predict(outerM)
			radios[i].farDB = far.MedianDB()
		}
	}
	for i := range g.n {
		cells := w.order[w.starts[i]:w.starts[i+1]]
		if len(cells) == 0 {
			continue
		}
		k := (g.first + i) % g.rays
		for s := range w.rays {
			w.network.ground.lay(&w.rays[s], w.network.ground.spots[s], float64(k)*360/float64(g.rays), outerM)
		}
		for _, at := range cells {
			w.cell(&w.cells[at])
		}
	}
}

// cell answers for a cell on the ray that is laid, in all layers.
func (w *plotWorker) cell(c *plotCell) {
	for i := range w.looked {
		w.looked[i].asked, w.looked[i].elevationDeg = false, math.NaN()
	}
	for i := range w.lost {
		w.lost[i].asked = false
	}
	tile := int(w.at[int(c.row)/coverage.TileSize*w.tileCols+int(c.col)/coverage.TileSize])
	for layer, radios := range w.radios {
		if len(radios) == 0 {
			continue
		}
		a := w.decide(c, radios, tile)
		w.store(c, radios, a, &w.out[tile].Layers[layer])
		if a.server != nil {
			if w.warnings[tile] == nil {
				w.warnings[tile] = w.network.newWarnings()
			}
			w.warnings[tile].add(a.server.model, a.warnings)
		}
	}
}

// decide is search and levelWork.settle for one cell. All radios of a layer have one threshold.
func (w *plotWorker) decide(c *plotCell, radios []plotRadio, tile int) answer {
	a := w.ask(c, radios, tile, false)
	if a.server == nil {
		return a
	}
	rule := w.network.rule
	if off := a.milliDBm - radios[0].thresholdMilliDBm; !rule.median || off >= -closeMilliDB && off <= closeMilliDB {
		if rule.close(&a) {
			a = w.ask(c, radios, tile, true)
		}
	}
	return a
}

// ask asks all radios of a layer, by the reference or by the swept prediction.
func (w *plotWorker) ask(c *plotCell, radios []plotRadio, tile int, reference bool) answer {
	a := answer{milliDBm: noServer}
	for i := range radios {
		r := &radios[i]
		if c.distanceM > r.reachM {
			continue
		}
		look := w.look(c, r)
		if !look.known {
			w.couldBe(&a, c, r, tile)
			continue
		}
		referenceDBm := r.referenceDBm + look.gainDB(c, r.radio)
		if r.beneath(c, referenceDBm) {
			continue
		}
		var p *propagation.Prediction
		if reference {
			indoors := r.enter(w.network.referenceLoss(r.radio, &look.crossing))
			p = &indoors
		} else {
			p = w.loss(r).through(r.radio)
		}
		if r.wantChance {
			a.chance = max(a.chance, r.chance(p, referenceDBm))
		}
		a.serve(r.radio, p, referenceDBm)
	}
	return a
}

// through is radio.enter.
func (l *lost) through(r *radio) *propagation.Prediction {
	if r.entry == (propagation.EntryLoss{}) {
		return &l.prediction
	}
	l.indoors = r.enter(l.prediction)
	return &l.indoors
}

// beneath is radio.beneathNotice of the bound at a cell.
func (r *plotRadio) beneath(c *plotCell, referenceDBm float64) bool {
	if float64(1000*(referenceDBm-r.farDB)) > float64(r.noticeMilliDBm+1) {
		return false
	}
	bound := r.predict(c.distanceM)
	return r.beneathNotice(&bound, referenceDBm)
}

// look is the way to a cell.
func (w *plotWorker) look(c *plotCell, r *plotRadio) *looked {
	at := w.losses[r.loss].look
	l := &w.looked[at]
	if l.asked {
		return l
	}
	l.asked = true
	ray := &w.rays[r.spot.index]
	groundM := w.network.ground.field.AtPixel(ray.arc.At(c.distanceM))
	l.known = ray.view(r.spot, r.slot).To(&l.crossing, c.distanceM/1000, groundM, r.rxHeightM)
	return l
}

// gainDB is radio.gainOver.
func (l *looked) gainDB(c *plotCell, r *radio) float64 {
	if r.pattern == nil {
		return 0
	}
	if l.elevationDeg != l.elevationDeg {
		l.elevationDeg = l.crossing.ElevationDeg()
	}
	return r.pattern.GainDB(c.azimuthDeg-r.azimuthDeg, l.elevationDeg)
}

// loss is the loss over the way looked at.
func (w *plotWorker) loss(r *plotRadio) *lost {
	l := &w.lost[r.loss]
	if !l.asked {
		of := &w.losses[r.loss]
		l.asked = true
		l.prediction, _ = of.path.OverWithin(&w.looked[of.look].crossing, math.Inf(1))
	}
	return l
}

// couldBe notes what a radio whose path is not known would give at its best.
func (w *plotWorker) couldBe(a *answer, c *plotCell, r *plotRadio, tile int) {
	if w.surveyed != tile {
		w.survey.ground, w.surveyed = w.network.ground, tile
		w.survey.survey(w.network.box([]Tile{w.out[tile].Tile}))
	}
	bound := r.predict(c.distanceM)
	to := w.centre(c.col, c.row)
	a.couldBe(r.radio, receiver{at: &to, paths: &w.survey}, &bound)
}

// store is levelWork.store, for workers that share a tile.
func (w *plotWorker) store(c *plotCell, radios []plotRadio, a answer, out *coverage.LayerTile) {
	col, row := c.col%coverage.TileSize, c.row%coverage.TileSize
	var mask *coverage.Mask
	switch rule := w.network.rule; {
	case rule.passes(a):
		mask = &out.Covered
	case rule.possible(a):
		mask = &out.Unknown
	case w.indoorsOnly(c, radios, &a):
		mask = &out.Indoors
	case w.shadowed(c, radios):
		mask = &out.Shadowed
	}
	if mask != nil {
		atomic.OrUint64(&mask[row], 1<<col)
	}
	if a.server == nil {
		return
	}
	i := row*coverage.TileSize + col
	out.LevelCentiDBm[i] = centi(a.milliDBm)
	if out.Server != nil {
		out.Server[i] = uint32(a.server.ordinal) + 1
	}
	if out.Chance != nil {
		out.Chance[i] = uint16(a.chance)
	}
}

// indoorsOnly is levelWork.indoorsOnly.
func (w *plotWorker) indoorsOnly(c *plotCell, radios []plotRadio, a *answer) bool {
	if a.server == nil || a.server.entry == (propagation.EntryLoss{}) {
		return false
	}
	r := &radios[slices.IndexFunc(radios, func(r plotRadio) bool { return r.radio == a.server })]
	look, l := w.look(c, r), w.loss(r)
	return w.network.rule.meets(r.radio, &l.prediction, r.referenceDBm+look.gainDB(c, r.radio))
}

// shadowed is levelWork.shadowed.
func (w *plotWorker) shadowed(c *plotCell, radios []plotRadio) bool {
	for i := range radios {
		r := &radios[i]
		if c.distanceM > r.flatM {
			continue
		}
		p := r.overFlat(c.distanceM)
		if !w.passes(r, &p, r.referenceDBm) { // no gain is above the peak's
			continue
		}
		if r.pattern == nil {
			return true
		}
		gainDB := r.pattern.GainDB(c.azimuthDeg-r.azimuthDeg, r.elevationDeg(c.distanceM))
		if w.passes(r, &p, r.referenceDBm+gainDB) {
			return true
		}
	}
	return false
}

// flatM is how far a radio may meet the rule over flat ground, no farther than its
// reach: between two places of its curve no prediction is better than the better parts
// of both.
func (rule rule) flatM(r *radio) float64 {
	for i := len(r.flat.losses) - 2; i >= 0; i-- {
		best, other := r.flat.losses[i], r.flat.losses[i+1]
		best.LOSdB, best.NLOSdB = math.Min(best.LOSdB, other.LOSdB), math.Min(best.NLOSdB, other.NLOSdB)
		best.FloorDB, best.LOSChance = math.Min(best.FloorDB, other.FloorDB), math.Max(best.LOSChance, other.LOSChance)
		best = r.enter(best)
		if rule.meets(r, &best, r.referenceDBm+0.01) {
			return math.Min(float64((i+1)*flatStepM), r.reachM)
		}
	}
	return -1
}

// passes is rule.meets.
func (w *plotWorker) passes(r *plotRadio, p *propagation.Prediction, referenceDBm float64) bool {
	if w.network.rule.median {
		return milli(referenceDBm-p.MedianDB()) >= r.thresholdMilliDBm
	}
	return w.network.rule.meets(r.radio, p, referenceDBm)
}
