package predict

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/index"
	"phusong/internal/mapper"
)

// replacing makes one replacement: nothing of the Editable changes before commit.
type replacing struct {
	*Editable
	Replacement
	ctx     context.Context
	workers int

	layers []int // in which something may differ, rising
	// before and after hold the stations in reach, in these layers; without levels, which
	// have warnings, before is nil.
	before, after *Network
	own           [2][]*radio // of the site before and after
	reaches       [2][]techReach
	tiles         []Tile
	near          []int // receivers in reach, rising
	predicted     []predictedTile
	received      receivedAll
}

// techReach is the reach of a radio for ReachM.
type techReach struct {
	technology coverage.Technology
	reachM     float64
}

// predictedTile is a tile after a replacement, in the layers of it.
type predictedTile struct {
	layers   []coverage.LayerTile
	warnings warningCounts // more than before
}

// ends are the site before and after, where it is there.
func (w *replacing) ends() []*coverage.Site {
	return slices.DeleteFunc([]*coverage.Site{w.Before, w.After}, func(s *coverage.Site) bool { return s == nil })
}

// findLayers lists the layers of the cells.
func (w *replacing) findLayers() error {
	for _, s := range w.ends() {
		for i := range s.Cells {
			if !w.network.criterion.Covers(s.Cells[i].Technology) {
				continue
			}
			layer := w.network.layerOf(&s.Cells[i])
			if layer < 0 {
				return rebuildError("a layer is new")
			}
			if !slices.Contains(w.layers, layer) {
				w.layers = append(w.layers, layer)
			}
		}
	}
	slices.Sort(w.layers)
	return nil
}

// makeNetworks prepares the stations in reach of what the change can reach: over terrain
// all of them, for there what one radio is told of the others is of the whole layer.
func (w *replacing) makeNetworks() error {
	if w.network.ground != nil {
		return w.makeOverTerrain()
	}
	own, err := w.ownRadios()
	if err != nil {
		return err
	}
	w.own = own
	w.dropEqualLayers(own)
	sites, err := w.sitesAround(own)
	if err != nil {
		return err
	}
	w.after = w.assemble(sites, own, 1)
	if w.network.rule.level {
		w.before = w.assemble(sites, own, 0)
	}
	return w.addUnplaced()
}

func (w *replacing) makeOverTerrain() error {
	if boxOf(w.Dataset, w.network.criterion.MaxRangeM()) != w.network.ground.box {
		return rebuildError("paths run over other terrain")
	}
	n := &Network{KeepServers: w.network.KeepServers, dataset: w.Dataset, criterion: w.network.criterion, grid: w.network.grid, rule: w.network.rule,
		layers: w.network.layers, ground: w.network.ground, resolutionM: w.network.resolutionM, models: slices.Clone(w.network.models)}
	if err := n.addRadios(); err != nil {
		return err
	}
	n.findUnplaced()
	w.before, w.after = w.network, n
	w.noteReaches(0, w.before.radiosOf(w.Before))
	w.noteReaches(1, w.after.radiosOf(w.After))
	return nil
}

// radiosOf lists the radios of a site.
func (n *Network) radiosOf(s *coverage.Site) []*radio {
	if s == nil {
		return nil
	}
	return slices.Collect(func(yield func(*radio) bool) {
		for _, r := range n.radios {
			if r.siteID == s.ID && !yield(r) {
				return
			}
		}
	})
}

// noteReaches keeps what ReachM is told by the radios of the site before, 0, or after, 1.
func (w *replacing) noteReaches(end int, radios []*radio) {
	for _, r := range radios {
		reachM := r.radiusM
		if w.network.rule.level {
			reachM = r.farthestM()
		}
		w.reaches[end] = append(w.reaches[end], techReach{w.network.layers[r.layer].Technology, reachM})
	}
}

// ownRadios makes the radios of the site before and after, in every layer.
func (w *replacing) ownRadios() (own [2][]*radio, err error) {
	for end, s := range [2]*coverage.Site{w.Before, w.After} {
		if s != nil && s.Located {
			if own[end], err = w.radios(s, w.layers); err != nil {
				return own, err
			}
		}
		w.noteReaches(end, own[end])
	}
	return own, nil
}

