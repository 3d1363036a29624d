package whatif

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// compareSelections is the order of outputs: by technology, the rules before operators.
func compareSelections(a, b coverage.Selection) int {
	return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(rankOf(a.Operator), rankOf(b.Operator)), cmp.Compare(a.Operator, b.Operator))
}

func rankOf(operator string) int {
	if i := slices.Index([]string{"", coverage.OperatorAny, coverage.OperatorAll, coverage.OperatorMax}, operator); i >= 0 {
		return i
	}
	return 4
}

func sortFigureChanges(all []FigureChange) {
	slices.SortFunc(all, func(a, b FigureChange) int {
		return cmp.Or(cmp.Compare(a.Indicator, b.Indicator),
			compareSelections(coverage.Selection{Technology: a.Technology, Operator: a.Operator}, coverage.Selection{Technology: b.Technology, Operator: b.Operator}),
			cmp.Compare(a.Unit, b.Unit))
	})
}

func sortGapChanges(all []GapChange) {
	slices.SortFunc(all, func(a, b GapChange) int {
		return cmp.Or(compareSelections(a.Selection, b.Selection), cmp.Compare(a.Unit, b.Unit))
	})
}

func sortTableRows(rows []*tableRow) {
	slices.SortFunc(rows, func(a, b *tableRow) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), compareSelections(a.Selection, b.Selection))
	})
}
