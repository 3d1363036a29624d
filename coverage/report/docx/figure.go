package docx

import (
	"bytes"
	"fmt"
	"math"

	"phusong/coverage/report/document"
)

// emuPerMm: a drawing counts in English Metric Units, 360,000 a centimetre.
const (
	emuPerMm   = 36000
	emuPerTwip = 635
)

// figure writes picture, caption and source, which stay on one page.
func (b *body) figure(f *document.Figure) error {
	b.figures++
	// The caption and the source need some 25 mm.
	const below = 1417
	cx, cy, err := figureSize(f, b.width(), b.height()-below)
	if err != nil {
		return err
	}
	png, err := figurePNG(f, cx)
	if err != nil {
		return err
	}
	b.pictures = append(b.pictures, png)
	n := len(b.pictures)
	p := b.add("Figure")
	label := b.doc.FigureLabel(b.figures)
	p.content.raw("<w:r>")
	p.content.drawing(drawing{id: n, name: trimDot(label), alt: f.Alt, link: fmt.Sprintf("rId%d", idFirstPicture+n-1), cx: cx, cy: cy})
	p.content.raw("</w:r>")
	keep := ""
	if f.Source != "" {
		keep = "<w:keepNext/>"
	}
	if f.Caption != "" {
		b.caption(label, f.Caption, keep)
	}
	if f.Source != "" {
		b.add("Source").content.run(f.Source, "")
	}
	return nil
}

// figureSize is the size of a figure on the page in EMU: as wide as it asks, but
// within the text.
func figureSize(f *document.Figure, widthTwips, heightTwips int) (cx, cy int, err error) {
	switch {
	case f == nil || f.Picture == nil || f.Picture.Width < 1 || f.Picture.Height < 1:
		id := ""
		if f != nil {
			id = f.ID
		}
		return 0, 0, fmt.Errorf("figure %q has no picture", id)
	case !(f.WidthMm >= 0 && f.WidthMm < 10000):
		return 0, 0, fmt.Errorf("figure %q: a width of %v mm", f.ID, f.WidthMm)
	}
	cx = int(math.Round(float64(f.WidthMm * emuPerMm)))
	if limit := widthTwips * emuPerTwip; cx == 0 || cx > limit {
		cx = limit
	}
	cy = cx * f.Picture.Height / f.Picture.Width
	if limit := heightTwips * emuPerTwip; cy > limit {
		cx, cy = cx*limit/cy, limit
	}
	return max(cx, 1), max(cy, 1), nil
}

// dotsPerInch is the resolution of figures on paper.
const dotsPerInch = 200

// figurePNG draws a figure of a width on the page for paper.
func figurePNG(f *document.Figure, cx int) ([]byte, error) {
	dots := float64(float64(cx)/(emuPerMm*25.4)) * dotsPerInch
	var png bytes.Buffer
	if err := f.Picture.Scaled(dots / float64(f.Picture.Width)).WritePNG(&png); err != nil {
		return nil, fmt.Errorf("figure %q: %w", f.ID, err)
	}
	return png.Bytes(), nil
}

// drawing is a picture within a line of text.
type drawing struct {
	id              int // unique in the document
	name, alt, link string
	cx, cy          int // EMU
}

const (
	drawingNames = "http://schemas.openxmlformats.org/drawingml/2006/main"
	pictureNames = "http://schemas.openxmlformats.org/drawingml/2006/picture"
)

// drawing writes the element of a run that holds a picture (ISO/IEC 29500-1, 20.4.2.8).
// It declares its prefixes, so that it can stand in any document.
func (m *markup) drawing(d drawing) {
	m.rawf(`<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:effectExtent l="0" t="0" r="0" b="0"/>`, d.cx, d.cy)
	m.rawf(`<wp:docPr id="%d" name="%s" descr="%s"/>`, d.id, escape(d.name), escape(d.alt))
	m.raw(`<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="`, drawingNames, `" noChangeAspect="1"/></wp:cNvGraphicFramePr>`,
		`<a:graphic xmlns:a="`, drawingNames, `"><a:graphicData uri="`, pictureNames, `"><pic:pic xmlns:pic="`, pictureNames, `">`)
	m.rawf(`<pic:nvPicPr><pic:cNvPr id="%d" name="%s"/><pic:cNvPicPr/></pic:nvPicPr>`, d.id, escape(d.name))
	m.raw(`<pic:blipFill><a:blip xmlns:r="`, relationships, `" r:embed="`, d.link, `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`)
	m.rawf(`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`, d.cx, d.cy)
	m.raw(`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`)
}
