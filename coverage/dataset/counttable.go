package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
)

// CountTable is a table of counts by unit code, as the households and fibre
// tables of a region are read, without a region around it.
type CountTable struct {
	Columns  []string // canonical names of the columns that some row has a value in
	Rows     []CountRow
	Problems []coverage.Problem
	Notes    []string
	Input    coverage.Input
	ByName   int // rows that found their commune by name
}

// CountRow is one unit of a CountTable.
type CountRow struct {
	Code, Name string
	Row        int
	Counts     []coverage.Count // by column
}

// countTableColumns are all that a CountTable can have.
var countTableColumns = []string{"households", "population", "households_passed", "households_connected", "subscriptions", "fiber_subscriptions"}

// ReadCountTable reads households, people and fibre access by commune from a table
// with any of these columns. Rows without a code find the one unit of their name
// within their district and province, as the tables of a region do; a table with
// rows that do not is refused with an *UnfoundNamesError, since its totals could not
// be conserved. Codes that are none of units are kept as they are. Without units
// rows need codes. A table that states another edition for its codes is refused.
// Its error names the file.
func ReadCountTable(path, sheet, edition string, units []adminname.Unit) (*CountTable, error) {
	l := &loader{dir: filepath.Dir(path), region: Region{Edition: edition}, codes: countedUnits(units)}
	c := counting{join: &joinLog{}, names: map[string]string{}, rows: map[string]*CountRow{}}
	file := TableFile{File: filepath.Base(path), Sheet: sheet}
	people := c.read(l, countSchema.role, file, c.addCounts)
	fiber := c.read(l, fiberSchema.role, file, c.addFiber)
	if edition := (*statedEditionError)(nil); errors.As(people, &edition) || errors.As(fiber, &edition) {
		return nil, edition
	}
	if people != nil && fiber != nil {
		return nil, fmt.Errorf("%s: neither households nor fibre by commune: %w", path, errors.Join(people, fiber))
	}
	t := &CountTable{Input: l.data.Inputs[0], Problems: coverage.SortProblems(c.problems)}
	if err := c.checkNames(file.File, edition, t.Problems); err != nil {
		return nil, err
	}
	t.Notes = slices.Compact(c.notes)
	for _, n := range c.join.byName {
		t.ByName += n
	}
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
	join     *joinLog // of the last schema that the file was read under
}

// countedUnits is the index of the units of a CountTable, nil without units.
func countedUnits(units []adminname.Unit) *codeIndex {
	if len(units) == 0 {
		return nil
	}
	codes := make([]string, len(units))
	for i, u := range units {
		codes[i] = u.Code
	}
	x := newCodeIndex(codes)
	x.anyNumber = true
	x.setNames(units)
	return x
}

// UnfoundNamesError says that rows of a CountTable name no unit, or no single one.
type UnfoundNamesError struct {
	File    string
	Edition string
	Reasons []string // by row, with the candidates
}

// Error lists the first rows with their candidates.
func (e *UnfoundNamesError) Error() string {
	shown := e.Reasons[:min(len(e.Reasons), mismatchesShown)]
	text := fmt.Sprintf("%s: %d rows are of no single commune of %s:\n  %s", e.File, len(e.Reasons), e.Edition, strings.Join(shown, "\n  "))
	if more := len(e.Reasons) - len(shown); more > 0 {
		text += fmt.Sprintf("\n  and %d more", more)
	}
	return text
}

// checkNames refuses a table with rows whose commune was not found by name, or
// that one name gave to the same commune, and notes how the others were found.
func (c *counting) checkNames(file, edition string, problems []coverage.Problem) error {
	e := &UnfoundNamesError{File: file, Edition: edition}
	for _, p := range problems {
		byName := p.Rule == "name.unknown" || p.Rule == "name.ambiguous"
		if byName || p.Rule == "code.duplicate" && len(c.join.byName) > 0 {
			_, reason, _ := strings.Cut(p.Action, ": ")
			e.Reasons = append(e.Reasons, fmt.Sprintf("row %d: %s: %s", p.Row, p.Value, reason))
		}
	}
	if len(e.Reasons) > 0 {
		return e
	}
	found := &findings{}
	readEnv{File: file, Found: found}.noteNames(c.join)
	c.notes = append(c.notes, found.Notes...)
	return nil
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
		c.join = p.env.Join
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
