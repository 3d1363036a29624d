package claim

import (
	"fmt"
	"math/big"
	"strings"

	"phusong/internal/numeral"
)

// value is what a claim says of a number.
type value struct {
	kind    kind
	number  *big.Rat // of numbers
	places  int
	percent bool // a share in percent, or a change in points
}

type kind int

// The kinds of values.
const (
	noValue kind = iota
	equals       // printed so
	above        // > number
	atLeast      // >= number
	below        // < number
	atMost       // <= number
	mostAre      // more than half
	mostNot      // more than half are not
	change       // in points since another date
)

// quantifiers are words for shares, in English and Vietnamese.
var quantifiers = map[string]kind{
	"most": mostAre, "hầu hết": mostAre, "phần lớn": mostAre, "đa số": mostAre,
	"most not": mostNot, "not most": mostNot, "hầu hết chưa": mostNot, "phần lớn chưa": mostNot, "đa số chưa": mostNot,
}

// wholes are words for a number of percent.
var wholes = map[string]int64{"all": 100, "universal": 100, "tất cả": 100, "toàn bộ": 100, "phổ cập": 100, "none": 0, "chưa có": 0}

// comparisons are in order of length: the longer sign first.
var comparisons = []struct {
	sign string
	kind kind
}{{">=", atLeast}, {"<=", atMost}, {"≥", atLeast}, {"≤", atMost}, {">", above}, {"<", below},
	{"more than", above}, {"at least", atLeast}, {"less than", below}, {"at most", atMost},
	{"trên", above}, {"ít nhất", atLeast}, {"dưới", below}, {"không quá", atMost}}

// readValue reads a value as printed: "99,9 %", "1.907" (where it counts), "> 80 %",
// "most", "+0.1 point", "20.81 M". Empty is no value.
func readValue(text string, count bool) (value, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return value{}, nil
	}
	if k, ok := quantifiers[text]; ok {
		return value{kind: k, percent: true}, nil
	}
	if n, ok := wholes[text]; ok {
		return value{kind: equals, number: big.NewRat(n, 1), percent: true}, nil
	}
	v := value{kind: equals}
	for _, c := range comparisons {
		if rest, ok := strings.CutPrefix(text, c.sign); ok {
			v.kind, text = c.kind, strings.TrimSpace(rest)
			break
		}
	}
	negative := strings.HasPrefix(text, "-")
	for _, unit := range []string{"points", "point", "điểm phần trăm", "điểm"} {
		if rest, ok := strings.CutSuffix(text, unit); ok && v.kind == equals {
			v.kind, v.percent = change, true
			text = strings.TrimLeft(strings.TrimSpace(rest), "+-")
			break
		}
	}
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		v.percent, text = true, strings.TrimSpace(rest)
	}
	n, err := readAmount(text, count && !v.percent)
	if err != nil {
		return value{}, err
	}
	v.number, v.places = n.Value, n.Places
	v.percent = v.percent || !count
	if v.kind == change && negative {
		v.number = new(big.Rat).Neg(v.number)
	}
	return v, nil
}

// readAmount reads a number, which may be of millions.
func readAmount(text string, count bool) (numeral.Number, error) {
	for _, unit := range []string{"million", "triệu", "m"} {
		if rest, ok := strings.CutSuffix(strings.ToLower(strings.TrimSpace(text)), unit); ok {
			n, err := numeral.Read(rest, false)
			if err != nil {
				return n, err
			}
			return numeral.Number{Value: n.Value.Mul(n.Value, big.NewRat(1_000_000, 1)), Places: n.Places - 6}, nil
		}
	}
	n, err := numeral.Read(text, count)
	if err != nil {
		return n, fmt.Errorf("value: %w", err)
	}
	return n, nil
}

// unit is one of the last printed place; places may be negative, for millions.
func unit(places int) *big.Rat {
	ten := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
	if places > 0 {
		return ten.Inv(ten)
	}
	return ten
}

// span is an interval of numbers; Open says that its upper end does not belong to it.
type span struct {
	low, high         *big.Rat
	lowOpen, highOpen bool
}

func (s span) has(r *big.Rat) bool {
	l, h := r.Cmp(s.low), r.Cmp(s.high)
	return (l > 0 || l == 0 && !s.lowOpen) && (h < 0 || h == 0 && !s.highOpen)
}

// meets reports whether some number of [low, high] is in s.
func (s span) meets(low, high *big.Rat) bool {
	l, h := s.low.Cmp(high), s.high.Cmp(low)
	return (l < 0 || l == 0 && !s.lowOpen) && (h > 0 || h == 0 && !s.highOpen)
}

var (
	hundred = big.NewRat(100, 1)
	half    = big.NewRat(1, 2)
	huge    = big.NewRat(1_000_000_000_000_000, 1)
)

// allowed is the numbers that a value may be printed for. Exactly 100 % and 0 % are
// themselves alone; other shares may be cut or rounded; counts are exact.
func (v value) allowed() span {
	switch v.kind {
	case above:
		return span{v.number, huge, true, false}
	case atLeast:
		return span{v.number, huge, false, false}
	case below:
		return span{new(big.Rat), v.number, false, true}
	case atMost:
		return span{new(big.Rat), v.number, false, false}
	case mostAre:
		return span{big.NewRat(50, 1), hundred, true, false}
	case mostNot:
		return span{new(big.Rat), big.NewRat(50, 1), false, true}
	}
	if !v.percent && v.places >= 0 || v.percent && (v.number.Sign() == 0 || v.number.Cmp(hundred) == 0) {
		return span{v.number, v.number, false, false}
	}
	u := unit(v.places)
	high := new(big.Rat).Add(v.number, u)
	if v.percent && high.Cmp(hundred) > 0 && v.number.Cmp(hundred) < 0 {
		high = hundred
	}
	return span{new(big.Rat).Sub(v.number, new(big.Rat).Mul(u, half)), high, false, true}
}

// Rules of rounding under which a number holds.
const (
	RuleExact   = "exact"
	RuleDown    = "rounded down"
	RuleNearest = "rounded to nearest"
	RuleCompare = "compared exactly"
)

// rule names the rounding that prints v for r; "" for none.
func (v value) rule(r *big.Rat) string {
	if !v.allowed().has(r) {
		return ""
	}
	switch {
	case v.kind != equals && v.kind != change:
		return RuleCompare
	case r.Cmp(v.number) == 0:
		return RuleExact
	case r.Cmp(v.number) > 0 && r.Cmp(new(big.Rat).Add(v.number, new(big.Rat).Mul(unit(v.places), half))) < 0:
		return RuleDown + " and " + RuleNearest
	case r.Cmp(v.number) > 0:
		return RuleDown
	}
	return RuleNearest
}
