package register

import "phusong/coverage"

// account is the three columns of a figure.
type account struct{ covered, uncovered, unknown coverage.Micro }

func (a *account) put(s coverage.State) {
	switch s {
	case coverage.Covered:
		a.covered += coverage.One
	case coverage.Unknown:
		a.unknown += coverage.One
	default:
		a.uncovered += coverage.One
	}
}

// Figures counts the classes in every unit: each figure is named after the class in
// its column uncovered, and divides by the hamlets that the classes before left.
// hamlets.served divides by all. Hamlets counted apart are in none.
func Figures(d *coverage.Dataset, r *coverage.Register) []coverage.Figure {
	var figures []coverage.Figure
	for _, f := range []struct {
		indicator string
		judge     func(*coverage.HamletRecord) (coverage.State, bool)
	}{
		{coverage.HamletsGap, judgeGap}, {coverage.HamletsServed, judgeServed}, {coverage.HamletsWeak, judgeWeak}, {coverage.HamletsWhite, judgeWhite},
	} {
		ledger := make([]account, len(d.Units))
		for i := range r.Records {
			if state, in := f.judge(&r.Records[i]); in && !r.Records[i].Apart {
				ledger[d.Hamlets[i].Unit].put(state)
			}
		}
		for i, a := range ledger {
			if p := d.Units[i].Parent; p >= 0 {
				ledger[p].covered += a.covered
				ledger[p].uncovered += a.uncovered
				ledger[p].unknown += a.unknown
			}
			a = ledger[i]
			figures = append(figures, coverage.Figure{Indicator: f.indicator, Technology: r.Technology, Operator: r.Operator, Unit: i,
				Covered: a.covered, Uncovered: a.uncovered, Unknown: a.unknown, Total: a.covered + a.uncovered + a.unknown,
				Measure: "hamlet", AsOf: d.AsOf, Criterion: r.Label()})
		}
	}
	return figures
}

func judgeWhite(r *coverage.HamletRecord) (coverage.State, bool) { return r.Signal, true }

func judgeGap(r *coverage.HamletRecord) (coverage.State, bool) {
	if r.Signal == coverage.Unknown {
		return coverage.Unknown, true
	}
	return r.Whole, r.Signal == coverage.Covered
}

func judgeWeak(r *coverage.HamletRecord) (coverage.State, bool) {
	whole, in := judgeGap(r)
	if whole == coverage.Unknown {
		return coverage.Unknown, in
	}
	return r.Fast, in && whole == coverage.Covered
}

func judgeServed(r *coverage.HamletRecord) (coverage.State, bool) {
	switch r.Class {
	case coverage.HamletServed:
		return coverage.Covered, true
	case coverage.HamletUnknown:
		return coverage.Unknown, true
	}
	return coverage.Uncovered, true
}
