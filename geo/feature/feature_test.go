package feature

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

func TestNormalize(t *testing.T) {
	ring := orb.Ring{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}
	clockwise := slices.Clone(ring)
	slices.Reverse(clockwise)
	hole := orb.Ring{{1, 1}, {1, 2}, {2, 2}, {1, 1}} // clockwise
	for _, tt := range []struct {
		name  string
		in    orb.Geometry
		shape Shape
		want  orb.Geometry
		err   string
	}{
		{"nil", nil, Point, nil, ""},
		{"point rounded", orb.Point{106.12345678, -1e-9}, Point, orb.Point{106.1234568, 0}, ""},
		{"point as many", orb.Point{1, 2}, MultiPoint, orb.MultiPoint{{1, 2}}, ""},
		{"line", orb.LineString{{1, 2}, {1, 2}, {3, 4}}, MultiLine, orb.MultiLineString{{{1, 2}, {3, 4}}}, ""},
		{"clockwise shell", orb.Polygon{clockwise}, MultiPolygon, orb.MultiPolygon{{ring}}, ""},
		{"hole turned", orb.Polygon{ring, {{1, 1}, {2, 2}, {1, 2}}}, MultiPolygon, orb.MultiPolygon{{ring, {{1, 1}, {1, 2}, {2, 2}, {1, 1}}}}, ""},
		{"hole kept", orb.MultiPolygon{{ring, hole}}, MultiPolygon, orb.MultiPolygon{{ring, hole}}, ""},
		{"open", orb.Ring{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, MultiPolygon, orb.MultiPolygon{{ring}}, ""},
		{"empty", orb.MultiPolygon{}, MultiPolygon, nil, ""},
		{"of no area", orb.Polygon{{{0, 0}, {1, 1}, {2, 2}, {0, 0}}}, MultiPolygon, nil, "no area"},
		{"nan", orb.Point{math.NaN(), 1}, Point, nil, "not on the globe"},
		{"shell of nothing", orb.Polygon{{}, hole}, MultiPolygon, nil, "ring 1 has no area"},
		{"beyond the pole", orb.Point{0, 90.1}, Point, nil, "not on the globe"},
		{"far", orb.Point{600000, 1200000}, Point, nil, "not on the globe"},
		{"other type", orb.Point{1, 2}, MultiPolygon, nil, "a Point in a layer of polygons"},
		{"table", orb.Point{1, 2}, None, nil, "without geometry"},
		{"short line", orb.LineString{{1, 2}, {1, 2}}, MultiLine, nil, "needs 2"},
	} {
		got, err := Normalize(tt.in, tt.shape)
		if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); err == nil && diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
	if g, err := Normalize(orb.Point{-1e-9, 1}, Point); err != nil || math.Signbit(g.(orb.Point)[0]) {
		t.Errorf("a longitude rounded to zero is %v, %v: want no sign, which some formats would show", g, err)
	}
}

func TestSchema(t *testing.T) {
	s := Schema{Name: "1st", Fields: []Field{{Name: "a b"}, {Name: "fid"}, {Name: "x"}, {Name: "X"}, {Name: "y", Kind: 9}}}
	err := s.Validate()
	for _, want := range []string{`layer name "1st"`, `column name "a b"`, `"fid" is kept`, `"X" stands twice`, "unknown kind 9"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate lacks %q: %v", want, err)
		}
	}
	s = Schema{Name: "t", Fields: []Field{{Name: "a", Kind: Text}, {Name: "n", Kind: Integer}, {Name: "r", Kind: Real}, {Name: "b", Kind: Boolean}}}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"Ấp 1", "a\tb\nc\r"} {
		if _, err := s.Normalize(Feature{Values: []any{text, int64(1), 1.5, true}}); err != nil {
			t.Error(err)
		}
	}
	for length, ok := range map[int]bool{63: true, 64: false} {
		if err := (&Schema{Name: strings.Repeat("a", length)}).Validate(); (err == nil) != ok {
			t.Errorf("name of %d letters: %v", length, err)
		}
	}
	for _, values := range [][]any{{"a"}, {1, nil, nil, nil}, {"\x00", nil, nil, nil}, {"\xff", nil, nil, nil}, {nil, 1, nil, nil}, {nil, nil, math.Inf(1), nil}, {nil, nil, nil, "true"}} {
		if _, err := s.Normalize(Feature{Values: values}); err == nil {
			t.Errorf("%v: no error", values)
		}
	}
}

