package tiling

import (
	"testing"

	"github.com/paulmach/orb"

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
