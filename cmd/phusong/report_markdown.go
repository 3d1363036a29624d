package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"phusong/coverage/report/document"
	"phusong/coverage/report/markdown"
)

// reportMarkdown writes the report as Markdown. With -o the maps lie beside it as SVG,
// and the page links to them; on standard output their alternative text stands in
// their place.
func reportMarkdown(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	opt := markdown.Options{Fragment: j.command.Fragment}
	if !j.command.toStdout() {
		opt.Image = j.pictureBeside
	}
	return markdown.Write(w, d, opt)
}

// pictureBeside keeps a figure to be written beside the page, and names its file.
func (j *reportJob) pictureBeside(f *document.Figure) string {
	stem := strings.TrimSuffix(filepath.Base(j.command.Out), filepath.Ext(j.command.Out))
	name := fmt.Sprintf("%s-%s.svg", stem, strings.NewReplacer(" ", "-", "+", "plus").Replace(strings.TrimPrefix(f.ID, "map ")))
	data, err := j.fill(f.Picture.WriteSVG)
	if err != nil {
		return "" // interrupted: what is rendered is not written
	}
	j.beside = append(j.beside, rendered{name, data})
	return name
}
