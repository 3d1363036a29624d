package whatif

import (
	"slices"

	"phusong/coverage"
)

// merging puts the changes of edits that follow each other together.
type merging struct {
	sum     Change
	was     snapshot
	figures []FigureChange
	at      map[figureKey]int // in figures
}

// add puts another change behind those before.
func (m *merging) add(c *Change) {
	if m.at == nil {
		m.at = map[figureKey]int{}
	}
	m.sum.Units, m.sum.Tiles, m.sum.Full = m.sum.Units+c.Units, m.sum.Tiles+c.Tiles, m.sum.Full || c.Full
	for _, f := range c.Figures {
		k := figureKey{f.Indicator, f.Technology, f.Operator, f.Unit}
		i, known := m.at[k]
		if !known {
			m.at[k] = len(m.figures)
			m.figures = append(m.figures, f)
			continue
		}
		first := &m.figures[i]
		first.After, first.Gone = f.After, f.Gone
	}
}

// close leaves out what is again as it was, and compares the gaps.
func (m *merging) close(is snapshot, o Options) Change {
	for _, f := range m.figures {
		if f.New && f.Gone || !f.New && !f.Gone && f.Before == f.After {
			continue
		}
		m.sum.Figures = append(m.sum.Figures, f)
	}
	m.sum.Gaps = m.was.compare(is)
	sortFigureChanges(m.sum.Figures)
	m.sum.Assumed = compareAssumed(m.was.dataset, is.dataset, o)
	return m.sum
}

// snapshot holds the stations and the gaps of every leaf unit at one time: later changes
// put other lists in the place of these.
type snapshot struct {
	dataset    *coverage.Dataset
	selections []coverage.Selection
	byUnit     [][][]coverage.Gap // per leaf unit, per selection; nil without stations
}

// snapshot keeps stations and gaps as they are.
func (s *State) snapshot() snapshot { return s.engine.snapshot(s.Dataset()) }

// snapshot keeps the gaps as they are; e may be nil.
func (e *engine) snapshot(d *coverage.Dataset) snapshot {
	s := snapshot{dataset: d, byUnit: make([][][]coverage.Gap, d.Leaves)}
	if e == nil {
		return s
	}
	s.selections = e.selections
	for unit := range e.all {
		s.byUnit[unit] = slices.Clone(e.all[unit].Gaps.Gaps)
	}
	return s
}

func (s *snapshot) of(unit int, selection coverage.Selection) []coverage.Gap {
	if i := slices.Index(s.selections, selection); i >= 0 {
		return s.byUnit[unit][i]
	}
	return nil
}

// compare lists what differs from another time.
func (s *snapshot) compare(is snapshot) []GapChange {
	selections := slices.Clone(s.selections)
	for _, other := range is.selections {
		if !slices.Contains(selections, other) {
			selections = append(selections, other)
		}
	}
	var all []GapChange
	for unit := range s.byUnit {
		for _, selection := range selections {
			before, after := s.of(unit, selection), is.of(unit, selection)
			if len(before) == len(after) && (len(before) == 0 || &before[0] == &after[0]) {
				continue
			}
			if c, differs := compareGaps(before, after); differs {
				c.Selection, c.Unit = selection, unit
				all = append(all, c)
			}
		}
	}
	sortGapChanges(all)
	return all
}
