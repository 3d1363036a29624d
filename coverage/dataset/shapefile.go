package dataset

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"phusong/coverage"
	"phusong/geo/encoding/shapefile"
)

// isShapefile reports whether a name is that of a shapefile or a zip that holds one.
func isShapefile(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".shp") || strings.HasSuffix(name, ".zip")
}

// eachShape reads a shapefile in WGS 84 and hands every record to use; bad gets
// the records that cannot be read.
func eachShape(path string, records int, use func(shapefile.Record), bad func(number int, reason string)) ([]string, error) {
	r, err := shapefile.Open(path, shapefile.Options{Limits: shapeLimits(records)})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := r.CRS().CheckWGS84(); err != nil {
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
		use(record)
	}
}

func (l *loader) readShapefileBoundaries(path string) ([]boundaryFeature, error) {
	name := l.region.Boundaries.File
	var features []boundaryFeature
	warnings, err := eachShape(path, maxUnits, func(r shapefile.Record) {
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
	warnings, err := eachShape(path, maxTableRows, func(r shapefile.Record) {
		f := vectorFeature{number: r.Number, names: r.Attributes.Names(), values: map[string]string{}, point: pointOf(r.Geometry)}
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
