package report

import (
	"context"
	"io"

	"phusong/coverage"
	"phusong/internal/atomicfile"
)

// Write writes every output of an analysis into a folder, whole or not at all:
// the files are complete in a hidden folder before the first is renamed. When ctx
// ends before that, between any two blocks, nothing is left.
// run.QuarantineFormat is that of the rows to be put right; an ErrEdited says that
// rows of the last run have been put right in the folder.
func Write(ctx context.Context, dir string, r *coverage.Result, run Run) error {
	return WriteWith(ctx, dir, r, run, nil)
}

// WriteWith is Write with more files in the same set.
func WriteWith(ctx context.Context, dir string, r *coverage.Result, run Run, more []File) error {
	return writeWithQuarantine(ctx, dir, append(Files(r, run), more...), QuarantineFiles(r.Dataset.Quarantine, run.QuarantineFormat))
}

// writeWithQuarantine writes files as one set, to which the folder quarantine belongs
// alone. What somebody has put right there is not replaced: see CheckQuarantine.
func writeWithQuarantine(ctx context.Context, dir string, files, quarantine []File) error {
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	set.Own(QuarantineFolder)
	if err := fillSet(ctx, set, append(files, withChecksums(quarantine)...)); err != nil {
		return err
	}
	if err := CheckQuarantine(dir); err != nil {
		return err
	}
	return set.Commit()
}

// writeSet writes files as one set.
func writeSet(ctx context.Context, dir string, files []File) error {
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return err
	}
	defer set.Discard()
	if err := fillSet(ctx, set, files); err != nil {
		return err
	}
	return set.Commit()
}

func fillSet(ctx context.Context, set *atomicfile.Set, files []File) error {
	for _, f := range files {
		fill := func(w io.Writer) error { return f.Fill(interruptedWriter{ctx, w}) }
		if err := set.Write(f.Name, fill); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// interruptedWriter fails once its context has ended.
type interruptedWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w interruptedWriter) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.w.Write(p)
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

// Files lists the outputs of an analysis in a fixed order; those of the register,
// of targets and of places only where there are any, or where there is no result to tell.
func Files(r *coverage.Result, run Run) []File {
	texts := newBoundaryTexts(r)
	files := []File{
		{"figures.csv", func(w io.Writer) error { return WriteFigures(w, r, run.Workers) }},
		{FiguresJSONFile, func(w io.Writer) error { return WriteFiguresJSON(w, r, run) }},
		{"units.geojson", func(w io.Writer) error { return writeUnits(w, r, run.Workers, texts) }},
		{"gaps.geojson", func(w io.Writer) error { return writeGaps(w, r, run.Workers, texts) }},
		{"sites.geojson", func(w io.Writer) error { return WriteSites(w, r, run.Workers) }},
		{ProblemsFile, func(w io.Writer) error { return WriteProblems(w, r.Dataset.Problems) }},
	}
	if r == nil || r.Register != nil {
		files = append(files, File{"register.csv", func(w io.Writer) error { return WriteRegister(w, r) }},
			File{"register-summary.csv", func(w io.Writer) error { return WriteRegisterSummary(w, r) }},
			File{"register.geojson", func(w io.Writer) error { return WriteRegisterMap(w, r) }})
	}
	if r == nil || len(r.Targets) > 0 {
		files = append(files, File{TargetsFile, func(w io.Writer) error { return WriteTargets(w, r) }},
			File{TargetsJSONFile, func(w io.Writer) error { return WriteTargetsJSON(w, TargetRecords(r)) }})
	}
	if r == nil || len(r.Dataset.PlaceLayers) > 0 {
		files = append(files, File{PlacesFile, func(w io.Writer) error { return WritePlaces(w, r) }},
			File{PlacesMapFile, func(w io.Writer) error { return WritePlacesMap(w, r) }})
	}
	return append(files, File{RunFile, func(w io.Writer) error { return WriteRun(w, run) }})
}
