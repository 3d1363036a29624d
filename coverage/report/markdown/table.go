package markdown

import (
	"strings"

	"phusong/coverage/report/document"
)

// table writes a table of GFM: one line of heads, groups before them.
func (p *printer) table(t *document.Table) {
	p.tables++
	if t.Caption != "" {
		p.paragraph("**" + p.document.TableLabel(p.tables) + " " + escape(t.Caption) + "**")
	}
	heads, rule := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i], rule[i] = cell(headOf(c)), "---"
		switch c.Kind {
		case document.Ordinal, document.Count, document.Percent, document.Quantity:
			rule[i] = "--:"
		}
	}
	lines := []string{row(heads), "|" + strings.Join(rule, "|") + "|"}
	for _, r := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i := range min(len(r.Cells), len(cells)) {
			cells[i] = cell(r.Cells[i].Text)
			if r.Kind != document.Plain {
				cells[i] = marked(r.Cells[i].Text, "**")
			}
		}
		lines = append(lines, row(cells))
	}
	p.paragraph(lines...)
	for _, note := range append(append([]string(nil), t.Notes...), t.Source) {
		if note != "" {
			p.paragraph("<small>" + escape(note) + "</small>")
		}
	}
}

func headOf(c document.Column) string {
	head := c.Head
	if c.Group != "" {
		head = c.Group + ": " + head
	}
	if c.Unit != "" {
		head += " (" + c.Unit + ")"
	}
	return head
}

func row(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

func cell(s string) string { return escape(s) }

// escape keeps text from being read as marks: those of GFM anywhere, and those that
// begin a line. HTML is text too.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", "\\#", "~", "\\~", "\n", " ", "\r", " ", "\u2028", " ", "\u2029", " ")

// escapeLink makes a file name the target of a link.
func escapeLink(s string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\\", "%5C", "\n", "%0A", "\r", "%0D").Replace(s)
}
