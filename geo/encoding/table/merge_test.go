package table

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestMergedCells(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for ref, v := range map[string]string{"A1": "DANH SÁCH TRẠM BTS", "A2": "Xã", "B2": "Toạ độ", "B3": "Kinh độ", "C3": "Vĩ độ", "A4": "Long Hiệp", "B4": "106", "B5": "107", "D4": "x"} {
		_ = f.SetCellStr("Sheet1", ref, v)
	}
	for _, area := range [][2]string{{"A1", "D1"}, {"A2", "A3"}, {"B2", "C2"}, {"A4", "A5"}, {"A7", "D9"}} {
		if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetRowVisible("Sheet1", 5, false)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := readXLSX(b.Bytes(), Options{})
	if err != nil || len(rows) != 5 {
		t.Fatalf("got %v, %v", rows, err)
	}
	for _, c := range []struct {
		row, column int
		want        string
	}{{0, 4, "1:1-1:4 DANH SÁCH TRẠM BTS"}, {1, 3, "2:2-2:3 Toạ độ"}, {2, 1, "2:1-3:1 Xã"}, {2, 2, ""}, {4, 1, "4:1-5:1 Long Hiệp"}, {4, 2, ""}} {
		got := ""
		if m, ok := rows[c.row].Cover(c.column); ok {
			got = fmt.Sprintf("%d:%d-%d:%d %s", m.Row, m.Column, m.LastRow, m.LastColumn, m.Value)
		}
		if got != c.want {
			t.Errorf("row %d column %d: got %q, want %q", rows[c.row].Number, c.column, got, c.want)
		}
	}
	if rows[3].Hidden || !rows[4].Hidden {
		t.Error("hidden rows")
	}
}

// Lists of areas as other programs write them, and as nobody should.
func TestMergeLists(t *testing.T) {
	sheet := func(list string) []byte {
		return smallWorkbook(t, `<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row><x:row r="2"><x:c r="B2"><x:v>8</x:v></x:c></x:row></x:sheetData>`+list+`</x:worksheet>`)
	}
	for list, want := range map[string]int{
		`<x:mergeCells count="1"><x:mergeCell ref="A1:A2"/></x:mergeCells>`:       1,
		`<mergeCells><mergeCell ref="$A$2:$A$1"/></mergeCells>`:                   1,
		`<mergeCells><mergeCell ref="A1"/><mergeCell ref="A1:A1"/></mergeCells>`:  0,
		`<mergeCells><mergeCell ref="A0:B2"/><mergeCell ref="1:2"/></mergeCells>`: 0,
		`<mergeCells><mergeCell ref="A1:A9999999"/><mergeCell/></mergeCells>`:     0,
		`<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:A2"/>`:    2,
		`<mergeCells><mergeCell ref="A1:A2"/><mergeCell <`:                        1,
		``: 0,
		`<!-- <mergeCell ref="A1:A2"/> --><other><mergeCell ref="A3:A4"/></other>`: 0,
	} {
		rows, err := readXLSX(sheet(list), Options{})
		if err != nil || len(rows) != 2 || len(rows[1].Merged) != want {
			t.Errorf("%s: got %v, %v", list, rows, err)
		}
	}
	overlapping := "<mergeCells>" + strings.Repeat(`<mergeCell ref="A1:B2"/>`, 20) + "</mergeCells>"
	if _, err := readXLSX(sheet(overlapping), Options{Limits: Limits{Columns: 10}}); !errors.Is(err, ErrLimit) {
		t.Errorf("overlapping areas: got %v", err)
	}
	long := "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>" + strings.Repeat("x", 200_000) + "</t></is></c></row></sheetData><mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>"
	if rows, err := readXLSX(smallWorkbook(t, long), Options{}); err != nil || len(rows[0].Merged) != 1 {
		t.Errorf("long text: %v", err)
	}
}

func TestSingleByteText(t *testing.T) {
	data := []byte("m\xb7;x\xb7\n00001;\"T\xa9n;\nCh\xa9u\"\nXã;b\n")
	r, err := NewCSV(bytes.NewReader(data), Options{SingleByte: true})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readAll(r)
	if err != nil || len(rows) != 3 {
		t.Fatalf("got %v, %v", rows, err)
	}
	if rows[0].Fields[0] != "m·" || rows[1].Fields[1] != "T©n;\nCh©u" || rows[2].Fields[0] != "Xã" || rows[2].NotUTF8 != nil {
		t.Errorf("got %v", rows)
	}
	if err := rows[1].NotUTF8; !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
	if r, err = NewCSV(bytes.NewReader(data), Options{}); err == nil {
		_, err = readAll(r)
	}
	if !errors.Is(err, ErrEncoding) {
		t.Errorf("without the option: got %v", err)
	}
}
