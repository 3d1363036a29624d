package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"phusong/coverage/report/document"
	"phusong/geo/encoding/table"
	"phusong/internal/numeral"
)

// number is a cell of a kind whose text is in Vietnamese.
func cell(kind document.Kind, plain string) document.Cell {
	text := numeral.Vietnamese.Text(plain)
	if kind == document.Percent {
		text += "%"
	}
	return document.Cell{Text: text, Number: plain, Kind: kind}
}

func text(s string) document.Cell { return document.Cell{Text: s} }

// example has every kind of column, row and cell.
func example() Book {
	communes := &document.Table{
		ID: "communes example", Caption: "Phủ sóng 4G theo xã, phường", Sheet: "4G theo xã", Source: "Nguồn: số liệu thử.",
		Columns: []document.Column{
			{Head: "STT", Kind: document.Ordinal}, {Head: "Mã", Kind: document.Code}, {Head: "Đơn vị hành chính", Kind: document.Text},
			{Head: "Tổng số", Group: "Dân số", Kind: document.Count}, {Head: "Được phủ", Group: "Dân số", Kind: document.Count},
			{Head: "Tỷ lệ", Group: "Dân số", Kind: document.Percent}, {Head: "Diện tích", Unit: "km²", Kind: document.Quantity},
			{Head: "Ngày", Kind: document.Date},
		},
		Notes: []string{"Tỷ lệ được làm tròn xuống; 100% chỉ khi phủ hết."},
	}
	row := func(kind document.RowKind, first, code, name, total, covered, percent, area string) document.Row {
		date := document.Cell{Text: "05/09/2026", Kind: document.Date}
		if kind != document.Plain {
			date = text("")
		}
		return document.Row{Kind: kind, Cells: []document.Cell{{Text: first, Number: first, Kind: document.Ordinal}, {Text: code, Kind: document.Code}, text(name),
			cell(document.Count, total), cell(document.Count, covered), cell(document.Percent, percent), cell(document.Quantity, area), date}}
	}
	communes.Rows = []document.Row{
		{Kind: document.Group, Cells: []document.Cell{text("Tỉnh Tây Ninh")}},
		row(document.Plain, "1", "00123", "Xã Cần Giuộc", "62838", "62837", "99.9", "1234.50"),
		row(document.Plain, "2", "00124", "=HYPERLINK(\"http://x\")", "1000", "1", "0.1", "12.00"),
		row(document.Plain, "3", "00125", "Phường Đức Hòa", "0", "0", "0.0", "0.01"),
		row(document.Total, "", "", "", "63838", "62838", "98.4", "1246.51"),
	}
	communes.Rows[4].Cells[0] = text("Tổng cộng của các đơn vị")
	communes.Rows[3].Cells[5] = text("chưa xác định")
	definitions := &document.Table{ID: "definitions", Caption: "Định nghĩa", Sheet: "Định nghĩa",
		Columns: []document.Column{{Head: "Chỉ tiêu"}, {Head: "Định nghĩa"}}, Rows: []document.Row{{Cells: []document.Cell{text("mobile.population"), text("Dân số được phủ sóng di động.")}}}}
	return Book{
		Document: &document.Document{Language: document.Vietnamese, Title: "Báo cáo phủ sóng", Subtitle: "Tỉnh Tây Ninh, tháng 9 năm 2026", Source: "số liệu thử", Date: "2026-09-05"},
		Facts:    []Fact{{"Ngày số liệu", "2026-09-05"}, {"Tiêu chí", "stated-radius#1234"}},
		Tables:   []*document.Table{communes, definitions},
	}
}

func written(t testing.TB, b Book) []byte {
	t.Helper()
	var buffer bytes.Buffer
	if err := Write(&buffer, b); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// rowsOf reads a sheet as our own programs do.
func rowsOf(t testing.TB, data []byte, sheet string) [][]string {
	t.Helper()
	r, err := table.NewXLSX(bytes.NewReader(data), int64(len(data)), table.Options{Sheet: sheet})
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for {
		row, err := r.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row.Fields)
	}
}

