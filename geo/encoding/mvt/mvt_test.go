package mvt

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func square(x, y, size int32) []Point {
	return []Point{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}}
}

func hole(x, y, size int32) []Point {
	return []Point{{x, y}, {x, y + size}, {x + size, y + size}, {x + size, y}}
}

// TestBytes holds the encoder to bytes made by hand from the specification: its
// examples of geometry (4.3.5) in the smallest layer that can hold them.
func TestBytes(t *testing.T) {
	for _, c := range []struct {
		name    string
		feature Feature
		want    []byte // of the geometry
	}{
		{"point", Feature{Type: Points, Parts: [][]Point{{{25, 17}}}}, []byte{9, 50, 34}},
		{"points", Feature{Type: Points, Parts: [][]Point{{{5, 7}, {3, 2}}}}, []byte{17, 10, 14, 3, 9}},
		{"line", Feature{Type: Lines, Parts: [][]Point{{{2, 2}, {2, 10}, {10, 10}}}}, []byte{9, 4, 4, 18, 0, 16, 16, 0}},
		{"lines", Feature{Type: Lines, Parts: [][]Point{{{2, 2}, {2, 10}, {10, 10}}, {{1, 1}, {3, 5}}}}, []byte{9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8}},
		{"polygon", Feature{Type: Polygons, Parts: [][]Point{{{3, 6}, {8, 12}, {20, 34}}}}, []byte{9, 6, 12, 18, 10, 12, 24, 44, 15}},
		{"polygons", Feature{Type: Polygons, Parts: [][]Point{square(0, 0, 10), square(11, 11, 9), hole(13, 13, 4)}},
			[]byte{9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15}},
	} {
		got, err := Encode([]Layer{{Name: "a", Features: []Feature{c.feature}}})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		n := byte(len(c.want))
		want := append([]byte{26, n + 14, 120, 2, 10, 1, 'a', 18, n + 4, 24, byte(c.feature.Type), 34, n}, c.want...)
		want = append(want, 40, 128, 32)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	layers := []Layer{
		{Name: "xã, phường", Extent: 4096, Features: []Feature{
			{ID: math.MaxUint64, HasID: true, Type: Polygons, Parts: [][]Point{square(-80, -80, 4256), hole(0, 0, 8)},
				Properties: []Property{{"tên", "Cần Giuộc"}, {"n", int64(-3)}, {"m", int64(math.MaxInt64)}, {"x", 92.8}, {"có", true}, {"không", false}, {"u", uint64(math.MaxUint64)}, {"rỗng", ""}}},
			{Type: Lines, Parts: [][]Point{{{0, 0}, {5, 5}}}, Properties: []Property{{"n", int64(-3)}, {"tên", "Cần Giuộc"}}},
		}},
		{Name: "sites", Extent: 512, Features: []Feature{{ID: 0, HasID: true, Type: Points, Parts: [][]Point{{{1, 2}, {1, 2}}}}}},
	}
	data, err := Encode(append(layers, Layer{Name: "empty"}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(layers, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := strings.Count(string(data), "Cần Giuộc"); n != 1 {
		t.Errorf("a value is written %d times, want once", n)
	}
}

// TestEncoder: a property that the dictionary has is written once, whether a tag or the property
// names it; Bytes does not change the tile; Reset makes an empty one.
func TestEncoder(t *testing.T) {
	var d Dictionary
	var tags []Tag
	want := Feature{Type: Points, Parts: [][]Point{{{1, 2}}}}
	for i := range 100 { // more than a table has room for at first
		p := Property{fmt.Sprintf("key-%02d", i), fmt.Sprintf("value-%02d", i)}
		tag, err := d.Tag(p)
		if err != nil {
			t.Fatal(err)
		}
		tags, want.Properties = append(tags, tag), append(want.Properties, p)
	}
	drawn := Feature{Type: Points, Parts: want.Parts, Tags: tags}
	named := Feature{Type: Points, Parts: want.Parts, Properties: want.Properties}
	var e Encoder
	for range 2 {
		if err := e.Begin("a", 0, &d); err != nil {
			t.Fatal(err)
		}
		for _, f := range []*Feature{&drawn, &named, &drawn} {
			if err := e.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		data := e.Bytes()
		if again := e.Bytes(); !cmp.Equal(data, again) {
			t.Errorf("%d bytes, asked again %d", len(data), len(again))
		}
		got, err := Decode(data, Limits{})
		if diff := cmp.Diff([]Layer{{Name: "a", Extent: DefaultExtent, Features: []Feature{want, want, want}}}, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		for _, p := range want.Properties {
			if n := strings.Count(string(data), p.Key) + strings.Count(string(data), p.Value.(string)); n != 2 {
				t.Errorf("%s is written %d times, want twice: key and value", p.Key, n)
			}
		}
		e.Reset()
	}
	if data := e.Bytes(); len(data) > 0 {
		t.Errorf("after Reset %d bytes", len(data))
	}
}

func TestEncodeRefuses(t *testing.T) {
	one := func(f Feature) []Layer { return []Layer{{Name: "a", Features: []Feature{f}}} }
	with := func(v any) []Layer {
		return one(Feature{Type: Points, Parts: [][]Point{{{1, 1}}}, Properties: []Property{{"k", v}}})
	}
	for _, c := range []struct {
		name   string
		layers []Layer
		want   string
	}{
		{"no name", []Layer{{}}, "name of its own"},
		{"two of a name", []Layer{{Name: "a"}, {Name: "a"}}, "name of its own"},
		{"no type", one(Feature{Parts: [][]Point{{{1, 1}}}}), "geometry type 0"},
		{"no parts", one(Feature{Type: Polygons}), "in 0 parts"},
		{"short line", one(Feature{Type: Lines, Parts: [][]Point{{{1, 1}}}}), "lines need 2"},
		{"short ring", one(Feature{Type: Polygons, Parts: [][]Point{{{1, 1}, {2, 2}}}}), "polygons need 3"},
		{"flat ring", one(Feature{Type: Polygons, Parts: [][]Point{{{1, 1}, {2, 2}, {3, 3}}}}), "no area"},
		{"hole first", one(Feature{Type: Polygons, Parts: [][]Point{hole(0, 0, 5)}}), "is a hole"},
		{"closed ring", one(Feature{Type: Polygons, Parts: [][]Point{append(square(0, 0, 5), Point{})}}), "closing point"},
		{"too far", one(Feature{Type: Lines, Parts: [][]Point{{{math.MinInt32, 0}, {math.MaxInt32, 0}}}}), "2^31"},
		{"too far by one", one(Feature{Type: Points, Parts: [][]Point{{{0, math.MinInt32}}}}), "2^31"},
		{"not a number", with(math.NaN()), "NaN"},
		{"endless", with(math.Inf(1)), "+Inf"},
		{"nil", with(nil), "<nil>"},
		{"int", with(3), "is a int"},
		{"not UTF-8", with("\xff"), "UTF-8"},
	} {
		if _, err := Encode(c.layers); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		name       string
		ring, want []Point
	}{
		{"as it is", square(0, 0, 4), square(0, 0, 4)},
		{"repeated and closed", []Point{{0, 0}, {0, 0}, {4, 0}, {4, 4}, {4, 4}, {0, 4}, {0, 0}}, square(0, 0, 4)},
		{"spike", []Point{{0, 0}, {4, 0}, {9, 0}, {4, 0}, {4, 4}, {0, 4}}, square(0, 0, 4)},
		{"spike of several points", []Point{{0, 0}, {4, 0}, {6, 0}, {9, 0}, {5, 0}, {4, 0}, {4, 4}, {0, 4}}, square(0, 0, 4)},
		{"spike at the seam", []Point{{-5, 0}, {0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, []Point{{0, 0}, {4, 0}, {4, 4}, {0, 4}}},
		{"midpoints stay", []Point{{0, 0}, {2, 0}, {4, 0}, {4, 4}}, []Point{{0, 0}, {2, 0}, {4, 0}, {4, 4}}},
		{"flat", []Point{{0, 0}, {4, 0}, {8, 0}}, nil},
		{"eight without area", []Point{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, nil},
		{"one place", []Point{{1, 1}, {1, 1}, {1, 1}}, nil},
		{"nothing", nil, nil},
	} {
		if diff := cmp.Diff(c.want, Clean(append([]Point(nil), c.ring...))); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestCleanKeepsArea holds Clean to its promises on random rings of few places.
func TestCleanKeepsArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Int32Range(-3, 3)
		ring := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Point { return Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")} }), 0, 12).Draw(t, "ring")
		area := Area2(ring)
		got := Clean(append([]Point(nil), ring...))
		if Area2(got) != area {
			t.Fatalf("area %d of %v became %d of %v", area, ring, Area2(got), got)
		}
		if got == nil {
			return
		}
		n := len(got)
		for i := range got {
			if a, b, c := got[i], got[(i+1)%n], got[(i+2)%n]; a == b || spike(a, b, c) {
				t.Fatalf("%v left a point twice or a spike in %v", ring, got)
			}
		}
		Orient(got, true)
		if _, err := Encode([]Layer{{Name: "a", Features: []Feature{{Type: Polygons, Parts: [][]Point{got}}}}}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	good, err := Encode([]Layer{{Name: "a", Features: []Feature{{Type: Polygons, Parts: [][]Point{square(0, 0, 9)}, Properties: []Property{{"k", "v"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(good); n++ {
		if _, err := Decode(good[:n], Limits{}); err == nil {
			t.Errorf("cut to %d of %d bytes: no error", n, len(good))
		}
	}
	layer := func(fields ...byte) []byte { return append([]byte{26, byte(len(fields))}, fields...) }
	feature := func(geometryType byte, geometry ...byte) []byte {
		n := byte(len(geometry))
		return layer(append([]byte{120, 2, 10, 1, 'a', 18, n + 4, 24, geometryType, 34, n}, geometry...)...)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"version", layer(120, 3, 10, 1, 'a'), "version 3"},
		{"no name", layer(120, 2), `name ""`},
		{"no extent", layer(120, 2, 10, 1, 'a', 40, 0), "extent 0"},
		{"geometry type", feature(4, 9, 0, 0), "geometry type 4"},
		{"no geometry", feature(1), "no geometry"},
		{"line from nowhere", feature(2, 10, 0, 0), "command 2"},
		{"line of a point", feature(2, 9, 0, 0), "not finished"},
		{"lines, the first of a point", feature(2, 9, 0, 0, 9, 2, 2, 10, 2, 2), "command 1"},
		{"open ring", feature(3, 9, 0, 0, 18, 2, 0, 0, 2), "not finished"},
		{"closed at once", feature(3, 9, 0, 0, 15), "where there is none"},
		{"two moves in a ring", feature(3, 9, 0, 0, 9, 0, 0), "command 1"},
		{"no such command", feature(1, 11, 0, 0), "command 3"},
		{"more points than bytes", feature(1, 129, 128, 128, 4, 0, 0), "points in"},
		{"tag without key", layer(120, 2, 10, 1, 'a', 18, 9, 24, 1, 18, 2, 0, 0, 34, 1, 9), "0 keys"},
		{"empty value", layer(120, 2, 10, 1, 'a', 34, 0), "value 0"},
		{"group", []byte{27}, "cut off"},
		{"field 0", []byte{0, 0}, "cut off"},
	} {
		if _, err := Decode(c.data, Limits{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func TestDecodeLimits(t *testing.T) {
	var layers []Layer
	for i := range 3 {
		layers = append(layers, Layer{Name: fmt.Sprint(i), Features: []Feature{{Type: Lines, Parts: [][]Point{{{0, 0}, {1, 1}, {2, 0}}}, Properties: []Property{{"k", int64(1)}, {"l", int64(1)}}}}})
	}
	data, err := Encode(layers)
	if err != nil {
		t.Fatal(err)
	}
	for _, limits := range []Limits{{Bytes: len(data) - 1}, {Layers: 2}, {Features: 2}, {Points: 8}, {Tags: 5}} {
		if _, err := Decode(data, limits); err == nil {
			t.Errorf("%+v: no error", limits)
		}
	}
	if _, err := Decode(data, Limits{Bytes: len(data), Layers: 3, Features: 3, Points: 9, Tags: 6}); err != nil {
		t.Error(err)
	}
}

// FuzzDecode wants no panic, and that a tile that is read and can be written reads
// the same again.
func FuzzDecode(f *testing.F) {
	data, err := Encode([]Layer{
		{Name: "a", Features: []Feature{{ID: 7, HasID: true, Type: Polygons, Parts: [][]Point{square(0, 0, 9), hole(2, 2, 3)}, Properties: []Property{{"k", "v"}, {"x", 1.5}, {"n", int64(-1)}, {"b", true}}}}},
		{Name: "b", Features: []Feature{{Type: Lines, Parts: [][]Point{{{0, 0}, {9, 9}}}}, {Type: Points, Parts: [][]Point{{{1, 1}, {2, 2}}}}}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{Bytes: 1 << 16, Layers: 10, Features: 1000, Points: 10000, Tags: 10000}
		layers, err := Decode(data, limits)
		if err != nil {
			return
		}
		again, err := Encode(layers)
		if err != nil {
			return
		}
		kept := layers[:0]
		for _, l := range layers {
			if len(l.Features) > 0 {
				kept = append(kept, l)
			}
		}
		got, err := Decode(again, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(kept, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-first +second):\n%s", diff)
		}
	})
}
