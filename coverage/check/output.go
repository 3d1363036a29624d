package check

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report"
)

// Output is what analyze wrote into a folder, read back.
type Output struct {
	Dir  string
	Run  report.Run
	Rows [][]string // of figures.csv, columns as report.FigureColumns
}

// Columns of Output.Rows.
const (
	ColumnIndicator = iota
	ColumnTechnology
	ColumnOperator
	ColumnLevel
	ColumnCode
	ColumnName
	ColumnEdition
	ColumnCovered
	ColumnUncovered
	ColumnUnknown
	ColumnTotal
	ColumnPercent
	ColumnUnit
	ColumnAsOf
	ColumnCriterion
)

// maxOutputBytes bounds what is read of each file; the figures of the nation have
// some 300 MB.
const maxOutputBytes = 2 << 30

// ErrNoOutput says that a folder holds no output of analyze.
var ErrNoOutput = errors.New("no output of phusong analyze")

// ReadOutput reads run.json and figures.csv of a folder that analyze wrote. A folder
// without them is ErrNoOutput; a figures.csv of other columns is an error that says
// so.
func ReadOutput(dir string) (*Output, error) {
	o := &Output{Dir: dir}
	if _, err := os.Stat(filepath.Join(dir, report.RunFile)); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: it has no %s", dir, ErrNoOutput, report.RunFile)
	}
	err := readLimited(dir, report.RunFile, func(r io.Reader) error { return json.NewDecoder(r).Decode(&o.Run) })
	if err != nil {
		return nil, err
	}
	return o, readLimited(dir, figuresFile, func(r io.Reader) error {
		in := csv.NewReader(r)
		in.FieldsPerRecord = len(report.FigureColumns)
		rows, err := in.ReadAll()
		if err != nil {
			return err
		}
		if len(rows) == 0 || !slices.Equal(rows[0], report.FigureColumns) {
			return fmt.Errorf("the header is not %s: written by another version, analyze the region again", strings.Join(report.FigureColumns, ","))
		}
		o.Rows = rows[1:]
		return nil
	})
}

func readLimited(dir, name string, decode func(io.Reader) error) error {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: maxOutputBytes}
	err = decode(limited)
	if limited.N <= 0 {
		err = fmt.Errorf("more than %d bytes", int64(maxOutputBytes))
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", filepath.Join(dir, name), err)
	}
	return nil
}

// Basis is the basis of the figures that its criterion decides.
func (o *Output) Basis() Basis {
	b := Basis{Name: o.Dir, Region: o.Run.Region, Edition: o.Run.Edition, AsOf: o.Run.AsOf, Criterion: o.Run.Criterion}
	for _, s := range o.Run.Options {
		if s.Name == "demand" {
			b.Demand = s.Value
		}
	}
	return b
}

// RowBasis is the basis of one row of figures.csv: its own date and edition, the
// definition only where a criterion decides it, and where people live only where
// people or households are counted.
func (o *Output) RowBasis(row []string) Basis {
	b := o.Basis()
	b.AsOf, b.Edition = row[ColumnAsOf], row[ColumnEdition]
	if row[ColumnCriterion] == "" {
		return b.WithoutDefinition()
	}
	if row[ColumnCriterion] != o.Run.Criterion.Label {
		b.Profile = row[ColumnCriterion]
	}
	if i := row[ColumnIndicator]; i != coverage.MobilePopulation && i != coverage.MobileHouseholds {
		b.Demand = ""
	}
	return b
}
