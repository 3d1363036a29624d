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
	// Stations are those of every selection, in the order of Dataset.Selections; nil for
	// the sites of the data set.
	Stations []Stations
	// Workers is how many goroutines prepare stations, 0 for one per processor. It never changes a result.
	Workers int
}

// Mobile returns the gaps of every selection in order of technology, operator
// rule, unit and rank, and one record per unit and selection of what could not
// be drawn: pieces that vanish at 7 decimals and hamlets outside their commune.
// Gaps may share geometry, which the caller must not change. It is a Worker over all
// units and Collect.
func Mobile(in MobileInput) ([]coverage.Gap, []coverage.Omitted, error) {
	reader, worker := coverage.NewUnitReader(in.Dataset, in.Signal), NewDrawer(in).Worker()
	all := make([]UnitGaps, in.Dataset.Leaves)
	var view coverage.UnitView
	for unit := range all {
		reader.Read(unit, &view)
		var err error
		if all[unit], err = worker.Unit(&view); err != nil {
			return nil, nil, err
		}
	}
	gaps, omitted := Collect(all)
	return gaps, omitted, nil
}

// Drawer holds what the gaps of all units have in common. It is read-only and safe
// for many workers.
type Drawer struct {
	in         MobileInput
	selections []coverage.Selection
	views      []*coverage.View
	stations   []Stations     // by selection
	served     *coverage.View // any technology of any operator
	// beyondCriterion: there are stations of which the criterion says nothing.
	beyondCriterion bool
}

// NewDrawer prepares the selections of the data set. The drawer sees what becomes of
// the tiles of the signal map and of ReachM, but not of the sites.
func NewDrawer(in MobileInput) *Drawer {
	d := &Drawer{in: in, selections: in.Dataset.Selections(), beyondCriterion: beyondCriterion(in)}
	if d.stations = in.Stations; d.stations == nil {
		d.stations = sortStations(in.Dataset, d.selections, in.Workers)
	}
	for _, s := range d.selections {
		d.views = append(d.views, in.Signal.View(s, in.Dataset.Operators))
	}
	d.served = in.Signal.View(coverage.Selection{Technology: coverage.TechAny, Operator: coverage.OperatorAny}, in.Dataset.Operators)
	return d
}

// UnitGaps are the gaps of one leaf unit, by selection in the order of
// Dataset.Selections. Gaps may share geometry.
type UnitGaps struct {
	Gaps    [][]coverage.Gap
	Omitted []coverage.Omitted // one for each selection; without parts and area nothing is left out
}

// DrawnM2 is the area of a selection's gaps and of what they omit.
func (u *UnitGaps) DrawnM2(selection int) coverage.Micro {
	sum := u.Omitted[selection].AreaM2
	for i := range u.Gaps[selection] {
		sum += u.Gaps[selection][i].AreaM2
	}
	return sum
}

// Collect puts the gaps of all leaf units, in their order, into that of Mobile.
func Collect(units []UnitGaps) ([]coverage.Gap, []coverage.Omitted) {
	var gaps []coverage.Gap
	var omitted []coverage.Omitted
	n := 0
	for i := range units {
		for _, of := range units[i].Gaps {
			n += len(of)
		}
	}
	gaps = make([]coverage.Gap, 0, n)
	for s := 0; len(units) > 0 && s < len(units[0].Gaps); s++ {
		for i := range units {
			gaps = append(gaps, units[i].Gaps[s]...)
			if left := units[i].Omitted[s]; left.Parts > 0 || left.AreaM2 != 0 {
				omitted = append(omitted, left)
			}
		}
	}
	slices.SortStableFunc(omitted, func(a, b coverage.Omitted) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Unit, b.Unit))
	})
	return gaps, omitted
}

// Worker draws units one after the other, in memory of its own.
type Worker struct {
	*Drawer
	unit unitMap
}

// Worker returns a worker, for one goroutine.
func (d *Drawer) Worker() *Worker { return &Worker{Drawer: d, unit: unitMap{dataset: d.in.Dataset}} }

// Unit draws the gaps of the unit of a view, which must be of the drawer's data set
// and signal map.
func (w *Worker) Unit(v *coverage.UnitView) (UnitGaps, error) {
	n := len(w.selections)
	u := UnitGaps{Gaps: make([][]coverage.Gap, n), Omitted: make([]coverage.Omitted, n)}
	w.unit.begin(v)
	for i := range w.selections {
		if err := w.draw(i, &u); err != nil {
			return UnitGaps{}, err
		}
	}
	return u, nil
}

// Some is Unit for some selections, by their numbers; the others are those of was, which
// stays as it is.
func (w *Worker) Some(v *coverage.UnitView, was UnitGaps, which []int) (UnitGaps, error) {
	u := UnitGaps{Gaps: slices.Clone(was.Gaps), Omitted: slices.Clone(was.Omitted)}
	w.unit.begin(v)
	for _, i := range which {
		if err := w.draw(i, &u); err != nil {
			return UnitGaps{}, err
		}
	}
	return u, nil
}

// draw finds the gaps of one selection in the unit begun, and what of them cannot be
// drawn.
func (w *Worker) draw(selection int, u *UnitGaps) error {
	s := w.selections[selection]
	d, err := w.unit.draw(selection, w.views[selection])
	if err != nil {
		return fmt.Errorf("unit %s: %w", w.in.Dataset.Units[w.unit.unit].Code, err)
	}
	gaps, left := slices.Clone(d.gaps), d.left
	left.Technology, left.Operator = s.Technology, s.Operator
	for i := range gaps {
		gaps[i].Technology, gaps[i].Operator = s.Technology, s.Operator
		w.explain(selection, &gaps[i])
	}
	u.Gaps[selection], u.Omitted[selection] = gaps, left
	return nil
}
