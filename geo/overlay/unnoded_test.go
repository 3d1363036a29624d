package overlay

import (
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// segmentsOf lists the sides of valid polygons.
func segmentsOf(mp orb.MultiPolygon, tag int) (segments []Segment) {
	for _, p := range mp {
		for _, r := range p {
			for i := range len(r) - 1 {
				segments = append(segments, Segment{pointOf(r[i]), pointOf(r[i+1]), tag})
			}
		}
	}
	return segments
}

// TestAssembleUnnoded: a hole whose lowest vertex is in the middle of another
// ring's side lies beside what is on its own side of it.
func TestAssembleUnnoded(t *testing.T) {
	shell := line(0, 0, 90, 0, 90, 90, 0, 90, 0, 0)
	tests := []struct {
		name string
		mp   orb.MultiPolygon
	}{
		{"below a rising side", orb.MultiPolygon{{line(0, 0, 90, 0, 90, 90, 0, 0), line(40, 40, 60, 30, 50, 20, 40, 40)}}},
		{"above a falling side", orb.MultiPolygon{{line(0, 90, 90, 0, 90, 90, 0, 90), line(40, 50, 60, 70, 70, 60, 40, 50)}}},
		{"on an upright side", orb.MultiPolygon{{shell, line(0, 40, 20, 60, 20, 20, 0, 40)}}},
		{"on an upright side, leading down", orb.MultiPolygon{{shell, line(0, 40, 20, 30, 10, 20, 0, 40)}}},
		{"on a level side", orb.MultiPolygon{{shell, line(30, 0, 30, 20, 40, 20, 30, 0)}}},
		{"under a level side", orb.MultiPolygon{{shell, line(30, 90, 40, 70, 35, 60, 30, 90)}}},
		{"below another hole's rising side", orb.MultiPolygon{{shell, line(10, 10, 30, 60, 50, 50, 10, 10), line(20, 20, 40, 30, 40, 10, 20, 20)}}},
		{"above another hole's side", orb.MultiPolygon{{shell, line(10, 50, 60, 50, 60, 10, 10, 50), line(20, 50, 20, 70, 40, 60, 20, 50)}}},
		{"island in a hole, on its side", orb.MultiPolygon{
			{shell, line(10, 10, 10, 80, 80, 80, 80, 10, 10, 10)},
			{line(10, 40, 60, 20, 60, 60, 10, 40), line(20, 40, 40, 50, 40, 30, 20, 40)},
		}},
		{"two shells with a hole each, back to back", orb.MultiPolygon{
			{line(0, 0, 80, 80, 0, 80, 0, 0), line(20, 20, 20, 40, 30, 40, 20, 20)},
			{line(30, 30, 50, 10, 70, 20, 30, 30), line(40, 20, 51, 20, 50, 15, 40, 20)},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if defects := Validate(tt.mp); defects != nil {
				t.Fatalf("the case is not valid: %+v", defects)
			}
			mp, _ := Repair(tt.mp)
			if diff := cmp.Diff(ringTexts(multiPolygon(Assemble(segmentsOf(tt.mp, 0)))), ringTexts(mp)); diff != "" {
				t.Errorf("got (-), want (+):\n%s", diff)
			}
		})
	}
}

// withoutCollinear drops the vertices in the middle of straight sides, so that
// rings touch where only one of them has a vertex.
func withoutCollinear(mp orb.MultiPolygon) orb.MultiPolygon {
	mp = mp.Clone()
	for _, p := range mp {
		for i, r := range p {
			open := r[:len(r)-1]
			var kept orb.Ring
			for k, q := range open {
				before, after := open[(k+len(open)-1)%len(open)], open[(k+1)%len(open)]
				if orient(pointOf(before), pointOf(q), pointOf(after)) != 0 {
					kept = append(kept, q)
				}
			}
			p[i] = append(kept, kept[0])
		}
	}
	return mp
}

func multiArea(mp orb.MultiPolygon) (sum int64) {
	for _, p := range mp {
		sum += planarArea(p)
	}
	return sum
}

// drawMosaic draws units of lattice triangles whose corners touch, and sides
// meet, where others have no vertex.
func drawMosaic(t *rapid.T) []orb.MultiPolygon {
	const size, scale = 8, 1000
	rng := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
	units := make([]orb.MultiPolygon, rapid.IntRange(1, 4).Draw(t, "units"))
	at := func() geo.E7 { return scale * geo.E7(rng.Intn(size+1)) }
	for i := range units {
		raw := orb.MultiPolygon{{}}
		for range 1 + rng.Intn(12) {
			r := line(at(), at(), at(), at(), at(), at())
			raw[0] = append(raw[0], append(r, r[0]))
		}
		raw[0][0] = line(-scale, -scale, scale*(size+1), -scale, scale*(size+1), scale*(size+1), -scale, scale*(size+1), -scale, -scale)
		units[i], _ = Repair(raw)
	}
	parts, _ := Partition(units, PartitionOptions{SliverWidthM: -1})
	for i := range parts {
		parts[i] = withoutCollinear(parts[i])
	}
	return parts
}

func TestAssembleUnnodedLaws(t *testing.T) {
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		for _, mp := range drawMosaic(t) {
			if Validate(mp) != nil {
				continue // a crossing was snapped: the straight side misses it
			}
			tried++
			got := multiPolygon(Assemble(segmentsOf(mp, 0)))
			if defects := Validate(got); defects != nil {
				t.Fatalf("%v becomes %v, not valid: %+v", ringTexts(mp), ringTexts(got), defects)
			}
			if got, want := multiArea(got), multiArea(mp); got != want {
				t.Fatalf("%v: got twice the area %d, want %d", ringTexts(mp), got, want)
			}
		}
	})
	if tried < 20 {
		t.Errorf("only %d cases were valid", tried)
	}
}

