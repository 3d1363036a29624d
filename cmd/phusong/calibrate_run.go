package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"phusong/coverage"
	"phusong/coverage/calibrate"
	"phusong/coverage/criterion"
	"phusong/coverage/dataset"
	"phusong/coverage/propagation"
	"phusong/coverage/report"
	"phusong/geo/terrain"
	"phusong/internal/atomicfile"
	"phusong/internal/progress"
)

// calibration is a run of the command from logs to a document.
type calibration struct {
	flags   *calibrateCommand
	options calibrate.Options
	log     *progress.Log
	app     *app

	measurements []calibrate.Measurement
	sites        []coverage.Site
	dataset      *coverage.Dataset // of a region; else nil
	criterion    criterion.Criterion
	problems     []coverage.Problem
	document     calibrate.Document
}

// compute reads, pairs and compares.
func (j *calibration) compute() error {
	j.document.Version = version()
	if err := j.readLogs(); err != nil {
		return err
	}
	if err := j.readSites(); err != nil {
		return err
	}
	j.document.Cells = calibrate.DescribeCells(j.measurements)
	j.document.Misplaced = calibrate.FindMisplaced(j.sites, j.measurements)
	for i := range j.document.Misplaced {
		m := &j.document.Misplaced[i]
		j.problems = append(j.problems, m.Problem(j.moves(m)))
	}
	if len(j.sites) == 0 {
		j.note("no stations were given (--sites or --region): there is nothing to compare levels with")
		return j.finish()
	}
	excluded := j.placeMisplaced()
	predictor, err := j.predictor(excluded)
	if err != nil {
		return err
	}
	stage := j.log.Stage("predict", "measurements")
	paired := calibrate.MakePairs(j.measurements, j.sites, predictor, calibrate.PairOptions{Exclude: excluded, Pattern: j.flags.Pattern, FloorDBm: j.floor()})
	if err := predictor.describe(&j.document); err != nil {
		return err
	}
	j.problems, j.document.Counts = append(j.problems, paired.Problems...), paired.Counts
	stage.Done("%d of %d paired", paired.Counts.Paired, len(j.measurements))
	r, err := calibrate.Analyze(paired.Pairs, j.options)
	switch {
	case errors.Is(err, calibrate.ErrNoPair):
		j.note(fmt.Sprintf("%v: of %d measurements %d are of cells that no station has, %d of misplaced stations, %d without prediction",
			err, len(j.measurements), paired.Counts.NoSuchCell, paired.Counts.Excluded, paired.Counts.NoPrediction))
		if slices.ContainsFunc(j.document.Misplaced, func(m calibrate.Misplaced) bool { return excluded[m.Site] && m.Suggestion != "" }) {
			j.note("--use-suggested takes misplaced stations at the positions that would agree")
		}
	case err != nil:
		return err
	}
	j.document.Comparison = r
	return j.finish()
}

func (j *calibration) note(text string) { j.document.Notes = append(j.document.Notes, text) }

// finish orders the problems and counts them.
func (j *calibration) finish() error {
	j.problems = coverage.SortProblems(j.problems)
	d := &j.document // empty lists are written as such, not as null
	d.Models, d.Misplaced, d.Cells, d.Notes = list(d.Models), list(d.Misplaced), list(d.Cells), list(d.Notes)
	j.document.Problems = map[string]int64{}
	for _, p := range j.problems {
		j.document.Problems[p.Rule]++
	}
	return nil
}

// list is a list that is not nil.
func list[T any](l []T) []T { return append([]T{}, l...) }

// readLogs reads the measurements. Levels and losses are not mixed.
func (j *calibration) readLogs() error {
	stage := j.log.Stage("read", "logs")
	for _, path := range j.flags.Measurements {
		l, err := calibrate.Read(path, path, calibrate.Limits{})
		if err != nil {
			return hintError{err, "a log needs columns lat, lon and rsrp (or loss); docs/data.md lists the names that are understood"}
		}
		quantity := l.Measurements[0].Quantity
		if j.document.Quantity != "" && j.document.Quantity != quantity {
			return hintError{fmt.Errorf("%s holds %s, and %s holds %s", j.flags.Measurements[0], j.document.Quantity, path, quantity), "calibrate them one by one"}
		}
		j.document.Quantity = quantity
		j.document.Logs = append(j.document.Logs, calibrate.LogRecord{File: path, Format: l.Format, ValueColumn: l.ValueColumn, Rows: l.Rows, Measurements: len(l.Measurements)})
		j.measurements, j.problems = append(j.measurements, l.Measurements...), append(j.problems, l.Problems...)
	}
	stage.Done("%d measurements, %d problems", len(j.measurements), len(j.problems))
	return nil
}

// readSites reads the stations and the criterion.
func (j *calibration) readSites() error {
	f := regionFlags{Region: j.flags.Region, Criterion: j.flags.Criterion}
	var region dataset.Region
	var err error
	if f.Region != "" {
		if region, err = f.region(); err != nil {
			return err
		}
	} else {
		region.Criterion = f.Criterion
	}
	if j.criterion, err = f.loadCriterion(region); err != nil {
		return err
	}
	if err := j.overrideModel(); err != nil {
		return err
	}
	j.document.Criterion, j.document.Pattern = j.criterion.Label(), j.flags.Pattern || j.document.Quantity == calibrate.Level
	switch {
	case f.Region != "":
		if j.dataset, err = f.load(region, 0, j.log); err != nil {
			return err
		}
		j.sites, j.document.Sites = j.dataset.Sites, j.flags.Region
		j.problems = append(j.problems, j.dataset.Problems...)
	case j.flags.Sites != "":
		s, err := calibrate.ReadStations(j.flags.Sites, j.flags.Sites, calibrate.Limits{})
		if err != nil {
			return hintError{err, "docs/data.md lists the columns"}
		}
		j.sites, j.document.Sites = s.Sites, j.flags.Sites
		j.problems = append(j.problems, s.Problems...)
	}
	return j.fillSites()
}

