package overlay

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// ring is an input ring with at least three distinct points, not closed by
// repetition, no two neighbours alike.
type ring struct {
	points        []Point
	polygon, ring int // in the input
	shell         bool
	ccw           bool // by signed area; as it should be when that is 0
}

func (r *ring) defect(rule string, at Point, detail string) Defect {
	return Defect{rule, at.X.Degrees(), at.Y.Degrees(), detail, r.polygon, r.ring}
}

// cleanRings rounds the rings and drops what cannot be one. Shells come before
// their holes; the holes of a dropped shell are dropped with it.
func cleanRings(mp orb.MultiPolygon) ([]ring, []Defect) {
	var rings []ring
	var defects []Defect
	for i, polygon := range mp {
		if len(polygon) == 0 {
			defects = append(defects, Defect{Rule: RuleEmpty, Polygon: i, Detail: "polygon without rings"})
		}
		for j, line := range polygon {
			r := ring{polygon: i, ring: j, shell: j == 0}
			found, ok := r.clean(line)
			if ok {
				rings = append(rings, r)
			} else if r.shell && len(polygon) > 1 {
				last := &found[len(found)-1]
				last.Detail += fmt.Sprintf("; the polygon is dropped with %d more rings", len(polygon)-1)
			}
			defects = append(defects, found...)
			if !ok && r.shell {
				break
			}
		}
	}
	return rings, defects
}

// clean fills the ring from a line. When it returns false the last defect says why.
func (r *ring) clean(line orb.Ring) (defects []Defect, ok bool) {
	if bad := outOfRange(line); bad >= 0 {
		detail := fmt.Sprintf("position %d is [%v %v]; the ring is dropped", bad+1, line[bad][0], line[bad][1])
		return []Defect{{Rule: RuleRange, Detail: detail, Polygon: r.polygon, Ring: r.ring}}, false
	}
	note := func(rule string, at Point, detail string) { defects = append(defects, r.defect(rule, at, detail)) }
	points := make([]Point, 0, len(line))
	for i, c := range line {
		p := Point{geo.ToE7(c[0]), geo.ToE7(c[1])}
		if len(points) > 0 && points[len(points)-1] == p {
			note(RuleDuplicatePoint, p, fmt.Sprintf("position %d repeats the one before at 7 decimals", i+1))
			continue
		}
		points = append(points, p)
	}
	if n := len(points); n > 1 && points[0] == points[n-1] {
		points = points[:n-1]
	} else if n > 1 {
		note(RuleUnclosed, points[n-1], "the last position is not the first; the ring is closed")
	}
	points, spike := withoutSpikes(points)
	if spike != nil {
		note(RuleSpike, *spike, "the ring turns back on itself")
	}
	if len(points) < 3 {
		at := Point{}
		if len(line) > 0 {
			at = Point{geo.ToE7(line[0][0]), geo.ToE7(line[0][1])}
		}
		note(RuleTooFewPoints, at, "fewer than 3 distinct positions; the ring is dropped")
		return defects, false
	}
	r.points = points
	sign := areaSign(points)
	r.ccw = sign > 0 || sign == 0 && r.shell
	if r.ccw != r.shell {
		note(RuleWinding, points[0], "shells run counter-clockwise, holes clockwise (RFC 7946); the ring is reversed")
	}
	return sortDefects(defects), true
}

// outOfRange returns the first position that is not on the globe, or -1.
func outOfRange(line orb.Ring) int {
	for i, p := range line {
		// Written so that NaN fails.
		if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
			return i
		}
	}
	return -1
}

// withoutSpikes removes points between two equal ones, again and again, and
// returns the first such point.
func withoutSpikes(points []Point) (kept []Point, spike *Point) {
	for _, p := range points {
		switch n := len(kept); {
		case n > 0 && kept[n-1] == p:
		case n > 1 && kept[n-2] == p:
			if spike == nil {
				s := kept[n-1]
				spike = &s
			}
			kept = kept[:n-1]
		default:
			kept = append(kept, p)
		}
	}
	// The same across the start.
	for n := len(kept); n >= 2; n = len(kept) {
		switch {
		case kept[0] == kept[n-1]:
			kept = kept[:n-1]
		case n >= 3 && kept[0] == kept[n-2]:
			spike = &kept[n-1]
			kept = kept[:n-1]
		case n >= 3 && kept[1] == kept[n-1]:
			spike = &kept[0]
			kept = kept[1:]
		default:
			return kept, spike
		}
	}
	return kept, spike
}

// areaSign is the sign of the signed area.
func areaSign(points []Point) int {
	var hi, lo uint64 // two's complement: the sum of clamped int64 terms
	for i := 2; i < len(points); i++ {
		v := orient(points[0], points[i-1], points[i])
		var carry uint64
		lo, carry = bits.Add64(lo, uint64(v), 0)
		hi, _ = bits.Add64(hi, uint64(v>>63), carry)
	}
	switch {
	case int64(hi) < 0:
		return -1
	case hi|lo == 0:
		return 0
	}
	return 1
}
