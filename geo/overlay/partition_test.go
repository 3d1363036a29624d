package overlay

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// rect is a unit with E7 corners.
func rect(x0, y0, x1, y1 geo.E7) orb.MultiPolygon {
	return orb.MultiPolygon{{line(x0, y0, x1, y0, x1, y1, x0, y1, x0, y0)}}
}

// About 111 m at the equator.
const hectometre = 10_000

func TestPartition(t *testing.T) {
	const m = hectometre
	tests := []struct {
		name  string
		units []orb.MultiPolygon
		want  [][]string
	}{
		{"none", nil, [][]string{}},
		{"empty unit", []orb.MultiPolygon{nil, rect(0, 0, 1, 1)}, [][]string{nil, {"shell 0 0,1 0,1 1,0 1,0 0,"}}},
		{"overlap to the first", []orb.MultiPolygon{rect(0, 0, 6, 6), rect(4, 0, 9, 6)},
			[][]string{{"shell 0 0,4 0,6 0,6 6,4 6,0 6,0 0,"}, {"shell 6 0,9 0,9 6,6 6,6 0,"}}},
		{"nested in a later one", []orb.MultiPolygon{rect(2, 2, 4, 4), rect(0, 0, 9, 9)},
			[][]string{{"shell 2 2,4 2,4 4,2 4,2 2,"}, {"shell 0 0,9 0,9 9,0 9,0 0,", "hole 2 2,2 4,4 4,4 2,2 2,"}}},
		{"swallowed by an earlier one", []orb.MultiPolygon{rect(0, 0, 9, 9), rect(2, 2, 4, 4)}, [][]string{{"shell 0 0,9 0,9 9,0 9,0 0,"}, nil}},
		{"the same twice", []orb.MultiPolygon{rect(0, 0, 9, 9), rect(0, 0, 9, 9)}, [][]string{{"shell 0 0,9 0,9 9,0 9,0 0,"}, nil}},
		{"T-junction goes into both", []orb.MultiPolygon{rect(0, 0, 4, 9), rect(4, 0, 9, 5)},
			[][]string{{"shell 0 0,4 0,4 5,4 9,0 9,0 0,"}, {"shell 4 0,9 0,9 5,4 5,4 0,"}}},
		{"sliver to the longest neighbour", []orb.MultiPolygon{
			{{line(0, 0, 9*m, 0, 9*m, 5*m, 7*m, 5*m-100, 2*m, 5*m-100, 0, 5*m, 0, 0)}},
			{{line(0, 9*m, 0, 5*m, 9*m, 5*m, 9*m, 9*m, 0, 9*m)}},
		}, [][]string{
			{"shell 0 0,90000 0,90000 50000,0 50000,0 0,"},
			{"shell 0 50000,90000 50000,90000 90000,0 90000,0 50000,"},
		}},
		{"wide gap stays", []orb.MultiPolygon{
			{{line(0, 0, 90*m, 0, 90*m, 90*m, 80*m, 90*m, 80*m, 10*m, 10*m, 10*m, 10*m, 90*m, 0, 90*m, 0, 0)}},
			rect(10*m, 80*m, 80*m, 90*m),
		}, [][]string{
			{"shell 0 0,900000 0,900000 900000,800000 900000,800000 800000,800000 100000,100000 100000,100000 800000,100000 900000,0 900000,0 0,"},
			{"shell 100000 800000,800000 800000,800000 900000,100000 900000,100000 800000,"},
		}},
		{"hole within one unit stays", []orb.MultiPolygon{{{line(0, 0, m, 0, m, m, 0, m, 0, 0), line(2, 2, 2, 4, 4, 4, 4, 2, 2, 2)}}},
			[][]string{{"shell 0 0,10000 0,10000 10000,0 10000,0 0,", "hole 2 2,2 4,4 4,4 2,2 2,"}}},
		{"wedge open to the outside stays", []orb.MultiPolygon{rect(0, 0, m, m), {{line(m, 0, 2*m, 0, 2*m, m, m+50, m, m, 0)}}},
			[][]string{{"shell 0 0,10000 0,10000 10000,0 10000,0 0,"}, {"shell 10000 0,20000 0,20000 10000,10050 10000,10000 0,"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts, report := Partition(tt.units, PartitionOptions{})
			got := make([][]string, len(parts))
			for i, p := range parts {
				got[i] = ringTexts(p)
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("got (-), want (+):\n%s", diff)
			}
			checkPartition(t, parts, report)
		})
	}
}

// TestPartitionReport checks areas and places against boxes with known areas.
func TestPartitionReport(t *testing.T) {
	const m = hectometre
	units := []orb.MultiPolygon{
		rect(0, 0, 40*m, 40*m),
		rect(39*m, 0, 80*m, 40*m),                // overlaps unit 0 by one column
		rect(0, 40*m+1000, 80*m, 60*m),           // 11 m above unit 0
		rect(-10*m, 0, 0, 60*m),                  // closes the gap on the west
		rect(80*m, 0, 90*m, 60*m),                // and on the east
		rect(-10*m, 60*m, 10*m, 80*m),            // these leave a wide gap
		rect(10*m, 70*m, 90*m, 80*m),             //
		rect(80*m, 60*m, 90*m, 70*m),             //
		{{line(0, 0, 0, -m, m, -m, m, 0, 0, 0)}}, // below, only touches
	}
	_, report := Partition(units, PartitionOptions{})
	perimeter := 160*m*0.011131949 + 2*1000*0.0110574
	sliver := geo.RectAreaM2(0, 40*m, 80*m, 40*m+1000)
	hole := geo.RectAreaM2(10*m, 60*m, 80*m, 70*m)
	want := Report{
		Overlaps: []Overlap{{0, 1, geo.RectAreaM2(39*m, 0, 40*m, 40*m), 0.0395, 0.02}},
		// Both lower neighbours have 40 columns or less of 80; the upper one has all.
		Slivers: []Sliver{{2, sliver, 2 * sliver / perimeter, 0.04, 0.04005}},
		Holes:   []Hole{{-1, hole, 2 * hole / (2 * (7792.36 + 1105.74)), 0.045, 0.065}},
	}
	if diff := cmp.Diff(report, want, cmpopts.EquateApprox(1e-3, 1e-7)); diff != "" {
		t.Errorf("got (-), want (+):\n%s", diff)
	}
	_, report = Partition(units, PartitionOptions{SliverWidthM: -1})
	if got, want := len(report.Slivers), 0; got != want {
		t.Errorf("with filling off got %d slivers, want %d", got, want)
	}
	if got, want := len(report.Holes), 2; got != want {
		t.Errorf("with filling off got %d holes, want %d", got, want)
	}
	_, report = Partition(units, PartitionOptions{SliverWidthM: 2000})
	if got, want := len(report.Slivers), 2; got != want {
		t.Errorf("with a wide tolerance got %d slivers, want %d", got, want)
	}
}

// TestPartitionLaws: owners at random points, areas, idempotence, independence
// of vertex order.
func TestPartitionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]geo.E7{1, 5, 1000, 1_000_000}).Draw(t, "scale")
		units := make([]orb.MultiPolygon, rapid.IntRange(1, 5).Draw(t, "units"))
		turned := make([]orb.MultiPolygon, len(units))
		repaired := rapid.Bool().Draw(t, "repaired") // others are promised less
		for i := range units {
			units[i] = drawMulti(t, scale)
			if repaired {
				units[i], _ = Repair(units[i])
			}
			turned[i] = reversed(units[i])
		}
		opt := PartitionOptions{SliverWidthM: rapid.SampledFrom([]float64{-1, 0, 1e6}).Draw(t, "width")}
		parts, report := Partition(units, opt)
		if other, second := Partition(turned, opt); repaired && !(reflect.DeepEqual(other, parts) && reflect.DeepEqual(second, report)) {
			t.Fatal("turned rings give another result")
		}
		checkLaws(t, parts, report, opt)
		if scale < 1_000_000 || !repaired {
			return
		}
		for range 20 {
			x, y := rapid.Float64Range(-0.65, 0.65).Draw(t, "x"), rapid.Float64Range(-0.65, 0.65).Draw(t, "y")
			if nearEdge(units, x, y, 1e-5) {
				continue
			}
			if want := owner(units, x, y); want >= 0 || opt.SliverWidthM < 0 {
				if got := owner(parts, x, y); got != want {
					t.Fatalf("at %v %v got owner %d, want %d", x, y, got, want)
				}
			}
		}
	})
}

