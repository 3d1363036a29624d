package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// answer is what is known of a receiver in one layer.
type answer struct {
	milliDBm int64 // best median level, noServer for none
	chance   int   // best probability in 1/coverage.ChanceOne
	server   *radio
	warnings propagation.Warning // of the best server's prediction
	could    possibility         // what radios whose path is not known could give
}

const noServer = math.MinInt64

// consider improves an answer with one radio's prediction at a place.
func (a *answer) consider(r *radio, to *geo.Vec3) {
	level, chance, warnings, ok := r.receive(to)
	if !ok {
		return
	}
	if m := milli(level); m > a.milliDBm {
		a.milliDBm, a.server, a.warnings = m, r, warnings
	}
	a.chance = max(a.chance, chance)
}

// direct answers by asking every radio in turn: the reference for bounded search.
func direct(radios []*radio, to *geo.Vec3) answer {
	a := answer{milliDBm: noServer}
	for _, r := range radios {
		a.consider(r, to)
	}
	return a
}

// improve is consider for radios out of order, without the part of a prediction
// that cannot change the answer. Equal levels go to the radio that comes first in
// the network.
func (a *answer) improve(c *candidate, to *geo.Vec3) {
	r := c.radio
	distanceM := r.position.ShortDistanceM(to)
	if distanceM > r.reachM {
		return
	}
	reference := r.referenceTo(to, distanceM)
	p := r.predict(distanceM)
	if c.chance > a.chance {
		a.chance = max(a.chance, r.chance(&p, reference))
	}
	// The median is never below the loss in line of sight.
	if c.milliDBm < a.milliDBm || milli(reference-p.LOSdB) < a.milliDBm {
		return
	}
	a.serve(r, &p, reference)
}

// levelWork fills one layer of a tile.
type levelWork struct {
	network  *Network
	frame    *tileFrame
	out      *coverage.LayerTile
	warnings warningCounts
	paths    *paths         // nil without terrain
	wanted   *coverage.Mask // nil for all cells
	changed  *changedCells  // nil unless a site changes
	*flatWork
	// likewise over terrain
	over      mastSearch
	keptMasts []mastBound // of the tile
}

// blockSize is the side of the smallest squares of cells over which bounds are
// taken: TileSize halved once for each further entry of flatWork.kept.
const blockSize = 8

// computeLevels fills a layer of a tile from the radios in reach. Squares are
// halved down to the size of a block; each time the radios that can give no cell of
// the square its best level or chance are left behind.
func (n *Network) computeLevels(f *tileFrame, radios []*radio, w levelWork) {
	const cells = coverage.TileSize * coverage.TileSize
	w.out.LevelCentiDBm = slices.Repeat([]int16{coverage.NoLevel}, cells)
	if n.rule.expected {
		w.out.Chance = make([]uint16, cells)
	}
	if n.KeepServers {
		w.out.Server = make([]uint32, cells)
	}
	if len(radios) == 0 {
		return
	}
	w.network, w.frame, w.wanted = n, f, n.wantedIn(f)
	if w.paths != nil {
		w.overSquare(square{size: coverage.TileSize}, 0, w.paths.mastsOf(radios))
		return
	}
	w.square(square{size: coverage.TileSize}, 0, w.everyone(radios))
}

// square is a square of cells of a tile by its first column and row.
type square struct{ col, row, size int }

// square answers for the cells of a square of which outer are the candidates, or more.
func (w *levelWork) square(s square, depth int, outer []candidate) {
	if s.row >= w.frame.rows || s.col >= w.frame.cols || !w.wantsAny(s) {
		return
	}
	d := w.frame.disc(s)
	w.kept[depth] = narrow(outer, d, w.kept[depth][:0])
	candidates := w.kept[depth]
	if s.size > blockSize {
		half := s.size / 2
		for _, quarter := range [...]square{{s.col, s.row, half}, {s.col + half, s.row, half}, {s.col, s.row + half, half}, {s.col + half, s.row + half, half}} {
			w.square(quarter, depth+1, candidates)
		}
		return
	}
	order(candidates)
	w.cells = w.cells[:0]
	for row := s.row; row < min(s.row+s.size, w.frame.rows); row++ {
		for col := s.col; col < min(s.col+s.size, w.frame.cols); col++ {
			if w.wants(col, row) {
				w.cells = append(w.cells, row*coverage.TileSize+col)
			}
		}
	}
	w.flat = slices.Grow(w.flat[:0], len(w.cells))[:len(w.cells)]
	w.flatSearch(candidates)
	if w.changed != nil {
		w.storeChanged()
		return
	}
	for i, cell := range w.cells {
		at := &w.frame.centres[cell]
		w.store(receiver{at: at}, cell, w.flat[i].answer(at))
	}
}

