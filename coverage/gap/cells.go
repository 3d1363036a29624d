package gap

import (
	"phusong/coverage"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// unitCells is the demand of one unit by the cells of its outline's mesh. They are
// the pieces of the unit, but for cells without a piece, which the border only touches,
// and pieces outside all cells: hamlets outside their commune, called strays.
type unitCells struct {
	// people, households, areaM2 and pieces are running sums: entry k is that of the
	// cells before k. What is not known counts as nothing.
	people, households, areaM2 []coverage.Micro
	pieces                     []int32 // nil where every cell has a piece
	stray                      []int32 // pieces
	touched                    []place // cells without a piece

	runs  []match
	zeros []coverage.Micro
	own   [3][]coverage.Micro
	count []int32
}

// match are n cells from cell on that are the pieces from piece on.
type match struct{ cell, piece, n int32 }

// place is a cell and its number.
type place struct{ cell, col, row int32 }

// read turns to another unit.
func (u *unitCells) read(d *coverage.AdminUnit, v *coverage.UnitView, m *zonal.Mesh) {
	u.match(v.Stretches, m.Spans)
	people, households := v.People, v.Households
	if !d.People.Known {
		people = u.nothing(len(people))
	}
	if !d.Households.Known {
		households = u.nothing(len(households))
	}
	if u.same() {
		u.people, u.households, u.areaM2, u.pieces = people, households, v.AreaM2, nil
		return
	}
	u.people = u.lay(0, people, m.Len())
	u.households = u.lay(1, households, m.Len())
	u.areaM2 = u.lay(2, v.AreaM2, m.Len())
	u.count = append(u.count[:0], make([]int32, m.Len()+1)...)
	for _, r := range u.runs {
		for k := range r.n {
			u.count[r.cell+k+1] = 1
		}
	}
	for i := range m.Len() {
		u.count[i+1] += u.count[i]
	}
	u.pieces = u.count
}

// same reports whether cells and pieces have the same numbers.
func (u *unitCells) same() bool {
	return len(u.stray) == 0 && len(u.touched) == 0 && len(u.runs) <= 1
}

func (u *unitCells) nothing(n int) []coverage.Micro {
	if len(u.zeros) < n {
		u.zeros = make([]coverage.Micro, n+n/4)
	}
	return u.zeros[:n]
}

// lay returns running sums by cell for those by piece.
func (u *unitCells) lay(k int, sums []coverage.Micro, cells int) []coverage.Micro {
	u.own[k] = append(u.own[k][:0], make([]coverage.Micro, cells+1)...)
	out := u.own[k]
	at := int32(0)
	for _, r := range u.runs {
		for ; at < r.cell; at++ {
			out[at+1] = out[at]
		}
		for i := range r.n {
			out[at+1] = out[at] + sums[r.piece+i+1] - sums[r.piece+i]
			at++
		}
	}
	for ; int(at) < cells; at++ {
		out[at+1] = out[at]
	}
	return out
}

// match finds the cells of pieces; both are row-major.
func (u *unitCells) match(pieces []coverage.Stretch, spans []zonal.Span) {
	u.runs, u.stray, u.touched = u.runs[:0], u.stray[:0], u.touched[:0]
	var s coverage.Stretch
	next := func() bool {
		if len(pieces) == 0 {
			return false
		}
		s, pieces = pieces[0], pieces[1:]
		return true
	}
	more := next()
	for i := range spans {
		c := spans[i]
		for c.Col0 < c.Col1 {
			for more && (s.Row < c.Row || s.Row == c.Row && s.Col0 < c.Col0) {
				end := s.Col1
				if s.Row == c.Row {
					end = min(end, c.Col0)
				}
				for ; s.Col0 < end; s.Col0, s.First = s.Col0+1, s.First+1 {
					u.stray = append(u.stray, s.First)
				}
				if s.Col0 == s.Col1 {
					more = next()
				}
			}
			to := c.Col1
			if more && s.Row == c.Row {
				to = min(to, s.Col0)
			}
			for ; c.Col0 < to; c.Col0, c.First = c.Col0+1, c.First+1 {
				u.touched = append(u.touched, place{c.First, c.Col0, c.Row})
			}
			if c.Col0 == c.Col1 {
				break
			}
			n := min(c.Col1, s.Col1) - c.Col0
			u.add(c.First, s.First, n)
			c.Col0, c.First = c.Col0+n, c.First+n
			if s.Col0, s.First = s.Col0+n, s.First+n; s.Col0 == s.Col1 {
				more = next()
			}
		}
	}
	for ; more; more = next() {
		for ; s.Col0 < s.Col1; s.Col0, s.First = s.Col0+1, s.First+1 {
			u.stray = append(u.stray, s.First)
		}
	}
}

func (u *unitCells) add(cell, piece, n int32) {
	if k := len(u.runs) - 1; k >= 0 && u.runs[k].cell+u.runs[k].n == cell && u.runs[k].piece+u.runs[k].n == piece {
		u.runs[k].n += n
		return
	}
	u.runs = append(u.runs, match{cell, piece, n})
}

// chosen sets in dst the cells whose pieces are set in pieces.
func (u *unitCells) chosen(dst, pieces raster.Bits) {
	for _, r := range u.runs {
		for at := int32(0); at < r.n; at += 64 {
			n := min(r.n-at, 64)
			dst.Put(int(r.cell+at), pieces.Word(int(r.piece+at), int(n)), int(n))
		}
	}
}
