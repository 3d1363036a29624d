package predict

import (
	"math"
	"math/bits"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// changedBlock is the side of the squares of a tile that are looked at for cells to be
// predicted anew.
const changedBlock = 8

// predictBlocks is computeLevels for the tile, and the warnings that there are more of
// than before, but only for cells in which the site may have given, or may give, the level
// or the chance; by bounds, as for the best server. The others stay as they are. Unknown
// cells must be those of before.
func (w *replacing) predictBlocks(t Tile) predictedTile {
	old := w.signal.Tiles[t.Row*w.signal.TileCols+t.Col]
	p := predictedTile{layers: make([]coverage.LayerTile, len(w.layers)), warnings: w.after.newWarnings()}
	outline := w.after.outline(t)
	whole := &disc{middle: outline.middle, radiusM: outline.radiusM + 0.01}
	var f *tileFrame
	var radios [][]*radio
	for k, layer := range w.layers {
		p.layers[k] = old[layer]
		own := w.ownOf(layer)
		if !own.mayMatter(whole, leastIn(outline, &old[layer], square{size: coverage.TileSize})).any() {
			continue
		}
		if f == nil {
			f = w.after.frame(t)
			radios = w.after.inReach(f)
		}
		c := changedCells{own: own, before: w.after.newWarnings(), after: w.after.newWarnings()}
		if c.find(f, &old[layer]) {
			p.layers[k] = w.after.cellsAnew(f, radios[layer], &old[layer], &c)
			p.warnings = p.warnings.plus(c.after).less(c.before)
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

// siteRadios are radios of a site before, 0, and after a change, 1.
type siteRadios [2][]candidate

func (s siteRadios) any() bool { return len(s[0])+len(s[1]) > 0 }

// ownOf are the radios of the site in a layer, before and after, without bounds.
func (w *replacing) ownOf(layer int) (own siteRadios) {
	for end, radios := range w.own {
		for _, r := range radios {
			if r.layer == layer {
				own[end] = append(own[end], candidate{radio: r, milliDBm: math.MaxInt64, chance: coverage.ChanceOne})
			}
		}
	}
	return own
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

// mayMatter keeps the radios that may have given, or may give, a cell of a disc its level or
// its chance.
func (s siteRadios) mayMatter(d *disc, now least) (kept siteRadios) {
	for end, radios := range s {
		for i := range radios {
			c, inReach := radios[i].radio.look(d)
			if !inReach {
				continue
			}
			c.bestChance()
			// A station that goes may have been the only one with an equal chance.
			if !now.served || c.milliDBm >= now.milliDBm || c.chance > now.chance || end == 0 && c.chance == now.chance && c.chance > 0 {
				kept[end] = append(kept[end], radios[i])
			}
		}
	}
	return kept
}

// changedCells are the cells of a layer of a tile for which a site may matter, before or
// after a change.
type changedCells struct {
	own           siteRadios
	cells         coverage.Mask
	before, after warningCounts
}

// find marks the cells in which a radio of the site may have given, or may give, the level
// or the chance.
func (c *changedCells) find(f *tileFrame, old *coverage.LayerTile) bool {
	for row := 0; row < f.rows; row += changedBlock {
		for col := 0; col < f.cols; col += changedBlock {
			s := square{col, row, changedBlock}
			if own := c.own.mayMatter(f.disc(s), leastIn(f, old, s)); own.any() {
				c.findIn(f, old, s, own)
			}
		}
	}
	return c.cells != coverage.Mask{}
}

// findIn is find in a square, in which only some radios matter.
func (c *changedCells) findIn(f *tileFrame, old *coverage.LayerTile, s square, own siteRadios) {
	for row := s.row; row < min(s.row+s.size, f.rows); row++ {
		for col := s.col; col < min(s.col+s.size, f.cols); col++ {
			if own.matter(f.centre(col, row), old, row*coverage.TileSize+col) {
				c.cells.Set(col, row)
			}
		}
	}
}

// matter tells whether a radio may have given, or may give, a cell its level or its chance.
func (s siteRadios) matter(at *geo.Vec3, old *coverage.LayerTile, cell int) bool {
	level, chance := old.LevelCentiDBm[cell], 0
	if old.Chance != nil {
		chance = int(old.Chance[cell])
	}
	// What is less is less in its thousandths too; the lowest level stands for all below it.
	leastDBm := float64(level)/100 - 0.002
	for end := range s {
		for k := range s[end] {
			r := s[end][k].radio
			levelDBm, most, inReach := r.atMost(at)
			if !inReach {
				continue
			}
			// A station that goes may have been the only one with an equal chance.
			if level <= coverage.NoLevel+1 || !(levelDBm < leastDBm) || most > chance || end == 0 && most == chance && most > 0 {
				return true
			}
		}
	}
	return false
}

// cellsAnew predicts some cells of a layer; the rest is that of old. Others than the site
// are asked once, for before and after.
func (n *Network) cellsAnew(f *tileFrame, radios []*radio, old *coverage.LayerTile, c *changedCells) coverage.LayerTile {
	l := *old
	l.LevelCentiDBm, l.Chance = slices.Clone(l.LevelCentiDBm), slices.Clone(l.Chance)
	for row, anew := range c.cells {
		l.Covered[row], l.Unknown[row] = l.Covered[row]&^anew, l.Unknown[row]&^anew
		l.Shadowed[row], l.Indoors[row] = l.Shadowed[row]&^anew, l.Indoors[row]&^anew
		for ; anew != 0; anew &= anew - 1 {
			cell := row*coverage.TileSize + bits.TrailingZeros64(anew)
			l.LevelCentiDBm[cell] = coverage.NoLevel
			if l.Chance != nil {
				l.Chance[cell] = 0
			}
		}
	}
	own := c.own[1]
	others := slices.DeleteFunc(slices.Clone(radios), func(r *radio) bool {
		return slices.ContainsFunc(own, func(c candidate) bool { return c.radio == r })
	})
	w := levelWork{network: n, frame: f, out: &l, warnings: c.after, wanted: &c.cells, changed: c, flatWork: new(flatWork)}
	w.square(square{size: coverage.TileSize}, 0, w.everyone(others))
	return l
}

// storeChanged ends the search for the cells of a block with the radios of the site: those
// before for the warnings that there were, those after for what there is.
func (w *levelWork) storeChanged() {
	for i, cell := range w.cells {
		at := &w.frame.centres[cell]
		was, is := w.flat[i], w.flat[i]
		for k := range w.changed.own[0] {
			was.improve(&w.changed.own[0][k], at)
		}
		if was.server != nil {
			w.changed.before.add(was.server.model, was.warnings)
		}
		for k := range w.changed.own[1] {
			is.improve(&w.changed.own[1][k], at)
		}
		w.store(receiver{at: at}, cell, is.answer(at))
	}
}
