package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// workbookBytes has an empty sheet, "Trạm" with data, and a hidden one.
func workbookBytes(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, name := range []string{"Trạm", "Ẩn"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetSheetVisible("Ẩn", false)
	_ = f.SetCellStr("Ẩn", "A1", "hidden")
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	custom := `dd"/"mm\/yyyy;@`
	dateCustom, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	red := `[Red]0.00" ngày"`
	number, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &red})
	cells := map[string]any{
		"A2": "Mã", "B2": "Kinh độ", "D2": "Ngày",
		"A3": "00097", "B3": 105.34808, "D3": time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC),
		"A5": "e\u0302\u0301", "B5": 0.1 + 0.2, "C5": true, "D5": 45839.5,
		"A6": 1234567890123, "B6": -1e-7, "C6": "đang\ncập nhật", "D6": 12,
	}
	for ref, v := range cells {
		if err := f.SetCellValue("Trạm", ref, v); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetCellStyle("Trạm", "D3", "D3", date)
	_ = f.SetCellStyle("Trạm", "D5", "D5", dateCustom)
	_ = f.SetCellStyle("Trạm", "D6", "D6", number)
	_ = f.SetCellStyle("Trạm", "A9", "XFD9", number) // formatted, without data
	_ = f.SetCellFormula("Trạm", "E6", "1+1")
	_ = f.SetCellRichText("Trạm", "F6", []excelize.RichTextRun{{Text: "Xã "}, {Text: "Ẩn"}})
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readXLSX(data []byte, o Options) ([]Row, error) {
	r, err := NewXLSX(bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		return nil, err
	}
	return readAll(r)
}

func TestXLSX(t *testing.T) {
	data := workbookBytes(t)
	want := []Row{
		row(2, "Mã", "Kinh độ", "", "Ngày"),
		row(3, "00097", "105.34808", "", "2025-07-01"),
		row(5, "ế", "0.3", "TRUE", "2025-07-01T12:00:00"),
		row(6, "1234567890123", "-0.0000001", "đang\ncập nhật", "12", "", "Xã Ẩn"),
	}
	for _, sheet := range []string{"", "Trạm", "TRẠM "} {
		got, err := readXLSX(data, Options{Sheet: sheet})
		if err != nil {
			t.Fatalf("sheet %q: %v", sheet, err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("sheet %q: got - want +\n%s", sheet, diff)
		}
	}
	if got, err := readXLSX(data, Options{Sheet: "Ẩn"}); err != nil || len(got) != 1 {
		t.Errorf("hidden sheet by name: got %v, %v", got, err)
	}
	if _, err := readXLSX(data, Options{Sheet: "Sites"}); err == nil || !strings.Contains(err.Error(), `it has "Sheet1", "Trạm", "Ẩn"`) {
		t.Errorf("unknown sheet: got %v", err)
	}
	if _, err := readXLSX(data, Options{Sheet: "Sheet1"}); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty sheet: got %v", err)
	}
}

// repack rewrites one part of an archive.
func repack(t testing.TB, data []byte, part string, edit func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			content = []byte(edit(string(content)))
		}
		w, _ := out.Create(f.Name)
		_, _ = w.Write(content)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXErrors(t *testing.T) {
	whole := workbookBytes(t)
	const sheet = "xl/worksheets/sheet2.xml"
	edit := func(part, old, new string) []byte {
		return repack(t, whole, part, func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("%s has no %q", part, old)
			}
			return strings.Replace(s, old, new, 1)
		})
	}
	tests := []struct {
		name string
		data []byte
		o    Options
		says string
	}{
		{"cut archive", whole[:len(whole)/2], Options{}, "broken or truncated"},
		{"cut sheet", repack(t, whole, sheet, func(s string) string { return s[:strings.Index(s, `<row r="6"`)] }), Options{}, `sheet "Trạm", after row 5: the sheet is broken or truncated`},
		{"bad xml", edit(sheet, `<row r="5"`, `<row < r="5"`), Options{}, "after row 3"},
		{"row order", edit(sheet, `<row r="5"`, `<row r="3"`), Options{}, "out of order"},
		{"cell order", edit(sheet, `r="B5"`, `r="A5"`), Options{}, `"A5" out of order`},
		{"shared string", edit("xl/sharedStrings.xml", "<si>", "<!--"), Options{}, "sharedStrings.xml is broken"},
		{"no sheets", edit("xl/workbook.xml", "<sheets>", "<sheets/><x>"), Options{}, "workbook"},
		{"bytes", whole, Options{Limits: Limits{Bytes: 300}}, "more than 300 bytes"},
		{"columns", whole, Options{Limits: Limits{Columns: 4}}, "more than 4 columns"},
		{"field", whole, Options{Limits: Limits{FieldBytes: 10}}, "more than 10 bytes in a cell"},
		{"rows", whole, Options{Limits: Limits{Rows: 2}}, "more than 2 rows"},
	}
	for _, test := range tests {
		_, err := readXLSX(test.data, test.o)
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.says)
		}
	}
}

func TestXLSXDates(t *testing.T) {
	tests := []struct {
		serial float64
		d1904  bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"},
		{45839, false, "2025-07-01"}, {44377, true, "2025-07-01"}, {45839.25, false, "2025-07-01T06:00:00"},
	}
	for _, test := range tests {
		b := &workbook{date1904: test.d1904}
		if got, ok := b.date(test.serial); !ok || got != test.want {
			t.Errorf("date(%v), 1904 %v: got %q, want %q", test.serial, test.d1904, got, test.want)
		}
	}
	formats := map[string]bool{"yyyy-mm-dd": true, "d/m/yy": true, `0.00" ngày"`: false, "[Red]0": false,
		"General": false, `[$-42A]dd\/mm`: true, "#,##0": false, "hh:mm": false, `0\d`: false, `"open`: false}
	for code, want := range formats {
		if got := isDateFormat(code); got != want {
			t.Errorf("isDateFormat(%q): got %v, want %v", code, got, want)
		}
	}
}

// The stored values must agree with those of the spreadsheet library.
func TestXLSXAgainstExcelize(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= 2000; i++ {
		ref, _ := excelize.CoordinatesToCellName(1, i)
		if err := w.SetRow(ref, []any{"Xã <" + strings.Repeat("x", i%7), i * 37, float64(i) / 8, i%2 == 0, "0" + strings.Repeat("9", i%5)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := readXLSX(b.Bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("got %d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if want[i][3] = "FALSE"; (i+1)%2 == 0 {
			want[i][3] = "TRUE"
		}
		if diff := cmp.Diff(got[i].Fields, want[i]); diff != "" {
			t.Fatalf("row %d: %s", i+1, diff)
		}
	}
}
