package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"io"

	"phusong/coverage/report/document"
)

//go:embed report.css
var reportStyle string

// Style is the style sheet of a fragment: its rules reach nothing outside an element
// of the class phusong-report.
var Style = reportStyle + widthRules()

// pageStyle is what a page of its own needs besides: paper, skip link, contents.
//
//go:embed page.css
var pageStyle string

// Page writes a document as one file: it opens without a network and prints on A4 with
// the page's number above.
func Page(w io.Writer, d *document.Document) error {
	p := newPrinter(w, d, Options{})
	p.head()
	p.printf("<body>\n<a class=\"skip\" href=\"#main\">%s</a>\n", p.words.skip)
	p.printf("<header class=\"phusong-report\">\n<h1>%s</h1>\n", phrase(d.Title))
	if d.Subtitle != "" {
		p.printf("<p class=\"subtitle\">%s</p>\n", phrase(d.Subtitle))
	}
	p.printf("</header>\n")
	p.contents()
	p.printf("<main id=\"main\" tabindex=\"-1\">\n")
	if err := p.article(); err != nil {
		return err
	}
	p.printf("</main>\n</body>\n</html>\n")
	return p.out.Flush()
}

// head refuses in its policy whatever the page does not hold itself.
func (p *printer) head() {
	style := Style + pageStyle
	sum := sha256.Sum256([]byte(style))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	p.printf("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n", bare(p.document.Language))
	p.printf("<meta http-equiv=\"Content-Security-Policy\" content=\"%s\"/>\n", policy)
	p.printf("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n")
	for _, m := range []struct{ name, content string }{{"description", p.document.Subject}, {"dcterms.source", p.document.Source}, {"dcterms.date", p.document.Date}} {
		if m.content != "" {
			p.printf("<meta name=\"%s\" content=\"%s\"/>\n", m.name, bare(m.content))
		}
	}
	p.printf("<title>%s</title>\n<style>%s</style>\n</head>\n", bare(p.document.Title), style)
}

// contents links to the parts, and to what lies in them.
func (p *printer) contents() {
	var headings []document.Heading
	for _, b := range p.document.Blocks {
		if h, ok := b.(document.Heading); ok {
			headings = append(headings, h)
		}
	}
	if len(headings) < 2 {
		return
	}
	p.printf("<nav class=\"contents\" aria-label=\"%s\">\n<ul>\n", p.words.contents)
	for i, h := range headings {
		if h.Level <= 2 {
			p.printf("<li class=\"level%d\"><a href=\"#%sh%d\">%s</a></li>\n", max(h.Level, 1), p.prefix, i+1, phrase(h.Text))
		}
	}
	p.printf("</ul>\n</nav>\n")
}
