package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage"
	"phusong/coverage/check"
	"phusong/coverage/claim"
	"phusong/coverage/dataset"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

type claimsCommand struct {
	regionFlags
	runFlags
	File     []string `placeholder:"FILE" complete:"file" help:"Tables of claims in place of the region's."`
	Also     []string `placeholder:"DIR" complete:"dir" help:"Further evidence: outputs of analyze, of other dates."`
	Language string   `default:"en" enum:"en,vi" help:"Language of the reasons: en or vi." aliases:"lang"`
}

// Help is shown below the usage.
func (*claimsCommand) Help() string {
	return "Judges each claim of REGION/claims.csv (without one, of REGION/published.csv), or of --file, by the figures of the region (or of a folder that " +
		"analyze wrote): whether the printed number holds, under which rounding and which definition, what would have to change, and which claims " +
		"that sound contrary can both be true. Exit code 1 where a claim is inconsistent, or not as its column expect says.\n\n" +
		"Examples:\n\n  phusong claims fixtures/binhdinh\n  phusong claims out --file claims.csv --also out-2023 --language vi\n\n" + exitCodes
}

// Run executes the command.
func (c *claimsCommand) Run(a *app) error {
	claims, err := c.claims()
	if err != nil {
		return err
	}
	evidence, err := c.observations(a, c.runFlags)
	if err != nil {
		return err
	}
	for _, dir := range c.Also {
		more, err := writtenObservations(dir)
		if err != nil {
			return err
		}
		evidence = append(evidence, more...)
	}
	all := claim.Judge(claims, evidence)
	if err := c.tell(a, all); err != nil {
		return err
	}
	for i := range all {
		if wrong := all[i].Verdict == claim.Inconsistent; all[i].Expect == "" && wrong || all[i].Expect != "" && all[i].Expect != all[i].Verdict {
			return errCheckFailed
		}
	}
	return nil
}

func (c *claimsCommand) claims() ([]claim.Claim, error) {
	files := c.File
	given := len(files) > 0
	if !given {
		files = []string{filepath.Join(c.Region, check.ClaimsFile), filepath.Join(c.Region, check.PublishedFile)}
	}
	var all []claim.Claim
	for _, file := range files {
		claims, err := check.ReadClaims(file)
		if !given && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, claims...)
		if !given { // published.csv says no more than claims.csv does
			break
		}
	}
	if len(all) == 0 {
		return nil, hintError{errors.New("no claims"), "write claims.csv into the region's folder, or give --file; docs/data.md has the columns"}
	}
	return all, nil
}

// observations computes a region, with its history, or reads an output.
func (f *regionFlags) observations(a *app, flags runFlags) ([]coverage.Observation, error) {
	if !isRegion(f.Region) {
		if _, err := os.Stat(filepath.Join(f.Region, report.RunFile)); err == nil {
			return writtenObservations(f.Region)
		}
	}
	region, err := f.region()
	if err != nil {
		return nil, err
	}
	r, _, err := f.compute(a, progress.New(a.stderr, a.tty, flags.Verbose), region, flags)
	if err != nil {
		return nil, err
	}
	return append(r.Observations(), r.Dataset.History...), nil
}

func isRegion(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, dataset.RegionFile))
	return err == nil
}

func writtenObservations(dir string) ([]coverage.Observation, error) {
	out, err := output.Read(dir)
	if err != nil {
		return nil, err
	}
	return out.Observations(), nil
}

func (c *claimsCommand) tell(a *app, all []claim.Judgement) error {
	together := claim.Together(all)
	if c.JSON {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(struct {
			Claims   []claim.Judgement `json:"claims"`
			Together []claim.Text      `json:"together"`
		}{all, together})
	}
	var b strings.Builder
	for i := range all {
		all[i].Write(&b, c.Language)
	}
	for _, t := range together {
		fmt.Fprintln(&b, t.In(c.Language))
	}
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}
