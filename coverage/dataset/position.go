package dataset

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/geo/crs"
)

// positionUnits may follow a heading or a number of a position.
var positionUnits = map[string]float64{"deg": 1, "degree": 1, "degrees": 1, "do": 1, "m": 1, "met": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1}

// positionSpecs are the columns of positions: lon and lat, or both in one, of up to
// three pairs. A second column that means lon or lat is the surveyed one: trackers
// have the planned pair first. Where metres stand in them, which of the two is north
// is found out: in survey papers X is.
func positionSpecs() []columnSpec {
	return []columnSpec{
		{name: "lon", units: positionUnits, again: "lon_surveyed", aliases: []string{"longitude", "long", "lng", "kinh độ", "kinhdo", "x", "x(e)", "đông", "toạ độ x", "lon_wgs84", "rlon",
			"kinh độ wgs84", "longitude wgs84", "x vn2000", "vn2000 x", "toạ độ x vn2000", "toạ độ vn2000 x", "easting", "e", "hướng đông", "toạ độ đông", "kinh độ e", "kinh độ đông"}},
		{name: "lat", units: positionUnits, again: "lat_surveyed", aliases: []string{"latitude", "vĩ độ", "vido", "y", "y(n)", "bắc", "toạ độ y", "lat_wgs84", "rlat",
			"vĩ độ wgs84", "latitude wgs84", "y vn2000", "vn2000 y", "toạ độ y vn2000", "toạ độ vn2000 y", "northing", "n", "hướng bắc", "toạ độ bắc", "vĩ độ n", "vĩ độ bắc"}},
		{name: "position", again: "position_surveyed", aliases: []string{"toạ độ", "coordinates", "coordinate", "lon lat", "long lat", "lat lon", "lat long", "latlng",
			"kinh độ vĩ độ", "vĩ độ kinh độ", "location", "gps", "kinh độ/vĩ độ", "kinh vĩ độ", "toạ độ vn2000", "toạ độ gps", "toạ độ wgs84", "toạ độ trạm", "vĩ độ/kinh độ", "toạ độ x y"}},
		{name: "lon_surveyed", units: positionUnits, aliases: append(pairAliases("kinh độ", "longitude", surveyedWords), "longitude_2", "long_2", "lon_2", "kinh độ 2")},
		{name: "lat_surveyed", units: positionUnits, aliases: append(pairAliases("vĩ độ", "latitude", surveyedWords), "latitude_2", "lat_2", "vĩ độ 2")},
		{name: "position_surveyed", aliases: pairAliases("toạ độ", "position", surveyedWords)},
		{name: "lon_planned", units: positionUnits, aliases: pairAliases("kinh độ", "longitude", plannedWords)},
		{name: "lat_planned", units: positionUnits, aliases: pairAliases("vĩ độ", "latitude", plannedWords)},
		{name: "position_planned", aliases: pairAliases("toạ độ", "position", plannedWords)},
	}
}

// The words of pairs of positions, Vietnamese and English.
var (
	surveyedWords = [2][]string{{"khảo sát", "thực tế", "hoàn công", "ks", "tt"}, {"survey", "surveyed", "actual", "as-built"}}
	plannedWords  = [2][]string{{"quy hoạch", "thiết kế", "dự kiến", "qh", "tk"}, {"planned", "nominal", "design"}}
)

// pairAliases puts a word behind the column's name, and an English one before it too.
func pairAliases(vietnamese, english string, words [2][]string) []string {
	var all []string
	for _, w := range words[0] {
		all = append(all, vietnamese+" "+w)
	}
	for _, w := range words[1] {
		all = append(all, w+" "+english, english+" "+w)
	}
	return all
}

// positionPairs are the pairs of columns of a position, the first that a row can use wins:
// what was surveyed over what was planned.
var positionPairs = []pairColumns{
	{"lon_surveyed", "lat_surveyed", "position_surveyed", "surveyed"}, {"lon", "lat", "position", "other"}, {"lon_planned", "lat_planned", "position_planned", "planned"},
}

// pairColumns are the canonical columns of a pair.
type pairColumns struct{ lon, lat, both, kind string }

