package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"phusong/coverage"
	"phusong/geo"
)

// ownStation is what one operator calls by one ID.
type ownStation struct{ siteID, operator string }

// joinMasts makes one site of stations whose rows name the same mast and stand
// there: the least of their IDs is the site's. A station farther from the mast than
// sameSiteM stays a site of its own.
func joinMasts(rows []*siteRow) {
	byMast := make(map[string][]*siteRow)
	for _, r := range rows {
		if r.mast != "" {
			byMast[r.mast] = append(byMast[r.mast], r)
		}
	}
	renamed, joined := make(map[ownStation]string), 0
	for _, mast := range slices.Sorted(maps.Keys(byMast)) {
		if joinMast(byMast[mast], renamed) {
			joined++
		}
	}
	if len(renamed) == 0 {
		return
	}
	for i := range rows {
		if id, ok := renamed[ownStation{rows[i].siteID, rows[i].cell.Operator}]; ok {
			rows[i].siteID = id
		}
	}
	if joined > 0 {
		found := rows[0].from.env.Found
		found.Notes = append(found.Notes, fmt.Sprintf("sites: %d masts carry stations of several IDs, each is one site by its mast_id", joined))
	}
}

// joinMast enters the stations of one mast; it is true when there are several IDs.
func joinMast(rows []*siteRow, renamed map[ownStation]string) bool {
	at, located := mainPlace(rows)
	stations := make(map[ownStation]bool)
	least := ""
	for _, r := range rows {
		if located && r.located && apart(r.place(), at, sameSiteM) {
			r.problem("mast_id", r.mast, "site.position_conflict", "kept as a site of its own: the mast's other stations stand more than 50 m away")
			continue
		}
		s := ownStation{r.siteID, r.cell.Operator}
		if _, taken := renamed[s]; taken {
			continue
		}
		stations[s] = true
		if least == "" || r.siteID < least {
			least = r.siteID
		}
	}
	several := false
	for s := range stations {
		renamed[s] = least
		several = several || s.siteID != least
	}
	return several
}

// sharedMastM is how near to each other stations may be meant to share a mast.
const sharedMastM = 10

// noteNeighbours counts the stations of different operators that stand together
// under different IDs: nothing but a mast_id makes them one site.
func noteNeighbours(sites []coverage.Site, found *findings) {
	type standing struct {
		place
		of *coverage.Site
	}
	located := make([]standing, 0, len(sites))
	for i := range sites {
		if s := &sites[i]; s.Located {
			located = append(located, standing{place{geo.ToE7(s.Lat), geo.ToE7(s.Lon)}, s})
		}
	}
	slices.SortFunc(located, func(a, b standing) int { return cmp.Compare(a.lat, b.lat) }) // each pair is asked, in any order
	const reach = geo.E7(sharedMastM * geo.E7PerDegree / 110_000)                          // of latitude, and a little more
	near := make(map[string]bool)
	for i, a := range located {
		for _, b := range located[i+1:] {
			if b.lat-a.lat > reach {
				break
			}
			if !apart(a.place, b.place, sharedMastM) && otherOperators(a.of, b.of) {
				near[a.of.ID], near[b.of.ID] = true, true
			}
		}
	}
	if len(near) > 0 {
		found.Notes = append(found.Notes, fmt.Sprintf("sites: %d stations stand within %d m of one of another operator with another ID: each is a site of its own, unless a column mast_id gives both the same mast",
			len(near), sharedMastM))
	}
}

// otherOperators reports whether two sites have no operator in common.
func otherOperators(a, b *coverage.Site) bool {
	for _, c := range a.Cells {
		if slices.ContainsFunc(b.Cells, func(o coverage.Cell) bool { return o.Operator == c.Operator }) {
			return false
		}
	}
	return true
}
