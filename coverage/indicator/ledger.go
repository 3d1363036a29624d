package indicator

import "phusong/coverage"

// account is the three columns of a figure; its total is their sum.
type account struct{ covered, uncovered, unknown coverage.Micro }

func (a *account) add(b account) {
	a.covered += b.covered
	a.uncovered += b.uncovered
	a.unknown += b.unknown
}

func (a *account) put(s coverage.State, v coverage.Micro) {
	switch s {
	case coverage.Covered:
		a.covered += v
	case coverage.Unknown:
		a.unknown += v
	default:
		a.uncovered += v
	}
}

// rest gives what is left of a sum to uncovered.
func (a *account) rest(all coverage.Micro) { a.uncovered = all - a.covered - a.unknown }

// allUnknown moves everything to unknown, for a count that is itself not known.
func (a *account) allUnknown() {
	*a = account{unknown: a.covered + a.uncovered + a.unknown}
}

// ledger holds one account per unit of the data set.
type ledger []account

// rollUp adds every unit's account to its parent's. Units come children first:
// a parent's index is above that of its children.
func (l ledger) rollUp(units []coverage.AdminUnit) {
	for i := range units {
		if p := units[i].Parent; p >= 0 {
			l[p].add(l[i])
		}
	}
}

// header is what the figures of one ledger share.
type header struct {
	indicator string
	selection coverage.Selection
	measure   string
	asOf      string
	criterion string
	assumed   int64
}

func (h header) figures(l ledger) []coverage.Figure {
	return h.appendTo(make([]coverage.Figure, 0, len(l)), l)
}

// appendTo appends the figures of a ledger.
func (h header) appendTo(figures []coverage.Figure, l ledger) []coverage.Figure {
	for i, a := range l {
		figures = append(figures, coverage.Figure{
			Indicator: h.indicator, Technology: h.selection.Technology, Operator: h.selection.Operator, Unit: i,
			Covered: a.covered, Uncovered: a.uncovered, Unknown: a.unknown, Total: a.covered + a.uncovered + a.unknown,
			Measure: h.measure, AsOf: h.asOf, Criterion: h.criterion, Assumed: h.assumed,
		})
	}
	return figures
}
