package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"phusong/coverage"
)

// ProblemColumns is the header of problems.csv.
var ProblemColumns = []string{"file", "row", "column", "value", "rule", "action"}

// WriteProblems writes problems.csv, in the order of coverage.SortProblems.
func WriteProblems(w io.Writer, problems []coverage.Problem) error {
	out := csv.NewWriter(w)
	if err := out.Write(ProblemColumns); err != nil {
		return err
	}
	for _, p := range problems {
		row := ""
		if p.Row > 0 {
			row = strconv.Itoa(p.Row)
		}
		if err := out.Write([]string{p.File, row, p.Column, p.Value, p.Rule, p.Action}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
