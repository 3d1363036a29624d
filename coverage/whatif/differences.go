package whatif

import (
	"slices"

	"phusong/coverage"
)

// Compare says what differs between two results of one region, by looking at all of their
// figures and gaps: the slow way, for whatever lies between them.
func Compare(was, is *coverage.Result, o Options) Change {
	var c Change
	c.addDifferences(was, is, o)
	return c
}

// addDifferences sets what differs between two results of one region: the slow way, from
// all of their figures and gaps.
func (c *Change) addDifferences(was, is *coverage.Result, o Options) {
	c.Figures = compareFigures(was.Figures, is.Figures)
	sortFigureChanges(c.Figures)
	c.Gaps = compareAllGaps(was.Gaps, is.Gaps)
	c.Assumed = compareAssumed(was.Dataset, is.Dataset, o)
}

// compareAssumed counts the cells with assumed values behind every selection of either
// data set.
func compareAssumed(was, is *coverage.Dataset, o Options) []AssumedChange {
	selections := was.Selections()
	for _, s := range is.Selections() {
		if !slices.Contains(selections, s) {
			selections = append(selections, s)
		}
	}
	var all []AssumedChange
	for _, s := range selections {
		a := AssumedChange{s, was.AssumedCells(s, o.Criterion.Needs()), is.AssumedCells(s, o.Criterion.Needs())}
		if a.Before != a.After {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b AssumedChange) int { return compareSelections(a.Selection, b.Selection) })
	return all
}

// figureKey tells the figures of a result apart.
type figureKey struct {
	indicator  string
	technology coverage.Technology
	operator   string
	unit       int
}

func keyOf(f *coverage.Figure) figureKey {
	return figureKey{f.Indicator, f.Technology, f.Operator, f.Unit}
}

// compareFigures lists the figures whose counts differ, in no order.
func compareFigures(was, is []coverage.Figure) []FigureChange {
	before := make(map[figureKey]*coverage.Figure, len(was))
	for i := range was {
		before[keyOf(&was[i])] = &was[i]
	}
	var all []FigureChange
	for i := range is {
		f := &is[i]
		c := FigureChange{Indicator: f.Indicator, Technology: f.Technology, Operator: f.Operator, Unit: f.Unit, Measure: f.Measure, After: countsOf(f)}
		old, known := before[keyOf(f)]
		delete(before, keyOf(f))
		if c.New = !known; known {
			c.Before = countsOf(old)
		}
		if c.New || c.Before != c.After {
			all = append(all, c)
		}
	}
	for i := range was {
		if f := &was[i]; before[keyOf(f)] == f {
			all = append(all, FigureChange{Indicator: f.Indicator, Technology: f.Technology, Operator: f.Operator, Unit: f.Unit, Measure: f.Measure, Before: countsOf(f), Gone: true})
		}
	}
	return all
}

func countsOf(f *coverage.Figure) Counts {
	return Counts{f.Covered, f.Uncovered, f.Unknown, f.Total}
}

// compareAllGaps compares the mobile gaps of two results by selection and unit.
func compareAllGaps(was, is []coverage.Gap) []GapChange {
	type key struct {
		coverage.Selection
		unit int
	}
	type pair struct{ before, after []coverage.Gap }
	pairs := map[key]*pair{}
	at := func(g *coverage.Gap) *pair {
		k := key{coverage.Selection{Technology: g.Technology, Operator: g.Operator}, g.Unit}
		if pairs[k] == nil {
			pairs[k] = &pair{}
		}
		return pairs[k]
	}
	for i := range was {
		if was[i].Kind == coverage.GapMobile {
			p := at(&was[i])
			p.before = append(p.before, was[i])
		}
	}
	for i := range is {
		if is[i].Kind == coverage.GapMobile {
			p := at(&is[i])
			p.after = append(p.after, is[i])
		}
	}
	var all []GapChange
	for k, p := range pairs {
		if c, differs := compareGaps(p.before, p.after); differs {
			c.Selection, c.Unit = k.Selection, k.unit
			all = append(all, c)
		}
	}
	sortGapChanges(all)
	return all
}
