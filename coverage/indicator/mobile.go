package indicator

import (
	"slices"

	"phusong/coverage"
)

// MobileInput is what mobile figures are made of.
type MobileInput struct {
	Dataset   *coverage.Dataset
	Signal    *coverage.SignalMap
	Gaps      []coverage.Gap     // of every selection: the area uncovered is the area drawn
	Omitted   []coverage.Omitted // what the gap maps leave out
	Criterion string             // label for the figures
	Assumed   coverage.Assumed   // the values that matter to the criterion; assumed ones are counted
	// Step, when not nil, is called after every unit with the number of those done
	// and of all; its error ends the work, and no figure is returned.
	Step func(done, all int) error
}

// Mobile returns the mobile figures of every selection and unit, and for each
// technology the rule max, sorted by indicator, technology, operator rule and
// unit. Population, households and area have a second reading, the expected
// share, where the criterion knows how levels vary with location.
func Mobile(in MobileInput) []coverage.Figure {
	drawn := drawnAreas(in)
	var ledgers []*mobileLedgers
	for _, selection := range in.Dataset.Selections() {
		ledgers = append(ledgers, newMobileLedgers(in, selection))
	}
	var pieces []coverage.Piece
	for unit := range in.Dataset.Units[:in.Dataset.Leaves] {
		u := &in.Dataset.Units[unit]
		pieces = pieces[:0]
		in.Dataset.Demand.Each(unit, u.People.Value, u.Households.Value, func(p coverage.Piece) { pieces = append(pieces, p) })
		for _, m := range ledgers {
			m.addUnit(unit, pieces, drawn[areaKey{m.selection, unit}])
		}
		if in.Step != nil && in.Step(unit+1, in.Dataset.Leaves) != nil {
			return nil
		}
	}
	var figures []coverage.Figure
	for _, m := range ledgers {
		m.addReceivers()
		m.addStations()
		figures = append(figures, m.figures()...)
	}
	figures = append(figures, coverage.LargestOperator(figures, in.Dataset.Operators)...)
	coverage.SortFigures(figures)
	return figures
}

type areaKey struct {
	selection coverage.Selection
	unit      int
}

// drawnAreas sums the areas of gaps and of what they omit.
func drawnAreas(in MobileInput) map[areaKey]coverage.Micro {
	areas := map[areaKey]coverage.Micro{}
	for i := range in.Gaps {
		if g := &in.Gaps[i]; g.Kind == coverage.GapMobile {
			areas[areaKey{coverage.Selection{Technology: g.Technology, Operator: g.Operator}, g.Unit}] += g.AreaM2
		}
	}
	for _, o := range in.Omitted {
		areas[areaKey{coverage.Selection{Technology: o.Technology, Operator: o.Operator}, o.Unit}] += o.AreaM2
	}
	return areas
}

// mobileLedgers collects the accounts of one selection.
type mobileLedgers struct {
	in        MobileInput
	selection coverage.Selection
	view      *coverage.View
	ledgers   map[string]ledger
}

func newMobileLedgers(in MobileInput, selection coverage.Selection) *mobileLedgers {
	m := &mobileLedgers{in: in, selection: selection, ledgers: map[string]ledger{},
		view: in.Signal.View(selection, in.Dataset.Operators)}
	names := []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea, coverage.MobileCommunes}
	if in.Signal.Expected {
		for _, name := range names[:3] {
			names = append(names, name+coverage.ExpectedSuffix)
		}
	}
	for _, r := range in.Dataset.Receivers() {
		if name := receiverIndicator[r.Kind]; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		m.ledgers[name] = make(ledger, len(in.Dataset.Units))
	}
	return m
}

// addUnit accounts for the people, households and area of one leaf unit.
func (m *mobileLedgers) addUnit(unit int, pieces []coverage.Piece, drawnM2 coverage.Micro) {
	u := &m.in.Dataset.Units[unit]
	var people, households, area, expPeople, expHouseholds, expArea account
	for i := range pieces {
		p := &pieces[i]
		state := m.view.State(unit, p.Col, p.Row)
		people.put(state, p.People)
		households.put(state, p.Households)
		area.put(state, p.AreaM2)
		if m.in.Signal.Expected {
			chance := m.view.Chance(p.Col, p.Row)
			expPeople.putChance(state, chance, p.People)
			expHouseholds.putChance(state, chance, p.Households)
			expArea.putChance(state, chance, p.AreaM2)
		}
	}
	unplacedPeople, unplacedHouseholds := m.in.Dataset.Demand.Unplaced(unit, u.People.Value, u.Households.Value)
	for _, a := range [...]*account{&people, &expPeople} {
		a.put(coverage.Unknown, unplacedPeople)
	}
	for _, a := range [...]*account{&households, &expHouseholds} {
		a.put(coverage.Unknown, unplacedHouseholds)
	}
	area = area.closeArea(u.AreaM2, drawnM2)
	expArea = expArea.fit(u.AreaM2)
	if !u.People.Known {
		people.allUnknown()
		expPeople.allUnknown()
	}
	if !u.Households.Known {
		households.allUnknown()
		expHouseholds.allUnknown()
	}
	m.ledgers[coverage.MobilePopulation][unit] = people
	m.ledgers[coverage.MobileHouseholds][unit] = households
	m.ledgers[coverage.MobileArea][unit] = area
	if m.in.Signal.Expected {
		m.ledgers[coverage.MobilePopulation+coverage.ExpectedSuffix][unit] = expPeople
		m.ledgers[coverage.MobileHouseholds+coverage.ExpectedSuffix][unit] = expHouseholds
		m.ledgers[coverage.MobileArea+coverage.ExpectedSuffix][unit] = expArea
	}
}

