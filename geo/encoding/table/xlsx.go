package table

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// sheetRows is the last row a sheet can have (ECMA-376: 2^20).
const sheetRows = 1 << 20

// NewXLSX reads one sheet of an Office Open XML workbook (ECMA-376 part 1,
// transitional or strict), streaming. Values come out as they were typed: text
// as it is, leading zeros included; numbers in plain decimal notation with at
// most 15 significant digits, without regard to their format, except that a
// number shown as a date is written 2006-01-02; errors as text such as #N/A.
// Formulas give their stored result.
//
// It decodes the sheet itself because broken or cut XML must be an error: a
// reader that takes it for the end of the sheet loses rows silently.
func NewXLSX(r io.ReaderAt, size int64, o Options) (*Reader, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("spreadsheet archive is broken or truncated, get the whole file again: %w", err)
	}
	limits := o.Limits.withDefaults()
	book, err := openWorkbook(archive, limits)
	if err != nil {
		return nil, fmt.Errorf("spreadsheet: %w", err)
	}
	sheets, err := book.choose(o.Sheet)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		rows, err := openSheet(book, s)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", s.name, err)
		}
		if rows.skipBlank() {
			return &Reader{rows: rows, limits: limits, format: fmt.Sprintf("xlsx, sheet %q", s.name)}, nil
		}
	}
	return nil, fmt.Errorf("no sheet holds data: %w", ErrEmpty)
}

// sheetReader decodes the rows of one sheet.
type sheetReader struct {
	book    *workbook
	name    string
	in      *bufio.Reader // which dec reads, byte by byte
	dec     *xml.Decoder
	foreign bool // it is not UTF-8
	between bool // the last token was the end of a row
	row     int  // number of the last row
	data    bool
	done    bool
	peeked  *peekedRow
	merges  mergeSweep

	width   int // fields of the last row that was read from its bytes
	scratch []byte
	owned   []ownText
}

type peekedRow struct {
	row Row
	err error
}

func openSheet(book *workbook, s sheetEntry) (*sheetReader, error) {
	list, err := book.part(s.path)
	if err != nil {
		return nil, err
	}
	merges, err := readMerges(bufio.NewReaderSize(list, 1<<16))
	if err != nil {
		return nil, err
	}
	return openCells(book, s, merges)
}

// openCells opens a sheet whose merged areas are known.
func openCells(book *workbook, s sheetEntry, merges []Merge) (*sheetReader, error) {
	part, err := book.part(s.path)
	if err != nil {
		return nil, err
	}
	r := &sheetReader{book: book, name: s.name, in: bufio.NewReaderSize(part, sheetBytes), merges: mergeSweep{left: merges}}
	r.dec = newDecoder(r.in)
	inUTF8 := r.dec.CharsetReader
	r.dec.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		r.foreign = true
		return inUTF8(charset, input)
	}
	return r, nil
}

// skipBlank moves to the first row with data; false when there is none. An
// error counts as data: it is told when the row is asked for.
func (s *sheetReader) skipBlank() bool {
	for {
		row, err := s.decodeRow()
		if err == io.EOF {
			return false
		}
		if err != nil || !blank(row.Fields) {
			s.peeked = &peekedRow{row, err}
			return true
		}
	}
}

func (s *sheetReader) next() (Row, error) {
	if p := s.peeked; p != nil {
		s.peeked = nil
		return p.row, p.err
	}
	return s.decodeRow()
}

func (s *sheetReader) fail(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		err = fmt.Errorf("the sheet is broken or truncated: %w", err)
	}
	return fmt.Errorf("sheet %q, after row %d: %w", s.name, s.row, err)
}

// decodeRow returns the next row element, blank or not, and io.EOF at the end of
// the sheet's data.
func (s *sheetReader) decodeRow() (Row, error) {
	for !s.done {
		if row, ok := s.plainRow(); ok {
			return s.finish(row)
		}
		s.between = false
		token, err := s.dec.RawToken()
		if err != nil {
			return Row{}, s.fail(err) // also at io.EOF: the end of sheetData was not seen
		}
		switch el := token.(type) {
		case xml.StartElement:
			switch el.Name.Local {
			case "sheetData":
				s.data = true
			case "row":
				if s.data {
					return s.decodeCells(el)
				}
			}
		case xml.EndElement:
			s.done = el.Name.Local == "sheetData" || el.Name.Local == "worksheet"
		}
	}
	return Row{}, io.EOF
}

