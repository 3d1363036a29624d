package claim

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// Verdicts.
const (
	Consistent   = "consistent"
	Inconsistent = "inconsistent"
	Undecidable  = "undecidable"
)

// Text is a sentence in both languages.
type Text struct {
	EN string `json:"en"`
	VI string `json:"vi"`
}

// Judgement is a verdict on a claim, and why.
type Judgement struct {
	Claim
	Verdict  string    `json:"verdict"`
	Reasons  []Text    `json:"reasons"`
	Computed string    `json:"computed,omitempty"` // percent cut at six decimals, or a count; "a to b" where a part is unknown
	Rule     string    `json:"rule,omitempty"`     // of rounding under which it holds
	Holds    []Reading `json:"holds,omitempty"`    // readings that give the value
	Fails    []Reading `json:"fails,omitempty"`    // readings of the family that do not
}

// Reading is one way to read a claim.
type Reading struct {
	Indicator  string `json:"indicator"`
	Technology string `json:"technology,omitempty"`
	Operator   string `json:"operator,omitempty"`
	Computed   string `json:"computed"`
	Rule       string `json:"rule,omitempty"`
	// Of readings that nothing else tells apart.
	Edition   string `json:"edition,omitempty"`
	Criterion string `json:"criterion,omitempty"`
}

// String names a reading and its number.
func (r Reading) String() string {
	return r.name() + " = " + r.Computed
}

func (r Reading) name() string {
	return strings.Join(strings.Fields(strings.Join([]string{r.Indicator, r.Technology, r.Operator, r.Edition, r.Criterion}, " ")), " ")
}

// families of indicators, for claims that do not say which.
const (
	familyMobile = "mobile"
	familyFiber  = "fiber"
	familyBTS    = "bts"
)

func (j *Judgement) because(en, vi string) {
	j.Reasons = append(j.Reasons, Text{en, vi})
}

func (j *Judgement) decide(verdict, en, vi string) {
	j.Verdict = verdict
	j.because(en, vi)
}

// Judge gives a verdict on every claim, in their order. Evidence may be of several
// dates: a claim is judged by that of its own.
func Judge(claims []Claim, evidence []coverage.Observation) []Judgement {
	evidence = derive(evidence)
	all := make([]Judgement, len(claims))
	for i := range claims {
		all[i] = judge(claims[i], evidence)
	}
	contradictions(all)
	return all
}

func judge(c Claim, evidence []coverage.Observation) Judgement {
	j := Judgement{Claim: c}
	v, err := readValue(c.Value, c.counts())
	if err != nil { // Parse refuses these
		j.decide(Undecidable, err.Error(), err.Error())
		return j
	}
	if j.impossible(v) {
		return j
	}
	arithmetic := j.arithmetic(v)
	switch {
	case arithmetic == Inconsistent:
		return j
	case c.Lacks != "":
		j.decide(Undecidable, "outside the data: "+c.Lacks, "ngoài phạm vi số liệu: "+c.Lacks)
	case c.Indicator == "" && arithmetic == "":
		j.decide(Undecidable, "outside the data: no figure is of this", "ngoài phạm vi số liệu: không có chỉ số tương ứng")
	case c.Indicator == "":
		j.Verdict = arithmetic
	case v.kind == noValue:
		j.decide(Undecidable, "the claim states no number", "phát biểu không nêu con số nào")
	default:
		j.byData(v, evidence)
	}
	return j
}

// impossible finds what no data can make true.
func (j *Judgement) impossible(v value) bool {
	if v.number == nil || !v.percent || v.kind == change || v.number.Cmp(hundred) <= 0 {
		return false
	}
	// More connections than households, or more 5G than 4G stations, do occur; what is no figure may be a ratio.
	if j.Indicator == "" || j.Indicator == coverage.FiberConnected || j.Indicator == coverage.FiberPassed || family(j.Indicator) == familyBTS {
		return false
	}
	j.decide(Inconsistent, "a share above 100 % is impossible: covered is a part of the total", "tỷ lệ trên 100% là không thể: phần được phủ nằm trong tổng số")
	return true
}

