package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/internal/progress"
)

// regionFlags are the entries of region.yaml as flags; a flag wins over the file.
// Files given as flags are relative to the current folder.
type regionFlags struct {
	Region string `arg:"" complete:"dir" help:"Folder with region.yaml, or with the files that the flags name."`

	Name           string   `help:"Name of the region." group:"Region entries"`
	Edition        string   `help:"State of the commune codes, such as 2025-06." group:"Region entries"`
	AsOf           string   `help:"Date of the figures." group:"Region entries"`
	Boundaries     string   `help:"GeoJSON, shapefile, GeoPackage or KML of communes." placeholder:"FILE" complete:"file" group:"Region entries"`
	CodeProperty   string   `help:"Property that holds the code of a commune." placeholder:"NAME" group:"Region entries"`
	NameProperty   string   `help:"Property that holds its name." placeholder:"NAME" group:"Region entries"`
	Sites          string   `help:"Stations: CSV, XLSX, GeoJSON, shapefile, GeoPackage, KML, OpenCelliD CSV." placeholder:"FILE" complete:"file" group:"Region entries"`
	Households     string   `help:"Households and people by commune." placeholder:"FILE" complete:"file" group:"Region entries"`
	Population     string   `help:"Gridded population, GeoTIFF or ASCII grid." placeholder:"FILE" complete:"file" group:"Region entries"`
	PopulationKind string   `help:"What the grid holds: count or density." placeholder:"KIND" complete:"count,density" group:"Region entries"`
	Fiber          string   `help:"Fibre by commune." placeholder:"FILE" complete:"file" group:"Region entries"`
	Hamlets        string   `help:"Hamlets." placeholder:"FILE" complete:"file" group:"Region entries"`
	Centres        string   `help:"Centres of communes." placeholder:"FILE" complete:"file" group:"Region entries"`
	Criterion      string   `help:"Preset (see phusong criteria) or YAML file." complete:"criteria|file" group:"Region entries"`
	Register       string   `help:"Profile of the gap register of hamlets: centre, nested, official-1603 or a YAML file." placeholder:"PROFILE" complete:"centre,nested,official-1603|file" group:"Region entries"`
	Technologies   []string `help:"Technologies of mobile figures: 2g,3g,4g,4g+,5g." complete:"2g,3g,4g,4g+,5g" group:"Region entries"`
	Demand         string   `help:"Where people live within a commune: raster, points or area." complete:"raster,points,area" group:"Region entries"`
	ResolutionDeg  float64  `help:"Side of analysis cells in degrees (default 0.001, about 110 m)." group:"Region entries"`
}

// runFlags steer how a command runs; none of them changes a figure.
type runFlags struct {
	Workers int  `help:"Parallel workers, 0 for one per processor. Never changes a result."`
	Strict  bool `help:"Treat problems of the input as errors."`
	Verbose bool `short:"v" help:"Say more about what is done."`
	JSON    bool `name:"json" help:"Print the summary as JSON."`
	preparedFlags
	memoryFlags
}

// region reads region.yaml, if there is one, and lays the flags over it.
func (f *regionFlags) region() (dataset.Region, error) {
	info, err := os.Stat(f.Region)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dataset.Region{}, hintError{fmt.Errorf("no folder %s", f.Region), "give the folder that holds region.yaml"}
	case err != nil:
		return dataset.Region{}, err
	case !info.IsDir():
		return dataset.Region{}, hintError{fmt.Errorf("%s is a file", f.Region), "give the folder that holds it"}
	}
	r, err := dataset.ReadRegion(f.Region)
	missing := errors.Is(err, dataset.ErrNoRegionFile)
	if err != nil && !(missing && f.Boundaries != "") {
		return r, err
	}
	if err := f.overlay(&r); err != nil {
		return r, err
	}
	return r, r.Validate()
}

// overlay replaces what the flags name.
func (f *regionFlags) overlay(r *dataset.Region) error {
	for _, s := range []struct {
		into *string
		flag string
	}{{&r.Name, f.Name}, {&r.Edition, f.Edition}, {&r.AsOf, f.AsOf}, {&r.Boundaries.Code, f.CodeProperty},
		{&r.Boundaries.Name, f.NameProperty}, {&r.Criterion, f.Criterion}, {&r.Register, f.Register}, {&r.Demand, f.Demand}} {
		if s.flag != "" {
			*s.into = s.flag
		}
	}
	if f.ResolutionDeg != 0 {
		r.Resolution = f.ResolutionDeg
	}
	if len(f.Technologies) > 0 {
		r.Technologies = f.Technologies
	}
	return f.overlayFiles(r)
}

