package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// joinCodes gives the rows of one station under several codes one site ID. Rows of
// one operator are the same station when they share a code in the columns of codes; and
// when their codes differ in the name of a technology alone, TNH0123_3G and
// TNH0123_4G, and they stand at most sameSiteM apart. The other codes are kept.
func joinCodes(rows []*siteRow) {
	coded := slices.ContainsFunc(rows, func(r *siteRow) bool { return len(r.codes) > 0 })
	if !coded && !anyStem(rows) {
		return
	}
	before := map[string]bool{}
	for i := range rows {
		before[rows[i].siteID] = true
	}
	if coded {
		joinShared(rows)
	}
	joinStems(rows)
	after := map[string]bool{}
	for i := range rows {
		after[rows[i].siteID] = true
	}
	if n := len(before) - len(after); n > 0 {
		found := rows[0].from.env.Found
		found.Notes = append(found.Notes, fmt.Sprintf("sites: %d codes are further codes of stations that have another: one site each, its codes kept", n))
	}
}

// stationKey is a code of an operator: two operators may number alike.
type stationKey struct{ operator, code string }

// joinShared joins rows that share a code, also by way of others.
func joinShared(rows []*siteRow) {
	parent := map[stationKey]stationKey{}
	root := func(k stationKey) stationKey {
		for parent[k] != k {
			if _, known := parent[k]; !known {
				parent[k] = k
			}
			parent[k] = parent[parent[k]]
			k = parent[k]
		}
		return k
	}
	for _, r := range rows {
		own := stationKey{r.cell.Operator, r.siteID}
		for _, code := range append([]string{r.siteID}, r.codes...) {
			a, b := root(own), root(stationKey{r.cell.Operator, code})
			if cmp.Compare(a.code, b.code) > 0 { // the least code stands for all
				a, b = b, a
			}
			parent[b] = a
		}
	}
	ids := map[stationKey]string{} // the least site ID of those joined
	for _, r := range rows {
		k := root(stationKey{r.cell.Operator, r.siteID})
		if id, ok := ids[k]; !ok || r.siteID < id {
			ids[k] = r.siteID
		}
	}
	for i := range rows {
		rows[i].rename(ids[root(stationKey{rows[i].cell.Operator, rows[i].siteID})])
	}
}

// rename gives a row another site ID and keeps its own as a code.
func (r *siteRow) rename(id string) {
	if id != r.siteID {
		r.codes, r.siteID = append(slices.Clone(r.codes), r.siteID), id
	}
}

// joinStems joins codes that differ in the name of a technology alone.
func joinStems(rows []*siteRow) {
	groups := map[stationKey][]int{}
	taken := map[string]bool{}
	for i, r := range rows {
		taken[r.siteID] = true
		if stem := codeStem(r.siteID); stem != "" {
			key := stationKey{r.cell.Operator, stem}
			groups[key] = append(groups[key], i)
		}
	}
	for key, members := range groups {
		var own []*siteRow
		ids := map[string]bool{}
		for _, i := range members {
			own = append(own, rows[i])
			ids[rows[i].siteID] = true
		}
		at, located := mainPlace(own)
		far := func(r *siteRow) bool { return !r.located || apart(r.place(), at, sameSiteM) }
		if len(ids) < 2 || taken[key.code] || !located || slices.ContainsFunc(own, far) {
			continue
		}
		for _, i := range members {
			rows[i].rename(key.code)
		}
	}
}

// anyStem reports a row whose code has a stem.
func anyStem(rows []*siteRow) bool {
	for i, r := range rows {
		if (i == 0 || r.siteID != rows[i-1].siteID) && codeStem(r.siteID) != "" {
			return true
		}
	}
	return false
}

// codeStem is a code without the name of its technology at its head or end; "" where
// it has none.
func codeStem(code string) string {
	if technologyOfCode(code) == "" {
		return ""
	}
	cutAt := func(r rune) bool { return strings.ContainsRune("_-. /", r) }
	words := strings.FieldsFunc(code, cutAt)
	if len(words) < 2 {
		return ""
	}
	first, last := words[0], words[len(words)-1]
	if _, ok := technologyNames[squash(last)]; ok {
		return strings.TrimRightFunc(strings.TrimSuffix(code, last), cutAt)
	}
	if _, ok := technologyNames[squash(first)]; ok {
		return strings.TrimLeftFunc(strings.TrimPrefix(code, first), cutAt)
	}
	return ""
}

// aliasesOf lists the codes of a site's rows but its own ID, sorted.
func aliasesOf(rows []*siteRow) []string {
	if !slices.ContainsFunc(rows, func(r *siteRow) bool { return len(r.codes) > 0 }) {
		return nil
	}
	codes := map[string]bool{}
	for _, r := range rows {
		for _, c := range r.codes {
			codes[c] = true
		}
	}
	delete(codes, rows[0].siteID)
	return slices.Sorted(maps.Keys(codes))
}
