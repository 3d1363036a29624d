package tiling

import (
	"math"

	"github.com/paulmach/orb"

	"phusong/geo/crs"
)

// worldBits is the width of the world in bits: differences then fit in 31 bits and
// areas in 62.
const worldBits = 30

// worldWidthM is the width of the world in Web Mercator.
const worldWidthM = 2 * math.Pi * 6_378_137

// at is a place in the world: 0 to 2^30, x east, y south.
type at struct{ x, y int32 }

func (p at) less(q at) bool { return p.x < q.x || p.x == q.x && p.y < q.y }

var webMercator = func() crs.CRS {
	c, err := crs.ByEPSG(3857)
	if err != nil {
		panic(err) // it is registered in the same program
	}
	return c
}()

// project places a longitude and latitude. crs gives the same bits on every processor.
func project(p orb.Point) (at, error) {
	plane, err := webMercator.Project(p[0], p[1])
	if err != nil {
		return at{}, err
	}
	return at{worldUnit(plane.EastM), worldUnit(-plane.NorthM)}, nil
}

func worldUnit(m float64) int32 {
	u := math.Round((m/worldWidthM + 0.5) * (1 << worldBits))
	return int32(min(max(u, 0), 1<<worldBits))
}

// unproject is the inverse of project, for the bounds of an archive.
func unproject(p at) orb.Point {
	lon, lat, err := webMercator.Unproject(crs.Plane{EastM: metres(p.x), NorthM: -metres(p.y)})
	if err != nil {
		return orb.Point{}
	}
	return orb.Point{lon, lat}
}

func metres(u int32) float64 { return (float64(u)/(1<<worldBits) - 0.5) * worldWidthM }

// box is a rectangle with its border.
type box struct{ minX, minY, maxX, maxY int32 }

func emptyBox() box { return box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32} }

func (b *box) add(p at) {
	b.minX, b.maxX = min(b.minX, p.x), max(b.maxX, p.x)
	b.minY, b.maxY = min(b.minY, p.y), max(b.maxY, p.y)
}

func (b *box) join(o box) {
	b.minX, b.maxX = min(b.minX, o.minX), max(b.maxX, o.maxX)
	b.minY, b.maxY = min(b.minY, o.minY), max(b.maxY, o.maxY)
}

func (b box) touches(o box) bool {
	return b.minX <= o.maxX && o.minX <= b.maxX && b.minY <= o.maxY && o.minY <= b.maxY
}

func (b box) within(o box) bool {
	return b.minX >= o.minX && b.maxX <= o.maxX && b.minY >= o.minY && b.maxY <= o.maxY
}

func (b box) middle() at { return at{b.minX + (b.maxX-b.minX)/2, b.minY + (b.maxY-b.minY)/2} }

func (b box) empty() bool { return b.minX > b.maxX }

func (b box) bound() orb.Bound {
	return orb.Bound{Min: orb.Point{float64(b.minX), float64(b.minY)}, Max: orb.Point{float64(b.maxX), float64(b.maxY)}}
}

// unitShift is how many bits a unit of a tile is wide at a zoom.
func unitShift(zoom int) int { return MaxZoom - zoom }

// quantise gives the unit of a zoom that a world coordinate is in, to the nearest,
// halves up. It depends on nothing else, so shared vertices stay shared.
func quantise(w int32, shift int) int32 { return (w + int32(1)<<shift>>1) >> shift }
