package polygonize

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"phusong/geo/overlay"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// cellClipper is Clip cell by cell: components of single cells, and one segment for
// every stretch of every side.
type cellClipper struct {
	Clipper
	cells []zonal.MeshCell
	part  []int32 // of each cell, or -1; while labelling, a cell of the same part (union-find)
	solid []bool  // whether the component that begins here has area
	pairs [][2]int32
}

// clipCells is the simple reference of Clip.
func clipCells(o *zonal.Outline, chosen raster.Bits) []Part {
	c := &cellClipper{cells: o.Mesh().Cells()}
	c.o, c.m = o, o.Mesh()
	n := c.label(chosen)
	if n == 0 {
		return nil
	}
	c.sides()
	for _, r := range o.Rings() {
		c.ring(r)
	}
	parts := make([]Part, n)
	for i, p := range c.part {
		if p >= 0 {
			parts[p].Bars = append(parts[p].Bars, Bar{c.cells[i].Row, c.cells[i].Col, c.cells[i].Col + 1, int32(i)})
		}
	}
	for _, f := range overlay.Assemble(c.segments) {
		parts[f.Tag].Geometry = append(parts[f.Tag].Geometry, f.Polygon)
	}
	c.thinner.begin(&c.Clipper)
	for i := range parts {
		if len(parts[i].Geometry) > 0 {
			parts[i].Geometry = settle(c.thinner.thin(parts[i].Geometry))
		}
	}
	return parts
}

func (c *cellClipper) label(chosen raster.Bits) int {
	for i := range c.cells {
		own := int32(-1)
		if chosen.Has(i) {
			own = int32(i)
		}
		c.part, c.solid = append(c.part, own), append(c.solid, c.cells[i].AreaM2 > 0)
	}
	for i := range c.cells {
		if c.part[i] >= 0 {
			c.meet(int32(i), c.cells[i].East, zonal.East)
			c.meet(int32(i), c.cells[i].North, zonal.North)
		}
	}
	for again := true; again; {
		again = false
		for _, pair := range c.pairs {
			a, b := c.find(pair[0]), c.find(pair[1])
			if a != b && !(c.solid[a] && c.solid[b]) {
				c.union(a, b)
				again = true
			}
		}
	}
	return c.number()
}

func (c *cellClipper) border(cell int32) int32 {
	for b := range c.m.Borders {
		if c.m.Borders[b].Cell == cell {
			return int32(b)
		}
	}
	return -1
}

func (c *cellClipper) contact(cell int32, side zonal.Side) zonal.Contact {
	if b := c.border(cell); b >= 0 {
		return c.m.Contact(b, side)
	}
	return zonal.Joined
}

func (c *cellClipper) stretches(cell int32, side zonal.Side) []zonal.Stretch {
	if b := c.border(cell); b >= 0 {
		return c.m.Stretches(b, side)
	}
	west, south, east, north := c.m.Box(c.cells[cell].Col, c.cells[cell].Row)
	if side == zonal.East {
		return []zonal.Stretch{{Low: south, High: north}}
	}
	return []zonal.Stretch{{Low: west, High: east}}
}

func (c *cellClipper) meet(i, neighbour int32, side zonal.Side) {
	if neighbour < 0 || c.part[neighbour] < 0 {
		return
	}
	switch c.contact(i, side) {
	case zonal.Joined:
		if a, b := c.find(i), c.find(neighbour); a != b {
			c.union(a, b)
		}
	case zonal.Touching:
		c.pairs = append(c.pairs, [2]int32{i, neighbour})
	}
}

func (c *cellClipper) find(i int32) int32 {
	for c.part[i] != i {
		i = c.part[i]
	}
	return i
}

func (c *cellClipper) union(a, b int32) {
	a, b = min(a, b), max(a, b)
	c.part[b] = a
	c.solid[a] = c.solid[a] || c.solid[b]
}

func (c *cellClipper) number() int {
	root, numbers := make([]int32, len(c.part)), map[int32]int32{}
	for i, p := range c.part {
		root[i] = -1
		if p >= 0 {
			r := c.find(int32(i))
			if _, known := numbers[r]; !known {
				numbers[r] = int32(len(numbers))
			}
			root[i] = numbers[r]
		}
	}
	c.part = root
	for _, b := range c.m.Borders {
		c.ofBorder = append(c.ofBorder, c.part[b.Cell])
	}
	return len(numbers)
}

