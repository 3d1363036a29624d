package gap

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/polygonize"
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
	outline  *zonal.Outline
	pieces   unitPieces
	drawings map[string]*drawing // by pattern
	pattern  []byte
}

// begin turns to another unit.
func (m *unitMap) begin(v *coverage.UnitView) error {
	unit := v.Unit
	outline, err := zonal.NewOutline(m.dataset.Demand.Grid, m.dataset.Units[unit].Geometry)
	if err != nil {
		return err
	}
	m.unit, m.outline, m.drawings = unit, outline, map[string]*drawing{}
	m.pieces.read(m.dataset, unit)
	return nil
}

// draw returns the gaps that a view leaves in the unit.
func (m *unitMap) draw(view *coverage.View) *drawing {
	cells := m.outline.Mesh().Cells
	m.pattern = append(m.pattern[:0], make([]byte, (len(cells)+len(m.pieces.all)+7)/8)...)
	for i := range cells {
		m.set(i, view.State(m.unit, cells[i].Col, cells[i].Row))
	}
	// Hamlets may lie in cells that the unit does not touch.
	for i := range m.pieces.all {
		p := &m.pieces.all[i]
		m.set(len(cells)+i, view.State(m.unit, p.Col, p.Row))
	}
	known := m.drawings[string(m.pattern)]
	if known == nil {
		known = m.newDrawing(len(cells))
		m.drawings[string(m.pattern)] = known
	}
	return known
}

func (m *unitMap) set(bit int, s coverage.State) {
	if s == coverage.Uncovered {
		m.pattern[bit/8] |= 1 << (bit % 8)
	}
}

func (m *unitMap) uncovered(bit int) bool { return m.pattern[bit/8]>>(bit%8)&1 != 0 }

// newDrawing draws the pattern, and adds up what cannot be drawn.
func (m *unitMap) newDrawing(cells int) *drawing {
	d := &drawing{left: coverage.Omitted{Unit: m.unit,
		Reason: "no area at 7 decimals, hamlets outside their commune, or the rounding of coordinates"}}
	drawn, asked := 0, -1
	// Clip asks once for each cell of the mesh, in order.
	for _, part := range polygonize.Clip(m.outline, func(int, int) bool { asked++; return m.uncovered(asked) }) {
		g, n := m.gapOf(part)
		switch {
		case len(part.Geometry) > 0:
			d.gaps = append(d.gaps, g)
		case n > 0: // cells that the border only touches hold nothing to leave out
			d.left.Parts++
			d.left.People, d.left.Households = d.left.People+g.People, d.left.Households+g.Households
		}
		drawn += n
	}
	m.leftOver(d, cells, drawn)
	d.left.AreaM2 = m.areaLeft(d, cells)
	rank(d.gaps)
	for i := range d.gaps {
		d.gaps[i].Ordinal = i + 1
	}
	return d
}

// leftOver accounts for uncovered pieces that lie in no part.
func (m *unitMap) leftOver(d *drawing, cells, drawn int) {
	all, people, households := 0, coverage.Micro(0), coverage.Micro(0)
	for i := range m.pieces.all {
		if p := &m.pieces.all[i]; m.uncovered(cells + i) {
			all, people, households = all+1, people+p.People, households+p.Households
		}
	}
	if all == drawn {
		return
	}
	for i := range d.gaps {
		people, households = people-d.gaps[i].People, households-d.gaps[i].Households
	}
	d.left.Parts += all - drawn
	d.left.People, d.left.Households = people, households
}

// areaLeft is what drawing has added to (below zero) or taken from the area of a
// unit in which nothing but uncovered can be: the rounding of coordinates. Where
// covered or unknown cells remain, they take the difference.
func (m *unitMap) areaLeft(d *drawing, cells int) coverage.Micro {
	left := m.dataset.Units[m.unit].AreaM2
	for i := range d.gaps {
		left -= d.gaps[i].AreaM2
	}
	if left < 0 {
		return left
	}
	for i := range m.pieces.all {
		if !m.uncovered(cells + i) {
			return 0
		}
	}
	return left
}

// gapOf adds up a part, chooses its anchor and counts its pieces.
func (m *unitMap) gapOf(part polygonize.Part) (g coverage.Gap, pieces int) {
	g = coverage.Gap{Kind: coverage.GapMobile, Unit: m.unit, Geometry: part.Geometry, AreaM2: coverage.SquareMetres(part.Geometry)}
	var best coverage.Piece
	for i, c := range part.Cells {
		p, ok := m.pieces.at(c.Col, c.Row)
		if ok {
			pieces++
		}
		g.People, g.Households = g.People+p.People, g.Households+p.Households
		if i == 0 || comparePieces(p, best) > 0 {
			best = p
		}
	}
	lon, lat := m.dataset.Demand.Grid.Center(int(best.Col), int(best.Row))
	g.Anchor = orb.Point{lon, lat}
	g.AnchorCol, g.AnchorRow = best.Col, best.Row
	return g, pieces
}

func comparePieces(a, b coverage.Piece) int {
	return cmp.Or(cmp.Compare(a.Households, b.Households), cmp.Compare(a.People, b.People), cmp.Compare(a.AreaM2, b.AreaM2))
}

// rank sorts the gaps of a unit: most households, people, area first, then by place.
func rank(gaps []coverage.Gap) {
	slices.SortFunc(gaps, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(b.Households, a.Households), cmp.Compare(b.People, a.People), cmp.Compare(b.AreaM2, a.AreaM2),
			cmp.Compare(a.AnchorRow, b.AnchorRow), cmp.Compare(a.AnchorCol, b.AnchorCol))
	})
}
