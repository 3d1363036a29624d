package dataset

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/internal/mapper"
)

// siteProblems are problems that building sites found, to be told in order later.
type siteProblems struct{ all []siteProblem }

type siteProblem struct {
	of *siteRow
	rowProblem
}

func (p *siteProblems) add(r *siteRow, column, value, rule, action string) {
	p.all = append(p.all, siteProblem{r, rowProblem{column, value, rule, action}})
}

// tell records the problems.
func (p *siteProblems) tell() {
	for _, f := range p.all {
		f.of.problem(f.column, f.value, f.rule, f.action)
	}
}

// sitesAtATime are built by one goroutine together.
const sitesAtATime = 1024

// buildSites makes a site of each group of rows, on several goroutines, and tells the
// problems in the order of the groups.
func buildSites(groups [][]*siteRow, workers int) []coverage.Site {
	sites := make([]coverage.Site, len(groups))
	found := make([]siteProblems, (len(groups)+sitesAtATime-1)/sitesAtATime)
	// Nothing fails, and nothing ends the context.
	_ = mapper.Each(context.Background(), len(found), workers, func(_, p int) error {
		first, n := p*sitesAtATime, 0
		own := groups[first:min(len(groups), first+sitesAtATime)]
		for _, rows := range own {
			n += len(rows)
		}
		cells := make([]coverage.Cell, n)
		for i, rows := range own {
			n := len(rows)
			sites[first+i] = buildSite(rows, cells[:n:n], &found[p])
			cells = cells[n:]
		}
		return nil
	})
	for i := range found {
		found[i].tell()
	}
	return sites
}

// buildSite makes a site of its rows, whose cells it writes to cells.
func buildSite(rows []*siteRow, cells []coverage.Cell, found *siteProblems) coverage.Site {
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
			found.add(r, "lon", r.siteID, "position.missing", "site without a position: what it covers in its commune is unknown")
		case !r.located:
			found.add(r, "lon", r.siteID, "position.missing", "position of the site's other rows used")
		case apart(r.place(), at, sameSiteM):
			found.add(r, "lon", formatDegrees(r.lon)+" "+formatDegrees(r.lat), "site.position_conflict",
				fmt.Sprintf("position %s %s of most rows of site %s used", formatDegrees(site.Lon), formatDegrees(site.Lat), site.ID))
		}
	}
	site.Name = mostFrequent(rows, func(r *siteRow) string { return r.name })
	site.Commune = mostFrequent(rows, func(r *siteRow) string { return r.commune })
	for _, r := range rows {
		if r.commune != "" && r.commune != site.Commune {
			found.add(r, "commune", r.commune, "site.commune_conflict", "commune "+site.Commune+" of most rows of the site used")
		}
	}
	site.Cells = buildCells(site.ID, rows, cells, found)
	if own := site.Cells[0].ID; strings.HasPrefix(own, site.ID) {
		site.ID = own[:len(site.ID)] // and the text of the file can go
	}
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

// buildCells sorts the cells of a site by content and gives each an ID of its own. They are
// written to cells, as many as rows.
func buildCells(siteID string, rows []*siteRow, cells []coverage.Cell, found *siteProblems) []coverage.Cell {
	slices.SortStableFunc(rows, func(a, b *siteRow) int { return compareCells(&a.cell, &b.cell) })
	if !slices.ContainsFunc(rows, func(r *siteRow) bool { return r.cell.ID != "" }) {
		return numberCells(siteID, rows, cells)
	}
	taken := make(map[string]bool)
	for _, r := range rows {
		taken[r.cell.ID] = true
	}
	used := make(map[string]bool)
	width := max(cellDigits, len(fmt.Sprint(len(rows))))
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
			found.add(r, "cell_id", stated, "cell.id_repeated", "kept as cell "+c.ID)
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
// they are sorted. The IDs of a site are in one piece of memory.
func numberCells(siteID string, rows []*siteRow, cells []coverage.Cell) []coverage.Cell {
	width := max(cellDigits, len(strconv.Itoa(len(rows))))
	var ids strings.Builder
	ids.Grow(len(rows) * (len(siteID) + 1 + width))
	for i := range rows {
		number := strconv.Itoa(i + 1)
		ids.WriteString(siteID)
		ids.WriteByte('/')
		for range width - len(number) {
			ids.WriteByte('0')
		}
		ids.WriteString(number)
	}
	all := ids.String()
	each := len(all) / len(rows)
	for i, r := range rows {
		cells[i] = r.cell
		cells[i].ID = all[i*each : (i+1)*each]
	}
	return cells
}
