package overlay

import (
	"slices"

	"github.com/paulmach/orb"
)

// Repair makes a valid multipolygon on E7 coordinates out of one as it was read.
//
// The result has shells counter-clockwise and holes clockwise, closed simple
// rings, no repeated points, no spikes, parts that do not overlap, and is
// canonical (see the package comment). It is empty, not nil, when nothing is
// left; that and every flaw is listed once per ring and rule, in the order of
// the input and there by Rule, with the first place it was seen.
//
// What an invalid ring means: all that it winds around a number of times other
// than zero. So both lobes of a bow-tie stay, a loop traced twice is filled, and
// a hole drawn as part of the shell in the opposite direction stays a hole. A
// polygon is its first ring less the others, whatever their winding; a later
// ring that lies wholly outside the first is kept as a part of its own. The
// multipolygon is the union of its polygons.
//
// A ring with a coordinate that is not finite or out of range is dropped; when it
// is a first ring, the whole polygon is. A valid multipolygon comes back with
// the same vertices and no defects but ring.winding. One that exceeds the limits
// in the package comment comes back empty with RuleTooComplex.
func Repair(mp orb.MultiPolygon) (orb.MultiPolygon, []Defect) {
	rings, defects := cleanRings(mp)
	if !simpleAndApart(rings) {
		found, ok := validateRings(rings)
		defects = append(defects, found...)
		var mp orb.MultiPolygon
		if ok && len(found) > 0 {
			mp, ok = rebuild(rings)
		}
		if !ok {
			return orb.MultiPolygon{}, sortDefects(append(defects, tooComplex()))
		}
		if len(found) > 0 {
			return finish(mp, defects)
		}
	}
	return finish(assembleRings(rings), defects)
}

func finish(mp orb.MultiPolygon, defects []Defect) (orb.MultiPolygon, []Defect) {
	if len(mp) == 0 {
		mp = orb.MultiPolygon{}
		defects = append(defects, Defect{Rule: RuleEmpty, Detail: "no area is left"})
	}
	return mp, sortDefects(defects)
}

// assembleRings returns valid rings in canonical form.
func assembleRings(rings []ring) orb.MultiPolygon {
	mp := orb.MultiPolygon{}
	for _, r := range rings {
		line := make(orb.Ring, 0, len(r.points)+1)
		low := 0
		for i, p := range r.points {
			if p.less(r.points[low]) {
				low = i
			}
		}
		n := len(r.points)
		for i := range n + 1 {
			line = append(line, r.points[(low+i)%n].Degrees())
		}
		if r.ccw != r.shell {
			slices.Reverse(line)
		}
		if r.shell {
			mp = append(mp, orb.Polygon{line})
			continue
		}
		mp[len(mp)-1] = append(mp[len(mp)-1], line)
	}
	return sortPolygons(mp)
}

func sortPolygons(mp orb.MultiPolygon) orb.MultiPolygon {
	for _, p := range mp {
		slices.SortFunc(p[1:], compareRings)
	}
	slices.SortFunc(mp, func(p, q orb.Polygon) int { return compareRings(p[0], q[0]) })
	return mp
}

// rebuild takes the area that the rings mean apart and puts it together again;
// it is false when that exceeds the limits.
func rebuild(rings []ring) (mp orb.MultiPolygon, ok bool) {
	var records []record
	for i, r := range rings {
		last := r.points[len(r.points)-1]
		for _, p := range r.points {
			records = append(records, recordOf(last, p, int32(i)))
			last = p
		}
	}
	c := newChains(records)
	if _, ok := c.node(); !ok {
		return nil, false
	}
	if len(c.a) == 0 {
		return nil, true
	}
	r, ok := newArrangement(c)
	if !ok {
		return nil, false
	}
	apart := strayHoles(r, rings)
	inside := make([]bool, r.faces)
	for f := range inside {
		inside[f] = meansInside(r.covering(f), rings, apart)
	}
	return multiPolygon(Assemble(r.outline(inside))), true
}

// outline lists the edges between faces inside and outside.
func (r *arrangement) outline(inside []bool) []Segment {
	var segments []Segment
	for i := range r.a {
		h := int32(2 * i)
		left, right := inside[r.faceOf(h)], inside[r.faceOf(h+1)]
		if left == right {
			continue
		}
		from, to := r.a[i], r.b[i]
		if right {
			from, to = to, from
		}
		segments = append(segments, Segment{A: from, B: to})
	}
	return segments
}

func multiPolygon(faces []Face) orb.MultiPolygon {
	mp := make(orb.MultiPolygon, len(faces))
	for i, f := range faces {
		mp[i] = f.Polygon
	}
	return mp
}

// strayHoles marks the rings that are holes by position but have no area in
// common with their shell.
func strayHoles(r *arrangement, rings []ring) []bool {
	stray := make([]bool, len(rings))
	for i := range rings {
		stray[i] = !rings[i].shell
	}
	for f := range r.faces {
		shellOf := -1
		for _, w := range r.covering(f) {
			// A shell comes before its holes.
			if rings[w.label].shell {
				shellOf = rings[w.label].polygon
			} else if rings[w.label].polygon == shellOf {
				stray[w.label] = false
			}
		}
	}
	return stray
}

// meansInside reports whether a face covered by these rings is part of the area.
func meansInside(covering []contribution, rings []ring, stray []bool) bool {
	open := -1 // polygon whose shell covers the face and no hole so far
	for _, w := range covering {
		r := rings[w.label]
		switch {
		case r.shell && open >= 0 || stray[w.label]:
			return true
		case r.shell:
			open = r.polygon
		case r.polygon == open:
			open = -1
		}
	}
	return open >= 0
}
