package dataset

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
	"phusong/internal/mapper"
)

// placePeople settles the people and households of every unit: the counts as
// given, else the raster's sum, else an estimate that figures carry as unknown.
func (l *loader) placePeople() error {
	d := &l.data.Demand
	rasterAlone := false
	if d.Kind == coverage.DemandRaster {
		rasterAlone = !l.peopleStated()
		if err := l.placeRaster(); err != nil {
			return fmt.Errorf("population %s: %w", l.region.Population.File, err)
		}
	}
	if d.Kind == coverage.DemandPoints {
		l.placeHamlets()
	}
	l.estimateMissing(rasterAlone)
	return nil
}

// peopleStated reports whether a table or property counts the people of some unit.
func (l *loader) peopleStated() bool {
	return slices.ContainsFunc(l.data.Units[:l.data.Leaves], func(u coverage.AdminUnit) bool { return u.People.Known })
}

// placeRaster gives every unit its part of the raster. The part is the unit's
// count where no table or property counts people; where one does, a unit without
// a value stays unknown, since the two need not agree.
func (l *loader) placeRaster() error {
	d := &l.data.Demand
	stated := l.peopleStated()
	shares, err := l.dataShares()
	if err != nil {
		return err
	}
	sums := l.shareRaster()
	for i, sum := range sums {
		u := &l.data.Units[i]
		l.reportRaster(u, sum, shares[i])
		switch {
		case u.People.Known:
		case stated || shares[i] == 0:
			u.People.Value = sum
		default:
			u.People = coverage.Known(sum)
		}
	}
	l.note("population raster outside all units: %s people", d.Outside)
	return nil
}

// partialData is the share of a unit's area without data from which it is
// reported: rasters leave out water, and cells on a coast.
const partialData = 0.01

// reportRaster says where the raster is silent about a unit.
func (l *loader) reportRaster(u *coverage.AdminUnit, sum coverage.Micro, share float64) {
	counted := u.People.Value > 0 || u.Households.Value > 0
	switch {
	case share == 0 && u.People.Known:
		l.problem(u.Source, "population", u.Code, "population.no_data", "spread evenly over the unit: the raster has no data there")
	case share == 0:
		l.problem(u.Source, "population", u.Code, "population.no_data", "people unknown: the raster has no data there")
	case sum == 0 && counted:
		l.problem(u.Source, "population", u.Code, "population.empty", "spread evenly over the unit: the raster has nobody there")
	case share <= 1-partialData:
		l.problem(u.Source, "population", u.Code, "population.partial",
			fmt.Sprintf("kept: the raster has no data on %.1f %% of its area, where it has nobody", float64(100*(1-share))))
	}
}

// dataShares is the share of every unit's area on which the raster has data. It
// is an error when it has data in no unit.
func (l *loader) dataShares() ([]float64, error) {
	d := &l.data.Demand
	shares := make([]float64, len(d.Units))
	_ = mapper.Each(context.Background(), len(d.Units), l.workers, func(_, i int) error {
		shares[i] = l.dataShare(&d.Units[i].Footprint)
		return nil
	})
	some := slices.ContainsFunc(shares, func(share float64) bool { return share > 0 })
	if !some {
		return nil, fmt.Errorf("the population raster does not cover the region: its data spans %s, units span %s", l.valid.span(), spanText(l.unitBound()))
	}
	return shares, nil
}

// placeHamlets bins located hamlets into cells of their unit and, where a unit
// has no count of its own, takes the sum of its hamlets. Hamlets that are in no
// cell are unplaced: nothing is known of the coverage of their people.
func (l *loader) placeHamlets() {
	d := &l.data.Demand
	sums := make([]struct{ people, households hamletSum }, l.data.Leaves)
	for _, h := range l.data.Hamlets {
		sums[h.Unit].people.add(h.People)
		sums[h.Unit].households.add(h.Households)
		if !h.Located || !l.binHamlet(h) {
			u := &d.Units[h.Unit]
			u.UnplacedPeople, u.UnplacedHouseholds = u.UnplacedPeople+h.People.Value, u.UnplacedHouseholds+h.Households.Value
		}
	}
	for i := range d.Units {
		d.Units[i].Points = mergePoints(d.Units[i].Points)
		u := &l.data.Units[i]
		u.People = l.settleHamlets(u, "population", u.People, sums[i].people)
		u.Households = l.settleHamlets(u, "households", u.Households, sums[i].households)
	}
}

