package place

import (
	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/polygonize"
	"phusong/geo/zonal"
)

// zoneCells is a zone laid over the grid.
type zoneCells struct{ parts, counted []partCells }

// partCells is a part of a zone in one unit, by cell.
type partCells struct {
	*coverage.ZonePart
	outline  *zonal.Outline
	cells    []areaCell // row-major, as polygonize.Clip asks for them
	drawings map[string]drawing
}

// areaCell is a cell that the zone covers or its border touches.
type areaCell struct {
	col, row int32
	areaM2   coverage.Micro
}

// drawing is the uncovered part of a zone for one pattern of states.
type drawing struct {
	account  account
	geometry orb.MultiPolygon // uncovered
	unknown  orb.MultiPolygon
}

func (w *worker) prepareZones() error {
	for i := range w.Dataset.Zones {
		z := &w.Dataset.Zones[i]
		parts, err := w.layOver(z.Parts)
		if err != nil {
			return wrap("zone", z.Layer, z.ID, err)
		}
		cells := zoneCells{parts: parts, counted: parts}
		if !samePlaces(z.Parts, z.Counted) {
			if cells.counted, err = w.layOver(z.Counted); err != nil {
				return wrap("zone", z.Layer, z.ID, err)
			}
		}
		w.zones = append(w.zones, cells)
	}
	return nil
}

// samePlaces tells whether two lists are one list.
func samePlaces(a, b []coverage.ZonePart) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (w *worker) layOver(parts []coverage.ZonePart) ([]partCells, error) {
	var all []partCells
	for i := range parts {
		p := partCells{ZonePart: &parts[i], drawings: map[string]drawing{}}
		var err error
		if p.outline, err = zonal.NewOutline(w.Dataset.Demand.Grid, p.Geometry); err != nil {
			return nil, err
		}
		areas := map[[2]int32]coverage.Micro{}
		footprint := p.outline.Footprint()
		for _, run := range footprint.Runs {
			for col := run.Col0; col < run.Col1; col++ {
				areas[[2]int32{col, run.Row}] = w.Dataset.Demand.CellAreaM2(col, run.Row)
			}
		}
		for _, partial := range footprint.Partials {
			m, err := coverage.MicroOf(partial.AreaM2)
			if err != nil {
				return nil, err
			}
			areas[[2]int32{partial.Col, partial.Row}] = m
		}
		for _, c := range p.outline.Mesh().Cells() {
			p.cells = append(p.cells, areaCell{c.Col, c.Row, areas[[2]int32{c.Col, c.Row}]})
		}
		all = append(all, p)
	}
	return all, nil
}

// addZones accounts for the zones, each by itself and in the sums of its layer.
func (w *worker) addZones(view *coverage.View, s coverage.Selection, ledgers []ledger, head header) {
	for i := range w.zones {
		layer := w.layer[w.Dataset.Zones[i].Layer]
		var own account
		var uncovered, unknown orb.MultiPolygon
		for j := range w.zones[i].parts {
			d := w.zones[i].parts[j].draw(view)
			own.add(d.account)
			uncovered, unknown = append(uncovered, d.geometry...), append(unknown, d.unknown...)
		}
		for j := range w.zones[i].counted {
			p := &w.zones[i].counted[j]
			ledgers[layer][p.Unit].add(p.draw(view).account)
		}
		w.result.Shares = append(w.result.Shares, coverage.PlaceShare{Figure: head(layer, -1, own), Layer: layer, Feature: i})
		w.addPart(layer, i, s, coverage.Uncovered, uncovered, own.uncovered)
		w.addPart(layer, i, s, coverage.Unknown, unknown, own.unknown)
	}
}

func (w *worker) addPart(layer, feature int, s coverage.Selection, state coverage.State, mp orb.MultiPolygon, m2 coverage.Micro) {
	if len(mp) == 0 {
		return
	}
	w.result.Parts = append(w.result.Parts, coverage.PlacePart{Layer: layer, Feature: feature, Selection: s, State: state, Geometry: mp, Quantity: m2})
}

// draw accounts for a part under a view; selections that agree on it share the work.
func (p *partCells) draw(view *coverage.View) drawing {
	pattern := make([]byte, len(p.cells))
	for i, c := range p.cells {
		pattern[i] = byte(view.State(p.Unit, c.col, c.row))
	}
	d, known := p.drawings[string(pattern)]
	if !known {
		d = p.newDrawing(pattern)
		p.drawings[string(pattern)] = d
	}
	return d
}

func (p *partCells) newDrawing(pattern []byte) drawing {
	var pieces account
	for i, c := range p.cells {
		pieces.put(coverage.State(pattern[i]), c.areaM2)
	}
	var d drawing
	d.geometry, d.unknown = p.clip(pattern, coverage.Uncovered), p.clip(pattern, coverage.Unknown)
	d.account = pieces.closeArea(p.AreaM2, coverage.SquareMetres(d.geometry))
	return d
}

func (p *partCells) clip(pattern []byte, state coverage.State) orb.MultiPolygon {
	var mp orb.MultiPolygon
	asked := 0
	// Clip asks once for each cell of the mesh, in order.
	for _, part := range polygonize.Clip(p.outline, func(int, int) bool { asked++; return coverage.State(pattern[asked-1]) == state }) {
		mp = append(mp, part.Geometry...)
	}
	return mp
}

// closeArea returns the account of a part whose uncovered area is that of the polygons
// as drawn, so that a map measured again gives the figure. Pieces are cut with
// unrounded crossings and differ from it by the rounding of the drawn coordinates; the
// difference goes to covered, to unknown where nothing is covered, and where all is
// uncovered that is the area.
func (a account) closeArea(total, drawnM2 coverage.Micro) account {
	drawnM2 = min(drawnM2, total)
	if a.covered == 0 && a.unknown == 0 {
		return account{uncovered: total}
	}
	unknown := min(a.unknown, total-drawnM2)
	if a.covered == 0 {
		return account{uncovered: drawnM2, unknown: total - drawnM2}
	}
	return account{covered: total - drawnM2 - unknown, uncovered: drawnM2, unknown: unknown}
}
