package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"testing"

	"phusong/coverage/report/document"
	"phusong/coverage/report/docx"
	"phusong/coverage/report/internal/sample"
	"phusong/internal/picture"
)

func write(t *testing.T, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts reads the files of a package, every one once.
func parts(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name] != nil {
			t.Errorf("%s is in the file twice", f.Name)
		}
		out[f.Name] = data
	}
	return out
}

// elements calls see for every start tag of a part, with the path of names to it.
func elements(t *testing.T, name string, data []byte, see func(path []string, e xml.StartElement)) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			path = append(path, e.Name.Local)
			if see != nil {
				see(path, e)
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestPackage: parts are well-formed, have a content type, and every relationship
// leads to one.
func TestPackage(t *testing.T) {
	all := parts(t, write(t, sample.Document(30)))
	types := map[string]bool{}
	elements(t, "types", all["[Content_Types].xml"], func(_ []string, e xml.StartElement) {
		types[attribute(e, "Extension")], types[strings.TrimPrefix(attribute(e, "PartName"), "/")] = true, true
	})
	for name, data := range all {
		if !types[name] && !types[strings.TrimPrefix(path.Ext(name), ".")] {
			t.Errorf("%s has no content type", name)
		}
		if strings.HasSuffix(name, ".png") {
			continue
		}
		elements(t, name, data, nil)
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		base, ids := path.Dir(path.Dir(name)), map[string]bool{}
		elements(t, name, data, func(_ []string, e xml.StartElement) {
			if e.Name.Local != "Relationship" {
				return
			}
			if target := path.Join(base, attribute(e, "Target")); all[target] == nil {
				t.Errorf("%s: no part %s", name, target)
			}
			if id := attribute(e, "Id"); ids[id] {
				t.Errorf("%s: id %s twice", name, id)
			} else {
				ids[id] = true
			}
		})
	}
	if core := string(all["docProps/core.xml"]); strings.Contains(core, "creator") || strings.Contains(core, "created") || !strings.Contains(core, "2025-12-31") {
		t.Errorf("core properties: %s", core)
	}
}

// TestDocumentPart: ids are unique, references to relationships, styles and lists
// resolve, and the children of properties stand in the order of the schema.
func TestDocumentPart(t *testing.T) {
	all := parts(t, write(t, sample.Document(30)))
	known := map[string]bool{}
	elements(t, "styles", all["word/styles.xml"], func(_ []string, e xml.StartElement) { known[attribute(e, "styleId")] = true })
	elements(t, "rels", all["word/_rels/document.xml.rels"], func(_ []string, e xml.StartElement) { known[attribute(e, "Id")] = true })
	ids := map[string]bool{}
	elements(t, "document", all["word/document.xml"], func(_ []string, e xml.StartElement) {
		switch e.Name.Local {
		case "docPr":
			if id := attribute(e, "id"); ids[id] || attribute(e, "descr") == "" {
				t.Errorf("docPr %v", e.Attr)
			} else {
				ids[id] = true
			}
		case "pStyle", "tblStyle":
			if v := attribute(e, "val"); !known[v] {
				t.Errorf("no style %s", v)
			}
		case "blip":
			if v := attribute(e, "embed"); !known[v] {
				t.Errorf("no relationship %s", v)
			}
		case "headerReference":
			if v := attribute(e, "id"); !known[v] {
				t.Errorf("no relationship %s", v)
			}
		}
	})
	if len(ids) != 1 {
		t.Errorf("%d pictures", len(ids))
	}
	for _, name := range []string{"word/document.xml", "word/styles.xml", "word/settings.xml", "word/numbering.xml"} {
		checkOrder(t, name, all[name])
	}
}

// schemaOrder holds the sequences of ISO/IEC 29500-1, annex A, as far as they are used:
// Word refuses files whose elements stand in another order.
var schemaOrder = map[string][]string{
	"pPr":      strings.Fields("pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr"),
	"rPr":      strings.Fields("rStyle rFonts b bCs i iCs caps smallCaps color sz szCs lang"),
	"tblPr":    strings.Fields("tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook"),
	"trPr":     strings.Fields("cantSplit tblHeader"),
	"tcPr":     strings.Fields("tcW gridSpan vMerge tcBorders shd vAlign"),
	"sectPr":   strings.Fields("headerReference type pgSz pgMar pgNumType titlePg"),
	"style":    strings.Fields("name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr"),
	"tbl":      strings.Fields("tblPr tblGrid tr"),
	"tc":       strings.Fields("tcPr p"),
	"tr":       strings.Fields("trPr tc"),
	"p":        strings.Fields("pPr *"),
	"settings": strings.Fields("zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator"),
	"lvl":      strings.Fields("start numFmt suff lvlText lvlJc pPr rPr"),
	"inline":   strings.Fields("extent effectExtent docPr cNvGraphicFramePr graphic"),
}

func checkOrder(t *testing.T, name string, data []byte) {
	t.Helper()
	var place []int // of the last child, for every open element
	elements(t, name, data, func(path []string, e xml.StartElement) {
		place = append(place[:len(path)-1], 0)
		if len(path) < 2 {
			return
		}
		parent := path[len(path)-2]
		order := schemaOrder[parent]
		if order == nil {
			return
		}
		at := -1
		for i, n := range order {
			if n == e.Name.Local || n == "*" && at < 0 {
				at = i
			}
		}
		if at < 0 || at < place[len(path)-2] {
			t.Errorf("%s: %s stands wrongly in %s", name, e.Name.Local, strings.Join(path[:len(path)-1], "/"))
		}
		place[len(path)-2] = at
	})
}

// TestTables: rows fill the grid, whose widths add up to the table's; heads repeat.
func TestTables(t *testing.T) {
	all := parts(t, write(t, sample.Document(30)))
	grid, heads, cells, width, spans := 0, 0, 0, "", 0
	elements(t, "document", all["word/document.xml"], func(path []string, e xml.StartElement) {
		value := func() (n int) { fmt.Sscan(attribute(e, "val")+attribute(e, "w"), &n); return n }
		switch e.Name.Local {
		case "tblPr", "sectPr":
			if width != "" && (width != fmt.Sprint(grid) || heads == 0 || cells != 0 && spans%cells != 0) {
				t.Errorf("table of %s has columns of %d, %d heads, %d columns for %d places", width, grid, heads, cells, spans)
			}
			grid, heads, cells, width, spans = 0, 0, 0, "", 0
		case "tblW":
			width = attribute(e, "w")
		case "gridCol":
			grid += value()
			cells++
		case "tblHeader":
			heads++
		case "tc":
			spans++
		case "gridSpan":
			spans += value() - 1
		}
	})
}

// TestLongTable: a very long table is parted where groups begin, with every row once and
// one number.
func TestLongTable(t *testing.T) {
	long := sample.Units(1200)
	var rows []document.Row
	for i, r := range long.Rows {
		if i%100 == 50 {
			rows = append(rows, document.Row{Kind: document.Group, Cells: append([]document.Cell{{Text: fmt.Sprint("Tỉnh ", i)}}, make([]document.Cell, 6)...)})
		}
		rows = append(rows, r)
	}
	long.Rows = rows
	all := string(parts(t, write(t, &document.Document{Blocks: []document.Block{long}}))["word/document.xml"])
	tables, heads := strings.Count(all, "<w:tbl>"), strings.Count(all, "<w:tblHeader/>")
	if tables < 3 || heads != 2*tables || strings.Count(all, "<w:tr>") != len(rows)+heads || strings.Count(all, "pageBreakBefore") != tables-1 || strings.Count(all, " SEQ ") != 1 {
		t.Errorf("%d tables, %d heads, %d rows of %d", tables, heads, strings.Count(all, "<w:tr>"), len(rows)+heads)
	}
}

// TestSameBytes: nothing in the file depends on the time or the run.
func TestSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample.Document(40)), write(t, sample.Document(40))) {
		t.Error("two writings differ")
	}
}

