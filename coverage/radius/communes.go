package radius

import (
	"cmp"
	"slices"

	"phusong/coverage"
	"phusong/geo/scanline"
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
	spans    []scanline.Span // by rows, from west to east, disjoint
	rowStart []int32         // of spans, by row, and the end
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
func (t *territory) layRows(pieces [][]scanline.Span, of []int32, rows int) {
	t.rowStart = make([]int32, rows+1)
	total := 0
	for _, piece := range pieces {
		for _, s := range piece {
			if of[s.Unit] >= 0 {
				t.rowStart[s.Row+1]++
				total++
			}
		}
	}
	for row := range rows {
		t.rowStart[row+1] += t.rowStart[row]
	}
	next := slices.Clone(t.rowStart[:rows])
	t.spans = make([]scanline.Span, total)
	for _, piece := range pieces {
		for _, s := range piece {
			if unit := of[s.Unit]; unit >= 0 {
				s.Unit = unit
				t.spans[next[s.Row]] = s
				next[s.Row]++
			}
		}
	}
	t.part()
}

// part sorts every row, and parts the rows in which spans overlap.
func (t *territory) part() {
	found := map[[2]int32]int64{}
	var kept []scanline.Span
	apart := true
	for row := range len(t.rowStart) - 1 {
		spans := t.spans[t.rowStart[row]:t.rowStart[row+1]]
		slices.SortFunc(spans, func(a, b scanline.Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Unit, b.Unit)) })
		for i := 1; i < len(spans) && apart; i++ {
			apart = spans[i].From >= spans[i-1].To
		}
	}
	if apart {
		return
	}
	start := make([]int32, len(t.rowStart))
	for row := range len(t.rowStart) - 1 {
		kept = partRow(kept, t.spans[t.rowStart[row]:t.rowStart[row+1]], found)
		start[row+1] = int32(len(kept))
	}
	t.spans, t.rowStart = kept, start
	for k, cells := range found {
		t.overlaps = append(t.overlaps, overlap{k[0], k[1], cells})
	}
	slices.SortFunc(t.overlaps, func(a, b overlap) int { return cmp.Or(cmp.Compare(a.winner, b.winner), cmp.Compare(a.loser, b.loser)) })
}

// partRow appends the spans of a row, every cell to the lowest unit that claims it.
func partRow(dst, spans []scanline.Span, found map[[2]int32]int64) []scanline.Span {
	if len(spans) == 0 {
		return dst
	}
	first, last := spans[0].From, int32(0)
	for _, s := range spans {
		last = max(last, s.To)
	}
	owner := make([]int32, last-first)
	for i := range owner {
		owner[i] = -1
	}
	for _, s := range spans {
		for col := s.From - first; col < s.To-first; col++ {
			switch o := owner[col]; {
			case o < 0:
				owner[col] = s.Unit
			case o != s.Unit:
				found[[2]int32{min(o, s.Unit), max(o, s.Unit)}]++
				owner[col] = min(o, s.Unit)
			}
		}
	}
	for i := 0; i < len(owner); {
		end := i + 1
		for end < len(owner) && owner[end] == owner[i] {
			end++
		}
		if owner[i] >= 0 {
			dst = append(dst, scanline.Span{Row: spans[0].Row, From: first + int32(i), To: first + int32(end), Unit: owner[i]})
		}
		i = end
	}
	return dst
}
