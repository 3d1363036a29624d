package kml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// shape is a geometry as it is written: the texts of its coordinates, and of a polygon
// the outer one first.
type shape struct {
	kind  string // Point, LineString, LinearRing, Polygon; else what is not read
	outer []string
	inner []string
}

// geometry reads a geometry element, or leaves another element open.
func (r *Reader) geometry(e xml.StartElement, into *[]shape) error {
	s := shape{kind: e.Name.Local}
	var err error
	switch s.kind {
	case "Point", "LineString", "LinearRing":
		err = r.coordinates(&s.outer)
	case "Polygon":
		err = r.children(func(e xml.StartElement) error {
			rings := map[string]*[]string{"outerBoundaryIs": &s.outer, "innerBoundaryIs": &s.inner}[e.Name.Local]
			if rings == nil {
				return nil
			}
			return r.children(func(e xml.StartElement) error {
				if e.Name.Local != "LinearRing" {
					return nil
				}
				return r.coordinates(rings)
			})
		})
	case "MultiGeometry":
		return r.children(func(e xml.StartElement) error { return r.geometry(e, into) })
	case "Model", "Track", "MultiTrack":
	default:
		return nil
	}
	*into = append(*into, s)
	return err
}

// coordinates adds the text of the coordinates of the open element.
func (r *Reader) coordinates(into *[]string) error {
	return r.children(func(e xml.StartElement) error {
		if e.Name.Local != "coordinates" {
			return nil
		}
		text, err := r.text()
		*into = append(*into, text)
		return err
	})
}

// drawing turns texts into positions.
type drawing struct {
	vertices, most int
	hasZ           bool
}

// draw makes one geometry of the shapes of a placemark.
func (d *drawing) draw(shapes []shape) (orb.Geometry, error) {
	var all orb.Collection
	for _, s := range shapes {
		g, err := d.shape(s)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	switch len(all) {
	case 0:
		return nil, nil
	case 1:
		return all[0], nil
	}
	return join(all), nil
}

func (d *drawing) shape(s shape) (orb.Geometry, error) {
	switch s.kind {
	case "Point":
		p, err := d.only(s)
		if err == nil && len(p) != 1 {
			err = fmt.Errorf("a point of %d positions", len(p))
		}
		if err != nil {
			return nil, err
		}
		return p[0], nil
	case "LineString", "LinearRing":
		p, err := d.only(s)
		return orb.LineString(p), err
	case "Polygon":
		if len(s.outer) != 1 {
			return nil, fmt.Errorf("a polygon of %d outer rings, not one", len(s.outer))
		}
		var polygon orb.Polygon
		for _, text := range append(s.outer, s.inner...) {
			p, err := d.positions(text)
			if err != nil {
				return nil, err
			}
			polygon = append(polygon, orb.Ring(p))
		}
		return polygon, nil
	}
	return nil, fmt.Errorf("geometries of type %s are not read: only points, lines and polygons", s.kind)
}

// only reads the positions of a shape that has one text of them.
func (d *drawing) only(s shape) ([]orb.Point, error) {
	if len(s.outer) != 1 {
		return nil, fmt.Errorf("a %s of %d coordinates elements, not one", s.kind, len(s.outer))
	}
	return d.positions(s.outer[0])
}

// join makes several geometries one, of their kind if they have one.
func join(all orb.Collection) orb.Geometry {
	var points orb.MultiPoint
	var lines orb.MultiLineString
	var polygons orb.MultiPolygon
	for _, g := range all {
		switch g := g.(type) {
		case orb.Point:
			points = append(points, g)
		case orb.LineString:
			lines = append(lines, g)
		case orb.Polygon:
			polygons = append(polygons, g)
		}
	}
	switch len(all) {
	case len(points):
		return points
	case len(lines):
		return lines
	case len(polygons):
		return polygons
	}
	return all
}

// positions reads tuples of longitude, latitude and perhaps height, parted by blanks.
func (d *drawing) positions(text string) ([]orb.Point, error) {
	text = strings.Join(strings.Fields(text), " ")
	// Some programs write blanks about the commas of a tuple.
	text = strings.ReplaceAll(strings.ReplaceAll(text, " ,", ","), ", ", ",")
	points := make([]orb.Point, 0, strings.Count(text, " ")+1)
	for tuple := range strings.FieldsSeq(text) {
		if d.vertices++; d.vertices > d.most {
			return nil, &LimitError{"MaxVertices", int64(d.most)}
		}
		p, err := d.position(tuple)
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	if len(points) == 0 {
		return nil, errors.New("no coordinates")
	}
	return points, nil
}

func (d *drawing) position(tuple string) (orb.Point, error) {
	lonText, rest, _ := strings.Cut(tuple, ",")
	latText, height, hasHeight := strings.Cut(rest, ",")
	lon, err1 := strconv.ParseFloat(lonText, 64)
	lat, err2 := strconv.ParseFloat(latText, 64)
	if err1 != nil || err2 != nil {
		return orb.Point{}, fmt.Errorf("position %.60q is not longitude,latitude", tuple)
	}
	if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) {
		return orb.Point{}, fmt.Errorf("position %.60q: KML has degrees of WGS 84, longitude first", tuple)
	}
	z, err := strconv.ParseFloat(height, 64)
	if hasHeight && height != "" && err != nil {
		return orb.Point{}, fmt.Errorf("position %.60q is not longitude,latitude,height", tuple)
	}
	d.hasZ = d.hasZ || z != 0
	return orb.Point{lon, lat}, nil
}
