package template

import (
	"fmt"
	"strings"

	"phusong/coverage/report/document"
	"phusong/coverage/report/docx"
)

// block makes the edits for a table, a list or a picture. What is left goes into the
// paragraph of the placeholder.
func (f *filler) block(x *text, p *paragraph, m mark, b document.Block) ([]edit, replacement, error) {
	if v, ok := b.(*document.Figure); ok {
		r, err := f.picture(x, p, v)
		return nil, r, err
	}
	if strings.TrimSpace(p.all()) != strings.TrimSpace(p.all()[m.start:m.end]) {
		return nil, replacement{}, fmt.Errorf("it is no text: it must stand alone in its paragraph")
	}
	switch v := b.(type) {
	case *document.Table:
		return f.table(x, p, m, v)
	case document.List:
		edits, r := x.texts(p, m, itemTexts(x, p, v))
		return edits, r, nil
	}
	return nil, replacement{}, fmt.Errorf("a %T cannot be put into a template", b)
}

// table puts a table before the paragraph, whose text becomes the last of its notes.
func (f *filler) table(x *text, p *paragraph, m mark, t *document.Table) ([]edit, replacement, error) {
	space := f.space(x, p)
	form := x.formatAt(p, m)
	space.Fonts, space.Color, space.Lang = x.bytes(form.fonts), x.bytes(form.color), x.bytes(form.lang)
	xml, err := docx.TableFragment(t, space)
	if err != nil {
		return nil, replacement{}, err
	}
	notes := append([]string(nil), t.Notes...)
	if t.Source != "" {
		notes = append(notes, t.Source)
	}
	if p.after == "w:tbl" { // two tables in a row would grow together
		xml = append([]byte("<w:p/>"), xml...)
	}
	edits := []edit{{span{p.start, p.start}, string(xml)}}
	more, r := x.texts(p, m, notes)
	return append(edits, more...), r, nil
}

// texts puts all texts but the last into paragraphs like p before it, and the last into
// p itself.
func (x *text) texts(p *paragraph, m mark, texts []string) ([]edit, replacement) {
	if len(texts) == 0 {
		return nil, replacement{}
	}
	properties := x.bytes(p.properties)
	if !p.section.empty() {
		properties = strings.Replace(properties, x.bytes(p.section), "", 1)
	}
	run := x.bytes(x.formatAt(p, m).all)
	var before strings.Builder
	for _, t := range texts[:len(texts)-1] {
		before.WriteString("<w:p>" + properties + "<w:r>" + run + docx.TextFragment(t) + "</w:r></w:p>")
	}
	return []edit{{span{p.start, p.start}, before.String()}}, replacement{text: texts[len(texts)-1]}
}

// itemTexts are the items of a list, with dashes where the paragraph has no bullet.
func itemTexts(x *text, p *paragraph, l document.List) []string {
	dash := "- "
	if strings.Contains(x.bytes(p.properties), "<w:numPr") {
		dash = ""
	}
	var texts []string
	for _, item := range l.Items {
		t := dash
		for _, r := range item {
			t += r.Text
		}
		texts = append(texts, t)
	}
	return texts
}

// picture puts a picture into the run of the placeholder.
func (f *filler) picture(x *text, p *paragraph, fig *document.Figure) (replacement, error) {
	link, target, err := f.link(x.part)
	if err != nil {
		return replacement{}, err
	}
	xml, png, err := docx.PictureFragment(fig, f.space(x, p), f.drawings+1, link)
	if err != nil {
		return replacement{}, err
	}
	f.drawings++
	f.pack.add(target, png)
	return replacement{after: string(xml)}, nil
}

// formatAt is the format of the run in which a mark opens.
func (x *text) formatAt(p *paragraph, m mark) format {
	for _, q := range p.pieces {
		if q.isText && m.start >= q.at && m.start < q.at+len(q.text) {
			return q.format
		}
	}
	return format{}
}

func (x *text) bytes(s span) string { return string(x.data[s.start:s.end]) }

// space is the room around a paragraph: that of its cell, or of its section.
func (f *filler) space(x *text, p *paragraph) docx.Space {
	s := page{}.room(0)
	for _, c := range f.sections(x) {
		if s = c; c.end >= p.start {
			break
		}
	}
	const marginsOfCell, least = 216, 600
	if p.cellTwips > least {
		s.widthTwips = min(s.widthTwips, p.cellTwips-marginsOfCell)
	}
	const caption = 1417
	return docx.Space{WidthTwips: s.widthTwips, HeightTwips: max(s.heightTwips-caption, least)}
}

// sections are those of a part; a header or a note takes the first of the document.
func (f *filler) sections(x *text) []section {
	if len(x.sections) > 0 {
		return x.sections
	}
	for _, other := range f.texts {
		if len(other.sections) > 0 {
			return other.sections[:1]
		}
	}
	return nil
}
