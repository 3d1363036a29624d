package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/codelist"
	"phusong/coverage/crosswalk"
	"phusong/coverage/report"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

// crosswalkCommand groups the commands that relate two editions of the units.
type crosswalkCommand struct {
	Relate    relateCommand    `cmd:"" help:"Relate two editions: verify a relation and compute the shares of split units."`
	Restate   restateCommand   `cmd:"" help:"Carry households, population, fibre or figures to the other edition."`
	Territory territoryCommand `cmd:"" help:"Rebuild a province of one edition from the units of the other."`
}

// Names of the files that the commands write.
const (
	crosswalkFile     = "crosswalk.csv"
	crosswalkJSON     = "crosswalk.json"
	disagreementsFile = "disagreements.csv"
	provincesFile     = "provinces.csv"
	estimatedFile     = "estimated.csv"
	refusedFile       = "refused.csv"
	restatedPrefix    = "restated-"
	membersFile       = "members.csv"
	fragmentFile      = "region-part.yaml"
	territoryFigures  = "figures.csv"
)

type relateCommand struct {
	Relation      string   `required:"" placeholder:"FILE" complete:"file" help:"Which old unit went to which new one: the official conversion table, dvhcvn JSON, or CSV with old_code, new_code, weight."`
	Old           string   `required:"" placeholder:"EDITION=FILE" help:"Code list of the old edition, such as 2025-06=gso_communes.csv."`
	New           string   `required:"" placeholder:"EDITION=FILE" help:"Code list of the new edition."`
	Out           string   `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
	Compare       string   `placeholder:"FILE" complete:"file" help:"Another relation: the differences are listed."`
	Fill          bool     `help:"Take old units that the relation lacks from the one of --compare."`
	Correct       bool     `help:"Put right codes that are slips: a row with the name of an absent code."`
	OldBoundaries string   `placeholder:"FILE" complete:"file" help:"Polygons of old units (GeoJSON), for weights by area."`
	NewBoundaries string   `placeholder:"FILE" complete:"file" help:"Polygons of new units."`
	OldProperty   []string `default:"code,name" placeholder:"CODE,NAME" help:"Properties of the old polygons with code and name."`
	NewProperty   []string `default:"code,name" placeholder:"CODE,NAME" help:"Properties of the new polygons."`
	OldPeople     string   `placeholder:"FILE" complete:"file" help:"Population or households of old units, for weights of the way back."`
	NewPeople     string   `placeholder:"FILE" complete:"file" help:"The same of new units: the people of a split unit are spread by their density."`
	ByArea        bool     `help:"Weigh by area also where people are known."`
	Verbose       bool     `short:"v" help:"Say more about what is done."`
	JSON          bool     `name:"json" help:"Print the summary as JSON."`
}

// Help is shown below the usage.
func (*relateCommand) Help() string {
	return "Reads which old unit went to which new one, compares it with both code lists, with another relation and with the polygons, and writes " +
		"crosswalk.csv: for every unit of both editions its successors, with weights that add up to exactly 1 and what they rest on. " +
		"What does not agree is listed in disagreements.csv, each with a reason; it changes nothing.\n\n" +
		"Example:\n\n  phusong crosswalk relate --relation table.csv --old 2025-06=old.csv --new 2025-07=new.json \\\n" +
		"    --old-boundaries old.geojson --new-boundaries new.geojson -o walk\n\n" + exitCodes
}

// relating is the state of one run.
type relating struct {
	flags    *relateCommand
	log      *progress.Log
	editions crosswalk.Editions
	relation *crosswalk.Relation
	other    *crosswalk.Relation
	walk     *crosswalk.Crosswalk
	found    []crosswalk.Disagreement
	problems []coverage.Problem
	document crosswalk.Document
}

// Run executes the command.
func (c *relateCommand) Run(a *app) error {
	if c.Fill && c.Compare == "" {
		return hintError{fmt.Errorf("--fill takes units from another relation"), "give it with --compare FILE"}
	}
	inputs := []string{c.Relation, c.Compare, listFile(c.Old), listFile(c.New), c.OldBoundaries, c.NewBoundaries, c.OldPeople, c.NewPeople}
	outputs := []string{crosswalkFile, crosswalkJSON, disagreementsFile, report.ProblemsFile}
	if err := prepareOut(c.Out, inputs, outputs); err != nil {
		return err
	}
	job := &relating{flags: c, log: progress.New(a.stderr, a.tty, c.Verbose)}
	if err := a.interruptible(job.compute); err != nil {
		return err
	}
	d := &job.document
	files := []report.File{{Name: crosswalkFile, Fill: job.walk.Write}, {Name: crosswalkJSON, Fill: d.WriteJSON},
		{Name: disagreementsFile, Fill: func(w io.Writer) error { return crosswalk.WriteDisagreements(w, job.found) }},
		{Name: report.ProblemsFile, Fill: func(w io.Writer) error { return report.WriteProblems(w, job.problems) }}}
	if err := writeSet(c.Out, files, job.log); err != nil {
		return err
	}
	if c.JSON {
		return d.WriteJSON(a.stdout)
	}
	return job.tell(a.stdout)
}

// compute reads everything and makes the crosswalk.
func (j *relating) compute() error {
	if err := j.read(); err != nil {
		return err
	}
	j.found = append(j.found, j.relation.Verify(j.editions)...)
	j.document.Counts = map[string]int64{"pairs": int64(len(j.relation.Pairs)), "split_old_units": int64(len(j.relation.Split()))}
	if j.flags.Correct {
		corrected, slips := j.relation.Correct(j.editions.Old)
		j.relation = corrected
		j.document.Counts["corrected_codes"] = int64(slips)
		j.note("%d codes of the relation that are slips were put right: old.miscoded in %s", slips, disagreementsFile)
	}
	if j.other != nil {
		common, differences := j.relation.Difference(j.other)
		j.found = append(j.found, differences...)
		j.document.Counts["pairs_in_common"] = int64(common)
	}
	evidence, err := j.evidence()
	if err != nil {
		return err
	}
	var fill *crosswalk.Relation
	if j.flags.Fill {
		fill = j.other
	}
	j.walk = crosswalk.New(j.relation, fill, j.editions, evidence)
	j.finish()
	return nil
}

func (j *relating) note(format string, args ...any) {
	j.document.Notes = append(j.document.Notes, fmt.Sprintf(format, args...))
}

func (j *relating) read() error {
	stage := j.log.Stage("read", "lists")
	var err error
	if j.editions.Old, err = readList("--old", j.flags.Old); err != nil {
		return err
	}
	if j.editions.New, err = readList("--new", j.flags.New); err != nil {
		return err
	}
	if j.editions.Old.Edition == j.editions.New.Edition {
		return hintError{fmt.Errorf("both lists are of edition %s", j.editions.Old.Edition), "give each its own: --old 2025-06=FILE --new 2025-07=FILE"}
	}
	if j.relation, err = crosswalk.ReadRelation(j.flags.Relation); err != nil {
		return err
	}
	j.document.Inputs = crosswalk.Records([]coverage.Input{j.relation.Input, j.editions.Old.Input, j.editions.New.Input})
	if j.flags.Compare != "" {
		if j.other, err = crosswalk.ReadRelation(j.flags.Compare); err != nil {
			return err
		}
		j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{j.other.Input})...)
	}
	j.problems = slices.Concat(j.editions.Old.Problems, j.editions.New.Problems)
	stage.Done("%d old and %d new units, %d pairs", len(j.editions.Old.Units), len(j.editions.New.Units), len(j.relation.Pairs))
	for _, e := range []struct{ stated, given string }{{j.relation.OldEdition, j.editions.Old.Edition}, {j.relation.NewEdition, j.editions.New.Edition}} {
		if e.stated != "" && e.stated != e.given {
			return hintError{fmt.Errorf("%s relates edition %s, the list is of %s", j.flags.Relation, e.stated, e.given), "give the list of the edition that the relation names"}
		}
	}
	return nil
}

// readList reads a code list from EDITION=FILE.
func readList(flag, text string) (*codelist.List, error) {
	edition, path, ok := strings.Cut(text, "=")
	if !ok || edition == "" || path == "" {
		return nil, hintError{fmt.Errorf("%s %q is not EDITION=FILE", flag, text), "such as " + flag + " 2025-06=gso_communes.csv"}
	}
	return codelist.Read(path, edition)
}

// listFile is the file of EDITION=FILE.
func listFile(text string) string {
	_, path, _ := strings.Cut(text, "=")
	return path
}

// evidence reads what weights rest on, and compares the polygons with the relation.
func (j *relating) evidence() (crosswalk.Evidence, error) {
	e := crosswalk.Evidence{ByArea: j.flags.ByArea}
	names := crosswalk.New(j.relation, nil, j.editions, e)
	for _, p := range []struct {
		path, edition string
		into          *map[string]coverage.Micro
	}{{j.flags.OldPeople, j.editions.Old.Edition, &e.OldCounts}, {j.flags.NewPeople, j.editions.New.Edition, &e.NewCounts}} {
		if p.path == "" {
			continue
		}
		facts, err := names.ReadUnitFacts(p.path, p.edition)
		if err != nil {
			return e, err
		}
		*p.into = facts.People
		if len(facts.People) == 0 {
			*p.into = facts.Households
		}
		j.problems = append(j.problems, facts.Problems...)
		j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{facts.Input})...)
		if len(*p.into) == 0 {
			return e, hintError{fmt.Errorf("%s has neither population nor households", p.path), "name the column population or households"}
		}
	}
	switch {
	case j.flags.OldBoundaries == "" && j.flags.NewBoundaries == "":
		return e, nil
	case j.flags.OldBoundaries == "" || j.flags.NewBoundaries == "":
		return e, hintError{fmt.Errorf("weights by area need the polygons of both editions"), "give --old-boundaries and --new-boundaries"}
	}
	var err error
	e.AreasM2, err = j.overlay()
	return e, err
}

func (j *relating) overlay() (map[[2]string]int64, error) {
	stage := j.log.Stage("overlay", "units")
	old, err := readPolygons(j.flags.OldBoundaries, j.flags.OldProperty)
	if err != nil {
		return nil, err
	}
	now, err := readPolygons(j.flags.NewBoundaries, j.flags.NewProperty)
	if err != nil {
		return nil, err
	}
	areas, err := crosswalk.Overlaps(old, now, stage.Progress)
	if err != nil {
		return nil, err
	}
	compared, found := j.relation.VerifyGeometry(j.editions, old, now, areas)
	j.found = append(j.found, found...)
	j.problems = slices.Concat(j.problems, old.Problems, now.Problems)
	j.document.Counts["compared_with_polygons"] = int64(compared)
	j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{old.Input, now.Input})...)
	stage.Done("%d overlaps of %d old and %d new units", len(areas), len(old.Codes), len(now.Codes))
	return areas, nil
}

func readPolygons(path string, properties []string) (*crosswalk.Polygons, error) {
	properties = append(properties, "", "")
	return crosswalk.ReadPolygons(path, properties[0], properties[1])
}

// finish fills in the document.
func (j *relating) finish() {
	d := &j.document
	d.Version, d.Command, d.Method = version(), "crosswalk relate", crosswalk.Method
	d.From, d.To = j.walk.Editions()
	for _, edition := range []string{d.From, d.To} {
		units, split, basis := j.walk.Counts(edition)
		d.Counts["units_of_"+edition], d.Counts["shared_out_of_"+edition] = int64(units), int64(split)
		for b, n := range basis {
			d.Counts["people_of_"+edition+"_by_"+string(b)] = int64(n)
		}
	}
	d.Disagree = map[string]int64{}
	for _, f := range j.found {
		d.Disagree[f.Rule]++
	}
	d.Notes = list(d.Notes)
	j.problems = coverage.SortProblems(j.problems)
}

// tell prints the summary.
func (j *relating) tell(w io.Writer) error {
	d := &j.document
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s: %d pairs\n", d.From, d.To, d.Counts["pairs"])
	for _, edition := range []string{d.From, d.To} {
		units, split, basis := j.walk.Counts(edition)
		var parts []string
		for _, kind := range []crosswalk.Basis{crosswalk.Exact, crosswalk.Stated, crosswalk.Population, crosswalk.Area, crosswalk.Equal} {
			if basis[kind] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", basis[kind], kind))
			}
		}
		fmt.Fprintf(&b, "%s: %d units with successors, %d of them with several; people carried: %s\n", edition, units, split, strings.Join(parts, ", "))
	}
	for _, rule := range sortedNames(d.Disagree) {
		fmt.Fprintf(&b, "disagreement %s: %d\n", rule, d.Disagree[rule])
	}
	for _, n := range d.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func sortedNames[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// prepareOut refuses an output folder in which a result would replace an input,
// or that cannot be written to.
func prepareOut(out string, inputs, names []string) error {
	for _, name := range names {
		for _, input := range inputs {
			if input != "" && samePath(filepath.Join(out, name), input) {
				return hintError{fmt.Errorf("the results would replace %s, which is read", input), "give another folder with -o; nothing was written"}
			}
		}
	}
	if err := atomicfile.Probe(out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	return nil
}

// writeSet puts files into a folder, whole or not at all.
func writeSet(out string, files []report.File, log *progress.Log) error {
	stage := log.Stage("write", "files")
	set, err := atomicfile.NewSet(out)
	if err != nil {
		return hintError{err, "check that the folder can be written to and has room"}
	}
	defer set.Discard()
	for _, f := range files {
		if err := set.Write(f.Name, f.Fill); err != nil {
			return hintError{err, "check that the folder can be written to and has room"}
		}
	}
	if err := set.Commit(); err != nil {
		return err
	}
	stage.Done("%d files in %s", len(files), out)
	log.Close()
	return nil
}
