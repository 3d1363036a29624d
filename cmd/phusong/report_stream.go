package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"phusong/coverage/report"
	"phusong/internal/atomicfile"
)

// streams reports whether the format is written straight into its file: data for other programs,
// of which those of a nation have hundreds of megabytes. What goes to a terminal or a pipe is kept
// in memory first, so that nothing of it is seen after an error.
func (c *reportCommand) streams(f *reportFormat) bool {
	return f.large && !c.toStdout() && !isStream(c.Out)
}

// stream writes the files of a format into their places, whole or not at all.
func (j *reportJob) stream(f *reportFormat) error {
	dir, files, err := j.files(f)
	if err != nil {
		return err
	}
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return hintWrite(err)
	}
	defer set.Discard()
	for _, file := range files {
		err := j.streamFile(set, file)
		switch {
		case err != nil && f.folder != nil && !errors.As(err, new(hintError)):
			return fmt.Errorf("%s: %w", file.Name, err)
		case err != nil:
			return err
		}
	}
	return hintWrite(set.Commit())
}

// files are those of a format, and the folder that they go into.
func (j *reportJob) files(f *reportFormat) (dir string, files []report.File, err error) {
	if f.file == nil {
		files, err = f.folder(j)
		return j.command.Out, files, err
	}
	write := func(w io.Writer) error { return f.file(j, w) }
	return filepath.Dir(j.command.Out), []report.File{{Name: filepath.Base(j.command.Out), Fill: write}}, nil
}

// streamFile tells an error of the disk, which asks for room, from one of what is written.
func (j *reportJob) streamFile(set *atomicfile.Set, file report.File) error {
	var filled error
	disk := &failing{}
	err := set.Write(file.Name, func(w io.Writer) error {
		disk.w = w
		filled = file.Fill(stopping{j.ctx, disk})
		return filled
	})
	switch {
	case err == nil:
		return nil
	case filled == nil || disk.err != nil:
		return hintWrite(err)
	}
	return filled
}

// failing is a writer that remembers its error.
type failing struct {
	w   io.Writer
	err error
}

func (f *failing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err != nil {
		f.err = err
	}
	return n, err
}
