package radius

import (
	"math"

	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/scanline"
)

// degreeMarker enters discs of the plane into rows of a raster in degrees. The centres
// of cells are projected and rounded to millimetres; those of a row within a disc follow
// each other, because the row bends far less than a circle does.
type degreeMarker struct {
	field   *field
	plane   crs.CRS
	lattice *crs.Lattice
	places  map[scanline.Point][2]float64 // longitude and latitude of discs
}

func newDegreeMarker(f *field, plane crs.CRS) *degreeMarker {
	return &degreeMarker{field: f, plane: plane, lattice: crs.NewLattice(plane), places: map[scanline.Point][2]float64{}}
}

// place is the longitude and latitude of a disc's centre.
func (m *degreeMarker) place(d *scanline.Disc) (lon, lat float64) {
	key := scanline.Point{X: d.X, Y: d.Y}
	at, ok := m.places[key]
	if !ok {
		lon, lat, err := m.plane.Unproject(crs.Plane{EastM: float64(d.X) / 1000, NorthM: float64(d.Y) / 1000})
		if err != nil { // it was projected from a place
			lon, lat = math.NaN(), math.NaN()
		}
		at = [2]float64{lon, lat}
		m.places[key] = at
	}
	return at[0], at[1]
}

// Reached are the rows that the disc could reach: metres of a plane may be shorter or longer than
// those on the ground by the scale of the projection.
func (m *degreeMarker) Reached(d scanline.Disc) (from, end int) {
	_, lat := m.place(&d)
	g := m.field.degrees
	reachDeg := float64(d.R)/1000/100_000 + 2*g.StepY
	rows := m.field.grid.Rows()
	first := (g.North-(lat+reachDeg))/g.StepY - float64(g.Row0)
	last := (g.North-(lat-reachDeg))/g.StepY - float64(g.Row0)
	if !(first < float64(rows) && last > 0) {
		return 0, 0
	}
	return max(0, int(first)), min(rows, int(last)+1)
}

// Mark is as that of scanline.Grid.
func (m *degreeMarker) Mark(row int, discs []scanline.Disc, reach []int32) {
	for i := range discs {
		d := &discs[i]
		if a, b := m.Reached(*d); row < a || row >= b {
			continue
		}
		if from, end := m.chord(row, d); from < end && int(reach[from]) < end {
			reach[from] = int32(end)
		}
	}
}

// chord is the columns from to end-1 of a row that lie within a disc.
func (m *degreeMarker) chord(row int, d *scanline.Disc) (from, end int) {
	lon, _ := m.place(d)
	foot, half, ok := m.foot(row, lon, d)
	cols := m.field.grid.Cols()
	if !ok {
		return 0, 0
	}
	middle := m.column(foot)
	from, end = m.column(foot-half), m.column(foot+half)
	for from > 0 && (from-1 >= middle || m.within(row, from-1, d)) {
		from--
	}
	for from < cols && from < middle && !m.within(row, from, d) {
		from++
	}
	end = max(end, from)
	for end > from && !m.within(row, end-1, d) {
		end--
	}
	for end < cols && (end < middle || m.within(row, end, d)) {
		end++
	}
	return from, end
}

// column is the first column at a longitude or east of it, by its centre.
func (m *degreeMarker) column(lon float64) int {
	g := m.field.degrees
	v := math.Ceil((lon-g.West)/g.StepX - float64(g.Col0) - 0.5)
	return int(min(max(v, 0), float64(g.Cols)))
}

// foot is the longitude on a row's parallel that is nearest to a disc's centre, and half
// the width of the disc there in degrees, 0 where the parallel passes it by. It is a start for
// exact tests; false where the row cannot be projected.
func (m *degreeMarker) foot(row int, lon float64, d *scanline.Disc) (foot, half float64, ok bool) {
	lat := m.latitude(row)
	const step = 0.001
	foot = lon
	var tx, ty, squared, along, across float64
	for range 2 { // the second time from where the first has led
		x, y, err1 := m.lattice.ProjectMM(foot, lat)
		ex, ey, err2 := m.lattice.ProjectMM(foot+step, lat)
		if err1 != nil || err2 != nil {
			return 0, 0, false
		}
		tx, ty = float64(ex-x)/step, float64(ey-y)/step
		squared = float64(tx*tx) + float64(ty*ty)
		dx, dy := float64(d.X-x), float64(d.Y-y)
		along = (float64(dx*tx) + float64(dy*ty)) / squared
		across = float64(dx*dx) + float64(dy*dy) - float64(float64(along*along)*squared)
		foot += along
	}
	rest := float64(float64(d.R)*float64(d.R)) - across
	return foot, math.Sqrt(max(0, rest) / squared), true
}

func (m *degreeMarker) latitude(row int) float64 {
	g := m.field.degrees
	return (g.EdgeY(row).Degrees() + g.EdgeY(row+1).Degrees()) / 2
}

// within is the definition: the distance of the rounded centre.
func (m *degreeMarker) within(row, col int, d *scanline.Disc) bool {
	x, y, err := m.center(row, col)
	if err != nil {
		return false
	}
	dx, dy := x-d.X, y-d.Y
	const far = scanline.MaxRadius
	if dx > far || dx < -far || dy > far || dy < -far {
		return false
	}
	return dx*dx <= d.R*d.R-dy*dy
}

// center is the centre of a cell in the plane.
func (m *degreeMarker) center(row, col int) (x, y int64, err error) {
	lon, lat := m.field.degrees.Center(col, row)
	return m.lattice.ProjectMM(lon, lat)
}

// appendPlace writes longitude, comma, latitude.
func appendPlace(b []byte, lon, lat geo.E7) []byte {
	return appendE7(append(appendE7(b, lon), ','), lat)
}
