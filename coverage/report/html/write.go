package html

import (
	"bufio"
	"fmt"
	"io"

	"phusong/coverage/report/document"
)

// Options says how a fragment is written. The zero value suits a page with one h1 and
// one fragment.
type Options struct {
	// Prefix begins every id, so that several fragments can stand in one page; "" is "r-".
	Prefix string
	// Top is the level of the document's parts, from 2 to 4; 0 is 2. Levels below follow.
	Top int
}

// Fragment writes the blocks of a document as one article, without title, head and
// style: [Style] is the style sheet for it. Errors are of tables whose rows are not as
// wide as their heads and of pictures that cannot be drawn.
func Fragment(w io.Writer, d *document.Document, o Options) error {
	p := newPrinter(w, d, o)
	if err := p.article(); err != nil {
		return err
	}
	return p.out.Flush()
}

// printer writes elements in order. Errors of writing are kept by the buffer until Flush.
type printer struct {
	out      *bufio.Writer
	document *document.Document
	words    words
	prefix   string
	top      int // level of parts
	level    int // of the last heading
	ids      int // headings, tables and figures so far, each
	tables   int
	figures  int

	landscape bool // the section's paper is turned
}

func newPrinter(w io.Writer, d *document.Document, o Options) *printer {
	p := &printer{out: bufio.NewWriter(w), document: d, words: wordsOf(d.Language), prefix: "r-", top: 2}
	if o.Prefix != "" {
		p.prefix = escaped(o.Prefix)
	}
	if o.Top > 0 {
		p.top = min(max(o.Top, 2), 4)
	}
	p.level = p.top - 1
	return p
}

func (p *printer) printf(format string, args ...any) { fmt.Fprintf(p.out, format, args...) }

// words are what a page says around the words of a document.
type words struct{ skip, contents string }

func wordsOf(language string) words {
	if language == document.Vietnamese {
		return words{"Đến nội dung chính", "Mục lục"}
	}
	return words{"Skip to content", "Contents"}
}

// article writes all blocks, in sections of one page format.
func (p *printer) article() error {
	p.printf("<article class=\"phusong-report\" lang=\"%s\">\n", bare(p.document.Language))
	open := false
	for _, b := range p.document.Blocks {
		if s, ok := b.(document.Section); ok {
			p.section(s, open)
			open = true
			continue
		}
		if !open {
			p.printf("<div class=\"portrait\">\n")
			open = true
		}
		if err := p.block(b); err != nil {
			return err
		}
	}
	if open {
		p.printf("</div>\n")
	}
	p.printf("</article>\n")
	return nil
}

func (p *printer) section(s document.Section, open bool) {
	if open {
		p.printf("</div>\n")
	}
	class := "portrait"
	p.landscape = s.Landscape
	if s.Landscape {
		class = "landscape"
	}
	if open {
		class += " new-page"
	}
	p.printf("<div class=\"%s\">\n", class)
}

func (p *printer) block(b document.Block) error {
	switch b := b.(type) {
	case document.Heading:
		p.heading(b)
	case document.Paragraph:
		class := map[document.ParagraphKind]string{document.Notice: ` class="notice"`, document.Small: ` class="small"`}[b.Kind]
		p.printf("<p%s>%s</p>\n", class, runs(b.Runs))
	case document.List:
		p.printf("<ul>\n")
		for _, item := range b.Items {
			p.printf("<li>%s</li>\n", runs(item))
		}
		p.printf("</ul>\n")
	case *document.Table:
		return p.table(b)
	case *document.Figure:
		return p.figure(b)
	default:
		return fmt.Errorf("html: no way to write a %T", b)
	}
	return nil
}

// heading goes down one level at a time, whatever the document skips, and no deeper
// than h6.
func (p *printer) heading(h document.Heading) {
	p.level = min(p.top+max(h.Level, 1)-1, p.level+1, 6)
	class := ""
	if h.Annex {
		class = ` class="annex"`
	}
	label, name := h.Parts()
	if label != "" {
		label = phrase(label) + "<br/>"
	}
	p.printf("<h%[1]d id=\"%[2]s\"%[3]s>%[4]s%[5]s</h%[1]d>\n", p.level, p.nextID(), class, label, phrase(name))
	if h.Note != "" {
		p.printf("<p class=\"annex-note\"><em>(%s)</em></p>\n", phrase(h.Note))
	}
}

// nextID is the id of a heading: those of a document are numbered in order.
func (p *printer) nextID() string {
	p.ids++
	return fmt.Sprintf("%sh%d", p.prefix, p.ids)
}

func runs(all []document.Run) string {
	text := ""
	for _, r := range all {
		s := phrase(r.Text)
		if r.Italic {
			s = "<em>" + s + "</em>"
		}
		if r.Bold {
			s = "<strong>" + s + "</strong>"
		}
		text += s
	}
	return text
}
