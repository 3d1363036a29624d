package radius

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/scanline"
)

// placedDisc is a disc with the longitude of its centre and the rows that it could reach.
type placedDisc struct {
	scanline.Disc
	lon       float64
	from, end int32
}

// placeDiscs finds the discs in a raster of degrees. Metres of a plane are
// shorter or longer than those on the ground by its scale: rows are taken amply.
func placeDiscs(f *field, plane crs.CRS, discs [][]scanline.Disc) ([][]placedDisc, error) {
	g, rows := f.degrees, f.grid.Rows()
	places := make([][]placedDisc, len(discs))
	for k := range discs {
		for _, d := range discs[k] {
			lon, lat, err := plane.Unproject(crs.Plane{EastM: float64(d.X) / 1000, NorthM: float64(d.Y) / 1000})
			if err != nil {
				return nil, fmt.Errorf("a station: %w", err)
			}
			const leastMetresPerDegree = 90_000
			reachDeg := float64(d.R)/1000/leastMetresPerDegree + 2*g.StepY
			first := (g.North-(lat+reachDeg))/g.StepY - float64(g.Row0)
			last := (g.North-(lat-reachDeg))/g.StepY - float64(g.Row0)
			if first < float64(rows) && last > 0 {
				places[k] = append(places[k], placedDisc{d, lon, int32(max(0, first)), int32(min(float64(rows), last+1))})
			}
		}
	}
	return places, nil
}

// bandLists are the numbers of the discs that could reach a band of rows.
type bandLists struct {
	height int
	discs  []int32
	start  []int // of discs, by band, and the end
}

// listByBand lists the discs of every band of height rows.
func listByBand(places []placedDisc, height, rows int) bandLists {
	bands := (rows + height - 1) / height
	l := bandLists{height: height, start: make([]int, bands+1)}
	each := func(do func(band, disc int)) {
		for i := range places {
			for b := int(places[i].from) / height; b*height < int(places[i].end); b++ {
				do(b, i)
			}
		}
	}
	each(func(band, _ int) { l.start[band+1]++ })
	for b := range bands {
		l.start[b+1] += l.start[b]
	}
	l.discs = make([]int32, l.start[bands])
	next := slices.Clone(l.start)
	each(func(band, disc int) {
		l.discs[next[band]] = int32(disc)
		next[band]++
	})
	return l
}

// degreeMarker enters discs of the plane into rows of a raster in degrees. The centres
// of cells are projected and rounded to millimetres; those of a row within a disc follow
// each other, because the row bends far less than a circle does. A row's projection is a
// few polynomials; where they do not decide, the centre is projected by itself.
type degreeMarker struct {
	field   *field
	places  [][]placedDisc
	bands   []bandLists
	lattice *crs.Lattice
	row     crs.Row
	rowSet  int // the row that row is set to, plus 1
	near    [][]placedDisc
	lons    []float64 // of columns
	tests   int64     // centres projected by themselves
}

func newDegreeMarker(s *bandStage) *degreeMarker {
	m := &degreeMarker{field: s.field, places: s.places, bands: s.bands, lattice: crs.NewLattice(s.plane), near: make([][]placedDisc, len(s.places))}
	for col := range s.field.grid.Cols() {
		lon, _ := s.field.degrees.Center(col, 0)
		m.lons = append(m.lons, lon)
	}
	return m
}

func (m *degreeMarker) gather(k, first, end int) {
	near, l := m.near[k][:0], &m.bands[k]
	band := first / l.height
	for _, i := range l.discs[l.start[band]:l.start[band+1]] {
		if p := &m.places[k][i]; int(p.from) < end && int(p.end) > first {
			near = append(near, *p)
		}
	}
	slices.SortFunc(near, func(a, b placedDisc) int { return cmp.Compare(a.lon, b.lon) })
	m.near[k] = near
}

func (m *degreeMarker) mark(k, row int, reach []int32) {
	g := m.field.degrees
	if m.rowSet != row+1 {
		_, lat := g.Center(0, row)
		const beyond = 0.5 // degrees, for stations beside the raster
		m.lattice.SetRow(&m.row, lat, m.lons[0]-beyond, m.lons[len(m.lons)-1]+beyond)
		m.rowSet = row + 1
	}
	for i := range m.near[k] {
		d := &m.near[k][i]
		if int32(row) < d.from || int32(row) >= d.end {
			continue
		}
		if from, end := m.chord(row, d); from < end && int(reach[from]) < end {
			reach[from] = int32(end)
		}
	}
}

// chord is the columns from to end-1 of a row that lie within a disc.
func (m *degreeMarker) chord(row int, d *placedDisc) (from, end int) {
	foot, half, ok := m.foot(d)
	if !ok {
		return 0, 0
	}
	cols := len(m.lons)
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

// missM is how far a disc may pass a row by and still be looked at closely: more than
// the row's bend within a disc, and than rounding.
const missM = 50

// foot is the longitude on the row's parallel that is nearest to a disc's centre, and half
// the width of the disc there in degrees. It is a start for exact tests; false where the
// row passes the disc by.
func (m *degreeMarker) foot(d *placedDisc) (foot, half float64, ok bool) {
	foot = d.lon
	x, y, radius := float64(d.X)/1000, float64(d.Y)/1000, float64(d.R)/1000
	var squared, across float64
	for range 2 { // the second time from where the first has led
		east, north, tx, ty, ok := m.row.At(foot)
		if !ok {
			east, north, tx, ty, ok = m.direct(foot)
		}
		if !ok {
			return 0, 0, false
		}
		squared = float64(tx*tx) + float64(ty*ty)
		dx, dy := x-east, y-north
		along := (float64(dx*tx) + float64(dy*ty)) / squared
		across = float64(dx*dx) + float64(dy*dy) - float64(float64(along*along)*squared)
		foot += along
	}
	if reach := radius + missM; across > float64(reach*reach) {
		return 0, 0, false
	}
	return foot, math.Sqrt(max(0, float64(radius*radius)-across) / squared), true
}

// direct is Row.At by projecting, for where it does not hold.
func (m *degreeMarker) direct(lon float64) (east, north, tx, ty float64, ok bool) {
	_, lat := m.field.degrees.Center(0, m.rowSet-1)
	const step = 0.001
	x, y, err1 := m.lattice.ProjectMM(lon, lat)
	ex, ey, err2 := m.lattice.ProjectMM(lon+step, lat)
	return float64(x) / 1000, float64(y) / 1000, float64(ex-x) / 1000 / step, float64(ey-y) / 1000 / step, err1 == nil && err2 == nil
}

// roundingM is more than the distance of a centre changes when it is rounded to
// millimetres.
const roundingM = 0.001 + 2*crs.RowErrorM

// within is the definition: the distance of the rounded centre.
func (m *degreeMarker) within(row, col int, d *placedDisc) bool {
	if east, north, _, _, ok := m.row.At(m.lons[col]); ok {
		dx, dy, radius := east-float64(d.X)/1000, north-float64(d.Y)/1000, float64(d.R)/1000
		squared := float64(dx*dx) + float64(dy*dy)
		if inner := radius - roundingM; inner > 0 && squared < float64(inner*inner) {
			return true
		}
		if outer := radius + roundingM; squared > float64(outer*outer) {
			return false
		}
	}
	m.tests++
	lon, lat := m.field.degrees.Center(col, row)
	x, y, err := m.lattice.ProjectMM(lon, lat)
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

// appendPlace writes longitude, comma, latitude.
func appendPlace(b []byte, lon, lat geo.E7) []byte {
	return appendE7(append(appendE7(b, lon), ','), lat)
}
