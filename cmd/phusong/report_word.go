package main

import (
	"io"

	"phusong/coverage/report/docx"
)

// reportWord writes the report as DOCX.
func reportWord(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	return docx.Write(w, d)
}
