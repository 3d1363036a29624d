package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/link"
	"phusong/coverage/plot"
	"phusong/coverage/report"
	"phusong/geo/encoding/table"
	"phusong/geo/terrain"
	"phusong/internal/filehash"
	"phusong/internal/progress"
)

// pathJob is what a run of the command was asked for, read and checked.
type pathJob struct {
	links     []link.Link
	problems  []coverage.Problem
	options   link.Options
	ground    link.Terrain // without DEM: none
	region    string       // name
	label     *report.CriterionRecord
	inputs    []report.InputRecord
	landCover string // path
}

func (j *pathJob) close() {
	if j.ground.DEM != nil {
		j.ground.DEM.Close() // it was read only
	}
}

// prepare reads everything but the heights.
func (c *pathCommand) prepare(log *progress.Log) (*pathJob, error) {
	job := &pathJob{options: link.Options{Models: c.Model}}
	if c.Step != nil {
		job.ground.StepM = float64(*c.Step)
	}
	var err error
	if c.Terrain != "" { // wins over that of a region
		err = c.openTerrain(job)
	}
	switch {
	case err != nil:
	case c.Region != "":
		err = c.fromRegion(job, log)
	default:
		err = c.fromFlags(job)
	}
	if err != nil {
		job.close()
		return nil, err
	}
	job.labelOverTerrain()
	return job, nil
}

// labelOverTerrain records the criterion as it is over the terrain, as in the runs
// of phusong coverage: figures of the two would be mistaken for each other.
func (j *pathJob) labelOverTerrain() {
	c := j.options.Criterion
	if j.label == nil || j.ground.DEM == nil || c.Terrain != "" {
		return
	}
	surface := string(j.ground.DEM.Surface())
	if j.ground.LandCover {
		surface += criterion.WithClutter
	}
	j.label = labelOf(c.OverTerrain(surface))
}

func labelOf(c criterion.Criterion) *report.CriterionRecord {
	return &report.CriterionRecord{Label: c.Label(), Definition: c.Definition("en"), Text: c.Text()}
}

func (c *pathCommand) openTerrain(job *pathJob) error {
	o := terrain.Options{Surface: terrain.Surface(c.Surface), LandCover: c.LandCover}
	if c.LandCover != "" {
		o.ClutterHeightsM = terrain.WorldCoverHeightsM()
		job.ground.LandCover, job.landCover = true, c.LandCover
	}
	dem, err := terrain.Open(c.Terrain, o)
	if err != nil {
		return hintError{err, "--terrain takes a folder of .hgt or GeoTIFF tiles in degrees of WGS 84"}
	}
	job.ground.DEM = dem
	return nil
}

// fromFlags takes one link, or a table of them.
func (c *pathCommand) fromFlags(job *pathJob) error {
	if err := c.criterion(job, &regionFlags{Criterion: c.Criterion}, cmp.Or(c.Criterion, "none")); err != nil {
		return err
	}
	l := c.template(job.options.Criterion)
	if t := l.Cell.Technology; !slices.Contains(coverage.Technologies(), t) {
		return hintError{fmt.Errorf("%q is no technology of a cell", t), "give 2g, 3g, 4g or 5g"}
	}
	if c.Links != "" {
		return c.readLinks(job, l)
	}
	l.ID = "link"
	if err := l.Validate(); err != nil {
		return hintError{err, "put the flag of that name right"}
	}
	job.links = []link.Link{l}
	return nil
}

// criterion resolves the criterion, if there is one; --indoor alone makes one
// without a threshold.
func (c *pathCommand) criterion(job *pathJob, from *regionFlags, name string) error {
	if name == "none" {
		job.options.Criterion.Indoor = criterion.Indoor(c.Indoor)
		return nil
	}
	crit, err := from.loadCriterion(dataset.Region{Criterion: name})
	if err != nil {
		return err
	}
	if crit.Kind != criterion.KindRSRP {
		return noLevel(crit)
	}
	job.options.Criterion = crit
	job.label = labelOf(crit)
	return nil
}

