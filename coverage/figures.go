package coverage

import (
	"cmp"
	"slices"
)

// SortFigures puts figures into output order; the rules any, all and max come before operators.
func SortFigures(figures []Figure) {
	rank := map[string]int{"": 0, OperatorAny: 1, OperatorAll: 2, OperatorMax: 3}
	operator := func(name string) int {
		if r, ok := rank[name]; ok {
			return r
		}
		return len(rank)
	}
	slices.SortStableFunc(figures, func(a, b Figure) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Technology, b.Technology),
			cmp.Compare(operator(a.Operator), operator(b.Operator)), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
	})
}

// LargestOperator returns the figures of the rule max: at every unit the operator with the largest
// covered count, ties to the first name. What another operator may cover beyond
// it is unknown. Its rows do not add up over units.
func LargestOperator(figures []Figure, operators []string) []Figure {
	type key struct {
		indicator  string
		technology Technology
		unit       int
	}
	best, most := map[key]int{}, map[key]Micro{} // most is what one operator may cover
	var order []key
	for i := range figures {
		f := &figures[i]
		if !slices.Contains(operators, f.Operator) {
			continue
		}
		k := key{f.Indicator, f.Technology, f.Unit}
		j, ok := best[k]
		if !ok {
			order = append(order, k)
		}
		if !ok || f.Covered > figures[j].Covered {
			best[k] = i
		}
		most[k] = max(most[k], f.Covered+f.Unknown)
	}
	all := make([]Figure, 0, len(order))
	for _, k := range order {
		f := figures[best[k]]
		f.Operator, f.Unknown = OperatorMax, most[k]-f.Covered
		f.Uncovered = f.Total - f.Covered - f.Unknown
		all = append(all, f)
	}
	return all
}

// AssumedCells counts the cells of a selection with at least one assumed value
// among those that matter.
func (d *Dataset) AssumedCells(s Selection, matter Assumed) int64 {
	var n int64
	members := s.Technology.Members()
	byName := s.Operator != OperatorAny && s.Operator != OperatorAll
	for i := range d.Sites {
		for _, c := range d.Sites[i].Cells {
			if c.Assumed&matter != 0 && slices.Contains(members, c.Technology) && (!byName || c.Operator == s.Operator) {
				n++
			}
		}
	}
	return n
}
