package predict

import (
	"math"
	"slices"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo"
)

// blockSize is the side of the squares of cells over which bounds are taken:
// small enough that a bound is close, large enough that sorting pays.
const blockSize = 8

// answer is what is known of a receiver in one layer.
type answer struct {
	milliDBm int64 // best median level, noServer for none
	chance   int   // best probability in 1/coverage.ChanceOne
	server   *radio
	warnings propagation.Warning // of the best server's prediction
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

// bounded is a radio with the best it can do anywhere in a block.
type bounded struct {
	radio    *radio
	milliDBm int64 // median level, not below the true one
	chance   int
	// chanceAfter is the largest chance of this radio and all that follow.
	chanceAfter int
}

// search answers with the radios of a block sorted by bound: it stops when
// neither level nor chance can improve. The answer equals that of direct.
func search(candidates []bounded, to *geo.Vec3) answer {
	a := answer{milliDBm: noServer}
	for i := range candidates {
		c := &candidates[i]
		if c.milliDBm < a.milliDBm && c.chanceAfter <= a.chance {
			break
		}
		if c.milliDBm < a.milliDBm && c.chance <= a.chance {
			continue
		}
		a.considerTied(c.radio, to)
	}
	return a
}

// considerTied is consider for radios out of order: equal levels go to the radio
// that comes first in the network.
func (a *answer) considerTied(r *radio, to *geo.Vec3) {
	level, chance, warnings, ok := r.receive(to)
	if !ok {
		return
	}
	if m := milli(level); m > a.milliDBm || m == a.milliDBm && r.ordinal < a.server.ordinal {
		a.milliDBm, a.server, a.warnings = m, r, warnings
	}
	a.chance = max(a.chance, chance)
}

// bound lists the radios that reach a block, best first.
func bound(radios []*radio, middle *geo.Vec3, radiusM float64, out []bounded) []bounded {
	out = out[:0]
	for _, r := range radios {
		nearest := middle.ShortDistanceM(&r.position) - radiusM
		if nearest > r.reachM {
			continue
		}
		level, chance := r.envelope.at(nearest)
		out = append(out, bounded{radio: r, milliDBm: milli(level) + 1, chance: chance})
	}
	slices.SortFunc(out, func(a, b bounded) int {
		switch {
		case a.milliDBm != b.milliDBm:
			return compareDown(a.milliDBm, b.milliDBm)
		default:
			return a.radio.ordinal - b.radio.ordinal
		}
	})
	most := 0
	for i := len(out) - 1; i >= 0; i-- {
		most = max(most, out[i].chance)
		out[i].chanceAfter = most
	}
	return out
}

func compareDown(a, b int64) int {
	if a > b {
		return -1
	}
	return 1
}

// computeLevels fills a layer of a tile from the radios in reach.
func (n *Network) computeLevels(f *tileFrame, radios []*radio, out *coverage.LayerTile, warnings warningCounts) {
	const cells = coverage.TileSize * coverage.TileSize
	out.LevelCentiDBm = slices.Repeat([]int16{coverage.NoLevel}, cells)
	if n.rule.expected {
		out.Chance = make([]uint16, cells)
	}
	if len(radios) == 0 {
		return
	}
	var candidates []bounded
	for row := 0; row < f.rows; row += blockSize {
		for col := 0; col < f.cols; col += blockSize {
			candidates = n.computeBlock(f, block{col, row}, radios, candidates, out, warnings)
		}
	}
}

// block is a square of blockSize cells of a tile by its first column and row.
type block struct{ col, row int }

func (n *Network) computeBlock(f *tileFrame, b block, radios []*radio, candidates []bounded, out *coverage.LayerTile, warnings warningCounts) []bounded {
	rowEnd, colEnd := min(b.row+blockSize, f.rows), min(b.col+blockSize, f.cols)
	first, last := f.centres[b.row*coverage.TileSize+b.col], f.centres[(rowEnd-1)*coverage.TileSize+colEnd-1]
	other1, other2 := f.centres[b.row*coverage.TileSize+colEnd-1], f.centres[(rowEnd-1)*coverage.TileSize+b.col]
	middle := f.centres[(b.row+rowEnd)/2*coverage.TileSize+(b.col+colEnd)/2]
	radiusM := 0.01
	for _, corner := range []geo.Vec3{first, last, other1, other2} {
		radiusM = math.Max(radiusM, geo.ShortDistanceM(middle, corner)+0.01)
	}
	candidates = bound(radios, &middle, radiusM, candidates)
	for row := b.row; row < rowEnd; row++ {
		for col := b.col; col < colEnd; col++ {
			i := row*coverage.TileSize + col
			n.store(out, col, row, search(candidates, &f.centres[i]), warnings)
		}
	}
	return candidates
}

// store writes an answer into a layer of a tile.
func (n *Network) store(out *coverage.LayerTile, col, row int, a answer, warnings warningCounts) {
	if a.server == nil {
		return
	}
	i := row*coverage.TileSize + col
	out.LevelCentiDBm[i] = centi(a.milliDBm)
	if out.Chance != nil {
		out.Chance[i] = uint16(a.chance)
	}
	if n.rule.passes(a) {
		out.Covered.Set(col, row)
	}
	warnings.add(a.server.model, a.warnings)
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
