package radius

import (
	"math"
	"math/big"
	"strconv"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/scanline"
)

// slow is the definition written down: every cell against every disc and every commune.
// Communes are valid; of those that overlap the lowest code holds a cell.
type slow struct {
	cols, rows int
	values     []float32
	people     []int64
	covered    [2][]bool
	unit       []int // index in communes, -1 for none
}

func (r *testRegion) slow() *slow {
	s := &slow{}
	plane := utm48()
	if r.plane != nil {
		s.cols, s.rows, s.values = r.plane.cols, r.plane.rows, r.plane.values
	} else {
		s.cols, s.rows, s.values = r.degrees.Grid.Cols, r.degrees.Grid.Rows, r.degrees.Values
	}
	for i, v := range s.values {
		n := int64(0)
		if v > 0 {
			m, err := coverage.MicroOf(float64(v))
			if err != nil {
				panic(err)
			}
			n = int64(m)
		}
		s.people = append(s.people, n)
		col, row := i%s.cols, i/s.cols
		x, y := r.centre(plane, col, row)
		for k, t := range DefaultTechnologies() {
			s.covered[k] = append(s.covered[k], r.near(plane, t, x, y))
		}
		if r.plane == nil {
			g := r.degrees.Grid
			x, y = int64(g.EdgeX(col))+int64(g.EdgeX(col+1)), int64(g.EdgeY(row))+int64(g.EdgeY(row+1))
		}
		s.unit = append(s.unit, r.holder(plane, x, y))
	}
	return s
}

// centre is a cell's centre in millimetres of the plane.
func (r *testRegion) centre(plane crs.CRS, col, row int) (x, y int64) {
	if p := r.plane; p != nil {
		return millimetres(p.west + (float64(col)+0.5)*p.step), millimetres(p.north - (float64(row)+0.5)*p.step)
	}
	lon, lat := r.degrees.Grid.Center(col, row)
	x, y, err := plane.ProjectMM(lon, lat)
	if err != nil {
		panic(err)
	}
	return x, y
}

func (r *testRegion) near(plane crs.CRS, t Technology, x, y int64) bool {
	for _, c := range r.cells {
		if c.technology != string(t.ID) {
			continue
		}
		lon, _ := strconv.ParseFloat(c.lon, 64)
		lat, _ := strconv.ParseFloat(c.lat, 64)
		sx, sy, err := plane.ProjectMM(geo.Round7(lon), geo.Round7(lat))
		if err != nil {
			panic(err)
		}
		radius := t.RadiusM
		if c.rangeM != "" {
			radius, _ = strconv.ParseFloat(c.rangeM, 64)
		}
		mm := int64(math.Floor(radius*1000 + 0.5))
		if (x-sx)*(x-sx)+(y-sy)*(y-sy) <= mm*mm {
			return true
		}
	}
	return false
}

// holder is the commune of a place, by even-odd.
func (r *testRegion) holder(plane crs.CRS, x, y int64) int {
	best := -1
	for i, c := range r.communes {
		inside := false
		for _, polygon := range c.polygons {
			for _, ring := range polygon {
				for k := 1; k < len(ring); k++ {
					a, b := r.vertex(plane, ring[k-1]), r.vertex(plane, ring[k])
					if a.Y > b.Y {
						a, b = b, a
					}
					if a.Y < y && y <= b.Y && times(b.X-a.X, y-a.Y).Cmp(times(b.Y-a.Y, x-a.X)) < 0 {
						inside = !inside
					}
				}
			}
		}
		if inside && (best < 0 || c.code < r.communes[best].code) {
			best = i
		}
	}
	return best
}

func (r *testRegion) vertex(plane crs.CRS, at [2]geo.E7) scanline.Point {
	if r.plane == nil {
		return scanline.Point{X: 2 * int64(at[0]), Y: 2 * int64(at[1])}
	}
	x, y, err := plane.ProjectMM(at[0].Degrees(), at[1].Degrees())
	if err != nil {
		panic(err)
	}
	return scanline.Point{X: x, Y: y}
}

func times(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// sums adds the people of a commune.
func (s *slow) sums(unit int) (all sums) {
	for i, u := range s.unit {
		if u != unit {
			continue
		}
		all.people += s.people[i]
		for k := range s.covered {
			if s.covered[k][i] {
				all.covered[k] += s.people[i]
			}
		}
	}
	return all
}
