package main

import (
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"phusong/coverage/report/document"
	"phusong/coverage/report/xlsx"
)

// reportWorkbook writes the full tables as a workbook.
func reportWorkbook(j *reportJob, w io.Writer) error {
	defer debug.SetGCPercent(debug.SetGCPercent(50)) // of the nation: 570 MB instead of 700, for a sixth more of processor time
	d, err := document.Head(j.out, j.options())
	if err != nil {
		return err
	}
	tables, err := document.Tables(j.out, j.options())
	if err != nil {
		return err
	}
	return xlsx.Write(w, xlsx.Book{Document: d, Tables: tables, Facts: j.facts()})
}

// facts are what the first sheet says of the analysis.
func (j *reportJob) facts() []xlsx.Fact {
	run := &j.out.Run
	if j.language == document.English {
		return []xlsx.Fact{{Name: "Date of figures", Value: run.AsOf}, {Name: "Edition of units", Value: run.Edition},
			{Name: "Criterion", Value: run.Criterion.Label}, {Name: "Definition of the criterion", Value: run.Criterion.Definition}}
	}
	date := strings.Split(run.AsOf, "-") // day, month, year, or what of them is stated
	slices.Reverse(date)
	return []xlsx.Fact{{Name: "Thời điểm số liệu", Value: strings.Join(date, "/")}, {Name: "Danh mục hành chính", Value: run.Edition},
		{Name: "Tiêu chí phủ sóng", Value: run.Criterion.Label}}
}