// byData judges a claim by the figures of its unit.
func (j *Judgement) byData(v value, evidence []coverage.Observation) {
	own := slices.DeleteFunc(slices.Clone(evidence), func(o coverage.Observation) bool { return !j.speaksOf(&o, v) })
	if j.Per == "" {
		own = largest(own)
	}
	switch {
	case len(own) == 0:
		j.decide(Undecidable, "the data has no such figure of this unit", "số liệu không có chỉ số này của đơn vị")
		return
	case j.Per == "" && j.Code == "" && severalUnits(own):
		j.decide(Undecidable, "the claim names no unit, and the data has several of level "+own[0].Level, "phát biểu không nêu đơn vị, số liệu có nhiều đơn vị cấp "+levelVI(own[0].Level))
		return
	}
	if v.kind == change {
		j.changeBetween(v, own)
		return
	}
	own, ok := j.ofBasis(v, own)
	switch {
	case !ok:
	case j.Per != "":
		j.countUnits(v, own)
	default:
		j.byFigures(v, own)
	}
}

// byFigures judges by the one figure that the claim names; where it names none, or
// names what several are, by every reading.
func (j *Judgement) byFigures(v value, own []coverage.Observation) {
	named, bases := 0, map[[2]string]bool{}
	for i := range own {
		if j.primary(&own[i]) {
			named++
			bases[[2]string{own[i].Edition, own[i].Criterion}] = true
		}
	}
	var primary *coverage.Observation
	undecided := 0
	for i := range own {
		o := &own[i]
		if named > 1 && !j.primary(o) {
			continue
		}
		if named == 1 && j.primary(o) {
			primary = o
			continue
		}
		verdict, reading, ok := v.judge(o)
		if len(bases) > 1 {
			reading.Edition, reading.Criterion = o.Edition, o.Criterion
		}
		switch {
		case !ok || verdict == Undecidable:
			undecided++
		case verdict == Consistent:
			j.Holds = append(j.Holds, reading)
		default:
			j.Fails = append(j.Fails, reading)
		}
	}
	switch {
	case primary != nil:
		j.byFigure(v, primary)
	case named == 0 && strings.Contains(j.Indicator, "."):
		j.decide(Undecidable, "the data has no share of "+j.Indicator+except(j.Holds, "; the number comes out as "),
			"số liệu không có tỷ lệ của "+j.Indicator+exceptVI(j.Holds, "; con số đúng nếu hiểu là "))
	default:
		j.byReadings(undecided)
	}
}

// judge compares a figure with the value: not ok where all of it is unknown.
func (v value) judge(o *coverage.Observation) (verdict string, r Reading, ok bool) {
	low, high, ok := v.bounds(o)
	if !ok {
		return Undecidable, Reading{}, false
	}
	r = Reading{Indicator: o.Indicator, Technology: string(o.Technology), Operator: o.Operator, Computed: v.shown(o, low, high), Rule: v.rule(low)}
	span := v.allowed()
	switch {
	case v.of != nil && v.of.Cmp(big.NewRat(int64(o.Total), int64(coverage.One))) != 0:
		r.Rule = ""
		return Inconsistent, r, true
	case v.printedAs(o):
		r.Rule = RulePrinted
		return Consistent, r, true
	case span.has(low) && span.has(high):
		return Consistent, r, true
	case span.meets(low, high):
		return Undecidable, r, true
	}
	return Inconsistent, r, true
}

