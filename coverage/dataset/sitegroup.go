package dataset

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/geo"
)

// sameSiteM is how far apart positions of one site may be stated.
const sameSiteM = 50

// groupSites makes sites of rows, by site_id. All choices are by content, never
// by the order of rows.
func groupSites(rows []*siteRow, workers int) []coverage.Site {
	joinCodes(rows)
	rows = slices.Clone(rows)
	byID := func(a, b *siteRow) int { return strings.Compare(a.siteID, b.siteID) }
	if !slices.IsSortedFunc(rows, byID) {
		slices.SortStableFunc(rows, byID)
	}
	taken := takenIDs{rows: rows}
	groups := make([][]*siteRow, 0, len(rows)/2)
	for len(rows) > 0 {
		id, n := rows[0].siteID, 1
		for n < len(rows) && rows[n].siteID == id {
			n++
		}
		group := rows[:n:n]
		rows = rows[n:]
		if oneOperator(group) {
			groups = append(groups, group)
			continue
		}
		groups = append(groups, splitByPlace(id, group, &taken)...)
	}
	sites := buildSites(groups, workers)
	bySiteID := func(a, b coverage.Site) int { return strings.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(sites, bySiteID) {
		slices.SortFunc(sites, bySiteID)
	}
	return sites
}

// takenIDs are the IDs of sites, listed when the first is asked for: few lists need them.
type takenIDs struct {
	rows []*siteRow
	ids  map[string]bool
}

func (t *takenIDs) has(id string) bool {
	if t.ids == nil {
		t.ids = make(map[string]bool)
		for _, r := range t.rows {
			t.ids[r.siteID] = true
		}
	}
	return t.ids[id]
}

// oneOperator reports rows of a single operator.
func oneOperator(rows []*siteRow) bool {
	for _, r := range rows[1:] {
		if r.cell.Operator != rows[0].cell.Operator {
			return false
		}
	}
	return true
}

// place is a position on the E7 grid.
type place struct{ lat, lon geo.E7 }

func (r *siteRow) place() place { return place{geo.ToE7(r.lat), geo.ToE7(r.lon)} }

// mainPlace is the position that most located rows state, the least among equals.
func mainPlace(rows []*siteRow) (place, bool) {
	if p, ok := solePlace(rows); ok {
		return p, true
	}
	counts := make(map[place]int)
	for _, r := range rows {
		if r.located {
			counts[r.place()]++
		}
	}
	var best place
	found := false
	for p, n := range counts {
		if !found || cmp.Or(cmp.Compare(counts[best], n), cmp.Compare(p.lat, best.lat), cmp.Compare(p.lon, best.lon)) < 0 {
			best, found = p, true
		}
	}
	return best, found
}

// solePlace is the position that all rows state; false where one states none or another.
func solePlace(rows []*siteRow) (place, bool) {
	for _, r := range rows {
		if !r.located || r.lon != rows[0].lon || r.lat != rows[0].lat {
			return place{}, false
		}
	}
	return rows[0].place(), true
}

// apart reports more than limitM between two places, compared in millimetres so
// that the last bit of a cosine decides nothing.
func apart(a, b place, limitM float64) bool {
	if a == b {
		return false
	}
	distanceM := geo.ShortDistanceM(geo.Cartesian(a.lon.Degrees(), a.lat.Degrees()), geo.Cartesian(b.lon.Degrees(), b.lat.Degrees()))
	return math.Round(1000*distanceM) > 1000*limitM
}

// splitByPlace keeps the rows of one site_id together, except those of an
// operator whose own place is not the common one: two operators may number their
// stations alike. Those become a site of their own.
func splitByPlace(id string, rows []*siteRow, taken *takenIDs) [][]*siteRow {
	common, ok := mainPlace(rows)
	if !ok {
		return [][]*siteRow{rows}
	}
	byOperator := make(map[string][]*siteRow)
	for _, r := range rows {
		byOperator[r.cell.Operator] = append(byOperator[r.cell.Operator], r)
	}
	var stay []*siteRow
	var parts [][]*siteRow
	for _, operator := range slices.Sorted(maps.Keys(byOperator)) {
		own := byOperator[operator]
		at, located := mainPlace(own)
		if !located || !apart(at, common, sameSiteM) || len(byOperator) == 1 {
			stay = append(stay, own...)
			continue
		}
		name := id + "@" + operator
		for taken.has(name) {
			name += "'"
		}
		taken.ids[name] = true
		for i := range own {
			own[i].siteID = name
			own[i].problem("site_id", id, "site.id_shared", "kept as site "+name+": operators place this site more than 50 m apart")
		}
		parts = append(parts, own)
	}
	if stay == nil { // the commonest place is nobody's own
		return parts
	}
	return append(parts, stay)
}

func compareCells(a, b *coverage.Cell) int {
	if c := cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Operator, b.Operator), strings.Compare(string(a.Technology), string(b.Technology))); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Band, b.Band), cmp.Compare(a.FrequencyMHz, b.FrequencyMHz), cmp.Compare(omniFirst(a), omniFirst(b)),
		cmp.Compare(a.AzimuthDeg, b.AzimuthDeg), cmp.Compare(a.HeightM, b.HeightM), cmp.Compare(a.EIRPdBm, b.EIRPdBm),
		cmp.Compare(a.DowntiltDeg, b.DowntiltDeg), cmp.Compare(a.RangeM, b.RangeM), cmp.Compare(a.BandwidthMHz, b.BandwidthMHz),
		cmp.Compare(a.MechanicalTiltDeg, b.MechanicalTiltDeg), cmp.Compare(a.Pattern, b.Pattern),
		cmp.Compare(a.Assumed, b.Assumed))
}

func omniFirst(c *coverage.Cell) int {
	if c.Omni {
		return 0
	}
	return 1
}
