package pmtiles

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// TestTileID holds ids to those of the specification and of other programs.
func TestTileID(t *testing.T) {
	for _, c := range []struct {
		z, x, y int
		want    uint64
	}{
		{0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5},
		{12, 3423, 1763, 19078479}, // the tests of the JavaScript reader
	} {
		if got, ok := TileID(c.z, c.x, c.y); got != c.want || !ok {
			t.Errorf("TileID(%d, %d, %d) = %d, %v, want %d", c.z, c.x, c.y, got, ok, c.want)
		}
	}
	for _, c := range [][3]int{{-1, 0, 0}, {32, 0, 0}, {3, 8, 0}, {3, 0, 8}, {3, -1, 0}, {3, 0, -1}} {
		if _, ok := TileID(c[0], c[1], c[2]); ok {
			t.Errorf("TileID%v: ok", c)
		}
	}
	if _, _, _, ok := Tile(before(MaxZoom + 1)); ok {
		t.Error("Tile beyond the last zoom: ok")
	}
}

// TestTileIDBothWays: tile and id name each other, and the next id of a zoom is a
// tile beside.
func TestTileIDBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.IntRange(0, MaxZoom).Draw(t, "z")
		x, y := rapid.IntRange(0, 1<<z-1).Draw(t, "x"), rapid.IntRange(0, 1<<z-1).Draw(t, "y")
		id, ok := TileID(z, x, y)
		gotZ, gotX, gotY, back := Tile(id)
		if !ok || !back || gotZ != z || gotX != x || gotY != y {
			t.Fatalf("%d/%d/%d is %d, which is %d/%d/%d", z, x, y, id, gotZ, gotX, gotY)
		}
		nextZ, nextX, nextY, ok := Tile(id + 1)
		if ok && nextZ == z && abs(nextX-x)+abs(nextY-y) != 1 {
			t.Fatalf("%d/%d/%d is followed by %d/%d", z, x, y, nextX, nextY)
		}
	})
}

func abs(v int) int { return max(v, -v) }

var bounds = orb.Bound{Min: orb.Point{102.1, 8.5}, Max: orb.Point{109.5, 23.4}}

func archive(t testing.TB, tiles func(w *Writer)) []byte {
	t.Helper()
	w := NewWriter(Options{Bounds: bounds, Metadata: Metadata{Name: "Vùng lõm sóng", Layers: []VectorLayer{
		{ID: "gaps", MinZoom: 0, MaxZoom: 9, Fields: []Field{{"mã", "String"}, {"area_km2", "Number"}}},
	}}})
	tiles(w)
	var out bytes.Buffer
	if n, err := w.WriteTo(&out); err != nil || n != int64(out.Len()) {
		t.Fatalf("%d of %d bytes: %v", n, out.Len(), err)
	}
	return out.Bytes()
}

