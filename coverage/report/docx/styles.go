package docx

import "fmt"

// style is a paragraph style.
type style struct {
	id, name, basedOn, next string
	priority                int
	paragraph, run          string // properties, in the order of the schema
}

// Sizes of type and distances: 14 points for the text, 12 for what is small (the decree:
// 13 to 14 points, 6 points between paragraphs, the first line 1.27 cm to the right).
const (
	bodyHalfPoints  = 28
	smallHalfPoints = 24
	firstLineTwips  = 720
)

var paragraphStyles = []style{
	{"Heading1", "heading 1", "Normal", "BodyText", 9, `<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/><w:ind w:firstLine="720"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:bCs/>`},
	{"Heading2", "heading 2", "Normal", "BodyText", 9, `<w:keepNext/><w:keepLines/><w:spacing w:before="180" w:after="120"/><w:ind w:firstLine="720"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:bCs/>`},
	{"Heading3", "heading 3", "Normal", "BodyText", 9, `<w:keepNext/><w:keepLines/><w:spacing w:before="120" w:after="120"/><w:ind w:firstLine="720"/><w:outlineLvl w:val="2"/>`, `<w:b/><w:bCs/><w:i/><w:iCs/>`},
	{"Annex", "Annex", "Heading1", "BodyText", 9, `<w:spacing w:before="0" w:after="60"/><w:ind w:firstLine="0"/><w:jc w:val="center"/>`, ``},
	{"AnnexNote", "Annex Note", "Normal", "BodyText", 10, `<w:keepNext/><w:spacing w:before="0" w:after="180"/><w:jc w:val="center"/>`, `<w:i/><w:iCs/>`},
	{"Title", "Title", "Normal", "Subtitle", 10, `<w:keepNext/><w:spacing w:before="240" w:after="60"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/>`},
	{"Subtitle", "Subtitle", "Normal", "BodyText", 11, `<w:keepNext/><w:spacing w:before="0" w:after="60"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/>`},
	{"TitleRule", "Title Rule", "Normal", "BodyText", 12, `<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="0" w:after="120" w:line="120" w:lineRule="exact"/><w:ind w:left="3300" w:right="3300"/>`, ``},
	{"BodyText", "Body Text", "Normal", "", 1, `<w:spacing w:before="120" w:after="120" w:line="264" w:lineRule="auto"/><w:ind w:firstLine="720"/><w:jc w:val="both"/>`, ``},
	{"ListBullet", "List Bullet", "BodyText", "", 5, `<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:before="60" w:after="60" w:line="264" w:lineRule="auto"/>`, ``},
	{"Notice", "Notice", "Normal", "", 6, `<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="000000"/></w:pBdr><w:spacing w:before="120" w:after="120" w:line="264" w:lineRule="auto"/><w:ind w:left="284"/><w:jc w:val="both"/>`, ``},
	{"Small", "Small", "Normal", "", 7, `<w:spacing w:before="40" w:after="40"/><w:jc w:val="both"/>`, `<w:sz w:val="24"/><w:szCs w:val="24"/>`},
	{"Caption", "caption", "Normal", "", 35, `<w:keepLines/><w:spacing w:before="120" w:after="80"/><w:jc w:val="center"/>`, `<w:b/><w:bCs/>`},
	{"Figure", "Figure", "Normal", "Caption", 36, `<w:keepNext/><w:spacing w:before="120" w:after="0"/><w:jc w:val="center"/>`, ``},
	{"Source", "Source", "Small", "BodyText", 37, `<w:jc w:val="left"/>`, `<w:i/><w:iCs/>`},
	{"Header", "header", "Normal", "", 99, `<w:jc w:val="center"/>`, ``},
	{"Break", "Break", "Normal", "", 99, `<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`, `<w:sz w:val="2"/><w:szCs w:val="2"/>`},
}

// tableStyle names the style of the cells of a kind in a size of type.
func tableStyle(kind string, sizePt int) string { return fmt.Sprintf("Table%s%d", kind, sizePt) }

// Kinds of cells, by how their text stands.
const (
	cellLeft   = "Text"
	cellRight  = "Number"
	cellCentre = "Code"
)

var justification = map[string]string{cellLeft: "left", cellRight: "right", cellCentre: "center"}

// stylesPart holds every style; lang is the language of spelling.
func stylesPart(lang string) []byte {
	var m markup
	m.raw(xmlHead, `<w:styles `, wordNames, `><w:docDefaults><w:rPrDefault><w:rPr>`,
		`<w:rFonts w:ascii="Times New Roman" w:eastAsia="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>`,
		`<w:color w:val="000000"/><w:sz w:val="`, number(bodyHalfPoints), `"/><w:szCs w:val="`, number(bodyHalfPoints), `"/>`,
		`<w:lang w:val="`, lang, `" w:eastAsia="`, lang, `" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`,
		`<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`,
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>`,
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>`,
		`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>`,
		`<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`,
		`<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>`,
		`<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>`,
		`<w:tblPr>`, tableBorders, cellMargins, `</w:tblPr></w:style>`)
	for _, s := range paragraphStyles {
		m.style(s)
	}
	for _, size := range []int{12, 11, 10, 9, 8} {
		for _, kind := range []string{cellLeft, cellRight, cellCentre} {
			id := tableStyle(kind, size)
			m.style(style{id, fmt.Sprintf("Table %s %d", kind, size), "Normal", "", 40,
				`<w:spacing w:before="20" w:after="20"/><w:jc w:val="` + justification[kind] + `"/>`, fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, 2*size)})
		}
	}
	m.raw("</w:styles>")
	return m.Bytes()
}

func (m *markup) style(s style) {
	m.raw(`<w:style w:type="paragraph" w:styleId="`, s.id, `"><w:name w:val="`, s.name, `"/><w:basedOn w:val="`, s.basedOn, `"/>`)
	if s.next != "" {
		m.raw(`<w:next w:val="`, s.next, `"/>`)
	}
	m.raw(`<w:uiPriority w:val="`, number(s.priority), `"/><w:qFormat/>`)
	if s.paragraph != "" {
		m.raw("<w:pPr>", s.paragraph, "</w:pPr>")
	}
	if s.run != "" {
		m.raw("<w:rPr>", s.run, "</w:rPr>")
	}
	m.raw("</w:style>")
}
