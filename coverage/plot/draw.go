package plot

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/overlay"
	"phusong/geo/polygonize"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// Input is what level maps are made of.
type Input struct {
	Dataset *coverage.Dataset
	Signal  *coverage.SignalMap // of the data set's demand grid, from whatever source
	// Selections to draw. The operator is coverage.OperatorAny or a name.
	Selections []coverage.Selection
	// LimitsCentiDBm are the lower limits of the bands in 0.01 dBm, falling.
	LimitsCentiDBm []int
	// Step, when not nil, is called after every piece of the work with the number of
	// those done and of all; its error ends the work.
	Step func(done, all int) error
}

// ErrNoLevel says that the signal map was made for a criterion without a level.
var ErrNoLevel = errors.New("the signal map holds no levels")

// Draw returns one map for each selection, in their order. It fails for a signal
// map without levels (ErrNoLevel), for limits that do not fall, and for
// boundaries that cannot be dissolved.
func Draw(in Input) ([]coverage.LevelMap, error) {
	if in.Signal.ThresholdCentiDBm == nil {
		return nil, ErrNoLevel
	}
	if err := checkBands(in.LimitsCentiDBm); err != nil {
		return nil, err
	}
	region, err := regionOf(in.Dataset)
	if err != nil {
		return nil, err
	}
	outline, err := zonal.NewOutline(in.Dataset.Demand.Grid, region)
	if err != nil {
		return nil, fmt.Errorf("border of the region: %w", err)
	}
	p := &painter{in: in, outline: outline, slack: rounding(region), steps: len(in.Selections) * len(classes(in.LimitsCentiDBm, in.Signal.Asked != nil))}
	p.window = window(outline.Mesh())
	var maps []coverage.LevelMap
	for _, s := range in.Selections {
		m, err := p.paint(s)
		if err != nil {
			return nil, err
		}
		maps = append(maps, m)
	}
	return maps, nil
}

// regionOf is all units together: borders between units are of no interest here.
func regionOf(d *coverage.Dataset) (orb.MultiPolygon, error) {
	var units []orb.MultiPolygon
	for i := range d.Units[:d.Leaves] {
		units = append(units, d.Units[i].Geometry)
	}
	region := orb.MultiPolygon{}
	switch len(units) {
	case 0:
	case 1:
		region = units[0]
	default:
		var err error
		if region, err = overlay.Dissolve(units); err != nil {
			return nil, fmt.Errorf("border of the region: %w", err)
		}
	}
	if len(region) == 0 {
		return nil, errors.New("the region has no area to draw")
	}
	return region, nil
}

// painter draws one selection after the other.
type painter struct {
	in          Input
	outline     *zonal.Outline
	slack       coverage.Micro // see rounding
	window      raster.Window
	done, steps int
}

// window is the smallest one that holds the cells with area.
func window(m *zonal.Mesh) raster.Window {
	var w raster.Window
	cells := m.Cells()
	for i := range cells {
		c := &cells[i]
		if c.AreaM2 == 0 {
			continue
		}
		col, row := int(c.Col), int(c.Row)
		if w.Col1 == 0 {
			w = raster.Window{Col0: col, Row0: row, Col1: col + 1, Row1: row + 1}
			continue
		}
		w.Col0, w.Col1 = min(w.Col0, col), max(w.Col1, col+1)
		w.Row0, w.Row1 = min(w.Row0, row), max(w.Row1, row+1)
	}
	return w
}

func (p *painter) paint(s coverage.Selection) (coverage.LevelMap, error) {
	c := newClassifier(p.in.Signal, s, p.in.LimitsCentiDBm)
	w := p.window
	m := coverage.LevelMap{Selection: s, Bands: classes(p.in.LimitsCentiDBm, p.in.Signal.Asked != nil),
		Grid: p.in.Dataset.Demand.Grid.Window(w.Col0, w.Row0, w.Col1, w.Row1)}
	mesh := p.outline.Mesh()
	cells := mesh.Cells()
	class := make([]uint8, len(cells))
	m.Cells = make([]coverage.LevelCell, m.Grid.Cols*m.Grid.Rows)
	for i := range m.Cells {
		m.Cells[i] = coverage.LevelCell{Band: coverage.LevelOutside, LevelCentiDBm: coverage.NoLevel}
	}
	if p.in.Signal.Servers != nil {
		m.Servers, m.ServerCells = make([]uint32, len(m.Cells)), p.in.Signal.Servers
	}
	for i := range cells {
		cell := &cells[i]
		answer, server := c.served(cell.Col, cell.Row)
		class[i] = answer.Band
		if cell.AreaM2 > 0 {
			at := m.Grid.Index(int(cell.Col)-w.Col0, int(cell.Row)-w.Row0)
			m.Cells[at] = answer
			if m.Servers != nil {
				m.Servers[at] = server
			}
		}
	}
	if err := p.cut(&m, class); err != nil {
		return m, err
	}
	p.count(&m, c)
	return m, p.closeArea(&m)
}

