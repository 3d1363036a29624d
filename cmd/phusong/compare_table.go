package main

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"phusong/coverage"
)

// comparison is the table that compare prints.
type comparison struct {
	Columns []comparedColumn `json:"columns"`
	Rows    []comparedRow    `json:"rows"`
	Verdict string           `json:"verdict,omitempty"` // one line: what moves the figures more
}

// comparedColumn is one definition, or one output.
type comparedColumn struct {
	Label      string `json:"label"`
	Definition string `json:"definition"`
	Refused    string `json:"refused,omitempty"` // why there is no figure
	base       int    // number of the criterion that it varies
	model      string // that takes the place of the criterion's
	shift      float64
}

// percentUnit is the unit of rows that have shares.
const percentUnit = "%"

// comparedRow is a figure under each definition; "" where there is none.
type comparedRow struct {
	Figure   string   `json:"figure"`
	Unit     string   `json:"unit"`
	Percents []string `json:"percents"` // or totals, of counts
	Spread   string   `json:"spread_points"`
	// Of a region: which columns give the least and the most, from 1, the first of
	// several; 0 where all are equal.
	Lowest       int    `json:"lowest,omitempty"`
	Highest      int    `json:"highest,omitempty"`
	ByDefinition string `json:"by_definition_points,omitempty"`
	ByModel      string `json:"by_model_points,omitempty"`
}

// comparedDecimals is the precision of percentages and points in the table.
const comparedDecimals = 2

// addFigures makes the rows and says which moves figures more, definition or model.
func (t *comparison) addFigures(figures map[string][]*coverage.Figure) {
	var all verdict
	for _, key := range slices.Sorted(maps.Keys(figures)) {
		row := comparedRow{Figure: key, Unit: percentUnit}
		percents := make([]*big.Rat, len(t.Columns))
		for i, f := range figures[key] {
			text := ""
			if f != nil {
				text = f.PercentText(comparedDecimals)
				percents[i], _ = f.Percent()
			}
			row.Percents = append(row.Percents, text)
		}
		row.Spread = spreadOf(percents, func(int) bool { return true }).FloatString(comparedDecimals)
		if row.Lowest, row.Highest = extremes(percents); row.Lowest == row.Highest { // all are equal
			row.Lowest, row.Highest = 0, 0
		}
		definition, model := t.causes(percents)
		row.ByDefinition, row.ByModel = definition.FloatString(comparedDecimals), model.FloatString(comparedDecimals)
		all.add(key, definition, model)
		t.Rows = append(t.Rows, row)
	}
	t.Verdict = all.text(t.tried())
}

// causes is by how many points the definition moves a figure at most while the model
// stays, and the model while the definition stays.
func (t *comparison) causes(percents []*big.Rat) (definition, model *big.Rat) {
	definition, model = new(big.Rat), new(big.Rat)
	for _, c := range t.Columns {
		model = larger(model, spreadOf(percents, func(k int) bool { return t.sameDefinition(k, c) }))
		definition = larger(definition, spreadOf(percents, func(k int) bool { return t.Columns[k].model == c.model }))
	}
	return definition, model
}

func (t *comparison) sameDefinition(k int, c comparedColumn) bool {
	return t.Columns[k].base == c.base && t.Columns[k].shift == c.shift
}

// tried reports whether columns with figures differ in definition, and in model.
func (t *comparison) tried() (definitions, models bool) {
	for i, a := range t.Columns {
		for k, b := range t.Columns {
			if a.Refused == "" && b.Refused == "" && i != k {
				models = models || t.sameDefinition(k, a)
				definitions = definitions || a.model == b.model
			}
		}
	}
	return definitions, models
}

// extremes are the columns with the least and the greatest percentage, from 1.
func extremes(percents []*big.Rat) (lowest, highest int) {
	for i, p := range percents {
		if p == nil {
			continue
		}
		if lowest == 0 || p.Cmp(percents[lowest-1]) < 0 {
			lowest = i + 1
		}
		if highest == 0 || p.Cmp(percents[highest-1]) > 0 {
			highest = i + 1
		}
	}
	return lowest, highest
}

func larger(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// spreadOf is the greatest less the least of the percentages chosen.
func spreadOf(percents []*big.Rat, in func(i int) bool) *big.Rat {
	chosen := make([]*big.Rat, len(percents))
	for i, p := range percents {
		if in(i) {
			chosen[i] = p
		}
	}
	lowest, highest := extremes(chosen)
	if lowest == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Sub(chosen[highest-1], chosen[lowest-1])
}

// verdict sums up over all figures what moves them.
type verdict struct {
	definition, model   moved
	figures, more, less int // of figures that either moves: those the definition moves more, and less
}

// moved is the largest move and its figure.
type moved struct {
	points *big.Rat
	figure string
}

func (m *moved) put(figure string, points *big.Rat) {
	if m.points == nil || m.points.Cmp(points) < 0 {
		m.points, m.figure = points, figure
	}
}

func (m moved) String() string {
	return fmt.Sprintf("%s points (%s)", m.points.FloatString(comparedDecimals), m.figure)
}

func (v *verdict) add(figure string, definition, model *big.Rat) {
	v.definition.put(figure, definition)
	v.model.put(figure, model)
	v.figures++
	switch definition.Cmp(model) {
	case 1:
		v.more++
	case -1:
		v.less++
	}
}

// text is the verdict in one line. What was not varied moves nothing, and nothing is
// said of it.
func (v *verdict) text(definitions, models bool) string {
	switch {
	case v.figures == 0:
		return "no figures: nothing to compare"
	case definitions && models:
		words := map[int]string{1: "the definition moves figures more than the model does", 0: "neither moves figures more than the other",
			-1: "the model moves figures more than the definition does"}[v.definition.points.Cmp(v.model.points)]
		return fmt.Sprintf("%s: by up to %s against %s; the definition more in %d of %d figures, the model in %d",
			words, pick(v, true), pick(v, false), v.more, v.figures, v.less)
	case definitions:
		return fmt.Sprintf("the definition moves figures by up to %s; no other model was tried (--models)", v.definition)
	case models:
		return fmt.Sprintf("the model moves figures by up to %s; no other definition was tried (--criteria, --thresholds)", v.model)
	}
	return "one definition and one model: nothing to compare with (--criteria, --models, --thresholds)"
}

// pick is the move of the one that moves more, or of the other.
func pick(v *verdict, more bool) moved {
	if (v.definition.points.Cmp(v.model.points) >= 0) == more {
		return v.definition
	}
	return v.model
}
