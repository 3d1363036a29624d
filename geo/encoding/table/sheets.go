package table

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
)

// Sheets lists the sheets of a spreadsheet file that hold data, in the order of
// the workbook: the visible ones, or the hidden ones where no visible sheet does.
// It is empty for a text file. The error does not repeat the path.
func Sheets(path string, l Limits) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathless(err)
	}
	defer f.Close()
	mark := make([]byte, 4)
	if n, err := io.ReadFull(f, mark); n < 4 || string(mark) != "PK\x03\x04" {
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, pathless(err)
		}
		return nil, nil
	}
	info, err := f.Stat()
	if err != nil {
		return nil, pathless(err)
	}
	archive, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("spreadsheet archive is broken or truncated, get the whole file again: %w", err)
	}
	book, err := openWorkbook(archive, l.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("spreadsheet: %w", err)
	}
	for _, hidden := range []bool{false, true} {
		names, err := book.withData(hidden)
		if err != nil || names != nil {
			return names, err
		}
	}
	return nil, nil
}

// withData lists the sheets with data, the hidden or the visible ones.
func (b *workbook) withData(hidden bool) ([]string, error) {
	var names []string
	for _, s := range b.sheets {
		if s.hidden != hidden {
			continue
		}
		open := openSheet
		if len(b.sheets) == 1 { // it is read, and merged areas come to light then
			open = func(b *workbook, s sheetEntry) (*sheetReader, error) { return openCells(b, s, nil) }
		}
		rows, err := open(b, s)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", s.name, err)
		}
		if rows.skipBlank() {
			names = append(names, s.name)
		}
	}
	return names, nil
}
