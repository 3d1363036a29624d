package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/encoding/kml"
)

// isGeoPackage reports whether a name is that of a GeoPackage.
func isGeoPackage(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".gpkg") }

// isKML reports whether a name is that of a KML file, perhaps gzipped, or of a KMZ.
func isKML(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return strings.HasSuffix(name, ".kml") || strings.HasSuffix(name, ".kmz")
}

// isLayered reports whether layeredFile reads a file.
func isLayered(name string) bool { return isGeoPackage(name) || isKML(name) }

// layeredFile is a GeoPackage, or a KML file, which has one layer, to be read in WGS 84.
type layeredFile struct {
	vectorInput
	layer string
	shape gpkg.Shape // which layer is meant when none is named
}

// spatialRow is a row of a layer, in WGS 84.
type spatialRow struct {
	number     int // the fid that GIS programs show; of KML the placemark's
	geometry   orb.Geometry
	attributes properties
	hasZ       bool
}

// each hands every row to use; bad gets those that cannot be read. It returns the
// names of the columns and whether there is a geometry beside them.
func (v layeredFile) each(use func(spatialRow), bad func(number int, reason string)) (columns []string, shapes bool, err error) {
	if isKML(v.path) {
		return []string{"name"}, true, v.eachPlacemark(use, bad)
	}
	_, stated := v.statedVector()
	r, err := gpkg.Open(v.path, gpkg.Options{Layer: v.layer, Shape: v.shape, AnySystem: stated, Limits: packageLimits(v.most)})
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	for _, f := range r.Fields() {
		columns = append(columns, f.Name)
	}
	system, err := v.system(r)
	if err == nil {
		err = v.eachRow(r, system, use, bad)
	}
	for _, w := range r.Warnings() {
		v.note("%s", w)
	}
	return columns, r.Layer().Geometry != "", err
}

func (v layeredFile) eachRow(r *gpkg.Reader, system crs.CRS, use func(spatialRow), bad func(number int, reason string)) error {
	for {
		record, err := r.Next()
		var broken *gpkg.RecordError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &broken):
			bad(int(broken.FID), broken.Field+": "+broken.Reason)
			continue
		case err != nil:
			return err
		}
		row := spatialRow{number: int(record.FID), attributes: record.Attributes, hasZ: record.HasZ}
		if row.geometry, err = toWGS84(system, record.Geometry); err != nil {
			bad(row.number, err.Error())
			continue
		}
		use(row)
	}
}

// eachPlacemark reads KML, which has degrees of WGS 84 by its standard.
func (v layeredFile) eachPlacemark(use func(spatialRow), bad func(number int, reason string)) error {
	if c, ok := v.statedVector(); ok && (c.Kind != crs.Geographic || c.Datum != crs.WGS84) {
		return fmt.Errorf("KML is in WGS 84 by its standard, but region.yaml states %s: remove the entry crs", c)
	}
	r, err := kml.Open(v.path, placemarkLimits(v.most))
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		record, err := r.Next()
		var broken *kml.RecordError
		switch {
		case err == io.EOF:
			for _, w := range r.Warnings() {
				v.note("%s", w)
			}
			return nil
		case errors.As(err, &broken):
			bad(broken.Number, broken.Error())
			continue
		case err != nil:
			return err
		}
		use(spatialRow{record.Number, record.Geometry, record.Attributes, record.HasZ})
	}
}

// system decides the system of a layer: region.yaml, else the file. The zero one
// leaves coordinates as they are: of a table without geometry, or for a vote.
func (v layeredFile) system(r *gpkg.Reader) (crs.CRS, error) {
	if r.Layer().Geometry == "" {
		return crs.CRS{}, nil
	}
	ofFile, err := r.CRS()
	if c, ok := v.statedVector(); ok {
		if err == nil && ofFile != c {
			v.note("layer %s says %s, otherwise than region.yaml, which is followed: %s", r.Layer().Name, ofFile, c)
		}
		v.saidSystem(c, RegionFile)
		return c, nil
	}
	switch {
	case err == nil:
		v.saidSystem(ofFile, "layer "+r.Layer().Name)
		return ofFile, nil
	case v.raw && v.crs.detect:
		return crs.CRS{}, nil
	case v.raw:
		return crs.CRS{}, fmt.Errorf("%w; or state it in region.yaml, such as crs: EPSG:9210, or crs: detect", err)
	}
	return crs.CRS{}, fmt.Errorf("%w; or state it in region.yaml, such as crs: EPSG:9210", err)
}

