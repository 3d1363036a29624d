package overlay

import "phusong/geo"

// locator finds the segment that a ray from a point to the west meets first.
// The segments may touch, but not cross or overlap.
type locator struct {
	buckets
	from, to []Point
	ids      []int32          // segments that the buckets count
	finer    map[int]*locator // of crowded cells, made when first asked; nil: is no use
}

// newLocator indexes the segments from[i] -> to[i] for which keep is true (all
// when keep is nil).
func newLocator(from, to []Point, keep []bool) *locator {
	l := &locator{from: from, to: to}
	for i := range from {
		if from[i].Y != to[i].Y && (keep == nil || keep[i]) {
			l.ids = append(l.ids, int32(i))
		}
	}
	l.bucket(everywhere)
	return l
}

// bucket lists the segments within a box in square cells, so that a ray does
// not pass many of them.
func (l *locator) bucket(within box) {
	extent := spread{box: emptyBox}
	for _, i := range l.ids {
		extent.addSegment(l.from[i], l.to[i], within)
	}
	extent.width, extent.height = 1, 1
	l.buckets = bucketSegments(newGrid(extent, len(l.ids)), len(l.ids), func(i int) (Point, Point) {
		return l.from[l.ids[i]], l.to[l.ids[i]]
	}, nil)
}

// corner is where a ray to the west starts: an infinitesimal from a vertex.
type corner struct {
	at Point
	// toward is the other end of a segment at the vertex (or the vertex itself,
	// for one without). The start is just off that segment, counter-clockwise.
	toward Point
	// below turns this upside down: the start is clockwise from the segment,
	// which leads down.
	below bool
}

// wedge is the angle at a boundary's lowest vertex that all its segments there
// lie in: they lead to greater (X, Y).
type wedge struct {
	at          Point
	top, bottom Point
}

func newWedge(at Point) wedge { return wedge{at, at, at} }

// add widens the wedge to include the segment to p.
func (w *wedge) add(p Point) {
	switch {
	case w.top == w.at:
		w.top, w.bottom = p, p
	case orient(w.at, w.top, p) > 0:
		w.top = p
	case orient(w.at, w.bottom, p) < 0:
		w.bottom = p
	}
}

// outside is a corner beside the wedge from which the ray does not enter it.
func (w *wedge) outside() corner {
	if w.top.Y < w.at.Y {
		return corner{w.at, w.bottom, true}
	}
	return corner{w.at, w.top, false}
}

// west returns the segment met first by a ray from c towards smaller X, or -1.
// When c has no segment to start beside, the ray runs an infinitesimal above
// the vertex and segments through it do not count.
func (l *locator) west(c corner) int32 {
	best := int32(-1)
	row := l.row(int64(c.at.Y))
	for k := l.col(int64(c.at.X)); k >= 0; k-- {
		best = l.westInCell(c, row*l.nx+k, best)
		// A nearer segment would have been listed in a cell already seen,
		// unless the best one meets the ray further west than this cell.
		if best >= 0 && l.xAt(best, c.at.Y) > float64(l.x0+int64(k)<<l.shiftX)+1 {
			break
		}
	}
	return best
}

// westInCell returns the nearer of best and the segments listed in a cell.
func (l *locator) westInCell(c corner, cell int, best int32) int32 {
	list := l.cell(cell)
	if len(list) > crowded && !l.fine() {
		if sub := l.divide(cell); sub != nil {
			if found := sub.west(c); found >= 0 && found != best && (best < 0 || l.eastOf(found, best)) {
				return found
			}
			return best
		}
	}
	for _, k := range list {
		if i := l.ids[k]; i != best && l.leftOf(i, c) && (best < 0 || l.eastOf(i, best)) {
			best = i
		}
	}
	return best
}

// divide returns the locator of a crowded cell, nil when dividing does not help.
// What a segment does outside the cell it need not know: other cells list it there.
func (l *locator) divide(cell int) *locator {
	if sub, known := l.finer[cell]; known {
		return sub
	}
	if l.finer == nil {
		l.finer = make(map[int]*locator)
	}
	sub := &locator{from: l.from, to: l.to}
	for _, k := range l.cell(cell) {
		sub.ids = append(sub.ids, l.ids[k])
	}
	sub.bucket(l.cellBox(cell))
	if !sub.worthwhile(len(sub.ids)) {
		sub = nil
	}
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

// leftOf reports whether segment i spans the height of the ray that starts at c
// and is west of the start.
func (l *locator) leftOf(i int32, c corner) bool {
	p := c.at
	low, high := l.lowHigh(i)
	if c.below {
		if low.Y >= p.Y || p.Y > high.Y {
			return false
		}
		o := orient(low, high, p)
		return o < 0 || o == 0 && orient(p, c.toward, low) < 0
	}
	if low.Y > p.Y || p.Y >= high.Y {
		return false
	}
	o := orient(low, high, p)
	return o < 0 || o == 0 && orient(p, c.toward, high) > 0
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
