package gpkg

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"phusong/geo/crs"
)

// Layer is a table that gpkg_contents lists: features, or attributes without a geometry.
type Layer struct {
	Name     string // of the table
	Geometry string // declared type in upper case, such as MULTIPOLYGON; empty for attributes
	Column   string // with the geometry
	SRSID    int64  // into gpkg_spatial_ref_sys; 0 and -1 are undefined
	CRS      crs.CRS
	CRSErr   error // why CRS is not known
	Refused  error // why the layer cannot be read, such as a view
}

// String is the name with the type, as lists of layers show it.
func (l Layer) String() string {
	kind := strings.ToLower(l.Geometry)
	if kind == "" {
		kind = "no geometry"
	}
	return fmt.Sprintf("%s (%s)", l.Name, kind)
}

// Shape is what a caller needs of a layer.
type Shape uint8

// The shapes. Points takes points, Lines lines, Polygons polygons, all also multiple
// ones; Rows takes what has attributes, points first.
const (
	AnyShape Shape = iota
	Points
	Lines
	Polygons
	Rows
)

// rank is lower the better a layer fits; large where it cannot.
func (s Shape) rank(l Layer) int {
	g := l.Geometry
	general := g == "GEOMETRY" || g == "GEOMETRYCOLLECTION"
	point, line, polygon := g == "POINT" || g == "MULTIPOINT", g == "LINESTRING" || g == "MULTILINESTRING", g == "POLYGON" || g == "MULTIPOLYGON"
	switch {
	case s == Points && point, s == Lines && line, s == Polygons && polygon, s == Rows && point, s == AnyShape:
		return 0
	case s == Rows && g == "":
		return 1
	case s != Rows && general:
		return 2
	}
	return unfit
}

const unfit = 9

// Layers lists the layers of a GeoPackage in the order of their names.
func Layers(path string, limits Limits) ([]Layer, error) {
	d, err := openDatabase(path, limits)
	if err != nil {
		return nil, err
	}
	defer d.close()
	return d.layers()
}

// The tables that describe others (OGC 12-128r18, clauses 1.1.2, 1.1.3 and 2.1.5).
const (
	contentsTable = "gpkg_contents"
	srsTable      = "gpkg_spatial_ref_sys"
	geometryTable = "gpkg_geometry_columns"
)

