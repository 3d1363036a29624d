package html

import (
	"errors"
	"fmt"
	"strings"

	"phusong/coverage/report/document"
	"phusong/internal/picture"
)

// figure writes a picture as SVG with its caption as name and its alternative text as
// description. Without a picture the words stand in its place.
func (p *printer) figure(f *document.Figure) error {
	p.figures++
	id := fmt.Sprintf("%sf%d", p.prefix, p.figures)
	p.printf("<figure id=\"%s\">\n", id)
	if f.Picture == nil {
		p.printf("<p>%s</p>\n", phrase(f.Alt))
	} else {
		svg, err := p.svg(f, id)
		if err != nil {
			return fmt.Errorf("html: figure %q: %w", f.ID, err)
		}
		p.out.WriteString(svg)
	}
	p.printf("<figcaption>%s %s</figcaption>\n", p.document.FigureLabel(p.figures), phrase(f.Caption))
	if f.Source != "" {
		p.printf("<p class=\"note\">%s</p>\n", phrase(f.Source))
	}
	p.printf("</figure>\n")
	return nil
}

// svg draws a copy of the picture that has the words and ids of its place.
func (p *printer) svg(f *document.Figure, id string) (string, error) {
	drawing := *f.Picture
	drawing.ID, drawing.Lang, drawing.Title, drawing.Desc = id+"-", p.document.Language, f.Caption, f.Alt
	if drawing.Title == "" {
		drawing.Title = id
	}
	var b strings.Builder
	if err := drawing.WriteSVG(&b); err != nil {
		return "", err
	}
	svg := b.String()
	start := strings.Index(svg, "<svg ")
	if start < 0 {
		return "", errors.New("the drawing has no svg element")
	}
	return sized(svg[start:], &drawing, f.WidthMm), nil
}

// sized replaces the pixels of a drawing by its width on paper; a style sheet keeps it
// within the page.
func sized(svg string, p *picture.Picture, widthMm float64) string {
	if widthMm <= 0 || p.Width <= 0 {
		return svg
	}
	heightMm := float64(widthMm*float64(p.Height)) / float64(p.Width)
	return strings.Replace(svg, fmt.Sprintf(`width="%d" height="%d"`, p.Width, p.Height), fmt.Sprintf(`width="%.1fmm" height="%.1fmm"`, widthMm, heightMm), 1)
}
