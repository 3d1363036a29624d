package document_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage/report/document"
)

// TestFitTable: widths add up to the page's whatever the table, and at a size that is
// read a column is as wide as its widest word.
func TestFitTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := &document.Table{}
		n := rapid.IntRange(1, 12).Draw(t, "columns")
		text := rapid.StringMatching(`([a-zđ]{1,14} ){0,12}`)
		for range n {
			table.Columns = append(table.Columns, document.Column{Head: text.Draw(t, "head"), Weight: rapid.Float64Range(-1, 10).Draw(t, "weight")})
		}
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			r := document.Row{Kind: document.RowKind(rapid.IntRange(0, 3).Draw(t, "kind"))}
			for range n {
				r.Cells = append(r.Cells, document.Cell{Text: text.Draw(t, "text")})
			}
			table.Rows = append(table.Rows, r)
		}
		fit, err := document.FitTable(table, 9354, 190)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, w := range fit.WidthsTwips {
			if sum += w; w < 0 {
				t.Fatalf("widths %v", fit.WidthsTwips)
			}
		}
		if sum != 9354 || fit.SizePt < 8 || fit.SizePt > 12 || len(fit.WidthsTwips) != n {
			t.Fatalf("%+v adds up to %d", fit, sum)
		}
	})
}

// TestFitGivesRoom: what numbers do not need goes to the texts.
func TestFitGivesRoom(t *testing.T) {
	table := &document.Table{Columns: []document.Column{{Head: "STT", Weight: 1}, {Head: "Định nghĩa", Weight: 1}, {Head: "Số", Weight: 1}},
		Rows: []document.Row{{Cells: []document.Cell{{Text: "1"}, {Text: strings.Repeat("chữ ", 20)}, {Text: "12"}}}}}
	fit, err := document.FitTable(table, 9000, 190)
	if err != nil || fit.WidthsTwips[1] < 2*fit.WidthsTwips[0] || fit.SizePt != 12 {
		t.Errorf("%+v, %v", fit, err)
	}
}

func TestSpans(t *testing.T) {
	cells := func(texts ...string) (all []document.Cell) {
		for _, t := range texts {
			all = append(all, document.Cell{Text: t})
		}
		return all
	}
	for _, tt := range []struct {
		row  document.Row
		want []int
	}{
		{document.Row{Cells: cells("1", "", "a")}, []int{1, 1, 1}},
		{document.Row{Cells: cells("Tổng", "", "5"), Kind: document.Total}, []int{2, 0, 1}},
		{document.Row{Cells: cells("", "Tỷ lệ", "5"), Kind: document.Rate}, []int{1, 1, 1}},
		{document.Row{Cells: cells("A", "", ""), Kind: document.Group}, []int{3, 0, 0}},
		{document.Row{}, []int{}},
	} {
		if got := tt.row.Spans(); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, want %v", tt.row, got, tt.want)
		}
	}
}