// radios makes the radios of a site in some layers.
func (w *replacing) radios(s *coverage.Site, layers []int) ([]*radio, error) {
	var all []*radio
	for j := range s.Cells {
		layer := w.network.layerOf(&s.Cells[j])
		if !slices.Contains(layers, layer) {
			continue
		}
		r, err := w.maker.radio(s, &s.Cells[j])
		if err != nil {
			return nil, fmt.Errorf("site %s, cell %s: %w", s.ID, s.Cells[j].ID, err)
		}
		r.layer = layer
		all = append(all, r)
	}
	return all, nil
}

// dropEqualLayers leaves out the layers in which the discs of the site stay the same.
// What levels hang on is not looked at.
func (w *replacing) dropEqualLayers(own [2][]*radio) {
	if w.network.rule.level || w.Before == nil || w.After == nil || !w.Before.Located || !w.After.Located {
		return
	}
	discs := func(end, layer int) []float64 {
		var all []float64
		for _, r := range own[end] {
			if r.layer == layer {
				all = append(all, r.radiusM)
			}
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	moved := w.Before.Lon != w.After.Lon || w.Before.Lat != w.After.Lat
	w.layers = slices.DeleteFunc(w.layers, func(layer int) bool {
		return !moved && slices.Equal(discs(0, layer), discs(1, layer))
	})
}

// around is a site in reach with its radios.
type around struct {
	site   *coverage.Site
	radios []*radio
}

// sitesAround finds the tiles that the site can reach, and makes the radios of the
// other sites that can reach these, in order of ID.
func (w *replacing) sitesAround(own [2][]*radio) ([]around, error) {
	for _, radios := range own {
		for _, r := range radios {
			w.network.reachM = max(w.network.reachM, r.reachM)
		}
	}
	w.findTiles(own)
	byID := map[string]*coverage.Site{}
	see := func(lon, lat, radiusM float64) {
		for _, s := range w.Around(lon, lat, w.network.reachM+radiusM) {
			byID[s.ID] = s
		}
	}
	widest := 0.0
	for _, t := range w.tiles {
		lonLat, _, radiusM := w.network.extent(t)
		widest = max(widest, radiusM)
		if w.homeless() {
			see(lonLat[0], lonLat[1], radiusM)
		}
	}
	for _, i := range w.near {
		if w.homeless() {
			see(w.receivers[i].Lon, w.receivers[i].Lat, 1)
		}
	}
	for end, s := range [2]*coverage.Site{w.Before, w.After} {
		if len(own[end]) > 0 {
			reachM := slices.MaxFunc(own[end], func(a, b *radio) int { return cmp.Compare(a.reachM, b.reachM) }).reachM
			see(s.Lon, s.Lat, reachM+2*widest+2)
		}
	}
	for _, s := range w.ends() {
		delete(byID, s.ID)
	}
	var all []around
	for _, s := range byID {
		radios, err := w.radios(s, w.layers)
		if err != nil {
			return nil, err
		}
		if len(radios) > 0 {
			all = append(all, around{s, radios})
		}
	}
	slices.SortFunc(all, func(a, b around) int { return cmp.Compare(a.site.ID, b.site.ID) })
	return all, nil
}

// homeless reports whether the site has no position, before or after.
func (w *replacing) homeless() bool {
	return slices.ContainsFunc(w.ends(), func(s *coverage.Site) bool { return !s.Located })
}

// assemble makes a network of the sites around and of the site before, 0, or after, 1.
// Both number the radios that they share alike, in the order of a network of all.
func (w *replacing) assemble(sites []around, own [2][]*radio, end int) *Network {
	n := &Network{KeepServers: w.network.KeepServers, dataset: w.Dataset, criterion: w.network.criterion, grid: w.network.grid, rule: w.network.rule,
		layers: w.network.layers, models: w.network.models, reachM: w.network.reachM, resolutionM: w.network.resolutionM,
		unplaced: w.network.unplaced, unplacedUnits: w.network.unplacedUnits}
	id := w.ends()[0].ID
	ordinal := 0
	var positions [][2]float64
	add := func(s *coverage.Site, radios []*radio) {
		for _, r := range radios {
			r.ordinal = ordinal
			ordinal++
		}
		n.radios, n.bySite, positions = append(n.radios, radios...), append(n.bySite, radios), append(positions, [2]float64{s.Lon, s.Lat})
	}
	addOwn := func() {
		if s := [2]*coverage.Site{w.Before, w.After}[end]; s != nil && s.Located {
			add(s, own[end])
		}
		ordinal += len(own[1-end])
	}
	done := false
	for i := range sites {
		if !done && sites[i].site.ID > id {
			addOwn()
			done = true
		}
		add(sites[i].site, sites[i].radios)
	}
	if !done {
		addOwn()
	}
	n.siteIndex = index.NewPoints(positions)
	n.findAlike()
	return n
}

// addUnplaced marks anew where stations without a position could stand, where that
// differs.
func (w *replacing) addUnplaced() error {
	if w.homeless() {
		w.after.findUnplaced()
	}
	return nil
}

// findReach finds the tiles and receivers that the site can reach, before or after.
func (w *replacing) findReach() error {
	if w.network.ground == nil {
		return w.ctx.Err() // done for the sites around them
	}
	w.findTiles([2][]*radio{w.before.radiosOf(w.Before), w.after.radiosOf(w.After)})
	return w.ctx.Err()
}

// findTiles finds the tiles and the receivers in reach.
func (w *replacing) findTiles(own [2][]*radio) {
	tiles, near := map[int]bool{}, map[int]bool{}
	for end, s := range [2]*coverage.Site{w.Before, w.After} {
		switch {
		case s == nil || len(w.layers) == 0:
		case s.Located:
			w.reached(s, own[end], tiles, near)
		case s.Unit >= 0:
			w.network.eachCell(s.Unit, func(col, row int) {
				tiles[row/coverage.TileSize*w.signal.TileCols+col/coverage.TileSize] = true
			})
			for i, rc := range w.receivers {
				if rc.Unit == s.Unit {
					near[i] = true
				}
			}
		}
	}
	for i := range tiles {
		w.tiles = append(w.tiles, Tile{Col: i % w.signal.TileCols, Row: i / w.signal.TileCols})
	}
	slices.SortFunc(w.tiles, func(a, b Tile) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col)) })
	for i := range near {
		w.near = append(w.near, i)
	}
	slices.Sort(w.near)
}

