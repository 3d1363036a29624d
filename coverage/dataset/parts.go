package dataset

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/overlay"
	"phusong/internal/mapper"
)

// uniqueCodes joins features that repeat a code with the same name, parts of one
// unit, and rejects those that give it another name. What stays is decided by
// content, never by the order of features.
func (l *loader) uniqueCodes(features []boundaryFeature) []boundaryFeature {
	slices.SortStableFunc(features, compareFeatures)
	var kept []boundaryFeature
	for len(features) > 0 {
		first, n := &features[0], 1
		for n < len(features) && features[n].code == first.code && features[n].name == first.name {
			n++
		}
		if len(kept) > 0 && kept[len(kept)-1].code == first.code {
			for _, f := range features[:n] {
				l.problem(f.source, l.region.Boundaries.Code, f.code, "code.duplicate",
					fmt.Sprintf("unit rejected: %q has the code already", kept[len(kept)-1].name))
			}
		} else {
			kept = append(kept, l.joinParts(features[:n]))
		}
		features = features[n:]
	}
	return kept
}

// compareFeatures orders features by code and name, then by all they state and
// their vertices.
func compareFeatures(a, b boundaryFeature) int {
	return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.name, b.name),
		cmp.Compare(a.parent, b.parent), cmp.Compare(a.parentName, b.parentName),
		cmp.Compare(a.province, b.province), cmp.Compare(a.provinceName, b.provinceName),
		compareCounts(a.households, b.households), compareCounts(a.people, b.people), compareGeometry(a.geometry, b.geometry))
}

func compareCounts(a, b coverage.Count) int {
	if a.Known != b.Known {
		return map[bool]int{true: -1, false: 1}[a.Known]
	}
	return cmp.Compare(a.Value, b.Value)
}

func compareGeometry(a, b orb.MultiPolygon) int {
	return slices.CompareFunc(a, b, func(p, q orb.Polygon) int {
		return slices.CompareFunc(p, q, func(r, s orb.Ring) int {
			return slices.CompareFunc(r, s, func(v, w orb.Point) int { return cmp.Or(cmp.Compare(v[0], w[0]), cmp.Compare(v[1], w[1])) })
		})
	})
}

// joinParts makes one unit of features in the order of compareFeatures. Of texts
// that differ the least is used; counts that agree are the unit's count, stated
// with every part, and counts that differ leave it unknown, since nothing tells
// whether they are to be added.
func (l *loader) joinParts(parts []boundaryFeature) boundaryFeature {
	unit := parts[0]
	if len(parts) == 1 {
		return unit
	}
	b := l.region.Boundaries
	for _, f := range parts {
		unit.source.Row = min(unit.source.Row, f.source.Row)
	}
	var geometry orb.MultiPolygon
	for _, f := range parts {
		geometry = append(geometry, f.geometry...)
		if f.source.Row != unit.source.Row {
			l.problem(f.source, b.Code, f.code, "code.repeated", "joined: parts of one unit")
		}
	}
	var defects []overlay.Defect
	unit.geometry, defects = overlay.Repair(geometry)
	for _, defect := range defects {
		l.problem(unit.source, "geometry", unit.code+" "+place7(defect.Lon, defect.Lat), defect.Rule, "parts joined: "+defect.Detail)
	}
	unit.parent, unit.parentName = l.joinTexts(parts, b.Parent, b.ParentName, func(f boundaryFeature) (code, name string) { return f.parent, f.parentName })
	unit.province, unit.provinceName = l.joinTexts(parts, b.Province, b.ProvinceName, func(f boundaryFeature) (code, name string) { return f.province, f.provinceName })
	unit.households = l.joinCounts(parts, b.Households, func(f boundaryFeature) coverage.Count { return f.households })
	unit.people = l.joinCounts(parts, b.Population, func(f boundaryFeature) coverage.Count { return f.people })
	return unit
}

// joinTexts returns the least code and name of a unit above that parts state, and
// reports the parts that state another; one that states none agrees with all.
func (l *loader) joinTexts(parts []boundaryFeature, column, nameColumn string, of func(boundaryFeature) (code, name string)) (code, name string) {
	found := false
	for _, f := range parts {
		c, n := of(f)
		if c+n != "" && (!found || cmp.Or(cmp.Compare(c, code), cmp.Compare(n, name)) < 0) {
			code, name, found = c, n, true
		}
	}
	for _, f := range parts {
		if c, n := of(f); c+n != "" && (c != code || n != name) {
			l.problem(f.source, cmp.Or(column, nameColumn), cmp.Or(c, n), "code.repeated",
				fmt.Sprintf("ignored: the unit is in %s, which another of its parts states", cmp.Or(code, name)))
		}
	}
	return code, name
}

// joinCounts returns the count on which all parts that state one agree; where they
// differ it is unknown and at least the largest.
func (l *loader) joinCounts(parts []boundaryFeature, column string, of func(boundaryFeature) coverage.Count) coverage.Count {
	var count coverage.Count
	agree, largest := true, coverage.Micro(0)
	for _, f := range parts {
		c := of(f)
		if c.Known && !count.Known {
			count = c
		}
		agree = agree && (!c.Known || c == count)
		largest = max(largest, c.Value)
	}
	if agree {
		return count
	}
	for _, f := range parts {
		if c := of(f); c.Known {
			l.problem(f.source, column, c.Value.String(), "code.repeated", "unknown: the parts of "+f.code+" state different counts")
		}
	}
	return coverage.Count{Value: largest}
}

// maxRegionM2 bounds a unit and a whole region: what coverage.Micro can hold in
// square metres, but for some room.
const maxRegionM2 = 9e12

// withinLimits rejects units too large for a country, such as a frame of the
// world, and refuses units that are too large together.
func (l *loader) withinLimits(features []boundaryFeature) ([]boundaryFeature, error) {
	areas := make([]float64, len(features))
	_ = mapper.Each(context.Background(), len(features), l.workers, func(_, i int) error {
		areas[i] = areaM2(features[i].geometry)
		return nil
	})
	total := 0.0
	kept := features[:0]
	for i, f := range features {
		area := areas[i]
		if area > maxRegionM2 {
			l.problem(f.source, "geometry", f.code, "geometry.too_large",
				fmt.Sprintf("unit rejected: larger than any country's commune: %.0f km2, at most %.0f", area/1e6, maxRegionM2/1e6))
			continue
		}
		total += area
		kept = append(kept, f)
	}
	if total > maxRegionM2 {
		return nil, fmt.Errorf("the units have %.0f km2 together, a region at most %.0f: cut it with boundaries.only", total/1e6, maxRegionM2/1e6)
	}
	return kept, nil
}

func areaM2(mp orb.MultiPolygon) float64 {
	sum := 0.0
	for _, p := range mp {
		sum += geo.PolygonAreaM2(p)
	}
	return sum
}
