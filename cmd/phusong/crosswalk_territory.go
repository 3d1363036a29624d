package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"phusong/coverage"
	"phusong/coverage/crosswalk"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

type territoryCommand struct {
	Province   string   `arg:"" help:"Province, by name or code: \"Long An\" or 80."`
	Edition    string   `required:"" placeholder:"EDITION" help:"Edition that the province belongs to, such as 2025-06."`
	Crosswalk  string   `required:"" placeholder:"FILE" complete:"file" help:"crosswalk.csv of phusong crosswalk relate."`
	Out        string   `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
	Units      string   `placeholder:"FILE" complete:"file" help:"Areas and population of the units: CSV, or the properties of a GeoJSON."`
	Boundaries string   `placeholder:"FILE" complete:"file" help:"Polygons of the units (GeoJSON), for their measured area and region-part.yaml."`
	Property   []string `default:"code,name" placeholder:"CODE,NAME" help:"Properties of the polygons with code and name."`
	Figures    string   `placeholder:"FILE" complete:"file" help:"figures.csv of the other edition: added up to the province."`
	Verbose    bool     `short:"v" help:"Say more about what is done."`
	JSON       bool     `name:"json" help:"Print the summary as JSON."`
}

// Help is shown below the usage.
func (*territoryCommand) Help() string {
	return "Lists the units of the other edition that a province was divided into, which of them are wholly inside, their area and population, and adds figures of the " +
		"other edition up to the province. region-part.yaml holds the lines of a region.yaml for a report of the old province on the new units.\n\n" +
		"Examples:\n\n  phusong crosswalk territory \"Long An\" --edition 2025-06 --crosswalk walk/crosswalk.csv \\\n    --units communes_2025.geojson -o longan\n" +
		"  phusong crosswalk territory 80 --edition 2025-06 --crosswalk walk/crosswalk.csv \\\n    --figures out/figures.csv -o longan\n\n" + exitCodes
}

// rebuilding is the state of one run.
type rebuilding struct {
	flags     *territoryCommand
	territory *crosswalk.Territory
	facts     *crosswalk.UnitFacts
	document  crosswalk.Document
	files     []report.File
	lines     []string
}

// Run executes the command.
func (c *territoryCommand) Run(a *app) error {
	if err := prepareOut(c.Out, []string{c.Crosswalk, c.Units, c.Boundaries, c.Figures}, []string{membersFile, crosswalkJSON, fragmentFile, territoryFigures, refusedFile}); err != nil {
		return err
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	job := &rebuilding{flags: c}
	if err := a.interruptible(job.compute); err != nil {
		return err
	}
	if err := writeSet(c.Out, job.files, log); err != nil {
		return err
	}
	if c.JSON {
		return job.document.WriteJSON(a.stdout)
	}
	_, err := io.WriteString(a.stdout, strings.Join(job.lines, "\n")+"\n")
	return err
}

func (j *rebuilding) compute() error {
	walk, input, err := crosswalk.Read(j.flags.Crosswalk)
	if err != nil {
		return err
	}
	if j.territory, err = walk.Territory(j.flags.Edition, j.flags.Province); err != nil {
		return err
	}
	t, d := j.territory, &j.document
	d.Version, d.Command, d.Method, d.From, d.To = version(), "crosswalk territory", crosswalk.Method, t.OtherEdition, t.Edition
	d.Inputs, d.Counts, d.Notes = crosswalk.Records([]coverage.Input{input}), map[string]int64{}, []string{}
	record := &crosswalk.TerritoryRecord{Code: t.Province.Code, Name: t.Province.Name, Edition: t.Edition, Units: t.Units, Split: t.Split, Members: len(t.Members), NotInside: []string{}}
	d.Territory = record
	for _, m := range t.Members {
		if !m.Inside() {
			record.NotInside = append(record.NotInside, m.Unit.Code)
		}
	}
	j.say("%s (%s) of %s: %d units, %d of them split; %d units of %s, %d of them wholly inside", t.Province.Name, t.Province.Code, t.Edition, t.Units, t.Split,
		len(t.Members), t.OtherEdition, len(t.Members)-len(record.NotInside))
	for _, m := range t.Members {
		if !m.Inside() {
			j.say("partly inside: %s %s: %s of its people, %s of its land", m.Unit.Code, m.Unit.Name, m.People, m.Area)
		}
	}
	for _, step := range []func(*crosswalk.Crosswalk) error{j.addFacts, j.addPolygons, j.addFigures} {
		if err := step(walk); err != nil {
			return err
		}
	}
	j.files = append(j.files, report.File{Name: membersFile, Fill: func(w io.Writer) error { return t.WriteMembers(w, j.facts) }},
		report.File{Name: fragmentFile, Fill: j.writeFragment}, report.File{Name: crosswalkJSON, Fill: d.WriteJSON})
	return nil
}

func (j *rebuilding) say(format string, args ...any) {
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

// addFacts sums published areas and populations.
func (j *rebuilding) addFacts(walk *crosswalk.Crosswalk) error {
	if j.flags.Units == "" {
		return nil
	}
	facts, err := walk.ReadUnitFacts(j.flags.Units, j.territory.OtherEdition)
	if err != nil {
		return err
	}
	j.facts = facts
	j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{facts.Input})...)
	record := j.document.Territory
	if area, estimated, missing := j.territory.Sum(facts.AreaKm2, true); len(missing) == 0 {
		record.AreaKm2 = json.Number(area.String())
		j.say("area: %s km2 as published, %s of it estimated", area, estimated)
	} else {
		j.say("area: unknown of %d units; members.csv lists them", len(missing))
	}
	people, estimated, missing := j.territory.Sum(facts.People, false)
	if len(missing) == 0 {
		record.People, record.Estimated = json.Number(people.String()), json.Number(estimated.String())
		j.say("population: %s, %s of it estimated", people, estimated)
	} else {
		record.Unknown = missing
		j.say("population: at least %s: unknown of %d units, which members.csv lists", people, len(missing))
	}
	return nil
}

// addPolygons measures the polygons of the members.
func (j *rebuilding) addPolygons(*crosswalk.Crosswalk) error {
	if j.flags.Boundaries == "" {
		return nil
	}
	polygons, err := readPolygons(j.flags.Boundaries, j.flags.Property)
	if err != nil {
		return err
	}
	j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{polygons.Input})...)
	values := map[string]coverage.Micro{}
	for _, code := range polygons.Codes {
		if v, err := coverage.MicroOf(polygons.AreaM2(code) / 1e6); err == nil {
			values[code] = v
		}
	}
	area, _, missing := j.territory.Sum(values, true)
	if len(missing) > 0 {
		j.say("polygons: none of %d units: %s", len(missing), strings.Join(missing, " "))
		return nil
	}
	const square = 1_000_000 / 100 // to a hundredth of a km2
	rounded := (area + square/2) / square * square
	j.document.Territory.PolygonKm2 = json.Number(rounded.String())
	j.say("area of the polygons: %s km2", rounded)
	j.compareAreas(values)
	return nil
}

// compareAreas names the members whose published area is far from that of their
// polygon: a row of another unit, or a wrong number.
func (j *rebuilding) compareAreas(measured map[string]coverage.Micro) {
	if j.facts == nil {
		return
	}
	const tolerance = 5 // a fifth
	var off []string
	for _, m := range j.territory.Members {
		published, ok := j.facts.AreaKm2[m.Unit.Code]
		polygon := measured[m.Unit.Code]
		if difference := max(published-polygon, polygon-published); ok && difference*tolerance > polygon {
			off = append(off, m.Unit.Code)
		}
	}
	if len(off) > 0 {
		note := fmt.Sprintf("the published area of %d units is more than a fifth off that of their polygon: %s", len(off), strings.Join(off, " "))
		j.document.Notes = append(j.document.Notes, note)
		j.say("note: %s", note)
	}
}

// addFigures adds figures of the other edition up to the province.
func (j *rebuilding) addFigures(*crosswalk.Crosswalk) error {
	if j.flags.Figures == "" {
		return nil
	}
	set, input, err := crosswalk.ReadFigures(j.flags.Figures)
	if err != nil {
		return err
	}
	figures, refused, err := j.territory.Figures(set)
	if err != nil {
		return err
	}
	j.document.Inputs = append(j.document.Inputs, crosswalk.Records([]coverage.Input{input})...)
	j.files = append(j.files, report.File{Name: territoryFigures, Fill: func(w io.Writer) error { return crosswalk.WriteFigures(w, figures) }},
		report.File{Name: refusedFile, Fill: func(w io.Writer) error { return crosswalk.WriteRefused(w, refused) }})
	j.say("figures: %d of %s in %s", len(figures), j.territory.Province.Name, territoryFigures)
	j.lines = append(j.lines, refusedLines(refused)...)
	return nil
}

// writeFragment writes the lines of a region.yaml that cut the territory out of a
// boundary file of the other edition.
func (j *rebuilding) writeFragment(w io.Writer) error {
	t := j.territory
	var quoted []string
	for _, m := range t.Members {
		quoted = append(quoted, fmt.Sprintf("%q", m.Unit.Code))
	}
	property := append(j.flags.Property, "", "")
	text := fmt.Sprintf("# %s (%s) of edition %s in the units of %s: lines for a region.yaml.\n", t.Province.Name, t.Province.Code, t.Edition, t.OtherEdition)
	if n := len(j.document.Territory.NotInside); n > 0 {
		text += fmt.Sprintf("# %d units are only partly inside, and a region takes them whole: %s.\n", n, strings.Join(j.document.Territory.NotInside, " "))
	}
	name := strings.TrimPrefix(strings.TrimPrefix(t.Province.Name, "Tỉnh "), "Thành phố ")
	text += fmt.Sprintf("# The units have no province property, so that the whole is one province, %s.\n", name)
	text += fmt.Sprintf("name: %q\nedition: %q\nboundaries:\n  file: BOUNDARIES.geojson\n  code: %s\n  name: %s\n  only:\n    property: %s\n    values: [%s]\n",
		name, t.OtherEdition, property[0], property[1], property[0], strings.Join(quoted, ", "))
	_, err := io.WriteString(w, text)
	return err
}
