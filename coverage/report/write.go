package report

import (
	"io"

	"phusong/coverage"
	"phusong/internal/atomicfile"
)

// Write writes every output of an analysis into a folder, whole or not at all:
// the files are complete in a hidden folder before the first is renamed.
func Write(dir string, r *coverage.Result, run Run) error {
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	for _, f := range Files(r, run) {
		if err := set.Write(f.Name, f.Fill); err != nil {
			return err
		}
	}
	return set.Commit()
}

// Names of outputs that are spoken of elsewhere.
const (
	ProblemsFile    = "problems.csv"
	FiguresJSONFile = "figures.json"
	RunFile         = "run.json"
)

// FileNames lists the names of the outputs of an analysis, in the order of Files.
func FileNames() []string {
	var names []string
	for _, f := range Files(nil, Run{}) {
		names = append(names, f.Name)
	}
	return names
}

// File is one output and how to write it.
type File struct {
	Name string
	Fill func(io.Writer) error
}

// Files lists the outputs of an analysis in a fixed order.
func Files(r *coverage.Result, run Run) []File {
	return []File{
		{"figures.csv", func(w io.Writer) error { return WriteFigures(w, r) }},
		{FiguresJSONFile, func(w io.Writer) error { return WriteFiguresJSON(w, r, run) }},
		{"units.geojson", func(w io.Writer) error { return WriteUnits(w, r) }},
		{"gaps.geojson", func(w io.Writer) error { return WriteGaps(w, r) }},
		{"sites.geojson", func(w io.Writer) error { return WriteSites(w, r) }},
		{ProblemsFile, func(w io.Writer) error { return WriteProblems(w, r.Dataset.Problems) }},
		{RunFile, func(w io.Writer) error { return WriteRun(w, run) }},
	}
}
