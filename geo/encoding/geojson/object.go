package geojson

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// object collects the members of a Feature, of a geometry or of a top-level object
// whose type may only be known at its end.
type object struct {
	number, line int
	offset       int64

	typ         string
	id          string
	properties  Properties
	geometry    orb.Geometry
	hasZ, hasM  bool
	hasFeatures bool
	hasGeometry bool // a "geometry" member, null included

	hasCoordinates bool // in Reader.coords
	members        []orb.Geometry
	hasMembers     bool // "geometries"

	foreign []string // names of the first foreign members
	hidden  string   // the foreign member that holds coordinates of its own

	flaw *FeatureError
}

// reject notes the first defect; reading goes on to the end of the feature.
func (o *object) reject(member, reason string) {
	if o.flaw == nil {
		o.flaw = &FeatureError{Member: member, Reason: reason}
	}
}

// err returns the defect, complete with its place.
func (o *object) err() error {
	if o.flaw == nil {
		return nil
	}
	e := o.flaw
	e.Number, e.Line, e.Offset, e.ID = o.number, o.line, o.offset, o.id
	return e
}

func (o *object) feature() Feature {
	f := Feature{
		Properties: o.properties, ID: o.id, Number: o.number, Line: o.line, Offset: o.offset,
	}
	if o.flaw == nil {
		f.Geometry, f.HasZ, f.HasM = o.geometry, o.hasZ, o.hasM
	}
	return f
}

// member reads the value of one member of a Feature, a bare geometry or a
// top-level object.
func (r *Reader) member(o *object, name string) error {
	switch name {
	case "type":
		return r.typeMember(o)
	case "id":
		return r.idMember(o)
	case "properties":
		return r.propertiesMember(o)
	case "geometry":
		return r.geometryMember(o)
	case "coordinates":
		return r.coordinatesMember(o)
	case "geometries":
		return r.geometriesMember(o, "geometries")
	case "crs":
		return r.crsMember()
	case "bbox":
		return r.skip(nil)
	}
	if len(o.foreign) < 8 {
		o.foreign = append(o.foreign, name)
	}
	return r.skip(func(inner string) {
		if o.hidden == "" && (inner == "coordinates" || inner == "geometry") {
			o.hidden = name
		}
	})
}

func (r *Reader) typeMember(o *object) error {
	if kind := r.dec.PeekKind(); kind != '"' {
		o.reject("type", "is "+kindName(kind)+", a string expected")
		return r.skip(nil)
	}
	typ, err := r.name()
	if o.typ != "" {
		o.reject("type", "stands twice")
	}
	o.typ = typ
	return err
}

func (r *Reader) coordinatesMember(o *object) error {
	if o.hasCoordinates {
		o.reject("coordinates", "stands twice")
	}
	o.hasCoordinates = true
	return r.readCoordinates(o)
}

func (r *Reader) idMember(o *object) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if v.Kind != Null {
		o.id = v.Text
	}
	return nil
}

func (r *Reader) geometryMember(o *object) error {
	if o.hasGeometry {
		o.reject("geometry", "stands twice")
		return r.skip(nil)
	}
	o.hasGeometry = true
	switch kind := r.dec.PeekKind(); kind {
	case 'n':
		return r.skip(nil)
	case '{':
		g, err := r.readGeometry(o, "geometry")
		o.geometry = g
		return err
	default:
		o.reject("geometry", "is "+kindName(kind)+", an object or null expected")
		return r.skip(nil)
	}
}

// readGeometry reads a geometry object; a defect is noted on the feature o.
func (r *Reader) readGeometry(o *object, path string) (orb.Geometry, error) {
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	if r.dec.StackDepth() > r.limits.MaxDepth {
		return nil, &LimitError{"MaxDepth", int64(r.limits.MaxDepth)}
	}
	g := &object{}
	for r.dec.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		switch name {
		case "type":
			err = r.typeMember(g)
		case "coordinates":
			err = r.coordinatesMember(g)
		case "geometries":
			err = r.geometriesMember(g, "geometries")
		case "crs":
			err = r.crsMember()
		default:
			err = r.skip(nil)
		}
		if err != nil {
			return nil, err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return nil, err
	}
	r.finishGeometry(g)
	o.hasZ, o.hasM = o.hasZ || g.hasZ, o.hasM || g.hasM
	if g.flaw != nil {
		o.reject(joinPath(path, g.flaw.Member), g.flaw.Reason)
		return nil, nil
	}
	return g.geometry, nil
}

func joinPath(path, member string) string {
	if member == "" || path == "" {
		return path + member
	}
	return path + "." + member
}

