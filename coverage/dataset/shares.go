package dataset

import (
	"context"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo/zonal"
	"phusong/internal/mapper"
)

// shareRaster gives every unit its part of the raster's counts. The count of a
// cell on a border is shared by area fraction with cumulative rounding; what
// belongs to no unit is outside. Units and outside add up to the raster exactly.
func (l *loader) shareRaster() []coverage.Micro {
	d := &l.data.Demand
	sums := make([]coverage.Micro, len(d.Units))
	_ = mapper.Each(context.Background(), len(d.Units), l.workers, func(_, i int) error {
		u := &d.Units[i]
		u.PartialWeight = make([]coverage.Micro, len(u.Footprint.Partials))
		for _, run := range u.Footprint.Runs {
			sums[i] += d.RunWeight(run)
		}
		return nil
	})
	l.sharePartials(sums)
	d.Outside = l.rasterTotal
	for _, s := range sums {
		d.Outside -= s
	}
	return sums
}

// partialRef is a partial cell of a unit.
type partialRef struct{ unit, partial int32 }

// sharePartials shares the cells on borders, row by row, and adds the parts to sums.
func (l *loader) sharePartials(sums []coverage.Micro) {
	d := &l.data.Demand
	refs, first := partialsByRow(d)
	workers := mapper.Workers(l.workers)
	sharers := make([]rowSharer, workers)
	_ = mapper.Each(context.Background(), d.Grid.Rows, workers, func(worker, row int) error {
		s := &sharers[worker]
		if s.sums == nil {
			s.d, s.sums = d, make([]coverage.Micro, len(d.Units))
		}
		s.share(int32(row), refs[first[row]:first[row+1]])
		return nil
	})
	for _, s := range sharers {
		for i, sum := range s.sums {
			sums[i] += sum
		}
	}
}

// partialsByRow lists the partial cells of all units by row of the grid: those of row r are
// refs[first[r]:first[r+1]], by unit, then column.
func partialsByRow(d *coverage.Demand) (refs []partialRef, first []int32) {
	first = make([]int32, d.Grid.Rows+1)
	for i := range d.Units {
		for _, p := range d.Units[i].Footprint.Partials {
			first[p.Row+1]++
		}
	}
	for row := range d.Grid.Rows {
		first[row+1] += first[row]
	}
	refs = make([]partialRef, first[d.Grid.Rows])
	next := slices.Clone(first)
	for i := range d.Units {
		for k, p := range d.Units[i].Footprint.Partials {
			refs[next[p.Row]] = partialRef{int32(i), int32(k)}
			next[p.Row]++
		}
	}
	return refs, first
}

// rowSharer shares the border cells of rows. Several may work at a time on different rows: a partial
// cell has one row.
type rowSharer struct {
	d    *coverage.Demand
	sums []coverage.Micro
	keys []uint64 // column, then place among the row's partials, which is by unit
}

func (s *rowSharer) share(row int32, refs []partialRef) {
	s.keys = s.keys[:0]
	for i, r := range refs {
		col := s.d.Units[r.unit].Footprint.Partials[r.partial].Col
		s.keys = append(s.keys, uint64(uint32(col))<<32|uint64(i))
	}
	slices.Sort(s.keys)
	for rest := s.keys; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n]>>32 == rest[0]>>32 {
			n++
		}
		s.cell(row, rest[:n], refs)
		rest = rest[n:]
	}
}

// fractionOne is a whole cell in the fixed point of cell.
const fractionOne = 1 << 40

// wholeCell is how near to a whole the fractions of a cell must add up for
// nothing of it to be outside: the sum of fractions is exact to about 1e-12.
const wholeCell = 1 - 1e-9

// cell shares the count of one cell over its units, in their order.
func (s *rowSharer) cell(row int32, keys []uint64, refs []partialRef) {
	weight := s.d.CellWeight(int32(keys[0]>>32), row)
	if weight == 0 {
		return
	}
	cum, done := 0.0, coverage.Micro(0)
	for i, key := range keys {
		r := refs[uint32(key)]
		u := &s.d.Units[r.unit]
		cum += u.Footprint.Partials[r.partial].Fraction
		fixed := int64(math.Min(1, cum) * fractionOne)
		if i == len(keys)-1 && cum >= wholeCell {
			fixed = fractionOne
		}
		upTo := weight.MulDiv(fixed, fractionOne)
		u.PartialWeight[r.partial] = upTo - done
		s.sums[r.unit] += upTo - done
		done = upTo
	}
}

// dataShare is the share of a footprint's area on which the raster has data.
func (l *loader) dataShare(footprint *zonal.Footprint) float64 {
	d := &l.data.Demand
	var with, all coverage.Micro
	for _, run := range footprint.Runs {
		cells := 0
		for col := run.Col0; col < run.Col1; col++ {
			if l.valid.at(int(run.Row)/d.Subdivide, int(col)/d.Subdivide) {
				cells++
			}
		}
		with += coverage.Micro(cells) * d.RowAreaM2[run.Row]
		all += coverage.Micro(run.Col1-run.Col0) * d.RowAreaM2[run.Row]
	}
	for _, p := range footprint.Partials {
		area, err := coverage.MicroOf(p.AreaM2)
		if err != nil {
			continue
		}
		all += area
		if l.valid.at(int(p.Row)/d.Subdivide, int(p.Col)/d.Subdivide) {
			with += area
		}
	}
	if with == 0 {
		return 0
	}
	return with.Float() / all.Float()
}