// hamletSum adds up the counts of a unit's hamlets.
type hamletSum struct {
	value          coverage.Micro
	known, missing int // hamlets with and without a count
}

func (s *hamletSum) add(c coverage.Count) {
	if !c.Known {
		s.missing++
		return
	}
	s.value, s.known = s.value+c.Value, s.known+1
}

// settleHamlets returns the count of a unit: its own, else the sum of its hamlets.
// A sum that lacks an addend is unknown, and at least what is known of it.
func (l *loader) settleHamlets(u *coverage.AdminUnit, column string, own coverage.Count, sum hamletSum) coverage.Count {
	switch {
	case sum.known == 0:
		return own
	case sum.missing > 0:
		action := fmt.Sprintf("the sum is unknown, at least %s", sum.value)
		if own.Known {
			action = "kept: these get no part of the commune's " + own.Value.String()
		}
		l.problem(u.Source, column, fmt.Sprintf("%s: %d of %d hamlets", u.Code, sum.missing, sum.known+sum.missing), "hamlet.count_missing", action)
		if own.Known {
			return own
		}
		return coverage.Count{Value: sum.value}
	}
	l.compareHamlets(u, column, own, coverage.Known(sum.value))
	if own.Known {
		return own
	}
	return coverage.Known(sum.value)
}

// binHamlet adds a located hamlet to its cell; it is false outside the grid.
func (l *loader) binHamlet(h coverage.Hamlet) bool {
	d := &l.data.Demand
	col, row := d.Grid.Col(geo.ToE7(h.Lon)), d.Grid.Row(geo.ToE7(h.Lat))
	if col < 0 || row < 0 || col >= d.Grid.Cols || row >= d.Grid.Rows {
		l.problem(h.Source, "lon,lat", h.ID, "hamlet.outside", "kept: the coverage of its people is unknown")
		return false
	}
	u := &d.Units[h.Unit]
	u.Points = append(u.Points, coverage.PointCount{Col: int32(col), Row: int32(row), People: h.People.Value, Households: h.Households.Value})
	return true
}

// hamletTolerance is how far the hamlets of a unit may sum from its own count
// before it is reported; the unit's count stands.
const hamletTolerance = 0.005

func (l *loader) compareHamlets(u *coverage.AdminUnit, column string, own, sum coverage.Count) {
	if !own.Known || !sum.Known {
		return
	}
	if math.Abs(own.Value.Float()-sum.Value.Float()) > hamletTolerance*own.Value.Float() {
		l.problem(u.Source, column, u.Code, "control.hamlets",
			fmt.Sprintf("the commune's count %s stands; its hamlets add up to %s", own.Value, sum.Value))
	}
}

// checkControl compares sums with the totals that the region states.
func (l *loader) checkControl() {
	c := l.region.Control
	if c == nil {
		return
	}
	var people, households coverage.Micro
	for i := range l.data.Units[:l.data.Leaves] {
		people, households = people+l.data.Units[i].People.Value, households+l.data.Units[i].Households.Value
	}
	l.compareControl("population", c.Population, people)
	l.compareControl("households", c.Households, households)
}

func (l *loader) compareControl(name string, want *float64, got coverage.Micro) {
	if want == nil {
		return
	}
	tolerance := l.region.Control.tolerancePercent()
	if math.Abs(got.Float()-*want) > float64(*want*tolerance)/100 {
		l.problem(coverage.Source{File: RegionFile}, "control."+name, got.String(), "control.total",
			fmt.Sprintf("kept: stated %v, tolerance %v %%", *want, tolerance))
	}
	l.note("control %s: %s, stated %s", name, got, decimal(*want))
}

// mergePoints sorts the hamlets of a unit by cell and adds up those in one.
func mergePoints(points []coverage.PointCount) []coverage.PointCount {
	slices.SortFunc(points, func(a, b coverage.PointCount) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col))
	})
	merged := points[:0]
	for _, p := range points {
		if n := len(merged); n > 0 && merged[n-1].Row == p.Row && merged[n-1].Col == p.Col {
			merged[n-1].People += p.People
			merged[n-1].Households += p.Households
			continue
		}
		merged = append(merged, p)
	}
	return merged
}
