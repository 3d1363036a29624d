package main

import (
	"errors"
	"fmt"
	"strconv"

	"phusong/coverage"
	"phusong/coverage/analysis"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/plot"
	"phusong/coverage/report"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

type coverageCommand struct {
	regionFlags
	runFlags
	Out        string   `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the maps."`
	Site       string   `help:"One site alone, and its surroundings." placeholder:"ID"`
	Cell       string   `help:"One cell alone, and its surroundings." placeholder:"ID"`
	Technology []string `help:"Technologies to draw: 2g,3g,4g,5g (default all there are)." complete:"2g,3g,4g,5g"`
	Operator   []string `help:"Operators to draw, by name, or any for the best of all." default:"any" complete:"any"`
	Radius     metres   `help:"Surroundings of a site, such as 30km (default 30km)." placeholder:"LENGTH"`
	Resolution metres   `help:"Side of the cells around a site, such as 30m (default 100m)." placeholder:"LENGTH"`
	Populated  bool     `help:"Only the cells where people or households are: a part of the time over terrain, the same levels."`
	Servers    bool     `help:"Also write which cell serves best: server_*.tif and servers.csv."`
	Bands      string   `help:"Lower limits of the bands in dBm, strongest first." default:"-80,-90,-100,-110,-120" placeholder:"DBM,..."`
}

// The surroundings of a site unless flags say otherwise.
const (
	defaultRadiusM     = 30_000
	defaultResolutionM = 100
)

// Help is shown below the usage.
func (*coverageCommand) Help() string {
	return "Predicts the level of the best server, of all sites in the cells of the region or of one site in a disc around it, and writes per technology " +
		"and operator signal_*.tif (dBm), state_*.tif (0 no signal, 1 level known, 2 unknown) and bands_*.geojson, whose areas are those of " +
		"statistics.csv, beside problems.csv and run.json; whole or not at all. With --populated, cells where nobody lives are a class of their own, state 3.\n\n" +
		"Examples:\n\n  phusong coverage fixtures/longan -o out --criterion outdoor-110\n" +
		"  phusong coverage my-region -o out --technology 4g --operator Viettel\n" +
		"  phusong coverage my-region -o out --site LA0001 \\\n    --radius 10km --resolution 30m --bands -85,-95,-105\n\n" + exitCodes
}

// Run executes the command.
func (c *coverageCommand) Run(a *app) error {
	limits, err := plot.ParseBands(c.Bands)
	if err != nil {
		return hintError{err, "write the limits from strong to weak: --bands -80,-90,-100"}
	}
	disc, err := c.disc()
	if err != nil {
		return err
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return err
	}
	crit, err := c.loadCriterion(region)
	if err != nil {
		return err
	}
	if err := atomicfile.Probe(c.Out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	log.Printf("%s, edition %s, %s: criterion %s", region.Name, region.Edition, region.AsOf, crit.Label())
	result, err := c.compute(a, log, levelJob{region, crit, limits, disc})
	if err != nil {
		return err
	}
	stage := log.Stage("write", "files")
	if err := report.WriteLevels(a.ctx, c.Out, result.levels.Maps, result.dataset.Problems, result.run); err != nil {
		return hintError{err, "check that the folder can be written to and has room"}
	}
	stage.Done("%d files in %s", len(report.LevelFileNames(result.chosen.Selections, c.Servers)), c.Out)
	log.Close()
	if c.JSON {
		return report.WriteLevelSummaryJSON(a.stdout, result.levels.Maps, result.run)
	}
	return report.WriteLevelSummary(a.stdout, result.levels.Maps, result.run)
}

// disc is the surroundings that the flags ask for; they have no meaning for a
// whole region, whose cells are those of its demand.
func (c *coverageCommand) disc() (plot.Disc, error) {
	if c.Site == "" && c.Cell == "" {
		if c.Radius != 0 || c.Resolution != 0 {
			return plot.Disc{}, hintError{errors.New("--radius and --resolution are for one site"),
				"add --site ID; the cells of a region are set by --resolution-deg"}
		}
		return plot.Disc{}, nil
	}
	if c.Populated {
		return plot.Disc{}, hintError{errors.New("--populated is for a region: the surroundings of one site are all drawn"), "leave out --populated, or --site and --cell"}
	}
	d := plot.Disc{RadiusM: float64(c.Radius), ResolutionM: float64(c.Resolution)}
	if d.RadiusM == 0 {
		d.RadiusM = defaultRadiusM
	}
	if d.ResolutionM == 0 {
		d.ResolutionM = defaultResolutionM
	}
	return d, d.Check()
}

// levelJob is what a run of the command was asked for.
type levelJob struct {
	region dataset.Region
	crit   criterion.Criterion
	limits []int
	disc   plot.Disc
}

// levelResult is what it came to.
type levelResult struct {
	dataset *coverage.Dataset
	chosen  plot.Chosen
	levels  *analysis.Levels
	run     report.LevelRun
}

// compute goes from the region's files to the maps; interruption comes back as
// context.Canceled.
func (c *coverageCommand) compute(a *app, log *progress.Log, job levelJob) (levelResult, error) {
	var r levelResult
	err := a.interruptible(func() error {
		if job.crit.Kind != criterion.KindRSRP {
			return noLevel(job.crit)
		}
		full, err := c.loadWith(job.region, c.runFlags, log)
		if err != nil {
			return err
		}
		if err := c.refuse(full); err != nil {
			return err
		}
		if r.chosen, err = plot.Choose(full, c.choice(job.crit)); err != nil {
			return hintError{err, "phusong validate tells what is in the region; phusong criteria lists the presets"}
		}
		if err := c.protectInputs(job.region, c.Out, report.LevelFileNames(r.chosen.Selections, c.Servers)); err != nil {
			return err
		}
		r.dataset = r.chosen.Dataset
		if r.chosen.Site != nil {
			if r.dataset, err = plot.Around(r.dataset, r.chosen.Site, job.disc); err != nil {
				return err
			}
		}
		r.levels, err = analysis.RunLevels(a.ctx, r.dataset, analysis.LevelOptions{Criterion: job.crit,
			Selections: r.chosen.Selections, LimitsCentiDBm: job.limits, Servers: c.Servers, Populated: c.Populated, Workers: c.Workers, Log: log})
		return err
	})
	if err != nil {
		return r, err
	}
	r.run = c.record(job, r)
	return r, nil
}

func noLevel(crit criterion.Criterion) error {
	return hintError{fmt.Errorf("criterion %s %w", crit.ID, analysis.ErrNoLevel), "use a criterion with a level: --criterion outdoor-110"}
}

func (c *coverageCommand) choice(crit criterion.Criterion) plot.Choice {
	choice := plot.Choice{Site: c.Site, Cell: c.Cell, Operators: c.Operator, Covers: crit.Covers}
	for _, t := range c.Technology {
		choice.Technologies = append(choice.Technologies, coverage.Technology(t))
	}
	return choice
}

// record is run.json.
func (c *coverageCommand) record(job levelJob, r levelResult) report.LevelRun {
	base := newRun(job.region, r.levels.Criterion)
	run := report.LevelRun{Version: base.Version, Criterion: base.Criterion, Options: base.Options}
	run.Options = append(run.Options, report.OptionRecord{Name: "bands", Value: c.Bands})
	if c.Populated {
		run.Options = append(run.Options, report.OptionRecord{Name: "populated", Value: "true"})
	}
	run.Fill(r.dataset, r.levels.Maps)
	run.FillTerrain(r.levels.Criterion.Terrain, r.dataset)
	run.FillModels(r.levels.Models, r.levels.Warnings, r.levels.Answers)
	if s := r.chosen.Site; s != nil {
		run.Site = report.NewSiteRecord(s, c.Cell, job.disc)
	}
	return run
}

// metres is a length with its unit, "30m" or "1.5km".
type metres float64

// UnmarshalText reads a length.
func (m *metres) UnmarshalText(text []byte) error {
	s, scale := string(text), 0.0
	switch n := len(s); {
	case n > 2 && s[n-2:] == "km":
		s, scale = s[:n-2], 1000
	case n > 1 && s[n-1:] == "m":
		s, scale = s[:n-1], 1
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || scale == 0 || !(v > 0 && v <= 1e7) {
		return fmt.Errorf("%q is not a length: write 30m or 1.5km", text)
	}
	*m = metres(v * scale)
	return nil
}