func TestSheetAsOurReaderSeesIt(t *testing.T) {
	data := written(t, example())
	want := [][]string{
		{"Phủ sóng 4G theo xã, phường"}, {"Tỉnh Tây Ninh, tháng 9 năm 2026"}, {"← Tổng quan"},
		{"Nhóm", "STT", "Mã", "Đơn vị hành chính", "Dân số", "", "", "Diện tích (km²)", "Ngày"},
		{"", "", "", "", "Tổng số", "Được phủ", "Tỷ lệ"},
		{"Tỉnh Tây Ninh", "1", "00123", "Xã Cần Giuộc", "62838", "62837", "0.999", "1234.5", "2026-09-05"},
		{"Tỉnh Tây Ninh", "2", "00124", "=HYPERLINK(\"http://x\")", "1000", "1", "0.001", "12", "2026-09-05"},
		{"Tỉnh Tây Ninh", "3", "00125", "Phường Đức Hòa", "0", "0", "chưa xác định", "0.01", "2026-09-05"},
		{"", "Tổng cộng của các đơn vị", "", "", "63838", "62838", "0.984", "1246.51"},
		{"Tỷ lệ được làm tròn xuống; 100% chỉ khi phủ hết."}, {"Nguồn: số liệu thử."},
	}
	if diff := cmp.Diff(want, rowsOf(t, data, "4G theo xã")); diff != "" {
		t.Error(diff)
	}
}

