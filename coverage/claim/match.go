package claim

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// family is the part of an indicator before its first dot.
func family(indicator string) string {
	name, _, _ := strings.Cut(indicator, ".")
	return name
}

// speaksOf reports whether a figure is of the claim's unit, family and technology.
func (j *Judgement) speaksOf(o *coverage.Observation) bool {
	if family(o.Indicator) != family(j.Indicator) || strings.HasSuffix(o.Indicator, coverage.ExpectedSuffix) {
		return false
	}
	if j.Technology != "" && string(o.Technology) != j.Technology || j.Technology == "" && family(o.Indicator) == familyBTS && o.Technology != "" {
		return false
	}
	if j.Per != "" || stated(j).kind == change {
		return o.Indicator == j.Indicator && j.operator(o) && (j.Per != "" && o.Level == j.Per || j.Per == "" && j.unit(o))
	}
	if o.CountOnly != j.counts() {
		return false
	}
	return j.unit(o) && (j.Operator == "" || o.Operator == j.Operator || family(o.Indicator) == familyFiber)
}

func stated(j *Judgement) value {
	read, _ := readValue(j.Value, j.counts())
	return read
}

func (j *Judgement) unit(o *coverage.Observation) bool {
	return (j.Level == "" || o.Level == j.Level) && (j.Code == "" || o.Code == j.Code)
}

// operator is the one that a claim names, else any.
func (j *Judgement) operator(o *coverage.Observation) bool {
	return o.Operator == cmp.Or(j.Operator, coverage.OperatorAny) || o.Operator == ""
}

// primary reports whether a figure is what the claim names, not a rival reading.
func (j *Judgement) primary(o *coverage.Observation) bool {
	return o.Indicator == j.Indicator && (j.Technology == string(o.Technology) || j.Technology == "") && j.operator(o)
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
			"the claim is of %s, the data of %s", "phát biểu của thời điểm %s, số liệu của %s"},
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
			j.decide(Undecidable, fmt.Sprintf(basis.en, basis.stated, basis.of(&own[0])), fmt.Sprintf(basis.vi, basis.stated, basis.of(&own[0])))
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
		low, high := bounds(o)
		if !j.primary(o) || low == nil || val.number == nil {
			continue
		}
		j.Computed = shown(o, low, high)
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

// latest keeps, of figures that differ in date alone, the last.
func latest(own []coverage.Observation) []coverage.Observation {
	type key struct{ indicator, technology, operator, level, code string }
	at := map[key]int{}
	var kept []coverage.Observation
	for _, o := range own {
		k := key{o.Indicator, string(o.Technology), o.Operator, o.Level, o.Code}
		i, known := at[k]
		switch {
		case !known:
			at[k] = len(kept)
			kept = append(kept, o)
		case o.AsOf > kept[i].AsOf:
			kept[i] = o
		}
	}
	return kept
}

// countUnits judges a claim that counts units with something in them.
func (j *Judgement) countUnits(val value, own []coverage.Observation) {
	n := 0
	for i := range own {
		if o := &own[i]; o.CountOnly && o.Total > 0 || !o.CountOnly && o.Covered > 0 {
			n++
		}
	}
	j.Computed = fmt.Sprint(n)
	verdict := Inconsistent
	if j.Rule = val.rule(big.NewRat(int64(n), 1)); j.Rule != "" {
		verdict = Consistent
	}
	levels := map[string]string{coverage.LevelHamlet: "thôn", coverage.LevelCommune: "xã", coverage.LevelDistrict: "huyện", coverage.LevelProvince: "tỉnh"}
	j.decide(verdict, fmt.Sprintf("units of level %s with any: %d", j.Per, n), fmt.Sprintf("số đơn vị cấp %s có ít nhất một: %d", cmp.Or(levels[j.Per], j.Per), n))
}