// reached marks what the radios of a site can reach, in the layers that differ.
func (w *replacing) reached(s *coverage.Site, radios []*radio, tiles, near map[int]bool) {
	reachM := -1.0
	for _, r := range radios {
		if slices.Contains(w.layers, r.layer) {
			reachM = max(reachM, r.reachM)
		}
	}
	if reachM < 0 {
		return
	}
	w.places.Within(s.Lon, s.Lat, reachM+1, func(i int) { near[i] = true })
	position := geo.Cartesian(s.Lon, s.Lat)
	c0, r0, c1, r1 := w.network.tilesAbout(s.Lon, s.Lat, reachM)
	for row := r0; row <= r1; row++ {
		for col := c0; col <= c1; col++ {
			i := row*w.signal.TileCols + col
			if !w.demand[i] {
				continue
			}
			_, middle, radiusM := w.network.extent(Tile{Col: col, Row: row})
			if geo.ShortDistanceM(middle, position) <= reachM+radiusM {
				tiles[i] = true
			}
		}
	}
}

// tilesAbout is a box of tiles that holds all that have a place within a distance of
// a position.
func (n *Network) tilesAbout(lon, lat, reachM float64) (c0, r0, c1, r1 int) {
	const mPerDeg = 110_000 // less than the shortest degree of latitude
	g := n.grid
	side := float64(coverage.TileSize)
	high := reachM/mPerDeg + g.StepY
	far := math.Min(89.9, math.Abs(lat)+high)
	wide := reachM/(mPerDeg*math.Cos(far*math.Pi/180)) + g.StepX
	west, north := g.EdgeX(0).Degrees(), g.EdgeY(0).Degrees()
	lastCol, lastRow := (g.Cols-1)/coverage.TileSize, (g.Rows-1)/coverage.TileSize
	clamp := func(v float64, last int) int { return int(math.Max(0, math.Min(float64(last), math.Floor(v)))) }
	if wide >= 180 || math.Abs(lon-(west+float64(g.Cols)*g.StepX/2))+wide > 180 {
		return 0, clamp((north-lat-high)/g.StepY/side, lastRow), lastCol, clamp((north-lat+high)/g.StepY/side, lastRow)
	}
	return clamp((lon-wide-west)/g.StepX/side, lastCol), clamp((north-lat-high)/g.StepY/side, lastRow),
		clamp((lon+wide-west)/g.StepX/side, lastCol), clamp((north-lat+high)/g.StepY/side, lastRow)
}

