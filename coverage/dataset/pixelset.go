package dataset

import (
	"fmt"

	"github.com/paulmach/orb"

	"phusong/geo/raster"
)

// pixelSet says which pixels hold data, one bit for each pixel of a window, and
// where in the whole raster they lie.
type pixelSet struct {
	grid  raster.Grid
	cols  int
	words []uint64

	bound                  *orb.Bound // of what lies in the raster, where it has no grid of its own
	some                   bool
	row0, col0, row1, col1 int // of the whole raster, last ones included
}

func newPixelSet(grid, window raster.Grid) *pixelSet {
	return &pixelSet{grid: grid, cols: window.Cols, words: make([]uint64, (window.Cols*window.Rows+63)/64)}
}

// set marks a pixel of the window.
func (s *pixelSet) set(row, col int) {
	i := row*s.cols + col
	s.words[i/64] |= 1 << uint(i%64)
}

// at reports whether a pixel of the window holds data.
func (s *pixelSet) at(row, col int) bool {
	i := row*s.cols + col
	return s.words[i/64]>>uint(i%64)&1 != 0
}

// extend grows the span by a pixel of the whole raster.
func (s *pixelSet) extend(row, col int) {
	if !s.some {
		s.some, s.row0, s.col0, s.row1, s.col1 = true, row, col, row, col
		return
	}
	s.row0, s.row1 = min(s.row0, row), max(s.row1, row)
	s.col0, s.col1 = min(s.col0, col), max(s.col1, col)
}

// span describes where the raster holds data.
func (s *pixelSet) span() string {
	if !s.some {
		return "nothing"
	}
	if s.bound != nil {
		return spanText(*s.bound)
	}
	g := s.grid
	return spanText(orb.Bound{Min: orb.Point{g.EdgeX(s.col0).Degrees(), g.EdgeY(s.row1 + 1).Degrees()},
		Max: orb.Point{g.EdgeX(s.col1 + 1).Degrees(), g.EdgeY(s.row0).Degrees()}})
}

// spanText prints a box as two corners, longitude before latitude.
func spanText(b orb.Bound) string {
	return fmt.Sprintf("%s %s to %s %s", formatDegrees(b.Min[0]), formatDegrees(b.Min[1]), formatDegrees(b.Max[0]), formatDegrees(b.Max[1]))
}
