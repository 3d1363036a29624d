package docx

import (
	"fmt"
	"strings"

	"phusong/coverage/report/document"
)

// body is the document in the making. The last paragraph is kept back: the properties
// of a section stand in its last paragraph.
type body struct {
	doc       *document.Document
	out       markup
	last      *paragraph
	landscape bool // the section that is being written
	sections  int  // those that are closed
	fresh     bool // nothing stands on the page yet
	pictures  [][]byte

	tables, figures int
}

// paragraph is one that has not been written yet.
type paragraph struct {
	style   string
	keep    string // keepNext and pageBreakBefore, which come after the style
	content markup
}

// add begins a paragraph; the one before is written.
func (b *body) add(style string) *paragraph {
	b.flush("")
	b.fresh = false
	b.last = &paragraph{style: style}
	return b.last
}

// flush writes the paragraph kept back, with the properties of the section that it ends.
func (b *body) flush(section string) {
	p := b.last
	if p == nil {
		return
	}
	b.last = nil
	b.out.raw(`<w:p><w:pPr><w:pStyle w:val="`, p.style, `"/>`, p.keep, section, `</w:pPr>`)
	b.out.Write(p.content.Bytes())
	b.out.raw(`</w:p>`)
}

// document closes the last section and gives the part.
func (b *body) document() []byte {
	b.flush("")
	var m markup
	m.raw(xmlHead, `<w:document `, wordNames, `><w:body>`)
	m.Write(b.out.Bytes())
	m.raw(b.sectionProperties(), `</w:body></w:document>`)
	return m.Bytes()
}

func (b *body) title() {
	b.fresh = true
	if b.doc.Title != "" {
		p := b.add("Title")
		kind, subject := b.doc.TitleParts()
		if kind == "" {
			p.content.run(subject, b.capitals())
		} else {
			p.content.run(kind, b.capitals())
			p.content.raw("<w:r><w:br/></w:r>")
			p.content.run(subject, "")
		}
	}
	if b.doc.Subtitle != "" {
		p := b.add("Subtitle")
		p.content.run(b.doc.Subtitle, "")
	}
	if b.last != nil {
		b.add("TitleRule")
	}
}

// capitals are the letters of names of Vietnamese documents and annexes (the decree).
func (b *body) capitals() string {
	if b.doc.Language == document.English {
		return ""
	}
	return "<w:caps/>"
}

func (b *body) block(block document.Block) error {
	switch v := block.(type) {
	case document.Heading:
		b.heading(v)
	case document.Paragraph:
		b.runs(b.add(paragraphStyle[v.Kind]), v.Runs)
	case document.List:
		for _, item := range v.Items {
			b.runs(b.add("ListBullet"), item)
		}
	case *document.Table:
		return b.table(v)
	case *document.Figure:
		return b.figure(v)
	case document.Section:
		b.section(v.Landscape)
	default:
		return fmt.Errorf("a block of an unknown kind, %T", block)
	}
	return nil
}

var paragraphStyle = map[document.ParagraphKind]string{document.Body: "BodyText", document.Notice: "Notice", document.Small: "Small"}

func (b *body) runs(p *paragraph, runs []document.Run) {
	for _, r := range runs {
		properties := ""
		if r.Bold {
			properties += "<w:b/><w:bCs/>"
		}
		if r.Italic {
			properties += "<w:i/><w:iCs/>"
		}
		p.content.run(r.Text, properties)
	}
}

func (b *body) heading(h document.Heading) {
	if !h.Annex {
		level := min(max(h.Level, 1), 3)
		b.add(fmt.Sprintf("Heading%d", level)).content.run(h.Text, "")
		return
	}
	begins := b.fresh
	p := b.add("Annex")
	if !begins {
		p.keep = "<w:pageBreakBefore/>"
	}
	label, name := h.Parts()
	if label != "" {
		p.content.run(label, "")
		p.content.raw("<w:r><w:br/></w:r>")
	}
	p.content.run(name, b.capitals())
	if h.Note != "" {
		b.add("AnnexNote").content.run(bracketed(h.Note), "")
	}
}

func bracketed(text string) string {
	if strings.HasPrefix(text, "(") {
		return text
	}
	return "(" + text + ")"
}

// section ends the section and begins another on a page of its own. A section that
// holds nothing gives no empty page.
func (b *body) section(landscape bool) {
	if b.fresh {
		b.landscape = landscape
		return
	}
	if b.last == nil {
		b.add("Break")
	}
	b.flush(b.sectionProperties())
	b.sections++
	b.landscape, b.fresh = landscape, true
}

// Measures of an A4 page in twips (1/1440 inch): margins of 20 mm at the top and the
// bottom, 30 at the left, 15 at the right. Sheets that lie across have the same.
const (
	pageShort, pageLong     = 11906, 16838
	marginTop, marginBottom = 1134, 1134
	marginLeft, marginRight = 1701, 851
	headerFromEdge          = 567
)

// width is how wide the text is, in twips.
func (b *body) width() int {
	if b.landscape {
		return pageLong - marginLeft - marginRight
	}
	return pageShort - marginLeft - marginRight
}

func (b *body) height() int {
	if b.landscape {
		return pageShort - marginTop - marginBottom
	}
	return pageLong - marginTop - marginBottom
}

// sectionProperties ends a section. Only the first page of all has no number.
func (b *body) sectionProperties() string {
	size := fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/>`, pageShort, pageLong)
	if b.landscape {
		size = fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/>`, pageLong, pageShort)
	}
	first, title := "", ""
	if b.sections == 0 {
		first, title = fmt.Sprintf(`<w:headerReference w:type="first" r:id="rId%d"/>`, idFirstHeader), "<w:titlePg/>"
	}
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId%d"/>%s<w:type w:val="nextPage"/>%s`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>%s</w:sectPr>`,
		idHeader, first, size, marginTop, marginRight, marginBottom, marginLeft, headerFromEdge, headerFromEdge, title)
}

// caption is a numbered caption: the number is a field, so that it follows when a
// table is added in Word.
func (b *body) caption(label, text string, keep string) {
	p := b.add("Caption")
	p.keep = keep
	name, n := splitLabel(label)
	p.content.run(name+" ", "")
	p.content.raw(`<w:fldSimple w:instr=" SEQ `, escape(name), ` \* ARABIC ">`)
	p.content.run(n, "")
	p.content.raw(`</w:fldSimple>`)
	p.content.run(". "+text, "")
}

// splitLabel parts "Bảng 1." into the name and the number.
func splitLabel(label string) (name, n string) {
	at := len(label)
	for i, r := range label {
		if r == ' ' {
			at = i
		}
	}
	return label[:at], trimDot(label[min(at+1, len(label)):])
}

func trimDot(s string) string {
	if s != "" && s[len(s)-1] == '.' {
		return s[:len(s)-1]
	}
	return s
}
