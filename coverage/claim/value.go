package claim

import (
	"fmt"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// value is what a claim says of a number.
type value struct {
	kind    kind
	number  *big.Rat // of numbers
	places  int
	percent bool     // a share in percent, or a change in points
	unit    string   // a measure, of a share's numerator stated as a count: "91 hamlets"
	of      *big.Rat // the total, of one stated as a fraction: "91/3.802"
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
	{"trên", above}, {"hơn", above}, {"ít nhất", atLeast}, {"tối thiểu", atLeast}, {"không dưới", atLeast}, {"dưới", below}, {"chưa đến", below}, {"không quá", atMost}, {"tối đa", atMost}}

// countedWords are words for measures after a number, the longer first.
var countedWords = []struct{ word, measure string }{
	{"households", "household"}, {"hộ gia đình", "household"}, {"hộ", "household"}, {"people", "person"}, {"người", "person"}, {"communes", "commune"}, {"xã", "commune"},
	{"hamlets", "hamlet"}, {"thôn bản", "hamlet"}, {"thôn", "hamlet"}, {"subscriptions", "subscription"}, {"thuê bao", "subscription"},
	{"trạm bts", "layer"}, {"stations", "layer"}, {"trạm", "layer"}, {"bts", "layer"}, {"sites", "site"}, {"vị trí", "site"}, {"cells", "cell"}, {"cell", "cell"}}

// readValue reads a value as printed: "99,9 %", "1.907" (where it counts), "> 80 %",
// "most", "+0.1 point", "20.81 M", "91 hamlets", "91/3.802". Empty is no value.
func readValue(text string, count bool) (value, error) {
	text = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(text, "\u2212", "-")))
	if text == "" {
		return value{}, nil
	}
	if k, ok := quantifiers[text]; ok {
		return value{kind: k, percent: true}, nil
	}
	if n, ok := wholes[text]; ok {
		return value{kind: equals, number: big.NewRat(n, 1), percent: true}, nil
	}
	v := value{}
	v.kind, text = comparison(text)
	if points, negative, ok := readPoints(text); ok && v.kind == equals {
		return changeOf(points, negative)
	}
	for _, w := range countedWords {
		if rest, ok := strings.CutSuffix(text, w.word); ok {
			v.unit, text = w.measure, strings.TrimSpace(rest)
			break
		}
	}
	if rest, ok := strings.CutSuffix(text, "%"); ok {
		v.percent, v.unit, text = true, "", strings.TrimSpace(rest)
	}
	if part, total, ok := strings.Cut(text, "/"); ok && v.kind == equals && !v.percent && !count {
		return fractionOf(part, total)
	}
	n, err := readAmount(text, (count || v.unit != "") && !v.percent)
	if err != nil {
		return value{}, err
	}
	v.number, v.places = n.Value, n.Places
	v.percent = v.percent || !count && v.unit == ""
	if count {
		v.unit = ""
	}
	return v, nil
}

// comparison cuts the sign or word off that a value begins with.
func comparison(text string) (kind, string) {
	for _, c := range comparisons {
		if rest, ok := strings.CutPrefix(text, c.sign); ok {
			return c.kind, strings.TrimSpace(rest)
		}
	}
	return equals, text
}

// readPoints finds a change in points: its number, and whether it falls.
func readPoints(text string) (number string, negative, ok bool) {
	for _, unit := range []string{"points", "point", "điểm phần trăm", "điểm"} {
		rest, ok := strings.CutSuffix(text, unit)
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		for _, sign := range []string{"+", "tăng", "-", "giảm"} {
			if number, ok := strings.CutPrefix(rest, sign); ok {
				return strings.TrimSpace(number), sign == "-" || sign == "giảm", true
			}
		}
		return rest, false, true
	}
	return "", false, false
}

func changeOf(points string, negative bool) (value, error) {
	n, err := readAmount(strings.TrimSuffix(points, "%"), false)
	if err != nil {
		return value{}, err
	}
	if negative {
		n.Value.Neg(n.Value)
	}
	return value{kind: change, number: n.Value, places: n.Places, percent: true}, nil
}

func fractionOf(part, total string) (value, error) {
	n, err := readAmount(part, true)
	if err != nil {
		return value{}, err
	}
	d, err := readAmount(total, true)
	if err != nil {
		return value{}, err
	}
	if n.Places != 0 || d.Places != 0 || d.Value.Sign() == 0 {
		return value{}, fmt.Errorf("value: %q/%q is no fraction of counts", part, total)
	}
	return value{kind: equals, number: n.Value, of: d.Value}, nil
}

// isCount reports whether the value is the numerator of a share.
func (v value) isCount() bool { return v.unit != "" || v.of != nil }

// counted is the numerator that a value is of. What documents count of white, gap and
// weak hamlets is what lacks coverage.
func (v value) counted(o *coverage.Observation) *big.Rat {
	n := o.Covered
	switch o.Indicator {
	case coverage.HamletsWhite, coverage.HamletsGap, coverage.HamletsWeak:
		n = o.Uncovered
	}
	return big.NewRat(int64(n), int64(coverage.One))
}

// bounds are the least and largest number of a figure that the value is compared with.
func (v value) bounds(o *coverage.Observation) (low, high *big.Rat, ok bool) {
	if !v.isCount() || o.CountOnly || o.Printed != "" {
		return o.Bounds()
	}
	low = v.counted(o)
	return low, new(big.Rat).Add(low, big.NewRat(int64(o.Unknown), int64(coverage.One))), o.Total > 0
}

// printedAs reports whether a document that states no counts prints the same share.
func (v value) printedAs(o *coverage.Observation) bool {
	if o.Printed == "" || v.kind != equals || !v.percent {
		return false
	}
	_, fraction, _ := strings.Cut(o.Printed, ".")
	p, ok := new(big.Rat).SetString(o.Printed)
	return ok && len(fraction) == v.places && p.Cmp(v.number) == 0
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
// themselves alone; other shares may be cut or rounded, and so may counts of people,
// which the model divides; other counts are exact.
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
	if v.of != nil || !v.percent && v.unit == "" && v.places >= 0 || v.percent && (v.number.Sign() == 0 || v.number.Cmp(hundred) == 0) {
		return span{v.number, v.number, false, false}
	}
	u := unit(v.places)
	return span{new(big.Rat).Sub(v.number, new(big.Rat).Mul(u, half)), new(big.Rat).Add(v.number, u), false, true}
}

// Rules of rounding under which a number holds.
const (
	RuleExact      = "exact"
	RuleDown       = "rounded down"
	RuleNearest    = "rounded to nearest"
	RuleCompare    = "compared exactly"
	RuleMost       = "more than half"
	RuleMostNot    = "less than half"
	RulePrinted    = "as printed"
	RuleDifference = "difference of the printed figures"
	ruleWithin     = "within the rounding of both"
)

// rule names the rounding that prints v for r; "" for none.
func (v value) rule(r *big.Rat) string {
	if !v.allowed().has(r) {
		return ""
	}
	switch {
	case v.kind == mostAre:
		return RuleMost
	case v.kind == mostNot:
		return RuleMostNot
	case v.kind != equals:
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
