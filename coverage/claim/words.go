package claim

import (
	"cmp"
	"fmt"
	"io"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

var verdictsVI = map[string]string{Consistent: "khớp", Inconsistent: "KHÔNG khớp", Undecidable: "chưa kết luận được"}

// In returns the sentence in a language, "vi" or else English.
func (t Text) In(language string) string {
	if language == "vi" {
		return t.VI
	}
	return t.EN
}

// Write prints a judgement for people: the claim and its verdict, and below it why.
func (j *Judgement) Write(w io.Writer, language string) {
	verdict := j.Verdict
	if language == "vi" {
		verdict = verdictsVI[verdict]
	}
	what := strings.Join(strings.Fields(strings.Join([]string{j.Indicator, j.Technology, j.Operator, j.Level, j.Code, j.Value}, " ")), " ")
	if j.Statement != "" {
		what = j.Statement + ": " + what
	}
	fmt.Fprintf(w, "%s: %s (%s)\n", j.ID, verdict, strings.TrimSuffix(strings.TrimSpace(what), ":"))
	for _, reason := range j.Reasons {
		fmt.Fprintf(w, "    %s\n", reason.In(language))
	}
}

const shownDecimals = 6

// shown prints what was computed; of a share that is not whole never 100.
func (v value) shown(o *coverage.Observation, low, high *big.Rat) string {
	places, sign := shownDecimals, " %"
	if o.CountOnly || v.isCount() {
		sign = ""
	}
	text := trimmed(numeral.Floor(low, places)) + sign
	if low.Cmp(high) != 0 {
		text += " to " + trimmed(numeral.Floor(high, places)) + sign
	}
	return text
}

func trimmed(decimal string) string {
	return strings.TrimSuffix(strings.TrimRight(decimal, "0"), ".")
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

func amount(o *coverage.Observation, n coverage.Micro, style numeral.Style) string {
	switch o.Measure {
	case coverage.MeasureM2:
		return style.Text(n.Scaled(12)) + " km2"
	case coverage.MeasureM:
		return style.Text(n.Scaled(9)) + " km"
	}
	return style.Text(n.String())
}

// readingsShown is how many rival readings a sentence names; JSON has them all.
const readingsShown = 6

func list(readings []Reading) string {
	return listed(readings, Reading.String, "and %d more")
}

func listVI(readings []Reading) string {
	return listed(readings, func(r Reading) string { return r.name() + " = " + textVI(r.Computed) }, "và %d cách hiểu khác")
}

func listed(readings []Reading, text func(Reading) string, more string) string {
	var words []string
	for i, r := range readings {
		if i == readingsShown {
			words = append(words, fmt.Sprintf(more, len(readings)-readingsShown))
			break
		}
		words = append(words, text(r))
	}
	return strings.Join(words, ", ")
}

func except(readings []Reading, word string) string {
	if len(readings) == 0 {
		return ""
	}
	return word + list(readings)
}

func exceptVI(readings []Reading, word string) string {
	if len(readings) == 0 {
		return ""
	}
	return word + listVI(readings)
}

func ruleVI(rule string) string {
	return strings.NewReplacer(RuleExact, "khớp chính xác", RuleDown, "làm tròn xuống", RuleNearest, "làm tròn đến số gần nhất", RuleCompare, "so sánh trên số đếm",
		RulePrinted, "đúng như số đã in", RuleDifference, "hiệu của các số đã in", RuleMostNot, "chưa đến một nửa", RuleMost, "hơn một nửa", ruleWithin, "trong sai số làm tròn của hai số", " and ", " và ").Replace(rule)
}

func levelVI(level string) string {
	names := map[string]string{coverage.LevelHamlet: "thôn", coverage.LevelCommune: "xã", coverage.LevelDistrict: "huyện", coverage.LevelProvince: "tỉnh", coverage.LevelNation: "cả nước"}
	return cmp.Or(names[level], level)
}
