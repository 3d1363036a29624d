package crosswalk

import (
	"cmp"
	"fmt"
	"slices"

	"phusong/coverage"
	"phusong/coverage/codelist"
)

// Unit is a unit of one edition.
type Unit struct {
	Code         string
	Name         string
	Province     string // code
	ProvinceName string
}

// side is one edition with its units and what becomes of each in the other.
type side struct {
	edition string
	units   map[string]Unit
	shares  map[string][]Share // by code, each by successor
}

// Crosswalk relates two editions, both ways.
type Crosswalk struct {
	sides [2]side // old, new
}

// Editions returns the old edition and the new one.
func (c *Crosswalk) Editions() (old, now string) { return c.sides[0].edition, c.sides[1].edition }

// New computes the shares of a relation. Units of the lists that the relation
// does not name have no successors. Where fill is not nil, old units that the
// relation does not have take its pairs.
func New(r, fill *Relation, e Editions, evidence Evidence) *Crosswalk {
	c := &Crosswalk{sides: [2]side{newSide(e.Old), newSide(e.New)}}
	pairs, source := filled(r, fill, e.Old)
	c.addMissingUnits(pairs)
	s := newSharer(evidence)
	for _, group := range groups(pairs) {
		c.sides[0].shares[group[0].Old] = s.forward(group, source)
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.New, b.New), cmp.Compare(a.Old, b.Old)) })
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].New == pairs[0].New {
			n++
		}
		c.sides[1].shares[pairs[0].New] = s.backward(pairs[:n])
		pairs = pairs[n:]
	}
	return c
}

func newSide(l *codelist.List) side {
	s := side{edition: l.Edition, units: make(map[string]Unit, len(l.Units)), shares: make(map[string][]Share)}
	for _, u := range l.Units {
		s.units[u.Code] = Unit{u.Code, u.Name, u.ProvinceCode, u.Province}
	}
	return s
}

// filled adds the pairs of listed old units that only fill has, and names the
// file of each pair.
func filled(r, fill *Relation, old *codelist.List) ([]Pair, func(Pair) string) {
	pairs := slices.Clone(r.Pairs)
	if fill == nil {
		return pairs, func(Pair) string { return r.Input.File }
	}
	own := make(map[string]bool)
	for _, p := range r.Pairs {
		own[p.Old] = true
	}
	for _, p := range fill.Pairs {
		if _, listed := old.Find(p.Old); listed && !own[p.Old] {
			pairs = append(pairs, p)
		}
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New)) })
	return pairs, func(p Pair) string {
		if own[p.Old] {
			return r.Input.File
		}
		return fill.Input.File
	}
}

// addMissingUnits makes units of codes that a list does not have; Verify has said so.
func (c *Crosswalk) addMissingUnits(pairs []Pair) {
	for _, p := range pairs {
		if _, ok := c.sides[0].units[p.Old]; !ok {
			c.sides[0].units[p.Old] = Unit{Code: p.Old, Name: p.OldName, Province: p.OldProvince}
		}
		if _, ok := c.sides[1].units[p.New]; !ok {
			c.sides[1].units[p.New] = Unit{Code: p.New, Name: p.NewName, Province: p.NewProvince}
		}
	}
}

// direction returns both ends of a way through the crosswalk.
func (c *Crosswalk) direction(from, to string) (a, b *side, err error) {
	switch {
	case from == c.sides[0].edition && to == c.sides[1].edition:
		return &c.sides[0], &c.sides[1], nil
	case from == c.sides[1].edition && to == c.sides[0].edition:
		return &c.sides[1], &c.sides[0], nil
	}
	return nil, nil, fmt.Errorf("the crosswalk relates %s and %s, not %s and %s", c.sides[0].edition, c.sides[1].edition, from, to)
}

// codes lists the codes of a side, ascending.
func (s *side) codes() []string {
	codes := make([]string, 0, len(s.units))
	for code := range s.units {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Codes lists the codes of an edition, ascending.
func (c *Crosswalk) Codes(edition string) []string {
	for i := range c.sides {
		if c.sides[i].edition == edition {
			return c.sides[i].codes()
		}
	}
	return nil
}

// Shares returns what becomes of a unit of an edition, by successor; nil where
// nothing is known.
func (c *Crosswalk) Shares(edition, code string) []Share {
	for i := range c.sides {
		if c.sides[i].edition == edition {
			return c.sides[i].shares[code]
		}
	}
	return nil
}

// Counts is how many shares of an edition's units rest on each basis, and how
// many units are split.
func (c *Crosswalk) Counts(edition string) (units, split int, people map[Basis]int) {
	people = make(map[Basis]int)
	for i := range c.sides {
		if c.sides[i].edition != edition {
			continue
		}
		for _, shares := range c.sides[i].shares {
			units++
			if len(shares) > 1 {
				split++
			}
			people[shares[0].PeopleBasis]++
		}
	}
	return units, split, people
}

// isEstimate reports whether a share of m estimates anything.
func isEstimate(m coverage.Micro) bool { return m != 0 && m != coverage.One }
