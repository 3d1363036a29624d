package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// readTexts reads the texts of a file, or of the files in it.
func readTexts(t *testing.T, path string) ([]string, bool) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return textsOf(t, filepath.Base(path), data)
}

func textsOf(t *testing.T, name string, data []byte) ([]string, bool) {
	t.Helper()
	switch extension := strings.ToLower(filepath.Ext(name)); extension {
	case ".csv":
		return csvTexts(t, data), true
	case ".md", ".txt", ".yaml", "":
		return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' || r == '|' }), true
	case ".html", ".svg", ".kml", ".xml", ".qml", ".rels":
		return markupTexts(string(data)), true
	case ".json", ".geojson":
		return jsonTexts(t, data), true
	case ".docx", ".kmz":
		return archiveTexts(t, data), true
	case ".xlsx":
		return sheetTexts(t, data), true
	case ".pdf":
		return pdfTexts(t, data)
	case ".png", ".jpg":
		return nil, false
	case ".gpkg":
		return geopackageTexts(t, data), true
	case ".fgb":
		return flatgeobufTexts(t, data)
	case ".parquet":
		return parquetTexts(t, data), true
	case ".pmtiles":
		return tileTexts(t, data), true
	default:
		t.Errorf("%s: the guard has no way to read %s: add it", name, extension)
		return nil, false
	}
}

var (
	unseen = regexp.MustCompile(`(?s)<(style|script)\b[^>]*>.*?</(style|script)>`)
	block  = regexp.MustCompile(`</?(p|w:p|td|th|tr|li|h[1-6]|text|title|desc|figcaption|caption|div|name|description|value|SimpleData|br|w:tc)\b[^>]*>`)
	tag    = regexp.MustCompile(`(?s)<[^>]*>`)
)

// markupTexts are the paragraphs, cells and labels of HTML, SVG, KML or a part of DOCX.
// Data within a page counts like its text.
func markupTexts(s string) []string {
	var texts []string
	for _, script := range unseen.FindAllString(s, -1) {
		if strings.Contains(script[:strings.Index(script, ">")], "json") {
			texts = append(texts, strings.Split(script, `"`)...)
		}
	}
	s = unseen.ReplaceAllString(s, "")
	s = block.ReplaceAllString(s, "\n")
	s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	return append(texts, strings.Split(s, "\n")...)
}

// jsonTexts are the strings of a JSON text; a number named as a percentage counts as one.
func jsonTexts(t *testing.T, data []byte) []string {
	t.Helper()
	var value any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	var texts []string
	var visit func(name string, v any)
	visit = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, member := range v {
				visit(key, member)
			}
		case []any:
			for _, member := range v {
				visit(name, member)
			}
		case string:
			texts = append(texts, v)
		case json.Number:
			texts = append(texts, valueText(name, v.String()))
		}
	}
	visit("", value)
	return texts
}

// valueText is a number of data by its name: one that is named as a percentage counts as
// one, others say nothing.
func valueText(name, number string) string {
	if strings.Contains(strings.ToLower(name), "percent") || strings.HasSuffix(name, "_pct") || strings.Contains(name, "%") {
		if exact, ok := new(big.Rat).SetString(number); ok {
			number = strings.TrimSuffix(strings.TrimRight(exact.FloatString(12), "0"), ".")
		}
		return name + " " + number + " %"
	}
	return name
}

func archiveTexts(t *testing.T, data []byte) []string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		inner, _ := textsOf(t, f.Name, part)
		texts = append(texts, inner...)
	}
	return texts
}

// sheetTexts are the cells of a workbook: texts, and shares by their exact value, not
// by what a format makes of it.
func sheetTexts(t *testing.T, data []byte) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var texts []string
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, raw := range row {
				texts = append(texts, sheet+" "+cellText(t, f, sheet, j+1, i+1, raw))
			}
		}
	}
	return texts
}

func cellText(t *testing.T, f *excelize.File, sheet string, column, row int, raw string) string {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := f.GetCellValue(sheet, name)
	if err != nil {
		t.Fatal(err)
	}
	share, isNumber := new(big.Rat).SetString(raw)
	if !isNumber || !strings.HasSuffix(shown, "%") {
		return shown
	}
	_, decimals, _ := strings.Cut(strings.TrimSuffix(shown, "%"), ".")
	exact := share.Mul(share, big.NewRat(100, 1)).FloatString(len(decimals))
	if exact+"%" != shown {
		t.Errorf("%s %s: %s is shown as %s", sheet, name, raw, shown)
	}
	return shown
}

func pdfTexts(t *testing.T, data []byte) ([]string, bool) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Log("pdftotext (poppler-utils) is not installed: PDF is not looked at")
		return nil, false
	}
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(data)
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`\n| {2,}`).Split(string(out), -1), true
}
