package document

import "phusong/internal/serif"

// TwipsPerPoint: a twip is a twentieth of a point, 1/1440 inch.
const TwipsPerPoint = 20

// Fit is how a table stands on a page.
type Fit struct {
	SizePt      int   // of the type
	WidthsTwips []int // of the columns; they add up to the width given
}

// sizesPt are the sizes of type of a table, the best first.
var sizesPt = []int{12, 11, 10, 9, 8}

// FitTable chooses the largest type at which every word of a table fits into its
// column, with paddingTwips left and right of it together, and shares the width out by
// the weights of columns. Words that do not fit at 8 points are broken. The error is
// of the fonts.
func FitTable(t *Table, widthTwips, paddingTwips int) (Fit, error) {
	units, err := t.widestWords()
	if err != nil {
		return Fit{}, err
	}
	columns := make([]serif.Column, len(t.Columns))
	for _, size := range sizesPt {
		for i, u := range units {
			em := size * TwipsPerPoint
			columns[i] = serif.Column{Weight: t.Columns[i].Weight, Min: (u*em+serif.UnitsPerEm-1)/serif.UnitsPerEm + paddingTwips}
		}
		widths, ok := serif.Share(widthTwips, columns)
		if ok || size == sizesPt[len(sizesPt)-1] {
			return Fit{size, widths}, nil
		}
	}
	return Fit{}, nil
}

// widestWords are the widths of the widest words of columns, heads and bold rows
// included, in units of package serif. Rows of a group go across.
func (t *Table) widestWords() ([]int, error) {
	meter, err := serif.NewMeter()
	if err != nil {
		return nil, err
	}
	widest := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widest[i] = meter.Word(c.Head, true)
	}
	for _, r := range t.Rows {
		if r.Kind == Group {
			continue
		}
		spans := r.Spans()
		for i, c := range r.Cells {
			if i < len(widest) && spans[i] == 1 {
				widest[i] = max(widest[i], meter.Word(c.Text, r.Kind != Plain))
			}
		}
	}
	return widest, nil
}

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