// promotePair makes a file's only pair, whatever it is called, or the planned one
// of two, its lon and lat.
func promotePair(m *columnMap) {
	if m.has("lon") || m.has("lat") || m.has("position") {
		return
	}
	for _, p := range []pairColumns{positionPairs[2], positionPairs[0]} {
		if !m.has(p.lon) && !m.has(p.lat) && !m.has(p.both) {
			continue
		}
		for from, to := range map[string]string{p.lon: "lon", p.lat: "lat", p.both: "position"} {
			if i, ok := m.at[from]; ok {
				m.at[to] = i
				delete(m.at, from)
			}
		}
		return
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
	pairs  []pairColumns // that the file has
	habits positionHabits
	plane  planeReading
	datum  crs.Datum // of degrees
	last   readPair
	lastAt placedPair
}

// locator studies the positions of a table, if it is in memory, and returns their
// reader. Where metres of an unknown system leave most rows without a position, Found
// gets the error that ends the run.
func (t *records) locator() *locator {
	l := &locator{t: t, style: (&evidence{kind: coordinateKind}).style(), datum: t.env.CRS.datum}
	for _, p := range positionPairs {
		if t.has(p.lon) || t.has(p.lat) || t.has(p.both) {
			l.pairs = append(l.pairs, p)
		}
	}
	b := t.env.Bounds
	if b == (orb.Bound{}) || b.IsEmpty() {
		l.any, l.bounds = true, orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	} else {
		l.bounds = farBound(b)
	}
	l.study()
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

// rowProblem is a problem of a row that may yet be told otherwise.
type rowProblem struct{ column, value, rule, action string }

func (l *locator) tell(r record, problems []rowProblem) {
	for _, p := range problems {
		l.t.env.problem(r.row, p.column, p.value, p.rule, p.action)
	}
}

// pairFarM is how far a surveyed position may be from the planned one.
const pairFarM = 500

// locate reads the position of a row: of the first pair of columns that can be
// used. Rules: a pair in one field is understood; lon and lat exchanged are put right;
// metres are converted; (0,0), positions off the Earth and those more than farKm outside
// the region's bounds reject the row.
func (l *locator) locate(r record) fix {
	var chosen *placed
	var store [3]placed // as many as positionPairs
	all := store[:0]
	for _, p := range l.pairs {
		if at := l.placePair(r, p); !at.empty {
			all = append(all, at)
		}
	}
	for i := range all {
		if chosen == nil || all[i].rank() > chosen.rank() {
			chosen = &all[i]
		}
	}
	if chosen == nil {
		return fix{}
	}
	l.tell(r, chosen.problems)
	for i := range all {
		if at := &all[i]; at != chosen {
			l.compare(r, *chosen, *at)
		}
	}
	return chosen.fix
}

// rank prefers a pair with a place, and degrees to metres of a system that a vote found.
func (p placed) rank() int {
	switch {
	case !p.located:
		return 0
	case p.voted:
		return 1
	}
	return 2
}

// compare tells what became of the pair of a row that is not used.
func (l *locator) compare(r record, used, other placed) {
	for _, p := range other.problems {
		if used.located && l.plane.spare && p.rule == "position.range" {
			continue // said once for the file
		}
		if used.located {
			p.action = "not used: the " + used.pair.kind + " position of the row is"
		}
		l.tell(r, []rowProblem{p})
	}
	if !used.located || !other.located || !apart(used.place(), other.place(), pairFarM) {
		return
	}
	distanceM := geo.ShortDistanceM(geo.Cartesian(used.lon, used.lat), geo.Cartesian(other.lon, other.lat))
	l.t.env.problem(r.row, l.t.heading(used.pair.lon), formatDegrees(used.lon)+" "+formatDegrees(used.lat), "position.pair_distance",
		fmt.Sprintf("kept: the %s position is %.0f m away and not used", other.pair.kind, distanceM))
}

// placed is a pair of a row and what became of it.
type placed struct {
	fix
	pair     pairColumns
	empty    bool
	voted    bool // of metres whose system a vote found
	problems []rowProblem
}

func (p placed) place() place { return place{geo.ToE7(p.lat), geo.ToE7(p.lon)} }

func (l *locator) placePair(r record, p pairColumns) placed {
	raw := l.read(r, p)
	at := placed{pair: p, empty: raw.empty, problems: raw.problems}
	switch {
	case raw.empty:
	case !raw.ok:
		at.problem = true
	case l.lastAt.located && raw.a == l.lastAt.a && raw.b == l.lastAt.b:
		at.fix = l.lastAt.fix
	default:
		at.judge(l, r, raw)
		if l.lastAt = (placedPair{}); at.problems == nil && at.located && !planeNumbers(raw.a, raw.b) {
			l.lastAt = placedPair{raw.a, raw.b, at.fix}
		}
	}
	return at
}

// rawPosition is a pair as its columns have it.
type rawPosition struct {
	a, b     float64 // of the columns of longitude and latitude, or in the order of the field
	ok       bool
	empty    bool
	whole    [2]bool // written without a decimal sign
	angle    bool    // written in degrees and minutes
	problems []rowProblem
}

// read takes the two numbers of a pair.
func (l *locator) read(r record, p pairColumns) rawPosition {
	t := l.t
	var raw rawPosition
	texts, column := [2]string{t.text(r, p.lon), t.text(r, p.lat)}, p.lon
	if texts == [2]string{} && t.has(p.both) {
		texts[0], column = t.text(r, p.both), p.both
	}
	if texts[0] == "" && len(splitPair(texts[1])) == 2 {
		texts, column = [2]string{texts[1]}, p.lat
	}
	if texts == [2]string{} {
		raw.empty = true
		return raw
	}
	asked := texts
	if asked == l.last.texts && asked[0] != "" && asked[1] != "" {
		return l.last.raw
	}
	pair := splitPair(texts[0])
	switch {
	case len(pair) == 2 && (texts[1] == "" || texts[1] == texts[0]):
		if column != p.both && !l.habits.paired {
			raw.problems = append(raw.problems, rowProblem{t.heading(column), texts[0], "position.pair", "read as two numbers"})
		}
		texts = [2]string{pair[0], pair[1]}
	case column == p.both:
		raw.problems = append(raw.problems, rowProblem{t.heading(column), texts[0], "number.invalid", "position read as unknown"})
		return raw
	}
	var okA, okB bool
	raw.a, okA = l.coordinate(&raw, p.lon, texts[0])
	raw.b, okB = l.coordinate(&raw, p.lat, texts[1])
	raw.ok = okA && okB
	raw.whole = [2]bool{allDigits(texts[0]), allDigits(texts[1])}
	if raw.problems == nil {
		l.last = readPair{asked, raw}
	}
	return raw
}

func (l *locator) coordinate(raw *rawPosition, column, text string) (float64, bool) {
	if n, ok := cutPlain(text); ok { // no angle, and nothing is grouped
		if v, ok := n.value(useDecimal); ok {
			return v + 0, true // never a negative zero
		}
	}
	if v, ok := parseAngle(text); ok {
		raw.angle = true
		return v, true
	}
	if v, ok := parseMetres(text); ok {
		return v, true
	}
	v, state := l.style.parse(text, positionUnits)
	if state == numberOK {
		return v, true
	}
	rule := numberRules[state]
	if state == numberEmpty {
		rule = "position.incomplete"
	}
	raw.problems = append(raw.problems, rowProblem{l.t.heading(column), text, rule, "position read as unknown"})
	return 0, false
}

// parseMetres reads metres with grouped digits, "1.165.202,99" or "572.443,84".
func parseMetres(text string) (float64, bool) {
	n, ok := cut(strings.TrimSpace(text))
	if !ok || n.dot != useGroup && n.comma != useGroup {
		return 0, false
	}
	v, ok := n.value(useDecimal)
	return v, ok && math.Abs(v) >= planeLeastM
}

// planeLeastM: numbers above are no degrees in any writing.
const planeLeastM = 1000

func planeNumbers(a, b float64) bool { return math.Abs(a) > planeLeastM && math.Abs(b) > planeLeastM }

// judge decides where a pair of numbers is.
func (at *placed) judge(l *locator, r record, raw rawPosition) {
	tell := func(rule, action string) {
		at.problems = append(at.problems, rowProblem{l.t.heading(at.pair.lon), formatDegrees(raw.a) + " " + formatDegrees(raw.b), rule, action})
	}
	reject := func(rule, action string) {
		at.rejected = true
		tell(rule, "row rejected: "+action)
	}
	a, b := l.habits.scale(raw)
	if planeNumbers(a, b) {
		lon, lat, why := l.plane.convert(l, r, crs.Pair{First: a, Second: b})
		switch {
		case why != nil:
			reject(why.rule, why.action)
		case !l.bounds.Contains(orb.Point{lon, lat}):
			reject("position.far", "more than 50 km outside the region")
		default:
			at.found(lon, lat)
			at.voted = l.plane.voted
		}
		return
	}
	inside := onEarth(a, b) && l.bounds.Contains(orb.Point{a, b})
	switch {
	case a == 0 && b == 0:
		at.rejected = true
		tell("position.zero", "row rejected")
	case inside:
		at.foundOn(l.datum, a, b)
	case onEarth(b, a) && l.bounds.Contains(orb.Point{b, a}):
		if !l.habits.swapped {
			tell("position.swapped", "swapped")
		}
		at.foundOn(l.datum, b, a)
	case !onEarth(a, b):
		reject("position.range", "not a place on Earth")
	default:
		reject("position.far", "more than 50 km outside the region")
	}
}

func (at *placed) found(lon, lat float64) {
	at.fix = fix{lon: geo.Round7(lon), lat: geo.Round7(lat), located: true}
}

// foundOn takes degrees on a datum.
func (at *placed) foundOn(datum crs.Datum, lon, lat float64) {
	if datum == crs.VN2000 {
		if onWGS84, north, err := datum.ToWGS84(lon, lat); err == nil {
			lon, lat = onWGS84, north
		}
	}
	at.found(lon, lat)
}

func onEarth(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }
