package analysis_test

import (
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
)

// The laws of the accounting: what a figure says, what its children say and what
// the gap map says are one set of numbers.

// isFiber tells the figures in which nothing is clipped, so that uncovered may
// be below zero.
func isFiber(f *coverage.Figure) bool { return f.Technology == "" && !f.CountOnly }

// isNested tells the figures whose total is what another figure left.
func isNested(f *coverage.Figure) bool {
	return f.Indicator == coverage.HamletsGap || f.Indicator == coverage.HamletsWeak
}

// isRegister tells the figures of the gap register, which are of one operator rule.
func isRegister(f *coverage.Figure) bool {
	return isNested(f) || f.Indicator == coverage.HamletsWhite || f.Indicator == coverage.HamletsServed
}

// TestAccountingCloses: covered + uncovered + unknown = total for every figure,
// none is negative, and children add up to their parent, but for the rule max.
func TestAccountingCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		all := byKey(t, out.Figures)
		sums := map[figureKey]*coverage.Figure{}
		for i := range out.Figures {
			f := &out.Figures[i]
			if !f.Closed() || f.Total < 0 || f.Uncovered < 0 && !isFiber(f) {
				t.Fatalf("does not close: %s", describe(out.Dataset, f))
			}
			if p := out.Dataset.Units[f.Unit].Parent; p >= 0 && f.Operator != coverage.OperatorMax {
				k := keyOf(f)
				k.unit = p
				if sums[k] == nil {
					sums[k] = &coverage.Figure{}
				}
				s := sums[k]
				s.Covered, s.Uncovered = s.Covered+f.Covered, s.Uncovered+f.Uncovered
				s.Unknown, s.Total = s.Unknown+f.Unknown, s.Total+f.Total
			}
		}
		for k, s := range sums {
			f := all[k]
			if f == nil {
				t.Fatalf("%v: children without a parent", k)
			}
			if f.Covered != s.Covered || f.Uncovered != s.Uncovered || f.Unknown != s.Unknown || f.Total != s.Total {
				t.Fatalf("children add up to %v, %v, %v, %v: %s", s.Covered, s.Uncovered, s.Unknown, s.Total, describe(out.Dataset, f))
			}
		}
		for i := range out.Dataset.Units[:out.Dataset.Leaves] {
			if out.Dataset.Units[i].Parent < 0 {
				t.Fatalf("unit %s has no parent", out.Dataset.Units[i].Code)
			}
		}
	})
}

// gapSum is what gap maps and their omissions say of one unit and selection.
type gapSum struct{ people, households, area coverage.Micro }

type unitSelection struct {
	coverage.Selection
	unit int
}

func sumGaps(r *coverage.Result) map[unitSelection]gapSum {
	sums := map[unitSelection]gapSum{}
	add := func(s coverage.Selection, unit int, people, households, area coverage.Micro) {
		k := unitSelection{s, unit}
		sum := sums[k]
		sums[k] = gapSum{sum.people + people, sum.households + households, sum.area + area}
	}
	for _, g := range r.Gaps {
		add(coverage.Selection{Technology: g.Technology, Operator: g.Operator}, g.Unit, g.People, g.Households, g.AreaM2)
	}
	for _, o := range r.Omitted {
		add(coverage.Selection{Technology: o.Technology, Operator: o.Operator}, o.Unit, o.People, o.Households, o.AreaM2)
	}
	return sums
}

// TestGapsAddUpToUncovered: gaps and what they omit are the uncovered column of
// population, households and area, and of fibre, exactly.
func TestGapsAddUpToUncovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		sums := sumGaps(out.Result)
		for i := range out.Figures {
			f := &out.Figures[i]
			if f.Unit >= out.Dataset.Leaves || f.Operator == coverage.OperatorMax {
				continue
			}
			s := sums[unitSelection{coverage.Selection{Technology: f.Technology, Operator: f.Operator}, f.Unit}]
			got, judged := coverage.Micro(0), true
			switch f.Indicator {
			case coverage.MobilePopulation:
				got = s.people
			case coverage.MobileHouseholds, coverage.FiberConnected:
				got = s.households
			case coverage.MobileArea:
				got = s.area
			default:
				judged = false
			}
			if judged && got != f.Uncovered {
				t.Fatalf("gaps add up to %v: %s", got, describe(out.Dataset, f))
			}
		}
	})
}

// areaSlackM2 is how far areas of different selections may stray from their
// order: they are measured on polygons whose crossings with cell sides are
// rounded to 7 decimals, each on its own.
func areaSlackM2(indicator string) coverage.Micro {
	if indicator == coverage.MobileArea {
		return coverage.Whole(100)
	}
	if indicator == coverage.MobileArea+coverage.ExpectedSuffix {
		return 1000
	}
	return 0
}

// TestOperatorIdentities: each <= max <= any <= sum of operators, all <= each,
// 4g+ >= 4g and 5g.
func TestOperatorIdentities(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		all := byKey(t, out.Figures)
		for k, f := range all {
			if f.CountOnly || f.Technology == "" || isRegister(f) {
				continue
			}
			slack := areaSlackM2(f.Indicator)
			covered := func(technology coverage.Technology, operator string) coverage.Micro {
				return all[figureKey{k.indicator, technology, operator, k.unit}].Covered
			}
			if k.technology == coverage.Tech4GPlus && k.operator != coverage.OperatorMax {
				if more := max(covered(coverage.Tech4G, k.operator), covered(coverage.Tech5G, k.operator)); more > f.Covered+slack {
					t.Fatalf("4g or 5g alone covers %v: %s", more, describe(out.Dataset, f))
				}
			}
			if k.operator != coverage.OperatorAny || len(out.Dataset.Operators) == 0 {
				continue
			}
			sum, least, most := coverage.Micro(0), f.Total, coverage.Micro(0)
			for _, o := range out.Dataset.Operators {
				c := covered(k.technology, o)
				sum, least, most = sum+c, min(least, c), max(most, c)
			}
			largest, everyone := covered(k.technology, coverage.OperatorMax), covered(k.technology, coverage.OperatorAll)
			if largest != most || largest > f.Covered+slack || f.Covered > sum+slack || everyone > least+slack {
				t.Fatalf("all %v, least %v, largest %v, max %v, sum %v: any %s", everyone, least, most, largest, sum, describe(out.Dataset, f))
			}
		}
	})
}
