package coverage

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
)

// Micro is a count in millionths: of a person, a household, a commune, a square
// metre. The largest value, 9.2e12 units, is 9.2 million km2 or a thousand times
// the world's population.
type Micro int64

// One is a whole unit.
const One Micro = 1_000_000

// ErrRange says that a number does not fit a Micro.
var ErrRange = errors.New("number out of range")

// MicroOf rounds v to the nearest millionth, halves away from zero. NaN,
// infinities and values beyond 9e12 give ErrRange.
func MicroOf(v float64) (Micro, error) {
	if !(math.Abs(v) <= 9e12) {
		return 0, ErrRange
	}
	return Micro(math.Round(v * float64(One))), nil
}

// Whole returns n units; |n| must not exceed 9e12.
func Whole(n int64) Micro { return Micro(n) * One }

// Float returns the value in units, for ratios and models, not for sums.
func (m Micro) Float() float64 { return float64(m) / float64(One) }

// String prints the exact decimal value without trailing zeros: "12", "0.5".
func (m Micro) String() string { return m.Scaled(6) }

// Scaled prints the exact decimal value of m times 10^-places. With 6 places it
// is the value in units; square metres print as km2 with 12.
func (m Micro) Scaled(places int) string {
	var b [48]byte
	return string(m.AppendScaled(b[:0], places))
}

// AppendScaled appends what Scaled prints. places is 0 to 19.
func (m Micro) AppendScaled(b []byte, places int) []byte {
	u := uint64(m)
	if m < 0 {
		b, u = append(b, '-'), -u
	}
	unit := powersOf10[places]
	whole, fraction := u/unit, u%unit
	b = strconv.AppendUint(b, whole, 10)
	if fraction == 0 {
		return b
	}
	for fraction%10 == 0 {
		fraction /= 10
		places--
	}
	return appendPadded(append(b, '.'), fraction, places)
}

// powersOf10 holds what fits 64 bits.
var powersOf10 = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19}

// appendPadded appends n in width digits, zeros first.
func appendPadded(b []byte, n uint64, width int) []byte {
	const zeros = "00000000000000000000"
	b = append(b, zeros[:width]...)
	for i := len(b) - 1; n > 0; i-- {
		b[i] += byte(n % 10)
		n /= 10
	}
	return b
}

// MulDiv returns floor(m*num/den) without overflow, for m, num >= 0, den > 0 and
// a result that fits; other arguments panic, no input reaches them.
func (m Micro) MulDiv(num, den int64) Micro {
	if m < 0 || num < 0 || den <= 0 {
		panic("coverage: MulDiv of a negative number")
	}
	hi, lo := bits.Mul64(uint64(m), uint64(num))
	q, _ := bits.Div64(hi, lo, uint64(den))
	return Micro(q)
}

// Count is a quantity that may be unknown. The zero value is unknown. The value
// of an unknown count is an estimate, or 0: it goes to the unknown column of
// figures, never to covered or uncovered.
type Count struct {
	Value Micro
	Known bool
}

// Known returns a known count.
func Known(v Micro) Count { return Count{Value: v, Known: true} }
