package main

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"phusong/coverage/output"
	"phusong/coverage/report/document"
	"phusong/geo/encoding/table"
)

// workbookOf analyzes a region and writes its workbook.
func workbookOf(t *testing.T, region, lang string) (path string, tables []*document.Table) {
	t.Helper()
	out, path := t.TempDir(), filepath.Join(t.TempDir(), "tables.xlsx")
	if code, _, log := runApp(t, "analyze", region, "-o", out); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	if code, _, log := runApp(t, "report", out, "--lang", lang, "-o", path); code != exitDone {
		t.Fatalf("exit code %d: %s", code, log)
	}
	o, err := output.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	tables, err = document.Tables(o, document.Options{Language: lang})
	if err != nil {
		t.Fatal(err)
	}
	return path, tables
}

// TestWorkbookReadBack: our reader of tables and the library that wrote the workbook
// both find every number of every table, to its last digit, and every text.
func TestWorkbookReadBack(t *testing.T) {
	for _, tt := range []struct{ region, lang string }{
		{filepath.Join("testdata", "tiny"), "vi"}, {filepath.Join(fixtures(t), "longan"), "vi"}, {filepath.Join(fixtures(t), "hamlets"), "en"},
	} {
		t.Run(filepath.Base(tt.region)+" "+tt.lang, func(t *testing.T) {
			path, tables := workbookOf(t, tt.region, tt.lang)
			if len(tables) == 0 {
				t.Fatal("no tables")
			}
			f, err := excelize.OpenFile(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			sheets, numbers := f.GetSheetList()[1:], 0
			if len(sheets) != len(tables) {
				t.Fatalf("%d sheets of %d tables", len(sheets), len(tables))
			}
			for i, sheet := range sheets {
				ours := sheetByOurReader(t, path, sheet)
				theirs, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
				if err != nil {
					t.Fatal(err)
				}
				numbers += compareSheet(t, sheet, tables[i], ours, theirs)
			}
			t.Logf("%d numbers of %d sheets", numbers, len(sheets))
			if numbers == 0 {
				t.Error("no number was compared")
			}
		})
	}
}

// sheetByOurReader gives rows by their number in the sheet, from 1.
func sheetByOurReader(t *testing.T, path, sheet string) map[int][]string {
	t.Helper()
	r, err := table.Open(path, table.Options{Sheet: sheet})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows := map[int][]string{}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows[row.Number] = row.Fields
	}
}

// compareSheet compares the plain rows of a table, then its totals below an empty row.
func compareSheet(t *testing.T, sheet string, source *document.Table, ours map[int][]string, theirs [][]string) (numbers int) {
	t.Helper()
	first, shift := 5, 0 // caption, place and date, link, heads
	for _, c := range source.Columns {
		if c.Group != "" {
			first = 6
		}
	}
	var plain, totals []document.Row
	for _, row := range source.Rows {
		switch row.Kind {
		case document.Group:
			shift = 1
		case document.Plain:
			plain = append(plain, row)
		default:
			totals = append(totals, row)
		}
	}
	at := func(rows []document.Row, first int) {
		for i, row := range rows {
			for j, c := range row.Cells {
				ourText, theirText := field(ours[first+i], j+shift), ""
				if first+i <= len(theirs) {
					theirText = field(theirs[first+i-1], j+shift)
				}
				numbers += compareCell(t, sheet, first+i, source.Columns[j].Head, c, ourText, theirText)
			}
		}
	}
	at(plain, first)
	at(totals, first+len(plain)+1)
	return numbers
}

func field(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

func compareCell(t *testing.T, sheet string, row int, column string, c document.Cell, ours, theirs string) int {
	t.Helper()
	switch {
	case c.Kind == document.Date:
		return 0 // a day is a number to one reader and a date to the other
	case c.Number == "" || c.Kind == document.Text || c.Kind == document.Code:
		if ours != c.Text || theirs != c.Text {
			t.Errorf("%s row %d, %s: %q and %q, want %q", sheet, row, column, ours, theirs, c.Text)
		}
		return 0
	}
	want, ok := new(big.Rat).SetString(c.Number)
	if !ok {
		t.Errorf("%s row %d, %s: number %q of the document", sheet, row, column, c.Number)
		return 0
	}
	if c.Kind == document.Percent {
		want.Quo(want, big.NewRat(100, 1))
	}
	for _, text := range []string{ours, theirs} {
		if got, ok := new(big.Rat).SetString(text); !ok || got.Cmp(want) != 0 {
			t.Errorf("%s row %d, %s: %q, want %s", sheet, row, column, text, c.Number)
		}
	}
	return 1
}

// TestWorkbookInLibreOffice: another program opens the workbook and finds the document's
// percentages on every sheet.
func TestWorkbookInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	path, tables := workbookOf(t, filepath.Join("testdata", "tiny"), "en")
	dir := t.TempDir()
	filter := "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1" // UTF-8, as shown, en-US, all sheets
	convert := exec.Command(office, "--headless", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--convert-to", filter, "--outdir", dir, path)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Skipf("LibreOffice does not run here: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(files) != len(tables)+1 {
		t.Fatalf("%d sheets were converted, want %d (%v)", len(files), len(tables)+1, err)
	}
	for _, source := range tables {
		data, err := os.ReadFile(filepath.Join(dir, "tables-"+source.Sheet+".csv"))
		if err != nil {
			t.Errorf("sheet %q: %v", source.Sheet, err)
			continue
		}
		if bytes.Contains(data, []byte("Err:")) || bytes.Contains(data, []byte("#NAME")) {
			t.Errorf("sheet %q has errors:\n%s", source.Sheet, data)
		}
		for _, row := range source.Rows {
			for _, c := range row.Cells {
				shown := c.Number
				if strings.Contains(shown, ".") { // the conversion leaves out zeros at the end
					shown = strings.TrimRight(strings.TrimRight(shown, "0"), ".")
				}
				if c.Kind == document.Percent && c.Number != "" && !strings.Contains(string(data), shown+"%") {
					t.Errorf("sheet %q does not show %s%%", source.Sheet, c.Number)
				}
			}
		}
	}
}
