package cartography

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"phusong/geo/crs"
	"phusong/internal/picture"
)

// box is a rectangle of points; empty when left is above right.
type box struct{ left, top, right, bottom float64 }

func emptyBox() box { return box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} }

func (b *box) add(p picture.Point) {
	b.left, b.right = math.Min(b.left, p.X), math.Max(b.right, p.X)
	b.top, b.bottom = math.Min(b.top, p.Y), math.Max(b.bottom, p.Y)
}

func (b *box) addBox(c box) {
	if !c.empty() {
		b.add(picture.Point{X: c.left, Y: c.top})
		b.add(picture.Point{X: c.right, Y: c.bottom})
	}
}

func (b box) empty() bool     { return b.left > b.right }
func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }

// apart is the larger of the two gaps between b and c along the axes, 0 when they
// meet.
func (b box) apart(c box) float64 {
	return math.Max(0, math.Max(math.Max(c.left-b.right, b.left-c.right), math.Max(c.top-b.bottom, b.top-c.bottom)))
}

func boxOf(points []picture.Point) box {
	b := emptyBox()
	for _, p := range points {
		b.add(p)
	}
	return b
}

// projection puts places on a plane, in metres to the right and down.
type projection struct{ tm crs.TransverseMercator }

// widestDeg is the longest span of longitudes on one map; the projection holds
// within 30 degrees of its meridian.
const widestDeg = 50

func newProjection(meridianDeg float64) (projection, error) {
	tm, err := crs.NewTransverseMercator(crs.WGS84Ellipsoid, crs.TMParameters{MeridianDeg: meridianDeg, Scale: 1})
	return projection{tm}, err
}

func (p projection) at(place orb.Point) (picture.Point, error) {
	plane, err := p.tm.Forward(place[0], place[1])
	return picture.Point{X: plane.EastM, Y: -plane.NorthM}, err
}

// ErrNoBoundaries says that an output has nothing that a map could show.
var ErrNoBoundaries = errors.New("map: no unit has a boundary")

// middle is the meridian halfway between the outermost points.
func middle(b *borders) (float64, error) {
	west, east := math.Inf(1), math.Inf(-1)
	for _, a := range b.arcs {
		for _, p := range a.points {
			west, east = math.Min(west, p[0]), math.Max(east, p[0])
		}
	}
	switch {
	case west > east:
		return 0, ErrNoBoundaries
	case east-west > widestDeg:
		return 0, fmt.Errorf("map: units from longitude %.1f to %.1f; a map shows at most %d degrees", west, east, widestDeg)
	}
	return (west + east) / 2, nil
}

// view is a part of the plane on a part of the picture.
type view struct {
	frame      picture.Rect
	land       box // metres
	metresPerP float64
}

// marginPx is left free around the land within a frame.
const marginPx = 3

// newView fits land into a frame, in its middle.
func newView(land box, frame picture.Rect) view {
	scale := math.Max(land.width()/(frame.Width-2*marginPx), land.height()/(frame.Height-2*marginPx))
	return view{frame, land, math.Max(scale, 1e-3)}
}

// px is the place of a point of the plane.
func (v view) px(p picture.Point) picture.Point {
	return picture.Point{
		X: v.frame.X + v.frame.Width/2 + (p.X-(v.land.left+v.land.right)/2)/v.metresPerP,
		Y: v.frame.Y + v.frame.Height/2 + (p.Y-(v.land.top+v.land.bottom)/2)/v.metresPerP,
	}
}

func (v view) all(points []picture.Point) []picture.Point {
	out := make([]picture.Point, len(points))
	for i, p := range points {
		out[i] = v.px(p)
	}
	return out
}
