package coverage

import (
	"math/bits"
	"slices"

	"phusong/geo/raster"
)

// TileSize is the number of rows and columns of a tile: one 64-bit word a row.
const TileSize = 64

// Mask has one bit per cell of a tile: bit c of word r is the cell in row r,
// column c of the tile.
type Mask [TileSize]uint64

// Has reports the bit of a cell; col and row count from the tile's corner.
func (m *Mask) Has(col, row int) bool { return m[row]>>uint(col)&1 != 0 }

// Set sets the bit of a cell.
func (m *Mask) Set(col, row int) { m[row] |= 1 << uint(col) }

// Count returns the number of set bits.
func (m *Mask) Count() int {
	n := 0
	for _, w := range m {
		n += bits.OnesCount64(w)
	}
	return n
}

// SignalLayer is what one operator's cells of one technology give together.
type SignalLayer struct {
	Technology Technology
	Operator   string
}

// LayerTile is the answer for one layer in one tile. A cell in neither mask is
// uncovered; no cell is in both.
type LayerTile struct {
	Covered Mask
	Unknown Mask
	// Shadowed marks uncovered cells that would be covered over flat ground, Indoors
	// those that would be covered outdoors. Both are empty where the criterion does
	// not ask: without terrain, or outdoors.
	Shadowed Mask
	Indoors  Mask
	// LevelCentiDBm holds the median RSRP of the best server in 0.01 dBm, row-major
	// by tile, or NoLevel. Nil for criteria without a level (stated radius).
	LevelCentiDBm []int16
	// Server holds the cell that gives the level, as its number in SignalMap.Servers,
	// row-major by tile, or NoServer. Nil unless servers were asked for.
	Server []uint32
	// Chance holds the probability of coverage in 1/10000, row-major by tile. Nil
	// when the criterion has no location variability.
	Chance []uint16
}

// NoLevel marks a cell that no server of the layer reaches.
const NoLevel = -32768

// NoServer is the Server of a cell without a level.
const NoServer = 0

// ServerCell is a cell that serves: SignalMap.Servers[n-1] has the number n.
type ServerCell struct{ SiteID, CellID string }

// ChanceOne is the Chance of a certainty.
const ChanceOne = 10000

// SignalMap says for every cell of the grid and every layer whether it is
// covered, not, or unknown. Tiles without demand are nil.
type SignalMap struct {
	Grid     raster.Grid
	TileCols int
	TileRows int
	Layers   []SignalLayer // sorted by technology, then operator
	Tiles    [][]LayerTile // tile row-major; per tile nil or one entry per layer
	// Asked marks, per tile as Tiles, the cells that the map answers for: nil for all
	// that have demand. Of other cells it says nothing, which is not that they are
	// uncovered.
	Asked []*Mask
	// Servers lists the cells that LayerTile.Server numbers, by site, then cell; nil
	// unless servers were asked for.
	Servers []ServerCell
	// Receivers answers for Dataset.Receivers: per layer, per receiver.
	Receivers [][]State
	// ReceiverLevels goes with Receivers; nil for criteria without a level.
	ReceiverLevels [][]ReceiverLevel
	// ByUnit, when not nil, answers for whole leaf units in place of cells, per
	// layer, per unit: criteria decided at the commune centre.
	ByUnit [][]State
	// ThresholdCentiDBm is the level each layer must reach, in 0.01 dBm; nil for
	// criteria without a level.
	ThresholdCentiDBm []int
	// Expected says that tiles carry Chance: the criterion knows how levels vary
	// with location.
	Expected bool
	Warnings []Warning
}

// ReceiverLevel is the median level of the best server of a layer at a receiver.
type ReceiverLevel struct {
	CentiDBm  int16 // 0.01 dBm, or NoLevel
	Hindrance Hindrance
}

// State is the answer for one place: uncovered, covered or unknown.
type State uint8

// The three states. Uncovered is the zero value.
const (
	Uncovered State = iota
	Covered
	Unknown
)

// String is the word of the column in figures.csv.
func (s State) String() string { return [...]string{"uncovered", "covered", "unknown"}[s] }

