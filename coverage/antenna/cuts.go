package antenna

import "math"

// Cuts is a measured pattern: the gain relative to the peak, 0 or below, at each
// whole degree of two circles.
type Cuts struct {
	// HorizontalDB is by azimuth from boresight, clockwise.
	HorizontalDB [360]float64
	// VerticalDB is by the angle below the horizon in front of the antenna, the
	// order of Planet files: 0 is the horizon in front, 90 is down, 180 the horizon
	// behind, 270 up.
	VerticalDB [360]float64
}

// levelToleranceDB is how well two cuts agree where they cross, to be taken as
// cuts through the same point: files are rounded to 0.1 dB at worst.
const levelToleranceDB = 0.25

// GainDB implements Pattern by the usual sum of cuts,
//
//	G(az, el) = H(az) + V(el) - H(0),
//
// each cut interpolated in dB between whole degrees. H(0) is taken off only if
// the cuts agree where they cross, on the horizon ahead: then the horizontal cut of
// a tilted antenna was taken level and holds the loss of the tilt, which V(el)
// holds too. A cut taken through the peak has H(0) = 0. The sum is never above 0.
func (c *Cuts) GainDB(azimuthOffDeg, elevationDeg float64) float64 {
	return c.sum(around(&c.HorizontalDB, azimuthOffDeg), around(&c.VerticalDB, -elevationDeg))
}

// sum adds the values of both cuts; it never falls when either rises.
func (c *Cuts) sum(horizontalDB, verticalDB float64) float64 {
	g := horizontalDB + verticalDB
	if ahead := c.HorizontalDB[0]; math.Abs(ahead-c.VerticalDB[0]) <= levelToleranceDB {
		g -= ahead
	}
	return min(g, 0)
}

// rippleDB is how far the gain of an antenna for all azimuths may vary: those that
// are sold as omnidirectional vary by up to 3 dB on a mast.
const rippleDB = 3

// Directional reports that the horizontal cut varies by more than 3 dB: without an
// azimuth such a pattern says nothing of any direction.
func (c *Cuts) Directional() bool {
	least, most := (*scanned)(&c.HorizontalDB).over(0, 360)
	return most-least > rippleDB
}

// Omnidirectional is the vertical cut alone, alike in all azimuths.
func (c *Cuts) Omnidirectional() *Cuts { return &Cuts{VerticalDB: c.VerticalDB} }

// around interpolates a circle of 360 values; what is no angle gets the lowest.
func around(circle *[360]float64, angleDeg float64) float64 {
	whole := math.Floor(angleDeg)
	if !(math.Abs(whole) < 1<<52) {
		lowest := circle[0]
		for _, v := range circle {
			lowest = min(lowest, v)
		}
		return lowest
	}
	i := int(int64(whole) % 360)
	if i < 0 {
		i += 360
	}
	from, to := circle[i], circle[(i+1)%360]
	v := from + float64((angleDeg-whole)*(to-from))
	return min(max(v, min(from, to)), max(from, to)) // rounding leaves no bound that the ends give
}

// peakDB is the highest value of both cuts.
func (c *Cuts) peakDB() float64 {
	peak := math.Inf(-1)
	for i := range c.HorizontalDB {
		peak = max(peak, c.HorizontalDB[i], c.VerticalDB[i])
	}
	return peak
}
