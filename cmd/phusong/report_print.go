package main

import (
	"io"

	"phusong/coverage/report/html"
)

// reportPrint writes the report as a page to be read and printed, without a map that moves.
func reportPrint(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	return html.Page(w, d)
}
