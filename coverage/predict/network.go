package predict

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo/index"
	"phusong/geo/raster"
)

// Network is a data set's stations prepared for a criterion. It is read-only
// and safe for use by many workers.
type Network struct {
	// KeepServers asks for the best server of every cell: 4 bytes for each in every
	// layer. Set it before Map, or not at all.
	KeepServers bool

	dataset   *coverage.Dataset
	criterion criterion.Criterion
	grid      raster.Grid
	rule      rule
	layers    []coverage.SignalLayer
	radios    []*radio
	bySite    [][]*radio // per located site
	siteIndex *index.Points
	models    []named
	ground    *ground // nil without terrain
	// resolutionM is the side of a cell, whose levels vary with location.
	resolutionM float64
	scratch     sync.Pool // of *paths
	// wanted are the cells asked for, by tile, and nil for all; see SplitPopulated.
	wanted   []*coverage.Mask
	tileCols int
	reachM   float64 // of the radio that reaches farthest
	unplaced []map[Tile]*coverage.Mask
	// unplacedUnits lists per layer the units that hold a station without a position.
	unplacedUnits []map[int]bool
}

// rule is what a criterion asks of an answer.
type rule struct {
	level    bool    // levels are computed; else a stated radius decides
	expected bool    // chances are computed
	median   bool    // the median level decides
	chance   float64 // else this probability is asked for
}

// passes decides by the median level when half of the places are asked for, and
// by the chance otherwise.
func (r rule) passes(a answer) bool {
	if a.server == nil {
		return false
	}
	if r.median {
		return a.milliDBm >= milli(a.server.thresholdDBm)
	}
	return float64(a.chance) >= float64(r.chance*coverage.ChanceOne)
}

// possible tells whether a radio whose path is not known could meet the rule.
func (r rule) possible(a answer) bool {
	return r.passes(answer{milliDBm: a.could.milliDBm, chance: a.could.chance, server: a.could.server})
}

// closeMilliDB and closeChance are how far from a decision the reference is asked:
// well above the 1e-5 dB that swept predictions are off it.
const (
	closeMilliDB = 1
	closeChance  = 2
)

// close tells whether an answer is near to being decided the other way.
func (r rule) close(a *answer) bool {
	if r.median {
		off := a.milliDBm - milli(a.server.thresholdDBm)
		return off >= -closeMilliDB && off <= closeMilliDB
	}
	off := float64(a.chance) - float64(r.chance*coverage.ChanceOne)
	return math.Abs(off) <= closeChance
}

// NewNetwork prepares the stations of a data set. It refuses a criterion that
// decides nothing for a technology of the data set: that would be a firm 0 %.
// Over terrain it loads the heights that paths can run over, which ctx can end.
func NewNetwork(ctx context.Context, d *coverage.Dataset, c criterion.Criterion) (*Network, error) {
	for _, t := range d.Technologies {
		if !slices.ContainsFunc(t.Members(), c.Covers) {
			return nil, fmt.Errorf("criterion %s says nothing of %s: add its threshold or radius to the criterion, or list the technologies without it in region.yaml", c.ID, t)
		}
	}
	n := &Network{dataset: d, criterion: c, grid: d.Demand.Grid}
	n.rule = rule{level: c.Kind == criterion.KindRSRP, median: c.MedianDecides(), chance: c.Chance()}
	n.rule.expected = n.rule.level
	n.findLayers()
	if err := n.addGround(ctx); err != nil {
		return nil, err
	}
	if err := n.addRadios(); err != nil {
		return nil, err
	}
	n.findUnplaced()
	return n, nil
}

// addGround loads the terrain when a station is predicted over it.
func (n *Network) addGround(ctx context.Context) error {
	if !n.rule.level || n.criterion.Terrain == "" || n.dataset.Terrain == nil {
		return nil
	}
	g := n.grid
	n.resolutionM = math.Max(1, math.Round(cellSideM(g, (g.EdgeY(0).Degrees()+g.EdgeY(g.Rows).Degrees())/2)))
	var err error
	n.ground, err = newGround(ctx, n.dataset, n.criterion.MaxRangeM())
	return err
}

// findLayers lists the pairs of technology and operator that the criterion can decide.
func (n *Network) findLayers() {
	for i := range n.dataset.Sites {
		for _, c := range n.dataset.Sites[i].Cells {
			l := coverage.SignalLayer{Technology: c.Technology, Operator: c.Operator}
			if n.criterion.Covers(c.Technology) && !slices.Contains(n.layers, l) {
				n.layers = append(n.layers, l)
			}
		}
	}
	slices.SortFunc(n.layers, func(a, b coverage.SignalLayer) int {
		return strings.Compare(string(a.Technology)+"\x00"+a.Operator, string(b.Technology)+"\x00"+b.Operator)
	})
}

func (n *Network) layerOf(c *coverage.Cell) int {
	return slices.Index(n.layers, coverage.SignalLayer{Technology: c.Technology, Operator: c.Operator})
}

func (n *Network) addRadios() error {
	var positions [][2]float64
	var errs []error
	maker := newRadioMaker(n)
	for i := range n.dataset.Sites {
		site := &n.dataset.Sites[i]
		if !site.Located {
			continue
		}
		var here []*radio
		for j := range site.Cells {
			layer := n.layerOf(&site.Cells[j])
			if layer < 0 {
				continue
			}
			r, err := maker.radio(site, &site.Cells[j])
			if err != nil {
				errs = append(errs, fmt.Errorf("site %s, cell %s: %w", site.ID, site.Cells[j].ID, err))
				continue
			}
			r.layer, r.ordinal = layer, len(n.radios)
			n.radios, here = append(n.radios, r), append(here, r)
			n.reachM = max(n.reachM, r.reachM)
		}
		positions, n.bySite = append(positions, [2]float64{site.Lon, site.Lat}), append(n.bySite, here)
	}
	n.siteIndex = index.NewPoints(positions)
	n.findAlike()
	return errors.Join(errs...)
}

