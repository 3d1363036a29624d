package decimal

import (
	"encoding/binary"

	"phusong/geo"
)

// pairs holds 00 to 99.
const pairs = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

// AppendE7 appends e * 1e-7 with up to 7 decimals: no trailing zeros, no point
// without decimals, no "-0".
func AppendE7(b []byte, e geo.E7) []byte {
	v := uint32(e)
	if e < 0 {
		b = append(b, '-')
		v = -v
	}
	whole := v / 10_000_000
	b = appendWhole(b, whole)
	fraction := v - whole*10_000_000
	if fraction == 0 {
		return b
	}
	high := fraction / 1000 // 4 digits, then 3
	low := fraction - high*1000
	digits := [8]byte{0: '.'}
	copy(digits[1:], pairs[high/100*2:][:2])
	copy(digits[3:], pairs[high%100*2:][:2])
	copy(digits[5:], pairs[low/10*2:][:2])
	digits[7] = byte('0' + low%10)
	end := 8
	for digits[end-1] == '0' {
		end--
	}
	b = binary.LittleEndian.AppendUint64(b, binary.LittleEndian.Uint64(digits[:]))
	return b[:len(b)-8+end]
}

// appendWhole appends whole degrees, at most 214.
func appendWhole(b []byte, v uint32) []byte {
	switch {
	case v >= 100:
		return append(b, byte('0'+v/100), pairs[v%100*2], pairs[v%100*2+1])
	case v >= 10:
		return append(b, pairs[v*2], pairs[v*2+1])
	}
	return append(b, byte('0'+v))
}
