package analysis_test

import (
	"context"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/predict"
	"phusong/geo"
	"phusong/geo/overlay"
)

// The laws of the gap map, on the bytes of gaps.geojson and units.geojson.

// TestMeasureByHand: the independent measure agrees with areas in closed form.
func TestMeasureByHand(t *testing.T) {
	// The area between meridians and parallels, a^2 (q2 - q1) dlon / 2; that of
	// the whole ellipsoid is 510,065,621.724 km2 (WGS 84, NIMA TR8350.2).
	whole := 2 * math.Pi * measureA * measureA * (authalicQ(90) - authalicQ(-90)) / 2
	if math.Abs(whole/510065621724000-1) > 1e-9 {
		t.Errorf("the Earth has %.0f m2", whole)
	}
	ring := orb.Ring{{106, 10}, {106.1, 10}, {106.1, 10.1}, {106, 10.1}, {106, 10}}
	want := measureA * measureA * (authalicQ(10.1) - authalicQ(10)) / 2 * 0.1 * math.Pi / 180
	if got := measureM2(ring); math.Abs(got/want-1) > 1e-10 {
		t.Errorf("got %.6f m2, want %.6f", got, want)
	}
	if got, want := measureM2(ring), geo.RingAreaM2(ring); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("got %.6f m2, package geo %.6f", got, want)
	}
}

// TestGapsMeasureAsPublished: measured again from the file by other code, a gap
// has its area_km2 and a commune its own, within 1e-6.
func TestGapsMeasureAsPublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		for _, name := range []string{"gaps.geojson", "units.geojson"} {
			for i, f := range readFeatures(t, out.files[name]) {
				got, want := measurePolygonsM2(f.polygons), f.number("area_km2")*1e6
				// A published area is a multiple of 1e-6 m2.
				if math.Abs(got-want) > 1e-6*want+1e-5 || want <= 0 {
					t.Fatalf("%s, feature %d %s %s: measured %.6f m2, published %.6f", name, i+1, f.text("id"), f.text("code"), got, want)
				}
			}
		}
	})
}

// TestGapsAreValid: every polygon is valid as written, on 7 decimals, and no two
// gaps of one selection overlap.
func TestGapsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		type selection struct{ kind, technology, operator string }
		parts := map[selection][]orb.MultiPolygon{}
		seen := map[string]bool{}
		for _, f := range readFeatures(t, out.files["gaps.geojson"]) {
			id := f.text("id")
			if seen[id] {
				t.Fatalf("gap %s twice", id)
			}
			seen[id] = true
			if defects := overlay.Validate(f.polygons); len(defects) > 0 {
				t.Fatalf("gap %s: %+v", id, defects)
			}
			k := selection{f.text("kind"), f.text("technology"), f.text("operator")}
			parts[k] = append(parts[k], f.polygons)
		}
		for k, all := range parts {
			if _, report := overlay.Partition(all, overlay.PartitionOptions{SliverWidthM: -1}); len(report.Overlaps) > 0 {
				t.Fatalf("%v: overlaps %+v", k, report.Overlaps)
			}
		}
	})
}

// roundingM is what rounding to 7 decimals moves a point at most, in metres: half
// of 1e-7 degree each way is 8 mm, and a repair may move a point once more.
const roundingM = 0.02

// TestGapsLieInTheirCommune: what of a gap lies outside its commune is no more
// than a seam along its border of the width of rounding.
func TestGapsLieInTheirCommune(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := analyze(t, drawRegion(t, "", ""), 1)
		communes := map[string]orb.MultiPolygon{}
		for _, f := range readFeatures(t, out.files["units.geojson"]) {
			communes[f.text("code")] = f.polygons
		}
		for _, f := range readFeatures(t, out.files["gaps.geojson"]) {
			parts, _ := overlay.Partition([]orb.MultiPolygon{communes[f.text("code")], f.polygons}, overlay.PartitionOptions{SliverWidthM: -1})
			if outside := measurePolygonsM2(parts[1]); outside > roundingM*perimeterM(f.polygons) {
				t.Fatalf("gap %s: %.3f m2 outside its commune", f.text("id"), outside)
			}
		}
	})
}

// TestGapsAreTheUncoveredCells: the area drawn as gaps is that of the pieces of
// demand that are uncovered, cut by another stage, to the width of rounding; and
// the pieces of a unit have its area.
func TestGapsAreTheUncoveredCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegion(t, "", "")
		if len(r.sites) == 0 {
			t.Skip("no station: no mobile figure")
		}
		out := analyze(t, r, 1)
		signal := predictAlone(t, r, out.Dataset)
		drawn, border := map[unitSelection]float64{}, map[unitSelection]float64{}
		for _, g := range out.Gaps {
			k := unitSelection{coverage.Selection{Technology: g.Technology, Operator: g.Operator}, g.Unit}
			drawn[k], border[k] = drawn[k]+g.AreaM2.Float(), border[k]+perimeterM(g.Geometry)
		}
		for _, s := range out.Dataset.Selections() {
			view := signal.View(s, out.Dataset.Operators)
			for unit := range out.Dataset.Units[:out.Dataset.Leaves] {
				whole, uncovered := 0.0, 0.0
				out.Dataset.Demand.Each(unit, 0, 0, func(p coverage.Piece) {
					whole += p.AreaM2.Float()
					if view.State(unit, p.Col, p.Row) == coverage.Uncovered {
						uncovered += p.AreaM2.Float()
					}
				})
				k := unitSelection{s, unit}
				if math.Abs(drawn[k]-uncovered) > roundingM*border[k]+1e-3 {
					t.Fatalf("%v: gaps have %.3f m2, uncovered cells %.3f", k, drawn[k], uncovered)
				}
				if of := out.Dataset.Units[unit].AreaM2.Float(); math.Abs(whole-of) > 1e-9*of+1e-3 {
					t.Fatalf("pieces of unit %d have %.6f m2, the unit %.6f", unit, whole, of)
				}
			}
		}
	})
}

// predictAlone runs the signal stage by itself.
func predictAlone(t tester, r region, d *coverage.Dataset) *coverage.SignalMap {
	t.Helper()
	c, err := criterion.Preset(r.criterion)
	if err == nil {
		c, err = c.Resolve()
	}
	if err != nil {
		t.Fatalf("criterion: %v", err)
	}
	network, err := predict.NewNetwork(context.Background(), d, c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	parts, err := network.Map(context.Background(), network.Split(), 1, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return network.Merge(parts)
}
