package overlay

import (
	"math/rand"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// mesh returns nx x ny clean neighbours whose common borders wander: each side
// of a cell has n pieces, the same on either side of it. Each cell is about
// 0.1 degree wide.
func mesh(nx, ny, n int, seed int64) []orb.MultiPolygon {
	const width = geo.E7PerDegree / 10
	rng := rand.New(rand.NewSource(seed))
	// path wanders from p to q across the direction between them.
	path := func(p, q Point) []Point {
		points := []Point{p}
		dx, dy := int64(q.X)-int64(p.X), int64(q.Y)-int64(p.Y)
		for k := 1; k < n; k++ {
			// Each border stays in the square that stands on it as diagonal.
			side := rng.Int63n(width/5) - width/10
			side = side * int64(min(k, n-k)) * 2 / int64(n)
			x, y := int64(p.X)+dx*int64(k)/int64(n), int64(p.Y)+dy*int64(k)/int64(n)
			if dx != 0 {
				y += side
			} else {
				x += side
			}
			points = append(points, Point{geo.E7(x), geo.E7(y)})
		}
		return points
	}
	corner := func(i, j int) Point {
		return Point{geo.E7(100*geo.E7PerDegree + i*width), geo.E7(8*geo.E7PerDegree + j*width)}
	}
	across, up := make(map[[2]int][]Point), make(map[[2]int][]Point)
	for i := range nx + 1 {
		for j := range ny + 1 {
			across[[2]int{i, j}] = path(corner(i, j), corner(i+1, j))
			up[[2]int{i, j}] = path(corner(i, j), corner(i, j+1))
		}
	}
	var units []orb.MultiPolygon
	for i := range nx {
		for j := range ny {
			var line orb.Ring
			forth := func(points []Point) {
				for _, p := range points {
					line = append(line, p.Degrees())
				}
			}
			back := func(points []Point, from Point) {
				line = append(line, from.Degrees())
				for k := len(points) - 1; k > 0; k-- {
					line = append(line, points[k].Degrees())
				}
			}
			forth(across[[2]int{i, j}])
			forth(up[[2]int{i + 1, j}])
			back(across[[2]int{i, j + 1}], corner(i+1, j+1))
			back(up[[2]int{i, j}], corner(i, j+1))
			units = append(units, orb.MultiPolygon{{append(line, line[0])}})
		}
	}
	return units
}
