package coverage

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is an input row that was rejected, repaired or doubtful.
type Problem struct {
	File   string `json:"file"`
	Row    int    `json:"row"` // line, sheet row or feature number, from 1; 0 for the whole file
	Column string `json:"column"`
	Value  string `json:"value"`
	Rule   string `json:"rule"`   // stable identifier, such as "code.unknown"; listed in docs/data.md
	Action string `json:"action"` // what was done: "row rejected", "repaired: ...", "kept"
}

// String prints file:row: column: value: rule (action).
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d: %s: %q: %s (%s)", p.File, p.Row, p.Column, p.Value, p.Rule, p.Action)
}

// SortProblems puts problems into output order and drops exact repetitions.
func SortProblems(ps []Problem) []Problem {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Action, b.Action))
	})
	return slices.Compact(ps)
}

// Warning counts how often a model was used outside its validated range.
type Warning struct {
	Model string
	Rule  string // such as "distance above 5 km"
	Count int64  // receivers
	// Predicted counts all receivers whose level is the model's, and Outside those of
	// them that broke a rule of its range: the same in every warning of the model.
	Predicted, Outside int64
}
