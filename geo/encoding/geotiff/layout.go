package geotiff

import (
	"errors"
	"fmt"
	"math"
)

// layout is how the image is cut into blocks, strips or tiles, all of one size.
type layout struct {
	cols, rows           int
	blockCols, blockRows int
	across, down         int // blocks per row and per column of the image
	separate             bool
	compression          compression
	offsets, counts      []uint64 // of every block; plane after plane when separate
	row                  rowLayout
	rowBytes             int64
	keepBytes            int64 // a row of blocks up to this size is kept decoded
	slabCells            int   // about how many Stream hands on at a time
}

// maxTileCells bounds the side of a tile: real ones have 128 to 4096.
const maxTileCells = 1 << 16

// readLayout reads the size of image and blocks and how they are stored.
func (f *File) readLayout(d directory) error {
	if err := f.readSize(d); err != nil {
		return err
	}
	method, err := f.c.uint(d, tagCompression, 1)
	if err != nil {
		return err
	}
	f.layout.compression = compression(method)
	if err := f.layout.compression.supported(); err != nil {
		return err
	}
	predictor, err := f.c.uint(d, tagPredictor, predictorNone)
	if err != nil {
		return err
	}
	if !f.layout.compression.predicts() {
		predictor = predictorNone
	}
	fillOrder, err := f.c.uint(d, tagFillOrder, 1)
	if err != nil {
		return err
	}
	if fillOrder != 1 {
		return fmt.Errorf("FillOrder %d (reversed bits) is not supported; convert: gdal_translate IN OUT.tif", fillOrder)
	}
	f.layout.row.predictor = int(min(predictor, math.MaxInt32))
	f.layout.row.bigEndian = f.c.order.String() == "BigEndian"
	f.info.Compression, f.info.Predictor = f.layout.compression.String(), f.layout.row.predictor
	return f.readBlocks(d)
}

func (f *File) readSize(d directory) error {
	var v [4]uint64
	for i, tag := range []uint16{tagImageWidth, tagImageLength, tagSamplesPerPixel, tagPlanarConfig} {
		absent := uint64(0)
		if i >= 2 {
			absent = 1
		}
		var err error
		if v[i], err = f.c.uint(d, tag, absent); err != nil {
			return err
		}
	}
	cols, rows, bands, planar := v[0], v[1], v[2], v[3]
	if cols == 0 || rows == 0 || cols > math.MaxInt32 || rows > math.MaxInt32 || int64(cols*rows) > f.limits.MaxCells {
		return fmt.Errorf("image of %d x %d cells, want 1 to %d", cols, rows, f.limits.MaxCells)
	}
	if bands == 0 || bands > math.MaxUint16 {
		return fmt.Errorf("image of %d bands", bands)
	}
	if planar != 1 && planar != 2 {
		return fmt.Errorf("PlanarConfiguration %d, want 1 or 2", planar)
	}
	l := &f.layout
	l.cols, l.rows, l.separate, l.row.samples = int(cols), int(rows), planar == 2 && bands > 1, int(bands)
	if l.separate {
		l.row.samples = 1
	}
	f.info.Cols, f.info.Rows, f.info.Bands = l.cols, l.rows, int(bands)
	return nil
}

func (f *File) readBlocks(d directory) (err error) {
	l := &f.layout
	offsetTag, countTag := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	if _, f.info.Tiled = d.entries[tagTileWidth]; f.info.Tiled {
		offsetTag, countTag = tagTileOffsets, tagTileByteCounts
		err = f.readTileSize(d)
	} else {
		err = f.readStripSize(d)
	}
	if err != nil {
		return err
	}
	f.info.BlockCols, f.info.BlockRows = l.blockCols, l.blockRows
	l.across, l.down = (l.cols+l.blockCols-1)/l.blockCols, (l.rows+l.blockRows-1)/l.blockRows
	blocks := int64(l.across) * int64(l.down)
	if l.separate {
		blocks *= int64(f.info.Bands)
	}
	if blocks > int64(f.limits.MaxBlocks) {
		return fmt.Errorf("image of %d blocks, more than the limit of %d; rewrite it: gdal_translate -co TILED=YES IN OUT.tif", blocks, f.limits.MaxBlocks)
	}
	if l.offsets, err = f.c.uints(d, offsetTag, f.limits.MaxBlocks); err != nil {
		return err
	}
	if l.counts, err = f.c.uints(d, countTag, f.limits.MaxBlocks); err != nil {
		return err
	}
	if l.counts == nil && l.compression == compressionNone {
		l.counts = make([]uint64, len(l.offsets))
		for i := range l.counts {
			l.counts[i] = math.MaxUint64 // not stated; checkBlock puts the size needed
		}
	}
	if int64(len(l.offsets)) < blocks || int64(len(l.counts)) < blocks {
		return fmt.Errorf("image of %d blocks lists %d offsets and %d lengths: %w", blocks, len(l.offsets), len(l.counts), errTruncated)
	}
	l.offsets, l.counts = l.offsets[:blocks], l.counts[:blocks]
	return nil
}

