package index

import (
	"math"
	"slices"

	"phusong/geo"
)

// Points is a grid over points, for the nearest one and for those within a
// distance. Distances are geodesic: ShortDistanceM up to a chord of 100 km, Inverse
// beyond (they meet within 0.1 mm).
//
// The whole Earth is covered: the search passes over the antimeridian and the
// poles, and the outermost cells reach around to each other, so that a few points
// far away (a station with a mistyped position) do not coarsen the grid.
type Points struct {
	west, south      float64 // of cell (0,0), degrees
	stepX, stepY     float64
	cols, rows       int
	start            []int32    // per cell, row-major: where its points begin; one more than cells
	place            []int32    // in cell order: the point's place in the input, rising within a cell
	xyz              []geo.Vec3 // in cell order
	firstRow, endRow int        // rows that hold points
}

// NewPoints builds the index of positions [longitude, latitude] in degrees; orb.Point is one. A
// position that is no place on Earth (NaN, infinity, a latitude beyond 90) is never found.
func NewPoints[P ~[2]float64](positions []P) *Points {
	ix := &Points{}
	valid := make([]int32, 0, len(positions))
	var lons, lats []float64
	for i, p := range positions {
		if onEarth(p[0], p[1]) {
			valid = append(valid, int32(i))
			lons, lats = append(lons, normalLon(p[0])), append(lats, p[1])
		}
	}
	ix.layout(lons, lats)
	cells := make([]int32, len(valid))
	ix.start = make([]int32, ix.cols*ix.rows+1)
	for k := range valid {
		cells[k] = int32(ix.row(lats[k])*ix.cols + ix.col(lons[k]))
		ix.start[cells[k]+1]++
	}
	for c := range ix.cols * ix.rows {
		ix.start[c+1] += ix.start[c]
	}
	ix.place, ix.xyz = make([]int32, len(valid)), make([]geo.Vec3, len(valid))
	next := slices.Clone(ix.start)
	for k, i := range valid {
		at := next[cells[k]]
		next[cells[k]]++
		ix.place[at], ix.xyz[at] = i, geo.Cartesian(lons[k], lats[k])
	}
	ix.trimRows()
	return ix
}

func onEarth(lon, lat float64) bool {
	return math.Abs(lat) <= 90 && !math.IsNaN(lon) && !math.IsInf(lon, 0)
}

func normalLon(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	return math.Remainder(lon, 360)
}

// layout places the grid over all but the outermost 1 % of the points on each
// side, with about one cell for every point and cells about square on the ground.
func (ix *Points) layout(lons, lats []float64) {
	ix.west, ix.south, ix.stepX, ix.stepY, ix.cols, ix.rows = -180, -90, 360, 180, 1, 1
	if len(lons) == 0 {
		return
	}
	west, east := core(lons)
	south, north := core(lats)
	squeeze := math.Max(0.01, math.Cos((south+north)/2*math.Pi/180))
	width, height := math.Max(1e-6, (east-west)*squeeze), math.Max(1e-6, north-south)
	const mostCells = 1 << 22
	n := math.Min(float64(len(lons)), mostCells)
	side := math.Sqrt(width * height / n)
	ix.cols = int(math.Max(1, math.Min(n, math.Ceil(width/side))))
	ix.rows = int(math.Max(1, math.Min(2*n/float64(ix.cols), math.Ceil(height/side))))
	ix.west, ix.stepX = west, math.Max(1e-6, east-west)/float64(ix.cols)
	ix.south, ix.stepY = south, height/float64(ix.rows)
}

// core returns the 1 % and 99 % points of the values.
func core(values []float64) (low, high float64) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	cut := len(sorted) / 100
	return sorted[cut], sorted[len(sorted)-1-cut]
}

func (ix *Points) trimRows() {
	ix.firstRow, ix.endRow = 0, ix.rows
	for ix.firstRow < ix.rows && ix.start[(ix.firstRow+1)*ix.cols] == 0 {
		ix.firstRow++
	}
	for ix.endRow > ix.firstRow && ix.start[(ix.endRow-1)*ix.cols] == ix.start[ix.endRow*ix.cols] {
		ix.endRow--
	}
}

func (ix *Points) col(lon float64) int { return cell((lon-ix.west)/ix.stepX, ix.cols) }
func (ix *Points) row(lat float64) int { return cell((lat-ix.south)/ix.stepY, ix.rows) }

// cell gives what lies outside to the outermost cell.
func cell(v float64, n int) int { return int(math.Max(0, math.Min(float64(n-1), math.Floor(v)))) }

// edgeLon is the west edge of a column; edges of the grid as a whole are at the
// antimeridian, because the outermost columns hold all that lies beyond.
func (ix *Points) edgeLon(col int) float64 {
	switch col {
	case 0:
		return -180
	case ix.cols:
		return 180
	}
	return ix.west + float64(float64(col)*ix.stepX)
}

// Len is the number of points that can be found.
func (ix *Points) Len() int { return len(ix.place) }

// Nearest returns the place in the input of the point nearest to a position and its distance, the
// lowest place of several equally near. It returns -1 and +Inf when there is none, or
// the position is no place on Earth.
func (ix *Points) Nearest(lon, lat float64) (i int, distanceM float64) {
	return ix.NearestFunc(lon, lat, nil)
}

// NearestFunc is Nearest among the points that keep accepts; nil accepts all. It calls keep only
// for points that are nearer than the best so far, in no useful order.
func (ix *Points) NearestFunc(lon, lat float64, keep func(i int) bool) (i int, distanceM float64) {
	best := nearest{i: -1, distanceM: math.Inf(1)}
	if !onEarth(lon, lat) || len(ix.place) == 0 {
		return best.i, best.distanceM
	}
	q := newQuery(lon, lat)
	ix.visit(&q, &best.distanceM, func(at int32) {
		i := int(ix.place[at])
		d, within := q.distance(&ix.xyz[at], best.distanceM)
		if !within || (d == best.distanceM && i > best.i) {
			return
		}
		if keep == nil || keep(i) {
			best = nearest{i, d}
		}
	})
	return best.i, best.distanceM
}

type nearest struct {
	i         int
	distanceM float64
}

// Within calls found for every point not farther than radiusM, with its place in the input. The
// order is fixed for a given input, but not sorted.
func (ix *Points) Within(lon, lat, radiusM float64, found func(i int)) {
	if !onEarth(lon, lat) || !(radiusM >= 0) || len(ix.place) == 0 {
		return
	}
	q := newQuery(lon, lat)
	ix.visit(&q, &radiusM, func(at int32) {
		if _, within := q.distance(&ix.xyz[at], radiusM); within {
			found(int(ix.place[at]))
		}
	})
}
