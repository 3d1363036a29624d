package geo

import "math"

// WGS 84 (NIMA TR8350.2, third edition, 2000, table 3.1: a and 1/f define it).
const (
	EquatorialRadiusM = 6378137.0
	Flattening        = 1 / 298.257223563
	PolarRadiusM      = EquatorialRadiusM * (1 - Flattening)
	// eccentricitySquared is e^2 = f(2-f).
	eccentricitySquared = Flattening * (2 - Flattening)
	// secondEccentricitySquared is e'^2 = e^2/(1-e^2).
	secondEccentricitySquared = eccentricitySquared / (1 - eccentricitySquared)
	// thirdFlattening is n = f/(2-f).
	thirdFlattening = Flattening / (2 - Flattening)
)

const radiansPerDegree = math.Pi / 180

// eccentricity is e, the square root of e^2.
var eccentricity = math.Sqrt(eccentricitySquared)

// RectAreaM2 returns the true area between two meridians and two parallels.
// The result is negative when east < west or north < south. It is exact to a
// few parts in 1e16 for the smallest rectangle too, because both differences
// are taken on the integers.
func RectAreaM2(west, south, east, north E7) float64 {
	width := (float64(east) - float64(west)) / E7PerDegree * radiansPerDegree
	height := (float64(north) - float64(south)) / E7PerDegree
	return width * zoneBetweenM2(south.Degrees(), north.Degrees(), height)
}

// zoneBetweenM2 is the area between two parallels per radian of longitude. It is
// the difference of the zone function
//
//	b^2/2 (sin/(1-e^2 sin^2) + atanh(e sin)/e)
//
// (Snyder, Map Projections, USGS PP 1395, 1987, equation 3-12 times a^2/2),
// rewritten by the addition theorems so that nothing cancels when the parallels
// are close: metres apart, the plain difference keeps only ten digits. The
// caller gives the height north-south, which it may know more exactly.
func zoneBetweenM2(southDeg, northDeg, heightDeg float64) float64 {
	half := heightDeg / 2 * radiansPerDegree
	middle := (southDeg + northDeg) / 2 * radiansPerDegree
	diff := 2 * math.Cos(middle) * math.Sin(half) // sin(north) - sin(south)
	s, n := math.Sin(southDeg*radiansPerDegree), math.Sin(northDeg*radiansPerDegree)
	// The conversions forbid fused multiply-add.
	const e2 = eccentricitySquared
	sn, ss, nn := float64(e2*s*n), float64(e2*s*s), float64(e2*n*n)
	rational := diff * (1 + sn) / ((1 - ss) * (1 - nn))
	return PolarRadiusM * PolarRadiusM / 2 *
		(rational + math.Atanh(eccentricity*diff/(1-sn))/eccentricity)
}