func add(t testing.TB, w *Writer, z, x, y int, tile string) {
	t.Helper()
	if err := w.Add(z, x, y, []byte(tile)); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, data []byte) *Reader {
	t.Helper()
	r, err := NewReader(bytes.NewReader(data), int64(len(data)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestArchive(t *testing.T) {
	data := archive(t, func(w *Writer) {
		add(t, w, 2, 3, 1, "d")
		add(t, w, 0, 0, 0, "a")
		add(t, w, 1, 0, 0, "b")
		add(t, w, 1, 0, 1, "b") // ids 1 and 2: a run
		add(t, w, 1, 1, 0, "b") // id 4: the same again
		add(t, w, 2, 0, 0, "c")
	})
	r := open(t, data)
	h := r.Header
	h.root, h.metadata, h.leaves, h.tiles = section{}, section{}, section{}, section{}
	want := Header{AddressedTiles: 6, TileEntries: 5, TileContents: 4, Clustered: true, Internal: Gzip, TileData: Gzip, TileType: TypeMVT,
		MinZoom: 0, MaxZoom: 2, Bounds: bounds, CenterZoom: 2, Center: orb.Point{105.8, 15.95}}
	if diff := cmp.Diff(want, h, cmp.AllowUnexported(Header{}, section{})); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		z, x, y int
		want    string
	}{{0, 0, 0, "a"}, {1, 0, 0, "b"}, {1, 0, 1, "b"}, {1, 1, 0, "b"}, {1, 1, 1, ""}, {2, 0, 0, "c"}, {2, 3, 1, "d"}, {2, 3, 3, ""}, {9, 0, 0, ""}} {
		got, err := r.Tile(c.z, c.x, c.y)
		if err != nil || string(got) != c.want {
			t.Errorf("tile %d/%d/%d: %q, %v, want %q", c.z, c.x, c.y, got, err, c.want)
		}
	}
	var visited []string
	err := r.Each(func(id uint64, run uint32, tile []byte) error {
		visited = append(visited, fmt.Sprint(id, run, string(tile)))
		return nil
	})
	if want := []string{"0 1a", "1 2b", "4 1b", "5 1c", "17 1d"}; err != nil || !slices.Equal(visited, want) {
		t.Errorf("visited %q, %v, want %q", visited, err, want)
	}
	// Hand-made from the specification: where the fields lie.
	if string(data[:8]) != "PMTiles\x03" || data[8] != 127 || data[96] != 1 || data[97] != 2 || data[98] != 2 || data[99] != 1 || data[101] != 2 {
		t.Errorf("header %v", data[:127])
	}
}

func TestMetadata(t *testing.T) {
	r := open(t, archive(t, func(w *Writer) { add(t, w, 0, 0, 0, "a") }))
	got, err := r.Metadata()
	want := `{"name":"Vùng lõm sóng","type":"overlay","vector_layers":[{"id":"gaps","minzoom":0,"maxzoom":9,"fields":{"mã":"String","area_km2":"Number"}}]}`
	if err != nil || string(got) != want || !json.Valid(got) {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// TestLeaves fills an archive until the root holds nothing but leaves.
func TestLeaves(t *testing.T) {
	const z = 8
	text := func(x, y int) string { return fmt.Sprint(bits.Reverse32(uint32(x*7919 + y*104729))) }
	data := archive(t, func(w *Writer) {
		for x := range 1 << z {
			for y := range 1 << z {
				if (x*31+y*17)%3 > 0 {
					add(t, w, z, x, y, text(x, y)[:1+(x+y)%5])
				}
			}
		}
	})
	r := open(t, data)
	if r.Header.leaves.Length == 0 || r.Header.root.Offset+r.Header.root.Length > rootBytes {
		t.Fatalf("root of %d bytes, leaves of %d", r.Header.root.Length, r.Header.leaves.Length)
	}
	for x := range 1 << z {
		for y := x % 101; y < 1<<z; y += 101 {
			want := ""
			if (x*31+y*17)%3 > 0 {
				want = text(x, y)[:1+(x+y)%5]
			}
			if got, err := r.Tile(z, x, y); err != nil || string(got) != want {
				t.Fatalf("tile %d/%d: %q, %v, want %q", x, y, got, err, want)
			}
		}
	}
	n := uint64(0)
	if err := r.Each(func(_ uint64, run uint32, _ []byte) error { n += uint64(run); return nil }); err != nil || n != r.Header.AddressedTiles {
		t.Errorf("%d tiles visited, %v, want %d", n, err, r.Header.AddressedTiles)
	}
}

func TestSameBytes(t *testing.T) {
	tiles := []struct {
		z, x, y int
		text    string
	}{{0, 0, 0, "a"}, {1, 0, 0, "b"}, {1, 1, 1, "a"}, {3, 5, 5, "c"}, {3, 5, 6, "b"}}
	forward := archive(t, func(w *Writer) {
		for _, c := range tiles {
			add(t, w, c.z, c.x, c.y, c.text)
		}
	})
	reverse := archive(t, func(w *Writer) {
		for _, c := range slices.Backward(tiles) {
			add(t, w, c.z, c.x, c.y, c.text)
		}
	})
	if !bytes.Equal(forward, reverse) {
		t.Error("the order of adding shows in the bytes")
	}
}

func TestWriterRefuses(t *testing.T) {
	w := NewWriter(Options{})
	if _, err := w.WriteTo(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "needs one tile") {
		t.Errorf("no tiles: %v", err)
	}
	if err := w.Add(1, 2, 0, []byte("a")); err == nil {
		t.Error("tile 1/2/0: no error")
	}
	if err := w.Add(1, 0, 0, nil); err == nil {
		t.Error("empty tile: no error")
	}
	add(t, w, 1, 0, 0, "a")
	add(t, w, 1, 0, 0, "b")
	if _, err := w.WriteTo(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "1/0/0 was added twice") {
		t.Errorf("twice: %v", err)
	}
}

func TestReaderRefuses(t *testing.T) {
	good := archive(t, func(w *Writer) { add(t, w, 0, 0, 0, "a"); add(t, w, 1, 0, 0, "b") })
	for n := range good {
		r, err := NewReader(bytes.NewReader(good[:n]), int64(n), Limits{})
		if err == nil {
			t.Fatalf("cut to %d of %d bytes: header %+v", n, len(good), r.Header)
		}
	}
	for _, c := range []struct {
		name string
		at   int
		to   byte
		want string
	}{
		{"magic", 0, 'Q', "does not begin with"}, {"version", 7, 2, "version 2"}, {"section", 15, 1, "beyond the file"},
		{"brotli", 97, 3, "compression 3"}, {"zooms", 100, 9, "zooms 9 to 1"}, {"root", 16, 0, "root directory has 0"},
	} {
		bad := slices.Clone(good)
		bad[c.at] = c.to
		if _, err := NewReader(bytes.NewReader(bad), int64(len(bad)), Limits{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
	late := Header{root: section{headerBytes, rootBytes - headerBytes + 1}, Internal: Gzip, TileData: Gzip}
	if _, err := parseHeader(late.append(nil), 1<<20); err == nil || !strings.Contains(err.Error(), "must end before byte") {
		t.Errorf("root that ends too late: %v", err)
	}
	large := archive(t, func(w *Writer) { add(t, w, 0, 0, 0, strings.Repeat("a", 1<<20)) })
	r, err := NewReader(bytes.NewReader(large), int64(len(large)), Limits{TileBytes: 1 << 19})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Tile(0, 0, 0); err == nil || !strings.Contains(err.Error(), "more than 524288 bytes") {
		t.Errorf("bomb: %v", err)
	}
}

// FuzzReader wants no panic and no endless walk from any bytes behind a header.
func FuzzReader(f *testing.F) {
	f.Add(archive(f, func(w *Writer) { add(f, w, 0, 0, 0, "a"); add(f, w, 1, 1, 0, "b") }))
	f.Add([]byte("PMTiles\x03"))
	// Without compression, so that changed bytes reach the directories.
	plain := archive(f, func(w *Writer) { add(f, w, 0, 0, 0, "a") })[:headerBytes]
	h, err := parseHeader(plain, 1<<30)
	if err != nil {
		f.Fatal(err)
	}
	h.Internal, h.TileData = None, None
	root := appendDirectory(nil, []entry{{ID: 0, Length: 1, Run: 1}, {ID: 1, Offset: 0, Length: 5}})
	leaf := appendDirectory(nil, []entry{{ID: 1, Length: 1, Run: 2}})
	h.root, h.leaves, h.metadata, h.tiles = section{127, uint64(len(root))}, section{127 + uint64(len(root)), uint64(len(leaf))}, section{}, section{0, 127}
	f.Add(slices.Concat(h.append(nil), root, leaf))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewReader(bytes.NewReader(data), int64(len(data)), Limits{DirectoryBytes: 1 << 16, MetadataBytes: 1 << 16, TileBytes: 1 << 16})
		if err != nil {
			return
		}
		r.Metadata()
		r.Tile(0, 0, 0)
		r.Tile(1, 1, 0)
		r.Each(func(id uint64, run uint32, tile []byte) error { return nil })
	})
}

func BenchmarkTileID(b *testing.B) {
	for i := range b.N {
		TileID(12, i&4095, i>>3&4095)
	}
}
