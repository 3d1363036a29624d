package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/goccy/go-yaml"

	"phusong/coverage/dataset"
	"phusong/internal/atomicfile"
)

type initCommand struct {
	Dir   string `arg:"" complete:"dir" help:"Folder with the files."`
	Force bool   `help:"Replace a region.yaml that is there."`
}

// Help is shown below the usage.
func (*initCommand) Help() string {
	return "Looks into the files of a folder, not only at their names: polygons with codes are boundaries, tables are known by their " +
		"columns (Vietnamese and English names, docs/data.md), a grid of people is told from one of densities by the population that " +
		"the tables state, a folder of elevation tiles is terrain; several files of one role become a list, and the operator of a list of stations " +
		"is found in the names of its file and sheet. Shows every column with what it was taken for and its first value as read. Writes DIR/region.yaml with a comment on every guess and CHECK where a guess has no ground. Asks nothing.\n\n" +
		"Examples:\n\n  phusong init my-region\n  phusong init my-region --force && phusong validate my-region\n\n" + exitCodes
}

// Run executes the command.
func (c *initCommand) Run(a *app) error {
	path := filepath.Join(c.Dir, dataset.RegionFile)
	if _, err := os.Lstat(path); err == nil && !c.Force {
		return hintError{fmt.Errorf("%s is there already", path), "edit it, or replace it with phusong init --force " + c.Dir}
	}
	var region dataset.Region
	var findings []dataset.Finding
	err := a.interruptible(func() (err error) {
		region, findings, err = dataset.Inspect(c.Dir)
		return err
	})
	if tableErr := errors.Join(writeFindings(a.stdout, findings), writeReadings(a.stdout, findings)); tableErr != nil {
		return tableErr
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return hintError{fmt.Errorf("no folder %s", c.Dir), "give the folder that holds the files"}
	case err != nil:
		return hintError{err, "put the files into the folder, or write region.yaml by hand: docs/data.md"}
	}
	text, err := regionText(region, findings)
	if err != nil {
		return err
	}
	if _, err := dataset.ParseRegion(text); err != nil {
		return fmt.Errorf("the file that would be written is wrong: %w", err)
	}
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if err := writeRegion(c.Dir, text); err != nil {
		return hintError{err, "check that the folder can be written to and has room"}
	}
	return tellInit(a.stdout, path, findings)
}

func writeRegion(dir string, text []byte) error {
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	if err := set.Write(dataset.RegionFile, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return err
	}
	return set.Commit()
}

func tellInit(w io.Writer, path string, findings []dataset.Finding) error {
	checks := 0
	for _, f := range findings {
		if f.Check != "" {
			checks++
		}
	}
	entries := "entries"
	if checks == 1 {
		entries = "entry"
	}
	_, err := fmt.Fprintf(w, "\nwrote %s: %d %s to check\n", path, checks, entries)
	return err
}

// writeFindings prints what was understood of every file.
func writeFindings(out io.Writer, findings []dataset.Finding) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(findings) > 0 {
		fmt.Fprintln(w, "FILE\tENTRY\tROWS\tUNDERSTOOD")
	}
	for _, f := range findings {
		rows, role := "", f.Role
		if f.Rows > 0 {
			rows = fmt.Sprint(f.Rows)
		}
		if role == "" {
			role = "not used"
		}
		understood := strings.Join(f.Columns, ", ")
		for _, more := range []string{f.Note, prefixed("CHECK ", f.Check)} {
			if more != "" {
				understood = strings.TrimPrefix(understood+"; "+more, "; ")
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.File, role, rows, oneLine(understood))
	}
	return w.Flush()
}

// writeReadings prints what was understood of every column of the tables that are
// used, with the first value in it and what that is read as.
func writeReadings(out io.Writer, findings []dataset.Finding) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	heading := "\nFILE\tENTRY\tCOLUMN OF THE FILE\tTAKEN FOR\tFIRST VALUE\tREAD AS\n"
	for _, f := range findings {
		for _, c := range f.Readings {
			read, column := c.Read, c.Column
			switch {
			case column == "":
				read, column = "", "not used"
			case c.Value == "":
				read = "no value in any row"
			case read == "":
				read = "unknown"
			}
			fmt.Fprintf(w, "%s%s\t%s\t%s\t%s\t%s\t%s\n", heading, f.File, f.Role, short(c.Heading), column, short(c.Value), short(read))
			heading = ""
		}
	}
	return w.Flush()
}

// short cuts a text for a column of a table.
func short(s string) string {
	const most = 32
	if runes := []rune(oneLine(s)); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return oneLine(s)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// oneLine keeps text from a file within a line of a table or a comment.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// regionText writes a region as YAML, each entry behind what is known of it.
func regionText(r dataset.Region, findings []dataset.Finding) ([]byte, error) {
	var b strings.Builder
	b.WriteString("# Written by phusong init. Entries: docs/data.md. Lines with CHECK hold guesses without a ground.\n")
	for _, e := range []struct {
		key   string
		value any
		there bool
	}{
		{"name", r.Name, true}, {"edition", r.Edition, true}, {"as_of", r.AsOf, true}, {"boundaries", r.Boundaries, true},
		{"sites", r.Sites, len(r.Sites) > 0}, {"households", r.Households, len(r.Households) > 0},
		{"population", r.Population, r.Population != nil}, {"fiber", r.Fiber, len(r.Fiber) > 0},
		{"hamlets", r.Hamlets, len(r.Hamlets) > 0}, {"clusters", r.Clusters, len(r.Clusters) > 0},
		{"measurements", r.Measurements, len(r.Measurements) > 0}, {"centres", r.Centres, len(r.Centres) > 0},
		{"places", r.Places, len(r.Places) > 0}, {"terrain", r.Terrain, r.Terrain != nil},
		{"criterion", r.Criterion, r.Criterion != ""}, {"targets", r.Targets, r.Targets != nil},
		{"history", r.History, r.History != nil},
	} {
		if !e.there {
			continue
		}
		value, err := yaml.MarshalWithOptions(map[string]any{e.key: e.value}, yaml.Flow(true))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.key, err)
		}
		writeComments(&b, e.key, findings)
		line := strings.TrimSpace(string(value))
		if e.key == "edition" {
			line = "edition: " + strconv.Quote(r.Edition) // not to be taken for a date
		}
		b.WriteString(strings.TrimSuffix(strings.TrimPrefix(line, "{"), "}") + "\n")
	}
	return []byte(b.String()), nil
}

func writeComments(b *strings.Builder, key string, findings []dataset.Finding) {
	several := 0
	for _, f := range findings {
		if f.Role == key {
			several++
		}
	}
	for _, f := range findings {
		if f.Role != key {
			continue
		}
		if f.Rows > 0 {
			name := ""
			if several > 1 {
				name = f.File + ": "
			}
			fmt.Fprintf(b, "# %s\n", oneLine(fmt.Sprintf("%s%d rows; %s", name, f.Rows, strings.Join(f.Columns, ", "))))
		}
		if f.Note != "" {
			fmt.Fprintf(b, "# %s\n", oneLine(f.Note))
		}
		if f.Check != "" {
			fmt.Fprintf(b, "# CHECK %s\n", oneLine(f.Check))
		}
	}
}