// owner is the first unit around a point, or -1.
func owner(units []orb.MultiPolygon, x, y float64) int {
	return slices.IndexFunc(units, func(mp orb.MultiPolygon) bool { return meant(mp, x, y) })
}

func reversed(mp orb.MultiPolygon) orb.MultiPolygon {
	mp = mp.Clone()
	for _, p := range mp {
		for _, r := range p {
			open := r[:len(r)-1]
			slices.Reverse(open)
			r[len(r)-1] = r[0]
		}
	}
	slices.Reverse(mp)
	return mp
}

type failer interface{ Fatalf(string, ...any) }

// checkLaws asserts what holds of every partition.
func checkLaws(t failer, parts []orb.MultiPolygon, report Report, opt PartitionOptions) {
	for i, part := range parts {
		if defects := Validate(part); defects != nil {
			t.Fatalf("part %d is not valid: %+v", i, defects)
		}
	}
	again, second := Partition(parts, opt)
	if len(second.Overlaps)+len(second.Slivers) > 0 {
		t.Fatalf("got conflicts in a partition: %+v", second)
	}
	if !reflect.DeepEqual(again, parts) {
		t.Fatalf("partitioning again changes the parts")
	}
	// Of parts that overlapped, the boundaries would cross or run twice.
	union, err := Dissolve(parts)
	if err != nil {
		t.Fatalf("dissolving the parts: %v", err)
	}
	if defects := Validate(union); defects != nil {
		t.Fatalf("the union is not valid: %+v", defects)
	}
	sum, holes, filled := totalM2(parts), 0., 0.
	for _, h := range report.Holes {
		holes += h.AreaM2
	}
	for _, p := range outlines(union) {
		filled += geo.RingAreaM2(p)
	}
	if got := geo.MultiPolygonAreaM2(union); math.Abs(got-sum) > 1e-12*sum {
		t.Fatalf("got union %v m2, want the sum of parts %v", got, sum)
	}
	// Shells that touch at corners may enclose a gap that is no polygon's hole.
	if got := sum + holes; !shellsTouch(union) && math.Abs(got-filled) > 1e-9*filled {
		t.Fatalf("got parts and holes %v m2, want the filled union %v", got, filled)
	}
}

