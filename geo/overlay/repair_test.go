package overlay

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// line makes a ring of E7 numbers x, y, x, y ... as given.
func line(xy ...geo.E7) orb.Ring {
	var r orb.Ring
	for i := 0; i < len(xy); i += 2 {
		r = append(r, Point{xy[i], xy[i+1]}.Degrees())
	}
	return r
}

// ringTexts writes a multipolygon as E7 numbers, one string per ring.
func ringTexts(mp orb.MultiPolygon) []string {
	var texts []string
	for _, p := range mp {
		for i, r := range p {
			kind := "hole "
			if i == 0 {
				kind = "shell "
			}
			texts = append(texts, kind+ringText(r))
		}
	}
	return texts
}

func rules(defects []Defect) []string {
	var names []string
	for _, d := range defects {
		names = append(names, d.Rule)
	}
	return names
}

func TestRepair(t *testing.T) {
	square := line(0, 0, 9, 0, 9, 9, 0, 9, 0, 0)
	squareText := "shell 0 0,9 0,9 9,0 9,0 0,"
	nan := math.NaN()
	tests := []struct {
		name      string
		mp        orb.MultiPolygon
		want      []string
		wantRules []string
	}{
		{"nil", nil, nil, []string{RuleEmpty}},
		{"empty", orb.MultiPolygon{}, nil, []string{RuleEmpty}},
		{"polygon without rings", orb.MultiPolygon{{}, {square}}, []string{squareText}, []string{RuleEmpty}},
		{"ring without points", orb.MultiPolygon{{{}}}, nil, []string{RuleEmpty, RuleTooFewPoints}},
		{"valid", orb.MultiPolygon{{square}}, []string{squareText}, nil},
		{"valid, other start", orb.MultiPolygon{{line(9, 9, 0, 9, 0, 0, 9, 0, 9, 9)}}, []string{squareText}, nil},
		{"collinear vertex stays", orb.MultiPolygon{{line(0, 0, 5, 0, 9, 0, 9, 9, 0, 0)}}, []string{"shell 0 0,5 0,9 0,9 9,0 0,"}, nil},
		{"clockwise", orb.MultiPolygon{{line(0, 0, 0, 9, 9, 9, 9, 0, 0, 0)}}, []string{squareText}, []string{RuleWinding}},
		{"unclosed", orb.MultiPolygon{{square[:4]}}, []string{squareText}, []string{RuleUnclosed}},
		{"duplicates once per ring", orb.MultiPolygon{{line(0, 0, 0, 0, 9, 0, 9, 0, 9, 0, 9, 9, 0, 9, 0, 0, 0, 0)}}, []string{squareText}, []string{RuleDuplicatePoint}},
		{"two points", orb.MultiPolygon{{line(0, 0, 9, 0, 0, 0)}}, nil, []string{RuleEmpty, RuleTooFewPoints}},
		{"collinear ring", orb.MultiPolygon{{line(0, 0, 9, 0, 5, 0, 0, 0)}}, nil, []string{RuleEmpty, RuleSelfIntersection}},
		{"one point", orb.MultiPolygon{{line(4, 4)}, {square}}, []string{squareText}, []string{RuleTooFewPoints}},
		{"spike", orb.MultiPolygon{{line(0, 0, 9, 0, 12, 3, 9, 0, 9, 9, 0, 9, 0, 0)}}, []string{squareText}, []string{RuleSpike}},
		{"spike at the start", orb.MultiPolygon{{line(-3, -3, 0, 0, 9, 0, 9, 9, 0, 9, 0, 0, -3, -3)}}, []string{squareText}, []string{RuleSpike}},
		{"spike back along an edge", orb.MultiPolygon{{line(0, 0, 9, 0, 9, 12, 9, 9, 0, 9, 0, 0)}}, []string{squareText}, []string{RuleSelfIntersection}},
		{"bow-tie keeps both lobes", orb.MultiPolygon{{line(0, 0, 8, 8, 8, 0, 0, 8, 0, 0)}},
			[]string{"shell 0 0,4 4,0 8,0 0,", "shell 4 4,8 0,8 8,4 4,"}, []string{RuleSelfIntersection}},
		{"traced twice", orb.MultiPolygon{{line(0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 9, 0, 9, 9, 0, 9, 0, 0)}}, []string{squareText}, []string{RuleSelfIntersection}},
		{"hole", orb.MultiPolygon{{square, line(2, 2, 2, 4, 4, 4, 2, 2)}}, []string{squareText, "hole 2 2,2 4,4 4,2 2,"}, nil},
		{"hole with wrong winding stays a hole", orb.MultiPolygon{{square, line(2, 2, 4, 4, 2, 4, 2, 2)}},
			[]string{squareText, "hole 2 2,2 4,4 4,2 2,"}, []string{RuleWinding}},
		{"hole drawn in the shell", orb.MultiPolygon{{line(0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 2, 4, 4, 2, 0, 0)}},
			[]string{squareText, "hole 0 0,2 4,4 2,0 0,"}, []string{RuleSelfTouch}},
		{"hole touching the shell is valid", orb.MultiPolygon{{square, line(0, 4, 4, 6, 4, 3, 0, 4)}},
			[]string{squareText, "hole 0 4,4 6,4 3,0 4,"}, nil},
		{"hole touching twice cuts", orb.MultiPolygon{{square, line(0, 4, 9, 4, 5, 3, 0, 4)}},
			[]string{"shell 0 0,9 0,9 4,5 3,0 4,0 0,", "shell 0 4,9 4,9 9,0 9,0 4,"}, []string{RuleDisconnected}},
		{"hole outside is kept as a part", orb.MultiPolygon{{square, line(20, 0, 20, 5, 25, 5, 20, 0)}},
			[]string{squareText, "shell 20 0,25 5,20 5,20 0,"}, []string{RuleHoleOutside}},
		{"hole across the shell", orb.MultiPolygon{{square, line(4, 4, 4, 12, 6, 12, 6, 4, 4, 4)}},
			[]string{"shell 0 0,9 0,9 9,6 9,6 4,4 4,4 9,0 9,0 0,"}, []string{RuleRingsCross}},
		{"hole in a hole", orb.MultiPolygon{{square, line(1, 1, 1, 8, 8, 8, 8, 1, 1, 1), line(3, 3, 3, 4, 4, 4, 3, 3)}},
			[]string{squareText, "hole 1 1,1 8,8 8,8 1,1 1,"}, []string{RuleNestedHoles}},
		{"hole equal to the shell", orb.MultiPolygon{{square, line(0, 0, 0, 9, 9, 9, 9, 0, 0, 0)}}, nil, []string{RuleEmpty, RuleRingsCross}},
		{"parts overlap", orb.MultiPolygon{{square}, {line(5, 5, 12, 5, 12, 12, 5, 12, 5, 5)}},
			[]string{"shell 0 0,9 0,9 5,12 5,12 12,5 12,5 9,0 9,0 0,"}, []string{RuleOverlap}},
		{"part inside a part", orb.MultiPolygon{{square}, {line(5, 5, 6, 5, 6, 6, 5, 5)}}, []string{squareText}, []string{RuleOverlap}},
		{"part given twice", orb.MultiPolygon{{square}, {square}}, []string{squareText}, []string{RuleOverlap}},
		{"parts share an edge", orb.MultiPolygon{{square}, {line(9, 0, 12, 0, 12, 9, 9, 9, 9, 0)}},
			[]string{"shell 0 0,9 0,12 0,12 9,9 9,0 9,0 0,"}, []string{RuleOverlap}},
		{"parts touch at a corner", orb.MultiPolygon{{square}, {line(9, 9, 12, 9, 12, 12, 9, 9)}},
			[]string{squareText, "shell 9 9,12 9,12 12,9 9,"}, nil},
		{"island in a lake", orb.MultiPolygon{{square, line(1, 1, 1, 8, 8, 8, 8, 1, 1, 1)}, {line(3, 3, 4, 3, 4, 4, 3, 3)}},
			[]string{squareText, "hole 1 1,1 8,8 8,8 1,1 1,", "shell 3 3,4 3,4 4,3 3,"}, nil},
		{"not a number", orb.MultiPolygon{{{{0, 0}, {nan, 0}, {1, 1}, {0, 0}}, line(1, 1, 2, 2, 1, 2, 1, 1)}, {square}}, []string{squareText}, []string{RuleRange}},
		{"infinite", orb.MultiPolygon{{{{0, 0}, {1, math.Inf(1)}, {1, 1}, {0, 0}}}}, nil, []string{RuleRange, RuleEmpty}},
		{"off the globe", orb.MultiPolygon{{square, {{0, 0}, {105, 210}, {1, 1}}}}, []string{squareText}, []string{RuleRange}},
		{"the whole globe", orb.MultiPolygon{{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}},
			[]string{"shell -1800000000 -900000000,1800000000 -900000000,1800000000 900000000,-1800000000 900000000,-1800000000 -900000000,"}, nil},
		{"bow-tie over the globe", orb.MultiPolygon{{{{-180, -90}, {180, 90}, {180, -90}, {-180, 90}, {-180, -90}}}},
			[]string{"shell -1800000000 -900000000,0 0,-1800000000 900000000,-1800000000 -900000000,", "shell 0 0,1800000000 -900000000,1800000000 900000000,0 0,"}, []string{RuleSelfIntersection}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mp, defects := Repair(tt.mp)
			if diff := cmp.Diff(ringTexts(mp), tt.want); diff != "" {
				t.Errorf("rings: got (-), want (+):\n%s", diff)
			}
			if diff := cmp.Diff(rules(defects), tt.wantRules); diff != "" {
				t.Errorf("rules: got (-), want (+):\n%s", diff)
			}
			if got := Validate(mp); got != nil {
				t.Errorf("got a result that is not valid: %+v", got)
			}
			for _, d := range defects {
				if math.IsNaN(d.Lon+d.Lat) || d.Detail == "" {
					t.Errorf("got an incomplete defect %+v", d)
				}
			}
		})
	}
}

