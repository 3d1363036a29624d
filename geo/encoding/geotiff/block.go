package geotiff

import (
	"fmt"
	"io"
	"math"

	"phusong/geo/raster"
)

// maxKeepBytes is the largest row of blocks that is decoded whole and kept, so
// that going back a few rows is free. Larger ones are decoded row by row.
const maxKeepBytes = 64 << 20

// blockReader holds one cursor per block across the image, so that reading rows
// downwards decodes each block once.
type blockReader struct {
	cursors []cursor
	shared  *inflater // when blocks are kept whole
	lzw     *lzwDecoder
	packed  []byte   // a block as it is in the file, for lzw
	ahead   []*ahead // the pieces of a band of Stream
}

func (b *blockReader) forget() { *b = blockReader{} }

// cursor is the state of reading one block from its first row down.
type cursor struct {
	block   int // index of the open block plus 1; 0 for none
	next    int // first row not decoded yet
	rows    []byte
	scratch []byte
	stream  *inflater
}

// ReadWindow implements raster.RowReader. Only the blocks that touch the window
// are read.
func (f *File) ReadWindow(w raster.Window, dst []float64) error {
	if err := w.Check(f.layout.cols, f.layout.rows); err != nil {
		return err
	}
	width := w.Col1 - w.Col0
	if int64(len(dst)) < int64(width)*int64(w.Row1-w.Row0) {
		return fmt.Errorf("destination of %d values for a window of %d x %d", len(dst), width, w.Row1-w.Row0)
	}
	if err := f.prepare(w); err != nil {
		return err
	}
	for i := range w.Row1 - w.Row0 {
		row, at := w.Row0+i, i
		if f.place.southUp {
			// Stored order ascends while the rows asked for descend from the north.
			row, at = f.layout.rows-w.Row1+i, w.Row1-w.Row0-1-i
		}
		if err := f.readRow(row, w, dst[at*width:(at+1)*width]); err != nil {
			return err
		}
	}
	return nil
}

// prepare frees the cursors outside the window and checks the memory of those
// inside.
func (f *File) prepare(w raster.Window) error {
	l := &f.layout
	if f.blocks.cursors == nil {
		f.blocks.cursors = make([]cursor, l.across)
	}
	first, last := w.Col0/l.blockCols, (w.Col1-1)/l.blockCols
	for i := range f.blocks.cursors {
		if i < first || i > last {
			f.blocks.cursors[i] = cursor{}
		}
	}
	if l.keepsBlocks() {
		return nil
	}
	each := l.compression.streamBytes() + 2*l.rowBytes
	if open := int64(last - first + 1); open*each > f.limits.MaxMemoryBytes {
		return fmt.Errorf("%d blocks side by side need %d bytes, more than the limit of %d; read fewer columns, "+
			"or rewrite the file: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN OUT.tif", open, open*each, f.limits.MaxMemoryBytes)
	}
	return nil
}

// keepsBlocks reports whether a row of blocks is small enough to be kept decoded.
func (l *layout) keepsBlocks() bool {
	return l.rowBytes <= l.keepBytes/int64(l.across)/int64(l.blockRows)
}

// readRow reads the columns of the window from one row of the file.
func (f *File) readRow(row int, w raster.Window, dst []float64) error {
	l := &f.layout
	stride := l.row.samples * l.row.sampleBytes
	first := 0
	if !l.separate {
		first = f.band * l.row.sampleBytes
	}
	for col := w.Col0; col < w.Col1; {
		across := col / l.blockCols
		end := min(w.Col1, (across+1)*l.blockCols)
		part := dst[col-w.Col0 : end-w.Col0]
		stored, err := f.storedRow(row, across)
		if err == nil && stored == nil {
			f.fillSparse(part)
		} else if err == nil {
			err = f.decoder.decode(part, stored[(col-across*l.blockCols)*stride+first:], stride)
		}
		if err != nil {
			return fmt.Errorf("row %d, columns %d to %d: %w", row, col, end-1, err)
		}
		col = end
	}
	return nil
}

// fillSparse writes what an absent block stands for: NoData, or zero.
func (f *File) fillSparse(dst []float64) {
	value := f.decoder.offset
	if f.info.NoData != nil {
		value = math.NaN()
	}
	for i := range dst {
		dst[i] = value
	}
}

