package dataset

import (
	"fmt"
	"testing"

	"phusong/coverage"
)

func TestNumberCells(t *testing.T) {
	for _, n := range []int{1, 3, 9, 10, 99, 100, 101} {
		rows := make([]*siteRow, n)
		for i := range rows {
			rows[i] = &siteRow{cell: coverage.Cell{HeightM: float64(i)}}
		}
		for i, c := range numberCells("S é", rows, make([]coverage.Cell, n)) {
			if want := fmt.Sprintf("S é/%0*d", max(cellDigits, len(fmt.Sprint(n))), i+1); c.ID != want || c.HeightM != float64(i) {
				t.Errorf("cell %d of %d: %q, want %q", i, n, c.ID, want)
			}
		}
	}
}
