package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
	"phusong/geo/overlay"
)

// boundaryFeature is one unit as its file states it.
type boundaryFeature struct {
	code, name             string
	parent, parentName     string
	province, provinceName string
	households, people     coverage.Count
	geometry               orb.MultiPolygon
	source                 coverage.Source
}

// readBoundaries reads, repairs and partitions the leaf units, sorted by code.
func (l *loader) readBoundaries() ([]boundaryFeature, error) {
	features, err := l.readBoundaryFile()
	if err != nil {
		return nil, fmt.Errorf("boundaries %s: %w", l.region.Boundaries.File, overLimit(err))
	}
	features = l.uniqueCodes(features)
	if len(features) == 0 {
		return nil, fmt.Errorf("boundaries %s: no usable unit: see problems.csv, or check boundaries.code", l.region.Boundaries.File)
	}
	slices.SortFunc(features, func(a, b boundaryFeature) int { return cmp.Compare(a.code, b.code) })
	l.partition(features)
	kept := features[:0]
	for _, f := range features {
		if len(f.geometry) == 0 {
			l.problem(f.source, l.region.Boundaries.Code, f.code, "geometry.empty", "unit rejected: nothing is left of its polygon")
			continue
		}
		kept = append(kept, f)
	}
	return kept, nil
}

// readBoundaryFile reads a shapefile by its name, anything else as GeoJSON.
func (l *loader) readBoundaryFile() ([]boundaryFeature, error) {
	name := l.region.Boundaries.File
	path := filepath.Join(l.dir, name)
	if err := l.addInput("boundaries", name); err != nil {
		return nil, err
	}
	if isShapefile(name) {
		return l.readShapefileBoundaries(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var features []boundaryFeature
	r := geojson.NewReader(f, vectorLimits(maxUnits))
	for {
		feature, err := r.Next()
		var bad *geojson.FeatureError
		switch {
		case err == io.EOF:
			return features, nil
		case errors.As(err, &bad):
			l.problem(coverage.Source{File: name, Row: bad.Number}, "geometry", "", "geometry.invalid", "unit rejected: "+bad.Error())
			continue
		case err != nil:
			return nil, err
		}
		if b, ok := l.boundary(feature.Geometry, feature.Properties, feature.Number); ok {
			features = append(features, b)
		}
	}
}

// properties is what a feature of any format answers.
type properties interface {
	String(name string) (string, bool)
}

// boundary turns a feature into a unit; it is false, with a problem, when it cannot.
func (l *loader) boundary(g orb.Geometry, p properties, number int) (boundaryFeature, bool) {
	b := l.region.Boundaries
	f := boundaryFeature{source: coverage.Source{File: b.File, Row: number}}
	text := func(key string) string {
		if key == "" {
			return ""
		}
		v, _ := p.String(key)
		return cleanText(v)
	}
	if b.Only != nil && !slices.Contains(b.Only.Values, text(b.Only.Property)) {
		l.filtered++
		return f, false
	}
	f.code, f.name = text(b.Code), text(b.Name)
	if f.code == "" {
		l.problem(f.source, b.Code, "", "code.missing", "unit rejected")
		return f, false
	}
	f.parent, f.parentName = text(b.Parent), text(b.ParentName)
	f.province, f.provinceName = text(b.Province), text(b.ProvinceName)
	f.households = l.boundaryCount(f.source, b.Households, text(b.Households))
	f.people = l.boundaryCount(f.source, b.Population, text(b.Population))
	mp, ok := asMultiPolygon(g)
	if !ok {
		l.problem(f.source, "geometry", fmt.Sprintf("%T", g), "geometry.type", "unit rejected: not a polygon")
		return f, false
	}
	repaired, defects := overlay.Repair(mp)
	for _, defect := range defects {
		l.problem(f.source, "geometry", f.code+" "+place7(defect.Lon, defect.Lat), defect.Rule, "repaired: "+defect.Detail)
	}
	if len(repaired) == 0 {
		l.problem(f.source, "geometry", f.code, "geometry.empty", "unit rejected")
		return f, false
	}
	f.geometry = repaired
	return f, true
}

// boundaryCount reads a count from a property of the boundary file.
func (l *loader) boundaryCount(s coverage.Source, column, value string) coverage.Count {
	if column == "" || value == "" {
		return coverage.Count{}
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v < 0 {
		l.problem(s, column, value, "number.invalid", "value unknown")
		return coverage.Count{}
	}
	m, err := coverage.MicroOf(v)
	if err != nil {
		l.problem(s, column, value, "number.invalid", "value unknown")
		return coverage.Count{}
	}
	return coverage.Known(m)
}

func asMultiPolygon(g orb.Geometry) (orb.MultiPolygon, bool) {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}, true
	case orb.MultiPolygon:
		return g, true
	case orb.Collection:
		var all orb.MultiPolygon
		for _, part := range g {
			mp, ok := asMultiPolygon(part)
			if !ok {
				return nil, false
			}
			all = append(all, mp...)
		}
		return all, true
	}
	return nil, false
}

func place7(lon, lat float64) string {
	return strconv.FormatFloat(lon, 'f', 7, 64) + "," + strconv.FormatFloat(lat, 'f', 7, 64)
}

// uniqueCodes joins features that repeat a code with the same name, parts of one
// unit, and rejects those that give it another name.
func (l *loader) uniqueCodes(features []boundaryFeature) []boundaryFeature {
	slices.SortStableFunc(features, func(a, b boundaryFeature) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.name, b.name))
	})
	var kept []boundaryFeature
	for _, f := range features {
		if len(kept) == 0 || kept[len(kept)-1].code != f.code {
			kept = append(kept, f)
			continue
		}
		last := &kept[len(kept)-1]
		if last.name != f.name {
			l.problem(f.source, l.region.Boundaries.Code, f.code, "code.duplicate",
				fmt.Sprintf("unit rejected: %q has the code already", last.name))
			continue
		}
		l.problem(f.source, l.region.Boundaries.Code, f.code, "code.repeated", "joined: parts of one unit")
		last.geometry, _ = overlay.Repair(append(last.geometry, f.geometry...))
	}
	return kept
}

// partition makes units disjoint: overlaps go to the lowest code, slivers to the
// neighbour with the longest common border. Everything it moves is reported.
func (l *loader) partition(features []boundaryFeature) {
	polygons := make([]orb.MultiPolygon, len(features))
	for i := range features {
		polygons[i] = features[i].geometry
	}
	parts, report := overlay.Partition(polygons, overlay.PartitionOptions{SliverWidthM: l.region.Boundaries.SliverWidthM})
	for i := range features {
		features[i].geometry = parts[i]
	}
	for _, o := range report.Overlaps {
		a, b := &features[o.A], &features[o.B]
		l.problem(b.source, "geometry", b.code+" "+place7(o.Lon, o.Lat), "boundary.overlap",
			fmt.Sprintf("%.0f m2 left to %s, the lower code", o.AreaM2, a.code))
	}
	for _, s := range report.Slivers {
		u := &features[s.Unit]
		l.problem(u.source, "geometry", u.code+" "+place7(s.Lon, s.Lat), "boundary.sliver", fmt.Sprintf("%.0f m2 between units added", s.AreaM2))
	}
	for _, h := range report.Holes {
		l.problem(coverage.Source{File: l.region.Boundaries.File}, "geometry", place7(h.Lon, h.Lat), "boundary.hole",
			fmt.Sprintf("kept: %.0f m2 enclosed by units belong to none", h.AreaM2))
	}
}

// cleanText collapses white space, also newlines, which real name columns hold.
func cleanText(s string) string { return strings.Join(strings.Fields(s), " ") }
