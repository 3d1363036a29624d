package main

import (
	"io"

	"phusong/coverage/report/markdown"
)

// reportMarkdown writes the report as Markdown.
func reportMarkdown(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	return markdown.Write(w, d, markdown.Options{Fragment: j.command.Fragment})
}
