package place

import (
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

// TestLongestWay: lines that touch end to end are one way, whichever way they are
// drawn, and a junction ends it.
func TestLongestWay(t *testing.T) {
	at := func(x float64) orb.Point { return orb.Point{x, 0} }
	s := func(from, to float64, metres int64) stretch {
		return stretch{[2]orb.Point{at(from), at(to)}, coverage.Whole(metres)}
	}
	line := func(xs ...float64) (l orb.LineString) {
		for _, x := range xs {
			l = append(l, at(x))
		}
		return l
	}
	for _, test := range []struct {
		name   string
		all    []stretch
		lines  []orb.LineString
		metres int64
		way    [2]orb.Point
	}{
		{"none", nil, []orb.LineString{line(0, 1)}, 0, [2]orb.Point{}},
		{"one", []stretch{s(0, 1, 5)}, []orb.LineString{line(0, 1)}, 5, [2]orb.Point{at(0), at(1)}},
		{"first of equals", []stretch{s(0, 1, 5), s(2, 3, 5)}, []orb.LineString{line(0, 4)}, 5, [2]orb.Point{at(0), at(1)}},
		{"two lines touch", []stretch{s(1, 2, 5), s(2, 3, 6)}, []orb.LineString{line(0, 2), line(2, 4)}, 11, [2]orb.Point{at(1), at(3)}},
		{"the second drawn against the first", []stretch{s(1, 2, 5), s(3, 2, 6)}, []orb.LineString{line(0, 2), line(4, 2)}, 11, [2]orb.Point{at(1), at(3)}},
		{"three in any order", []stretch{s(2, 3, 1), s(1, 2, 2), s(3, 4, 4)}, []orb.LineString{line(2, 3), line(0, 2), line(3, 5)}, 7, [2]orb.Point{at(1), at(4)}},
		{"covered at the touch", []stretch{s(1, 1.9, 5), s(2, 3, 6)}, []orb.LineString{line(0, 2), line(2, 4)}, 6, [2]orb.Point{at(2), at(3)}},
		{"a junction", []stretch{s(1, 2, 5), s(2, 3, 6), s(2, 9, 4)}, []orb.LineString{line(0, 2), line(2, 4), line(2, 9)}, 6, [2]orb.Point{at(2), at(3)}},
		{"a ring of two", []stretch{s(0, 1, 5), s(1, 0, 6)}, []orb.LineString{line(0, 1), line(1, 0)}, 11, [2]orb.Point{at(1), at(1)}},
		{"a ring of one", []stretch{s(0, 0, 5)}, []orb.LineString{line(0, 1, 0)}, 5, [2]orb.Point{at(0), at(0)}},
		{"a cut of the grid is no end", []stretch{s(0, 1, 5), s(1, 2, 6)}, []orb.LineString{line(0, 3)}, 6, [2]orb.Point{at(1), at(2)}},
	} {
		longest, way := longestWay(test.all, test.lines)
		if longest != coverage.Whole(test.metres) || way != test.way {
			t.Errorf("%s: %v m from %v to %v", test.name, longest, way[0], way[1])
		}
	}
}
