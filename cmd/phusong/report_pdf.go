package main

import (
	"io"

	"phusong/coverage/report/pdf"
)

// reportPDF writes the report as PDF.
func reportPDF(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	return pdf.Write(w, d)
}
