package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"phusong/coverage/calibrate"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

type calibrateCommand struct {
	Measurements []string `arg:"" complete:"file" help:"Logs of drive tests: CSV or XLSX with lat, lon and rsrp (or loss), G-NetTrack CSV or KML; .gz too."`
	Out          string   `short:"o" required:"" placeholder:"DIR" complete:"dir" help:"Folder for the results."`
	Sites        string   `help:"Stations: CSV or XLSX with site_id, lon, lat, or the JSON of a CloudRF request." placeholder:"FILE" complete:"file"`
	Region       string   `help:"Folder with region.yaml: its stations, antennas, terrain and criterion." placeholder:"DIR" complete:"dir"`
	Terrain      string   `help:"Folder of elevation tiles, with --sites." placeholder:"DIR" complete:"dir"`
	Surface      string   `help:"What the tiles measure: surface_model or bare_earth." default:"surface_model" enum:"surface_model,bare_earth" complete:"surface_model,bare_earth"`
	Criterion    string   `help:"Preset (see phusong criteria) or YAML file: model, losses, receiver (default the region's, else outdoor-110)." complete:"criteria|file"`
	Model        string   `help:"Model instead of the criterion's, such as auto, rma, uma, hata-urban, p1812." complete:"auto,rma,uma,umi,hata-urban,hata-suburban,p1812"`
	Frequency    float64  `help:"Carrier of the cells whose file states none, MHz." placeholder:"MHZ"`
	Technology   string   `help:"Technology of the cells whose file states none; without one a level is carrier power." placeholder:"TECH" complete:"2g,3g,4g,5g"`
	UseSuggested bool     `help:"Take misplaced stations at the position that would agree, instead of leaving them out."`
	Pattern      bool     `help:"Measured losses hold the antenna's pattern: take it off. Levels always hold it."`
	Floor        float64  `help:"Level at which the receiver stops counting, dBm (default found from a heap at the lowest value)." placeholder:"DBM"`
	Bin          string   `help:"Side of the squares whose samples are averaged, or lee for 40 wavelengths." default:"50m" placeholder:"LENGTH" complete:"50m,100m,lee"`
	Block        metres   `help:"Side of the squares that are held together (default 500m)." placeholder:"LENGTH"`
	Folds        int      `help:"Parts of cross-validation (default 5)."`
	FoldBy       string   `help:"What a part holds: space or site." default:"space" enum:"space,site" complete:"space,site"`
	Verbose      bool     `short:"v" help:"Say more about what is done."`
	JSON         bool     `name:"json" help:"Print calibration.json."`
}

// Help is shown below the usage.
func (*calibrateCommand) Help() string {
	return "Compares drive-test measurements with predictions: mean error, deviation and a correction with its confidence interval, before and after, " +
		"cross-validated over squares of ground that the correction was not fitted to. A correction that does not help there is not recommended. " +
		"Stations that cannot stand where their file says are reported with what would agree, and left out.\n\n" +
		"Writes calibration.json, calibration.csv (by site, cell and distance), residuals.csv and .geojson, correction.yaml (a criterion with the offset in it) and " +
		"problems.csv, whole or not at all. Without stations, or when all are misplaced, there is nothing to compare with: levels by cell are written, and " +
		"the exit code is 1.\n\n" +
		"Examples:\n\n  phusong calibrate drive.csv --sites sites.csv -o out\n" +
		"  phusong calibrate day1.csv.gz day2.kml.gz --region my-region -o out\n" +
		"  phusong calibrate drive.csv --sites sites.csv --terrain dem \\\n    --model p1812 -o out\n\n" + exitCodes
}

// The files of a calibration.
const (
	calibrationFile = "calibration.json"
	correctionFile  = "correction.yaml"
)

var comparisonFiles = []string{"calibration.csv", "residuals.csv", "residuals.geojson", correctionFile}

// Run executes the command.
func (c *calibrateCommand) Run(a *app) error {
	if c.Sites != "" && c.Region != "" {
		return hintError{errors.New("--sites and --region both name stations"), "give one of them"}
	}
	if c.Terrain != "" && c.Sites == "" {
		return hintError{errors.New("--terrain goes with --sites"), "a region names its terrain in region.yaml"}
	}
	options, err := c.options()
	if err != nil {
		return err
	}
	if err := c.protect(); err != nil {
		return err
	}
	if err := atomicfile.Probe(c.Out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	log := progress.New(a.stderr, a.tty, c.Verbose)
	job := &calibration{flags: c, options: options, log: log, app: a}
	if err := a.interruptible(job.compute); err != nil {
		return err
	}
	stage := log.Stage("write", "files")
	n, err := job.write()
	if err != nil {
		return hintError{err, "check that the folder can be written to and has room"}
	}
	stage.Done("%d files in %s", n, c.Out)
	log.Close()
	if c.JSON {
		err = job.document.WriteJSON(a.stdout)
	} else {
		err = job.document.WriteSummary(a.stdout)
	}
	if err == nil && job.document.Comparison == nil {
		return errCheckFailed
	}
	return err
}

// options are those of the statistics.
func (c *calibrateCommand) options() (calibrate.Options, error) {
	o := calibrate.Options{BlockM: float64(c.Block), Folds: c.Folds, FoldBy: calibrate.FoldBy(c.FoldBy)}
	if c.Bin == "lee" {
		o.Lee = true
	} else {
		var bin metres
		if err := bin.UnmarshalText([]byte(c.Bin)); err != nil {
			return o, hintError{fmt.Errorf("--bin: %w", err), "or write --bin lee"}
		}
		o.BinM = float64(bin)
	}
	if c.Floor != 0 && (c.Floor < calibrate.MinLevelDBm || c.Floor > calibrate.MaxLevelDBm) {
		return o, hintError{fmt.Errorf("--floor %v dBm: allowed is [%d, %d]", c.Floor, calibrate.MinLevelDBm, calibrate.MaxLevelDBm), "write a level such as --floor -140"}
	}
	if c.Frequency != 0 && !(c.Frequency >= 30 && c.Frequency <= 100_000) {
		return o, hintError{fmt.Errorf("--frequency %v: allowed is [30, 100000] MHz", c.Frequency), "write megahertz: --frequency 1842.5"}
	}
	return o, o.Validate()
}

// protect refuses an output folder in which a result would replace an input.
func (c *calibrateCommand) protect() error {
	inputs := append([]string{c.Sites}, c.Measurements...)
	for _, name := range append([]string{calibrationFile, "problems.csv"}, comparisonFiles...) {
		for _, input := range inputs {
			if input != "" && samePath(filepath.Join(c.Out, name), input) {
				return hintError{fmt.Errorf("the results would replace %s, which is read", input), "give another folder with -o; nothing was written"}
			}
		}
	}
	return nil
}
