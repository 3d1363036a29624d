package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestFanFollowsGeodesics(t *testing.T) {
	worst := 0.0
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Float64Range(-180, 180).Draw(t, "lon")
		lat := rapid.Float64Range(-FanLatitudeDeg, FanLatitudeDeg).Draw(t, "lat")
		azimuth := rapid.Float64Range(0, 360).Draw(t, "azimuth")
		distance := rapid.Float64Range(0, FanDistanceM).Draw(t, "distance")
		fan := NewFan(lon, lat)
		arc := fan.Arc(azimuth)
		gotLon, gotLat := arc.At(distance)
		wantLon, wantLat, _ := Direct(lon, lat, azimuth, distance)
		off, _, _ := Inverse(math.Remainder(gotLon, 360), gotLat, wantLon, wantLat)
		worst = max(worst, off)
		if off > 0.1 {
			t.Fatalf("%v m from the geodesic", off)
		}
		x, y := arc.Affine(lon-1, 1200, lat+1, -1200).at(distance)
		if math.Abs(x-(gotLon-lon+1)*1200) > 1e-6 || math.Abs(y-(lat+1-gotLat)*1200) > 1e-6 {
			t.Fatalf("affine: got %v %v", x, y)
		}
	})
	t.Logf("at most %.3g m from the geodesic", worst)
}

// TestFanAtItsLimits goes round at the farthest distance and latitude, where arcs are worst.
func TestFanAtItsLimits(t *testing.T) {
	worst := 0.0
	for _, lat := range []float64{-FanLatitudeDeg, FanLatitudeDeg} {
		fan := NewFan(108, lat)
		for azimuth := 0.0; azimuth < 360; azimuth += 0.25 {
			arc := fan.Arc(azimuth)
			gotLon, gotLat := arc.At(FanDistanceM)
			wantLon, wantLat, _ := Direct(108, lat, azimuth, FanDistanceM)
			off, _, _ := Inverse(math.Remainder(gotLon, 360), gotLat, wantLon, wantLat)
			worst = max(worst, off)
		}
	}
	if worst < 0.06 || worst > 0.08 {
		t.Errorf("at most %v m from the geodesic, FanLimits say 0.07", worst)
	}
}

func (a Arc) at(distanceM float64) (x, y float64) { return a.At(distanceM) }

func BenchmarkFanArc(b *testing.B) {
	fan := NewFan(108, 14)
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		arc := fan.Arc(float64(i % 360))
		lon, _ := arc.At(12345)
		sum += lon
	}
}
