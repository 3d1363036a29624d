package zonal

import (
	"reflect"
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
