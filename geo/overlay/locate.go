package overlay

import "phusong/geo"

// locator finds the segment that a ray from a point to the west meets first.
// The segments must be noded: they meet at common end points only.
type locator struct {
	buckets
	from, to []Point
	ids      []int32          // segments that the buckets count
	finer    map[int]*locator // of crowded cells, made when first asked
}

// newLocator indexes the segments from[i] -> to[i] for which keep is true (all
// when keep is nil).
func newLocator(from, to []Point, keep []bool) *locator {
	extent := emptyBox
	var ids []int32
	for i := range from {
		if from[i].Y != to[i].Y && (keep == nil || keep[i]) {
			extent.add(from[i])
			extent.add(to[i])
			ids = append(ids, int32(i))
		}
	}
	if len(ids) == 0 {
		extent = box{}
	}
	l := &locator{from: from, to: to, ids: ids}
	l.bucket(newGrid(extent, len(ids)))
	return l
}

func (l *locator) bucket(g grid) {
	l.buckets = bucketSegments(g, len(l.ids), func(i int) (Point, Point, bool) {
		return l.from[l.ids[i]], l.to[l.ids[i]], true
	}, nil)
}

// west returns the segment met first by a ray from p towards smaller X, run an
// infinitesimal above p, or -1. Segments through p itself do not count.
func (l *locator) west(p Point) int32 {
	best := int32(-1)
	row := l.row(int64(p.Y))
	for c := l.col(int64(p.X)); c >= 0; c-- {
		best = l.westInCell(p, row*l.nx+c, best)
		// A nearer segment would have been listed in a cell already seen,
		// unless the best one meets the ray further west than this cell.
		if best >= 0 && l.xAt(best, p.Y) > float64(l.x0+int64(c)<<l.shift)+1 {
			break
		}
	}
	return best
}

// westInCell returns the nearer of best and the segments listed in a cell.
func (l *locator) westInCell(p Point, cell int, best int32) int32 {
	list := l.cell(cell)
	if len(list) > crowded && 1<<l.shift > smallestE7 {
		if found := l.divide(cell).west(p); found >= 0 && found != best && (best < 0 || l.eastOf(found, best)) {
			return found
		}
		return best
	}
	for _, k := range list {
		if i := l.ids[k]; i != best && l.leftOf(i, p) && (best < 0 || l.eastOf(i, best)) {
			best = i
		}
	}
	return best
}

// divide returns the locator of a crowded cell. What a segment does outside the
// cell it need not know: other cells list it there.
func (l *locator) divide(cell int) *locator {
	if sub := l.finer[cell]; sub != nil {
		return sub
	}
	if l.finer == nil {
		l.finer = make(map[int]*locator)
	}
	sub := &locator{from: l.from, to: l.to}
	for _, k := range l.cell(cell) {
		sub.ids = append(sub.ids, l.ids[k])
	}
	sub.bucket(newGrid(l.cellBox(cell), len(sub.ids)))
	l.finer[cell] = sub
	return sub
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
