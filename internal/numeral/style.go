package numeral

import (
	"math/big"
	"strings"
)

// Style is how a language writes numbers.
type Style struct {
	Decimal string // sign before decimals
	Group   string // between thousands; "" for none
}

// The styles of documents, and that of tables for programs.
var (
	English    = Style{".", ","}
	Vietnamese = Style{",", "."}
	Plain      = Style{".", ""}
)

// Of returns the style of a language: "vi" or, for anything else, English.
func Of(language string) Style {
	if language == "vi" {
		return Vietnamese
	}
	return English
}

// Text rewrites a plain decimal, such as -1234.50, in the style; a sign stays. What
// is no plain decimal comes back as it is.
func (s Style) Text(plain string) string {
	whole, fraction, hasFraction := strings.Cut(plain, ".")
	sign := ""
	if whole != "" && (whole[0] == '-' || whole[0] == '+') {
		sign, whole = whole[:1], whole[1:]
	}
	if whole == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" {
		return plain
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + s.Group + whole[i:]
	}
	if !hasFraction {
		return sign + whole
	}
	return sign + whole + s.Decimal + fraction
}

// Percent prints a plain decimal with its percent sign: behind a space in English, and
// without one in Vietnamese, as provincial documents write it.
func (s Style) Percent(plain string) string {
	if s == Vietnamese {
		return s.Text(plain) + "%"
	}
	return s.Text(plain) + " %"
}

// Floor prints the largest decimal with so many places that does not exceed r.
func Floor(r *big.Rat, places int) string {
	return shift(new(big.Int).Div(scaled(r, places), r.Denom()), places)
}

// Ceil prints the smallest decimal with so many places that is not below r.
func Ceil(r *big.Rat, places int) string {
	up := new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(scaled(r, places)), r.Denom()))
	return shift(up, places)
}

// Round prints the decimal with so many places that is nearest to r, halves away
// from zero.
func Round(r *big.Rat, places int) string {
	twice := new(big.Int).Abs(scaled(r, places))
	twice.Lsh(twice, 1).Add(twice, r.Denom())
	n := twice.Quo(twice, new(big.Int).Lsh(r.Denom(), 1))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return shift(n, places)
}

// Signed puts a plus before what is neither negative nor zero.
func Signed(plain string) string {
	if strings.HasPrefix(plain, "-") || strings.Trim(plain, "0.") == "" {
		return plain
	}
	return "+" + plain
}

// scaled is the numerator of r times 10^places.
func scaled(r *big.Rat, places int) *big.Int {
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	return ten.Mul(ten, r.Num())
}

// shift prints n times 10^-places.
func shift(n *big.Int, places int) string {
	digits, sign := n.String(), ""
	if n.Sign() < 0 {
		digits, sign = digits[1:], "-"
	}
	if places == 0 {
		return sign + digits
	}
	if len(digits) <= places {
		digits = strings.Repeat("0", places-len(digits)+1) + digits
	}
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}
