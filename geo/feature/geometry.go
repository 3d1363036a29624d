package feature

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// Normalize returns a geometry as a layer of the shape holds it: of the one type, positions
// rounded to 7 decimals, repeated positions dropped, rings closed and oriented. The input is not
// changed. nil and geometries without positions give nil; a ring or a bound is a polygon.
//
// An error is a geometry of another type, a position that is not on the globe, a ring without
// area and a line of one position after rounding.
func Normalize(g orb.Geometry, shape Shape) (orb.Geometry, error) {
	if g == nil {
		return nil, nil
	}
	switch shape {
	case Point:
		return onePoint(g)
	case MultiPoint:
		return multiPoint(g)
	case MultiLine:
		return multiLine(g)
	case MultiPolygon:
		return multiPolygon(g)
	}
	return nil, fmt.Errorf("a %s in a layer without geometry", g.GeoJSONType())
}

func onePoint(g orb.Geometry) (orb.Geometry, error) {
	p, ok := g.(orb.Point)
	if !ok {
		return nil, mismatch(g, "points")
	}
	return round(p)
}

func multiPoint(g orb.Geometry) (orb.Geometry, error) {
	var points orb.MultiPoint
	switch g := g.(type) {
	case orb.Point:
		points = orb.MultiPoint{g}
	case orb.MultiPoint:
		points = g
	default:
		return nil, mismatch(g, "points")
	}
	out := make(orb.MultiPoint, len(points))
	for i, p := range points {
		var err error
		if out[i], err = round(p); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func multiLine(g orb.Geometry) (orb.Geometry, error) {
	var lines orb.MultiLineString
	switch g := g.(type) {
	case orb.LineString:
		lines = orb.MultiLineString{g}
	case orb.MultiLineString:
		lines = g
	default:
		return nil, mismatch(g, "lines")
	}
	out := make(orb.MultiLineString, 0, len(lines))
	for i, line := range lines {
		points, err := path(line)
		switch {
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		case len(points) == 1:
			return nil, fmt.Errorf("line %d has 1 position, needs 2", i+1)
		case len(points) > 1:
			out = append(out, points)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func multiPolygon(g orb.Geometry) (orb.Geometry, error) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Ring:
		polygons = orb.MultiPolygon{{g}}
	case orb.Bound:
		polygons = orb.MultiPolygon{g.ToPolygon()}
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	default:
		return nil, mismatch(g, "polygons")
	}
	out := make(orb.MultiPolygon, 0, len(polygons))
	for i, p := range polygons {
		rings, err := polygon(p)
		if err != nil {
			return nil, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

func polygon(p orb.Polygon) (orb.Polygon, error) {
	out := make(orb.Polygon, 0, len(p))
	for i, ring := range p {
		points, err := path(orb.LineString(ring))
		if err != nil {
			return nil, fmt.Errorf("ring %d: %w", i+1, err)
		}
		if len(points) == 0 && i == 0 && len(p) == 1 {
			return nil, nil
		}
		r := closed(points)
		sign := Orientation(r)
		if len(r) < 4 || sign == 0 {
			return nil, fmt.Errorf("ring %d has no area", i+1)
		}
		if (sign > 0) != (i == 0) {
			slices.Reverse(r)
		}
		out = append(out, r)
	}
	return out, nil
}

func closed(points orb.LineString) orb.Ring {
	if n := len(points); n > 0 && points[0] != points[n-1] {
		points = append(points, points[0])
	}
	return orb.Ring(points)
}

// path rounds positions and drops those that repeat the one before.
func path(line orb.LineString) (orb.LineString, error) {
	out := make(orb.LineString, 0, len(line)+1)
	for _, p := range line {
		q, err := round(p)
		if err != nil {
			return nil, err
		}
		if n := len(out); n == 0 || out[n-1] != q {
			out = append(out, q)
		}
	}
	return out, nil
}

// degreeSlack lets pass what rounding in a projection adds at the edges of the globe.
const degreeSlack = 1e-7

func round(p orb.Point) (orb.Point, error) {
	if math.Abs(p[0]) <= 180+degreeSlack && math.Abs(p[1]) <= 90+degreeSlack {
		return orb.Point{geo.Round7(p[0]) + 0, geo.Round7(p[1]) + 0}, nil // + 0: no negative zero
	}
	return p, fmt.Errorf("position %v,%v is not on the globe", p[0], p[1])
}

func mismatch(g orb.Geometry, layer string) error {
	return fmt.Errorf("a %s in a layer of %s", g.GeoJSONType(), layer)
}

// EachPoint calls use for every position of a geometry that Normalize returned.
func EachPoint(g orb.Geometry, use func(orb.Point)) {
	switch g := g.(type) {
	case orb.Point:
		use(g)
	case orb.MultiPoint:
		for _, p := range g {
			use(p)
		}
	case orb.MultiLineString:
		for _, line := range g {
			EachPoint(orb.MultiPoint(line), use)
		}
	case orb.Polygon:
		for _, ring := range g {
			EachPoint(orb.MultiPoint(ring), use)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			EachPoint(p, use)
		}
	}
}
