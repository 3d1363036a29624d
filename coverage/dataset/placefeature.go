package dataset

import (
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/encoding/geojson"
	"phusong/geo/encoding/gpkg"
	"phusong/geo/encoding/shapefile"
	"phusong/geo/overlay"
)

// placeFeature is a place, a zone or a road as its file has it: its geometry is a
// Point, a MultiPolygon or a MultiLineString with 7 decimals.
type placeFeature struct {
	row      int
	id, name string
	geometry orb.Geometry
	shape    string // the vertices as text: one for every way to write the geometry
}

func (f *placeFeature) kind() coverage.PlaceKind {
	switch f.geometry.(type) {
	case orb.MultiPolygon:
		return coverage.PlaceAreas
	case orb.MultiLineString:
		return coverage.PlaceLines
	}
	return coverage.PlacePoints
}

var placeSchema = tableSchema{
	role: "places",
	columns: append([]columnSpec{
		{name: "id", aliases: []string{"code", "mã", "mã số", "place_id", "school_id", "mã trường", "mã cơ sở", "mã đường", "osm_id", "gid", "fid"}},
		{name: "name", aliases: []string{"tên", "tên trường", "tên cơ sở", "tên đường", "tên khu", "tên khu công nghiệp", "name:vi", "ref", "title"}},
	}, positionSpecs()...),
	required: positionRequired,
}

// placeShapes are what layers of a GeoPackage are for, by kind.
var placeShapes = map[coverage.PlaceKind]gpkg.Shape{coverage.PlaceLines: gpkg.Lines, coverage.PlaceAreas: gpkg.Polygons}

// placeFeatures reads the features of a layer.
func (l *loader) placeFeatures(file PlacesFile, env readEnv) ([]placeFeature, error) {
	if !isVector(file.File) || isLayered(file.File) && file.Kind == string(coverage.PlacePoints) { // metres of points may be put to the vote
		return l.placeTable(file, env)
	}
	in := vectorInput{path: filepath.Join(l.dir, file.File), most: maxTableRows, crs: env.CRS, note: env.note}
	var rows []placeRow
	add := func(number int, p properties, g orb.Geometry) { rows = append(rows, placeRow{number, p, g}) }
	bad := func(number int, reason string) {
		env.problem(number, "geometry", "", "geometry.invalid", "row rejected: "+reason)
	}
	if isLayered(file.File) {
		of := layeredFile{in, file.Layer, placeShapes[coverage.PlaceKind(file.Kind)]}
		_, shapes, err := of.each(func(r spatialRow) { add(r.number, r.attributes, r.geometry) }, bad)
		if err == nil && !shapes {
			return l.placeTable(file, env)
		}
		return placesOf(rows, env), err
	}
	if isShapefile(file.File) {
		warnings, err := eachShape(in, func(r shapefile.Record) { add(r.Number, r.Attributes, r.Geometry) }, bad)
		for _, w := range warnings {
			env.note("%s", w)
		}
		return placesOf(rows, env), err
	}
	err := eachFeature(in, func(f geojson.Feature) { add(f.Number, f.Properties, f.Geometry) },
		func(e *geojson.FeatureError) { bad(e.Number, e.Error()) })
	return placesOf(rows, env), err
}

// placeTable reads points of a table.
func (l *loader) placeTable(file PlacesFile, env readEnv) ([]placeFeature, error) {
	src, done, err := l.openRows(TableFile{File: file.File, Layer: file.Layer, Sheet: file.Sheet, CRS: file.CRS}, env)
	if err != nil {
		return nil, err
	}
	defer done()
	t, err := readRecords(part{src, env}, placeSchema)
	if err != nil {
		return nil, err
	}
	place := t.locator()
	var all []placeFeature
	for _, r := range t.rows {
		at := place.locate(r)
		if !at.located && !at.rejected && !at.problem {
			env.problem(r.row, t.heading("lon"), "", "position.missing", "row rejected")
		}
		if at.located {
			all = append(all, newPlace(r.row, t.text(r, "id"), t.text(r, "name"), orb.Point{at.lon, at.lat}))
		}
	}
	return all, nil
}

// placeRow is a feature of any format.
type placeRow struct {
	number     int
	properties properties
	geometry   orb.Geometry
}

