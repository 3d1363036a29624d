package template_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"phusong/coverage/report/template"
)

// TestSplitRuns: Word splits names over runs, spelling marks, bookmarks and tabs; the
// value has the format of the run in which the braces open.
func TestSplitRuns(t *testing.T) {
	const bold = `<w:rPr><w:b/></w:rPr>`
	for name, tt := range map[string]struct{ body, want string }{
		"one run": {`<w:p><w:r><w:t>Tỷ lệ {{fiber.connected longan}}.</w:t></w:r></w:p>`, `<w:p><w:r><w:t>Tỷ lệ 99,9 %.</w:t></w:r></w:p>`},
		"runs": {`<w:p w:rsidR="00A"><w:r w:rsidR="00B">` + bold + `<w:t xml:space="preserve">Tỷ lệ {</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00C"><w:rPr><w:i/></w:rPr><w:t>{fiber</w:t></w:r><w:proofErr w:type="spellEnd"/>` +
			`<w:r><w:t>.connected</w:t></w:r><w:bookmarkStart w:id="3" w:name="b"/><w:r><w:t xml:space="preserve"> lon</w:t></w:r><w:bookmarkEnd w:id="3"/><w:r><w:t>gan}</w:t></w:r><w:r><w:t>} là</w:t></w:r></w:p>`,
			`<w:p w:rsidR="00A"><w:r w:rsidR="00B">` + bold + `<w:t>Tỷ lệ 99,9 %</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00C"><w:rPr><w:i/></w:rPr><w:t></w:t></w:r><w:proofErr w:type="spellEnd"/>` +
				`<w:r><w:t></w:t></w:r><w:bookmarkStart w:id="3" w:name="b"/><w:r><w:t></w:t></w:r><w:bookmarkEnd w:id="3"/><w:r><w:t></w:t></w:r><w:r><w:t xml:space="preserve"> là</w:t></w:r></w:p>`},
		"tab and line end": {`<w:p><w:r><w:t>{{fiber.connected</w:t><w:tab/><w:br/><w:t>longan}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>99,9 %</w:t><w:t></w:t></w:r></w:p>`},
		"two in one run":   {`<w:p><w:r><w:t>{{date}}–{{ date }}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>31/12/2025–31/12/2025</w:t></w:r></w:p>`},
		"end and begin in one run": {`<w:p><w:r><w:t>{{da</w:t></w:r><w:r><w:t>te}} và {{</w:t></w:r><w:r><w:t>date}}</w:t></w:r></w:p>`,
			`<w:p><w:r><w:t>31/12/2025</w:t></w:r><w:r><w:t xml:space="preserve"> và 31/12/2025</w:t></w:r><w:r><w:t></w:t></w:r></w:p>`},
		"odd spaces":     {"<w:p><w:r><w:t>{{\u00a0fiber.connected \u200b longan\u00ad}}</w:t></w:r></w:p>", `<w:p><w:r><w:t>99,9 %</w:t></w:r></w:p>`},
		"special values": {`<w:p><w:r><w:t>{{source}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>dữ liệu giả định &lt;thử&gt; &amp; {{date}}</w:t></w:r></w:p>`},
		"lines":          {`<w:p><w:r><w:t>{{lines}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>một</w:t><w:br/><w:t>hai</w:t></w:r></w:p>`},
		"entities":       {`<w:p><w:r><w:t>A &amp; B &#123;{date}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>A &amp; B 31/12/2025</w:t></w:r></w:p>`},
		"table cell":     {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{date}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>31/12/2025</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`},
		"text box": {`<w:p><w:r><w:t>{{da</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{{date}}</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{{date}}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>te}}</w:t></w:r></w:p>`,
			`<w:p><w:r><w:t>31/12/2025</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>31/12/2025</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>31/12/2025</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t></w:t></w:r></w:p>`},
		"hyperlink, field, inserted": {`<w:p><w:hyperlink r:id="x"><w:r><w:t>{{da</w:t></w:r></w:hyperlink><w:ins w:id="1"><w:r><w:t>te}}</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>{{x</w:delText></w:r></w:del></w:p>`,
			`<w:p><w:hyperlink r:id="x"><w:r><w:t>31/12/2025</w:t></w:r></w:hyperlink><w:ins w:id="1"><w:r><w:t></w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>{{x</w:delText></w:r></w:del></w:p>`},
	} {
		got := content(t, fill(t, pack(t, word(tt.body))), "word/document.xml")
		got = strings.TrimSuffix(got[strings.Index(got, "<w:body>")+len("<w:body>"):], section+"</w:body></w:document>")
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tt.want)
		}
	}
}

// TestRestUntouched: parts without placeholders are the same bytes, in the same order,
// and the same input gives the same output.
func TestRestUntouched(t *testing.T) {
	in := word(`<w:p><w:r><w:t>chữ</w:t></w:r></w:p>`)
	packed := pack(t, in)
	out := fill(t, packed)
	files := unpack(t, out)
	if len(files) != len(in) {
		t.Fatalf("%d parts, want %d", len(files), len(in))
	}
	for i, f := range files {
		want := in[i].data
		switch f.name {
		case "word/header1.xml":
			want = strings.Replace(want, "{{date}}", "31/12/2025", 1)
		case "word/footnotes.xml":
			want = strings.Replace(want, "{{source}}", "dữ liệu giả định &lt;thử&gt; &amp; {{date}}", 1)
		}
		if f.name != in[i].name || f.data != want {
			t.Errorf("part %d is %s:\n%s\nwant %s:\n%s", i, f.name, f.data, in[i].name, want)
		}
	}
	if again := fill(t, packed); !bytes.Equal(again, out) {
		t.Error("two fillings differ")
	}
}

// TestUnknown: all names without a value are listed at once, with their places, and
// nothing is written.
func TestUnknown(t *testing.T) {
	body := `<w:p><w:r><w:t>Số hộ: {{fibre longan}}</w:t></w:r></w:p><w:p><w:r><w:t>{{date}} {{{{date}} x}}</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t>{{}}, {{date} và</w:t></w:r></w:p><w:p><w:r><w:t>Bảng: {{table communes}}</w:t></w:r></w:p>`
	var out bytes.Buffer
	err := open(t, pack(t, word(body))).Fill(&out, values{})
	var list *template.Error
	if !errors.As(err, &list) || out.Len() != 0 {
		t.Fatalf("%v, %d bytes", err, out.Len())
	}
	if len(list.Faults) != 5 {
		t.Errorf("%d faults: %v", len(list.Faults), err)
	}
	for _, want := range []string{"5 of its placeholders", `{{fibre longan}} in word/document.xml, "Số hộ: {{fibre longan}}": no such value; near`, "braces stand within", "no name stands", "do not close", "must stand alone"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

// TestPlaceholders lists what is to be filled in.
func TestPlaceholders(t *testing.T) {
	x := open(t, pack(t, word(`<w:p><w:r><w:t>Có {{fiber.connected  longan}} và {{x</w:t></w:r></w:p>`)))
	got := x.Placeholders()
	want := []template.Placeholder{{"fiber.connected longan", "word/document.xml", "Có {{fiber.connected longan}} và {{x"}, {"date", "word/header1.xml", "Số liệu đến {{date}}"}, {"source", "word/footnotes.xml", "Nguồn: {{source}}"}}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
}

// TestBlocks: tables, lists and pictures take the place of their paragraphs, and the
// package stays whole.
func TestBlocks(t *testing.T) {
	paragraph := func(text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="X"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii="Arial"/><w:lang w:val="vi-VN"/></w:rPr><w:t>` + text + `</w:t></w:r></w:p>`
	}
	files := word(`<w:tbl/>` + paragraph("{{table communes}}") + paragraph("{{table bare}}") + paragraph("a") + `<w:tbl><w:tr><w:tc><w:tcPr><w:tcW w:w="5000" w:type="dxa"/></w:tcPr>` + paragraph("{{table bare}}") + `</w:tc></w:tr></w:tbl>` +
		paragraph("{{list hamlets}}") + paragraph("Bản đồ {{map gaps}} và {{map gaps}}"))
	files[4].data = strings.Replace(files[4].data, "{{date}}", "{{map gaps}}", 1)
	files = append(files, file{"word/media/map1.png", "old"})
	out := fill(t, pack(t, files))
	doc := content(t, out, "word/document.xml")
	wellFormed(t, out)
	for want, times := range map[string]int{
		"<w:tbl>": 4, "<w:tbl/><w:p/><w:tbl>": 1, "Ghi chú: “–” là": 1, "Nguồn: dữ liệu giả định": 1, "- Ấp 1;</w:t>": 1, "- Ấp 2.</w:t>": 1,
		"</w:tbl><w:p>": 4, "r:embed=\"rIdMap": 2, `<w:tblW w:w="4784" w:type="dxa"/>`: 1, `<w:tblW w:w="9354" w:type="dxa"/>`: 2, `descr="Bản đồ: một vùng màu xanh, “Cần Giuộc” ở giữa."`: 2, `<wp:docPr id="1"`: 1, `<wp:docPr id="2"`: 1, "{{": 0,
	} {
		if got := strings.Count(doc, want); got != times {
			t.Errorf("%q is there %d times, want %d", want, got, times)
		}
	}
	if content(t, out, "word/media/map1.png") != "old" {
		t.Error("a picture of the document is gone")
	}
	for _, f := range []string{"word/media/map2.png", "word/media/map3.png", "word/media/map4.png"} {
		if !strings.HasPrefix(content(t, out, f), "\x89PNG") {
			t.Errorf("%s is no picture", f)
		}
	}
	if rels := content(t, out, "word/_rels/header1.xml.rels"); !strings.Contains(rels, `Target="media/map4.png"`) {
		t.Errorf("relationships of the header: %s", rels)
	}
	if kinds := content(t, out, "[Content_Types].xml"); strings.Count(kinds, `Extension="png"`) != 1 {
		t.Errorf("types: %s", kinds)
	}
}

// wellFormed reads every part as XML.
func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	for _, f := range unpack(t, data) {
		if !strings.HasSuffix(f.name, ".xml") && !strings.HasSuffix(f.name, ".rels") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(f.data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", f.name, err, f.data)
			}
		}
	}
}

// TestRefused: the error says what to do.
func TestRefused(t *testing.T) {
	doc := word("")
	main := func(kind string) []byte {
		return pack(t, append([]file{types("word/document.xml", kind)}, doc[1:]...))
	}
	part := func(data string) []byte { return pack(t, append(word("")[:2:2], file{"word/document.xml", data})) }
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"password":    {append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 600)...), "take the password off"},
		"no zip":      {[]byte("PK is not here"), "save it in Word as Word Document (.docx)"},
		"empty":       {nil, "no DOCX"},
		"other zip":   {pack(t, []file{{"a.txt", "a"}}), "no list of its parts"},
		"spreadsheet": {main("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "no Word document"},
		"macros":      {main("application/vnd.ms-word.document.macroEnabled.main+xml"), "has macros"},
		"twice":       {pack(t, append(word(""), file{"Word/Document.xml", ""})), "twice"},
		"strict":      {part(`<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>`), "common form"},
		"cut off":     {part(`<w:document ` + names + `><w:body>`), "cut off"},
		"crossed":     {part(`<w:document ` + names + `><w:body></w:document></w:body>`), "ends where it did not begin"},
		"entities":    {part(`<!DOCTYPE d [<!ENTITY a "b">]><w:document ` + names + `/>`), "document type"},
		"deep":        {part(`<w:document ` + names + `>` + strings.Repeat("<w:r>", 600) + strings.Repeat("</w:r>", 600) + `</w:document>`), "deep"},
		"no XML":      {part(`<w:document ` + names + `><w:t>&nope;</w:t></w:document>`), "save it again"},
		"nested text": {part(`<w:document ` + names + `><w:p><w:r><w:t>a<w:tab/></w:t></w:r></w:p></w:document>`), "holds another"},
		"utf-16":      {part(`<?xml version="1.0" encoding="UTF-16"?><w:document ` + names + `/>`), "encoding"},
	} {
		_, err := template.Open(bytes.NewReader(tt.data), int64(len(tt.data)), template.Limits{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestLimits: what unpacks to too much is refused before it is held.
func TestLimits(t *testing.T) {
	bomb := pack(t, word("<w:p><w:r><w:t>"+strings.Repeat("a", 4<<20)+"</w:t></w:r></w:p>"))
	if len(bomb) > 1<<16 {
		t.Fatalf("%d bytes packed", len(bomb))
	}
	for want, limits := range map[string]template.Limits{
		"no report": {PartBytes: 1 << 20}, "bytes of text": {TextBytes: 1 << 20}, "at most 3": {Parts: 3}, "at most 10 are read": {FileBytes: 10},
	} {
		if _, err := template.Open(bytes.NewReader(bomb), int64(len(bomb)), limits); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// TestTemplateFile: a template of Word (.dotx) becomes a document.
func TestTemplateFile(t *testing.T) {
	files := word("")
	files[0] = types("word/document.xml", wordPrefix+"template.main+xml")
	if kinds := content(t, fill(t, pack(t, files)), "[Content_Types].xml"); !strings.Contains(kinds, "document.main+xml") || strings.Contains(kinds, "template.main") {
		t.Errorf("types: %s", kinds)
	}
}

// FuzzOpen: no file makes it panic, and what it fills is well-formed.
func FuzzOpen(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{date}}</w:t></w:r></w:p>`)
	f.Add(`<w:p><w:r><w:t>{{table bare}}</w:t></w:r></w:p>`)
	f.Add(`<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{{da</w:t><w:tab/><w:t>te}}{{</w:t></w:r></w:p>`)
	f.Add(`<w:p><w:r><w:p><w:t>{{list hamlets}}</w:t></w:p></w:r><w:t>{{map gaps}}</w:t></w:p>`)
	f.Fuzz(func(t *testing.T, body string) {
		data := pack(t, word(body))
		x, err := template.Open(bytes.NewReader(data), int64(len(data)), template.Limits{PartBytes: 1 << 20, TextBytes: 2 << 20})
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := x.Fill(&out, values{}); err != nil {
			return
		}
		d := xml.NewDecoder(strings.NewReader(content(t, out.Bytes(), "word/document.xml")))
		d.Strict = true
		for {
			if _, err := d.RawToken(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%v: %s", err, content(t, out.Bytes(), "word/document.xml"))
			}
		}
	})
}

// FuzzZip: no bytes make it panic.
func FuzzZip(f *testing.F) {
	f.Add(pack(f, word(`<w:p><w:r><w:t>{{date}}</w:t></w:r></w:p>`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := template.Open(bytes.NewReader(data), int64(len(data)), template.Limits{FileBytes: 1 << 20, PartBytes: 1 << 20, TextBytes: 2 << 20})
		if err == nil {
			_ = x.Fill(io.Discard, values{})
		}
	})
}
