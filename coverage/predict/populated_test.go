package predict

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
)

// TestPopulatedCellsAreThoseOfTheFullMap: the cells that hold people get the answers
// of a full map, over terrain and without, and no other cell gets any.
func TestPopulatedCellsAreThoseOfTheFullMap(t *testing.T) {
	terrain := dem(t, t.TempDir(), 105.9, 10.8, 106.2, 11.1, mountains(5, 40))
	rapid.Check(t, func(t *rapid.T) {
		d := region(rapid.IntRange(1, 90).Draw(t, "cols"), rapid.IntRange(1, 70).Draw(t, "rows"), drawSites(t, 5)...)
		d.Demand.Kind = coverage.DemandPoints
		if err := d.Demand.LayGrid(d.Demand.Grid); err != nil {
			t.Fatal(err)
		}
		g, populated := d.Demand.Grid, map[[2]int]bool{}
		u := &d.Demand.Units[0]
		for row := range g.Rows {
			for col := range g.Cols {
				if rapid.IntRange(0, 9).Draw(t, "lived in") == 0 {
					u.Points = append(u.Points, coverage.PointCount{Row: int32(row), Col: int32(col), People: 1})
					populated[[2]int{col, row}] = true
				}
			}
		}
		if len(populated) == 0 {
			return
		}
		c := preset(t, "outdoor-110")
		if rapid.Bool().Draw(t, "over terrain") {
			d.Terrain = terrain
			c = over(t, "outdoor-110", func(c *criterion.Criterion) {
				models(rapid.SampledFrom([]string{"p1812", "rma+terrain", "hata-open+terrain"}).Draw(t, "model"))(c)
			})
		}
		comparePopulated(t, d, c, populated)
	})
}

func comparePopulated(t *rapid.T, d *coverage.Dataset, c criterion.Criterion, populated map[[2]int]bool) {
	full, only := mustNetwork(t, d, c), mustNetwork(t, d, c)
	tiles, seen := only.SplitPopulated(), map[[2]int]bool{}
	if only.PopulatedCells() != len(populated) {
		t.Fatalf("%d cells, want %d", only.PopulatedCells(), len(populated))
	}
	for _, tile := range tiles {
		want, got := full.Compute(tile), only.Compute(tile)
		for layer := range want.Layers {
			for i := range coverage.TileSize * coverage.TileSize {
				col, row := i%coverage.TileSize, i/coverage.TileSize
				place := [2]int{tile.Col*coverage.TileSize + col, tile.Row*coverage.TileSize + row}
				a, b := stateOf(&want.Layers[layer], i), stateOf(&got.Layers[layer], i)
				if !populated[place] {
					a = cellState{level: coverage.NoLevel}
				}
				if a != b {
					t.Fatalf("cell %v, lived in: %v: %+v, want %+v", place, populated[place], b, a)
				}
				if populated[place] {
					seen[place] = true
				}
			}
		}
	}
	if len(full.layers) > 0 && len(seen) != len(populated) {
		t.Fatalf("%d cells are in tiles, want %d", len(seen), len(populated))
	}
}

// cellState is all that is known of a cell.
type cellState struct {
	covered, unknown, shadowed, indoors bool
	level                               int16
	chance                              uint16
	server                              uint32
}

func stateOf(l *coverage.LayerTile, i int) cellState {
	col, row := i%coverage.TileSize, i/coverage.TileSize
	return cellState{l.Covered.Has(col, row), l.Unknown.Has(col, row), l.Shadowed.Has(col, row), l.Indoors.Has(col, row),
		l.LevelCentiDBm[i], l.Chance[i], l.Server[i]}
}

func mustNetwork(t *rapid.T, d *coverage.Dataset, c criterion.Criterion) *Network {
	n, err := NewNetwork(t.Context(), d, c)
	if err != nil {
		t.Fatal(err)
	}
	n.KeepServers = true
	return n
}
