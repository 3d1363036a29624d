package webmap

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
)

// near is a station seen from a place.
type near struct {
	site       *site
	layer      *layer // the layer that was asked for
	distanceM  float64
	azimuthDeg float64 // of the station from the place
}

// nearest finds the n stations nearest to a place that have a layer which keep accepts.
func (s *siteStore) nearest(at orb.Point, n int, keep func(*site, *layer) bool) []near {
	return s.best(at, n, keep, func(_ *layer, distanceM float64) float64 { return distanceM })
}

// best finds the n stations with the lowest cost for a place, by layer and distance;
// of equal ones the first of the file. Every station is asked: of the nation's 40,000
// that takes a millisecond.
func (s *siteStore) best(at orb.Point, n int, keep func(*site, *layer) bool, cost func(*layer, float64) float64) []near {
	place := geo.Cartesian(at[0], at[1])
	type candidate struct {
		near
		cost float64
	}
	var all []candidate
	for i := range s.sites {
		st := &s.sites[i]
		if !st.located {
			continue
		}
		found := candidate{cost: math.Inf(1)}
		distance := geo.ShortDistanceM(place, st.at)
		for k := range st.layers {
			l := &st.layers[k]
			if keep(st, l) {
				if c := cost(l, distance); c < found.cost {
					found = candidate{near{st, l, distance, 0}, c}
				}
			}
		}
		if found.site == nil || len(all) == n && found.cost >= all[n-1].cost {
			continue
		}
		at, _ := slices.BinarySearchFunc(all, found.cost, func(c candidate, cost float64) int {
			if c.cost <= cost {
				return -1
			}
			return 1
		})
		all = slices.Insert(all, at, found)
		all = all[:min(n, len(all))]
	}
	out := make([]near, len(all))
	for i, c := range all {
		c.distanceM, c.azimuthDeg, _ = geo.Inverse(at[0], at[1], c.site.point[0], c.site.point[1])
		out[i] = c.near
	}
	return out
}

// offers reports whether a layer counts for a technology.
func (l *layer) offers(t coverage.Technology) bool { return slices.Contains(t.Members(), l.technology) }

// lacks reports whether a station has an operator but no layer of the technology of it.
func (s *site) lacks(operator string, t coverage.Technology) bool {
	has := false
	for i := range s.layers {
		if l := &s.layers[i]; operator == "" || l.operator == operator {
			has = true
			if l.offers(t) {
				return false
			}
		}
	}
	return has
}

// radiusM is how far a layer covers under a criterion of radii: the farthest of its
// cells.
func (l *layer) radiusM(c *criterion.Criterion) float64 {
	usual := c.RadiusM[l.technology]
	switch {
	case c.StatedRange != criterion.StatedWins || l.rangeM == 0:
		return usual
	case l.unstated:
		return max(usual, l.rangeM)
	}
	return l.rangeM
}

// farthestM is the distance from a place to the farthest vertex of a shape: a disc of
// this radius covers all of it.
func farthestM(from orb.Point, mp orb.MultiPolygon) float64 {
	origin, farthest, at := geo.Cartesian(from[0], from[1]), -1., from
	for _, p := range mp {
		for _, v := range slices.Concat(p[:min(1, len(p))]...) {
			if d := geo.ChordSquaredM2(origin, geo.Cartesian(v[0], v[1])); cmp.Compare(d, farthest) > 0 {
				farthest, at = d, v
			}
		}
	}
	d, _, _ := geo.Inverse(from[0], from[1], at[0], at[1])
	return d
}
