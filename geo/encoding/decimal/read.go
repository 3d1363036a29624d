package decimal

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"

	"phusong/geo"
)

// Pad is how many bytes Read may look at beyond the last byte of a number: text
// handed to it ends in at least so many bytes that are part of no number, zeros for
// example.
const Pad = 16

// Number is a decimal without exponent: Mantissa / 10^Decimals, negated if Negative.
type Number struct {
	Mantissa uint64
	Decimals int // at most 19
	Negative bool
}

// most is how many digits, leading zeros included, any Mantissa holds.
const most = 19

// pow10 are the powers of ten below 2^64.
var pow10 = [...]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// exact10 are the powers of ten that float64 holds exactly and Decimals reaches.
var exact10 = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// Read reads the number that begins at text[at] and returns where it ends. It knows
// the numbers of JSON (RFC 8259, section 6) without exponent and of at most 19
// digits; for anything else, a number or not, end is -1. The character after
// the number is the caller's to judge, but that it is neither a digit, a point nor
// an exponent. text is padded, see Pad.
func Read(text []byte, at int) (n Number, end int) {
	i := at
	if text[i] == '-' {
		n.Negative = true
		i++
	}
	first := i
	m := uint64(0)
	for ; text[i]-'0' <= 9; i++ {
		m = m*10 + uint64(text[i]-'0') // wraps only beyond most digits
	}
	whole := i - first
	if whole == 0 || text[first] == '0' && whole > 1 {
		return n, -1
	}
	if text[i] == '.' {
		start := i + 1
		eight := binary.LittleEndian.Uint64(text[start:])
		k := leadingDigits(eight)
		for i = start; k == 8 && i-start < most; k = leadingDigits(eight) {
			m = m*1e8 + value(eight)
			i += 8
			eight = binary.LittleEndian.Uint64(text[i:])
		}
		m = m*pow10[k] + value(eight<<(64-8*k)) // a shift by 64 gives 0: no digit
		i += k
		if n.Decimals = i - start; n.Decimals == 0 {
			return n, -1
		}
	}
	if c := text[i]; whole+n.Decimals > most || c|0x20 == 'e' || c == '.' {
		return n, -1
	}
	n.Mantissa = m
	return n, i
}

// leadingDigits counts the decimal digits in front of the first other character of
// eight characters, of which the lowest byte is the first.
func leadingDigits(eight uint64) int {
	const zeros = 0x3030303030303030
	high := eight ^ zeros // a digit becomes 0 to 9
	// 0x76 carries 10 and more into the top bit; so does a byte with the top bit set.
	other := ((high&0x7F7F7F7F7F7F7F7F + 0x7676767676767676) | high) & 0x8080808080808080
	return bits.TrailingZeros64(other) / 8
}

// value is the number that eight characters spell; zero bytes in front count nothing.
// It joins pairs of neighbours, then pairs of pairs.
func value(eight uint64) uint64 {
	v := eight & 0x0F0F0F0F0F0F0F0F
	v = v*10 + v>>8
	return (v&0x000000FF000000FF*(100+1000000<<32) + v>>16&0x000000FF000000FF*(1+10000<<32)) >> 32
}

// Float returns the float64 nearest to the number, halves to even, as
// strconv.ParseFloat does; -0 keeps its sign.
func (n Number) Float() float64 {
	f := 0.0
	switch {
	case n.Mantissa < 1<<53: // both exact, so the quotient is rounded once (Clinger 1990)
		f = float64(n.Mantissa) / exact10[n.Decimals]
	case n.Decimals == 0:
		f = float64(n.Mantissa)
	default:
		f = quotient(n.Mantissa, pow10[n.Decimals])
	}
	if n.Negative {
		return -f
	}
	return f
}

// quotient rounds n/d once, for n of 2^53 and more. Both are shifted up to their top
// bit; their quotient then has 63 or 64 bits, and whether anything remains is kept in
// the lowest, far below the one that rounding looks at.
func quotient(n, d uint64) float64 {
	shiftN, shiftD := bits.LeadingZeros64(n), bits.LeadingZeros64(d)
	n <<= shiftN
	q, rest := bits.Div64(n>>1, n<<63, d<<shiftD)
	if rest != 0 {
		q |= 1
	}
	// A power of two between 2^-116 and 1: the product is exact.
	return float64(q) * math.Float64frombits(uint64(1023-63+shiftD-shiftN)<<52)
}

// maxE7 bounds the E7 integers that E7 gives without rounding a float64: 180 degrees.
const maxE7 = 180 * geo.E7PerDegree

// E7 returns geo.ToE7(n.Float()), if it is below 180 degrees either way; ok is false at
// 180 degrees and beyond.
//
// float64 errs by at most 4.1e-7 in that product, so up to 7 decimals it is the
// integer itself, and beyond them the decimals decide unless they are within 1e-6
// of a half.
func (n Number) E7() (e geo.E7, ok bool) {
	m := n.Mantissa
	if n.Decimals <= 7 {
		if m >= maxE7 { // keeps the product in range
			return 0, false
		}
		m *= pow10[7-n.Decimals]
	} else {
		unit := pow10[n.Decimals-7]
		whole := m / unit
		rest, near := m-whole*unit, unit/1_000_000+1
		switch half := unit / 2; {
		case rest > half+near:
			m = whole + 1
		case rest+near < half:
			m = whole
		default:
			return n.roundedE7()
		}
	}
	if m >= maxE7 {
		return 0, false
	}
	if n.Negative {
		return -geo.E7(m), true
	}
	return geo.E7(m), true
}

// roundedE7 is the definition of E7.
func (n Number) roundedE7() (geo.E7, bool) {
	f := n.Float()
	if math.Abs(math.Round(f*geo.E7PerDegree)) >= maxE7 {
		return 0, false
	}
	return geo.ToE7(f), true
}

// ParseFloat is Read and Float for a whole text, with or without exponent and of any
// length: the float64 that strconv gives, false where the text is not a JSON
// number or beyond float64.
func ParseFloat(text []byte) (float64, bool) {
	if len(text) <= 2*most {
		var padded [2*most + Pad + 2]byte
		copy(padded[:], text)
		if n, end := Read(padded[:], 0); end == len(text) {
			return n.Float(), true
		}
	}
	if End(text) != len(text) {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(text), 64)
	return f, err == nil
}

// End returns how many bytes in front of text are a JSON number; 0 if none are.
func End(text []byte) int {
	digits := func(i int) int {
		for i < len(text) && text[i]-'0' <= 9 {
			i++
		}
		return i
	}
	whole := 0
	if whole < len(text) && text[whole] == '-' {
		whole++
	}
	i := digits(whole)
	if i == whole || text[whole] == '0' && i > whole+1 {
		return 0
	}
	if i < len(text) && text[i] == '.' {
		end := digits(i + 1)
		if end == i+1 {
			return 0
		}
		i = end
	}
	if i == len(text) || text[i]|0x20 != 'e' {
		return i
	}
	i++
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		i++
	}
	if end := digits(i); end > i {
		return end
	}
	return 0
}
