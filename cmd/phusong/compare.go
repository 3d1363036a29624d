package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/check"
	"phusong/coverage/criterion"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

type compareCommand struct {
	regionFlags
	runFlags
	Other             string    `arg:"" optional:"" complete:"dir" help:"A second output of analyze: then both are outputs, and figures are compared one by one."`
	Criteria          []string  `placeholder:"ID" help:"Criteria to put side by side: presets or files; the region's when not given."`
	Models            []string  `placeholder:"NAME" help:"Propagation models under which each criterion is tried as well."`
	Thresholds        []float64 `placeholder:"DB" help:"Shifts of the thresholds to try as well, such as --thresholds=-3,3,6."`
	Indicator         []string  `default:"mobile.population,mobile.households,mobile.area" help:"Indicators of the table."`
	Technology        []string  `placeholder:"TECH" help:"Technologies of the table; all when not given."`
	Level             string    `default:"province" enum:"commune,district,province,nation" help:"Level of the units in the table."`
	Out               string    `short:"o" placeholder:"DIR" complete:"dir" help:"Folder for compare.csv and compare.json."`
	AcrossDefinitions bool      `help:"Compare outputs of different definitions all the same."`
	AcrossEditions    bool      `help:"Compare outputs of different editions all the same."`
	AcrossDates       bool      `help:"Compare outputs of different dates all the same."`
	AcrossRegions     bool      `help:"Compare outputs of different regions all the same."`
}

// Help is shown below the usage.
func (*compareCommand) Help() string {
	return "Puts one region under several definitions in one table, with the spread of each figure in points and whether the definition or the model " +
		"moves it more. With two outputs of analyze: their figures one by one, refused when they are of different definitions, editions, dates or " +
		"regions, unless that is asked for.\n\n" +
		"Examples:\n\n  phusong compare fixtures/longan --criteria stated-radius,outdoor-110\n" +
		"  phusong compare fixtures/valley --criteria outdoor-110 --models rma,p1812\n  phusong compare out1 out2 --across-dates\n\n" + exitCodes
}

// comparison is the table that compare prints.
type comparison struct {
	Columns []comparedColumn `json:"columns"`
	Rows    []comparedRow    `json:"rows"`
	Notes   []string         `json:"notes"`
}

// comparedColumn is one definition, or one output.
type comparedColumn struct {
	Label      string `json:"label"`
	Definition string `json:"definition"`
	Refused    string `json:"refused,omitempty"` // why there is no figure
	base       int    // number of the criterion that it varies
	model      string // that takes the place of the criterion's
	shift      float64
}

// comparedRow is a figure under each definition; "" where there is none.
type comparedRow struct {
	Figure   string   `json:"figure"`
	Percents []string `json:"percents"`
	Spread   string   `json:"spread_points"`
}

// Run executes the command.
func (c *compareCommand) Run(a *app) error {
	compute := c.compareRegion
	if c.Other != "" {
		compute = func(*app) (*comparison, error) { return c.compareOutputs() }
	}
	t, err := compute(a)
	if err != nil {
		return err
	}
	if err := t.save(c.Out); err != nil {
		return err
	}
	if c.JSON {
		return t.writeJSON(a.stdout)
	}
	return t.write(a.stdout)
}

// compareRegion reads the region once and analyses it under every definition.
func (c *compareCommand) compareRegion(a *app) (*comparison, error) {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return nil, err
	}
	names := c.Criteria
	if len(names) == 0 {
		names = []string{region.Criterion}
	}
	var tried []criterion.Criterion
	t := &comparison{Notes: []string{}}
	for i, name := range names {
		region.Criterion, c.Criterion = name, name
		base, err := c.loadCriterion(region)
		if err != nil {
			return nil, err
		}
		for _, v := range c.variants(base) {
			column := comparedColumn{base: i, model: v.model, shift: v.shift}
			tried, t.Columns = append(tried, v.Criterion), append(t.Columns, column)
		}
	}
	d, err := c.load(region, log)
	if err != nil {
		return nil, err
	}
	if err := c.refuse(d); err != nil {
		return nil, err
	}
	figures := map[string][]*coverage.Figure{}
	for i, crit := range tried {
		col := &t.Columns[i]
		col.Label, col.Definition = crit.Label(), crit.Definition("en")
		within, err := crit.In(d)
		if err != nil {
			col.Refused = err.Error()
			continue
		}
		col.Label, col.Definition = within.Label(), within.Definition("en")
		r, err := analysis.Run(a.ctx, d, analysis.Options{Criterion: crit, Workers: c.Workers, Log: log})
		if err != nil {
			return nil, err
		}
		c.collect(figures, i, len(tried), r)
	}
	t.addFigures(figures)
	return t, nil
}

