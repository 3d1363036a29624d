package gap

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// unitPieces is the demand of one unit by cell, row-major.
type unitPieces struct {
	all   []coverage.Piece
	row0  int32
	start []int32 // per row from row0: its first piece; one more than rows
}

// read replaces the pieces by those of a unit, with counts that are not known as zero.
func (p *unitPieces) read(d *coverage.Dataset, unit int) {
	u := &d.Units[unit]
	p.all, p.start = p.all[:0], p.start[:0]
	d.Demand.Each(unit, u.People.Value, u.Households.Value, func(piece coverage.Piece) {
		if !u.People.Known {
			piece.People = 0
		}
		if !u.Households.Known {
			piece.Households = 0
		}
		p.all = append(p.all, piece)
	})
	if len(p.all) == 0 {
		return
	}
	p.row0 = p.all[0].Row
	for i := range p.all {
		for int(p.all[i].Row-p.row0) >= len(p.start) {
			p.start = append(p.start, int32(i))
		}
	}
	p.start = append(p.start, int32(len(p.all)))
}

// at returns the piece in a cell, and false with an empty one where there is none.
func (p *unitPieces) at(col, row int32) (coverage.Piece, bool) {
	r := int(row - p.row0)
	if r < 0 || r+1 >= len(p.start) || p.start[r] == p.start[r+1] {
		return coverage.Piece{Row: row, Col: col}, false
	}
	inRow := p.all[p.start[r]:p.start[r+1]]
	// A row mostly has no holes, so the place is known.
	if guess := int(col - inRow[0].Col); guess >= 0 && guess < len(inRow) && inRow[guess].Col == col {
		return inRow[guess], true
	}
	i, found := slices.BinarySearchFunc(inRow, col, func(q coverage.Piece, col int32) int { return cmp.Compare(q.Col, col) })
	if !found {
		return coverage.Piece{Row: row, Col: col}, false
	}
	return inRow[i], true
}
