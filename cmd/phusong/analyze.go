package main

import (
	"context"
	"errors"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

type analyzeCommand struct {
	regionFlags
	runFlags
	Out string `short:"o" required:"" placeholder:"DIR" help:"Folder for the results."`
}

// Help is shown below the usage.
func (*analyzeCommand) Help() string {
	return "Reads the region, predicts the signal, draws the gaps and writes figures.csv, figures.json, units.geojson, gaps.geojson, " +
		"sites.geojson, problems.csv and run.json, whole or not at all.\n\n" +
		"Examples:\n\n  phusong analyze fixtures/longan -o out\n\n  phusong analyze my-region -o out --criterion median-90 --json\n\n" +
		"  phusong analyze data -o out --name \"Long An\" --edition 2025-06 --as-of 2024 --boundaries data/communes.geojson " +
		"--code-property code --sites data/sites.xlsx\n\n" + exitCodes
}

// Run executes the command.
func (c *analyzeCommand) Run(a *app) error {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	r, run, err := c.compute(a, log, c.runFlags)
	if err != nil {
		return err
	}
	stage := log.Stage("write", "files")
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if err := report.Write(c.Out, r, run); err != nil {
		return hintError{err, "check that the folder can be written to and has room"}
	}
	stage.Done("%d files in %s", len(report.Files(r, run)), c.Out)
	log.Close()
	if c.JSON {
		return report.WriteSummaryJSON(a.stdout, r, run)
	}
	return report.WriteSummary(a.stdout, r, run)
}

// compute runs a region to its result; interruption comes back as context.Canceled.
func (f *regionFlags) compute(a *app, log *progress.Log, flags runFlags) (*coverage.Result, report.Run, error) {
	region, err := f.region()
	if err != nil {
		return nil, report.Run{}, err
	}
	crit, err := f.loadCriterion(region)
	if err != nil {
		return nil, report.Run{}, err
	}
	run := newRun(region, crit)
	for _, o := range run.Options {
		log.Detailf("%s: %s", o.Name, o.Value)
	}
	log.Printf("%s, edition %s, %s: criterion %s", region.Name, region.Edition, region.AsOf, crit.Label())
	d, err := f.load(region, log)
	if err != nil {
		return nil, run, err
	}
	if err := flags.refuse(d); err != nil {
		return nil, run, err
	}
	if err := a.ctx.Err(); err != nil {
		return nil, run, err
	}
	result, err := analysis.Run(a.ctx, d, analysis.Options{Criterion: crit, Workers: flags.Workers, Log: log})
	if errors.Is(err, context.Canceled) {
		return nil, run, context.Canceled
	}
	if err != nil {
		return nil, run, err
	}
	run.Fill(result)
	return result, run, nil
}
