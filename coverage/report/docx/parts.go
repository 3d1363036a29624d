package docx

import (
	"strconv"
	"strings"

	"phusong/coverage/report/document"
)

// wordNames declares the prefixes that the document and its headers use.
const wordNames = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + relationships + `"`

// pageHeader holds the number of the page; the first page has an empty one.
const (
	pageHeader = xmlHead + `<w:hdr ` + wordNames + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` +
		`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`
	firstHeader = xmlHead + `<w:hdr ` + wordNames + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>`
)

// bulletList is the one list: a dash, as administrative documents have it.
const bulletList = xmlHead + `<w:numbering ` + wordNames + `>` +
	`<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>` +
	`<w:suff w:val="space"/><w:lvlText w:val="-"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="720"/></w:pPr>` +
	`<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:hint="default"/></w:rPr></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

const fontTable = xmlHead + `<w:fonts ` + wordNames + `><w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/>` +
	`<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`

const appProperties = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
	`<Application>phusong</Application></Properties>`

// settings: the layout rules of Word 2013 and later, and the separators of the language.
func settings(lang string) []byte {
	decimal, list := ",", ";"
	if strings.HasPrefix(lang, "en") {
		decimal, list = ".", ","
	}
	var m markup
	m.raw(xmlHead, `<w:settings `, wordNames, `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>`,
		`<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/>`,
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`,
		`<w:themeFontLang w:val="`, lang, `"/><w:decimalSymbol w:val="`, decimal, `"/><w:listSeparator w:val="`, list, `"/></w:settings>`)
	return m.Bytes()
}

// coreProperties are title, subject, description and language: no author, no time.
func coreProperties(d *document.Document) []byte {
	var m markup
	m.raw(xmlHead, `<cp:coreProperties xmlns:cp="`, packageSchemas, `/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	element := func(name, text string) {
		if text != "" {
			m.raw("<", name, ">", escape(text), "</", name, ">")
		}
	}
	element("dc:title", d.Title)
	element("dc:subject", d.Subject)
	element("dc:description", strings.TrimSpace(d.Source+" "+d.Date))
	element("dc:language", languageTag(d.Language))
	m.raw("</cp:coreProperties>")
	return m.Bytes()
}

// languageTag is the language that Word checks the spelling in.
func languageTag(language string) string {
	if language == document.English {
		return "en-US"
	}
	return "vi-VN"
}

func number(n int) string { return strconv.Itoa(n) }
