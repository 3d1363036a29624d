package geotiff

import "encoding/binary"

// Codes of TIFF 6.0 section 13.
const (
	lzwClear     = 256
	lzwEnd       = 257
	lzwFirst     = 258
	lzwLeastBits = 9
	lzwMostBits  = 12
	lzwCodes     = 1 << lzwMostBits
	lzwPad       = 8 // bytes beyond source and destination that are touched
)

// lzwDecoder decodes whole blocks. A string of the table is not stored as prefix and
// suffix but as the place in the output where it stood first: the string that a
// code adds is the one before it and the byte after that, which lie side by side.
// Strings are then copied eight bytes at a time.
type lzwDecoder struct {
	table [lzwCodes]lzwString
}

type lzwString struct{ at, length uint32 }

// decode fills dst[:len(dst)-lzwPad] from src[:len(src)-lzwPad], whose last bytes are
// padding. It is false if the data ends early or is damaged: lzwReader says where.
func (d *lzwDecoder) decode(dst, src []byte) bool {
	need, bits := len(dst)-lzwPad, (len(src)-lzwPad)*8
	width, next, limit := lzwLeastBits, lzwFirst-1, 1<<lzwLeastBits-1
	var last lzwString // length 0: none
	for out, at := 0, 0; out < need; {
		if at+width > bits {
			return false
		}
		code := int(binary.BigEndian.Uint64(src[at>>3:]) << (at & 7) >> (64 - width))
		at += width
		if last.length != 0 {
			d.table[next] = lzwString{last.at, last.length + 1}
		}
		switch {
		case code < lzwClear:
			dst[out] = byte(code)
			last = lzwString{uint32(out), 1}
			out++
		case code == lzwClear:
			width, next, limit, last = lzwLeastBits, lzwFirst-1, 1<<lzwLeastBits-1, lzwString{}
			continue
		case code > next || code == lzwEnd || code == lzwCodes-1 || code == next && last.length == 0:
			return false
		default:
			s := d.table[code]
			copyString(dst, out, s)
			last = lzwString{uint32(out), s.length}
			out += int(s.length)
		}
		if next++; next < limit {
			continue
		}
		if width < lzwMostBits {
			width++
			limit = 1<<width - 1
		} else {
			next, last.length = lzwCodes-1, 0 // the table is full
		}
	}
	return true
}

// copyString copies a string that lies before out, or reaches one byte into what it is
// copied to; what would not fit is left away. It may spoil lzwPad bytes behind.
func copyString(dst []byte, out int, s lzwString) {
	from, n := int(s.at), int(s.length)
	if n > lzwPad || out+n > len(dst)-lzwPad {
		n = min(n, len(dst)-lzwPad-out)
		first := min(n, out-from)
		copy(dst[out:out+first], dst[from:])
		if first < n {
			dst[out+first] = dst[from]
		}
		return
	}
	binary.LittleEndian.PutUint64(dst[out:], binary.LittleEndian.Uint64(dst[from:]))
	dst[out+n-1] = dst[from+n-1]
}