func (d *database) layers() ([]Layer, error) {
	all, err := d.contents()
	if err == nil {
		err = d.geometries(all)
	}
	if err == nil {
		err = d.systems(all)
	}
	if err != nil {
		return nil, &ReadError{File: d.name, Err: explain(err, d.limits)}
	}
	slices.SortFunc(all, func(a, b Layer) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// contents lists the tables of features and of attributes. "aspatial" is what GDAL called the
// latter before the standard had them.
func (d *database) contents() ([]Layer, error) {
	if _, ok := d.objects[contentsTable]; !ok {
		return nil, errors.New("an SQLite database, but no GeoPackage: it has no table gpkg_contents")
	}
	if err := d.ordinary(contentsTable); err != nil {
		return nil, fmt.Errorf("table %s: %w", contentsTable, err)
	}
	var all []Layer
	err := d.each(contentsTable, []string{"table_name", "data_type"}, maxLayers, func(row []any) error {
		l := Layer{Name: textOf(row[0])}
		switch strings.ToLower(textOf(row[1])) {
		case "features":
			l.Geometry, l.Refused = "GEOMETRY", errors.New("it has no row in gpkg_geometry_columns")
		case "attributes", "aspatial":
		default: // tiles and coverages
			return nil
		}
		if err := d.ordinary(l.Name); err != nil {
			l.Refused = err
		}
		all = append(all, l)
		return nil
	})
	return all, err
}

// geometries adds which column holds the geometry, and its type.
func (d *database) geometries(all []Layer) error {
	if !slices.ContainsFunc(all, func(l Layer) bool { return l.Geometry != "" }) {
		return nil
	}
	if err := d.ordinary(geometryTable); err != nil {
		return fmt.Errorf("table %s: %w", geometryTable, err)
	}
	return d.each(geometryTable, []string{"table_name", "column_name", "geometry_type_name", "srs_id"}, maxLayers, func(row []any) error {
		i := slices.IndexFunc(all, func(l Layer) bool { return lower(l.Name) == lower(textOf(row[0])) && l.Geometry != "" })
		if i < 0 {
			return nil
		}
		l := &all[i]
		srs, ok := row[3].(int64)
		if !ok {
			l.Refused = fmt.Errorf("its srs_id in gpkg_geometry_columns is %q, no number", textOf(row[3]))
			return nil
		}
		l.Column, l.Geometry, l.SRSID = textOf(row[1]), strings.ToUpper(textOf(row[2])), srs
		l.Refused = d.ordinary(l.Name)
		return nil
	})
}

// systems adds the coordinate systems.
func (d *database) systems(all []Layer) error {
	if !slices.ContainsFunc(all, func(l Layer) bool { return l.Geometry != "" }) {
		return nil
	}
	if err := d.ordinary(srsTable); err != nil {
		return fmt.Errorf("table %s: %w", srsTable, err)
	}
	for i := range all {
		all[i].CRSErr = undefined(all[i].SRSID)
	}
	columns, err := d.columns(srsTable)
	if err != nil {
		return err
	}
	names := []string{"srs_id", "organization", "organization_coordsys_id", "definition"}
	// WKT 2, for systems that WKT 1 cannot express (annex F.10).
	if newer := "definition_12_063"; slices.ContainsFunc(columns, func(c column) bool { return lower(c.name) == newer }) {
		names = append(names, newer)
	}
	return d.each(srsTable, names, maxSRS, func(row []any) error {
		id, ok := row[0].(int64)
		if !ok || id == 0 || id == -1 {
			return nil
		}
		code, _ := row[2].(int64)
		definition := strings.TrimSpace(textOf(row[3]))
		if len(row) > 4 && (definition == "" || strings.EqualFold(definition, "undefined")) {
			definition = textOf(row[4])
		}
		for i := range all {
			if all[i].SRSID == id {
				all[i].CRS, all[i].CRSErr = crs.FromGeoPackage(textOf(row[1]), int(code), definition)
			}
		}
		return nil
	})
}

// undefined says what to do about a system that is not stated (clause 1.1.2.1.2).
func undefined(id int64) error {
	const advice = "state it in QGIS (layer properties, Source) and save the layer again, or with: ogr2ogr -a_srs EPSG:CODE NEW.gpkg OLD.gpkg"
	switch id {
	case -1:
		return errors.New("srs_id -1: the coordinate system is an unknown plane one: " + advice)
	case 0:
		return errors.New("srs_id 0: the coordinate system is an unknown geographic one: " + advice)
	}
	return fmt.Errorf("srs_id %d is not in gpkg_spatial_ref_sys: %s", id, advice)
}

// choose finds the layer of a name or, without one, the only one, else the only one of those
// that fit best.
func choose(all []Layer, name string, shape Shape) (Layer, error) {
	if name != "" {
		return named(all, name)
	}
	best, fitting := unfit, []Layer(nil)
	for _, l := range all {
		rank := shape.rank(l)
		if l.Refused != nil || rank > best {
			continue
		}
		if rank < best {
			best, fitting = rank, nil
		}
		fitting = append(fitting, l)
	}
	switch {
	case len(all) == 0:
		return Layer{}, errors.New("the GeoPackage has no layer of features")
	case len(all) == 1:
		return all[0], nil
	case len(fitting) == 1 && best < unfit:
		return fitting[0], nil
	}
	return Layer{}, fmt.Errorf("the GeoPackage has %d layers, choose one: %s", len(all), list(all))
}

func named(all []Layer, name string) (Layer, error) {
	for _, equal := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(all, func(l Layer) bool { return equal(l.Name, name) }); i >= 0 {
			return all[i], nil
		}
	}
	return Layer{}, fmt.Errorf("the GeoPackage has no layer %q, only %s", name, list(all))
}

// list names layers, the first 20 of many.
func list(all []Layer) string {
	var names []string
	for _, l := range all[:min(len(all), 20)] {
		names = append(names, l.String())
	}
	if len(all) > 20 {
		names = append(names, fmt.Sprintf("and %d more", len(all)-20))
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
