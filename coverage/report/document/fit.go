package document

import "phusong/internal/serif"

// TwipsPerPoint: a twip is a twentieth of a point, 1/1440 inch.
const TwipsPerPoint = 20

// Fit is how a table stands on a page.
type Fit struct {
	SizePt      int   // of the type
	WidthsTwips []int // of the columns; they add up to the width given
}

// sizesPt are the sizes of type of a table, the best first. Below the smallest for
// reading, type is smaller only where words would not fit.
var sizesPt = []int{12, 11, 10, 9, 8}

const smallestForReadingPt = 10

// FitTable chooses the largest type at which every word of a table fits into its
// column (a long one in a table of many columns is broken), with paddingTwips left and right of it together, and rows are not tall. It
// shares the width out by the weights of columns; what a column does not need goes to
// those whose texts are longer. Words that do not fit at 8 points are broken. The
// error is of the fonts.
func FitTable(t *Table, widthTwips, paddingTwips int) (Fit, error) {
	m, err := t.measure()
	if err != nil {
		return Fit{}, err
	}
	var tall *Fit // words fit, but rows are tall
	for _, size := range sizesPt {
		widths, ok := m.share(widthTwips, paddingTwips, size)
		fit := Fit{size, widths}
		switch {
		case ok && !m.tall(widths, paddingTwips, size):
			return fit, nil
		case ok:
			tall = &fit
		}
		if size <= smallestForReadingPt && tall != nil {
			return *tall, nil
		}
		if size == sizesPt[len(sizesPt)-1] {
			return fit, nil
		}
	}
	return Fit{}, nil
}

// measures are widths of the texts of a table in units of package serif.
type measures struct {
	weights []float64
	word    []int // the widest word of a column
	text    []int // the widest text of a column, that of its head over two lines
	rows    [][]int
}

// measure measures heads and rows, but not the cells that go over several columns.
func (t *Table) measure() (*measures, error) {
	meter, err := serif.NewMeter()
	if err != nil {
		return nil, err
	}
	head := serif.Style{Bold: true}
	m := &measures{word: make([]int, len(t.Columns)), text: make([]int, len(t.Columns))}
	for i, c := range t.Columns {
		m.weights = append(m.weights, c.Weight)
		m.word[i] = meter.Word(c.Head, head)
		m.text[i] = max(m.word[i], meter.Width(c.Head, head)/2)
	}
	for _, r := range t.Rows {
		if r.Kind == Group {
			continue
		}
		widths, spans := make([]int, len(t.Columns)), r.Spans()
		for i, c := range r.Cells {
			if i < len(widths) && spans[i] == 1 {
				widths[i] = meter.Width(c.Text, r.Style())
				m.word[i] = max(m.word[i], meter.Word(c.Text, r.Style()))
				m.text[i] = max(m.text[i], widths[i])
			}
		}
		m.rows = append(m.rows, widths)
	}
	return m, nil
}

// twips is a width at a size of type, rounded up, with padding.
func twips(units, padding, sizePt int) int {
	return (units*sizePt*TwipsPerPoint+serif.UnitsPerEm-1)/serif.UnitsPerEm + padding
}

// widest bounds what one word may take of a table of many columns: a long code is
// broken before it squeezes the words of all others.
func widest(total, columns int) int {
	if columns < 6 {
		return total
	}
	return total / 6
}

// share gives columns their widths; ok is false where words do not fit.
func (m *measures) share(total, padding, sizePt int) (widths []int, ok bool) {
	columns := make([]serif.Column, len(m.word))
	for i, w := range m.word {
		columns[i] = serif.Column{Weight: m.weights[i], Min: min(twips(w, padding, sizePt), widest(total, len(columns)))}
	}
	if widths, ok = serif.Share(total, columns); !ok {
		return widths, false
	}
	spare, wanted := 0, 0
	for i, w := range widths {
		needed := twips(m.text[i], padding, sizePt)
		spare += max(w-needed, 0)
		wanted += max(needed-w, 0)
	}
	moved := min(spare, wanted)
	if moved == 0 {
		return widths, true
	}
	given, taken, gave, took := 0, 0, 0, 0 // running sums share out what rounding leaves
	for i, w := range widths {
		needed := twips(m.text[i], padding, sizePt)
		taken += max(w-needed, 0)
		given += max(needed-w, 0)
		out, in := moved*taken/spare, moved*given/wanted
		widths[i] += (in - took) - (out - gave)
		gave, took = out, in
	}
	return widths, true
}

// tall reports whether rows have more than two and a half lines in the mean.
func (m *measures) tall(widths []int, padding, sizePt int) bool {
	lines := 0
	for _, row := range m.rows {
		most := 1
		for i, units := range row {
			if room := widths[i] - padding; room > 0 {
				most = max(most, (twips(units, 0, sizePt)+room-1)/room)
			}
		}
		lines += most
	}
	return 2*lines > 5*len(m.rows)
}

// Style is the face of a row's text: bold in all but plain rows, and italic in rates.
func (r Row) Style() serif.Style { return serif.Style{Bold: r.Kind != Plain, Italic: r.Kind == Rate} }

// Spans says over how many columns each cell of a row goes: 0 for a cell that another
// covers. The head of a group goes across; the words that begin a total or a rate go
// over the empty cells after them.
func (r Row) Spans() []int {
	spans := make([]int, len(r.Cells))
	for i := range spans {
		spans[i] = 1
	}
	over := 1
	switch r.Kind {
	case Group:
		over = len(r.Cells)
	case Total, Rate:
		for over < len(r.Cells) && r.Cells[0].Text != "" && r.Cells[over].Text == "" {
			over++
		}
	}
	for i := 1; i < over; i++ {
		spans[i] = 0
	}
	if len(spans) > 0 {
		spans[0] = over
	}
	return spans
}
