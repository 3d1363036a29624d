package tiling

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
)

// teeth is a line of teeth of one size, which no rule by size tells apart: n of them eastwards from
// a step of the world's grid on.
func teeth(n int, lat float64) orb.LineString {
	const step = 360.0 / (1 << 20)
	var line orb.LineString
	for i := range 2*n + 1 {
		line = append(line, orb.Point{(305_000 + float64(i)) * step, lat + 0.0001*float64(i%2)})
	}
	return line
}

// saw is the ring of two lines of teeth, and its halves: west and east of the middle.
func saw() (whole, west, east orb.Ring) {
	north, south := teeth(30, 10.51), teeth(30, 10.49)
	slices.Reverse(north)
	whole = orb.Ring(slices.Concat(south, north))
	west = orb.Ring(slices.Concat(south[:31], north[30:]))
	east = orb.Ring(slices.Concat(south[30:], north[:31]))
	return whole, west, east
}

// turned is a ring that begins elsewhere, and goes round the other way.
func turned(ring orb.Ring) orb.Ring {
	out := slices.Concat(ring[17:], ring[:17])
	slices.Reverse(out)
	return out
}

// TestArcsOfEqualTeeth: both sides of a border drop the same vertices where all weigh the same,
// wherever their rings begin and whichever way they go.
func TestArcsOfEqualTeeth(t *testing.T) {
	whole, west, east := saw()
	ground := orb.Bound{Min: orb.Point{104, 10}, Max: orb.Point{105.5, 11}}
	shell := ground.ToRing()
	for name, shapes := range map[string][]orb.Geometry{
		"enclave": {orb.Polygon{shell, turned(whole)}, orb.Polygon{whole}},
		"halves":  {orb.Polygon{shell, turned(whole)}, orb.Polygon{west}, orb.Polygon{turned(east)}},
	} {
		l := Layer{Name: "a", MaxZoom: 14}
		for _, g := range shapes {
			l.Features = append(l.Features, Feature{Geometry: g, Properties: []Property{{Key: "a", Value: "b"}}})
		}
		s := newSet(t, Options{}, l)
		tested := 0
		for zoom := 10; zoom <= 14; zoom++ {
			eachTile(t, s, zoom, func(x, y int, layers []mvt.Layer) {
				if covers(s, ground, zoom, x, y) && onlyPolygons(layers) {
					tested++
					checkPartition(t, fmt.Sprintf("%s, tile %d/%d/%d", name, zoom, x, y), layers[0], s.opt.BufferUnits)
				}
			})
		}
		if tested < 20 {
			t.Errorf("%s: only %d tiles", name, tested)
		}
	}
}

// TestLineEnds: a line keeps its ends at every zoom, also where its westernmost vertex is none.
func TestLineEnds(t *testing.T) {
	line := orb.LineString{{105.5, 10.5}, {105.45, 10.52}, {105.4, 10.5}, {105.1, 10.3}, {105.3, 10.31}, {105.9, 10.2}}
	s := newSet(t, Options{}, Layer{Name: "a", MaxZoom: 7, Features: []Feature{{Geometry: line}, {Geometry: orb.LineString{line[5], {106, 10.2}}}}})
	for zoom := 2; zoom <= 7; zoom++ {
		eachTile(t, s, zoom, func(x, y int, layers []mvt.Layer) {
			f := layers[0].Features[0]
			part := f.Parts[0]
			for i, end := range []orb.Point{line[0], line[5]} {
				p, err := project(end)
				if err != nil {
					t.Fatal(err)
				}
				c := canvas{zoom: zoom, originX: int32(x) * Extent, originY: int32(y) * Extent}
				if got, want := part[i*(len(part)-1)], c.unit(p); got != want {
					t.Errorf("tile %d/%d/%d: end %d of %v is not %v", zoom, x, y, i, part, want)
				}
			}
		})
	}
}

// TestHoleInSize: a hole is no part of the size of a polygon, by which it is drawn as itself or as
// a mark with its share; rings within a ring without area are nowhere.
func TestHoleInSize(t *testing.T) {
	solid, ring := square(105, 10, 0.1), square(105, 10, 0.1)
	ring = append(ring, square(105.001, 10.001, 0.098)[0])
	flat := orb.Ring{{105.3, 10}, {105.4, 10}, {105.3, 10}}
	l, err := prepare(&Layer{Name: "a", MaxZoom: 12, Features: []Feature{{Geometry: solid}, {Geometry: ring}, {Geometry: square(105.001, 10.001, 0.098)},
		{Geometry: orb.MultiPolygon{{flat, square(105.3, 10, 0.01)[0]}, square(105.5, 10, 0.01)}}}})
	if err != nil {
		t.Fatal(err)
	}
	whole, holed, hole, lost := l.shapes[0], l.shapes[1], l.shapes[2], l.shapes[3]
	if holed.area2 != whole.area2-hole.area2 || holed.drawn <= whole.drawn {
		t.Errorf("with a hole of %d of %d the size is %d, drawn from zoom %d; without it from %d", hole.area2, whole.area2, holed.area2, holed.drawn, whole.drawn)
	}
	if lost.to-lost.from != 1 || l.paths[lost.from].hole {
		t.Errorf("%d rings, want the square alone", lost.to-lost.from)
	}
}
