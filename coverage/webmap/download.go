package webmap

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/geo/encoding/geojson"
)

// Request is a download of what is shown.
type Request struct {
	Output *output.Output
	Before []*output.Output // those of earlier dates, oldest first
	View   output.Series
	Level  string // of the units in a table; "" for all
	Unit   int    // with what it contains; -1 for the whole region
	Lang   string // "vi" or "en"
	Format string
	What   string
	Search string // what the names or codes of a table's units hold, marks and case apart
	Sort   string // column of a table, with - before it downwards; "" for the order of codes
	Gaps   bool   // gaps are drawn on the map

	source *source
	view   *view
}

// What can be downloaded.
const (
	whatFigures = "figures"
	whatGaps    = "gaps"
	whatUnits   = "units"
	whatSites   = "sites"
)

// own are the downloads that need no other package.
var own = []Download{
	{"csv", whatFigures, Words{"Bảng số liệu đang xem (CSV)", "The table shown (CSV)"}, "csv", "text/csv; charset=utf-8"},
	{"geojson", whatUnits, Words{"Ranh giới kèm số liệu đang xem (GeoJSON)", "Boundaries with the figures shown (GeoJSON)"}, "geojson", typeGeoJSON},
	{"geojson", whatGaps, Words{"Vùng chưa được phủ đang xem (GeoJSON)", "The gaps shown (GeoJSON)"}, "geojson", typeGeoJSON},
	{"geojson", whatSites, Words{"Trạm (GeoJSON)", "Stations (GeoJSON)"}, "geojson", typeGeoJSON},
}

// downloads lists what the page offers.
func (m *Map) downloads() []Download {
	if m.options.Export == nil {
		return own
	}
	return append(slices.Clone(own), m.options.Exports...)
}

var errDownload = &refusal{http.StatusBadRequest, Words{"Yêu cầu tải về không hợp lệ: xem các tham số output, view, format, what, level, unit, lang.",
	"This is no download: see the parameters output, view, format, what, level, unit, lang."}}

// request reads the parameters of a download; those that are not known are refused.
func (m *Map) request(query string) (*Request, *Download, error) {
	values, err := parameters(query)
	if err != nil {
		return nil, nil, err
	}
	s, ok := m.output(values.Get("output"))
	v, okView := m.view(values.Get("view"))
	if !ok || !okView || !v.outputs[s.number] {
		return nil, nil, errNotFound
	}
	r := &Request{Output: s.out, View: v.series, Level: values.Get("level"), Unit: -1, Lang: "vi", Format: values.Get("format"), What: values.Get("what"),
		Search: values.Get("q"), Sort: values.Get("sort"), source: s, view: v,
		Gaps: v.gaps != "" && slices.Contains(strings.Split(values.Get("layers"), ","), layerGaps)}
	if column := strings.TrimPrefix(r.Sort, "-"); column != "" && !slices.Contains(tableSorts, column) {
		return nil, nil, errDownload
	}
	if values.Get("lang") == "en" {
		r.Lang = "en"
	}
	r.Before = m.earlier(s)
	if code := values.Get("unit"); code != "" {
		if r.Unit = s.unitByCode(code); r.Unit < 0 {
			return nil, nil, errNotFound
		}
	}
	if r.Level != "" && !slices.Contains(s.out.Levels(), r.Level) {
		return nil, nil, errNotFound
	}
	all := m.downloads()
	i := slices.IndexFunc(all, func(d Download) bool { return d.Format == r.Format && (r.What == "" || d.What == r.What) })
	if i < 0 {
		return nil, nil, errDownload
	}
	r.What = all[i].What
	return r, &all[i], nil
}

// parameters are those of a query, each given once.
func parameters(query string) (url.Values, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, errDownload
	}
	for name, given := range values {
		if !slices.Contains([]string{"output", "view", "format", "what", "level", "unit", "lang", "q", "sort", "layers", "v"}, name) || len(given) != 1 {
			return nil, errDownload
		}
	}
	return values, nil
}

// unitByCode finds a unit of any level, the smallest level first; -1 where there is none.
func (s *source) unitByCode(code string) int {
	for _, level := range s.out.Levels() {
		if i, ok := s.out.UnitByCode(level, code); ok {
			return i
		}
	}
	return -1
}

