package calibrate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// DefaultRangeM is how far a station can be from what it serves when nothing says
// less: the timing advance of GSM ends at 35 km (3GPP TS 45.010), and LTE's usual
// random access formats below 30.
const DefaultRangeM = 35_000

// Misplaced is a station that cannot stand where its file says.
type Misplaced struct {
	Site         string     `json:"site"`
	Lon          Coordinate `json:"lon"` // as the file has it
	Lat          Coordinate `json:"lat"`
	Measurements int        `json:"measurements"` // of its own
	NearestM     Number     `json:"nearest_m"`    // to its own measurements, or to any when it has none
	Reason       string     `json:"reason"`
	// Suggestion is the change of coordinates that would agree, "" when none does.
	Suggestion   string     `json:"suggestion"`
	SuggestedLon Coordinate `json:"suggested_lon"`
	SuggestedLat Coordinate `json:"suggested_lat"`
	// SuggestedNearestM and SuggestedMedianM are distances from there to the
	// measurements; StatedDisagreementM the median difference to the distances that the
	// log states, null when it states none.
	SuggestedNearestM   Number     `json:"suggested_nearest_m"`
	SuggestedMedianM    Number     `json:"suggested_median_m"`
	StatedDisagreementM Number     `json:"stated_disagreement_m"`
	StrongestLon        Coordinate `json:"strongest_lon"` // where its levels are highest; null without measurements
	StrongestLat        Coordinate `json:"strongest_lat"`
	row                 coverage.Source
}

// Coordinate is degrees as written: seven decimals at most, null when not known.
type Coordinate float64

// String is the degrees as written, or "".
func (c Coordinate) String() string {
	if v := float64(c); math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return trimDecimals(float64(c), 7)
}

// MarshalJSON implements json.Marshaler.
func (c Coordinate) MarshalJSON() ([]byte, error) {
	if s := c.String(); s != "" {
		return []byte(s), nil
	}
	return []byte("null"), nil
}

// Problem is the finding as a row of problems.csv; moved says that the station was
// taken at the place that is suggested, instead of being left out.
func (m *Misplaced) Problem(moved bool) coverage.Problem {
	action := "left out of the fit"
	switch {
	case moved:
		action = "taken at " + m.SuggestedLon.String() + " " + m.SuggestedLat.String() + " (" + m.Suggestion + ")"
	case m.Suggestion != "":
		action += "; " + m.Suggestion + " would agree"
	}
	return coverage.Problem{File: m.row.File, Row: m.row.Row, Column: "lon, lat", Value: m.Lon.String() + " " + m.Lat.String(), Rule: "site.misplaced", Action: action + ": " + m.Reason}
}

// spot is the mean level of a small square, for the search of places.
type spot struct {
	lon, lat float64
	at       geo.Vec3
	levelDBm float64
	samples  int
}

// spotM is the side of the squares of spots.
const spotM = 50

// spotsOf averages measurements in squares, sorted by square.
func spotsOf(ms []*Measurement) []spot {
	sums := map[Block]*spot{}
	var keys []Block
	for _, m := range ms {
		k := square(m.Lon, m.Lat, spotM)
		s := sums[k]
		if s == nil {
			s = &spot{}
			sums[k] = s
			keys = append(keys, k)
		}
		s.lon += m.Lon
		s.lat += m.Lat
		s.levelDBm += m.LevelDBm()
		s.samples++
	}
	slices.SortFunc(keys, compareBlocks)
	out := make([]spot, len(keys))
	for i, k := range keys {
		s := sums[k]
		n := float64(s.samples)
		out[i] = spot{lon: s.lon / n, lat: s.lat / n, levelDBm: s.levelDBm / n, samples: s.samples}
		out[i].at = geo.Cartesian(out[i].lon, out[i].lat)
	}
	return out
}

// distanceM is the geodesic: ShortDistanceM is not made for other continents.
func (s *spot) distanceM(lon, lat float64) float64 {
	if math.Abs(lon-s.lon) < 3 && math.Abs(lat-s.lat) < 3 {
		return geo.ShortDistanceM(geo.Cartesian(lon, lat), s.at)
	}
	d, _, _ := geo.Inverse(lon, lat, s.lon, s.lat)
	return d
}

