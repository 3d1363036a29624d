package numeral

import (
	"fmt"
	"math/big"
	"strings"
)

// Number is a number as a document prints it.
type Number struct {
	Value  *big.Rat
	Places int // decimals printed
}

// maxDigits bounds what is read: no document prints more.
const maxDigits = 30

// Read reads digits with decimals and thousands separated in either language. A
// single separator before exactly three digits parts thousands where count is
// true ("1.907" stations are 1907) and decimals otherwise ("1.907 %"); "0.907"
// is a decimal either way. Signs, words and other separators are errors.
func Read(printed string, count bool) (Number, error) {
	text, err := withoutSpaces(printed)
	if err != nil {
		return Number{}, err
	}
	digits := strings.NewReplacer(".", "", ",", "").Replace(text)
	if digits == "" || len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
		return Number{}, fmt.Errorf("%q is no number", printed)
	}
	decimal, err := decimalSign(text, count)
	if err != nil {
		return Number{}, err
	}
	whole, fraction := text, ""
	if decimal != "" {
		at := strings.LastIndex(text, decimal)
		whole, fraction = text[:at], text[at+1:]
	}
	if !grouped(whole) {
		return Number{}, fmt.Errorf("%q is no number: thousands are parted by three digits", text)
	}
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	if whole == "" || decimal != "" && fraction == "" {
		return Number{}, fmt.Errorf("%q is no number: digits are missing", text)
	}
	n, _ := new(big.Int).SetString(whole+fraction, 10)
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(fraction))), nil)
	return Number{new(big.Rat).SetFrac(n, ten), len(fraction)}, nil
}

// withoutSpaces joins thousands that spaces part, as in "68 457"; other spaces within
// digits are errors.
func withoutSpaces(printed string) (string, error) {
	parts := strings.Fields(printed) // at no-break spaces too
	for i, p := range parts {
		digits := len(p)
		if i == len(parts)-1 {
			digits = len(strings.SplitN(strings.ReplaceAll(p, ",", "."), ".", 2)[0])
		}
		if i < len(parts)-1 && strings.ContainsAny(p, ".,") || i > 0 && digits != 3 || i == 0 && len(parts) > 1 && digits > 3 {
			return "", fmt.Errorf("%q is no number: thousands are parted by three digits", printed)
		}
	}
	return strings.Join(parts, ""), nil
}

// decimalSign finds which of the separators, if any, comes before decimals.
func decimalSign(text string, count bool) (string, error) {
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case dots == 0 && commas == 0, dots > 1 && commas == 0, commas > 1 && dots == 0:
		return "", nil
	case dots > 0 && commas > 0: // the last stands once and after all others
		last := text[strings.LastIndexAny(text, ".,"):][:1]
		if strings.Count(text, last) > 1 {
			return "", fmt.Errorf("%q is no number: which sign parts decimals?", text)
		}
		return last, nil
	}
	at := strings.IndexAny(text, ".,")
	if count && len(text)-at-1 == 3 && text[0] != '0' && at <= 3 && at > 0 {
		return "", nil
	}
	return text[at : at+1], nil
}

// grouped reports whether the separators of a whole number part it by three digits,
// all with one sign.
func grouped(whole string) bool {
	sep := strings.IndexAny(whole, ".,")
	if sep < 0 {
		return true
	}
	parts := strings.Split(whole, whole[sep:sep+1])
	for i, p := range parts {
		if i > 0 && len(p) != 3 || i == 0 && (len(p) == 0 || len(p) > 3) || strings.ContainsAny(p, ".,") {
			return false
		}
	}
	return true
}