// putChance shares v by its chance: that part is covered, the rest is uncovered
// or, in an unknown cell, unknown. A station that could not be placed can only
// add to the chance of the others, so the covered part of such a cell is certain
// and one more station never lowers it.
func (a *account) putChance(s coverage.State, chance int64, v coverage.Micro) {
	covered := v.MulDiv(chance, coverage.ChanceOne)
	a.covered += covered
	if s == coverage.Unknown {
		a.unknown += v - covered
		return
	}
	a.uncovered += v - covered
}

// closeArea returns the account of a unit whose uncovered area is that of the
// polygons as drawn, so that a map measured again gives the figure. Pieces are
// cut with unrounded crossings and differ from it by the rounding of the drawn
// coordinates; the difference goes to covered, or to unknown where nothing is covered.
func (a account) closeArea(total, drawnM2 coverage.Micro) account {
	unknown := a.unknown
	covered := total - drawnM2 - unknown
	if a.covered == 0 || covered < 0 {
		return account{uncovered: drawnM2, unknown: total - drawnM2}
	}
	return account{covered: covered, uncovered: drawnM2, unknown: unknown}
}

// fit makes the columns add up to the unit's own area, from which the sum of
// pieces differs by rounding. No column falls below zero and covered does not
// exceed the total, so that no share exceeds 100 %.
func (a account) fit(total coverage.Micro) account {
	covered := min(a.covered, total)
	unknown := min(a.unknown, total-covered)
	uncovered := total - covered - unknown
	switch {
	case a.uncovered > 0 || uncovered == 0:
	case a.unknown > 0:
		unknown, uncovered = unknown+uncovered, 0
	default:
		covered, uncovered = covered+uncovered, 0
	}
	return account{covered: covered, uncovered: uncovered, unknown: unknown}
}

// receiverIndicator names the indicator that counts receivers of a kind.
var receiverIndicator = map[coverage.ReceiverKind]string{
	coverage.ReceiverHamlet: coverage.MobileHamlets, coverage.ReceiverCentre: coverage.MobileCentres,
}

// addReceivers accounts for hamlets and commune centres, each one place. A place
// without a position is unknown.
func (m *mobileLedgers) addReceivers() {
	d := m.in.Dataset
	for i, r := range d.Receivers() {
		if name := receiverIndicator[r.Kind]; name != "" {
			m.ledgers[name][r.Unit].put(m.view.Receiver(i), coverage.One)
		}
	}
	if l := m.ledgers[coverage.MobileHamlets]; l != nil {
		for _, h := range d.Hamlets {
			if !h.Located {
				l[h.Unit].put(coverage.Unknown, coverage.One)
			}
		}
	}
	if l := m.ledgers[coverage.MobileCentres]; l != nil {
		for i := range d.Units[:d.Leaves] {
			if d.Units[i].Centre == nil {
				l[i].put(coverage.Unknown, coverage.One)
			}
		}
	}
}

// addStations accounts for communes that hold a station of the selection. Where a
// station of the technology could not be placed in any commune, a commune
// without one is still uncovered: the station is reported as a problem.
func (m *mobileLedgers) addStations() {
	d := m.in.Dataset
	has := make([]map[string]bool, d.Leaves)
	members := m.selection.Technology.Members()
	for i := range d.Sites {
		s := &d.Sites[i]
		if s.Unit < 0 {
			continue
		}
		for _, c := range s.Cells {
			if slices.Contains(members, c.Technology) {
				if has[s.Unit] == nil {
					has[s.Unit] = map[string]bool{}
				}
				has[s.Unit][c.Operator] = true
			}
		}
	}
	for unit, operators := range has {
		state := coverage.Uncovered
		if m.stationRule(operators) {
			state = coverage.Covered
		}
		m.ledgers[coverage.MobileCommunes][unit].put(state, coverage.One)
	}
}

func (m *mobileLedgers) stationRule(present map[string]bool) bool {
	switch m.selection.Operator {
	case coverage.OperatorAny:
		return len(present) > 0
	case coverage.OperatorAll:
		lacks := func(operator string) bool { return !present[operator] }
		return len(present) > 0 && !slices.ContainsFunc(m.in.Dataset.Operators, lacks)
	}
	return present[m.selection.Operator]
}

var mobileMeasures = map[string]string{
	coverage.MobilePopulation: "person", coverage.MobileHouseholds: "household", coverage.MobileArea: "m2",
	coverage.MobilePopulation + coverage.ExpectedSuffix: "person",
	coverage.MobileHouseholds + coverage.ExpectedSuffix: "household",
	coverage.MobileArea + coverage.ExpectedSuffix:       "m2",
	coverage.MobileCentres:                              "commune", coverage.MobileHamlets: "hamlet", coverage.MobileCommunes: "commune",
}

func (m *mobileLedgers) figures() []coverage.Figure {
	d := m.in.Dataset
	names := make([]string, 0, len(m.ledgers))
	for name := range m.ledgers {
		names = append(names, name)
	}
	slices.Sort(names)
	assumed := d.AssumedCells(m.selection, m.in.Assumed)
	var figures []coverage.Figure
	for _, name := range names {
		l := m.ledgers[name]
		l.rollUp(d.Units)
		h := header{indicator: name, selection: m.selection, measure: mobileMeasures[name], asOf: d.AsOf, criterion: m.in.Criterion, assumed: assumed}
		if name == coverage.MobileCommunes {
			h.criterion, h.assumed = "", 0
		}
		figures = append(figures, h.figures(l)...)
	}
	return figures
}
