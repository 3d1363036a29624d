package crs

import (
	"fmt"
	"math"

	"phusong/geo"
)

// Kind is what the coordinates of a system are.
type Kind int

// The kinds of systems.
const (
	Geographic        Kind = iota + 1 // longitude and latitude, degrees
	TransverseZone                    // a transverse Mercator zone: TM-3, UTM
	SphericalMercator                 // Web Mercator
)

// CRS is a coordinate reference system: a datum, and how it is drawn on a plane.
// Values come from ByEPSG, ByName, TM3, UTM and ParseWKT, and compare with ==. The
// zero value is no system: its methods return errors.
type CRS struct {
	Name  string // as in the EPSG dataset where EPSG is not 0
	EPSG  int    // 0 when the dataset has no such system
	Datum Datum
	Kind  Kind
	Zone  TransverseMercator // of TransverseZone only
}

// String is the name, with the EPSG code when there is one.
func (c CRS) String() string {
	switch {
	case c.Kind == 0:
		return "no coordinate system"
	case c.EPSG == 0:
		return c.Name
	}
	return fmt.Sprintf("%s (EPSG:%d)", c.Name, c.EPSG)
}

// Project gives the plane coordinates of a WGS 84 longitude and latitude, shifting the
// datum first (see Datum.FromWGS84 for the height that is assumed). It is an error
// for a geographic system (use its Datum), for places too far from the central
// meridian, and for numbers that are no place on Earth.
func (c CRS) Project(lon, lat float64) (Plane, error) {
	if c.Kind != TransverseZone && c.Kind != SphericalMercator {
		return Plane{}, fmt.Errorf("%s is not a projected system", c)
	}
	ownLon, ownLat, err := c.Datum.FromWGS84(lon, lat)
	if err != nil {
		return Plane{}, fmt.Errorf("%s: %w", c, err)
	}
	if c.Kind == SphericalMercator {
		return webMercator(ownLon, ownLat)
	}
	at, err := c.Zone.Forward(ownLon, ownLat)
	if err != nil {
		return Plane{}, fmt.Errorf("%s: %w", c, err)
	}
	return at, nil
}

// Unproject is the inverse of Project, within a few nanometres: WGS 84
// longitude and latitude of plane coordinates.
func (c CRS) Unproject(at Plane) (lon, lat float64, err error) {
	switch c.Kind {
	case SphericalMercator:
		lon, lat, err = webMercatorInverse(at)
	case TransverseZone:
		lon, lat, err = c.Zone.Inverse(at)
	default:
		return 0, 0, fmt.Errorf("%s is not a projected system", c)
	}
	if err == nil {
		lon, lat, err = c.Datum.ToWGS84(lon, lat)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%s: %w", c, err)
	}
	return lon, lat, nil
}

// webMercatorReachDeg is the latitude at which the map of the world is a square
// (EPSG:3857, area of use).
const webMercatorReachDeg = 85.06

// webMercator is the spherical Mercator on ellipsoidal latitudes that web maps use
// (EPSG method 1024, guidance note 7-2): x = a lon, y = a asinh(tan lat). It is
// not conformal, and its metres are larger than those on the ground by 1/cos(lat).
func webMercator(lon, lat float64) (Plane, error) {
	if !(math.Abs(lat) <= webMercatorReachDeg) {
		return Plane{}, fmt.Errorf("the map of Web Mercator ends at latitude %g, not at %g", webMercatorReachDeg, lat)
	}
	sin, cos := sincosDeg(lat)
	return Plane{
		NorthM: geo.EquatorialRadiusM * asinh(sin/cos),
		EastM:  geo.EquatorialRadiusM * (lon * radiansPerDegree),
	}, nil
}

func webMercatorInverse(at Plane) (lon, lat float64, err error) {
	const half = geo.EquatorialRadiusM * math.Pi * (1 + 1e-15)
	if !(math.Abs(at.EastM) <= half && math.Abs(at.NorthM) <= 1.001*half) {
		return 0, 0, fmt.Errorf("north %.3f m, east %.3f m lie outside the square of Web Mercator", at.NorthM, at.EastM)
	}
	sinh, _ := sinhcosh(at.NorthM / geo.EquatorialRadiusM)
	lon = at.EastM / geo.EquatorialRadiusM / radiansPerDegree
	return min(max(lon, -180), 180), atan2(sinh, 1) / radiansPerDegree, nil
}
