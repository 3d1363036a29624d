package shapefile

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

func lines(rings ...orb.Ring) orb.MultiLineString {
	out := make(orb.MultiLineString, len(rings))
	for i, r := range rings {
		out[i] = orb.LineString(slices.Clone(r))
	}
	return out
}

func TestNest(t *testing.T) {
	out, in := func(x, y, size float64) orb.Ring { return reversed(box(x, y, size)) }, box
	ccw, cw := box, func(x, y, size float64) orb.Ring { return reversed(box(x, y, size)) }
	tests := []struct {
		name   string
		rings  orb.MultiLineString
		want   orb.Geometry
		repair string
	}{
		{"one", lines(out(0, 0, 9)), orb.Polygon{reversed(cw(0, 0, 9))}, ""},
		{"island in a hole", lines(out(0, 0, 9), in(1, 1, 7), out(2, 2, 4)), orb.MultiPolygon{{ccw(0, 0, 9), cw(1, 1, 7)}, {ccw(2, 2, 4)}}, ""},
		{"hole in an island in a hole, any order", lines(in(3, 3, 1), out(2, 2, 4), in(1, 1, 7), out(0, 0, 9)), orb.MultiPolygon{{ccw(2, 2, 4), cw(3, 3, 1)}, {ccw(0, 0, 9), cw(1, 1, 7)}}, ""},
		{"hole before its shell", lines(in(1, 1, 1), out(0, 0, 9)), orb.Polygon{ccw(0, 0, 9), cw(1, 1, 1)}, ""},
		{"hole of the first shell after the second", lines(out(0, 0, 9), out(20, 0, 9), in(1, 1, 1)), orb.MultiPolygon{{ccw(0, 0, 9), cw(1, 1, 1)}, {ccw(20, 0, 9)}}, ""},
		{"hole touching its shell", lines(out(0, 0, 9), in(0, 3, 2)), orb.Polygon{ccw(0, 0, 9), cw(0, 3, 2)}, ""},
		{"hole that fills its shell", lines(out(0, 0, 9), in(0, 0, 9)), orb.Polygon{ccw(0, 0, 9), cw(0, 0, 9)}, ""},
		{"shells touching", lines(out(0, 0, 9), out(9, 0, 9), in(9, 3, 2)), orb.MultiPolygon{{ccw(0, 0, 9)}, {ccw(9, 0, 9), cw(9, 3, 2)}}, ""},
		{"hole alone", lines(out(0, 0, 9), in(20, 20, 2)), orb.MultiPolygon{{ccw(0, 0, 9)}, {ccw(20, 20, 2)}}, "ring 2: a hole outside"},
		{"one, wrong turn", lines(in(0, 0, 9)), orb.Polygon{ccw(0, 0, 9)}, "counter-clockwise"},
		{"all of the wrong turn", lines(in(0, 0, 9), in(1, 1, 7), in(2, 2, 4), in(30, 30, 1)), orb.MultiPolygon{{ccw(0, 0, 9), cw(1, 1, 7)}, {ccw(2, 2, 4)}, {ccw(30, 30, 1)}}, "told by nesting"},
		{"the same twice", lines(in(0, 0, 9), in(0, 0, 9)), orb.Polygon{ccw(0, 0, 9), cw(0, 0, 9)}, "told by nesting"},
		{"open ring", lines(out(0, 0, 9)[:4]), orb.Polygon{ccw(0, 0, 9)}, "ring 1: open, closed"},
		{"flat ring beside", lines(out(0, 0, 9), orb.Ring{{1, 1}, {2, 2}, {1, 1}, {1, 1}}, orb.Ring{{3, 3}}), orb.Polygon{ccw(0, 0, 9)}, "ring 2: 4 points without area"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, repairs, err := nest(tt.rings)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sorted(tt.want), sorted(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			all := strings.Join(repairs, "; ")
			if !strings.Contains(all, tt.repair) || (all == "") != (tt.repair == "") {
				t.Errorf("repairs: got %q, want %q", all, tt.repair)
			}
		})
	}
}

// sorted turns rings to start at their smallest point, so that the start does not
// matter in comparisons.
func sorted(g orb.Geometry) orb.Geometry {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	for _, p := range polygons {
		for k, r := range p {
			body := slices.Clone(r[:len(r)-1])
			first := 0
			for i := range body {
				if body[i][0] < body[first][0] || body[i][0] == body[first][0] && body[i][1] < body[first][1] {
					first = i
				}
			}
			body = append(body[first:len(body):len(body)], body[:first]...)
			p[k] = append(body, body[0])
		}
	}
	return g
}

// TestNestKeepsEvenOdd: nested boxes in any order and turn cover a point exactly if
// an odd number of them does, as all writers mean it.
func TestNestKeepsEvenOdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rings []orb.Ring
		var build func(x, y, size float64, depth int)
		build = func(x, y, size float64, depth int) {
			r := box(x, y, size)
			if depth%2 == 0 {
				r = reversed(r) // shells clockwise
			}
			rings = append(rings, r)
			if depth > 4 || size < 4 {
				return
			}
			for i := range rapid.IntRange(0, 2).Draw(t, "inside") {
				build(x+size/16+float64(i)*size/2, y+size/16, size*3/8, depth+1)
			}
		}
		build(0, 0, 1024, 0)
		seed := rapid.Uint64().Draw(t, "seed")
		random := rand.New(rand.NewPCG(seed, 1))
		random.Shuffle(len(rings), func(i, j int) { rings[i], rings[j] = rings[j], rings[i] })
		input := lines(rings...)
		wrong := rapid.Bool().Draw(t, "all counter-clockwise")
		if wrong {
			for i := range input {
				if doubleArea(orb.Ring(input[i])) < 0 {
					slices.Reverse(input[i])
				}
			}
		}
		g, _, err := nest(input)
		if err != nil {
			t.Fatal(err)
		}
		multi, ok := g.(orb.MultiPolygon)
		if !ok {
			multi = orb.MultiPolygon{g.(orb.Polygon)}
		}
		n := 0
		for _, p := range multi {
			n += len(p)
		}
		if n != len(rings) {
			t.Fatalf("got %d rings, want %d", n, len(rings))
		}
		for range 50 {
			p := orb.Point{random.Float64() * 1024, random.Float64() * 1024}
			inside := 0
			for _, r := range rings {
				if planar.RingContains(r, p) {
					inside++
				}
			}
			if got, want := planar.MultiPolygonContains(multi, p), inside%2 == 1; got != want {
				t.Fatalf("%v in %v: got %v, want %v", p, multi, got, want)
			}
		}
	})
}

// TestManyIslands: a coast of 20,000 islands with a lake each, lakes first.
func TestManyIslands(t *testing.T) {
	var rings []orb.Ring
	for i := range 20_000 {
		rings = append(rings, box(float64(i%200)*3+.5, float64(i/200)*3+.5, 1))
	}
	for i := range 20_000 {
		rings = append(rings, reversed(box(float64(i%200)*3, float64(i/200)*3, 2)))
	}
	g, repairs, err := nest(lines(rings...))
	multi, _ := g.(orb.MultiPolygon)
	if err != nil || len(multi) != 20_000 || len(repairs) > 0 {
		t.Fatalf("got %d polygons, repairs %q, error %v", len(multi), repairs, err)
	}
	for i, p := range multi {
		if len(p) != 2 || p[1].Bound().Min[0]-p[0].Bound().Min[0] != .5 {
			t.Fatalf("island %d: got %v", i, p)
		}
	}
}
