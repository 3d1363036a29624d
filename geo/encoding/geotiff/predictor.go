package geotiff

import (
	"encoding/binary"
	"slices"
)

// Predictors of TIFF 6.0 section 14 and Technical Note 3.
const (
	predictorNone       = 1
	predictorHorizontal = 2
	predictorFloat      = 3
)

// row describes one row of a block as it comes out of the decompressor.
type rowLayout struct {
	sampleBytes int
	samples     int // interleaved samples of one pixel
	predictor   int
	bigEndian   bool
}

// restore undoes byte order and predictor in place and leaves little-endian
// samples. scratch is as long as the row.
func (l rowLayout) restore(row, scratch []byte) {
	if l.predictor == predictorFloat {
		l.restoreFloat(row, scratch)
		return
	}
	if l.bigEndian && l.sampleBytes > 1 {
		for i := 0; i+l.sampleBytes <= len(row); i += l.sampleBytes {
			slices.Reverse(row[i : i+l.sampleBytes])
		}
	}
	if l.predictor == predictorHorizontal {
		l.accumulate(row)
	}
}

// accumulate adds to each sample the same sample of the pixel before it, modulo
// its own width.
func (l rowLayout) accumulate(row []byte) {
	le, step := binary.LittleEndian, l.samples*l.sampleBytes
	switch l.sampleBytes {
	case 1:
		for i := step; i < len(row); i++ {
			row[i] += row[i-step]
		}
	case 2:
		for i := step; i+2 <= len(row); i += 2 {
			le.PutUint16(row[i:], le.Uint16(row[i:])+le.Uint16(row[i-step:]))
		}
	case 4:
		for i := step; i+4 <= len(row); i += 4 {
			le.PutUint32(row[i:], le.Uint32(row[i:])+le.Uint32(row[i-step:]))
		}
	case 8:
		for i := step; i+8 <= len(row); i += 8 {
			le.PutUint64(row[i:], le.Uint64(row[i:])+le.Uint64(row[i-step:]))
		}
	}
}

// restoreFloat sums the bytes of the row, then gathers each sample from the
// byte planes, of which the most significant comes first whatever the byte
// order of the file.
func (l rowLayout) restoreFloat(row, scratch []byte) {
	for i := l.samples; i < len(row); i++ {
		row[i] += row[i-l.samples]
	}
	n := len(row) / l.sampleBytes
	copy(scratch, row)
	for plane := range l.sampleBytes {
		bytes := scratch[plane*n : (plane+1)*n]
		at := l.sampleBytes - 1 - plane
		for i, b := range bytes {
			row[i*l.sampleBytes+at] = b
		}
	}
}
