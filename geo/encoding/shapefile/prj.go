package shapefile

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// CRSKind is what the root of a .prj describes.
type CRSKind uint8

// The kinds. CRSMissing is no .prj at all, CRSOther anything not understood.
const (
	CRSMissing CRSKind = iota
	CRSGeographic
	CRSProjected
	CRSOther
)

// CRS is what the .prj says, as far as needed to decide whether coordinates are
// longitude and latitude, and to transform them if not.
type CRS struct {
	Kind       CRSKind
	Name       string // of the root, such as "VN_2000_UTM_Zone_48N"
	Datum      string // such as "D_WGS_1984"
	Method     string // of the projection, such as "Transverse_Mercator"
	EPSG       int    // of the root; 0 if not given
	UnitFactor float64
	WKT        string // the whole text

	meridian   float64 // of the ellipsoidal coordinates, degrees
	parameters map[string]float64
	bound      orb.Bound
}

// Parameter returns a parameter of the projection: "central_meridian",
// "latitude_of_origin", "scale_factor", "false_easting", "false_northing". The name
// is compared without case, blanks and underscores. Units are those of the file.
func (c CRS) Parameter(name string) (float64, bool) {
	v, ok := c.parameters[plain(name)]
	return v, ok
}

// plain makes spellings comparable: "D_WGS_1984" and "WGS 1984" differ in the D only.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == ' ' || r == '-' || r == '.' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

const degreeRad = math.Pi / 180

// CheckWGS84 returns nil if the coordinates are longitude and latitude in degrees of
// WGS 84, or if there is no .prj and they lie on the globe; else an error that names
// what was found and what to do.
func (c CRS) CheckWGS84() error {
	const advice = "reproject it (ogr2ogr -t_srs EPSG:4326), or name its CRS"
	switch {
	case c.Kind == CRSMissing && onGlobe(c.bound):
		return nil
	case c.Kind == CRSMissing:
		return fmt.Errorf("no .prj, and coordinates from %v to %v are not degrees: add the .prj, %s", c.bound.Min, c.bound.Max, advice)
	case c.Kind == CRSProjected:
		return fmt.Errorf("projected coordinates in %q, datum %q, not longitude and latitude: %s", c.Name, c.Datum, advice)
	case c.Kind == CRSOther:
		return fmt.Errorf("the .prj is not understood (%.60q): %s", c.WKT, advice)
	case c.meridian != 0:
		return fmt.Errorf("longitudes of %q count from a meridian %v degrees off Greenwich: %s", c.Name, c.meridian, advice)
	case math.Abs(c.UnitFactor-degreeRad) > 1e-9:
		return fmt.Errorf("angles of %q are in a unit of %v radians, not degrees: %s", c.Name, c.UnitFactor, advice)
	case c.isVN2000():
		return fmt.Errorf("longitude and latitude on the datum %q, about 225 m off WGS 84: %s", c.Datum, advice)
	case !c.isWGS84():
		return fmt.Errorf("longitude and latitude on the datum %q, not WGS 84: %s", c.Datum, advice)
	}
	return nil
}

func (c CRS) isWGS84() bool {
	d := plain(c.Datum)
	return strings.Contains(d, "wgs1984") || strings.Contains(d, "wgs84") || strings.Contains(d, "worldgeodeticsystem1984")
}

func (c CRS) isVN2000() bool {
	d := plain(c.Datum)
	return strings.Contains(d, "vietnam2000") || strings.Contains(d, "vn2000")
}

func onGlobe(b orb.Bound) bool {
	const slack = 1e-6
	return b.Min[0] >= -180-slack && b.Max[0] <= 180+slack && b.Min[1] >= -90-slack && b.Max[1] <= 90+slack
}

// parseCRS reads WKT 1 (ESRI and OGC) and WKT 2.
func parseCRS(wkt string) CRS {
	c := CRS{Kind: CRSOther, WKT: wkt, parameters: map[string]float64{}}
	root, err := parseWKT(wkt)
	if err != nil {
		return c
	}
	if k := root.keyword; k == "COMPD_CS" || k == "COMPOUNDCRS" || k == "BOUNDCRS" || k == "SOURCECRS" {
		// The horizontal part comes first, also inside BOUNDCRS[SOURCECRS[...]].
		inner := root.find("PROJCS", "PROJCRS", "PROJECTEDCRS", "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS")
		if inner == nil {
			return c
		}
		root = inner
	}
	switch root.keyword {
	case "PROJCS", "PROJCRS", "PROJECTEDCRS":
		c.Kind = CRSProjected
	case "GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS":
		c.Kind = CRSGeographic
	default:
		return c
	}
	c.Name = root.text()
	c.fill(root)
	return c
}

