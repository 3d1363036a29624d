package radius

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/dataset"
)

// fiberOf is what is known of a commune's households.
type fiberOf struct{ households, connected coverage.Count }

// countColumns are the columns of plain tables of counts.
var countColumns = []string{"code", "name", "households", "population", "households_passed", "households_connected", "subscriptions",
	"fiber_subscriptions", "as_of"}

// codeCount is a count of the commune with a code.
type codeCount struct {
	code  string
	count coverage.Count
}

func compareCodes(a, b codeCount) int { return strings.Compare(a.code, b.code) }

// plainCounts reads one column of a plain table, by code. Codes that stand twice, and values that are not
// numbers of zero or more, need the general reader.
func plainCounts(text []byte, column string) ([]codeCount, error) {
	t, err := openPlain(text, countColumns...)
	if err != nil {
		return nil, err
	}
	code, value := t.column("code"), t.column(column)
	if min(code, value) < 0 {
		return nil, errNotPlain
	}
	width := len(t.fields)
	var counts []codeCount
	for t.next() {
		if len(t.fields) != width || len(t.fields[code]) == 0 {
			return nil, errNotPlain
		}
		v, ok := plainNumber(t.fields[value])
		m, err := coverage.MicroOf(v)
		if !ok || err != nil || v < 0 {
			return nil, errNotPlain
		}
		counts = append(counts, codeCount{string(t.fields[code]), coverage.Known(m)})
	}
	if !slices.IsSortedFunc(counts, compareCodes) {
		slices.SortFunc(counts, compareCodes)
	}
	for i := 1; i < len(counts); i++ {
		if counts[i].code == counts[i-1].code {
			return nil, errNotPlain
		}
	}
	return counts, nil
}

// readCounts reads one column of the tables of a role, by code.
func readCounts(dir, edition, column string, files dataset.TableFiles) ([]codeCount, []coverage.Problem, error) {
	var all []codeCount
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
		known := len(all)
		for _, c := range counts {
			i, found := slices.BinarySearchFunc(all[:known], c, compareCodes)
			switch {
			case !found:
				all = append(all, c)
			case all[i].count != c.count:
				return nil, nil, fmt.Errorf("%s: commune %s stands in two tables with different numbers of %s: keep one", f.File, c.code, column)
			}
		}
		if known > 0 {
			slices.SortFunc(all, compareCodes)
		}
	}
	return all, problems, nil
}

// match gives every commune its count, unknown where there is none, and lists the codes that no commune has.
func match(communes []commune, counts []codeCount) (of []coverage.Count, unmatched []string) {
	of = make([]coverage.Count, len(communes))
	i := 0
	for k := range communes {
		for ; i < len(counts) && counts[i].code < communes[k].code; i++ {
			unmatched = append(unmatched, counts[i].code)
		}
		if i < len(counts) && counts[i].code == communes[k].code {
			of[k] = counts[i].count
			i++
		}
	}
	for ; i < len(counts); i++ {
		unmatched = append(unmatched, counts[i].code)
	}
	return of, unmatched
}

// generalCounts is plainCounts by the reader of every table.
func generalCounts(path string, f dataset.TableFile, edition, column string) ([]codeCount, []coverage.Problem, error) {
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
	list := make([]codeCount, 0, len(counts))
	for code, n := range counts {
		list = append(list, codeCount{code, n})
	}
	slices.SortFunc(list, compareCodes)
	return list, t.Problems, nil
}