// placesOf makes places of features; those without a usable geometry are rejected.
func placesOf(rows []placeRow, env readEnv) []placeFeature {
	var names []string
	for _, r := range rows {
		for _, n := range r.properties.Names() {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	slices.Sort(names) // so that no order of features chooses between aliases
	id, name := propertyFor("id", names), propertyFor("name", names)
	var all []placeFeature
	for _, r := range rows {
		g := placeGeometry(r, env)
		if g == nil {
			continue
		}
		text := func(key string) string {
			v, _ := r.properties.String(key)
			return cleanText(v)
		}
		f := newPlace(r.number, "", "", g)
		if id != "" {
			f.id = text(id)
		}
		if name != "" {
			f.name = text(name)
		}
		f.nameless()
		all = append(all, f)
	}
	return all
}

// propertyFor is the property that stands for a column of placeSchema: that of its
// own name, else of its first alias that there is; "" when there is none.
func propertyFor(column string, names []string) string {
	for _, c := range placeSchema.columns {
		if c.name != column {
			continue
		}
		for _, alias := range append([]string{c.name}, c.aliases...) {
			if i := slices.IndexFunc(names, func(n string) bool { return squash(n) == squash(alias) }); i >= 0 {
				return names[i]
			}
		}
	}
	return ""
}

func newPlace(row int, id, name string, g orb.Geometry) placeFeature {
	f := placeFeature{row: row, id: id, name: name, geometry: g}
	var b strings.Builder
	write := func(points []orb.Point) {
		for _, p := range points {
			b.WriteString(formatDegrees(p[0]) + " " + formatDegrees(p[1]) + ",")
		}
		b.WriteByte(';')
	}
	switch g := g.(type) {
	case orb.Point:
		write([]orb.Point{g})
	case orb.MultiLineString:
		for _, line := range g {
			write(line)
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			for _, ring := range polygon {
				write(ring)
			}
		}
	}
	f.shape = b.String()
	f.nameless()
	return f
}

// nameless gives a feature without ID its name, or else its first vertex, as one.
func (f *placeFeature) nameless() {
	if f.id == "" {
		f.id = f.name
	}
	if f.id == "" {
		f.id, _, _ = strings.Cut(f.shape, ",")
	}
}

// placeGeometry brings a geometry to a form that does not depend on the order or
// direction in which it is drawn; nil, with a problem, when nothing is left.
func placeGeometry(r placeRow, env readEnv) orb.Geometry {
	reject := func(rule, why string) orb.Geometry {
		env.problem(r.number, "geometry", geometryName(r.geometry), rule, "row rejected: "+why)
		return nil
	}
	switch g := r.geometry.(type) {
	case orb.LineString, orb.MultiLineString:
		lines, ok := canonicalLines(linesOf(g))
		if !ok {
			return reject("coordinate.range", "a position is not on the Earth")
		}
		if len(lines) == 0 {
			return reject("geometry.empty", "the line has no length")
		}
		return lines
	case orb.Polygon, orb.MultiPolygon:
		mp, _ := asMultiPolygon(g)
		repaired, defects := overlay.Repair(mp)
		for _, d := range defects {
			if len(repaired) > 0 {
				env.problem(r.number, "geometry", place7(d.Lon, d.Lat), d.Rule, "repaired: "+d.Detail)
			}
		}
		if len(repaired) == 0 {
			return reject("geometry.empty", "its polygon has no area")
		}
		return repaired
	}
	at := pointOf(r.geometry)
	if at == nil {
		return reject("geometry.type", "neither a point, nor a line, nor an area")
	}
	if !onEarth(at[0], at[1]) {
		return reject("position.range", "not a place on Earth")
	}
	return orb.Point{geo.Round7(at[0]), geo.Round7(at[1])}
}

func linesOf(g orb.Geometry) orb.MultiLineString {
	if line, ok := g.(orb.LineString); ok {
		return orb.MultiLineString{line}
	}
	return g.(orb.MultiLineString)
}

// canonicalLines rounds vertices to 7 decimals, drops those that repeat, gives each
// line the direction in which it reads first, and sorts them. It is false when a
// vertex is not on the Earth.
func canonicalLines(lines orb.MultiLineString) (orb.MultiLineString, bool) {
	all := orb.MultiLineString{}
	for _, line := range lines {
		var l orb.LineString
		for _, p := range line {
			if !onEarth(p[0], p[1]) || math.IsNaN(p[0]) || math.IsNaN(p[1]) {
				return nil, false
			}
			q := orb.Point{geo.Round7(p[0]), geo.Round7(p[1])}
			if n := len(l); n == 0 || l[n-1] != q {
				l = append(l, q)
			}
		}
		if len(l) < 2 {
			continue
		}
		back := slices.Clone(l)
		slices.Reverse(back)
		if comparePoints(back, l) < 0 {
			l = back
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b orb.LineString) int { return comparePoints(a, b) })
	return all, true
}

func comparePoints(a, b []orb.Point) int {
	return slices.CompareFunc(a, b, func(p, q orb.Point) int {
		return compareFloats(p[0], q[0], p[1], q[1])
	})
}

func compareFloats(ax, bx, ay, by float64) int {
	switch {
	case ax < bx || ax == bx && ay < by:
		return -1
	case ax > bx || ay > by:
		return 1
	}
	return 0
}
