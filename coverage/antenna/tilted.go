package antenna

import "math"

// Tilted is a pattern whose antenna is turned down about its horizontal axis:
// boresight falls by the tilt, the back rises by it and the sides stay, unlike
// with an electrical tilt.
type Tilted struct {
	Bounded
	sin, cos float64
	tiltDeg  float64 // without sign
}

// MechanicalDowntilt tilts a pattern by an angle, positive down.
func MechanicalDowntilt(p Bounded, downtiltDeg float64) Tilted {
	s, c := sincosDeg(downtiltDeg)
	return Tilted{Bounded: p, sin: s, cos: c, tiltDeg: math.Abs(downtiltDeg)}
}

func (t Tilted) level() bool { return t.sin == 0 && t.cos == 1 }

// GainDB implements Pattern: it rotates the direction into the antenna's own
// axes, the inverse of TR 38.901 equations 7.1-7 and 7.1-8 with a downtilt alone.
func (t Tilted) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	if t.level() {
		return t.Bounded.GainDB(azimuthOffDeg, elevationDeg)
	}
	return t.Bounded.GainDB(t.turn(azimuthOffDeg, elevationDeg))
}

// turn gives a direction in the antenna's own axes.
func (t Tilted) turn(azimuthOffDeg, elevationDeg float64) (azimuth, elevation float64) {
	sa, ca := sincosDeg(azimuthOffDeg)
	se, ce := sincosDeg(elevationDeg)
	// x along boresight, y to its right, z up; turned about y.
	x, y, z := float64(ce*ca), float64(ce*sa), se
	forward := float64(x*t.cos) - float64(z*t.sin)
	up := float64(x*t.sin) + float64(z*t.cos)
	azimuth = atan2Deg(y, forward)
	elevation = asinDeg(min(max(up, -1), 1))
	return azimuth, elevation
}

// slackDeg is more than turn rounds away: the arcsine near the zenith knows no
// more than 1e-6 degrees.
const slackDeg = 1e-5

// RangeDB implements Bounded: it asks the pattern for the box that holds all
// directions of the intervals in the antenna's own axes. The pattern turns right
// into left alike, so that distances from boresight suffice.
func (t Tilted) RangeDB(azimuthOffDeg, elevationDeg [2]float64) (least, most float64) {
	if t.level() {
		return t.Bounded.RangeDB(azimuthOffDeg, elevationDeg)
	}
	azimuth, elevation := interval(azimuthOffDeg, 0, 180), interval(elevationDeg, -90, 90)
	var turned corners
	for i, a := range azimuth {
		for k, e := range elevation {
			turned.azimuth[i][k], turned.elevation[i][k] = t.turn(a, e)
		}
	}
	azimuth, elevation = t.turnedAzimuth(&turned, elevation), t.turnedElevation(&turned, azimuth, elevation)
	return t.Bounded.RangeDB(
		[2]float64{max(0, azimuth[0]-slackDeg), min(180, azimuth[1]+slackDeg)},
		[2]float64{max(-90, elevation[0]-slackDeg), min(90, elevation[1]+slackDeg)})
}

// corners are the corners of a box of directions in the antenna's own axes, by
// end of azimuths and end of elevations.
type corners struct{ azimuth, elevation [2][2]float64 }

// turnedElevation bounds the elevation e' in the antenna's axes. With the tilt t,
//
//	sin e' = cos a cos e sin t + sin e cos t.
//
// At one elevation it is monotone in cos a, so that its extremes lie at the ends
// of the azimuths; at one azimuth it is R cos(e - p) with
// p = atan2(cos t, cos a sin t), so that they lie at the ends of the elevations, at p
// or opposite to it.
func (t Tilted) turnedElevation(turned *corners, azimuth, elevation [2]float64) [2]float64 {
	bounds := [2]float64{90, -90}
	add := func(e float64) { bounds = [2]float64{min(bounds[0], e), max(bounds[1], e)} }
	for i, a := range azimuth {
		add(turned.elevation[i][0])
		add(turned.elevation[i][1])
		_, cos := sincosDeg(a)
		peak := atan2Deg(t.cos, float64(cos*t.sin))
		for _, e := range [...]float64{peak - 180, peak, peak + 180} {
			if e > elevation[0] && e < elevation[1] {
				_, extreme := t.turn(a, e)
				add(extreme)
			}
		}
	}
	return bounds
}

// turnedAzimuth bounds the distance a' from boresight in the antenna's axes,
//
//	cot a' = (cos a cos t - tan e sin t) / sin a.
//
// At one azimuth it is monotone in tan e. At one elevation its derivative by a has
// the sign of cos a tan e sin t - cos t, which is below 0 everywhere as long as
// |e| + |t| < 90: a' then grows with a. Nearer to the zenith of the antenna all
// azimuths are possible.
func (t Tilted) turnedAzimuth(turned *corners, elevation [2]float64) [2]float64 {
	if !(max(-elevation[0], elevation[1])+t.tiltDeg <= 89) {
		return [2]float64{0, 180}
	}
	near, far := turned.azimuth[0], turned.azimuth[1]
	return [2]float64{min(math.Abs(near[0]), math.Abs(near[1])), max(math.Abs(far[0]), math.Abs(far[1]))}
}