func (c *cellClipper) sides() {
	for i := range c.cells {
		own, cell := c.part[i], &c.cells[i]
		_, _, x, y := c.m.Box(cell.Col, cell.Row)
		if e := cell.East; e >= 0 && (own < 0) != (c.part[e] < 0) {
			for _, s := range c.stretches(int32(i), zonal.East) {
				c.directed(overlay.Point{X: x, Y: s.Low}, overlay.Point{X: x, Y: s.High}, max(own, c.part[e]), own >= 0)
			}
		}
		if n := cell.North; n >= 0 && (own < 0) != (c.part[n] < 0) {
			for _, s := range c.stretches(int32(i), zonal.North) {
				c.directed(overlay.Point{X: s.High, Y: y}, overlay.Point{X: s.Low, Y: y}, max(own, c.part[n]), own >= 0)
			}
		}
	}
}

func checkAgainstCells(t fataler, c *Clipper, o *zonal.Outline, chosen raster.Bits) {
	t.Helper()
	want := clipCells(o, chosen)
	got := c.Clip(o, chosen)
	if len(got) != len(want) {
		t.Fatalf("got %d parts, cell by cell %d", len(got), len(want))
	}
	for i := range want {
		if diff := cmp.Diff(got[i].Cells(), want[i].Cells()); diff != "" {
			t.Fatalf("part %d: cells differ (-got +want):\n%s", i, diff)
		}
		if diff := cmp.Diff(got[i].Geometry, want[i].Geometry); diff != "" {
			t.Fatalf("part %d: geometry differs (-got +want):\n%s", i, diff)
		}
	}
}

// TestClipIsThatOfCells compares Clip with the reference, with one Clipper for all.
func TestClipIsThatOfCells(t *testing.T) {
	c := new(Clipper)
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		mp := drawPolygon(t, g)
		if len(mp) == 0 {
			t.Skip("nothing left")
		}
		o := mustOutline(t, g, mp)
		mask := drawMask(t, g)
		checkAgainstCells(t, c, o, chosenOf(o, mask))
		checkAgainstCells(t, c, o, chosenOf(o, func(col, row int) bool { return !mask(col, row) }))
	})
}

func chosenOf(o *zonal.Outline, in func(col, row int) bool) raster.Bits {
	chosen := raster.Bits(nil).Reset(o.Mesh().Len())
	for i, c := range o.Mesh().Cells() {
		if in(int(c.Col), int(c.Row)) {
			chosen.Set(i)
		}
	}
	return chosen
}

// TestClipIsThatOfCellsOnMasks compares them on masks that are hard on runs: chess
// boards, corners that touch, stripes, single cells, the border's cells alone and all
// but them, blobs and noise.
func TestClipIsThatOfCellsOnMasks(t *testing.T) {
	o := mustOutline(t, hectares, commune())
	border := map[[2]int]bool{}
	for _, b := range o.Mesh().Borders {
		border[[2]int{int(b.Col), int(b.Row)}] = true
	}
	rng := rand.New(rand.NewPCG(3, 3))
	masks := map[string]func(col, row int) bool{
		"all":        func(int, int) bool { return true },
		"chess":      func(col, row int) bool { return (col+row)%2 == 0 },
		"columns":    func(col, _ int) bool { return col%3 == 0 },
		"rows":       func(_, row int) bool { return row%3 == 0 },
		"diagonal":   func(col, row int) bool { return (col-row)%7 == 0 },
		"blocks":     func(col, row int) bool { return (col/5+row/5)%2 == 0 },
		"single":     func(col, row int) bool { return col%9 == 0 && row%9 == 0 },
		"holes":      func(col, row int) bool { return col%4 != 0 || row%4 != 0 },
		"border":     func(col, row int) bool { return border[[2]int{col, row}] },
		"inner":      func(col, row int) bool { return !border[[2]int{col, row}] },
		"word edges": func(col, _ int) bool { return col%64 < 32 },
		"noise":      func(int, int) bool { return rng.IntN(2) == 0 },
		"most":       func(int, int) bool { return rng.IntN(20) > 0 },
	}
	c := new(Clipper)
	for name, mask := range masks {
		t.Run(name, func(t *testing.T) { checkAgainstCells(t, c, o, chosenOf(o, mask)) })
	}
}

// TestClipIsMostlyQuick: what is usual is put together from simple rings, what is not is
// left to the arrangement.
func TestClipIsMostlyQuick(t *testing.T) {
	o := mustOutline(t, hectares, commune())
	masks := []struct {
		name  string
		in    func(col, row int) bool
		quick bool
	}{
		{"all", func(int, int) bool { return true }, true},
		{"half", func(col, row int) bool { return col+row < 6800 }, true},
		{"columns", func(col, _ int) bool { return col%8 < 4 }, true},
		{"chess", func(col, row int) bool { return (col+row)%2 == 0 }, false},
	}
	for _, m := range masks {
		c := new(Clipper)
		c.Clip(o, chosenOf(o, m.in))
		if quick := len(c.loops) > 0 && len(c.thinned) > 0; quick != m.quick {
			t.Errorf("%s: quick %v, want %v", m.name, quick, m.quick)
		}
	}
}
