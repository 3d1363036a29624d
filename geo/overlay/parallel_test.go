package overlay

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/geo"
)

// divided makes the smallest inputs be sorted in buckets and compared in strips.
func divided(t *testing.T, from int) {
	t.Helper()
	oldStrips, oldBuckets, oldRecords := stripsFrom, bucketedFrom, bucketRecords
	stripsFrom, bucketedFrom, bucketRecords = from, from, 3
	t.Cleanup(func() { stripsFrom, bucketedFrom, bucketRecords = oldStrips, oldBuckets, oldRecords })
}

// TestSortRecordsInBuckets: the buckets give what one stable sort of all gives.
func TestSortRecordsInBuckets(t *testing.T) {
	divided(t, 0)
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.OneOf(rapid.Int32Range(-3, 3), rapid.Int32Range(-1_800_000_000, 1_800_000_000))
		records := make([]record, rapid.IntRange(1, 400).Draw(t, "n"))
		for i := range records {
			point := func() Point { return Point{geo.E7(coordinate.Draw(t, "x")), geo.E7(coordinate.Draw(t, "y"))} }
			records[i] = recordOf(point(), point(), int32(i/3))
		}
		want := slices.Clone(records)
		slices.SortStableFunc(want, func(r, s record) int {
			if c := r.a.compare(s.a); c != 0 {
				return c
			}
			return r.b.compare(s.b)
		})
		if plain := sortRecords(slices.Clone(records)); !slices.Equal(plain, want) {
			t.Fatal("sortRecords gives another order")
		}
		for _, workers := range []int{1, 2, 7} {
			if got := sortRecordsOn(slices.Clone(records), workers); !slices.Equal(got, want) {
				t.Fatalf("%d workers give another order", workers)
			}
		}
	})
}

// TestPartitionInStrips: strips, buckets and workers change nothing, whatever the units are.
func TestPartitionInStrips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		scale := rapid.SampledFrom([]geo.E7{1, 5, 1000, 1_000_000}).Draw(rt, "scale")
		units := make([]orb.MultiPolygon, rapid.IntRange(1, 6).Draw(rt, "units"))
		for i := range units {
			if units[i] = drawMulti(rt, scale); rapid.Bool().Draw(rt, "repaired") {
				units[i], _ = Repair(units[i])
			}
		}
		samePartition(t, rt.Fatalf, units)
	})
}

// samePartition compares the plain way with the divided one.
func samePartition(t *testing.T, fatalf func(string, ...any), units []orb.MultiPolygon) {
	old := stripsFrom
	stripsFrom = math.MaxInt
	want, wantReport := Partition(units, PartitionOptions{Workers: 1})
	stripsFrom = old
	t.Run("", func(t *testing.T) {
		divided(t, 0)
		for _, workers := range []int{1, 2, 7} {
			got, report := Partition(units, PartitionOptions{Workers: workers})
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(report, wantReport) {
				fatalf("%d workers give another partition", workers)
			}
		}
	})
}

// TestPartitionInStripsMeshes: neighbours with common borders, neighbours moved by a unit, and real communes.
func TestPartitionInStripsMeshes(t *testing.T) {
	clean := mesh(8, 7, 40, 3)
	samePartition(t, t.Fatalf, clean)
	moved := mesh(8, 7, 40, 3)
	for i := range moved {
		for k := range moved[i][0][0] {
			if (i+k)%11 == 0 && k > 0 && k < len(moved[i][0][0])-1 {
				moved[i][0][0][k][0] = geo.Round7(moved[i][0][0][k][0] + 1e-7*float64(i%50))
			}
		}
		moved[i], _ = Repair(moved[i])
	}
	samePartition(t, t.Fatalf, moved)
	real, _, _ := repairAll(communes(t, "province_56.geojson.gz"))
	samePartition(t, t.Fatalf, real)
}
