package crs

import (
	"math"

	"phusong/geo"
)

// Ellipsoid is an oblate ellipsoid of revolution, or a sphere (flattening 0).
type Ellipsoid struct {
	RadiusM    float64 // equatorial
	Flattening float64 // from 0 to below 0.1
}

// WGS84Ellipsoid is the ellipsoid of WGS 84, and of VN-2000 as well (decision
// 83/2000/QD-TTg): the two datums differ in where it lies.
var WGS84Ellipsoid = Ellipsoid{geo.EquatorialRadiusM, geo.Flattening}

func (e Ellipsoid) eccentricitySquared() float64 { return float64(e.Flattening * (2 - e.Flattening)) }

// valid says whether the series of this package hold.
func (e Ellipsoid) valid() bool {
	return e.RadiusM > 0 && !math.IsInf(e.RadiusM, 1) && e.Flattening >= 0 && e.Flattening < 0.1
}

// Geocentric is the Earth-centred position of a point given in degrees and metres
// above the ellipsoid (EPSG guidance note 7-2, method 9602).
func (e Ellipsoid) Geocentric(lon, lat, heightM float64) geo.Vec3 {
	sinLon, cosLon := sincosDeg(lon)
	sinLat, cosLat := sincosDeg(lat)
	ee := e.eccentricitySquared()
	n := e.RadiusM / math.Sqrt(1-float64(ee*float64(sinLat*sinLat)))
	axis := float64((n + heightM) * cosLat)
	return geo.Vec3{axis * cosLon, axis * sinLon, (float64(n*(1-ee)) + heightM) * sinLat}
}

// Geodetic is the inverse of Geocentric, to a nanometre for heights within 100 km of
// the ellipsoid. The centre of the Earth gives latitude 0.
//
// It repeats the formula of Bowring (Survey Review 181, 1976, p. 323) with the
// parametric latitude, which converges by a factor of some 1e-9 a round at the
// heights of the Earth.
func (e Ellipsoid) Geodetic(p geo.Vec3) (lon, lat, heightM float64) {
	axis := math.Sqrt(float64(p[0]*p[0]) + float64(p[1]*p[1]))
	ee := e.eccentricitySquared()
	polar := e.RadiusM * (1 - e.Flattening)
	up, out := e.RadiusM*p[2], polar*axis // tangent of the parametric latitude, as a ratio
	var sinLat, cosLat float64
	for range 3 {
		r := math.Sqrt(float64(up*up) + float64(out*out))
		if r == 0 {
			return 0, 0, -e.RadiusM
		}
		s, c := up/r, out/r
		top := p[2] + float64(ee/(1-ee)*polar*float64(s*float64(s*s)))
		side := axis - float64(ee*e.RadiusM*float64(c*float64(c*c)))
		t := math.Sqrt(float64(top*top) + float64(side*side))
		sinLat, cosLat = top/t, side/t
		up, out = float64((1-e.Flattening)*sinLat), cosLat
	}
	w := math.Sqrt(1 - float64(ee*float64(sinLat*sinLat)))
	heightM = float64(axis*cosLat) + float64(p[2]*sinLat) - float64(e.RadiusM*w)
	return atan2(p[1], p[0]) / radiansPerDegree, atan2(sinLat, cosLat) / radiansPerDegree, heightM
}
