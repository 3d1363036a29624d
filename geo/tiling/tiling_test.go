package tiling

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"phusong/geo/encoding/mvt"
)

func decode(t testing.TB, tile []byte) []mvt.Layer {
	t.Helper()
	layers, err := mvt.Decode(tile, mvt.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func newSet(t testing.TB, opt Options, layers ...Layer) *Set {
	t.Helper()
	s, err := New(layers, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// square is a square of degrees, or nearly one.
func square(lon, lat, size float64) orb.Polygon {
	return orb.Polygon{{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}}
}

func TestTileOfTheWorld(t *testing.T) {
	s := newSet(t, Options{}, Layer{Name: "a", MaxZoom: 3, Features: []Feature{
		{ID: 5, Geometry: orb.Bound{Min: orb.Point{0, -66.51326044311186}, Max: orb.Point{90, 0}}, Properties: []Property{{Key: "tên", Value: "biển"}}},
	}})
	tile, err := s.Tile(0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := decode(t, tile)[0].Features[0]
	want := [][]mvt.Point{{{X: 2048, Y: 2048}, {X: 3072, Y: 2048}, {X: 3072, Y: 3072}, {X: 2048, Y: 3072}}}
	if f.ID != 5 || f.Properties[0].Value != "biển" || mvt.Area2(f.Parts[0]) != mvt.Area2(want[0]) {
		t.Errorf("got %+v, want the ring %v", f, want)
	}
	for _, p := range f.Parts[0] {
		if p.X != 2048 && p.X != 3072 || p.Y != 2048 && p.Y != 3072 {
			t.Errorf("vertex %v, want those of %v", p, want)
		}
	}
}

func TestTileBeyond(t *testing.T) {
	s := newSet(t, Options{}, Layer{Name: "a", MinZoom: 2, MaxZoom: 5, Features: []Feature{{Geometry: square(105, 10, 1)}}})
	for _, c := range [][3]int{{-1, 0, 0}, {0, 1, 0}, {2, -1, 0}, {2, 0, 4}, {40, 0, 0}} {
		if _, err := s.Tile(c[0], c[1], c[2]); err == nil {
			t.Errorf("tile %v: no error", c)
		}
	}
	for _, c := range [][3]int{{1, 1, 0}, {6, 50, 30}, {2, 0, 0}, {20, 5, 5}} {
		if tile, err := s.Tile(c[0], c[1], c[2]); err != nil || tile != nil {
			t.Errorf("tile %v: %d bytes, %v, want none", c, len(tile), err)
		}
	}
	empty := newSet(t, Options{})
	if tile, err := empty.Tile(0, 0, 0); err != nil || tile != nil {
		t.Errorf("no layers: %v, %v", tile, err)
	}
}

func TestNewRefuses(t *testing.T) {
	with := func(f Feature) []Layer { return []Layer{{Name: "a", MaxZoom: 5, Features: []Feature{f}}} }
	property := func(key string, v any) []Layer {
		return with(Feature{Geometry: orb.Point{105, 10}, Properties: []Property{{Key: key, Value: v}}})
	}
	for _, c := range []struct {
		name   string
		layers []Layer
		want   string
	}{
		{"no name", []Layer{{}}, "name of its own"},
		{"zooms", []Layer{{Name: "a", MinZoom: 3, MaxZoom: 2}}, "zooms 3 to 2"},
		{"deep zoom", []Layer{{Name: "a", MaxZoom: 19}}, "within 0 to 18"},
		{"two of a name", []Layer{{Name: "a"}, {Name: "a"}}, "name of its own"},
		{"no geometry", with(Feature{}), "<nil>"},
		{"collection", with(Feature{Geometry: orb.Collection{}}), "orb.Collection"},
		{"no points", with(Feature{Geometry: orb.Polygon{}}), "no points"},
		{"pole", with(Feature{Geometry: orb.Point{0, 89}}), "feature 0"},
		{"not a number", with(Feature{Geometry: orb.Point{math.NaN(), 0}}), "feature 0"},
		{"east of the world", with(Feature{Geometry: orb.Point{181, 0}}), "feature 0"},
		{"own property", property(PropertyMerged, int64(1)), "rename"},
		{"property", property("k", []int{1}), "[]int"},
	} {
		if _, err := New(c.layers, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	if _, err := New(nil, Options{BufferUnits: 5000}); err == nil {
		t.Error("buffer of 5000: no error")
	}
}

// TestAllIsTile holds the pyramid to the single tiles, drawn again in reverse.
func TestAllIsTile(t *testing.T) {
	s := newSet(t, Options{}, quilt(6, 3))
	type drawn struct {
		z, x, y int
		data    []byte
	}
	var all []drawn
	err := s.All(func(z, x, y int, tile []byte) error {
		all = append(all, drawn{z, x, y, tile})
		return nil
	})
	if err != nil || len(all) < 10 {
		t.Fatalf("%d tiles, %v", len(all), err)
	}
	again := newSet(t, Options{}, quilt(6, 3))
	for i := len(all) - 1; i >= 0; i-- {
		d := all[i]
		got, err := again.Tile(d.z, d.x, d.y)
		if err != nil || !bytes.Equal(got, d.data) {
			t.Fatalf("tile %d/%d/%d differs when it is asked for alone (%v)", d.z, d.x, d.y, err)
		}
	}
}
