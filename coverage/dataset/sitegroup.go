package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/geo"
)

// sameSiteM is how far apart positions of one site may be stated.
const sameSiteM = 50

// groupSites makes sites of rows, by site_id. All choices are by content, never
// by the order of rows.
func groupSites(rows []*siteRow) []coverage.Site {
	joinCodes(rows)
	rows = slices.Clone(rows)
	byID := func(a, b *siteRow) int { return strings.Compare(a.siteID, b.siteID) }
	if !slices.IsSortedFunc(rows, byID) {
		slices.SortStableFunc(rows, byID)
	}
	taken := takenIDs{rows: slices.Clone(rows)}
	var sites []coverage.Site
	for len(rows) > 0 {
		id, n := rows[0].siteID, 1
		for n < len(rows) && rows[n].siteID == id {
			n++
		}
		group := rows[:n:n]
		rows = rows[n:]
		if oneOperator(group) {
			sites = append(sites, buildSite(group))
			continue
		}
		for _, part := range splitByPlace(id, group, &taken) {
			sites = append(sites, buildSite(part))
		}
	}
	slices.SortFunc(sites, func(a, b coverage.Site) int { return cmp.Compare(a.ID, b.ID) })
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

func buildSite(rows []*siteRow) coverage.Site {
	site := coverage.Site{ID: rows[0].siteID, Aliases: aliasesOf(rows)}
	at, located := mainPlace(rows)
	if located {
		site.Located, site.Lon, site.Lat = true, at.lon.Degrees(), at.lat.Degrees()
	}
	site.Source = rows[0].source()
	for _, r := range rows {
		site.Source = firstSource(site.Source, r.source())
		switch {
		case !located:
			r.problem("lon", r.siteID, "position.missing", "site without a position: what it covers in its commune is unknown")
		case !r.located:
			r.problem("lon", r.siteID, "position.missing", "position of the site's other rows used")
		case apart(r.place(), at, sameSiteM):
			r.problem("lon", formatDegrees(r.lon)+" "+formatDegrees(r.lat), "site.position_conflict",
				fmt.Sprintf("position %s %s of most rows of site %s used", formatDegrees(site.Lon), formatDegrees(site.Lat), site.ID))
		}
	}
	site.Name = mostFrequent(rows, func(r *siteRow) string { return r.name })
	site.Commune = mostFrequent(rows, func(r *siteRow) string { return r.commune })
	for _, r := range rows {
		if r.commune != "" && r.commune != site.Commune {
			r.problem("commune", r.commune, "site.commune_conflict", "commune "+site.Commune+" of most rows of the site used")
		}
	}
	site.Cells = buildCells(site.ID, rows)
	return site
}

func (r *siteRow) source() coverage.Source { return r.from.env.source(r.row) }

// firstSource is the first of two by file and row.
func firstSource(a, b coverage.Source) coverage.Source {
	if cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row)) <= 0 {
		return a
	}
	return b
}

// mostFrequent non-empty value, the least among equals.
func mostFrequent(rows []*siteRow, of func(*siteRow) string) string {
	best := of(rows[0])
	if !slices.ContainsFunc(rows, func(r *siteRow) bool { return of(r) != best }) {
		return best
	}
	counts := make(map[string]int)
	best = ""
	for _, r := range rows {
		if v := of(r); v != "" {
			counts[v]++
		}
	}
	for v, n := range counts {
		if best == "" || cmp.Or(cmp.Compare(counts[best], n), cmp.Compare(v, best)) < 0 {
			best = v
		}
	}
	return best
}

// buildCells sorts the cells of a site by content and gives each an ID of its own.
func buildCells(siteID string, rows []*siteRow) []coverage.Cell {
	slices.SortStableFunc(rows, func(a, b *siteRow) int { return compareCells(&a.cell, &b.cell) })
	if !slices.ContainsFunc(rows, func(r *siteRow) bool { return r.cell.ID != "" }) {
		return numberCells(siteID, rows)
	}
	taken := make(map[string]bool)
	for _, r := range rows {
		taken[r.cell.ID] = true
	}
	used := make(map[string]bool)
	width := max(cellDigits, len(fmt.Sprint(len(rows))))
	cells := make([]coverage.Cell, len(rows))
	for i, r := range rows {
		c := r.cell
		stated, n := c.ID, i+1
		for c.ID == "" || used[c.ID] || stated != c.ID && taken[c.ID] {
			if stated == "" {
				c.ID = fmt.Sprintf("%s/%0*d", siteID, width, n)
			} else {
				c.ID = fmt.Sprintf("%s#%d", stated, n+1-i)
			}
			n++
		}
		if stated != "" && c.ID != stated {
			r.problem("cell_id", stated, "cell.id_repeated", "kept as cell "+c.ID)
		}
		used[c.ID] = true
		cells[i] = c
	}
	slices.SortFunc(cells, func(a, b coverage.Cell) int { return cmp.Compare(a.ID, b.ID) })
	return cells
}

// cellDigits is the least number of digits of a cell's number.
const cellDigits = 2

// numberCells numbers the cells of rows that state no ID: as many digits for each, so that
// they are sorted.
func numberCells(siteID string, rows []*siteRow) []coverage.Cell {
	width := max(cellDigits, len(strconv.Itoa(len(rows))))
	cells := make([]coverage.Cell, len(rows))
	for i, r := range rows {
		number := strconv.Itoa(i + 1)
		cells[i] = r.cell
		cells[i].ID = siteID + "/" + strings.Repeat("0", width-len(number)) + number
	}
	return cells
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
