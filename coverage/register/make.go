package register

import (
	"slices"

	"phusong/coverage"
)

// Input is what a register is made of.
type Input struct {
	Dataset   *coverage.Dataset
	Signal    *coverage.SignalMap
	Criterion string // label
	Profile   Profile
	// ReachM is how far stations of a technology can serve, for the cause no_layer.
	ReachM map[coverage.Technology]float64
	// GroupsKnown says that residential groups were given, though the hamlets at hand
	// have none.
	GroupsKnown bool
}

// Make classifies every hamlet. Its places are those of Dataset.Receivers, which the
// signal map answers for.
func Make(in Input) *coverage.Register {
	m := newMaker(in)
	r := &coverage.Register{Profile: in.Profile.Label(), Criterion: in.Criterion, Technology: in.Profile.Technology, Operator: operatorRule(in.Profile)}
	r.Text, r.Notes = in.Profile.Text(), m.samples.notes
	clusters := in.Dataset.Clusters
	for i := range in.Dataset.Hamlets {
		n := 0
		for n < len(clusters) && clusters[n].Hamlet == i {
			n++
		}
		r.Records = append(r.Records, m.record(i, clusters[:n]))
		m.firstCluster += n
		clusters = clusters[n:]
	}
	return r
}

// operatorRule is the profile's operator as figures carry it: "2 of all" for a number.
func operatorRule(p Profile) string {
	if p.least() > 0 {
		return p.Operator + " of " + coverage.OperatorAll
	}
	return p.Operator
}

// maker holds what all hamlets share.
type maker struct {
	in           Input
	hamletAt     []int // receiver of each hamlet, -1 for none
	clusterAt    []int
	firstCluster int // of the hamlet at hand
	layers       []layer
	voices       []string // operators that count
	least        int      // how many of them must serve; 0: nobody can
	samples      *samples
	stations     *stations
}

// layer is an operator and a technology of the profile.
type layer struct {
	coverage.SignalLayer
	signal int // index in SignalMap.Layers, -1 where only measurements know of it
}

func newMaker(in Input) *maker {
	m := &maker{in: in, hamletAt: slices.Repeat([]int{-1}, len(in.Dataset.Hamlets)), clusterAt: slices.Repeat([]int{-1}, len(in.Dataset.Clusters))}
	for i, r := range in.Dataset.Receivers() {
		switch r.Kind {
		case coverage.ReceiverHamlet:
			m.hamletAt[r.Index] = i
		case coverage.ReceiverCluster:
			m.clusterAt[r.Index] = i
		}
	}
	m.samples = newSamples(in.Dataset, in.Profile)
	m.findLayers()
	m.findVoices()
	m.stations = newStations(in, m.operators())
	return m
}

// findLayers lists the layers of the profile's technologies, those of the signal map
// first.
func (m *maker) findLayers() {
	members := m.in.Profile.Technology.Members()
	for i, l := range m.in.Signal.Layers {
		if slices.Contains(members, l.Technology) {
			m.layers = append(m.layers, layer{l, i})
		}
	}
	for _, l := range m.samples.layers {
		if !slices.ContainsFunc(m.layers, func(known layer) bool { return known.SignalLayer == l }) {
			m.layers = append(m.layers, layer{l, -1})
		}
	}
}

// findVoices settles the operator rule.
func (m *maker) findVoices() {
	switch n := m.in.Profile.least(); {
	case n > 0:
		m.voices, m.least = m.in.Dataset.Operators, n
	case m.in.Profile.Operator == coverage.OperatorAll:
		m.voices, m.least = m.in.Dataset.Operators, len(m.in.Dataset.Operators)
	case m.in.Profile.Operator == coverage.OperatorAny:
		m.voices, m.least = m.operators(), 1
	default:
		m.voices, m.least = []string{m.in.Profile.Operator}, 1
	}
}

// operators lists all operators that have a layer, sorted, and those of the data set.
func (m *maker) operators() []string {
	all := slices.Clone(m.in.Dataset.Operators)
	for _, l := range m.layers {
		all = append(all, l.Operator)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// place is where a question is asked.
type place struct {
	lon, lat float64
	receiver int // -1: nobody knows where
	cluster  int // index in Dataset.Clusters, -1 for the reference point
}

// answer is what is known of a place.
type answer struct {
	model    coverage.State   // of the rule, by the model alone
	signal   coverage.State   // with measurements
	fast     coverage.State   // whether who serves is fast enough, where signal is Covered
	layers   []coverage.State // with measurements, as maker.layers
	measured []coverage.MeasuredPlace
}

// look answers for a place.
func (m *maker) look(p place) answer {
	a := answer{layers: make([]coverage.State, len(m.layers))}
	model := make([]coverage.State, len(m.layers))
	quick := make([]coverage.State, len(m.layers))
	around, slow := m.samples.around(p), false
	for i, l := range m.layers {
		model[i] = m.modelState(l, p)
		v := around.verdict(l.SignalLayer)
		a.layers[i] = v.over(model[i])
		quick[i] = a.layers[i]
		if v.slow() && quick[i] == coverage.Covered {
			quick[i], slow = coverage.Uncovered, true
		}
		deaf := l.Operator == "" && v.level != nil && !v.level.Sufficient // shows nothing of any operator
		if slices.Contains(m.voices, l.Operator) && !deaf {
			a.measured = append(a.measured, v.places(p.cluster)...)
		}
	}
	a.model, a.signal, a.fast = m.rule(model), m.rule(a.layers), coverage.Covered
	if slow {
		a.fast = m.rule(quick)
	}
	return a
}

func (m *maker) modelState(l layer, p place) coverage.State {
	switch {
	case p.receiver < 0:
		return coverage.Unknown
	case l.signal < 0:
		return coverage.Uncovered
	}
	return m.in.Signal.Receivers[l.signal][p.receiver]
}

// rule applies the operator rule to states of layers: an operator serves with any of
// its layers, and enough operators must serve.
func (m *maker) rule(states []coverage.State) coverage.State {
	sure, possible := 0, 0
	for _, voice := range m.voices {
		best := coverage.Uncovered
		for i, l := range m.layers {
			if l.Operator == voice {
				best = best.Or(states[i])
			}
		}
		if best == coverage.Covered {
			sure++
		}
		if best != coverage.Uncovered {
			possible++
		}
	}
	switch {
	case m.least == 0 || possible < m.least:
		return coverage.Uncovered
	case sure < m.least:
		return coverage.Unknown
	}
	return coverage.Covered
}
