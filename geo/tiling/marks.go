package tiling

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phusong/geo/encoding/mvt"
)

// cellBits is how many cells of a pixel a tile is wide, in bits.
const cellBits = 9

// mark stands for the features of one pixel that are too small to be drawn.
type mark struct {
	cell    uint64 // its place on the Z curve at its zoom
	feature int32  // the largest of them, the first of equals
	count   int32
	area2   int64 // of all of them, twice, in square units of the world
}

// markPyramid holds the marks of features that may be merged, for every zoom but the
// last, each in the order of the Z curve.
type markPyramid struct {
	kind   mvt.GeometryType
	levels [][]mark
}

// markSmall builds the pyramids. The marks of a zoom are those of the next one,
// brought together, and the features that are too small from here on.
func (l *layer) markSmall(groups int) {
	kinds := make([]mvt.GeometryType, groups)
	byDrawn := make([][][]int32, groups) // group, zoom from which drawn
	for g := range byDrawn {
		byDrawn[g] = make([][]int32, l.maxZoom+2)
	}
	for i := range l.shapes {
		g, drawn := l.groups[i], l.shapes[i].drawn
		kinds[g] = l.shapes[i].kind
		byDrawn[g][drawn] = append(byDrawn[g][drawn], int32(i))
	}
	for g, byZoom := range byDrawn {
		p := l.pyramid(byZoom)
		p.kind = kinds[g]
		l.marks = append(l.marks, p)
	}
}

// grouping numbers what features must have in common to be merged: the values of
// some properties and the kind of geometry.
type grouping struct {
	mergeBy []string
	known   map[string]int32
}

func (g *grouping) of(f *Feature, kind mvt.GeometryType) int32 {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", kind)
	for _, name := range g.mergeBy {
		for _, p := range f.Properties {
			if p.Key == name {
				fmt.Fprintf(&b, " %q %T %q", name, p.Value, fmt.Sprint(p.Value))
			}
		}
	}
	n, ok := g.known[b.String()]
	if !ok {
		n = int32(len(g.known))
		g.known[b.String()] = n
	}
	return n
}

func (l *layer) pyramid(byDrawn [][]int32) *markPyramid {
	p := &markPyramid{levels: make([][]mark, l.maxZoom)}
	var finer []mark
	for zoom := l.maxZoom - 1; zoom >= 0; zoom-- {
		level := make([]mark, 0, len(finer))
		for _, m := range finer {
			m.cell >>= 2
			level = append(level, m)
		}
		// Drawn one zoom later: too small for this one. The last two are both so at first.
		fresh := byDrawn[zoom+1]
		if zoom == l.maxZoom-1 {
			fresh = append(slices.Clone(fresh), byDrawn[l.maxZoom+1]...)
		}
		for _, f := range fresh {
			s := &l.shapes[f]
			level = append(level, mark{cell: cellOf(s.anchor, zoom), feature: f, count: 1, area2: s.area2})
		}
		finer = l.merge(level)
		p.levels[zoom] = finer
	}
	return p
}

// merge brings marks of one cell together, and puts them in order.
func (l *layer) merge(marks []mark) []mark {
	slices.SortFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell),
			-cmp.Compare(l.shapes[a.feature].area2, l.shapes[b.feature].area2), cmp.Compare(a.feature, b.feature))
	})
	kept := marks[:0]
	for _, m := range marks {
		if n := len(kept); n > 0 && kept[n-1].cell == m.cell {
			kept[n-1].count += m.count
			kept[n-1].area2 += m.area2
			continue
		}
		kept = append(kept, m)
	}
	return slices.Clip(kept)
}

// share is how much of its cell the features of a mark cover, in per cent rounded
// up, 100 at most (features may lie in part beside the cell, or over each other).
func (m mark) share(zoom int) int64 {
	bits := 2 * (worldBits - zoom - cellBits)
	cell2 := int64(2) << bits
	if m.area2 >= cell2 {
		return 100
	}
	return (m.area2*100 + cell2 - 1) / cell2
}

// cellOf returns the cell of a zoom that a place is in. The far edges of the world
// belong to the last cells.
func cellOf(p at, zoom int) uint64 {
	shift := worldBits - zoom - cellBits
	last := int32(1)<<(zoom+cellBits) - 1
	return interleave(uint32(min(p.x>>shift, last))) | interleave(uint32(min(p.y>>shift, last)))<<1
}

// interleave spreads the bits of a number to every other place.
func interleave(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

func gather(x uint64) int32 {
	x &= 0x5555555555555555
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	x = (x | x>>16) & 0x00000000ffffffff
	return int32(x)
}

// cellBox is the part of the world that a cell of a zoom covers.
func cellBox(cell uint64, zoom int) box {
	shift := worldBits - zoom - cellBits
	x, y := gather(cell)<<shift, gather(cell>>1)<<shift
	size := int32(1) << shift
	return box{x, y, x + size - 1, y + size - 1}
}

// search visits the marks of a zoom whose cells touch a box, in order, until visit
// returns false: the square of the world is divided in four until a square is
// within the box, or holds little.
func (p *markPyramid) search(b box, zoom int, visit func(m mark) bool) {
	s := markSearch{level: p.levels[zoom], zoom: zoom, box: b}
	s.take = func(from, to int, all bool) bool {
		for _, m := range s.level[from:to] {
			if (all || cellBox(m.cell, zoom).touches(b)) && !visit(m) {
				return false
			}
		}
		return true
	}
	s.descend(0, len(s.level), 0)
}

// count returns how many marks search would visit.
func (p *markPyramid) count(b box, zoom int) int {
	n := 0
	s := markSearch{level: p.levels[zoom], zoom: zoom, box: b}
	s.take = func(from, to int, all bool) bool {
		if all {
			n += to - from
			return true
		}
		for _, m := range s.level[from:to] {
			if cellBox(m.cell, zoom).touches(b) {
				n++
			}
		}
		return true
	}
	s.descend(0, len(s.level), 0)
	return n
}

type markSearch struct {
	level []mark
	zoom  int
	box   box
	take  func(from, to int, all bool) bool // some marks; all of them touch the box, or each is to be asked
}

// descend visits the marks from, to, which are all in one square of the world
// divided depth times. It returns false when visiting is over.
func (s *markSearch) descend(from, to, depth int) bool {
	const few = 8
	if from == to {
		return true
	}
	bits := 2 * (s.zoom + cellBits - depth) // of a cell within the square
	first := s.level[from].cell >> bits
	square := cellBox(first<<bits, s.zoom)
	square.maxX = square.minX + int32(uint32(1)<<(worldBits-depth)-1)
	square.maxY = square.minY + int32(uint32(1)<<(worldBits-depth)-1)
	if !square.touches(s.box) {
		return true
	}
	if all := square.within(s.box); all || to-from <= few || bits == 0 {
		return s.take(from, to, all)
	}
	for quarter := range uint64(4) {
		end := (first<<2 + quarter + 1) << (bits - 2)
		n, _ := slices.BinarySearchFunc(s.level[from:to], end, func(m mark, end uint64) int { return cmp.Compare(m.cell, end) })
		if !s.descend(from, from+n, depth+1) {
			return false
		}
		from += n
	}
	return true
}
