package analysis_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/fixtures"
)

// placesAt analyses the region places with cells of another size.
func placesAt(t *testing.T, resolution string) outcome {
	t.Helper()
	from, err := fixtures.Dir("places")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "region.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), "resolution_deg: 0.0002", "resolution_deg: "+resolution, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	return analyzeFolder(t, dir, 2)
}

// TestChordConverges: what a chord of 8,968 m lacks hangs on the size of cells alone.
// Cells of 22 m may give 8.961 km.
func TestChordConverges(t *testing.T) {
	half := math.Sqrt(5000*5000 - fixtures.SouthToChordM*fixtures.SouthToChordM)
	for _, test := range []struct {
		resolution string
		cellM      float64
	}{{"0.0017", 188.2}, {"0.0011", 121.8}, {"0.0007", 77.5}, {"0.0003", 33.3}, {"0.00017", 18.9}} {
		out := placesAt(t, test.resolution)
		f := findFigure(t, out, "places.chord", "4g", "A", "commune", "00001")
		bound := test.cellM*(1+fixtures.SouthToChordM/half) + 0.2 // both ends, half a cell each, as fixtures has it
		if off := f.Covered.Float() - 2*half; math.Abs(off) > bound {
			t.Errorf("cells of %s: chord %.1f m off, want at most %.1f", test.resolution, off, bound)
		}
	}
}

// TestLongestUncovered: along the meridian A leaves the way from its circle to the end
// of the road, of any operator the longer of two ends, and max speaks of one operator.
func TestLongestUncovered(t *testing.T) {
	out := placesAt(t, "0.0002")
	const length, cell = fixtures.AlongSouthM + fixtures.AlongNorthM, 11.1
	for operator, want := range map[string]float64{"A": length - (fixtures.AlongSouthM - fixtures.SouthToBorderM) - 5000, "any": fixtures.AlongNorthM - fixtures.NorthToBorderM - 5000} {
		for _, s := range out.Places.Shares {
			if out.Dataset.PlaceLayers[s.Layer].ID != "along" || s.Technology != "4g" || s.Operator != operator {
				continue
			}
			if math.Abs(s.Longest.Float()-want) > cell {
				t.Errorf("%s: longest way without signal %v m, want %.1f", operator, s.Longest, want)
			}
			if way := s.LongestWay; coverage.EdgeMetres(way[0], way[1], 1)-s.Longest > coverage.One {
				t.Errorf("%s: the way from %v to %v is not %v m", operator, way[0], way[1], s.Longest)
			}
		}
	}
}
