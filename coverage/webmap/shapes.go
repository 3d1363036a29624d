package webmap

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage/output"
)

// shapes are the boundaries of the units of an output.
type shapes struct {
	boundaries []orb.MultiPolygon // by unit; empty but for leaf units
	bounds     []orb.Bound        // of units with their parts; empty where nothing is drawn
	points     []orb.Point        // within leaf units, for labels
	vertices   int
}

func newShapes(o *output.Output, boundaries []orb.MultiPolygon) *shapes {
	n := len(boundaries)
	s := &shapes{boundaries: boundaries, bounds: make([]orb.Bound, n), points: make([]orb.Point, n)}
	for i := range s.bounds {
		s.bounds[i] = orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}}
	}
	for i, mp := range boundaries {
		for _, p := range mp {
			for _, r := range p {
				s.vertices += len(r)
			}
		}
		if len(mp) == 0 {
			continue
		}
		s.points[i] = inside(mp)
		for unit := i; unit >= 0; unit = o.Units[unit].Parent {
			s.bounds[unit] = joined(s.bounds[unit], mp.Bound())
		}
	}
	return s
}

func joined(a, b orb.Bound) orb.Bound {
	if a.IsEmpty() {
		return b
	}
	return a.Union(b)
}

func (s *shapes) drawn(unit int) bool { return !s.bounds[unit].IsEmpty() }

func (s *shapes) equal(t *shapes) bool {
	return slices.EqualFunc(s.boundaries, t.boundaries, func(a, b orb.MultiPolygon) bool { return a.Equal(b) })
}

// inside is a point within the largest part of a multipolygon, seen on the map: its
// centroid or, where that lies outside, the middle of the longest stretch on the
// centroid's parallel.
func inside(mp orb.MultiPolygon) orb.Point {
	largest, area := mp[0], -1.
	var centre orb.Point
	for _, p := range mp {
		if c, a := centroid(p[0]); a > area {
			largest, area, centre = p, a, c
		}
	}
	crossings := crossings(largest, centre[1])
	widest, middle := 0., centre[0]
	for i := 1; i < len(crossings); i += 2 {
		west, east := crossings[i-1], crossings[i]
		if west < centre[0] && centre[0] < east {
			return centre
		}
		if east-west > widest {
			widest, middle = east-west, (east+west)/2
		}
	}
	return orb.Point{middle, centre[1]}
}

// centroid is the centre of a ring seen on the map, and twice its area there. Products
// are not fused: the point is printed.
func centroid(r orb.Ring) (orb.Point, float64) {
	origin, sum := r[0], 0.
	var c orb.Point
	for i := 1; i < len(r); i++ {
		ax, ay, bx, by := r[i-1][0]-origin[0], r[i-1][1]-origin[1], r[i][0]-origin[0], r[i][1]-origin[1]
		cross := float64(ax*by) - float64(bx*ay)
		sum += cross
		c[0] += float64((ax + bx) * cross)
		c[1] += float64((ay + by) * cross)
	}
	if sum == 0 {
		return origin, 0
	}
	return orb.Point{origin[0] + c[0]/(3*sum), origin[1] + c[1]/(3*sum)}, math.Abs(sum)
}

// crossings are the longitudes at which a polygon's rings cross a parallel, ascending.
func crossings(p orb.Polygon, lat float64) []float64 {
	var all []float64
	for _, ring := range p {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if a[1] > lat != (b[1] > lat) {
				all = append(all, a[0]+float64((lat-a[1])/(b[1]-a[1])*(b[0]-a[0])))
			}
		}
	}
	slices.Sort(all)
	return all
}
