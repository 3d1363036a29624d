package geojson

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/encoding/decimal"
	"phusong/geo/feature"
)

func appendGeometry(b []byte, g orb.Geometry) ([]byte, error) {
	if g == nil {
		return append(b, "null"...), nil
	}
	switch g := g.(type) {
	case orb.Ring:
		return appendGeometry(b, orb.Polygon{g})
	case orb.Bound:
		return appendGeometry(b, g.ToPolygon())
	case orb.Collection:
		return appendCollection(b, g)
	}
	b = append(b, `{"type":"`...)
	b = append(b, g.GeoJSONType()...)
	b = append(b, `","coordinates":`...)
	var err error
	switch g := g.(type) {
	case orb.Point:
		b, err = appendPoint(b, g)
	case orb.MultiPoint:
		b, err = appendList(b, g, appendPoint)
	case orb.LineString:
		b, err = appendLine(b, g)
	case orb.MultiLineString:
		b, err = appendList(b, g, appendLine)
	case orb.Polygon:
		b, err = appendPolygon(b, g)
	case orb.MultiPolygon:
		b, err = appendList(b, g, appendPolygon)
	default:
		return nil, fmt.Errorf("geometries of type %T cannot be written", g)
	}
	if err != nil {
		return nil, err
	}
	return append(b, '}'), nil
}

func appendCollection(b []byte, c orb.Collection) ([]byte, error) {
	b, err := appendList(append(b, `{"type":"GeometryCollection","geometries":`...), c, appendGeometry)
	if err != nil {
		return nil, err
	}
	return append(b, '}'), nil
}

func appendList[S ~[]T, T any](b []byte, items S, one func([]byte, T) ([]byte, error)) ([]byte, error) {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = one(b, item); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendLine(b []byte, line orb.LineString) ([]byte, error) {
	if len(line) == 1 {
		return nil, fmt.Errorf("a line has 1 position, needs 2 (RFC 7946, 3.1.4)")
	}
	return appendList(b, line, appendPoint)
}

func appendPolygon(b []byte, p orb.Polygon) ([]byte, error) {
	b = append(b, '[')
	for i, ring := range p {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendRing(b, ring, i == 0); err != nil {
			return nil, fmt.Errorf("ring %d: %w", i+1, err)
		}
	}
	return append(b, ']'), nil
}

// appendRing writes a closed ring, counter-clockwise if outer, else clockwise. A
// ring without area after rounding is written in the order it has.
func appendRing(b []byte, ring orb.Ring, outer bool) ([]byte, error) {
	for _, p := range ring {
		if err := onGlobe(p); err != nil {
			return nil, err
		}
	}
	n := len(ring)
	open := n > 0 && ring[0] != ring[n-1]
	positions := n
	if open {
		positions++
	}
	if positions < 4 {
		return nil, fmt.Errorf("%d positions, a closed ring needs 4 (RFC 7946, 3.1.6)", positions)
	}
	sign := feature.Orientation(ring)
	reversed := sign != 0 && (sign > 0) != outer
	b = append(b, '[')
	for i := range n {
		k := i
		if reversed {
			k = n - 1 - i
		}
		b = appendPosition(b, ring[k])
		b = append(b, ',')
	}
	if !open {
		return append(b[:len(b)-1], ']'), nil
	}
	first := ring[0]
	if reversed {
		first = ring[n-1]
	}
	return append(appendPosition(b, first), ']'), nil
}

// onGlobe refuses NaN, infinities and what is no longitude and latitude.
func onGlobe(p orb.Point) error {
	if math.Abs(p[0]) <= 180+degreeSlack && math.Abs(p[1]) <= 90+degreeSlack {
		return nil
	}
	return fmt.Errorf("position %v,%v is not on the globe", p[0], p[1])
}

func appendPoint(b []byte, p orb.Point) ([]byte, error) {
	if err := onGlobe(p); err != nil {
		return nil, err
	}
	return appendPosition(b, p), nil
}

func appendPosition(b []byte, p orb.Point) []byte {
	return decimal.AppendPosition(b, geo.ToE7(p[0]), geo.ToE7(p[1]))
}