func (c *pathCommand) readLinks(job *pathJob, defaults link.Link) error {
	if defaults.Validate() != nil { // of flags alone: what rows must state is NaN
		for _, n := range link.Numbers() {
			if v := *n.Of(&defaults); !math.IsNaN(v) && !n.In.Contains(v) {
				return hintError{fmt.Errorf("%s %v: it must be in %v %s", n.Column, v, n.In, n.Unit), "put the flag of that name right"}
			}
		}
	}
	name := filepath.Base(c.Links)
	r, err := table.Open(c.Links, table.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w", c.Links, err)
	}
	defer r.Close()
	read, err := link.ReadTable(r, name, defaults)
	if err != nil {
		return hintError{err, "phusong path --help names the columns"}
	}
	job.links, job.problems = read.Links, read.Problems
	if len(read.Links) == 0 && len(read.Problems) > 0 {
		return hintError{fmt.Errorf("%s: no row can be used; the first problem: %s", name, read.Problems[0]), "put the rows right"}
	}
	if len(read.Links) == 0 {
		return hintError{fmt.Errorf("%s: there is no row under the names of the columns", name), "add a row per link"}
	}
	if err := c.protect([]string{c.Links}); c.Out != "" && err != nil {
		return err
	}
	return job.addInput("links", c.Links)
}

// fromRegion takes the cells of a station.
func (c *pathCommand) fromRegion(job *pathJob, log *progress.Log) error {
	flags := &regionFlags{Region: c.Region, Criterion: c.Criterion}
	region, err := flags.region()
	if err != nil {
		return err
	}
	if err := c.criterion(job, flags, cmp.Or(region.Criterion, defaultCriterion)); err != nil {
		return err
	}
	if c.Out != "" {
		if err := flags.protectInputs(region, c.Out, []string{report.LinksFile, report.ProblemsFile, report.RunFile}); err != nil {
			return err
		}
	}
	d, err := flags.load(region, 0, log)
	if err != nil {
		return err
	}
	job.region, job.problems = d.Name, d.Problems
	for _, in := range d.Inputs {
		job.inputs = append(job.inputs, report.InputRecord(in))
	}
	if job.ground.DEM == nil {
		job.ground.DEM, job.ground.LandCover = d.Terrain, d.LandCover != ""
	}
	return c.cells(job, d)
}

// cells makes a link of each cell that --site names.
func (c *pathCommand) cells(job *pathJob, d *coverage.Dataset) error {
	site, cell := splitSite(d, c.Site)
	chosen, err := plot.Choose(d, plot.Choice{Site: site, Cell: cell, Covers: job.options.Criterion.Covers})
	if err != nil {
		return hintError{err, "write --site SITE, or --site SITE/CELL"}
	}
	if !chosen.Site.Located {
		return hintError{fmt.Errorf("site %s has no position", site), "add it to the table of stations"}
	}
	for _, radio := range chosen.Site.Cells {
		l := c.template(job.options.Criterion)
		if l.ID = radio.ID; !strings.HasPrefix(l.ID, site+"/") {
			l.ID = site + "/" + radio.ID
		}
		l.From = link.Place{Lon: chosen.Site.Lon, Lat: chosen.Site.Lat}
		l.Cell, l.Pattern = radio, d.PatternOf(&radio)
		if err := l.Validate(); err != nil {
			return fmt.Errorf("cell %s: %w", l.ID, err)
		}
		job.links = append(job.links, l)
	}
	return nil
}

// splitSite finds the station and the cell that a name means: a station, whatever
// strokes its ID has, or a cell of one by its whole ID or by what follows the stroke.
func splitSite(d *coverage.Dataset, name string) (site, cell string) {
	site, cell, _ = strings.Cut(name, "/")
	for i := range d.Sites {
		s := &d.Sites[i]
		if s.ID == name {
			return name, ""
		}
		if slices.ContainsFunc(s.Cells, func(c coverage.Cell) bool { return c.ID == name && strings.HasPrefix(name, s.ID+"/") }) {
			return s.ID, name
		}
	}
	return site, cell
}

// pathResult is what a job came to.
type pathResult struct {
	run     report.LinkRun
	records []report.LinkRecord
}

