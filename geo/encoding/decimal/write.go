package decimal

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"phusong/geo"
)

// mostE7 is the longest text of an E7 integer, "-214.7483648", and what put touches
// behind it.
const mostE7 = 12 + 8

// AppendE7 appends e * 1e-7 with up to 7 decimals: no trailing zeros, no point
// without decimals, no "-0".
func AppendE7(b []byte, e geo.E7) []byte {
	b = slices.Grow(b, mostE7)
	n := len(b)
	return b[:n+put(b[n:n+mostE7], e)]
}

// AppendPosition appends a GeoJSON position of degrees, "[lon,lat]", each number as
// AppendE7 writes it.
func AppendPosition(b []byte, lon, lat geo.E7) []byte {
	b = slices.Grow(b, 2*mostE7+3)
	text := b[len(b) : len(b)+2*mostE7+3]
	text[0] = '['
	n := 1 + put(text[1:1+mostE7], lon)
	text[n] = ','
	n += 1 + put(text[n+1:n+1+mostE7], lat)
	text[n] = ']'
	return b[:len(b)+n+1]
}

// put writes e into text, which has mostE7 bytes, and returns how many it takes.
func put(text []byte, e geo.E7) int {
	v, n := uint32(e), 0
	text = text[:mostE7]
	if e < 0 {
		text[0] = '-'
		v, n = -v, 1
	}
	whole := v / geo.E7PerDegree
	if whole >= 100 {
		text[n] = byte('0' + whole/100)
		n++
	}
	if whole >= 10 {
		text[n] = byte('0' + whole/10%10)
		n++
	}
	text[n] = byte('0' + whole%10)
	n++
	digits := eightDigits(v - whole*geo.E7PerDegree)
	if digits == 0 {
		return n
	}
	// The first of the eight digits is a zero, in whose place the point stands; zero bytes
	// at the other end are trailing zeros.
	const zerosAndPoint = 0x3030303030303030 - '0' + '.'
	binary.LittleEndian.PutUint64(text[n:], digits+zerosAndPoint)
	return n + 8 - bits.LeadingZeros64(digits)/8
}

// eightDigits returns the eight decimal digits of v < 10^8 as bytes 0 to 9, the first in
// the lowest byte. It splits into two numbers of four digits, four of two, eight of
// one, dividing all of a kind at once by a multiplication and a shift that are exact
// in the range (10486/2^20 for 1/100 below 10^4, 103/2^10 for 1/10 below 100).
func eightDigits(v uint32) uint64 {
	four := uint64(v/10000) | uint64(v%10000)<<32
	hundreds := four * 10486 >> 20 & 0x0000007F0000007F
	two := hundreds | (four-100*hundreds)<<16
	tens := two * 103 >> 10 & 0x000F000F000F000F
	return tens | (two-10*tens)<<8
}
