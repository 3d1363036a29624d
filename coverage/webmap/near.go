package webmap

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/geo"
	"phusong/geo/index"
)

// near is a station seen from a place.
type near struct {
	site       *site
	layer      *layer // the layer that was asked for
	distanceM  float64
	azimuthDeg float64 // of the station from the place
}

// kind is a sort of layers: of an operator, or of any where that is "", with a technology
// or, where lacking, at a station at which the operator lacks it.
type kind struct {
	operator   string
	technology coverage.Technology
	lacking    bool
}

func (k kind) keep(st *site, l *layer) bool {
	switch {
	case k.operator != "" && l.operator != k.operator:
		return false
	case k.lacking:
		return st.lacks(k.operator, k.technology)
	}
	return l.offers(k.technology)
}

// kindIndex finds the stations that have a layer of a kind, sites by their places in it.
type kindIndex struct {
	points *index.Points
	placed []int
}

// ofKind makes the index of a kind when it is first asked for: operators and
// technologies bound how many there are.
func (s *siteStore) ofKind(k kind) *kindIndex {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.kinds[k]; found != nil {
		return found
	}
	made := &kindIndex{}
	var points []orb.Point
	for i := range s.sites {
		if st := &s.sites[i]; st.located && st.pick(k.keep) != nil {
			points, made.placed = append(points, st.point), append(made.placed, i)
		}
	}
	made.points = index.NewPoints(points)
	s.kinds[k] = made
	return made
}

// nearest finds the station nearest to a place that has a layer of a kind; of equal ones
// the first of the file. None is an empty slice.
func (s *siteStore) nearest(at orb.Point, k kind) []near {
	of := s.ofKind(k)
	i, _ := of.points.Nearest(at[0], at[1])
	if i < 0 {
		return nil
	}
	st := &s.sites[of.placed[i]]
	return []near{seen(at, st, st.pick(k.keep))}
}

// nearestWithin is nearest where that is no farther than a distance.
func (s *siteStore) nearestWithin(at orb.Point, radiusM float64, k kind) []near {
	return slices.DeleteFunc(s.nearest(at, k), func(n near) bool { return n.distanceM > radiusM })
}

// pick is the first layer that keep accepts, or nil.
func (s *site) pick(keep func(*site, *layer) bool) *layer {
	for k := range s.layers {
		if keep(s, &s.layers[k]) {
			return &s.layers[k]
		}
	}
	return nil
}

func seen(at orb.Point, st *site, l *layer) near {
	n := near{site: st, layer: l}
	n.distanceM, n.azimuthDeg, _ = geo.Inverse(at[0], at[1], st.point[0], st.point[1])
	return n
}

// closest finds the station that comes nearest to covering a place with a layer of a
// kind: that whose distance beyond its radius is least. Only those are looked at that
// could be nearer than the nearest station.
func (s *siteStore) closest(at orb.Point, c *criterion.Criterion, k kind) []near {
	first := s.nearest(at, k)
	if len(first) == 0 {
		return nil
	}
	of, best, beyond := s.ofKind(k), -1, math.Inf(1)
	var chosen *layer
	reach := first[0].distanceM - first[0].layer.radiusM(c) + s.farthestM(c)
	of.points.Within(at[0], at[1], max(reach, first[0].distanceM)+1, func(i int) {
		st := &s.sites[of.placed[i]]
		d := geo.ShortDistanceM(geo.Cartesian(at[0], at[1]), st.at)
		for n := range st.layers {
			l := &st.layers[n]
			if !k.keep(st, l) {
				continue
			}
			if b := d - l.radiusM(c); b < beyond || b == beyond && i < best {
				best, beyond, chosen = i, b, l
			}
		}
	})
	if best < 0 {
		return first
	}
	return []near{seen(at, &s.sites[of.placed[best]], chosen)}
}

// farthestM is the largest radius of any layer.
func (s *siteStore) farthestM(c *criterion.Criterion) float64 {
	s.once.Do(func() {
		for i := range s.sites {
			for k := range s.sites[i].layers {
				s.largestM = max(s.largestM, s.sites[i].layers[k].radiusM(c))
			}
		}
	})
	return s.largestM
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
