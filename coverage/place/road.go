package place

import (
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/raster"
)

// piece is the part of a road in one cell and one unit.
type piece struct {
	line     int // of the road
	edge     int // of the line
	unit     int // -1 outside all
	col, row int32
	lengthM  coverage.Micro
	from, to orb.Point
}

// cutRoads cuts every road at the borders of cells; the sections are cut at those of
// units already.
func cutRoads(d *coverage.Dataset) [][]piece {
	all := make([][]piece, len(d.Roads))
	for i := range d.Roads {
		r := &d.Roads[i]
		for _, s := range r.Sections {
			line := r.Lines[s.Line]
			all[i] = appendPieces(all[i], d.Demand.Grid, s, line[s.Edge], line[s.Edge+1])
		}
	}
	return all
}

// appendPieces cuts a section of the edge from p to q at the lines of the grid.
func appendPieces(all []piece, g raster.Grid, s coverage.RoadSection, p, q orb.Point) []piece {
	ts := cuts(g, s, p, q)
	from, done := along(p, q, ts[0]), coverage.EdgeMetres(p, q, ts[0])
	for i := 1; i < len(ts); i++ {
		to, upTo := along(p, q, ts[i]), coverage.EdgeMetres(p, q, ts[i])
		middle := along(p, q, (ts[i-1]+ts[i])/2)
		// Outside the units a place may lie outside the grid: no state is asked for.
		all = append(all, piece{line: s.Line, edge: s.Edge, unit: s.Unit, lengthM: upTo - done, from: from, to: to,
			col: within(g.Col(geo.ToE7(middle[0])), g.Cols), row: within(g.Row(geo.ToE7(middle[1])), g.Rows)})
		from, done = to, upTo
	}
	return all
}

func within(i, n int) int32 { return int32(max(0, min(i, n-1))) }

// cuts lists the shares of the way at which a section begins, crosses a line of the
// grid, and ends.
func cuts(g raster.Grid, s coverage.RoadSection, p, q orb.Point) []float64 {
	ts := []float64{s.From, s.To}
	if s.Unit < 0 {
		return ts
	}
	a, b := along(p, q, s.From), along(p, q, s.To)
	add := func(edge, from, to float64) {
		if t := (edge - from) / (to - from); t > s.From && t < s.To {
			ts = append(ts, t)
		}
	}
	if p[0] != q[0] {
		west, east := g.Col(geo.ToE7(min(a[0], b[0]))), g.Col(geo.ToE7(max(a[0], b[0])))
		for c := max(0, west); c <= min(east+1, g.Cols); c++ {
			add(g.EdgeX(c).Degrees(), p[0], q[0])
		}
	}
	if p[1] != q[1] {
		north, south := g.Row(geo.ToE7(max(a[1], b[1]))), g.Row(geo.ToE7(min(a[1], b[1])))
		for r := max(0, north); r <= min(south+1, g.Rows); r++ {
			add(g.EdgeY(r).Degrees(), p[1], q[1])
		}
	}
	slices.Sort(ts)
	return slices.Compact(ts)
}

// along is the place at a share of the way from p to q, with 7 decimals; the ends are
// themselves.
func along(p, q orb.Point, t float64) orb.Point {
	switch t {
	case 0:
		return p
	case 1:
		return q
	}
	return orb.Point{geo.Round7(p[0] + float64((q[0]-p[0])*t)), geo.Round7(p[1] + float64((q[1]-p[1])*t))}
}

// addRoads accounts for the roads, each by itself and in the unit of each piece.
func (w *worker) addRoads(view *coverage.View, s coverage.Selection, ledgers []ledger, head header) {
	for i, pieces := range w.roads {
		layer := w.layer[w.Dataset.Roads[i].Layer]
		var own account
		var track tracker
		for k := range pieces {
			p := &pieces[k]
			if p.unit < 0 {
				continue
			}
			state := view.State(p.unit, p.col, p.row)
			own.put(state, p.lengthM)
			ledgers[layer][p.unit].put(state, p.lengthM)
			track.add(p, state)
		}
		track.end()
		share := coverage.PlaceShare{Figure: head(layer, -1, own), Layer: layer, Feature: i}
		share.Longest, share.LongestWay = longestWay(track.uncovered, w.Dataset.Roads[i].Lines)
		w.result.Shares = append(w.result.Shares, share)
		for state, quantity := range own.byState() {
			if lines := track.lines[state]; len(lines) > 0 { // Parts are sorted at the end
				w.result.Parts = append(w.result.Parts, coverage.PlacePart{Layer: layer, Feature: i, Selection: s, State: state, Geometry: lines, Quantity: quantity})
			}
		}
	}
}

// tracker joins pieces of one state into stretches.
type tracker struct {
	lines     [3]orb.MultiLineString // by state
	open      orb.LineString
	line      int
	edge      int // of the last piece
	state     coverage.State
	lengthM   coverage.Micro
	uncovered []stretch // in order along the lines
}

func (t *tracker) add(p *piece, s coverage.State) {
	if n := len(t.open); n == 0 || s != t.state || p.line != t.line || t.open[n-1] != p.from {
		t.end()
		t.open, t.state, t.line, t.lengthM = orb.LineString{p.from}, s, p.line, 0
	}
	t.lengthM += p.lengthM
	n := len(t.open)
	if n >= 2 && t.edge == p.edge {
		t.open[n-1] = p.to // the cut between two cells need not be drawn
		return
	}
	t.edge = p.edge
	if t.open[n-1] != p.to {
		t.open = append(t.open, p.to)
	}
}

// end closes the open stretch.
func (t *tracker) end() {
	if n := len(t.open); n >= 2 {
		t.lines[t.state] = append(t.lines[t.state], t.open)
		if t.state == coverage.Uncovered {
			t.uncovered = append(t.uncovered, stretch{[2]orb.Point{t.open[0], t.open[n-1]}, t.lengthM})
		}
	}
	t.open = nil
}
