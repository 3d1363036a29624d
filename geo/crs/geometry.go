package crs

import (
	"fmt"

	"github.com/paulmach/orb"
)

// ToWGS84 gives a geometry of a system in WGS 84 longitude and latitude, unrounded. x is
// east or longitude, y north or latitude, which is how shapefiles, GeoJSON and
// GeoPackages store them, whatever order of axes the system's definition states.
//
// Every vertex is moved by itself and edges between them stay straight, in degrees
// now instead of metres: in Viet Nam the middles of edges of 1 km part by at most
// 1 cm, of 10 km by at most 1 m. Neighbours that share vertices go on
// sharing them.
//
// g is not changed; in WGS 84 it is returned as it is, and so are nil and empty
// geometries in any system. The error names the first vertex that is no place of the system.
func ToWGS84(c CRS, g orb.Geometry) (orb.Geometry, error) {
	if c.Kind == 0 {
		return nil, fmt.Errorf("%s: a geometry cannot be moved to WGS 84", c)
	}
	if c.Kind == Geographic && c.Datum == WGS84 || g == nil {
		return g, nil
	}
	moved := orb.Clone(g)
	if b, ok := moved.(orb.Bound); ok { // its sides are no lines of constant longitude any more
		moved = b.ToPolygon()
	}
	if err := c.moveParts(moved); err != nil {
		return nil, err
	}
	if p, ok := moved.(orb.Point); ok {
		return c.movePoint(p)
	}
	return moved, nil
}

// moveParts moves what a geometry holds in place. A point is a value: movePoint.
func (c CRS) moveParts(g orb.Geometry) error {
	switch g := g.(type) {
	case orb.Point:
		return nil
	case orb.MultiPoint:
		return c.movePoints(g)
	case orb.LineString:
		return c.movePoints(g)
	case orb.Ring:
		return c.movePoints(g)
	case orb.MultiLineString:
		return moveEach(g, func(l orb.LineString) error { return c.movePoints(l) })
	case orb.Polygon:
		return moveEach(g, func(r orb.Ring) error { return c.movePoints(r) })
	case orb.MultiPolygon:
		return moveEach(g, func(p orb.Polygon) error { return c.moveParts(p) })
	case orb.Collection:
		for i := range g {
			member, err := ToWGS84(c, g[i])
			if err != nil {
				return err
			}
			g[i] = member
		}
		return nil
	}
	return fmt.Errorf("geometries of type %T cannot be moved to WGS 84", g)
}

func moveEach[P any](parts []P, move func(P) error) error {
	for _, part := range parts {
		if err := move(part); err != nil {
			return err
		}
	}
	return nil
}

func (c CRS) movePoints(points []orb.Point) error {
	for i, p := range points {
		at, err := c.movePoint(p)
		if err != nil {
			return err
		}
		points[i] = at
	}
	return nil
}

func (c CRS) movePoint(p orb.Point) (orb.Point, error) {
	if c.Kind == Geographic {
		lon, lat, err := c.Datum.ToWGS84(p[0], p[1])
		if err != nil {
			return orb.Point{}, fmt.Errorf("%s: %w", c, err)
		}
		return orb.Point{lon, lat}, nil
	}
	lon, lat, err := c.Unproject(Plane{EastM: p[0], NorthM: p[1]})
	return orb.Point{lon, lat}, err
}
