package xlsx

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"phusong/coverage/report/document"
)

// lineHeight is the height of a line in points.
const lineHeight = 15

// writer writes one sheet row by row, from the top.
type writer struct {
	*book
	*sheet
	stream *excelize.StreamWriter
	widths []float64
	row    int // the next, from 1
	values []any
}

func (b *book) sheet(s *sheet) error {
	if err := b.pageOf(s); err != nil { // the library writes it with the first bytes of the stream
		return err
	}
	stream, err := b.file.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	w := &writer{book: b, sheet: s, stream: stream, widths: s.widths(), row: 1}
	for _, step := range []func() error{w.view, w.caption, w.heads, w.body, w.totals, w.notes, w.links} {
		if err := step(); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// view sets widths and what does not scroll.
func (w *writer) view() error {
	for i, width := range w.widths {
		if err := w.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	x, y := w.frozenColumns(w.widths), w.firstRow()-1
	pane := "bottomLeft"
	if x > 0 {
		pane = "bottomRight"
	}
	return w.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: x, YSplit: y, TopLeftCell: cellName(x+1, y+1), ActivePane: pane})
}

// put writes a row of one text, "" for none, and goes to the next.
func (w *writer) put(text string, s style) error {
	if text != "" {
		id, err := w.style(s)
		if err != nil {
			return err
		}
		if err := checkLength(text); err != nil {
			return err
		}
		if err := w.stream.SetRow(cellName(1, w.row), []any{excelize.Cell{StyleID: id, Value: text}}); err != nil {
			return err
		}
	}
	w.row++
	return nil
}

func (w *writer) caption() error {
	if err := w.put(w.table.Caption, style{look: title, unruled: true}); err != nil {
		return err
	}
	line := w.Document.Subtitle
	if w.parts > 1 {
		line = strings.TrimPrefix(line+" · "+fmt.Sprintf(w.words.part, w.part, w.parts), " · ")
	}
	if err := w.put(line, style{look: note, unruled: true}); err != nil {
		return err
	}
	return w.put(w.words.back, style{look: link, unruled: true})
}

// heads writes one row of heads, or two with those of neighbours of one group merged
// and those of no group over both.
func (w *writer) heads() error {
	id, err := w.style(style{look: head, align: "center", wrap: true})
	if err != nil {
		return err
	}
	rows, height := w.headRows(), 1
	upper, lower := make([]any, len(w.columns)), make([]any, len(w.columns))
	for i, c := range w.columns {
		upper[i], lower[i] = excelize.Cell{StyleID: id, Value: c.Group}, excelize.Cell{StyleID: id, Value: headText(c)}
		height = max(height, lines(headText(c), w.widths[i]-2))
		if rows == 2 && c.Group == "" {
			upper[i], lower[i] = lower[i], excelize.Cell{StyleID: id}
			if err := w.stream.MergeCell(cellName(i+1, w.row), cellName(i+1, w.row+1)); err != nil {
				return err
			}
		}
	}
	if rows == 2 {
		if err := w.mergeGroups(upper, id); err != nil {
			return err
		}
		if err := w.stream.SetRow(cellName(1, w.row), upper, excelize.RowOpts{Height: 2 * lineHeight}); err != nil {
			return err
		}
		w.row++
	}
	if err := w.stream.SetRow(cellName(1, w.row), lower, excelize.RowOpts{Height: float64(min(height, 8) * lineHeight)}); err != nil {
		return err
	}
	w.row++
	return nil
}

func (w *writer) mergeGroups(upper []any, id int) error {
	for i := 0; i < len(w.columns); {
		j := i + 1
		for j < len(w.columns) && w.columns[j].Group == w.columns[i].Group {
			j++
		}
		if w.columns[i].Group != "" && j > i+1 {
			if err := w.stream.MergeCell(cellName(i+1, w.row), cellName(j, w.row)); err != nil {
				return err
			}
			for k := i + 1; k < j; k++ {
				upper[k] = excelize.Cell{StyleID: id}
			}
		}
		i = j
	}
	return nil
}

func (w *writer) body() error {
	for i := range w.rows {
		if err := w.cells(&w.rows[i], plain); err != nil {
			return err
		}
	}
	if len(w.rows) == 0 {
		return nil
	}
	return w.file.AutoFilter(w.name, cellName(1, w.firstRow()-1)+":"+cellName(len(w.columns), w.lastRow()), nil)
}

// totals stand below an empty row: programs count a row that touches the filtered ones
// among them.
func (w *writer) totals() error {
	if len(w.sheet.totals) > 0 {
		w.row++
	}
	for i := range w.sheet.totals {
		row := &w.sheet.totals[i]
		for j, over := range w.spans(*row) {
			if over < 2 {
				continue
			}
			if err := w.stream.MergeCell(cellName(j+1, w.row), cellName(j+over, w.row)); err != nil {
				return err
			}
		}
		if err := w.cells(row, strong); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) cells(row *document.Row, l look) error {
	w.values = w.values[:0]
	for i, c := range row.Cells {
		value, format, err := cellOf(c, w.words.dateFormat)
		if err != nil {
			return fmt.Errorf("row %d, column %q: %w", w.row, w.columns[i].Head, err)
		}
		text, isText := value.(string)
		align := alignment(w.columns[i].Kind)
		if l == strong && isText && c.Kind == document.Text && align == "center" {
			align = "left" // words that go over several columns
		}
		id, err := w.style(style{format: format, look: l, align: align, wrap: isText && float64(utf8.RuneCountInString(text)) > w.widths[i]-2})
		if err != nil {
			return err
		}
		w.values = append(w.values, excelize.Cell{StyleID: id, Value: value})
	}
	if err := w.stream.SetRow(cellName(1, w.row), w.values); err != nil {
		return err
	}
	w.row++
	return nil
}

// notes stand under the table, over as many columns as give a line to read.
func (w *writer) notes() error {
	texts := w.table.Notes
	if w.table.Source != "" {
		texts = append(texts[:len(texts):len(texts)], w.table.Source)
	}
	width, last := 0.0, 0
	for width < 80 {
		if last < len(w.widths) {
			width += w.widths[last]
		} else {
			width += 9 // programs' own
		}
		last++
	}
	w.row++
	for _, text := range texts {
		id, err := w.style(style{look: note, unruled: true, wrap: true, align: "left"})
		if err != nil {
			return err
		}
		if err := checkLength(text); err != nil {
			return err
		}
		height := float64(min(lines(text, width), 20) * lineHeight)
		if err := w.stream.SetRow(cellName(1, w.row), []any{excelize.Cell{StyleID: id, Value: text}}, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
		if err := w.stream.MergeCell(cellName(1, w.row), cellName(last, w.row)); err != nil {
			return err
		}
		w.row++
	}
	return nil
}

func (w *writer) links() error {
	return w.file.SetCellHyperLink(w.name, "A3", reference(w.words.overview, "A1"), "Location")
}

// reference is a cell of a sheet as links and formulas name it.
func reference(sheet, cell string) string { return "'" + sheet + "'!" + cell }

// cellName is a cell by column and row, from 1. Both are within what a sheet holds.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "A1"
	}
	return name
}