// storedRow returns the restored bytes of one row of one block, nil for a
// sparse block.
func (f *File) storedRow(row, across int) ([]byte, error) {
	l := &f.layout
	block, k := l.blockAt(row/l.blockRows, across, f.band), row%l.blockRows
	if l.counts[block] == 0 {
		return nil, nil
	}
	if rows := f.blocks.aheadOf(row/l.blockRows, across); rows != nil {
		return rows[int64(k)*l.rowBytes : int64(k+1)*l.rowBytes], nil
	}
	cur := &f.blocks.cursors[across]
	keeps := l.keepsBlocks()
	if cur.block != block+1 || !keeps && k < cur.next-1 {
		if err := f.openBlock(cur, block); err != nil {
			cur.block = 0
			return nil, fmt.Errorf("block %d: %w", block, err)
		}
	}
	if keeps {
		return cur.rows[int64(k)*l.rowBytes : int64(k+1)*l.rowBytes], nil
	}
	for cur.next <= k {
		if err := f.decodeRow(cur, cur.rows, cur.next == k); err != nil {
			cur.block = 0
			return nil, fmt.Errorf("block %d: %w", block, err)
		}
	}
	return cur.rows, nil
}

// openBlock starts the block, and decodes it whole if blocks are kept.
func (f *File) openBlock(cur *cursor, block int) error {
	l := &f.layout
	keeps, rows := l.keepsBlocks(), l.rowsIn(block)
	cur.block, cur.next = block+1, 0
	if cur.stream == nil && keeps {
		if f.blocks.shared == nil {
			f.blocks.shared = newSharedInflater(l.compression, f.limits.MaxMemoryBytes)
		}
		cur.stream = f.blocks.shared
	} else if cur.stream == nil {
		cur.stream = newBlockInflater(l.compression)
	}
	if err := cur.stream.reset(io.NewSectionReader(f.c.r, int64(l.offsets[block]), int64(l.counts[block]))); err != nil {
		return fmt.Errorf("%s data: %w", l.compression, err)
	}
	need := l.rowBytes
	if keeps {
		need *= int64(rows)
	}
	if int64(cap(cur.rows)) < need+lzwPad {
		cur.rows = make([]byte, need+lzwPad)
	}
	cur.rows = cur.rows[:need]
	if cur.scratch == nil && l.row.predictor == predictorFloat {
		cur.scratch = make([]byte, l.rowBytes)
	}
	if keeps && f.unpackWhole(cur, block) {
		for k := range int64(rows) {
			l.row.restore(cur.rows[k*l.rowBytes:(k+1)*l.rowBytes], cur.scratch)
		}
		cur.next = rows
		return nil
	}
	for k := 0; keeps && k < rows; k++ {
		if err := f.decodeRow(cur, cur.rows[int64(k)*l.rowBytes:int64(k+1)*l.rowBytes], true); err != nil {
			return err
		}
	}
	return nil
}

// unpackWhole decodes a block of LZW data in one go; false if it is none, or is odd or
// damaged, so that reading it row by row tells what is wrong.
func (f *File) unpackWhole(cur *cursor, block int) bool {
	l, b := &f.layout, &f.blocks
	count := int64(l.counts[block])
	if l.compression != compressionLZW || count > 2*int64(len(cur.rows))+4096 {
		return false
	}
	if int64(cap(b.packed)) < count+lzwPad {
		b.packed = make([]byte, count+lzwPad)
	}
	packed := b.packed[:count+lzwPad]
	clear(packed[count:])
	if n, _ := f.c.r.ReadAt(packed[:count], int64(l.offsets[block])); int64(n) < count {
		return false
	}
	if b.lzw == nil {
		b.lzw = newLZWDecoder()
	}
	return b.lzw.decode(cur.rows[:len(cur.rows)+lzwPad], packed)
}

// decodeRow reads the next row of the block into dst; rows that are only passed
// over keep their predictor. After the last one the checksum is verified.
func (f *File) decodeRow(cur *cursor, dst []byte, wanted bool) error {
	l := &f.layout
	if err := cur.stream.read(dst); err != nil {
		return fmt.Errorf("row %d of the block: %w", cur.next, err)
	}
	if wanted {
		l.row.restore(dst, cur.scratch)
	}
	cur.next++
	if rows := l.rowsIn(cur.block - 1); cur.next == rows {
		return cur.stream.finish(int64(l.blockRows-rows) * l.rowBytes)
	}
	return nil
}