func (f *File) readTileSize(d directory) error {
	w, err := f.c.uint(d, tagTileWidth, 0)
	if err != nil {
		return err
	}
	h, err := f.c.uint(d, tagTileLength, 0)
	if err != nil {
		return err
	}
	if w == 0 || h == 0 || w > maxTileCells || h > maxTileCells {
		return fmt.Errorf("tiles of %d x %d cells, want 1 to %d", w, h, maxTileCells)
	}
	f.layout.blockCols, f.layout.blockRows = int(w), int(h)
	return nil
}

func (f *File) readStripSize(d directory) error {
	h, err := f.c.uint(d, tagRowsPerStrip, math.MaxUint32)
	if err != nil {
		return err
	}
	if h == 0 {
		return errors.New("strips of 0 rows")
	}
	f.layout.blockCols, f.layout.blockRows = f.layout.cols, int(min(h, uint64(f.layout.rows)))
	return nil
}

// check completes the layout once the sample type is known, and refuses what
// cannot be decoded.
func (l *layout) check(f *File) error {
	l.rowBytes = int64(l.blockCols) * int64(l.row.samples) * int64(l.row.sampleBytes)
	if l.rowBytes > f.limits.MaxMemoryBytes/4 {
		return fmt.Errorf("rows of %d bytes do not fit into the %d allowed; cut the raster: gdal_translate -projwin ... IN OUT.tif",
			l.rowBytes, f.limits.MaxMemoryBytes)
	}
	l.keepBytes, l.slabCells = min(maxKeepBytes, f.limits.MaxMemoryBytes/2), slabCells
	switch p := l.row.predictor; {
	case p == predictorNone || p == predictorHorizontal:
	case p == predictorFloat && !f.decoder.kind.float:
		return fmt.Errorf("predictor 3 on %s samples, which are not floats", f.decoder.kind.name)
	case p == predictorFloat && l.row.bigEndian:
		// libtiff 4.5 swaps bytes before it applies the predictor, against
		// Technical Note 3, and nothing in the file tells such data from good data.
		return errors.New("predictor 3 in a big-endian file is ambiguous; write it anew from its source with -co ENDIANNESS=LITTLE")
	case p != predictorFloat:
		return fmt.Errorf("predictor %d is not supported; convert: gdal_translate -co PREDICTOR=1 IN OUT.tif", p)
	}
	for i := range l.offsets {
		if err := l.checkBlock(i, f.c.size); err != nil {
			return err
		}
	}
	return nil
}

// checkBlock makes sure that a block lies in the file. Data without compression
// must hold all its rows; a longer length than needed is trimmed.
func (l *layout) checkBlock(i int, size int64) error {
	if l.compression == compressionNone && l.counts[i] != 0 {
		need := uint64(l.rowBytes) * uint64(l.rowsIn(i))
		if l.counts[i] < need {
			return fmt.Errorf("block %d has %d bytes, needs %d: %w", i, l.counts[i], need, errTruncated)
		}
		l.counts[i] = need
	}
	if l.counts[i] != 0 && (l.offsets[i] == 0 || l.offsets[i] > uint64(size) || l.counts[i] > uint64(size)-l.offsets[i]) {
		return fmt.Errorf("block %d lies at %d with %d bytes, the file ends at %d: %w", i, l.offsets[i], l.counts[i], size, errTruncated)
	}
	return nil
}

// rowsIn returns how many rows of block i lie in the image.
func (l *layout) rowsIn(i int) int {
	top := i % (l.across * l.down) / l.across * l.blockRows
	return min(l.blockRows, l.rows-top)
}

// blockAt numbers a block by its place and, where bands are stored apart, the band.
func (l *layout) blockAt(row, col, band int) int {
	if l.separate {
		row += band * l.down
	}
	return row*l.across + col
}