func (c *CRS) fill(root *wktNode) {
	if d := root.find("DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"); d != nil {
		c.Datum = d.text()
	}
	if m := root.find("PROJECTION", "METHOD"); m != nil {
		c.Method = m.text()
	}
	if m := root.find("PRIMEM", "PRIMEMERIDIAN"); m != nil {
		c.meridian, _ = m.number(1)
	}
	units := []string{"UNIT", "ANGLEUNIT"}
	if c.Kind == CRSProjected {
		units = []string{"UNIT", "LENGTHUNIT"}
	}
	// The unit of the coordinates stands directly in the root, after those inside it.
	if u := root.lastChild(units...); u != nil {
		c.UnitFactor, _ = u.number(1)
	} else if cs := root.findLast("ANGLEUNIT"); cs != nil && c.Kind == CRSGeographic {
		c.UnitFactor, _ = cs.number(1)
	}
	if id := root.lastChild("AUTHORITY", "ID"); id != nil && strings.EqualFold(id.text(), "EPSG") && len(id.args) > 1 {
		c.EPSG, _ = strconv.Atoi(id.args[1])
	}
	root.each(func(n *wktNode) {
		if n.keyword != "PARAMETER" {
			return
		}
		if v, ok := n.number(1); ok {
			c.parameters[plain(n.text())] = v
		}
	})
}

// wktNode is KEYWORD["text", 1.5, NODE[...]]: args are the strings and numbers.
type wktNode struct {
	keyword  string
	args     []string
	children []*wktNode
}

func (n *wktNode) text() string {
	if len(n.args) == 0 {
		return ""
	}
	return n.args[0]
}

func (n *wktNode) number(i int) (float64, bool) {
	if i >= len(n.args) {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.args[i], 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

func (n *wktNode) is(keywords []string) bool {
	for _, k := range keywords {
		if n.keyword == k {
			return true
		}
	}
	return false
}

// each visits the nodes in the order of the text.
func (n *wktNode) each(visit func(*wktNode)) {
	visit(n)
	for _, child := range n.children {
		child.each(visit)
	}
}

func (n *wktNode) find(keywords ...string) (first *wktNode) {
	n.each(func(m *wktNode) {
		if first == nil && m != n && m.is(keywords) {
			first = m
		}
	})
	return first
}

func (n *wktNode) findLast(keywords ...string) (last *wktNode) {
	n.each(func(m *wktNode) {
		if m.is(keywords) {
			last = m
		}
	})
	return last
}

func (n *wktNode) lastChild(keywords ...string) (last *wktNode) {
	for _, child := range n.children {
		if child.is(keywords) {
			last = child
		}
	}
	return last
}

var errWKT = errors.New("not well-known text")

const maxWKTDepth = 32

// parseWKT reads one node; text after it is left alone.
func parseWKT(s string) (*wktNode, error) {
	p := wktParser{rest: strings.TrimSpace(s)}
	return p.node(0)
}

type wktParser struct{ rest string }

func (p *wktParser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

func (p *wktParser) node(depth int) (*wktNode, error) {
	word := p.word()
	p.space()
	if depth > maxWKTDepth || word == "" || p.rest == "" || p.rest[0] != '[' && p.rest[0] != '(' {
		return nil, errWKT
	}
	n := &wktNode{keyword: strings.ToUpper(word)}
	p.rest = p.rest[1:]
	for {
		p.space()
		if err := p.argument(n, depth); err != nil {
			return nil, err
		}
		p.space()
		if p.rest == "" {
			return nil, errWKT
		}
		separator := p.rest[0]
		p.rest = p.rest[1:]
		switch separator {
		case ',':
		case ']', ')':
			return n, nil
		default:
			return nil, errWKT
		}
	}
}

func (p *wktParser) argument(n *wktNode, depth int) error {
	if strings.HasPrefix(p.rest, `"`) {
		text, err := p.quoted()
		n.args = append(n.args, text)
		return err
	}
	before := p.rest
	word := p.word()
	p.space()
	if p.rest != "" && (p.rest[0] == '[' || p.rest[0] == '(') {
		p.rest = before
		child, err := p.node(depth + 1)
		n.children = append(n.children, child)
		return err
	}
	if word == "" {
		return errWKT
	}
	n.args = append(n.args, word)
	return nil
}

// word takes a keyword or a number.
func (p *wktParser) word() string {
	end := strings.IndexAny(p.rest, "[](),\" \t\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

// quoted takes a string; a doubled quote stands for one.
func (p *wktParser) quoted() (string, error) {
	var b strings.Builder
	for rest := p.rest[1:]; ; {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return "", errWKT
		}
		b.WriteString(rest[:end])
		rest = rest[end+1:]
		if !strings.HasPrefix(rest, `"`) {
			p.rest = rest
			return b.String(), nil
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
}
