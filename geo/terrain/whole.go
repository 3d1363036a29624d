package terrain

import "math"

// survey counts the blocks that lack a height, so that Whole costs four look-ups, and
// finds the lowest height.
func (f *Field) survey() {
	down := blocksFor(f.rows)
	f.lacking = make([]int32, (f.across+1)*(down+1))
	for row := range down {
		run := int32(0)
		for col := range f.across {
			if !f.full(col, row) {
				run++
			}
			f.lacking[(row+1)*(f.across+1)+col+1] = f.lacking[row*(f.across+1)+col+1] + run
		}
	}
}

// full tells whether all posts of a block that are of the lattice are known, and notes
// the lowest.
func (f *Field) full(blockCol, blockRow int) bool {
	b := f.heights[blockRow*f.across+blockCol]
	if b == nil {
		return false
	}
	cols, rows := min(blockSide, f.cols-blockCol*blockSide), min(blockSide, f.rows-blockRow*blockSide)
	least, known := f.leastM, true
	for row := range rows {
		for _, h := range b[row*blockSide : row*blockSide+cols] {
			if h < least {
				least = h
			}
			known = known && h == h
		}
	}
	f.leastM = least
	return known
}

// LeastM is the lowest height of the Field, or 0 where all are above.
func (f *Field) LeastM() float64 { return float64(f.leastM) }

// Whole reports whether HeightM is known everywhere in a box. It may be false where
// that is so: it looks at whole blocks of posts.
func (f *Field) Whole(b Bounds) bool {
	x0, y0 := (b.West-f.west)/f.stepX, (f.north-b.North)/f.stepY
	x1, y1 := (b.East-f.west)/f.stepX, (f.north-b.South)/f.stepY
	if !(x0 >= 0 && y0 >= 0 && x0 <= x1 && y0 <= y1 && x1 <= f.lastX && y1 <= f.lastY) {
		return false
	}
	// The post beyond counts, too.
	col0, row0 := int(x0)>>blockShift, int(y0)>>blockShift
	col1, row1 := min(int(x1)+1, f.cols-1)>>blockShift+1, min(int(y1)+1, f.rows-1)>>blockShift+1
	at := func(col, row int) int32 { return f.lacking[row*(f.across+1)+col] }
	return at(col1, row1)-at(col0, row1)-at(col1, row0)+at(col0, row0) == 0
}

// Range bounds HeightM in a box given in posts of the Lattice, as AtPixel takes them;
// NaN where a height that may count is not known.
func (f *Field) Range(x0, y0, x1, y1 float64) (low, high float32) {
	nan := float32(math.NaN())
	if !(x0 >= 0 && y0 >= 0 && x0 <= x1 && y0 <= y1 && x1 <= f.lastX && y1 <= f.lastY) {
		return nan, nan
	}
	col1, row1 := min(int(x1)+1, f.cols-1), min(int(y1)+1, f.rows-1)
	low, high = float32(math.Inf(1)), float32(math.Inf(-1))
	for row := int(y0); row <= row1; row++ {
		for col := int(x0); col <= col1; col++ {
			b := f.heights[(row>>blockShift)*f.across+col>>blockShift]
			if b == nil {
				return nan, nan
			}
			h := b[row&blockMask<<blockShift|col&blockMask]
			if h != h {
				return nan, nan
			}
			low, high = min(low, h), max(high, h)
		}
	}
	return low, high
}
