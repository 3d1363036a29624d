package check

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage/report"
)

// Difference is the outcome of a comparison that failed.
type Difference struct {
	Cause   []string // what changed: inputs, the definition or, when neither did, the code
	Unit    string   // the first unit whose figures differ, "" when only a map or list differs
	Figures []string // sentences on the first rows that differ
	Outputs []string // files that differ
}

// maxSentences bounds the rows that are spelled out.
const maxSentences = 5

// Compare returns nil when the obtained record is the expected one.
func Compare(want, got *Record) *Difference {
	d := &Difference{Outputs: changed(want.Outputs, got.Outputs)}
	if units := changed(want.Units, got.Units); len(units) > 0 {
		d.Unit = units[0]
	}
	d.Figures = changedRows(want.Figures, got.Figures)
	if d.Unit == "" && len(d.Outputs) == 0 && len(d.Figures) == 0 {
		return nil
	}
	for _, name := range changed(want.Inputs, got.Inputs) {
		d.Cause = append(d.Cause, "input changed: "+name)
	}
	if want.Criterion != got.Criterion {
		d.Cause = append(d.Cause, fmt.Sprintf("definition changed: %s, expected %s", firstLine(got.Criterion), firstLine(want.Criterion)))
	}
	if len(d.Cause) == 0 {
		d.Cause = []string{"code changed: inputs and definition are as expected"}
	}
	return d
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// changed lists the names that differ or are on one side only, in order of got,
// then of want.
func changed(want, got []Digest) []string {
	expected := map[string]string{}
	for _, d := range want {
		expected[d.Name] = d.SHA256
	}
	var names []string
	for _, d := range got {
		sum, ok := expected[d.Name]
		delete(expected, d.Name)
		switch {
		case !ok:
			names = append(names, d.Name+" (new)")
		case sum != d.SHA256:
			names = append(names, d.Name)
		}
	}
	for _, d := range want {
		if _, left := expected[d.Name]; left {
			names = append(names, d.Name+" (missing)")
		}
	}
	return names
}

// keyColumns are those of figures.csv that identify a row.
const keyColumns = 7

func changedRows(want, got [][]string) []string {
	expected := map[string][]string{}
	for _, row := range want {
		expected[strings.Join(row[:keyColumns], "\x00")] = row
	}
	var sentences []string
	for _, row := range got {
		key := strings.Join(row[:keyColumns], "\x00")
		before, ok := expected[key]
		delete(expected, key)
		if !ok {
			sentences = append(sentences, describe(row)+": not expected")
		} else if !slices.Equal(before, row) {
			sentences = append(sentences, describe(row)+": "+fieldChanges(before, row))
		}
	}
	for _, row := range want {
		if _, left := expected[strings.Join(row[:keyColumns], "\x00")]; left {
			sentences = append(sentences, describe(row)+": missing")
		}
	}
	if len(sentences) > maxSentences {
		more := len(sentences) - maxSentences
		sentences = append(sentences[:maxSentences], fmt.Sprintf("and %d more rows", more))
	}
	return sentences
}

func describe(row []string) string {
	return strings.Join(strings.Fields(strings.Join(row[:6], " ")), " ")
}

func fieldChanges(want, got []string) string {
	var changes []string
	for i := keyColumns; i < len(got); i++ {
		if want[i] != got[i] {
			changes = append(changes, fmt.Sprintf("%s %s, expected %s", report.FigureColumns[i], got[i], want[i]))
		}
	}
	return strings.Join(changes, "; ")
}

// String words a difference for the terminal.
func (d *Difference) String() string {
	var b strings.Builder
	for _, c := range d.Cause {
		fmt.Fprintln(&b, c)
	}
	if d.Unit != "" {
		fmt.Fprintf(&b, "first unit: %s\n", d.Unit)
	}
	for _, f := range d.Figures {
		fmt.Fprintf(&b, "  %s\n", f)
	}
	for _, o := range d.Outputs {
		fmt.Fprintf(&b, "output differs: %s\n", o)
	}
	return b.String()
}
