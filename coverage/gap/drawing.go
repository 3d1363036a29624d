package gap

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/polygonize"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// drawing is what the gaps of a unit have in common for every selection that
// leaves the same cells uncovered: everything but the selection, the level, the
// nearest station and the cause.
type drawing struct {
	gaps []coverage.Gap
	left coverage.Omitted
}

// unitMap draws the gaps of one unit. Selections often agree on a unit, wholly
// without a technology, say; each pattern is drawn once.
type unitMap struct {
	dataset  *coverage.Dataset
	unit     int
	view     *coverage.UnitView
	tracer   *zonal.Tracer  // nil until it is first needed
	outline  *zonal.Outline // of the tracer; nil until something is uncovered
	cells    unitCells
	drawings map[string]*drawing // by pattern

	clipper   polygonize.Clipper
	uncovered raster.Bits // pieces
	chosen    raster.Bits // cells: the same bits, or those laid
	laid      raster.Bits
	pattern   []byte
}

// begin turns to another unit.
func (m *unitMap) begin(v *coverage.UnitView) {
	m.unit, m.view, m.outline = v.Unit, v, nil
	if m.drawings == nil {
		m.drawings = map[string]*drawing{}
	}
	clear(m.drawings)
}

// open cuts the unit's outline, when it is first needed.
func (m *unitMap) open() error {
	if m.outline != nil {
		return nil
	}
	u := &m.dataset.Units[m.unit]
	var err error
	if m.tracer == nil {
		if m.tracer, err = zonal.NewTracer(m.dataset.Demand.Grid); err != nil {
			return err
		}
	}
	if m.outline, err = m.tracer.Outline(u.Geometry); err != nil {
		return err
	}
	m.cells.read(u, m.view, m.outline.Mesh())
	return nil
}

// draw returns the gaps that a selection leaves in the unit.
func (m *unitMap) draw(selection int, view *coverage.View) (*drawing, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	m.choose(selection, view)
	known := m.drawings[string(m.pattern)]
	if known == nil {
		known = m.newDrawing()
		m.drawings[string(m.pattern)] = known
	}
	return known, nil
}

// choose finds the uncovered pieces and cells of a selection.
func (m *unitMap) choose(selection int, view *coverage.View) {
	n := m.view.Pieces()
	m.uncovered = m.uncovered.Reset(n)
	m.uncovered.Fill(n)
	for i := range m.uncovered {
		m.uncovered[i] &^= m.view.Covered[selection][i] | m.view.Unknown[selection][i]
	}
	m.pattern = m.pattern[:0]
	for _, w := range m.uncovered {
		m.pattern = binary.LittleEndian.AppendUint64(m.pattern, w)
	}
	if m.cells.same() {
		m.chosen = m.uncovered
		return
	}
	m.laid = m.laid.Reset(m.outline.Mesh().Len())
	m.chosen = m.laid
	m.cells.chosen(m.chosen, m.uncovered)
	for _, p := range m.cells.touched {
		bit := byte(0)
		if view.State(m.unit, p.col, p.row) == coverage.Uncovered {
			m.chosen.Set(int(p.cell))
			bit = 1
		}
		m.pattern = append(m.pattern, bit)
	}
}

// newDrawing draws the cells chosen, and adds up what cannot be drawn.
func (m *unitMap) newDrawing() *drawing {
	d := &drawing{left: coverage.Omitted{Unit: m.unit,
		Reason: "no area at 7 decimals, hamlets outside their commune, or the rounding of coordinates"}}
	parts := m.clipper.Clip(m.outline, m.chosen)
	d.gaps = make([]coverage.Gap, 0, len(parts))
	for i := range parts {
		switch g, pieces := m.gapOf(&parts[i]); {
		case len(g.Geometry) > 0:
			d.gaps = append(d.gaps, g)
		case pieces > 0: // cells that the border only touches hold nothing to leave out
			d.left.Parts++
		}
	}
	m.leftOver(d)
	rank(d.gaps)
	for i := range d.gaps {
		d.gaps[i].Ordinal = i + 1
	}
	return d
}

