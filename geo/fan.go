package geo

import "math"

// Fan is a place from which arcs leave in all directions, for work that needs very
// many points of short geodesics: an Arc gives each for a few multiplications.
type Fan struct {
	lon, lat         float64 // degrees
	n                float64 // radius of curvature in the prime vertical, m
	v2, eta2, t, sec float64
}

// FanLimits say where arcs are good: within a decimetre of the geodesic to this
// distance, at latitudes up to this one (7 cm there; 3 mm at 23.4 degrees). Beyond, the
// error grows with the fourth power of the distance and about that of the tangent of
// the latitude: 14 cm at 70 degrees.
const (
	FanDistanceM   = 50_000
	FanLatitudeDeg = 65
)

// NewFan prepares a place, in degrees. A latitude beyond 89.9 degrees is taken at it.
func NewFan(lon, lat float64) Fan {
	phi := NewTurn(math.Max(-89.9, math.Min(89.9, lat)))

	f := Fan{lon: lon, lat: lat, t: phi.sin / phi.cos, sec: 1 / phi.cos}
	f.eta2 = float64(secondEccentricitySquared * float64(phi.cos*phi.cos))
	f.v2 = 1 + f.eta2
	f.n = EquatorialRadiusM / math.Sqrt(1-float64(eccentricitySquared*float64(phi.sin*phi.sin)))
	return f
}

// Arc is a geodesic from the place of a Fan. Longitudes run on beyond 180 degrees.
type Arc struct{ lon, lat [4]float64 }

// Arc returns the geodesic that leaves at an azimuth, clockwise from north, by the
// series of Legendre to the third power of the distance (W. Jordan, Handbuch der
// Vermessungskunde, volume III; its terms in t = tan phi and eta = e' cos phi).
func (f *Fan) Arc(azimuthDeg float64) Arc {
	a := NewTurn(azimuthDeg)
	u, v := a.cos/f.n, a.sin/f.n
	t2 := float64(f.t * f.t)
	u2, v2 := float64(u*u), float64(v*v)
	scale := float64(f.v2 * (180 / math.Pi))
	uv := float64(u * v)
	lat2 := -float64(0.5*float64(f.t*v2)) - float64(1.5*float64(float64(f.t*f.eta2)*u2))
	lat3 := -float64(float64(v2*u)/6*(1+float64(3*t2)+f.eta2-float64(9*float64(f.eta2*t2)))) -
		float64(float64(u2*u)/2*float64(f.eta2*(1-t2)))
	lonScale := float64(f.sec * (180 / math.Pi))
	lon3 := float64(float64(u2*v)/3*(1+float64(3*t2)+f.eta2)) - float64(float64(v2*v)/3*t2)
	return Arc{
		lat: [4]float64{f.lat, float64(scale * u), float64(scale * lat2), float64(scale * lat3)},
		lon: [4]float64{f.lon, float64(lonScale * v), float64(lonScale * float64(f.t*uv)), float64(lonScale * lon3)},
	}
}

// At returns the point at a distance in metres.
func (a *Arc) At(distanceM float64) (lon, lat float64) {
	return cubic(&a.lon, distanceM), cubic(&a.lat, distanceM)
}

// Affine returns the arc in other coordinates: (lon-lon0)*scaleX and (lat-lat0)*scaleY.
func (a Arc) Affine(lon0, scaleX, lat0, scaleY float64) Arc {
	a.lon[0], a.lat[0] = a.lon[0]-lon0, a.lat[0]-lat0
	for i := range a.lon {
		a.lon[i] *= scaleX
		a.lat[i] *= scaleY
	}
	return a
}

func cubic(c *[4]float64, x float64) float64 {
	s := float64(c[3]*x) + c[2]
	s = float64(s*x) + c[1]
	return float64(s*x) + c[0]
}
