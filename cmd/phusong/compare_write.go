package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"phusong/internal/atomicfile"
)

// save writes compare.csv, compare.md and compare.json, whole or not at all; nothing
// without a folder.
func (t *comparison) save(dir string) error {
	if dir == "" {
		return nil
	}
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{{"compare.csv", t.writeCSV}, {"compare.md", t.writeMarkdown}, {"compare.json", t.writeJSON}} {
		if err := set.Write(f.name, f.write); err != nil {
			return err
		}
	}
	return set.Commit()
}

func (t *comparison) writeCSV(w io.Writer) error {
	header := []string{"figure", "unit"}
	for _, c := range t.Columns {
		header = append(header, c.Label)
	}
	rows := [][]string{append(header, "spread_points", "lowest", "highest", "by_definition_points", "by_model_points")}
	for _, r := range t.Rows {
		row := append([]string{r.Figure, r.Unit}, r.Percents...)
		rows = append(rows, append(row, r.Spread, t.labelOf(r.Lowest), t.labelOf(r.Highest), r.ByDefinition, r.ByModel))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// labelOf is the definition of a column counted from 1; "" for 0.
func (t *comparison) labelOf(column int) string {
	if column == 0 {
		return ""
	}
	return t.Columns[column-1].Label
}

func (t *comparison) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(t)
}

// legend is what the numbers of columns stand for.
func (t *comparison) legend() []string {
	var lines []string
	for _, c := range t.Columns {
		words := c.Definition
		if c.Refused != "" {
			words = "not computed: " + c.Refused
		}
		lines = append(lines, c.Label+": "+words)
	}
	return lines
}

// cells are the table as text, columns by number; of two outputs there is no cause to
// name. A count says its unit behind its name.
func (t *comparison) cells() [][]string {
	header := []string{"figure, %"}
	for i := range t.Columns {
		header = append(header, numbered(i+1))
	}
	header = append(header, "points")
	causes := len(t.Rows) > 0 && t.Rows[0].ByDefinition != ""
	if causes {
		header = append(header, "lowest", "highest", "by definition", "by model")
	}
	all := [][]string{header}
	for _, r := range t.Rows {
		figure := r.Figure
		if r.Unit != percentUnit {
			figure += ", " + r.Unit
		}
		row := append(append([]string{figure}, r.Percents...), r.Spread)
		if causes {
			row = append(row, numbered(r.Lowest), numbered(r.Highest), r.ByDefinition, r.ByModel)
		}
		all = append(all, row)
	}
	return all
}

// numbered is how the table names a column; "" for none.
func numbered(column int) string {
	if column == 0 {
		return ""
	}
	return "[" + strconv.Itoa(column) + "]"
}

// write prints the table for the terminal with a legend and the verdict.
func (t *comparison) write(w io.Writer) error {
	for i, line := range t.legend() {
		fmt.Fprintf(w, "%s %s\n", numbered(i+1), line)
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range t.cells() {
		fmt.Fprintln(table, strings.Join(row, "\t")+"\t")
	}
	if err := table.Flush(); err != nil || t.Verdict == "" {
		return err
	}
	_, err := fmt.Fprintln(w, t.Verdict)
	return err
}

// writeMarkdown writes the table for a document: the verdict, the legend as a list,
// and the figures.
func (t *comparison) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	if t.Verdict != "" {
		b.WriteString(markdownText(t.Verdict) + "\n\n")
	}
	for i, line := range t.legend() {
		fmt.Fprintf(&b, "- **%s** %s\n", numbered(i+1), markdownText(line))
	}
	b.WriteByte('\n')
	for i, row := range t.cells() {
		for k := range row {
			row[k] = markdownText(row[k])
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("--:|", len(row)-1) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownText keeps names from ending a cell or a line.
func markdownText(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(s)
}