// contains reports whether a unit is another or lies in it; -1 contains all.
func (s *source) contains(whole, unit int) bool {
	if whole < 0 {
		return true
	}
	for ; unit >= 0; unit = s.out.Units[unit].Parent {
		if unit == whole {
			return true
		}
	}
	return false
}

// fileName is the same for the same request: region, date, view and what it is.
func (r *Request) fileName(d *Download) string {
	parts := []string{slug(r.Output.Run.Region), slug(r.Output.Run.AsOf), strings.ReplaceAll(r.view.id, "/", "-")}
	if r.What != whatFigures {
		parts = append(parts, r.What)
	}
	if r.Unit >= 0 {
		parts = append(parts, slug(r.Output.Units[r.Unit].Code))
	}
	return strings.Join(parts, "_") + "." + d.Extension
}

// download sends a file. It is complete before its first byte is sent: what fails says
// so, and is no file cut short.
func (h *handler) download(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	request, d, err := h.m.request(r.URL.RawQuery)
	if err != nil {
		h.refuse(w, err)
		return
	}
	select {
	case h.cache.slots <- struct{}{}:
	case <-ctx.Done():
		h.refuse(w, errBusy)
		return
	}
	file, err := h.m.spoolDownload(ctx, request)
	<-h.cache.slots
	if err != nil {
		h.refuse(w, err)
		return
	}
	defer file.Close()
	head := w.Header()
	head.Set("Content-Type", d.ContentType)
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": request.fileName(d)}))
	head.Set("Content-Length", strconv.FormatInt(file.size, 10))
	if r.Method != http.MethodHead {
		writeSlowly(w, file.reader())
	}
}

func (m *Map) spoolDownload(ctx context.Context, r *Request) (*spool, error) {
	file := &spool{}
	err := m.writeDownload(ctx, file, r)
	if err == nil {
		err = file.rewind()
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

func (m *Map) writeDownload(ctx context.Context, w io.Writer, r *Request) error {
	switch {
	case r.Format == "csv" && r.What == whatFigures:
		return r.writeCSV(w)
	case r.Format == "geojson" && r.What == whatUnits:
		return r.writeUnits(w)
	case r.Format == "geojson" && r.What == whatGaps:
		return r.writeGaps(ctx, w)
	case r.Format == "geojson" && r.What == whatSites:
		sites, err := r.source.sites.wait(ctx)
		if err != nil {
			return behind(err)
		}
		return sites.write(w, func(unit int) bool { return r.source.contains(r.Unit, unit) })
	}
	made, err := m.options.Export(ctx, *r)
	if err != nil {
		return &hidden{errBroken, err}
	}
	_, err = made.WriteTo(w)
	return err
}

// Figures are those of the request: of its level, or of all, within its unit, as the
// table has filtered and sorted them.
func (r *Request) Figures() []*coverage.Figure {
	var all []*coverage.Figure
	for _, level := range r.Output.Levels() {
		if r.Level != "" && level != r.Level {
			continue
		}
		for _, f := range r.Output.Of(r.View, level) {
			if r.source.contains(r.Unit, f.Unit) {
				all = append(all, f)
			}
		}
	}
	all = r.keep(all)
	r.sort(all)
	return all
}

// Title names the view in the language of the request.
func (r *Request) Title() string { return r.say(r.view.title()) }

// Caption says of which definition, date and edition the figures are.
func (r *Request) Caption() string { return r.say(r.source.caption(r.view)) }

// Measure is what the figures count.
func (r *Request) Measure() string { return r.say(measureName(r.view.measure)) }

func (r *Request) say(w Words) string {
	if r.Lang == "en" {
		return w.EN
	}
	return w.VI
}

// writeCSV writes rows as figures.csv has them.
func (r *Request) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{report.FigureColumns}
	for _, f := range r.Figures() {
		u := &r.Output.Units[f.Unit]
		covered, uncovered, unknown := report.QuantityText(f, f.Covered), report.QuantityText(f, f.Uncovered), report.QuantityText(f, f.Unknown)
		if f.CountOnly {
			covered, uncovered, unknown = "", "", ""
		}
		rows = append(rows, []string{f.Indicator, string(f.Technology), f.Operator, u.Level, u.Code, u.Name, u.Edition, covered, uncovered, unknown,
			report.QuantityText(f, f.Total), f.PercentText(report.PercentDecimals), report.MeasureText(f), f.AsOf, f.Criterion, strconv.FormatInt(f.Assumed, 10)})
	}
	return out.WriteAll(rows)
}

// writeUnits writes boundaries with the figure shown; units without figure have null.
func (r *Request) writeUnits(w io.Writer) error {
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: layerUnits, Members: r.members()})
	for i, mp := range r.source.shapes.boundaries {
		if len(mp) == 0 || !r.source.contains(r.Unit, i) {
			continue
		}
		u := &r.Output.Units[i]
		p := []geojson.Property{{Name: "code", Value: u.Code}, {Name: "name", Value: u.Name}, {Name: "edition", Value: u.Edition}, {Name: "level", Value: u.Level}}
		f, ok := r.Output.Figure(r.View, i)
		if err := out.Write(single(mp), append(p, figureProperties(f, ok)...)); err != nil {
			return err
		}
	}
	return out.Close()
}