// TestNoFalseHundred: of incomplete figures no text says 100 %.
func TestNoFalseHundred(t *testing.T) {
	all := parts(t, write(t, sample.Document(40)))
	for _, text := range texts(t, all["word/document.xml"]) {
		if strings.Contains(text, "100 %") || strings.Contains(text, "100%") || text == "100" || text == "100,0" {
			t.Errorf("an incomplete figure is %q", text)
		}
	}
}

func texts(t *testing.T, data []byte) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(bytes.NewReader(data))
	inText := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "t"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				out = append(out, string(e))
			}
		}
	}
}

// TestWords: every word of the document is in the file, special letters too.
func TestWords(t *testing.T) {
	all := strings.Join(texts(t, parts(t, write(t, sample.Document(3)))["word/document.xml"]), "|")
	for _, want := range []string{"Cần Giuộc", `Ký tự đặc biệt: <a & b> "c"` + "\ufffd" + " và dòng|thứ hai|sau dấu cách.", "Bảng |1|. Hộ gia đình", "Hình |1|. Vùng",
		"Phụ lục I|Số liệu theo xã, phường|(Kèm theo Báo cáo", "Phụ lục III|Định nghĩa", "27000"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

// TestRefused: what cannot be laid out writes nothing.
func TestRefused(t *testing.T) {
	for name, block := range map[string]document.Block{
		"has no picture": &document.Figure{ID: "f"}, "a table is nil": (*document.Table)(nil), "has 0 columns": &document.Table{},
		"row 1 has 1 cells for 2 columns": &document.Table{Columns: make([]document.Column, 2), Rows: []document.Row{{Cells: make([]document.Cell, 1)}}},
		"has 64 columns":                  &document.Table{Columns: make([]document.Column, 64)},
		"a width of -1 mm":                &document.Figure{Picture: picture.New(1, 1), WidthMm: -1},
		"unknown kind":                    nil,
	} {
		var b bytes.Buffer
		err := docx.Write(&b, &document.Document{Blocks: []document.Block{block}})
		if err == nil || !strings.Contains(err.Error(), name) || b.Len() != 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
	if err := docx.Write(io.Discard, nil); err == nil {
		t.Error("no document is written")
	}
	write(t, &document.Document{}) // an empty one is a page
}

// TestEveryText: captions, heads, cells, notes and sources are all in the file; heads of
// no group go over both rows; an annex begins a page, unless a section did.
func TestEveryText(t *testing.T) {
	d := sample.Document(30)
	markup := string(parts(t, write(t, d))["word/document.xml"])
	all := strings.ToLower(sample.Untagged(markup)) // what a report is about begins a line
	for _, text := range sample.Texts(d) {
		if !strings.Contains(all, strings.ToLower(text)) {
			t.Errorf("no %q", text)
		}
	}
	if begun, gone := strings.Count(markup, `<w:vMerge w:val="restart"/>`), strings.Count(markup, `<w:vMerge/>`); begun == 0 || begun != gone {
		t.Errorf("%d heads over two rows begin, %d go on", begun, gone)
	}
	if kind, subject := d.TitleParts(); !strings.Contains(markup, kind+`</w:t></w:r><w:r><w:br/></w:r>`) || !strings.Contains(markup, subject) {
		t.Errorf("the title is not %q above %q", kind, subject)
	}
	d = &document.Document{Blocks: []document.Block{document.Paragraph{Runs: []document.Run{{Text: "a"}}}, document.Heading{Level: 1, Annex: true, Text: "Phụ lục I. b"},
		document.Section{Landscape: true}, document.Heading{Level: 1, Annex: true, Text: "Phụ lục II. c"}}}
	if n := strings.Count(string(parts(t, write(t, d))["word/document.xml"]), "pageBreakBefore"); n != 1 {
		t.Errorf("%d annexes break the page themselves, want the first", n)
	}
}

// TestDrawings: every picture has a number, a relationship and a part of its own.
func TestDrawings(t *testing.T) {
	all := parts(t, write(t, &document.Document{Blocks: []document.Block{sample.Figure(), sample.Figure(), sample.Figure()}}))
	ids, links := map[string]bool{}, map[string]bool{}
	elements(t, "document", all["word/document.xml"], func(_ []string, e xml.StartElement) {
		switch e.Name.Local {
		case "docPr":
			ids[attribute(e, "id")] = true
		case "blip":
			links[attribute(e, "embed")] = true
		}
	})
	if len(ids) != 3 || len(links) != 3 || all["word/media/image3.png"] == nil {
		t.Errorf("ids %v, links %v", ids, links)
	}
}