// predict answers anew for the tiles and receivers in reach.
func (w *replacing) predict() error {
	w.predicted = make([]predictedTile, len(w.tiles))
	err := mapper.Each(w.ctx, len(w.tiles), w.workers, func(_, i int) error {
		p := &w.predicted[i]
		if w.network.rule.level && w.network.ground == nil && !w.network.KeepServers && !w.homeless() {
			*p = w.predictBlocks(w.tiles[i])
			return nil
		}
		p.layers, p.warnings = w.after.computeLayers(w.tiles[i], w.layers)
		if w.before != nil {
			_, was := w.before.computeLayers(w.tiles[i], w.layers)
			p.warnings = p.warnings.less(was)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.received = w.after.receive(w.receivers, w.near, w.layers)
	if w.before != nil {
		was := w.before.receive(w.receivers, w.near, w.layers)
		w.received.warnings = w.received.warnings.less(was.warnings)
	}
	return w.ctx.Err()
}

// computeLayers is Compute for some layers, in their order.
func (n *Network) computeLayers(t Tile, wanted []int) ([]coverage.LayerTile, warningCounts) {
	f := n.frame(t)
	all, warnings := make([]coverage.LayerTile, len(n.layers)), n.newWarnings()
	paths := n.borrowPaths(f)
	defer n.returnPaths(paths)
	perLayer, flat := n.inReach(f), new(flatWork)
	for _, layer := range wanted {
		if n.rule.level {
			n.computeLevels(f, perLayer[layer], levelWork{out: &all[layer], warnings: warnings, paths: paths, flatWork: flat})
		} else {
			computeDiscs(f, perLayer[layer], &all[layer])
		}
	}
	n.markUnknown(t, all)
	out := make([]coverage.LayerTile, len(wanted))
	for i, layer := range wanted {
		out[i] = all[layer]
	}
	return out, warnings
}

// receivedAll are the answers for some receivers: per receiver, per layer.
type receivedAll struct {
	states   [][]coverage.State
	levels   [][]coverage.ReceiverLevel
	warnings warningCounts
}

// receive is decideReceivers for some receivers and layers.
func (n *Network) receive(receivers []coverage.Receiver, which, layers []int) receivedAll {
	all := receivedAll{warnings: n.newWarnings()}
	for _, i := range which {
		rc := receivers[i]
		perLayer := n.inReach(&tileFrame{lonLat: [2]float64{rc.Lon, rc.Lat}, middle: geo.Cartesian(rc.Lon, rc.Lat)})
		states, levels := make([]coverage.State, len(layers)), make([]coverage.ReceiverLevel, len(layers))
		for k, layer := range layers {
			if n.rule.level {
				states[k], levels[k] = n.decideLevel(layer, rc, perLayer[layer], all.warnings)
			} else {
				states[k] = n.withinRadius(layer, rc, perLayer[layer])
			}
		}
		all.states, all.levels = append(all.states, states), append(all.levels, levels)
	}
	return all
}

// extent is the middle of a tile and how far no centre of its cells is from it, as its
// frame has them.
func (n *Network) extent(t Tile) (lonLat [2]float64, middle geo.Vec3, radiusM float64) {
	f := n.outline(t)
	return f.lonLat, f.middle, f.radiusM
}