func (s *sheetReader) decodeCells(el xml.StartElement) (Row, error) {
	number := s.row + 1
	if given := attribute(el, "r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n <= s.row || n > sheetRows {
			return Row{}, s.fail(fmt.Errorf("row number %q out of order", given))
		}
		number = n
	}
	hidden := attribute(el, "hidden")
	row := Row{Number: number, Hidden: hidden == "1" || hidden == "true"}
	column := 0
	for {
		token, err := s.dec.RawToken()
		if err != nil {
			return Row{}, s.fail(err)
		}
		switch el := token.(type) {
		case xml.StartElement:
			if el.Name.Local != "c" {
				continue
			}
			if column, err = s.cell(el, column, &row); err != nil {
				return Row{}, s.fail(fmt.Errorf("row %d: %w", number, err))
			}
		case xml.EndElement:
			if el.Name.Local == "row" {
				return s.finish(row)
			}
		}
	}
}

// finish counts a row and adds the areas that it touches.
func (s *sheetReader) finish(row Row) (Row, error) {
	s.row, s.between = row.Number, true
	if err := s.merges.at(&row, s.book.limits.Columns); err != nil {
		return Row{}, s.fail(err)
	}
	return row, nil
}

// cell decodes a c element into its place in row and returns its column, from 1.
// Empty cells take no place: sheets are often formatted far beyond their data.
func (s *sheetReader) cell(el xml.StartElement, previous int, row *Row) (int, error) {
	column := previous + 1
	if ref := attribute(el, "r"); ref != "" {
		var ok bool
		if column, ok = columnNumber(ref); !ok || column <= previous {
			return 0, fmt.Errorf("cell reference %q out of order", ref)
		}
	}
	raw, err := s.cellText()
	if err != nil {
		return 0, err
	}
	value, err := s.book.value(attribute(el, "t"), attribute(el, "s"), raw)
	if err != nil {
		return 0, fmt.Errorf("column %d: %w", column, err)
	}
	if value == "" {
		return column, nil
	}
	if limit := s.book.limits.FieldBytes; len(value) > limit {
		return 0, overLimit("bytes in a cell", int64(limit))
	}
	if limit := s.book.limits.Columns; column > limit {
		return 0, overLimit("columns", int64(limit))
	}
	for len(row.Fields) < column {
		row.Fields = append(row.Fields, "")
	}
	row.Fields[column-1] = value
	return column, nil
}

// cellText reads to the end of a c element: the text of v, or of t within is.
func (s *sheetReader) cellText() (string, error) {
	return collectText(s.dec, "c", s.book.limits.FieldBytes)
}

// collectText reads to the end of the element end and joins the text of v and t
// elements in it. Phonetic runs (rPh) repeat the text for pronunciation and are
// left out, as are formulas.
func collectText(dec *xml.Decoder, end string, limit int) (string, error) {
	var text strings.Builder
	inText, phonetic := false, false
	for {
		token, err := dec.RawToken()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
		switch el := token.(type) {
		case xml.StartElement:
			switch el.Name.Local {
			case "v", "t":
				inText = true
			case "rPh":
				phonetic = true
			}
		case xml.EndElement:
			switch el.Name.Local {
			case "v", "t":
				inText = false
			case "rPh":
				phonetic = false
			case end:
				return text.String(), nil
			}
		case xml.CharData:
			if inText && !phonetic {
				text.Write(el)
			}
			if text.Len() > limit {
				return "", overLimit("bytes in a cell", int64(limit))
			}
		}
	}
}

// value turns a stored value into text by its type (ECMA-376, ST_CellType).
func (b *workbook) value(kind, style, raw string) (string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(raw)
		if raw == "" {
			return "", nil
		}
		if err != nil || i < 0 || i >= len(b.shared) {
			return "", fmt.Errorf("shared string %q does not exist: the workbook is damaged", raw)
		}
		return b.shared[i], nil
	case "inlineStr", "str":
		return cleanText(raw), nil
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[raw], nil
	case "", "n":
		return b.number(style, raw), nil
	}
	return raw, nil // e: an error's name; d: an ISO 8601 date
}

// number writes a stored number as it was typed. Programs store the nearest
// binary number with 17 digits; 15 is what they let a person type and see.
func (b *workbook) number(style, raw string) string {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(b.dateStyle) && b.dateStyle[i] {
		if date, ok := b.date(v); ok {
			return date
		}
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return raw
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// cleanText is NFC without the escaped carriage returns that writers on Windows leave.
func cleanText(s string) string {
	return norm.NFC.String(strings.ReplaceAll(s, "_x000D_", ""))
}

// columnNumber returns the column of a cell reference such as AB12, from 1.
func columnNumber(ref string) (int, bool) {
	column := 0
	for i := 0; i < len(ref); i++ {
		switch c := ref[i]; {
		case c >= 'A' && c <= 'Z' && column < 1<<14:
			column = column*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && column > 0:
			return column, true
		default:
			return 0, false
		}
	}
	return 0, false
}