// TestSheetAsProgramsShowIt: formats give back the document's digits.
func TestSheetAsProgramsShowIt(t *testing.T) {
	f := opened(t, written(t, example()))
	if got, want := f.GetSheetList(), []string{"Tổng quan", "4G theo xã", "Định nghĩa"}; !cmp.Equal(got, want) {
		t.Errorf("sheets: got %q, want %q", got, want)
	}
	for name, want := range map[string]string{"E6": "62,838", "G6": "99.9%", "G7": "0.1%", "H6": "1,234.50", "I6": "05/09/2026", "C6": "00123", "G10": "98.4%"} {
		if got, err := f.GetCellValue("4G theo xã", name); err != nil || got != want {
			t.Errorf("%s: got %q %v, want %q", name, got, err, want)
		}
	}
	if formula, err := f.GetCellFormula("4G theo xã", "D7"); formula != "" || err != nil {
		t.Errorf("a name became the formula %q %v", formula, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name+" "+n.Scope] = n.RefersTo
	}
	want := map[string]string{
		"_xlnm.Print_Titles 4G theo xã": "'4G theo xã'!$4:$5", "_xlnm._FilterDatabase 4G theo xã": "'4G theo xã'!$A$5:$I$8",
		"_xlnm.Print_Titles Định nghĩa": "'Định nghĩa'!$4:$4", "_xlnm._FilterDatabase Định nghĩa": "'Định nghĩa'!$A$4:$B$5",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	for cell, sheet := range map[string]string{"B8": "4G theo xã", "B9": "Định nghĩa"} {
		if ok, target, err := f.GetCellHyperLink("Tổng quan", cell); !ok || err != nil || target != "'"+sheet+"'!A1" {
			t.Errorf("overview %s: link %v %q %v", cell, ok, target, err)
		}
	}
	if merged, err := f.GetMergeCells("4G theo xã"); err != nil || !slices.ContainsFunc(merged, func(m excelize.MergeCell) bool { return m[0] == "B10:D10" }) {
		t.Errorf("merged: got %v %v, want B10:D10 among them", merged, err)
	}
	panes, err := f.GetPanes("4G theo xã")
	if err != nil || !panes.Freeze || panes.XSplit != 4 || panes.YSplit != 5 {
		t.Errorf("panes: got %+v %v", panes, err)
	}
}

// TestNothingOfTheMaker: properties and times are the document's or none.
func TestNothingOfTheMaker(t *testing.T) {
	data := written(t, example())
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.File {
		if i == 0 && f.Name != contentTypes {
			t.Errorf("first part: got %s, want %s", f.Name, contentTypes)
		}
		if !f.Modified.Equal(archiveTime) {
			t.Errorf("%s: time %s, want %s", f.Name, f.Modified, archiveTime)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"xuri", "Excelize", "creator"} {
			if bytes.Contains(content, []byte(name)) {
				t.Errorf("%s names %q", f.Name, name)
			}
		}
		if f.Name == "docProps/core.xml" && !bytes.Contains(content, []byte("2026-09-05T00:00:00Z")) {
			t.Errorf("%s has not the document's date: %s", f.Name, content)
		}
	}
}

func TestSameBytes(t *testing.T) {
	first := written(t, example())
	for range 10 {
		if !bytes.Equal(first, written(t, example())) {
			t.Fatal("two workbooks of one document differ")
		}
	}
}

func TestLongTableIsParted(t *testing.T) {
	b := example()
	long := b.Tables[1]
	for i := range 25 {
		long.Rows = append(long.Rows, document.Row{Cells: []document.Cell{text(fmt.Sprint(i)), text("x")}})
	}
	var buffer bytes.Buffer
	if err := write(&buffer, Book{Document: b.Document, Tables: []*document.Table{long}}, 24); err != nil {
		t.Fatal(err)
	}
	total := 0
	f := opened(t, buffer.Bytes())
	if got, want := f.GetSheetList(), []string{"Tổng quan", "Định nghĩa", "Định nghĩa (2)", "Định nghĩa (3)"}; !cmp.Equal(got, want) {
		t.Fatalf("sheets: got %q, want %q", got, want)
	}
	for i, sheet := range f.GetSheetList()[1:] {
		rows := rowsOf(t, buffer.Bytes(), sheet)
		if len(rows) > 24 || !strings.HasSuffix(rows[1][0], fmt.Sprintf("Phần %d/3", i+1)) {
			t.Errorf("part %d: %d rows, second %q", i+1, len(rows), rows[1])
		}
		total += len(rows) - 4
	}
	if total != len(long.Rows) {
		t.Errorf("parts hold %d rows, want %d", total, len(long.Rows))
	}
	if err := write(io.Discard, b, 10); err == nil {
		t.Error("a sheet without room for a row is not an error")
	}
}

func TestTotalsOfGroups(t *testing.T) {
	kinds := map[rune]document.RowKind{'g': document.Group, 'p': document.Plain, 't': document.Total, 'r': document.Rate}
	for _, tt := range []struct {
		rows string
		want int // first row of the whole table's totals
	}{{"gppgppt", 6}, {"gpptgppt", 8}, {"gpptgpptt", 8}, {"gpptrgpptrtr", 10}, {"gppt", 3}, {"ppt", 2}, {"g", 1}, {"", 0}, {"tgp", 3}} {
		var rows []document.Row
		for _, r := range tt.rows {
			rows = append(rows, document.Row{Kind: kinds[r]})
		}
		if got := totalsOfGroups(rows); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.rows, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for name, break_ := range map[string]func(*document.Table){
		"no plain decimal": func(t *document.Table) { t.Rows[1].Cells[3].Number = "1e3" },
		"cells under":      func(t *document.Table) { t.Rows[1].Cells = t.Rows[1].Cells[1:] },
		"no columns":       func(t *document.Table) { t.Columns = nil },
		"longer than":      func(t *document.Table) { t.Rows[1].Cells[2].Text = strings.Repeat("ạ", cellUnits+1) },
	} {
		b := example()
		break_(b.Tables[0])
		var buffer bytes.Buffer
		if err := Write(&buffer, b); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want an error of %q", err, name)
		}
		if buffer.Len() > 0 {
			t.Errorf("%s: %d bytes were written before the error", name, buffer.Len())
		}
	}
	failing := errors.New("disk full")
	if err := Write(failingWriter{failing}, example()); !errors.Is(err, failing) {
		t.Errorf("got %v, want %v", err, failing)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestNames(t *testing.T) {
	n := newNames("Tổng quan")
	for _, tt := range []struct{ wish, want string }{
		{"4G theo xã", "4G theo xã"}, {"4g THEO XÃ", "4g THEO XÃ (2)"}, {"tổng QUAN", "tổng QUAN (2)"}, {"History", "History (2)"}, {"a/b[c]:*?\\", "a-b-c-----"},
		{"'quoted'", "’quoted’"}, {"", "1"}, {"\x00\x1f", "1 (2)"}, {strings.Repeat("ữ", 40), strings.Repeat("ữ", 31)},
		{strings.Repeat("Ữ", 40), strings.Repeat("Ữ", 27) + " (2)"}, {strings.Repeat("😀", 20), strings.Repeat("😀", 15)}, {"a\xffb", "ab"},
		{"Đơn vị", "Đơn vị"}, {"Đơn vị", "Đơn vị (2)"},
	} {
		if got := n.take(tt.wish); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.wish, got, tt.want)
		}
	}
}

// TestNumbersKeepTheirDigits: a stored number printed with its format is the document's
// number, and a share that is not complete is less than 1.
func TestNumbersKeepTheirDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringMatching(`-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,4})?`).Draw(t, "number")
		kind := rapid.SampledFrom([]document.Kind{document.Count, document.Percent, document.Quantity, document.Ordinal}).Draw(t, "kind")
		value, format, err := cellOf(document.Cell{Number: plain, Text: plain, Kind: kind}, "")
		if err != nil {
			t.Fatal(err)
		}
		var got *big.Rat
		switch v := value.(type) {
		case int64:
			got = new(big.Rat).SetInt64(v)
		case float64:
			got, _ = new(big.Rat).SetString(fmt.Sprint(v))
		default:
			t.Fatalf("%q is stored as %T", plain, value)
		}
		want, _ := new(big.Rat).SetString(plain)
		if kind == document.Percent {
			want.Quo(want, big.NewRat(100, 1))
		}
		if got.Cmp(want) != 0 {
			t.Errorf("%q as kind %d is stored as %v, want %v", plain, kind, value, want)
		}
		_, decimals, _ := strings.Cut(plain, ".")
		if n := strings.Count(strings.SplitAfterN(format+".", ".", 2)[1], "0"); n != len(decimals) {
			t.Errorf("%q has format %q", plain, format)
		}
	})
	value, format, err := cellOf(document.Cell{Text: "1.234.567.890.123.456", Number: "1234567890123456", Kind: document.Count}, "")
	if value != "1.234.567.890.123.456" || format != "@" || err != nil {
		t.Errorf("16 digits: got %v %q %v, want the text", value, format, err)
	}
	if _, format, _ := cellOf(document.Cell{Text: "+3,2", Number: "3.2", Kind: document.Quantity}, ""); format != "+#,##0.0;-#,##0.0;#,##0.0" {
		t.Errorf("a change has format %q", format)
	}
}

// TestAnyTextComesBack: whatever a name holds, the sheet opens, the text is there and
// no cell is a formula. Only what XML cannot hold becomes the replacement character.
func TestAnyTextComesBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "_x0041_", "_x005F_x0041_", "<b>&\"'", "]]>", " a ", "a\nb",
			"\u202eabc", "00012", "1e5", "TRUE", "#N/A", strings.Repeat("dài ", 80)})).Draw(r, "name")
		b := example()
		b.Tables[0].Rows[1].Cells[2] = text("x" + name)
		b.Tables[0].Rows[2].Cells[2] = text(name)
		b.Tables[0].Caption, b.Tables[0].Sheet, b.Document.Title = name, name, name
		f := opened(t, written(t, b))
		sheet := f.GetSheetList()[1]
		got, err := f.GetCellValue(sheet, "D6")
		if want := "x" + xmlText(name); err != nil || got != want {
			r.Errorf("got %q %v, want %q", got, err, want)
		}
		if formula, err := f.GetCellFormula(sheet, "D7"); formula != "" || err != nil {
			r.Errorf("%q became a formula %q %v", name, formula, err)
		}
	})
}

// xmlText is a text as XML can hold it.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
