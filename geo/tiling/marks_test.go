package tiling

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo/encoding/mvt"
)

func number(f mvt.Feature, key string) (int64, bool) {
	for _, p := range f.Properties {
		if p.Key == key {
			return p.Value.(int64), true
		}
	}
	return 0, false
}

// standsFor counts the features that those of a tile stand for, where they begin
// inside it, so that none is counted in two tiles.
func standsFor(l mvt.Layer) (n int64) {
	for _, f := range l.Features {
		p := f.Parts[0][0]
		if p.X < 0 || p.X >= Extent || p.Y < 0 || p.Y >= Extent {
			continue
		}
		count, ok := number(f, PropertyMerged)
		if !ok {
			count = 1
		}
		n += count
	}
	return n
}

// TestNothingVanishes: at every zoom but the last, the marks of all tiles stand for
// all features that are too small, each once, even where tiles are too large.
func TestNothingVanishes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(rt, "n")
		r := roll(rapid.Uint64().Draw(rt, "seed"))
		polygons := rapid.Bool().Draw(rt, "polygons")
		l := Layer{Name: "a", MaxZoom: 9, MergeBy: []string{"class"}}
		for i := range n {
			lon, lat := 105+r.next()*r.next(), 10+r.next()*r.next()
			f := Feature{ID: uint64(i + 1), Geometry: orb.Point{lon, lat}, Properties: []Property{{Key: "class", Value: int64(i % 3)}}}
			if polygons {
				f.Geometry = square(lon, lat, 1e-4*r.next()) // below a pixel of zoom 9, 1/1456 degree
			}
			l.Features = append(l.Features, f)
		}
		opt := Options{TileBytes: rapid.IntRange(100, 20_000).Draw(rt, "bytes")}
		if !polygons {
			// The mark of a point may be rounded onto the next tile, which must then
			// have the same marks to be counted with it.
			opt.TileBytes = 1 << 20
		}
		s := newSet(t, opt, l)
		got := map[int]int64{}
		err := s.All(func(z, x, y int, tile []byte) error {
			got[z] += standsFor(decode(t, tile)[0])
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		for z := range l.MaxZoom {
			if got[z] != int64(n) {
				rt.Errorf("zoom %d: the tiles stand for %d features of %d", z, got[z], n)
			}
		}
	})
}

