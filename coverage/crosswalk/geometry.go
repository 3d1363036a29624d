package crosswalk

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
	"phusong/geo"
	"phusong/geo/encoding/geojson"
	"phusong/geo/index"
	"phusong/geo/overlay"
)

// Polygons are the units of a boundary file by code.
type Polygons struct {
	Codes []string // ascending
	Names map[string]string
	Input coverage.Input
	// Problems are features without a code or a usable polygon.
	Problems []coverage.Problem

	geometry map[string]orb.MultiPolygon
}

// Limits of a boundary file.
const (
	maxFeatures      = 1_000_000
	maxBoundaryBytes = 4 << 30
)

// ReadPolygons reads a GeoJSON file, plain or with gzip, of which a property
// holds the code of a unit and another its name ("" for none). Polygons are
// repaired; parts of one code are one unit. Codes get their leading zeros back.
func ReadPolygons(path, codeProperty, nameProperty string) (*Polygons, error) {
	p, err := readPolygons(path, codeProperty, nameProperty)
	if err != nil {
		return nil, fmt.Errorf("boundaries %s: %w", path, err)
	}
	return p, nil
}

func readPolygons(path, codeProperty, nameProperty string) (*Polygons, error) {
	input, err := digest("boundaries", path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	defer f.Close()
	p := &Polygons{Input: input, Names: map[string]string{}, geometry: map[string]orb.MultiPolygon{}}
	r := geojson.NewReader(f, geojson.Limits{MaxFeatures: maxFeatures, MaxBytes: maxBoundaryBytes})
	for {
		feature, err := r.Next()
		var bad *geojson.FeatureError
		switch {
		case err == io.EOF:
			return p, p.finish(codeProperty)
		case errors.As(err, &bad):
			p.problem(bad.Number, "geometry", "", "geometry.invalid", "feature left out: "+bad.Error())
			continue
		case err != nil:
			return nil, err
		}
		p.add(feature, codeProperty, nameProperty)
	}
}

func (p *Polygons) problem(row int, column, value, rule, action string) {
	p.Problems = append(p.Problems, coverage.Problem{File: p.Input.File, Row: row, Column: column, Value: value, Rule: rule, Action: action})
}

func (p *Polygons) add(f geojson.Feature, codeProperty, nameProperty string) {
	raw, _ := f.Properties.String(codeProperty)
	code, _ := codelist.Pad(raw, codelist.CommuneDigits)
	if code == "" {
		p.problem(f.Number, codeProperty, "", "code.missing", "feature left out")
		return
	}
	var shape orb.MultiPolygon
	switch g := f.Geometry.(type) {
	case orb.Polygon:
		shape = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		shape = g
	}
	repaired, _ := overlay.Repair(shape)
	if len(repaired) == 0 {
		p.problem(f.Number, "geometry", code, "geometry.empty", "feature left out: no polygon")
		return
	}
	if name, ok := f.Properties.String(nameProperty); ok && p.Names[code] == "" {
		p.Names[code] = adminname.Clean(name)
	}
	p.geometry[code] = append(p.geometry[code], repaired...)
}

func (p *Polygons) finish(codeProperty string) error {
	for code := range p.geometry {
		p.Codes = append(p.Codes, code)
	}
	slices.Sort(p.Codes)
	if len(p.Codes) == 0 {
		return fmt.Errorf("no polygon has the property %q with a code: name the property that holds it", codeProperty)
	}
	return nil
}

// AreaM2 is the area of a unit on the ellipsoid, 0 for an unknown one.
func (p *Polygons) AreaM2(code string) float64 { return geo.MultiPolygonAreaM2(p.geometry[code]) }

// overlayBlock is how many new units are laid over the old ones at a time: it
// bounds memory, and codes that follow each other are neighbours.
const overlayBlock = 64

// Overlaps measures the land that every old unit shares with every new one, in
// whole square metres; progress is called after each block of new units.
// Overlaps of less than a square metre are left out.
func Overlaps(old, now *Polygons, progress func(done, total int)) (map[[2]string]int64, error) {
	bounds := make([]orb.Bound, len(old.Codes))
	for i, code := range old.Codes {
		bounds[i] = old.geometry[code].Bound()
	}
	boxes := index.NewBoxes(bounds)
	areas := make(map[[2]string]int64)
	for first := 0; first < len(now.Codes); first += overlayBlock {
		last := min(first+overlayBlock, len(now.Codes))
		if err := overlapBlock(areas, old, boxes, now, now.Codes[first:last]); err != nil {
			return nil, err
		}
		progress(last, len(now.Codes))
	}
	return areas, nil
}

// overlapBlock lays some new units over the old ones that their boxes touch.
func overlapBlock(areas map[[2]string]int64, old *Polygons, boxes *index.Boxes, now *Polygons, codes []string) error {
	var near []int32
	units := make([]orb.MultiPolygon, 0, 4*len(codes))
	for _, code := range codes {
		units = append(units, now.geometry[code])
		near = boxes.Append(near, now.geometry[code].Bound())
	}
	slices.Sort(near)
	near = slices.Compact(near)
	for _, i := range near {
		units = append(units, old.geometry[old.Codes[i]])
	}
	_, report := overlay.Partition(units, overlay.PartitionOptions{SliverWidthM: -1})
	if len(report.TooComplex) > 0 {
		return fmt.Errorf("the polygons of %d units cross each other too often to be compared", len(report.TooComplex))
	}
	for _, o := range report.Overlaps {
		m2 := int64(math.Round(o.AreaM2))
		if o.A < len(codes) && o.B >= len(codes) && m2 > 0 {
			areas[[2]string{old.Codes[near[o.B-len(codes)]], codes[o.A]}] += m2
		}
	}
	return nil
}

// VerifyGeometry lists the old units most of whose land lies in a new unit that
// is none of their successors, and boundaries whose labels the lists contradict.
// compared is how many units could be compared.
func (r *Relation) VerifyGeometry(e Editions, old, now *Polygons, areas map[[2]string]int64) (compared int, found []Disagreement) {
	largest := make(map[string]string)
	total := make(map[string]int64)
	for pair, m2 := range areas {
		total[pair[0]] += m2
		best, known := largest[pair[0]]
		if have := areas[[2]string{pair[0], best}]; !known || m2 > have || m2 == have && pair[1] < best {
			largest[pair[0]] = pair[1]
		}
	}
	successors := make(map[string][]string)
	for _, p := range r.Pairs {
		successors[p.Old] = append(successors[p.Old], p.New)
	}
	for _, code := range old.Codes {
		heir, ok := largest[code]
		if !ok || successors[code] == nil {
			continue
		}
		compared++
		if !slices.Contains(successors[code], heir) {
			found = append(found, Disagreement{RuleGeometry, code, heir, 0, geometryReason(e, code, heir, successors[code], areas, total[code])})
		}
	}
	found = append(found, labels(e.Old, old)...)
	found = append(found, labels(e.New, now)...)
	return compared, sortDisagreements(found)
}

func geometryReason(e Editions, code, heir string, successors []string, areas map[[2]string]int64, total int64) string {
	u, _ := e.Old.Find(code)
	v, _ := e.New.Find(heir)
	inside := int64(0)
	for _, s := range successors {
		inside += areas[[2]string{code, s}]
	}
	percent := func(m2 int64) int64 { return int64(100 * float64(m2) / float64(total)) }
	return fmt.Sprintf("%d %% of the polygon labelled %s (%s) lies in %s (%s), which is none of its successors %s (%d %%): a shifted label, or an error of the relation",
		percent(areas[[2]string{code, heir}]), code, u.Name, heir, v.Name, strings.Join(successors, " "), percent(inside))
}

// labels compares the names that stand beside the codes of polygons with the list.
func labels(l *codelist.List, p *Polygons) []Disagreement {
	var found []Disagreement
	unseen := 0
	for _, code := range p.Codes {
		u, ok := l.Find(code)
		if !ok {
			unseen++
			continue
		}
		name := p.Names[code]
		if name == "" {
			continue
		}
		if _, same := adminname.Compare(name, u.Name); !same {
			found = append(found, Disagreement{"boundary.name", code, "", 0, fmt.Sprintf("%s labels %s %q, the list of %s says %q", p.Input.File, code, name, l.Edition, u.Name)})
		}
	}
	if unseen > 0 {
		found = append(found, Disagreement{RuleGeometryUnseen, "", "", 0, fmt.Sprintf("%d of the %d units of %s have codes that the list of %s does not have: they are not compared",
			unseen, len(p.Codes), p.Input.File, l.Edition)})
	}
	slices.SortFunc(found, func(a, b Disagreement) int { return cmp.Compare(a.Old, b.Old) })
	return found
}
