package place

import (
	"fmt"

	"phusong/coverage"
)

// Input is what figures of places are made of.
type Input struct {
	Dataset   *coverage.Dataset
	Signal    *coverage.SignalMap
	Criterion string           // label for the figures
	Assumed   coverage.Assumed // the values that matter to the criterion; assumed ones are counted
}

// Figures returns the figures of every layer, technology, operator rule and unit, in
// output order, and what is known of each place. Without layers there is nothing.
func Figures(in Input) ([]coverage.Figure, coverage.PlaceResult, error) {
	w := &worker{Input: in, layer: map[string]int{}}
	for i := range in.Dataset.PlaceLayers {
		w.layer[in.Dataset.PlaceLayers[i].ID] = i
	}
	if len(w.layer) == 0 {
		return nil, coverage.PlaceResult{}, nil
	}
	w.roads = cutRoads(in.Dataset)
	if err := w.prepareZones(); err != nil {
		return nil, coverage.PlaceResult{}, err
	}
	var figures []coverage.Figure
	for _, s := range in.Dataset.Selections() {
		figures = append(figures, w.selection(s)...)
	}
	figures = append(figures, coverage.LargestOperator(figures, in.Dataset.Operators)...)
	figures = coverage.SortedFigures(figures)
	w.addLargest()
	w.sort()
	return figures, w.result, nil
}

// worker holds what the selections share.
type worker struct {
	Input
	layer  map[string]int // index of a layer by ID
	roads  [][]piece      // per road, in order along its lines
	zones  []zoneCells
	result coverage.PlaceResult
}

// ledger has an account for every unit.
type ledger []account

// account is the closing sum behind a figure.
type account struct{ covered, uncovered, unknown coverage.Micro }

func (a *account) put(s coverage.State, v coverage.Micro) {
	switch s {
	case coverage.Covered:
		a.covered += v
	case coverage.Unknown:
		a.unknown += v
	default:
		a.uncovered += v
	}
}

func (a *account) add(b account) {
	a.covered, a.uncovered, a.unknown = a.covered+b.covered, a.uncovered+b.uncovered, a.unknown+b.unknown
}

func (a account) byState() map[coverage.State]coverage.Micro {
	return map[coverage.State]coverage.Micro{coverage.Covered: a.covered, coverage.Uncovered: a.uncovered, coverage.Unknown: a.unknown}
}

// selection makes the figures of one selection, and the shares of its places.
func (w *worker) selection(s coverage.Selection) []coverage.Figure {
	d := w.Dataset
	view := w.Signal.View(s, d.Operators)
	ledgers := make([]ledger, len(d.PlaceLayers))
	for i := range ledgers {
		ledgers[i] = make(ledger, len(d.Units))
	}
	assumed := d.AssumedCells(s, w.Assumed)
	head := func(layer, unit int, a account) coverage.Figure {
		l := &d.PlaceLayers[layer]
		return coverage.Figure{Indicator: l.Indicator(), Technology: s.Technology, Operator: s.Operator, Unit: unit,
			Covered: a.covered, Uncovered: a.uncovered, Unknown: a.unknown, Total: a.covered + a.uncovered + a.unknown,
			Measure: l.Kind.Measure(), AsOf: d.AsOf, Criterion: w.Criterion, Assumed: assumed}
	}
	w.addPoints(view, ledgers, head)
	w.addZones(view, s, ledgers, head)
	w.addRoads(view, s, ledgers, head)
	var figures []coverage.Figure
	for layer, l := range ledgers {
		for i := range d.Units {
			if p := d.Units[i].Parent; p >= 0 {
				l[p].add(l[i])
			}
		}
		for unit, a := range l {
			figures = append(figures, head(layer, unit, a))
		}
	}
	return figures
}

// header makes the figure of an account.
type header func(layer, unit int, a account) coverage.Figure

func (w *worker) addPoints(view *coverage.View, ledgers []ledger, head header) {
	d := w.Dataset
	for i, r := range d.Receivers() {
		if r.Kind != coverage.ReceiverPlace {
			continue
		}
		p := &d.Places[r.Index]
		layer := w.layer[p.Layer]
		var a account
		a.put(view.Receiver(i), coverage.One)
		ledgers[layer][p.Unit].add(a)
		w.result.Shares = append(w.result.Shares, coverage.PlaceShare{Figure: head(layer, p.Unit, a), Layer: layer, Feature: r.Index})
	}
}

// wrap names the zone or road of an error.
func wrap(what, layer, id string, err error) error {
	return fmt.Errorf("%s %s of %s: %w", what, id, layer, err)
}
