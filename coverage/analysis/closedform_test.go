package analysis_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/fixtures"
	"phusong/geo"
)

// TestClosedForms compares the regions of package fixtures with their formulas.
func TestClosedForms(t *testing.T) {
	results := map[string]outcome{}
	for _, e := range fixtures.Expectations() {
		out, ok := results[e.Region]
		if !ok {
			dir, err := fixtures.Dir(e.Region)
			if err != nil {
				t.Fatal(err)
			}
			out = analyzeFolder(t, dir, 2)
			results[e.Region] = out
		}
		f := findFigure(t, out, e.Indicator, e.Technology, e.Operator, e.Level, e.Code)
		got := [4]float64{amount(f, f.Covered), amount(f, f.Uncovered), amount(f, f.Unknown), amount(f, f.Total)}
		for i, want := range [4]float64{e.Covered, e.Uncovered, e.Unknown, e.Total} {
			// Areas in the table have 1e-9 relative, see fixtures.RectM2.
			if math.Abs(got[i]-want) > e.Tolerance+1e-9*e.Total {
				t.Errorf("%s: %s: column %d is %v, want %v +- %v (%s)", e.Region, describe(out.Dataset, f), i, got[i], want, e.Tolerance, e.Formula)
			}
		}
	}
}

// amount is a column in the units of fixtures.Expectation: km2 for areas, km for roads.
func amount(f *coverage.Figure, v coverage.Micro) float64 {
	switch f.Measure {
	case coverage.MeasureM2:
		return v.Float() / 1e6
	case coverage.MeasureM:
		return v.Float() / 1e3
	}
	return v.Float()
}

func findFigure(t *testing.T, out outcome, indicator, technology, operator, level, code string) *coverage.Figure {
	t.Helper()
	for i := range out.Figures {
		f := &out.Figures[i]
		u := &out.Dataset.Units[f.Unit]
		if f.Indicator == indicator && string(f.Technology) == technology && f.Operator == operator && u.Level == level && u.Code == code {
			return f
		}
	}
	t.Fatalf("no figure %s %s %s of %s %s", indicator, technology, operator, level, code)
	return nil
}

// box is a commune between meridians and parallels.
func box(code string, west, south, east, north float64) commune {
	p := func(lon, lat float64) orb.Point { return orb.Point{geo.Round7(lon), geo.Round7(lat)} }
	return commune{code: code, name: "Xã " + code, district: "001", province: "01", polygon: orb.MultiPolygon{{{
		p(west, south), p(east, south), p(east, north), p(west, north), p(west, south)}}}}
}

// disc is one row of sites with a stated radius.
func disc(id, operator string, lon, lat, radiusM float64) []string {
	return []string{id, operator, "4g", degrees(lon), degrees(lat), "30", "", "", "60", degrees(radiusM), ""}
}

func radiusRegion(resolution float64, communes []commune, sites ...[]string) region {
	return region{communes: communes, sites: sites, criterion: "stated-radius", demand: "area", resolution: resolution}
}

// discM2 is the area of a geodesic disc, pi R^2 (1 - K R^2 / 12) with the Gaussian
// curvature K of the ellipsoid (Bertrand, Diguet and Puiseux, 1848).
func discM2(lat, radiusM float64) float64 {
	s := math.Sin(lat * math.Pi / 180)
	w := 1 - measureE2*s*s
	curvature := w * w / (measureA * measureA * (1 - measureE2))
	return math.Pi * radiusM * radiusM * (1 - curvature*radiusM*radiusM/12)
}

// discSlackM2 bounds what deciding cells at their centres can move: a seam of half
// a cell's diagonal to both sides of the circle. The errors along it average
// out, far below the bound.
func discSlackM2(radiusM, cellM float64) float64 {
	return 2 * math.Pi * radiusM * cellM * math.Sqrt2 / 2
}

// TestDiscAnywhere: a disc has its true area at every latitude of the country and
// every size of cell, and no factor of Mercator.
func TestDiscAnywhere(t *testing.T) {
	for _, lat := range []float64{8.6, 16, 23.4} {
		for _, resolution := range []float64{0.001, 0.0025} {
			const radiusM, cell = 4000.0, 0.06
			r := radiusRegion(resolution, []commune{box("00001", 105-cell, lat-cell, 105+cell, lat+cell)}, disc("S", "A", 105.0003, lat+0.0004, radiusM))
			f := findFigure(t, analyze(t, r, 1), coverage.MobileArea, "4g", "any", "commune", "00001")
			got, want := f.Covered.Float(), discM2(lat, radiusM)
			bound := discSlackM2(radiusM, resolution*111_320)
			if math.Abs(got-want) > bound {
				t.Errorf("latitude %v, cells of %v: disc of %.0f m2, want %.0f +- %.0f", lat, resolution, got, want, bound)
			}
			// What Mercator would make of it is out of reach of the tolerance in the north.
			if mercator := want / math.Pow(math.Cos(lat*math.Pi/180), 2); lat > 20 && math.Abs(got-mercator) < bound {
				t.Errorf("the tolerance cannot tell the true area from Mercator's at %v", lat)
			}
			if area := f.Total.Float(); math.Abs(area/measureM2(r.communes[0].polygon[0][0])-1) > 1e-9 {
				t.Errorf("commune at %v has %.3f m2", lat, area)
			}
		}
	}
}

