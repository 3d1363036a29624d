package pdf

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"

	"phusong/coverage/report/document"
	"phusong/internal/serif"
)

// Write writes a document as PDF. Nothing is written where it cannot be laid out: a
// table whose rows have other numbers of cells than it has columns, a figure without a
// picture.
func Write(w io.Writer, d *document.Document) error {
	if d == nil {
		return errors.New("pdf: no document")
	}
	meter, err := serif.NewMeter()
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	s := &sheet{document: d, file: newFile(d), meter: meter}
	s.newPage(false)
	s.title()
	for _, b := range d.Blocks {
		if err := s.block(b); err != nil {
			return fmt.Errorf("pdf: %w", err)
		}
	}
	if s.file.PageNo() == 0 {
		s.begin() // a document without text is a page
	}
	if err := s.file.Output(w); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

const family = "LiberationSerif"

// newFile is an empty file with properties and fonts. It has no author; its times are
// the date of the figures.
func newFile(d *document.Document) *fpdf.Fpdf {
	f := fpdf.New("P", "pt", "A4", "")
	f.SetCatalogSort(true)
	date, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		date = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	f.SetCreationDate(date)
	f.SetModificationDate(date)
	f.SetProducer("phusong", false)
	f.SetTitle(settable(d.Title), true)
	f.SetSubject(settable(d.Subject), true)
	f.SetKeywords(settable(strings.TrimSpace(d.Source+" "+d.Date)), true)
	lang := "vi-VN"
	if d.Language == document.English {
		lang = "en-US"
	}
	f.SetLang(lang)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetDisplayMode("fullwidth", "continuous")
	f.AddUTF8FontFromBytes(family, "", liberationserifregular.TTF)
	f.AddUTF8FontFromBytes(family, "B", liberationserifbold.TTF)
	f.AddUTF8FontFromBytes(family, "I", liberationserifitalic.TTF)
	f.AddUTF8FontFromBytes(family, "BI", liberationserifbolditalic.TTF)
	return f
}

func (s *sheet) block(b document.Block) error {
	switch v := b.(type) {
	case document.Heading:
		s.heading(v)
	case document.Paragraph:
		s.paragraph(v.Runs, paragraphs[v.Kind])
	case document.List:
		for _, item := range v.Items {
			s.paragraph(append([]document.Run{{Text: "-\u00a0"}}, item...), listItem)
		}
	case *document.Table:
		return s.table(v)
	case *document.Figure:
		return s.figure(v)
	case document.Section:
		s.newPage(v.Landscape)
	default:
		return fmt.Errorf("a block of an unknown kind, %T", b)
	}
	return nil
}
