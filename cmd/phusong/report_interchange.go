package main

import (
	"io"

	"phusong/coverage/report"
	"phusong/coverage/report/interchange"
)

// interchangeFormats are the lines of the table that package interchange writes.
func interchangeFormats() []reportFormat {
	var all []reportFormat
	for _, f := range interchange.Formats() {
		format := reportFormat{name: f.Name, extension: f.Extension, text: f.Text, large: true, help: f.Help}
		if f.Folder {
			format.folder = func(j *reportJob) ([]report.File, error) {
				return interchange.Files(j.ctx, j.out, interchange.Options{Format: f.Name, Language: j.language})
			}
		} else {
			format.file = func(j *reportJob, w io.Writer) error {
				return interchange.Write(j.ctx, j.out, interchange.Options{Format: f.Name, Language: j.language}, w)
			}
		}
		all = append(all, format)
	}
	return all
}
