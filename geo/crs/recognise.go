package crs

import (
	"fmt"
	"math"
	"strings"
)

// ParseWKT recognises the system that a .prj file or other well-known text
// describes: WKT 1 as ESRI and GDAL write it, and WKT 2. It knows WGS 84 and
// VN-2000 in degrees, UTM 48N and 49N and TM-3 zones on both datums, and Web Mercator.
//
// The parameters decide. A code in the text must agree with them; names only tell
// the datum. The order of axes that the text states is not used: a shapefile has x
// east and y north whatever it says. TOWGS84 of a VN-2000 system may be written in
// either convention or be that of EPSG:5194, but the shift used is the official one;
// one more than 2 m off is an error. Any other text is an error that says what was
// read.
func ParseWKT(text string) (CRS, error) {
	root, err := parseNode(text)
	if err != nil {
		return CRS{}, err
	}
	root = horizontal(root)
	switch root.keyword {
	case "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS":
		return recogniseGeographic(root)
	case "PROJCS", "PROJCRS", "PROJECTEDCRS":
		return recogniseProjected(root)
	}
	return CRS{}, fmt.Errorf("%s %q is neither a geographic nor a projected system", clip(root.keyword), clip(root.name()))
}

// horizontal unpacks what carries the system beside something else: heights, a shift.
func horizontal(n *node) *node {
	for {
		var inner *node
		switch n.keyword {
		case "COMPD_CS", "COMPOUNDCRS":
			inner = n.child("PROJCS", "PROJCRS", "PROJECTEDCRS", "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "BOUNDCRS")
		case "BOUNDCRS":
			if source := n.child("SOURCECRS"); source != nil && len(source.children) > 0 {
				inner = source.children[0]
			}
		}
		if inner == nil {
			return n
		}
		n = inner
	}
}

func recogniseGeographic(n *node) (CRS, error) {
	datum, err := recogniseDatum(n)
	if err != nil {
		return CRS{}, err
	}
	for _, c := range registered {
		if c.Kind == Geographic && c.Datum == datum {
			return confirmCode(n, c)
		}
	}
	return CRS{}, fmt.Errorf("geographic system %q has %s", clip(n.name()), datum)
}

// datumNames are the folded names of the datums, and of geographic systems on them.
var datumNames = map[string]Datum{
	"WGS1984": WGS84, "DWGS1984": WGS84, "WGS84": WGS84, "WORLDGEODETICSYSTEM1984": WGS84,
	"WORLDGEODETICSYSTEM1984ENSEMBLE": WGS84, "GCSWGS1984": WGS84, "GCSWGS84": WGS84,
	"VIETNAM2000": VN2000, "DVIETNAM2000": VN2000, "VN2000": VN2000, "DVN2000": VN2000, "GCSVN2000": VN2000, "HANOI2000": VN2000,
}

// recogniseDatum checks all that belongs to a geographic system: datum, ellipsoid,
// meridian of origin, unit.
func recogniseDatum(n *node) (Datum, error) {
	d := n.child("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE")
	datum, known := datumNames[foldName(d.name())]
	byName, alsoKnown := datumNames[foldName(n.name())]
	switch {
	case !known && !alsoKnown:
		return 0, fmt.Errorf("system %q has datum %q: only WGS 84 and VN-2000 are known", clip(n.name()), clip(d.name()))
	case known && alsoKnown && datum != byName:
		return 0, fmt.Errorf("system %q has datum %q, which contradict one another by 225 m", clip(n.name()), clip(d.name()))
	case !known:
		datum = byName
	}
	return datum, checkFigure(n, d, datum)
}

func checkFigure(n, d *node, datum Datum) error {
	if e := d.child("SPHEROID", "ELLIPSOID"); e != nil {
		a, _ := e.number(0)
		f, _ := e.number(1)
		if !near(a, WGS84Ellipsoid.RadiusM, 1e-3) || !near(f, 1/WGS84Ellipsoid.Flattening, 1e-5) {
			return fmt.Errorf("%s with ellipsoid %q (%g m, 1/%g), not that of WGS 84", datum, clip(e.name()), a, f)
		}
	}
	if p := n.child("PRIMEM", "PRIMEMERIDIAN"); p != nil {
		if lon, _ := p.number(0); lon != 0 {
			return fmt.Errorf("%s counted from meridian %q (%g), not Greenwich", datum, clip(p.name()), lon)
		}
	}
	if u := otherUnit(n, radiansPerDegree, "UNIT", "ANGLEUNIT"); u != nil {
		return fmt.Errorf("%s with angles in %q, not degrees", datum, clip(u.name()))
	}
	return checkShift(d.child("TOWGS84"), datum)
}

// otherUnit finds a unit, of the system or of its axes, that is not of the wanted size.
func otherUnit(n *node, want float64, keywords ...string) *node {
	for _, holder := range append([]*node{n}, n.children...) {
		if holder != n && holder.keyword != "AXIS" {
			continue
		}
		if u := holder.child(keywords...); u != nil {
			if size, _ := u.number(0); !near(size, want, 1e-10) {
				return u
			}
		}
	}
	return nil
}

// checkShift refuses a TOWGS84 that moves a place by metres more than ours.
func checkShift(shift *node, datum Datum) error {
	if shift == nil {
		return nil
	}
	var want [3]float64
	if datum == VN2000 {
		want = VN2000ToWGS84.TranslationM
	}
	for i := range want {
		if got, ok := shift.number(i); !ok || !near(got, want[i], 2) {
			return fmt.Errorf("%s with TOWGS84 %v, not the official %v", datum, shift.numbers, want)
		}
	}
	return nil
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func recogniseProjected(n *node) (CRS, error) {
	base := n.child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS")
	if base == nil {
		return CRS{}, fmt.Errorf("projected system %q without a geographic one", clip(n.name()))
	}
	datum, err := recogniseDatum(base)
	if err != nil {
		return CRS{}, fmt.Errorf("projected system %q: %w", clip(n.name()), err)
	}
	if u := otherUnit(n, 1, "UNIT", "LENGTHUNIT"); u != nil {
		return CRS{}, fmt.Errorf("projected system %q in %q, not metres", clip(n.name()), clip(u.name()))
	}
	c, err := recogniseMethod(n, datum)
	if err != nil {
		return CRS{}, err
	}
	return confirmCode(n, c)
}

// parameters gathers the numbers of a projection by folded name.
func parameters(n *node) map[string]float64 {
	found := map[string]float64{}
	for _, c := range n.children {
		if x, ok := c.number(0); c.keyword == "PARAMETER" && ok {
			found[foldName(c.name())] = x
		}
	}
	return found
}

// parameter takes the first of several names of a parameter.
func parameter(all map[string]float64, otherwise float64, names ...string) float64 {
	for _, name := range names {
		if x, ok := all[name]; ok {
			return x
		}
	}
	return otherwise
}

func recogniseMethod(n *node, datum Datum) (CRS, error) {
	method, all := n.child("PROJECTION"), parameters(n)
	if conversion := n.child("CONVERSION"); conversion != nil {
		method, all = conversion.child("METHOD", "PROJECTION"), parameters(conversion)
	}
	switch foldName(method.name()) {
	case "TRANSVERSEMERCATOR", "GAUSSKRUGER":
		return recogniseZone(n.name(), datum, all)
	case "MERCATORAUXILIARYSPHERE", "POPULARVISUALISATIONPSEUDOMERCATOR":
		return recogniseWebMercator(n.name(), datum, all)
	case "MERCATOR1SP", "MERCATOR": // as GDAL writes Web Mercator in WKT 1, with its true meaning in an extension
		if e := n.child("EXTENSION"); e != nil && len(e.texts) > 1 && strings.Contains(e.texts[1], "+a=6378137 +b=6378137") {
			return recogniseWebMercator(n.name(), datum, all)
		}
	}
	return CRS{}, fmt.Errorf("system %q has projection %q: known are Transverse_Mercator and Web Mercator", clip(n.name()), clip(method.name()))
}

func recogniseWebMercator(name string, datum Datum, all map[string]float64) (CRS, error) {
	for _, parameter := range []string{"CENTRALMERIDIAN", "FALSEEASTING", "FALSENORTHING", "STANDARDPARALLEL1", "LATITUDEOFORIGIN", "AUXILIARYSPHERETYPE"} {
		if all[parameter] != 0 {
			return CRS{}, fmt.Errorf("system %q is a Mercator map with %s %g: Web Mercator has 0", clip(name), strings.ToLower(parameter), all[parameter])
		}
	}
	if datum != WGS84 {
		return CRS{}, fmt.Errorf("system %q is Web Mercator on %s, not WGS 84", clip(name), datum)
	}
	return ByEPSG(3857)
}

func recogniseZone(name string, datum Datum, all map[string]float64) (CRS, error) {
	p := TMParameters{
		MeridianDeg:    parameter(all, math.NaN(), "CENTRALMERIDIAN", "LONGITUDEOFNATURALORIGIN"),
		OriginLatDeg:   parameter(all, 0, "LATITUDEOFORIGIN", "LATITUDEOFNATURALORIGIN"),
		Scale:          parameter(all, 1, "SCALEFACTOR", "SCALEFACTORATNATURALORIGIN"),
		FalseEastingM:  parameter(all, 0, "FALSEEASTING"),
		FalseNorthingM: parameter(all, 0, "FALSENORTHING"),
	}
	said := fmt.Sprintf("system %q is transverse Mercator on %s, meridian %g, scale %g, false origin %g east, %g north, latitude %g",
		clip(name), datum, p.MeridianDeg, p.Scale, p.FalseEastingM, p.FalseNorthingM, p.OriginLatDeg)
	if p.FalseEastingM == 0 && p.FalseNorthingM == FalseEastingM {
		return CRS{}, fmt.Errorf("%s: false easting and northing are exchanged, as in the deprecated EPSG:6956 to 6959", said)
	}
	if p.FalseEastingM != FalseEastingM || p.FalseNorthingM != 0 || p.OriginLatDeg != 0 {
		return CRS{}, fmt.Errorf("%s: VN-2000 and UTM zones have 500000 east, 0 north, latitude 0", said)
	}
	// ESRI and others write quarters of a degree with up to 10 decimals.
	if rounded := math.Round(p.MeridianDeg*4) / 4; near(p.MeridianDeg, rounded, 1e-8) {
		p.MeridianDeg = rounded
	}
	for _, c := range registered {
		if c.Kind == TransverseZone && c.Datum == datum && c.Zone.Parameters == p {
			return c, nil
		}
	}
	if p.Scale == TM3Scale {
		return recogniseTM3(said, name, datum, p.MeridianDeg)
	}
	return CRS{}, fmt.Errorf("%s: no zone that is used in Viet Nam; TM-3 has scale 0.9999, UTM 48N and 49N have 0.9996 with meridians 105 and 111", said)
}

// recogniseTM3 is for zones without a code. A WGS 84 one is refused: surveyors' templates
// often say WGS 84 where the numbers are VN-2000, because the ellipsoids are the same.
func recogniseTM3(said, name string, datum Datum, meridianDeg float64) (CRS, error) {
	if datum != VN2000 {
		return CRS{}, fmt.Errorf("%s: the zone is one of VN-2000, which lies 225 m from WGS 84; if the coordinates are VN-2000, name a system such as EPSG:9210 instead", said)
	}
	c, err := TM3(meridianDeg)
	if err != nil {
		return CRS{}, fmt.Errorf("%s: %w", said, err)
	}
	return c, nil
}

// confirmCode refuses an EPSG code of the text that is another system than its parameters.
func confirmCode(n *node, c CRS) (CRS, error) {
	id := n.child("AUTHORITY", "ID")
	if id == nil || !strings.EqualFold(id.name(), "EPSG") {
		return c, nil
	}
	code := ""
	if len(id.texts) > 1 {
		code = strings.TrimSpace(id.texts[1])
	} else if x, ok := id.number(0); ok {
		code = fmt.Sprint(x)
	}
	// 900913 and 3785 were earlier codes of Web Mercator, 4979 is WGS 84 with heights.
	old := c.EPSG == 3857 && (code == "900913" || code == "3785") || c.EPSG == 4326 && code == "4979"
	if code == "" || old || code == fmt.Sprint(c.EPSG) {
		return c, nil
	}
	return CRS{}, fmt.Errorf("system %q says EPSG:%s, but its parameters are those of %s", clip(n.name()), clip(code), c)
}

// FromGeoPackage recognises a row of gpkg_spatial_ref_sys by its organization, its code
// there and its definition (OGC 12-128, table 4). A known code suffices when the definition
// is empty or "undefined"; otherwise the two must agree.
func FromGeoPackage(organization string, code int, definition string) (CRS, error) {
	text := strings.TrimSpace(definition)
	stated := text != "" && !strings.EqualFold(text, "undefined")
	if strings.EqualFold(organization, "EPSG") {
		c, err := ByEPSG(code)
		if err != nil || !stated {
			return c, err
		}
		read, err := ParseWKT(text)
		if err != nil {
			return CRS{}, fmt.Errorf("EPSG:%d, but the definition is another: %w", code, err)
		}
		if read != c {
			return CRS{}, fmt.Errorf("EPSG:%d, but the definition is that of %s", code, read)
		}
		return c, nil
	}
	if !stated {
		return CRS{}, fmt.Errorf("spatial reference %q %d without a definition", clip(organization), code)
	}
	return ParseWKT(text)
}
