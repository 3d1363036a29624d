package pmtiles

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestDirectoryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []entry
		id := uint64(0)
		for range rapid.IntRange(1, 50).Draw(t, "n") {
			id += rapid.Uint64Range(0, 1<<40).Draw(t, "gap")
			run := rapid.Uint32Range(0, 5).Draw(t, "run")
			e := entry{ID: id, Run: run, Length: rapid.Uint32Range(1, 1<<31).Draw(t, "length"), Offset: rapid.Uint64Range(0, 1<<50).Draw(t, "offset")}
			if len(want) > 0 && rapid.Bool().Draw(t, "follows") {
				last := want[len(want)-1]
				e.Offset = last.Offset + uint64(last.Length)
			}
			want = append(want, e)
			id += uint64(max(run, 1))
		}
		got, err := parseDirectory(appendDirectory(nil, want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		for _, e := range want {
			found, ok := find(got, e.ID+uint64(max(e.Run, 1))-1)
			if !ok || found != e {
				t.Fatalf("entry %+v is found as %+v, %v", e, found, ok)
			}
		}
	})
}

func TestDirectoryRefuses(t *testing.T) {
	for _, b := range [][]byte{
		nil, {0}, {1}, {255}, {200, 1, 1, 1, 1, 1},
		{1, 0, 1, 0, 1},             // no length
		{1, 0, 1, 5, 0},             // the first follows nothing
		{2, 0, 0, 1, 1, 5, 5, 1, 0}, // an id twice
		{2, 0, 1, 2, 1, 5, 5, 1, 0}, // a run over the next
		{1, 0, 1, 5, 1, 9},          // more at the end
	} {
		if got, err := parseDirectory(b); !errors.Is(err, errDirectory) {
			t.Errorf("%v: %v, %v, want an error", b, got, err)
		}
	}
}

// TestDirectories: leaves double until the root has room for them, and the root, by itself or of
// leaves, ends where the format wants it to (section 3.1: within the first 16,384 bytes).
func TestDirectories(t *testing.T) {
	var w Writer
	noise := rand.New(rand.NewPCG(1, 2))
	var entries []entry
	id := uint64(0)
	for range 6000 {
		id += 1 + noise.Uint64N(1000)
		entries = append(entries, entry{ID: id, Offset: noise.Uint64N(1 << 40), Length: 1 + noise.Uint32N(1<<16), Run: 1})
	}
	alone := 0
	for n := 1200; n < 2200; n += 7 { // through where the root is full
		root, leaves, err := w.directories(entries[:n], 512)
		if err != nil || len(root) > rootBytes-headerBytes {
			t.Fatalf("%d entries: root of %d bytes, %v", n, len(root), err)
		}
		if leaves == nil {
			alone = n
		}
	}
	if alone < 1200 || alone > 2193 {
		t.Errorf("the root holds %d entries: try others", alone)
	}
	root, leaves, err := w.directories(entries, 1)
	if err != nil || len(root) > rootBytes-headerBytes {
		t.Fatalf("root of %d bytes, %v", len(root), err)
	}
	var got []entry
	end := uint64(0)
	for _, e := range directoryOf(t, root) {
		part := directoryOf(t, leaves[e.Offset:][:e.Length])
		if e.Run != 0 || e.Offset != end || part[0].ID != e.ID {
			t.Fatalf("leaf %+v at byte %d begins with %+v", e, end, part[0])
		}
		end += uint64(e.Length)
		got = append(got, part...)
	}
	if diff := cmp.Diff(entries, got); diff != "" || end != uint64(len(leaves)) {
		t.Errorf("leaves of %d bytes of %d (-want +got):\n%s", end, len(leaves), diff)
	}
}

func directoryOf(t *testing.T, data []byte) []entry {
	t.Helper()
	data, err := decompress(Gzip, data, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := parseDirectory(data)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// TestCenterZoom: the first view shows all of the bounds.
func TestCenterZoom(t *testing.T) {
	for _, c := range []struct {
		bounds orb.Bound
		want   int
	}{
		{orb.Bound{Min: orb.Point{-180, -85}, Max: orb.Point{180, 85}}, 2},
		{orb.Bound{Min: orb.Point{100, 0}, Max: orb.Point{145, 10}}, 3},
		{orb.Bound{Min: orb.Point{100, 0}, Max: orb.Point{100, 46}}, 2},
		{orb.Bound{Min: orb.Point{100, 10}, Max: orb.Point{100, 10}}, 9},
	} {
		w := Writer{opt: Options{Bounds: c.bounds}, minZoom: 2, maxZoom: 9}
		if got := w.centerZoom(); got != c.want {
			t.Errorf("%v: zoom %d, want %d", c.bounds, got, c.want)
		}
	}
}

// TestEachTwice: leaves that tell of one tile are an error, for they could go on without end.
func TestEachTwice(t *testing.T) {
	var leaves []byte
	var root []entry
	for _, e := range []entry{{ID: 0, Length: 1, Run: 3}, {ID: 2, Length: 1, Run: 1}} {
		leaf := appendDirectory(nil, []entry{e})
		root = append(root, entry{ID: e.ID, Offset: uint64(len(leaves)), Length: uint32(len(leaf))})
		leaves = append(leaves, leaf...)
	}
	h := Header{Internal: None, TileData: None, TileType: TypeMVT}
	rootData := appendDirectory(nil, root)
	at := uint64(headerBytes)
	for i, data := range [][]byte{rootData, nil, leaves, []byte("t")} {
		*h.sections()[i] = section{at, uint64(len(data))}
		at += uint64(len(data))
	}
	r := open(t, slices.Concat(h.append(nil), rootData, leaves, []byte("t")))
	if err := r.Each(func(uint64, uint32, []byte) error { return nil }); !errors.Is(err, errDirectory) {
		t.Errorf("%v, want an error of the directory", err)
	}
}
