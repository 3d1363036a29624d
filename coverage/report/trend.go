package report

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/coverage/trend"
	"phusong/internal/numeral"
)

// TrendColumns is the header of a trend table. Changes are from the date before;
// "change_printed" subtracts the percentages as printed, "change" the exact ones.
var TrendColumns = []string{"series", "indicator", "technology", "operator", "level", "code", "name", "edition", "criterion", "date",
	"covered", "uncovered", "unknown", "total", "unit", "value", "value_at_most", "change", "change_at_most", "change_printed",
	"covered_change", "total_change", "note", "source"}

// TrendRow is a row of the table: a figure at a date, or a projection, whose value is
// the least and value_at_most the largest.
type TrendRow struct {
	Fields []string
	noteVI string // the note in Vietnamese
}

// column returns a field by the name of its column.
func (r TrendRow) column(name string) string {
	for i, c := range TrendColumns {
		if c == name {
			return r.Fields[i]
		}
	}
	return ""
}

const (
	trendDecimals  = 6
	noteAsPrinted  = "as printed; its counts are not stated"
	noteDefinition = "of another definition than the date before: no change is meant"
)

// TrendRows lays out series, each in order of date and, where to is given, with where
// it may stand at its end.
func TrendRows(all []trend.Series, decimals int, to *coverage.Period) []TrendRow {
	var rows []TrendRow
	for i := range all {
		s := &all[i]
		for k := range s.Points {
			var before *trend.Point
			if k > 0 {
				before = &s.Points[k-1]
			}
			rows = append(rows, trendRow(s.Name, before, &s.Points[k], decimals))
		}
		if to != nil {
			rows = append(rows, projectionRow(s, *to))
		}
	}
	return rows
}

func trendRow(name string, before, p *trend.Point, decimals int) TrendRow {
	f := &p.Figure
	fields := map[string]string{"series": name, "indicator": f.Indicator, "technology": string(f.Technology), "operator": f.Operator, "level": p.Level,
		"code": p.Code, "name": p.Name, "edition": p.Edition, "criterion": f.Criterion, "date": f.AsOf, "unit": MeasureText(f), "source": p.Source}
	switch {
	case p.Printed != "":
		fields["value"], fields["note"] = p.Printed, noteAsPrinted
	case f.CountOnly:
		fields["value"], fields["total"] = f.Total.String(), f.Total.String()
	default:
		fields["covered"], fields["uncovered"], fields["unknown"], fields["total"] = QuantityText(f, f.Covered), QuantityText(f, f.Uncovered), QuantityText(f, f.Unknown), QuantityText(f, f.Total)
		fields["value"] = f.PercentText(decimals)
		if f.Unknown > 0 {
			fields["value_at_most"] = numeral.Floor(p.High, decimals)
		}
	}
	if before != nil {
		addChange(fields, before, p, decimals)
	}
	return rowOf(fields)
}

func addChange(fields map[string]string, before, p *trend.Point, decimals int) {
	if !trend.Comparable(before, p) {
		fields["note"] = noteDefinition
		return
	}
	low, high := trend.Change(before, p)
	fields["change"] = numeral.Signed(numeral.Round(low, trendDecimals))
	if low.Cmp(high) != 0 {
		fields["change_at_most"] = numeral.Signed(numeral.Round(high, trendDecimals))
	}
	if !p.CountOnly {
		fields["change_printed"] = numeral.Signed(numeral.Floor(trend.PrintedChange(before, p, decimals), max(decimals, printedDecimals(before), printedDecimals(p))))
	}
	if p.Printed == "" && before.Printed == "" {
		fields["total_change"] = signedQuantity(&p.Figure, p.Total-before.Total)
		if !p.CountOnly {
			fields["covered_change"] = signedQuantity(&p.Figure, p.Covered-before.Covered)
		}
	}
}

// printedDecimals is how many decimals a document prints, 0 where there are counts.
func printedDecimals(p *trend.Point) int {
	_, fraction, _ := strings.Cut(p.Printed, ".")
	return len(fraction)
}

func signedQuantity(f *coverage.Figure, n coverage.Micro) string {
	return numeral.Signed(QuantityText(f, n))
}

