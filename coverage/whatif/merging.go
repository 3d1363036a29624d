package whatif

import (
	"slices"

	"phusong/coverage"
)

// merging puts the changes of edits that follow each other together.
type merging struct {
	sum     Change
	was     gapSnapshot
	figures []FigureChange
	at      map[figureKey]int // in figures
	assumed []AssumedChange
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
	for _, a := range c.Assumed {
		i := slices.IndexFunc(m.assumed, func(b AssumedChange) bool { return b.Selection == a.Selection })
		if i < 0 {
			m.assumed = append(m.assumed, a)
			continue
		}
		m.assumed[i].After = a.After
	}
}

// close leaves out what is again as it was, and compares the gaps.
func (m *merging) close(is gapSnapshot) Change {
	for _, f := range m.figures {
		if f.New && f.Gone || !f.New && !f.Gone && f.Before == f.After {
			continue
		}
		m.sum.Figures = append(m.sum.Figures, f)
	}
	for _, a := range m.assumed {
		if a.Before != a.After {
			m.sum.Assumed = append(m.sum.Assumed, a)
		}
	}
	m.sum.Gaps = m.was.compare(is)
	sortFigureChanges(m.sum.Figures)
	slices.SortFunc(m.sum.Assumed, func(a, b AssumedChange) int { return compareSelections(a.Selection, b.Selection) })
	return m.sum
}

// gapSnapshot holds the gaps of every leaf unit at one time: later changes put other
// lists in the place of these.
type gapSnapshot struct {
	selections []coverage.Selection
	byUnit     [][][]coverage.Gap // per leaf unit, per selection; nil without stations
}

// snapshot keeps the gaps as they are; e may be nil.
func (e *engine) snapshot(d *coverage.Dataset) gapSnapshot {
	s := gapSnapshot{byUnit: make([][][]coverage.Gap, d.Leaves)}
	if e == nil {
		return s
	}
	s.selections = e.selections
	for unit := range e.all {
		s.byUnit[unit] = slices.Clone(e.all[unit].Gaps.Gaps)
	}
	return s
}

func (s *gapSnapshot) of(unit int, selection coverage.Selection) []coverage.Gap {
	if i := slices.Index(s.selections, selection); i >= 0 {
		return s.byUnit[unit][i]
	}
	return nil
}

// compare lists what differs from another time.
func (s *gapSnapshot) compare(is gapSnapshot) []GapChange {
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
