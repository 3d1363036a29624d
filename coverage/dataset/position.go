package dataset

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

	"phusong/geo"
)

// positionSpecs are the columns of a position: lon and lat, or both in one.
func positionSpecs() []columnSpec {
	return []columnSpec{
		{name: "lon", units: degrees, aliases: []string{"longitude", "long", "lng", "kinh độ", "kinhdo", "x", "x(e)", "đông", "toạ độ x", "lon_wgs84", "rlon"}},
		{name: "lat", units: degrees, aliases: []string{"latitude", "vĩ độ", "vido", "y", "y(n)", "bắc", "toạ độ y", "lat_wgs84", "rlat"}},
		{name: "position", aliases: []string{"toạ độ", "coordinates", "coordinate", "lon lat", "long lat", "lat lon", "lat long", "latlng",
			"kinh độ vĩ độ", "vĩ độ kinh độ", "location", "gps", "kinh độ/vĩ độ", "kinh vĩ độ"}},
	}
}

var positionRequired = [][]string{{"lon", "position"}, {"lat", "position", "lon"}}

// farKm is how far outside the region's bounds a position may be: stations
// across the border serve the region, stations of another country do not.
const farKm = 50

// kmPerDegree of latitude is at least this, on the ellipsoid (110.57 at the equator).
const kmPerDegree = 110.5

// locator reads positions.
type locator struct {
	t      *records
	bounds orb.Bound // grown by farKm
	any    bool      // no bounds known
	style  numberStyle
}

func (t *records) locator() *locator {
	l := &locator{t: t, style: (&evidence{kind: coordinateKind}).style()}
	b := t.env.Bounds
	if b == (orb.Bound{}) || b.IsEmpty() {
		l.any, l.bounds = true, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
		return l
	}
	l.bounds = farBound(b)
	return l
}

// farBound is b grown by farKm.
func farBound(b orb.Bound) orb.Bound {
	north := math.Max(math.Abs(b.Min[1]), math.Abs(b.Max[1]))
	padLat := farKm / kmPerDegree
	// Rounded, so that the last bit of a cosine decides nothing.
	padLon := math.Min(360, math.Ceil(1e4*padLat/math.Max(0.01, math.Cos(north*math.Pi/180)))/1e4)
	return orb.Bound{Min: orb.Point{b.Min[0] - padLon, b.Min[1] - padLat}, Max: orb.Point{b.Max[0] + padLon, b.Max[1] + padLat}}
}

// fix is what a row says of its place.
type fix struct {
	lon, lat float64 // 7 decimals
	located  bool
	rejected bool // the row must be rejected: it is certainly somewhere else
	problem  bool // told already why it is not located
}

// locate reads the position of a row. Rules: a pair in one field is understood;
// lon and lat exchanged are put right; (0,0), positions off the Earth and those
// more than farKm outside the region's bounds reject the row.
func (l *locator) locate(r record) fix {
	t := l.t
	lonText, latText := t.text(r, "lon"), t.text(r, "lat")
	column := "lon"
	if lonText == "" && latText == "" && t.has("position") {
		lonText, column = t.text(r, "position"), "position"
	}
	if lonText == "" && latText != "" && len(splitPair(latText)) == 2 {
		lonText, latText, column = latText, "", "lat"
	}
	if lonText == "" && latText == "" {
		return fix{}
	}
	pair := splitPair(lonText)
	switch {
	case len(pair) == 2 && (latText == "" || latText == lonText):
		t.env.problem(r.row, t.heading(column), lonText, "position.pair", "read as two numbers")
		lonText, latText = pair[0], pair[1]
	case column == "position":
		t.env.problem(r.row, t.heading(column), lonText, "number.invalid", "position read as unknown")
		return fix{problem: true}
	}
	lon, okLon := l.coordinate(r, "lon", lonText)
	lat, okLat := l.coordinate(r, "lat", latText)
	if !okLon || !okLat {
		return fix{problem: true}
	}
	return l.judge(r, lon, lat)
}

func (l *locator) coordinate(r record, column, text string) (float64, bool) {
	if v, ok := parseDMS(text); ok {
		return v, true
	}
	v, state := l.style.parse(text, degrees)
	if state == numberOK {
		return v, true
	}
	rule := numberRules[state]
	if state == numberEmpty {
		rule = "position.incomplete"
	}
	l.t.env.problem(r.row, l.t.heading(column), text, rule, "position read as unknown")
	return 0, false
}

