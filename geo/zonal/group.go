package zonal

import (
	"cmp"
	"fmt"
	"slices"
)

// group sorts the visits by cell, measures the cells and finds the whole ones
// between them. The winding number at a corner of a cell is that at the corner
// before it on the same line plus what crosses the line in between.
func (o *Outline) group(w *walker) error {
	o.sortVisits()
	s := scan{o: o, w: w}
	for i := 0; i < len(o.byCell); {
		v := o.visits[o.byCell[i]]
		j := i + 1
		for j < len(o.byCell) && o.visits[o.byCell[j]].cell == v.cell {
			j++
		}
		if err := s.cell(int32(i), int32(j)); err != nil {
			return err
		}
		i = j
	}
	return nil
}

// sortVisits fills byCell: by row by counting, then by column within the row.
func (o *Outline) sortVisits() {
	start := make([]int32, len(o.ys)+1)
	for i := range o.visits {
		start[o.visits[i].cell[1]+1]++
	}
	for r := 1; r < len(start); r++ {
		start[r] += start[r-1]
	}
	o.byCell = slices.Grow(o.byCell[:0], len(o.visits))[:len(o.visits)]
	next := slices.Clone(start)
	for i := range o.visits {
		row := o.visits[i].cell[1]
		o.byCell[next[row]] = int32(i)
		next[row]++
	}
	for r := range len(o.ys) - 1 {
		slices.SortFunc(o.byCell[start[r]:start[r+1]], func(a, b int32) int {
			return cmp.Or(cmp.Compare(o.visits[a].cell[0], o.visits[b].cell[0]), cmp.Compare(a, b))
		})
	}
}

// scan goes through the visited cells row by row.
type scan struct {
	o            *Outline
	w            *walker
	row, col     int32 // of the next cell if it follows directly
	north, south int   // winding numbers at the west ends of its sides
}

// cell takes the visits byCell[i:j], all in one cell.
func (s *scan) cell(i, j int32) error {
	o := s.o
	col, row := o.visits[o.byCell[i]].cell[0], o.visits[o.byCell[i]].cell[1]
	if row != s.row || len(o.cells) == 0 {
		s.row, s.col, s.north, s.south = row, col, 0, 0
	}
	if col > s.col && s.north != 0 {
		o.inner = append(o.inner, Run{row, s.col, col})
	}
	c := cell{col: col, row: row, first: i, end: j, windNW: int8(s.north), windSW: int8(s.south)}
	b := &s.w.bands[row]
	width := float64(int64(o.xs[col+1]) - int64(o.xs[col]))
	area := width * (float64(float64(s.south)*b.south) - float64(float64(s.north)*b.north))
	for _, v := range o.byCell[i:j] {
		area += s.w.areaM2[v]
		north, south := o.visits[v].winding()
		s.north, s.south = s.north+north, s.south+south
	}
	s.col = col + 1
	if err := s.measure(&c, area); err != nil {
		return err
	}
	o.cells = append(o.cells, c)
	return nil
}

// winding returns by how much the winding number rises eastwards along the
// north and the south side of the cell because of the visit.
func (v *Visit) winding() (north, south int) {
	switch v.Enter {
	case North:
		north++
	case South:
		south--
	}
	switch v.Exit {
	case North:
		north--
	case South:
		south++
	}
	return north, south
}

// noise is the share of a cell below which an area is taken for rounding.
const noise = 1e-12

// leastAreaM2 is the area that coverage.Micro rounds to nothing.
const leastAreaM2 = 0.5e-6

// measure sets the cell's area and share, and takes those of nothing and of a
// whole cell for what they are.
func (s *scan) measure(c *cell, area float64) error {
	whole := s.o.rectAreaM2(c.col, c.row)
	slack := max(1e-9*whole, leastAreaM2)
	if s.north < 0 || s.north > 1 || s.south < 0 || s.south > 1 || !(area >= -slack && area <= whole+slack) {
		o := s.o
		return fmt.Errorf("polygon overlaps itself or a ring is wound the wrong way near %v, %v: repair it first",
			o.xs[c.col].Degrees(), o.ys[c.row].Degrees())
	}
	c.areaM2, c.part = area, area/whole
	switch {
	case area < leastAreaM2 || c.part < noise:
		c.areaM2, c.part = 0, 0
	case whole-area < leastAreaM2 || c.part > 1-noise:
		c.areaM2, c.part = whole, 1
	}
	return nil
}

// Footprint returns the cells that the polygon covers: whole ones as runs, and
// the others with their true area, cells that it only touches not at all. Areas
// are those of the polygon as given, no cut point is rounded to E7, so the shares
// of neighbours that share their edges add up to 1, and the areas of a polygon to the
// whole, but for the rounding of float64.
func (o *Outline) Footprint() Footprint {
	var f Footprint
	partials := 0
	for i := range o.cells {
		if part := o.cells[i].part; part > 0 && part < 1 {
			partials++
		}
	}
	if partials > 0 { // of a nation, cells on borders take the most memory
		f.Partials = make([]Partial, 0, partials)
	}
	inner := o.inner
	for i := range o.cells {
		c := &o.cells[i]
		for len(inner) > 0 && (inner[0].Row < c.row || inner[0].Row == c.row && inner[0].Col0 < c.col) {
			f.addRun(o, inner[0])
			inner = inner[1:]
		}
		switch c.part {
		case 0:
		case 1:
			f.addRun(o, Run{c.row, c.col, c.col + 1})
		default:
			f.Partials = append(f.Partials, Partial{Row: c.row + int32(o.row0), Col: c.col + int32(o.col0),
				AreaM2: c.areaM2, Fraction: c.part})
		}
	}
	return f
}

// addRun appends a run in window coordinates, to the one before if it touches it.
func (f *Footprint) addRun(o *Outline, r Run) {
	r = Run{r.Row + int32(o.row0), r.Col0 + int32(o.col0), r.Col1 + int32(o.col0)}
	if n := len(f.Runs); n > 0 && f.Runs[n-1].Row == r.Row && f.Runs[n-1].Col1 == r.Col0 {
		f.Runs[n-1].Col1 = r.Col1
		return
	}
	f.Runs = append(f.Runs, r)
}
