package xlsx

import (
	"github.com/xuri/excelize/v2"
)

// overview writes the first sheet: what the book is of, and where to find it.
func (b *book) overview() error {
	name := b.words.overview
	if err := b.print(name, "portrait"); err != nil {
		return err
	}
	for i, width := range []float64{8, 34, 62, 12} {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(name, column, column, width); err != nil {
			return err
		}
	}
	if err := b.line("A1", b.Document.Title, style{look: title, unruled: true}); err != nil {
		return err
	}
	if err := b.line("A2", b.Document.Subtitle, style{look: note, unruled: true}); err != nil {
		return err
	}
	row, err := b.facts(4)
	if err != nil {
		return err
	}
	return b.contents(row + 1)
}

// facts writes the book's facts and returns the row below.
func (b *book) facts(row int) (int, error) {
	for _, f := range b.Facts {
		if f.Value == "" {
			continue
		}
		if err := b.line(cellName(1, row), f.Name, style{look: strong, align: "left"}); err != nil {
			return 0, err
		}
		if err := b.file.MergeCell(b.words.overview, cellName(1, row), cellName(2, row)); err != nil {
			return 0, err
		}
		if err := b.fact(row, f); err != nil {
			return 0, err
		}
		row++
	}
	return row, nil
}

// fact writes a value; a date is one.
func (b *book) fact(row int, f Fact) error {
	sheet, s := b.words.overview, style{format: "@", align: "left", wrap: true}
	var value any = f.Value
	if day, ok := dateOf(f.Value); ok {
		value, s.format = day, b.words.dateFormat
	}
	for _, cell := range []string{cellName(2, row), cellName(3, row), cellName(4, row)} {
		if err := b.line(cell, "", style{look: plain}); err != nil {
			return err
		}
	}
	if err := b.set(cellName(3, row), value, s); err != nil {
		return err
	}
	if err := b.file.MergeCell(sheet, cellName(3, row), cellName(4, row)); err != nil {
		return err
	}
	return b.file.SetRowHeight(sheet, row, float64(min(lines(f.Value, 70), 20)*lineHeight))
}

// contents lists the sheets with links to them.
func (b *book) contents(row int) error {
	sheet := b.words.overview
	for i, text := range []string{b.words.number, b.words.sheet, b.words.content, b.words.rows} {
		if err := b.line(cellName(i+1, row), text, style{look: head, align: "center"}); err != nil {
			return err
		}
	}
	for i := range b.sheets {
		s := &b.sheets[i]
		row++
		if err := b.set(cellName(1, row), i+1, style{format: "0", align: "center"}); err != nil {
			return err
		}
		if err := b.line(cellName(2, row), s.name, style{format: "@", look: link, align: "left"}); err != nil {
			return err
		}
		if err := b.line(cellName(3, row), s.table.Caption, style{format: "@", align: "left", wrap: true}); err != nil {
			return err
		}
		if err := b.set(cellName(4, row), len(s.rows), style{format: "#,##0", align: "right"}); err != nil {
			return err
		}
		if err := b.file.SetRowHeight(sheet, row, float64(lines(s.table.Caption, 60)*lineHeight)); err != nil {
			return err
		}
		if err := b.file.SetCellHyperLink(sheet, cellName(2, row), reference(s.name, "A1"), "Location"); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) line(cell, text string, s style) error {
	if err := checkLength(text); err != nil {
		return err
	}
	return b.set(cell, text, s)
}

// set writes a cell of the first sheet. A text is never taken for a formula.
func (b *book) set(cell string, value any, s style) error {
	id, err := b.style(s)
	if err != nil {
		return err
	}
	if text, ok := value.(string); ok {
		if text != "" {
			err = b.file.SetCellStr(b.words.overview, cell, text)
		}
	} else {
		err = b.file.SetCellValue(b.words.overview, cell, value)
	}
	if err != nil {
		return err
	}
	return b.file.SetCellStyle(b.words.overview, cell, cell, id)
}

var _ excelize.ZipWriter = (*archive)(nil)