// overrideModel lays --model over the criterion.
func (j *calibration) overrideModel() error {
	name := j.flags.Model
	if name == "" {
		return nil
	}
	if name != criterion.ModelAuto {
		_, err1 := propagation.ByName(name)
		_, err2 := propagation.PathModelByName(name)
		if err1 != nil && err2 != nil {
			return hintError{fmt.Errorf("--model: %w", err1), "or one that needs terrain: p1812, itm"}
		}
	}
	j.criterion.Models = maps.Clone(j.criterion.Models)
	if j.criterion.Models == nil {
		j.criterion.Models = map[coverage.Technology]string{}
	}
	for _, t := range append(coverage.Technologies(), "") {
		j.criterion.Models[t] = name
	}
	return nil
}

// fillSites lays --frequency and --technology under the list of stations, and
// counts what is assumed.
func (j *calibration) fillSites() error {
	t := coverage.Technology(j.flags.Technology)
	if t != "" && !slices.Contains(coverage.Technologies(), t) {
		return hintError{fmt.Errorf("--technology %q", t), "write 2g, 3g, 4g or 5g"}
	}
	j.document.Assumed = map[string]int{}
	carrier := false
	for i := range j.sites {
		for k := range j.sites[i].Cells {
			c := &j.sites[i].Cells[k]
			if c.FrequencyMHz == 0 {
				c.FrequencyMHz = j.flags.Frequency
			}
			c.Technology = cmp.Or(c.Technology, t)
			carrier = carrier || c.Technology == ""
			for _, name := range c.Assumed.Names() {
				j.document.Assumed[name]++
			}
		}
	}
	if carrier && j.document.Quantity == calibrate.Level {
		j.note("cells without technology: their levels are taken as the power of the whole carrier; for RSRP give --technology 4g")
	}
	if n := j.document.Assumed["eirp_dbm"]; n > 0 && j.document.Quantity == calibrate.Level {
		j.note(fmt.Sprintf("the EIRP of %d cells is assumed: an offset holds the error of that too", n))
	}
	return nil
}

// floor is the receiver's, by flag or by the heap that it leaves.
func (j *calibration) floor() float64 {
	floor := j.flags.Floor
	if floor == 0 && j.document.Quantity == calibrate.Level {
		floor = calibrate.FloorOf(j.measurements)
	}
	if floor != 0 {
		n := calibrate.Number(floor)
		j.document.FloorDBm = &n
	}
	return floor
}

// moves tells whether a misplaced station is taken at the place that is suggested.
func (j *calibration) moves(m *calibrate.Misplaced) bool {
	return j.flags.UseSuggested && m.Suggestion != ""
}

// placeMisplaced moves misplaced stations, or names those to leave out.
func (j *calibration) placeMisplaced() map[string]bool {
	excluded := map[string]bool{}
	for i := range j.document.Misplaced {
		m := &j.document.Misplaced[i]
		if !j.moves(m) {
			excluded[m.Site] = true
			continue
		}
		for k := range j.sites {
			if j.sites[k].ID == m.Site {
				j.sites[k].Lon, j.sites[k].Lat = float64(m.SuggestedLon), float64(m.SuggestedLat)
			}
		}
		j.note(fmt.Sprintf("station %s was taken at %s %s (%s), as --use-suggested asks", m.Site, m.SuggestedLon, m.SuggestedLat, m.Suggestion))
	}
	return excluded
}

// predictor is the network of a region, or a prediction for each measurement.
func (j *calibration) predictor(excluded map[string]bool) (describedPredictor, error) {
	if j.dataset != nil {
		return newNetworkPredictor(j)
	}
	s := calibrate.DirectSettings{Criterion: j.criterion}
	if j.flags.Terrain != "" {
		dem, err := terrain.Open(j.flags.Terrain, terrain.Options{Surface: terrain.Surface(j.flags.Surface)})
		if err != nil {
			return nil, hintError{err, "give a folder of .hgt or GeoTIFF tiles"}
		}
		s.Terrain = dem
	}
	used := slices.DeleteFunc(slices.Clone(j.sites), func(x coverage.Site) bool { return excluded[x.ID] })
	d, err := calibrate.NewDirect(s, used)
	if err != nil {
		return nil, hintError{err, "see phusong calibrate --help: --frequency, --model, --terrain, --criterion"}
	}
	return &directPredictor{d, s.Terrain}, nil
}

// write puts the files into the folder, whole or not at all.
func (j *calibration) write() (int, error) {
	set, err := atomicfile.NewSet(j.flags.Out)
	if err != nil {
		return 0, err
	}
	defer set.Discard()
	files := []report.File{{Name: calibrationFile, Fill: j.document.WriteJSON},
		{Name: report.ProblemsFile, Fill: func(w io.Writer) error { return report.WriteProblems(w, j.problems) }}}
	if r := j.document.Comparison; r != nil {
		for i, write := range []func(io.Writer) error{r.WriteTable, r.WriteResiduals, r.WriteMap, func(w io.Writer) error {
			return r.WriteCriterion(w, j.criterion)
		}} {
			files = append(files, report.File{Name: comparisonFiles[i], Fill: write})
		}
	}
	for _, f := range files {
		if err := set.Write(f.Name, f.Fill); err != nil {
			return 0, err
		}
	}
	return len(files), set.Commit()
}
