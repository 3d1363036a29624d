package check

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report"
)

// Folder is the name of the folder with expectations inside a region folder.
const Folder = "expect"

// Record is what is remembered of a result.
type Record struct {
	Figures   [][]string // rows of figures.csv: upper levels in full, communes for the main figures
	Units     []Digest   // one per unit, over all rows of its figures
	Outputs   []Digest   // one per output file; run.json, which holds the version, is not among them
	Inputs    []Digest   // role and file
	Criterion string     // label and canonical text
	Options   []Setting  // resolved settings of the region
}

// Setting is a resolved setting of a region and its value.
type Setting struct{ Name, Value string }

// Digest is a name with a SHA-256 in hexadecimal.
type Digest struct{ Name, SHA256 string }

// unitDigits is how much of a unit's digest is kept: 64 bits.
const unitDigits = 16

// NewRecord makes the record of a result.
func NewRecord(r *coverage.Result, run report.Run) (*Record, error) {
	rec := &Record{Criterion: run.Criterion.Label + "\n" + run.Criterion.Text}
	perUnit := make([]strings.Builder, len(r.Dataset.Units))
	for i := range r.Figures {
		f := &r.Figures[i]
		row := report.FigureRow(r.Dataset, f)
		fmt.Fprintf(&perUnit[f.Unit], "%q\n", row)
		if kept(r.Dataset, f) {
			rec.Figures = append(rec.Figures, row)
		}
	}
	for i := range r.Dataset.Units {
		u := &r.Dataset.Units[i]
		rec.Units = append(rec.Units, Digest{u.Level + " " + u.Code + " " + u.Name, digest(perUnit[i].String())[:unitDigits]})
	}
	for _, in := range r.Dataset.Inputs {
		rec.Inputs = append(rec.Inputs, Digest{in.Role + " " + in.File, in.SHA256})
	}
	for _, o := range run.Options {
		rec.Options = append(rec.Options, Setting(o))
	}
	for _, f := range report.Files(r, run) {
		if f.Name == report.RunFile || f.Name == report.FiguresJSONFile {
			continue
		}
		h := sha256.New()
		if err := f.Fill(h); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		rec.Outputs = append(rec.Outputs, Digest{f.Name, hex.EncodeToString(h.Sum(nil))})
	}
	return rec, nil
}

// kept chooses the rows that an expect folder shows in full: everything above
// communes, and of communes population and households with 4G and fibre.
func kept(d *coverage.Dataset, f *coverage.Figure) bool {
	if f.Unit >= d.Leaves {
		return true
	}
	mobile := f.Technology == coverage.Tech4G && f.Operator == coverage.OperatorAny &&
		(f.Indicator == coverage.MobilePopulation || f.Indicator == coverage.MobileHouseholds)
	return mobile || f.Indicator == coverage.FiberConnected || f.Indicator == coverage.FiberPassed
}

func digest(s string) string {
	h := sha256.New()
	io.WriteString(h, s)
	return hex.EncodeToString(h.Sum(nil))
}
