package dataset

import (
	"fmt"
	"math"

	"phusong/coverage"
)

// rates are what estimates of unknown counts are made with, over the units whose
// counts are known. NaN and infinities mean that nothing is known.
type rates struct {
	peoplePerHousehold  float64
	householdsPerPerson float64
	peoplePerKm2        float64
	householdsPerKm2    float64
}

func (l *loader) rates() rates {
	var both, people, households [2]float64 // people and households; counts and km2
	for i := range l.data.Units[:l.data.Leaves] {
		u := &l.data.Units[i]
		km2 := u.AreaM2.Float() / 1e6
		if u.People.Known && u.Households.Known {
			both[0], both[1] = both[0]+u.People.Value.Float(), both[1]+u.Households.Value.Float()
		}
		if u.People.Known {
			people[0], people[1] = people[0]+u.People.Value.Float(), people[1]+km2
		}
		if u.Households.Known {
			households[0], households[1] = households[0]+u.Households.Value.Float(), households[1]+km2
		}
	}
	return rates{both[0] / both[1], both[1] / both[0], people[0] / people[1], households[0] / households[1]}
}

// estimateMissing fills the value of unknown counts, so that what is unknown has
// its weight in the totals: from the unit's other count by the ratio of people to
// households elsewhere, else from its area by the density elsewhere. What is known
// of an unknown count already, from a raster or some of its hamlets, is its least.
//
// Where a raster alone counts people, a unit on which it has no data is mostly sea
// or another country: no density is put there, so that all people are those of the
// raster, to the last unit.
func (l *loader) estimateMissing(rasterAlone bool) {
	r := l.rates()
	if rasterAlone {
		r.peoplePerKm2 = math.NaN()
	}
	var noHouseholds, noPeople []*coverage.AdminUnit
	for i := range l.data.Units[:l.data.Leaves] {
		u := &l.data.Units[i]
		households := estimateFrom{u.Households, u.People, r.householdsPerPerson, r.householdsPerKm2}
		people := estimateFrom{u.People, u.Households, r.peoplePerHousehold, r.peoplePerKm2}
		if !l.estimate(u, "households", &u.Households, households) {
			noHouseholds = append(noHouseholds, u)
		}
		if l.data.Demand.Kind == coverage.DemandRaster && !u.People.Known && u.People.Value > 0 {
			l.problem(u.Source, "population", u.Code, "count.missing", fmt.Sprintf("unknown, estimated at %s from the population raster", u.People.Value))
			continue
		}
		if !l.estimate(u, "population", &u.People, people) {
			noPeople = append(noPeople, u)
		}
	}
	l.reportUncounted("households", noHouseholds)
	l.reportUncounted("population", noPeople)
}

// reportUncounted reports the units for which there is not even an estimate: in
// one row when they are all of them, for then a file is missing and not a row.
func (l *loader) reportUncounted(column string, none []*coverage.AdminUnit) {
	if len(none) == l.data.Leaves && len(none) > 1 {
		l.problem(coverage.Source{File: RegionFile}, column, fmt.Sprintf("%d units", len(none)), "count.missing", "unknown everywhere: no file gives this count")
		return
	}
	for _, u := range none {
		l.problem(u.Source, column, u.Code, "count.missing", "unknown, nothing to estimate it from")
	}
}

// estimateFrom is what an unknown count can be estimated from.
type estimateFrom struct {
	own, other   coverage.Count
	ratio        float64 // own per other
	densityPerKm float64 // own per km2
}

// estimate fills an unknown count and says so; it is false when there is nothing
// to estimate it from.
func (l *loader) estimate(u *coverage.AdminUnit, column string, into *coverage.Count, from estimateFrom) bool {
	if from.own.Known {
		return true
	}
	byRatio, okRatio := estimated(from.other.Value.Float(), from.ratio)
	byArea, okArea := estimated(u.AreaM2.Float()/1e6, from.densityPerKm)
	var action string
	switch {
	case okRatio && (from.other.Known || from.other.Value > 0):
		into.Value = max(from.own.Value, byRatio)
		action = fmt.Sprintf("unknown, estimated at %s", into.Value)
	case okArea:
		into.Value = max(from.own.Value, byArea)
		action = fmt.Sprintf("unknown, estimated at %s from the density of the other units", into.Value)
	case from.own.Value > 0:
		action = fmt.Sprintf("unknown, at least %s", from.own.Value)
	default:
		return false
	}
	l.problem(u.Source, column, u.Code, "count.missing", action)
	return true
}

// estimated is a whole number; it is false when the rate is unknown or the
// product no count.
func estimated(v, rate float64) (coverage.Micro, bool) {
	if math.IsNaN(rate) || math.IsInf(rate, 0) {
		return 0, false
	}
	m, err := coverage.MicroOf(math.Round(float64(v * rate)))
	return m, err == nil
}
