package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/coverage/prepared"
	"phusong/internal/memorybound"
	"phusong/internal/progress"
)

// preparedFlags say where prepared forms are.
type preparedFlags struct {
	Cache      string `placeholder:"DIR" complete:"dir" help:"Folder of the prepared form (default: .phusong in the region folder)."`
	NoPrepared bool   `help:"Read the files even where a prepared form holds. Never changes a result."`
}

type prepareCommand struct {
	regionFlags
	Cache   string `placeholder:"DIR" complete:"dir" help:"Folder for the prepared form (default: .phusong in the region folder)."`
	Workers int    `help:"Parallel workers, 0 for one per processor. Never changes a result."`
	Strict  bool   `help:"Treat problems of the input as errors."`
	Verbose bool   `short:"v" help:"Say more about what is done."`
	memoryFlags
}

// Help is shown below the usage.
func (*prepareCommand) Help() string {
	return "Loads the region once and keeps the result in REGION/.phusong, or in the folder of --cache, which analyze and the other commands then need too. " +
		"They use it by themselves as long as every file of the region has the same content, the entries and flags are the same and the program is the same; " +
		"results are the same to the byte. The folder is safe to delete at any time.\n\n" +
		"Examples:\n\n  phusong prepare my-region\n  phusong analyze my-region -o out\n" +
		"  phusong prepare my-region --cache /var/tmp/phusong\n  phusong analyze my-region -o out --cache /var/tmp/phusong\n\n" + exitCodes
}

// Run executes the command.
func (c *prepareCommand) Run(a *app) error {
	log := progress.New(a.stderr, a.tty, c.Verbose)
	region, err := c.region()
	if err != nil {
		return err
	}
	if err := c.checkFiles(region, c.memoryFlags); err != nil {
		return err
	}
	stage := log.Stage("prepare", "files")
	var made *prepared.Made
	work := func() (err error) {
		made, err = prepared.Make(a.ctx, c.prepared(region, runFlags{Workers: c.Workers, preparedFlags: preparedFlags{Cache: c.Cache}}))
		return err
	}
	if err := a.interruptible(work); err != nil {
		return hintPrepare(err)
	}
	d := made.Data
	stage.Done("%d units, %d sites, %d files, %d problems", len(d.Units), len(d.Sites), len(d.Inputs), len(d.Problems))
	logDecisions(log, d)
	if err := (&runFlags{Strict: c.Strict}).refuse(d); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "prepared in %s (%.1f MB)\n", made.Path, float64(made.Bytes)/1e6)
	return err
}

// hintPrepare says what to do where a prepared form could not be written.
func hintPrepare(err error) error {
	var write *prepared.WriteError
	if errors.As(err, &write) {
		return hintError{err, "give a folder that can be written to and has room with --cache, to this command and to analyze"}
	}
	return err
}

// prepared are the options of the prepared form of a region.
func (f *regionFlags) prepared(r dataset.Region, flags runFlags) prepared.Options {
	o := prepared.Options{Dir: f.Region, Region: r, Cache: flags.Cache, Workers: flags.Workers}
	if bound, err := flags.memoryBytes(); err == nil && bound > 0 {
		o.MaxBytes = memorybound.Usable(bound)
	}
	return o
}

// fromPrepared gives the data set of a prepared form, nil where there is none that holds: then the log says why.
// Where it would not fit into the memory bound, neither would what the files hold: that is an error.
func (f *regionFlags) fromPrepared(r dataset.Region, flags runFlags, log *progress.Log) (*coverage.Dataset, error) {
	if flags.NoPrepared {
		return nil, nil
	}
	// What is decoded stays: a collector would look at it in vain. A memory limit still holds.
	percent := debug.SetGCPercent(-1)
	d, err := prepared.Load(context.Background(), f.prepared(r, flags))
	debug.SetGCPercent(percent)
	var large *prepared.LargeError
	if errors.As(err, &large) {
		return nil, flags.holds(large.Bytes, "the data of the region need")
	}
	switch stale := (*prepared.StaleError)(nil); {
	case err == nil:
		log.Detailf("read from the prepared form: every input has the content that it was made from")
		return d, nil
	case errors.Is(err, prepared.ErrNone) && flags.Cache == "":
	case errors.Is(err, prepared.ErrNone):
		log.Printf("nothing is prepared in %s: the files are read", flags.Cache)
	case errors.As(err, &stale):
		log.Printf("the prepared form is not used, %v: the files are read; phusong prepare makes it anew", err)
	default:
		log.Printf("the prepared form is not used: %v: the files are read; phusong prepare makes it anew", err)
	}
	return nil, nil
}
