package table

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes rows as text that spreadsheet programs open right: UTF-8 with a
// byte order mark, CRLF line ends, every field in quotes, so that no delimiter of
// another country cuts one in two.
func WriteCSV(w io.Writer, delimiter byte, rows [][]string) error {
	out := bufio.NewWriter(w)
	out.WriteString("\ufeff") // errors are kept by the writer until Flush
	for _, row := range rows {
		for i, field := range row {
			if i > 0 {
				out.WriteByte(delimiter)
			}
			out.WriteString(`"` + strings.ReplaceAll(field, `"`, `""`) + `"`)
		}
		out.WriteString("\r\n")
	}
	return out.Flush()
}

// Parts of a workbook with one sheet whose cells are texts (ECMA-376 part 1). Format
// 49 is "@", and quotePrefix keeps a program from taking a text for a formula or a
// number when a person edits it.
const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`
	rootRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	bookPart = xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>`
	stylesPart = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
	sheetHead = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="%d" width="18" customWidth="1"/></cols><sheetData>`
	sheetTail = `</sheetData></worksheet>`
)

// WriteXLSX writes rows as a workbook of one sheet. All cells are texts and stay so
// when they are edited: leading zeros are kept and nothing is executed. The first
// row is bold and does not scroll. The bytes depend on the rows alone.
func WriteXLSX(w io.Writer, sheet string, rows [][]string) error {
	archive := zip.NewWriter(w)
	var name strings.Builder
	if err := xml.EscapeText(&name, []byte(sheet)); err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRelations}, {"xl/workbook.xml", fmt.Sprintf(bookPart, name.String())},
		{"xl/_rels/workbook.xml.rels", bookRelations}, {"xl/styles.xml", stylesPart},
	} {
		f, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	f, err := archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	if err := writeSheet(f, rows); err != nil {
		return err
	}
	return archive.Close()
}

func writeSheet(w io.Writer, rows [][]string) error {
	out := bufio.NewWriter(w)
	width := 1
	for _, row := range rows {
		width = max(width, len(row))
	}
	fmt.Fprintf(out, sheetHead, width) // errors are kept by the writer until Flush
	for i, row := range rows {
		style := 1
		if i == 0 {
			style = 2
		}
		fmt.Fprintf(out, `<row r="%d">`, i+1)
		for j, field := range row {
			if field == "" {
				continue
			}
			fmt.Fprintf(out, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">`, columnName(j+1), i+1, style)
			if err := xml.EscapeText(out, []byte(field)); err != nil {
				return err
			}
			out.WriteString(`</t></is></c>`)
		}
		out.WriteString(`</row>`)
	}
	out.WriteString(sheetTail)
	return out.Flush()
}

// columnName is the letters of a column, from 1: the inverse of columnNumber.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// SheetName makes a text into a name that a sheet can have: at most 31 characters,
// none of those that programs refuse.
func SheetName(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return '-'
		}
		return r
	}, text)
	runes := []rune(strings.TrimSpace(text))
	if len(runes) > 31 {
		runes = runes[:31]
	}
	if len(runes) == 0 {
		return strconv.Itoa(1)
	}
	return string(runes)
}
