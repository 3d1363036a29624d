package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"phusong/coverage/check"
	"phusong/coverage/claim"
	"phusong/internal/progress"
)

type checkCommand struct {
	regionFlags
	runFlags
	Update bool `help:"Accept the result: rewrite the expect folder."`
}

// Help is shown below the usage.
func (*checkCommand) Help() string {
	return "Recomputes the region and compares every figure and output file with REGION/expect. On a difference it names the first unit " +
		"and whether an input, the definition or the code changed. Figures in REGION/published.csv must come out as printed, and claims in REGION/claims.csv must be judged as their column expect says.\n\n" +
		"Examples:\n\n  phusong check fixtures/longan\n  phusong check --update fixtures/longan\n\n" + exitCodes
}

// checkSummary is what --json prints.
type checkSummary struct {
	Region     string            `json:"region"`
	Same       bool              `json:"same"`
	Difference *check.Difference `json:"difference,omitempty"`
	Published  []check.Claim     `json:"published,omitempty"`
	Claims     []claim.Judgement `json:"claims,omitempty"`
}

// Run executes the command.
func (c *checkCommand) Run(a *app) error {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return err
	}
	result, run, err := c.compute(a, log, region, c.runFlags)
	if err != nil {
		return err
	}
	got, err := check.NewRecord(result, run)
	if err != nil {
		return err
	}
	claims, err := check.Published(c.Region, result)
	if err != nil {
		return err
	}
	if c.Update {
		if err := check.Save(c.Region, got); err != nil {
			return err
		}
	}
	want, err := check.Load(c.Region)
	if errors.Is(err, check.ErrNoExpectation) {
		return hintError{err, "phusong check --update " + c.Region}
	}
	if err != nil {
		return err
	}
	judged, err := check.Claims(c.Region, result)
	if err != nil {
		return err
	}
	summary := checkSummary{Claims: judged, Region: result.Dataset.Name, Difference: check.Compare(want, got), Published: claims}
	summary.Same = summary.Difference == nil
	return c.tell(a, summary)
}

// tell prints the outcome; it is errCheckFailed when anything differs.
func (c *checkCommand) tell(a *app, s checkSummary) error {
	missed := 0
	for _, p := range s.Published {
		if !p.Holds() {
			missed++
		}
	}
	unexpected := check.Unexpected(s.Claims)
	if c.JSON {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", " ")
		if err := e.Encode(s); err != nil {
			return err
		}
	} else {
		for _, p := range s.Published {
			fmt.Fprintln(a.stdout, p)
		}
		for i := range s.Claims {
			if j := &s.Claims[i]; j.Expect != "" && j.Expect != j.Verdict {
				fmt.Fprintf(a.stdout, "expected to be %s: ", j.Expect)
				j.Write(a.stdout, "en")
			}
		}
		switch {
		case !s.Same:
			fmt.Fprintf(a.stdout, "%s: DIFFERENT\n%s", s.Region, s.Difference)
		case missed > 0:
			fmt.Fprintf(a.stdout, "%s: as expected, but %d of %d published figures do not come out\n", s.Region, missed, len(s.Published))
		case unexpected > 0:
			fmt.Fprintf(a.stdout, "%s: as expected, but %d of %d claims are not\n", s.Region, unexpected, len(s.Claims))
		default:
			fmt.Fprintf(a.stdout, "%s: as expected\n", s.Region)
		}
	}
	if !s.Same || missed > 0 || unexpected > 0 {
		return errCheckFailed
	}
	return nil
}
