package xlsx

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"phusong/coverage/report/document"
)

// Book is what a workbook is made of.
type Book struct {
	// Document gives language, title, subtitle and properties; its blocks are not read.
	Document *document.Document
	// Facts are lines of the first sheet: the date, the criterion, the edition of units.
	Facts []Fact
	// Tables become sheets in this order, those of definitions too.
	Tables []*document.Table
}

// Fact is a named line of the first sheet.
type Fact struct{ Name, Value string }

// sheetRows is what a sheet of a workbook can hold (Excel specifications and limits).
const sheetRows = 1_048_576

// Write writes the book. A table of more rows than a sheet holds goes into several
// sheets, each with the table's head and a line that says which part it is. Errors are
// of numbers that are no plain decimals, of rows that are not as wide as their table
// and of texts too long for a cell; nothing is written before all sheets are made.
func Write(w io.Writer, b Book) error { return write(w, b, sheetRows) }

func write(w io.Writer, b Book, limit int) (err error) {
	if b.Document == nil {
		return errors.New("a workbook needs a document for its title")
	}
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	book := &book{Book: b, file: file, words: wordsOf(b.Document.Language), styles: map[style]int{}}
	if err := book.plan(limit); err != nil {
		return err
	}
	if err := book.overview(); err != nil {
		return err
	}
	for i := range book.sheets {
		if err := book.sheet(&book.sheets[i]); err != nil {
			return fmt.Errorf("sheet %q: %w", book.sheets[i].name, err)
		}
	}
	archive := &archive{core: coreProperties(b.Document)}
	file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return archive })
	if _, err := file.WriteToBuffer(); err != nil { // the archive keeps the parts, the buffer stays empty
		return err
	}
	return archive.writeTo(w)
}

// book is a workbook in the making.
type book struct {
	Book
	file   *excelize.File
	words  words
	styles map[style]int
	sheets []sheet
}

// plan names the sheets and parts tables that are too long for one.
func (b *book) plan(limit int) error {
	names := newNames(b.words.overview)
	for _, t := range b.Tables {
		s, err := newSheet(t, b.words)
		if err != nil {
			return fmt.Errorf("table %q: %w", t.ID, err)
		}
		parts, err := s.split(limit)
		if err != nil {
			return fmt.Errorf("table %q: %w", t.ID, err)
		}
		for _, part := range parts {
			part.name = names.take(t.Sheet, t.Caption)
			b.sheets = append(b.sheets, part)
		}
	}
	if err := b.file.SetSheetName("Sheet1", b.words.overview); err != nil {
		return err
	}
	for _, s := range b.sheets {
		if _, err := b.file.NewSheet(s.name); err != nil {
			return fmt.Errorf("sheet %q: %w", s.name, err)
		}
	}
	return b.file.SetDefaultFont(fontName)
}
