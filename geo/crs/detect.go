package crs

import (
	"fmt"
	"math"
	"strings"

	"phusong/geo"
)

// Pair is two plane numbers in the order in which a file has them.
type Pair struct{ First, Second float64 }

// Order is which number of a pair is which.
type Order int

// The orders. Vietnamese survey papers call north X and write it first.
const (
	NorthEast Order = iota + 1
	EastNorth
)

// Plane names the numbers of a pair.
func (o Order) Plane(p Pair) Plane {
	if o == NorthEast {
		return Plane{NorthM: p.First, EastM: p.Second}
	}
	return Plane{NorthM: p.Second, EastM: p.First}
}

// String says the order in words.
func (o Order) String() string {
	if o == NorthEast {
		return "north, east"
	}
	return "east, north"
}

// Candidate is a system and an order of the two numbers.
type Candidate struct {
	CRS   CRS
	Order Order
}

// String is the system and the order.
func (c Candidate) String() string { return fmt.Sprintf("%s, %s", c.CRS, c.Order) }

// Vote is how many rows a candidate puts where they say they are.
type Vote struct {
	Candidate Candidate
	Hits      int
}

// Near is a candidate that the rows did not exclude, but that lies close to the one chosen.
type Near struct {
	Vote  Vote
	AwayM float64 // the largest distance between the two over up to 50 rows
}

// Question is what Detect and DetectZones are asked.
type Question struct {
	Pairs []Pair
	// Inside reports whether row i may be at a WGS 84 place: whether the commune or
	// province that the row names holds it. Leave out rows that name none. The smaller the
	// units, the fewer rows decide. It is only asked for places in and around Viet Nam.
	Inside func(i int, lon, lat float64) bool
	// Systems are what to choose from, the preferred first; nil means AllSystems.
	// Where the datum and the kind of zone are known, say so: TM3Systems. What is left
	// out cannot be found: UTM 48N numbers, offered TM-3 alone, may pass for meridian 105,
	// 350 to 720 m away, with most of the votes.
	Systems []CRS
	// NearM allows rivals that are not excluded, but are less than this from the
	// chosen system: they are reported, not refused, and the first in Systems is chosen.
	// The wrong datum is 225 m away, TM-3 and UTM of the same meridian up to 720 m. At 0
	// every rival must be excluded.
	NearM float64
}

// Detection is the answer to a Question.
type Detection struct {
	Candidate Candidate
	Rows      int    // that were counted
	Hits      int    // of the candidate
	Votes     []Vote // of all candidates that had any, most first
	Near      []Near // allowed by NearM
}

// Undecided is the error of a vote without a clear winner.
type Undecided struct {
	Reason string
	Rows   int // that were counted
	Votes  []Vote
}

// Error tells the reason and the best five votes.
func (u *Undecided) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the coordinate system cannot be told from %d rows: %s", u.Rows, u.Reason)
	for i, v := range u.Votes {
		if i == 5 {
			fmt.Fprintf(&b, "; %d more", len(u.Votes)-i)
			break
		}
		fmt.Fprintf(&b, "; %d for %s", v.Hits, v.Candidate)
	}
	return b.String()
}

// The rule of the vote.
const (
	// MinRows is how many rows at different places a vote needs, and how many the
	// winner must have that a rival has not.
	MinRows = 5
	// MinShare is the share of rows that the winner must put in their place. The
	// rest may be rows with another defect.
	MinShare = 0.8
	// MinOdds is how many times as many rows the winner alone must have as the rival alone.
	MinOdds = 5
)

// clear is the rule between two candidates, on the rows that only one of them hits.
func clear(winnerOnly, rivalOnly int) bool {
	return winnerOnly >= MinRows && winnerOnly >= MinOdds*rivalOnly
}

// TM3Systems are the 18 zones of VN-2000 that have an EPSG code, west to east.
func TM3Systems() []CRS {
	var zones []CRS
	for _, c := range registered {
		if c.Kind == TransverseZone && c.Zone.Parameters.Scale == TM3Scale {
			zones = append(zones, c)
		}
	}
	return zones
}

// AllSystems are the TM-3 and UTM zones on VN-2000, Web Mercator, UTM on WGS 84, and
// TM-3 wrongly taken on WGS 84, in this order.
func AllSystems() []CRS {
	all := TM3Systems()
	for _, code := range []int{3405, 3406, 3857, 32648, 32649} {
		c, err := ByEPSG(code)
		if err != nil {
			panic(err) // the codes are in the table
		}
		all = append(all, c)
	}
	for _, z := range tm3Zones {
		c, err := tm3(z.meridianDeg, WGS84)
		if err != nil {
			panic(err) // the meridians are in the table
		}
		all = append(all, c)
	}
	return all
}

// Systems are the TM-3 zones of the province, by meridian.
func (p Province) Systems() []CRS {
	var zones []CRS
	for _, z := range p.Zoning {
		c, err := TM3(z.MeridianDeg)
		if err != nil {
			panic(err) // a test holds the table to TM3
		}
		zones = append(zones, c)
	}
	return zones
}