// Or is the three-valued or: covered over unknown over uncovered.
func (s State) Or(o State) State {
	switch {
	case s == Covered || o == Covered:
		return Covered
	case s == Unknown || o == Unknown:
		return Unknown
	}
	return Uncovered
}

// NewSignalMap returns a map without tiles for the grid and layers.
func NewSignalMap(g raster.Grid, layers []SignalLayer) *SignalMap {
	cols, rows := (g.Cols+TileSize-1)/TileSize, (g.Rows+TileSize-1)/TileSize
	return &SignalMap{Grid: g, TileCols: cols, TileRows: rows, Layers: layers, Tiles: make([][]LayerTile, cols*rows)}
}

// Tile returns the tile that holds a cell, and the cell's place in it.
func (m *SignalMap) Tile(col, row int32) (tile []LayerTile, c, r int) {
	return m.Tiles[int(row/TileSize)*m.TileCols+int(col/TileSize)], int(col % TileSize), int(row % TileSize)
}

// Answers tells whether the map was asked for a cell; see Asked.
func (m *SignalMap) Answers(col, row int32) bool {
	if m.Asked == nil {
		return true
	}
	asked := m.Asked[int(row/TileSize)*m.TileCols+int(col/TileSize)]
	return asked != nil && asked.Has(int(col%TileSize), int(row%TileSize))
}

// Selection is a technology and an operator rule or name.
type Selection struct {
	Technology Technology
	Operator   string // OperatorAny, OperatorAll or a name; not OperatorMax
}

// View answers one selection over a SignalMap. It holds no answers of its own: it
// sees what becomes of the map's tiles.
type View struct {
	m      *SignalMap
	groups [][]int // all groups must be covered, each by any of its layers
}

// View prepares a selection. An operator without a layer of the technology
// covers nothing with it. Operators is the list of the data set, which the rule
// all needs; the rule any takes every layer, also of an operator not in the list.
func (m *SignalMap) View(s Selection, operators []string) *View {
	v := &View{m: m}
	switch s.Operator {
	case OperatorAny:
		v.groups = [][]int{m.layersWhere(s.Technology, func(string) bool { return true })}
	case OperatorAll:
		for _, o := range operators {
			v.groups = append(v.groups, m.layersOf(s.Technology, o))
		}
		if len(operators) == 0 {
			v.groups = [][]int{nil}
		}
	default:
		v.groups = [][]int{m.layersOf(s.Technology, s.Operator)}
	}
	return v
}

// Row is combine for a row of a tile that is not nil: the covered and the unknown
// cells, bit c for column c.
func (v *View) Row(tile []LayerTile, r int) (covered, unknown uint64) {
	covered = ^uint64(0)
	uncovered := uint64(0)
	for _, group := range v.groups {
		var c, u uint64
		for _, layer := range group {
			t := &tile[layer]
			c, u = c|t.Covered[r], u|t.Unknown[r]
		}
		covered, uncovered = covered&c, uncovered|^(c|u)
	}
	return covered, ^(covered | uncovered)
}

func (m *SignalMap) layersOf(t Technology, operator string) []int {
	return m.layersWhere(t, func(o string) bool { return o == operator })
}

func (m *SignalMap) layersWhere(t Technology, operator func(string) bool) []int {
	var found []int
	members := t.Members()
	for i, l := range m.Layers {
		if slices.Contains(members, l.Technology) && operator(l.Operator) {
			found = append(found, i)
		}
	}
	return found
}

// State answers for the piece of a leaf unit in a cell of the grid; a cell of a
// nil tile is Uncovered.
func (v *View) State(unit int, col, row int32) State {
	if v.m.ByUnit != nil {
		return v.combine(func(layer int) State { return v.m.ByUnit[layer][unit] })
	}
	tile, c, r := v.m.Tile(col, row)
	if tile == nil {
		return Uncovered
	}
	switch covered, unknown := v.Row(tile, r); {
	case covered>>uint(c)&1 != 0:
		return Covered
	case unknown>>uint(c)&1 != 0:
		return Unknown
	}
	return Uncovered
}