// variant is a criterion with what was put in place of its own.
type variant struct {
	criterion.Criterion
	model string
	shift float64
}

// variants are the criterion itself, and with other models and thresholds where it
// decides by level.
func (c *compareCommand) variants(base criterion.Criterion) []variant {
	all := []variant{{Criterion: base}}
	if base.Kind != criterion.KindRSRP {
		return all
	}
	for _, m := range c.Models {
		v := variant{base, m, 0}
		v.ID, v.Models = base.ID+"-"+strings.NewReplacer("+", "-", ":", "-", "=", "-").Replace(m), map[coverage.Technology]string{}
		for t := range base.ThresholdsDBm {
			v.Models[t] = m
		}
		all = append(all, v)
	}
	for _, shift := range c.Thresholds {
		v := variant{base, "", shift}
		v.ID, v.ThresholdsDBm = fmt.Sprintf("%s%+gdb", base.ID, shift), maps.Clone(base.ThresholdsDBm)
		for t := range v.ThresholdsDBm {
			v.ThresholdsDBm[t] += shift
		}
		all = append(all, v)
	}
	return all
}

// collect keeps the figures of the table.
func (c *compareCommand) collect(into map[string][]*coverage.Figure, column, columns int, r *coverage.Result) {
	for i := range r.Figures {
		f := &r.Figures[i]
		u := &r.Dataset.Units[f.Unit]
		if u.Level != c.Level || f.Criterion == "" || !slices.Contains(c.Indicator, f.Indicator) ||
			len(c.Technology) > 0 && !slices.Contains(c.Technology, string(f.Technology)) {
			continue
		}
		key := strings.Join([]string{f.Indicator, string(f.Technology), f.Operator, u.Level + " " + u.Code}, " ")
		if into[key] == nil {
			into[key] = make([]*coverage.Figure, columns)
		}
		into[key][column] = f
	}
}

// comparedDecimals is the precision of percentages and points in the table.
const comparedDecimals = 2

// addFigures makes the rows and says which moves figures more, definition or model.
func (t *comparison) addFigures(figures map[string][]*coverage.Figure) {
	byDefinition, byModel := new(big.Rat), new(big.Rat)
	for _, key := range slices.Sorted(maps.Keys(figures)) {
		row := comparedRow{Figure: key}
		percents := make([]*big.Rat, len(t.Columns))
		for i, f := range figures[key] {
			text := ""
			if f != nil {
				text = f.PercentText(comparedDecimals)
				percents[i], _ = f.Percent()
			}
			row.Percents = append(row.Percents, text)
		}
		row.Spread = spreadOf(percents, func(int) bool { return true }).FloatString(comparedDecimals)
		for i := range t.Columns {
			own := spreadOf(percents, func(k int) bool { return t.Columns[k].base == t.Columns[i].base && t.Columns[k].shift == 0 })
			byModel = larger(byModel, own)
			other := spreadOf(percents, func(k int) bool { return t.Columns[k].model == t.Columns[i].model })
			byDefinition = larger(byDefinition, other)
		}
		t.Rows = append(t.Rows, row)
	}
	cause := map[int]string{1: "the model moves figures more than the definition", 0: "neither moves figures more than the other",
		-1: "the definition moves figures more than the model"}[byModel.Cmp(byDefinition)]
	t.Notes = append(t.Notes, fmt.Sprintf("largest spread of one figure: by definition %s points, by model %s points: %s",
		byDefinition.FloatString(comparedDecimals), byModel.FloatString(comparedDecimals), cause))
}

