package target

import (
	"cmp"
	"math/big"
	"slices"

	"phusong/coverage"
)

// Evaluate compares the figures and gaps of a result with its data set's targets:
// one outcome for each target and unit, in order of targets, then units.
func Evaluate(r *coverage.Result) []coverage.TargetOutcome {
	if len(r.Dataset.Targets) == 0 {
		return nil
	}
	b := newBook(r)
	var all []coverage.TargetOutcome
	for i := range r.Dataset.Targets {
		t := &r.Dataset.Targets[i]
		units := b.unitsOf(t)
		for _, u := range units {
			all = append(all, b.outcome(t, u))
		}
		for _, code := range b.missing(t, units) {
			all = append(all, coverage.TargetOutcome{Target: t, Unit: -1, Code: code, Verdict: coverage.TargetUndecidable, Reason: coverage.ReasonNoUnit, GapAreas: -1, Operator: t.Operator})
		}
	}
	return all
}

// figureKey finds a figure.
type figureKey struct {
	indicator  string
	technology coverage.Technology
	operator   string
	unit       int
}

// gapKey finds the gaps of a selection in a commune.
type gapKey struct {
	technology coverage.Technology
	operator   string
	unit       int
}

// book is a result by keys.
type book struct {
	result  *coverage.Result
	figures map[figureKey]int
	gaps    map[gapKey][]int
	leaves  [][]int // by unit: the communes that it is or that lie in it
}

func newBook(r *coverage.Result) *book {
	units := r.Dataset.Units
	b := &book{r, map[figureKey]int{}, map[gapKey][]int{}, make([][]int, len(units))}
	for i := range units[:r.Dataset.Leaves] {
		for u := i; u >= 0; u = units[u].Parent {
			b.leaves[u] = append(b.leaves[u], i)
		}
	}
	for i := range r.Figures {
		f := &r.Figures[i]
		b.figures[figureKey{f.Indicator, f.Technology, f.Operator, f.Unit}] = i
	}
	for i := range r.Gaps {
		if g := &r.Gaps[i]; g.Kind == coverage.GapMobile {
			k := gapKey{g.Technology, g.Operator, g.Unit}
			b.gaps[k] = append(b.gaps[k], i)
		}
	}
	return b
}

func (b *book) figure(indicator string, t coverage.Technology, operator string, unit int) (*coverage.Figure, bool) {
	i, ok := b.figures[figureKey{indicator, t, operator, unit}]
	if !ok {
		return nil, false
	}
	return &b.result.Figures[i], true
}

// unitsOf lists the units of a target: the largest where it names none.
func (b *book) unitsOf(t *coverage.Target) []int {
	units := b.result.Dataset.Units
	if t.Level == "" {
		return []int{len(units) - 1}
	}
	var all []int
	for i := range units {
		if units[i].Level == t.Level && (t.Codes == nil || slices.Contains(t.Codes, units[i].Code)) {
			all = append(all, i)
		}
	}
	return all
}

// missing lists the codes of a target that no unit has; one empty code where the
// target names none and nothing is of its level.
func (b *book) missing(t *coverage.Target, found []int) []string {
	if len(found) == 0 && len(t.Codes) == 0 {
		return []string{""}
	}
	return slices.DeleteFunc(slices.Clone(t.Codes), func(code string) bool {
		return slices.ContainsFunc(found, func(u int) bool { return b.result.Dataset.Units[u].Code == code })
	})
}

func (b *book) outcome(t *coverage.Target, unit int) coverage.TargetOutcome {
	o := coverage.TargetOutcome{Target: t, Unit: unit, Verdict: coverage.TargetUndecidable, GapAreas: -1, Operator: t.Operator}
	f, ok := b.figure(t.Indicator, t.Technology, t.Operator, unit)
	if !ok {
		o.Reason = coverage.ReasonNoFigure
		return o
	}
	o.Figure = *f
	o.Months = monthsLeft(f.AsOf, t.By)
	if t.OfTechnology != "" {
		of, ok := b.figure(t.Indicator, t.OfTechnology, t.Operator, unit)
		if !ok {
			o.Reason = coverage.ReasonNoFigure
			return o
		}
		o.Figure.Covered, o.Figure.Total = f.Total, of.Total
	} else if f.CountOnly {
		o.Figure.Covered = f.Total
	}
	if o.Figure.Total == 0 && !t.IsCount {
		o.Reason = coverage.ReasonNothing
		return o
	}
	decide(&o)
	if o.Need > 0 && t.OfTechnology == "" && !f.CountOnly {
		b.whoGives(&o)
	}
	return o
}

// monthsLeft counts from the last day of a figure to the last day of a target.
func monthsLeft(asOf, by string) *big.Rat {
	from, err1 := coverage.ParsePeriod(asOf)
	to, err2 := coverage.ParsePeriod(by)
	if err1 != nil || err2 != nil {
		return nil
	}
	return coverage.MonthsBetween(from.Last, to.Last)
}

