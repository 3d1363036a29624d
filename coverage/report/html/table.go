package html

import (
	"fmt"
	"strings"

	"phusong/coverage/report/document"
)

// table writes a table that scrolls by itself where the screen is narrow; it can be
// reached by keyboard for that.
func (p *printer) table(t *document.Table) error {
	if len(t.Columns) == 0 {
		return fmt.Errorf("html: table %q has no columns", t.ID)
	}
	class, columns, err := p.fit(t)
	if err != nil {
		return fmt.Errorf("html: table %q: %w", t.ID, err)
	}
	p.tables++
	id := fmt.Sprintf("%st%d", p.prefix, p.tables)
	p.printf("<div class=\"table %s\" role=\"group\" tabindex=\"0\" aria-labelledby=\"%s\">\n<table>\n", class, id)
	p.printf("<caption id=\"%s\">%s %s</caption>\n", id, p.document.TableLabel(p.tables), phrase(t.Caption))
	p.out.WriteString(columns)
	p.heads(t.Columns)
	if err := p.body(t); err != nil {
		return fmt.Errorf("html: table %q: %w", t.ID, err)
	}
	p.printf("</table>\n</div>\n")
	for _, note := range t.Notes {
		p.printf("<p class=\"note\">%s</p>\n", phrase(note))
	}
	if t.Source != "" {
		p.printf("<p class=\"note\">%s</p>\n", phrase(t.Source))
	}
	return nil
}

// widest is the largest width of a column, in percent of the table's.
const widest = 60

// widthRules are classes of widths: a style attribute would need a laxer policy.
func widthRules() string {
	var b strings.Builder
	for n := 1; n <= widest; n++ {
		fmt.Fprintf(&b, ".phusong-report .w%d { width: %d%%; }\n", n, n)
	}
	return b.String()
}

// Widths of the text of an A4 page, upright and turned, and of what a cell has left and
// right of its text, in twips.
const (
	portraitTwips  = 9354  // 165 mm
	landscapeTwips = 14287 // 252 mm
	paddingTwips   = 150
)

// fit is the size of type and the widths of columns at which the words of a table fit
// on paper; browsers give a column more where a number needs it.
func (p *printer) fit(t *document.Table) (class, columns string, err error) {
	width := portraitTwips
	if p.landscape {
		width = landscapeTwips
	}
	fit, err := document.FitTable(t, width, paddingTwips)
	if err != nil {
		return "", "", err
	}
	for _, twips := range fit.WidthsTwips {
		columns += fmt.Sprintf("<col class=\"w%d\"/>", min(max(100*twips/width, 1), widest))
	}
	return fmt.Sprintf("size%d", fit.SizePt), "<colgroup>" + columns + "</colgroup>\n", nil
}

// heads writes one row of heads, or two with those of groups above.
func (p *printer) heads(columns []document.Column) {
	grouped := false
	for _, c := range columns {
		grouped = grouped || c.Group != ""
	}
	p.printf("<thead>\n<tr>")
	for i := 0; i < len(columns); {
		j := i + 1
		if columns[i].Group == "" {
			p.printf("<th scope=\"col\"%s>%s</th>", span("rowspan", 1+btoi(grouped)), head(columns[i]))
			i = j
			continue
		}
		for j < len(columns) && columns[j].Group == columns[i].Group {
			j++
		}
		p.printf("<th scope=\"colgroup\"%s>%s</th>", span("colspan", j-i), phrase(columns[i].Group))
		i = j
	}
	p.printf("</tr>\n")
	if grouped {
		p.printf("<tr>")
		for _, c := range columns {
			if c.Group != "" {
				p.printf("<th scope=\"col\">%s</th>", head(c))
			}
		}
		p.printf("</tr>\n")
	}
	p.printf("</thead>\n")
}

func head(c document.Column) string {
	if c.Unit == "" {
		return phrase(c.Head)
	}
	return phrase(c.Head) + " (" + phrase(c.Unit) + ")"
}

func span(name string, n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(` %s="%d"`, name, n)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// body writes rows; a head across the table begins a body of its own. Totals stand in
// the last body: browsers print a foot on every page.
func (p *printer) body(t *document.Table) error {
	p.printf("<tbody>\n")
	for i := range t.Rows {
		row := &t.Rows[i]
		if row.Kind == document.Group && len(row.Cells) > 0 {
			if i > 0 {
				p.printf("</tbody>\n<tbody>\n")
			}
			p.printf("<tr class=\"group\"><th scope=\"rowgroup\"%s>%s</th></tr>\n", span("colspan", len(t.Columns)), phrase(row.Cells[0].Text))
			continue
		}
		if len(row.Cells) != len(t.Columns) {
			return fmt.Errorf("row %d has %d cells under %d heads", i+1, len(row.Cells), len(t.Columns))
		}
		p.row(row, t.Columns)
	}
	p.printf("</tbody>\n")
	return nil
}

// row writes a row; its first name is its head, and so are the words that begin a total.
func (p *printer) row(row *document.Row, columns []document.Column) {
	p.out.WriteString("<tr")
	if row.Kind != document.Plain {
		p.out.WriteString(` class="total"`)
	}
	p.out.WriteByte('>')
	named := false
	spans := row.Spans()
	for i, c := range row.Cells {
		if spans[i] == 0 {
			continue
		}
		if (columns[i].Kind == document.Text || spans[i] > 1) && c.Text != "" && !named {
			named = true
			p.out.WriteString(`<th scope="row"` + span("colspan", spans[i]) + `>` + phrase(c.Text) + `</th>`)
			continue
		}
		p.out.WriteString("<td" + alignment(columns[i].Kind) + ">" + phrase(c.Text) + "</td>")
	}
	p.out.WriteString("</tr>\n")
}

// alignment is the class of a cell by its column: words in place of a figure stand
// where the figure would.
func alignment(kind document.Kind) string {
	switch kind {
	case document.Ordinal, document.Code, document.Date:
		return ` class="c"`
	case document.Count, document.Percent, document.Quantity:
		return ` class="n"`
	}
	return ""
}
