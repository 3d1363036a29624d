package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
	"phusong/geo/overlay"
	"phusong/internal/mapper"
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
	l.repairNames(features)
	l.reportProperties()
	l.padBoundaryCodes(features)
	features, err = l.withinLimits(l.uniqueCodes(features))
	if err != nil {
		return nil, fmt.Errorf("boundaries %s: %w", l.region.Boundaries.File, err)
	}
	if len(features) == 0 {
		return nil, fmt.Errorf("boundaries %s: no usable unit: %w", l.region.Boundaries.File, l.whyNoUnit())
	}
	slices.SortFunc(features, func(a, b boundaryFeature) int { return cmp.Compare(a.code, b.code) })
	l.partitionBeside(features)
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

// readBoundaryFile reads and repairs the units as their file has them.
func (l *loader) readBoundaryFile() ([]boundaryFeature, error) {
	features, err := l.readBoundaryFeatures()
	return l.repairAll(features), err
}

// readBoundaryFeatures reads a shapefile, a GeoPackage or KML by its name, anything else as GeoJSON.
func (l *loader) readBoundaryFeatures() ([]boundaryFeature, error) {
	name := l.region.Boundaries.File
	path := filepath.Join(l.dir, name)
	if err := l.addInput("boundaries", name); err != nil {
		return nil, err
	}
	if isShapefile(name) {
		return l.readShapefileBoundaries(path)
	}
	if isLayered(name) {
		return l.readLayeredBoundaries(path)
	}
	var features []boundaryFeature
	err := eachFeature(l.boundaryInput(path), func(f geojson.Feature) {
		if f.HasZ {
			l.problem(coverage.Source{File: name, Row: f.Number}, "geometry", "", "geometry.height", "repaired: heights of positions dropped")
		}
		if b, ok := l.boundary(f.Geometry, f.Properties, f.Number); ok {
			features = append(features, b)
		}
	}, func(bad *geojson.FeatureError) {
		l.problem(coverage.Source{File: name, Row: bad.Number}, "geometry", "", "geometry.invalid", "unit rejected: "+bad.Error())
	})
	return features, err
}

// boundaryInput is the file of boundaries; region.yaml was validated, and nothing
// votes on the system of polygons.
func (l *loader) boundaryInput(path string) vectorInput {
	stated, _ := parseCRS(l.region.Boundaries.CRS)
	return vectorInput{path: path, most: maxUnits, crs: stated, workers: mapper.Workers(l.workers),
		note: func(format string, args ...any) {
			l.note("%s: "+format, append([]any{l.region.Boundaries.File}, args...)...)
		}}
}

// properties is what a feature of any format answers.
type properties interface {
	String(name string) (string, bool)
	Names() []string
}

// boundary turns a feature into a unit; it is false, with a problem, when it cannot.
func (l *loader) boundary(g orb.Geometry, p properties, number int) (boundaryFeature, bool) {
	b := l.region.Boundaries
	f := boundaryFeature{source: coverage.Source{File: b.File, Row: number}}
	l.features++
	for _, name := range p.Names() {
		if l.properties[name] == 0 {
			l.properties[name] = l.features
		}
	}
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
		l.problem(f.source, "geometry", geometryName(g), "geometry.type", "unit rejected: not a polygon")
		return f, false
	}
	f.geometry = mp
	return f, true
}

