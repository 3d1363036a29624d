package claim

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// family is the part of an indicator before its first dot.
func family(indicator string) string {
	name, _, _ := strings.Cut(indicator, ".")
	return name
}

// speaksOf reports whether a figure is of the claim's unit, family and technology.
func (j *Judgement) speaksOf(o *coverage.Observation, v value) bool {
	if family(o.Indicator) != family(j.Indicator) || strings.HasSuffix(o.Indicator, coverage.ExpectedSuffix) {
		return false
	}
	if j.Technology != "" && !strings.EqualFold(string(o.Technology), j.Technology) || j.Technology == "" && family(o.Indicator) == familyBTS && o.Technology != "" {
		return false
	}
	if j.Per != "" || v.kind == change {
		return o.Indicator == j.Indicator && j.operator(o) && (j.Per != "" && o.Level == j.Per || j.Per == "" && j.unit(o))
	}
	if o.CountOnly != j.counts() || v.unit != "" && o.Measure != v.unit || v.unit != "" && o.Printed != "" {
		return false
	}
	return j.unit(o) && (j.Operator == "" || strings.EqualFold(o.Operator, j.Operator) || family(o.Indicator) == familyFiber)
}

func (j *Judgement) unit(o *coverage.Observation) bool {
	return (j.Level == "" || o.Level == j.Level) && (j.Code == "" || o.Code == j.Code)
}

// operator is the one that a claim names, else any.
func (j *Judgement) operator(o *coverage.Observation) bool {
	return strings.EqualFold(o.Operator, cmp.Or(j.Operator, coverage.OperatorAny)) || o.Operator == ""
}

// primary reports whether a figure is what the claim names, not a rival reading.
func (j *Judgement) primary(o *coverage.Observation) bool {
	return o.Indicator == j.Indicator && (strings.EqualFold(j.Technology, string(o.Technology)) || j.Technology == "") && j.operator(o)
}

// levels are those of units, from the smallest; rows that name none are of the whole.
var levels = []string{coverage.LevelHamlet, coverage.LevelCommune, coverage.LevelDistrict, coverage.LevelProvince, coverage.LevelNation}

// largest keeps the figures of the largest level: what a claim without unit is of.
func largest(own []coverage.Observation) []coverage.Observation {
	top := -1
	for i := range own {
		top = max(top, slices.Index(levels, own[i].Level))
	}
	return slices.DeleteFunc(own, func(o coverage.Observation) bool { return o.Level != "" && slices.Index(levels, o.Level) < top })
}

func severalUnits(own []coverage.Observation) bool {
	return slices.ContainsFunc(own, func(o coverage.Observation) bool { return o.Code != own[0].Code && o.Code != "" && own[0].Code != "" })
}

// ofBasis keeps the figures of the claim's date, edition and definition; where none is
// left the claim is undecidable, with what the others are.
func (j *Judgement) ofBasis(val value, own []coverage.Observation) ([]coverage.Observation, bool) {
	for _, basis := range []struct {
		stated string
		same   func(o *coverage.Observation) bool
		of     func(o *coverage.Observation) string
		en, vi string
	}{
		{j.Edition, func(o *coverage.Observation) bool { return o.Edition == j.Edition }, func(o *coverage.Observation) string { return o.Edition },
			"the claim is of the boundaries of %s, the figure of those of %s: phusong crosswalk restates it", "phát biểu theo địa giới %s, số liệu theo địa giới %s: dùng phusong crosswalk để quy đổi"},
		{j.Criterion, func(o *coverage.Observation) bool {
			return o.Criterion == "" || sameCriterion(o.Criterion, j.Criterion)
		}, func(o *coverage.Observation) string { return o.Criterion },
			"the claim is of the definition %s, the figure of %s", "phát biểu theo định nghĩa %s, số liệu theo %s"},
		{j.Date, func(o *coverage.Observation) bool { return sameDate(o.AsOf, j.Date) }, func(o *coverage.Observation) string { return o.AsOf },
			"the claim is of %s, the data of %s", "phát biểu nói về %s, số liệu tính đến %s"},
	} {
		if basis.stated == "" {
			continue
		}
		var kept []coverage.Observation
		for i := range own {
			if basis.same(&own[i]) {
				kept = append(kept, own[i])
			}
		}
		if len(kept) == 0 {
			j.decide(Undecidable, fmt.Sprintf(basis.en, basis.stated, basis.of(&own[0])), fmt.Sprintf(basis.vi, dateVI(basis.stated), dateVI(basis.of(&own[0]))))
			j.elsewhere(val, own)
			return nil, false
		}
		own = kept
	}
	return latest(own), true
}

// elsewhere says what the figures that do not decide would give.
func (j *Judgement) elsewhere(val value, own []coverage.Observation) {
	for i := range own {
		o := &own[i]
		low, high, ok := val.bounds(o)
		if !j.primary(o) || !ok || val.number == nil {
			continue
		}
		j.Computed = val.shown(o, low, high)
		j.because("that figure is "+j.Computed+", which does not decide", "số liệu đó là "+textVI(j.Computed)+", không đủ để kết luận")
		return
	}
}

func sameCriterion(figure, stated string) bool {
	id, hash, _ := strings.Cut(figure, "#")
	return figure == stated || id == stated || hash != "" && strings.HasSuffix(stated, "#"+hash)
}

func sameDate(figure, stated string) bool {
	a, err1 := coverage.ParsePeriod(figure)
	b, err2 := coverage.ParsePeriod(stated)
	return err1 == nil && err2 == nil && a.Overlaps(b)
}

