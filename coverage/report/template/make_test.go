package template_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"phusong/coverage/report/document"
	"phusong/coverage/report/internal/sample"
	"phusong/coverage/report/template"
)

// file is one of a package, in order.
type file struct{ name, data string }

const (
	head  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
	names = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"`
	wordPrefix = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// types lists parts with their kinds.
func types(parts ...string) file {
	var b strings.Builder
	b.WriteString(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for i := 0; i < len(parts); i += 2 {
		fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="%s"/>`, parts[i], parts[i+1])
	}
	return file{"[Content_Types].xml", b.String() + `</Types>`}
}

const packageRels = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

const section = `<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="rId7"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`

// word is a document as Word saves one: with a header and footnotes.
func word(body string) []file {
	return []file{
		types("word/document.xml", wordPrefix+"document.main+xml", "word/header1.xml", wordPrefix+"header+xml", "word/footnotes.xml", wordPrefix+"footnotes+xml"),
		{"_rels/.rels", packageRels},
		{"word/document.xml", head + `<w:document ` + names + `><w:body>` + body + section + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>`},
		{"word/header1.xml", head + `<w:hdr ` + names + `><w:p><w:r><w:t>Số liệu đến {{date}}</w:t></w:r></w:p></w:hdr>`},
		{"word/footnotes.xml", head + `<w:footnotes ` + names + `><w:footnote w:id="1"><w:p><w:r><w:t>Nguồn: {{source}}</w:t></w:r></w:p></w:footnote></w:footnotes>`},
		{"word/media/image1.bin", "\x00\x01{{date}}"},
	}
}

func pack(t testing.TB, files []file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, data []byte) *template.Template {
	t.Helper()
	x, err := template.Open(bytes.NewReader(data), int64(len(data)), template.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func fill(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := open(t, data).Fill(&out, values{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unpack gives the files of a package in order.
func unpack(t testing.TB, data []byte) []file {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var files []file
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file{f.Name, string(content)})
	}
	return files
}

func content(t testing.TB, data []byte, name string) string {
	t.Helper()
	for _, f := range unpack(t, data) {
		if f.name == name {
			return f.data
		}
	}
	t.Fatalf("no part %s", name)
	return ""
}

// values is a resolver with a few invented values.
type values struct{}

func (values) Resolve(name string) (document.Value, error) {
	switch name {
	case "fiber.connected longan":
		return document.Value{Text: "99,9 %"}, nil
	case "date":
		return document.Value{Text: "31/12/2025"}, nil
	case "source":
		return document.Value{Text: "dữ liệu giả định <thử> & {{date}}"}, nil
	case "lines":
		return document.Value{Text: "một\nhai"}, nil
	case "table communes", "table bare":
		t := sample.Units(3)
		if name == "table bare" {
			t.Notes, t.Source = nil, ""
		}
		return document.Value{Block: t}, nil
	case "map gaps":
		return document.Value{Block: sample.Figure()}, nil
	case "list hamlets":
		return document.Value{Block: document.List{Items: [][]document.Run{{{Text: "Ấp 1;"}}, {{Text: "Ấp 2."}}}}}, nil
	}
	return document.Value{}, errors.New("no such value; near: fiber.connected longan")
}
