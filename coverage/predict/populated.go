package predict

import (
	"math/bits"

	"phusong/coverage"
)

// SplitPopulated restricts the network to the cells that hold people or households,
// and lists their tiles as Split does: of them Map then gives the answers of a full
// map, to the bit. Of other cells the map says nothing: they have no level and are in
// no mask, which does not mean that they are uncovered, so that sums of people and
// households hold and those of area do not; SignalMap.Asked tells them apart. Receivers
// are answered as ever. It is for criteria with levels; a stated radius is too cheap to
// leave cells out. Call it before Map or Plot, or not at all.
func (n *Network) SplitPopulated() []Tile {
	m := coverage.NewSignalMap(n.grid, nil)
	n.tileCols, n.wanted = m.TileCols, make([]*coverage.Mask, m.TileCols*m.TileRows)
	d := n.dataset.Demand
	// Totals so large that every weight has a part of them.
	const many = coverage.Micro(1) << 60
	for unit := range d.Units {
		d.Each(unit, many, many, func(p coverage.Piece) {
			if p.People == 0 && p.Households == 0 {
				return
			}
			t := &n.wanted[int(p.Row)/coverage.TileSize*n.tileCols+int(p.Col)/coverage.TileSize]
			if *t == nil {
				*t = new(coverage.Mask)
			}
			(*t).Set(int(p.Col)%coverage.TileSize, int(p.Row)%coverage.TileSize)
		})
	}
	var tiles []Tile
	for i, w := range n.wanted {
		if w != nil {
			tiles = append(tiles, Tile{Col: i % n.tileCols, Row: i / n.tileCols})
		}
	}
	return tiles
}

// PopulatedIn counts the cells of a tile to which SplitPopulated restricted the network.
func (n *Network) PopulatedIn(t Tile) int {
	if w := n.wanted[t.Row*n.tileCols+t.Col]; w != nil {
		return w.Count()
	}
	return 0
}

// PopulatedCells counts the cells to which SplitPopulated restricted the network.
func (n *Network) PopulatedCells() (cells int) {
	for _, w := range n.wanted {
		if w != nil {
			cells += w.Count()
		}
	}
	return cells
}

// wantedIn is the mask of the cells of a tile that are asked for, nil for all.
func (n *Network) wantedIn(f *tileFrame) *coverage.Mask {
	if n.wanted == nil {
		return nil
	}
	if w := n.wanted[f.row0/coverage.TileSize*n.tileCols+f.col0/coverage.TileSize]; w != nil {
		return w
	}
	return new(coverage.Mask)
}

// wants tells whether a cell of the tile is asked for.
func (w *levelWork) wants(col, row int) bool { return w.wanted == nil || w.wanted.Has(col, row) }

// wantsAny tells whether some cell of a square is asked for.
func (w *levelWork) wantsAny(s square) bool {
	if w.wanted == nil {
		return true
	}
	columns := ^uint64(0) >> (coverage.TileSize - s.size) << s.col
	any := 0
	for row := s.row; row < min(s.row+s.size, coverage.TileSize); row++ {
		any += bits.OnesCount64(w.wanted[row] & columns)
	}
	return any > 0
}