// Receiver answers for one of Dataset.Receivers.
func (v *View) Receiver(i int) State {
	return v.combine(func(layer int) State { return v.m.Receivers[layer][i] })
}

// combine applies the three-valued rule: within a group covered wins over
// unknown over uncovered; over groups uncovered wins over unknown over covered.
func (v *View) combine(state func(layer int) State) State {
	result := Covered
	for _, group := range v.groups {
		best := Uncovered
		for _, layer := range group {
			switch s := state(layer); {
			case s == Covered:
				best = Covered
			case s == Unknown && best == Uncovered:
				best = Unknown
			}
		}
		if best == Uncovered {
			return Uncovered
		}
		if best == Unknown {
			result = Unknown
		}
	}
	return result
}

// Chance returns the probability of coverage in 1/ChanceOne: within a group that
// of the best layer, over groups the least. This takes shadowing as common to
// all servers of a place, so that each <= max <= any and all <= each hold.
func (v *View) Chance(col, row int32) int64 {
	tile, c, r := v.m.Tile(col, row)
	if tile == nil {
		return 0
	}
	least := ChanceOne
	for _, group := range v.groups {
		best := 0
		for _, layer := range group {
			if t := &tile[layer]; t.Chance != nil {
				best = max(best, int(t.Chance[r*TileSize+c]))
			}
		}
		least = min(least, best)
	}
	return int64(least)
}

// Hindrance is what keeps a cell from being covered, in order of weight.
type Hindrance uint8

// The hindrances. The zero value says that a cell is not uncovered.
const (
	NotHindered        Hindrance = iota
	HinderedByBuilding           // it would be covered outdoors
	HinderedByTerrain            // it would be covered over flat ground
	HinderedOtherwise            // neither
)

// Hindrance tells what keeps a cell from being covered: within a group the least of
// its layers, over groups the greatest of those that are uncovered. Outdoors weighs
// less than flat ground, where a cell would be covered by either. Criteria that are
// not decided in cells know none but HinderedOtherwise.
func (v *View) Hindrance(col, row int32) Hindrance {
	tile, c, r := v.m.Tile(col, row)
	if tile == nil || v.m.ByUnit != nil {
		return HinderedOtherwise
	}
	worst := NotHindered
	for _, group := range v.groups {
		least := HinderedOtherwise
		for _, layer := range group {
			least = min(least, tile[layer].hindrance(c, r))
		}
		worst = max(worst, least)
	}
	return worst
}

func (t *LayerTile) hindrance(c, r int) Hindrance {
	switch {
	case t.Covered.Has(c, r), t.Unknown.Has(c, r):
		return NotHindered
	case t.Indoors.Has(c, r):
		return HinderedByBuilding
	case t.Shadowed.Has(c, r):
		return HinderedByTerrain
	}
	return HinderedOtherwise
}

// Level returns the level that decides a selection and what it lacks to the
// threshold, both in 0.01 dB: within a group the layer that lacks least, over
// groups the one that lacks most. It is false where no server is in range, and
// for criteria that are not decided in cells.
func (v *View) Level(col, row int32) (dBm, short int, ok bool) {
	tile, c, r := v.m.Tile(col, row)
	if tile == nil || v.m.ThresholdCentiDBm == nil || v.m.ByUnit != nil {
		return 0, 0, false
	}
	for i, group := range v.groups {
		level, lack, found := v.best(group, tile, r*TileSize+c)
		if !found {
			return 0, 0, false
		}
		if i == 0 || lack > short {
			dBm, short = level, lack
		}
	}
	return dBm, short, len(v.groups) > 0
}

func (v *View) best(group []int, tile []LayerTile, cell int) (dBm, short int, ok bool) {
	for _, layer := range group {
		t := &tile[layer]
		if t.LevelCentiDBm == nil || t.LevelCentiDBm[cell] == NoLevel {
			continue
		}
		level := int(t.LevelCentiDBm[cell])
		if lack := v.m.ThresholdCentiDBm[layer] - level; !ok || lack < short {
			dBm, short, ok = level, lack, true
		}
	}
	return dBm, short, ok
}
