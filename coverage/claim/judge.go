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
}

// String names a reading and its number.
func (r Reading) String() string {
	return strings.Join(strings.Fields(r.Indicator+" "+r.Technology+" "+r.Operator), " ") + " = " + r.Computed
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
	impossiblePairs(all)
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
		j.decide(Undecidable, "outside the data: no figure is of this", "ngoài phạm vi số liệu: không có chỉ tiêu tương ứng")
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
	// More connections than households, or more 5G than 4G stations, do occur.
	if j.Indicator == coverage.FiberConnected || j.Indicator == coverage.FiberPassed || strings.HasPrefix(j.Indicator, familyBTS) {
		return false
	}
	j.decide(Inconsistent, "a share above 100 % is impossible: covered is a part of the total", "tỷ lệ trên 100% là không thể: phần được phủ nằm trong tổng số")
	return true
}

// byData judges a claim by the figures of its unit.
func (j *Judgement) byData(v value, evidence []coverage.Observation) {
	own := slices.DeleteFunc(slices.Clone(evidence), func(o coverage.Observation) bool { return !j.speaksOf(&o) })
	if len(own) == 0 {
		j.decide(Undecidable, "the data has no such figure of this unit", "số liệu không có chỉ số này của đơn vị")
		return
	}
	if v.kind == change {
		j.changeBetween(v, own)
		return
	}
	own, ok := j.ofBasis(v, own)
	if !ok {
		return
	}
	if j.Per != "" {
		j.countUnits(v, own)
		return
	}
	var candidates []Reading
	undecided := 0
	for i := range own {
		o := &own[i]
		low, high := bounds(o)
		if low == nil {
			continue
		}
		reading := Reading{o.Indicator, string(o.Technology), o.Operator, shown(o, low, high), v.rule(low)}
		verdict := Inconsistent
		span := v.allowed()
		switch {
		case span.has(low) && span.has(high):
			verdict = Consistent
		case span.meets(low, high):
			verdict = Undecidable
		}
		if j.primary(o) {
			j.Computed, j.Rule = reading.Computed, ""
			j.byFigure(v, o, verdict, reading)
			continue
		}
		candidates = append(candidates, reading)
		switch verdict {
		case Consistent:
			j.Holds = append(j.Holds, reading)
		case Undecidable:
			undecided++
		default:
			j.Fails = append(j.Fails, reading)
		}
	}
	j.byReadings(candidates, undecided)
}

// byReadings judges a claim that names a family only, and tells the rivals of one
// whose own indicator does not give the number.
func (j *Judgement) byReadings(candidates []Reading, undecided int) {
	switch {
	case j.Verdict == Consistent:
		j.Holds = nil
		return
	case j.Verdict == Inconsistent && len(j.Holds) > 0:
		j.because("the number comes out under another definition: "+list(j.Holds), "con số đúng theo định nghĩa khác: "+list(j.Holds))
	case j.Verdict != "":
	case strings.Contains(j.Indicator, "."):
		j.decide(Undecidable, "the data has no share of "+j.Indicator+except(j.Holds, "; the number comes out as "),
			"số liệu không có tỷ lệ của "+j.Indicator+except(j.Holds, "; con số đúng nếu hiểu là "))
	case len(j.Holds) > 0:
		j.Rule = j.Holds[0].Rule
		j.decide(Consistent, "the claim names no definition; it holds as "+list(j.Holds)+except(j.Fails, "; not as "),
			"phát biểu không nêu định nghĩa; đúng nếu hiểu là "+list(j.Holds)+except(j.Fails, "; không đúng nếu hiểu là "))
	case undecided > 0:
		j.decide(Undecidable, "no reading holds for certain, and the unknown part could make one hold", "chưa cách hiểu nào chắc chắn đúng; phần chưa xác định có thể quyết định")
	case len(candidates) > 0:
		j.decide(Inconsistent, "no reading gives the number: "+list(j.Fails), "không cách hiểu nào cho con số này: "+list(j.Fails))
	default:
		j.decide(Undecidable, "all of the total is unknown", "toàn bộ tổng số chưa xác định")
	}
}

// byFigure judges a claim by the indicator that it names.
func (j *Judgement) byFigure(v value, o *coverage.Observation, verdict string, reading Reading) {
	counts := ""
	if o.Printed == "" && !o.CountOnly {
		counts = fmt.Sprintf(" (%s / %s)", amount(o, o.Covered), amount(o, o.Total))
	}
	switch verdict {
	case Consistent:
		j.Rule = reading.Rule
		j.decide(Consistent, fmt.Sprintf("computed %s%s: %s", reading.Computed, counts, reading.Rule),
			fmt.Sprintf("tính được %s: %s", textVI(reading.Computed), ruleVI(reading.Rule)))
	case Undecidable:
		j.decide(Undecidable, fmt.Sprintf("the unknown part decides: between %s", reading.Computed),
			fmt.Sprintf("phần chưa xác định quyết định: trong khoảng %s", textVI(reading.Computed)))
	default:
		j.decide(Inconsistent, fmt.Sprintf("computed %s%s", reading.Computed, counts), fmt.Sprintf("tính được %s", textVI(reading.Computed)))
		j.leastChange(v, o)
	}
}

