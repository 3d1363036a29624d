package whatif

import (
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// explainRest explains the gaps of the selections that were not drawn anew: their class
// hangs on everything that serves the anchor.
func (w *replacing) explainRest(unit int, drawn []int, cells map[int]*coverage.Mask) {
	m := w.editable.Signal()
	for s := range w.selections {
		if slices.Contains(drawn, s) {
			continue
		}
		w.explain(s, unit, func(g *coverage.Gap) bool {
			mask := cells[int(g.AnchorRow/coverage.TileSize)*m.TileCols+int(g.AnchorCol/coverage.TileSize)]
			return m.ByUnit != nil || mask != nil && mask.Has(int(g.AnchorCol%coverage.TileSize), int(g.AnchorRow%coverage.TileSize))
		})
	}
}

// explain explains the gaps of a selection in a unit that are chosen.
func (w *replacing) explain(selection, unit int, chosen func(*coverage.Gap) bool) {
	gaps := w.all[unit].Gaps.Gaps[selection]
	copied := false
	for i := range gaps {
		if !chosen(&gaps[i]) {
			continue
		}
		if !copied {
			w.touch(selection, unit)
			gaps, copied = slices.Clone(gaps), true
			w.all[unit].Gaps.Gaps[selection] = gaps
		}
		w.units.Drawer().Explain(selection, &gaps[i])
	}
}

// explainAround explains the gaps to which the site was or is the nearest, or within
// reach of which it stood or stands.
func (w *replacing) explainAround(changes []stationChange) {
	var ends []geo.Vec3
	for _, s := range []*coverage.Site{w.change.Before, w.change.After} {
		if s != nil && s.Located {
			ends = append(ends, geo.Cartesian(s.Lon, s.Lat))
		}
	}
	for _, c := range changes {
		reachM := reachOf(w.selections[c.selection], w.reach)
		for unit := range w.all {
			farM := w.farM[c.selection][unit]
			if farM < 0 && len(w.all[unit].Gaps.Gaps[c.selection]) == 0 {
				continue
			}
			w.explainUnit(c, unit, reachM, ends)
		}
	}
}

func (w *replacing) explainUnit(c stationChange, unit int, reachM float64, ends []geo.Vec3) {
	if c.everywhere || c.reach {
		w.explain(c.selection, unit, func(*coverage.Gap) bool { return true })
		return
	}
	limitM := 0.0
	if c.nearest {
		limitM = w.farM[c.selection][unit]
	}
	if c.others {
		limitM = max(limitM, reachM)
	}
	near := false
	for i := range ends {
		near = near || chordM(&ends[i], &w.circles[unit].middle)-w.circles[unit].radiusM <= limitM+1
	}
	if !near {
		return
	}
	w.explain(c.selection, unit, func(g *coverage.Gap) bool {
		at := geo.Cartesian(g.Anchor[0], g.Anchor[1])
		for i := range ends {
			d := chordM(&ends[i], &at)
			if c.nearest && (g.NearestSite == "" || d <= g.NearestSiteKm*1000+1) || c.others && d <= reachM+1 {
				return true
			}
		}
		return false
	})
}
