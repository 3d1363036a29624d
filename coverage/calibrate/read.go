package calibrate

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"phusong/coverage"
	"phusong/geo/encoding/table"
)

// Limits bounds what a reader accepts. A field of value 0 means its default.
type Limits struct {
	Bytes int64 // after decompression; default 1 GiB
	Rows  int   // default 5 million
}

func (l Limits) withDefaults() Limits {
	return Limits{cmp.Or(l.Bytes, 1<<30), cmp.Or(l.Rows, 5_000_000)}
}

// ErrNoMeasurement says that a file was read and held nothing that could be used.
var ErrNoMeasurement = errors.New("no usable measurement")

// Read reads a log of measurements, known by its content: KML of G-NetTrack or a
// table (CSV, XLSX), either gzipped. name is how problems call the file. Rows that
// cannot be used are problems; an error means that there is no log.
func Read(path, name string, limits Limits) (*Log, error) {
	limits = limits.withDefaults()
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, isXML, err := sniff(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if isXML {
		return ReadKML(text, name, limits)
	}
	t, err := table.Open(path, table.Options{Limits: table.Limits{Bytes: limits.Bytes, Rows: limits.Rows}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer t.Close()
	return readTable(t, name)
}

// sniff decompresses and looks whether the text begins as XML does.
func sniff(f io.Reader) (io.Reader, bool, error) {
	r := bufio.NewReader(f)
	if mark, err := r.Peek(2); err == nil && mark[0] == 0x1f && mark[1] == 0x8b {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, false, err
		}
		r = bufio.NewReader(z)
	}
	head, err := r.Peek(64)
	if err != nil && len(head) == 0 {
		if errors.Is(err, io.EOF) {
			return nil, false, table.ErrEmpty
		}
		return nil, false, err
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return r, len(head) > 0 && head[0] == '<', nil
}

// readTable reads a log from rows of text.
func readTable(t *table.Reader, name string) (*Log, error) {
	head, err := t.Next()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	l, err := newLayout(logColumns, head.Fields)
	if err == nil {
		err = l.missing()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	b := newLogBuilder(name, t.Format())
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return b.finish()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.add(&l, row.Number, row.Fields)
	}
}

// logBuilder turns rows into measurements or problems.
type logBuilder struct{ log *Log }

func newLogBuilder(name, format string) *logBuilder {
	return &logBuilder{&Log{File: name, Format: format}}
}

func (b *logBuilder) finish() (*Log, error) {
	if len(b.log.Measurements) > 0 {
		return b.log, nil
	}
	if len(b.log.Problems) > 0 {
		return nil, fmt.Errorf("%s: %w in %d rows; the first problem: %s", b.log.File, ErrNoMeasurement, b.log.Rows, b.log.Problems[0])
	}
	return nil, fmt.Errorf("%s: %w", b.log.File, ErrNoMeasurement)
}

// rowReader reads the fields of one row; the first that fails rejects it.
type rowReader struct {
	layout *layout
	fields []string
	reject func(c column, value, rule string)
	bad    bool
}

func (r *rowReader) fail(c column, value, rule string) {
	if !r.bad {
		r.reject(c, value, rule)
	}
	r.bad = true
}

// number is a number of a required column within a range.
func (r *rowReader) number(c column, lo, hi float64, rule string) float64 {
	text := r.layout.text(r.fields, c)
	v, ok := parseNumber(text)
	switch {
	case !ok && (text == "" || text == "-"):
		r.fail(c, text, "number.missing")
	case !ok:
		r.fail(c, text, "number.invalid")
	case v < lo || v > hi:
		r.fail(c, text, rule)
	}
	return v
}

// add reads one row.
func (b *logBuilder) add(l *layout, number int, fields []string) {
	b.log.Rows++
	r := rowReader{layout: l, fields: fields, reject: func(c column, value, rule string) {
		b.log.Problems = append(b.log.Problems, coverage.Problem{File: b.log.File, Row: number, Column: l.heading(c), Value: value, Rule: rule, Action: "row rejected"})
	}}
	m := Measurement{Source: coverage.Source{File: b.log.File, Row: number}, StatedDistance: math.NaN()}
	m.Lon = r.number(colLon, -180, 180, "position.range")
	m.Lat = r.number(colLat, -90, 90, "position.range")
	if !r.bad && m.Lon == 0 && m.Lat == 0 {
		r.fail(colLat, l.text(fields, colLat), "position.zero") // a receiver without a fix
	}
	m.Quantity, m.Value = Level, 0
	if l.has(colLevel) {
		m.Value = r.number(colLevel, MinLevelDBm, MaxLevelDBm, "level.range")
		b.log.ValueColumn = l.heading(colLevel)
	} else {
		m.Quantity, m.Value = Loss, r.number(colLoss, MinLossDB, MaxLossDB, "loss.range")
		b.log.ValueColumn = l.heading(colLoss)
	}
	if r.bad {
		return
	}
	b.describe(&m, l, fields)
	b.log.Measurements = append(b.log.Measurements, m)
}

// describe reads what a measurement can do without.
func (b *logBuilder) describe(m *Measurement, l *layout, fields []string) {
	m.SiteID, m.CellID, m.Time = l.text(fields, colSite), l.text(fields, colCell), l.text(fields, colTime)
	for _, id := range []*string{&m.SiteID, &m.CellID} {
		if *id == "-" {
			*id = ""
		}
	}
	m.Technology = technologyOf(l.text(fields, colTechnology))
	if v, ok := parseNumber(l.text(fields, colFrequency)); ok && v > 0 {
		m.FrequencyMHz = v
	}
	if v, ok := parseNumber(l.text(fields, colDistance)); ok && v >= 0 {
		m.StatedDistance = v
	}
}