// findAlike finds the layers whose radios all vary by one sigma: there the order of
// levels is that of chances.
func (n *Network) findAlike() {
	for layer := range n.layers {
		var of []*radio
		alike := true
		for _, r := range n.radios {
			if r.layer == layer {
				of = append(of, r)
				alike = alike && r.path != nil && r.sigmaDB == of[0].sigmaDB && r.sigmaDB[0] == r.sigmaDB[1] && r.over.Name() == of[0].over.Name()
			}
		}
		for _, r := range of {
			if alike {
				r.alike, r.alikeBelow = r.path.LevelDecides()
			}
		}
	}
}

// findUnplaced marks where stations without a position could stand: in the
// commune that their file states.
func (n *Network) findUnplaced() {
	n.unplaced = make([]map[Tile]*coverage.Mask, len(n.layers))
	n.unplacedUnits = make([]map[int]bool, len(n.layers))
	for i := range n.dataset.Sites {
		site := &n.dataset.Sites[i]
		if site.Located || site.Unit < 0 {
			continue
		}
		for j := range site.Cells {
			layer := n.layerOf(&site.Cells[j])
			if layer < 0 {
				continue
			}
			if n.unplacedUnits[layer][site.Unit] {
				continue
			}
			if n.unplacedUnits[layer] == nil {
				n.unplaced[layer], n.unplacedUnits[layer] = map[Tile]*coverage.Mask{}, map[int]bool{}
			}
			n.unplacedUnits[layer][site.Unit] = true
			n.markUnit(n.unplaced[layer], site.Unit)
		}
	}
}

func (n *Network) markUnit(masks map[Tile]*coverage.Mask, unit int) {
	n.eachCell(unit, func(col, row int) {
		t := Tile{col / coverage.TileSize, row / coverage.TileSize}
		if masks[t] == nil {
			masks[t] = new(coverage.Mask)
		}
		masks[t].Set(col%coverage.TileSize, row%coverage.TileSize)
	})
}

// eachCell visits the cells in which a unit has area or people.
func (n *Network) eachCell(unit int, visit func(col, row int)) {
	u := &n.dataset.Demand.Units[unit]
	for _, run := range u.Footprint.Runs {
		for col := run.Col0; col < run.Col1; col++ {
			visit(int(col), int(run.Row))
		}
	}
	for _, p := range u.Footprint.Partials {
		visit(int(p.Col), int(p.Row))
	}
	for _, p := range u.Points {
		visit(int(p.Col), int(p.Row))
	}
}

// Split lists the tiles that hold demand, by row, then column.
func (n *Network) Split() []Tile {
	m := coverage.NewSignalMap(n.grid, nil)
	wanted := make([]bool, m.TileCols*m.TileRows)
	for unit := range n.dataset.Demand.Units {
		u := &n.dataset.Demand.Units[unit]
		for _, run := range u.Footprint.Runs {
			for t := int(run.Col0) / coverage.TileSize; t <= int(run.Col1-1)/coverage.TileSize; t++ {
				wanted[int(run.Row)/coverage.TileSize*m.TileCols+t] = true
			}
		}
		for _, p := range u.Footprint.Partials {
			wanted[int(p.Row)/coverage.TileSize*m.TileCols+int(p.Col)/coverage.TileSize] = true
		}
		for _, p := range u.Points {
			wanted[int(p.Row)/coverage.TileSize*m.TileCols+int(p.Col)/coverage.TileSize] = true
		}
	}
	var tiles []Tile
	for i, w := range wanted {
		if w {
			tiles = append(tiles, Tile{Col: i % m.TileCols, Row: i / m.TileCols})
		}
	}
	return tiles
}

// Merge puts the answers of tiles together, whatever their order, and decides
// the receiver points.
func (n *Network) Merge(parts []TileSignal) *coverage.SignalMap {
	m := coverage.NewSignalMap(n.grid, n.layers)
	m.Expected, m.Asked = n.rule.expected, n.wanted
	warnings := n.newWarnings()
	for i := range parts {
		p := &parts[i]
		m.Tiles[p.Tile.Row*m.TileCols+p.Tile.Col] = p.Layers
		warnings.merge(p.Warnings)
	}
	if n.rule.level {
		for _, l := range n.layers {
			m.ThresholdCentiDBm = append(m.ThresholdCentiDBm, int(milli(n.criterion.ThresholdDBm(l.Technology))/10))
		}
	}
	if n.KeepServers && n.rule.level {
		for _, r := range n.radios {
			m.Servers = append(m.Servers, coverage.ServerCell{SiteID: r.siteID, CellID: r.cellID})
		}
	}
	m.Receivers, m.ReceiverLevels = n.decideReceivers(warnings)
	if n.criterion.AtCentre() {
		m.ByUnit, m.Expected = n.decideUnits(m.Receivers), false
	}
	m.Warnings = warnings.list(n.models)
	return m
}

// decideUnits takes every leaf unit as its centre; a unit without centre is unknown.
func (n *Network) decideUnits(receivers [][]coverage.State) [][]coverage.State {
	byUnit := make([][]coverage.State, len(n.layers))
	all := n.dataset.Receivers()
	for layer := range byUnit {
		byUnit[layer] = slices.Repeat([]coverage.State{coverage.Unknown}, n.dataset.Leaves)
		for i, rc := range all {
			if rc.Kind == coverage.ReceiverCentre {
				byUnit[layer][rc.Unit] = receivers[layer][i]
			}
		}
	}
	return byUnit
}
