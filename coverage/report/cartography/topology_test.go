package cartography

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/internal/picture"
)

// mosaic is a grid of units whose inner corners are moved about.
func mosaic(t *rapid.T, columns, rows int) []orb.MultiPolygon {
	corner := make([]orb.Point, (columns+1)*(rows+1))
	for i := range corner {
		shift := func(name string) float64 { return rapid.Float64Range(-0.03, 0.03).Draw(t, name) }
		corner[i] = orb.Point{106 + 0.1*float64(i%(columns+1)) + shift("dx"), 10 + 0.1*float64(i/(columns+1)) + shift("dy")}
	}
	var all []orb.MultiPolygon
	for y := range rows {
		for x := range columns {
			a := y*(columns+1) + x
			ring := orb.Ring{corner[a], corner[a+1], corner[a+columns+2], corner[a+columns+1], corner[a]}
			all = append(all, orb.MultiPolygon{{ring}})
		}
	}
	return all
}

// TestBordersShared: every inner border is one arc of two units, and the rings made
// of arcs are those that were given.
func TestBordersShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, rows := rapid.IntRange(1, 5).Draw(t, "columns"), rapid.IntRange(1, 5).Draw(t, "rows")
		geometry := mosaic(t, columns, rows)
		b := newBorders(geometry)
		shared := 0
		for _, a := range b.arcs {
			if len(a.units) == 2 {
				shared += len(a.points) - 1
			}
		}
		if want := (columns-1)*rows + columns*(rows-1); shared != want {
			t.Fatalf("%d shared edges, want %d", shared, want)
		}
		for unit := range geometry {
			var points []orb.Point
			for _, part := range b.rings[unit][0] {
				arc := slices.Clone(b.arcs[part.arc].points)
				if part.reverse {
					slices.Reverse(arc)
				}
				points = append(points, arc[:len(arc)-1]...)
			}
			given := geometry[unit][0][0]
			at := slices.Index(points, given[0])
			if len(points) != len(given)-1 || at < 0 {
				t.Fatalf("unit %d has %d points, want %d", unit, len(points), len(given)-1)
			}
			for i := range points {
				if points[(at+i)%len(points)] != given[i] {
					t.Fatalf("unit %d: point %d differs", unit, i)
				}
			}
		}
	})
}

// TestEnclave: the hole of a unit and the unit in it have their border in common,
// wherever each begins and however many corners it has.
func TestEnclave(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 9).Draw(t, "corners")
		var around orb.Ring
		for i := range n {
			turn := 2 * math.Pi * float64(i) / float64(n)
			around = append(around, orb.Point{106.5 + 0.1*math.Cos(turn), 10.5 + 0.1*math.Sin(turn)})
		}
		begun := func(at int) orb.Ring {
			ring := append(slices.Clone(around[at:]), around[:at]...)
			return append(ring, ring[0])
		}
		hole := begun(rapid.IntRange(0, n-1).Draw(t, "hole"))
		slices.Reverse(hole)
		shell := orb.Ring{{106, 10}, {107, 10}, {107, 11}, {106, 11}, {106, 10}}
		b := newBorders([]orb.MultiPolygon{{{shell, hole}}, {{begun(rapid.IntRange(0, n-1).Draw(t, "enclave"))}}})
		if l := (&land{borders: b}); l.isle(1) {
			t.Fatal("the enclave has no neighbour")
		}
		points := 0
		for _, a := range b.arcs {
			if len(a.units) == 2 {
				points += len(a.points) - 1
			}
		}
		if points != n {
			t.Fatalf("%d edges in common, want %d", points, n)
		}
	})
}

// TestSimplified: no point of a line lies farther from the simplified one than
// allowed, and its ends stay.
func TestSimplified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var points []picture.Point
		for range rapid.IntRange(2, 60).Draw(t, "n") {
			points = append(points, picture.Point{X: rapid.Float64Range(0, 20).Draw(t, "x"), Y: rapid.Float64Range(0, 20).Draw(t, "y")})
		}
		short := simplified(points, simplifyPx)
		if short[0] != points[0] || short[len(short)-1] != points[len(points)-1] {
			t.Fatal("an end has moved")
		}
		for _, p := range points {
			nearest := math.Inf(1)
			for i := 1; i < len(short); i++ {
				nearest = math.Min(nearest, offSquared(p, short[i-1], short[i]))
			}
			if nearest > simplifyPx*simplifyPx*(1+1e-9) {
				t.Fatalf("%v is %.2f pixels off", p, math.Sqrt(nearest))
			}
		}
	})
}
