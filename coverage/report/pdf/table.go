package pdf

import (
	"fmt"

	"phusong/coverage/report/document"
	"phusong/internal/serif"
)

// padding is left and right of the text of a cell; around is above and below.
const (
	padding = 85
	around  = 30
)

// cell is a cell broken into lines.
type cell struct {
	column, span int
	down         int // rows of the head that it goes over
	lines        []line
	how          align
}

// tableSheet is a table being set.
type tableSheet struct {
	*sheet
	table *document.Table
	fit   document.Fit
	edges []int // left of every column, and the right end
	heads [][]cell
}

func (s *sheet) table(t *document.Table) error {
	if err := check(t); err != nil {
		return err
	}
	s.tables++
	fit, err := document.FitTable(t, s.width(), 2*padding)
	if err != nil {
		return err
	}
	w := &tableSheet{sheet: s, table: t, fit: fit, edges: []int{marginLeft}}
	for i, width := range fit.WidthsTwips {
		w.edges = append(w.edges, w.edges[i]+width)
	}
	w.heads = w.headCells()
	first := 0
	if len(t.Rows) > 0 {
		first = w.height(w.cells(t.Rows[0]))
	}
	if t.Caption != "" {
		caption := plain(s.document.TableLabel(s.tables) + " " + t.Caption)
		lines, height := s.lines(caption, captionForm)
		s.need(captionForm.above + captionForm.below + height*len(lines) + w.headHeight() + first)
		s.paragraph(caption, captionForm)
	} else {
		s.need(w.headHeight() + first)
	}
	w.rows()
	s.y += 60
	for i, n := range t.Notes {
		f := paragraphs[document.Small]
		lines, height := s.lines(plain(n), f)
		if i+1 == len(t.Notes) && t.Source != "" {
			s.need(height*len(lines) + 3*lineHeight(smallPt))
		}
		s.paragraph(plain(n), f)
	}
	if t.Source != "" {
		s.paragraph(plain(t.Source), sourceForm)
	}
	s.y += 120
	return nil
}

func check(t *document.Table) error {
	if t == nil {
		return fmt.Errorf("a table is nil")
	}
	if len(t.Columns) == 0 {
		return fmt.Errorf("table %q has no columns", t.ID)
	}
	for i, r := range t.Rows {
		if len(r.Cells) != len(t.Columns) {
			return fmt.Errorf("table %q: row %d has %d cells for %d columns", t.ID, i+1, len(r.Cells), len(t.Columns))
		}
	}
	return nil
}

// lay breaks the text of a cell.
func (w *tableSheet) lay(text string, style serif.Style, column, span int, how align) cell {
	room := w.edges[column+span] - w.edges[column] - 2*padding
	return cell{column: column, span: span, down: 1, how: how, lines: w.wrap(w.words(plain(text), style), room, 0, w.fit.SizePt)}
}

// headCells are one row, or two where columns have groups.
func (w *tableSheet) headCells() [][]cell {
	columns, bold := w.table.Columns, serif.Style{Bold: true}
	var upper, lower []cell
	grouped := false
	for i := 0; i < len(columns); {
		n := 1
		for columns[i].Group != "" && i+n < len(columns) && columns[i+n].Group == columns[i].Group {
			n++
		}
		if columns[i].Group == "" {
			c := w.lay(columns[i].Head, bold, i, 1, centre)
			c.down = 2
			upper = append(upper, c)
		} else {
			grouped = true
			upper = append(upper, w.lay(columns[i].Group, bold, i, n, centre))
			for j := i; j < i+n; j++ {
				lower = append(lower, w.lay(columns[j].Head, bold, j, 1, centre))
			}
		}
		i += n
	}
	if grouped {
		return [][]cell{upper, lower}
	}
	for i := range upper {
		upper[i].down = 1
	}
	return [][]cell{upper}
}

