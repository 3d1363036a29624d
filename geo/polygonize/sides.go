package polygonize

import (
	"math/bits"

	"phusong/geo/overlay"
	"phusong/geo/zonal"
)

// sides adds the stretches between chosen cells and others, the chosen one on the left.
// Stretches that are whole sides of whole cells are added to those that they go on from:
// a boundary through the point in between would visit the cell south-west of it.
func (c *Clipper) sides() {
	c.uprights[1] = c.uprights[1][:0]
	for r := range len(c.m.Rows) - 1 {
		c.uprightSides(r)
		if r > 0 {
			c.levelSides(r)
		}
	}
}

// upright is a stretch on a meridian that may go on in the row below.
type upright struct {
	col     int32 // east of the line
	segment int32
	up      bool // the chosen cells are west of it
}

// uprightSides adds the stretches on meridians of a row: at both ends of every bar.
func (c *Clipper) uprightSides(r int) {
	above, now := c.uprights[1-r%2], c.uprights[r%2][:0]
	for i := c.barRows[r]; i < c.barRows[r+1]; i++ {
		b := &c.bars[i]
		if w := c.spanWest(b); w != nil && !c.chosen.Has(int(b.First-1)) {
			now, above = c.upright(now, above, w, upright{col: b.Col0, segment: b.part})
		}
		k := b.span
		for c.m.Spans[k].Col1 < b.Col1 {
			k++
		}
		last := &c.m.Spans[k]
		end := b.First + b.Col1 - b.Col0
		goesOn := b.Col1 < last.Col1 || int(k)+1 < len(c.m.Spans) && c.m.Spans[k+1].Row == b.Row && c.m.Spans[k+1].Col0 == b.Col1
		if goesOn && !c.chosen.Has(int(end)) {
			now, above = c.upright(now, above, last, upright{col: b.Col1, segment: b.part, up: true})
		}
	}
	c.uprights[r%2] = now
}

// spanWest is the span that holds the neighbour in the west of a bar, or nil.
func (c *Clipper) spanWest(b *bar) *zonal.Span {
	s := &c.m.Spans[b.span]
	if s.Col0 < b.Col0 {
		return s
	}
	if b.span == 0 {
		return nil
	}
	if s = &c.m.Spans[b.span-1]; s.Row != b.Row || s.Col1 != b.Col0 {
		return nil
	}
	return s
}

// upright adds the side at u of a cell of span w, its east side; u has the part in the
// place of the segment. Above are the stretches of the row above that are not passed yet.
func (c *Clipper) upright(now, above []upright, w *zonal.Span, u upright) (nowOut, aboveOut []upright) {
	part := u.segment
	_, south, x, north := c.m.Box(u.col-1, w.Row)
	if w.Border >= 0 {
		for _, s := range c.m.Stretches(w.Border, zonal.East) {
			c.directed(overlay.Point{X: x, Y: s.Low}, overlay.Point{X: x, Y: s.High}, part, u.up)
		}
		return now, above
	}
	for len(above) > 0 && above[0].col < u.col {
		above = above[1:]
	}
	if len(above) > 0 && above[0].col == u.col && above[0].up == u.up && c.segments[above[0].segment].Tag == int(part) {
		s := &c.segments[above[0].segment]
		if u.up {
			s.A.Y = south
		} else {
			s.B.Y = south
		}
		return append(now, above[0]), above[1:]
	}
	c.directed(overlay.Point{X: x, Y: south}, overlay.Point{X: x, Y: north}, part, u.up)
	u.segment = int32(len(c.segments) - 1)
	return append(now, u), above
}

// directed adds a segment from a to b, or the other way.
func (c *Clipper) directed(a, b overlay.Point, part int32, forward bool) {
	if !forward {
		a, b = b, a
	}
	c.segments = append(c.segments, overlay.Segment{A: a, B: b, Tag: int(part)})
}

// levelSides adds the stretches on the parallel between row r and the one above, where
// one of the two cells is chosen.
func (c *Clipper) levelSides(r int) {
	lower, upper := c.m.Row(r), c.m.Row(r-1)
	w := level{c: c, lower: c.barRows[r], upper: c.barRows[r-1]}
	for len(lower) > 0 && len(upper) > 0 {
		l, u := &lower[0], &upper[0]
		if from, to := max(l.Col0, u.Col0), min(l.Col1, u.Col1); from < to {
			w.between(l, u, from, to)
		}
		if u.Col1 < l.Col1 {
			upper = upper[1:]
		} else {
			lower = lower[1:]
		}
	}
}

// level goes along a parallel, with the bars of both sides.
type level struct {
	c            *Clipper
	lower, upper int32 // bars: none before it reaches further
	// The last stretch of whole sides ends at column to of span; its segment has the last number.
	span *zonal.Span
	to   int32
	low  bool
}

// between adds what is between two spans in columns [from,to).
func (w *level) between(l, u *zonal.Span, from, to int32) {
	c := w.c
	for from < to {
		n := min(to-from, 64)
		below := c.chosen.Word(int(l.First+from-l.Col0), int(n))
		above := c.chosen.Word(int(u.First+from-u.Col0), int(n))
		for differ := below ^ above; differ != 0; {
			at := bits.TrailingZeros64(differ)
			low := below>>uint(at)&1 != 0
			same := differ & below
			if !low {
				same = differ & above
			}
			run := min(bits.TrailingZeros64(^(same >> uint(at))), 64-at)
			w.add(l, from+int32(at), from+int32(at+run), low)
			if at+run == 64 {
				break
			}
			differ &= ^uint64(0) << uint(at+run)
		}
		from += n
	}
}

// add adds the north sides of the cells [from,to) of span l, all below or all above of
// which are chosen.
func (w *level) add(l *zonal.Span, from, to int32, low bool) {
	c := w.c
	part := w.partOf(from, low)
	if l.Border >= 0 {
		_, _, _, y := c.m.Box(from, l.Row)
		for _, s := range c.m.Stretches(l.Border, zonal.North) {
			c.directed(overlay.Point{X: s.High, Y: y}, overlay.Point{X: s.Low, Y: y}, part, low)
		}
		return
	}
	x0, _, _, y := c.m.Box(from, l.Row)
	_, _, x1, _ := c.m.Box(to-1, l.Row)
	if w.span == l && w.to == from && w.low == low && c.segments[len(c.segments)-1].Tag == int(part) {
		s := &c.segments[len(c.segments)-1]
		if low {
			s.A.X = x1
		} else {
			s.B.X = x1
		}
	} else {
		c.directed(overlay.Point{X: x1, Y: y}, overlay.Point{X: x0, Y: y}, part, low)
	}
	w.span, w.to, w.low = l, to, low
}

// partOf is the part of the chosen one of the cells below and above in a column.
func (w *level) partOf(col int32, low bool) int32 {
	i := &w.upper
	if low {
		i = &w.lower
	}
	for w.c.bars[*i].Col1 <= col {
		*i++
	}
	return w.c.bars[*i].part
}
