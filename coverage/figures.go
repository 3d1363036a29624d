package coverage

import (
	"cmp"
	"slices"
)

// SortedFigures returns figures in output order; the rules any, all and max come before operators.
// It takes over figures, whose order is undefined after it.
func SortedFigures(figures []Figure) []Figure {
	blocks := figureBlocks(figures)
	if len(blocks) < 2 {
		return figures
	}
	slices.SortStableFunc(blocks, func(a, b []Figure) int { return compareFigures(&a[0], &b[0]) })
	for i := 1; i < len(blocks); i++ {
		before := blocks[i-1]
		if compareFigures(&before[len(before)-1], &blocks[i][0]) > 0 { // a block reaches into the next
			slices.SortStableFunc(figures, func(a, b Figure) int { return compareFigures(&a, &b) })
			return figures
		}
	}
	return slices.Concat(blocks...)
}

// figureBlocks cuts figures where order is broken, or the selection changes: they come
// by selection, and units in order.
func figureBlocks(figures []Figure) [][]Figure {
	var blocks [][]Figure
	from := 0
	for i := 1; i <= len(figures); i++ {
		if i < len(figures) && sameSelection(&figures[i-1], &figures[i]) && figures[i-1].Unit <= figures[i].Unit {
			continue
		}
		blocks = append(blocks, figures[from:i])
		from = i
	}
	if len(figures) == 0 {
		return nil
	}
	return blocks
}

func sameSelection(a, b *Figure) bool {
	return a.Indicator == b.Indicator && a.Technology == b.Technology && a.Operator == b.Operator
}

// compareFigures is the order of the output.
func compareFigures(a, b *Figure) int {
	return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Technology, b.Technology),
		cmp.Compare(operatorRank(a.Operator), operatorRank(b.Operator)), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
}

func operatorRank(name string) int {
	switch name {
	case "":
		return 0
	case OperatorAny:
		return 1
	case OperatorAll:
		return 2
	case OperatorMax:
		return 3
	}
	return 4
}

// LargestOperator returns the figures of the rule max: at every unit the operator with the largest
// covered count, ties to the first name. What another operator may cover beyond
// it is unknown. Its rows do not add up over units.
func LargestOperator(figures []Figure, operators []string) []Figure {
	type kind struct {
		indicator  string
		technology Technology
	}
	numbers := map[kind]int{}
	all := make([]Figure, 0, len(figures)/(len(operators)+2)) // beside operators there are the rules any and all
	var at [][]int                                            // by number of the kind, by unit plus one (-1 is none): place in all, plus one
	var most []Micro
	named, number := false, 0
	for i := range figures {
		f := &figures[i]
		if i == 0 || !sameSelection(&figures[i-1], f) {
			named = slices.Contains(operators, f.Operator)
			k, known := kind{f.Indicator, f.Technology}, false
			if number, known = numbers[k]; !known {
				number = len(at)
				numbers[k], at = number, append(at, nil)
			}
		}
		if !named {
			continue
		}
		for f.Unit+1 >= len(at[number]) {
			at[number] = append(at[number], 0)
		}
		place := at[number][f.Unit+1] - 1
		if place < 0 {
			place = len(all)
			at[number][f.Unit+1] = place + 1
			all, most = append(all, *f), append(most, f.Covered+f.Unknown)
			continue
		}
		if f.Covered > all[place].Covered {
			all[place] = *f
		}
		most[place] = max(most[place], f.Covered+f.Unknown) // what one operator may cover
	}
	for i := range all {
		f := &all[i]
		f.Operator, f.Unknown = OperatorMax, most[i]-f.Covered
		f.Uncovered = f.Total - f.Covered - f.Unknown
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
