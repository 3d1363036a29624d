package coverage

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
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
	sign, u := "", uint64(m)
	if m < 0 {
		sign, u = "-", -u
	}
	s := strconv.FormatUint(u, 10)
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	whole, frac := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
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
