package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

type validateCommand struct {
	regionFlags
	runFlags
	quarantineFlags
	Out string `short:"o" placeholder:"DIR" complete:"dir" help:"Folder for problems.csv and quarantine; else problems are printed."`
}

// Help is shown below the usage.
func (*validateCommand) Help() string {
	return "Reads every file of the region and reports rows that were rejected, repaired or doubtful, with file, row, column, value, " +
		"rule and action. Nothing is computed.\n\nExamples:\n\n  phusong validate fixtures/longan\n" +
		"  phusong validate my-region --strict && echo clean\n\n" + exitCodes
}

// Run executes the command.
func (c *validateCommand) Run(a *app) error {
	region, err := c.region()
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.protectInputs(region, c.Out, []string{report.ProblemsFile}); err != nil {
			return err
		}
		if err := protectEdits(c.Out); err != nil {
			return err
		}
	}
	var d *coverage.Dataset
	err = a.interruptible(func() (err error) {
		d, err = c.loadWith(region, c.runFlags, progress.New(a.stderr, a.tty, c.Verbose))
		return err
	})
	if err != nil {
		return err
	}
	if err := c.tell(a, d); err != nil {
		return err
	}
	return c.refuse(d)
}

func (c *validateCommand) tell(a *app, d *coverage.Dataset) error {
	if c.Out != "" {
		if err := report.WriteProblemSet(a.ctx, c.Out, d, c.QuarantineFormat); err != nil {
			return hintWrite(err)
		}
		tellQuarantine(a.stderr, d, c.Out)
	}
	if c.JSON {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(struct {
			Region   string             `json:"region"`
			Tables   []coverage.Table   `json:"tables"`
			Problems []coverage.Problem `json:"problems"`
		}{d.Name, append([]coverage.Table{}, d.Tables...), append([]coverage.Problem{}, d.Problems...)})
	}
	if c.Out == "" {
		for _, p := range d.Problems {
			fmt.Fprintln(a.stdout, p)
		}
	}
	if err := writeTables(a.stdout, d); err != nil {
		return err
	}
	for _, c := range countRules(d.Problems) {
		fmt.Fprintf(a.stdout, "%6d %s\n", c.problems, c.rule)
	}
	_, err := fmt.Fprintf(a.stdout, "%s: %d units, %d sites, %d problems\n", d.Name, len(d.Units), len(d.Sites), len(d.Problems))
	return err
}

// ruleCount is how many problems a rule found.
type ruleCount struct {
	rule     string
	problems int
}

// countRules counts problems by rule, in order of the rules.
func countRules(problems []coverage.Problem) []ruleCount {
	var counts []ruleCount
	for _, p := range problems {
		i, found := slices.BinarySearchFunc(counts, p.Rule, func(c ruleCount, rule string) int { return strings.Compare(c.rule, rule) })
		if !found {
			counts = slices.Insert(counts, i, ruleCount{rule: p.Rule})
		}
		counts[i].problems++
	}
	return counts
}
