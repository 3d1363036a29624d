package whatif

import (
	"slices"

	"phusong/coverage"
)

// account is the three columns of a figure; of a count, covered is its total.
type account struct{ covered, uncovered, unknown coverage.Micro }

func (a account) plus(b account) account {
	return account{a.covered + b.covered, a.uncovered + b.uncovered, a.unknown + b.unknown}
}

func (a account) less(b account) account {
	return account{a.covered - b.covered, a.uncovered - b.uncovered, a.unknown - b.unknown}
}

// one counts a place in its state.
func one(s coverage.State) account {
	switch s {
	case coverage.Covered:
		return account{covered: coverage.One}
	case coverage.Unknown:
		return account{unknown: coverage.One}
	}
	return account{uncovered: coverage.One}
}

// book keeps the accounts of indicators by selection and unit, those of the units above
// being the sums of their children, and what an edit changes in them.
type book struct {
	units      []coverage.AdminUnit
	indicators []string
	measures   []string
	selections []coverage.Selection
	counts     bool // totals alone: there is no share
	rows       [][]account
	touched    map[entry]account // before the edit; nil until begin
}

// entry is the place of an account in a book.
type entry struct{ indicator, selection, unit int }

func newBook(units []coverage.AdminUnit, selections []coverage.Selection, counts bool) *book {
	return &book{units: units, selections: selections, counts: counts}
}

// open adds an indicator.
func (b *book) open(indicator, measure string) int {
	b.indicators, b.measures = append(b.indicators, indicator), append(b.measures, measure)
	for range b.selections {
		b.rows = append(b.rows, make([]account, len(b.units)))
	}
	return len(b.indicators) - 1
}

func (b *book) row(indicator, selection int) []account {
	return b.rows[indicator*len(b.selections)+selection]
}

// set changes the account of a leaf unit, and of the units above it.
func (b *book) set(indicator, selection, unit int, to account) {
	row := b.row(indicator, selection)
	change := to.less(row[unit])
	if change == (account{}) {
		return
	}
	for u := unit; u >= 0; u = b.units[u].Parent {
		k := entry{indicator, selection, u}
		if _, ok := b.touched[k]; !ok && b.touched != nil {
			b.touched[k] = row[u]
		}
		row[u] = row[u].plus(change)
	}
}

// add is set with what is added to the account.
func (b *book) add(indicator, selection, unit int, change account) {
	b.set(indicator, selection, unit, b.row(indicator, selection)[unit].plus(change))
}

// begin keeps from now on what changes.
func (b *book) begin() { b.touched = map[entry]account{} }

// close lists what has changed since the last close, in no order.
func (b *book) close() []FigureChange {
	var all []FigureChange
	for k, before := range b.touched {
		after := b.row(k.indicator, k.selection)[k.unit]
		if before == after {
			continue
		}
		s := b.selections[k.selection]
		all = append(all, FigureChange{Indicator: b.indicators[k.indicator], Technology: s.Technology, Operator: s.Operator, Unit: k.unit,
			Measure: b.measures[k.indicator], Before: b.countsOf(before), After: b.countsOf(after)})
	}
	if !b.counts {
		all = append(all, b.closeLargest()...)
	}
	b.touched = map[entry]account{} // to clear one that has grown takes long
	return all
}

func (b *book) countsOf(a account) Counts {
	if b.counts {
		return Counts{Total: a.covered}
	}
	return Counts{a.covered, a.uncovered, a.unknown, a.covered + a.uncovered + a.unknown}
}

// closeLargest lists the changes of the rule max, which follow from those of operators.
func (b *book) closeLargest() []FigureChange {
	type place struct {
		indicator  int
		technology coverage.Technology
		unit       int
	}
	seen := map[place]bool{}
	var all []FigureChange
	for k := range b.touched {
		s := b.selections[k.selection]
		p := place{k.indicator, s.Technology, k.unit}
		if seen[p] || s.Operator == coverage.OperatorAny || s.Operator == coverage.OperatorAll {
			continue
		}
		seen[p] = true
		before, after := b.largest(p.indicator, p.technology, p.unit)
		if before != after {
			all = append(all, FigureChange{Indicator: b.indicators[p.indicator], Technology: p.technology, Operator: coverage.OperatorMax, Unit: p.unit,
				Measure: b.measures[p.indicator], Before: b.countsOf(before), After: b.countsOf(after)})
		}
	}
	return all
}

// largest is coverage.LargestOperator at one unit, before and after the edit.
func (b *book) largest(indicator int, t coverage.Technology, unit int) (before, after account) {
	var was, is []account // selections have operators in order
	for i, s := range b.selections {
		if s.Technology != t || s.Operator == coverage.OperatorAny || s.Operator == coverage.OperatorAll {
			continue
		}
		now := b.row(indicator, i)[unit]
		then, touched := b.touched[entry{indicator, i, unit}]
		if !touched {
			then = now
		}
		was, is = append(was, then), append(is, now)
	}
	return largestOf(was), largestOf(is)
}

func largestOf(all []account) account {
	best := slices.MaxFunc(all, func(a, b account) int { return int(max(-1, min(1, a.covered-b.covered))) })
	most := coverage.Micro(0)
	for _, a := range all {
		most = max(most, a.covered+a.unknown)
	}
	total := best.covered + best.uncovered + best.unknown
	return account{best.covered, total - most, most - best.covered}
}