// overSquare is square over terrain, where only the tile leaves masts behind: those out
// of reach. Squares within it would leave few more.
func (w *levelWork) overSquare(s square, depth int, outer []mastBound) {
	if s.row >= w.frame.rows || s.col >= w.frame.cols || !w.wantsAny(s) {
		return
	}
	d := w.frame.disc(s)
	d.low, d.high = w.paths.low, w.paths.high
	if depth == 0 {
		w.keptMasts = narrowMasts(outer, d, w.keptMasts[:0])
		outer = w.keptMasts
	}
	if s.size > overBlockSize {
		half := s.size / 2
		for _, quarter := range [...]square{{s.col, s.row, half}, {s.col + half, s.row, half}, {s.col, s.row + half, half}, {s.col + half, s.row + half, half}} {
			w.overSquare(quarter, depth+1, outer)
		}
		return
	}
	w.paths.trim()
	w.over.begin(outer, d)
	for row := s.row; row < min(s.row+s.size, w.frame.rows); row++ {
		for col := s.col; col < min(s.col+s.size, w.frame.cols); col++ {
			if !w.wants(col, row) {
				continue
			}
			rc := w.receiver(col, row)
			w.store(rc, row*coverage.TileSize+col, w.settle(w.over.answer(rc), rc))
		}
	}
}

// receiver is a cell of the tile.
func (w *levelWork) receiver(col, row int) receiver {
	f := w.frame
	rc := receiver{cell: (f.row0+row)*w.network.grid.Cols + f.col0 + col, at: f.centre(col, row), paths: w.paths}
	if w.paths != nil {
		rc.lowM, rc.highM = w.paths.ends(col, row)
	}
	return rc
}

// overBlockSize is blockSize over terrain: there bounds leave few radios behind, and
// taking them for smaller squares costs more than it saves.
const overBlockSize = 16

// settle asks the reference where an answer hangs on less than what the swept
// prediction is good for.
func (w *levelWork) settle(a answer, rc receiver) answer {
	if a.server != nil && a.server.path != nil && w.network.rule.close(&a) {
		a = w.over.reference(w.network, rc)
	}
	return a
}

// disc is the smallest disc, about, that holds the cell centres of a square.
func (f *tileFrame) disc(s square) *disc {
	rowEnd, colEnd := min(s.row+s.size, f.rows), min(s.col+s.size, f.cols)
	d := &disc{middle: *f.centre((s.col+colEnd)/2, (s.row+rowEnd)/2)}
	for _, corner := range [...]*geo.Vec3{f.centre(s.col, s.row), f.centre(colEnd-1, s.row), f.centre(s.col, rowEnd-1), f.centre(colEnd-1, rowEnd-1)} {
		d.radiusM = math.Max(d.radiusM, d.middle.ShortDistanceM(corner))
	}
	d.radiusM += 0.01
	return d
}

// narrow keeps the candidates that may give some cell of the disc its best level
// or its best chance, given what the strongest of them gives in every cell.
func narrow(outer []candidate, d *disc, kept []candidate) []candidate {
	strongest := -1
	for i := range outer {
		c, ok := outer[i].radio.look(d)
		if !ok {
			continue
		}
		kept = append(kept, c)
		if strongest < 0 || kept[strongest].milliDBm < c.milliDBm {
			strongest = len(kept) - 1
		}
	}
	if strongest < 0 {
		return kept
	}
	leastMilliDBm, leastChance := kept[strongest].floor()
	n := 0
	for i := range kept {
		c := &kept[i]
		if c.milliDBm < leastMilliDBm {
			if c.bestChance(); c.chance <= leastChance {
				continue
			}
		}
		kept[n] = *c
		n++
	}
	return kept[:n]
}

// order sorts the candidates of a block, best level first, and completes their chances.
func order(candidates []candidate) {
	for i := range candidates {
		candidates[i].bestChance()
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		switch {
		case a.milliDBm > b.milliDBm:
			return -1
		case a.milliDBm < b.milliDBm:
			return 1
		}
		return a.radio.ordinal - b.radio.ordinal
	})
	most := 0
	for i := len(candidates) - 1; i >= 0; i-- {
		most = max(most, candidates[i].chance)
		candidates[i].chanceAfter = most
	}
}

// store writes an answer into a layer of a tile.
func (w *levelWork) store(rc receiver, i int, a answer) {
	col, row := i%coverage.TileSize, i/coverage.TileSize
	rule := w.network.rule
	covered := rule.passes(a)
	switch {
	case covered:
		w.out.Covered.Set(col, row)
	case rule.possible(a):
		w.out.Unknown.Set(col, row)
	case w.indoorsOnly(&a, rc):
		w.out.Indoors.Set(col, row)
	case w.paths != nil && w.over.shadowed(w.network, rc):
		w.out.Shadowed.Set(col, row)
	}
	if a.server == nil {
		return
	}
	w.out.LevelCentiDBm[i] = centi(a.milliDBm)
	if w.out.Server != nil {
		w.out.Server[i] = uint32(a.server.ordinal) + 1
	}
	if w.out.Chance != nil {
		w.out.Chance[i] = uint16(a.chance)
	}
	w.warnings.add(a.server.model, a.warnings)
}

// centi rounds 0.001 dB down to 0.01 dB, so that a level below a threshold of
// two decimals never prints as reaching it.
func centi(milliDBm int64) int16 {
	c := milliDBm / 10
	if milliDBm < 0 && milliDBm%10 != 0 {
		c--
	}
	return int16(max(coverage.NoLevel+1, min(c, math.MaxInt16)))
}
