package predict

import (
	"math"
	"testing"

	"phusong/coverage"
	"phusong/coverage/propagation"
)

// TestSpots: radios of one place and one effective Earth share a spot.
func TestSpots(t *testing.T) {
	d := region(10, 10)
	d.Terrain = flatDEM
	g, err := newGround(t.Context(), d, 1000)
	if err != nil {
		t.Fatal(err)
	}
	here, there := coverage.Site{Lon: 106.001, Lat: 10.999}, coverage.Site{Lon: 106.002, Lat: 10.999}
	a := g.spot(&here, 8500)
	if b := g.spot(&here, 8500); a != b {
		t.Error("the same place has two spots")
	}
	if b := g.spot(&here, 9000); a == b || b.radiusKm != 9000 {
		t.Error("two Earths share a spot")
	}
	if b := g.spot(&there, 9000); b.lonLat != [2]float64{106.002, 10.999} {
		t.Error("two places share a spot")
	}
}

// TestSurvey: the lowest and highest ground about a tile, NaN where some is unknown.
func TestSurvey(t *testing.T) {
	for _, hole := range []bool{false, true} {
		d := region(30, 30)
		d.Terrain = dem(t, t.TempDir(), 105.95, 10.9, 106.1, 11.05, func(lon, lat float64) float64 {
			if hole && math.Hypot(lon-106.01, lat-10.99) < 0.002 {
				return math.NaN()
			}
			return 100 + 1000*(lon-106)
		})
		g, err := newGround(t.Context(), d, 1000)
		if err != nil {
			t.Fatal(err)
		}
		p := paths{ground: g}
		p.survey(106, 11, 106.03, 10.97)
		if known := p.low <= 100 && p.low > 98 && p.high >= 130 && p.high < 132; known == hole || hole && (p.low == p.low || p.high == p.high) {
			t.Errorf("hole %v: ground from %v to %v m", hole, p.low, p.high)
		}
	}
}

// TestFlatCurve: the curve is the path model over flat ground, between its points too.
func TestFlatCurve(t *testing.T) {
	ends := propagation.PathEnds{FrequencyMHz: 1800, TxHeightM: 30, RxHeightM: 1.5}
	path, err := propagation.P1812Median{}.Prepare(ends)
	if err != nil {
		t.Fatal(err)
	}
	f := newFlatCurve(path, ends, 30, 5000)
	var ray propagation.Ray
	var view propagation.View
	var c propagation.Crossing
	ray.Reset(0.03, path.EffectiveRadiusKm(), make([]float64, 300), nil)
	view.Reset(&ray, ends.TxHeightM)
	for m := 1000.0; m <= 5000; m += 13 {
		view.To(&c, m/1000, 0, ends.RxHeightM)
		if got, want := f.at(m).LOSdB, path.Over(&c).LOSdB; math.Abs(got-want) > 0.15 {
			t.Errorf("at %v m: got %v dB, want %v", m, got, want)
		}
	}
}
