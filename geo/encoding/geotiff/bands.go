package geotiff

import (
	"math"

	"phusong/geo/raster"
	"phusong/internal/mapper"
)

// bands cuts a window into bands of whole rows of blocks, from north to south, so that
// each is decoded apart; a band is cut across into pieces that are decoded apart too, and
// handed on as slabs of rows. All of it depends on the file and the window alone.
type bands struct {
	w          raster.Window
	l          *layout
	southUp    bool
	blockRows  int // rows of blocks in a band
	phase      int // rows of the raster before the first whole band
	count      int
	pieces     int // of a band
	across     int // blocks of a piece
	col0, cols int // of blocks, in the window
	slabs      int // of a band
}

// mostPieceBytes bounds pieces of several blocks, whose cells may have many bands.
const mostPieceBytes = 1 << 20

func (l *layout) bandsOf(w raster.Window, southUp bool) bands {
	b := bands{w: w, l: l, southUp: southUp, col0: w.Col0 / l.blockCols}
	b.cols = (w.Col1-1)/l.blockCols + 1 - b.col0
	blocks := l.blocksPerPiece()
	b.across = min(blocks, b.cols)
	b.pieces = (b.cols + b.across - 1) / b.across
	b.blockRows = min(max(1, blocks/b.cols), l.down)
	cells := l.slabCells
	if !l.keepsBlocks() && southUp {
		cells *= backSlabs
	}
	b.slabs = max(1, (min(b.rows(), l.rows)*(w.Col1-w.Col0)+cells/2)/cells)
	// Blocks are counted from the first row stored, the last one shown if southUp.
	if southUp {
		b.phase = l.rows % b.rows()
	}
	b.count = b.index(w.Row1-1) - b.index(w.Row0) + 1
	return b
}

// blocksPerPiece is how many blocks are worth the handing over.
func (l *layout) blocksPerPiece() int {
	cells := min(l.blockRows, l.rows) * min(l.blockCols, l.cols)
	bytes := l.rowBytes * int64(l.blockRows)
	return max(1, min((l.slabCells+cells-1)/cells, int(mostPieceBytes/bytes)))
}

// rows is how many rows of the raster a band has, but for the outer ones.
func (b *bands) rows() int { return b.blockRows * b.l.blockRows }

// index numbers the bands of the whole raster.
func (b *bands) index(row int) int { return (row - b.phase + b.rows()) / b.rows() }

// window is a band of the window.
func (b *bands) window(i int) raster.Window {
	w := b.w
	top := (b.index(b.w.Row0)+i-1)*b.rows() + b.phase
	w.Row0, w.Row1 = max(w.Row0, top), min(w.Row1, top+b.rows())
	return w
}

// blocksOf says which blocks are in a piece and returns how many rows of them.
func (b *bands) blocksOf(a *ahead, piece int) (rows int) {
	w := b.window(piece / b.pieces)
	first, last := w.Row0, w.Row1-1
	if b.southUp {
		first, last = b.l.rows-1-last, b.l.rows-1-first
	}
	from := piece % b.pieces * b.across
	a.row0, a.col0, a.cols = first/b.l.blockRows, b.col0+from, min(b.across, b.cols-from)
	return last/b.l.blockRows + 1 - a.row0
}

// workersAhead is how many workers may decode ahead within the memory allowed; 0
// where blocks are too large to be kept.
func (l Limits) workersAhead(b *bands) int {
	if !b.l.keepsBlocks() {
		return 0
	}
	one := b.l.rowBytes * int64(b.l.blockRows) * int64(b.blockRows)
	room := l.MaxMemoryBytes - one*int64(b.cols)
	return int(min(room/(mapper.InHand*one*int64(b.across)), math.MaxInt32))
}