// decide compares exactly, and counts what is needed. The unknown part may be
// anything from nothing to all of it.
func decide(o *coverage.TargetOutcome) {
	least := threshold(o.Target, o.Figure.Total)
	covered := big.NewInt(int64(o.Figure.Covered))
	most := big.NewInt(int64(o.Figure.Covered + o.Figure.Unknown))
	switch {
	case covered.Cmp(least) >= 0:
		o.Verdict, o.Reason = coverage.TargetMet, ""
		return
	case most.Cmp(least) >= 0:
		o.Verdict, o.Reason = coverage.TargetUndecidable, coverage.ReasonUnknown
	default:
		o.Verdict, o.Reason = coverage.TargetNotMet, ""
	}
	need := new(big.Int).Sub(least, covered)
	if !o.Continuous() {
		need = ceilQuo(need, big.NewInt(int64(coverage.One)))
		need.Mul(need, big.NewInt(int64(coverage.One)))
	}
	o.Need = coverage.Micro(need.Int64())
}

// threshold is the least covered count, in millionths, that meets a target.
func threshold(t *coverage.Target, total coverage.Micro) *big.Int {
	if t.Comparison == coverage.Universal {
		return big.NewInt(int64(total))
	}
	aim := big.NewRat(int64(t.Count), 1)
	if !t.IsCount {
		aim = new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(t.Percent)), big.NewInt(int64(total))), big.NewInt(int64(hundred)))
	}
	if t.Comparison == coverage.MoreThan {
		floor := new(big.Int).Div(aim.Num(), aim.Denom())
		return floor.Add(floor, big.NewInt(1))
	}
	return ceilQuo(aim.Num(), aim.Denom())
}

func ceilQuo(a, b *big.Int) *big.Int {
	q := new(big.Int).Div(new(big.Int).Neg(a), b)
	return q.Neg(q)
}

// whoGives lists the communes of the unit that have what is needed, and the gaps.
func (b *book) whoGives(o *coverage.TargetOutcome) {
	if o.Target.Operator == coverage.OperatorMax {
		o.Operator = b.largest(o)
	}
	open := b.open(o)
	units := b.result.Dataset.Units
	slices.SortFunc(open, func(x, y coverage.Contribution) int {
		if x.Unknown != y.Unknown {
			if y.Unknown {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(y.Open, x.Open), cmp.Compare(units[x.Unit].Code, units[y.Unit].Code))
	})
	left := o.Need
	for _, c := range open {
		if left <= 0 {
			break
		}
		c.Takes = min(left, c.Open)
		left -= c.Takes
		o.Gives = append(o.Gives, c)
	}
	b.countGaps(o)
}

// open lists what is uncovered, and what is unknown, in each commune of the unit.
func (b *book) open(o *coverage.TargetOutcome) []coverage.Contribution {
	t := o.Target
	var all []coverage.Contribution
	for _, i := range b.leaves[o.Unit] {
		f, ok := b.figure(t.Indicator, t.Technology, o.Operator, i)
		if !ok {
			continue
		}
		if f.Uncovered > 0 {
			all = append(all, coverage.Contribution{Unit: i, Open: f.Uncovered, Gaps: len(b.gaps[gapKey{t.Technology, o.Operator, i}])})
		}
		if f.Unknown > 0 {
			all = append(all, coverage.Contribution{Unit: i, Open: f.Unknown, Unknown: true})
		}
	}
	return all
}

// largest is the operator behind the rule max in a unit; ties to the first name.
func (b *book) largest(o *coverage.TargetOutcome) string {
	best, most := "", coverage.Micro(-1)
	for _, name := range b.result.Dataset.Operators {
		if f, ok := b.figure(o.Target.Indicator, o.Target.Technology, name, o.Unit); ok && f.Covered > most {
			best, most = name, f.Covered
		}
	}
	return best
}

// countGaps finds the least number of gap areas that hold what is needed; none do
// where a part of it is unknown. Need is rounded up to whole people, what gaps hold is not.
func (b *book) countGaps(o *coverage.TargetOutcome) {
	holds := map[string]func(*coverage.Gap) coverage.Micro{
		coverage.MobilePopulation: func(g *coverage.Gap) coverage.Micro { return g.People },
		coverage.MobileHouseholds: func(g *coverage.Gap) coverage.Micro { return g.Households },
		coverage.MobileArea:       func(g *coverage.Gap) coverage.Micro { return g.AreaM2 },
	}[o.Target.Indicator]
	if holds == nil || o.Need >= o.Figure.Uncovered+coverage.One {
		return
	}
	var all []coverage.Micro
	for _, i := range b.leaves[o.Unit] {
		for _, g := range b.gaps[gapKey{o.Target.Technology, o.Operator, i}] {
			all = append(all, holds(&b.result.Gaps[g]))
		}
	}
	slices.SortFunc(all, func(x, y coverage.Micro) int { return cmp.Compare(y, x) })
	sum := coverage.Micro(0)
	for i, n := range all {
		sum += n
		if sum >= min(o.Need, o.Figure.Uncovered) && n > 0 {
			o.GapAreas = i + 1
			return
		}
	}
}