// headHeights are those of the rows of the head; a cell over both makes the lower one
// taller where it needs to be.
func (w *tableSheet) headHeights() []int {
	heights := make([]int, len(w.heads))
	for i, row := range w.heads {
		for _, c := range row {
			if c.down == 1 {
				heights[i] = max(heights[i], w.cellHeight(c))
			}
		}
	}
	for _, c := range w.heads[0] {
		if c.down == 2 {
			heights[1] = max(heights[1], w.cellHeight(c)-heights[0])
		}
	}
	return heights
}

func (w *tableSheet) headHeight() int {
	sum := 0
	for _, h := range w.headHeights() {
		sum += h
	}
	return sum
}

func (w *tableSheet) cellHeight(c cell) int {
	return max(len(c.lines), 1)*lineHeight(w.fit.SizePt) + 2*around
}

func (w *tableSheet) height(cells []cell) int {
	most := 0
	for _, c := range cells {
		most = max(most, w.cellHeight(c))
	}
	return most
}

func (w *tableSheet) head() {
	heights := w.headHeights()
	for i, row := range w.heads {
		for _, c := range row {
			height := heights[i]
			if c.down == 2 {
				height += heights[1]
			}
			w.draw(c, height)
		}
		w.y += heights[i]
	}
}

// cells are those of a row.
func (w *tableSheet) cells(r document.Row) []cell {
	var all []cell
	spans := r.Spans()
	for i, c := range r.Cells {
		if spans[i] == 0 {
			continue
		}
		how := alignment(w.table.Columns[i].Kind)
		if spans[i] > 1 || r.Kind == document.Group {
			how = left
		}
		all = append(all, w.lay(c.Text, r.Style(), i, spans[i], how))
	}
	return all
}

func alignment(kind document.Kind) align {
	switch kind {
	case document.Count, document.Percent, document.Quantity:
		return right
	case document.Ordinal, document.Code, document.Date:
		return centre
	}
	return left
}

// rows sets the rows, with the head on every page. A row stays whole, but for one that
// is taller than a page; the head of a group stays with its first row, and totals with
// the last row before them.
func (w *tableSheet) rows() {
	w.head()
	rows := w.table.Rows
	for i, r := range rows {
		cells := w.cells(r)
		height := w.height(cells)
		with := height
		for j := i; j+1 < len(rows) && (rows[j].Kind == document.Group || rows[j+1].Kind == document.Total || rows[j+1].Kind == document.Rate); j++ {
			with += w.height(w.cells(rows[j+1]))
		}
		if room := w.bottom() - w.y; with > room && w.y > marginTop+w.headHeight() {
			w.newPage(w.landscape)
			w.head()
		}
		for height > w.bottom()-w.y && len(cells) > 0 {
			if !w.part(&cells) {
				break
			}
			height = w.height(cells)
			w.newPage(w.landscape)
			w.head()
		}
		for _, c := range cells {
			w.draw(c, height)
		}
		w.y += height
	}
}

// part sets as many lines of a tall row as the page has room for and leaves the others;
// false where there is no room for any.
func (w *tableSheet) part(cells *[]cell) bool {
	n := (w.bottom() - w.y - 2*around) / lineHeight(w.fit.SizePt)
	if n < 1 {
		return false
	}
	rest := make([]cell, len(*cells))
	for i, c := range *cells {
		rest[i] = c
		at := min(n, len(c.lines))
		c.lines, rest[i].lines = c.lines[:at], c.lines[at:]
		w.draw(c, w.bottom()-w.y)
	}
	*cells = rest
	return true
}

// draw sets a cell with its borders; its lines stand in the middle of its height.
func (w *tableSheet) draw(c cell, height int) {
	x, width := w.edges[c.column], w.edges[c.column+c.span]-w.edges[c.column]
	w.begin()
	w.fresh = false
	w.file.Rect(pt(x), pt(w.y), pt(width), pt(height), "D")
	line := lineHeight(w.fit.SizePt)
	y := w.y + (height-len(c.lines)*line)/2
	for _, l := range c.lines {
		w.set(l, x+padding, y+ascent(w.fit.SizePt), width-2*padding, w.fit.SizePt, c.how)
		y += line
	}
}
