package predict

import (
	"phusong/coverage"
	"phusong/geo"
)

// blockRow is a row of a block as bits of a word.
const blockRow = 1<<blockSize - 1

// computeDiscs marks the cells whose centre is within the radius of a radio.
// Blocks of cells are decided by their own disc where they are wholly within or
// without.
func computeDiscs(f *tileFrame, radios []*radio, out *coverage.LayerTile) {
	if len(radios) == 0 {
		return
	}
	var blocks []square
	var discs []disc
	for row := 0; row < f.rows; row += blockSize {
		for col := 0; col < f.cols; col += blockSize {
			s := square{col, row, blockSize}
			blocks, discs = append(blocks, s), append(discs, *f.disc(s))
		}
	}
	for i, r := range radios {
		if i > 0 && radios[i-1].position == r.position && radios[i-1].radiusM == r.radiusM {
			continue // another sector of the same disc
		}
		for k := range blocks {
			switch d := discs[k].middle.ShortDistanceM(&r.position); {
			case d-discs[k].radiusM > r.reachM:
			case d+discs[k].radiusM < r.radiusM:
				f.fill(blocks[k], &out.Covered)
			default:
				f.mark(blocks[k], r, &out.Covered)
			}
		}
	}
}

// fill marks all cells of a block.
func (f *tileFrame) fill(s square, covered *coverage.Mask) {
	bits := uint64(blockRow) >> max(0, s.col+s.size-f.cols) << s.col
	for row := s.row; row < min(s.row+s.size, f.rows); row++ {
		covered[row] |= bits
	}
}

// mark decides the cells of a block one by one.
func (f *tileFrame) mark(s square, r *radio, covered *coverage.Mask) {
	radius := milli(r.radiusM)
	for row := s.row; row < min(s.row+s.size, f.rows); row++ {
		if covered[row]>>s.col&blockRow == blockRow {
			continue
		}
		for col := s.col; col < min(s.col+s.size, f.cols); col++ {
			if !covered.Has(col, row) && milli(f.centre(col, row).ShortDistanceM(&r.position)) <= radius {
				covered.Set(col, row)
			}
		}
	}
}

// centre is the centre of a cell of the tile.
func (f *tileFrame) centre(col, row int) *geo.Vec3 { return &f.centres[row*coverage.TileSize+col] }
