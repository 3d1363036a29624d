package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// summaryDecimals is the precision of the printed percentages.
const summaryDecimals = 2

// WriteSummary prints the headline figures with numerator and denominator, and
// what the reader of a figure must know beside it.
func WriteSummary(w io.Writer, r *coverage.Result, run Run) error {
	d := r.Dataset
	var b strings.Builder
	fmt.Fprintf(&b, "%s, boundaries of %s, %s\ncriterion %s: %s\n", d.Name, d.Edition, d.AsOf, run.Criterion.Label, run.Criterion.Definition)
	if run.Terrain != nil {
		fmt.Fprintln(&b, run.Terrain.line())
	} else if d.Terrain != nil && len(d.Sites) > 0 {
		fmt.Fprintln(&b, "terrain: of no effect, the criterion asks for none")
	}
	fmt.Fprintln(&b)
	figures, words := Headlines(r)
	if err := writeTable(&b, figures, words); err != nil {
		return err
	}
	fmt.Fprintf(&b, "%d gaps, %d problems in the input, %d warnings of models; demand by %s\n",
		len(r.Gaps), len(d.Problems), len(r.Warnings), d.Demand.Kind)
	if r.Register != nil {
		fmt.Fprintln(&b, registerLine(r.Register))
	}
	for _, line := range caveats(r, figures) {
		fmt.Fprintln(&b, line)
	}
	if len(r.Targets) > 0 {
		fmt.Fprintf(&b, "\ntargets\n")
		if err := WriteTargetTable(&b, TargetRecords(r), "en"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTable lays out figures and an empty line; nothing without figures.
func writeTable(w io.Writer, figures []coverage.Figure, words []string) error {
	if len(figures) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "figure\tpercent\tcovered\tof total\tuncovered\tunknown\t \t")
	for i := range figures {
		f := &figures[i]
		if f.CountOnly {
			fmt.Fprintf(t, "%s\t\t\t%s\t\t\t%s\t\n", words[i], steps(f.Shares().Total, 0), MeasureText(f))
			continue
		}
		s := f.Shares()
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", words[i], percent(f), coveredSteps(s),
			steps(s.Total, s.Places), steps(s.Uncovered, s.Places), steps(s.Unknown, s.Places), MeasureText(f))
	}
	fmt.Fprintln(t)
	return t.Flush()
}

// notAvailable stands for a percentage that there is none of.
const notAvailable = "n/a"

// percent prints the share, or that there is none: of nothing, or when all is unknown.
func percent(f *coverage.Figure) string {
	text := f.PercentText(summaryDecimals)
	if text == "" {
		return notAvailable
	}
	return text + " %"
}

// caveats says what limits the figures: what was not given and what was outside
// the range of a model.
func caveats(r *coverage.Result, figures []coverage.Figure) []string {
	d := r.Dataset
	var lines []string
	if len(d.Sites) == 0 {
		lines = append(lines, "no stations given: no mobile figures")
	}
	ofNothing, unknown := false, false
	for i := range figures {
		f := &figures[i]
		ofNothing = ofNothing || f.Total == 0 && !f.CountOnly
		unknown = unknown || f.Total != 0 && f.Unknown == f.Total
	}
	if ofNothing {
		lines = append(lines, notAvailable+": the total is 0: there is nothing, or its count is not known")
	}
	if unknown {
		lines = append(lines, notAvailable+": all of the total is unknown")
	}
	if groundUnknown(r, figures) {
		lines = append(lines, "unknown: the ground or its land cover is not known on the way to some places; problems of terrain.unknown and site.ground, or no data among the classes")
	}
	all := counts(r)
	for _, missing := range []struct{ count, what string }{
		{"units_without_population", "population count"}, {"units_without_households", "household count"}, {"units_without_fiber", "fibre report"},
	} {
		if n := all[missing.count]; n > 0 {
			lines = append(lines, fmt.Sprintf("%d of %d communes without %s", n, d.Leaves, missing.what))
		}
	}
	for _, warning := range r.Warnings {
		lines = append(lines, fmt.Sprintf("warning: model %s: %s at %d receivers", warning.Model, warning.Rule, warning.Count))
	}
	return lines
}

// groundUnknown tells whether some area is unknown for want of ground: over terrain,
// where every station has a position.
func groundUnknown(r *coverage.Result, figures []coverage.Figure) bool {
	if r.Criterion.Surface == "" || slices.ContainsFunc(r.Dataset.Sites, func(s coverage.Site) bool { return !s.Located }) {
		return false
	}
	return slices.ContainsFunc(figures, func(f coverage.Figure) bool { return f.Indicator == coverage.MobileArea && f.Unknown > 0 })
}

// steps prints a count of Figure.Shares, with commas between thousands.
func steps(n int64, places int) string {
	return numeral.English.Text(coverage.StepsText(n, places))
}

// coveredSteps says "less than a step" of what would print as nothing.
func coveredSteps(s coverage.Shares) string {
	if s.Few {
		return "< " + steps(1, s.Places)
	}
	return steps(s.Covered, s.Places)
}

// WriteSummaryJSON prints the same as one JSON object.
func WriteSummaryJSON(w io.Writer, r *coverage.Result, run Run) error {
	figures, _ := Headlines(r)
	rows := make([]figureJSON, len(figures))
	for i := range figures {
		rows[i] = toJSON(r.Dataset, &figures[i])
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		heading
		Figures  []figureJSON     `json:"figures"`
		Counts   map[string]int64 `json:"counts"`
		Problems map[string]int64 `json:"problems"`
		Warnings []WarningRecord  `json:"warnings"`
	}{run.heading(), rows, run.Counts, run.Problems, run.Warnings})
}
