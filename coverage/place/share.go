package place

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// addLargest adds the rule max to the shares: the operator that covers most of the
// place, ties to the first name, as of units.
func (w *worker) addLargest() {
	type place struct{ layer, feature int }
	numbers := map[place]int{}
	var figures []coverage.Figure
	type key struct {
		place      int
		technology coverage.Technology
		operator   string
	}
	shares := map[key]coverage.PlaceShare{}
	var places []place
	for _, s := range w.result.Shares {
		p := place{s.Layer, s.Feature}
		if _, known := numbers[p]; !known {
			numbers[p] = len(places)
			places = append(places, p)
		}
		f := s.Figure
		f.Unit = numbers[p]
		figures = append(figures, f)
		shares[key{f.Unit, f.Technology, f.Operator}] = s
	}
	for _, f := range coverage.LargestOperator(figures, w.Dataset.Operators) {
		share := w.ofLargest(f, func(operator string) coverage.PlaceShare { return shares[key{f.Unit, f.Technology, operator}] })
		w.result.Shares = append(w.result.Shares, share)
	}
}

// ofLargest is the share of the rule max: the longest uncovered way is that of the
// operator whose figure it is, the first that covers as much.
func (w *worker) ofLargest(f coverage.Figure, of func(operator string) coverage.PlaceShare) coverage.PlaceShare {
	for _, o := range w.Dataset.Operators {
		if share := of(o); share.Covered == f.Covered {
			f.Unit = share.Unit
			share.Figure = f
			return share
		}
	}
	return coverage.PlaceShare{Figure: f}
}

// sort brings shares and parts into output order.
func (w *worker) sort() {
	rank := map[string]int{coverage.OperatorAny: -3, coverage.OperatorAll: -2, coverage.OperatorMax: -1}
	slices.SortStableFunc(w.result.Shares, func(a, b coverage.PlaceShare) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Technology, b.Technology),
			cmp.Compare(rank[a.Operator], rank[b.Operator]), cmp.Compare(a.Operator, b.Operator))
	})
	slices.SortStableFunc(w.result.Parts, func(a, b coverage.PlacePart) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Selection.Technology, b.Selection.Technology),
			cmp.Compare(rank[a.Selection.Operator], rank[b.Selection.Operator]), cmp.Compare(a.Selection.Operator, b.Selection.Operator), cmp.Compare(a.State, b.State))
	})
}