// TestOrientation compares 128-bit arithmetic with math/big over the whole globe.
func TestOrientation(t *testing.T) {
	coordinate := func(t *rapid.T, most int32) float64 {
		return geo.E7(rapid.Int32Range(-most, most).Draw(t, "e7")).Degrees()
	}
	rapid.Check(t, func(t *rapid.T) {
		ring := make(orb.Ring, rapid.IntRange(0, 12).Draw(t, "n"))
		for i := range ring {
			ring[i] = orb.Point{coordinate(t, 180*geo.E7PerDegree), coordinate(t, 90*geo.E7PerDegree)}
		}
		sum := new(big.Int)
		for i := range ring {
			x, y := e7(ring[i])
			x2, y2 := e7(ring[(i+1)%len(ring)])
			sum.Add(sum, new(big.Int).Mul(big.NewInt(x), big.NewInt(y2)))
			sum.Sub(sum, new(big.Int).Mul(big.NewInt(x2), big.NewInt(y)))
		}
		if got := Orientation(ring); got != sum.Sign() {
			t.Fatalf("%v: got %d, want %d", ring, got, sum.Sign())
		}
	})
}

// TestHilbert: each cell of a corner of the curve is met once, and steps go to a neighbour.
func TestHilbert(t *testing.T) {
	const side = 64
	type cell struct{ x, y uint32 }
	at := map[uint32]cell{}
	for x := range uint32(side) {
		for y := range uint32(side) {
			at[hilbert(x, y)] = cell{x, y}
		}
	}
	if len(at) != side*side {
		t.Fatalf("%d places for %d cells", len(at), side*side)
	}
	for d := range uint32(side*side - 1) {
		a, b := at[d], at[d+1]
		if dx, dy := int(a.x)-int(b.x), int(a.y)-int(b.y); dx*dx+dy*dy != 1 {
			t.Fatalf("from %v at %d to %v", a, d, b)
		}
	}
}

func TestHilbertOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.Int32Range(-2, 2) // places, so that many boxes share one
		boxes := make([]Box, rapid.IntRange(0, 50).Draw(t, "n"))
		for i := range boxes {
			x, y := geo.E7(few.Draw(t, "x"))*90*geo.E7PerDegree, geo.E7(few.Draw(t, "y"))*45*geo.E7PerDegree
			boxes[i] = Box{x, y, x, y}
		}
		order := HilbertOrder(boxes)
		met := map[Box]int{}
		for n, k := range order {
			if last, ok := met[boxes[k]]; ok && (last > k || boxes[order[n-1]] != boxes[k]) {
				t.Fatalf("%v: boxes of one place are not together in their own order", order)
			}
			met[boxes[k]] = k
		}
		for i, k := range slices.Sorted(slices.Values(order)) {
			if i != k {
				t.Fatalf("%v is no permutation", order)
			}
		}
	})
}

func TestBoxOf(t *testing.T) {
	got, ok := BoxOf(orb.MultiPolygon{{{{2, 3}, {1, 9}, {5, 4}, {2, 3}}}, {{{3, -1}, {4, 2}, {3, 2}, {3, -1}}}})
	want := Box{geo.ToE7(1), geo.ToE7(-1), geo.ToE7(5), geo.ToE7(9)}
	if !ok || got != want {
		t.Errorf("%v, %v, want %v", got, ok, want)
	}
	if _, ok := BoxOf(nil); ok {
		t.Error("nothing has an extent")
	}
}
