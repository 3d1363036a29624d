package gap

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
)

// MobileInput is what mobile gaps are made of.
type MobileInput struct {
	Dataset *coverage.Dataset
	Signal  *coverage.SignalMap
	// ReachM is the distance at which a station with default equipment still meets
	// the criterion, per technology; it tells the causes distance and no_layer apart.
	ReachM map[coverage.Technology]float64
	// Step, when not nil, is called after every unit with the number of those done
	// and of all; its error ends the work.
	Step func(done, all int) error
}

// Mobile returns the gaps of every selection in order of technology, operator
// rule, unit and rank, and one record per unit and selection of what could not
// be drawn: pieces that vanish at 7 decimals and hamlets outside their commune.
// Gaps may share geometry, which the caller must not change.
func Mobile(in MobileInput) ([]coverage.Gap, []coverage.Omitted, error) {
	m := &mapper{in: in, stations: newStationIndex(in.Dataset), served: servedAtAll(in), beyondCriterion: beyondCriterion(in), unit: unitMap{dataset: in.Dataset}}
	selections := in.Dataset.Selections()
	views := make([]*coverage.View, len(selections))
	for i, s := range selections {
		views[i] = in.Signal.View(s, in.Dataset.Operators)
	}
	perSelection := make([][]coverage.Gap, len(selections))
	var omitted []coverage.Omitted
	for unit := range in.Dataset.Units[:in.Dataset.Leaves] {
		if err := m.unit.begin(unit); err != nil {
			return nil, nil, fmt.Errorf("unit %s: %w", in.Dataset.Units[unit].Code, err)
		}
		for i, s := range selections {
			gaps, left := m.unitGaps(s, views[i])
			perSelection[i] = append(perSelection[i], gaps...)
			if left.Parts > 0 || left.AreaM2 != 0 {
				omitted = append(omitted, left)
			}
		}
		if in.Step != nil {
			if err := in.Step(unit+1, in.Dataset.Leaves); err != nil {
				return nil, nil, err
			}
		}
	}
	slices.SortStableFunc(omitted, func(a, b coverage.Omitted) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
	})
	return slices.Concat(perSelection...), omitted, nil
}

type mapper struct {
	in       MobileInput
	stations *stationIndex
	served   *coverage.View // any technology of any operator
	// beyondCriterion: there are stations of which the criterion says nothing.
	beyondCriterion bool
	unit            unitMap
}

// servedAtAll is the view behind the class white: 2g to 5g of anyone.
func servedAtAll(in MobileInput) *coverage.View {
	return in.Signal.View(coverage.Selection{Technology: coverage.TechAny, Operator: coverage.OperatorAny}, in.Dataset.Operators)
}

// unitGaps returns the gaps of one selection in the unit begun, and what of them
// cannot be drawn.
func (m *mapper) unitGaps(s coverage.Selection, view *coverage.View) ([]coverage.Gap, coverage.Omitted) {
	d := m.unit.draw(view)
	gaps, left := slices.Clone(d.gaps), d.left
	left.Technology, left.Operator = s.Technology, s.Operator
	for i := range gaps {
		gaps[i].Technology, gaps[i].Operator = s.Technology, s.Operator
		m.explain(view, &gaps[i])
	}
	return gaps, left
}
