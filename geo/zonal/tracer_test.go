package zonal

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// What a Tracer makes of a polygon is what an Outline of its own gives, whatever came before, errors too.
func TestTracerMakesTheFootprintsOfOutlines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		tracer, err := NewTracer(g)
		if err != nil {
			t.Fatal(err)
		}
		kept := []Footprint{}
		var wanted []Footprint
		for range rapid.IntRange(1, 6).Draw(t, "polygons") {
			mp := drawStar(t, g)
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				mp = orb.MultiPolygon{}
			case 1:
				mp = orb.MultiPolygon{{reversed(mp[0][0])}}
			}
			o, errWant := NewOutline(g, mp)
			got, errGot := tracer.Footprint(mp)
			if (errWant == nil) != (errGot == nil) || errWant != nil && errWant.Error() != errGot.Error() {
				t.Fatalf("error %v, want %v", errGot, errWant)
			}
			if errWant == nil {
				kept, wanted = append(kept, got), append(wanted, o.Footprint())
			}
		}
		for i := range kept {
			if !reflect.DeepEqual(kept[i], wanted[i]) {
				t.Fatalf("polygon %d: %v, want %v", i, kept[i], wanted[i])
			}
		}
	})
}

// The outlines and meshes of a Tracer are those of NewOutline, whatever was in its memory before.
func TestTracerMakesOutlines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		tracer, err := NewTracer(g)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(2, 6).Draw(t, "polygons") {
			mp := drawStar(t, g)
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				mp = orb.MultiPolygon{}
			case 1:
				mp = orb.MultiPolygon{{reversed(mp[0][0])}}
			}
			want, errWant := NewOutline(g, mp)
			got, errGot := tracer.Outline(mp)
			if fmt.Sprint(errWant) != fmt.Sprint(errGot) {
				t.Fatalf("error %v, want %v", errGot, errWant)
			}
			if errWant == nil && rapid.Bool().Draw(t, "meshed") {
				got.Mesh().Cells()
			}
			if errWant == nil {
				sameOutline(t, got, want)
			}
		}
	})
}

// sameOutline compares two outlines and their meshes but for what is empty or nil.
func sameOutline(t *rapid.T, got, want *Outline) {
	same := func(what string, equal bool) {
		if !equal {
			t.Fatalf("%s differ:\n%+v\nwant\n%+v", what, got, want)
		}
	}
	same("polygons", reflect.DeepEqual(got.polygon, want.polygon))
	same("windows", got.grid == want.grid && got.col0 == want.col0 && got.row0 == want.row0 && slices.Equal(got.xs, want.xs) && slices.Equal(got.ys, want.ys))
	same("points", slices.Equal(got.points, want.points))
	same("visits", slices.Equal(got.visits, want.visits) && slices.Equal(got.rings, want.rings))
	same("cells", slices.Equal(got.cells, want.cells) && slices.Equal(got.byCell, want.byCell) && slices.Equal(got.inner, want.inner))
	m, w := got.Mesh(), want.Mesh()
	same("spans", slices.Equal(m.Spans, w.Spans) && slices.Equal(m.Rows, w.Rows))
	same("borders", slices.Equal(m.Borders, w.Borders) && slices.Equal(m.BorderOf, w.BorderOf) && slices.Equal(m.Ends, w.Ends))
	same("sides", slices.Equal(m.sides, w.sides) && slices.Equal(m.stretches, w.stretches))
	same("touches", slices.Equal(m.touches, w.touches) && slices.Equal(m.touchPoints, w.touchPoints))
	same("lists of cells", slices.Equal(m.Cells(), w.Cells()))
}
