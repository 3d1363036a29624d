package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"time"
)

// part is a file of the package.
type part struct {
	name string
	data []byte
}

// zipTime stands where the format wants a time: the first that it can hold.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes parts in order, with one time.
func pack(w io.Writer, parts []part) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: zipTime}
		f, err := z.CreateHeader(h)
		if err != nil {
			return fmt.Errorf("docx: %s: %w", p.name, err)
		}
		if _, err := f.Write(p.data); err != nil {
			return fmt.Errorf("docx: %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("docx: %w", err)
	}
	return nil
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// Kinds of relationships and parts (ISO/IEC 29500-1, 11.3 and 15.2).
const (
	relationships  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSchemas = "http://schemas.openxmlformats.org/package/2006"
	wordType       = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// contentTypes says what every part is.
const contentTypes = xmlHead + `<Types xmlns="` + packageSchemas + `/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Default Extension="png" ContentType="image/png"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordType + `fontTable+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/word/header2.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`</Types>`

const packageRelationships = xmlHead + `<Relationships xmlns="` + packageSchemas + `/relationships">` +
	`<Relationship Id="rId1" Type="` + relationships + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packageSchemas + `/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relationships + `/extended-properties" Target="docProps/app.xml"/>` +
	`</Relationships>`

// Ids of relationships of the document; pictures come after them.
const (
	idStyles = iota + 1
	idSettings
	idFontTable
	idNumbering
	idHeader
	idFirstHeader
	idFirstPicture
)

// documentRelationships links the document with its parts.
func documentRelationships(pictures int) []byte {
	var m markup
	m.raw(xmlHead, `<Relationships xmlns="`, packageSchemas, `/relationships">`)
	link := func(id int, kind, target string) {
		m.rawf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, id, relationships, kind, target)
	}
	link(idStyles, "styles", "styles.xml")
	link(idSettings, "settings", "settings.xml")
	link(idFontTable, "fontTable", "fontTable.xml")
	link(idNumbering, "numbering", "numbering.xml")
	link(idHeader, "header", "header1.xml")
	link(idFirstHeader, "header", "header2.xml")
	for i := range pictures {
		link(idFirstPicture+i, "image", pictureName(i))
	}
	m.raw("</Relationships>")
	return m.Bytes()
}

func pictureName(i int) string { return fmt.Sprintf("media/image%d.png", i+1) }
