package table

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func readFields(t *rapid.T, r *Reader) [][]string {
	var rows [][]string
	for {
		row, err := r.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		for len(row.Fields) > 0 && row.Fields[len(row.Fields)-1] == "" {
			row.Fields = row.Fields[:len(row.Fields)-1]
		}
		rows = append(rows, row.Fields)
	}
}

// TestWrittenIsRead: what is written is read back, in both formats, whatever the
// fields hold.
func TestWrittenIsRead(t *testing.T) {
	field := rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "00097", "=1+1", "a;b", "x\"y", " a ", "line\nend", "-", "mã trạm"})).Draw(t, "field")
		s = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r == 0xfffe || r == 0xffff || r == 0xfffd {
				return -1 // no text of XML
			}
			return r
		}, s)
		return norm.NFC.String(s)
	})
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(field, 3, 3), 1, 5).Draw(t, "rows")
		var want [][]string
		for i := range rows {
			rows[i] = append(rows[i], "end")
			want = append(want, rows[i])
		}
		var text, book bytes.Buffer
		if err := WriteCSV(&text, ';', rows); err != nil {
			t.Fatal(err)
		}
		csv, err := NewCSV(&text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readFields(t, csv)); diff != "" {
			t.Fatalf("csv (-want +got):\n%s", diff)
		}
		if err := WriteXLSX(&book, "Sheet", rows); err != nil {
			t.Fatal(err)
		}
		xlsx, err := NewXLSX(bytes.NewReader(book.Bytes()), int64(book.Len()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, readFields(t, xlsx)); diff != "" {
			t.Fatalf("xlsx (-want +got):\n%s", diff)
		}
	})
}

// TestWorkbookOpens holds the workbook against a library, which sees texts alone.
func TestWorkbookOpens(t *testing.T) {
	var book bytes.Buffer
	rows := [][]string{{"Mã", "Giá trị"}, {"00097", "=HYPERLINK(\"x\")"}}
	if err := WriteXLSX(&book, SheetName("Huyện [A]: 'x'"), rows); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetList()[0]
	got, err := f.GetRows(name)
	if diff := cmp.Diff(rows, got); err != nil || diff != "" || name != "Huyện -A-- -x-" {
		t.Errorf("sheet %q: %v (-want +got):\n%s", name, err, diff)
	}
	if formula, err := f.GetCellFormula(name, "B2"); formula != "" || err != nil {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
}

func TestColumnNames(t *testing.T) {
	for n := 1; n < 20_000; n++ {
		if got, ok := columnNumber(columnName(n) + "1"); got != n || !ok {
			if n <= 16_384 {
				t.Fatalf("column %d is named %s, which is column %d", n, columnName(n), got)
			}
		}
	}
}
