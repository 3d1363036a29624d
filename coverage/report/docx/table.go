package docx

import (
	"fmt"

	"phusong/coverage/report/document"
)

const tableBorders = `<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="4" w:space="0" w:color="000000"/>` +
	`<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="4" w:space="0" w:color="000000"/>` +
	`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tblBorders>`

// cellPadding is left and right of the text of a cell, in twips: 1.5 mm.
const cellPadding = 85

const cellMargins = `<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>`

// table writes caption, table, notes and source.
func (b *body) table(t *document.Table) error {
	if t == nil {
		return fmt.Errorf("a table is nil")
	}
	b.tables++
	if t.Caption != "" {
		b.caption(b.doc.TableLabel(b.tables), t.Caption, "<w:keepNext/>")
	}
	b.flush("")
	fit, err := fitTable(t, b.width())
	if err != nil {
		return err
	}
	chunks := chunksOf(t)
	for i := range chunks {
		if i > 0 {
			b.add("Break").keep = "<w:pageBreakBefore/>"
			b.flush("")
		}
		tw := tableWriter{markup: &b.out, table: &chunks[i], fit: fit, look: styled{fit.SizePt}}
		tw.write()
	}
	b.fresh = false
	for i, n := range t.Notes {
		p := b.add("Small")
		if i+1 < len(t.Notes) || t.Source != "" {
			p.keep = "<w:keepNext/>"
		}
		p.content.run(n, "")
	}
	if t.Source != "" {
		b.add("Source").content.run(t.Source, "")
	}
	if b.last == nil { // two tables in a row would grow together
		b.add("Break")
	}
	return nil
}

// longRows and chunkRows: LibreOffice takes time with the square of a table's rows,
// minutes for those of a nation. A table of more rows is parted where a group begins.
const longRows, chunkRows = 1000, 250

// chunksOf parts a long table into tables of whole groups, each to begin a page; others
// are one. Notes belong to the last.
func chunksOf(t *document.Table) []document.Table {
	if len(t.Rows) <= longRows {
		return []document.Table{*t}
	}
	var chunks []document.Table
	part := *t
	part.Notes, part.Source = nil, ""
	from := 0
	for i, r := range t.Rows {
		if r.Kind == document.Group && i-from >= chunkRows {
			part.Rows = t.Rows[from:i]
			chunks, from = append(chunks, part), i
		}
	}
	last := *t
	last.Rows = t.Rows[from:]
	return append(chunks, last)
}

func fitTable(t *document.Table, widthTwips int) (document.Fit, error) {
	if len(t.Columns) == 0 || len(t.Columns) > maxColumns {
		return document.Fit{}, fmt.Errorf("table %q has %d columns: want 1 to %d", t.ID, len(t.Columns), maxColumns)
	}
	for i, r := range t.Rows {
		if len(r.Cells) != len(t.Columns) {
			return document.Fit{}, fmt.Errorf("table %q: row %d has %d cells for %d columns", t.ID, i+1, len(r.Cells), len(t.Columns))
		}
	}
	return document.FitTable(t, widthTwips, 2*cellPadding+20)
}

// maxColumns is what Word can hold.
const maxColumns = 63

// look gives cells their style.
type look interface {
	// paragraph gives the properties of the paragraph of a kind of cell; keep stands
	// after the style.
	paragraph(kind, keep string) string
	run(bold, italic bool) string
}

// styled is the look of tables of a report: by styles, in a size of type.
type styled struct{ sizePt int }

func (s styled) paragraph(kind, keep string) string {
	return `<w:pStyle w:val="` + tableStyle(kind, s.sizePt) + `"/>` + keep
}

func (styled) run(bold, italic bool) string {
	properties := ""
	if bold {
		properties += "<w:b/><w:bCs/>"
	}
	if italic {
		properties += "<w:i/><w:iCs/>"
	}
	return properties
}

type tableWriter struct {
	*markup
	table *document.Table
	fit   document.Fit
	look  look
}

