package dataset

import "phusong/geo/crs"

// zoneColumns group rows that have one meridian, the finest that tells first.
var zoneColumns = []string{"province", "district", "commune", "code", "commune_name", "operator"}

// zoneGroups gives a meridian to rows that do not tell theirs by themselves.
type zoneGroups struct {
	byColumn map[string]map[string]int // zone of a value, or -1 where its rows differ
}

// groupZones learns from the rows that one zone alone puts in the commune they name.
func (l *locator) groupZones(s positionStudy) *zoneGroups {
	g := &zoneGroups{byColumn: map[string]map[string]int{}}
	counts := map[string]map[string][]int{}
	for _, row := range s.plane {
		zone := l.zoneByUnit(row.units, row.pair)
		if zone < 0 {
			continue
		}
		for _, column := range zoneColumns {
			value := squash(l.t.text(row.record, column))
			if value == "" {
				continue
			}
			if counts[column] == nil {
				counts[column] = map[string][]int{}
			}
			if counts[column][value] == nil {
				counts[column][value] = make([]int, len(l.plane.systems))
			}
			counts[column][value][zone]++
		}
	}
	for column, values := range counts {
		g.byColumn[column] = map[string]int{}
		for value, zones := range values {
			g.byColumn[column][value] = soleZone(zones)
		}
	}
	return g
}

// soleZone is the zone of all rows of a group, or -1: rows that name a wrong commune,
// one in twenty, do not count.
func soleZone(zones []int) int {
	total, best := 0, 0
	for i, n := range zones {
		total += n
		if n > zones[best] {
			best = i
		}
	}
	if zones[best] >= habitRows && 20*(total-zones[best]) <= total {
		return best
	}
	return -1
}

// zoneByUnit is the one zone that puts a pair in one of the units, or -1.
func (l *locator) zoneByUnit(units []int, pair crs.Pair) int {
	found := -1
	for i, c := range l.plane.systems {
		lon, lat, err := c.Unproject(l.plane.order.Plane(pair))
		if err != nil || !l.inUnits(units, lon, lat) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// of is the zone of a row: by the commune that it names, else by its group.
func (g *zoneGroups) of(l *locator, r record, pair crs.Pair) int {
	if zone := l.zoneByUnit(l.unitsOf(r), pair); zone >= 0 {
		return zone
	}
	for _, column := range zoneColumns {
		zone, known := g.byColumn[column][squash(l.t.text(r, column))]
		if known && zone >= 0 {
			return zone
		}
	}
	return -1
}
