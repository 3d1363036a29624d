package discs

import (
	"cmp"
	"math"
	"slices"
)

// slabber holds the union in one tile as slabs: between two neighbouring breaks in x
// the union is, from south to north, a few strips between arcs, in an order that
// does not change. Coordinates are relative to the tile's south-west corner.
type slabber struct {
	side   float64
	local  []Disc
	breaks []float64
	slabs  []slab
	strips []strip
	spans  []strip // of the slab being made, unmerged
}

// slab is a stretch of x; its strips are strips[first:end].
type slab struct {
	x0, x1     float64
	first, end int32
	areaM2     float64
}

// strip is the union between two bounds: an arc of a disc, or the tile's side.
type strip struct {
	low, high   int32   // index in local, or tileSide
	lowY, highY float64 // in the middle of the slab, to sort by
}

// tileSide marks a bound that is the tile's southern or northern side.
const tileSide = -1

// build cuts a tile into slabs.
func (s *slabber) build(u *Union, row, col int, discs []int32) {
	s.side = u.side
	s.local, s.breaks, s.slabs, s.strips = s.local[:0], append(s.breaks[:0], 0, u.side), s.slabs[:0], s.strips[:0]
	x, y := u.lineX(col), u.lineY(row)
	for _, i := range discs {
		d := &u.discs[i]
		s.local = append(s.local, Disc{d.XM - x, d.YM - y, d.RadiusM})
	}
	s.findBreaks()
	slices.Sort(s.breaks)
	for i := 1; i < len(s.breaks); i++ {
		if s.breaks[i] > s.breaks[i-1] {
			s.addSlab(s.breaks[i-1], s.breaks[i])
		}
	}
}

// findBreaks lists every x at which the order of bounds can change: ends of
// discs, arcs on the tile's sides, arcs on each other. Where arcs may only touch a side,
// which is at their middle, or each other, there is a break too: the order is taken in
// the middle of a slab, where they must not be equal.
func (s *slabber) findBreaks() {
	for i := range s.local {
		d := &s.local[i]
		s.addBreak(d.XM - d.RadiusM)
		s.addBreak(d.XM)
		s.addBreak(d.XM + d.RadiusM)
		for _, y := range [2]float64{0, s.side} {
			if off := math.Abs(y - d.YM); off < d.RadiusM {
				half := halfChord(d.RadiusM, off)
				s.addBreak(d.XM - half)
				s.addBreak(d.XM + half)
			}
		}
		for j := range s.local[:i] {
			s.addCrossings(d, &s.local[j])
		}
	}
}

func (s *slabber) addBreak(x float64) {
	if x > 0 && x < s.side {
		s.breaks = append(s.breaks, x)
	}
}

// touching is how near to tangent circles, relative to their radii, have a break where they
// would touch.
const touching = 1e-9

// addCrossings adds where two circles meet.
func (s *slabber) addCrossings(a, b *Disc) {
	dx, dy := b.XM-a.XM, b.YM-a.YM
	squared := float64(dx*dx) + float64(dy*dy)
	sum, difference := a.RadiusM+b.RadiusM, a.RadiusM-b.RadiusM
	slack := float64(float64(sum*sum) * touching)
	if squared == 0 || squared > float64(sum*sum)+slack || squared < float64(difference*difference)-slack {
		return
	}
	// The radical line lies at the share along of the way from a to b.
	along := 0.5 + float64(sum*difference)/squared/2
	off := math.Sqrt(max(0, float64(a.RadiusM*a.RadiusM)/squared-float64(along*along)))
	x := a.XM + float64(along*dx)
	s.addBreak(x - float64(off*dy))
	s.addBreak(x + float64(off*dy))
}

// addSlab lists the strips of a slab by their order in its middle.
func (s *slabber) addSlab(x0, x1 float64) {
	middle := (x0 + x1) / 2
	s.spans = s.spans[:0]
	for i := range s.local {
		d := &s.local[i]
		off := math.Abs(middle - d.XM)
		if off >= d.RadiusM {
			continue
		}
		half := halfChord(d.RadiusM, off)
		p := strip{int32(i), int32(i), d.YM - half, d.YM + half}
		if p.lowY >= s.side || p.highY <= 0 {
			continue
		}
		if p.lowY <= 0 {
			p.low, p.lowY = tileSide, 0
		}
		if p.highY >= s.side {
			p.high, p.highY = tileSide, s.side
		}
		s.spans = append(s.spans, p)
	}
	slices.SortFunc(s.spans, func(a, b strip) int { return cmp.Or(cmp.Compare(a.lowY, b.lowY), cmp.Compare(a.low, b.low)) })
	b := slab{x0: x0, x1: x1, first: int32(len(s.strips))}
	for _, p := range s.spans {
		if last := len(s.strips) - 1; last >= int(b.first) && p.lowY <= s.strips[last].highY {
			if p.highY > s.strips[last].highY {
				s.strips[last].high, s.strips[last].highY = p.high, p.highY
			}
			continue
		}
		s.strips = append(s.strips, p)
	}
	if b.end = int32(len(s.strips)); b.end > b.first {
		b.areaM2 = s.stripsArea(&b, x0, x1)
		s.slabs = append(s.slabs, b)
	}
}

