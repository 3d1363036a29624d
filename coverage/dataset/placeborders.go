package dataset

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/index"
	"phusong/geo/overlay"
)

// borders cuts zones and roads at the borders of the leaf units.
type borders struct {
	*loader
	edges []borderEdge
	index *index.Boxes
	units *index.Boxes
}

type borderEdge [2]orb.Point

// prepare lists the edges of all units when they are first needed.
func (b *borders) prepare() {
	if b.index != nil {
		return
	}
	var boxes, bounds []orb.Bound
	for i := range b.data.Units[:b.data.Leaves] {
		u := &b.data.Units[i]
		bounds = append(bounds, u.Geometry.Bound())
		for _, polygon := range u.Geometry {
			for _, ring := range polygon {
				for k := 1; k < len(ring); k++ {
					e := borderEdge{ring[k-1], ring[k]}
					b.edges, boxes = append(b.edges, e), append(boxes, orb.MultiPoint(e[:]).Bound())
				}
			}
		}
	}
	b.index, b.units = index.NewBoxes(boxes), index.NewBoxes(bounds)
}

// near reports whether a border passes through a box.
func (b *borders) near(box orb.Bound) bool {
	found := false
	b.index.Search(box, func(int) bool { found = true; return false })
	return found
}

// divide cuts a zone into its parts by unit; it is false for one too complex to cut.
func (b *borders) divide(zone orb.MultiPolygon) (parts []coverage.ZonePart, outsideM2 coverage.Micro, ok bool) {
	b.prepare()
	if !b.near(zone.Bound()) {
		at := zone[0][0][0]
		if unit, inside := b.locate(at[0], at[1]); inside {
			return []coverage.ZonePart{newZonePart(unit, zone)}, 0, true
		}
		return nil, coverage.SquareMetres(zone), true
	}
	var near []int
	b.units.Search(zone.Bound(), func(i int) bool { near = append(near, i); return true })
	slices.Sort(near)
	units := make([]orb.MultiPolygon, len(near))
	for i, u := range near {
		units[i] = b.data.Units[u].Geometry
	}
	cut, outside, ok := overlay.Divide(zone, units)
	for i, g := range cut {
		if len(g) > 0 {
			parts = append(parts, newZonePart(near[i], g))
		}
	}
	return parts, coverage.SquareMetres(outside), ok
}

func newZonePart(unit int, g orb.MultiPolygon) coverage.ZonePart {
	return coverage.ZonePart{Unit: unit, Geometry: g, AreaM2: coverage.SquareMetres(g)}
}

// crossings lists the shares of the way along an edge at which a border crosses or
// touches it, or runs along it, rising, from 0 to 1.
func (b *borders) crossings(p, q orb.Point) []float64 {
	ts := []float64{0, 1}
	b.index.Search(orb.MultiPoint{p, q}.Bound(), func(i int) bool {
		e := b.edges[i]
		ts = appendCrossing(ts, p, q, e[0], e[1])
		return true
	})
	slices.Sort(ts)
	return slices.Compact(ts)
}

// touchSlack is how far beyond its ends, in shares of its length, a border still cuts
// an edge: one cut too many does no harm, for parts of one unit are joined again.
const touchSlack = 1e-9

func appendCrossing(ts []float64, p, q, a, b orb.Point) []float64 {
	dx, dy, ex, ey := q[0]-p[0], q[1]-p[1], b[0]-a[0], b[1]-a[1]
	add := func(t float64) {
		if t > 0 && t < 1 {
			ts = append(ts, t)
		}
	}
	cross := float64(dx*ey) - float64(dy*ex)
	ax, ay := a[0]-p[0], a[1]-p[1]
	if cross == 0 {
		length2 := float64(dx*dx) + float64(dy*dy)
		add((float64(ax*dx) + float64(ay*dy)) / length2)
		bx, by := b[0]-p[0], b[1]-p[1]
		add((float64(bx*dx) + float64(by*dy)) / length2)
		return ts
	}
	s := (float64(ax*dy) - float64(ay*dx)) / cross
	if s >= -touchSlack && s <= 1+touchSlack {
		add((float64(ax*ey) - float64(ay*ex)) / cross)
	}
	return ts
}

// sections cuts the lines of a road at the borders.
func (b *borders) sections(lines []orb.LineString) (all []coverage.RoadSection, outsideM coverage.Micro) {
	b.prepare()
	for i, line := range lines {
		for k := 1; k < len(line); k++ {
			p, q := line[k-1], line[k]
			ts := b.crossings(p, q)
			first := len(all)
			for j := 1; j < len(ts); j++ {
				unit := b.unitAt(along(p, q, (ts[j-1]+ts[j])/2))
				if n := len(all); n > first && all[n-1].Unit == unit {
					all[n-1].To = ts[j]
					continue
				}
				all = append(all, coverage.RoadSection{Line: i, Edge: k - 1, From: ts[j-1], To: ts[j], Unit: unit})
			}
			for _, s := range all[first:] {
				if s.Unit < 0 {
					outsideM += coverage.EdgeMetres(p, q, s.To) - coverage.EdgeMetres(p, q, s.From)
				}
			}
		}
	}
	return all, outsideM
}

