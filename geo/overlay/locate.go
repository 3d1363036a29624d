package overlay

import "phusong/geo"

// locator finds the segment that a ray from a point to the west meets first.
// The segments must be noded: they meet at common end points only.
type locator struct {
	buckets
	from, to []Point
}

// newLocator indexes the segments from[i] -> to[i] for which keep is true (all
// when keep is nil).
func newLocator(from, to []Point, keep []bool) *locator {
	extent := emptyBox
	kept := 0
	for i := range from {
		if keep == nil || keep[i] {
			extent.add(from[i])
			extent.add(to[i])
			kept++
		}
	}
	l := &locator{from: from, to: to}
	if kept == 0 {
		extent = box{}
	}
	l.buckets = bucketSegments(newGrid(extent, kept), len(from), func(i int) (Point, Point, bool) {
		return from[i], to[i], from[i].Y != to[i].Y && (keep == nil || keep[i])
	}, nil)
	return l
}

// west returns the segment met first by a ray from p towards smaller X, run an
// infinitesimal above p, or -1. Segments through p itself do not count.
func (l *locator) west(p Point) int32 {
	best := int32(-1)
	row := l.row(int64(p.Y))
	for c := l.col(int64(p.X)); c >= 0; c-- {
		for _, i := range l.cell(row*l.nx + c) {
			if i != best && l.leftOf(i, p) && (best < 0 || l.eastOf(i, best)) {
				best = i
			}
		}
		// A nearer segment would have been listed in a cell already seen,
		// unless the best one meets the ray further west than this cell.
		if best >= 0 && l.xAt(best, p.Y) > float64(l.x0+int64(c)<<l.shift)+1 {
			break
		}
	}
	return best
}

// lowHigh returns segment i from its lower to its higher end.
func (l *locator) lowHigh(i int32) (low, high Point) {
	low, high = l.from[i], l.to[i]
	if low.Y > high.Y {
		low, high = high, low
	}
	return low, high
}

// leftOf reports whether segment i spans p's height (lower end included) and
// passes it strictly on the west.
func (l *locator) leftOf(i int32, p Point) bool {
	low, high := l.lowHigh(i)
	return low.Y <= p.Y && p.Y < high.Y && orient(low, high, p) < 0
}

// eastOf reports whether segment i lies east of j at a height both span.
func (l *locator) eastOf(i, j int32) bool {
	iLow, iHigh := l.lowHigh(i)
	jLow, jHigh := l.lowHigh(j)
	if iLow.Y >= jLow.Y {
		if o := orient(jLow, jHigh, iLow); o != 0 {
			return o < 0
		}
		return orient(jLow, jHigh, iHigh) < 0
	}
	if o := orient(iLow, iHigh, jLow); o != 0 {
		return o > 0
	}
	return orient(iLow, iHigh, jHigh) > 0
}

// xAt is the approximate X of segment i at a height.
func (l *locator) xAt(i int32, y geo.E7) float64 {
	low, high := l.lowHigh(i)
	t := (float64(y) - float64(low.Y)) / (float64(high.Y) - float64(low.Y))
	return float64(low.X) + t*(float64(high.X)-float64(low.X))
}
