package main

import (
	"errors"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/check"
)

// comparedIndicators are in the table of two outputs when none is asked for.
var comparedIndicators = append(slices.Clone(mobileIndicators),
	coverage.FiberConnected, coverage.FiberPassed, coverage.FiberSubscriptions, coverage.BTSSites, coverage.BTSLayers, coverage.BTSCells)

// compareOutputs compares two outputs of analyze figure by figure. Figures that hang
// on what differs between them are refused; the others are printed first.
func (c *compareCommand) compareOutputs(a *app) error {
	first, err := check.ReadOutput(c.Region)
	if err != nil {
		return err
	}
	second, err := check.ReadOutput(c.Other)
	if err != nil {
		return err
	}
	across := check.Across{Definitions: c.AcrossDefinitions, Editions: c.AcrossEditions, Dates: c.AcrossDates, Regions: c.AcrossRegions}
	pairs := check.Pairs(first, second, func(row []string) bool {
		return row[check.ColumnLevel] == c.Level && c.wanted(comparedIndicators, row[check.ColumnIndicator], row[check.ColumnTechnology])
	})
	pairs, refused := check.ComparablePairs(first, second, pairs, across)
	t := &comparison{}
	for _, o := range []*check.Output{first, second} {
		t.Columns = append(t.Columns, comparedColumn{Label: o.Dir + " " + o.Run.Criterion.Label, Definition: o.Run.Criterion.Definition})
	}
	for _, p := range pairs {
		t.Rows = append(t.Rows, pairRow(p))
	}
	var differ *check.Incomparable
	if errors.As(refused, &differ) {
		if len(t.Rows) > 0 && !c.JSON {
			if err := t.write(a.stdout); err != nil {
				return err
			}
		}
		return hintError{refused, "to compare them all the same, say --across-" + strings.Join(differ.Differ, " --across-")}
	}
	return c.show(a, t)
}

// pairRow is the row of a figure that two outputs have: percentages and their change
// in points, or of figures without a share the numbers and their change.
func pairRow(p check.Pair) comparedRow {
	row := comparedRow{Figure: p.Key(), Unit: percentUnit, Percents: make([]string, 2)}
	for _, r := range [][]string{p.A, p.B} {
		if r != nil && r[check.ColumnPercent] == "" {
			row.Unit = r[check.ColumnUnit]
		}
	}
	column := check.ColumnPercent
	if row.Unit != percentUnit {
		column = check.ColumnTotal
	}
	var values [2]*big.Rat
	for i, r := range [][]string{p.A, p.B} {
		if r != nil {
			row.Percents[i] = r[column]
			values[i], _ = new(big.Rat).SetString(r[column])
		}
	}
	if values[0] != nil && values[1] != nil {
		row.Spread = exactText(new(big.Rat).Sub(values[1], values[0]), row.Unit)
	}
	return row
}

// exactText prints a change; counts are whole.
func exactText(change *big.Rat, unit string) string {
	if unit != percentUnit && change.IsInt() {
		return change.Num().String()
	}
	return change.FloatString(comparedDecimals)
}
