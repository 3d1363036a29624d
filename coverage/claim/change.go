package claim

import (
	"fmt"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// leastChange says by how much the numerator would have to differ, and of which
// total the same numerator would make the share.
func (j *Judgement) leastChange(v value, o *coverage.Observation) {
	if o.Printed != "" || v.of != nil {
		return
	}
	now, perUnit := big.NewRat(int64(o.Covered), int64(coverage.One)), big.NewRat(1, 1) // units of the numerator for one of the value
	switch {
	case o.CountOnly:
		now = big.NewRat(int64(o.Total), int64(coverage.One))
	case v.unit != "":
		now = v.counted(o)
	default:
		perUnit = big.NewRat(int64(o.Total), 100*int64(coverage.One))
	}
	span := v.allowed()
	least := new(big.Rat).Sub(new(big.Rat).Mul(span.low, perUnit), now)
	most := new(big.Rat).Sub(new(big.Rat).Mul(span.high, perUnit), now)
	en, vi := "more", "thêm"
	from, to := wholeUp(least, span.lowOpen), wholeDown(most, span.highOpen)
	switch {
	case most.Sign() <= 0:
		en, vi = "fewer", "bớt"
		from, to = wholeUp(most.Neg(most), span.highOpen), wholeDown(least.Neg(least), span.lowOpen)
	case least.Sign() < 0:
		return
	}
	upperEN, upperVI := "", ""
	if v.kind == equals && to.Cmp(from) > 0 {
		upperEN, upperVI = " (at most "+numeral.English.Text(to.String())+")", " (nhiều nhất "+numeral.Vietnamese.Text(to.String())+")"
	}
	whole := v.percent && span.low.Cmp(span.high) == 0 // all or nothing: no whole number may make it, where the model divides people
	if v.kind != equals || whole || to.Cmp(from) >= 0 {
		j.because(fmt.Sprintf("true with at least %s%s %s %s", numeral.English.Text(from.String()), upperEN, en, coverage.MeasureName(o.Measure, "en")),
			fmt.Sprintf("đúng nếu %s ít nhất %s%s %s", vi, numeral.Vietnamese.Text(from.String()), upperVI, coverage.MeasureName(o.Measure, "vi")))
	}
	if !o.CountOnly && v.unit == "" && v.kind == equals {
		j.otherDenominator(span, now, o)
	}
}

// otherDenominator says of which totals the numerator would make the share: a claim
// that counts by another list of households or hamlets.
func (j *Judgement) otherDenominator(span span, covered *big.Rat, o *coverage.Observation) {
	if covered.Sign() <= 0 || span.low.Sign() <= 0 || o.Unknown != 0 || o.Measure == coverage.MeasureM2 || o.Measure == coverage.MeasureM {
		return
	}
	of := func(percent *big.Rat) *big.Rat {
		r := new(big.Rat).Mul(covered, hundred)
		return r.Quo(r, percent)
	}
	from, to := wholeUp(of(span.high), span.highOpen), wholeDown(of(span.low), span.lowOpen)
	if from.Cmp(to) > 0 {
		return
	}
	j.because(fmt.Sprintf("or with %s in all in place of %s", interval(from, to, numeral.English, " to "), amount(o, o.Total, numeral.English)),
		fmt.Sprintf("hoặc nếu tổng số là %s thay vì %s", interval(from, to, numeral.Vietnamese, " đến "), amount(o, o.Total, numeral.Vietnamese)))
}

func interval(from, to *big.Int, style numeral.Style, word string) string {
	if from.Cmp(to) == 0 {
		return style.Text(from.String())
	}
	return style.Text(from.String()) + word + style.Text(to.String())
}

// wholeUp is the least whole number that is not below r, or above it where open.
func wholeUp(r *big.Rat, open bool) *big.Int {
	n := new(big.Int).Div(new(big.Int).Neg(r.Num()), r.Denom())
	n.Neg(n)
	if open && r.IsInt() {
		n.Add(n, big.NewInt(1))
	}
	return n
}

// wholeDown is the largest whole number that is not above r, or below it where open.
func wholeDown(r *big.Rat, open bool) *big.Int {
	n := new(big.Int).Div(r.Num(), r.Denom())
	if open && r.IsInt() {
		n.Sub(n, big.NewInt(1))
	}
	return n
}

// changeBetween judges a change in points between two dates.
func (j *Judgement) changeBetween(val value, own []coverage.Observation) {
	var at [2]*coverage.Observation
	for i, date := range []string{j.Since, j.Date} {
		for k := range own {
			low, high, ok := own[k].Bounds()
			if !j.basis(&own[k]) || !sameDate(own[k].AsOf, date) || !ok || low.Cmp(high) != 0 {
				continue
			}
			if at[i] != nil && at[i].Differs(&own[k]) != "" {
				j.decide(Undecidable, "the data has several such figures of "+date+": "+at[i].Differs(&own[k]), "số liệu có nhiều con số của "+dateVI(date)+" theo định nghĩa hoặc địa giới khác nhau")
				return
			}
			at[i] = &own[k]
		}
		if at[i] == nil {
			j.decide(Undecidable, "the data has no certain figure of "+date, "số liệu không có con số chắc chắn của "+dateVI(date))
			return
		}
	}
	if what := at[0].Differs(at[1]); what != "" {
		j.decide(Undecidable, "the figures of the two dates differ in "+what+": their difference is no change", "số liệu hai thời điểm khác định nghĩa hoặc địa giới: hiệu của chúng không phải là thay đổi")
		return
	}
	first, _, _ := at[0].Bounds()
	last, _, _ := at[1].Bounds()
	j.byDifference(val, first, last)
}

// byDifference compares the exact difference, rounded, and that of the shares as printed.
func (j *Judgement) byDifference(val value, first, last *big.Rat) {
	places := max(val.places, 0)
	read := func(text string) *big.Rat {
		n, _ := new(big.Rat).SetString(text)
		return n
	}
	exact := new(big.Rat).Sub(last, first)
	asPrinted := new(big.Rat).Sub(read(numeral.Floor(last, places)), read(numeral.Floor(first, places)))
	exactText, printedText := numeral.Signed(numeral.Round(exact, shownDecimals)), numeral.Signed(numeral.Floor(asPrinted, places))
	j.Computed = exactText + " points"
	en := fmt.Sprintf("exactly %s points; as printed %s", exactText, printedText)
	vi := fmt.Sprintf("chính xác %s điểm phần trăm; theo số đã in %s", numeral.Vietnamese.Text(exactText), numeral.Vietnamese.Text(printedText))
	switch {
	case read(numeral.Round(exact, places)).Cmp(val.number) == 0:
		j.Rule = RuleNearest
		j.decide(Consistent, en, vi)
	case asPrinted.Cmp(val.number) == 0:
		j.Rule = RuleDifference
		j.decide(Consistent, en, vi)
	default:
		j.decide(Inconsistent, en, vi)
	}
}

// basis reports whether a figure is of the claim's edition and definition.
func (j *Judgement) basis(o *coverage.Observation) bool {
	return (j.Edition == "" || o.Edition == j.Edition) && (j.Criterion == "" || sameCriterion(o.Criterion, j.Criterion))
}

// dateVI writes a date as Vietnamese does: 11/07/2024.
func dateVI(date string) string {
	parts := strings.Split(date, "-")
	if strings.Contains(date, "/") || len(parts) == 1 {
		return date
	}
	for a, b := 0, len(parts)-1; a < b; a, b = a+1, b-1 {
		parts[a], parts[b] = parts[b], parts[a]
	}
	return strings.Join(parts, "/")
}
