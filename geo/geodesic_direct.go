package geo

import "math"

// Direct returns the point reached from (lon,lat) by following the geodesic that
// sets out at azimuthDeg (clockwise from north) for distanceM metres, and the
// direction of travel there in [0,360). A negative distance goes backwards; any
// distance is allowed, past the antipode too. lon2 is in [-180,180].
//
// At a pole the azimuth is counted from the meridian named by lon. A latitude
// beyond 90 degrees, NaN or infinity gives NaN. The error is a few nanometres
// up to once around the Earth.
//
// Method: Karney (2013), see geodesic_series.go, section 3.
func Direct(lon, lat, azimuthDeg, distanceM float64) (lon2, lat2, azimuth2Deg float64) {
	if !validPosition(lon, lat) || !validPosition(azimuthDeg, 0) || !validPosition(distanceM, 0) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	alpha1 := angleDeg(withoutDust(math.Remainder(azimuthDeg, 360)))
	beta1 := reducedLatitude(withoutDust(lat))
	alpha0 := angle{alpha1.sin * beta1.cos, math.Hypot(alpha1.cos, alpha1.sin*beta1.sin)} // equation 5
	sigma1 := angle{beta1.sin, beta1.cos * alpha1.cos}
	if beta1.sin == 0 && alpha1.cos == 0 {
		sigma1.cos = 1 // along the equator sigma counts from the point itself
	}
	omega1 := angle{alpha0.sin * beta1.sin, sigma1.cos}.unit() // equation 12
	sigma1 = sigma1.unit()
	eps := expansion(secondEccentricitySquared * alpha0.cos * alpha0.cos)
	sigma12, sigma2 := advance(sigma1, eps, distanceM/PolarRadiusM)

	sinBeta2 := alpha0.cos * sigma2.sin // equation 13
	cosBeta2 := math.Max(tiny, math.Hypot(alpha0.sin, alpha0.cos*sigma2.cos))
	alpha2 := angle{alpha0.sin, alpha0.cos * sigma2.cos} // equation 14
	omega2 := angle{alpha0.sin * sigma2.sin, sigma2.cos}
	c3 := seriesC3(eps)
	lambda := omega2.minus(omega1).radians() -
		Flattening*alpha0.sin*seriesA3(eps)*(sigma12+c3.between(sigma1, sigma2)) // equation 8
	lon2 = math.Remainder(math.Remainder(lon, 360)+lambda/radiansPerDegree, 360)
	lat2 = math.Atan2(sinBeta2, (1-Flattening)*cosBeta2) / radiansPerDegree
	return lon2, lat2, alpha2.azimuthDeg()
}

// advance goes a distance (units of b) along the geodesic: equations 7, 9 and 20.
func advance(sigma1 angle, eps, distance float64) (sigma12 float64, sigma2 angle) {
	c1, c1i := seriesC1(eps), seriesC1Inverse(eps)
	b1 := c1.sum(sigma1)
	tau1 := sigma1.plus(angleRad(b1))
	tau12 := distance / seriesA1(eps)
	sigma12 = tau12 + c1i.sum(tau1.plus(angleRad(tau12))) + b1
	return sigma12, sigma1.plus(angleRad(sigma12))
}

func angleRad(rad float64) angle {
	s, c := math.Sincos(rad)
	return angle{s, c}
}