// changeBetween judges a change in points between two dates.
func (j *Judgement) changeBetween(val value, own []coverage.Observation) {
	shares := make([]*big.Rat, 2)
	for i, date := range []string{j.Since, j.Date} {
		for k := range own {
			low, high := bounds(&own[k])
			if sameDate(own[k].AsOf, date) && low != nil && low.Cmp(high) == 0 {
				shares[i] = low
			}
		}
		if shares[i] == nil {
			j.decide(Undecidable, "the data has no certain figure of "+date, "số liệu không có con số chắc chắn của "+date)
			return
		}
	}
	exact := new(big.Rat).Sub(shares[1], shares[0])
	printed := func(r *big.Rat) *big.Rat {
		n, _ := new(big.Rat).SetString(numeral.Floor(r, max(val.places, 0)))
		return n
	}
	asPrinted := new(big.Rat).Sub(printed(shares[1]), printed(shares[0]))
	j.Computed = numeral.Signed(numeral.Round(exact, shownDecimals)) + " points"
	en := fmt.Sprintf("exactly %s points; as printed %s", numeral.Signed(numeral.Round(exact, shownDecimals)), numeral.Signed(numeral.Floor(asPrinted, max(val.places, 0))))
	vi := fmt.Sprintf("chính xác %s điểm phần trăm; theo số đã làm tròn %s", numeral.Vietnamese.Text(numeral.Signed(numeral.Round(exact, shownDecimals))),
		numeral.Vietnamese.Text(numeral.Signed(numeral.Floor(asPrinted, max(val.places, 0)))))
	rounded, _ := new(big.Rat).SetString(numeral.Round(exact, max(val.places, 0)))
	switch {
	case rounded.Cmp(val.number) == 0:
		j.Rule = RuleNearest
		j.decide(Consistent, en, vi)
	case asPrinted.Cmp(val.number) == 0:
		j.Rule = "difference of the printed figures"
		j.decide(Consistent, en, vi)
	default:
		j.decide(Inconsistent, en, vi)
	}
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
	text := fmt.Sprintf("%s / %s = %s %%", j.Numerator, j.Denominator, numeral.Floor(quotient(n.Value, d.Value), max(val.places, 2)))
	if high.Cmp(hundred) > 0 && low.Cmp(hundred) > 0 && n.Value.Cmp(d.Value) > 0 && family(j.Indicator) != familyBTS {
		j.because("the numerator exceeds the denominator", "tử số lớn hơn mẫu số")
	}
	if !val.allowed().meets(low, high) {
		j.decide(Inconsistent, text+", not "+j.Value, strings.Replace(text, ".", ",", 1)+", không phải "+j.Value)
		return Inconsistent
	}
	rule := val.rule(quotient(n.Value, d.Value))
	if j.Rule = rule; rule == "" {
		rule = "within the rounding of both"
	}
	j.because(text+": "+rule, strings.Replace(text, ".", ",", 1)+": "+ruleVI(rule))
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

// impossiblePairs marks claims of one unit and date that cannot both be true: 5G above
// at least 4G.
func impossiblePairs(all []Judgement) {
	for a := range all {
		for b := range all {
			x, y := &all[a], &all[b]
			vx, vy := stated(x), stated(y)
			if x.Technology != string(coverage.Tech5G) || y.Technology != string(coverage.Tech4GPlus) || x.Indicator != y.Indicator || x.Code != y.Code ||
				x.Operator != y.Operator || x.Date != y.Date || vx.kind != equals || vy.kind != equals || vx.allowed().low.Cmp(vy.allowed().high) < 0 || vx.number.Cmp(vy.number) <= 0 {
				continue
			}
			x.decide(Inconsistent, "5G above \"at least 4G\" (claim "+y.ID+") is impossible: the generations are cumulative", "5G cao hơn \"từ 4G trở lên\" (phát biểu "+y.ID+") là không thể: các thế hệ được tính dồn")
		}
	}
}

// Together compares claims of one unit and family that sound contrary, all of one and
// little of another, and says why both can hold.
func Together(all []Judgement) []Text {
	var texts []Text
	for _, x := range all {
		for _, y := range all {
			if !contrary(&x, &y) {
				continue
			}
			texts = append(texts, Text{
				fmt.Sprintf("%s (%s %s) beside %s (%s %s): consistent together, for they count different things; %s", x.ID, x.Indicator, x.Value, y.ID, y.Indicator, y.Value, whyEN(x.Indicator)),
				fmt.Sprintf("%s (%s %s) bên cạnh %s (%s %s): cùng đúng, vì đếm những thứ khác nhau; %s", x.ID, x.Indicator, x.Value, y.ID, y.Indicator, y.Value, whyVI(x.Indicator)),
			})
		}
	}
	return texts
}

// contrary reports whether x says all and y says less than all, of other indicators.
func contrary(x, y *Judgement) bool {
	vx, vy := stated(x), stated(y)
	all := vx.kind == equals && vx.percent && vx.number.Cmp(hundred) == 0
	little := vy.kind == mostNot || vy.kind == equals && vy.percent && vy.number.Cmp(hundred) < 0
	return all && little && x.Indicator != y.Indicator && family(x.Indicator) == family(y.Indicator) && x.Code == y.Code && x.Level == y.Level && x.Date == y.Date &&
		x.Technology == y.Technology && x.Verdict == Consistent && y.Verdict == Consistent
}

func whyEN(indicator string) string {
	switch indicator {
	case coverage.FiberCommunes:
		return "a commune counts with one connected household, so communes may all have fibre while most of their hamlets have none"
	case coverage.FiberSubscriptions:
		return "its denominator is subscriptions, not households: households without any are not in it"
	case coverage.MobileCentres:
		return "a commune counts with its centre, wherever its people live"
	case coverage.MobileCommunes:
		return "a commune counts with one station, whatever it covers"
	}
	return "numerators and denominators differ"
}

func whyVI(indicator string) string {
	switch indicator {
	case coverage.FiberCommunes:
		return "một xã được tính khi có một hộ kết nối, nên mọi xã đều có cáp quang trong khi phần lớn thôn chưa có"
	case coverage.FiberSubscriptions:
		return "mẫu số là thuê bao chứ không phải hộ: hộ không có thuê bao không được tính"
	case coverage.MobileCentres:
		return "một xã được tính khi trung tâm xã được phủ, dù dân sống ở đâu"
	case coverage.MobileCommunes:
		return "một xã được tính khi có một trạm, dù trạm phủ được bao nhiêu"
	}
	return "tử số và mẫu số khác nhau"
}
