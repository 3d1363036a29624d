package webmap

import (
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// Words is a text that people read, in both languages.
type Words struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// both is a name that is the same in both languages.
func both(text string) Words { return Words{text, text} }

// plus joins two texts.
func (w Words) plus(other Words) Words { return Words{w.VI + other.VI, w.EN + other.EN} }

// fill replaces {name} by values, numbers in the style of each language.
func (w Words) fill(values ...value) Words {
	vi, en := make([]string, 0, 2*len(values)), make([]string, 0, 2*len(values))
	for _, v := range values {
		vi, en = append(vi, "{"+v.name+"}", v.words.VI), append(en, "{"+v.name+"}", v.words.EN)
	}
	return Words{strings.NewReplacer(vi...).Replace(w.VI), strings.NewReplacer(en...).Replace(w.EN)}
}

// value stands for {name} in a text.
type value struct {
	name  string
	words Words
}

// number is a plain decimal in the style of each language.
func number(plain string) Words {
	return Words{numeral.Vietnamese.Text(plain), numeral.English.Text(plain)}
}

// people prints a count of people or households as a whole number, cut towards zero;
// less than one of them is not none.
func people(m coverage.Micro) Words {
	if m > 0 && m < coverage.One {
		return Words{"dưới 1", "less than 1"}
	}
	return number((m / coverage.One * coverage.One).String())
}

// squareKm prints an area to two decimals, cut towards zero.
func squareKm(m coverage.Micro) Words { return number(cut(m.Scaled(12), 2)).plus(both(" km²")) }

// cut drops the decimals of a plain decimal beyond so many, and zeros at its end. What
// is not nothing never becomes 0: it is cut behind its first digit.
func cut(plain string, decimals int) string {
	whole, fraction, _ := strings.Cut(plain, ".")
	if len(fraction) <= decimals {
		return plain
	}
	short := strings.TrimRight(fraction[:decimals], "0")
	switch {
	case short != "":
		return whole + "." + short
	case strings.Trim(whole, "-0") == "":
		first := strings.IndexFunc(fraction, func(r rune) bool { return r != '0' })
		return whole + "." + fraction[:first+1]
	}
	return whole
}
