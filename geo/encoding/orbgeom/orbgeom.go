package orbgeom

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
)

// maxDepth bounds collections within collections.
const maxDepth = 64

// ToOrb converts a geometry; Z and M are dropped (ask g.Layout whether there were
// any). nil gives nil, an empty Point (no coordinates, or NaN as WKB writes it) an
// empty MultiPoint. Nothing is repaired. Offsets that do not fit the coordinates,
// as a damaged file may give them, are an error.
func ToOrb(g geom.T) (orb.Geometry, error) { return toOrb(g, 0) }

func toOrb(g geom.T, depth int) (orb.Geometry, error) {
	if g == nil {
		return nil, nil
	}
	if c, ok := g.(*geom.GeometryCollection); ok {
		return collection(c, depth)
	}
	flat, stride := g.FlatCoords(), g.Stride()
	if len(flat) > 0 && (stride < 2 || len(flat)%stride != 0) {
		return nil, fmt.Errorf("%d coordinates do not fit a stride of %d", len(flat), stride)
	}
	stride = max(stride, 2) // no layout, no numbers
	points := points(flat, stride)
	switch g := g.(type) {
	case *geom.Point:
		if len(points) == 0 || math.IsNaN(points[0][0]) && math.IsNaN(points[0][1]) {
			return orb.MultiPoint{}, nil
		}
		return points[0], nil
	case *geom.MultiPoint:
		return orb.MultiPoint(points), nil // empty members have no numbers
	case *geom.LineString:
		return orb.LineString(points), nil
	case *geom.LinearRing:
		return orb.Ring(points), nil
	case *geom.MultiLineString:
		return cut[orb.MultiLineString](points, g.Ends(), stride, 0)
	case *geom.Polygon:
		return cut[orb.Polygon](points, g.Ends(), stride, 0)
	case *geom.MultiPolygon:
		return multiPolygon(points, g.Endss(), stride)
	}
	return nil, fmt.Errorf("geometries of type %T are not supported", g)
}

// points takes the first two of every stride numbers. The result is never nil.
func points(flat []float64, stride int) []orb.Point {
	if len(flat) == 0 {
		return []orb.Point{}
	}
	out := make([]orb.Point, len(flat)/stride)
	for i := range out {
		out[i] = orb.Point{flat[i*stride], flat[i*stride+1]}
	}
	return out
}

func multiPolygon(points []orb.Point, endss [][]int, stride int) (orb.Geometry, error) {
	out := make(orb.MultiPolygon, len(endss))
	start := 0
	for i, ends := range endss {
		p, err := cut[orb.Polygon](points, ends, stride, start)
		if err != nil {
			return nil, fmt.Errorf("polygon %d: %w", i+1, err)
		}
		out[i] = p
		if len(ends) > 0 {
			start = ends[len(ends)-1]
		}
	}
	return out, nil
}

// cut splits points at ends, which count numbers, not points. The parts share
// the array but cannot grow into each other.
func cut[O ~[]P, P ~[]orb.Point](points []orb.Point, ends []int, stride, start int) (O, error) {
	out := make(O, len(ends))
	for i, end := range ends {
		if end < start || end%stride != 0 || end/stride > len(points) {
			return nil, fmt.Errorf("part %d ends at number %d, out of order or beyond the %d positions", i+1, end, len(points))
		}
		out[i] = P(points[start/stride : end/stride : end/stride])
		start = end
	}
	return out, nil
}

func collection(c *geom.GeometryCollection, depth int) (orb.Geometry, error) {
	if depth >= maxDepth {
		return nil, fmt.Errorf("collections nested more than %d deep", maxDepth)
	}
	out := make(orb.Collection, 0, c.NumGeoms())
	for i := range c.NumGeoms() {
		g, err := toOrb(c.Geom(i), depth+1)
		if err != nil {
			return nil, fmt.Errorf("member %d: %w", i+1, err)
		}
		out = append(out, g)
	}
	return out, nil
}

// ToGeom converts a geometry to go-geom with layout XY. nil gives nil; a Ring or
// a Bound becomes a Polygon. Types unknown to orb are an error.
func ToGeom(g orb.Geometry) (geom.T, error) {
	switch g := g.(type) {
	case nil:
		return nil, nil
	case orb.Point:
		return geom.NewPointFlat(geom.XY, g[:]), nil
	case orb.MultiPoint:
		return geom.NewMultiPointFlat(geom.XY, appendFlat(nil, g)), nil
	case orb.LineString:
		return geom.NewLineStringFlat(geom.XY, appendFlat(nil, g)), nil
	case orb.MultiLineString:
		flat, ends := join(nil, g)
		return geom.NewMultiLineStringFlat(geom.XY, flat, ends), nil
	case orb.Ring:
		return ToGeom(orb.Polygon{g})
	case orb.Bound:
		return ToGeom(g.ToPolygon())
	case orb.Polygon:
		flat, ends := join(nil, g)
		return geom.NewPolygonFlat(geom.XY, flat, ends), nil
	case orb.MultiPolygon:
		var flat []float64
		endss := make([][]int, len(g))
		for i, p := range g {
			flat, endss[i] = join(flat, p)
		}
		return geom.NewMultiPolygonFlat(geom.XY, flat, endss), nil
	case orb.Collection:
		return toCollection(g)
	}
	return nil, fmt.Errorf("geometries of type %T are not supported", g)
}

func toCollection(c orb.Collection) (geom.T, error) {
	out := geom.NewGeometryCollection()
	for i, member := range c {
		t, err := ToGeom(member)
		if err == nil && t == nil {
			err = fmt.Errorf("nil geometry")
		}
		if err == nil {
			err = out.Push(t)
		}
		if err != nil {
			return nil, fmt.Errorf("member %d: %w", i+1, err)
		}
	}
	return out, nil
}

func appendFlat[P ~[]orb.Point](flat []float64, points P) []float64 {
	for _, p := range points {
		flat = append(flat, p[0], p[1])
	}
	return flat
}

func join[O ~[]P, P ~[]orb.Point](flat []float64, parts O) ([]float64, []int) {
	ends := make([]int, len(parts))
	for i, part := range parts {
		flat = appendFlat(flat, part)
		ends[i] = len(flat)
	}
	return flat, ends
}