func (l *loader) readLayeredBoundaries(path string) ([]boundaryFeature, error) {
	b := l.region.Boundaries
	var features []boundaryFeature
	_, _, err := layeredFile{l.boundaryInput(path), b.Layer, gpkg.Polygons}.each(func(r spatialRow) {
		if r.hasZ {
			l.problem(coverage.Source{File: b.File, Row: r.number}, "geometry", "", "geometry.height", "repaired: heights of positions dropped")
		}
		if f, ok := l.boundary(r.geometry, r.attributes, r.number); ok {
			features = append(features, f)
		}
	}, func(number int, reason string) {
		l.problem(coverage.Source{File: b.File, Row: number}, "geometry", "", "geometry.invalid", "unit rejected: "+reason)
	})
	return features, err
}

// readLayeredRows reads the layer of points, or the table, of a role.
func readLayeredRows(path string, env readEnv) (*vectorRows, error) {
	shape := gpkg.Rows
	if env.Polygons {
		shape = gpkg.AnyShape
	}
	var features []vectorFeature
	columns, shapes, err := layeredFile{env.vectorInput(path), env.Layer, shape}.each(func(r spatialRow) {
		f := vectorFeature{number: r.number, names: r.attributes.Names(), values: map[string]string{}, point: pointOf(r.geometry)}
		if f.point == nil && env.Polygons {
			f.point = insideOf(r.geometry)
		}
		for _, name := range f.names {
			f.values[name], _ = r.attributes.String(name)
		}
		features = append(features, f)
	}, func(number int, reason string) {
		env.problem(number, "geometry", "", "geometry.invalid", "row rejected: "+reason)
	})
	if !shapes {
		return newTableOf(columns, features), err
	}
	if len(features) == 0 {
		return &vectorRows{header: newVectorRows([]vectorFeature{{names: columns}}).header}, err
	}
	return newVectorRows(features), err
}

// newTableOf lays out features without geometry, of which lon and lat may be
// columns like any other.
func newTableOf(columns []string, features []vectorFeature) *vectorRows {
	v := &vectorRows{header: columns, plain: true}
	for _, f := range features {
		row := vectorRow{number: f.number}
		for _, name := range columns {
			row.fields = append(row.fields, f.values[name])
		}
		v.rows = append(v.rows, row)
	}
	return v
}

// lookLayers sorts every layer of a file as lookVector does a file of one.
func (in *inspector) lookLayers(name string) {
	layers, err := gpkg.Layers(in.path(name), packageLimits(maxTableRows))
	if err != nil {
		in.unused(name, "cannot be read: %v", err)
		return
	}
	if len(layers) == 0 {
		in.unused(name, "the GeoPackage has no layer of features")
	}
	for _, l := range layers {
		one := layerOf{file: name}
		if len(layers) > 1 {
			one.layer = l.Name
		}
		switch {
		case l.Refused != nil:
			in.unused(one.label(), "cannot be read: %v", l.Refused)
		case l.Geometry == "":
			in.lookTable(one)
		default:
			in.lookVector(one)
		}
	}
}

// layerOf is a file, or one layer or sheet of it.
type layerOf struct{ file, layer, sheet string }

// label names it for people.
func (s layerOf) label() string {
	if inner := cmp.Or(s.layer, s.sheet); inner != "" {
		return s.file + " [" + inner + "]"
	}
	return s.file
}

// nameOf is what the choice of a role goes by: the layer's name, else the file's.
func (s layerOf) nameOf() string {
	if s.layer == "" {
		return s.file
	}
	return s.layer
}