// drawRing draws corners on a coarse lattice, so that they coincide and lie on
// each other's edges often. scale keeps snapping small against the lattice.
func drawRing(t *rapid.T, name string, scale geo.E7) []Point {
	n := rapid.IntRange(1, 9).Draw(t, name+" corners")
	points := make([]Point, n)
	for i := range points {
		points[i] = Point{scale * geo.E7(rapid.IntRange(-6, 6).Draw(t, "x")), scale * geo.E7(rapid.IntRange(-6, 6).Draw(t, "y"))}
	}
	return points
}

func drawMulti(t *rapid.T, scale geo.E7) orb.MultiPolygon {
	mp := make(orb.MultiPolygon, rapid.IntRange(1, 3).Draw(t, "polygons"))
	for i := range mp {
		for range rapid.IntRange(1, 3).Draw(t, "rings") {
			points := drawRing(t, "ring", scale)
			var r orb.Ring
			for _, p := range append(points, points[0]) {
				r = append(r, p.Degrees())
			}
			mp[i] = append(mp[i], r)
		}
	}
	return mp
}

// winding is the winding number of a ring around a point not on it, by adding
// up the edges that a ray crosses.
func winding(r orb.Ring, x, y float64) int {
	w := 0
	for i, a := range r {
		b := r[(i+1)%len(r)]
		if (a[1] > y) == (b[1] > y) || a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]) < x {
			continue
		}
		if b[1] > a[1] {
			w++
		} else {
			w--
		}
	}
	return w
}

