package main

import (
	"os"
	"runtime/debug"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

type analyzeCommand struct {
	regionFlags
	runFlags
	quarantineFlags
	Out string `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
}

// Help is shown below the usage.
func (*analyzeCommand) Help() string {
	return "Reads the region, predicts the signal, draws the gaps and writes figures.csv, figures.json, units.geojson, gaps.geojson, " +
		"sites.geojson, problems.csv and run.json, whole or not at all; where there are hamlets, the gap register too: register.csv, " +
		"register-summary.csv and register.geojson; where rows are to be put right, a folder quarantine.\n\n" +
		"Examples:\n\n  phusong analyze fixtures/longan -o out\n  phusong analyze my-region -o out --criterion median-90 --json\n" +
		"  phusong analyze data -o out --name \"Long An\" --edition 2025-06 \\\n    --as-of 2024 --boundaries data/communes.geojson \\\n" +
		"    --code-property code --sites data/sites.xlsx\n\n" + exitCodes
}

// analyzeGCPercent lets the heap grow to three times what is in use. A region stays in use to the
// end, and every collection marks all of it: of a nation, half of them less are 0.8 s of 15.
const analyzeGCPercent = 200

// collectLess sets analyzeGCPercent, unless memory is bound or the environment says another one,
// and returns what takes it back.
func (c *analyzeCommand) collectLess() (back func()) {
	if c.Memory != "" || os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(analyzeGCPercent)
	return func() { debug.SetGCPercent(before) }
}

// Run executes the command.
func (c *analyzeCommand) Run(a *app) error {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return err
	}
	if err := c.protectInputs(region, c.Out, report.FileNames()); err != nil {
		return err
	}
	if err := atomicfile.Probe(c.Out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	if err := protectEdits(c.Out); err != nil {
		return err
	}
	defer c.collectLess()()
	r, run, err := c.compute(a, log, region, c.runFlags)
	if err != nil {
		return err
	}
	run.QuarantineFormat, run.Workers = c.QuarantineFormat, c.Workers
	stage := log.Stage("write", "files")
	if err := report.Write(a.ctx, c.Out, r, run); err != nil {
		return hintWrite(err)
	}
	stage.Done("%d files in %s", len(report.Files(r, run)), c.Out)
	log.Close()
	tellQuarantine(a.stderr, r.Dataset, c.Out)
	if c.JSON {
		return report.WriteSummaryJSON(a.stdout, r, run)
	}
	return report.WriteSummary(a.stdout, r, run)
}

// compute runs a region to its result; interruption comes back as context.Canceled.
func (f *regionFlags) compute(a *app, log *progress.Log, region dataset.Region, flags runFlags) (*coverage.Result, report.Run, error) {
	crit, err := f.loadCriterion(region)
	if err != nil {
		return nil, report.Run{}, err
	}
	profile, err := f.loadProfile(region)
	if err != nil {
		return nil, report.Run{}, err
	}
	run := newRun(region, crit)
	for _, o := range run.Options {
		log.Detailf("%s: %s", o.Name, o.Value)
	}
	log.Printf("%s, edition %s, %s: criterion %s", region.Name, region.Edition, region.AsOf, crit.Label())
	var result *coverage.Result
	err = a.interruptible(func() error {
		d, err := f.loadWith(region, flags, log)
		if err != nil {
			return err
		}
		if err := flags.refuse(d); err != nil {
			return err
		}
		if err := flags.checkResult(d); err != nil {
			return err
		}
		result, err = analysis.Run(a.ctx, d, analysis.Options{Criterion: crit, Register: profile, Workers: flags.Workers, Log: log})
		return err
	})
	if err != nil {
		return nil, run, err
	}
	run.Fill(result)
	if result.Register != nil {
		run.Options = append(run.Options, report.OptionRecord{Name: "register", Value: result.Register.Profile})
	}
	return result, run, nil
}
