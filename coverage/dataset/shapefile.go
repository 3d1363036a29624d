package dataset

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/encoding/shapefile"
)

// isShapefile reports whether a name is that of a shapefile or a zip that holds one.
func isShapefile(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".shp") || strings.HasSuffix(name, ".zip")
}

// vectorInput is a vector file to be read in WGS 84.
type vectorInput struct {
	path string
	most int // features
	crs  statedCRS
	// raw leaves coordinates in metres of an unknown system as they are, for a vote.
	raw     bool
	workers int // goroutines that parse GeoJSON ahead
	note    func(format string, args ...any)
}

// saidSystem notes which system a file's coordinates are converted from.
func (v vectorInput) saidSystem(c crs.CRS, by string) {
	if c.Kind != 0 && !(c.Kind == crs.Geographic && c.Datum == crs.WGS84) {
		v.note("coordinates in %s, as %s says, converted to WGS 84", c, by)
	}
}

// statedVector is the system that region.yaml states, on which degrees lie where
// only a datum is stated; false when it states none.
func (v vectorInput) statedVector() (crs.CRS, bool) {
	switch {
	case v.crs.system.Kind != 0:
		return v.crs.system, true
	case v.crs.datum == crs.UnknownDatum:
		return crs.CRS{}, false
	}
	code := map[crs.Datum]int{crs.WGS84: 4326, crs.VN2000: 4756}[v.crs.datum]
	c, err := crs.ByEPSG(code)
	return c, err == nil
}

// shapeSystem decides the system of a shapefile: region.yaml, else the .prj, else
// degrees of WGS 84 if they can be.
func (v vectorInput) shapeSystem(prj shapefile.CRS) (crs.CRS, error) {
	fromPRJ, prjErr := crs.ParseWKT(prj.WKT)
	if c, ok := v.statedVector(); ok {
		if prj.Kind != shapefile.CRSMissing && (prjErr != nil || fromPRJ != c) {
			v.note("the .prj (%.80q) says otherwise than region.yaml, which is followed: %s", prj.WKT, c)
		}
		v.saidSystem(c, RegionFile)
		return c, nil
	}
	switch {
	case prj.Kind == shapefile.CRSMissing && v.raw && v.crs.detect:
		return crs.CRS{}, nil
	case prj.Kind == shapefile.CRSMissing:
		if err := prj.CheckWGS84(); err != nil {
			return crs.CRS{}, fmt.Errorf("%w, in region.yaml, such as crs: EPSG:9210%s", err, map[bool]string{true: ", or crs: detect"}[v.raw])
		}
		return crs.CRS{}, nil
	case prjErr == nil:
		v.saidSystem(fromPRJ, "the .prj")
		return fromPRJ, nil
	case prj.CheckWGS84() == nil: // a spelling of WGS 84 that the stricter reader does not know
		return crs.CRS{}, nil
	}
	return crs.CRS{}, fmt.Errorf("the system of the .prj is not known: %w; the .prj has %.300q: reproject the file (ogr2ogr -t_srs EPSG:4326), or state its system in region.yaml as crs", prjErr, prj.WKT)
}

// eachShape reads a shapefile and hands every record, in WGS 84, to use; bad gets
// the records that cannot be read.
func eachShape(v vectorInput, use func(shapefile.Record), bad func(number int, reason string)) ([]string, error) {
	r, err := shapefile.Open(v.path, shapefile.Options{Limits: shapeLimits(v.most)})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	system, err := v.shapeSystem(r.CRS())
	if err != nil {
		return nil, err
	}
	for {
		record, err := r.Next()
		var broken *shapefile.RecordError
		switch {
		case err == io.EOF:
			warnings := r.Warnings()
			if n := r.Deleted(); n > 0 {
				warnings = append(warnings, fmt.Sprintf("%d records are marked as deleted and not read", n))
			}
			return warnings, nil
		case errors.As(err, &broken):
			bad(broken.Record, broken.Error())
			continue
		case err != nil:
			return nil, err
		}
		if record.Geometry, err = toWGS84(system, record.Geometry); err != nil {
			bad(record.Number, err.Error())
			continue
		}
		use(record)
	}
}

func (l *loader) readShapefileBoundaries(path string) ([]boundaryFeature, error) {
	name := l.region.Boundaries.File
	var features []boundaryFeature
	warnings, err := eachShape(l.boundaryInput(path), func(r shapefile.Record) {
		for _, repair := range r.Repairs {
			l.problem(coverage.Source{File: name, Row: r.Number}, "geometry", "", "geometry.repaired", repair)
		}
		if r.HasZ {
			l.problem(coverage.Source{File: name, Row: r.Number}, "geometry", "", "geometry.height", "repaired: heights of positions dropped")
		}
		if f, ok := l.boundary(r.Geometry, r.Attributes, r.Number); ok {
			features = append(features, f)
		}
	}, func(number int, reason string) {
		l.problem(coverage.Source{File: name, Row: number}, "geometry", "", "geometry.invalid", "unit rejected: "+reason)
	})
	for _, w := range warnings {
		l.note("%s: %s", name, w)
	}
	return features, err
}

func readShapefileFeatures(path string, env readEnv) ([]vectorFeature, error) {
	var features []vectorFeature
	warnings, err := eachShape(env.vectorInput(path), func(r shapefile.Record) {
		f := vectorFeature{number: r.Number, names: r.Attributes.Names(), values: map[string]string{}, point: pointOf(r.Geometry)}
		if f.point == nil && env.Polygons {
			f.point = insideOf(r.Geometry)
		}
		for name, value := range r.Attributes.All() {
			f.values[name] = value
		}
		features = append(features, f)
	}, func(number int, reason string) {
		env.problem(number, "geometry", "", "geometry.invalid", "row rejected: "+reason)
	})
	for _, w := range warnings {
		env.note("%s", w)
	}
	return features, err
}
