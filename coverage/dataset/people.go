package dataset

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// placePeople settles the people and households of every unit: the counts as
// given, else the raster's sum, else an estimate that figures carry as unknown.
func (l *loader) placePeople() {
	d := &l.data.Demand
	if d.Kind == coverage.DemandRaster {
		sums := l.shareRaster()
		for i := range sums {
			u := &l.data.Units[i]
			if sums[i] == 0 && (u.People.Value > 0 || u.Households.Value > 0) {
				l.problem(u.Source, "population", u.Code, "population.empty", "spread evenly over the unit: the raster has nobody there")
			}
			if !u.People.Known && l.region.Households == nil {
				u.People = coverage.Known(sums[i])
			} else if !u.People.Known {
				u.People.Value = sums[i]
			}
		}
		l.note("population raster outside all units: %s people", d.Outside)
	}
	if d.Kind == coverage.DemandPoints {
		l.placeHamlets()
	}
	l.estimateMissing()
}

// placeHamlets bins located hamlets into cells of their unit and, where a unit
// has no count of its own, takes the sum of its hamlets.
func (l *loader) placeHamlets() {
	d := &l.data.Demand
	sums := make([]struct{ people, households coverage.Count }, l.data.Leaves)
	for _, h := range l.data.Hamlets {
		addKnown(&sums[h.Unit].people, h.People)
		addKnown(&sums[h.Unit].households, h.Households)
		if h.Located {
			l.binHamlet(h)
		}
	}
	for i := range d.Units {
		d.Units[i].Points = mergePoints(d.Units[i].Points)
		u := &l.data.Units[i]
		l.compareHamlets(u, "population", u.People, sums[i].people)
		l.compareHamlets(u, "households", u.Households, sums[i].households)
		if !u.People.Known {
			u.People = sums[i].people
		}
		if !u.Households.Known {
			u.Households = sums[i].households
		}
	}
}

func addKnown(sum *coverage.Count, c coverage.Count) {
	if c.Known {
		*sum = coverage.Known(sum.Value + c.Value)
	}
}

func (l *loader) binHamlet(h coverage.Hamlet) {
	d := &l.data.Demand
	col, row := d.Grid.Col(geo.ToE7(h.Lon)), d.Grid.Row(geo.ToE7(h.Lat))
	if col < 0 || row < 0 || col >= d.Grid.Cols || row >= d.Grid.Rows {
		l.problem(h.Source, "lon,lat", h.ID, "hamlet.outside", "kept for counts of hamlets, not used to place people")
		return
	}
	u := &d.Units[h.Unit]
	u.Points = append(u.Points, coverage.PointCount{Col: int32(col), Row: int32(row), People: h.People.Value, Households: h.Households.Value})
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

// estimateMissing fills the value of unknown counts from the ratio of people to
// households elsewhere, so that what is unknown has its weight in the totals.
func (l *loader) estimateMissing() {
	var people, households float64
	for i := range l.data.Units[:l.data.Leaves] {
		if u := &l.data.Units[i]; u.People.Known && u.Households.Known {
			people, households = people+u.People.Value.Float(), households+u.Households.Value.Float()
		}
	}
	for i := range l.data.Units[:l.data.Leaves] {
		u := &l.data.Units[i]
		if !u.Households.Known {
			u.Households.Value = l.estimate(u, "households", u.People.Value, households/people)
		}
		if !u.People.Known && u.People.Value == 0 {
			u.People.Value = l.estimate(u, "population", u.Households.Value, people/households)
		}
	}
}

func (l *loader) estimate(u *coverage.AdminUnit, column string, from coverage.Micro, ratio float64) coverage.Micro {
	v, err := coverage.MicroOf(math.Round(from.Float() * ratio))
	if err != nil || math.IsNaN(ratio) {
		v = 0
	}
	l.problem(u.Source, column, u.Code, "count.missing", fmt.Sprintf("unknown, estimated at %s", v))
	return v
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

// defaultControlPercent is how far a sum may be from its control total.
const defaultControlPercent = 0.5

func (l *loader) compareControl(name string, want *float64, got coverage.Micro) {
	if want == nil {
		return
	}
	tolerance := l.region.Control.Tolerance
	if tolerance == 0 {
		tolerance = defaultControlPercent
	}
	if math.Abs(got.Float()-*want) > *want*tolerance/100 {
		l.problem(coverage.Source{File: RegionFile}, "control."+name, got.String(), "control.total",
			fmt.Sprintf("kept: stated %v, tolerance %v %%", *want, tolerance))
	}
	l.note("control %s: %s, stated %v", name, got, *want)
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