func (f *regionFlags) overlayFiles(r *dataset.Region) error {
	var errs []error
	relative := func(path string) string {
		from, err1 := filepath.Abs(f.Region)
		to, err2 := filepath.Abs(path)
		rel, err3 := filepath.Rel(from, to)
		errs = append(errs, err1, err2, err3)
		return rel
	}
	if f.Boundaries != "" {
		r.Boundaries.File, r.Boundaries.Layer = relative(f.Boundaries), ""
	}
	for _, t := range []struct {
		into *dataset.TableFiles
		flag string
	}{{&r.Sites, f.Sites}, {&r.Households, f.Households}, {&r.Fiber, f.Fiber}, {&r.Hamlets, f.Hamlets}, {&r.Centres, f.Centres}} {
		if t.flag != "" {
			*t.into = dataset.TableFiles{{File: relative(t.flag)}}
		}
	}
	if f.Population != "" {
		r.Population = &dataset.Population{File: relative(f.Population)}
	}
	if f.PopulationKind != "" && r.Population != nil {
		r.Population.Kind = f.PopulationKind
	}
	return errors.Join(errs...)
}

// defaultCriterion is used when neither file nor flag names one.
const defaultCriterion = "outdoor-110"

// criterionFile is the file that holds the criterion, unless it is a preset.
func (f *regionFlags) criterionFile(r dataset.Region) (path string, ok bool) {
	switch {
	case r.Criterion == "", slices.Contains(criterion.Presets(), r.Criterion):
		return "", false
	case f.Criterion != "":
		return f.Criterion, true
	}
	return filepath.Join(f.Region, r.Criterion), true
}

// loadCriterion resolves a preset name, or a YAML file relative to the region or
// the current folder.
func (f *regionFlags) loadCriterion(r dataset.Region) (criterion.Criterion, error) {
	name := cmp.Or(r.Criterion, defaultCriterion)
	path, ok := f.criterionFile(r)
	if !ok {
		c, err := criterion.Preset(name)
		if err != nil {
			return c, err
		}
		return c.Resolve()
	}
	data, err := readSmall(path)
	if err != nil {
		return criterion.Criterion{}, hintError{fmt.Errorf("criterion %q is neither a preset nor a file: %w", name, err), "phusong criteria lists the presets"}
	}
	c, err := criterion.Parse(name, data)
	if err != nil {
		return c, err
	}
	return c.Resolve()
}

// maxCriterionBytes is more than a criterion file may have: Parse says how many.
const maxCriterionBytes = 1 << 20

// readSmall reads the beginning of a file.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxCriterionBytes))
}

// load reads the region's data on a number of goroutines, 0 for one per processor, reporting the stage.
func (f *regionFlags) load(r dataset.Region, workers int, log *progress.Log) (*coverage.Dataset, error) {
	return f.loadWith(r, runFlags{Workers: workers}, log)
}

// loadWith is load as flags say; a prepared form that holds is used.
func (f *regionFlags) loadWith(r dataset.Region, flags runFlags, log *progress.Log) (*coverage.Dataset, error) {
	stage := log.Stage("read", "files")
	d, err := f.fromPrepared(r, flags, log)
	if err == nil && d == nil {
		if err := f.checkFiles(r, flags.memoryFlags); err != nil {
			return nil, err
		}
		d, err = dataset.LoadWith(f.Region, r, flags.Workers)
	}
	if err != nil {
		return nil, err
	}
	stage.Done("%d units, %d sites, %d files, %d problems", len(d.Units), len(d.Sites), len(d.Inputs), len(d.Problems))
	logDecisions(log, d)
	return d, nil
}

// newRun starts the record of a run with what was resolved.
func newRun(r dataset.Region, c criterion.Criterion) report.Run {
	run := report.Run{Version: version(), Criterion: report.CriterionRecord{Label: c.Label(), Definition: c.Definition("en"), Text: c.Text()}}
	for _, o := range r.Resolved() {
		run.Options = append(run.Options, report.OptionRecord{Name: o.Name, Value: o.Value})
	}
	return run
}

// refuse turns problems into an error under --strict.
func (f *runFlags) refuse(d *coverage.Dataset) error {
	if !f.Strict || len(d.Problems) == 0 {
		return nil
	}
	return hintError{fmt.Errorf("%d problems, and --strict is given; the first: %s", len(d.Problems), d.Problems[0]),
		"phusong validate lists them all"}
}