func larger(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// spreadOf is the greatest less the least of the percentages chosen.
func spreadOf(percents []*big.Rat, in func(i int) bool) *big.Rat {
	var low, high *big.Rat
	for i, p := range percents {
		if p == nil || !in(i) {
			continue
		}
		if low == nil || p.Cmp(low) < 0 {
			low = p
		}
		if high == nil || p.Cmp(high) > 0 {
			high = p
		}
	}
	if low == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Sub(high, low)
}

// compareOutputs compares two outputs of analyze figure by figure.
func (c *compareCommand) compareOutputs() (*comparison, error) {
	first, err := check.ReadOutput(c.Region)
	if err != nil {
		return nil, err
	}
	second, err := check.ReadOutput(c.Other)
	if err != nil {
		return nil, err
	}
	across := check.Across{Definitions: c.AcrossDefinitions, Editions: c.AcrossEditions, Dates: c.AcrossDates, Regions: c.AcrossRegions}
	err = check.Comparable(first.Basis(), second.Basis(), across)
	var differ *check.Incomparable
	if errors.As(err, &differ) {
		return nil, hintError{err, "to compare them all the same, say --across-" + strings.Join(differ.Differ, " --across-")}
	}
	if err != nil {
		return nil, err
	}
	t := &comparison{Notes: []string{}}
	for _, o := range []*check.Output{first, second} {
		t.Columns = append(t.Columns, comparedColumn{Label: o.Dir + " " + o.Run.Criterion.Label, Definition: o.Run.Criterion.Definition})
	}
	key := func(row []string) string {
		return strings.Join([]string{row[check.ColumnIndicator], row[check.ColumnTechnology], row[check.ColumnOperator], row[check.ColumnLevel] + " " + row[check.ColumnCode]}, " ")
	}
	percents := map[string][]string{}
	for i, o := range []*check.Output{first, second} {
		for _, row := range o.Rows {
			if row[check.ColumnLevel] == c.Level && slices.Contains(c.Indicator, row[check.ColumnIndicator]) &&
				(len(c.Technology) == 0 || slices.Contains(c.Technology, row[check.ColumnTechnology])) {
				if percents[key(row)] == nil {
					percents[key(row)] = make([]string, 2)
				}
				percents[key(row)][i] = row[check.ColumnPercent]
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(percents)) {
		row := comparedRow{Figure: k, Percents: percents[k]}
		a, okA := new(big.Rat).SetString(percents[k][0])
		b, okB := new(big.Rat).SetString(percents[k][1])
		if okA && okB {
			row.Spread = new(big.Rat).Sub(b, a).FloatString(comparedDecimals)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// save writes compare.csv and compare.json, whole or not at all; nothing without a folder.
func (t *comparison) save(dir string) error {
	if dir == "" {
		return nil
	}
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	if err := set.Write("compare.csv", t.writeCSV); err != nil {
		return err
	}
	if err := set.Write("compare.json", t.writeJSON); err != nil {
		return err
	}
	return set.Commit()
}

func (t *comparison) writeCSV(w io.Writer) error {
	header := []string{"figure"}
	for _, c := range t.Columns {
		header = append(header, c.Label)
	}
	rows := [][]string{append(header, "spread_points")}
	for _, r := range t.Rows {
		rows = append(rows, append(append([]string{r.Figure}, r.Percents...), r.Spread))
	}
	return csv.NewWriter(w).WriteAll(rows)
}

func (t *comparison) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(t)
}

// write prints the table for the terminal, columns by number with a legend.
func (t *comparison) write(w io.Writer) error {
	for i, c := range t.Columns {
		words := c.Definition
		if c.Refused != "" {
			words = "not computed: " + c.Refused
		}
		fmt.Fprintf(w, "[%d] %s: %s\n", i+1, c.Label, words)
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "figure, %\t")
	for i := range t.Columns {
		fmt.Fprint(table, "["+strconv.Itoa(i+1)+"]\t")
	}
	fmt.Fprintln(table, "points\t")
	for _, r := range t.Rows {
		fmt.Fprintln(table, r.Figure+"\t"+strings.Join(r.Percents, "\t")+"\t"+r.Spread+"\t")
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, n := range t.Notes {
		fmt.Fprintln(w, n)
	}
	return nil
}
