package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"phusong/coverage"
)

// CountTable is a table of counts by unit code, as the households and fibre
// tables of a region are read, without a region around it.
type CountTable struct {
	Columns  []string // canonical names of the columns that some row has a value in
	Rows     []CountRow
	Problems []coverage.Problem
	Notes    []string
	Input    coverage.Input
}

// CountRow is one unit of a CountTable.
type CountRow struct {
	Code, Name string
	Row        int
	Counts     []coverage.Count // by column
}

// countTableColumns are all that a CountTable can have.
var countTableColumns = []string{"households", "population", "households_passed", "households_connected", "subscriptions", "fiber_subscriptions"}

// ReadCountTable reads households, people and fibre access by code from a table
// with any of these columns. A table that states another edition for its codes
// is refused. Its error names the file.
func ReadCountTable(path, sheet, edition string) (*CountTable, error) {
	l := &loader{dir: filepath.Dir(path), region: Region{Edition: edition}}
	c := counting{names: map[string]string{}, rows: map[string]*CountRow{}}
	file := TableFile{File: filepath.Base(path), Sheet: sheet}
	people := c.read(l, countSchema.role, file, c.addCounts)
	fiber := c.read(l, fiberSchema.role, file, c.addFiber)
	if edition := (*statedEditionError)(nil); errors.As(people, &edition) || errors.As(fiber, &edition) {
		return nil, edition
	}
	if people != nil && fiber != nil {
		return nil, fmt.Errorf("%s: neither households nor fibre by commune: %w", path, errors.Join(people, fiber))
	}
	t := &CountTable{Input: l.data.Inputs[0], Notes: slices.Compact(c.notes), Problems: coverage.SortProblems(c.problems)}
	t.Input.Role = "table"
	t.fill(c.rows, c.names)
	return t, nil
}

// counting collects the rows of a table that is read under two schemas.
type counting struct {
	names    map[string]string
	rows     map[string]*CountRow
	problems []coverage.Problem
	notes    []string
}

// read reads the file under one schema. Columns of the other one are no problem.
func (c *counting) read(l *loader, role string, file TableFile, add func([]part) error) error {
	found := &findings{}
	parts, done, err := l.openParts(role, TableFiles{file}, found)
	defer done()
	if err == nil {
		err = add(parts)
	}
	if err != nil {
		return err
	}
	for _, p := range parts {
		for _, r := range p.env.Join.byCode {
			c.names[r.code] = cmp.Or(c.names[r.code], r.name)
		}
	}
	for _, p := range found.Problems {
		if p.Rule != "column.unknown" {
			c.problems = append(c.problems, p)
		}
	}
	c.notes = append(c.notes, found.Notes...)
	return nil
}

func (c *counting) row(code string, source coverage.Source) *CountRow {
	if c.rows[code] == nil {
		c.rows[code] = &CountRow{Code: code, Row: source.Row, Counts: make([]coverage.Count, len(countTableColumns))}
	}
	return c.rows[code]
}

func (c *counting) addCounts(parts []part) error {
	counts, err := readCounts(parts...)
	for code, u := range counts {
		copy(c.row(code, u.Source).Counts, []coverage.Count{u.Households, u.People})
	}
	return err
}

func (c *counting) addFiber(parts []part) error {
	reports, err := readFiber(parts...)
	for code, f := range reports {
		copy(c.row(code, f.Source).Counts[2:], []coverage.Count{f.Passed, f.Connected, f.Subscriptions, f.FiberSubscriptions})
	}
	return err
}

// fill takes over the rows, by code, and the columns that have a value.
func (t *CountTable) fill(rows map[string]*CountRow, names map[string]string) {
	used := make([]bool, len(countTableColumns))
	for _, r := range rows {
		r.Name = names[r.Code]
		t.Rows = append(t.Rows, *r)
		for i, count := range r.Counts {
			used[i] = used[i] || count.Known
		}
	}
	slices.SortFunc(t.Rows, func(a, b CountRow) int { return cmp.Compare(a.Code, b.Code) })
	for i := range t.Rows {
		var kept []coverage.Count
		for k, count := range t.Rows[i].Counts {
			if used[k] {
				kept = append(kept, count)
			}
		}
		t.Rows[i].Counts = kept
	}
	for k, name := range countTableColumns {
		if used[k] {
			t.Columns = append(t.Columns, name)
		}
	}
}
