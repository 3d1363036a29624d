package crosswalk

import (
	"math/big"

	"phusong/coverage"
)

// Basis says what a share rests on.
type Basis string

// The bases. Exact shares are 0 or 1 and estimate nothing.
const (
	Exact      Basis = "exact"
	Stated     Basis = "stated"     // a weight in the relation
	Population Basis = "population" // people of the units
	Area       Basis = "area"       // land of the overlap
	Equal      Basis = "equal"      // nothing is known: equal parts
)

// Evidence is what shares of split units can rest on.
type Evidence struct {
	// AreasM2 are the overlaps of old and new polygons in whole square metres.
	AreasM2 map[[2]string]int64
	// OldCounts and NewCounts are the people, or households, of the units.
	OldCounts, NewCounts map[string]coverage.Micro
	// ByArea takes areas before people.
	ByArea bool
}

// Share is what one successor gets of a unit. The shares of a unit add up to
// exactly one, of people and of area, each.
type Share struct {
	To          string
	Part        Part
	People      coverage.Micro
	PeopleBasis Basis
	Area        coverage.Micro
	AreaBasis   Basis
	Source      string // file of the pair
	Note        string
}

// sharer computes the shares of both directions.
type sharer struct {
	evidence Evidence
	newArea  map[string]int64 // of all overlaps of a new unit
	shares   map[[2]string]Share
}

func newSharer(e Evidence) *sharer {
	s := &sharer{evidence: e, newArea: make(map[string]int64), shares: make(map[[2]string]Share)}
	for pair, m2 := range e.AreasM2 {
		s.newArea[pair[1]] += m2
	}
	return s
}

// weighing is one way to share a unit: its weights by pair, or nil where what it
// rests on is missing.
type weighing struct {
	basis   Basis
	weights []*big.Int
}

// usable reports whether every weight is there and some are not zero.
func (w weighing) usable() bool {
	some := false
	for _, x := range w.weights {
		if x == nil {
			return false
		}
		some = some || x.Sign() > 0
	}
	return some
}

// share takes the first usable weighing. A share of the whole, or of nothing, is exact.
func share(ways ...weighing) (parts []coverage.Micro, basis Basis) {
	for _, w := range ways {
		if w.usable() {
			return apportion(coverage.One, w.weights, 1), w.basis
		}
	}
	return nil, ""
}

// forward shares an old unit over its successors.
func (s *sharer) forward(group []Pair, source func(Pair) string) []Share {
	people, peopleBasis := share(single(group), stated(group), allPeople(group), s.byEvidence(group), equal(group))
	area, areaBasis := share(single(group), stated(group), s.byArea(group), equal(group))
	shares := make([]Share, len(group))
	for i, p := range group {
		shares[i] = Share{To: p.New, Part: p.Part, People: people[i], PeopleBasis: peopleBasis, Area: area[i], AreaBasis: areaBasis, Source: source(p), Note: p.Note}
		switch {
		case len(group) == 1:
			shares[i].Part = Whole
		case peopleBasis == Exact && people[i] == 0:
			shares[i].Part = AreaOnly
		case p.Part != AreaOnly:
			shares[i].Part = PartOf
		}
		s.shares[[2]string{p.Old, p.New}] = shares[i]
	}
	return shares
}

func single(group []Pair) weighing {
	if len(group) != 1 {
		return weighing{}
	}
	return weighing{Exact, []*big.Int{big.NewInt(1)}}
}

// stated takes the weights of the relation, where every pair has one.
func stated(group []Pair) weighing {
	w := weighing{basis: Stated}
	for _, p := range group {
		if !p.Weight.Known {
			return weighing{}
		}
		w.weights = append(w.weights, big.NewInt(int64(p.Weight.Value)))
	}
	return w
}

// allPeople gives everybody to the one pair whose note says so; an area-only
// pair that the relation states gets nobody.
func allPeople(group []Pair) weighing {
	w := weighing{basis: Exact}
	all := 0
	for _, p := range group {
		weight := int64(0)
		if p.AllPeople {
			weight = 1
			all++
		}
		w.weights = append(w.weights, big.NewInt(weight))
	}
	if all == 1 {
		return w
	}
	return onlyWithPeople(group)
}

// onlyWithPeople is exact where all pairs but one are stated to be area only.
func onlyWithPeople(group []Pair) weighing {
	w := weighing{basis: Exact}
	with := 0
	for _, p := range group {
		weight := int64(1)
		if p.Part == AreaOnly {
			weight = 0
		}
		with += int(weight)
		w.weights = append(w.weights, big.NewInt(weight))
	}
	if with != 1 {
		return weighing{}
	}
	return w
}