// cut draws the polygons of every class.
func (p *painter) cut(m *coverage.LevelMap, class []uint8) error {
	present := make([]bool, len(m.Bands))
	for _, k := range class {
		present[k] = true
	}
	for k := range m.Bands {
		if present[k] {
			asked := -1 // Clip asks once for each cell of the mesh, in order
			in := func(int, int) bool { asked++; return class[asked] == uint8(k) }
			for _, part := range polygonize.Clip(p.outline, in) {
				m.Bands[k].Geometry = append(m.Bands[k].Geometry, part.Geometry...)
			}
			m.Bands[k].AreaM2 = coverage.SquareMetres(m.Bands[k].Geometry)
		}
		p.done++
		if p.in.Step != nil {
			if err := p.in.Step(p.done, p.steps); err != nil {
				return err
			}
		}
	}
	return nil
}

// count adds up the people and households of every class.
func (p *painter) count(m *coverage.LevelMap, c *classifier) {
	d := p.in.Dataset
	for unit := range d.Units[:d.Leaves] {
		u := &d.Units[unit]
		m.People.Value, m.People.Known = m.People.Value+u.People.Value, m.People.Known || u.People.Known
		m.Households.Value, m.Households.Known = m.Households.Value+u.Households.Value, m.Households.Known || u.Households.Known
		unknown := &m.Bands[c.unknown()]
		d.Demand.Each(unit, u.People.Value, u.Households.Value, func(piece coverage.Piece) {
			people, households := &m.Bands[c.cell(piece.Col, piece.Row).Band], unknown
			if u.Households.Known {
				households = people
			}
			if !u.People.Known {
				people = unknown
			}
			people.People += piece.People
			households.Households += piece.Households
		})
		people, households := d.Demand.Unplaced(unit, u.People.Value, u.Households.Value)
		unknown.People, unknown.Households = unknown.People+people, unknown.Households+households
	}
}

// cutM is by how much a point where a border is cut can lie beside it: half a unit
// of the seventh decimal each way, with room.
const cutM = 0.01

// metresPerDegree is no less than the length of a degree anywhere.
const metresPerDegree = 112000

// rounding is more than the rounding of cut points can take from the area of a
// region, or add to it: a seam along its whole border.
func rounding(region orb.MultiPolygon) coverage.Micro {
	degrees := 0.0
	for _, polygon := range region {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				degrees += math.Abs(ring[i][0]-ring[i-1][0]) + math.Abs(ring[i][1]-ring[i-1][1])
			}
		}
	}
	return coverage.One + coverage.Micro(degrees*metresPerDegree*cutM*float64(coverage.One))
}

// closeArea gives the rounding of coordinates to the class with the largest area,
// the first of equals, so that the classes add up to the units.
func (p *painter) closeArea(m *coverage.LevelMap) error {
	d := p.in.Dataset
	largest, drawn := 0, coverage.Micro(0)
	for k := range m.Bands {
		drawn += m.Bands[k].AreaM2
		if m.Bands[k].AreaM2 > m.Bands[largest].AreaM2 {
			largest = k
		}
	}
	for i := range d.Units[:d.Leaves] {
		m.AreaM2 += d.Units[i].AreaM2
	}
	left := m.AreaM2 - drawn
	if max(left, -left) > p.slack {
		return fmt.Errorf("the bands of %s %s have %s m2 and the units %s m2: this is a defect of the program, please report it",
			m.Selection.Technology, m.Selection.Operator, drawn, m.AreaM2)
	}
	m.Bands[largest].AreaM2 += left
	return nil
}
