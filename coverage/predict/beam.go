package predict

import (
	"math"

	"phusong/coverage/antenna"
	"phusong/geo"
)

// beam is a pattern of parabolas at its mast over flat ground: the gain towards a place
// within beamErrorDB, without the exact angles. A pattern alike in all directions is one
// without loss.
type beam struct {
	fore, side           geo.Vec3 // horizontal, along boresight and to its right
	horizontal, vertical parabola
	tiltRad, riseM       float64 // riseM is what a receiver stands above the antenna
	deepestDB            float64 // of both cuts together
}

// parabola is min(perRad2*x^2, floorDB).
type parabola struct{ perRad2, floorDB float64 }

func (p *parabola) at(rad float64) float64 {
	if loss := p.perRad2 * rad * rad; loss < p.floorDB {
		return loss
	}
	return p.floorDB
}

// beamErrorDB follows from the errors of angles, 2e-9, and steepestDB.
const (
	beamErrorDB = 5e-7
	steepestDB  = 230 // a radian
)

// newBeam is nil for patterns of other kinds, and for parabolas too steep for beamErrorDB.
func newBeam(r *radio) *beam {
	b := &beam{riseM: r.rxHeightM - r.txHeightM, deepestDB: math.Inf(1)}
	switch p := r.pattern.(type) {
	case nil, antenna.Omni:
		return b
	case antenna.Parabolic:
		b.tiltRad = p.ElectricalDowntiltDeg * math.Pi / 180
		if p.HorizontalBeamwidthDeg > 0 {
			b.horizontal = newParabola(p.HorizontalBeamwidthDeg, p.FrontToBackDB)
		}
		if p.VerticalBeamwidthDeg > 0 {
			b.vertical, b.deepestDB = newParabola(p.VerticalBeamwidthDeg, p.SideLobeDB), max(p.FrontToBackDB, 0)
		}
	default:
		return nil
	}
	sin, cos := math.Sincos(r.azimuthDeg * math.Pi / 180)
	for i := range b.fore {
		b.fore[i] = cos*r.north[i] + sin*r.east[i]
		b.side[i] = cos*r.east[i] - sin*r.north[i]
	}
	if !(b.horizontal.steepestDB() <= steepestDB && b.vertical.steepestDB() <= steepestDB) {
		return nil
	}
	return b
}

func newParabola(widthDeg, floorDB float64) parabola {
	w := widthDeg * math.Pi / 180
	return parabola{12 / (w * w), max(floorDB, 0)}
}

// steepestDB is the slope, in dB a radian, where the parabola meets its floor.
func (p *parabola) steepestDB() float64 { return 2 * math.Sqrt(p.perRad2*p.floorDB) }

// gainDB is the gain towards a place that lies away, at a distance. It is false where
// angles are not near enough.
func (b *beam) gainDB(away *geo.Vec3, distanceM float64) (float64, bool) {
	slope := b.riseM / distanceM
	if !(math.Abs(slope) <= 0.2) {
		return 0, false
	}
	loss := b.vertical.at(flatAngle(slope) + b.tiltRad)
	if b.horizontal.perRad2 > 0 {
		fore := away[0]*b.fore[0] + away[1]*b.fore[1] + away[2]*b.fore[2]
		side := away[0]*b.side[0] + away[1]*b.side[1] + away[2]*b.side[2]
		loss += b.horizontal.at(direction(math.Abs(side), fore))
	}
	if loss > b.deepestDB {
		loss = b.deepestDB
	}
	return -loss, true
}

// rangeDB is radio.gainRangeDB: parabolas fall with the distance from their peaks.
func (b *beam) rangeDB(r *radio, d *disc, nearM, farM float64) [2]float64 {
	var least, most float64
	if b.vertical.perRad2 > 0 {
		near, far := b.belowRad(nearM), b.belowRad(farM)
		if near > far {
			near, far = far, near
		}
		least = b.vertical.at(max(far, -near) + slackRad)
		most = b.vertical.at(max(near-slackRad, -far-slackRad, 0))
	}
	if b.horizontal.perRad2 > 0 {
		middle, span := b.spread(r, d)
		least += b.horizontal.at(min(middle+span, math.Pi))
		most += b.horizontal.at(max(middle-span, 0))
	}
	return [2]float64{-min(least, b.deepestDB) - beamErrorDB, -min(most, b.deepestDB) + beamErrorDB}
}

// slackRad is more than the errors of angles.
const slackRad = 1e-7

// belowRad is how far a receiver at a distance is above the peak of the vertical cut.
func (b *beam) belowRad(distanceM float64) float64 {
	if slope := b.riseM / distanceM; math.Abs(slope) <= 0.2 {
		return flatAngle(slope) + b.tiltRad
	}
	return math.Atan2(b.riseM, distanceM) + b.tiltRad
}

// spread is how far from boresight the middle of a disc is, and how far the disc reaches to
// both sides.
func (b *beam) spread(r *radio, d *disc) (middle, span float64) {
	away := geo.Vec3{d.middle[0] - r.position[0], d.middle[1] - r.position[1], d.middle[2] - r.position[2]}
	fore := away[0]*b.fore[0] + away[1]*b.fore[1] + away[2]*b.fore[2]
	side := away[0]*b.side[0] + away[1]*b.side[1] + away[2]*b.side[2]
	alongM := math.Sqrt(fore*fore + side*side)
	if alongM <= d.radiusM*1.01 {
		return 0, math.Pi
	}
	return direction(math.Abs(side), fore), arcSine(d.radiusM*1.001/alongM) + 0.0002
}

// flatAngle is the arc tangent of a slope of at most 0.2, within 1e-10.
func flatAngle(x float64) float64 {
	x2 := x * x
	return x * (1 - x2*(1.0/3-x2*(1.0/5-x2*(1.0/7-x2*(1.0/9-x2*(1.0/11))))))
}

// direction is atan2(y, x) for y of 0 or more, within 1e-9, and 0 at no direction.
func direction(y, x float64) float64 {
	switch {
	case y <= x && x > 0:
		return arcTangent(y / x)
	case y > math.Abs(x):
		if x < 0 {
			return math.Pi/2 + arcTangent(-x/y)
		}
		return math.Pi/2 - arcTangent(x/y)
	case x < 0:
		return math.Pi - arcTangent(-y/x)
	}
	return 0
}

// arcTangent is that of a slope from 0 to 1.
func arcTangent(a float64) float64 {
	i := int(a * slopeSteps)
	c := &slopeTable[i]
	u := a - float64(i)*(1.0/slopeSteps)
	return c[0] + u*(c[1]+u*(c[2]+u*c[3]))
}

const slopeSteps = 128

// slopeTable holds cubics in the distance from a 128th that have its angle and slope there
// and at the next; the last serves 1 itself.
var slopeTable = func() (t [slopeSteps + 1][4]float64) {
	const h = 1.0 / slopeSteps
	for i := range t {
		x := float64(i) * h
		v0, v1 := math.Atan(x), math.Atan(x+h)
		d0, d1 := 1/(1+x*x), 1/(1+(x+h)*(x+h))
		t[i] = [4]float64{v0, d0, (3*(v1-v0)/h - 2*d0 - d1) / h, (d0 + d1 - 2*(v1-v0)/h) / (h * h)}
	}
	return t
}()

// arcSine is at least the arc sine of a number from 0 to 1, and little more: the first
// terms of its series, all of which are positive, and the rest at its greatest.
func arcSine(x float64) float64 {
	x2 := x * x
	return x * (1 + x2*(1.0/6+x2*(3.0/40+x2*(math.Pi/2-1-1.0/6-3.0/40))))
}
