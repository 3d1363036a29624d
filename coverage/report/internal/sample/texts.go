package sample

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"phusong/coverage/report/document"
)

// Texts are all texts of a document that a writer must print, without its spaces:
// writers break lines where they like. Those with control characters are left out.
func Texts(d *document.Document) []string {
	var all []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t = Squeezed(t); t != "" && !strings.ContainsFunc(t, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
				all = append(all, t)
			}
		}
	}
	add(d.Title, d.Subtitle)
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case document.Heading:
			label, name := b.Parts()
			add(label, name, b.Note)
		case document.Paragraph:
			for _, r := range b.Runs {
				add(r.Text)
			}
		case document.List:
			for _, item := range b.Items {
				for _, r := range item {
					add(r.Text)
				}
			}
		case *document.Table:
			add(append([]string{b.Caption, b.Source}, b.Notes...)...)
			for _, c := range b.Columns {
				add(c.Group, c.Head)
			}
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					add(c.Text)
				}
			}
		case *document.Figure:
			add(b.Caption, b.Source)
		}
	}
	return all
}

var tag = regexp.MustCompile(`<[^<>]*>`)

// Untagged is the text between the tags of HTML or XML, squeezed.
func Untagged(markup string) string {
	return Squeezed(html.UnescapeString(tag.ReplaceAllString(markup, "")))
}

// Squeezed takes the spaces out of a text.
func Squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