func figureProperties(f *coverage.Figure, ok bool) []geojson.Property {
	names := []string{"covered", "uncovered", "unknown", "total", "percent", "unit"}
	values := make([]any, len(names))
	if ok {
		values[3], values[5] = geojson.Number(report.QuantityText(f, f.Total)), report.MeasureText(f)
		if !f.CountOnly {
			for i, v := range []coverage.Micro{f.Covered, f.Uncovered, f.Unknown} {
				values[i] = geojson.Number(report.QuantityText(f, v))
			}
		}
		if text := f.PercentText(report.PercentDecimals); text != "" {
			values[4] = geojson.Number(text)
		}
	}
	var p []geojson.Property
	for i, name := range names {
		p = append(p, geojson.Property{Name: name, Value: values[i]})
	}
	return p
}

// members say what the figures of a file are of.
func (r *Request) members() []geojson.Property {
	return []geojson.Property{{Name: "region", Value: r.Output.Run.Region}, {Name: "as_of", Value: r.Output.Run.AsOf}, {Name: "edition", Value: r.Output.Run.Edition},
		{Name: "criterion", Value: r.Output.Run.Criterion.Label}, {Name: "indicator", Value: r.View.Indicator}, {Name: "technology", Value: string(r.View.Technology)},
		{Name: "operator", Value: r.View.Operator}}
}

// writeGaps writes the gaps of the view with all that gaps.geojson has of them.
func (r *Request) writeGaps(ctx context.Context, w io.Writer) error {
	store, err := r.source.gaps.wait(ctx)
	if err != nil {
		return behind(err)
	}
	out := geojson.NewWriter(w, geojson.WriterOptions{Name: layerGaps, Members: r.members()})
	for _, i := range store.byPath[r.view.gaps] {
		g := &store.gaps[i]
		if !r.source.contains(r.Unit, g.Unit) {
			continue
		}
		u := &r.Output.Units[g.Unit]
		p := append([]geojson.Property{{Name: "code", Value: u.Code}, {Name: "name", Value: u.Name}, {Name: "nearest_site", Value: g.NearestSite}}, gapProperties(g)...)
		if err := out.Write(single(store.shape(g)), p); err != nil {
			return err
		}
	}
	return out.Close()
}

// spool holds a download, in memory while it is small.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	size   int64
}

// Bounds of a download: in memory, and at all.
const (
	spoolMemory = 8 << 20
	maxDownload = 2 << 30
)

// Write keeps p, or fails when the download is larger than any.
func (s *spool) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	if s.size > maxDownload {
		return 0, fmt.Errorf("download: more than %d bytes", int64(maxDownload))
	}
	if s.file == nil && s.memory.Len()+len(p) <= spoolMemory {
		return s.memory.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "phusong-download-")
		if err != nil {
			return 0, err
		}
		s.file = f
		os.Remove(f.Name()) // it lives as long as it is open, where the system allows
		if _, err := s.memory.WriteTo(f); err != nil {
			return 0, err
		}
	}
	return s.file.Write(p)
}

func (s *spool) rewind() error {
	if s.file == nil {
		return nil
	}
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

func (s *spool) reader() io.Reader {
	if s.file != nil {
		return s.file
	}
	return &s.memory
}

// Close lets the file go.
func (s *spool) Close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}
