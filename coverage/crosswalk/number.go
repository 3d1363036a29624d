package crosswalk

import (
	"fmt"
	"math/big"
	"strings"

	"phusong/coverage"
)

// Places of decimals: of a count in millionths, and of an area in km2 whose
// millionths are those of a square metre.
const (
	microPlaces = 6
	km2Places   = 12
)

// parseMicro reads an exact decimal with at most so many places, as outputs of
// this program print it; the unit in the last place is a millionth.
func parseMicro(text string, places int) (coverage.Micro, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || len(fraction) > places || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, fmt.Errorf("%q is not a number with at most %d decimals and a dot", text, places)
	}
	n, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", places-len(fraction)), 10)
	if negative {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0, fmt.Errorf("%q: %w", text, coverage.ErrRange)
	}
	return coverage.Micro(n.Int64()), nil
}
