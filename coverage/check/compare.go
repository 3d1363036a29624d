package check

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage/report"
)

// Difference is the outcome of a comparison that failed.
type Difference struct {
	Cause   []string `json:"cause"`   // what changed: inputs, the definition (criterion and settings) or, when neither did, the code
	Unit    string   `json:"unit"`    // the first unit whose figures differ, "" when only a map or list differs
	Figures []string `json:"figures"` // sentences on the first rows that differ
	Outputs []string `json:"outputs"` // files that differ
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
	for _, change := range changedSettings(want.Options, got.Options) {
		d.Cause = append(d.Cause, "definition changed: "+change)
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
	var names []string
	for _, p := range pairs(want, got, func(d Digest) string { return d.Name }, func(a, b Digest) bool { return a == b }) {
		switch {
		case p.want == nil:
			names = append(names, p.got.Name+" (new)")
		case p.got == nil:
			names = append(names, p.want.Name+" (missing)")
		default:
			names = append(names, p.got.Name)
		}
	}
	return names
}

// changedSettings words the settings that differ.
func changedSettings(want, got []Setting) []string {
	var changes []string
	for _, p := range pairs(want, got, func(s Setting) string { return s.Name }, func(a, b Setting) bool { return a == b }) {
		switch {
		case p.want == nil:
			changes = append(changes, fmt.Sprintf("%s %s, expected none", p.got.Name, p.got.Value))
		case p.got == nil:
			changes = append(changes, fmt.Sprintf("no %s, expected %s", p.want.Name, p.want.Value))
		default:
			changes = append(changes, fmt.Sprintf("%s %s, expected %s", p.got.Name, p.got.Value, p.want.Value))
		}
	}
	return changes
}

// keyColumns are those of figures.csv that identify a row: the figure, and level
// and code of the unit.
const keyColumns = 5

func rowKey(row []string) string { return strings.Join(row[:keyColumns], "\x00") }

func changedRows(want, got [][]string) []string {
	var sentences []string
	for _, p := range pairs(want, got, rowKey, slices.Equal) {
		switch {
		case p.want == nil:
			sentences = append(sentences, describe(*p.got)+": not expected")
		case p.got == nil:
			sentences = append(sentences, describe(*p.want)+": missing")
		default:
			sentences = append(sentences, describe(*p.got)+": "+fieldChanges(*p.want, *p.got))
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
