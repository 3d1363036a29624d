package table

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Merge is an area of merged cells of a sheet. A file stores its value in the first
// cell alone and leaves the others empty.
type Merge struct {
	Row, Column         int    // of the first cell, from 1
	LastRow, LastColumn int    // of the last cell
	Value               string // of the first cell; "" until its row has been read
}

// Cover returns the area that holds the cell of this row in a column, from 1, and
// false where the cell stands for itself.
func (r Row) Cover(column int) (Merge, bool) {
	for _, m := range r.Merged {
		if m.Column <= column && column <= m.LastColumn {
			return m, true
		}
	}
	return Merge{}, false
}

// maxMerges bounds the areas of a sheet: 40 bytes each.
const maxMerges = 1 << 20

// readMerges reads the list of merged areas, which stands behind the data of a sheet
// (ECMA-376 part 1, 18.3.1.55), in a pass of its own: the data are skipped as bytes,
// so that memory is bounded by the list. Damage here is no error: the pass that reads
// the data meets it too, and names the row. Areas beyond the limit are one.
func readMerges(r *bufio.Reader) ([]Merge, error) {
	if !skipSheetData(r) {
		return nil, nil
	}
	dec := newDecoder(r)
	var all []Merge
	for {
		token, err := dec.RawToken()
		if err != nil {
			if errors.Is(err, ErrLimit) {
				return nil, err
			}
			break
		}
		el, ok := token.(xml.StartElement)
		if !ok || el.Name.Local != "mergeCell" {
			continue
		}
		if m, ok := areaOf(attribute(el, "ref")); ok {
			all = append(all, m)
		}
		if len(all) > maxMerges {
			return nil, overLimit("merged areas", maxMerges)
		}
	}
	slices.SortFunc(all, func(a, b Merge) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column), cmp.Compare(a.LastRow, b.LastRow), cmp.Compare(a.LastColumn, b.LastColumn))
	})
	return all, nil
}

// skipSheetData moves r behind the end of the element sheetData. In text, < is
// written &lt;, so that its tag is found as bytes.
func skipSheetData(r *bufio.Reader) bool {
	for {
		tag, err := r.ReadSlice('>')
		if err == bufio.ErrBufferFull {
			continue // a long text; a tag that is cut here has attributes, and sheetData has none
		}
		if err != nil {
			return false
		}
		if at := bytes.LastIndexByte(tag, '<'); at >= 0 {
			tag = tag[at:]
		}
		closing := bytes.HasPrefix(tag, []byte("</")) || bytes.HasSuffix(tag, []byte("/>"))
		name := bytes.Trim(tag, "</> \t\r\n")
		if colon := bytes.IndexByte(name, ':'); colon >= 0 {
			name = name[colon+1:]
		}
		if closing && string(name) == "sheetData" {
			return true
		}
	}
}

// areaOf reads a reference such as A1:C3. A single cell is no area.
func areaOf(ref string) (Merge, bool) {
	first, last, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		return Merge{}, false
	}
	row, column, ok1 := cellOf(first)
	lastRow, lastColumn, ok2 := cellOf(last)
	m := Merge{Row: min(row, lastRow), Column: min(column, lastColumn), LastRow: max(row, lastRow), LastColumn: max(column, lastColumn)}
	return m, ok1 && ok2 && first != last
}

// cellOf reads a reference such as AB12.
func cellOf(ref string) (row, column int, ok bool) {
	column, ok = columnNumber(ref)
	row, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return row, column, ok && err == nil && row >= 1 && row <= sheetRows
}

// mergeSweep follows the areas that the rows touch, from the first row down.
type mergeSweep struct {
	left   []Merge // not reached, by first row
	active []Merge
}

// at adds the areas of a row to it and takes values from it. Areas that overlap are
// damage; more of them in one row than it has columns are an error.
func (s *mergeSweep) at(row *Row, columns int) error {
	s.active = slices.DeleteFunc(s.active, func(m Merge) bool { return m.LastRow < row.Number })
	for len(s.left) > 0 && s.left[0].Row <= row.Number {
		m := s.left[0]
		s.left = s.left[1:]
		if m.LastRow < row.Number {
			continue
		}
		if m.Row == row.Number && m.Column <= len(row.Fields) {
			m.Value = row.Fields[m.Column-1]
		}
		if s.active = append(s.active, m); len(s.active) > columns {
			return fmt.Errorf("row %d: merged areas overlap: %w", row.Number, overLimit("merged areas in a row", int64(columns)))
		}
	}
	if len(s.active) > 0 {
		row.Merged = slices.Clone(s.active)
		slices.SortFunc(row.Merged, func(a, b Merge) int { return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Row, b.Row)) })
	}
	return nil
}
