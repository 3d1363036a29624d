package analysis

import (
	"context"
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/predict"
	"phusong/coverage/register"
)

// CardOptions say what a card is asked about.
type CardOptions struct {
	Criterion criterion.Criterion
	Register  register.Profile // as in Options
	// Hamlet is an index in Dataset.Hamlets; -1 asks about Lon, Lat in the leaf unit Unit,
	// of which nothing else is known, and its reference point alone decides.
	Hamlet   int
	Lon, Lat float64
	Unit     int
}

// mostGroups is how many groups without signal a card shows.
const mostGroups = 5

// Card answers for one hamlet or place by the same prediction as Run. What would be
// enough is predicted too, each remedy by itself. A hamlet without a position has no
// places.
func Card(ctx context.Context, d *coverage.Dataset, o CardOptions) (*coverage.Card, error) {
	crit, err := o.Criterion.In(d)
	if err != nil {
		return nil, err
	}
	profile, err := registerProfile(d, o.Register)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(profile.Technology.Members(), crit.Covers) {
		return nil, fmt.Errorf("register profile %s asks for %s, of which criterion %s says nothing: choose another profile or criterion", profile.ID, profile.Technology, crit.ID)
	}
	one := oneHamlet(d, o)
	if o.Hamlet < 0 {
		profile.Decides = register.ByCentre
	}
	n, err := predict.NewNetwork(ctx, one, crit)
	if err != nil {
		return nil, fmt.Errorf("stations: %w", err)
	}
	signal := n.Merge(nil)
	reg := register.Make(register.Input{Dataset: one, Signal: signal, Criterion: crit.Label(), Profile: profile, ReachM: n.ReachM(), GroupsKnown: len(d.Clusters) > 0})
	w := &cardWork{ctx: ctx, full: d, one: one, crit: crit, members: profile.Technology.Members(), network: n, signal: signal}
	c := &coverage.Card{Unit: one.Hamlets[0].Unit, Record: reg.Records[0], Profile: reg.Profile, Criterion: reg.Criterion, Technology: reg.Technology,
		Rule: reg.Operator, ReachM: n.ReachM(), HasLevel: crit.Kind == criterion.KindRSRP, Terrain: d.Terrain != nil}
	if o.Hamlet >= 0 {
		c.Hamlet = &one.Hamlets[0]
	}
	return c, w.addPlaces(c)
}

// oneHamlet is the data set with one hamlet and its groups for receivers.
func oneHamlet(d *coverage.Dataset, o CardOptions) *coverage.Dataset {
	one := *d
	one.Units, one.Places, one.Clusters = withoutCentres(d.Units), nil, nil
	if o.Hamlet < 0 {
		one.Hamlets = []coverage.Hamlet{{Unit: o.Unit, Located: true, Lon: o.Lon, Lat: o.Lat}}
		return &one
	}
	one.Hamlets = []coverage.Hamlet{d.Hamlets[o.Hamlet]}
	for _, c := range d.Clusters {
		if c.Hamlet == o.Hamlet {
			c.Hamlet = 0
			one.Clusters = append(one.Clusters, c)
		}
	}
	return &one
}

func withoutCentres(units []coverage.AdminUnit) []coverage.AdminUnit {
	all := slices.Clone(units)
	for i := range all {
		all[i].Centre = nil
	}
	return all
}

// cardWork makes the places of a card.
type cardWork struct {
	ctx     context.Context
	full    *coverage.Dataset
	one     *coverage.Dataset
	crit    criterion.Criterion
	members []coverage.Technology
	network *predict.Network
	signal  *coverage.SignalMap
}

func (w *cardWork) addPlaces(c *coverage.Card) error {
	for i, rc := range w.one.Receivers() {
		p := coverage.CardPlace{Lon: rc.Lon, Lat: rc.Lat, Signal: c.Record.Signal}
		if rc.Kind == coverage.ReceiverCluster {
			if p.Signal = c.Record.ClusterStates[rc.Index]; p.Signal == coverage.Covered || len(c.Places) > mostGroups {
				continue
			}
			p.Group = &w.one.Clusters[rc.Index]
		}
		if err := w.addOperators(&p, i); err != nil {
			return err
		}
		c.Places = append(c.Places, p)
	}
	return w.ctx.Err()
}

