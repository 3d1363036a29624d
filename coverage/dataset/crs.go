package dataset

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/crs"
	"sync"
)

// statedCRS is what is said of the coordinate system of a file.
type statedCRS struct {
	system crs.CRS   // the zero value: none, or only its datum
	datum  crs.Datum // stated without a plane: degrees on it, or metres of an unstated zone
	detect bool
	by     string // who says so, for notes: "region.yaml", "the heading ..."
}

// plane reports a projected system.
func (s statedCRS) plane() bool { return s.system.Kind != 0 && s.system.Kind != crs.Geographic }

func statedSystem(c crs.CRS, by string) statedCRS {
	if c.Kind == crs.Geographic {
		return statedCRS{datum: c.Datum, by: by}
	}
	return statedCRS{system: c, datum: c.Datum, by: by}
}

// parseCRS reads the entry crs of region.yaml: detect, an EPSG code or name, or a
// description such as "VN2000 kinh tuyến trục 105°45'". "VN-2000" by itself states
// the datum: degrees are shifted, and the zone of metres is detected.
func parseCRS(text string) (statedCRS, error) {
	switch text = strings.TrimSpace(text); {
	case text == "":
		return statedCRS{}, nil
	case slices.Contains([]string{"detect", "auto"}, strings.ToLower(text)):
		return statedCRS{detect: true, by: RegionFile}, nil
	}
	found, err := crs.ByName(text)
	if err == nil {
		return statedSystem(found, RegionFile), nil
	}
	if s, ok := describedCRS(text, RegionFile); ok {
		return s, nil
	}
	return statedCRS{}, fmt.Errorf(`crs: %w, "VN-2000, kinh tuyến trục 105°45'", or detect`, err)
}

// meridianText finds a central meridian in folded text: "105 45", "10545", "105 do
// 45 phut", "105 75" of a decimal writing. No province has other minutes.
var meridianText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[^0-9])(10[2-9]|11[0-2]) ?(?:do|d|o)? ?(00|0|15|30|45|25|50|5|75)?(?: phut)?(?:[^0-9]|$)`)
})

var (
	degreeRings = strings.NewReplacer("º", "°", "˚", "°") // letters by their Unicode class
	zoneWidth6  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bmui (?:chieu )?6\b|\butm\b`) })
	zoneWidth3  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bmui (?:chieu )?3\b|\btm ?3\b`) })
	utmZone     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(?:zone |mui |utm )?(48|49) ?(?:n|bac)?\b`) })
)

var meridianMinutes = map[string]float64{"": 0, "0": 0, "00": 0, "15": 0.25, "25": 0.25, "30": 0.5, "5": 0.5, "50": 0.5, "45": 0.75, "75": 0.75}

// describedCRS understands how Vietnamese papers state a system: datum, central
// meridian and width of zone, such as "Hệ toạ độ VN-2000, kinh tuyến trục 105°45',
// múi chiếu 3°". A meridian without a datum is taken as one of VN-2000, on which
// alone such zones are drawn.
func describedCRS(text, by string) (statedCRS, bool) {
	folded := fold(degreeRings.Replace(text))
	squashed := strings.ReplaceAll(folded, " ", "")
	vn, wgs := strings.Contains(squashed, "vn2000"), strings.Contains(squashed, "wgs84")
	axis := slices.ContainsFunc([]string{"kinhtuyen", "ktt", "meridian", "tm3"}, func(w string) bool { return strings.Contains(squashed, w) })
	wide := zoneWidth6().MatchString(folded)
	switch {
	case vn == wgs && !axis: // neither datum, or a heading that names both
		return statedCRS{}, false
	case vn && wgs:
		return statedCRS{}, false
	}
	rest := zoneWidth3().ReplaceAllString(strings.NewReplacer("vn 2000", " ", "vn2000", " ", "wgs 84", " ", "wgs84", " ").Replace(folded), " ")
	datum := crs.VN2000
	if wgs {
		datum = crs.WGS84
	}
	meridian, ok := 0.0, false
	if m := meridianText().FindStringSubmatch(rest); m != nil {
		whole, _ := strconv.Atoi(m[1])
		meridian, ok = float64(whole)+meridianMinutes[m[2]], true
	}
	if m := utmZone().FindStringSubmatch(rest); wide && !ok && m != nil {
		meridian, ok = map[string]float64{"48": 105, "49": 111}[m[1]], true
	}
	if !ok {
		return statedCRS{datum: datum, by: by}, vn || wgs
	}
	system, err := zoneAt(datum, meridian, wide)
	return statedSystem(system, by), err == nil
}

