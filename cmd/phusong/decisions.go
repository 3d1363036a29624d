package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

// quarantineFlags say how rows to be put right are written.
type quarantineFlags struct {
	QuarantineFormat string `enum:"auto,csv,xlsx" default:"auto" help:"Of the rows to be put right: csv, xlsx, or auto: as the table is."`
}

// tellQuarantine says where the rows to be put right are.
func tellQuarantine(w io.Writer, d *coverage.Dataset, out string) {
	rows := 0
	for _, q := range d.Quarantine {
		rows += len(q.Rows)
	}
	if rows > 0 {
		noun := "rows"
		if rows == 1 {
			noun = "row"
		}
		fmt.Fprintf(w, "%d %s to be put right in %s/%s: correct, move the files into the region and name them with corrections: in region.yaml\n",
			rows, noun, strings.TrimSuffix(out, "/"), report.QuarantineFolder)
	}
}

// writeTables prints how each table was read, with the decisions that were made,
// and then the notes that belong to no table.
func writeTables(out io.Writer, d *coverage.Dataset) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(d.Tables) > 0 {
		fmt.Fprintln(w, "FILE\tSHEET\tROLE\tROWS\tREJECTED\tDOUBTFUL\tDECISIONS")
	}
	for _, t := range d.Tables {
		first, rest := "", t.Decisions
		if len(rest) > 0 {
			first, rest = rest[0], rest[1:]
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%s\n", oneLine(t.File), oneLine(t.Sheet), t.Role, t.Rows, t.Rejected, t.Doubtful, oneLine(first))
		for _, decision := range rest {
			fmt.Fprintf(w, "\t\t\t\t\t\t%s\n", oneLine(decision))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, n := range otherNotes(d) {
		fmt.Fprintf(out, "note: %s\n", oneLine(n))
	}
	return nil
}

// otherNotes are those of no single table.
func otherNotes(d *coverage.Dataset) []string {
	var others []string
	for _, n := range d.Notes {
		ofTable := func(t coverage.Table) bool {
			return slices.ContainsFunc(t.Decisions, func(decision string) bool { return strings.HasSuffix(n, ": "+decision) })
		}
		if !slices.ContainsFunc(d.Tables, ofTable) {
			others = append(others, n)
		}
	}
	return others
}

// logDecisions says in the log how tables were read.
func logDecisions(log *progress.Log, d *coverage.Dataset) {
	for _, t := range d.Tables {
		name := t.File
		if t.Sheet != "" {
			name += " [" + t.Sheet + "]"
		}
		log.Detailf("%s %s: %d rows read, %d rejected, %d doubtful", t.Role, name, t.Rows, t.Rejected, t.Doubtful)
		for _, decision := range t.Decisions {
			log.Detailf("%s %s: %s", t.Role, name, decision)
		}
	}
	for _, n := range otherNotes(d) {
		log.Detailf("%s", n)
	}
}