// predict predicts every link and writes the files. Tables of single links, and all
// under -v, are printed from a buffer when everything is in place.
func (c *pathCommand) predict(a *app, job *pathJob) (pathResult, error) {
	done := pathResult{run: report.LinkRun{Version: version(), Region: job.region, Criterion: job.label, Options: c.options(), Models: []report.LinkModel{},
		Problems: map[string]int64{}, Files: []string{}}}
	var files *report.LinkFiles
	if c.Out != "" {
		var err error
		if files, err = report.NewLinkFiles(a.ctx, c.Out); err != nil {
			return done, hintError{err, "choose a folder that can be written to"}
		}
		defer files.Discard()
	}
	var text bytes.Buffer
	used := map[string]bool{}
	for i := range job.links {
		if a.ctx.Err() != nil {
			return done, a.ctx.Err()
		}
		r, err := c.one(a, job, &job.links[i], used)
		if err != nil {
			return done, fmt.Errorf("link %s: %w", job.links[i].ID, err)
		}
		done.run.Count(&r)
		done.records = append(done.records, report.NewLinkRecord(&r))
		if err := c.show(&text, i, &r); err != nil {
			return done, err
		}
		if files != nil {
			if err := files.Add(&r, !c.NoProfiles); err != nil {
				return done, hintError{err, "check that the folder can be written to and has room"}
			}
		}
	}
	if err := c.finish(job, &done, used); err != nil {
		return done, err
	}
	if files != nil {
		var err error
		if done.run.Files, err = files.Commit(done.run, job.problems); err != nil {
			return done, hintError{err, "check that the folder can be written to and has room"}
		}
	}
	_, err := text.WriteTo(a.stdout)
	return done, err
}

// one surveys and predicts a link.
func (c *pathCommand) one(a *app, job *pathJob, l *link.Link, used map[string]bool) (link.Result, error) {
	var ground *link.Ground
	if job.ground.DEM != nil {
		var err error
		if ground, err = link.Survey(a.ctx, job.ground, l); err != nil {
			return link.Result{}, err
		}
		if box, ok := ground.Bounds(); ok && c.Terrain != "" { // a region has its own in its inputs
			for _, path := range job.ground.DEM.FilesIn(box) {
				used[path] = true
			}
		}
	}
	return link.Predict(*l, ground, job.options)
}

// show prints the table of a link where print does not.
func (c *pathCommand) show(w io.Writer, i int, r *link.Result) error {
	if c.JSON || c.Links != "" && !c.Verbose {
		return nil
	}
	if i > 0 {
		fmt.Fprintln(w) // to memory
	}
	if err := report.WriteLink(w, r); err != nil || !c.Verbose {
		return err
	}
	return report.WriteStages(w, r)
}

// finish completes the record.
func (c *pathCommand) finish(job *pathJob, done *pathResult, used map[string]bool) error {
	var paths []string
	for path := range used {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if err := job.addInput("terrain", path); err != nil {
			return err
		}
	}
	if job.landCover != "" && job.ground.DEM != nil {
		if err := job.addInput("land_cover", job.landCover); err != nil {
			return err
		}
	}
	done.run.Inputs = append([]report.InputRecord{}, job.inputs...)
	done.run.Counts["problems"] = int64(len(job.problems))
	for _, p := range job.problems {
		done.run.Problems[p.Rule]++
	}
	return nil
}

// addInput notes a file that was read, once, by its name alone.
func (j *pathJob) addInput(role, path string) error {
	n, sum, err := filehash.Of(path)
	if err != nil {
		return err
	}
	j.inputs = append(j.inputs, report.InputRecord{Role: role, File: filepath.Base(path), Bytes: n, SHA256: sum})
	return nil
}

// options are the flags that act on every link, as resolved; what is of one link
// stands in links.csv.
func (c *pathCommand) options() []report.OptionRecord {
	t := c.template(criterion.Criterion{})
	number := func(v float64) string { return fmt.Sprint(v) }
	all := []report.OptionRecord{{Name: "dn", Value: number(t.Conditions.DN)}, {Name: "n0", Value: number(t.Conditions.N0)},
		{Name: "percent_time", Value: number(t.Conditions.PercentTime)}, {Name: "percent_locations", Value: number(t.Conditions.PercentLocations)},
		{Name: "resolution_m", Value: number(t.Conditions.ResolutionM)}, {Name: "polarisation", Value: c.Polarisation}, {Name: "zone", Value: c.Zone},
		{Name: "indoor", Value: cmp.Or(c.Indoor, "none")}}
	if c.Terrain != "" {
		all = append(all, report.OptionRecord{Name: "surface", Value: cmp.Or(c.Surface, string(terrain.SurfaceModel))})
	}
	if c.Step != nil {
		all = append(all, report.OptionRecord{Name: "step_m", Value: number(float64(*c.Step))})
	}
	if len(c.Model) > 0 {
		all = append(all, report.OptionRecord{Name: "model", Value: strings.Join(c.Model, ",")})
	}
	return all
}
