package table

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

var fuzzLimits = Limits{Bytes: 1 << 16, Rows: 500, Columns: 50, FieldBytes: 1 << 10}

// checkRows reads to the end and asserts what every row promises.
func checkRows(t *testing.T, r *Reader) {
	last := 0
	for n := 0; ; n++ {
		row, err := r.Next()
		if err == io.EOF && n == 0 {
			t.Fatal("io.EOF before any row")
		}
		if err != nil {
			return
		}
		if row.Number <= last || len(row.Fields) == 0 || len(row.Fields) > fuzzLimits.Columns || n >= fuzzLimits.Rows {
			t.Fatalf("row %d after %d with %d fields", row.Number, last, len(row.Fields))
		}
		last = row.Number
		for _, f := range row.Fields {
			if !utf8.ValidString(f) {
				t.Fatalf("row %d: bad text %q", row.Number, f)
			}
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"site_id,lon,lat\nS1,105.3,22.6\n", "\ufeffmã;kinh độ\r\n00097;\"105,34808/22,62924\"\r\n",
		"sep=\t\na\tb\n", "\xff\xfea\x00,\x00b\x00", "a,b\n\"x\"\"y\n", "\"\"\"\n\",\r\r\n|", "a\nT\xa9n\n", "sep=\x89\n:Љ\n:\xd0\\\x94\xb2b\x18",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, single := range []bool{false, true} {
			r, err := NewCSV(bytes.NewReader(data), Options{Limits: fuzzLimits, SingleByte: single})
			if err != nil {
				continue
			}
			checkRows(t, r)
			blockBytes, blocksAtATime = 8, 3
			sameAsNext(t, func() (*Reader, error) {
				return NewCSV(bytes.NewReader(data), Options{Limits: fuzzLimits, SingleByte: single})
			})
			blockBytes, blocksAtATime = 1<<18, 16
		}
	})
}

// smallWorkbook stores, uncompressed, the least that a workbook needs, so that
// mutations reach the decoder.
func smallWorkbook(t testing.TB, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="Trạm" r:id="a"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="t/worksheet" Target="s.xml"/>` +
			`<Relationship Id="b" Type="t/styles" Target="y.xml"/><Relationship Id="c" Type="t/sharedStrings" Target="/xl/t.xml"/></Relationships>`},
		{"xl/t.xml", `<sst><si><t>Mã</t></si><si><r><t>a</t></r><rPh><t>b</t></rPh></si></sst>`},
		{"xl/y.xml", `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[Red]d&quot;x&quot;"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`},
		{"xl/s.xml", sheet},
	} {
		f, err := w.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(part[1]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const smallSheet = `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c><c s="0"><v>45000.5</v></c></row></sheetData></worksheet>`

func TestSmallWorkbook(t *testing.T) {
	got, err := readXLSX(smallWorkbook(t, smallSheet), Options{})
	if err != nil || len(got) != 1 || strings.Join(got[0].Fields, "|") != "a|x|2023-03-15T12:00:00" {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzXLSX(f *testing.F) {
	whole := smallWorkbook(f, smallSheet)
	f.Add(whole)
	f.Add(whole[:len(whole)-100])
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewXLSX(bytes.NewReader(data), int64(len(data)), Options{Limits: fuzzLimits})
		if err == nil {
			checkRows(t, r)
		}
	})
}

// FuzzSheet puts sheet XML into a sound archive, where the decoder meets it.
func FuzzSheet(f *testing.F) {
	f.Add(smallSheet)
	f.Add(`<worksheet><sheetData><row><c r="ZZZ1" s="99999"><v>1e400</v></c></row><row r="0"/>`)
	f.Add(`<worksheet><sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row/></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Add(`<x:worksheet xmlns:x="u"><x:sheetData><x:row r="3"><x:c t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		data := smallWorkbook(t, sheet)
		sameByTokens(t, data, Options{Limits: fuzzLimits})
		r, err := NewXLSX(bytes.NewReader(data), int64(len(data)), Options{Limits: fuzzLimits})
		if err == nil {
			checkRows(t, r)
		} else if err == io.EOF {
			t.Fatal("bare io.EOF from NewXLSX")
		}
	})
}
