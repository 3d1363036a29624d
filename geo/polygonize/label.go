package polygonize

import (
	"cmp"
	"slices"

	"phusong/geo/zonal"
)

// bar is a stretch of chosen cells, each joined to the next.
type bar struct {
	Bar
	span  int32 // of its first cell, index in Mesh.Spans
	part  int32 // while labelling, a bar of the same part (union-find)
	solid bool  // whether the component that begins here has area
}

// touching are two bars that meet in a point on a side of a cell.
type touching struct {
	cell int32
	side zonal.Side
	a, b int32
}

// label numbers the components of the chosen cells and returns how many there are.
func (c *Clipper) label() int {
	c.bars, c.barRows, c.loose = c.bars[:0], c.barRows[:0], c.loose[:0]
	for r := range len(c.m.Rows) - 1 {
		c.barRows = append(c.barRows, int32(len(c.bars)))
		c.layBars(c.m.Rows[r], c.m.Rows[r+1])
		if r > 0 {
			c.joinRows(c.barRows[r-1], c.barRows[r])
		}
	}
	c.barRows = append(c.barRows, int32(len(c.bars)))
	if len(c.bars) == 0 {
		return 0
	}
	c.joinLoose()
	return c.number()
}

// layBars adds the bars of a row, given as spans.
func (c *Clipper) layBars(first, end int32) {
	before := len(c.bars)
	for i := first; i < end; i++ {
		s := &c.m.Spans[i]
		if s.Border >= 0 {
			if c.chosen.Has(int(s.First)) {
				c.layBar(i, before, bar{Bar: Bar{s.Row, s.Col0, s.Col1, s.First}, solid: c.m.HasArea(s.Border)})
			}
			continue
		}
		n := s.First + s.Col1 - s.Col0
		for at := s.First; at < n; {
			from, to := c.chosen.Run(int(at))
			if from < 0 || int32(from) >= n {
				break
			}
			at = min(int32(to), n)
			col := s.Col0 - s.First
			c.layBar(i, before, bar{Bar: Bar{s.Row, col + int32(from), col + at, int32(from)}, solid: true})
		}
	}
}

// layBar adds a stretch of chosen cells of span i as a bar, or to the last bar of the
// row, which has those from before on.
func (c *Clipper) layBar(i int32, before int, b bar) {
	if last := len(c.bars) - 1; last >= before && c.bars[last].Col1 == b.Col0 && c.joined(i-1, int32(last)) {
		c.bars[last].Col1 = b.Col1
		c.bars[last].solid = c.bars[last].solid || b.solid
		return
	}
	b.span, b.part = i, int32(len(c.bars))
	c.bars = append(c.bars, b)
}

// joined reports whether the last cell of span west, which ends the last bar, is joined
// to its neighbour in the east; where the two only touch, it notes that.
func (c *Clipper) joined(west, last int32) bool {
	s := &c.m.Spans[west]
	if s.Border < 0 {
		return true
	}
	contact := c.m.Contact(s.Border, zonal.East)
	if contact == zonal.Touching {
		c.loose = append(c.loose, touching{s.First, zonal.East, last, last + 1})
	}
	return contact == zonal.Joined
}

// joinRows connects the bars of the last row, from b on, with those of the row above,
// from a to b.
func (c *Clipper) joinRows(a, b int32) {
	above, below := a, b
	for above < b && int(below) < len(c.bars) {
		u, l := &c.bars[above], &c.bars[below]
		if from, to := max(u.Col0, l.Col0), min(u.Col1, l.Col1); from < to {
			c.meet(above, below, from, to)
		}
		if u.Col1 < l.Col1 {
			above++
		} else {
			below++
		}
	}
}

// meet connects two bars that lie above each other in columns [from,to).
func (c *Clipper) meet(above, below, from, to int32) {
	joined := false
	for i := c.bars[below].span; ; i++ {
		s := &c.m.Spans[i]
		if s.Col1 > from {
			contact := zonal.Joined
			if s.Border >= 0 {
				contact = c.m.Contact(s.Border, zonal.North)
			}
			joined = joined || contact == zonal.Joined
			if contact == zonal.Touching {
				c.loose = append(c.loose, touching{s.First, zonal.North, below, above})
			}
		}
		if s.Col1 >= to {
			break
		}
	}
	if joined {
		c.union(above, below)
	}
}

// joinLoose connects components that touch in a point, where one has no area. The first
// of several that it could go with has it.
func (c *Clipper) joinLoose() {
	slices.SortFunc(c.loose, func(s, t touching) int {
		return cmp.Or(cmp.Compare(s.cell, t.cell), cmp.Compare(s.side, t.side))
	})
	for again := true; again; {
		again = false
		for _, pair := range c.loose {
			a, b := c.find(pair.a), c.find(pair.b)
			if a != b && !(c.bars[a].solid && c.bars[b].solid) {
				c.union(a, b)
				again = true
			}
		}
	}
}

func (c *Clipper) find(i int32) int32 {
	for c.bars[i].part != i {
		c.bars[i].part = c.bars[c.bars[i].part].part
		i = c.bars[i].part
	}
	return i
}

// union joins two components under their first bar.
func (c *Clipper) union(a, b int32) {
	a, b = c.find(a), c.find(b)
	if a == b {
		return
	}
	a, b = min(a, b), max(a, b)
	c.bars[b].part = a
	c.bars[a].solid = c.bars[a].solid || c.bars[b].solid
}

// number replaces bars of the same part by the number of the part: that of its first
// bar, which comes first, as numbers and bars both ascend. Border cells learn theirs.
func (c *Clipper) number() int {
	parts := int32(0)
	c.ofBorder = slices.Grow(c.ofBorder[:0], len(c.m.Borders))[:len(c.m.Borders)]
	for i := range c.ofBorder {
		c.ofBorder[i] = -1
	}
	for i := range c.bars {
		b := &c.bars[i]
		if b.part == int32(i) {
			b.part = parts
			parts++
		} else {
			b.part = c.bars[b.part].part // of a bar before, which is numbered already
		}
		for k := b.span; int(k) < len(c.m.Spans); k++ {
			s := &c.m.Spans[k]
			if s.Row != b.Row || s.Col0 >= b.Col1 {
				break
			}
			if s.Border >= 0 {
				c.ofBorder[s.Border] = b.part
			}
		}
	}
	return int(parts)
}