// zoneAt is the zone of 3 or, wide, of 6 degrees with a central meridian.
func zoneAt(datum crs.Datum, meridianDeg float64, wide bool) (crs.CRS, error) {
	for _, c := range crs.AllSystems() {
		p := c.Zone.Parameters
		if c.Kind == crs.TransverseZone && c.Datum == datum && p.MeridianDeg == meridianDeg && (p.Scale == crs.UTMScale) == wide {
			return c, nil
		}
	}
	if datum == crs.VN2000 && !wide {
		return crs.TM3(meridianDeg)
	}
	return crs.CRS{}, fmt.Errorf("no zone on %s with the meridian %g", datum, meridianDeg)
}

// headingCRS is what a heading, a title or a note of a table states, if it names a
// datum or a central meridian.
func headingCRS(text string) (statedCRS, bool) {
	text = strings.Join(strings.Fields(text), " ")
	return describedCRS(text, fmt.Sprintf("the heading %q", text))
}

// crsOfName finds the system in a "crs" member of GeoJSON: a name, or a URN such
// as urn:ogc:def:crs:EPSG::9210.
func crsOfName(name string) (crs.CRS, error) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(":/#", r) })
	last := ""
	if len(parts) > 0 {
		last = parts[len(parts)-1]
	}
	if code, err := strconv.Atoi(last); err == nil && (len(parts) == 1 || strings.Contains(strings.ToUpper(name), "EPSG")) {
		return crs.ByEPSG(code)
	}
	if strings.HasPrefix(strings.ToUpper(last), "CRS84") {
		return crs.ByEPSG(4326)
	}
	return crs.ByName(name)
}

// errNoPlace is the reason of a geometry whose coordinates its system cannot have.
var errNoPlace = errors.New("no place of the system")

// toWGS84 moves a geometry to WGS 84, its vertices rounded as all positions are.
// The zero system leaves it as it is.
func toWGS84(system crs.CRS, g orb.Geometry) (orb.Geometry, error) {
	if system.Kind == 0 || g == nil || system.Kind == crs.Geographic && system.Datum == crs.WGS84 {
		return g, nil
	}
	moved, err := crs.ToWGS84(system, g)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoPlace, err)
	}
	return roundPositions(moved), nil
}

// roundPositions rounds the vertices of a geometry of its own to 7 decimals.
func roundPositions(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return orb.Point{geo.Round7(g[0]), geo.Round7(g[1])}
	case orb.MultiPoint:
		roundPoints(g)
	case orb.LineString:
		roundPoints(g)
	case orb.MultiLineString:
		for _, line := range g {
			roundPoints(line)
		}
	case orb.Polygon:
		for _, ring := range g {
			roundPoints(ring)
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			roundPositions(polygon)
		}
	case orb.Collection:
		for i := range g {
			g[i] = roundPositions(g[i])
		}
	}
	return g
}

func roundPoints(points []orb.Point) {
	for i, p := range points {
		points[i] = orb.Point{geo.Round7(p[0]), geo.Round7(p[1])}
	}
}

// validateCRS joins what is wrong with the entries crs.
func (r *Region) validateCRS() error {
	var errs []error
	check := func(role, text string, vote bool) {
		stated, err := parseCRS(text)
		if err == nil && stated.detect && !vote {
			err = errors.New("crs: the system of polygons and lines cannot be detected: state it, such as EPSG:9210")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s.%w", role, err))
		}
	}
	check("boundaries", r.Boundaries.CRS, false)
	for _, t := range r.Tables() {
		for i, f := range t.Files {
			check(t.Role+t.Files.entry(i), f.CRS, true)
		}
	}
	for _, p := range r.Places {
		check("places."+p.ID, p.CRS, p.Kind == string(coverage.PlacePoints))
	}
	return errors.Join(errs...)
}
