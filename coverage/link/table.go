package link

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/propagation"
	"phusong/geo/encoding/table"
)

// MaxLinks bounds the rows of a table of links.
const MaxLinks = 200_000

// Texts of a link in tables, beside Numbers.
const (
	columnID           = "id"
	columnTechnology   = "technology"
	columnPolarisation = "polarisation"
	columnZone         = "zone"
)

// Columns lists what a table of links may have; the four coordinates it must have.
func Columns() []string {
	all := []string{columnID}
	for _, n := range Numbers() {
		all = append(all, n.Column)
	}
	return append(all, columnTechnology, columnPolarisation, columnZone)
}

// required are the columns that stand in every table.
var required = []string{"from_lon", "from_lat", "to_lon", "to_lat"}

// Zones are the names of the radio climates for a whole path.
var Zones = []string{"inland", "coastal", "sea"}

// Table is what was read of a table of links.
type Table struct {
	Links    []Link
	Problems []coverage.Problem
}

// ReadTable reads links. An empty field, or a column that is not there, takes the
// value of defaults; defaults are NaN where a row must state its own. A row that
// cannot be used is rejected with a Problem for each reason, whose file is the name
// given. IDs that are missing are "row" and the number of the row.
//
// The error is of the file as a whole: it cannot be read, lacks a coordinate column,
// names one twice, or has more than MaxLinks rows.
func ReadTable(r *table.Reader, file string, defaults Link) (Table, error) {
	t := &tableReader{file: file, defaults: defaults, ids: map[string]int{}}
	header, err := r.Next()
	if err != nil {
		return Table{}, fmt.Errorf("%s: %w", file, err)
	}
	if err := t.match(header); err != nil {
		return Table{}, fmt.Errorf("%s: %w", file, err)
	}
	for rows := 0; ; rows++ {
		row, err := r.Next()
		if err == io.EOF {
			t.out.Problems = coverage.SortProblems(t.out.Problems)
			return t.out, nil
		}
		if err != nil {
			return Table{}, fmt.Errorf("%s: %w", file, err)
		}
		if rows == MaxLinks {
			return Table{}, fmt.Errorf("%s: more than %d rows: %w; cut it into several files", file, MaxLinks, table.ErrLimit)
		}
		t.read(row)
	}
}

type tableReader struct {
	file     string
	defaults Link
	columns  map[string]int // column of the file by name
	ids      map[string]int // rows by ID
	out      Table
	rejected bool // the current row
}

// match finds the columns. Names may be in capitals and have spaces around.
func (t *tableReader) match(header table.Row) error {
	t.columns = map[string]int{}
	known := Columns()
	var errs []error
	for i, field := range header.Fields {
		name := strings.ToLower(strings.TrimSpace(field))
		switch _, twice := t.columns[name]; {
		case name == "":
		case !slices.Contains(known, name):
			t.problem(header.Number, field, "", "column.unknown", "column ignored; there are "+strings.Join(known, ", "))
		case twice:
			errs = append(errs, fmt.Errorf("column %s is there twice: take one away", name))
		default:
			t.columns[name] = i
		}
	}
	for _, name := range required {
		if _, ok := t.columns[name]; !ok {
			errs = append(errs, fmt.Errorf("no column %s: the first row must name the columns, %s among them", name, strings.Join(required, ", ")))
		}
	}
	return errors.Join(errs...)
}

const valueRunes = 120

func (t *tableReader) problem(row int, column, value, rule, action string) {
	if runes := []rune(value); len(runes) > valueRunes {
		value = string(runes[:valueRunes]) + "…"
	}
	t.out.Problems = append(t.out.Problems, coverage.Problem{File: t.file, Row: row, Column: column, Value: value, Rule: rule, Action: action})
}

func (t *tableReader) reject(row int, column, value, rule, advice string) {
	t.problem(row, column, value, rule, "row rejected: "+advice)
	t.rejected = true
}

func (t *tableReader) read(row table.Row) {
	t.rejected = false
	if row.Ragged {
		t.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.ragged", "missing fields read as empty, surplus fields ignored")
	}
	if row.StrayQuote {
		t.problem(row.Number, "", strings.Join(row.Fields, "|"), "row.stray_quote", "quote kept as text")
	}
	l := t.defaults
	for _, n := range Numbers() {
		t.number(row, n, n.Of(&l))
	}
	t.texts(row, &l)
	if t.rejected {
		return
	}
	l.ID = cmp.Or(t.field(row, columnID), "row"+strconv.Itoa(row.Number))
	if first, twice := t.ids[l.ID]; twice {
		t.reject(row.Number, columnID, l.ID, "link.duplicate_id", fmt.Sprintf("row %d has this id too", first))
		return
	}
	t.ids[l.ID] = row.Number
	t.out.Links = append(t.out.Links, l)
}

func (t *tableReader) field(row table.Row, column string) string {
	i, ok := t.columns[column]
	if !ok || i >= len(row.Fields) {
		return ""
	}
	return strings.TrimSpace(row.Fields[i])
}

// number reads a quantity. A comma is no decimal point here: "1,800" MHz would be
// 1.8 or 1800, and nobody could tell.
func (t *tableReader) number(row table.Row, n Number, into *float64) {
	text := t.field(row, n.Column)
	if text == "" {
		if math.IsNaN(*into) {
			t.reject(row.Number, n.Column, "", "number.missing", "fill it in, or give the flag of this name")
		}
		return
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, "\u2212", "-"), 64)
	switch {
	case err != nil && !math.IsInf(v, 0) || strings.ContainsAny(text, "xXpP_"):
		t.reject(row.Number, n.Column, text, "number.invalid", "write a number with a decimal point")
	case math.IsNaN(v) || math.IsInf(v, 0):
		t.reject(row.Number, n.Column, text, "number.not_finite", "write a number")
	case !n.In.Contains(v):
		rule := "number.range"
		if slices.Contains(required, n.Column) {
			rule = "position.range"
		}
		t.reject(row.Number, n.Column, text, rule, fmt.Sprintf("it must be in %v %s", n.In, n.Unit))
	default:
		*into = v
	}
}

// texts reads what is chosen from words.
func (t *tableReader) texts(row table.Row, l *Link) {
	if s := strings.ToLower(t.field(row, columnTechnology)); s != "" {
		l.Cell.Technology = coverage.Technology(s)
		if !slices.Contains(coverage.Technologies(), l.Cell.Technology) {
			t.reject(row.Number, columnTechnology, s, "technology.unknown", "write 2g, 3g, 4g or 5g")
		}
	}
	if s := strings.ToLower(t.field(row, columnPolarisation)); s != "" {
		l.Conditions.Horizontal = s == "horizontal"
		if s != "horizontal" && s != "vertical" {
			t.reject(row.Number, columnPolarisation, s, "link.polarisation", "write vertical or horizontal")
		}
	}
	if s := strings.ToLower(t.field(row, columnZone)); s != "" {
		i := slices.Index(Zones, s)
		if i < 0 {
			t.reject(row.Number, columnZone, s, "link.zone", "write inland, coastal or sea")
		}
		l.Conditions.Zone = propagation.RadioZone(max(i, 0))
	}
}
