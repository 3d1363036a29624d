package xlsx

import (
	"github.com/xuri/excelize/v2"

	"phusong/coverage/report/document"
)

// fontName is that of administrative documents; where it is missing, programs take a
// face of the same widths.
const fontName = "Times New Roman"

// style is a look of cells. The workbook has each of them once.
type style struct {
	format  string // of numbers, "@" for text, "" for general
	look    look
	align   string // "" for that of the content
	wrap    bool
	unruled bool // without lines around it
}

// look is what a cell is for.
type look uint8

const (
	plain look = iota
	strong
	head
	title
	note
	link
)

var looks = map[look]struct {
	font excelize.Font
	fill string
}{
	plain:  {font: excelize.Font{}},
	strong: {font: excelize.Font{Bold: true}, fill: "F2F2F2"},
	head:   {font: excelize.Font{Bold: true}, fill: "DCE6F1"},
	title:  {font: excelize.Font{Bold: true, Size: 14}},
	note:   {font: excelize.Font{Italic: true}},
	link:   {font: excelize.Font{Color: "0563C1", Underline: "single"}},
}

// style returns the number of a style in the workbook.
func (b *book) style(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	of := looks[s.look]
	font := of.font
	font.Family = fontName
	if font.Size == 0 {
		font.Size = 11
	}
	full := &excelize.Style{Font: &font, Alignment: &excelize.Alignment{Horizontal: s.align, Vertical: "center", WrapText: s.wrap}}
	if !s.unruled && (s.align == "left" || s.align == "right") {
		full.Alignment.Indent = 1 // off the line
	}
	if s.format != "" {
		full.CustomNumFmt = &s.format
	}
	if s.format == "@" {
		full.CustomNumFmt, full.NumFmt = nil, 49
	}
	if of.fill != "" {
		full.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{of.fill}}
	}
	if !s.unruled {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			full.Border = append(full.Border, excelize.Border{Type: side, Color: "808080", Style: 1})
		}
	}
	id, err := b.file.NewStyle(full)
	b.styles[s] = id
	return id, err
}

// alignment sets what has no figures to the left, and words in place of a figure like
// the figure.
func alignment(column document.Kind) string {
	switch column {
	case document.Ordinal, document.Code, document.Date:
		return "center"
	case document.Count, document.Percent, document.Quantity:
		return "right"
	}
	return "left"
}
