package check

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"phusong/coverage/report"
	"phusong/internal/atomicfile"
)

// Names of the files in an expect folder.
const (
	figuresFile   = "figures.csv"
	unitsFile     = "units.csv"
	outputsFile   = "outputs.csv"
	inputsFile    = "inputs.csv"
	criterionFile = "criterion.yaml"
	optionsFile   = "options.csv"
)

// ErrNoExpectation says that a region has no expect folder.
var ErrNoExpectation = errors.New("the region has no expect folder: write one with phusong check --update REGION")

// Save writes a record to the expect folder of a region.
func Save(region string, rec *Record) error {
	set, err := atomicfile.NewSet(filepath.Join(region, Folder))
	if err != nil {
		return err
	}
	defer set.Discard()
	tables := []struct {
		name string
		rows [][]string
	}{
		{figuresFile, append([][]string{report.FigureColumns}, rec.Figures...)},
		{unitsFile, digestRows("unit", rec.Units)},
		{outputsFile, digestRows("file", rec.Outputs)},
		{inputsFile, digestRows("input", rec.Inputs)},
		{optionsFile, settingRows(rec.Options)},
	}
	for _, t := range tables {
		if err := set.Write(t.name, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(t.rows) }); err != nil {
			return err
		}
	}
	if err := set.Write(criterionFile, func(w io.Writer) error { _, err := io.WriteString(w, "# "+rec.Criterion); return err }); err != nil {
		return err
	}
	return set.Commit()
}

func digestRows(name string, digests []Digest) [][]string {
	rows := [][]string{{name, "sha256"}}
	for _, d := range digests {
		rows = append(rows, []string{d.Name, d.SHA256})
	}
	return rows
}

func settingRows(settings []Setting) [][]string {
	rows := [][]string{{"name", "value"}}
	for _, s := range settings {
		rows = append(rows, []string{s.Name, s.Value})
	}
	return rows
}

// Load reads the expect folder of a region.
func Load(region string) (*Record, error) {
	dir := filepath.Join(region, Folder)
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoExpectation
	}
	rec := &Record{}
	var err error
	if rec.Figures, err = readRows(dir, figuresFile, len(report.FigureColumns)); err != nil {
		return nil, err
	}
	for _, t := range []struct {
		name string
		add  func(name, value string)
	}{
		{unitsFile, func(name, value string) { rec.Units = append(rec.Units, Digest{name, value}) }},
		{outputsFile, func(name, value string) { rec.Outputs = append(rec.Outputs, Digest{name, value}) }},
		{inputsFile, func(name, value string) { rec.Inputs = append(rec.Inputs, Digest{name, value}) }},
		{optionsFile, func(name, value string) { rec.Options = append(rec.Options, Setting{name, value}) }},
	} {
		rows, err := readRows(dir, t.name, 2)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			t.add(row[0], row[1])
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, criterionFile))
	if err != nil {
		return nil, fmt.Errorf("expectation: %w", err)
	}
	if len(text) >= 2 {
		rec.Criterion = string(text[2:])
	}
	return rec, nil
}

// readRows reads a table without its header.
func readRows(dir, name string, columns int) ([][]string, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("expectation: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("expectation %s: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("expectation %s: no header", name)
	}
	return rows[1:], nil
}