// stripsArea is the area of a slab's strips between two x in it.
func (s *slabber) stripsArea(b *slab, x0, x1 float64) float64 {
	sum := 0.0
	for i := b.first; i < b.end; i++ {
		p := &s.strips[i]
		sum += s.under(p.high, 1, x0, x1) - s.under(p.low, -1, x0, x1)
	}
	return sum
}

// under is the integral of a bound over x: the upper (sign 1) or lower (sign -1) arc
// of a disc, or the tile's side.
func (s *slabber) under(bound int32, sign, x0, x1 float64) float64 {
	if bound == tileSide {
		if sign > 0 {
			return float64(s.side * (x1 - x0))
		}
		return 0
	}
	d := &s.local[bound]
	return float64(d.YM*(x1-x0)) + float64(sign*(arcIntegral(d.RadiusM, x1-d.XM)-arcIntegral(d.RadiusM, x0-d.XM)))
}

// arcIntegral is the integral of sqrt(r^2-t^2) from 0 to t.
func arcIntegral(r, t float64) float64 {
	t = min(max(t, -r), r)
	return float64(float64(t*halfChord(r, math.Abs(t)))+float64(float64(r*r)*math.Asin(t/r))) / 2
}

// yAt is a bound's y at x.
func (s *slabber) yAt(bound int32, sign, x float64) float64 {
	if bound == tileSide {
		if sign > 0 {
			return s.side
		}
		return 0
	}
	d := &s.local[bound]
	return d.YM + float64(sign*halfChord(d.RadiusM, math.Abs(x-d.XM)))
}

// areaWest is the area of the union in the tile west of x.
func (s *slabber) areaWest(x float64) float64 {
	sum := 0.0
	for i := range s.slabs {
		b := &s.slabs[i]
		if b.x1 <= x {
			sum += b.areaM2
			continue
		}
		if b.x0 < x {
			sum += s.stripsArea(b, b.x0, x)
		}
		break
	}
	return sum
}

// areaBelow is the area of the union in the tile below the segment from x0, y0 to x1,
// y1, where x0 < x1.
func (s *slabber) areaBelow(x0, y0, x1, y1 float64) float64 {
	l := line{x0: x0, y0: y0, slope: (y1 - y0) / (x1 - x0), top: max(y0, y1), foot: min(y0, y1)}
	sum := 0.0
	for i := range s.slabs {
		b := &s.slabs[i]
		if b.x1 <= x0 {
			continue
		}
		if b.x0 >= x1 {
			break
		}
		west, east := max(b.x0, x0), min(b.x1, x1)
		for k := b.first; k < b.end; k++ {
			sum += s.stripBelow(&s.strips[k], &l, west, east)
		}
	}
	return sum
}

// line is a segment over x.
type line struct{ x0, y0, slope, foot, top float64 }

func (l *line) yAt(x float64) float64 {
	return min(max(l.y0+float64(l.slope*(x-l.x0)), l.foot), l.top)
}

// stripBelow is the area of a strip below a line between two x. It is cut where
// the line meets the strip's bounds; between cuts it lies below, within or above.
func (s *slabber) stripBelow(p *strip, l *line, west, east float64) float64 {
	cuts := [6]float64{west, east}
	n := 2
	for _, bound := range [2]int32{p.low, p.high} {
		if bound == tileSide {
			continue // the segment does not leave the tile
		}
		if a, b, ok := s.local[bound].meets(l); ok {
			for _, x := range [2]float64{a, b} {
				if x > west && x < east {
					cuts[n] = x
					n++
				}
			}
		}
	}
	slices.Sort(cuts[:n])
	sum := 0.0
	for i := 1; i < n; i++ {
		x0, x1 := cuts[i-1], cuts[i]
		middle := (x0 + x1) / 2
		y := l.yAt(middle)
		switch {
		case y >= s.yAt(p.high, 1, middle):
			sum += s.under(p.high, 1, x0, x1) - s.under(p.low, -1, x0, x1)
		case y > s.yAt(p.low, -1, middle):
			sum += float64((l.yAt(x0)+l.yAt(x1))/2*(x1-x0)) - s.under(p.low, -1, x0, x1)
		}
	}
	return sum
}

// meets solves for the x at which a line crosses the circle.
func (d *Disc) meets(l *line) (a, b float64, ok bool) {
	// y = k + m t over t = x - XM, relative to the centre.
	k := l.y0 - d.YM + float64(l.slope*(d.XM-l.x0))
	one := 1 + float64(l.slope*l.slope)
	root := float64(float64(d.RadiusM*d.RadiusM)*one) - float64(k*k)
	if !(root > 0) {
		return 0, 0, false
	}
	half := math.Sqrt(root)
	return d.XM + (float64(-l.slope*k)-half)/one, d.XM + (float64(-l.slope*k)+half)/one, true
}
