package dataset

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/shapefile"
)

// polygonFile is a vector file with polygons: a candidate for the boundaries.
type polygonFile struct {
	layerOf
	polygons int
	bound    orb.Bound
	names    []string // properties, in order of first use
	values   map[string]map[string]int
}

// maxDistinct bounds the values kept of one property: more than the communes of
// any country.
const maxDistinct = 200_000

// distinct returns the values of a property, sorted.
func (p *polygonFile) distinct(property string) []string {
	var all []string
	for v := range p.values[property] {
		all = append(all, v)
	}
	slices.Sort(all)
	return all
}

// present counts the features that have a value.
func (p *polygonFile) present(property string) int {
	n := 0
	for _, count := range p.values[property] {
		n += count
	}
	return n
}

func (p *polygonFile) add(property, value string) {
	if value = cleanText(value); value == "" {
		return
	}
	if p.values[property] == nil {
		p.values[property] = map[string]int{}
		p.names = append(p.names, property)
	}
	if values := p.values[property]; values[value] > 0 || len(values) < maxDistinct {
		values[value]++
	}
}

// lookVector sorts a vector file by its geometry: polygons can be boundaries,
// points are rows of a table.
func (in *inspector) lookVector(from layerOf) {
	name := from.label()
	p := &polygonFile{layerOf: from, values: map[string]map[string]int{}}
	lines := 0
	points, err := in.eachFeature(from, func(g orb.Geometry, names []string, value func(string) string) {
		switch g.(type) {
		case orb.LineString, orb.MultiLineString:
			lines++
		}
		mp, ok := asMultiPolygon(g)
		if !ok {
			return
		}
		if p.polygons++; p.polygons == 1 {
			p.bound = mp.Bound()
		}
		p.bound = p.bound.Union(mp.Bound())
		for _, n := range names {
			p.add(n, value(n))
		}
	})
	switch {
	case err != nil:
		in.unused(name, "cannot be read: %v", err)
	case p.polygons > 0 && p.polygons >= points:
		in.vectors = append(in.vectors, p)
	case points > 0:
		in.lookTable(from)
	case lines > 0:
		in.addPlaces(from, coverage.PlaceLines, lines, "lines")
	default:
		in.unused(name, "has neither polygons nor points nor lines")
	}
}

// path is where a file of the folder lies.
func (in *inspector) path(name string) string { return filepath.Join(in.dir, name) }

// eachFeature reads a vector file and counts its points.
func (in *inspector) eachFeature(from layerOf, use func(orb.Geometry, []string, func(string) string)) (points int, err error) {
	visit := func(g orb.Geometry, names []string, value func(string) string) {
		if pointOf(g) != nil {
			points++
		}
		use(g, names, value)
	}
	v := vectorInput{path: in.path(from.file), most: maxTableRows, note: func(string, ...any) {}}
	if isLayered(from.file) {
		_, _, err := layeredFile{vectorInput: v, layer: from.layer}.each(func(r spatialRow) {
			visit(r.geometry, r.attributes.Names(), func(n string) string { v, _ := r.attributes.String(n); return v })
		}, func(int, string) {})
		return points, err
	}
	if isShapefile(from.file) {
		_, err := eachShape(v, func(r shapefile.Record) {
			visit(r.Geometry, r.Attributes.Names(), func(n string) string { v, _ := r.Attributes.String(n); return v })
		}, func(int, string) {})
		return points, err
	}
	err = eachFeature(v, func(f geojson.Feature) {
		visit(f.Geometry, f.Properties.Names(), func(n string) string { v, _ := f.Properties.String(n); return v })
	}, func(*geojson.FeatureError) {})
	return points, err
}

// unitSchema holds the properties of boundary files. In an entry the names that
// can mean nothing else come first; a bare "province" is a code or a name,
// whichever is still open.
var unitSchema = []columnSpec{
	{name: "code", aliases: append([]string{"code", "ma_xa", "maxa", "gso_code", "code_gso", "ward_code", "commune_code", "wardcode", "xa_code", "adm3_pcode",
		"gid_3", "commune_id", "ward_id", "id"}, codeAliases...)},
	{name: "name", aliases: []string{"name", "ten_xa", "tenxa", "tên xã", "tên", "ten_xa_phuong", "commune", "commune_name", "ward_name", "ward", "xã", "phường xã", "adm3_vi",
		"adm3_name", "name_3", "tên đơn vị", "name_vi"}},
	{name: "parent", aliases: []string{"parent", "district_code", "gso_district_code", "mã huyện", "mahuyen", "ma_quan_huyen", "adm2_pcode", "gid_2", "district", "huyện"}},
	{name: "parent_name", aliases: []string{"parent_name", "district_name", "tên huyện", "tenhuyen", "adm2_vi", "adm2_name", "name_2", "district", "huyện", "quận huyện"}},
	{name: "province", aliases: []string{"province_code", "gso_province_code", "mã tỉnh", "matinh", "ma_tinh_tp", "adm1_pcode", "gid_1", "province", "tỉnh"}},
	{name: "province_name", aliases: []string{"province_name", "tên tỉnh", "tentinh", "adm1_vi", "adm1_name", "name_1", "province", "tỉnh", "tỉnh thành phố"}},
	{name: "households", aliases: append([]string{"households"}, countSchema.columns[1].aliases...)},
	{name: "population", aliases: append([]string{"population"}, countSchema.columns[2].aliases...)},
}

