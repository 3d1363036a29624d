package main

import (
	"bytes"
	"io"
	"slices"

	"phusong/coverage/report/html"
	"phusong/coverage/webmap"
)

// reportOffline writes the web map as one file that opens anywhere, with the report in
// it for printing.
func reportOffline(j *reportJob, w io.Writer) error {
	d, err := j.document()
	if err != nil {
		return err
	}
	var report bytes.Buffer
	if err := html.Fragment(&report, d, html.Options{}); err != nil {
		return err
	}
	return webmap.OfflinePage(w, append(slices.Clone(j.before), j.out), webmap.OfflineOptions{Lang: j.language, Report: report.String(), ReportStyle: html.Style})
}