func shellsTouch(mp orb.MultiPolygon) bool {
	seen := make(map[orb.Point]int)
	for i, p := range mp {
		for _, c := range p[0] {
			if other, ok := seen[c]; ok && other != i {
				return true
			}
			seen[c] = i
		}
	}
	return false
}

// outlines are the shells of a union that are not within a hole of it.
func outlines(mp orb.MultiPolygon) []orb.Ring {
	var outer []orb.Ring
	for i, p := range mp {
		within := false
		for j, q := range mp {
			if i != j && !within {
				for _, c := range p[0] {
					if side := ringSide(windingOf(q[0], true), 2*int64(geo.ToE7(c[0])), 2*int64(geo.ToE7(c[1]))); side != 0 {
						within = side > 0
						break
					}
				}
			}
		}
		if !within {
			outer = append(outer, p[0])
		}
	}
	return outer
}

func TestDissolveMesh(t *testing.T) {
	units := mesh(6, 5, 20, 3)
	parts, report := Partition(units, PartitionOptions{})
	if len(report.Overlaps)+len(report.Slivers)+len(report.Holes) > 0 {
		t.Errorf("got conflicts between clean neighbours: %+v", report)
	}
	for i := range units {
		want, _ := Repair(units[i])
		if !reflect.DeepEqual(parts[i], want) {
			t.Fatalf("clean unit %d changes", i)
		}
	}
	union, err := Dissolve(parts)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(union), 1; got != want {
		t.Fatalf("got %d polygons, want %d", got, want)
	}
	if got, want := len(union[0][0]), 2*(6+5)*20+1; got != want {
		t.Errorf("got %d vertices on the outline, want %d", got, want)
	}
	if got, err := Dissolve(nil); got == nil || len(got) != 0 || err != nil {
		t.Errorf("of nothing got %v, %v, want an empty multipolygon", got, err)
	}
}

// BenchmarkMesh is a nation of 10,609 clean communes with 5.6 million vertices.
func BenchmarkMesh(b *testing.B) {
	units := mesh(103, 103, 132, 1)
	b.Run("Repair", func(b *testing.B) {
		for b.Loop() {
			repairAll(units)
		}
	})
	b.Run("Partition", func(b *testing.B) {
		for b.Loop() {
			Partition(units, PartitionOptions{})
		}
	})
	b.Run("Dissolve", func(b *testing.B) {
		for b.Loop() {
			Dissolve(units)
		}
	})
}

func BenchmarkPartitionCommunes(b *testing.B) {
	units, _, _ := repairAll(communes(b, "communes_2025.geojson.gz"))
	for b.Loop() {
		Partition(units, PartitionOptions{})
	}
}

func BenchmarkRepairCommunes(b *testing.B) {
	units := communes(b, "communes_2025.geojson.gz")
	for b.Loop() {
		repairAll(units)
	}
}

func ExamplePartition() {
	west := orb.MultiPolygon{{{{0, 0}, {2, 0}, {2, 1}, {0, 1}, {0, 0}}}}
	east := orb.MultiPolygon{{{{1, 0}, {3, 0}, {3, 1}, {1, 1}, {1, 0}}}}
	parts, report := Partition([]orb.MultiPolygon{west, east}, PartitionOptions{})
	fmt.Println(parts[1])
	fmt.Printf("%.0f km2 in both\n", report.Overlaps[0].AreaM2/1e6)
	// Output:
	// [[[[2 0] [3 0] [3 1] [2 1] [2 0]]]]
	// 12308 km2 in both
}
