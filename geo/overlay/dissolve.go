package overlay

import "github.com/paulmach/orb"

// Dissolve returns the union of disjoint parts of a partition, districts from
// communes say, by cancelling the boundary they share. The parts have to be
// noded together, as Partition returns them: units that overlap, or whose common
// boundary has different vertices on either side, give a result that is not
// valid. It is canonical, and empty when there are no parts.
func Dissolve(parts []orb.MultiPolygon) orb.MultiPolygon {
	n := 0
	for _, part := range parts {
		for _, polygon := range part {
			for _, line := range polygon {
				n += len(line)
			}
		}
	}
	segments := make([]Segment, 0, n)
	for _, part := range parts {
		for _, polygon := range part {
			for j, line := range polygon {
				points := windingOf(line, j == 0)
				for i, p := range points {
					if q := points[(i+1)%len(points)]; p != q {
						segments = append(segments, Segment{A: p, B: q})
					}
				}
			}
		}
	}
	return multiPolygon(Assemble(segments))
}
