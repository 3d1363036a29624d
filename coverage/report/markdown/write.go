package markdown

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"phusong/coverage/report/document"
	"sync"
)

// Options says how a document is written.
type Options struct {
	// Fragment leaves out the title: the text goes into a page that has one.
	Fragment bool
	// Image names the file of a figure, relative to the page; nil, or "" for a figure:
	// its alternative text stands in its place.
	Image func(*document.Figure) string
}

// Write writes a document.
func Write(w io.Writer, d *document.Document, opt Options) error {
	p := &printer{out: bufio.NewWriter(w), opt: opt, document: d}
	if !opt.Fragment {
		p.title(d)
	}
	for _, b := range d.Blocks {
		p.block(b)
	}
	return p.out.Flush()
}

// printer writes blocks with an empty line between them. Errors of writing are kept by
// the buffer until Flush.
type printer struct {
	out            *bufio.Writer
	opt            Options
	document       *document.Document
	begun          bool
	tables, images int
}

// paragraph begins a block of lines.
func (p *printer) paragraph(lines ...string) {
	if p.begun {
		p.out.WriteByte('\n')
	}
	p.begun = true
	for _, line := range lines {
		p.out.WriteString(line)
		p.out.WriteByte('\n')
	}
}

func (p *printer) title(d *document.Document) {
	if d.Title != "" {
		p.paragraph("# " + escape(d.Title))
	}
	if d.Subtitle != "" {
		p.paragraph("*" + escape(d.Subtitle) + "*")
	}
}

func (p *printer) block(b document.Block) {
	switch b := b.(type) {
	case document.Heading:
		p.heading(b)
	case document.Paragraph:
		p.text(b)
	case document.List:
		var lines []string
		for _, item := range b.Items {
			lines = append(lines, "- "+begin(runs(item)))
		}
		p.paragraph(lines...)
	case *document.Table:
		p.table(b)
	case *document.Figure:
		p.figure(b)
	case document.Section: // pages are not Markdown's
	}
}

// heading stands below the title of a page.
func (p *printer) heading(h document.Heading) {
	p.paragraph(strings.Repeat("#", min(max(h.Level, 1)+1, 6)) + " " + escape(h.Text))
	if h.Note != "" {
		p.paragraph("*(" + escape(h.Note) + ")*")
	}
}

func (p *printer) text(t document.Paragraph) {
	line := begin(runs(t.Runs))
	switch t.Kind {
	case document.Notice:
		line = "> " + line
	case document.Small:
		line = "<small>" + runs(t.Runs) + "</small>"
	}
	p.paragraph(line)
}

func runs(all []document.Run) string {
	var b strings.Builder
	for _, r := range all {
		mark := ""
		if r.Bold {
			mark = "**"
		}
		if r.Italic {
			mark += "*"
		}
		b.WriteString(marked(r.Text, mark))
	}
	return b.String()
}

// marked puts marks around a text within its spaces: a mark beside a space marks nothing.
func marked(text, mark string) string {
	inner := strings.TrimSpace(text)
	if mark == "" || inner == "" {
		return escape(text)
	}
	before, after, _ := strings.Cut(text, inner)
	return before + mark + escape(inner) + mark + after
}

// listMark is what would make a list of a line: "-", "+", "12." or "12)".
var listMark = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*(?:([-+=])|([0-9]{1,9})([.)]))(\s|$)`) })

// begin keeps the beginning of a line from being read as a list or an underline.
func begin(line string) string {
	m := listMark().FindStringSubmatchIndex(line)
	switch {
	case m == nil:
		return line
	case m[2] >= 0:
		return line[:m[2]] + "\\" + line[m[2]:]
	}
	return line[:m[6]] + "\\" + line[m[6]:]
}

func (p *printer) figure(f *document.Figure) {
	p.images++
	file := ""
	if p.opt.Image != nil {
		file = p.opt.Image(f)
	}
	if file != "" {
		p.paragraph(fmt.Sprintf("![%s](%s)", escape(f.Alt), escapeLink(file)))
	} else {
		p.paragraph("> " + escape(f.Alt))
	}
	p.paragraph("*" + p.document.FigureLabel(p.images) + " " + escape(f.Caption) + "*")
	if f.Source != "" {
		p.paragraph("<small>" + escape(f.Source) + "</small>")
	}
}