// TestSameShapeSameShare: the same shape in metres at 8.6 N and 23.4 N, with the
// same disc, gives the same true area and share.
func TestSameShapeSameShare(t *testing.T) {
	var shares, areas [2]float64
	for i, lat := range []float64{8.6, 23.4} {
		// A square of 12 km from geodesics, its corners on the ellipsoid.
		var ring orb.Ring
		for _, azimuth := range []float64{225, 135, 45, -45} {
			lon, corner, _ := geo.Direct(105.5, lat, azimuth, 6000*math.Sqrt2)
			ring = append(ring, orb.Point{geo.Round7(lon), geo.Round7(corner)})
		}
		ring = append(ring, ring[0])
		c := commune{code: "00001", name: "Xã", district: "1", province: "1", polygon: orb.MultiPolygon{{ring}}}
		f := findFigure(t, analyze(t, radiusRegion(0.0005, []commune{c}, disc("S", "A", 105.5, lat, 5000)), 1), coverage.MobileArea, "4g", "any", "commune", "00001")
		areas[i], shares[i] = f.Total.Float(), f.Covered.Float()/f.Total.Float()
	}
	// Edges straight in degrees bulge by some metres against geodesics.
	if math.Abs(areas[0]/areas[1]-1) > 1e-3 || math.Abs(shares[0]-shares[1]) > 2e-3 {
		t.Errorf("areas %v, shares %v", areas, shares)
	}
}

// TestLens: two discs of one operator cover their union, never their sum; of two
// operators, all covers the lens between them.
func TestLens(t *testing.T) {
	const radiusM, lat, resolution = 4000.0, 16.0, 0.001
	c := []commune{box("00001", 105-0.08, lat-0.06, 105+0.08, lat+0.06)}
	west, _, _ := geo.Direct(105, lat, -90, 2500)
	east, _, _ := geo.Direct(105, lat, 90, 2500)
	const d = 5000.0
	lens := 2*radiusM*radiusM*math.Acos(d/(2*radiusM)) - d/2*math.Sqrt(4*radiusM*radiusM-d*d)
	union := 2*discM2(lat, radiusM) - lens
	bound := 2 * discSlackM2(radiusM, resolution*111_320)
	for _, second := range []string{"A", "B"} {
		out := analyze(t, radiusRegion(resolution, c, disc("S1", "A", west, lat, radiusM), disc("S2", second, east, lat, radiusM)), 1)
		got := findFigure(t, out, coverage.MobileArea, "4g", "any", "commune", "00001")
		if math.Abs(got.Covered.Float()-union) > bound || got.Covered > got.Total {
			t.Errorf("union of A and %s: %.0f m2, want %.0f +- %.0f", second, got.Covered.Float(), union, bound)
		}
		all := findFigure(t, out, coverage.MobileArea, "4g", "all", "commune", "00001")
		want := lens
		if second == "A" {
			want = union
		}
		if math.Abs(all.Covered.Float()-want) > bound {
			t.Errorf("all of A and %s: %.0f m2, want %.0f", second, all.Covered.Float(), want)
		}
		largest := findFigure(t, out, coverage.MobileArea, "4g", "max", "commune", "00001")
		if second == "B" && math.Abs(largest.Covered.Float()-discM2(lat, radiusM)) > bound {
			t.Errorf("largest operator: %.0f m2", largest.Covered.Float())
		}
	}
}

