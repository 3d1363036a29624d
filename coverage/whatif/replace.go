package whatif

import (
	"context"
	"slices"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/predict"
	"phusong/internal/mapper"
)

// gapKey is a selection in a leaf unit.
type gapKey struct{ selection, unit int }

// replacing is one change of a site.
type replacing struct {
	*engine
	ctx    context.Context
	change *Change
	was    map[gapKey][]coverage.Gap // the gaps before the change, where they were touched
}

// replace changes the analysis to that of the data set, in which one site differs. It
// returns errRebuild, and has changed nothing, where it cannot.
func (e *engine) replace(ctx context.Context, c *Change) error {
	w := &replacing{engine: e, ctx: ctx, change: c, was: map[gapKey][]coverage.Gap{}}
	e.swapPoint(e.located, c.Before, c.After)
	patch, err := e.editable.Replace(ctx, predict.Replacement{Before: c.Before, After: c.After, Around: e.located.within, Dataset: e.data}, e.options.Workers)
	if err != nil {
		e.swapPoint(e.located, c.After, c.Before)
		if predict.NeedsRebuild(err) {
			return errRebuild
		}
		return err
	}
	c.Tiles = patch.Predicted
	if c.After != nil {
		e.countPairs(c.After, 1, e.pairs)
	}
	if c.Before != nil {
		e.countPairs(c.Before, -1, e.pairs)
	}
	moved := w.moveStations()
	if err := w.redoUnits(patch); err != nil {
		return err
	}
	w.explainAround(moved)
	w.bookReceivers(patch)
	w.bookStations()
	if err := w.bookBeside(); err != nil {
		return err
	}
	w.finish()
	return nil
}

// swapPoint changes the index of located sites.
func (e *engine) swapPoint(p *sitePoints, before, after *coverage.Site) {
	if before != nil && before.Located {
		p.remove(before.ID)
	}
	if after != nil && after.Located {
		p.add(after)
	}
}

// stationChange is what a change means for the stations of a selection.
type stationChange struct {
	selection  int
	nearest    bool // the site has the technology, before or after
	others     bool // the site is one of the others, before or after
	everywhere bool // the first or the last station of the technology
	reach      bool // the usual reach is another
}

// moveStations changes the stations of every selection, and the usual reach.
func (w *replacing) moveStations() []stationChange {
	reach := w.editable.ReachM()
	var all []stationChange
	samePlace := w.change.Before != nil && w.change.After != nil && w.change.Before.Located == w.change.After.Located &&
		w.change.Before.Lon == w.change.After.Lon && w.change.Before.Lat == w.change.After.Lat
	for i, st := range w.stations {
		c := stationChange{selection: i, reach: reachOf(st.selection, w.reach) != reachOf(st.selection, reach)}
		from, to := st.of(w.change.Before), st.of(w.change.After)
		none := st.None()
		if from != to || !samePlace {
			if from != nil {
				from.remove(w.change.Before.ID)
			}
			if to != nil {
				to.add(w.change.After)
			}
			c.nearest, c.others = from == st.with || to == st.with, from == st.others || to == st.others
		}
		c.everywhere = none != st.None()
		if c.nearest || c.others || c.everywhere || c.reach {
			all = append(all, c)
		}
	}
	clear(w.reach)
	for t, m := range reach {
		w.reach[t] = m
	}
	return all
}

// reachOf is the reach that tells causes apart for a selection.
func reachOf(s coverage.Selection, reach map[coverage.Technology]float64) float64 {
	far := 0.0
	for _, t := range s.Technology.Members() {
		far = max(far, reach[t])
	}
	return far
}

// affected lists the selections whose answers can differ: those of a cell of the site.
func (w *replacing) affected() []int {
	var all []int
	for i, s := range w.selections {
		for _, site := range []*coverage.Site{w.change.Before, w.change.After} {
			if site == nil {
				continue
			}
			if slices.ContainsFunc(site.Cells, func(c coverage.Cell) bool { return holds(s, &c) }) {
				all = append(all, i)
				break
			}
		}
	}
	return all
}

// holds reports whether a cell counts in a selection.
func holds(s coverage.Selection, c *coverage.Cell) bool {
	byRule := s.Operator == coverage.OperatorAny || s.Operator == coverage.OperatorAll
	return (byRule || s.Operator == c.Operator) && slices.Contains(s.Technology.Members(), c.Technology)
}

// redoUnits draws and accounts for the leaf units in which an answer differs.
func (w *replacing) redoUnits(p predict.Patch) error {
	cells := w.spread(p)
	units := w.unitsOf(p, cells)
	which := w.affected()
	again := make([]analysis.Unit, len(units))
	err := mapper.Each(w.ctx, len(units), w.options.Workers, func(worker, i int) (err error) {
		again[i], err = w.workers[worker].Some(units[i], w.all[units[i]], which)
		return err
	})
	if err != nil {
		return err
	}
	for i, unit := range units {
		for _, s := range which {
			w.touch(s, unit)
		}
		w.all[unit] = again[i]
		w.bookUnit(unit, which)
		w.explainRest(unit, which, cells)
	}
	w.change.Units = len(units)
	return nil
}

