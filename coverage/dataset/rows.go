package dataset

import (
	"fmt"
	"io"
	"slices"
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
	// Fatal says why no row can be used; the run ends with it.
	Fatal    error
	headings map[string]int
}

// setHeading records the row of a file's heading, for what is said of its columns.
func (f *findings) setHeading(file string, row int) {
	if f.headings == nil {
		f.headings = map[string]int{}
	}
	f.headings[file] = row
}

// headingRow is the row of a file's heading: 1 where nothing else is known.
func (e readEnv) headingRow() int { return max(1, e.Found.headings[e.File]) }

// readEnv is what a reader must know beside its rows.
type readEnv struct {
	File   string     // relative to the region folder, as problems name it
	Bounds orb.Bound  // of the region; the zero bound accepts every position on Earth
	Codes  *codeIndex // codes of the leaf units; nil accepts codes as they are read
	Found  *findings
	// Edition of the boundaries, which a table may state too; "" checks nothing.
	Edition string
	Placed  bool     // rows are things at places: stations, hamlets
	Workers int      // goroutines that read, 0 for one per processor
	Join    *joinLog // how rows found their units; nil keeps no record
	// Role of the table, whose columns its heading must have; "" for any.
	Role string
	// HeaderRow is where the heading begins, as the user states; 0 where it is to be found.
	HeaderRow int
	// Operator of the rows that name none, "" when the file's entry does not say.
	Operator string
	CRS      statedCRS  // of the file's positions
	Units    unitFinder // of the region, for votes on CRS; nil when they are not known
	Titles   []string   // lines above and below the table, which may state the CRS
	// Corrections are the files whose rows are numbered by addedRow.
	Corrections []string
	// Antennas are the patterns that stations may name; nil for the built-in ones.
	Antennas *antennaLibrary
	// Layer of a GeoPackage, "" for the only one that fits.
	Layer string
	// Polygons takes a point inside a polygon for its position.
	Polygons bool
}

// valueRunes is how much of a field a problem repeats.
const valueRunes = 120

func (e readEnv) problem(row int, column, value, rule, action string) {
	if runes := []rune(value); len(runes) > valueRunes {
		value = string(runes[:valueRunes]) + "…"
	}
	at := e.source(row)
	e.Found.Problems = append(e.Found.Problems, coverage.Problem{
		File: at.File, Row: at.Row, Column: column, Value: value, Rule: rule, Action: action})
}

func (e readEnv) note(format string, args ...any) {
	e.Found.Notes = append(e.Found.Notes, e.File+": "+fmt.Sprintf(format, args...))
}

// source is where a row is read from: the file, or one of its corrections.
func (e readEnv) source(row int) coverage.Source {
	if row < 0 {
		file, own := addedAt(row)
		return coverage.Source{File: e.Corrections[file], Row: own}
	}
	return coverage.Source{File: e.File, Row: row}
}

// tableRows is a rowSource over a table: its heading may stand below titles and its
// rows among totals and notes. An OpenCelliD export, with or without a header, is
// streamed, for it is large and clean.
type tableRows struct {
	env    readEnv
	header []string
	layout *layout
	next   int // row of the layout

	stream *table.Reader
	first  *table.Row // a row of data in the header's place
}

// newTableRows finds the heading. Its error does not name the file.
func newTableRows(r *table.Reader, env readEnv) (*tableRows, error) {
	row, err := r.Next()
	if err != nil {
		return nil, err
	}
	t := &tableRows{env: env, header: row.Fields, stream: r}
	switch {
	case row.NotUTF8 != nil:
	case isNativeOpenCelliD(row.Fields):
		t.header, t.first = nativeOpenCelliD(), &row
		return t, nil
	case isOpenCelliD(row.Fields):
		return t, nil
	}
	if t.layout, err = newLayout(r, row, env); err != nil {
		return nil, err
	}
	t.header = t.layout.header()
	return t, nil
}

