package crs

import (
	"math"

	"phusong/geo"
)

// Lattice projects many places of one system, rounded to millimetres: ten to twenty
// times as fast as Project and with its results to the last digit. The plane is cut
// into squares of an eighth of a degree, in each of which a polynomial stands for the
// projection; a place that comes so near to the middle between two millimetres that the
// polynomial could round it otherwise is projected by itself.
//
// It keeps the squares that it has met, some 300 bytes each, and serves one goroutine.
type Lattice struct {
	crs      CRS
	patches  map[[2]int32]*patch
	at       [2]int32
	last     *patch
	computed int
}

// NewLattice returns a lattice of a projected system.
func NewLattice(c CRS) *Lattice { return &Lattice{crs: c, patches: map[[2]int32]*patch{}} }

const (
	squaresPerDegree = 8 // a power of two, so that the place within a square is exact
	// Patches are within latticeToleranceM where they are compared. The first term that they leave
	// out is largest there; latticeGuardM leaves twice as much for the others, which are a thousandth of it.
	latticeToleranceM = 3e-7
	latticeGuardM     = 1e-6
	millimetres       = 1000
)

// ProjectMM is Project rounded to millimetres, halves up. Its errors are those of Project.
func (l *Lattice) ProjectMM(lon, lat float64) (eastMM, northMM int64, err error) {
	x, y := lon*squaresPerDegree, lat*squaresPerDegree
	fx, fy := math.Floor(x), math.Floor(y)
	if !(math.Abs(fx) <= 360*squaresPerDegree && math.Abs(fy) <= 90*squaresPerDegree) {
		return l.direct(lon, lat)
	}
	at := [2]int32{int32(fx), int32(fy)}
	if at != l.at || l.last == nil {
		l.look(at)
	}
	if l.last.direct {
		return l.direct(lon, lat)
	}
	east, north := l.last.at(2*(x-fx)-1, 2*(y-fy)-1)
	e, okE := roundGuarded(east)
	n, okN := roundGuarded(north)
	if !okE || !okN {
		return l.direct(lon, lat)
	}
	return e, n, nil
}

// e7PerSquare is the side of a square.
const e7PerSquare = geo.E7PerDegree / squaresPerDegree

// ProjectE7 is ProjectMM for a place in E7.
func (l *Lattice) ProjectE7(lon, lat geo.E7) (eastMM, northMM int64, err error) {
	x, y := int32(lon)-l.at[0]*e7PerSquare, int32(lat)-l.at[1]*e7PerSquare
	if uint32(x) >= e7PerSquare || uint32(y) >= e7PerSquare || l.last == nil {
		at := [2]int32{floorDiv(int32(lon), e7PerSquare), floorDiv(int32(lat), e7PerSquare)}
		l.look(at)
		x, y = int32(lon)-at[0]*e7PerSquare, int32(lat)-at[1]*e7PerSquare
	}
	if l.last.direct {
		return l.direct(lon.Degrees(), lat.Degrees())
	}
	const scale = 2. / e7PerSquare
	east, north := l.last.at(float64(float64(x)*scale)-1, float64(float64(y)*scale)-1)
	e, okE := roundGuarded(east)
	n, okN := roundGuarded(north)
	if !okE || !okN {
		return l.direct(lon.Degrees(), lat.Degrees())
	}
	return e, n, nil
}

func floorDiv(a, b int32) int32 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// roundGuarded rounds metres to millimetres; it is false near the middle of two.
func roundGuarded(m float64) (int64, bool) {
	v := float64(m*millimetres) + 0.5
	whole := math.Floor(v)
	rest := v - whole
	const guard = latticeGuardM * millimetres
	return int64(whole), rest > guard && rest < 1-guard
}

// ProjectMM projects one place by itself, rounded to millimetres, halves up.
func (c CRS) ProjectMM(lon, lat float64) (eastMM, northMM int64, err error) {
	at, err := c.Project(lon, lat)
	if err != nil {
		return 0, 0, err
	}
	return int64(math.Floor(float64(at.EastM*millimetres) + 0.5)), int64(math.Floor(float64(at.NorthM*millimetres) + 0.5)), nil
}

func (l *Lattice) direct(lon, lat float64) (eastMM, northMM int64, err error) {
	l.computed++
	return l.crs.ProjectMM(lon, lat)
}

// look turns to a square.
func (l *Lattice) look(at [2]int32) {
	p := l.patches[at]
	if p == nil {
		p = &patch{}
		p.lay(latticeToleranceM, func(u, v float64) (east, north float64, err error) {
			plane, err := l.crs.Project((float64(at[0])+(u+1)/2)/squaresPerDegree, (float64(at[1])+(v+1)/2)/squaresPerDegree)
			return plane.EastM, plane.NorthM, err
		})
		l.patches[at] = p
	}
	l.at, l.last = at, p
}

// Row approximates the projection of places of one latitude, within RowErrorM: for many
// places of which few lie where so little matters. It is of the lattice's goroutine.
type Row struct {
	lattice *Lattice
	lat     float64
	square  int32
	v       float64
	first   int32 // the square of slices[0]
	slices  []rowSlice
}

// rowSlice is the polynomials of a square on the row.
type rowSlice struct {
	laid, direct bool
	e, n         [patchOrder]float64
}

// RowErrorM is more than a Row is off by.
const RowErrorM = latticeGuardM

// SetRow makes r the row of a latitude, for longitudes from west to east.
func (l *Lattice) SetRow(r *Row, lat, west, east float64) {
	y := lat * squaresPerDegree
	fy := math.Floor(y)
	r.lattice, r.lat, r.square, r.v = l, lat, int32(fy), 2*(y-fy)-1
	r.first = int32(math.Floor(west * squaresPerDegree))
	n := int(int32(math.Floor(east*squaresPerDegree))-r.first) + 1
	if cap(r.slices) < n {
		r.slices = make([]rowSlice, n)
	}
	r.slices = r.slices[:n]
	for i := range r.slices {
		r.slices[i] = rowSlice{}
	}
}

