package coverage

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Indicator identifiers. Meaning, numerator, denominator: docs/glossary.md.
const (
	MobilePopulation   = "mobile.population"
	MobileHouseholds   = "mobile.households"
	MobileArea         = "mobile.area"
	MobileCentres      = "mobile.centres"
	MobileHamlets      = "mobile.hamlets"
	MobileCommunes     = "mobile.communes"
	FiberConnected     = "fiber.connected"
	FiberPassed        = "fiber.passed"
	FiberCommunes      = "fiber.communes"
	FiberHamlets       = "fiber.hamlets"
	FiberSubscriptions = "fiber.subscriptions"
	HamletsWhite       = "hamlets.white"
	HamletsGap         = "hamlets.gap"
	HamletsWeak        = "hamlets.weak"
	HamletsServed      = "hamlets.served"
	BTSSites           = "bts.sites"
	BTSLayers          = "bts.layers"
	BTSCells           = "bts.cells"

	// ExpectedSuffix marks the second reading of population, households and area:
	// the expected share, the sum of demand times probability of coverage.
	ExpectedSuffix = ".expected"
)

// Figure is a numerator and a denominator with everything that defines them.
// Covered + Uncovered + Unknown == Total; counts of stations carry Total only.
type Figure struct {
	Indicator  string
	Technology Technology // "" for fibre
	Operator   string     // rule or name, "" for fibre
	Unit       int        // index in Dataset.Units: level, code, name, edition
	Covered    Micro
	Uncovered  Micro
	Unknown    Micro
	Total      Micro
	Measure    string // what is counted: person, household, m2, commune, hamlet, subscription, site, layer, cell
	AsOf       string
	Criterion  string // id#hash, "" where no criterion is used
	Assumed    int64  // input values assumed among the cells or rows behind the figure
	CountOnly  bool   // bts.*: there is no share
}

// Closed reports whether the accounting of f closes. Uncovered is below zero
// where more connections than households are reported: nothing is clipped.
func (f *Figure) Closed() bool {
	return f.CountOnly || f.Covered >= 0 && f.Unknown >= 0 && f.Covered+f.Uncovered+f.Unknown == f.Total
}

// Percent returns 100*Covered/Total as an exact rational, and false when Total is
// 0, when all of it is unknown, or when f is a count: nothing is then no 0 %.
func (f *Figure) Percent() (*big.Rat, bool) {
	if f.Total == 0 || f.Unknown == f.Total || f.CountOnly {
		return nil, false
	}
	return new(big.Rat).Mul(big.NewRat(int64(f.Covered), int64(f.Total)), big.NewRat(100, 1)), true
}

// PercentText prints the percentage with a dot and the given number of decimals,
// rounded down: 100 only when Covered equals Total (99.96 prints as 99.9, and what is
// just above 100, where more is connected than there are households, as 100.1), and
// never 0 when something is covered. It is empty when there is no percentage.
// This is the one rounding rule; documents only change the decimal sign.
func (f *Figure) PercentText(decimals int) string {
	var b [32]byte
	return string(f.AppendPercent(b[:0], decimals))
}

// AppendPercent appends what PercentText prints, nothing when there is no percentage.
func (f *Figure) AppendPercent(b []byte, decimals int) []byte {
	scaled, ok := f.scaledPercent(decimals)
	if !ok {
		return append(b, f.percentOfAnySize(decimals)...)
	}
	if decimals == 0 {
		return strconv.AppendUint(b, scaled, 10)
	}
	unit := powersOf10[decimals]
	b = append(strconv.AppendUint(b, scaled/unit, 10), '.')
	return appendPadded(b, scaled%unit, decimals)
}

// scaledPercent is the percentage times 10^decimals, rounded as PercentText does. It is
// false where there is no percentage, a count is negative, or 64 bits do not hold it.
func (f *Figure) scaledPercent(decimals int) (uint64, bool) {
	const most = 16 // 100 times 10 to this fits 64 bits
	if f.Total <= 0 || f.Covered < 0 || f.Unknown == f.Total || f.CountOnly || decimals < 0 || decimals > most {
		return 0, false
	}
	hundred := 100 * powersOf10[decimals]
	hi, lo := bits.Mul64(uint64(f.Covered), hundred)
	if hi >= uint64(f.Total) {
		return 0, false
	}
	scaled, _ := bits.Div64(hi, lo, uint64(f.Total))
	if scaled == 0 && f.Covered > 0 || scaled == hundred && f.Covered != f.Total {
		scaled++
	}
	return scaled, true
}

// percentOfAnySize is PercentText for every figure, by numbers without a bound; the tests hold
// scaledPercent against it.
func (f *Figure) percentOfAnySize(decimals int) string {
	percent, ok := f.Percent()
	if !ok {
		return ""
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	scaled := new(big.Int).Div(new(big.Int).Mul(percent.Num(), scale), percent.Denom())
	hundred := new(big.Int).Mul(big.NewInt(100), scale)
	if scaled.Sign() == 0 && f.Covered > 0 || scaled.Cmp(hundred) == 0 && f.Covered != f.Total {
		scaled.Add(scaled, big.NewInt(1))
	}
	digits := scaled.String()
	if decimals == 0 {
		return digits
	}
	if len(digits) <= decimals {
		digits = strings.Repeat("0", decimals-len(digits)+1) + digits
	}
	return digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
}
