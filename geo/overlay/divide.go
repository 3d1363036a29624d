package overlay

import "github.com/paulmach/orb"

// Divide cuts a polygon at the borders of units: parts[i] is what lies in units[i]
// and outside what lies in none. The units should be disjoint, as Partition makes
// them; where they overlap the one with the lowest index has the part. Parts are
// valid, canonical and noded, and do not depend on the order or direction of
// vertices: together they are the polygon, but for the rounding of crossings to 1e-7
// degree. It is false when the geometry exceeds the limits in the package comment.
func Divide(polygon orb.MultiPolygon, units []orb.MultiPolygon) (parts []orb.MultiPolygon, outside orb.MultiPolygon, ok bool) {
	n := len(units)
	parts, outside = make([]orb.MultiPolygon, n), orb.MultiPolygon{}
	s, load := arrangeUnits(append(append([]orb.MultiPolygon{}, units...), polygon), 1)
	if load != nil {
		return parts, outside, false
	}
	if len(s.a) == 0 {
		return parts, outside, true
	}
	s.owner = make([]int32, s.faces)
	for f := range s.owner {
		s.owner[f] = nobody
		covering := s.covering(f)
		if k := len(covering); k > 0 && int(covering[k-1].label) == n {
			s.owner[f] = covering[0].label
		}
	}
	for i, segments := range s.boundaries(n + 1) {
		switch {
		case len(segments) == 0:
		case i == n:
			outside = multiPolygon(Assemble(segments))
		default:
			parts[i] = multiPolygon(Assemble(segments))
		}
	}
	return parts, outside, true
}
