package dataset

import (
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// rowSource is any input that gives rows of text under a header: a table, or the
// features of a vector file with their properties and lon and lat as columns.
type rowSource interface {
	Header() []string
	// Next returns a row and the number a person finds it by; io.EOF at the end.
	// Fields beyond the header are ignored, missing ones are empty.
	Next() (number int, fields []string, err error)
}

// findings collects what reading found, over all files.
type findings struct {
	Problems []coverage.Problem
	Notes    []string // how a file was understood, where that was not certain
}

// readEnv is what a reader must know beside its rows.
type readEnv struct {
	File   string     // relative to the region folder, as problems name it
	Bounds orb.Bound  // of the region; the zero bound accepts every position on Earth
	Codes  *codeIndex // codes of the leaf units; nil accepts codes as they are read
	Found  *findings
	// Antennas are the patterns that stations may name; nil for the built-in ones.
	Antennas *antennaLibrary
}

// valueRunes is how much of a field a problem repeats.
const valueRunes = 120

func (e readEnv) problem(row int, column, value, rule, action string) {
	if runes := []rune(value); len(runes) > valueRunes {
		value = string(runes[:valueRunes]) + "…"
	}
	e.Found.Problems = append(e.Found.Problems, coverage.Problem{
		File: e.File, Row: row, Column: column, Value: value, Rule: rule, Action: action})
}

func (e readEnv) note(format string, args ...any) {
	e.Found.Notes = append(e.Found.Notes, e.File+": "+fmt.Sprintf(format, args...))
}

func (e readEnv) source(row int) coverage.Source { return coverage.Source{File: e.File, Row: row} }

// tableRows is a rowSource over a table whose first row is the header, or over a
// headerless OpenCelliD file.
type tableRows struct {
	r      *table.Reader
	env    readEnv
	header []string
	first  *table.Row // a row of data in the header's place
}

// newTableRows reads the header. Its error does not name the file.
func newTableRows(r *table.Reader, env readEnv) (*tableRows, error) {
	row, err := r.Next()
	if err != nil {
		return nil, err
	}
	t := &tableRows{r: r, env: env, header: row.Fields}
	if isNativeOpenCelliD(row.Fields) {
		t.header, t.first = nativeOpenCelliD(), &row
	}
	return t, nil
}

func (t *tableRows) Header() []string { return t.header }

func (t *tableRows) Next() (int, []string, error) {
	if row := t.first; row != nil {
		t.first = nil
		return row.Number, row.Fields, nil
	}
	row, err := t.r.Next()
	if err == io.EOF {
		return 0, nil, io.EOF
	}
	if err != nil {
		return 0, nil, fmt.Errorf("%s: %w", t.env.File, err)
	}
	if row.Ragged {
		action := "missing fields read as empty"
		if len(row.Fields) > len(t.header) {
			action = "surplus fields ignored"
		}
		t.env.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.ragged", action)
	}
	if row.StrayQuote {
		t.env.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.stray_quote", "quote kept as text")
	}
	return row.Number, row.Fields, nil
}

// record is one row under a matched header.
type record struct {
	row    int
	fields []string
}

// maxRecords bounds what is held in memory; Viet Nam has about a million cells.
const maxRecords = 4_000_000

func tooMany(rows int, env readEnv) error {
	if rows <= maxRecords {
		return nil
	}
	return fmt.Errorf("%s: more than %d rows: %w", env.File, maxRecords, table.ErrLimit)
}

// records is a whole table under its matched columns. It is in memory because
// how a number is written is decided by its column, not by its row.
type records struct {
	*columnMap
	env  readEnv
	rows []record
}

func readRecords(src rowSource, schema tableSchema, env readEnv) (*records, error) {
	columns, err := schema.match(src.Header(), env)
	if err != nil {
		return nil, err
	}
	t := &records{columnMap: columns, env: env}
	for {
		number, fields, err := src.Next()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, record{number, fields})
		if err := tooMany(len(t.rows), env); err != nil {
			return nil, err
		}
	}
}

// identity is the text of all recognised columns: equal identities are the same row twice.
func (c *columnMap) identity(r record) string {
	var key strings.Builder
	for _, i := range c.order {
		if i < len(r.fields) {
			key.WriteString(strings.TrimSpace(r.fields[i]))
		}
		key.WriteByte(0x1f)
	}
	return key.String()
}

// dropDuplicates removes rows equal to an earlier one in all recognised columns.
// Which of them stays does not matter: they say the same.
func (t *records) dropDuplicates() {
	seen := make(map[string]int, len(t.rows))
	kept := t.rows[:0]
	for _, r := range t.rows {
		key := t.identity(r)
		if first, again := seen[key]; again {
			t.env.problem(r.row, "", strings.ReplaceAll(strings.TrimRight(key, "\x1f"), "\x1f", "|"), "row.duplicate",
				fmt.Sprintf("row dropped: the same as row %d", first))
			continue
		}
		seen[key] = r.row
		kept = append(kept, r)
	}
	t.rows = kept
}