// repairAll repairs the polygons of features as they were read, and drops those of which
// nothing is left.
func (l *loader) repairAll(features []boundaryFeature) []boundaryFeature {
	defects := make([][]overlay.Defect, len(features))
	_ = mapper.Each(context.Background(), len(features), l.workers, func(_, i int) error {
		features[i].geometry, defects[i] = overlay.Repair(features[i].geometry)
		return nil
	})
	kept := features[:0]
	for i, f := range features {
		l.reportDefects(&f, defects[i])
		if len(f.geometry) == 0 {
			l.problem(f.source, "geometry", f.code, "geometry.empty", "unit rejected: its polygon has no area")
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// reportDefects says what was repaired.
func (l *loader) reportDefects(f *boundaryFeature, defects []overlay.Defect) {
	for _, defect := range defects {
		if len(f.geometry) == 0 && defect.Rule == "geometry.empty" {
			continue // said by repairAll
		}
		done := "repaired: "
		if defect.Rule == overlay.RuleTooComplex {
			done = "unit rejected: "
		}
		l.problem(f.source, "geometry", f.code+" "+place7(defect.Lon, defect.Lat), defect.Rule, done+defect.Detail)
	}
}

// geometryName is the type of a geometry in GeoJSON.
func geometryName(g orb.Geometry) string {
	if g == nil {
		return "none"
	}
	return g.GeoJSONType()
}

// reportProperties says which properties that region.yaml names no feature has:
// a wrong name would else leave units without names and districts in silence.
func (l *loader) reportProperties() {
	b := l.region.Boundaries
	for _, p := range []struct{ entry, property, effect string }{
		{"name", b.Name, "units have no names"}, {"parent", b.Parent, "no districts are made of it"},
		{"parent_name", b.ParentName, "districts have no names from it"}, {"province", b.Province, "no provinces are made of it"},
		{"province_name", b.ProvinceName, "provinces have no names from it"}, {"households", b.Households, "households are unknown"},
		{"population", b.Population, "the population is unknown"},
	} {
		if p.property != "" && l.properties[p.property] == 0 {
			l.problem(coverage.Source{File: RegionFile}, "boundaries."+p.entry, p.property, "property.missing",
				"no feature has it: "+p.effect+"; the properties are "+l.propertyNames())
		}
	}
}

// whyNoUnit explains a file without a usable unit.
func (l *loader) whyNoUnit() error {
	b := l.region.Boundaries
	// Polygons are repaired after all were read, so features come twice; what is of no feature comes last.
	place := func(p coverage.Problem) int {
		if p.File != b.File || p.Row == 0 {
			return math.MaxInt
		}
		return p.Row
	}
	slices.SortStableFunc(l.data.Problems, func(p, q coverage.Problem) int { return cmp.Compare(place(p), place(q)) })
	switch {
	case l.features > 0 && l.filtered == l.features:
		return fmt.Errorf("no feature has %s = %s (boundaries.only)", b.Only.Property, strings.Join(b.Only.Values, " or "))
	case l.features == 0 && len(l.data.Problems) > 0:
		return fmt.Errorf("the file has no feature that can be read; the first problem of %d: %s", len(l.data.Problems), l.data.Problems[0].Action)
	case l.features == 0:
		return errors.New("the file has no feature that can be read")
	case l.properties[b.Code] == 0:
		return fmt.Errorf("no feature has the property %q of boundaries.code; the properties are %s", b.Code, l.propertyNames())
	}
	p := l.data.Problems[max(0, slices.IndexFunc(l.data.Problems, func(p coverage.Problem) bool { return strings.HasPrefix(p.Action, "unit rejected") }))]
	return fmt.Errorf("the first problem of %d is in feature %d: %s: %s", len(l.data.Problems), p.Row, p.Rule, p.Action)
}

// propertyNames lists what features have, in the order of the file.
func (l *loader) propertyNames() string {
	var names []string
	for name := range l.properties {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(l.properties[a], l.properties[b]), cmp.Compare(a, b)) })
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
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

// partitionBeside is partition, with the raster read meanwhile. The bound of units that overlap, or of which
// some will be left out, is rarely another; where it is, the raster is read again.
func (l *loader) partitionBeside(features []boundaryFeature) {
	bound := boundOf(features[0].geometry[0])
	for i := range features {
		for _, polygon := range features[i].geometry {
			bound = bound.Union(boundOf(polygon))
		}
	}
	_ = mapper.Each(context.Background(), 2, l.workers, func(_, i int) error {
		if i == 0 {
			l.partition(features)
		} else {
			l.ahead = l.readAhead(bound)
		}
		return nil
	})
}

// partition makes units disjoint: overlaps go to the lowest code, slivers to the
// neighbour with the longest common border. Everything it moves is reported.
func (l *loader) partition(features []boundaryFeature) {
	polygons := make([]orb.MultiPolygon, len(features))
	for i := range features {
		polygons[i] = features[i].geometry
	}
	parts, report := overlay.Partition(polygons, overlay.PartitionOptions{SliverWidthM: l.region.Boundaries.SliverWidthM, Workers: l.workers})
	for i := range features {
		features[i].geometry = parts[i]
	}
	for _, i := range report.TooComplex {
		l.problem(features[i].source, "geometry", features[i].code, overlay.RuleTooComplex, "unit rejected: it crosses its neighbours too often to be told apart")
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