func (w *tableWriter) write() {
	total := 0
	for _, width := range w.fit.WidthsTwips {
		total += width
	}
	w.raw(`<w:tbl><w:tblPr>`)
	if _, ok := w.look.(styled); ok {
		w.raw(`<w:tblStyle w:val="ReportTable"/>`)
	}
	w.rawf(`<w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>`, total)
	if _, ok := w.look.(styled); !ok {
		w.raw(tableBorders)
	}
	w.raw(`<w:tblLayout w:type="fixed"/>`)
	if _, ok := w.look.(styled); !ok {
		w.raw(cellMargins)
	}
	w.raw(`<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, width := range w.fit.WidthsTwips {
		w.rawf(`<w:gridCol w:w="%d"/>`, width)
	}
	w.raw(`</w:tblGrid>`)
	w.heads()
	for i, r := range w.table.Rows {
		w.row(r, i)
	}
	w.raw(`</w:tbl>`)
}

const headRow = `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`

// heads are one row, or two where columns have groups.
func (w *tableWriter) heads() {
	columns := w.table.Columns
	grouped := false
	for _, c := range columns {
		grouped = grouped || c.Group != ""
	}
	if !grouped {
		w.raw(headRow)
		for i, c := range columns {
			w.head(c.Head, i, 1, "")
		}
		w.raw(`</w:tr>`)
		return
	}
	w.raw(headRow)
	for i := 0; i < len(columns); {
		n := 1
		for columns[i].Group != "" && i+n < len(columns) && columns[i+n].Group == columns[i].Group {
			n++
		}
		if columns[i].Group == "" {
			w.head(columns[i].Head, i, 1, `<w:vMerge w:val="restart"/>`)
		} else {
			w.head(columns[i].Group, i, n, "")
		}
		i += n
	}
	w.raw(`</w:tr>`, headRow)
	for i, c := range columns {
		if c.Group == "" {
			w.head("", i, 1, `<w:vMerge/>`)
		} else {
			w.head(c.Head, i, 1, "")
		}
	}
	w.raw(`</w:tr>`)
}

// head is a cell of the head, over some columns.
func (w *tableWriter) head(text string, column, span int, merge string) {
	w.cell(column, span, merge+`<w:vAlign w:val="center"/>`)
	w.paragraph(text, cellCentre, "<w:keepNext/>", w.look.run(true, false))
}

// cell begins a cell over some columns, with properties that come after its span.
func (w *tableWriter) cell(column, span int, properties string) {
	width := 0
	for _, v := range w.fit.WidthsTwips[column : column+span] {
		width += v
	}
	w.raw(`<w:tc><w:tcPr><w:tcW w:w="`, number(width), `" w:type="dxa"/>`)
	if span > 1 {
		w.raw(`<w:gridSpan w:val="`, number(span), `"/>`)
	}
	w.raw(properties, `</w:tcPr>`)
}

// paragraph is the one of a cell; it ends the cell.
func (w *tableWriter) paragraph(text, kind, keep, run string) {
	w.raw(`<w:p><w:pPr>`, w.look.paragraph(kind, keep), `</w:pPr>`)
	w.run(text, run)
	w.raw(`</w:p></w:tc>`)
}

func (w *tableWriter) row(r document.Row, index int) {
	w.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	keep := ""
	if w.keepsWithNext(index) {
		keep = "<w:keepNext/>"
	}
	run := w.look.run(r.Style().Bold, r.Style().Italic)
	spans := r.Spans()
	for i, c := range r.Cells {
		if spans[i] == 0 {
			continue
		}
		kind := cellOf(w.table.Columns[i].Kind)
		if r.Kind == document.Group || spans[i] > 1 {
			kind = cellLeft
		}
		w.cell(i, spans[i], `<w:vAlign w:val="center"/>`)
		w.paragraph(c.Text, kind, keep, run)
	}
	w.raw(`</w:tr>`)
}

// keepsWithNext: the first row stays with the head, the head of a group with its first
// row, the last row of a table with its total, and the last of all with the notes.
func (w *tableWriter) keepsWithNext(index int) bool {
	rows := w.table.Rows
	if index+1 == len(rows) {
		return len(rows) > 1 && (len(w.table.Notes) > 0 || w.table.Source != "")
	}
	next := rows[index+1].Kind
	return rows[index].Kind == document.Group || next == document.Total || next == document.Rate
}

// cellOf says how the text of a kind of column stands.
func cellOf(kind document.Kind) string {
	switch kind {
	case document.Count, document.Percent, document.Quantity:
		return cellRight
	case document.Ordinal, document.Code, document.Date:
		return cellCentre
	}
	return cellLeft
}
