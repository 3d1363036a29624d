package predict

import (
	"slices"

	"phusong/coverage"
)

// changedBlock is the side of the squares of a tile that are predicted anew by
// themselves. It is TileSize halved changedDepth times.
const (
	changedBlock = 16
	changedDepth = 2
)

// predictBlocks is computeLayers with levels, and the warnings that there are more of
// than before, but only for squares of the tile in which the site may have given, or may
// give, a cell its level or its chance; by bounds, as for the best server. The others
// stay as they are. Unknown cells must be those of before.
func (w *replacing) predictBlocks(t Tile) predictedTile {
	old := w.signal.Tiles[t.Row*w.signal.TileCols+t.Col]
	p := predictedTile{layers: make([]coverage.LayerTile, len(w.layers)), warnings: w.after.newWarnings()}
	outline := w.after.outline(t)
	whole := &disc{middle: outline.middle, radiusM: outline.radiusM + 0.01}
	var f *tileFrame
	var radios [2][][]*radio
	for k, layer := range w.layers {
		p.layers[k] = old[layer]
		if !w.mayDiffer(whole, layer, leastIn(outline, &old[layer], square{size: coverage.TileSize})) {
			continue
		}
		if f == nil {
			f = w.after.frame(t)
			radios = [2][][]*radio{w.before.inReach(f), w.after.inReach(f)}
		}
		if squares := w.squares(f, layer, &old[layer]); len(squares) > 0 {
			was := w.before.squaresAnew(f, radios[0][layer], &old[layer], squares)
			is := w.after.squaresAnew(f, radios[1][layer], &old[layer], squares)
			p.layers[k], p.warnings = is.layer, p.warnings.plus(is.warnings).less(was.warnings)
		}
	}
	all := make([]coverage.LayerTile, len(w.after.layers))
	for k, layer := range w.layers {
		all[layer] = p.layers[k]
	}
	w.after.markUnknown(t, all)
	for k, layer := range w.layers {
		p.layers[k] = all[layer]
	}
	return p
}

// squares lists the squares of a tile that may differ.
func (w *replacing) squares(f *tileFrame, layer int, old *coverage.LayerTile) []square {
	var all []square
	for row := 0; row < f.rows; row += changedBlock {
		for col := 0; col < f.cols; col += changedBlock {
			s := square{col, row, changedBlock}
			if w.mayDiffer(f.disc(s), layer, leastIn(f, old, s)) {
				all = append(all, s)
			}
		}
	}
	return all
}

// least is what some cell of a square has at least.
type least struct {
	served   bool // every cell has a level
	milliDBm int64
	chance   int
}

func leastIn(f *tileFrame, l *coverage.LayerTile, s square) least {
	level, chance := int16(32767), uint16(coverage.ChanceOne)
	for row := s.row; row < min(s.row+s.size, f.rows); row++ {
		for col := s.col; col < min(s.col+s.size, f.cols); col++ {
			i := row*coverage.TileSize + col
			level = min(level, l.LevelCentiDBm[i])
			if l.Chance != nil {
				chance = min(chance, l.Chance[i])
			}
		}
	}
	// The lowest level stands for all below it.
	return least{served: level > coverage.NoLevel+1, milliDBm: int64(level) * 10, chance: int(chance)}
}

// mayDiffer tells whether the site may have given, or may give, a cell of a disc its
// level or its chance.
func (w *replacing) mayDiffer(d *disc, layer int, now least) bool {
	for end, radios := range w.own {
		for _, r := range radios {
			if r.layer != layer {
				continue
			}
			c, inReach := r.look(d)
			if !inReach {
				continue
			}
			c.bestChance()
			// A station that goes may have been the only one with an equal chance.
			if !now.served || c.milliDBm >= now.milliDBm || c.chance > now.chance || end == 0 && c.chance == now.chance && c.chance > 0 {
				return true
			}
		}
	}
	return false
}

// squaresDone is a layer of which some squares were predicted, with their warnings.
type squaresDone struct {
	layer    coverage.LayerTile
	warnings warningCounts
}

// squaresAnew predicts some squares of a layer; the rest is that of old.
func (n *Network) squaresAnew(f *tileFrame, radios []*radio, old *coverage.LayerTile, squares []square) squaresDone {
	done := squaresDone{layer: *old, warnings: n.newWarnings()}
	l := &done.layer
	l.LevelCentiDBm, l.Chance = slices.Clone(l.LevelCentiDBm), slices.Clone(l.Chance)
	for _, s := range squares {
		bits := ^(uint64(1<<changedBlock-1) << s.col)
		for row := s.row; row < min(s.row+s.size, f.rows); row++ {
			l.Covered[row], l.Unknown[row] = l.Covered[row]&bits, l.Unknown[row]&bits
			l.Shadowed[row], l.Indoors[row] = l.Shadowed[row]&bits, l.Indoors[row]&bits
			for col := s.col; col < min(s.col+s.size, f.cols); col++ {
				l.LevelCentiDBm[row*coverage.TileSize+col] = coverage.NoLevel
				if l.Chance != nil {
					l.Chance[row*coverage.TileSize+col] = 0
				}
			}
		}
	}
	if len(radios) == 0 {
		return done
	}
	w := levelWork{network: n, frame: f, out: l, warnings: done.warnings, flatWork: new(flatWork)}
	all := w.everyone(radios)
	for _, s := range squares {
		w.square(s, changedDepth, all)
	}
	return done
}
