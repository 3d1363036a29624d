// Command phusong computes mobile and fibre coverage figures and gap maps.
//
// Results go to files and to standard output; progress, log and hints go to
// standard error. Exit codes: 0 done, 1 a check failed, 2 bad usage or bad
// input, 3 interrupted, 4 internal error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"phusong/coverage"
	"phusong/coverage/dataset"
	"phusong/internal/progress"
)

// Exit codes, listed in every command's help.
const (
	exitDone        = 0
	exitCheckFailed = 1
	exitBadInput    = 2
	exitInterrupted = 3
	exitInternal    = 4
)

// cli is the command line.
type cli struct {
	Analyze     analyzeCommand    `cmd:"" help:"Compute figures and gap maps of a region: the main job."`
	Card        cardCommand       `cmd:"" help:"Answer for one hamlet or place: who serves it, what hides it, what would be enough."`
	Coverage    coverageCommand   `cmd:"" help:"Draw the signal of one site or of all: rasters, bands and their areas."`
	Radius      radiusCommand     `cmd:"" help:"Coverage by a fixed radius: people, gaps, fibre and area, from any size of files."`
	Path        pathCommand       `cmd:"" help:"Predict one link or a table of links by every model, with its profile."`
	Calibrate   calibrateCommand  `cmd:"" help:"Compare drive-test measurements with predictions; find misplaced stations."`
	Crosswalk   crosswalkCommand  `cmd:"" help:"Relate two editions of the units; restate counts and figures; rebuild an old province."`
	Prepare     prepareCommand    `cmd:"" help:"Keep a region as it is after loading, so that later runs start at once."`
	Validate    validateCommand   `cmd:"" help:"Read a region and report the problems of its files, nothing else."`
	Check       checkCommand      `cmd:"" help:"Recompute a region and compare it with its expect folder."`
	Whatif      whatifCommand     `cmd:"" help:"Add, move, retune or remove stations: exactly what each edit changes."`
	Targets     targetsCommand    `cmd:"" help:"Say how far a region is from dated targets, and what would meet them."`
	Compare     compareCommand    `cmd:"" help:"Put a region under several definitions in one table, or compare two outputs."`
	Trend       trendCommand      `cmd:"" help:"Put figures of several dates side by side, with the change in points and a range for a later date."`
	Claims      claimsCommand     `cmd:"" help:"Judge statements of documents: consistent, inconsistent or undecidable with the data, and why."`
	Report      reportCommand     `cmd:"" help:"Write what analyze found as a document, a workbook, maps, or data for other programs."`
	Serve       serveCommand      `cmd:"" help:"Serve outputs as a web map on this machine."`
	Init        initCommand       `cmd:"" help:"Write region.yaml by looking at the files of a folder."`
	Criteria    criteriaCommand   `cmd:"" help:"List the preset criteria, or print one as YAML."`
	Completion  completionCommand `cmd:"" help:"Print a completion script for bash, zsh or fish."`
	Version     versionCommand    `cmd:"" help:"Print the version."`
	ShowVersion kong.VersionFlag  `name:"version" help:"Print the version."`
}

// app is the program as a value, so that tests run it whole.
type app struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer
	tty    bool // standard error is a terminal
}

// errCheckFailed ends a command with exit code 1; what failed is already printed.
var errCheckFailed = errors.New("check failed")

// hintError is an error with advice on what to do.
type hintError struct {
	error
	hint string
}

func (e hintError) Unwrap() error { return e.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	a := &app{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr, tty: progress.IsTerminal(os.Stderr)}
	code := a.run(os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code.
func (a *app) run(args []string) (code int) {
	defer a.recoverInternal(&code)
	var c cli
	exited := -1
	parser, err := kong.New(grammar(&c, args), kong.Name("phusong"), kong.Description(description), kong.Writers(a.stdout, a.stderr),
		kong.Exit(func(code int) { exited = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"exitcodes": exitCodes, "version": version()})
	if err != nil {
		fmt.Fprintf(a.stderr, "phusong: internal error: %v\n", err)
		return exitInternal
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(joinNegative(args))
	if exited >= 0 {
		return exited
	}
	if err != nil {
		return a.fail(hintError{err, "run phusong --help, or phusong COMMAND --help"})
	}
	return a.fail(a.runBounded(k))
}

// grammar is the command line, or the part of it that the first argument calls: reading the
// tags of all commands takes as long as all else that is done before a command runs. The
// completion script tells of all commands, and so does an error in the name of one.
func grammar(c *cli, args []string) any {
	if len(args) == 0 {
		return c
	}
	all := reflect.TypeFor[cli]()
	for i := range all.NumField() {
		field := all.Field(i)
		if _, command := field.Tag.Lookup("cmd"); !command || strings.ToLower(field.Name) != args[0] || field.Type == reflect.TypeFor[completionCommand]() {
			continue
		}
		version, _ := all.FieldByName("ShowVersion")
		return reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: field.Name, Type: field.Type, Tag: field.Tag}, {Name: version.Name, Type: version.Type, Tag: version.Tag}})).Interface()
	}
	return c
}

