package analysis_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
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

// analyzePlaces analyses the region places under another criterion, with the given files
// in place of its own.
func analyzePlaces(t *testing.T, preset string, files map[string]string) *coverage.Result {
	t.Helper()
	from, err := fixtures.Dir("places")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if name == "region.yaml" {
			old, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			text = strings.NewReplacer("criterion: stated-radius", "criterion: "+preset, "resolution_deg: 0.0002", "resolution_deg: 0.001").Replace(string(old)) + text
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return analyzeFolder(t, dir, 2).Result
}

// provinceFigure are covered, uncovered and unknown of a layer in the province.
func provinceFigure(t *testing.T, r *coverage.Result, layer, operator string) [3]coverage.Micro {
	t.Helper()
	f := findFigure(t, outcome{Result: r}, "places."+layer, "4g", operator, "province", "00")
	return [3]coverage.Micro{f.Covered, f.Uncovered, f.Unknown}
}

// TestPlacesByCentres: where the commune's centre decides, a commune's zones and roads
// are covered whole or not at all, and so are those of a commune without a centre
// unknown; points are asked at their own position, as under any criterion.
func TestPlacesByCentres(t *testing.T) {
	const centres = "code,lon,lat\n00001,106,10.97\n00002,105.91,11.09\n"
	r := analyzePlaces(t, "commune-centre-radius", map[string]string{"region.yaml": "centres: {file: centres.csv}\n", "centres.csv": centres})
	along, whole := provinceFigure(t, r, "along", "any"), findFigure(t, outcome{Result: r}, "places.along", "4g", "any", "commune", "00001").Total
	if along[0] != whole || along[1] == 0 || along[2] != 0 {
		t.Errorf("road: %v, want the south covered whole, %v m", along, whole)
	}
	east := provinceFigure(t, r, "east", "any")
	if south := findFigure(t, outcome{Result: r}, "places.east", "4g", "any", "commune", "00001").Total; east[0] != south || east[2] != 0 {
		t.Errorf("zone: %v, want the south covered whole, %v m2", east, south)
	}
	if schools := provinceFigure(t, r, "schools", "any"); schools != [3]coverage.Micro{coverage.Whole(4), coverage.Whole(1), 0} {
		t.Errorf("points: %v, want 4 of 5", schools)
	}
	r = analyzePlaces(t, "commune-centre-radius", map[string]string{"region.yaml": "centres: {file: centres.csv}\n", "centres.csv": "code,lon,lat\n00001,106,10.97\n"})
	if along := provinceFigure(t, r, "along", "any"); along[0] != whole || along[1] != 0 || along[2] == 0 {
		t.Errorf("without the centre of the north: %v, want it unknown", along)
	}
}

// TestPlacesUnlocatedStation: a station known by its commune alone could cover what
// others leave there: it is unknown, never uncovered; the other commune, and what others
// cover, stay.
func TestPlacesUnlocatedStation(t *testing.T) {
	const header = "site_id,operator,technology,lon,lat,range_m,commune\n"
	before := analyzePlaces(t, "stated-radius", map[string]string{"region.yaml": "", "sites.csv": header + "L1,A,4g,106,10.97,5000,00001\n"})
	after := analyzePlaces(t, "stated-radius", map[string]string{"region.yaml": "", "sites.csv": header + "L1,A,4g,106,10.97,5000,00001\nL2,A,4g,,,5000,00002\n"})
	same := func(a, b coverage.Micro) bool { return math.Abs((a - b).Float()) < 1 } // areas are as drawn, with 7 decimals
	for _, layer := range []string{"along", "chord", "schools", "east", "border", "leaving"} {
		for _, code := range []string{"00001", "00002"} {
			was := findFigure(t, outcome{Result: before}, "places."+layer, "4g", "any", "commune", code)
			is := findFigure(t, outcome{Result: after}, "places."+layer, "4g", "any", "commune", code)
			uncovered, unknown := was.Uncovered, was.Unknown
			if code == "00002" {
				uncovered, unknown = 0, was.Uncovered
			}
			if is.Total != was.Total || !same(is.Covered, was.Covered) || !same(is.Uncovered, uncovered) || !same(is.Unknown, unknown) {
				t.Errorf("%s in %s: %v + %v + %v, want %v + %v + %v", layer, code, is.Covered, is.Uncovered, is.Unknown, was.Covered, uncovered, unknown)
			}
		}
	}
}

// BenchmarkPlaces runs fixtures/longan with some 5,000 points, 300 zones and 3,000 km of
// roads inside, all invented; what BenchmarkRunProvince takes is the rest.
func BenchmarkPlaces(b *testing.B) {
	d, c := manyPlaces(b)
	r, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d points, %d zones, %d roads, %d figures", len(d.Places), len(d.Zones), len(d.Roads), len(r.Figures))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := analysis.Run(context.Background(), d, analysis.Options{Criterion: c}); err != nil {
			b.Fatal(err)
		}
	}
}

// manyPlaces loads fixtures/longan with layers of places strewn over its bounds.
func manyPlaces(b *testing.B) (*coverage.Dataset, criterion.Criterion) {
	b.Helper()
	from, err := fixtures.Dir("longan")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	at := func() (x, y float64) { return 105.6 + random.Float64()*1.1, 10.4 + random.Float64()*0.6 }
	var points, zones, roads strings.Builder
	points.WriteString("id,lon,lat\n")
	for i := range 9300 { // a little more than half of everything lies inside
		x, y := at()
		fmt.Fprintf(&points, "%d,%.7f,%.7f\n", i, x, y)
	}
	feature := `{"type":"Feature","properties":{"id":"%d"},"geometry":{"type":"%s","coordinates":%s}}` + "\n"
	for i := range 520 {
		x, y := at()
		var ring []string
		for k := range 41 {
			sin, cos := math.Sincos(float64(k%40) * math.Pi / 20)
			ring = append(ring, fmt.Sprintf("[%.7f,%.7f]", x+0.01*cos, y+0.01*sin))
		}
		fmt.Fprintf(&zones, feature, i, "Polygon", "[["+strings.Join(ring, ",")+"]]")
	}
	for i := range 460 { // 10 km each, in steps of 100 m
		x, y := at()
		var line []string
		for k := range 101 {
			line = append(line, fmt.Sprintf("[%.7f,%.7f]", x+0.00085*float64(k), y+0.0003*float64(k)+0.0003*random.Float64()))
		}
		fmt.Fprintf(&roads, feature, i, "LineString", "["+strings.Join(line, ",")+"]")
	}
	text, err := os.ReadFile(filepath.Join(dir, "region.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{"points.csv": points.String(), "zones.geojsonl": zones.String(), "roads.geojsonl": roads.String(),
		"region.yaml": string(text) + "places:\n  - {id: points, file: points.csv}\n  - {id: zones, file: zones.geojsonl}\n  - {id: roads, file: roads.geojsonl}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	return load(b, dir)
}