// TestDissolveUnnoded: the union of units with different vertices on their
// common borders, or that overlap, is the union of what Partition makes of them.
func TestDissolveUnnoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawMosaic(t)
		if rapid.Bool().Draw(t, "overlap") {
			units = append(units, rect(1500, 1500, 20_000, 3300))
		}
		union, err := Dissolve(units)
		if err != nil {
			t.Fatal(err)
		}
		if defects := Validate(union); defects != nil {
			t.Fatalf("got a union that is not valid: %+v", defects)
		}
		parts, _ := Partition(units, PartitionOptions{SliverWidthM: -1})
		want := int64(0)
		for _, part := range parts {
			want += multiArea(part)
		}
		// Border that only one of them bends moves by a unit over 20,000 at most.
		if got := multiArea(union); got < want-200_000 || got > want+200_000 {
			t.Fatalf("got twice the area %d, want %d", got, want)
		}
	})
}

func TestDissolve(t *testing.T) {
	tests := []struct {
		name  string
		units []orb.MultiPolygon
		want  []string
	}{
		{"T-junction", []orb.MultiPolygon{rect(0, 0, 40, 90), rect(40, 0, 90, 50), rect(40, 50, 90, 90)},
			[]string{"shell 0 0,40 0,90 0,90 50,90 90,40 90,0 90,0 0,"}},
		{"overlap", []orb.MultiPolygon{rect(0, 0, 40, 40), rect(20, 20, 60, 60)},
			[]string{"shell 0 0,40 0,40 20,60 20,60 60,20 60,20 40,0 40,0 0,"}},
		{"the same twice", []orb.MultiPolygon{rect(0, 0, 40, 40), rect(0, 0, 40, 40)}, []string{"shell 0 0,40 0,40 40,0 40,0 0,"}},
		{"hole that touches a side", []orb.MultiPolygon{
			{{line(0, 0, 90, 0, 90, 90, 0, 0), line(40, 40, 60, 30, 50, 20, 40, 40)}},
			{{line(0, 0, 90, 90, 0, 90, 0, 0)}},
		}, []string{"shell 0 0,90 0,90 90,0 90,0 0,", "hole 40 40,60 30,50 20,40 40,"}},
		{"hole filled in two pieces", []orb.MultiPolygon{
			{{line(0, 0, 90, 0, 90, 90, 0, 90, 0, 0), line(20, 20, 20, 60, 60, 60, 60, 20, 20, 20)}},
			rect(20, 20, 60, 30), rect(20, 30, 60, 60),
		}, []string{"shell 0 0,90 0,90 90,0 90,0 0,"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			union, err := Dissolve(tt.units)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(ringTexts(union), tt.want); diff != "" {
				t.Errorf("got (-), want (+):\n%s", diff)
			}
		})
	}
}
