package dataset

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/crs"
	"phusong/geo/encoding/geojson"
)

// vectorRows shows the features of a vector file as rows: their properties, and
// the position of a point as lon and lat.
type vectorRows struct {
	header []string
	rows   []vectorRow
	plain  bool // no geometry: positions, if any, are as the columns state them
}

type vectorRow struct {
	number int
	fields []string
}

func (v *vectorRows) Header() []string { return v.header }

func (v *vectorRows) Next() (int, []string, error) {
	if len(v.rows) == 0 {
		return 0, nil, io.EOF
	}
	row := v.rows[0]
	v.rows = v.rows[1:]
	return row.number, row.fields, nil
}

// vectorFeature is a feature of any format.
type vectorFeature struct {
	number int
	names  []string
	values map[string]string
	point  *orb.Point
}

// Columns of the position; properties of the same name are dropped in favour of
// the geometry.
const (
	lonColumn = "lon"
	latColumn = "lat"
)

// newVectorRows lays features out under one header: names in order of first use.
func newVectorRows(features []vectorFeature) *vectorRows {
	v := &vectorRows{}
	for _, f := range features {
		for _, name := range f.names {
			if lower := strings.ToLower(name); lower != lonColumn && lower != latColumn && !slices.Contains(v.header, name) {
				v.header = append(v.header, name)
			}
		}
	}
	for _, f := range features {
		row := vectorRow{number: f.number, fields: make([]string, 0, len(v.header)+2)}
		for _, name := range v.header {
			row.fields = append(row.fields, f.values[name])
		}
		if f.point != nil {
			row.fields = append(row.fields, formatDegrees(f.point[0]), formatDegrees(f.point[1]))
		}
		v.rows = append(v.rows, row)
	}
	v.header = append(v.header, lonColumn, latColumn)
	return v
}

// openVectorRows reads a shapefile, a GeoPackage or KML by its name, anything else as GeoJSON.
func openVectorRows(path string, env readEnv) (*vectorRows, error) {
	if isShapefile(path) {
		features, err := readShapefileFeatures(path, env)
		return newVectorRows(features), err
	}
	if isLayered(path) {
		return readLayeredRows(path, env)
	}
	var features []vectorFeature
	err := eachFeature(env.vectorInput(path), func(f geojson.Feature) {
		v := vectorFeature{number: f.Number, names: f.Properties.Names(), values: map[string]string{}, point: pointOf(f.Geometry)}
		if v.point == nil && env.Polygons {
			v.point = insideOf(f.Geometry)
		}
		for _, name := range v.names {
			v.values[name], _ = f.Properties.String(name)
		}
		features = append(features, v)
	}, func(bad *geojson.FeatureError) {
		env.problem(bad.Number, "geometry", "", "geometry.invalid", "row rejected: "+bad.Error())
	})
	if err != nil {
		return nil, err
	}
	return newVectorRows(features), nil
}

// vectorInput is a file of points, which a vote can place.
func (e readEnv) vectorInput(path string) vectorInput {
	return vectorInput{path: path, most: maxTableRows, crs: e.CRS, raw: true, note: e.note}
}

// eachFeature reads a GeoJSON file and hands every feature, in WGS 84, to use;
// reject gets those that cannot be read. A "crs" member of the old standard
// (GeoJSON 2008, section 3) is followed, unless region.yaml states the system.
func eachFeature(v vectorInput, use func(geojson.Feature), reject func(*geojson.FeatureError)) error {
	system, stated := v.statedVector()
	if stated {
		v.saidSystem(system, RegionFile)
		return v.readFeatures(&system, use, reject)
	}
	if v.raw && v.crs.detect {
		return v.readFeatures(&system, use, reject)
	}
	err := v.readFeatures(nil, use, reject)
	var named *geojson.CRSError
	var at *geojson.ReadError
	if !errors.As(err, &named) || !errors.As(err, &at) {
		return err
	}
	system, unknown := crsOfName(named.Name)
	switch {
	case unknown != nil:
		return fmt.Errorf("%w (%w); or state its system in region.yaml as crs", err, unknown)
	case at.Features > 0: // read as degrees before the member was met
		return fmt.Errorf("%w; or write crs: %q in region.yaml: the member stands after the features", err, named.Name)
	}
	v.saidSystem(system, `the member "crs"`)
	return v.readFeatures(&system, use, reject)
}

// readFeatures reads in a system, or, if it is nil, in what RFC 7946 says.
func (v vectorInput) readFeatures(system *crs.CRS, use func(geojson.Feature), reject func(*geojson.FeatureError)) error {
	f, err := os.Open(v.path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := geojson.NewReader(f, vectorLimits(v.most))
	r.Parallel(v.workers)
	if system == nil {
		system = &crs.CRS{}
	} else {
		r.AcceptCRS()
	}
	for {
		feature, err := r.Next()
		var bad *geojson.FeatureError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			reject(bad)
			continue
		case err != nil:
			return err
		}
		if feature.Geometry, err = toWGS84(*system, feature.Geometry); err != nil {
			reject(&geojson.FeatureError{Number: feature.Number, Line: feature.Line, Offset: feature.Offset, ID: feature.ID, Member: "geometry", Reason: err.Error()})
			continue
		}
		use(feature)
	}
}

// pointOf returns the position of a point, also of a multipoint of one.
func pointOf(g orb.Geometry) *orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return &g
	case orb.MultiPoint:
		if len(g) == 1 {
			return &g[0]
		}
	}
	return nil
}

// insideOf returns a point inside a polygon: the middle of the widest stretch of
// the parallel through the middle of its bounds. Of several polygons the one with the
// widest stretch counts.
func insideOf(g orb.Geometry) *orb.Point {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	var best *orb.Point
	widest := 0.0
	for _, p := range polygons {
		lat := p.Bound().Center()[1]
		crossings := crossingsAt(p, lat)
		for i := 0; i+1 < len(crossings); i += 2 {
			if width := crossings[i+1] - crossings[i]; width > widest {
				widest, best = width, &orb.Point{geo.Round7((crossings[i] + crossings[i+1]) / 2), geo.Round7(lat)}
			}
		}
	}
	return best
}

// crossingsAt lists the longitudes at which the rings of a polygon cross a parallel, in order.
func crossingsAt(p orb.Polygon, lat float64) []float64 {
	var all []float64
	for _, ring := range p {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if (a[1] <= lat) != (b[1] <= lat) {
				all = append(all, a[0]+float64((b[0]-a[0])*float64((lat-a[1])/(b[1]-a[1]))))
			}
		}
	}
	slices.Sort(all)
	return all
}

// unlessConverted is what remains stated of the system of rows: nothing where a
// vector file was converted as it was read.
func unlessConverted(src rowSource, stated statedCRS) statedCRS {
	if v, ok := src.(*vectorRows); ok && !v.plain && !stated.detect {
		return statedCRS{}
	}
	return stated
}