// byReadings judges a claim that does not say which of several figures it is of.
func (j *Judgement) byReadings(undecided int) {
	switch {
	case len(j.Holds) > 0:
		j.Rule = j.Holds[0].Rule
		j.decide(Consistent, "the claim names no definition; it holds as "+list(j.Holds)+except(j.Fails, "; not as "),
			"phát biểu không nêu định nghĩa; đúng nếu hiểu là "+listVI(j.Holds)+exceptVI(j.Fails, "; không đúng nếu hiểu là "))
	case undecided > 0:
		j.decide(Undecidable, "no reading holds for certain, and the unknown part could make one hold", "chưa cách hiểu nào chắc chắn đúng; phần chưa xác định có thể quyết định")
	default:
		j.decide(Inconsistent, "no reading gives the number: "+list(j.Fails), "không cách hiểu nào cho con số này: "+listVI(j.Fails))
	}
}

// byFigure judges a claim by the figure that it names, and tells the rivals that give
// the number where this one does not.
func (j *Judgement) byFigure(v value, o *coverage.Observation) {
	rivals := j.Holds
	j.Holds, j.Fails = nil, nil
	verdict, reading, ok := v.judge(o)
	if !ok {
		j.decide(Undecidable, "all of the total is unknown", "toàn bộ tổng số chưa xác định")
		return
	}
	j.Computed = reading.Computed
	en, vi := "", ""
	if o.Printed == "" && !o.CountOnly {
		en = fmt.Sprintf(" (%s / %s)", amount(o, o.Covered, numeral.Plain), amount(o, o.Total, numeral.Plain))
		vi = fmt.Sprintf(" (%s/%s)", amount(o, o.Covered, numeral.Vietnamese), amount(o, o.Total, numeral.Vietnamese))
	}
	en, vi = "computed "+reading.Computed+en, "tính được "+textVI(reading.Computed)+vi
	switch verdict {
	case Consistent:
		j.Rule = reading.Rule
		j.decide(Consistent, en+": "+reading.Rule, vi+": "+ruleVI(reading.Rule))
	case Undecidable:
		j.decide(Undecidable, en+": the unknown part decides", vi+": phần chưa xác định quyết định")
	default:
		j.decide(Inconsistent, en, vi)
		j.roundsToWhole(v, o)
		j.leastChange(v, o)
		if j.Holds = rivals; len(rivals) > 0 {
			j.because("the number comes out under another definition: "+list(rivals), "con số đúng theo định nghĩa khác: "+listVI(rivals))
		}
	}
	j.otherTotal(o)
}

// roundsToWhole says why 100 % and 0 % are not what rounding to the nearest prints.
func (j *Judgement) roundsToWhole(v value, o *coverage.Observation) {
	low, _, _ := v.bounds(o)
	if v.kind != equals || !v.percent || v.number.Sign() != 0 && v.number.Cmp(hundred) != 0 || numeral.Round(low, max(v.places, 0)) != numeral.Round(v.number, max(v.places, 0)) {
		return
	}
	if v.number.Sign() == 0 {
		j.because("rounded to nearest it would print 0 %, but that is said only where nothing is covered", "làm tròn đến số gần nhất thì ra 0%, nhưng 0% chỉ đúng khi chưa nơi nào được phủ")
		return
	}
	j.because("rounded to nearest it would print 100 %, but that is said only where covered = total", "làm tròn đến số gần nhất thì ra 100%, nhưng 100% chỉ đúng khi phần được phủ bằng tổng số")
}

// otherTotal says where the claim states a total that is not the data's.
func (j *Judgement) otherTotal(o *coverage.Observation) {
	stated := j.Denominator
	if _, of, ok := strings.Cut(j.Value, "/"); ok && stated == "" {
		stated = strings.TrimSpace(of)
	}
	if stated == "" || o.CountOnly || o.Printed != "" {
		return
	}
	d, err := readAmount(stated, true)
	total := big.NewRat(int64(o.Total), int64(coverage.One))
	if err != nil || total.Cmp(ends(d)[0]) >= 0 && total.Cmp(ends(d)[1]) <= 0 {
		return
	}
	j.because(fmt.Sprintf("the claim counts of %s, the data of %s", stated, amount(o, o.Total, numeral.English)),
		fmt.Sprintf("phát biểu tính trên tổng số %s, số liệu trên %s", stated, amount(o, o.Total, numeral.Vietnamese)))
}
