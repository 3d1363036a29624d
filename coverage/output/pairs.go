package output

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
)

// Pair is a figure as two outputs have it; nil where one has none.
type Pair struct{ A, B *coverage.Observation }

// Key names the figure: indicator, technology, operator, level and code of the unit.
func (p Pair) Key() string {
	f := cmp.Or(p.A, p.B)
	return strings.Join([]string{f.Indicator, string(f.Technology), f.Operator, f.Level + " " + f.Code}, " ")
}

// Pairs lays the figures of two outputs for which keep is true beside each other, by key.
func Pairs(a, b *Output, keep func(*coverage.Observation) bool) []Pair {
	at := map[string]int{}
	var pairs []Pair
	for side, all := range [][]coverage.Observation{a.Observations(), b.Observations()} {
		for i := range all {
			f := &all[i]
			if !keep(f) {
				continue
			}
			p := Pair{A: f}
			if side == 1 {
				p = Pair{B: f}
			}
			if i, known := at[p.Key()]; known {
				pairs[i].B = f
				continue
			}
			at[p.Key()] = len(pairs)
			pairs = append(pairs, p)
		}
	}
	slices.SortFunc(pairs, func(p, q Pair) int { return strings.Compare(p.Key(), q.Key()) })
	return pairs
}

// ComparablePairs returns the pairs that compare, each on a basis of its own:
// fibre and stations hang on no criterion. Where some do not, the error is an
// *Incomparable that counts them by indicator and says what differs. A figure that
// one output lacks is no error.
func ComparablePairs(a, b *Output, pairs []Pair, across Across) ([]Pair, error) {
	var kept []Pair
	var refused *Incomparable
	for _, p := range pairs {
		if p.A == nil || p.B == nil {
			kept = append(kept, p)
			continue
		}
		err := Comparable(a.FigureBasis(p.A), b.FigureBasis(p.B), across)
		var e *Incomparable
		if !errors.As(err, &e) {
			kept = append(kept, p)
			continue
		}
		refused = refused.with(e)
		refused.count(p.A.Indicator)
	}
	if refused == nil {
		return kept, nil
	}
	return kept, refused
}

// with joins what differs in one more figure.
func (e *Incomparable) with(other *Incomparable) *Incomparable {
	if e == nil {
		return other
	}
	for _, word := range other.Differ {
		if !slices.Contains(e.Differ, word) {
			e.Differ = append(e.Differ, word)
		}
	}
	for _, field := range other.Fields {
		if !slices.Contains(e.Fields, field) {
			e.Fields = append(e.Fields, field)
		}
	}
	return e
}

func (e *Incomparable) count(indicator string) {
	if i := slices.IndexFunc(e.Refused, func(r RefusedFigures) bool { return r.Indicator == indicator }); i >= 0 {
		e.Refused[i].Rows++
		return
	}
	e.Refused = append(e.Refused, RefusedFigures{indicator, 1})
}

// RefusedFigures are the figures of an indicator that hang on what differs.
type RefusedFigures struct {
	Indicator string
	Rows      int
}

// String names the indicator and how many of its figures are meant.
func (r RefusedFigures) String() string {
	if r.Rows == 1 {
		return r.Indicator + " (1 figure)"
	}
	return fmt.Sprintf("%s (%d figures)", r.Indicator, r.Rows)
}