// nearestM is the distance from a place to the nearest spot.
func nearestM(spots []spot, lon, lat float64) float64 {
	best := math.Inf(1)
	for i := range spots {
		best = math.Min(best, spots[i].distanceM(lon, lat))
	}
	return best
}

// FindMisplaced looks for stations that contradict the measurements, sorted by
// site:
//
//   - off the globe;
//   - farther than its range (the largest RangeM of its cells, else DefaultRangeM)
//     from all of its own measurements;
//   - without measurements of its own, out of range of every measurement, while a
//     usual slip of coordinates would put it among them: without such a slip it is
//     merely a station elsewhere, and not accused;
//   - in range, but its level does not fall with the distance from it, and does from
//     a place well away: see levelTest.
func FindMisplaced(sites []coverage.Site, ms []Measurement) []Misplaced {
	own := newMatcher(sites).bySite(ms)
	all := spotsOf(pointers(ms))
	var found []Misplaced
	for i := range sites {
		s := &sites[i]
		if !s.Located {
			continue
		}
		if m, ok := examine(s, witnesses{spotsOf(own[i]), own[i]}, all); ok {
			m.Measurements = len(own[i])
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b Misplaced) int { return cmp.Compare(a.Site, b.Site) })
	return found
}

func pointers(ms []Measurement) []*Measurement {
	out := make([]*Measurement, len(ms))
	for i := range ms {
		out[i] = &ms[i]
	}
	return out
}

// witnesses are measurements that speak for the place of a station.
type witnesses struct {
	spots []spot
	ms    []*Measurement // nil for those of other stations, whose stated distances are to others
}

// examine holds one station against its own witnesses, or against all spots.
func examine(s *coverage.Site, own witnesses, all []spot) (Misplaced, bool) {
	nan := Coordinate(math.NaN())
	m := Misplaced{Site: s.ID, Lon: Coordinate(s.Lon), Lat: Coordinate(s.Lat), SuggestedLon: nan, SuggestedLat: nan, StrongestLon: nan, StrongestLat: nan,
		NearestM: Number(math.NaN()), SuggestedNearestM: Number(math.NaN()), SuggestedMedianM: Number(math.NaN()), StatedDisagreementM: Number(math.NaN()), row: s.Source}
	heard, possible := len(own.spots) > 0, onGlobe(s.Lon, s.Lat)
	if !heard {
		own.spots = all
	}
	if len(own.spots) == 0 {
		m.Reason = "no such place on the globe"
		return m, !possible
	}
	reach := reachOf(s)
	if possible {
		m.NearestM = Number(nearestM(own.spots, s.Lon, s.Lat))
	}
	switch {
	case !possible:
		m.Reason = "no such place on the globe"
	case float64(m.NearestM) > reach && heard:
		m.Reason = fmt.Sprintf("%.0f km from the nearest of its own measurements, beyond its range of %.0f km", float64(m.NearestM)/1000, reach/1000)
	case float64(m.NearestM) > reach:
		m.Reason = fmt.Sprintf("%.0f km from every measurement, and it has none of its own", float64(m.NearestM)/1000)
	case !heard:
		return m, false
	default:
		reason, wrong := levelTest(s, own.spots)
		if !wrong {
			return m, false
		}
		m.Reason = reason
	}
	if heard {
		m.strongest(own.spots)
	}
	suggested := m.suggest(s, own, reach)
	return m, suggested || heard || !possible
}

func reachOf(s *coverage.Site) float64 {
	reach := 0.0
	for i := range s.Cells {
		reach = math.Max(reach, s.Cells[i].RangeM)
	}
	if reach == 0 {
		return DefaultRangeM
	}
	return reach
}

// strongest is the mean place of the strongest twentieth of the spots.
func (m *Misplaced) strongest(spots []spot) {
	lon, lat := strongestOf(spots)
	m.StrongestLon, m.StrongestLat = Coordinate(lon), Coordinate(lat)
}