func equal(group []Pair) weighing {
	w := weighing{basis: Equal}
	for range group {
		w.weights = append(w.weights, big.NewInt(1))
	}
	return w
}

// byEvidence weighs by people, then land, or the other way round.
func (s *sharer) byEvidence(group []Pair) weighing {
	people, area := s.byDensity(group), s.byArea(group)
	if s.evidence.ByArea {
		people, area = area, people
	}
	if people.usable() {
		return people
	}
	return area
}

// byArea weighs by the land of each overlap.
func (s *sharer) byArea(group []Pair) weighing {
	w := weighing{basis: Area}
	total := int64(0)
	for _, p := range group {
		m2 := s.evidence.AreasM2[[2]string{p.Old, p.New}]
		total += m2
		w.weights = append(w.weights, big.NewInt(m2))
	}
	if total == 0 {
		return weighing{}
	}
	return w
}

// densityScale keeps the integer quotient of byDensity to a trillionth.
var densityScale = new(big.Int).Exp(big.NewInt(10), big.NewInt(12), nil)

// byDensity weighs by the people that an overlap has when those of the new unit
// live evenly over its land.
func (s *sharer) byDensity(group []Pair) weighing {
	w := weighing{basis: Population}
	for _, p := range group {
		count, ok := s.evidence.NewCounts[p.New]
		area := s.newArea[p.New]
		if !ok || area == 0 {
			return weighing{}
		}
		n := new(big.Int).Mul(big.NewInt(int64(count)), big.NewInt(s.evidence.AreasM2[[2]string{p.Old, p.New}]))
		n.Mul(n, densityScale)
		w.weights = append(w.weights, n.Quo(n, big.NewInt(area)))
	}
	return w
}

// backward shares a new unit over the old ones that it was made of, after
// forward has been called for each of these.
func (s *sharer) backward(group []Pair) []Share {
	people, peopleBasis := share(s.lone(group, true), s.backwardPeople(group), s.alike(group, true))
	area, areaBasis := share(s.lone(group, false), s.byWholeArea(group), s.alike(group, false), equal(group))
	if people == nil { // area-only pairs alone: nobody came with the land
		people, peopleBasis = area, areaBasis
	}
	shares := make([]Share, len(group))
	for i, p := range group {
		f := s.shares[[2]string{p.Old, p.New}]
		shares[i] = Share{To: p.Old, Part: f.Part, People: people[i], PeopleBasis: peopleBasis, Area: area[i], AreaBasis: areaBasis, Source: f.Source, Note: f.Note}
	}
	return shares
}

// lone is exact where one old unit alone gave anything.
func (s *sharer) lone(group []Pair, people bool) weighing {
	w := weighing{basis: Exact}
	some := 0
	for _, p := range group {
		weight := int64(0)
		if s.forwardShare(p, people) > 0 {
			weight = 1
			some++
		}
		w.weights = append(w.weights, big.NewInt(weight))
	}
	if some != 1 {
		return weighing{}
	}
	return w
}

func (s *sharer) forwardShare(p Pair, people bool) coverage.Micro {
	f := s.shares[[2]string{p.Old, p.New}]
	if people {
		return f.People
	}
	return f.Area
}

// backwardPeople weighs by the people that each old unit brought along, where
// these are known, else by its land.
func (s *sharer) backwardPeople(group []Pair) weighing {
	people := weighing{basis: Population}
	for _, p := range group {
		count, ok := s.evidence.OldCounts[p.Old]
		if !ok {
			people = weighing{}
			break
		}
		people.weights = append(people.weights, new(big.Int).Mul(big.NewInt(int64(count)), big.NewInt(int64(s.forwardShare(p, true)))))
	}
	area := s.byWholeArea(group)
	for i, p := range group {
		if area.weights != nil && s.forwardShare(p, true) == 0 {
			area.weights[i] = new(big.Int)
		}
	}
	if s.evidence.ByArea {
		people, area = area, people
	}
	if people.usable() {
		return people
	}
	return area
}

// byWholeArea is byArea where every old unit of the group has a polygon: one
// without would else count for nothing.
func (s *sharer) byWholeArea(group []Pair) weighing {
	for _, p := range group {
		if s.evidence.AreasM2[[2]string{p.Old, p.New}] == 0 && s.forwardShare(p, false) > 0 {
			return weighing{}
		}
	}
	return s.byArea(group)
}

// alike weighs by what each old unit gave, every one counting alike.
func (s *sharer) alike(group []Pair, people bool) weighing {
	w := weighing{basis: Equal}
	for _, p := range group {
		w.weights = append(w.weights, big.NewInt(int64(s.forwardShare(p, people))))
	}
	return w
}
