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
	if l.samples == 1 && l.sampleBytes > 1 {
		l.accumulateOne(row)
		return
	}
	le, step := binary.LittleEndian, l.samples*l.sampleBytes
	switch l.sampleBytes {
	case 1:
		sumBytes(row, step)
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

// accumulateOne is accumulate for one sample a pixel, its sum kept in a register.
func (l rowLayout) accumulateOne(row []byte) {
	le, sum := binary.LittleEndian, uint64(0)
	switch l.sampleBytes {
	case 2:
		for ; len(row) >= 2; row = row[2:] {
			sum += uint64(le.Uint16(row))
			le.PutUint16(row, uint16(sum))
		}
	case 4:
		for ; len(row) >= 4; row = row[4:] {
			sum += uint64(le.Uint32(row))
			le.PutUint32(row, uint32(sum))
		}
	case 8:
		for ; len(row) >= 8; row = row[8:] {
			sum += le.Uint64(row)
			le.PutUint64(row, sum)
		}
	}
}

// sumBytes adds to each byte the one step before it.
func sumBytes(row []byte, step int) {
	if step != 1 {
		for i := step; i < len(row); i++ {
			row[i] += row[i-step]
		}
		return
	}
	// Eight bytes are summed within a word, each lane modulo 256, then the last
	// byte of the word before is added to all.
	carry := uint64(0)
	i := 0
	for ; i+8 <= len(row); i += 8 {
		v := binary.LittleEndian.Uint64(row[i:])
		v = addLanes(v, v<<8)
		v = addLanes(v, v<<16)
		v = addLanes(v, v<<32)
		v = addLanes(v, carry*0x0101010101010101)
		binary.LittleEndian.PutUint64(row[i:], v)
		carry = v >> 56
	}
	for sum := byte(carry); i < len(row); i++ {
		sum += row[i]
		row[i] = sum
	}
}

// addLanes adds the bytes of two words, each modulo 256.
func addLanes(a, b uint64) uint64 {
	const top = 0x8080808080808080
	return (a&^top + b&^top) ^ (a^b)&top
}

// restoreFloat sums the bytes of the row, then gathers each sample from the
// byte planes, of which the most significant comes first whatever the byte
// order of the file.
func (l rowLayout) restoreFloat(row, scratch []byte) {
	sumBytes(row, l.samples)
	n := len(row) / l.sampleBytes
	scratch = scratch[:copy(scratch, row)]
	if l.sampleBytes == 4 {
		a, b, c, d := scratch[:n], scratch[n:][:n], scratch[2*n:][:n], scratch[3*n:][:n]
		for i := range a {
			v := uint32(a[i])<<24 | uint32(b[i])<<16 | uint32(c[i])<<8 | uint32(d[i])
			binary.LittleEndian.PutUint32(row[4*i:], v)
		}
		return
	}
	for plane := range l.sampleBytes {
		bytes := scratch[plane*n : (plane+1)*n]
		at := l.sampleBytes - 1 - plane
		for i, b := range bytes {
			row[i*l.sampleBytes+at] = b
		}
	}
}
