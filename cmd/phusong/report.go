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
	"strings"

	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
	"phusong/internal/progress"
)

type reportCommand struct {
	From     string   `arg:"" name:"out" complete:"dir" help:"Folder that phusong analyze wrote."`
	Format   string   `short:"f" complete:"docx,xlsx,html,html-print,maps,md,pdf,pdf-map,svg,png,gpkg,kml,kmz,geoparquet,fgb,csv,pmtiles,kit" placeholder:"FORMAT" help:"What to write; the list is below (default: by the ending of -o)."`
	Lang     string   `help:"Language of the text: vi or en (default: vi where LC_ALL, LC_MESSAGES or LANG begins with vi, else en)." enum:"vi,en," default:"" placeholder:"LANG" aliases:"language"`
	Since    []string `complete:"dir" sep:"none" placeholder:"OLD_OUT" help:"Output of an earlier date, for the change since; can be repeated."`
	Template string   `complete:"file" placeholder:"FILE" help:"With docx: a document of your own whose {{names}} are filled in."`
	List     bool     `help:"Print the names in --template and their values; without one, all names that have a value."`
	Map      []string `sep:"none" placeholder:"MAP" help:"Of maps: which, such as \"gaps 4g any\", \"mobile.area 5g max level=district breaks=50,80\", \"fiber.passed numbers\", \"gaps fiber\", \"hamlets\" (default: those of the report)."`
	Fragment bool     `help:"With md: without title, to be put into a page of your own."`
	Out      string   `short:"o" placeholder:"FILE" complete:"file|dir" help:"File, or folder where a format makes several (default: standard output)."`
}

// Help is shown below the usage.
func (*reportCommand) Help() string {
	return "Writes what an analysis found as a document, a workbook, maps or data for other programs. Every number comes from the folder: nothing is computed again. " +
		"A percentage is cut, never rounded up: 100 % stands only where all is covered.\n\nFormats:\n\n" + formatLines("  ") +
		"\nExamples:\n\n  phusong report out -o report.docx --lang vi\n  phusong report out --format md --lang en --fragment\n" +
		"  phusong report out-2025 --since out-2024 -o report.docx\n  phusong report out --format kit -o kit\n\n" + exitCodes
}

// Run executes the command.
func (c *reportCommand) Run(a *app) error {
	if c.List {
		return a.interruptible(func() error { return c.list(a) })
	}
	format, err := c.format()
	if err != nil {
		return err
	}
	if err := c.refuse(format, a.stdout); err != nil {
		return err
	}
	j := &reportJob{ctx: a.ctx, command: c, language: language(c.Lang)}
	var all []rendered
	err = a.interruptible(func() error {
		if err := j.read(); err != nil {
			return err
		}
		if c.streams(format) {
			err = j.stream(format)
		} else {
			all, err = j.render(format)
		}
		if errors.Is(err, fs.ErrNotExist) && !errors.As(err, new(hintError)) {
			return hintError{err, "the folder is not whole: analyze the region again with -o " + c.From}
		}
		return err
	})
	if err != nil || c.streams(format) {
		return err
	}
	return c.write(all, a.stdout)
}

// read reads the outputs that are named.
func (j *reportJob) read() (err error) {
	if j.out, err = readOutput(j.command.From); err != nil {
		return err
	}
	for _, dir := range j.command.Since {
		before, err := readOutput(dir)
		if err != nil {
			return err
		}
		if before.Run.AsOf > j.out.Run.AsOf { // YYYY, YYYY-MM or YYYY-MM-DD: they sort as dates do
			return hintError{fmt.Errorf("--since %s: it is as of %s, after %s of %s", dir, before.Run.AsOf, j.out.Run.AsOf, j.command.From), "give the newer output first, and older ones after --since"}
		}
		j.before = append(j.before, before)
	}
	return nil
}

// readOutput reads a folder of analyze; the error says what to do.
func readOutput(dir string) (*output.Output, error) {
	o, err := output.Read(dir)
	if errors.Is(err, output.ErrNoOutput) {
		return nil, err // it says what to do
	}
	if err != nil {
		return nil, hintError{err, "analyze the region again: phusong analyze REGION -o " + dir}
	}
	return o, nil
}

// language is the one that is asked for, else that of the environment as POSIX reads
// it, else English.
func language(asked string) string {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	switch {
	case asked != "":
		return asked
	case strings.HasPrefix(locale, "vi"):
		return document.Vietnamese
	}
	return document.English
}

// format finds the format that is named, or that the output's name ends in.
func (c *reportCommand) format() (*reportFormat, error) {
	name := strings.ToLower(c.Format)
	if name == "" {
		name = strings.ToLower(strings.TrimPrefix(filepath.Ext(c.Out), "."))
	}
	for i := range reportFormats {
		if f := &reportFormats[i]; f.name == name || c.Format == "" && name != "" && f.extension == name {
			return f, nil
		}
	}
	advice := "formats are " + strings.Join(formatNames(), ", ") + "; phusong report --help says what each is"
	switch {
	case name == "":
		return nil, hintError{errors.New("no format is given"), "give --format FORMAT, or a file name with its ending after -o; " + advice}
	case c.Format == "":
		return nil, hintError{fmt.Errorf("-o %s: no format has the ending .%s", c.Out, name), "give --format too; " + advice}
	}
	return nil, hintError{fmt.Errorf("--format %s: no such format", c.Format), advice}
}

// refuse finds what cannot be done before anything is read.
func (c *reportCommand) refuse(f *reportFormat, stdout io.Writer) error {
	switch {
	case c.Template != "" && f.name != "docx":
		return hintError{fmt.Errorf("--template is for docx, not for %s", f.name), "leave it out, or give --format docx"}
	case c.Fragment && f.name != "md":
		return hintError{fmt.Errorf("--fragment is for md, not for %s", f.name), "leave it out, or give --format md"}
	case len(c.Map) > 0 && !slices.Contains(mapFormats, f.name):
		return hintError{fmt.Errorf("--map is for %s, not for %s", strings.Join(mapFormats, ", "), f.name), "leave it out; the maps of the report follow from its figures, and a template names its own: {{map gaps 4g any}}"}
	case f.folder != nil && holdsOutput(c.Out):
		return hintError{fmt.Errorf("-o %s: phusong analyze wrote this folder, and %s would replace files of it", c.Out, f.name), "give another folder with -o DIR"}
	case f.folder != nil && (c.Out == "" || c.Out == "-"):
		return hintError{fmt.Errorf("%s makes several files", f.name), "give a folder for them with -o DIR"}
	case c.toStdout() && !f.text && isTerminal(stdout):
		return hintError{fmt.Errorf("%s is not text: it is not written to a terminal", f.name), "give a file with -o FILE." + f.extension + ", or redirect the output"}
	}
	return nil
}

// mapFormats draw the maps that --map names.
var mapFormats = []string{"svg", "png", "pdf-map", "maps", "kit"}

// holdsOutput reports whether a folder holds an output of an analysis: a format of
// several files has names of its own for other content there, such as figures.csv.
func holdsOutput(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, report.RunFile))
	return dir != "" && err == nil
}

func (c *reportCommand) toStdout() bool { return c.Out == "" || c.Out == "-" }

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && progress.IsTerminal(f)
}
