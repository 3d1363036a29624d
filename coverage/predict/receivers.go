package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/terrain"
)

// decideReceivers answers for every receiver point at its own position, with the
// levels there where the criterion has levels.
func (n *Network) decideReceivers(warnings warningCounts) ([][]coverage.State, [][]coverage.ReceiverLevel) {
	receivers := n.dataset.Receivers()
	states := make([][]coverage.State, len(n.layers))
	var levels [][]coverage.ReceiverLevel
	for layer := range states {
		states[layer] = make([]coverage.State, len(receivers))
		if n.rule.level {
			levels = append(levels, make([]coverage.ReceiverLevel, len(receivers)))
		}
	}
	for i, rc := range receivers {
		perLayer := n.inReach(&tileFrame{lonLat: [2]float64{rc.Lon, rc.Lat}, middle: geo.Cartesian(rc.Lon, rc.Lat)})
		for layer, radios := range perLayer {
			if !n.rule.level {
				states[layer][i] = n.withinRadius(layer, rc, radios)
				continue
			}
			states[layer][i], levels[layer][i] = n.decideLevel(layer, rc, radios, warnings)
		}
	}
	return states, levels
}

// withinRadius decides by the stated radii.
func (n *Network) withinRadius(layer int, rc coverage.Receiver, radios []*radio) coverage.State {
	to := geo.Cartesian(rc.Lon, rc.Lat)
	switch {
	case slices.ContainsFunc(radios, func(r *radio) bool { return milli(to.ShortDistanceM(&r.position)) <= milli(r.radiusM) }):
		return coverage.Covered
	case n.unplacedUnits[layer][rc.Unit]:
		return coverage.Unknown
	}
	return coverage.Uncovered
}

// decideLevel decides by the best level.
func (n *Network) decideLevel(layer int, rc coverage.Receiver, radios []*radio, warnings warningCounts) (coverage.State, coverage.ReceiverLevel) {
	to := geo.Cartesian(rc.Lon, rc.Lat)
	a, hindrance := n.answerAt(radios, &to, rc)
	level := coverage.ReceiverLevel{CentiDBm: coverage.NoLevel}
	if a.server != nil {
		warnings.add(a.server.model, a.warnings)
		level.CentiDBm = centi(a.milliDBm)
	}
	switch {
	case n.rule.passes(a):
		return coverage.Covered, level
	case n.rule.possible(a) || n.unplacedUnits[layer][rc.Unit]:
		return coverage.Unknown, level
	}
	level.Hindrance = hindrance
	return coverage.Uncovered, level
}

// answerAt searches at a receiver point, over paths of its own, and says what keeps
// it from being covered.
func (n *Network) answerAt(radios []*radio, to *geo.Vec3, rc coverage.Receiver) (answer, coverage.Hindrance) {
	w := levelWork{network: n}
	here := receiver{at: to, lowM: math.NaN(), highM: math.NaN()}
	if n.ground == nil {
		a := direct(radios, to)
		return a, w.hindranceOf(&a, here)
	}
	p, _ := n.scratch.Get().(*paths)
	if p == nil {
		p = new(paths)
	}
	defer n.scratch.Put(p)
	p.reset(n.ground, *to, -1)
	p.low = n.ground.field.HeightM(rc.Lon, rc.Lat)
	p.high = p.low
	p.box = terrain.Bounds{West: rc.Lon, South: rc.Lat, East: rc.Lon, North: rc.Lat}
	d := &disc{middle: *to, radiusM: 0.01, low: p.low, high: p.high}
	w.over.bounds = narrowMasts(p.mastsOf(radios), d, nil)
	orderMasts(w.over.bounds)
	w.paths, here.paths = p, p
	a := w.settle(w.over.answer(here), here)
	return a, w.hindranceOf(&a, here)
}

// hindranceOf tells what keeps a place from being covered.
func (w *levelWork) hindranceOf(a *answer, rc receiver) coverage.Hindrance {
	switch {
	case w.network.rule.passes(*a):
		return coverage.NotHindered
	case w.indoorsOnly(a, rc):
		return coverage.HinderedByBuilding
	case w.paths != nil && w.over.shadowed(w.network, rc):
		return coverage.HinderedByTerrain
	}
	return coverage.HinderedOtherwise
}
