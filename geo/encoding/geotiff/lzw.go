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
// suffix but as its first eight bytes and the place in the output where it stood
// first: the string that a code adds is the one before it and the byte after that,
// which lie side by side. Most strings are then one store of eight bytes, and a
// single byte is a string like others: to branch on it would be wrong half the time,
// as reading back what was just written would be slow.
type lzwDecoder struct {
	table [lzwCodes]lzwString
}

type lzwString struct {
	head       uint64 // first eight bytes, the first in the lowest; zeros behind the end
	at, length uint32
}

// and returns the string with a byte behind.
func (s lzwString) and(b uint64) lzwString {
	return lzwString{s.head | b&0xFF<<(8*s.length), s.at, s.length + 1}
}

func newLZWDecoder() *lzwDecoder {
	d := &lzwDecoder{}
	for b := range uint64(lzwClear) {
		d.table[b] = lzwString{head: b, length: 1}
	}
	return d
}

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
		if code == lzwClear {
			width, next, limit, last = lzwLeastBits, lzwFirst-1, 1<<lzwLeastBits-1, lzwString{}
			continue
		}
		s := d.table[code]
		if code >= next { // the string before and its own first byte
			if code > next || last.length == 0 {
				return false
			}
			s = last.and(last.head)
		}
		if code == lzwEnd {
			return false
		}
		if last.length != 0 {
			d.table[next] = last.and(s.head)
		}
		binary.LittleEndian.PutUint64(dst[out:], s.head)
		if s.length > lzwPad {
			copyString(dst[:need], out, s)
		}
		last = lzwString{s.head, uint32(out), s.length}
		out += int(s.length)
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
// copied to; what would not fit is left away.
func copyString(dst []byte, out int, s lzwString) {
	from, n := int(s.at), min(int(s.length), len(dst)-out)
	first := copy(dst[out:out+min(n, out-from)], dst[from:])
	if first < n {
		dst[out+first] = dst[from]
	}
}
