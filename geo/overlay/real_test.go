package overlay

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// communes reads the multipolygons of a file of shared/data/vn-communes-2025,
// sorted as in the file; the test is skipped without it.
func communes(tb testing.TB, name string) []orb.MultiPolygon {
	tb.Helper()
	path := filepath.Join("../../../shared/data/vn-communes-2025", name)
	f, err := os.Open(path)
	if err != nil {
		tb.Skipf("real communes are not here: %v", err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var file struct {
		Features []struct {
			Geometry struct{ Coordinates orb.MultiPolygon }
		}
	}
	if err := json.NewDecoder(unzipped).Decode(&file); err != nil {
		tb.Fatal(err)
	}
	units := make([]orb.MultiPolygon, len(file.Features))
	for i, feature := range file.Features {
		units[i] = feature.Geometry.Coordinates
	}
	return units
}

func repairAll(units []orb.MultiPolygon) (repaired []orb.MultiPolygon, defects map[string]int, invalid int) {
	defects = make(map[string]int)
	repaired = make([]orb.MultiPolygon, len(units))
	for i, unit := range units {
		var found []Defect
		repaired[i], found = Repair(unit)
		bad := false
		for _, d := range found {
			defects[d.Rule]++
			bad = bad || d.Rule != RuleWinding && d.Rule != RuleDuplicatePoint
		}
		if bad {
			invalid++
		}
	}
	return repaired, defects, invalid
}

func totalM2(units []orb.MultiPolygon) (sum float64) {
	for _, unit := range units {
		sum += geo.MultiPolygonAreaM2(unit)
	}
	return sum
}

func TestRealCommunes(t *testing.T) {
	for _, name := range []string{"province_80.geojson.gz", "province_52.geojson.gz", "province_56.geojson.gz", "communes_2025.geojson.gz"} {
		t.Run(name, func(t *testing.T) {
			units := communes(t, name)
			begin := time.Now()
			repaired, defects, invalid := repairAll(units)
			repairing := time.Since(begin)
			parts, report := Partition(repaired, PartitionOptions{})
			t.Logf("repair %v, partition %v", repairing.Round(time.Millisecond), (time.Since(begin) - repairing).Round(time.Millisecond))
			overlap, sliver, hole := 0., 0., 0.
			for _, o := range report.Overlaps {
				overlap += o.AreaM2
			}
			for _, s := range report.Slivers {
				sliver += s.AreaM2
			}
			for _, h := range report.Holes {
				hole += h.AreaM2
			}
			t.Logf("%d units, %d invalid %v; %d overlapping pairs %.3f km2, %d slivers %.3f km2, %d holes %.3f km2", len(units), invalid, defects,
				len(report.Overlaps), overlap/1e6, len(report.Slivers), sliver/1e6, len(report.Holes), hole/1e6)
			checkPartition(t, parts, report)
			before, after := totalM2(repaired), totalM2(parts)
			t.Logf("area %.6f -> %.6f km2, difference less overlaps and slivers %.3f m2", before/1e6, after/1e6, after-before+overlap-sliver)
		})
	}
}

// checkPartition asserts the laws of a partition.
func checkPartition(t *testing.T, parts []orb.MultiPolygon, report Report) {
	t.Helper()
	for i, part := range parts {
		if defects := Validate(part); len(defects) > 0 {
			t.Fatalf("part %d is not valid: %+v", i, defects[0])
		}
	}
	again, second := Partition(parts, PartitionOptions{})
	if len(second.Overlaps) > 0 {
		t.Errorf("got overlaps in a partition: %+v", second.Overlaps[0])
	}
	if len(second.Slivers) > 0 {
		t.Errorf("got slivers in a partition: %+v", second.Slivers[0])
	}
	for i := range parts {
		if !reflect.DeepEqual(again[i], parts[i]) {
			t.Fatalf("part %d changes when partitioned again", i)
		}
	}
	union := Dissolve(parts)
	if defects := Validate(union); len(defects) > 0 {
		t.Errorf("the union is not valid: %+v", defects[0])
	}
	got, want := geo.MultiPolygonAreaM2(union), totalM2(parts)
	if math.Abs(got-want) > 1e-12*want {
		t.Errorf("got union %v m2, want the sum of parts %v", got, want)
	}
}