func (l *locator) judge(r record, lon, lat float64) fix {
	t := l.t
	text := formatDegrees(lon) + " " + formatDegrees(lat)
	reject := func(rule, action string) fix {
		t.env.problem(r.row, t.heading("lon"), text, rule, action)
		return fix{rejected: true}
	}
	inside := onEarth(lon, lat) && l.bounds.Contains(orb.Point{lon, lat})
	switch {
	case lon == 0 && lat == 0:
		return reject("position.zero", "row rejected")
	case inside:
		return fix{lon: geo.Round7(lon), lat: geo.Round7(lat), located: true}
	case onEarth(lat, lon) && l.bounds.Contains(orb.Point{lat, lon}):
		t.env.problem(r.row, t.heading("lon"), text, "position.swapped", "swapped")
		return fix{lon: geo.Round7(lat), lat: geo.Round7(lon), located: true}
	case math.Abs(lon) > 1000 || math.Abs(lat) > 1000:
		return reject("position.range", "row rejected: not degrees, projected coordinates must be converted to WGS 84 first")
	case !onEarth(lon, lat):
		return reject("position.range", "row rejected: not a place on Earth")
	}
	return reject("position.far", "row rejected: more than 50 km outside the region")
}

func onEarth(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }

// splitPair cuts a pair of numbers: "105,34808/22,62924", "22.6, 105.3",
// "105,34808,22,62924". Anything else gives nil.
func splitPair(text string) []string {
	text = strings.Trim(strings.TrimSpace(text), "()[]")
	for _, separator := range []string{"/", ";", "|", ", "} {
		if parts := strings.Split(text, separator); len(parts) == 2 && isCoordinate(parts[0]) && isCoordinate(parts[1]) {
			return []string{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])}
		}
	}
	if parts := strings.Fields(text); len(parts) == 2 && isCoordinate(parts[0]) && isCoordinate(parts[1]) {
		return parts
	}
	parts := strings.Split(text, ",")
	switch {
	case len(parts) == 2 && strings.Contains(parts[0], ".") && strings.Contains(parts[1], "."):
	case len(parts) == 4:
		parts = []string{parts[0] + "." + parts[1], parts[2] + "." + parts[3]}
	default:
		return nil
	}
	if isCoordinate(parts[0]) && isCoordinate(parts[1]) {
		return parts
	}
	return nil
}

func isCoordinate(s string) bool {
	if _, ok := parseDMS(s); ok {
		return true
	}
	_, state := numberStyle{dot: useDecimal, comma: useDecimal, coordinate: true}.parse(s, degrees)
	return state == numberOK
}

// dmsMarks end the degrees, minutes and seconds; typographic ones fold onto these.
var dmsMarks = strings.NewReplacer("º", "°", "˚", "°", "’", "'", "′", "'", "‘", "'", "”", `"`, "″", `"`, "“", `"`, "''", `"`)

// parseDMS reads degrees, minutes and seconds: 105°20'53"E, 22° 37.5' N, with a
// hemisphere N, B (bắc), E, Đ (đông) or S, W, T (tây). Only text with a degree
// sign and minutes is taken for it.
func parseDMS(text string) (float64, bool) {
	text = strings.ToUpper(dmsMarks.Replace(strings.TrimSpace(text)))
	sign := 1.0
	body := strings.TrimRight(text, "NBEĐSWT ")
	switch strings.TrimSpace(text[len(body):]) {
	case "S", "W", "T":
		sign = -1
	case "", "N", "B", "E", "Đ":
	default:
		return 0, false
	}
	deg, rest, ok := strings.Cut(body, "°")
	minutes, rest, okMinutes := strings.Cut(rest, "'")
	if !ok || !okMinutes {
		return 0, false
	}
	seconds := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), `"`))
	if seconds == "" {
		seconds = "0"
	}
	var v [3]float64
	for i, part := range []string{deg, minutes, seconds} {
		n, state := numberStyle{dot: useDecimal, comma: useDecimal, coordinate: true}.parse(part, nil)
		if state != numberOK || i > 0 && (n < 0 || n >= 60) {
			return 0, false
		}
		v[i] = n
	}
	if v[0] < 0 {
		v[0], sign = -v[0], -sign
	}
	return sign * (v[0] + float64(v[1]/60) + float64(v[2]/3600)), true
}
