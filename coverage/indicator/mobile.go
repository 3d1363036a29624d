package indicator

import (
	"slices"

	"phusong/coverage"
)

// MobileInput is what mobile figures are made of.
type MobileInput struct {
	Dataset   *coverage.Dataset
	Signal    *coverage.SignalMap
	Gaps      []coverage.Gap     // of every selection: the area uncovered is the area drawn; Mobile alone asks
	Omitted   []coverage.Omitted // what the gap maps leave out; Mobile alone asks
	Criterion string             // label for the figures
	Assumed   coverage.Assumed   // the values that matter to the criterion; assumed ones are counted
}

// Mobile returns the mobile figures of every selection and unit, and for each
// technology the rule max, sorted by indicator, technology, operator rule and
// unit. Population, households and area have a second reading, the expected
// share, where the criterion knows how levels vary with location. It is
// Accountant.Unit over all units, and Figures.
func Mobile(in MobileInput) []coverage.Figure {
	drawn := drawnAreas(in)
	reader, accountant := coverage.NewUnitReader(in.Dataset, in.Signal), NewAccountant(in)
	units := make([]UnitAccounts, in.Dataset.Leaves)
	var view coverage.UnitView
	for unit := range units {
		reader.Read(unit, &view)
		units[unit] = accountant.Unit(&view, func(selection int) coverage.Micro {
			return drawn[areaKey{accountant.selections[selection], unit}]
		})
	}
	return accountant.Figures(units)
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

// Accountant makes figures from the accounts of single units. It is read-only and
// safe for many workers.
type Accountant struct {
	in         MobileInput
	selections []coverage.Selection
	views      []*coverage.View
}

// NewAccountant prepares the selections of the data set. The accountant sees what
// becomes of the signal map.
func NewAccountant(in MobileInput) *Accountant {
	a := &Accountant{in: in, selections: in.Dataset.Selections()}
	for _, s := range a.selections {
		a.views = append(a.views, in.Signal.View(s, in.Dataset.Operators))
	}
	return a
}

// UnitAccounts are the accounts of the people, households and area of one leaf unit, by
// selection in the order of Dataset.Selections.
type UnitAccounts []demandAccounts

// demandAccounts are the accounts of one selection: by the decision, and expected.
type demandAccounts [2]struct{ people, households, area account }

// Unit accounts for the people, households and area of the unit of a view, which must
// be of the accountant's data set and signal map. drawnM2 is the area of the gaps of a
// selection and of what they omit.
func (a *Accountant) Unit(v *coverage.UnitView, drawnM2 func(selection int) coverage.Micro) UnitAccounts {
	all := make(UnitAccounts, len(a.selections))
	for s := range all {
		all[s] = a.account(v, s, drawnM2(s))
	}
	return all
}

// Some is Unit for some selections, by their numbers; the others are those of was, which
// stays as it is.
func (a *Accountant) Some(v *coverage.UnitView, was UnitAccounts, which []int, drawnM2 func(selection int) coverage.Micro) UnitAccounts {
	all := slices.Clone(was)
	for _, s := range which {
		all[s] = a.account(v, s, drawnM2(s))
	}
	return all
}

// account accounts for one selection.
func (a *Accountant) account(v *coverage.UnitView, s int, drawnM2 coverage.Micro) (of demandAccounts) {
	u := &a.in.Dataset.Units[v.Unit]
	of.decided(v, s)
	if a.in.Signal.Expected {
		of.expect(v, s, a.views[s])
	}
	for k := range of {
		of[k].people.unknown += v.UnplacedPeople
		of[k].households.unknown += v.UnplacedHouseholds
		if !u.People.Known {
			of[k].people.allUnknown()
		}
		if !u.Households.Known {
			of[k].households.allUnknown()
		}
	}
	of[0].area = of[0].area.closeArea(u.AreaM2, drawnM2)
	of[1].area = of[1].area.fit(u.AreaM2)
	return of
}

// Counts are the columns of an account.
type Counts struct{ Covered, Uncovered, Unknown coverage.Micro }

// Each calls fn with the accounts of one selection by indicator, in a fixed order; the
// expected ones only where the signal map has chances.
func (a *Accountant) Each(u UnitAccounts, selection int, fn func(indicator string, c Counts)) {
	for k, suffix := range []string{"", coverage.ExpectedSuffix} {
		if k > 0 && !a.in.Signal.Expected {
			return
		}
		of := &u[selection][k]
		fn(coverage.MobilePopulation+suffix, Counts{of.people.covered, of.people.uncovered, of.people.unknown})
		fn(coverage.MobileHouseholds+suffix, Counts{of.households.covered, of.households.uncovered, of.households.unknown})
		fn(coverage.MobileArea+suffix, Counts{of.area.covered, of.area.uncovered, of.area.unknown})
	}
}

// decided adds up the pieces of each state: those covered and those unknown by runs,
// the rest is uncovered.
func (of *demandAccounts) decided(v *coverage.UnitView, selection int) {
	own := &of[0]
	n := v.Pieces()
	for from, to := v.Covered[selection].Run(0); from >= 0; from, to = v.Covered[selection].Run(to) {
		own.people.covered += v.People[to] - v.People[from]
		own.households.covered += v.Households[to] - v.Households[from]
		own.area.covered += v.AreaM2[to] - v.AreaM2[from]
	}
	for from, to := v.Unknown[selection].Run(0); from >= 0; from, to = v.Unknown[selection].Run(to) {
		own.people.unknown += v.People[to] - v.People[from]
		own.households.unknown += v.Households[to] - v.Households[from]
		own.area.unknown += v.AreaM2[to] - v.AreaM2[from]
	}
	own.people.rest(v.People[n])
	own.households.rest(v.Households[n])
	own.area.rest(v.AreaM2[n])
}

// expect shares the pieces by their chance.
func (of *demandAccounts) expect(v *coverage.UnitView, selection int, view *coverage.View) {
	expected := &of[1]
	for _, stretch := range v.Stretches {
		for col := stretch.Col0; col < stretch.Col1; col++ {
			k := int(stretch.First + col - stretch.Col0)
			unknown := v.Unknown[selection].Has(k)
			chance := view.Chance(col, stretch.Row)
			expected.people.putChance(unknown, chance, v.People[k+1]-v.People[k])
			expected.households.putChance(unknown, chance, v.Households[k+1]-v.Households[k])
			expected.area.putChance(unknown, chance, v.AreaM2[k+1]-v.AreaM2[k])
		}
	}
}

// Figures rolls the accounts of all leaf units, in their order, up to the units above
// and makes the figures of Mobile.
func (a *Accountant) Figures(units []UnitAccounts) []coverage.Figure {
	var figures []coverage.Figure
	present := findLayers(a.in.Dataset)
	for s, selection := range a.selections {
		m := newMobileLedgers(a.in, selection, a.views[s])
		for i := range units {
			m.addUnit(i, &units[i][s])
		}
		m.addReceivers()
		m.addStations(present)
		if s == 0 { // selections have as many, and so has the rule max of every technology
			figures = make([]coverage.Figure, 0, m.count()*(len(a.selections)+len(a.in.Dataset.Technologies)+1))
		}
		figures = m.appendFigures(figures)
	}
	figures = append(figures, coverage.LargestOperator(figures, a.in.Dataset.Operators)...)
	return coverage.SortedFigures(figures)
}

// mobileLedgers collects the accounts of one selection.
type mobileLedgers struct {
	in        MobileInput
	selection coverage.Selection
	view      *coverage.View
	ledgers   map[string]ledger
}

func newMobileLedgers(in MobileInput, selection coverage.Selection, view *coverage.View) *mobileLedgers {
	m := &mobileLedgers{in: in, selection: selection, ledgers: map[string]ledger{}, view: view}
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

// addUnit takes over the accounts of one leaf unit.
func (m *mobileLedgers) addUnit(unit int, of *demandAccounts) {
	m.ledgers[coverage.MobilePopulation][unit] = of[0].people
	m.ledgers[coverage.MobileHouseholds][unit] = of[0].households
	m.ledgers[coverage.MobileArea][unit] = of[0].area
	if m.in.Signal.Expected {
		m.ledgers[coverage.MobilePopulation+coverage.ExpectedSuffix][unit] = of[1].people
		m.ledgers[coverage.MobileHouseholds+coverage.ExpectedSuffix][unit] = of[1].households
		m.ledgers[coverage.MobileArea+coverage.ExpectedSuffix][unit] = of[1].area
	}
}

// putChance shares v by its chance: that part is covered, the rest is uncovered
// or, in an unknown cell, unknown. A station that could not be placed can only
// add to the chance of the others, so the covered part of such a cell is certain
// and one more station never lowers it.
func (a *account) putChance(unknown bool, chance int64, v coverage.Micro) {
	covered := v.MulDiv(chance, coverage.ChanceOne)
	a.covered += covered
	if unknown {
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
func (m *mobileLedgers) addStations(present *unitLayers) {
	for unit := range present.of {
		state := coverage.Uncovered
		if present.hold(unit, m.selection, m.in.Dataset.Operators) {
			state = coverage.Covered
		}
		m.ledgers[coverage.MobileCommunes][unit].put(state, coverage.One)
	}
}

// Measure is what a mobile indicator counts.
func Measure(indicator string) string { return mobileMeasures[indicator] }

var mobileMeasures = map[string]string{
	coverage.MobilePopulation: "person", coverage.MobileHouseholds: "household", coverage.MobileArea: "m2",
	coverage.MobilePopulation + coverage.ExpectedSuffix: "person",
	coverage.MobileHouseholds + coverage.ExpectedSuffix: "household",
	coverage.MobileArea + coverage.ExpectedSuffix:       "m2",
	coverage.MobileCentres:                              "commune", coverage.MobileHamlets: "hamlet", coverage.MobileCommunes: "commune",
}

// count is how many figures appendFigures appends.
func (m *mobileLedgers) count() int { return len(m.ledgers) * len(m.in.Dataset.Units) }

func (m *mobileLedgers) appendFigures(figures []coverage.Figure) []coverage.Figure {
	d := m.in.Dataset
	names := make([]string, 0, len(m.ledgers))
	for name := range m.ledgers {
		names = append(names, name)
	}
	slices.Sort(names)
	assumed := d.AssumedCells(m.selection, m.in.Assumed)
	for _, name := range names {
		l := m.ledgers[name]
		l.rollUp(d.Units)
		h := header{indicator: name, selection: m.selection, measure: mobileMeasures[name], asOf: d.AsOf, criterion: m.in.Criterion, assumed: assumed}
		if name == coverage.MobileCommunes {
			h.criterion, h.assumed = "", 0
		}
		figures = h.appendTo(figures, l)
	}
	return figures
}