// Detect finds the one system, and the order of the numbers, of a file that states
// neither. Every system of the question is tried in both orders; a candidate has the vote
// of every row that it puts inside the unit that the row names. Of rows with the same
// two numbers one counts; numbers that are not finite do not count.
//
// The winner has the most votes. It must have those of MinShare of the rows, and
// against every rival farther than NearM at least MinRows rows that the rival has not, and
// MinOdds times as many as the rival has and it has not. Otherwise the error is an
// *Undecided with the counts. A file that mixes meridians, as those of a province made of
// two may, is refused whatever the shares, and the error names them: see DetectZones.
//
// The vote tells meridians, 27 km apart, with certainty, but a datum or a scale only as
// well as the borders are placed: borders drawn 200 m off elect the wrong datum. Prefer
// to name the datum by Systems.
func Detect(q Question) (Detection, error) {
	b, err := q.vote()
	if err != nil {
		return Detection{}, err
	}
	best := b.preferred(b.best(), q.NearM)
	if float64(b.hits[best]) < MinShare*float64(b.rows) {
		return Detection{}, b.undecided("no system puts %.0f %% of them in the units they name%s", 100*MinShare, b.mixture())
	}
	if mixed := b.mixture(); mixed != "" {
		return Detection{}, b.undecided("%s explains %d of them%s", b.candidates[best], b.hits[best], mixed)
	}
	near, err := b.rivals([]int{best}, q.NearM)
	if err != nil {
		return Detection{}, err
	}
	return Detection{Candidate: b.candidates[best], Rows: b.rows, Hits: b.hits[best], Votes: b.votes(), Near: near}, nil
}

// ballot holds who hit what.
type ballot struct {
	question   Question
	candidates []Candidate
	hit        [][]bool // by candidate and row
	hits       []int    // by candidate, of the counted rows
	counted    []bool   // finite, and the first with these numbers
	rows       int      // counted
}

// vote asks all candidates about all rows.
func (q Question) vote() (*ballot, error) {
	b := &ballot{question: q, counted: make([]bool, len(q.Pairs))}
	seen := map[Pair]bool{}
	for i, p := range q.Pairs {
		if b.counted[i] = finite(p.First) && finite(p.Second) && !seen[p]; b.counted[i] {
			seen[p] = true
			b.rows++
		}
	}
	systems := q.Systems
	if systems == nil {
		systems = AllSystems()
	}
	for _, c := range systems {
		for _, order := range []Order{NorthEast, EastNorth} {
			b.candidates = append(b.candidates, Candidate{c, order})
		}
	}
	if b.rows < MinRows {
		return nil, b.undecided("a vote needs %d rows at different places", MinRows)
	}
	if len(b.candidates) == 0 {
		return nil, b.undecided("there is no system to choose from")
	}
	for _, c := range b.candidates {
		b.ask(c)
	}
	return b, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (b *ballot) ask(c Candidate) {
	hit, hits := make([]bool, len(b.question.Pairs)), 0
	for i, p := range b.question.Pairs {
		lon, lat, ok := c.place(p)
		if hit[i] = ok && b.question.Inside(i, lon, lat); hit[i] && b.counted[i] {
			hits++
		}
	}
	b.hit, b.hits = append(b.hit, hit), append(b.hits, hits)
}

// place is where a candidate puts a pair, if in or around Viet Nam: the land, the islands
// and the shelf.
func (c Candidate) place(p Pair) (lon, lat float64, ok bool) {
	at := c.Order.Plane(p)
	if !(at.NorthM > 6e5 && at.NorthM < 3e6) { // latitude 5.4 to 26; spares most of the work
		return 0, 0, false
	}
	lon, lat, err := c.CRS.Unproject(at)
	return lon, lat, err == nil && lon > 101 && lon < 119 && lat > 6 && lat < 24.5
}

// best is the candidate with the most votes; of equals the first.
func (b *ballot) best() int {
	best := 0
	for k, hits := range b.hits {
		if hits > b.hits[best] {
			best = k
		}
	}
	return best
}

// preferred is the first candidate in the caller's order that is near the best and that the best
// does not clearly beat.
func (b *ballot) preferred(best int, nearM float64) int {
	for k := range best {
		won, lost := b.compare(best, k, nil)
		if nearM > 0 && !clear(won, lost) && b.awayM(best, k) < nearM {
			return k
		}
	}
	return best
}

// compare counts the rows that only one of two candidates hits, and nobody of others.
func (b *ballot) compare(winner, rival int, others []int) (winnerOnly, rivalOnly int) {
	for i, counted := range b.counted {
		if !counted || b.hit[winner][i] == b.hit[rival][i] || b.anyHits(others, i) {
			continue
		}
		if b.hit[winner][i] {
			winnerOnly++
		} else {
			rivalOnly++
		}
	}
	return winnerOnly, rivalOnly
}

func (b *ballot) anyHits(candidates []int, row int) bool {
	for _, k := range candidates {
		if b.hit[k][row] {
			return true
		}
	}
	return false
}

// awayM is how far apart two candidates put the rows that the first hits; infinite when the
// second puts them nowhere.
func (b *ballot) awayM(first, second int) float64 {
	most, asked := 0.0, 0
	for i, p := range b.question.Pairs {
		if !b.hit[first][i] || asked == 50 {
			continue
		}
		asked++
		lon1, lat1, _ := b.candidates[first].place(p)
		lon2, lat2, ok := b.candidates[second].place(p)
		if !ok {
			return math.Inf(1)
		}
		distanceM, _, _ := geo.Inverse(lon1, lat1, lon2, lat2)
		most = max(most, distanceM)
	}
	return most
}

// undecided is the error with the votes so far.
func (b *ballot) undecided(format string, args ...any) error {
	return &Undecided{Reason: fmt.Sprintf(format, args...), Rows: b.rows, Votes: b.votes()}
}
