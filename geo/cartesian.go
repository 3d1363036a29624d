package geo

import "math"

// Vec3 is a point or direction in the Earth-centred, Earth-fixed frame (ECEF):
// x towards (0,0), y towards (90 E,0), z towards the north pole. Points are in
// metres, directions have length 1.
type Vec3 [3]float64

// Cartesian returns the ECEF position of a point of the ellipsoid (height 0).
func Cartesian(lon, lat float64) Vec3 { return NewTurn(lon).Cartesian(NewTurn(lat)) }

// Turn is an angle by its sine and cosine, for many points that share longitudes
// and latitudes, such as the cells of a grid.
type Turn struct{ sin, cos float64 }

// NewTurn is the turn by an angle in degrees.
func NewTurn(deg float64) Turn {
	s, c := math.Sincos(deg * radiansPerDegree)
	return Turn{s, c}
}

// Cartesian gives the point at longitude t, with the same bits as the function.
func (t Turn) Cartesian(lat Turn) Vec3 { return t.On(NewParallel(lat)) }

// Parallel is a circle of latitude: its radius and its height over the equator's plane.
type Parallel struct{ RadiusM, Z float64 }

// NewParallel is the parallel at a latitude.
func NewParallel(lat Turn) Parallel {
	w := 1 - float64(eccentricitySquared*float64(lat.sin*lat.sin))
	n := EquatorialRadiusM / math.Sqrt(w) // radius in the prime vertical
	return Parallel{n * lat.cos, n * (1 - eccentricitySquared) * lat.sin}
}

// On gives the point of a parallel at longitude t.
func (t Turn) On(p Parallel) Vec3 { return Vec3{p.RadiusM * t.cos, p.RadiusM * t.sin, p.Z} }

// LocalAxes returns the directions east, north and up (the ellipsoid's normal) at
// a place. The azimuth of a near point b from a is
//
//	atan2(east.Dot(b.Sub(a)), north.Dot(b.Sub(a)))
//
// within 0.001 degree up to 100 km and latitude 70. At a pole the axes are those of the limit along
// the meridian lon.
func LocalAxes(lon, lat float64) (east, north, up Vec3) {
	sinLat, cosLat := math.Sincos(lat * radiansPerDegree)
	sinLon, cosLon := math.Sincos(lon * radiansPerDegree)
	return Vec3{-sinLon, cosLon, 0},
		Vec3{-sinLat * cosLon, -sinLat * sinLon, cosLat},
		Vec3{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// Dot is the scalar product, rounded alike on every processor.
func (a Vec3) Dot(b Vec3) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}

// Sub is a minus b.
func (a Vec3) Sub(b Vec3) Vec3 { return Vec3{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

// ChordM is the straight-line distance through the Earth. It is never longer
// than the geodesic.
func ChordM(a, b Vec3) float64 { return math.Sqrt(ChordSquaredM2(a, b)) }

// ChordSquaredM2 is ChordM squared, to compare distances without a root.
func ChordSquaredM2(a, b Vec3) float64 {
	dx, dy, dz := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return float64(dx*dx) + float64(dy*dy) + float64(dz*dz)
}

// Constants of ShortDistanceM.
const (
	shortQuadratic = 1 / (24 * EquatorialRadiusM * EquatorialRadiusM)
	shortQuartic   = 3 / (640 * EquatorialRadiusM * EquatorialRadiusM * EquatorialRadiusM * EquatorialRadiusM)
	// shortNorth gathers the terms 2e'^2 q and e'^4 q^2 of q = dz^2/c^2, the second
	// with q for q^2: off by at most 1/4, which is 0.01 mm at 100 km and saves a division.
	shortNorth = 2*secondEccentricitySquared + secondEccentricitySquared*secondEccentricitySquared
	// shortPolar is e^2/(1-e^2)^2/(4a^2): times (z1+z2)^2, what 1/N^2 loses.
	shortPolar = secondEccentricitySquared / (1 - eccentricitySquared) / (4 * EquatorialRadiusM * EquatorialRadiusM)
)

// ShortDistanceM is the geodesic distance between two points of the ellipsoid
// given by Cartesian, for near points: within 0.1 mm of Inverse up to 100 km, 2 mm up to
// 300 km and 0.1 m up to 1000 km, at any latitude. Farther, use Inverse: the error grows
// with the fifth power.
//
// It copies both points. In an inner loop use the method on *Vec3, which gives the same
// bits: 3 ns against 18, most of which is waiting for the copies.
func ShortDistanceM(a, b Vec3) float64 { return a.ShortDistanceM(&b) }

// ShortDistanceM is the function of the same name for points that stay where they are.
//
// It lengthens the chord c to the arc of the circle that osculates the normal
// section: s = c + k^2 c^3/24 + 3 k^4 c^5/640. By Euler's theorem the curvature is
// k = (1 + e'^2 cos^2 azimuth cos^2 latitude)/N, and cos azimuth cos latitude is
// dz/c; 1/N^2 follows from the mean z. So the azimuth and the latitude need no
// trigonometry, and there is no singular case.
func (a *Vec3) ShortDistanceM(b *Vec3) float64 {
	dx, dy, dz, z := a[0]-b[0], a[1]-b[1], a[2]-b[2], a[2]+b[2]
	dz2 := dz * dz
	c2 := float64(dx*dx) + float64(dy*dy) + float64(dz2)
	bend := c2 + float64(shortNorth*dz2)
	bend -= float64(bend * float64(shortPolar*float64(z*z)))
	c := math.Sqrt(c2)
	return c + float64(c*(float64(shortQuadratic*bend)+float64(shortQuartic*float64(c2*c2))))
}
