package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/coverage/trend"
	"phusong/internal/atomicfile"
)

type trendCommand struct {
	From              []string `arg:"" complete:"dir" help:"Outputs of analyze at several dates, and CSV tables of values of other dates."`
	Level             string   `help:"Of the units: commune, district, province or nation (default: the largest)."`
	Code              string   `help:"Of one unit."`
	Indicator         []string `help:"Indicators, such as fiber.connected (default: all that change or that several dates have)."`
	To                string   `placeholder:"DATE" help:"Say where each figure may stand at this date: always a range."`
	AcrossDefinitions bool     `help:"Put figures of different definitions, editions or indicators side by side all the same."`
	Decimals          int      `default:"1" help:"Decimals of percentages as printed, 0 to 6."`
	Language          string   `default:"en" enum:"en,vi" help:"Style of the numbers: en or vi." aliases:"lang"`
	Out               string   `short:"o" placeholder:"FILE" complete:"file" help:"Write the table as CSV."`
	JSON              bool     `name:"json" help:"Print the table as JSON."`
}

// Help is shown below the usage.
func (*trendCommand) Help() string {
	return "Figures by date with numerator, denominator and what is not covered, and the change in points, exact and as printed. Figures of different " +
		"definitions, editions, indicators or operator rules are refused. A projection has a range: smallest and largest monthly rate seen, or with " +
		"two dates what their rounding hides; where it cannot be told it says so.\n\n" +
		"Examples:\n\n  phusong trend out-2023 out-2024 --indicator fiber.connected --to 2025\n  phusong trend history.csv -o trend.csv\n\n" + exitCodes
}

// Run executes the command.
func (c *trendCommand) Run(a *app) error {
	if c.Decimals < 0 || c.Decimals > report.PercentDecimals {
		return fmt.Errorf("--decimals %d: want 0 to %d", c.Decimals, report.PercentDecimals)
	}
	var to *coverage.Period
	if c.To != "" {
		p, err := coverage.ParsePeriod(c.To)
		if err != nil {
			return fmt.Errorf("--to: %w", err)
		}
		to = &p
	}
	entries, err := c.entries()
	if err != nil {
		return err
	}
	all, err := trend.Build(entries, c.AcrossDefinitions)
	if err != nil {
		return err
	}
	rows := report.TrendRows(several(all), c.Decimals, to)
	if len(rows) == 0 {
		return hintError{fmt.Errorf("no figure at more than one date"), "give outputs of at least two dates; --level and --indicator must name figures that they have"}
	}
	if c.Out != "" {
		if err := writeOne(c.Out, func(w io.Writer) error { return report.WriteTrend(w, rows) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return report.WriteTrendJSON(a.stdout, rows)
	}
	return report.WriteTrendTable(a.stdout, rows, c.Language)
}

// several keeps the series of more than one date.
func several(all []trend.Series) []trend.Series {
	var kept []trend.Series
	for _, s := range all {
		if len(s.Points) > 1 {
			kept = append(kept, s)
		}
	}
	return kept
}

// entries reads every output and table, and keeps what is asked for.
func (c *trendCommand) entries() ([]trend.Entry, error) {
	var all []trend.Entry
	for _, from := range c.From {
		if strings.EqualFold(filepath.Ext(from), ".csv") {
			text, err := os.ReadFile(from)
			if err != nil {
				return nil, err
			}
			entries, err := trend.ParseHistory(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", from, err)
			}
			all = append(all, entries...)
			continue
		}
		observations, err := writtenObservations(from)
		if err != nil {
			return nil, err
		}
		for _, o := range observations {
			all = append(all, trend.Entry{Observation: o})
		}
	}
	level := c.Level
	for _, l := range []string{coverage.LevelHamlet, coverage.LevelCommune, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation} {
		for i := range all {
			if c.Level == "" && c.Code == "" && all[i].Level == l {
				level = l
			}
		}
	}
	var kept []trend.Entry
	for _, e := range all {
		if e.Level != "" && (level != "" && e.Level != level || c.Code != "" && e.Code != c.Code) || len(c.Indicator) > 0 && !slices.Contains(c.Indicator, e.Indicator) {
			continue
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// writeOne writes one file whole or not at all.
func writeOne(path string, fill func(io.Writer) error) error {
	set, err := atomicfile.NewSet(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer set.Discard()
	if err := set.Write(filepath.Base(path), fill); err != nil {
		return err
	}
	return set.Commit()
}
