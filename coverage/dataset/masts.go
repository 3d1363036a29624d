package dataset

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/stat"

	"phusong/coverage"
	"phusong/geo"
)

// station is a base station of OpenCelliD: the cells of an eNodeB, or one cell.
type station struct {
	at    place
	cells []heardCell // sorted
}

// stations gathers the LTE cells by eNodeB and leaves the others alone.
func (o *openCelliD) stations() []station {
	cells := slices.Clone(o.cells)
	slices.SortFunc(cells, compareHeard)
	type key struct{ mcc, net, enb int64 }
	enbs := make(map[key]int)
	var all []station
	for _, c := range cells {
		k := key{c.mcc, c.net, c.id >> 8}
		// Identities below 256 would all be eNodeB 0, which is none.
		if c.technology == coverage.Tech4G && k.enb > 0 {
			if i, ok := enbs[k]; ok {
				all[i].cells = append(all[i].cells, c)
				continue
			}
			enbs[k] = len(all)
		}
		all = append(all, station{cells: []heardCell{c}})
	}
	for i := range all {
		all[i].at = medianPlace(all[i].cells)
	}
	return all
}

// medianPlace is the median of latitudes and of longitudes, weighted by samples:
// one stray estimate does not move it.
func medianPlace(cells []heardCell) place {
	return place{
		lat: weightedMedian(cells, func(c heardCell) geo.E7 { return c.at.lat }),
		lon: weightedMedian(cells, func(c heardCell) geo.E7 { return c.at.lon }),
	}
}

func weightedMedian(cells []heardCell, of func(heardCell) geo.E7) geo.E7 {
	const heaviest = 1 << 32 // samples beyond say no more
	values, weights := make([]float64, len(cells)), make([]float64, len(cells))
	for i, c := range cells {
		values[i], weights[i] = float64(of(c)), float64(min(max(c.samples, 1), heaviest))
	}
	stat.SortWeighted(values, weights)
	return geo.E7(stat.Quantile(0.5, stat.Empirical, values, weights))
}

// groupMasts groups the stations of each network: in order of latitude and
// longitude, each that is still alone takes all within sameMastM that are too.
// Unlike chains of neighbours, a group never grows beyond that radius.
func groupMasts(all []station) [][]station {
	slices.SortFunc(all, func(a, b station) int {
		return cmp.Or(cmp.Compare(a.cells[0].mcc, b.cells[0].mcc), cmp.Compare(a.cells[0].net, b.cells[0].net),
			cmp.Compare(a.at.lat, b.at.lat), cmp.Compare(a.at.lon, b.at.lon), compareHeard(a.cells[0], b.cells[0]))
	})
	const reach = geo.E7(sameMastM * geo.E7PerDegree / 110_000) // of latitude, and a little more
	done := make([]bool, len(all))
	var groups [][]station
	for i, seed := range all {
		if done[i] {
			continue
		}
		group := []station{seed}
		for j := i + 1; j < len(all) && sameNetwork(seed, all[j]) && all[j].at.lat-seed.at.lat <= reach; j++ {
			if !done[j] && !apart(seed.at, all[j].at, sameMastM) {
				done[j] = true
				group = append(group, all[j])
			}
		}
		groups = append(groups, group)
	}
	return groups
}

func sameNetwork(a, b station) bool {
	return a.cells[0].mcc == b.cells[0].mcc && a.cells[0].net == b.cells[0].net
}
