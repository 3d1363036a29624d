package calibrate

import (
	"math"
	"strconv"
	"strings"
)

// Number is a number as it is written: four decimals at most, null when it is not
// known. The last bits of sums differ between processors; they do not reach the
// fourth decimal.
type Number float64

// numberDecimals is more than any measurement of a level is worth.
const numberDecimals = 4

// String is the number as written, or "" when it is not known.
func (n Number) String() string {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return trimDecimals(v, numberDecimals)
}

// trimDecimals writes a number with so many decimals at most.
func trimDecimals(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if s := n.String(); s != "" {
		return []byte(s), nil
	}
	return []byte("null"), nil
}
