package docx

import (
	"errors"
	"fmt"
	"io"

	"phusong/coverage/report/document"
)

// Write writes a document as DOCX. Nothing is written where it cannot be laid out: a
// table whose rows have other numbers of cells than it has columns, a figure without a
// picture.
func Write(w io.Writer, d *document.Document) error {
	if d == nil {
		return errors.New("docx: no document")
	}
	b := &body{doc: d}
	b.title()
	for _, block := range d.Blocks {
		if err := b.block(block); err != nil {
			return fmt.Errorf("docx: %w", err)
		}
	}
	lang := languageTag(d.Language)
	parts := []part{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(packageRelationships)},
		{"docProps/core.xml", coreProperties(d)},
		{"docProps/app.xml", []byte(appProperties)},
		{"word/document.xml", b.document()},
		{"word/_rels/document.xml.rels", documentRelationships(len(b.pictures))},
		{"word/styles.xml", stylesPart(lang)},
		{"word/settings.xml", settings(lang)},
		{"word/fontTable.xml", []byte(fontTable)},
		{"word/numbering.xml", []byte(bulletList)},
		{"word/header1.xml", []byte(pageHeader)},
		{"word/header2.xml", []byte(firstHeader)},
	}
	for i, p := range b.pictures {
		parts = append(parts, part{"word/" + pictureName(i), p})
	}
	return pack(w, parts)
}