// meant says by the definition of Repair whether a point is in a multipolygon
// whose holes all overlap their shells.
func meant(mp orb.MultiPolygon, x, y float64) bool {
	for _, p := range mp {
		in := winding(p[0], x, y) != 0
		for _, hole := range p[1:] {
			in = in && winding(hole, x, y) == 0
		}
		if in {
			return true
		}
	}
	return false
}

// nearEdge reports whether a point is so near an edge that snapping decides.
func nearEdge(mps []orb.MultiPolygon, x, y, tolerance float64) bool {
	for _, mp := range mps {
		for _, p := range mp {
			for _, r := range p {
				for i, a := range r {
					b := r[(i+1)%len(r)]
					dx, dy := b[0]-a[0], b[1]-a[1]
					along := 0.
					if dx != 0 || dy != 0 {
						along = min(max(((x-a[0])*dx+(y-a[1])*dy)/(dx*dx+dy*dy), 0), 1)
					}
					if math.Hypot(a[0]+along*dx-x, a[1]+along*dy-y) < tolerance {
						return true
					}
				}
			}
		}
	}
	return false
}

func TestRepairLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const scale = 1000
		mp := drawMulti(t, rapid.SampledFrom([]geo.E7{1, 7, scale}).Draw(t, "scale"))
		fixed, defects := Repair(mp)
		if got := Validate(fixed); got != nil {
			t.Fatalf("got a result that is not valid: %+v\n%v", got, ringTexts(fixed))
		}
		again, second := Repair(fixed)
		if !reflect.DeepEqual(again, fixed) || len(fixed) > 0 && len(second) > 0 {
			t.Fatalf("repairing again changes it: %v to %v, %v", ringTexts(fixed), ringTexts(again), rules(second))
		}
		if valid := Validate(mp) == nil; valid != (len(defects) == 0) && len(fixed) > 0 {
			t.Fatalf("valid: %v, but defects %v", valid, rules(defects))
		}
		turned := make(orb.MultiPolygon, len(mp))
		for i, p := range mp {
			for _, r := range p {
				open := slices.Clone(r[:len(r)-1])
				k := rapid.IntRange(0, len(open)-1).Draw(t, "start")
				open = append(slices.Clone(open[k:]), open[:k]...)
				if rapid.Bool().Draw(t, "reverse") {
					slices.Reverse(open)
				}
				turned[i] = append(turned[i], append(open, open[0]))
			}
		}
		if other, _ := Repair(turned); !reflect.DeepEqual(other, fixed) {
			t.Fatalf("turned rings give %v, want %v", ringTexts(other), ringTexts(fixed))
		}
	})
}

func TestRepairMeansWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mp := drawMulti(t, 1_000_000)
		for _, d := range Validate(mp) {
			if d.Rule == RuleHoleOutside || d.Rule == RuleTooFewPoints {
				t.Skip("the short definition does not cover it")
			}
		}
		for i := range mp {
			mp[i] = mp[i][:1] // stray holes need an arrangement to tell
		}
		fixed, _ := Repair(mp)
		for range 30 {
			x, y := rapid.Float64Range(-0.65, 0.65).Draw(t, "x"), rapid.Float64Range(-0.65, 0.65).Draw(t, "y")
			if nearEdge([]orb.MultiPolygon{mp}, x, y, 1e-5) {
				continue
			}
			if got, want := meant(fixed, x, y), meant(mp, x, y); got != want {
				t.Fatalf("at %v %v got %v, want %v", x, y, got, want)
			}
		}
	})
}

func TestSimpleAndApartAgreesWithValidate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mp := drawMulti(t, 10)
		rings, _ := cleanRings(mp)
		if found, _ := validateRings(rings); simpleAndApart(rings) && found != nil {
			t.Fatalf("the fast check accepts %+v", found)
		}
	})
}

func FuzzRepair(f *testing.F) {
	f.Add([]byte("0 1 2 3"), byte(0))
	f.Add([]byte{0, 0, 9, 9, 9, 0, 0, 9}, byte(3))
	f.Add([]byte{0, 0, 9, 0, 9, 9, 0, 9, 255, 255, 2, 2, 2, 4, 4, 4}, byte(1))
	f.Fuzz(func(t *testing.T, data []byte, shift byte) {
		mp := orb.MultiPolygon{{{}}}
		for i := 0; i+1 < len(data) && i < 400; i += 2 {
			last := &mp[len(mp)-1]
			switch {
			case data[i] == 255 && data[i+1] == 255:
				*last = append(*last, orb.Ring{})
			case data[i] == 254 && data[i+1] == 254:
				mp = append(mp, orb.Polygon{{}})
			default:
				scale := float64(int(1)<<(shift%29)) / geo.E7PerDegree
				(*last)[len(*last)-1] = append((*last)[len(*last)-1], orb.Point{float64(int8(data[i])) * scale, float64(int8(data[i+1])) * scale})
			}
		}
		fixed, _ := Repair(mp)
		if got := Validate(fixed); got != nil {
			t.Fatalf("got a result that is not valid: %+v\n%v", got, ringTexts(fixed))
		}
		again, _ := Repair(fixed)
		if !reflect.DeepEqual(again, fixed) {
			t.Fatalf("repairing again changes it")
		}
	})
}
