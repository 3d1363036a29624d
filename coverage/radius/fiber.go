package radius

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// fiberOf is what is known of a commune's households.
type fiberOf struct{ households, connected coverage.Count }

// countColumns are the columns of plain tables of counts.
var countColumns = []string{"code", "name", "households", "population", "households_passed", "households_connected", "subscriptions",
	"fiber_subscriptions", "as_of"}

// plainCounts reads one column of a plain table by code. Codes that stand twice, and values that are not
// numbers of zero or more, need the general reader.
func plainCounts(text []byte, column string) (map[string]coverage.Count, error) {
	t, err := openPlain(text, countColumns...)
	if err != nil {
		return nil, err
	}
	code, value := t.column("code"), t.column(column)
	if min(code, value) < 0 {
		return nil, errNotPlain
	}
	width := len(t.fields)
	counts := map[string]coverage.Count{}
	for t.next() {
		if len(t.fields) != width || len(t.fields[code]) == 0 {
			return nil, errNotPlain
		}
		v, ok := plainNumber(t.fields[value])
		m, err := coverage.MicroOf(v)
		if _, twice := counts[string(t.fields[code])]; !ok || err != nil || v < 0 || twice {
			return nil, errNotPlain
		}
		counts[string(t.fields[code])] = coverage.Known(m)
	}
	return counts, nil
}

// readCounts reads one column of the tables of a role by code.
func readCounts(dir, edition, column string, files dataset.TableFiles) (map[string]coverage.Count, []coverage.Problem, error) {
	all := map[string]coverage.Count{}
	var problems []coverage.Problem
	for _, f := range files {
		if len(f.Corrections) > 0 || f.HeaderRow != 0 || f.Layer != "" {
			return nil, nil, fmt.Errorf("%s: corrections, header_row and layer are read by analyze only; write the table out plainly", f.File)
		}
		path := filepath.Join(dir, f.File)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		counts, err := plainCounts(text, column)
		if errors.Is(err, errNotPlain) {
			var more []coverage.Problem
			counts, more, err = generalCounts(path, f, edition, column)
			problems = append(problems, more...)
		}
		if err != nil {
			return nil, nil, err
		}
		for code, n := range counts {
			if was, twice := all[code]; twice && was != n {
				return nil, nil, fmt.Errorf("%s: commune %s stands in two tables with different numbers of %s: keep one", f.File, code, column)
			}
			all[code] = n
		}
	}
	return all, problems, nil
}

// generalCounts is plainCounts by the reader of every table.
func generalCounts(path string, f dataset.TableFile, edition, column string) (map[string]coverage.Count, []coverage.Problem, error) {
	t, err := dataset.ReadCountTable(path, f.Sheet, edition, nil)
	if err != nil {
		return nil, nil, err
	}
	at := -1
	for i, name := range t.Columns {
		if name == column {
			at = i
		}
	}
	if at < 0 {
		return nil, nil, fmt.Errorf("%s: no row has a value in a column %s", f.File, column)
	}
	counts := map[string]coverage.Count{}
	for _, r := range t.Rows {
		if r.Counts[at].Known {
			counts[r.Code] = r.Counts[at]
		}
	}
	return counts, t.Problems, nil
}
