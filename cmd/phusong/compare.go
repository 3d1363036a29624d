package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/internal/progress"
)

type compareCommand struct {
	regionFlags
	runFlags
	Other             string    `arg:"" optional:"" complete:"dir" help:"A second output of analyze: then both are outputs, and figures are compared one by one."`
	Criteria          []string  `placeholder:"ID" help:"Criteria to put side by side: presets or files; the region's when not given."`
	Models            []string  `placeholder:"NAME" help:"Propagation models under which each criterion is tried as well."`
	Thresholds        []float64 `placeholder:"DB" help:"Shifts of the thresholds to try as well, such as --thresholds=-3,3,6."`
	Indicator         []string  `help:"Indicators of the table; of a region mobile.population, mobile.households and mobile.area when not given, of outputs also fibre and stations."`
	Technology        []string  `placeholder:"TECH" help:"Technologies of the table; all when not given."`
	Level             string    `default:"province" enum:"commune,district,province,nation" help:"Level of the units in the table."`
	Out               string    `short:"o" placeholder:"DIR" complete:"dir" help:"Folder for compare.csv, compare.md and compare.json."`
	AcrossDefinitions bool      `help:"Compare outputs of different definitions all the same."`
	AcrossEditions    bool      `help:"Compare outputs of different editions all the same."`
	AcrossDates       bool      `help:"Compare outputs of different dates all the same."`
	AcrossRegions     bool      `help:"Compare outputs of different regions all the same."`
}

// Help is shown below the usage.
func (*compareCommand) Help() string {
	return "Puts one region under several definitions in one table: the spread of each figure in points, which column gives the lowest and the highest, " +
		"and whether the definition or the model moves it more. With two outputs of analyze: their figures one by one; those that hang on what differs " +
		"between the outputs - definition, edition, date or region - are refused by name unless that is asked for. Fibre and stations hang on no definition.\n\n" +
		"Examples:\n\n  phusong compare fixtures/longan --criteria stated-radius,outdoor-110\n" +
		"  phusong compare fixtures/valley --criteria outdoor-110 --models rma,p1812\n  phusong compare out1 out2 --across-dates\n\n" + exitCodes
}

// Run executes the command.
func (c *compareCommand) Run(a *app) error {
	if c.Other != "" {
		return c.compareOutputs(a)
	}
	t, err := c.compareRegion(a)
	if err != nil {
		return err
	}
	return c.show(a, t)
}

// show saves the table and prints it.
func (c *compareCommand) show(a *app, t *comparison) error {
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
	t, tried, err := c.definitions(region)
	if err != nil {
		return nil, err
	}
	d, err := c.loadWith(region, c.runFlags, log)
	if err != nil {
		return nil, err
	}
	if err := c.refuse(d); err != nil {
		return nil, err
	}
	figures := map[string][]*coverage.Figure{}
	for i, crit := range tried {
		col := &t.Columns[i]
		within, err := crit.In(d)
		if err != nil {
			col.Label, col.Definition, col.Refused = crit.Label(), crit.Definition("en"), err.Error()
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

// definitions makes a column for each criterion that was asked for, and for each of its
// variants.
func (c *compareCommand) definitions(region dataset.Region) (*comparison, []criterion.Criterion, error) {
	names := c.Criteria
	if len(names) == 0 {
		names = []string{region.Criterion}
	}
	var tried []criterion.Criterion
	t := &comparison{}
	for i, name := range names {
		region.Criterion, c.Criterion = name, name
		base, err := c.loadCriterion(region)
		if err != nil {
			return nil, nil, err
		}
		for _, v := range c.variants(base) {
			tried, t.Columns = append(tried, v.Criterion), append(t.Columns, comparedColumn{base: i, model: v.model, shift: v.shift})
		}
	}
	return t, tried, nil
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
		if u.Level != c.Level || f.Criterion == "" || !c.wanted(mobileIndicators, f.Indicator, string(f.Technology)) {
			continue
		}
		key := strings.Join([]string{f.Indicator, string(f.Technology), f.Operator, u.Level + " " + u.Code}, " ")
		if into[key] == nil {
			into[key] = make([]*coverage.Figure, columns)
		}
		into[key][column] = f
	}
}

// mobileIndicators are in the table when none is asked for.
var mobileIndicators = []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea}

// wanted reports whether figures of an indicator and a technology belong in the table.
func (c *compareCommand) wanted(without []string, indicator, technology string) bool {
	indicators := c.Indicator
	if len(indicators) == 0 {
		indicators = without
	}
	return slices.Contains(indicators, indicator) && (len(c.Technology) == 0 || slices.Contains(c.Technology, technology))
}
