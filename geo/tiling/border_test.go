package tiling

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"

	"phusong/geo/encoding/mvt"
)

// eachTile visits the tiles of a zoom.
func eachTile(t testing.TB, s *Set, zoom int, visit func(x, y int, layers []mvt.Layer)) {
	t.Helper()
	err := s.All(func(z, x, y int, tile []byte) error {
		if z == zoom {
			visit(x, y, decode(t, tile))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBordersStayInCommon: in a tile inside a partition, every line that is not the
// edge of the window is there twice, once in each direction, and the units cover
// the window exactly, at every zoom and with any detail.
func TestBordersStayInCommon(t *testing.T) {
	for _, opt := range []Options{{}, {TileBytes: 4000}, {BufferUnits: 1}} {
		s := newSet(t, opt, quilt(8, 5))
		tested := 0
		for zoom := 6; zoom <= 11; zoom++ {
			eachTile(t, s, zoom, func(x, y int, layers []mvt.Layer) {
				if covers(s, quiltInside(8), zoom, x, y) && onlyPolygons(layers) {
					tested++
					checkPartition(t, fmt.Sprintf("%+v, tile %d/%d/%d", opt, zoom, x, y), layers[0], s.opt.BufferUnits)
				}
			})
		}
		if tested < 20 {
			t.Errorf("%+v: only %d tiles lie inside the quilt", opt, tested)
		}
	}
}

// quiltInside is what a quilt of n by n covers for certain: its outermost borders wander.
func quiltInside(n int) orb.Bound {
	return orb.Bound{Min: orb.Point{105.2, 10.2}, Max: orb.Point{105 + 0.2*float64(n-1), 10 + 0.2*float64(n-1)}}
}

// covers reports whether a bound holds a tile with its buffer.
func covers(s *Set, b orb.Bound, z, x, y int) bool {
	w := s.reach(z, x, y)
	nw, se := unproject(at{w.minX, w.minY}), unproject(at{w.maxX, w.maxY})
	return b.Contains(nw) && b.Contains(se)
}

func onlyPolygons(layers []mvt.Layer) bool {
	for _, f := range layers[0].Features {
		if f.Properties[len(f.Properties)-1].Key == PropertyShare {
			return false
		}
	}
	return true
}

func checkPartition(t *testing.T, name string, l mvt.Layer, buffer int) {
	t.Helper()
	low, high := int32(-buffer), int32(Extent+buffer)
	onEdge := func(a, b mvt.Point) bool {
		return a.X == b.X && (a.X == low || a.X == high) || a.Y == b.Y && (a.Y == low || a.Y == high)
	}
	edges := map[[2]mvt.Point]int{}
	var area int64
	for _, f := range l.Features {
		for _, ring := range f.Parts {
			area += mvt.Area2(ring)
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if !onEdge(a, b) {
					edges[[2]mvt.Point{a, b}]++
				}
			}
		}
	}
	for e, n := range edges {
		if back := edges[[2]mvt.Point{e[1], e[0]}]; back != n {
			t.Errorf("%s: the line %v is there %d times, and %d times backwards", name, e, n, back)
			return
		}
	}
	if width := int64(high - low); area != 2*width*width {
		t.Errorf("%s: units cover %d half units of %d", name, area, 2*width*width)
	}
}

// TestAreaIsKept: at the last zoom, the parts of a unit in all tiles have the area
// of the unit in Web Mercator, but for half a unit along its border.
func TestAreaIsKept(t *testing.T) {
	l := quilt(3, 4)
	s := newSet(t, Options{}, l)
	drawn := map[uint64]float64{}
	eachTile(t, s, l.MaxZoom, func(x, y int, layers []mvt.Layer) {
		for _, f := range layers[0].Features {
			drawn[f.ID] += areaInside(f)
		}
	})
	for _, f := range l.Features {
		area, border := mercatorUnits(f.Geometry.(orb.Polygon), l.MaxZoom)
		if got := drawn[f.ID]; math.Abs(got-area) > border/2 {
			t.Errorf("unit %d: %.0f square units in tiles, %.0f on the map, border of %.0f units", f.ID, got, area, border)
		}
	}
}

// areaInside is the area of a feature without the buffer, by another clipping.
func areaInside(f mvt.Feature) float64 {
	tile := orb.Bound{Max: orb.Point{Extent, Extent}}
	sum := 0.0
	for _, part := range f.Parts {
		ring := make(orb.Ring, 0, len(part)+1)
		for _, p := range append(part, part[0]) {
			ring = append(ring, orb.Point{float64(p.X), float64(p.Y)})
		}
		sum += math.Abs(planar.Area(clip.Ring(tile, ring))) * float64(sign(mvt.Area2(part) > 0))
	}
	return sum
}

// mercatorUnits is the area and the length of the border of a polygon in units of a
// zoom, by the textbook formula.
func mercatorUnits(p orb.Polygon, zoom int) (area, border float64) {
	scale := Extent * math.Exp2(float64(zoom))
	ring := make(orb.Ring, len(p[0]))
	for i, q := range p[0] {
		ring[i] = orb.Point{q[0] / 360 * scale, math.Asinh(math.Tan(q[1]*math.Pi/180)) / (2 * math.Pi) * scale}
	}
	return math.Abs(planar.Area(ring)), planar.Length(ring)
}

// TestNeighbourTiles: what two tiles both draw between them is the same in both.
func TestNeighbourTiles(t *testing.T) {
	s := newSet(t, Options{}, quilt(6, 4))
	const zoom = 9
	tiles := map[[2]int]map[[4]int32]bool{}
	eachTile(t, s, zoom, func(x, y int, layers []mvt.Layer) {
		edges := map[[4]int32]bool{}
		for _, f := range layers[0].Features {
			for _, ring := range f.Parts {
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					if deep(a) && deep(b) {
						edges[[4]int32{a.X, a.Y, b.X, b.Y}] = true
					}
				}
			}
		}
		tiles[[2]int{x, y}] = edges
	})
	compared := 0
	for at, edges := range tiles {
		east, ok := tiles[[2]int{at[0] + 1, at[1]}]
		if !ok {
			continue
		}
		for e := range edges {
			if e[0] < Extent-69 || e[2] < Extent-69 {
				continue
			}
			compared++
			if !east[[4]int32{e[0] - Extent, e[1], e[2] - Extent, e[3]}] {
				t.Fatalf("tile %v has the line %v near its eastern side, its neighbour has not", at, e)
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d lines compared", compared)
	}
}

// deep is false for points near the window, where lines are cut.
func deep(p mvt.Point) bool {
	return p.X > -70 && p.X < Extent+70 && p.Y > -70 && p.Y < Extent+70
}
