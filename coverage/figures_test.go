package coverage

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawFigures draws figures of a few indicators, technologies and operators, by
// selection as they are made or in any order.
func drawFigures(t *rapid.T) []Figure {
	var figures []Figure
	for _, indicator := range []string{"b", "a"} {
		for _, technology := range []Technology{"5g", "4g"} {
			for _, operator := range []string{"B", "all", "any", "A", ""} {
				for unit := -1; unit < 4; unit++ {
					if rapid.IntRange(0, 5).Draw(t, "there") == 0 {
						continue
					}
					c, n := rapid.Int64Range(0, 3).Draw(t, "covered"), rapid.Int64Range(0, 2).Draw(t, "unknown")
					figures = append(figures, Figure{Indicator: indicator, Technology: technology, Operator: operator, Unit: unit,
						Covered: Micro(c), Unknown: Micro(n), Uncovered: Micro(5 - c - n), Total: 5, Assumed: int64(len(figures))})
				}
			}
		}
	}
	if rapid.Bool().Draw(t, "shuffled") {
		return rapid.Permutation(figures).Draw(t, "figures")
	}
	return figures
}

// TestFiguresInBlocks compares the order and the rule max with what is done figure by
// figure.
func TestFiguresInBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		figures := drawFigures(t)
		if diff := gocmp.Diff(LargestOperator(figures, []string{"A", "B"}), largestOneByOne(figures, []string{"A", "B"})); diff != "" {
			t.Fatalf("largest operator (-got +want):\n%s", diff)
		}
		want := slices.Clone(figures)
		rank := map[string]int{"": 0, OperatorAny: 1, OperatorAll: 2, OperatorMax: 3, "A": 4, "B": 4}
		slices.SortStableFunc(want, func(a, b Figure) int {
			return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Technology, b.Technology),
				cmp.Compare(rank[a.Operator], rank[b.Operator]), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
		})
		figures = SortedFigures(figures)
		if diff := gocmp.Diff(figures, want); diff != "" {
			t.Fatalf("sorted (-got +want):\n%s", diff)
		}
	})
}

func largestOneByOne(figures []Figure, operators []string) []Figure {
	type key struct {
		indicator  string
		technology Technology
		unit       int
	}
	var order []key
	of := map[key][]Figure{}
	for _, f := range figures {
		if slices.Contains(operators, f.Operator) {
			k := key{f.Indicator, f.Technology, f.Unit}
			if of[k] == nil {
				order = append(order, k)
			}
			of[k] = append(of[k], f)
		}
	}
	var all []Figure
	for _, k := range order {
		best, most := of[k][0], Micro(0)
		for _, f := range of[k] {
			if f.Covered > best.Covered {
				best = f
			}
			most = max(most, f.Covered+f.Unknown)
		}
		best.Operator, best.Unknown = OperatorMax, most-best.Covered
		best.Uncovered = best.Total - best.Covered - best.Unknown
		all = append(all, best)
	}
	return all
}