// latest keeps, of figures that differ in date alone, the last, and of one date each
// edition and definition.
func latest(own []coverage.Observation) []coverage.Observation {
	type key struct{ indicator, technology, operator, level, code string }
	of := func(o *coverage.Observation) key {
		return key{o.Indicator, string(o.Technology), o.Operator, o.Level, o.Code}
	}
	day := func(o *coverage.Observation) time.Time {
		p, _ := coverage.ParsePeriod(o.AsOf) // the zero time where there is no date
		return p.Last
	}
	last := map[key]time.Time{}
	for i := range own {
		if k := of(&own[i]); day(&own[i]).After(last[k]) {
			last[k] = day(&own[i])
		}
	}
	type basis struct {
		key
		edition, definition string
	}
	seen := map[basis]bool{}
	return slices.DeleteFunc(slices.Clone(own), func(o coverage.Observation) bool {
		k := basis{of(&o), o.Edition, o.Definition()}
		if !day(&o).Equal(last[k.key]) || seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}

// countUnits judges a claim that counts units with something in them.
func (j *Judgement) countUnits(val value, own []coverage.Observation) {
	var names []string
	seen := map[string]bool{}
	for i := range own {
		o := &own[i]
		if some := o.CountOnly && o.Total > 0 || !o.CountOnly && o.Covered > 0; some && !seen[o.Code] {
			seen[o.Code] = true
			names = append(names, cmp.Or(o.Name, o.Code))
		}
	}
	n := len(names)
	j.Computed = fmt.Sprint(n)
	verdict := Inconsistent
	if j.Rule = val.rule(big.NewRat(int64(n), 1)); j.Rule != "" {
		verdict = Consistent
	}
	which := ""
	if n > 0 && n <= readingsShown {
		which = " (" + strings.Join(names, ", ") + ")"
	}
	j.decide(verdict, fmt.Sprintf("units of level %s with any: %d%s", j.Per, n, which), fmt.Sprintf("số đơn vị cấp %s có ít nhất một: %d%s", levelVI(j.Per), n, which))
}

// arithmetic compares a stated numerator and denominator with the value: "" where
// the claim does not state both, or states no share.
func (j *Judgement) arithmetic(val value) string {
	if val.number == nil || !val.percent || val.kind != equals || j.Numerator == "" && j.Denominator == "" {
		return ""
	}
	if j.Numerator == "" || j.Denominator == "" {
		j.implied(val)
		return ""
	}
	n, _ := readAmount(j.Numerator, true)
	d, _ := readAmount(j.Denominator, true)
	low := quotient(ends(n)[0], ends(d)[1])
	high := quotient(ends(n)[1], ends(d)[0])
	share := numeral.Floor(quotient(n.Value, d.Value), max(val.places, 2))
	text, textVI := fmt.Sprintf("%s / %s = %s %%", j.Numerator, j.Denominator, share), fmt.Sprintf("%s / %s = %s%%", j.Numerator, j.Denominator, numeral.Vietnamese.Text(share))
	if high.Cmp(hundred) > 0 && low.Cmp(hundred) > 0 && n.Value.Cmp(d.Value) > 0 && family(j.Indicator) != familyBTS {
		j.because("the numerator exceeds the denominator", "tử số lớn hơn mẫu số")
	}
	if !val.allowed().meets(low, high) {
		j.decide(Inconsistent, text+", not "+j.Value, textVI+", không phải "+j.Value)
		return Inconsistent
	}
	rule := val.rule(quotient(n.Value, d.Value))
	if j.Rule = rule; rule == "" {
		rule = ruleWithin
	}
	j.because(text+": "+rule, textVI+": "+ruleVI(rule))
	return Consistent
}

// implied says which numbers the one that is not stated must be between.
func (j *Judgement) implied(val value) {
	span := val.allowed()
	if span.low.Sign() <= 0 {
		return
	}
	stated, name, nameVI := j.Numerator, "denominator", "mẫu số"
	var low, high *big.Rat
	if stated == "" {
		stated, name, nameVI = j.Denominator, "numerator", "tử số"
	}
	n, _ := readAmount(stated, true)
	if name == "denominator" {
		low, high = quotient(n.Value, span.high), quotient(n.Value, span.low)
	} else {
		part := func(percent *big.Rat) *big.Rat {
			return quotient(new(big.Rat).Mul(n.Value, percent), big.NewRat(10_000, 1))
		}
		low, high = part(span.low), part(span.high)
	}
	from, to := numeral.Ceil(low, 0), numeral.Floor(high, 0)
	j.because(fmt.Sprintf("%s and %s imply a %s from %s to %s", stated, j.Value, name, numeral.English.Text(from), numeral.English.Text(to)),
		fmt.Sprintf("%s và %s suy ra %s từ %s đến %s", stated, j.Value, nameVI, numeral.Vietnamese.Text(from), numeral.Vietnamese.Text(to)))
}

// quotient is a / b in percent; b is above 0.
func quotient(a, b *big.Rat) *big.Rat {
	r := new(big.Rat).Quo(a, b)
	return r.Mul(r, hundred)
}

// ends are the numbers that may have been rounded to n: whole counts are themselves.
func ends(n numeral.Number) [2]*big.Rat {
	if n.Places == 0 {
		return [2]*big.Rat{n.Value, n.Value}
	}
	slack := unit(n.Places)
	slack.Mul(slack, half)
	low := new(big.Rat).Sub(n.Value, slack)
	if low.Sign() <= 0 {
		low = n.Value
	}
	return [2]*big.Rat{low, new(big.Rat).Add(n.Value, slack)}
}