// spread are the cells that differ, by tile, and those beside them: a unit draws cells
// that it only touches.
func (w *replacing) spread(p predict.Patch) map[int]*coverage.Mask {
	m := w.editable.Signal()
	all := map[int]*coverage.Mask{}
	put := func(tileCol, tileRow, row int, bits uint64) {
		if bits == 0 || tileCol < 0 || tileCol >= m.TileCols {
			return
		}
		tileRow, row = tileRow+floorDiv(row, coverage.TileSize), (row+coverage.TileSize)%coverage.TileSize
		if tileRow < 0 || tileRow >= m.TileRows {
			return
		}
		i := tileRow*m.TileCols + tileCol
		if all[i] == nil {
			all[i] = new(coverage.Mask)
		}
		all[i][row] |= bits
	}
	for _, t := range p.Tiles {
		for r, bits := range t.Cells {
			for row := r - 1; row <= r+1; row++ {
				put(t.Col, t.Row, row, bits|bits<<1|bits>>1)
				put(t.Col-1, t.Row, row, bits<<(coverage.TileSize-1))
				put(t.Col+1, t.Row, row, bits>>(coverage.TileSize-1))
			}
		}
	}
	return all
}

func floorDiv(a, n int) int {
	if a < 0 {
		return -1
	}
	return a / n
}

// unitsOf lists the leaf units in which an answer differs, rising.
func (w *replacing) unitsOf(p predict.Patch, cells map[int]*coverage.Mask) []int {
	if w.editable.Signal().ByUnit != nil {
		return p.Units
	}
	seen := map[int]bool{}
	var units []int
	for i := range cells {
		for _, unit := range w.inTile[i] {
			if u := int(unit); !seen[u] {
				seen[u] = true
				if w.meets(u, cells) {
					units = append(units, u)
				}
			}
		}
	}
	slices.Sort(units)
	return units
}

// meets reports whether a unit has something in one of the cells.
func (w *replacing) meets(unit int, cells map[int]*coverage.Mask) bool {
	tileCols := w.editable.Signal().TileCols
	found := false
	lastTile, mask := -1, (*coverage.Mask)(nil)
	w.eachRun(unit, func(row, col0, col1 int32) {
		for col := col0; col < col1 && !found; {
			end := min(col1, col/coverage.TileSize*coverage.TileSize+coverage.TileSize)
			if t := int(row/coverage.TileSize)*tileCols + int(col/coverage.TileSize); t != lastTile {
				lastTile, mask = t, cells[t]
			}
			if mask != nil {
				bits := ^uint64(0) >> uint(coverage.TileSize-(end-col)) << uint(col%coverage.TileSize)
				found = mask[row%coverage.TileSize]&bits != 0
			}
			col = end
		}
	})
	return found
}

// touch keeps the gaps of a selection in a unit as they were.
func (w *replacing) touch(selection, unit int) {
	k := gapKey{selection, unit}
	if _, ok := w.was[k]; !ok {
		w.was[k] = w.all[unit].Gaps.Gaps[selection]
	}
}

// bookReceivers enters the receivers whose answers differ.
func (w *replacing) bookReceivers(p predict.Patch) {
	for _, i := range p.Receivers {
		for s, view := range w.views {
			if state := view.Receiver(i); state != w.states[s][i] {
				w.bookReceiver(s, i, one(w.states[s][i]), one(state))
				w.states[s][i] = state
			}
		}
	}
}

// bookStations enters the site itself.
func (w *replacing) bookStations() {
	w.bookSite(w.change.Before, -1)
	w.bookSite(w.change.After, 1)
	for _, s := range []*coverage.Site{w.change.Before, w.change.After} {
		if s != nil && s.Unit >= 0 {
			w.bookCommune(s.Unit)
		}
	}
	for i, s := range w.selections {
		before := w.assumed[i]
		w.assumed[i] += w.assumedIn(w.change.After, s) - w.assumedIn(w.change.Before, s)
		if w.assumed[i] != before {
			w.change.Assumed = append(w.change.Assumed, AssumedChange{s, before, w.assumed[i]})
		}
	}
}

func (w *replacing) assumedIn(site *coverage.Site, s coverage.Selection) int64 {
	if site == nil {
		return 0
	}
	one := coverage.Dataset{Sites: []coverage.Site{*site}}
	return one.AssumedCells(s, w.options.Criterion.Needs())
}

// bookBeside makes the figures of places and of the register anew, where there are any.
func (w *replacing) bookBeside() error {
	if len(w.beside) == 0 {
		return nil
	}
	figures, err := analysis.Beside(w.ctx, w.data, w.options, w.parts())
	if err != nil {
		return err
	}
	w.change.Figures = append(w.change.Figures, compareFigures(w.beside, figures)...)
	w.beside = figures
	return nil
}

// finish puts the change together.
func (w *replacing) finish() {
	w.change.Figures = append(append(w.change.Figures, w.mobile.close()...), w.bts.close()...)
	sortFigureChanges(w.change.Figures)
	for k, before := range w.was {
		after := w.all[k.unit].Gaps.Gaps[k.selection]
		w.farM[k.selection][k.unit] = farthest(after)
		if c, differs := compareGaps(before, after); differs {
			c.Selection, c.Unit = w.selections[k.selection], k.unit
			w.change.Gaps = append(w.change.Gaps, c)
		}
	}
	sortGapChanges(w.change.Gaps)
	slices.SortFunc(w.change.Assumed, func(a, b AssumedChange) int { return compareSelections(a.Selection, b.Selection) })
}