func (b *borders) unitAt(p orb.Point) int {
	if unit, ok := b.locate(p[0], p[1]); ok {
		return unit
	}
	return -1
}

// along is the place at a share of the way from p to q, with 7 decimals.
func along(p, q orb.Point, t float64) orb.Point {
	return orb.Point{geo.Round7(p[0] + float64((q[0]-p[0])*t)), geo.Round7(p[1] + float64((q[1]-p[1])*t))}
}

// addRoads cuts the lines of a layer at the borders of units.
func (p *placeLayer) addRoads(features []placeFeature) {
	for _, f := range features {
		r := coverage.Road{Layer: p.ID, ID: f.id, Name: f.name, Lines: f.geometry.(orb.MultiLineString), Source: p.env.source(f.row)}
		r.Sections, r.OutsideM = p.borders.sections(r.Lines)
		inside := slices.ContainsFunc(r.Sections, func(s coverage.RoadSection) bool { return s.Unit >= 0 })
		if p.outside(f, inside, r.OutsideM, "m") {
			continue
		}
		p.data.Roads = append(p.data.Roads, r)
	}
}

// addZones cuts the areas of a layer at the borders of units, and finds what each
// adds to the ground of those before it.
func (p *placeLayer) addZones(features []placeFeature) {
	first := len(p.data.Zones)
	for _, f := range features {
		z := coverage.Zone{Layer: p.ID, ID: f.id, Name: f.name, Source: p.env.source(f.row)}
		ok := false
		if z.Parts, z.OutsideM2, ok = p.borders.divide(f.geometry.(orb.MultiPolygon)); !ok {
			p.env.problem(f.row, "geometry", f.id, overlay.RuleTooComplex, "row rejected: it cannot be cut at the borders of communes")
			continue
		}
		if p.outside(f, len(z.Parts) > 0, z.OutsideM2, "m2") {
			continue
		}
		z.Counted = z.Parts
		p.data.Zones = append(p.data.Zones, z)
	}
	p.countOnce(p.data.Zones[first:])
}

// outside reports what of a feature lies outside the region; it is true where all does.
func (p *placeLayer) outside(f placeFeature, inside bool, amount coverage.Micro, unit string) bool {
	switch {
	case !inside:
		p.env.problem(f.row, "geometry", f.id, "place.outside", "row rejected: in no commune of the region")
	case amount >= coverage.One:
		p.env.problem(f.row, "geometry", f.id, "place.clipped", fmt.Sprintf("clipped: %d %s outside the region left out", amount/coverage.One, unit))
	}
	return !inside
}

// countOnce takes from the parts that the layer counts what zones before them cover.
func (p *placeLayer) countOnce(zones []coverage.Zone) {
	whole := make([]orb.MultiPolygon, len(zones))
	boxes := make([]orb.Bound, len(zones))
	for i := range zones {
		for _, part := range zones[i].Parts {
			whole[i] = append(whole[i], part.Geometry...)
		}
		boxes[i] = whole[i].Bound()
	}
	ix := index.NewBoxes(boxes)
	for i := range zones {
		var before []int
		ix.Search(boxes[i], func(k int) bool {
			if k < i {
				before = append(before, k)
			}
			return true
		})
		slices.Sort(before)
		if len(before) > 0 {
			p.countBeside(zones, i, before, whole)
		}
	}
}

func (p *placeLayer) countBeside(zones []coverage.Zone, i int, before []int, whole []orb.MultiPolygon) {
	z := &zones[i]
	others := make([]orb.MultiPolygon, len(before))
	for j, k := range before {
		others[j] = whole[k]
	}
	shared, counted := make([]coverage.Micro, len(before)), []coverage.ZonePart{}
	for _, part := range z.Parts {
		parts, rest, ok := overlay.Divide(part.Geometry, others)
		if !ok {
			p.env.problem(z.Source.Row, "geometry", z.ID, overlay.RuleTooComplex, "kept: what it shares with other zones counts more than once")
			return
		}
		for j, g := range parts {
			shared[j] += coverage.SquareMetres(g)
		}
		if len(rest) > 0 {
			counted = append(counted, newZonePart(part.Unit, rest))
		}
	}
	overlaps := false
	for j, area := range shared {
		if area > 0 {
			overlaps = true
			p.env.problem(z.Source.Row, "geometry", z.ID, "place.overlap",
				fmt.Sprintf("kept: %s m2 shared with %s count once in the sums of the layer", area.String(), zones[before[j]].ID))
		}
	}
	if overlaps {
		z.Counted = counted
	}
}