func strongestOf(spots []spot) (lon, lat float64) {
	order := slices.Clone(spots)
	slices.SortStableFunc(order, func(a, b spot) int { return cmp.Compare(b.levelDBm, a.levelDBm) })
	n := max(1, len(order)/20)
	for _, s := range order[:n] {
		lon += s.lon
		lat += s.lat
	}
	return lon / float64(n), lat / float64(n)
}

// slip is a usual way to write a wrong coordinate, undone.
type slip struct {
	name string
	undo func(lon, lat float64) (float64, float64)
}

func scaleBoth(x, y float64) func(float64, float64) (float64, float64) {
	return func(lon, lat float64) (float64, float64) { return float64(lon * x), float64(lat * y) }
}

// slips in order of preference where several agree equally well.
var slips = []slip{
	{"longitude x 10", scaleBoth(10, 1)}, {"latitude x 10", scaleBoth(1, 10)}, {"longitude and latitude x 10", scaleBoth(10, 10)},
	{"longitude / 10", scaleBoth(0.1, 1)}, {"latitude / 10", scaleBoth(1, 0.1)}, {"longitude and latitude / 10", scaleBoth(0.1, 0.1)},
	{"longitude x 100", scaleBoth(100, 1)}, {"latitude x 100", scaleBoth(1, 100)}, {"longitude / 100", scaleBoth(0.01, 1)}, {"latitude / 100", scaleBoth(1, 0.01)},
	{"longitude and latitude exchanged", func(lon, lat float64) (float64, float64) { return lat, lon }},
	{"the other sign of longitude", scaleBoth(-1, 1)}, {"the other sign of latitude", scaleBoth(1, -1)}, {"the other sign of both", scaleBoth(-1, -1)},
	{"longitude and latitude exchanged, and the other sign of longitude", func(lon, lat float64) (float64, float64) { return -lat, lon }},
	{"longitude and latitude exchanged, and the other sign of latitude", func(lon, lat float64) (float64, float64) { return lat, -lon }},
	{"longitude and latitude / 1e6", scaleBoth(1e-6, 1e-6)}, {"longitude and latitude / 1e7", scaleBoth(1e-7, 1e-7)},
}

// suggest looks for a slip that puts the station among its witnesses. Of several the
// one wins that agrees best with stated distances, or else from which the level falls
// most regularly.
func (m *Misplaced) suggest(s *coverage.Site, own witnesses, reach float64) bool {
	best, spots := math.Inf(1), own.spots
	for _, way := range slips {
		lon, lat := way.undo(s.Lon, s.Lat)
		if !onGlobe(lon, lat) || lon == s.Lon && lat == s.Lat {
			continue
		}
		near := nearestM(spots, lon, lat)
		if near > reach || near >= 0.5*float64(m.NearestM) {
			continue
		}
		disagreement := statedDisagreement(own.ms, lon, lat)
		score := disagreement
		if math.IsNaN(score) {
			score = 1e6 + regularity(spots, lon, lat).sigmaDB
		}
		if !(score < best) {
			continue
		}
		best = score
		m.Suggestion, m.SuggestedLon, m.SuggestedLat = way.name, Coordinate(lon), Coordinate(lat)
		m.SuggestedNearestM, m.SuggestedMedianM, m.StatedDisagreementM = Number(near), Number(medianDistance(spots, lon, lat)), Number(disagreement)
	}
	return m.Suggestion != ""
}

func medianDistance(spots []spot, lon, lat float64) float64 {
	d := make([]float64, len(spots))
	for i := range spots {
		d[i] = spots[i].distanceM(lon, lat)
	}
	return medianOf(d)
}

// statedDisagreement is the median difference between distances from a place and
// those that the log states, in metres or kilometres, whichever agrees better.
func statedDisagreement(ms []*Measurement, lon, lat float64) float64 {
	var metres, kilometres []float64
	for _, m := range ms {
		if math.IsNaN(m.StatedDistance) {
			continue
		}
		d, _, _ := geo.Inverse(lon, lat, m.Lon, m.Lat)
		metres = append(metres, math.Abs(d-m.StatedDistance))
		kilometres = append(kilometres, math.Abs(d-float64(1000*m.StatedDistance)))
	}
	return math.Min(medianOf(metres), medianOf(kilometres)) // NaN when there are none
}
