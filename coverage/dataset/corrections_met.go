package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

// checkMet refuses corrections that did not meet their row: it has changed, or
// nothing says what it was.
func (c *correctedRows) checkMet() error {
	var changed, unproved []string
	for _, key := range slices.Sorted(maps.Keys(c.with.byRow)) {
		switch own := c.with.byRow[key]; {
		case own.met || c.unreadable(key, own):
		case own.hash == "":
			unproved = append(unproved, key)
		default:
			changed = append(changed, key)
		}
	}
	rows := func(keys []string) string {
		slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		return strings.Join(keys, ", ")
	}
	files := strings.Join(c.with.files, ", ")
	switch {
	case len(unproved) > 0:
		return fmt.Errorf("%s: corrections %s have no %s for rows %s: without it nothing tells that these rows are still those that were corrected; "+
			"copy %s from the file that phusong wrote to the folder quarantine, or leave %s empty where a row is new",
			c.env.File, files, hashColumn, rows(unproved), hashColumn, rowColumn)
	case len(changed) > 0:
		return fmt.Errorf("%s: corrections %s are of rows that have changed since, or have another %s: rows %s; put them right in the table, or in the quarantine of a new run",
			c.env.File, files, hashColumn, rows(changed))
	}
	return nil
}

// unreadable reports whether a correction is of a feature that could not be read
// at all, and takes its place: its row, or nothing.
func (c *correctedRows) unreadable(key string, own *correction) bool {
	number, err := strconv.Atoi(key)
	isOfRow := func(p coverage.Problem) bool {
		return p.File == c.env.File && p.Row == number && p.Loss() == coverage.LossRow
	}
	if err != nil || own.hash != "" || !slices.ContainsFunc(c.env.Found.Problems, isOfRow) {
		return false
	}
	if own.drop || slices.ContainsFunc(own.fields, func(f string) bool { return f != "" }) {
		c.env.Found.Problems = slices.DeleteFunc(c.env.Found.Problems, isOfRow)
	}
	switch {
	case own.drop:
		c.counts.dropped++
	case slices.ContainsFunc(own.fields, func(f string) bool { return f != "" }):
		c.counts.changed++
		c.pending = append(c.pending, record{number, own.fields})
	}
	return true
}
