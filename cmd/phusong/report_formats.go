package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
	"phusong/internal/atomicfile"
)

// reportFormat is a line of the table of formats: one of file and folder writes it.
type reportFormat struct {
	name, extension string
	text            bool // may go to a terminal
	large           bool // not kept in memory: see streams
	help            string
	file            func(j *reportJob, w io.Writer) error
	folder          func(j *reportJob) ([]report.File, error) // in a fixed order; a name may lie in one folder below
}

// reportFormats is the table: a new format is one line here, and one word in the tag
// complete of reportCommand.Format.
var reportFormats []reportFormat

func init() {
	reportFormats = []reportFormat{
		{name: "docx", extension: "docx", help: "the report for Word and LibreOffice, laid out to Decree 30/2020", file: reportWord},
		{name: "html", extension: "html", text: true, help: "the web map as one file that opens anywhere, with the report in it for printing", file: reportOffline},
		{name: "html-print", extension: "html", text: true, help: "the report as one page to be read and printed, without script", file: reportPrint},
		{name: "kit", help: "a folder with report, workbook, offline map, gaps, figures and maps, and the SHA-256 of each", folder: reportKit},
		{name: "maps", help: "the maps of the report, or those of --map, each as SVG, PNG and PDF", folder: reportMaps},
		{name: "md", extension: "md", text: true, help: "the report as Markdown, with tables of GitHub", file: reportMarkdown},
		{name: "pdf", extension: "pdf", help: "the report as PDF, laid out as docx; its text can be searched", file: reportPDF},
		{name: "pdf-map", extension: "pdf", help: "a map as PDF: the first of the report, or that of --map", file: reportMap("pdf-map")},
		{name: "png", extension: "png", help: "a map as PNG of 200 dots per inch", file: reportMap("png")},
		{name: "svg", extension: "svg", text: true, help: "a map as SVG; with --since beside those of earlier dates", file: reportMap("svg")},
		{name: "xlsx", extension: "xlsx", help: "the full tables as a workbook, a sheet for each subject; numbers stay numbers", file: reportWorkbook},
	}
	reportFormats = append(reportFormats, interchangeFormats()...)
}

// reportJob is one report being made.
type reportJob struct {
	ctx      context.Context
	command  *reportCommand
	language string
	out      *output.Output
	before   []*output.Output
	beside   []rendered // pictures of the file, to lie beside it
	composed *document.Document
}

// options are those of the document in every format.
func (j *reportJob) options() document.Options {
	return document.Options{Language: j.language, Before: j.before, Draw: j.documentMap, MapWidthMm: documentMapMm}
}

// document composes the report, once for all files of a kit.
func (j *reportJob) document() (_ *document.Document, err error) {
	if j.composed == nil {
		j.composed, err = document.Compose(j.out, j.options())
	}
	return j.composed, err
}

// rendered is a file that is complete in memory.
type rendered struct {
	name string // "" for the one file of a format
	data []byte
}

// render makes everything that the format writes; it writes nothing itself.
func (j *reportJob) render(f *reportFormat) ([]rendered, error) {
	if f.file != nil {
		data, err := j.fill(func(w io.Writer) error { return f.file(j, w) })
		return append([]rendered{{"", data}}, j.beside...), err
	}
	files, err := f.folder(j)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: there is nothing to write: %s has no figures of this kind", f.name, j.out.Dir)
	}
	var all []rendered
	for _, file := range files {
		data, err := j.fill(file.Fill)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name, err)
		}
		all = append(all, rendered{file.Name, data})
	}
	return all, nil
}

// fill keeps in memory what a function writes until the job is interrupted.
func (j *reportJob) fill(fill func(io.Writer) error) ([]byte, error) {
	var whole bytes.Buffer
	err := fill(stopping{j.ctx, &whole})
	return whole.Bytes(), err
}

// write puts what was rendered into its place, whole or not at all.
func (c *reportCommand) write(all []rendered, stdout io.Writer) error {
	if all[0].name == "" && c.toStdout() {
		_, err := stdout.Write(all[0].data)
		return err
	}
	dir := c.Out
	if all[0].name == "" {
		if isStream(c.Out) {
			return hintWrite(writeStream(c.Out, all[0].data))
		}
		dir = filepath.Dir(c.Out)
		all[0].name = filepath.Base(c.Out)
	}
	set, err := atomicfile.NewSet(dir)
	if err != nil {
		return hintWrite(err)
	}
	defer set.Discard()
	for _, r := range all {
		fill := func(w io.Writer) error { _, err := w.Write(r.data); return err }
		if err := set.Write(r.name, fill); err != nil {
			return hintWrite(err)
		}
	}
	return hintWrite(set.Commit())
}

// isStream reports whether a name stands for a device, a pipe or a socket, such as
// /dev/stdout: it is written into, and no file is put in its place.
func isStream(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

func writeStream(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// stopping is a writer that fails once its context has ended.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

func formatNames() []string {
	var all []string
	for _, f := range reportFormats {
		all = append(all, f.name)
	}
	return all
}

// formatLines lists the formats for the help.
func formatLines(indent string) string {
	var b strings.Builder
	for _, f := range reportFormats {
		fmt.Fprintf(&b, "%s%-10s %s\n", indent, f.name, f.help)
	}
	return b.String()
}
