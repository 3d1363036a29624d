package coverage

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/geo/raster"
)

// drawSignal makes a map of one tile with random states of three operators.
func drawSignal(t *rapid.T, operators []string) *SignalMap {
	var layers []SignalLayer
	for _, tech := range []Technology{Tech4G, Tech5G} {
		for _, o := range operators {
			if rapid.IntRange(0, 4).Draw(t, "layer") > 0 {
				layers = append(layers, SignalLayer{tech, o})
			}
		}
	}
	m := NewSignalMap(raster.Grid{West: 106, North: 11, StepX: 0.001, StepY: 0.001, Cols: 3, Rows: 3}, layers)
	m.Expected = true
	tile := make([]LayerTile, len(layers))
	for i := range tile {
		tile[i].Chance = make([]uint16, TileSize*TileSize)
		for r := range 3 {
			for c := range 3 {
				switch rapid.IntRange(0, 2).Draw(t, "state") {
				case 1:
					tile[i].Covered.Set(c, r)
				case 2:
					tile[i].Unknown.Set(c, r)
				}
				if rapid.Bool().Draw(t, "shadowed") {
					tile[i].Shadowed.Set(c, r)
				}
				if rapid.Bool().Draw(t, "indoors") {
					tile[i].Indoors.Set(c, r)
				}
				tile[i].Chance[r*TileSize+c] = uint16(rapid.IntRange(0, ChanceOne).Draw(t, "chance"))
			}
		}
	}
	m.Tiles[0] = tile
	return m
}

// atLeast orders states: covered above unknown above uncovered.
var atLeast = map[State]int{Uncovered: 0, Unknown: 1, Covered: 2}

// TestOperatorRules: all <= each <= any and 4g+ >= 4g, 5g, at every cell, with
// masks and one by one.
func TestOperatorRules(t *testing.T) {
	operators := []string{"A", "B", "C"}
	rapid.Check(t, func(t *rapid.T) {
		m := drawSignal(t, operators)
		view := func(tech Technology, operator string) *View { return m.View(Selection{tech, operator}, operators) }
		for _, tech := range MobileTechnologies() {
			anyone, everyone := view(tech, OperatorAny), view(tech, OperatorAll)
			for _, o := range operators {
				each, plus := view(tech, o), view(Tech4GPlus, o)
				for cell := range int32(9) {
					c, r := cell%3, cell/3
					low, mid, high := everyone.State(0, c, r), each.State(0, c, r), anyone.State(0, c, r)
					if atLeast[low] > atLeast[mid] || atLeast[mid] > atLeast[high] {
						t.Fatalf("%s %s: all %v, each %v, any %v", tech, o, low, mid, high)
					}
					if l, m, h := anyone.Hindrance(c, r), each.Hindrance(c, r), everyone.Hindrance(c, r); l > m || m > h {
						t.Fatalf("%s %s: hindrances any %v, each %v, all %v", tech, o, l, m, h)
					}
					for _, v := range []*View{anyone, each, everyone, plus} {
						if (v.Hindrance(c, r) == NotHindered) == (v.State(0, c, r) == Uncovered) {
							t.Fatalf("%s %s: %v and hindrance %v", tech, o, v.State(0, c, r), v.Hindrance(c, r))
						}
					}
					if plus.Hindrance(c, r) > each.Hindrance(c, r) {
						t.Fatalf("%s is hindered by %v, 4g+ by %v", tech, each.Hindrance(c, r), plus.Hindrance(c, r))
					}
					if everyone.Chance(c, r) > each.Chance(c, r) || each.Chance(c, r) > anyone.Chance(c, r) {
						t.Fatalf("%s %s: chances out of order", tech, o)
					}
					if atLeast[plus.State(0, c, r)] < atLeast[mid] {
						t.Fatalf("%s is %v, 4g+ %v", tech, mid, plus.State(0, c, r))
					}
				}
			}
		}
	})
}

