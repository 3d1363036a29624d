package tiling

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo/encoding/mvt"
	"phusong/geo/overlay"
)

// TestQuiltIsValid: the synthetic partition of the tests is one.
func TestQuiltIsValid(t *testing.T) {
	for _, f := range quilt(12, 5).Features {
		for _, d := range overlay.Validate(orb.MultiPolygon{f.Geometry.(orb.Polygon)}) {
			t.Errorf("unit %d: %+v", f.ID, d)
		}
	}
}

// TestPolygonsAreValid: rings of tiles are simple and nested as the format wants
// them, also where the input crosses itself, is cut, or is drawn with little detail.
func TestPolygonsAreValid(t *testing.T) {
	for _, opt := range []Options{{}, {TileBytes: 2000}} {
		s := newSet(t, opt, wildQuilt(6, 5, 0.5), Layer{Name: "stars", MaxZoom: 9, Features: stars()})
		err := s.All(func(z, x, y int, tile []byte) error {
			for _, l := range decode(t, tile) {
				for _, f := range l.Features {
					if defects := overlay.Validate(appendMulti(nil, f.Parts)); len(defects) > 0 {
						t.Errorf("tile %d/%d/%d, %s %d: %v", z, x, y, l.Name, f.ID, defects[0])
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// stars are polygons between random places, crossing themselves many times.
func stars() []Feature {
	r := roll(3)
	var out []Feature
	for i := range 30 {
		var polygon orb.Polygon
		for range 1 + i%3 {
			var ring orb.Ring
			for range 12 {
				ring = append(ring, orb.Point{105 + r.next(), 10 + r.next()})
			}
			polygon = append(polygon, ring)
		}
		out = append(out, Feature{ID: uint64(i + 1), Geometry: polygon})
	}
	return out
}

// TestApart holds the quick look at rings to overlay: what it lets pass is valid, and
// it lets pass a polygon with a hole.
func TestApart(t *testing.T) {
	var s sides
	passed := 0
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Int32Range(-6, 6)
		var rings [][]mvt.Point
		for i := range rapid.IntRange(1, 3).Draw(t, "rings") {
			var ring []mvt.Point
			for range rapid.IntRange(3, 6).Draw(t, "n") {
				ring = append(ring, mvt.Point{X: c.Draw(t, "x"), Y: c.Draw(t, "y")})
			}
			if i == 0 && rapid.Bool().Draw(t, "around") {
				ring = line(-9, -9, 9, -9, 9, 9, -9, 9)
			}
			if ring = mvt.Clean(ring); ring == nil {
				continue
			}
			mvt.Orient(ring, len(rings) == 0)
			rings = append(rings, ring)
		}
		if len(rings) == 0 || !s.apart(rings) || !nested(rings) {
			return
		}
		passed++
		if defects := overlay.Validate(appendMulti(nil, rings)); len(defects) > 0 {
			t.Fatalf("%v: %v", rings, defects[0])
		}
	})
	frame := [][]mvt.Point{line(0, 0, 9, 0, 9, 9, 0, 9), line(2, 2, 2, 4, 4, 4, 4, 2), line(6, 6, 6, 8, 8, 8, 8, 6)}
	if !s.apart(frame) || !nested(frame) || passed == 0 {
		t.Errorf("a frame does not pass, or nothing did (%d)", passed)
	}
}
