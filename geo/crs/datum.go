package crs

import (
	"fmt"

	"phusong/geo"
)

// Helmert is a datum shift by seven parameters in the coordinate-frame convention
// (EPSG method 9607): the rotations turn the axes, not the point. In the
// position-vector convention (EPSG method 9606, and +towgs84 of PROJ) the same
// shift has the three rotations with the other sign.
type Helmert struct {
	TranslationM   [3]float64
	RotationArcsec [3]float64
	ScalePPM       float64
}

// VN2000ToWGS84 is the official shift: decision 05/2007/QD-BTNMT of 27 February
// 2007, the same as EPSG:6960, of which the EPSG says 1 m. For places between 9.35 and
// 11.04 N, 104.24 and 107.11 E other programs may choose EPSG:5194, an oil company's
// shift, on their own; it is 0.8 m away.
var VN2000ToWGS84 = Helmert{
	TranslationM:   [3]float64{-191.90441429, -39.30318279, -111.45032835},
	RotationArcsec: [3]float64{-0.00928836, 0.01975479, -0.00427372},
	ScalePPM:       0.252906278,
}

func (h Helmert) rotation() geo.Vec3 {
	var w geo.Vec3
	for i, arcsec := range h.RotationArcsec {
		w[i] = arcsec / 3600 * radiansPerDegree
	}
	return w
}

func cross(a, b geo.Vec3) geo.Vec3 {
	return geo.Vec3{
		float64(a[1]*b[2]) - float64(a[2]*b[1]),
		float64(a[2]*b[0]) - float64(a[0]*b[2]),
		float64(a[0]*b[1]) - float64(a[1]*b[0]),
	}
}

// Forward shifts an Earth-centred position: T + M (p - w x p), the matrix of EPSG
// method 9607 (guidance note 7-2, section 4.3.3).
func (h Helmert) Forward(p geo.Vec3) geo.Vec3 {
	turned := p.Sub(cross(h.rotation(), p))
	m := 1 + float64(h.ScalePPM*1e-6)
	for i := range turned {
		turned[i] = h.TranslationM[i] + float64(m*turned[i])
	}
	return turned
}

// Inverse undoes Forward exactly: (1 - [w])^-1 = (1 + w w' + [w]) / (1 + w.w).
func (h Helmert) Inverse(p geo.Vec3) geo.Vec3 {
	w := h.rotation()
	q := p.Sub(h.TranslationM)
	turn, along := cross(w, q), w.Dot(q)
	m := (1 + float64(h.ScalePPM*1e-6)) * (1 + w.Dot(w))
	for i := range q {
		q[i] = (q[i] + float64(along*w[i]) + turn[i]) / m
	}
	return q
}

// Datum is where the ellipsoid lies in the Earth. Both datums have the ellipsoid of
// WGS 84.
type Datum int

// The datums.
const (
	UnknownDatum Datum = iota
	WGS84
	VN2000
)

// String is the usual name.
func (d Datum) String() string {
	switch d {
	case WGS84:
		return "WGS 84"
	case VN2000:
		return "VN-2000"
	}
	return "unknown datum"
}

// FromWGS84 gives longitude and latitude on this datum of a place given on WGS 84.
//
// The place is taken to lie on the WGS 84 ellipsoid, height 0. For a place at
// height h the result is off by h times 225 m over the Earth's radius: 4 cm for each
// km, 11 cm on the highest mountain of Viet Nam. It is an error for a datum
// without a shift, or for numbers that are no place.
func (d Datum) FromWGS84(lon, lat float64) (float64, float64, error) {
	if err := checkDegrees(lon, lat); err != nil {
		return 0, 0, err
	}
	switch d {
	case WGS84:
		return lon, lat, nil
	case VN2000:
		shifted := VN2000ToWGS84.Inverse(WGS84Ellipsoid.Geocentric(lon, lat, 0))
		lon, lat, _ = WGS84Ellipsoid.Geodetic(shifted)
		return lon, lat, nil
	}
	return 0, 0, fmt.Errorf("%s: no shift from WGS 84 is known", d)
}

// ToWGS84 is the exact inverse of FromWGS84, within a few nanometres: it finds the height
// over the datum's ellipsoid (from -3 to 25 m in Viet Nam) at which the height over WGS 84
// is 0. Programs that take both heights as 0 differ by up to 1 mm and do not return
// to where they began.
func (d Datum) ToWGS84(lon, lat float64) (float64, float64, error) {
	if err := checkDegrees(lon, lat); err != nil {
		return 0, 0, err
	}
	switch d {
	case WGS84:
		return lon, lat, nil
	case VN2000:
		heightM := 0.0
		for range 2 { // the first round leaves some 20 um of height, the second none
			_, _, above := vn2000Shift(lon, lat, heightM)
			heightM -= above
		}
		lon, lat, _ = vn2000Shift(lon, lat, heightM)
		return lon, lat, nil
	}
	return 0, 0, fmt.Errorf("%s: no shift to WGS 84 is known", d)
}

func vn2000Shift(lon, lat, heightM float64) (float64, float64, float64) {
	return WGS84Ellipsoid.Geodetic(VN2000ToWGS84.Forward(WGS84Ellipsoid.Geocentric(lon, lat, heightM)))
}

func checkDegrees(lon, lat float64) error {
	if lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 {
		return nil
	}
	return fmt.Errorf("longitude %g, latitude %g: no place on Earth", lon, lat)
}