// TestHindrance: the least of an operator's layers, the greatest of operators.
func TestHindrance(t *testing.T) {
	layers := []SignalLayer{{Tech4G, "A"}, {Tech4G, "B"}, {Tech5G, "A"}}
	m := NewSignalMap(raster.Grid{West: 106, North: 11, StepX: 0.001, StepY: 0.001, Cols: 6, Rows: 1}, layers)
	tile := make([]LayerTile, len(layers))
	m.Tiles[0] = tile
	// Columns by layer: c covered, ? unknown, t over flat ground, i outdoors, b both, - neither.
	for layer, row := range []string{"titb--", "tt?bc-", "ti-ci-"} {
		for c, letter := range row {
			switch letter {
			case 'c':
				tile[layer].Covered.Set(c, 0)
			case '?':
				tile[layer].Unknown.Set(c, 0)
			}
			if letter == 't' || letter == 'b' {
				tile[layer].Shadowed.Set(c, 0)
			}
			if letter == 'i' || letter == 'b' {
				tile[layer].Indoors.Set(c, 0)
			}
		}
	}
	const n, b, g, o = NotHindered, HinderedByBuilding, HinderedByTerrain, HinderedOtherwise
	for selection, want := range map[Selection][6]Hindrance{
		{Tech4G, "A"}:             {g, b, g, b, o, o},
		{Tech4G, OperatorAny}:     {g, b, n, b, n, o},
		{Tech4G, OperatorAll}:     {g, g, g, b, o, o},
		{Tech4GPlus, "A"}:         {g, b, g, n, b, o},
		{Tech4GPlus, OperatorAll}: {g, g, g, b, b, o},
		{Tech5G, "B"}:             {o, o, o, o, o, o},
		{Tech5G, OperatorAll}:     {o, o, o, o, o, o},
	} {
		v := m.View(selection, []string{"A", "B"})
		for c := range int32(6) {
			if got := v.Hindrance(c, 0); got != want[c] {
				t.Errorf("%v column %d: got %v, want %v", selection, c, got, want[c])
			}
		}
	}
	m.ByUnit = [][]State{{Uncovered}, {Uncovered}, {Uncovered}}
	if got := m.View(Selection{Tech4G, "A"}, nil).Hindrance(0, 0); got != HinderedOtherwise {
		t.Errorf("decided by unit: got %v", got)
	}
}

// TestMasksEqualCells: the answer of 64 cells at once is that of each alone.
func TestMasksEqualCells(t *testing.T) {
	operators := []string{"A", "B"}
	rapid.Check(t, func(t *rapid.T) {
		m := drawSignal(t, operators)
		for _, o := range []string{OperatorAny, OperatorAll, "A", "nobody"} {
			v := m.View(Selection{Tech4GPlus, o}, operators)
			for cell := range int32(9) {
				c, r := cell%3, cell/3
				want := v.combine(func(layer int) State {
					switch tile := &m.Tiles[0][layer]; {
					case tile.Covered.Has(int(c), int(r)):
						return Covered
					case tile.Unknown.Has(int(c), int(r)):
						return Unknown
					}
					return Uncovered
				})
				if got := v.State(0, c, r); got != want {
					t.Fatalf("%s: got %v, want %v", o, got, want)
				}
			}
		}
	})
}

func TestLevelOfMixedThresholds(t *testing.T) {
	m := NewSignalMap(raster.Grid{Cols: 1, Rows: 1}, []SignalLayer{{Tech4G, "A"}, {Tech5G, "A"}})
	m.ThresholdCentiDBm = []int{-11000, -10500}
	m.Tiles[0] = []LayerTile{{LevelCentiDBm: make([]int16, TileSize*TileSize)}, {LevelCentiDBm: make([]int16, TileSize*TileSize)}}
	m.Tiles[0][0].LevelCentiDBm[0], m.Tiles[0][1].LevelCentiDBm[0] = -11300, -10600
	v := m.View(Selection{Tech4GPlus, "A"}, []string{"A"})
	if level, short, ok := v.Level(0, 0); level != -10600 || short != 100 || !ok {
		t.Errorf("Level = %d, %d, %v; want the 5g layer, which lacks 1 dB", level, short, ok)
	}
	m.Tiles[0][1].LevelCentiDBm[0] = NoLevel
	if level, short, ok := v.Level(0, 0); level != -11300 || short != 300 || !ok {
		t.Errorf("Level = %d, %d, %v; want the 4g layer, which lacks 3 dB", level, short, ok)
	}
	if _, _, ok := m.View(Selection{Tech4GPlus, "B"}, []string{"A", "B"}).Level(0, 0); ok {
		t.Error("an operator without layers has a level")
	}
}

// TestViewOfUnlistedOperator: the rule any takes every layer, all and the names
// only those of listed operators.
func TestViewOfUnlistedOperator(t *testing.T) {
	m := NewSignalMap(raster.Grid{Cols: 1, Rows: 1}, []SignalLayer{{Tech4G, "A"}, {Tech4G, "unspecified"}})
	m.Tiles[0] = make([]LayerTile, 2)
	m.Tiles[0][1].Covered.Set(0, 0)
	for operator, want := range map[string]State{OperatorAny: Covered, OperatorAll: Uncovered, "A": Uncovered} {
		if got := m.View(Selection{Tech4G, operator}, []string{"A"}).State(0, 0, 0); got != want {
			t.Errorf("%s: %v, want %v", operator, got, want)
		}
	}
}
