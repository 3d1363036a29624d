package tiling

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// roll is a small generator of numbers: the same everywhere.
type roll uint64

func (r *roll) next() float64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}

// quilt is a synthetic partition of a square at 105° E, 10° N into n by n units whose
// borders wander over 3^depth vertices a side.
func quilt(n, depth int) Layer { return wildQuilt(n, depth, 0.2) }

// wildQuilt has borders that stray by a share of a third of their length, at every
// level. Above 0.2 some cross each other.
func wildQuilt(n, depth int, stray float64) Layer {
	const west, south, width = 105.0, 10.0, 0.2
	r := roll(1)
	wander := func(a, b orb.Point) []orb.Point {
		line := []orb.Point{a, b}
		for range depth {
			var finer []orb.Point
			for i := 1; i < len(line); i++ {
				p, q := line[i-1], line[i]
				dx, dy := q[0]-p[0], q[1]-p[1]
				u, v := (r.next()-0.5)*stray, (r.next()-0.5)*stray
				finer = append(finer, p, orb.Point{p[0] + dx/3 - u*dy, p[1] + dy/3 + u*dx}, orb.Point{p[0] + 2*dx/3 - v*dy, p[1] + 2*dy/3 + v*dx})
			}
			line = append(finer, b)
		}
		for i := range line {
			line[i] = orb.Point{math.Round(line[i][0]*1e7) / 1e7, math.Round(line[i][1]*1e7) / 1e7}
		}
		return line
	}
	corner := func(i, j int) orb.Point {
		return orb.Point{west + width*float64(i), south + width*float64(j)}
	}
	across, up := map[[2]int][]orb.Point{}, map[[2]int][]orb.Point{}
	for i := range n + 1 {
		for j := range n + 1 {
			across[[2]int{i, j}] = wander(corner(i, j), corner(i+1, j))
			up[[2]int{i, j}] = wander(corner(i, j), corner(i, j+1))
		}
	}
	l := Layer{Name: "units", MaxZoom: 11}
	for i := range n {
		for j := range n {
			var ring orb.Ring
			ring = append(ring, across[[2]int{i, j}]...)
			ring = append(ring, up[[2]int{i + 1, j}]...)
			ring = append(ring, backwards(across[[2]int{i, j + 1}])...)
			ring = append(ring, backwards(up[[2]int{i, j}])...)
			l.Features = append(l.Features, Feature{ID: uint64(i*n + j + 1), Geometry: orb.Polygon{slices.Compact(ring)}, Properties: []Property{{Key: "code", Value: fmt.Sprintf("%05d", i*n+j)}}})
		}
	}
	return l
}

func backwards(line []orb.Point) []orb.Point {
	out := make([]orb.Point, len(line))
	for i, p := range line {
		out[len(line)-1-i] = p
	}
	return out
}
