package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
)

// headline names a figure of the summary.
type headline struct {
	indicator  string
	technology coverage.Technology
	operator   string
	words      string
}

// headlines is in order of interest; a summary shows the first ten that exist.
var headlines = []headline{
	{coverage.MobilePopulation, coverage.Tech4G, coverage.OperatorAny, "4G, people, any operator"},
	{coverage.MobilePopulation, coverage.Tech4G, coverage.OperatorMax, "4G, people, largest operator"},
	{coverage.MobileHouseholds, coverage.Tech4G, coverage.OperatorAny, "4G, households, any operator"},
	{coverage.MobileArea, coverage.Tech4G, coverage.OperatorAny, "4G, area, any operator"},
	{coverage.MobilePopulation, coverage.Tech5G, coverage.OperatorAny, "5G, people, any operator"},
	{coverage.FiberConnected, "", "", "fibre, households connected"},
	{coverage.FiberPassed, "", "", "fibre, households passed"},
	{coverage.FiberCommunes, "", "", "fibre, communes"},
	{coverage.BTSLayers, "", coverage.OperatorAny, "stations (site x operator x technology)"},
	{coverage.MobileCentres, coverage.Tech4G, coverage.OperatorAny, "4G, commune centres, any operator"},
	{coverage.MobileCommunes, coverage.Tech5G, coverage.OperatorAny, "5G, communes with a station"},
	{coverage.FiberSubscriptions, "", "", "fibre, share of subscriptions"},
	{coverage.MobileHamlets, coverage.Tech4G, coverage.OperatorAny, "4G, hamlets, any operator"},
	{coverage.MobilePopulation + coverage.ExpectedSuffix, coverage.Tech4G, coverage.OperatorAny, "4G, people, expected share"},
	{coverage.BTSSites, "", coverage.OperatorAny, "station sites"},
	{coverage.BTSCells, "", coverage.OperatorAny, "radio cells"},
}

// headlineCount is how many figures a summary shows.
const headlineCount = 10

// Headlines returns the ten main figures of the largest unit, with their words.
func Headlines(r *coverage.Result) ([]coverage.Figure, []string) {
	var figures []coverage.Figure
	var words []string
	top := len(r.Dataset.Units) - 1
	for _, h := range headlines {
		for i := range r.Figures {
			f := &r.Figures[i]
			if f.Unit == top && f.Indicator == h.indicator && f.Technology == h.technology && f.Operator == h.operator && len(figures) < headlineCount {
				figures, words = append(figures, *f), append(words, h.words)
			}
		}
	}
	return figures, words
}

// summaryDecimals is the precision of the printed percentages.
const summaryDecimals = 2

// WriteSummary prints the headline figures with numerator and denominator, and
// what the reader of a figure must know beside it.
func WriteSummary(w io.Writer, r *coverage.Result, run Run) error {
	d := r.Dataset
	var b strings.Builder
	fmt.Fprintf(&b, "%s, boundaries of %s, %s\ncriterion %s: %s\n\n", d.Name, d.Edition, d.AsOf, run.Criterion.Label, run.Criterion.Definition)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "figure\tpercent\tcovered\tof total\tuncovered\tunknown\t \t")
	figures, words := Headlines(r)
	for i := range figures {
		f := &figures[i]
		if f.CountOnly {
			fmt.Fprintf(t, "%s\t\t\t%s\t\t\t%s\t\n", words[i], amount(f, f.Total), measure(f))
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", words[i], percent(f),
			amount(f, f.Covered), amount(f, f.Total), amount(f, f.Uncovered), amount(f, f.Unknown), measure(f))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\n%d gaps, %d problems in the input, %d warnings of models; demand by %s\n",
		len(r.Gaps), len(d.Problems), len(r.Warnings), d.Demand.Kind)
	for _, warning := range r.Warnings {
		fmt.Fprintf(&b, "warning: model %s: %s at %d receivers\n", warning.Model, warning.Rule, warning.Count)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// percent prints the share, or why there is none: nothing that it could be a share of.
func percent(f *coverage.Figure) string {
	text := f.PercentText(summaryDecimals)
	if text == "" {
		return "no data"
	}
	return text + " %"
}

// amount prints a count for people to read: two decimals at most, cut, with
// commas between thousands.
func amount(f *coverage.Figure, v coverage.Micro) string {
	whole, fraction, _ := strings.Cut(quantity(f, v), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction[:min(2, len(fraction))]
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
		Region    string           `json:"region"`
		Edition   string           `json:"edition"`
		AsOf      string           `json:"as_of"`
		Criterion CriterionRecord  `json:"criterion"`
		Figures   []figureJSON     `json:"figures"`
		Counts    map[string]int64 `json:"counts"`
		Problems  map[string]int64 `json:"problems"`
		Warnings  []WarningRecord  `json:"warnings"`
	}{run.Region, run.Edition, run.AsOf, run.Criterion, rows, run.Counts, run.Problems, run.Warnings})
}
