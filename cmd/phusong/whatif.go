package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/coverage/report"
	"phusong/coverage/whatif"
	"phusong/internal/atomicfile"
	"phusong/internal/filehash"
	"phusong/internal/progress"
)

type whatifCommand struct {
	regionFlags
	runFlags
	quarantineFlags
	Edits string `required:"" placeholder:"FILE" complete:"file" help:"Script of edits, YAML or CSV."`
	Out   string `short:"o" placeholder:"DIR" complete:"dir" help:"Folder for the results after the last edit, changes.csv and changes.json."`
}

// Help is shown below the usage.
func (*whatifCommand) Help() string {
	return "Reads and analyses the region once, then makes the edits of a script one by one and prints exactly what each changes: people, households and area covered, " +
		"and gaps. A script is a YAML list of add, move, retune, remove and undo, or a CSV with a column action. With -o the results after the last edit are written " +
		"as analyze writes them for stations edited so, with every figure and gap that each edit changes in changes.csv and changes.json.\n\n" +
		"A script:\n\n" +
		"  - {label: a new station, add: NEW1, lon: 106.41, lat: 10.53, cells: [{operator: Viettel, technology: 4g, range_m: 3000}]}\n" +
		"  - {move: LA001, lon: 106.42, lat: 10.55}\n  - {retune: LA002, of: {operator: VNPT}, set: {height_m: 45, eirp_dbm: 62}}\n" +
		"  - {remove: LA003}\n  - {undo: 1}\n\n" +
		"Example:\n\n  phusong whatif fixtures/longan --edits script.yaml -o out\n\n" + exitCodes
}

// Run executes the command.
func (c *whatifCommand) Run(a *app) error {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	edits, err := readScript(c.Edits)
	if err != nil {
		return err
	}
	region, err := c.region()
	if err != nil {
		return err
	}
	if err := c.checkOut(region); err != nil {
		return err
	}
	w := &whatifRun{app: a, log: log, command: c}
	if err := a.interruptible(func() error { return w.start(region) }); err != nil {
		return err
	}
	for _, e := range edits {
		if err := a.interruptible(func() error { return w.apply(e) }); err != nil {
			return err
		}
	}
	if c.Out != "" {
		if err := w.write(); err != nil {
			return err
		}
	}
	log.Close()
	if c.JSON {
		return whatif.WriteJSON(a.stdout, w.heading(), whatif.Records(w.data, w.changes))
	}
	return whatif.WriteTable(a.stdout, w.data, w.changes)
}

func readScript(name string) ([]whatif.Edit, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, hintError{err, "give the script of edits with --edits"}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, whatif.MaxScriptBytes+1))
	if err != nil {
		return nil, err
	}
	return whatif.ReadScript(filepath.Base(name), data)
}

// checkOut refuses a folder that cannot take the results, before anything is computed.
func (c *whatifCommand) checkOut(r dataset.Region) error {
	if c.Out == "" {
		return nil
	}
	names := append(report.FileNames(), whatif.ChangesFile, whatif.ChangesJSONFile)
	if err := c.protectInputs(r, c.Out, names); err != nil {
		return err
	}
	for _, name := range names {
		if samePath(filepath.Join(c.Out, name), c.Edits) {
			return hintError{fmt.Errorf("the results would replace the script %s", c.Edits), "give another folder with -o; nothing was written"}
		}
	}
	if err := atomicfile.Probe(c.Out); err != nil {
		return hintError{err, "choose a folder that can be written to"}
	}
	return protectEdits(c.Out)
}

// whatifRun is a region of which stations are edited.
type whatifRun struct {
	*app
	log     *progress.Log
	command *whatifCommand
	region  dataset.Region
	options whatif.Options
	run     report.Run
	data    *coverage.Dataset
	state   *whatif.State
	changes []whatif.Change
}

// start reads and analyses the region.
func (w *whatifRun) start(region dataset.Region) error {
	crit, err := w.command.loadCriterion(region)
	if err != nil {
		return err
	}
	profile, err := w.command.loadProfile(region)
	if err != nil {
		return err
	}
	w.region = region
	w.log.Printf("%s, edition %s, %s: criterion %s", region.Name, region.Edition, region.AsOf, crit.Label())
	if w.data, err = w.command.loadWith(region, w.command.runFlags, w.log); err != nil {
		return err
	}
	if err := w.command.refuse(w.data); err != nil {
		return err
	}
	w.run = newRun(region, crit)
	w.options = whatif.Options{Criterion: crit, Register: profile, Workers: w.command.Workers, Log: w.log}
	stage := w.log.Stage("analyse", "units")
	if w.state, err = whatif.New(w.ctx, w.data, w.options); err == nil {
		stage.Done("%d units", w.data.Leaves)
	}
	return err
}

// apply makes an edit; the time it took is told to people alone.
func (w *whatifRun) apply(e whatif.Edit) error {
	began := time.Now()
	c, err := w.state.Apply(w.ctx, e)
	if refused := (*whatif.EditError)(nil); errors.As(err, &refused) {
		return hintError{err, "nothing was written: put the edit right, or take it out of the script"}
	}
	if err != nil {
		return err
	}
	w.changes = append(w.changes, c)
	how := ""
	if c.Full {
		how = ", everything computed anew"
	}
	w.log.Printf("edit %d: %s: %.1f ms, %d tiles, %d units%s", len(w.changes), e.Title(), float64(time.Since(began).Microseconds())/1000, c.Tiles, c.Units, how)
	return nil
}

func (w *whatifRun) heading() whatif.Heading {
	return whatif.Heading{Region: w.data.Name, Edition: w.data.Edition, AsOf: w.data.AsOf, Criterion: w.run.Criterion.Label}
}

// write writes the results after the last edit.
func (w *whatifRun) write() error {
	var result *coverage.Result
	err := w.interruptible(func() (err error) {
		result, err = w.state.Result(w.ctx)
		return err
	})
	if err != nil {
		return err
	}
	n, sum, err := filehash.Of(w.command.Edits)
	if err != nil {
		return err
	}
	d := result.Dataset
	d.Inputs = append(append([]coverage.Input{}, d.Inputs...), coverage.Input{Role: "edits", File: filepath.Base(w.command.Edits), Bytes: n, SHA256: sum})
	d.Notes = append(append([]string{}, d.Notes...), fmt.Sprintf("what-if: %d edits of %s made to the stations", w.state.Len(), filepath.Base(w.command.Edits)))
	w.run.Fill(result)
	if result.Register != nil {
		w.run.Options = append(w.run.Options, report.OptionRecord{Name: "register", Value: result.Register.Profile})
	}
	w.run.QuarantineFormat, w.run.Workers = w.command.QuarantineFormat, w.command.Workers
	records := whatif.Records(d, w.changes)
	more := []report.File{
		{Name: whatif.ChangesFile, Fill: func(out io.Writer) error { return whatif.WriteCSV(out, records) }},
		{Name: whatif.ChangesJSONFile, Fill: func(out io.Writer) error { return whatif.WriteJSON(out, w.heading(), records) }},
	}
	stage := w.log.Stage("write", "files")
	if err := report.WriteWith(w.ctx, w.command.Out, result, w.run, more); err != nil {
		return hintWrite(err)
	}
	stage.Done("%d files in %s", len(report.Files(result, w.run))+len(more), w.command.Out)
	return nil
}
