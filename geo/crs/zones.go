package crs

import (
	"fmt"
	"slices"
	"strings"
)

// Zones is the answer to a Question about a file whose rows may have different zones.
type Zones struct {
	Order   Order
	Systems []CRS // most votes first
	// Of is the index in Systems for every row of the question, or -1 when no zone, or more
	// than one, puts the row in the unit that it names.
	Of    []int
	Rows  int // that were counted
	Votes []Vote
	Near  []Near // allowed by NearM
}

// maxZones is the largest number of meridians of a province (Phu Tho).
const maxZones = 3

// minZoneShare is what a further zone must explain of the rows, so that rows that name a
// wrong commune do not make a zone by chance.
const minZoneShare = 0.02

// DetectZones finds up to three systems for a file that mixes them, as files of provinces
// merged in July 2025 do. It begins with the system of most votes, and adds of the same order
// the one that explains the most of the other rows, as long as that is MinRows and 2 % of
// all. Together they must explain MinShare of the rows, and each must win clearly, by the
// rule of Detect, against any system in its place, on the rows that the others leave.
//
// Nil Systems means TM3Systems: with more, a wrong datum could pass for a zone.
func DetectZones(q Question) (Zones, error) {
	if q.Systems == nil {
		q.Systems = TM3Systems()
	}
	b, err := q.vote()
	if err != nil {
		return Zones{}, err
	}
	set := b.cover(b.preferred(b.best(), q.NearM))
	if float64(b.covered(set)) < MinShare*float64(b.rows) {
		return Zones{}, b.undecided("no %d systems together put %.0f %% of them in the units they name", maxZones, 100*MinShare)
	}
	near, err := b.rivals(set, q.NearM)
	if err != nil {
		return Zones{}, err
	}
	z := Zones{Order: b.candidates[set[0]].Order, Rows: b.rows, Votes: b.votes(), Near: near, Of: b.assign(set)}
	for _, k := range set {
		z.Systems = append(z.Systems, b.candidates[k].CRS)
	}
	return z, nil
}

// cover extends a candidate by those of the same order that explain more rows.
func (b *ballot) cover(first int) []int {
	set := []int{first}
	for len(set) < maxZones {
		next, most := -1, 0
		for k, c := range b.candidates {
			if c.Order != b.candidates[first].Order || slices.Contains(set, k) {
				continue
			}
			if more := b.covered(append(slices.Clone(set), k)) - b.covered(set); more > most {
				next, most = k, more
			}
		}
		if most < MinRows || float64(most) < minZoneShare*float64(b.rows) {
			return set
		}
		set = append(set, next)
	}
	return set
}

// covered counts the rows that any of the set hits.
func (b *ballot) covered(set []int) int {
	n := 0
	for i, counted := range b.counted {
		if counted && b.anyHits(set, i) {
			n++
		}
	}
	return n
}

// rivals holds each member of the set against every candidate that could stand in its
// place. Those not beaten are returned if they are near, and an error otherwise.
func (b *ballot) rivals(set []int, nearM float64) ([]Near, error) {
	var near []Near
	for _, member := range set {
		others := slices.DeleteFunc(slices.Clone(set), func(k int) bool { return k == member })
		for k := range b.candidates {
			if slices.Contains(set, k) {
				continue
			}
			won, lost := b.compare(member, k, others)
			if clear(won, lost) {
				continue
			}
			awayM := b.awayM(member, k)
			if awayM >= nearM {
				return nil, b.undecided("%s is not told from %s, up to %.0f m away: %d rows speak for the one alone, %d for the other",
					b.candidates[member], b.candidates[k], awayM, won, lost)
			}
			near = append(near, Near{Vote{b.candidates[k], b.hits[k]}, awayM})
		}
	}
	return near, nil
}

// assign gives every row the one member of the set that hits it.
func (b *ballot) assign(set []int) []int {
	of := make([]int, len(b.question.Pairs))
	for i := range of {
		of[i] = -1
		hits := 0
		for j, k := range set {
			if b.hit[k][i] {
				of[i] = j
				hits++
			}
		}
		if hits > 1 {
			of[i] = -1
		}
	}
	return of
}

// apartM tells two meridians, at least 27 km apart, from two readings of one.
const apartM = 10_000

// mixture names the systems, far from one another, that explain the rows together and
// better than one does; empty when there are none.
func (b *ballot) mixture() string {
	best := b.best()
	names := []string{b.candidates[best].CRS.String()}
	set := b.cover(best)
	for _, k := range set[1:] {
		if b.awayM(best, k) > apartM {
			names = append(names, b.candidates[k].CRS.String())
		}
	}
	if len(names) < 2 || float64(b.covered(set)) < MinShare*float64(b.rows) {
		return ""
	}
	return fmt.Sprintf(", but %s do together: the file mixes meridians; split it by former province", strings.Join(names, " and "))
}

// votes lists the candidates with any votes, most first, equals in the caller's order.
func (b *ballot) votes() []Vote {
	var votes []Vote
	for k, hits := range b.hits {
		if hits > 0 {
			votes = append(votes, Vote{b.candidates[k], hits})
		}
	}
	slices.SortStableFunc(votes, func(a, b Vote) int { return b.Hits - a.Hits })
	return votes
}
