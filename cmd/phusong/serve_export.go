package main

import (
	"context"
	"fmt"
	"io"

	"phusong/coverage"
	"phusong/coverage/report/cartography"
	"phusong/coverage/report/document"
	"phusong/coverage/report/xlsx"
	"phusong/coverage/webmap"
	"phusong/internal/numeral"
)

// What the downloads of other packages hold.
const (
	downloadTable  = "figures"
	downloadMap    = "map"
	downloadReport = "report"
	downloadData   = "data"
)

// serveExport is a download with the way it is written.
type serveExport struct {
	webmap.Download
	write func(ctx context.Context, r *webmap.Request, w io.Writer) error
}

// serveExports lists the downloads of the web map that other packages write.
func serveExports() []serveExport {
	line := func(format, what, vi, en, mediaType string, write func(context.Context, *webmap.Request, io.Writer) error) serveExport {
		return serveExport{webmap.Download{Format: format, What: what, Title: webmap.Words{VI: vi, EN: en}, Extension: format, ContentType: mediaType}, write}
	}
	return []serveExport{
		line("xlsx", downloadTable, "Bảng số liệu đang xem (Excel)", "The table shown (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exportTable),
		line("png", downloadMap, "Bản đồ chỉ số đang xem (PNG)", "The map of the indicator shown (PNG)", "image/png", exportMap("png")),
		line("svg", downloadMap, "Bản đồ chỉ số đang xem (SVG)", "The map of the indicator shown (SVG)", "image/svg+xml", exportMap("svg")),
		line("pdf", downloadMap, "Bản đồ chỉ số đang xem (PDF)", "The map of the indicator shown (PDF)", "application/pdf", exportMap("pdf-map")),
		line("docx", downloadReport, "Báo cáo đầy đủ của toàn bộ kết quả (Word)", "The report of the whole output (Word)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", exportAs("docx")),
		line("pdf", downloadReport, "Báo cáo đầy đủ của toàn bộ kết quả (PDF)", "The report of the whole output (PDF)", "application/pdf", exportAs("pdf")),
		line("xlsx", downloadReport, "Toàn bộ bảng số liệu (Excel)", "All tables (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exportAs("xlsx")),
		line("gpkg", downloadData, "Toàn bộ lớp bản đồ cho QGIS (GeoPackage)", "All layers for QGIS (GeoPackage)", "application/geopackage+sqlite3", exportAs("gpkg")),
		line("kmz", downloadData, "Vùng chưa phủ, trạm, ranh giới cho Google Earth (KMZ)", "Gaps, stations and units for Google Earth (KMZ)", "application/vnd.google-earth.kmz", exportAs("kmz")),
	}
}

// exporting gives a map the downloads of other packages.
func exporting(o webmap.Options) webmap.Options {
	all := serveExports()
	for _, e := range all {
		o.Exports = append(o.Exports, e.Download)
	}
	o.Export = func(ctx context.Context, r webmap.Request) (io.WriterTo, error) {
		for _, e := range all {
			if e.Format == r.Format && e.What == r.What {
				return writing{ctx, &r, e.write}, nil
			}
		}
		return nil, fmt.Errorf("no download of %s as %s", r.What, r.Format)
	}
	return o
}

// writing is a download as the web map takes it.
type writing struct {
	ctx   context.Context
	r     *webmap.Request
	write func(context.Context, *webmap.Request, io.Writer) error
}

// WriteTo writes the download; the count is the business of w.
func (d writing) WriteTo(w io.Writer) (int64, error) { return 0, d.write(d.ctx, d.r, w) }

// exportAs writes a format of the command report.
func exportAs(name string) func(context.Context, *webmap.Request, io.Writer) error {
	return func(ctx context.Context, r *webmap.Request, w io.Writer) error {
		j := reportOf(ctx, r)
		for i := range reportFormats {
			if f := &reportFormats[i]; f.name == name && f.file != nil {
				return f.file(j, w)
			}
		}
		return fmt.Errorf("no format %s", name)
	}
}

func reportOf(ctx context.Context, r *webmap.Request) *reportJob {
	return &reportJob{ctx: ctx, command: &reportCommand{}, language: r.Lang, out: r.Output, before: r.Before}
}

// exportMap draws the view as a map.
func exportMap(format string) func(context.Context, *webmap.Request, io.Writer) error {
	return func(_ context.Context, r *webmap.Request, w io.Writer) error {
		spec := cartography.Spec{Kind: cartography.Choropleth, Indicator: r.View.Indicator, Technology: r.View.Technology,
			Operator: r.View.Operator, Level: r.Level, Lang: r.Lang, Gaps: r.Gaps}
		if r.Unit >= 0 {
			spec.Mark = r.Output.Units[r.Unit].Code
		}
		m, err := cartography.Draw(r.Output, spec)
		if err != nil {
			return err
		}
		return mapWriters[format](m, w)
	}
}

// exportTable writes the rows of the table as a workbook of one sheet, numbers as
// numbers.
func exportTable(ctx context.Context, r *webmap.Request, w io.Writer) error {
	table := tableShown(r)
	d := &document.Document{Language: r.Lang, Title: table.Caption, Subtitle: r.Output.Run.Region, Subject: table.Caption, Source: r.Output.Run.Region}
	return xlsx.Write(w, xlsx.Book{Document: d, Facts: reportOf(ctx, r).facts(), Tables: []*document.Table{table}})
}

// tableShown is the table of the page: a row for each unit.
func tableShown(r *webmap.Request) *document.Table {
	say := func(vi, en string) string {
		if r.Lang == document.English {
			return en
		}
		return vi
	}
	figures := r.Figures()
	count := len(figures) > 0 && figures[0].CountOnly
	t := &document.Table{ID: "shown", Caption: r.Title(), Sheet: say("Số liệu đang xem", "Table shown"), Notes: []string{r.Caption()}}
	t.Columns = []document.Column{{Head: say("Mã", "Code"), Kind: document.Code, Weight: 1}, {Head: say("Đơn vị hành chính", "Unit"), Kind: document.Text, Weight: 3}}
	heads := []string{say("Được phủ", "Covered"), say("Chưa được phủ", "Not covered"), say("Chưa xác định", "Unknown")}
	for _, head := range heads {
		if !count {
			t.Columns = append(t.Columns, document.Column{Head: head, Kind: document.Quantity, Weight: 1.5, Unit: r.Measure()})
		}
	}
	t.Columns = append(t.Columns, document.Column{Head: say("Tổng số", "Total"), Kind: document.Quantity, Weight: 1.5, Unit: r.Measure()})
	if !count {
		t.Columns = append(t.Columns, document.Column{Head: say("Tỷ lệ", "Share"), Kind: document.Percent, Weight: 1})
	}
	for _, f := range figures {
		t.Rows = append(t.Rows, rowShown(r, f))
	}
	return t
}

func rowShown(r *webmap.Request, f *coverage.Figure) document.Row {
	style := numeral.Of(r.Lang)
	u := &r.Output.Units[f.Unit]
	cells := []document.Cell{{Text: u.Code, Kind: document.Code}, {Text: u.Name}}
	n := f.Shares()
	quantity := func(steps int64) {
		plain := coverage.StepsText(steps, n.Places)
		cells = append(cells, document.Cell{Text: style.Text(plain), Number: plain, Kind: document.Quantity})
	}
	if f.CountOnly {
		quantity(n.Total)
		return document.Row{Cells: cells}
	}
	for _, steps := range []int64{n.Covered, n.Uncovered, n.Unknown, n.Total} {
		quantity(steps)
	}
	if n.Few {
		cells[2] = document.Cell{Text: "< " + style.Text(coverage.StepsText(1, n.Places))}
	}
	share := document.Cell{Kind: document.Percent}
	if text := f.PercentShown(); text != "" {
		share.Text, share.Number = style.Text(text)+"%", text
	}
	return document.Row{Cells: append(cells, share)}
}