// joinNegative writes "--flag -80" as "--flag=-80": no flag begins with a digit,
// but the parser takes any word with a hyphen for one.
func joinNegative(args []string) []string {
	var out []string
	for _, arg := range args {
		n := len(out)
		if n > 0 && len(arg) > 1 && arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9' && strings.HasPrefix(out[n-1], "--") && !strings.Contains(out[n-1], "=") {
			out[n-1] += "=" + arg
			continue
		}
		out = append(out, arg)
	}
	return out
}

// recoverInternal turns a panic into a message and its exit code.
func (a *app) recoverInternal(code *int) {
	if p := recover(); p != nil {
		fmt.Fprintf(a.stderr, "phusong: internal error: %v\n%s", p, debug.Stack())
		*code = exitInternal
	}
}

const exitCodes = "Exit codes: 0 done, 1 a check failed, 2 bad usage or bad input, 3 interrupted, 4 internal error."

const description = "Telecom coverage from the files a planner has: stations, fibre, households, boundaries.\n\n" +
	"Start with:\n\n  phusong analyze fixtures/longan -o out\n\n" + exitCodes

// fail reports an error and turns it into an exit code.
func (a *app) fail(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errCheckFailed):
		return exitCheckFailed
	case errors.Is(err, context.Canceled):
		if a.tty {
			fmt.Fprint(a.stderr, "\r\x1b[K") // over the bar
		}
		fmt.Fprintln(a.stderr, "phusong: interrupted: nothing was written")
		return exitInterrupted
	}
	fmt.Fprintf(a.stderr, "phusong: error: %v\n", err)
	if e := (*dataset.LoadError)(nil); errors.As(err, &e) {
		a.printProblems(ofFile(e.Problems, err.Error()))
	}
	if h := (hintError{}); errors.As(err, &h) {
		fmt.Fprintf(a.stderr, "hint: %s\n", h.hint)
	} else if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(a.stderr, "hint: put the file there, or its right name into region.yaml or the flag; names in region.yaml are relative to its folder")
	}
	return exitBadInput
}

// ofFile keeps the problems of the files that a text names; when it names none, those
// of data: a total that was left out explains no error.
func ofFile(problems []coverage.Problem, text string) []coverage.Problem {
	var own []coverage.Problem
	for _, p := range problems {
		if strings.Contains(text, p.File) {
			own = append(own, p)
		}
	}
	if own == nil {
		return slices.DeleteFunc(slices.Clone(problems), coverage.Problem.BesideData)
	}
	return own
}

// maxProblemsShown is how many problems are printed under an error.
const maxProblemsShown = 5

// printProblems shows the first problems found before an error.
func (a *app) printProblems(problems []coverage.Problem) {
	for i, p := range problems {
		if i == maxProblemsShown {
			fmt.Fprintf(a.stderr, "problem: and %d more\n", len(problems)-i)
			return
		}
		fmt.Fprintf(a.stderr, "problem: %s\n", p)
	}
}

// interruptible runs work that does not look at the context all the time. When
// the context ends first it returns at once; what is left of the work ends with
// the process, so work must only compute and never write a file.
func (a *app) interruptible(work func() error) error {
	if a.ctx.Err() != nil {
		return context.Canceled
	}
	type outcome struct {
		err      error
		panicked any
		stack    []byte
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o.panicked, o.stack = p, debug.Stack()
			}
			done <- o
		}()
		o.err = work()
	}()
	select {
	case <-a.ctx.Done():
		return context.Canceled
	case o := <-done:
		if o.panicked != nil {
			panic(fmt.Sprintf("%v\n%s", o.panicked, o.stack))
		}
		return o.err
	}
}
