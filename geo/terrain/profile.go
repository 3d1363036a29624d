package terrain

import (
	"fmt"
	"math"

	"phusong/geo"
)

// MaxProfilePoints bounds a profile: around half the Earth at 20 m.
const MaxProfilePoints = 1 << 20

// Profile is the terrain along the shortest path between two points, equally
// spaced, both ends included.
type Profile struct {
	LengthM     float64   // of the geodesic
	StepM       float64   // between points: the step asked for, or a little less
	DistancesKm []float64 // from point 1, the last exactly LengthM/1000
	HeightsM    []float64 // NaN where unknown
	Known       []bool
	Unknown     int // number of points whose height is unknown
}

// Profile samples the heights along the geodesic from point 1 to point 2, at
// most stepM apart. Two coincident points give a profile of one point.
//
// It fails for a place that is not on the globe, a step that is not positive,
// more than MaxProfilePoints points and a tile that cannot be read; unknown
// heights are no failure.
func (d *DEM) Profile(lon1, lat1, lon2, lat2, stepM float64) (Profile, error) {
	if d.err != nil {
		return Profile{}, fmt.Errorf("terrain profile: %w", d.err)
	}
	if !(stepM > 0) || math.IsInf(stepM, 0) {
		return Profile{}, fmt.Errorf("terrain profile: step of %v m, want a positive number", stepM)
	}
	lengthM, azimuth, _ := geo.Inverse(lon1, lat1, lon2, lat2)
	if math.IsNaN(lengthM) {
		return Profile{}, fmt.Errorf("terrain profile: from %v,%v to %v,%v leaves the globe", lon1, lat1, lon2, lat2)
	}
	intervals := math.Ceil(lengthM / stepM)
	if intervals >= MaxProfilePoints {
		return Profile{}, fmt.Errorf("terrain profile: %.0f m in steps of %v m are more than %d points; use a longer step", lengthM, stepM, MaxProfilePoints)
	}
	n := int(intervals)
	p := newProfile(n + 1)
	p.LengthM, p.StepM = lengthM, lengthM/float64(max(n, 1))
	for i := range n + 1 {
		atM := lengthM * float64(i) / float64(max(n, 1))
		lon, lat := lon1, lat1
		switch {
		case i == n && n > 0:
			lon, lat = lon2, lat2
		case i > 0:
			lon, lat, _ = geo.Direct(lon1, lat1, azimuth, atM)
		}
		p.DistancesKm[i] = atM / 1000
		p.HeightsM[i], p.Known[i] = d.HeightM(lon, lat)
		if !p.Known[i] {
			p.Unknown++
		}
	}
	if d.err != nil {
		return Profile{}, fmt.Errorf("terrain profile: %w", d.err)
	}
	return p, nil
}

func newProfile(points int) Profile {
	return Profile{
		DistancesKm: make([]float64, points),
		HeightsM:    make([]float64, points),
		Known:       make([]bool, points),
	}
}
