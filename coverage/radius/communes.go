package radius

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"phusong/coverage"
	"phusong/internal/mapper"
)

// commune is a unit with a territory.
type commune struct {
	code, name             string
	district, districtName string
	province, provinceName string
	feature                int // its number in the file

	areaM2    coverage.Micro
	coveredM2 []coverage.Micro // by technology
}

// compareCommunes orders features as the house does: of one code the first by name is kept.
func compareCommunes(a, b *commune) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.name, b.name), cmp.Compare(a.feature, b.feature))
}

// territory is all communes, by code, and what of the rows is theirs.
type territory struct {
	communes []commune
	spans    []cellSpan // by rows, from west to east, disjoint
	rowStart []int32    // of spans, by row, and the end
	overlaps []overlap
}

// overlap is cells that two communes claim; they are left to the lower code.
type overlap struct {
	winner, loser int32
	cells         int64
}

// join sorts the features to communes: those of one code and name are parts of one; another
// name of a code is rejected, with rejected called. of gives each feature's commune, -1
// for none.
func join(features []commune, rejected func(f, kept *commune)) (communes []commune, of []int32) {
	order := make([]int32, len(features))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compareCommunes(&features[a], &features[b]) })
	of = make([]int32, len(features))
	for _, i := range order {
		f := &features[i]
		n := len(communes)
		switch {
		case n > 0 && communes[n-1].code == f.code && communes[n-1].name != f.name:
			of[i] = -1
			rejected(f, &communes[n-1])
			continue
		case n == 0 || communes[n-1].code != f.code:
			communes = append(communes, *f)
			communes[n].coveredM2 = slices.Clone(f.coveredM2)
		default:
			c := &communes[n-1]
			c.areaM2 += f.areaM2
			for k := range c.coveredM2 {
				c.coveredM2[k] += f.coveredM2[k]
			}
		}
		of[i] = int32(len(communes) - 1)
	}
	return communes, of
}

// layRows sorts the spans of all features by rows, and shares out what several communes
// claim.
func (t *territory) layRows(ctx context.Context, stores []*spanStore, of []int32, workers int) error {
	if err := checkSpans(stores, mostSpans); err != nil {
		return err
	}
	rows := len(t.rowStart) - 1
	t.rowStart = starts(stores, of, rows)
	next := slices.Clone(t.rowStart[:rows])
	t.spans = make([]cellSpan, t.rowStart[rows])
	for _, s := range stores {
		s.each(of, func(row int32, span cellSpan) {
			t.spans[next[row]] = span
			next[row]++
		})
		s.blocks = nil
	}
	return t.part(ctx, workers)
}

// row is the spans of a row.
func (t *territory) row(row int) []cellSpan { return t.spans[t.rowStart[row]:t.rowStart[row+1]] }

// part sorts every row, and parts the rows in which spans overlap.
func (t *territory) part(ctx context.Context, workers int) error {
	const together = 64 // rows
	rows := len(t.rowStart) - 1
	var overlapping atomic.Bool
	err := mapper.Each(ctx, (rows+together-1)/together, workers, func(_, i int) error {
		for row := i * together; row < min((i+1)*together, rows); row++ {
			spans := t.row(row)
			slices.SortFunc(spans, func(a, b cellSpan) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.unit, b.unit)) })
			for i := 1; i < len(spans); i++ {
				if spans[i].from < spans[i-1].end {
					overlapping.Store(true)
				}
			}
		}
		return nil
	})
	if err == nil && overlapping.Load() {
		t.partRows()
	}
	return err
}

// partRows gives every cell to one unit.
func (t *territory) partRows() {
	found := map[[2]int32]int64{}
	var kept []cellSpan
	start := make([]int32, len(t.rowStart))
	for row := range len(t.rowStart) - 1 {
		kept = partRow(kept, t.row(row), found)
		start[row+1] = int32(len(kept))
	}
	t.spans, t.rowStart = kept, start
	for k, cells := range found {
		t.overlaps = append(t.overlaps, overlap{k[0], k[1], cells})
	}
	slices.SortFunc(t.overlaps, func(a, b overlap) int { return cmp.Or(cmp.Compare(a.winner, b.winner), cmp.Compare(a.loser, b.loser)) })
}

// partRow appends the spans of a row, every cell to the lowest unit that claims it.
func partRow(dst, spans []cellSpan, found map[[2]int32]int64) []cellSpan {
	if len(spans) == 0 {
		return dst
	}
	first, last := spans[0].from, int32(0)
	for _, s := range spans {
		last = max(last, s.end)
	}
	owner := make([]int32, last-first)
	for i := range owner {
		owner[i] = -1
	}
	for _, s := range spans {
		for col := s.from - first; col < s.end-first; col++ {
			switch o := owner[col]; {
			case o < 0:
				owner[col] = s.unit
			case o != s.unit:
				found[[2]int32{min(o, s.unit), max(o, s.unit)}]++
				owner[col] = min(o, s.unit)
			}
		}
	}
	for i := 0; i < len(owner); {
		end := i + 1
		for end < len(owner) && owner[end] == owner[i] {
			end++
		}
		if owner[i] >= 0 {
			dst = append(dst, cellSpan{first + int32(i), first + int32(end), owner[i]})
		}
		i = end
	}
	return dst
}