// At projects a longitude, with its derivatives by degrees of longitude. It is false where the row
// was not set, or the projection is not smooth enough.
func (r *Row) At(lon float64) (eastM, northM, eastPerDeg, northPerDeg float64, ok bool) {
	x := lon * squaresPerDegree
	fx := math.Floor(x)
	i := fx - float64(r.first)
	if !(i >= 0 && i < float64(len(r.slices))) {
		return 0, 0, 0, 0, false
	}
	s := &r.slices[int(i)]
	if !s.laid {
		r.lay(s, int32(fx))
	}
	if s.direct {
		return 0, 0, 0, 0, false
	}
	u := 2*(x-fx) - 1
	e, n := &s.e, &s.n
	eastM = float64((float64((float64(e[3]*u)+e[2])*u)+e[1])*u) + e[0]
	northM = float64((float64((float64(n[3]*u)+n[2])*u)+n[1])*u) + n[0]
	const perDegree = 2 * squaresPerDegree
	eastPerDeg = perDegree * (float64((float64(3*e[3]*u)+2*e[2])*u) + e[1])
	northPerDeg = perDegree * (float64((float64(3*n[3]*u)+2*n[2])*u) + n[1])
	return eastM, northM, eastPerDeg, northPerDeg, true
}

// lay cuts a square along the row.
func (r *Row) lay(s *rowSlice, column int32) {
	r.lattice.look([2]int32{column, r.square})
	p := r.lattice.last
	s.laid, s.direct = true, p.direct
	for k := range patchOrder {
		for y := patchOrder - 1; y >= 0; y-- {
			s.e[k] = float64(s.e[k]*r.v) + p.a[y][k]
			s.n[k] = float64(s.n[k]*r.v) + p.b[y][k]
		}
	}
}

// Corners gives the longitudes and latitudes of the corners of a regular grid in the
// plane of a system, rounded to 1e-7 degree, as Unproject does for each, by polynomials
// over squares of some 10 km. It serves one goroutine.
type Corners struct {
	crs           CRS
	eastM, northM float64
	stepE, stepN  float64
	bits          int32 // a square has 1<<bits columns and rows
	patches       map[[2]int32]*patch
	at            [2]int32
	last          *patch
	computed      int
}

// NewCorners lays out a grid: the north-western corner of its first cell, and the
// widths of cells; rows run south.
func NewCorners(c CRS, west, north, stepEastM, stepSouthM float64) *Corners {
	k := &Corners{crs: c, eastM: west, northM: north, stepE: stepEastM, stepN: stepSouthM, patches: map[[2]int32]*patch{}}
	for k.bits < mostCornerBits && math.Max(stepEastM, stepSouthM)*float64(int32(2)<<k.bits) <= cornerSquareM {
		k.bits++
	}
	return k
}

const (
	// Squares are as large as their polynomials are good: to some 1e-12 degree.
	cornerSquareM      = 16_000
	mostCornerBits     = 10
	cornerToleranceDeg = 1e-11
	cornerGuardDeg     = 5e-11
)

// Place is the corner's place in the plane.
func (k *Corners) Place(col, row int32) Plane {
	return Plane{EastM: k.eastM + float64(float64(col)*k.stepE), NorthM: k.northM - float64(float64(row)*k.stepN)}
}

// E7 is the longitude and latitude of a corner. Its errors are those of Unproject.
func (k *Corners) E7(col, row int32) (lon, lat geo.E7, err error) {
	at := [2]int32{col >> k.bits, row >> k.bits}
	if at != k.at || k.last == nil {
		k.look(at)
	}
	if k.last.direct {
		return k.Direct(col, row)
	}
	width := float64(int32(1) << k.bits) // a power of two: quotients are exact
	u := float64(2*float64(col-at[0]<<k.bits)/width) - 1
	v := float64(2*float64(row-at[1]<<k.bits)/width) - 1
	lonDeg, latDeg := k.last.at(u, v)
	lon, okLon := e7Guarded(lonDeg)
	lat, okLat := e7Guarded(latDeg)
	if !okLon || !okLat {
		return k.Direct(col, row)
	}
	return lon, lat, nil
}

// Direct is E7 by Unproject alone.
func (k *Corners) Direct(col, row int32) (lon, lat geo.E7, err error) {
	k.computed++
	lonDeg, latDeg, err := k.crs.Unproject(k.Place(col, row))
	if err != nil {
		return 0, 0, err
	}
	return geo.ToE7(lonDeg), geo.ToE7(latDeg), nil
}

// e7Guarded rounds degrees; it is false near the middle of two numbers.
func e7Guarded(deg float64) (geo.E7, bool) {
	v := float64(deg*1e7) + 0.5
	whole := math.Floor(v)
	rest := v - whole
	const guard = cornerGuardDeg * 1e7
	return geo.E7(whole), rest > guard && rest < 1-guard
}

// look turns to a square of cells.
func (k *Corners) look(at [2]int32) {
	p := k.patches[at]
	if p == nil {
		p = &patch{}
		half := float64(int32(1)<<k.bits) / 2
		p.lay(cornerToleranceDeg, func(u, v float64) (lon, lat float64, err error) {
			col, row := float64(at[0]<<k.bits)+float64((u+1)*half), float64(at[1]<<k.bits)+float64((v+1)*half)
			return k.crs.Unproject(Plane{EastM: k.eastM + float64(col*k.stepE), NorthM: k.northM - float64(row*k.stepN)})
		})
		k.patches[at] = p
	}
	k.at, k.last = at, p
}