// addOperators looks at every operator that has a station.
func (w *cardWork) addOperators(p *coverage.CardPlace, receiver int) error {
	receptions := w.network.Receptions(p.Lon, p.Lat)
	for _, operator := range w.operators() {
		o := coverage.CardOperator{Operator: operator, Signal: coverage.Uncovered}
		for _, t := range coverage.Technologies() {
			sites := w.sitesOf(operator, t)
			if len(sites) == 0 {
				continue
			}
			l, err := w.layer(p, coverage.SignalLayer{Technology: t, Operator: operator}, sites, receptions)
			if err != nil {
				return err
			}
			if l.Signal = w.stateOf(l.Technology, operator, receiver); slices.Contains(w.members, t) {
				o.Signal = o.Signal.Or(l.Signal)
			}
			o.Layers = append(o.Layers, l)
		}
		if o.Signal != coverage.Covered {
			var err error
			if o.Remedies, err = w.remedies(p, operator); err != nil {
				return err
			}
		}
		p.Operators = append(p.Operators, o)
	}
	return nil
}

// operators lists who has a station, sorted.
func (w *cardWork) operators() []string {
	var all []string
	for i := range w.full.Sites {
		for _, c := range w.full.Sites[i].Cells {
			if !slices.Contains(all, c.Operator) {
				all = append(all, c.Operator)
			}
		}
	}
	slices.Sort(all)
	return all
}

// sitesOf lists the located sites of a layer.
func (w *cardWork) sitesOf(operator string, t coverage.Technology) []*coverage.Site {
	var all []*coverage.Site
	for i := range w.full.Sites {
		s := &w.full.Sites[i]
		if s.Located && slices.ContainsFunc(s.Cells, func(c coverage.Cell) bool { return c.Operator == operator && c.Technology == t }) {
			all = append(all, s)
		}
	}
	return all
}

// stateOf is the model's answer for a layer; a technology of which the criterion says
// nothing has none: unknown.
func (w *cardWork) stateOf(t coverage.Technology, operator string, receiver int) coverage.State {
	i := slices.Index(w.signal.Layers, coverage.SignalLayer{Technology: t, Operator: operator})
	if i < 0 {
		return coverage.Unknown
	}
	return w.signal.Receivers[i][receiver]
}

// layer finds the best cell and the nearest stations.
func (w *cardWork) layer(p *coverage.CardPlace, of coverage.SignalLayer, sites []*coverage.Site, receptions []predict.Reception) (coverage.CardLayer, error) {
	l := coverage.CardLayer{Technology: of.Technology}
	best := map[string]float64{} // by site
	for _, r := range receptions {
		if !r.Known || r.Technology != of.Technology || r.Operator != of.Operator {
			continue
		}
		if !l.HasLevel { // the strongest come first
			l.HasLevel, l.LevelDBm, l.ThresholdDBm = true, cents(r.LevelDBm), w.crit.ThresholdDBm(r.Technology)
			l.ServerSite, l.ServerCell = r.SiteID, r.CellID
		}
		if _, ok := best[r.SiteID]; !ok {
			best[r.SiteID] = cents(r.LevelDBm)
		}
	}
	for _, n := range nearestTwo(p, sites) {
		s, err := w.station(p, of, n)
		if err != nil {
			return l, err
		}
		s.LevelDBm, s.HasLevel = best[s.SiteID], false
		_, s.HasLevel = best[s.SiteID]
		l.Stations = append(l.Stations, s)
	}
	return l, nil
}

// cents rounds to 0.01 dB, downwards, so that no level prints as reaching a threshold
// that it misses.
func cents(dB float64) float64 { return math.Floor(math.Round(dB*1000)/10) / 100 }
