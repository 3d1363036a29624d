package whatif

import (
	"context"
	"errors"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/gap"
	"phusong/coverage/predict"
	"phusong/geo"
	"phusong/internal/mapper"
)

// engine keeps what an analysis computes, piece by piece.
type engine struct {
	data     *coverage.Dataset // of the State
	options  analysis.Options
	editable *predict.Editable
	reach    map[coverage.Technology]float64
	units    *analysis.Units
	workers  []*analysis.UnitWorker
	all      []analysis.Unit

	selections []coverage.Selection
	views      []*coverage.View
	stations   []*stations // by selection
	located    *sitePoints
	pairs      map[coverage.SignalLayer]int // cells by technology and operator
	assumed    []int64                      // by selection

	tiles   int       // that hold demand
	inTile  [][]int32 // leaf units with cells in a tile
	circles []circle  // about the leaf units
	// farM is, by selection and leaf unit, how far at most a gap's nearest station is;
	// below zero where there is no gap, infinite where there is no station.
	farM [][]float64

	receivers []coverage.Receiver
	states    [][]coverage.State // of receivers, by selection
	homes     []map[coverage.SignalLayer]int
	mobile    *book
	bts       *book
	beside    []coverage.Figure // of places and of the register
	reported  mobileRows
}

// mobileRows are the places of indicators in the book of mobile figures; -1 for those
// that there are none of.
type mobileRows struct {
	demand                    map[string]int
	communes, hamlets, centre int
}

// circle holds a leaf unit.
type circle struct {
	middle  geo.Vec3
	radiusM float64
}

var errRebuild = errors.New("everything is to be computed anew")

// newEngine analyses a data set. located are its located sites by ID.
func newEngine(ctx context.Context, d *coverage.Dataset, o analysis.Options, located []*coverage.Site) (*engine, error) {
	e := &engine{data: d, options: o, selections: d.Selections(), located: newSitePoints(located), pairs: map[coverage.SignalLayer]int{}, receivers: d.Receivers()}
	var err error
	if e.editable, err = predict.NewEditable(ctx, d, o.Criterion, o.Workers); err != nil {
		return nil, err
	}
	e.reach = e.editable.ReachM()
	input := gap.MobileInput{Dataset: d, Signal: e.editable.Signal(), ReachM: e.reach}
	for _, s := range e.selections {
		e.stations = append(e.stations, newStations(s, located))
		input.Stations = append(input.Stations, e.stations[len(e.stations)-1])
		e.views = append(e.views, e.editable.Signal().View(s, d.Operators))
		e.assumed = append(e.assumed, d.AssumedCells(s, o.Criterion.Needs()))
	}
	e.units = analysis.NewUnits(input, o.Criterion.Label(), o.Criterion.Needs())
	if e.all, err = e.units.All(ctx, o.Workers, nil); err != nil {
		return nil, err
	}
	for range mapper.Workers(o.Workers) {
		e.workers = append(e.workers, e.units.Worker())
	}
	for i := range d.Sites {
		e.countPairs(&d.Sites[i], 1, e.pairs)
	}
	e.layOut()
	e.openBooks()
	e.beside, err = analysis.Beside(ctx, d, o, e.parts())
	return e, err
}

// parts are what a result is made of.
func (e *engine) parts() *analysis.Parts {
	signal := *e.editable.Signal()
	signal.Warnings = e.editable.Warnings()
	return &analysis.Parts{Signal: &signal, ReachM: e.reach, Units: e.units, All: e.all}
}

// countPairs adds the cells of a site, n times.
func (e *engine) countPairs(s *coverage.Site, n int, to map[coverage.SignalLayer]int) {
	for i := range s.Cells {
		l := coverage.SignalLayer{Technology: s.Cells[i].Technology, Operator: s.Cells[i].Operator}
		if to[l] += n; to[l] == 0 {
			delete(to, l)
		}
	}
}

// needsRebuild reports whether a change adds or takes away a technology of an operator:
// then the layers of the map differ, or the operators behind the rules.
func (e *engine) needsRebuild(before, after *coverage.Site) bool {
	delta := map[coverage.SignalLayer]int{}
	if before != nil {
		e.countPairs(before, -1, delta)
	}
	if after != nil {
		e.countPairs(after, 1, delta)
	}
	for l, n := range delta {
		if e.pairs[l] == 0 || e.pairs[l]+n == 0 {
			return true
		}
	}
	return false
}

// layOut finds the tiles and the circle of each leaf unit, and how far stations are.
func (e *engine) layOut() {
	m := e.editable.Signal()
	e.inTile = make([][]int32, len(m.Tiles))
	for unit := range e.data.Demand.Units {
		last := -1
		e.eachRun(unit, func(row, col0, col1 int32) {
			for t := col0 / coverage.TileSize; t <= (col1-1)/coverage.TileSize; t++ {
				i := int(row/coverage.TileSize)*m.TileCols + int(t)
				if i != last && !slices.Contains(e.inTile[i], int32(unit)) {
					e.inTile[i] = append(e.inTile[i], int32(unit))
				}
				last = i
			}
		})
		e.circles = append(e.circles, e.circleOf(unit))
	}
	for _, tile := range m.Tiles {
		if tile != nil {
			e.tiles++
		}
	}
	for s := range e.selections {
		e.farM = append(e.farM, make([]float64, e.data.Leaves))
		for unit := range e.data.Leaves {
			e.farM[s][unit] = farthest(e.all[unit].Gaps.Gaps[s])
		}
	}
}