func TestMarkOfOneAndOfMany(t *testing.T) {
	feature := func(id uint64, lon, size float64, class string) Feature {
		return Feature{ID: id, Geometry: square(lon, 10.0001, size), Properties: []Property{{Key: "class", Value: class}, {Key: "id", Value: fmt.Sprint(id)}}}
	}
	features := []Feature{feature(1, 105.0001, 1e-5, "white"), feature(2, 105.0002, 3e-5, "white"), feature(3, 105.0003, 1e-5, "gap"), feature(4, 107, 1e-5, "gap")}
	type mark struct {
		id     uint64
		class  string
		own    string
		merged int64
	}
	for _, c := range []struct {
		name    string
		mergeBy []string
		want    []mark
	}{
		{"by class", []string{"class"}, []mark{{0, "white", "", 2}, {3, "gap", "3", 1}, {4, "gap", "4", 1}}},
		{"by nothing", nil, []mark{{2, "white", "2", 3}, {4, "gap", "4", 1}}},
		{"by what none has", []string{"kind"}, []mark{{2, "white", "2", 3}, {4, "gap", "4", 1}}},
	} {
		s := newSet(t, Options{}, Layer{Name: "a", MaxZoom: 12, MergeBy: c.mergeBy, Features: features})
		tile, err := s.Tile(5, 25, 15)
		if err != nil {
			t.Fatal(err)
		}
		var got []mark
		for _, f := range decode(t, tile)[0].Features {
			m := mark{id: f.ID}
			for _, p := range f.Properties {
				switch p.Key {
				case "class":
					m.class = p.Value.(string)
				case "id":
					m.own = p.Value.(string)
				}
			}
			m.merged, _ = number(f, PropertyMerged)
			if share, ok := number(f, PropertyShare); !ok || share != 1 {
				t.Errorf("%s: share %d, want 1", c.name, share)
			}
			if area := mvt.Area2(f.Parts[0]); area != 2*PixelUnits*PixelUnits {
				t.Errorf("%s: mark of %d half units", c.name, area)
			}
			got = append(got, m)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestLastZoomHasAll: what is less than a unit wide is there by itself.
func TestLastZoomHasAll(t *testing.T) {
	l := Layer{Name: "a", MaxZoom: 8}
	shapes := []orb.Geometry{
		square(105.1, 10.1, 1e-7), orb.LineString{{105.1, 10.1}, {105.1, 10.1}}, orb.Point{105.1, 10.1},
		orb.MultiPoint{{105.1, 10.1}, {105.2, 10.1}}, orb.Polygon{{{105.1, 10.1}, {105.2, 10.1}}}, // flat
		orb.LineString{{105.1, 10.1}, {105.2, 10.2}}, orb.MultiLineString{{{105.1, 10.1}, {105.1, 10.2}}, {{105.2, 10.2}, {105.2, 10.2}}},
		square(105.1, 10.1, 0.1)[0], orb.Bound{Min: orb.Point{105.1, 10.1}, Max: orb.Point{105.2, 10.2}}, orb.MultiPolygon{square(105.1, 10.1, 0.1)},
	}
	for i, g := range shapes {
		l.Features = append(l.Features, Feature{ID: uint64(i + 1), Geometry: g})
	}
	s := newSet(t, Options{}, l)
	seen := map[uint64]mvt.GeometryType{}
	eachTile(t, s, l.MaxZoom, func(x, y int, layers []mvt.Layer) {
		for _, f := range layers[0].Features {
			seen[f.ID] = f.Type
			if _, ok := number(f, PropertyMerged); ok {
				t.Errorf("feature %d is a mark", f.ID)
			}
		}
	})
	for i, g := range shapes {
		want := map[int]mvt.GeometryType{0: mvt.Points, 1: mvt.Lines, 2: mvt.Polygons}[g.Dimensions()]
		if seen[uint64(i+1)] != want {
			t.Errorf("%s %d is drawn as %v, want %v", g.GeoJSONType(), i, seen[uint64(i+1)], want)
		}
	}
}

// TestCells holds the cells to a slow search.
func TestCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zoom := rapid.IntRange(0, 17).Draw(t, "zoom")
		place := func(name string) at {
			return at{rapid.Int32Range(0, 1<<worldBits).Draw(t, name+"x"), rapid.Int32Range(0, 1<<worldBits).Draw(t, name+"y")}
		}
		l := &layer{shapes: make([]shape, 40)}
		var marks []mark
		near := place("near")
		for i := range l.shapes {
			p := near
			if i%3 > 0 {
				p = place("p")
			}
			marks = append(marks, mark{cell: cellOf(p, zoom), feature: int32(i), count: 1})
			if b := cellBox(cellOf(p, zoom), zoom); p.x < 1<<worldBits && p.y < 1<<worldBits && !b.touches(box{p.x, p.y, p.x, p.y}) {
				t.Fatalf("%v is in a cell that covers %v", p, b)
			}
		}
		p := &markPyramid{levels: make([][]mark, 18)}
		p.levels[zoom] = l.merge(marks)
		a, b := place("a"), place("b")
		window := box{min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)}
		var want, got []mark
		for _, m := range p.levels[zoom] {
			if cellBox(m.cell, zoom).touches(window) {
				want = append(want, m)
			}
		}
		p.search(window, zoom, func(m mark) bool { got = append(got, m); return true })
		if fmt.Sprint(got) != fmt.Sprint(want) || p.count(window, zoom) != len(want) {
			t.Fatalf("found %v, %d, want %v", got, p.count(window, zoom), want)
		}
	})
}
