package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/coverage/target"
	"phusong/internal/progress"
)

type targetsCommand struct {
	regionFlags
	runFlags
	File     string `placeholder:"FILE" complete:"file" help:"Targets in place of the region's."`
	Preset   string `placeholder:"NAME" help:"A shipped list in place of the region's: national."`
	Language string `default:"en" enum:"en,vi" help:"Language of the table: en or vi." aliases:"lang"`
	Show     bool   `help:"Print the list that --preset names as YAML, and nothing else."`
}

// Help is shown below the usage.
func (*targetsCommand) Help() string {
	return "Compares a region, or a folder that analyze wrote for a region with targets, with its dated targets: met, not met or undecidable, " +
		"how many more households, hamlets or stations meet each, where they are, and how many a month that is.\n\n" +
		"Examples:\n\n  phusong targets fixtures/longan --language vi\n  phusong targets my-region --preset national\n" +
		"  phusong targets out --json\n  phusong targets . --preset national --show\n\n" + exitCodes
}

// Run executes the command.
func (c *targetsCommand) Run(a *app) error {
	if c.Show {
		text, err := target.PresetText(c.Preset)
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(text)
		return err
	}
	records, err := c.records(a)
	if err != nil {
		return err
	}
	if c.JSON {
		return report.WriteTargetsJSON(a.stdout, records)
	}
	return report.WriteTargetTable(a.stdout, records, c.Language)
}

// records computes a region, or reads the outcomes that analyze wrote.
func (c *targetsCommand) records(a *app) ([]report.TargetRecord, error) {
	_, err := os.Stat(filepath.Join(c.Region, dataset.RegionFile))
	if _, out := os.Stat(filepath.Join(c.Region, report.RunFile)); errors.Is(err, fs.ErrNotExist) && out == nil {
		return c.written()
	}
	region, err := c.region()
	if err != nil {
		return nil, err
	}
	switch {
	case c.Preset != "":
		region.Targets = &dataset.TargetsFile{Preset: c.Preset}
	case c.File != "":
		path, err := relativeTo(c.Region, c.File)
		if err != nil {
			return nil, err
		}
		region.Targets = &dataset.TargetsFile{File: path}
	case region.Targets == nil:
		return nil, hintError{errors.New("the region has no targets"), "add targets: {file: targets.yaml} to region.yaml, or give --file or --preset national"}
	}
	r, _, err := c.compute(a, progress.New(a.stderr, a.tty, c.Verbose), region, c.runFlags)
	if err != nil {
		return nil, err
	}
	return report.TargetRecords(r), nil
}

func (c *targetsCommand) written() ([]report.TargetRecord, error) {
	const hint = "analyze a region with targets: {file: targets.yaml}, or give the region's folder"
	if c.File != "" || c.Preset != "" {
		return nil, hintError{errors.New("--file and --preset need a region: outputs hold the outcomes of the targets they were made with"), hint}
	}
	text, err := os.ReadFile(filepath.Join(c.Region, report.TargetsJSONFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hintError{fmt.Errorf("%s was analyzed without targets", c.Region), hint}
	}
	if err != nil {
		return nil, err
	}
	var list struct {
		Targets []report.TargetRecord `json:"targets"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(c.Region, report.TargetsJSONFile), err)
	}
	return list.Targets, nil
}

// relativeTo rewrites a path from the current folder as one from another.
func relativeTo(dir, path string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}
