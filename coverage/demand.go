package coverage

import (
	"phusong/geo"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// DemandKind says where within a commune its people are assumed to live.
type DemandKind string

// The kinds of demand, best first.
const (
	DemandRaster DemandKind = "raster" // a population grid, scaled to the commune's counts
	DemandPoints DemandKind = "points" // hamlets or clusters
	DemandArea   DemandKind = "area"   // evenly over the commune's area
)

// Demand places people and households of leaf units in cells of the analysis
// grid. Every piece, the part of a cell in a unit, belongs to one unit only.
type Demand struct {
	Kind  DemandKind
	Grid  raster.Grid
	Units []UnitDemand // one per leaf unit
	// RowAreaM2 is the true area of a cell of each row, in the first column; see LayGrid.
	RowAreaM2 []Micro
	widths    []int64 // of columns, in E7

	// Population grid, for DemandRaster. Each of its pixels holds
	// Subdivide x Subdivide cells of Grid, and Pixels its count, row-major.
	Pixels    []Micro
	Subdivide int
	Outside   Micro // people of the raster in no unit; Pixels = units + Outside, exactly
}

// UnitDemand is the demand of one leaf unit.
type UnitDemand struct {
	Footprint     zonal.Footprint
	PartialWeight []Micro      // DemandRaster: people of the raster per Partial
	Points        []PointCount // DemandPoints, sorted by Row, Col
	// UnplacedPeople and UnplacedHouseholds are the weight of hamlets without a
	// usable position, beside that of Points; see Demand.Unplaced.
	UnplacedPeople, UnplacedHouseholds Micro
}

// PointCount is the sum of the hamlets of a unit in one cell.
type PointCount struct {
	Row, Col   int32
	People     Micro
	Households Micro
}

// Piece is the part of a grid cell that belongs to one unit.
type Piece struct {
	Row, Col   int32
	AreaM2     Micro // 0 for a hamlet outside its own commune
	People     Micro
	Households Micro
}

// LayGrid sets the analysis grid, the areas of its rows and the widths of its
// columns; it refuses a grid that is not valid. Columns differ by 1e-7 degree where
// the step has more decimals than edges have: 1e-5 of a cell, far more than the
// rounding of areas.
func (d *Demand) LayGrid(g raster.Grid) error {
	if err := g.Validate(); err != nil {
		return err
	}
	d.Grid, d.RowAreaM2 = g, make([]Micro, g.Rows)
	for row := range d.RowAreaM2 {
		d.RowAreaM2[row] = squareMetres(geo.RectAreaM2(g.EdgeX(0), g.EdgeY(row+1), g.EdgeX(1), g.EdgeY(row)))
	}
	d.widths = make([]int64, g.Cols)
	for col := range d.widths {
		d.widths[col] = int64(g.EdgeX(col+1)) - int64(g.EdgeX(col))
	}
	return nil
}

// CellAreaM2 is the true area of a whole cell.
func (d *Demand) CellAreaM2(col, row int32) Micro {
	if d.widths[col] == d.widths[0] {
		return d.RowAreaM2[row]
	}
	return d.RowAreaM2[row].MulDiv(d.widths[col], d.widths[0])
}

// CellWeight is the raster's count for one analysis cell: a pixel's count cut
// into Subdivide^2 parts by true area, whose sum is the count exactly.
func (d *Demand) CellWeight(col, row int32) Micro {
	n := int64(d.Subdivide)
	c, r := int64(col), int64(row)
	p := d.Pixels[r/n*(int64(d.Grid.Cols)/n)+c/n]
	if p == 0 || n == 1 {
		return p
	}
	top := r / n * n
	var above, all Micro // area of one column of the pixel
	for i := top; i < top+n; i++ {
		if i < r {
			above += d.RowAreaM2[i]
		}
		all += d.RowAreaM2[i]
	}
	before := int64(above)*n + c%n*int64(d.RowAreaM2[r])
	return p.MulDiv(before+int64(d.RowAreaM2[r]), int64(all)*n) - p.MulDiv(before, int64(all)*n)
}

// RunWeight is the sum of the weights of a run's cells.
func (d *Demand) RunWeight(run zonal.Run) (sum Micro) {
	if d.Subdivide == 1 {
		row := d.Pixels[int(run.Row)*d.Grid.Cols:]
		for _, p := range row[run.Col0:run.Col1] {
			sum += p
		}
		return sum
	}
	for col := run.Col0; col < run.Col1; col++ {
		sum += d.CellWeight(col, run.Row)
	}
	return sum
}

// Each calls fn for every piece of a unit, by row and column. The unit's totals
// are shared out by cumulative rounding, so that Unplaced and the pieces add up to
// people and households exactly: piece k gets floor(T*W(k)/W) - floor(T*W(k-1)/W),
// where W(k) is the sum of the weights up to k and W(0) that of what is unplaced.
// Where all weights of people are zero, those of households take their place, and
// the reverse; where both are, area does.
func (d *Demand) Each(unit int, people, households Micro, fn func(Piece)) {
	share := d.share(unit, people, households)
	d.walk(unit, func(w weighted) {
		w.Piece.People, w.Piece.Households = share.next(w)
		fn(w.Piece)
	})
}

// Unplaced returns the part of a unit's people and households that Each leaves
// out, because nobody knows where they live: figures count it as unknown.
func (d *Demand) Unplaced(unit int, people, households Micro) (Micro, Micro) {
	if u := &d.Units[unit]; u.UnplacedPeople == 0 && u.UnplacedHouseholds == 0 {
		return 0, 0
	}
	share := d.share(unit, people, households)
	return share.done[0], share.done[1]
}

// share begins to share out a unit's totals: what is unplaced has its part.
func (d *Demand) share(unit int, people, households Micro) sharer {
	s := d.beginShare(unit, people, households)
	d.walk(unit, s.sum)
	s.next(d.Units[unit].unplaced())
	return s
}

// beginShare begins the sums of weights with what is unplaced.
func (d *Demand) beginShare(unit int, people, households Micro) sharer {
	s := sharer{total: [2]Micro{people, households}}
	s.sum(d.Units[unit].unplaced())
	return s
}

// unplaced is what is unplaced as a piece.
func (u *UnitDemand) unplaced() weighted {
	return weighted{people: u.UnplacedPeople, households: u.UnplacedHouseholds}
}

// weighted is a piece with the weights of its people and its households.
type weighted struct {
	Piece
	people, households Micro
}

// sharer shares two totals out over pieces by cumulative rounding.
type sharer struct {
	total [2]Micro
	sums  [3]Micro
	cum   [3]Micro
	done  [2]Micro
}

// sum adds the weights of a piece, before the first is given its part.
func (s *sharer) sum(w weighted) {
	s.sums[0], s.sums[1], s.sums[2] = s.sums[0]+w.people, s.sums[1]+w.households, s.sums[2]+w.AreaM2
}

// next gives a piece its part.
func (s *sharer) next(w weighted) (people, households Micro) {
	s.cum[0], s.cum[1], s.cum[2] = s.cum[0]+w.people, s.cum[1]+w.households, s.cum[2]+w.AreaM2
	var part [2]Micro
	for i := range part {
		k := i
		for _, fallback := range [...]int{1 - i, 2} {
			if s.sums[k] == 0 {
				k = fallback
			}
		}
		if s.sums[k] == 0 {
			continue
		}
		upTo := s.total[i].MulDiv(int64(s.cum[k]), int64(s.sums[k]))
		part[i], s.done[i] = upTo-s.done[i], upTo
	}
	return part[0], part[1]
}

// walk calls fn for the pieces of a unit in row-major order.
func (d *Demand) walk(unit int, fn func(weighted)) {
	u := &d.Units[unit]
	points := u.Points
	// emit adds the unit's points in the cell, after those in cells before it
	// that hold points of the unit but none of its area.
	emit := func(row, col int32, area, people Micro) {
		w := weighted{Piece: Piece{Row: row, Col: col, AreaM2: area}, people: people, households: people}
		for len(points) > 0 && before(points[0], row, col) {
			fn(pointPiece(points[0]))
			points = points[1:]
		}
		if len(points) > 0 && points[0].Row == row && points[0].Col == col {
			w.people, w.households = points[0].People, points[0].Households
			points = points[1:]
		}
		fn(w)
	}
	d.eachCell(u, emit)
	for _, p := range points {
		fn(pointPiece(p))
	}
}

func before(p PointCount, row, col int32) bool {
	return p.Row < row || p.Row == row && p.Col < col
}

func pointPiece(p PointCount) weighted {
	return weighted{Piece: Piece{Row: p.Row, Col: p.Col}, people: p.People, households: p.Households}
}

// eachCell merges runs and partials into one row-major pass.
func (d *Demand) eachCell(u *UnitDemand, fn func(row, col int32, area, people Micro)) {
	partials := u.Footprint.Partials
	k := 0
	flush := func(row, col int32) {
		for ; k < len(partials); k++ {
			p := &partials[k]
			if p.Row > row || p.Row == row && p.Col >= col {
				return
			}
			var weight Micro
			if d.Kind == DemandRaster {
				weight = u.PartialWeight[k]
			}
			fn(p.Row, p.Col, squareMetres(p.AreaM2), weight)
		}
	}
	for _, run := range u.Footprint.Runs {
		flush(run.Row, run.Col0)
		for col := run.Col0; col < run.Col1; col++ {
			var weight Micro
			if d.Kind == DemandRaster {
				weight = d.CellWeight(col, run.Row)
			}
			fn(run.Row, col, d.CellAreaM2(col, run.Row), weight)
		}
	}
	flush(int32(d.Grid.Rows), 0)
}

// squareMetres rounds an area to Micro; no cell of the Earth exceeds its range.
func squareMetres(v float64) Micro {
	m, err := MicroOf(v)
	if err != nil {
		panic("coverage: cell area " + err.Error())
	}
	return m
}
