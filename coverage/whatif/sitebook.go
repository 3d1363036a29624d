package whatif

import (
	"slices"

	"phusong/coverage"
	"phusong/coverage/indicator"
)

type counts = indicator.Counts

func measureOf(name string) string { return indicator.Measure(name) }

// openStations opens the book of sites, layers and cells: by technology and by all, by
// operator and by all.
func (e *engine) openStations() {
	var selections []coverage.Selection
	for _, t := range append([]coverage.Technology{""}, coverage.Technologies()...) {
		for _, o := range append([]string{coverage.OperatorAny}, e.data.Operators...) {
			selections = append(selections, coverage.Selection{Technology: t, Operator: o})
		}
	}
	e.bts = newBook(e.data.Units, selections, true)
	e.bts.open(coverage.BTSSites, "site")
	e.bts.open(coverage.BTSLayers, "layer")
	e.bts.open(coverage.BTSCells, "cell")
}

// bookSite counts a site n times where it stands.
func (e *engine) bookSite(s *coverage.Site, n int) {
	if s == nil || s.Unit < 0 {
		return
	}
	if e.homes[s.Unit] == nil {
		e.homes[s.Unit] = map[coverage.SignalLayer]int{}
	}
	e.countPairs(s, n, e.homes[s.Unit])
	for i, of := range e.bts.selections {
		var layers []coverage.SignalLayer
		cells := int64(0)
		for k := range s.Cells {
			c := &s.Cells[k]
			if of.Technology != "" && c.Technology != of.Technology || of.Operator != coverage.OperatorAny && c.Operator != of.Operator {
				continue
			}
			cells++
			if l := (coverage.SignalLayer{Technology: c.Technology, Operator: c.Operator}); !slices.Contains(layers, l) {
				layers = append(layers, l)
			}
		}
		if cells == 0 {
			continue
		}
		for row, count := range []int64{1, int64(len(layers)), cells} {
			e.bts.add(row, i, s.Unit, account{covered: coverage.Whole(int64(n) * count)})
		}
	}
}

// bookCommune says, by selection, whether a leaf unit holds a station.
func (e *engine) bookCommune(unit int) {
	for i, s := range e.selections {
		state := coverage.Uncovered
		if e.hasStation(unit, s) {
			state = coverage.Covered
		}
		e.mobile.set(e.reported.communes, i, unit, one(state))
	}
}

// hasStation applies the operator rule to the stations in a leaf unit.
func (e *engine) hasStation(unit int, s coverage.Selection) bool {
	has := func(operator string) bool {
		for _, t := range s.Technology.Members() {
			if e.homes[unit][coverage.SignalLayer{Technology: t, Operator: operator}] > 0 {
				return true
			}
		}
		return false
	}
	switch s.Operator {
	case coverage.OperatorAny:
		for l, n := range e.homes[unit] {
			if n > 0 && slices.Contains(s.Technology.Members(), l.Technology) {
				return true
			}
		}
		return false
	case coverage.OperatorAll:
		// Somebody is there, and of the operators that have a name everyone.
		return e.hasStation(unit, coverage.Selection{Technology: s.Technology, Operator: coverage.OperatorAny}) &&
			!slices.ContainsFunc(e.data.Operators, func(o string) bool { return !has(o) })
	}
	return has(s.Operator)
}
