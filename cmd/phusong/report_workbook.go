package main

import (
	"io"

	"phusong/coverage/report/document"
	"phusong/coverage/report/xlsx"
)

// reportWorkbook writes the full tables as a workbook.
func reportWorkbook(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	tables, err := document.Tables(j.out, j.options())
	if err != nil {
		return err
	}
	return xlsx.Write(w, xlsx.Book{Document: d, Tables: tables, Facts: j.facts()})
}

// facts are what the first sheet says of the analysis beside title and date.
func (j *reportJob) facts() []xlsx.Fact {
	name := map[string]string{document.Vietnamese: "Tiêu chí phủ sóng", document.English: "Coverage criterion"}[j.language]
	return []xlsx.Fact{{Name: name, Value: j.out.Run.Criterion.Label}}
}