// TestCoverageInSeveralParts: a commune with three discs far apart counts them
// all, and its gap has three holes.
func TestCoverageInSeveralParts(t *testing.T) {
	const radiusM, lat, resolution = 1500.0, 12.0, 0.001
	c := []commune{box("00001", 107, lat, 107.15, lat+0.05)}
	out := analyze(t, radiusRegion(resolution, c, disc("1", "A", 107.025, lat+0.025, radiusM), disc("2", "A", 107.075, lat+0.025, radiusM),
		disc("3", "A", 107.125, lat+0.025, radiusM)), 1)
	got := findFigure(t, out, coverage.MobileArea, "4g", "any", "commune", "00001").Covered.Float()
	if want := 3 * discM2(lat, radiusM); math.Abs(got-want) > 3*discSlackM2(radiusM, resolution*111_320) {
		t.Errorf("three discs: %.0f m2, want %.0f", got, want)
	}
	for _, g := range out.Gaps {
		if g.Technology == "4g" && g.Operator == "any" && (len(g.Geometry) != 1 || len(g.Geometry[0]) != 4) {
			t.Errorf("the gap around three discs has %d polygons, the first %d rings", len(g.Geometry), len(g.Geometry[0]))
		}
	}
}

// TestPixelLargerThanCommune: one pixel over four communes is split by area
// exactly, and nothing is empty or not a number.
func TestPixelLargerThanCommune(t *testing.T) {
	communes := []commune{box("00001", 106, 11, 106.01, 11.01), box("00002", 106.01, 11, 106.02, 11.01),
		box("00003", 106, 11.01, 106.01, 11.02), box("00004", 106.01, 11.01, 106.02, 11.02)}
	r := radiusRegion(0.005, communes, disc("S", "A", 106.01, 11.01, 50_000))
	r.demand, r.raster = "raster", &pixels{west: 106, south: 11, step: 0.02, cols: 1, rows: 1, counts: []string{"1000"}}
	out := analyze(t, r, 1)
	south := measureM2(communes[0].polygon[0][0])
	north := measureM2(communes[2].polygon[0][0])
	sum := coverage.Micro(0)
	for i, area := range []float64{south, south, north, north} {
		got := out.Dataset.Units[i].People.Value
		want := 1000 * area / (2*south + 2*north)
		if math.Abs(got.Float()-want) > 2e-6 {
			t.Errorf("commune %d: %v people, want %.6f", i+1, got, want)
		}
		sum += got
	}
	if sum != coverage.Whole(1000) || out.Dataset.Demand.Outside != 0 {
		t.Errorf("sum %v, outside %v", sum, out.Dataset.Demand.Outside)
	}
}

// TestCommuneSmallerThanCell: a commune within one analysis cell has its own
// area and people, all or nothing covered by the cell's centre.
func TestCommuneSmallerThanCell(t *testing.T) {
	communes := []commune{box("00001", 106.0011, 11.0012, 106.0013, 11.0013), box("00002", 106.0013, 11.0012, 106.0031, 11.0013)}
	r := radiusRegion(0.005, communes, disc("S", "A", 106.0025, 11.0025, 10))
	r.counts = [][]string{{"00001", "7", "31"}, {"00002", "9", "33"}}
	out := analyze(t, r, 1)
	for i, people := range []int64{31, 33} {
		f := findFigure(t, out, coverage.MobilePopulation, "4g", "any", "commune", communes[i].code)
		if f.Covered != coverage.Whole(people) || f.Total != f.Covered {
			t.Errorf("%s", describe(out.Dataset, f))
		}
		f = findFigure(t, out, coverage.MobileArea, "4g", "any", "commune", communes[i].code)
		if want := measureM2(communes[i].polygon[0][0]); math.Abs(f.Total.Float()-want) > 1e-4 || f.Uncovered != 0 {
			t.Errorf("%s, want %.6f m2", describe(out.Dataset, f), want)
		}
	}
}

// TestMaximumIsNotUnion: the largest operator, which SDG 9.c.1 asks for, and the
// union differ where operators share a commune, and ties go to the first name.
func TestMaximumIsNotUnion(t *testing.T) {
	communes := []commune{box("00001", 106, 11, 106.02, 11.02), box("00002", 106.02, 11, 106.04, 11.02)}
	r := radiusRegion(0.005, communes, disc("S1", "B", 106.01, 11.01, 900), disc("S2", "A", 106.03, 11.01, 900))
	r.counts = [][]string{{"00001", "100", "400"}, {"00002", "100", "400"}}
	out := analyze(t, r, 1)
	any := findFigure(t, out, coverage.MobilePopulation, "4g", "any", "province", "01")
	largest := findFigure(t, out, coverage.MobilePopulation, "4g", "max", "province", "01")
	if any.Covered != 2*largest.Covered || largest.Covered == 0 {
		t.Errorf("any %v, max %v; want twice as many", any.Covered, largest.Covered)
	}
	sum := coverage.Micro(0)
	for _, code := range []string{"00001", "00002"} {
		sum += findFigure(t, out, coverage.MobilePopulation, "4g", "max", "commune", code).Covered
	}
	if sum != any.Covered {
		t.Errorf("max of communes adds up to %v: not a law, but so in this region: want %v", sum, any.Covered)
	}
}
