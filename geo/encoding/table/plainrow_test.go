package table

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sheetOf reads a sheet to its end or its error, with rows read from their bytes or token by token.
func sheetOf(data []byte, o Options, plain bool) (rows []Row, err error) {
	before := plainRows
	plainRows = plain
	defer func() { plainRows = before }()
	r, err := NewXLSX(bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		return nil, err
	}
	for {
		row, err := r.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

// sameByTokens holds rows read from their bytes to those read token by token.
func sameByTokens(t interface {
	Helper()
	Fatalf(string, ...any)
}, data []byte, o Options) {
	t.Helper()
	got, err := sheetOf(data, o, true)
	want, wantErr := sheetOf(data, o, false)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("error %v, want %v", err, wantErr)
	}
	same := func(a, b Row) bool {
		return sameRow(a, b) && a.Hidden == b.Hidden && slices.Equal(a.Merged, b.Merged)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// sheetPieces are what sheets are made of, whole and broken.
var sheetPieces = []string{
	`<row r="%d">`, `<row>`, `<row r="%d" spans="1:3" x14ac:dyDescent="0.25" hidden="1">`, `<row r="%d"/>`, `<row r='%d'>`, `<row  r="%d" >`, `</row>`, `</row>`, `</row>`, `</row >`, "\n", "</row>\n",
	`<c r="A%d" s="0" t="s"><v>1</v></c>`, `<c t="s"><v>9</v></c>`, `<c r="B%d"><v>105.25</v></c>`, `<c r="C%d" s="0"><v>45000.5</v></c>`, `<c/>`, `<c r="D%d" s="1"/>`, `<c r="E%d"></c>`, `<c><v></v></c>`,
	`<c t="inlineStr"><is><t>SYN-1</t></is></c>`, `<c r="A%d" t="inlineStr"><is><t xml:space="preserve"> Trạm e` + "\u0302\u0301" + `</t></is></c>`, `<c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c>`,
	`<c t="str"><f>A1&amp;B1</f><v>x_x000D_y</v></c>`, `<c t="str"><v>a]]></v></c>`, `<c t="str"><v>a]b>c</v></c>`, `<c t="inlineStr"><is><t>a &lt; b</t></is></c>`, `<c t="inlineStr"><is><t>a` + "\n" + `b</t></is></c>`, `<c t="b"><v>1</v></c>`, `<c t="e"><v>#N/A</v></c>`,
	`<c t="n"><v>1e400</v></c>`, `<c t="inlineStr"><is><t>` + "\xff" + `</t></is></c>`, `<c t="inlineStr"><is><t>` + "\uffff" + `</t></is></c>`, `<c t="inlineStr"><is><t/></is></c>`, `<c r="A%d" a:r="B1" r="C1" t="str"><v>z</v></c>`,
	`<!-- -->`, `<![CDATA[x]]>`, `<x/>`, `<`, `>`, "text", `<c r="ZZZ%d"><v>1</v></c>`, `<c r=""><v>1</v></c>`, `<c r="%d"><v>1</v></c>`, `<cx><v>1</v></cx>`, `</c>`, `<v>1</v>`, `</sheetData>`, `<sheetData/>`,
	`<row r="%d"><c r="A%d" t="inlineStr"><is><t>a</t></is></c><c r="B%d"><v>2</v></c></row>`, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>b</t></is></c><c r="C%d" t="str"><v>c d</v></c></row>`,
}

func TestPlainRowsAreRows(t *testing.T) {
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", "", `<?xml version="1.0" encoding="UTF-8"?>`, `<?xml version="1.0" encoding="windows-1252"?>` + "\n"}).Draw(t, "head"))
		b.WriteString("<worksheet><sheetData>")
		whole := rapid.Bool().Draw(t, "whole rows")
		for i, piece := range rapid.SliceOfN(rapid.SampledFrom(sheetPieces), 0, 30).Draw(t, "pieces") {
			if strings.Contains(piece, "%d") {
				piece = strings.ReplaceAll(piece, "%d", fmt.Sprint(i+1))
			}
			if whole && strings.HasPrefix(piece, "<c") {
				piece = fmt.Sprintf(`<row r="%d">%s</row>`, i+1, piece)
			}
			b.WriteString(piece)
		}
		b.WriteString(rapid.SampledFrom([]string{"</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A1:B3\"/></mergeCells></worksheet>", ""}).Draw(t, "end"))
		o := Options{}
		if rapid.Bool().Draw(t, "limited") {
			o.Limits = Limits{Bytes: 3000, Rows: 5, Columns: 4, FieldBytes: 4}
		}
		sameByTokens(t, smallWorkbook(outer, b.String()), o)
	})
}

// TestPlainRowsOfLongSheets reads rows that buffers cut, some of them longer than a buffer.
func TestPlainRowsOfLongSheets(t *testing.T) {
	var b strings.Builder
	b.WriteString("<worksheet><sheetData>")
	for i := range 3000 {
		long := strings.Repeat("x", 1+i*i%997)
		if i%1000 == 999 {
			long = strings.Repeat("y", 400_000)
		}
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>S%d</t></is></c><c r="B%d" t="str"><v>%s</v></c><c r="C%d"><v>%d.5</v></c></row>`, i+1, i+1, i, i+1, long, i+1, i)
	}
	whole := b.String() + "</sheetData></worksheet>"
	for _, sheet := range []string{whole, whole[:len(whole)/2], whole[:len(whole)-30]} {
		sameByTokens(t, smallWorkbook(t, sheet), Options{})
	}
	rows, err := sheetOf(smallWorkbook(t, whole), Options{}, true)
	if err != nil || len(rows) != 3000 || rows[2].Fields[0] != "S2" || rows[2].Fields[2] != "2.5" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}