// A property is a code when nearly all features have it and its values differ:
// nearly all of them or, when it has the name of a code, a third, for units in
// several parts repeat theirs.
const (
	codePresent       = 0.95
	codeDistinct      = 0.9
	namedCodeDistinct = 0.3
)

// couldBeCode reports whether a property tells the units apart.
func (p *polygonFile) couldBeCode(property string, named bool) bool {
	n, distinct := float64(p.polygons), codeDistinct
	if named {
		distinct = namedCodeDistinct
	} else if p.measures(property) {
		return false
	}
	return float64(p.present(property)) >= codePresent*n && float64(len(p.values[property])) >= distinct*n
}

// measures reports whether a value of a property is a number with a fraction, such as
// an area: its whole values would be found among codes.
func (p *polygonFile) measures(property string) bool {
	for v := range p.values[property] {
		whole, fraction, cut := strings.Cut(v, ".")
		if cut && allDigits(whole) && strings.Trim(fraction, "0") != "" && allDigits(fraction) {
			return true
		}
	}
	return false
}

// codeProperty finds the property with the codes: of those that tell units apart
// the one that most codes of tables match, then the one with the best name. One
// without the name of a code must match nearly all that can be.
func (p *polygonFile) codeProperty(tableCodes map[string]bool) (property string, matched int, known bool) {
	rank := func(property string) int {
		i := slices.IndexFunc(unitSchema[0].aliases, func(a string) bool { return squash(a) == squash(property) })
		if i < 0 {
			return len(unitSchema[0].aliases)
		}
		return i
	}
	best := len(unitSchema[0].aliases) + 1
	for _, name := range p.names {
		if !p.couldBeCode(name, rank(name) < len(unitSchema[0].aliases)) {
			continue
		}
		n := 0
		index := newCodeIndex(p.distinct(name))
		for code := range tableCodes {
			if _, _, ok := index.match(code); ok {
				n++
			}
		}
		// Numbers of another kind, such as people, are found among many codes by chance.
		if rank(name) == len(unitSchema[0].aliases) && float64(n) < codePresent*float64(min(p.polygons, len(tableCodes))) {
			n = 0
		}
		if property == "" || n > matched || n == matched && rank(name) < best {
			property, matched, best = name, n, rank(name)
		}
	}
	return property, matched, best < len(unitSchema[0].aliases)
}

// chooseBoundaries takes the polygons whose codes the tables know, then the most
// numerous ones.
func (in *inspector) chooseBoundaries() error {
	codes := map[string]bool{}
	for _, t := range in.tables {
		t.collectCodes(codes)
	}
	type candidate struct {
		file     *polygonFile
		property string
		matched  int
		known    bool
	}
	var all []candidate
	for _, p := range in.vectors {
		property, matched, known := p.codeProperty(codes)
		if property == "" {
			in.unused(p.label(), "polygons, but no property tells them apart: it has %s", strings.Join(p.names, ", "))
			continue
		}
		all = append(all, candidate{p, property, matched, known})
	}
	if len(all) == 0 {
		return fmt.Errorf("%w in %s: want GeoJSON, a shapefile, a GeoPackage or KML of commune polygons with a code each", ErrNoBoundaries, in.dir)
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.matched, a.matched), cmp.Compare(b.file.polygons, a.file.polygons))
	})
	for _, c := range all[1:] {
		if namesPlaces(c.file.nameOf()) {
			in.addPlaces(c.file.layerOf, coverage.PlaceAreas, c.file.polygons, "polygons, by its name")
			continue
		}
		in.unused(c.file.label(), "%d polygons; boundaries are taken from %s", c.file.polygons, all[0].file.label())
	}
	in.units = all[0].file
	in.codes = newCodeIndex(in.units.distinct(all[0].property))
	f := Finding{File: in.units.label(), Role: "boundaries", Rows: in.units.polygons}
	if !all[0].known {
		f.Check = "boundaries.code: " + all[0].property + " was taken because its values tell units apart, not for its name"
	}
	if len(all) > 1 {
		f.Check = strings.TrimPrefix(f.Check+"; the folder has other polygons too", "; ")
	}
	f.Columns = in.nameProperties(all[0].property)
	in.found(f)
	return nil
}

// nameProperties fills the boundaries entry; it returns what stands for what.
func (in *inspector) nameProperties(code string) []string {
	b := &in.region.Boundaries
	b.File, b.Layer, b.Level, b.Code = in.units.file, in.units.layer, coverage.LevelCommune, code
	used := map[string]bool{code: true}
	matched := []string{"code = " + code}
	for i, into := range []*string{&b.Name, &b.Parent, &b.ParentName, &b.Province, &b.ProvinceName, &b.Households, &b.Population} {
		spec := unitSchema[i+1]
		if property := in.units.property(spec, used); property != "" {
			*into, used[property] = property, true
			matched = append(matched, spec.name+" = "+property)
		}
	}
	return matched
}

// property finds the first of an entry's names among the properties still unused.
func (p *polygonFile) property(spec columnSpec, used map[string]bool) string {
	for _, alias := range spec.aliases {
		for _, name := range p.names {
			if !used[name] && squash(name) == squash(alias) {
				return name
			}
		}
	}
	return ""
}
