package main

import (
	"errors"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
)

// comparedIndicators are in the table of two outputs when none is asked for.
var comparedIndicators = append(slices.Clone(mobileIndicators),
	coverage.FiberConnected, coverage.FiberPassed, coverage.FiberSubscriptions, coverage.BTSSites, coverage.BTSLayers, coverage.BTSCells)

// compareOutputs compares two outputs of analyze figure by figure. Figures that hang
// on what differs between them are refused; the others are printed first.
func (c *compareCommand) compareOutputs(a *app) error {
	first, err := output.Read(c.Region)
	if err != nil {
		return err
	}
	second, err := output.Read(c.Other)
	if err != nil {
		return err
	}
	across := output.Across{Definitions: c.AcrossDefinitions, Editions: c.AcrossEditions, Dates: c.AcrossDates, Regions: c.AcrossRegions}
	pairs := output.Pairs(first, second, func(f *coverage.Observation) bool {
		return f.Level == c.Level && c.wanted(comparedIndicators, f.Indicator, string(f.Technology))
	})
	pairs, refused := output.ComparablePairs(first, second, pairs, across)
	t := &comparison{}
	for _, o := range []*output.Output{first, second} {
		t.Columns = append(t.Columns, comparedColumn{Label: o.Dir + " " + o.Run.Criterion.Label, Definition: o.Run.Criterion.Definition})
	}
	for _, p := range pairs {
		t.Rows = append(t.Rows, pairRow(p))
	}
	var differ *output.Incomparable
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
func pairRow(p output.Pair) comparedRow {
	row := comparedRow{Figure: p.Key(), Unit: percentUnit, Percents: make([]string, 2)}
	for _, f := range []*coverage.Observation{p.A, p.B} {
		if f != nil && f.PercentText(report.PercentDecimals) == "" {
			row.Unit = report.MeasureText(&f.Figure)
		}
	}
	var values [2]*big.Rat
	for i, f := range []*coverage.Observation{p.A, p.B} {
		if f == nil {
			continue
		}
		row.Percents[i] = f.PercentText(report.PercentDecimals)
		if row.Unit != percentUnit {
			row.Percents[i] = report.QuantityText(&f.Figure, f.Total)
		}
		values[i], _ = new(big.Rat).SetString(row.Percents[i])
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