func projectionRow(s *trend.Series, to coverage.Period) TrendRow {
	last := &s.Points[len(s.Points)-1]
	fields := map[string]string{"series": s.Name, "indicator": last.Indicator, "technology": string(last.Technology), "operator": last.Operator,
		"level": last.Level, "code": last.Code, "name": last.Name, "edition": last.Edition, "date": to.Last.Format("2006-01-02"), "source": "projection"}
	p, err := s.Project(to.Last)
	if err != nil {
		fields["note"] = err.Error()
		return rowOf(fields)
	}
	fields["value"], fields["value_at_most"] = numeral.Floor(p.Low, 2), numeral.Ceil(p.High, 2)
	note := func(format string, style numeral.Style, method string) string {
		return fmt.Sprintf(format, style.Text(numeral.Floor(p.Central, 2)), style.Text(numeral.Signed(numeral.Floor(p.LowRate, 3))),
			style.Text(numeral.Signed(numeral.Ceil(p.HighRate, 3))), method)
	}
	fields["note"] = note("central %s; a month %s to %s; %s", numeral.Plain, p.Method)
	row := rowOf(fields)
	row.noteVI = note("giá trị giữa %s; mỗi tháng từ %s đến %s; %s", numeral.Vietnamese, trendNoteVI(p.Method))
	return row
}

func rowOf(fields map[string]string) TrendRow {
	row := TrendRow{Fields: make([]string, len(TrendColumns)), noteVI: trendNoteVI(fields["note"])}
	for i, name := range TrendColumns {
		row.Fields[i] = fields[name]
	}
	return row
}

// trendNotesVI are the notes in Vietnamese.
var trendNotesVI = map[string]string{
	noteAsPrinted: "số đã in trong văn bản; không có tử số và mẫu số", noteDefinition: "khác định nghĩa hoặc địa giới so với thời điểm trước: không phải là thay đổi",
	trend.ErrOneDate.Error(): "không dự báo được: chỉ có một thời điểm", trend.ErrUnknown.Error(): "không dự báo được: một phần của giá trị cuối chưa xác định",
	trend.ErrMixed.Error(): "không dự báo được: các thời điểm khác định nghĩa", trend.ErrPast.Error(): "không dự báo được: ngày cần dự báo không sau giá trị cuối",
	trend.ErrAtOneTime.Error(): "không dự báo được: các thời điểm trùng nhau", trend.ErrOneRate.Error(): "không dự báo được: số đếm chỉ có một tốc độ, không có khoảng",
	trend.MethodOne:  "một tốc độ: mỗi giá trị có thể nằm ở bất kỳ đâu trong khoảng làm tròn đến một chữ số thập phân",
	trend.MethodMany: "tốc độ tháng nhỏ nhất và lớn nhất giữa các thời điểm liền nhau; giá trị giữa tính từ thời điểm đầu đến thời điểm cuối",
}

func trendNoteVI(note string) string { return cmp.Or(trendNotesVI[note], note) }

// WriteTrend writes the table as CSV.
func WriteTrend(w io.Writer, rows []TrendRow) error {
	out := csv.NewWriter(w)
	if err := out.Write(TrendColumns); err != nil {
		return err
	}
	for _, r := range rows {
		if err := out.Write(r.Fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteTrendJSON writes the rows as objects.
func WriteTrendJSON(w io.Writer, rows []TrendRow) error {
	list := []map[string]string{}
	for _, r := range rows {
		object := map[string]string{}
		for i, name := range TrendColumns {
			if r.Fields[i] != "" {
				object[name] = r.Fields[i]
			}
		}
		list = append(list, object)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(list)
}

// trendHeads are the columns that people see.
var trendHeads = map[string][]string{
	"en": {"date", "value", "covered", "of total", "uncovered", "change", "as printed", "covered +/-", "total +/-", "note"},
	"vi": {"ngày", "giá trị", "được phủ", "trên tổng", "chưa phủ", "thay đổi (điểm)", "theo số in", "phủ +/-", "tổng +/-", "ghi chú"},
}

// WriteTrendTable prints a block for each series, in English or ("vi") Vietnamese.
func WriteTrendTable(w io.Writer, rows []TrendRow, language string) error {
	style := numeral.Of(language)
	name := ""
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		if series := r.column("series"); series != name {
			name = series
			fmt.Fprintf(t, "%s %s\n", name, r.column("name"))
			fmt.Fprintln(t, "  "+strings.Join(trendHeads[language], "\t"))
		}
		value := style.Text(r.column("value"))
		if most := r.column("value_at_most"); most != "" {
			value += " .. " + style.Text(most)
		}
		change := style.Text(r.column("change"))
		if most := r.column("change_at_most"); most != "" {
			change += " .. " + style.Text(most)
		}
		note := r.column("note")
		if language == "vi" {
			note = r.noteVI
		}
		cells := []string{dateText(r.column("date"), language), value, style.Text(r.column("covered")), style.Text(r.column("total")), style.Text(r.column("uncovered")),
			change, style.Text(r.column("change_printed")), style.Text(r.column("covered_change")), style.Text(r.column("total_change")), note}
		fmt.Fprintln(t, "  "+strings.Join(cells, "\t"))
	}
	return t.Flush()
}
