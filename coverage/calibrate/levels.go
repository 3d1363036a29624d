package calibrate

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// CellLevels is what a log says of one cell without knowing where its mast is.
type CellLevels struct {
	Cell         string              `json:"cell_id"` // "" where the log names none
	Site         string              `json:"site_id"`
	Technology   coverage.Technology `json:"technology"` // as the log has it
	Measurements int                 `json:"measurements"`
	Squares      int                 `json:"squares"` // of 50 m: statistics are of their means
	Lowest       Number              `json:"lowest_dbm"`
	Median       Number              `json:"median_dbm"`
	Highest      Number              `json:"highest_dbm"`
	// StrongestLon and StrongestLat are the mean place of the strongest twentieth of the
	// squares: where the cell was heard best along this route, not its mast.
	StrongestLon Coordinate `json:"strongest_lon"`
	StrongestLat Coordinate `json:"strongest_lat"`
}

// DescribeCells gives the statistics of levels by cell and technology, sorted. A loss
// appears as the level of a transmitter of 0 dBm.
func DescribeCells(ms []Measurement) []CellLevels {
	type key struct {
		cell, site string
		technology coverage.Technology
	}
	groups := map[key][]*Measurement{}
	var keys []key
	for i := range ms {
		k := key{ms[i].CellID, ms[i].SiteID, ms[i].Technology}
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], &ms[i])
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.technology, b.technology), cmp.Compare(a.site, b.site), cmp.Compare(a.cell, b.cell))
	})
	out := make([]CellLevels, len(keys))
	for i, k := range keys {
		spots := spotsOf(groups[k])
		levels := make([]float64, len(spots))
		for j := range spots {
			levels[j] = spots[j].levelDBm
		}
		lon, lat := strongestOf(spots)
		out[i] = CellLevels{Cell: k.cell, Site: k.site, Technology: k.technology, Measurements: len(groups[k]), Squares: len(spots),
			Lowest: Number(slices.Min(levels)), Median: Number(medianOf(levels)), Highest: Number(slices.Max(levels)),
			StrongestLon: Coordinate(lon), StrongestLat: Coordinate(lat)}
	}
	return out
}

func sortedNames(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for n := range set {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
