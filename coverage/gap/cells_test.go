package gap

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/geo/raster"
	"phusong/geo/zonal"
)

// drawRows draws some cells of a small window, row-major, by stretches that are not always
// maximal when cut is set.
func drawRows(t *rapid.T, label string) (cells [][2]int32) {
	for row := range int32(3) {
		for col := range int32(9) {
			if rapid.Bool().Draw(t, label) {
				cells = append(cells, [2]int32{row, col})
			}
		}
	}
	return cells
}

// TestMatchIsThatOfCells compares the stretches that cells and pieces have in common with a
// list of both cell by cell: runs, strays, touched cells, sums and bits.
func TestMatchIsThatOfCells(t *testing.T) {
	var u unitCells // one for all: its memory is used again
	rapid.Check(t, func(t *rapid.T) {
		cells, pieces := drawRows(t, "cell"), drawRows(t, "piece")
		var spans []zonal.Span
		for i, c := range cells {
			k := len(spans) - 1
			if k >= 0 && spans[k].Row == c[0] && spans[k].Col1 == c[1] && !rapid.Bool().Draw(t, "border") {
				spans[k].Col1++
				continue
			}
			spans = append(spans, zonal.Span{Row: c[0], Col0: c[1], Col1: c[1] + 1, First: int32(i)})
		}
		var stretches []coverage.Stretch
		for i, p := range pieces {
			if k := len(stretches) - 1; k >= 0 && stretches[k].Row == p[0] && stretches[k].Col1 == p[1] {
				stretches[k].Col1++
				continue
			}
			stretches = append(stretches, coverage.Stretch{Row: p[0], Col0: p[1], Col1: p[1] + 1, First: int32(i)})
		}
		u.match(stretches, spans)
		checkMatch(t, &u, cells, pieces)
	})
}

// checkMatch compares the match in hand with one cell by cell.
func checkMatch(t *rapid.T, u *unitCells, cells, pieces [][2]int32) {
	pieceOf := make([]int, len(cells))
	var touched []place
	for i, c := range cells {
		if pieceOf[i] = slices.Index(pieces, c); pieceOf[i] < 0 {
			touched = append(touched, place{int32(i), c[1], c[0]})
		}
	}
	var stray []int32
	for i, p := range pieces {
		if !slices.Contains(cells, p) {
			stray = append(stray, int32(i))
		}
	}
	if !slices.Equal(u.touched, touched) || !slices.Equal(u.stray, stray) {
		t.Fatalf("touched %v, stray %v; want %v, %v", u.touched, u.stray, touched, stray)
	}
	identity := len(touched) == 0 && len(stray) == 0
	if u.same() != identity {
		t.Fatalf("same is %v, want %v", u.same(), identity)
	}
	sums, chosen := make([]coverage.Micro, len(pieces)+1), raster.Bits(nil).Reset(len(pieces))
	for i := range pieces {
		sums[i+1] = sums[i] + coverage.Micro(rapid.Int64Range(0, 9).Draw(t, "count"))
		if rapid.Bool().Draw(t, "chosen") {
			chosen.Set(i)
		}
	}
	laid, bits := u.lay(0, sums, len(cells)), raster.Bits(nil).Reset(len(cells))
	u.chosen(bits, chosen)
	for i, p := range pieceOf {
		want := coverage.Micro(0)
		if p >= 0 {
			want = sums[p+1] - sums[p]
		}
		if got := laid[i+1] - laid[i]; got != want {
			t.Fatalf("cell %d of piece %d has %d, want %d", i, p, got, want)
		}
		if got, want := bits.Has(i), p >= 0 && chosen.Has(p); got != want {
			t.Fatalf("cell %d of piece %d is chosen: %v, want %v", i, p, got, want)
		}
	}
}