// eachRun visits the cells in which a unit has area or people, by stretches of a row.
func (e *engine) eachRun(unit int, visit func(row, col0, col1 int32)) {
	u := &e.data.Demand.Units[unit]
	for _, r := range u.Footprint.Runs {
		visit(r.Row, r.Col0, r.Col1)
	}
	for _, p := range u.Footprint.Partials {
		visit(p.Row, p.Col, p.Col+1)
	}
	for _, p := range u.Points {
		visit(p.Row, p.Col, p.Col+1)
	}
}

// circleOf holds the anchors of all gaps of a unit: cells that it touches, or its centre.
func (e *engine) circleOf(unit int) circle {
	u := &e.data.Units[unit]
	g := e.data.Demand.Grid
	b := u.Geometry.Bound().Pad(2 * math.Max(g.StepX, g.StepY))
	if u.Centre != nil {
		b = b.Extend(*u.Centre)
	}
	at := b.Center()
	c := circle{middle: geo.Cartesian(at[0], at[1])}
	for _, lon := range []float64{b.Min[0], at[0], b.Max[0]} {
		for _, lat := range []float64{b.Min[1], at[1], b.Max[1]} {
			corner := geo.Cartesian(lon, lat)
			c.radiusM = math.Max(c.radiusM, chordM(&c.middle, &corner))
		}
	}
	c.radiusM = c.radiusM*1.01 + 1
	return c
}

// chordM is the straight distance, never longer than that along the ground.
func chordM(a, b *geo.Vec3) float64 {
	d := b.Sub(*a)
	return math.Sqrt(d[0]*d[0] + d[1]*d[1] + d[2]*d[2])
}

// farthest is how far the nearest station of a gap is at most.
func farthest(gaps []coverage.Gap) float64 {
	far := -1.0
	for i := range gaps {
		if gaps[i].NearestSite == "" {
			return math.Inf(1)
		}
		far = math.Max(far, gaps[i].NearestSiteKm*1000+1)
	}
	return far
}

// openBooks enters the accounts of all leaf units.
func (e *engine) openBooks() {
	b := newBook(e.data.Units, e.selections, false)
	e.mobile, e.reported = b, mobileRows{demand: map[string]int{}, communes: -1, hamlets: -1, centre: -1}
	rows := &e.reported
	rows.communes = b.open(coverage.MobileCommunes, "commune")
	for _, r := range e.receivers {
		switch {
		case r.Kind == coverage.ReceiverHamlet && rows.hamlets < 0:
			rows.hamlets = b.open(coverage.MobileHamlets, "hamlet")
		case r.Kind == coverage.ReceiverCentre && rows.centre < 0:
			rows.centre = b.open(coverage.MobileCentres, "commune")
		}
	}
	for unit := range e.all {
		e.bookUnit(unit, nil)
	}
	e.homes = make([]map[coverage.SignalLayer]int, e.data.Leaves)
	e.openStations()
	for i := range e.data.Sites {
		e.bookSite(&e.data.Sites[i], 1)
	}
	for unit := range e.data.Leaves {
		e.bookCommune(unit)
	}
	e.states = make([][]coverage.State, len(e.selections))
	for s := range e.selections {
		e.states[s] = make([]coverage.State, len(e.receivers))
		for i := range e.receivers {
			e.states[s][i] = e.views[s].Receiver(i)
			e.bookReceiver(s, i, account{}, one(e.states[s][i]))
		}
	}
	e.bookUnlocated()
	e.mobile.begin()
	e.bts.begin()
}

// bookUnit enters the accounts of people, households and area of a leaf unit, in some
// selections or, with nil, in all.
func (e *engine) bookUnit(unit int, selections []int) {
	enter := func(s int) {
		e.units.Accountant().Each(e.all[unit].Accounts, s, func(indicator string, c counts) {
			row, ok := e.reported.demand[indicator]
			if !ok {
				row = e.mobile.open(indicator, measureOf(indicator))
				e.reported.demand[indicator] = row
			}
			e.mobile.set(row, s, unit, account{c.Covered, c.Uncovered, c.Unknown})
		})
	}
	if selections != nil {
		for _, s := range selections {
			enter(s)
		}
		return
	}
	for s := range e.selections {
		enter(s)
	}
}

// bookReceiver replaces what a receiver counts for.
func (e *engine) bookReceiver(selection, i int, before, after account) {
	row := -1
	switch e.receivers[i].Kind {
	case coverage.ReceiverHamlet:
		row = e.reported.hamlets
	case coverage.ReceiverCentre:
		row = e.reported.centre
	}
	if row >= 0 {
		e.mobile.add(row, selection, e.receivers[i].Unit, after.less(before))
	}
}

// bookUnlocated counts hamlets and centres without a position, which nothing decides.
func (e *engine) bookUnlocated() {
	unknown := one(coverage.Unknown)
	for s := range e.selections {
		if row := e.reported.hamlets; row >= 0 {
			for i := range e.data.Hamlets {
				if h := &e.data.Hamlets[i]; !h.Located {
					e.mobile.add(row, s, h.Unit, unknown)
				}
			}
		}
		if row := e.reported.centre; row >= 0 {
			for i := range e.data.Leaves {
				if e.data.Units[i].Centre == nil {
					e.mobile.add(row, s, i, unknown)
				}
			}
		}
	}
}
