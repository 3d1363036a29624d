package geo

import "math"

// WGS 84 (NIMA TR8350.2, third edition, 2000, table 3.1: a and 1/f define it).
const (
	EquatorialRadiusM = 6378137.0
	Flattening        = 1 / 298.257223563
	PolarRadiusM      = EquatorialRadiusM * (1 - Flattening)
	// eccentricitySquared is e^2 = f(2-f).
	eccentricitySquared = Flattening * (2 - Flattening)
)

// RectAreaM2 returns the true area between two meridians and two parallels.
// The result is negative when east < west or north < south.
func RectAreaM2(west, south, east, north E7) float64 {
	width := (float64(east) - float64(west)) / E7PerDegree * math.Pi / 180
	return width * (zoneAreaM2(north.Degrees()) - zoneAreaM2(south.Degrees()))
}

// zoneAreaM2 is the area between the equator and a parallel per radian of
// longitude: b^2/2 (sin/(1-e^2 sin^2) + atanh(e sin)/e), Snyder, Map Projections,
// USGS PP 1395 (1987), equation 3-12 times a^2/2.
func zoneAreaM2(latDeg float64) float64 {
	e := math.Sqrt(eccentricitySquared)
	s := math.Sin(latDeg * math.Pi / 180)
	return PolarRadiusM * PolarRadiusM / 2 * (s/(1-eccentricitySquared*s*s) + math.Atanh(e*s)/e)
}