// leastChange says by how much the numerator would have to differ.
func (j *Judgement) leastChange(v value, o *coverage.Observation) {
	if o.Printed != "" {
		return
	}
	total, covered := int64(o.Total), int64(o.Covered)
	if o.CountOnly {
		total, covered = int64(hundredUnits), int64(o.Total)
	}
	perUnit := big.NewRat(total, 100*int64(coverage.One)) // units of the numerator for one point
	if o.CountOnly {
		perUnit = big.NewRat(1, 1)
	}
	span := v.allowed()
	now := big.NewRat(covered, int64(coverage.One))
	least := new(big.Rat).Sub(new(big.Rat).Mul(span.low, perUnit), now)
	most := new(big.Rat).Sub(new(big.Rat).Mul(span.high, perUnit), now)
	switch {
	case least.Sign() >= 0:
		n := wholeUp(least, span.lowOpen)
		j.because(fmt.Sprintf("true with at least %s more: %s", n, what(o)), fmt.Sprintf("đúng nếu có thêm ít nhất %s %s (%s)", numeral.Vietnamese.Text(n), measureVi(o.Measure), o.Indicator))
	case most.Sign() <= 0:
		n := wholeUp(most.Neg(most), span.highOpen)
		j.because(fmt.Sprintf("true with at least %s fewer: %s", n, what(o)), fmt.Sprintf("đúng nếu bớt đi ít nhất %s %s (%s)", numeral.Vietnamese.Text(n), measureVi(o.Measure), o.Indicator))
	}
}

const hundredUnits = 100 * coverage.One

// wholeUp is the least whole number that is not below r, or above it where open.
func wholeUp(r *big.Rat, open bool) string {
	if open && r.IsInt() {
		return new(big.Int).Add(r.Num(), big.NewInt(1)).String()
	}
	return numeral.Ceil(r, 0)
}

func what(o *coverage.Observation) string { return o.Measure + " of " + o.Indicator }

// measureVi is the Vietnamese word for what a figure counts.
func measureVi(measure string) string {
	words := map[string]string{"household": "hộ", "person": "người", "commune": "xã", "hamlet": "thôn", "subscription": "thuê bao",
		"site": "vị trí trạm", "layer": "trạm", "cell": "cell", "place": "địa điểm"}
	if word, ok := words[measure]; ok {
		return word
	}
	return measure
}

// bounds are the least and largest value of a figure, in percent or as a count; nil
// where there is none.
func bounds(o *coverage.Observation) (low, high *big.Rat) {
	switch {
	case o.Printed != "":
		r, ok := new(big.Rat).SetString(o.Printed)
		if !ok {
			return nil, nil
		}
		return r, r
	case o.CountOnly:
		n := big.NewRat(int64(o.Total), int64(coverage.One))
		return n, n
	case o.Total == 0:
		return nil, nil
	}
	share := func(n coverage.Micro) *big.Rat {
		r := big.NewRat(int64(n), int64(o.Total))
		return r.Mul(r, hundred)
	}
	return share(o.Covered), share(o.Covered + o.Unknown)
}

const shownDecimals = 6

// shown prints what was computed; of a share that is not whole never 100 or 0.
func shown(o *coverage.Observation, low, high *big.Rat) string {
	if o.CountOnly {
		return o.Total.String()
	}
	text := numeral.Floor(low, shownDecimals)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " %"
	if low.Cmp(high) != 0 {
		text += " to " + strings.TrimSuffix(strings.TrimRight(numeral.Floor(high, shownDecimals), "0"), ".") + " %"
	}
	return text
}

// textVI writes what was computed with a decimal comma.
func textVI(computed string) string {
	words := strings.Fields(strings.ReplaceAll(computed, " %", "%"))
	for i, w := range words {
		number, isShare := strings.CutSuffix(w, "%")
		words[i] = numeral.Vietnamese.Text(number)
		if isShare {
			words[i] += "%"
		}
		if w == "to" {
			words[i] = "đến"
		}
	}
	return strings.Join(words, " ")
}

func amount(o *coverage.Observation, n coverage.Micro) string {
	if o.Measure == "m2" {
		return n.Scaled(12) + " km2"
	}
	return n.String()
}

// readingsShown is how many rival readings a sentence names; JSON has them all.
const readingsShown = 6

func list(readings []Reading) string {
	var words []string
	for i, r := range readings {
		if i == readingsShown {
			words = append(words, fmt.Sprintf("... (%d)", len(readings)))
			break
		}
		words = append(words, r.String())
	}
	return strings.Join(words, ", ")
}

func except(readings []Reading, word string) string {
	if len(readings) == 0 {
		return ""
	}
	return word + list(readings)
}

func ruleVI(rule string) string {
	return strings.NewReplacer(RuleExact, "đúng bằng", RuleDown, "làm tròn xuống", RuleNearest, "làm tròn gần nhất", RuleCompare, "so sánh chính xác", " and ", " và ").Replace(rule)
}
