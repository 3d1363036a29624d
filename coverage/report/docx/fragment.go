package docx

import (
	"fmt"

	"phusong/coverage/report/document"
)

// Space is where a fragment for another document stands.
type Space struct {
	WidthTwips, HeightTwips int
	// Fonts, Color and Lang are the elements w:rFonts, w:color and w:lang of the text
	// around; "" takes what the document has.
	Fonts, Color, Lang string
}

// TableFragment is the element w:tbl of a table, without caption, notes and source,
// that needs no style of the document that it is put into. Its prefix w must be bound
// there.
func TableFragment(t *document.Table, s Space) ([]byte, error) {
	if t == nil {
		return nil, fmt.Errorf("a table is nil")
	}
	fit, err := fitTable(t, s.WidthTwips)
	if err != nil {
		return nil, err
	}
	var m markup
	w := tableWriter{markup: &m, table: t, fit: fit, look: direct{fit.SizePt, s}}
	w.write()
	return m.Bytes(), nil
}

// PictureFragment is the element w:drawing of a figure and its picture as PNG. The
// number must be unique among the drawings of the document, link is the relationship
// that leads to the picture.
func PictureFragment(f *document.Figure, s Space, number int, link string) (xml, png []byte, err error) {
	cx, cy, err := figureSize(f, s.WidthTwips, s.HeightTwips)
	if err != nil {
		return nil, nil, err
	}
	if png, err = figurePNG(f, cx); err != nil {
		return nil, nil, err
	}
	var m markup
	m.drawing(drawing{id: number, name: f.ID, alt: f.Alt, link: link, cx: cx, cy: cy})
	return m.Bytes(), png, nil
}

// TextFragment is the content of a run that says text: w:t, w:br and w:tab.
func TextFragment(text string) string {
	var m markup
	m.texts(text)
	return m.String()
}

// Escape writes text for an element; what XML cannot hold becomes U+FFFD.
func Escape(text string) string { return escape(text) }

// direct is the look of a table in someone else's document: properties of its own
// stand against what the document's styles say.
type direct struct {
	sizePt int
	space  Space
}

func (direct) paragraph(kind, keep string) string {
	return keep + `<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/><w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="` + justification[kind] + `"/>`
}

func (d direct) run(bold, italic bool) string {
	return d.space.Fonts + toggle("b", bold) + toggle("i", italic) + d.space.Color +
		fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/>`, 2*d.sizePt) + d.space.Lang
}

// toggle turns a property on or off: a style of the document may have it on.
func toggle(name string, on bool) string {
	if on {
		return `<w:` + name + `/><w:` + name + `Cs/>`
	}
	return `<w:` + name + ` w:val="0"/><w:` + name + `Cs w:val="0"/>`
}