// leftOver accounts for uncovered pieces that are in no gap, and for the area that
// drawing has added to (below zero) or taken from a unit in which nothing but uncovered
// can be: the rounding of coordinates. Where covered or unknown pieces remain, they
// take the difference.
func (m *unitMap) leftOver(d *drawing) {
	uncovered, people, households := 0, coverage.Micro(0), coverage.Micro(0)
	u := &m.dataset.Units[m.unit]
	for from, to := m.uncovered.Run(0); from >= 0; from, to = m.uncovered.Run(to) {
		uncovered += to - from
		people += m.view.People[to] - m.view.People[from]
		households += m.view.Households[to] - m.view.Households[from]
	}
	for _, p := range m.cells.stray {
		if m.uncovered.Has(int(p)) {
			d.left.Parts++
		}
	}
	if !u.People.Known {
		people = 0
	}
	if !u.Households.Known {
		households = 0
	}
	left := u.AreaM2
	for i := range d.gaps {
		people, households, left = people-d.gaps[i].People, households-d.gaps[i].Households, left-d.gaps[i].AreaM2
	}
	d.left.People, d.left.Households = people, households
	if left < 0 || uncovered == m.view.Pieces() {
		d.left.AreaM2 = left
	}
}

// gapOf adds up a part, chooses its anchor and counts its pieces.
func (m *unitMap) gapOf(part *polygonize.Part) (g coverage.Gap, pieces int) {
	g = coverage.Gap{Kind: coverage.GapMobile, Unit: m.unit, Geometry: part.Geometry, AreaM2: coverage.SquareMetres(part.Geometry)}
	best := anchor{}
	for i := range part.Bars {
		b := &part.Bars[i]
		from, to := b.First, b.First+b.Col1-b.Col0
		g.People += m.cells.people[to] - m.cells.people[from]
		g.Households += m.cells.households[to] - m.cells.households[from]
		if m.cells.pieces == nil {
			pieces += int(to - from)
		} else {
			pieces += int(m.cells.pieces[to] - m.cells.pieces[from])
		}
		best.search(&m.cells, b, i == 0)
	}
	lon, lat := m.dataset.Demand.Grid.Center(int(best.col), int(best.row))
	g.Anchor = orb.Point{lon, lat}
	g.AnchorCol, g.AnchorRow = best.col, best.row
	return g, pieces
}

// anchor is the best cell of a part: with most households, then people, then area, then
// the first.
type anchor struct {
	col, row                   int32
	households, people, areaM2 coverage.Micro
}

// search compares the cells of a bar; the first one of a part is the best so far.
func (a *anchor) search(u *unitCells, b *polygonize.Bar, first bool) {
	end := b.First + b.Col1 - b.Col0
	households := u.households[b.First : end+1]
	for k := range len(households) - 1 {
		h := households[k+1] - households[k]
		if h < a.households && !first {
			continue
		}
		at := int(b.First) + k
		p, m2 := u.people[at+1]-u.people[at], u.areaM2[at+1]-u.areaM2[at]
		if first || cmp.Or(cmp.Compare(h, a.households), cmp.Compare(p, a.people), cmp.Compare(m2, a.areaM2)) > 0 {
			*a = anchor{b.Col0 + int32(k), b.Row, h, p, m2}
			first = false
		}
	}
}

// rank sorts the gaps of a unit: most households, people, area first, then by place.
func rank(gaps []coverage.Gap) {
	slices.SortFunc(gaps, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(b.Households, a.Households), cmp.Compare(b.People, a.People), cmp.Compare(b.AreaM2, a.AreaM2),
			cmp.Compare(a.AnchorRow, b.AnchorRow), cmp.Compare(a.AnchorCol, b.AnchorCol))
	})
}
