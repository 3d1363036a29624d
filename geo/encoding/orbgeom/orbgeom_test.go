package orbgeom

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
)

var square = orb.Ring{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}

func TestRoundTrip(t *testing.T) {
	hole := orb.Ring{{1, 1}, {1, 2}, {2, 2}, {1, 1}}
	for _, want := range []orb.Geometry{
		nil,
		orb.Point{106.5, 10.25},
		orb.MultiPoint{}, orb.MultiPoint{{1, 2}, {3, 4}},
		orb.LineString{}, orb.LineString{{1, 2}, {3, 4}},
		orb.MultiLineString{}, orb.MultiLineString{{{1, 2}, {3, 4}}, {}, {{5, 6}, {7, 8}}},
		orb.Polygon{}, orb.Polygon{square, hole},
		orb.MultiPolygon{}, orb.MultiPolygon{{square}, {}, {square, hole}},
		orb.Collection{}, orb.Collection{orb.Point{1, 2}, orb.Collection{orb.Polygon{square}}},
	} {
		g, err := ToGeom(want)
		if err != nil {
			t.Fatalf("%v: %v", want, err)
		}
		got, err := ToOrb(g)
		if err != nil {
			t.Fatalf("%v: %v", want, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: -want +got\n%s", want, diff)
		}
	}
}

func TestToOrbDropsZM(t *testing.T) {
	tests := []struct {
		g    geom.T
		want orb.Geometry
	}{
		{geom.NewPointFlat(geom.XYZ, []float64{1, 2, 3}), orb.Point{1, 2}},
		{geom.NewMultiPointFlat(geom.XYM, []float64{1, 2, 3, 4, 5, 6}), orb.MultiPoint{{1, 2}, {4, 5}}},
		{geom.NewLineStringFlat(geom.XYZM, []float64{1, 2, 3, 4, 5, 6, 7, 8}), orb.LineString{{1, 2}, {5, 6}}},
		{geom.NewPolygonFlat(geom.XYZ, []float64{0, 0, 9, 1, 0, 9, 1, 1, 9, 0, 0, 9}, []int{12}), orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}},
		{geom.NewPointEmpty(geom.XY), orb.MultiPoint{}},
		{geom.NewPolygonFlat(geom.NoLayout, nil, []int{0}), orb.Polygon{{}}},
		{geom.NewMultiPointFlat(geom.XY, []float64{1, 2}, geom.NewMultiPointFlatOptionWithEnds([]int{0, 2})), orb.MultiPoint{{1, 2}}},
		{geom.NewPointFlat(geom.XY, []float64{math.NaN(), math.NaN()}), orb.MultiPoint{}},
		{geom.NewLinearRingFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 0}), orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}},
	}
	for _, tt := range tests {
		got, err := ToOrb(tt.g)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%T: error %v, -want +got\n%s", tt.g, err, diff)
		}
	}
}

func TestToOrbRefusesDamage(t *testing.T) {
	flat := []float64{0, 0, 1, 0, 1, 1, 0, 0}
	deep := geom.NewGeometryCollection()
	for range 2 * maxDepth {
		outer := geom.NewGeometryCollection()
		outer.MustPush(deep)
		deep = outer
	}
	for name, g := range map[string]geom.T{
		"descending ends": geom.NewMultiLineStringFlat(geom.XY, flat, []int{6, 4, 8}),
		"beyond":          geom.NewPolygonFlat(geom.XY, flat, []int{10}),
		"odd":             geom.NewPolygonFlat(geom.XY, flat, []int{3}),
		"negative":        geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{8}, {-2}}),
		"depth":           deep,
	} {
		if got, err := ToOrb(g); err == nil {
			t.Errorf("%s: got %v, want an error", name, got)
		}
	}
	if got, err := ToGeom(orb.Collection{nil}); err == nil {
		t.Errorf("nil member: got %v, want an error", got)
	}
}