func (t *tableRows) Header() []string { return t.header }

// titles are the texts above the heading and the notes of the table, which may name
// the coordinate system.
func (t *tableRows) titles() []string {
	if t.layout == nil {
		return nil
	}
	var all []string
	for i, kind := range t.layout.kinds {
		if kind == titleRow || kind == noteRow {
			all = append(all, t.layout.texts(i))
		}
	}
	return all
}

// atLeast is how many rows a source in memory has, about; 0 where that is not known.
func atLeast(src rowSource) int {
	switch s := src.(type) {
	case *countedRows:
		return atLeast(s.rowSource)
	case *correctedRows:
		return atLeast(s.rowSource)
	case *tableRows:
		if s.layout != nil {
			return len(s.layout.rows) - s.next
		}
	}
	return 0
}

func (t *tableRows) Next() (int, []string, error) {
	if t.layout != nil {
		return t.nextLaidOut()
	}
	if row := t.first; row != nil {
		t.first = nil
		return row.Number, row.Fields, nil
	}
	row, err := t.stream.Next()
	if err == io.EOF {
		return 0, nil, io.EOF
	}
	if err == nil {
		err = row.NotUTF8
	}
	if err != nil {
		return 0, nil, fmt.Errorf("%s: %w", t.env.File, err)
	}
	t.checkForm(row, row.Ragged)
	return row.Number, row.Fields, nil
}

func (t *tableRows) nextLaidOut() (int, []string, error) {
	for t.next < len(t.layout.rows) {
		i := t.next
		t.next++
		if t.layout.kinds[i] == dataRow {
			t.checkForm(t.layout.rows[i], t.layout.ragged(i))
			return t.layout.rows[i].Number, t.layout.fields(i), nil
		}
	}
	return 0, nil, io.EOF
}

// checkForm reports rows of an odd length and quotes that were not doubled.
func (t *tableRows) checkForm(row table.Row, ragged bool) {
	if ragged {
		action := "missing fields read as empty"
		if len(row.Fields) > len(t.header) {
			action = "surplus fields ignored"
		}
		t.env.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.ragged", action)
	}
	if row.StrayQuote {
		t.env.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.stray_quote", "quote kept as text")
	}
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
	env       readEnv
	rows      []record
	operators map[string]int // see operatorTexts
}

// part is one file of a role, or one sheet of it.
type part struct {
	rowSource
	env readEnv
}

// readAll reads the parts of a role. Rows that repeat another in all recognised
// columns are dropped, also those of another part.
func readAll(parts []part, schema tableSchema) ([]*records, error) {
	var all []*records
	total := 0
	for _, p := range parts {
		t, err := readRecords(p, schema)
		if err != nil {
			return nil, err
		}
		total += len(t.rows)
		if err := tooMany(total, p.env); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	dropDuplicates(all)
	return all, nil
}

func readRecords(p part, schema tableSchema) (*records, error) {
	columns, err := schema.match(p.Header(), p.env)
	if err != nil {
		return nil, err
	}
	t := &records{columnMap: columns, env: p.env}
	for {
		number, fields, err := p.Next()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		if len(t.rows) == cap(t.rows) {
			t.rows = slices.Grow(t.rows, max(len(t.rows), atLeast(p.rowSource)))
		}
		t.rows = append(t.rows, record{number, fields})
		if err := tooMany(len(t.rows), p.env); err != nil {
			return nil, err
		}
	}
}

// texts are the fields of all recognised columns, for people.
func (t *records) texts(r record) string {
	var all []string
	for _, name := range t.names {
		all = append(all, t.text(r, name))
	}
	for len(all) > 0 && all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	return strings.Join(all, "|")
}

// rowOf names a row, with its file where that is another.
func (e readEnv) rowOf(s coverage.Source) string {
	if s.File == e.File {
		return fmt.Sprintf("row %d", s.Row)
	}
	return fmt.Sprintf("row %d of %s", s.Row, s.File)
}
