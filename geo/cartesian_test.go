package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestCartesianKnown(t *testing.T) {
	for _, tc := range []struct {
		lon, lat float64
		want     Vec3
	}{
		{0, 0, Vec3{EquatorialRadiusM, 0, 0}},
		{90, 0, Vec3{0, EquatorialRadiusM, 0}},
		{0, 90, Vec3{0, 0, PolarRadiusM}},
		{123, -90, Vec3{0, 0, -PolarRadiusM}},
		{-180, 0, Vec3{-EquatorialRadiusM, 0, 0}},
	} {
		if got := Cartesian(tc.lon, tc.lat); ChordM(got, tc.want) > 2e-9 {
			t.Errorf("Cartesian(%v,%v) = %v, want %v", tc.lon, tc.lat, got, tc.want)
		}
	}
}

// shortDistanceError is the difference to Inverse, with latitudes to the limit.
func shortDistanceError(t *rapid.T, reachM, latLimit float64) float64 {
	lon := rapid.Float64Range(-180, 180).Draw(t, "lon")
	lat := rapid.Float64Range(-latLimit, latLimit).Draw(t, "lat")
	lon2, lat2, _ := Direct(lon, lat, rapid.Float64Range(0, 360).Draw(t, "azimuth"),
		reachM*rapid.Float64Range(0, 1).Draw(t, "share"))
	want, _, _ := Inverse(lon, lat, lon2, lat2)
	return ShortDistanceM(Cartesian(lon, lat), Cartesian(lon2, lat2)) - want
}

func TestShortDistance(t *testing.T) {
	// Near by rounding is all: coordinates of 6.4e6 m have a unit of 9e-10 m, and some five roundings of half of it
	// in each of two coordinates of both points are up to 6.6e-9 m; Inverse has its own.
	for _, tc := range []struct{ reachM, latLimit, allowedM float64 }{
		{1e3, 90, 1e-8}, {1e4, 90, 1e-7}, {1e5, 70, 1e-4}, {1e5, 90, 1e-4}, {3e5, 90, 2e-3},
	} {
		worst := 0.
		rapid.Check(t, func(t *rapid.T) {
			diff := math.Abs(shortDistanceError(t, tc.reachM, tc.latLimit))
			worst = math.Max(worst, diff)
			if diff > tc.allowedM {
				t.Fatalf("up to %v m, latitude %v: off by %v m, want at most %v", tc.reachM, tc.latLimit, diff, tc.allowedM)
			}
		})
		t.Logf("up to %v km, latitude %v: at most %.3g mm", tc.reachM/1000, tc.latLimit, worst*1000)
	}
}

// A sweep of azimuths at the full distance, where the error is largest.
func TestShortDistanceSweep(t *testing.T) {
	for _, tc := range []struct{ distanceM, allowedM float64 }{{1e5, 1e-4}, {3e5, 2e-3}, {1e6, 0.1}} {
		worst := 0.
		for lat := -90.; lat <= 90; lat += 2.5 {
			for azimuth := 0.; azimuth < 360; azimuth += 7.5 {
				lon2, lat2, _ := Direct(105, lat, azimuth, tc.distanceM)
				got := ShortDistanceM(Cartesian(105, lat), Cartesian(lon2, lat2))
				worst = math.Max(worst, math.Abs(got-tc.distanceM))
			}
		}
		if worst > tc.allowedM {
			t.Errorf("largest error at %v m is %v m, want %v", tc.distanceM, worst, tc.allowedM)
		}
		t.Logf("largest error at %v km: %.3g mm", tc.distanceM/1000, worst*1000)
	}
}

func TestShortDistanceLaws(t *testing.T) {
	a, b := Cartesian(105, 10), Cartesian(105.3, 10.2)
	if ShortDistanceM(a, a) != 0 {
		t.Errorf("distance to itself is %v", ShortDistanceM(a, a))
	}
	if ShortDistanceM(a, b) != ShortDistanceM(b, a) {
		t.Error("distance is not symmetric")
	}
	if ShortDistanceM(a, b) < ChordM(a, b) {
		t.Error("the arc is shorter than the chord")
	}
}

func TestLocalAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-70, 70).Draw(t, "lat")
		east, north, up := LocalAxes(lon, lat)
		for _, dot := range []float64{east.Dot(north), east.Dot(up), north.Dot(up), east.Dot(east) - 1, north.Dot(north) - 1} {
			if math.Abs(dot) > 1e-15 {
				t.Fatalf("axes are not orthonormal: %v", dot)
			}
		}
		azimuth := rapid.Float64Range(0, 360).Draw(t, "azimuth")
		lon2, lat2, _ := Direct(lon, lat, azimuth, rapid.Float64Range(10, 1e5).Draw(t, "distance"))
		d := Cartesian(lon2, lat2).Sub(Cartesian(lon, lat))
		got := math.Atan2(d.Dot(east), d.Dot(north)) * 180 / math.Pi
		if angleDiff(got, azimuth) > 1e-3 {
			t.Fatalf("azimuth %v, want %v", got, azimuth)
		}
	})
}

var sinkFloat float64

func BenchmarkShortDistanceM(b *testing.B) {
	site, cells := Cartesian(105, 10), make([]Vec3, 1024)
	for i := range cells {
		cells[i] = Cartesian(105+float64(i)*1e-4, 10.1)
	}
	b.Run("value", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			sinkFloat = ShortDistanceM(site, cells[i&1023])
		}
	})
	b.Run("pointer", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			sinkFloat = site.ShortDistanceM(&cells[i&1023])
		}
	})
}

func BenchmarkCartesian(b *testing.B) {
	for b.Loop() {
		sinkFloat += Cartesian(105.1, 10.3)[0]
	}
}