// geometriesMember reads the members of a GeometryCollection.
func (r *Reader) geometriesMember(o *object, path string) error {
	if kind := r.dec.PeekKind(); kind != '[' {
		o.reject(path, "is "+kindName(kind)+", an array expected")
		return r.skip(nil)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	o.hasMembers = true
	for i := 0; ; i++ {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch kind := r.dec.PeekKind(); kind {
		case ']', jsontext.KindInvalid:
			_, err := r.dec.ReadToken()
			return err
		case '{':
			if err := r.addVertex(); err != nil {
				return err
			}
			g, err := r.readGeometry(o, at)
			if err != nil {
				return err
			}
			o.members = append(o.members, g)
		default:
			o.reject(at, "is "+kindName(kind)+", a geometry object expected")
			if err := r.skip(nil); err != nil {
				return err
			}
		}
	}
}

// finishGeometry builds o.geometry from what the members of a geometry object gave.
func (r *Reader) finishGeometry(o *object) {
	switch {
	case o.flaw != nil:
	case o.typ == "GeometryCollection" && o.hasMembers:
		o.geometry = orb.Collection(o.members)
		if o.members == nil {
			o.geometry = orb.Collection{}
		}
	case o.typ == "GeometryCollection":
		o.reject("geometries", "is missing")
	case !isGeometryType(o.typ):
		o.reject("type", unknownType(o.typ, "a geometry type"))
	case !o.hasCoordinates:
		o.reject("coordinates", "is missing")
	default:
		if reason := r.coords.misfit(o.typ); reason != "" {
			o.reject("coordinates", reason)
		} else {
			o.geometry = r.coords.build(o.typ)
		}
		o.hasZ, o.hasM = r.coords.hasZ, r.coords.hasM
	}
}

func unknownType(typ, want string) string {
	switch near := otherCase(typ); {
	case typ == "":
		return "is missing, " + want + " expected"
	case near != "" && near != typ:
		return fmt.Sprintf("is %q: write %q", typ, near)
	default:
		return fmt.Sprintf("is %q, %s expected", abbreviate(typ), want)
	}
}

// requireFeature rejects an entry of "features" that is no Feature.
func (o *object) requireFeature() {
	switch {
	case o.typ == "Feature":
	case isGeometryType(o.typ):
		o.reject("type", fmt.Sprintf("is %q: a geometry among the features, wrap it in a Feature", o.typ))
	case o.typ == "" && strings.Contains(strings.Join(o.foreign, " "), "attributes"):
		o.reject("type", `is missing and there are "attributes": Esri JSON, not GeoJSON; convert it (ogr2ogr out.geojson in.json)`)
	default:
		o.reject("type", unknownType(o.typ, `"Feature"`))
	}
}

// refuse tells a finished top-level object that is no GeoJSON.
func (o *object) refuse() error {
	switch {
	case o.typ == "Feature":
		return nil
	case o.typ == "Topology":
		return fmt.Errorf("the text is TopoJSON: convert it to GeoJSON (topo2geo, mapshaper -o format=geojson)")
	case isGeometryType(o.typ) && o.hasGeometry:
		return fmt.Errorf(`not GeoJSON: an object of type %q has a "geometry": "type": "Feature" expected`, o.typ)
	case isGeometryType(o.typ) && o.hidden != "":
		// A geometry cannot have parts with coordinates outside "coordinates": reading
		// the outline alone would drop them without a word.
		return fmt.Errorf("not GeoJSON: a %s with further coordinates inside its member %q: "+
			"write each part as a Feature of a FeatureCollection", o.typ, abbreviate(o.hidden))
	case isGeometryType(o.typ):
		return nil
	}
	names := "no members"
	if len(o.foreign) > 0 {
		names = "members " + abbreviate(strings.Join(o.foreign, ", "))
	}
	return fmt.Errorf(`not GeoJSON: "type" %s (the object has %s)`,
		unknownType(o.typ, "FeatureCollection, Feature or a geometry type"), names)
}

// crsMember reads a "crs" of GeoJSON 2008, section 3. null leaves WGS 84.
func (r *Reader) crsMember() error {
	if r.dec.PeekKind() == 'n' {
		return r.skip(nil)
	}
	raw, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	name := crsName(raw)
	if name == "" {
		name = abbreviate(string(raw))
	}
	if r.acceptCRS {
		r.crs = name
		return nil
	}
	if isWGS84(name) {
		return nil
	}
	return &CRSError{Name: name}
}

// crsName finds "name", or the "code" or "href" of other crs types, in a crs object.
func crsName(raw []byte) string {
	dec := jsontext.NewDecoder(strings.NewReader(string(raw)), jsontext.AllowDuplicateNames(true))
	for {
		tok, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		kind, n := dec.StackIndex(dec.StackDepth())
		if tok.Kind() != '"' || kind != '{' || n%2 != 1 {
			continue
		}
		switch tok.String() {
		case "name", "code", "href":
			if k := dec.PeekKind(); k != '"' && k != '0' {
				continue
			}
			tok, err := dec.ReadToken()
			if err != nil {
				return ""
			}
			return norm.NFC.String(tok.String())
		}
	}
}

// isWGS84 knows the spellings of WGS 84 in degrees. The axis order that EPSG
// formally gives 4326 is not meant: the programs that write it put longitude first.
func isWGS84(name string) bool {
	parts := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return strings.ContainsRune(":/#", r) })
	if len(parts) == 0 {
		return false
	}
	switch parts[len(parts)-1] {
	case "CRS84", "CRS84H", "WGS84", "WGS 84":
		return true
	case "4326", "4979":
		return len(parts) == 1 || strings.Contains(strings.Join(parts, ":"), "EPSG")
	}
	return false
}
