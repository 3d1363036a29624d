package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

type restateCommand struct {
	Table     string `arg:"" complete:"file" help:"Households, population or fibre by commune (CSV or XLSX), or figures.csv of phusong analyze."`
	Crosswalk string `required:"" placeholder:"FILE" complete:"file" help:"crosswalk.csv of phusong crosswalk relate."`
	From      string `required:"" placeholder:"EDITION" help:"Edition of the table."`
	To        string `required:"" placeholder:"EDITION" help:"Edition that is wanted."`
	Out       string `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
	Codes     string `placeholder:"EDITION=FILE" help:"Code list of the edition of the table: its districts tell communes of one name apart."`
	Sheet     string `help:"Sheet of a workbook."`
	Verbose   bool   `short:"v" help:"Say more about what is done."`
	JSON      bool   `name:"json" help:"Print the summary as JSON."`
}

// Help is shown below the usage.
func (*restateCommand) Help() string {
	return "Carries counts by commune from one edition of the units to the other, in either direction. Totals are conserved exactly; a unit that was " +
		"split is cut by the weights of the crosswalk, and every count says how much of it was estimated so. The names beside the codes are compared first: a table of another edition is refused. " +
		"Rows without a code find their commune by its name within the district and province that they state; a name that fits no commune, or several, is refused with the candidates.\n\n" +
		"Figures add up by numerator and denominator; the rule max is made anew of the operators. Counts of communes, centres and stations are refused, with a reason.\n\n" +
		"Examples:\n\n  phusong crosswalk restate households.csv --crosswalk walk/crosswalk.csv \\\n    --from 2025-06 --to 2025-07 -o restated\n" +
		"  phusong crosswalk restate out/figures.csv --crosswalk walk/crosswalk.csv \\\n    --from 2025-07 --to 2025-06 -o restated\n\n" + exitCodes
}

// restating is the state of one run.
type restating struct {
	flags    *restateCommand
	walk     *crosswalk.Crosswalk
	document crosswalk.Document
	files    []report.File
	lines    []string
}

// Run executes the command.
func (c *restateCommand) Run(a *app) error {
	name := restatedPrefix + tableName(c.Table)
	if err := prepareOut(c.Out, []string{c.Table, c.Crosswalk, listFile(c.Codes)}, []string{name, crosswalkJSON, provincesFile, estimatedFile, refusedFile, report.ProblemsFile}); err != nil {
		return err
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	job := &restating{flags: c}
	stage := log.Stage("restate", "rows")
	if err := a.interruptible(job.compute); err != nil {
		return err
	}
	stage.Done("%s in edition %s", c.Table, c.To)
	if err := writeSet(c.Out, append(job.files, report.File{Name: crosswalkJSON, Fill: job.document.WriteJSON}), log); err != nil {
		return err
	}
	if c.JSON {
		return job.document.WriteJSON(a.stdout)
	}
	_, err := io.WriteString(a.stdout, strings.Join(job.lines, "\n")+"\n")
	return err
}

// countedWithin says which counts are among others.
var countedWithin = map[string]string{"households_connected": "households_passed", "households_passed": "households", "fiber_subscriptions": "subscriptions"}

// withinOf is the nearest column around a column that a table has, "" for none.
func withinOf(name string, columns []string) string {
	outer := countedWithin[name]
	for outer != "" && !slices.Contains(columns, outer) {
		outer = countedWithin[outer]
	}
	return outer
}

// tableName is the name of the output that stands for an input: a CSV.
func tableName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), ".gz")
	return strings.TrimSuffix(name, filepath.Ext(name)) + ".csv"
}

func (j *restating) compute() error {
	walk, input, err := crosswalk.Read(j.flags.Crosswalk)
	if err != nil {
		return err
	}
	j.walk = walk
	d := &j.document
	d.Version, d.Command, d.Method, d.From, d.To = version(), "crosswalk restate", crosswalk.Method, j.flags.From, j.flags.To
	d.Inputs, d.Counts, d.Notes = crosswalk.Records([]coverage.Input{input}), map[string]int64{}, []string{}
	if crosswalk.IsFigures(j.flags.Table) {
		if j.flags.Codes != "" {
			return hintError{fmt.Errorf("--codes is for tables by name, %s has codes", j.flags.Table), "leave it out"}
		}
		return j.figures()
	}
	return j.table()
}

// read reads the table, whose rows may name their communes.
func (j *restating) read() (*dataset.CountTable, error) {
	var list *codelist.List
	if j.flags.Codes != "" {
		var err error
		if list, err = readList("--codes", j.flags.Codes); err != nil {
			return nil, err
		}
		if list.Edition != j.flags.From {
			return nil, hintError{fmt.Errorf("--codes is a list of %s, the table is of %s", list.Edition, j.flags.From), "give the list of the edition of --from"}
		}
		j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{list.Input})...)
	}
	t, err := dataset.ReadCountTable(j.flags.Table, j.flags.Sheet, j.flags.From, j.walk.Named(j.flags.From, list))
	if unfound := (*dataset.UnfoundNamesError)(nil); errors.As(err, &unfound) {
		if j.fitsOther() {
			return nil, hintError{err, fmt.Sprintf("every name is of a commune of %s: exchange --from and --to", j.flags.To)}
		}
		hint := "put the names right, leave out rows of sums, state district and province, or add a column of codes; every row must be of the edition of --from"
		if list == nil {
			hint += "; --codes " + j.flags.From + "=FILE gives a code list with districts"
		}
		return nil, hintError{err, hint}
	}
	if err == nil && t.ByName > 0 && j.fitsOther() {
		t.Notes = append(t.Notes, fmt.Sprintf("every name is of a commune of %s too: make sure that the table is of %s", j.flags.To, j.flags.From))
	}
	if err == nil && list != nil {
		t.Problems = coverage.SortProblems(slices.Concat(t.Problems, list.Problems))
	}
	return t, err
}

// fitsOther reports whether every row of the table is of one unit of the other edition.
func (j *restating) fitsOther() bool {
	_, err := dataset.ReadCountTable(j.flags.Table, j.flags.Sheet, j.flags.To, j.walk.Named(j.flags.To, nil))
	return err == nil
}

func (j *restating) table() error {
	t, err := j.read()
	if err != nil {
		return err
	}
	in := crosswalk.Table{File: filepath.Base(j.flags.Table)}
	for _, name := range t.Columns {
		in.Columns = append(in.Columns, crosswalk.Column{Name: name, Within: withinOf(name, t.Columns)})
	}
	for _, r := range t.Rows {
		in.Rows = append(in.Rows, crosswalk.TableRow{Code: r.Code, Name: r.Name, Row: r.Row, Counts: r.Counts})
	}
	r, err := j.walk.Restate(in, j.flags.From, j.flags.To)
	if err != nil {
		return err
	}
	d := &j.document
	d.Inputs = append(d.Inputs, crosswalk.Records([]coverage.Input{t.Input})...)
	d.Notes, d.Totals = append(d.Notes, t.Notes...), r.TotalRecords()
	d.Counts["units_from"], d.Counts["units_to"], d.Counts["units_without_successor"] = int64(len(in.Rows)), int64(len(r.Rows)), int64(len(r.Left))
	for _, row := range r.Rows {
		if len(row.Missing) > 0 {
			d.Incomplete = append(d.Incomplete, fmt.Sprintf("%s %s: no value of %s", row.Unit.Code, row.Unit.Name, strings.Join(row.Missing, " ")))
		}
	}
	for _, l := range r.Left {
		d.Notes = append(d.Notes, fmt.Sprintf("%s %s has no successor in the crosswalk: its counts are left behind", l.Unit.Code, l.Unit.Name))
	}
	j.files = []report.File{{Name: restatedPrefix + tableName(j.flags.Table), Fill: r.Write}, {Name: provincesFile, Fill: r.WriteProvinces},
		{Name: estimatedFile, Fill: func(w io.Writer) error { return j.walk.WriteEstimated(w, r) }},
		{Name: report.ProblemsFile, Fill: func(w io.Writer) error { return report.WriteProblems(w, t.Problems) }}}
	j.tellTable(r)
	return nil
}

func (j *restating) tellTable(r *crosswalk.Restated) {
	d := &j.document
	j.lines = append(j.lines, fmt.Sprintf("%s: %d units of %s, %d of %s", j.flags.Table, d.Counts["units_from"], r.From, len(r.Rows), r.To))
	for _, t := range r.Totals {
		line := fmt.Sprintf("%s: %s in, %s out", t.Column, t.Input, t.Carried)
		if t.Incomplete != 0 {
			line += fmt.Sprintf(", %s in units that lack a part", t.Incomplete)
		}
		if t.Left != 0 {
			line += fmt.Sprintf(", %s left without a successor", t.Left)
		}
		j.lines = append(j.lines, line+fmt.Sprintf("; %s of it estimated", t.Estimated))
	}
	if n := len(d.Incomplete); n > 0 {
		j.lines = append(j.lines, fmt.Sprintf("incomplete: %d units, the first: %s", n, d.Incomplete[0]))
	}
	for _, n := range d.Notes {
		j.lines = append(j.lines, "note: "+n)
	}
}

func (j *restating) figures() error {
	set, input, err := crosswalk.ReadFigures(j.flags.Table)
	if err != nil {
		return err
	}
	figures, refused, err := j.walk.RestateFigures(set, j.flags.From, j.flags.To)
	if err != nil {
		return err
	}
	d := &j.document
	d.Inputs = append(d.Inputs, crosswalk.Records([]coverage.Input{input})...)
	d.Counts["figures_from"], d.Counts["figures_to"], d.Counts["refused"] = int64(len(set.Rows)), int64(len(figures)), int64(len(refused))
	j.files = []report.File{{Name: restatedPrefix + tableName(j.flags.Table), Fill: func(w io.Writer) error { return crosswalk.WriteFigures(w, figures) }},
		{Name: refusedFile, Fill: func(w io.Writer) error { return crosswalk.WriteRefused(w, refused) }}}
	j.lines = append(j.lines, fmt.Sprintf("%s: %d figures of %s and of the provinces of both editions", j.flags.Table, len(figures), j.flags.To))
	j.lines = append(j.lines, refusedLines(refused)...)
	return nil
}

// refusedLines says what was not carried, each reason of an indicator once.
func refusedLines(refused []crosswalk.Refused) []string {
	var lines []string
	seen := map[string]bool{}
	for _, r := range refused {
		line := fmt.Sprintf("not carried: %s: %s", r.Indicator, r.Reason)
		if r.Code != "" {
			line = fmt.Sprintf("not carried: figures of %s: %s", r.Code, r.Reason)
		}
		if !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	const most = 12
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("not carried: %d more, in %s", len(lines)-most, refusedFile))
	}
	return lines
}
