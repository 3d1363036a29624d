package main

import (
	"fmt"

	"phusong/coverage/criterion"
)

type criteriaCommand struct {
	ID string `arg:"" optional:"" complete:"criteria" help:"Print this preset as YAML, to copy and change."`
}

// Help is shown below the usage.
func (*criteriaCommand) Help() string {
	return "A criterion says what counts as covered. Its hash stands beside every figure.\n\nExamples:\n\n  phusong criteria\n  phusong criteria outdoor-110 > mine.yaml\n\n" + exitCodes
}

// Run executes the command.
func (c *criteriaCommand) Run(a *app) error {
	if c.ID != "" {
		p, err := criterion.Preset(c.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(a.stdout, p.Text())
		return err
	}
	for _, id := range criterion.Presets() {
		p, err := criterion.Preset(id)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.stdout, "%-34s %s\n", p.Label(), p.Title); err != nil {
			return err
		}
	}
	return nil
}
