package report

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// givesShown is how many communes a printed target names; targets.csv has them all.
const givesShown = 5

// unitsShown is how many units of one target are printed one by one; more are counted.
const unitsShown = 10

// WriteTargetTable prints outcomes for people, in English or ("vi") Vietnamese, with
// its decimal comma. Percentages are cut at two decimals, never a false 100 or 80. Of
// a target with many units it prints how many meet it, and those farthest from it.
func WriteTargetTable(w io.Writer, records []TargetRecord, language string) error {
	words, ok := targetLanguages[language]
	if !ok {
		language, words = "en", targetLanguages["en"]
	}
	var b strings.Builder
	for len(records) > 0 {
		n := 1
		for n < len(records) && records[n].ID == records[0].ID {
			n++
		}
		if n > unitsShown {
			writeTargetUnits(&b, records[:n], words, language)
		} else {
			for i := range records[:n] {
				writeTarget(&b, &records[i], words, language)
			}
		}
		records = records[n:]
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// targetHeading prints a target by its id, with a verdict or what stands for it.
func targetHeading(b *strings.Builder, t *TargetRecord, verdict string, language string) {
	words := targetLanguages[language]
	title := t.TitleEN
	if language == "vi" {
		title = t.TitleVI
	}
	aim := ""
	if t.Comparison != "universal" {
		aim = " " + numeral.Of(language).Text(string(t.Aim)) + percentSign(t.IsCount, language)
	}
	fmt.Fprintf(b, "%s: %s (%s; %s%s; %s)\n", t.ID, verdict, title, words.comparisons[t.Comparison], aim, t.By)
	if t.Unconfirmed {
		fmt.Fprintf(b, "    %s: %s\n", words.unconfirmed, t.Instrument)
	}
}

// writeTargetUnits prints a target of many units: how many have each verdict, the
// farthest from it, and codes that no unit has.
func writeTargetUnits(b *strings.Builder, records []TargetRecord, words targetWords, language string) {
	style := numeral.Of(language)
	counts, reasons := map[string]int{}, map[string]int{}
	var far, missing []string
	for i := range records {
		counts[records[i].Verdict]++
		reasons[records[i].Reason]++
		if records[i].Reason == coverage.ReasonNoUnit {
			missing = append(missing, records[i].Code)
		}
	}
	var verdicts []string
	for _, v := range []string{coverage.TargetMet, coverage.TargetNotMet, coverage.TargetUndecidable} {
		if counts[v] > 0 {
			verdicts = append(verdicts, fmt.Sprintf(words.count, style.Text(strconv.Itoa(counts[v])), style.Text(strconv.Itoa(len(records))))+" "+words.units[records[0].Level]+" "+words.verdicts[v])
		}
	}
	targetHeading(b, &records[0], strings.Join(verdicts, ", "), language)
	for _, t := range neediest(records) {
		far = append(far, fmt.Sprintf("%s %s %s (%s %s)", t.Code, t.Name, valueText(t, string(t.Value), language), shortText(style, string(t.Need)), coverage.MeasureName(t.Unit, language)))
	}
	if len(far) > 0 {
		fmt.Fprintf(b, "    "+words.farthest+"\n", strings.Join(far, ", "))
	}
	for _, reason := range []string{coverage.ReasonUnknown, coverage.ReasonNoFigure, coverage.ReasonNothing} {
		if reasons[reason] > 0 {
			fmt.Fprintf(b, "    %s: %s %s\n", words.reasons[reason], style.Text(strconv.Itoa(reasons[reason])), words.units[records[0].Level])
		}
	}
	if len(missing) > 0 {
		fmt.Fprintf(b, "    %s: %s\n", words.reasons[coverage.ReasonNoUnit], strings.Join(missing, ", "))
	}
	fmt.Fprintf(b, "    %s\n", words.all)
}

// neediest lists the units that lack most, in the order of need, then of records.
func neediest(records []TargetRecord) []*TargetRecord {
	need := func(t *TargetRecord) *big.Rat {
		r, ok := new(big.Rat).SetString(string(t.Need))
		if !ok {
			return new(big.Rat)
		}
		return r
	}
	var open []*TargetRecord
	for i := range records {
		if need(&records[i]).Sign() > 0 {
			open = append(open, &records[i])
		}
	}
	slices.SortStableFunc(open, func(a, b *TargetRecord) int { return need(b).Cmp(need(a)) })
	return open[:min(len(open), givesShown)]
}

func writeTarget(b *strings.Builder, t *TargetRecord, words targetWords, language string) {
	style := numeral.Of(language)
	targetHeading(b, t, words.verdicts[t.Verdict], language)
	if t.Reason != "" {
		fmt.Fprintf(b, "    %s%s\n", words.reasons[t.Reason], prefixed(": ", missingCode(t)))
	}
	if t.Value == "" {
		return
	}
	fmt.Fprintf(b, "    %s: "+words.now, t.Name, valueText(t, string(t.Value), language), shortText(style, string(t.Covered)), shortText(style, string(t.Total)), dateText(t.AsOf, language))
	if t.Unknown != "0" {
		fmt.Fprintf(b, words.most, valueText(t, string(t.ValueMost), language))
	}
	if !t.IsCount && (t.Comparison != string(coverage.Universal) || t.Verdict != coverage.TargetMet) {
		b.WriteString("; " + words.pointsText(t, style))
	}
	if t.Verdict == coverage.TargetMet && strings.HasPrefix(string(t.MonthsLeft), "-") {
		b.WriteString("; " + words.after)
	}
	b.WriteString("\n")
	if t.Need != "0" {
		writeNeed(b, t, words, language)
	}
}

// missingCode is the code of a target that no unit has.
func missingCode(t *TargetRecord) string {
	if t.Reason == coverage.ReasonNoUnit {
		return t.Code
	}
	return ""
}

// writeNeed prints what is lacking, how long there is and where it is.
func writeNeed(b *strings.Builder, t *TargetRecord, words targetWords, language string) {
	style := numeral.Of(language)
	fmt.Fprintf(b, "    "+words.need+"%s", shortText(style, string(t.Need)), coverage.MeasureName(t.Unit, language), words.deadline(t, language))
	if t.GapAreas != nil && *t.GapAreas > 0 {
		fmt.Fprintf(b, "; "+words.gaps, style.Text(strconv.Itoa(*t.GapAreas)))
	}
	b.WriteString("\n")
	var names []string
	for i, g := range t.Gives {
		if i == givesShown {
			names = append(names, fmt.Sprintf(words.more, style.Text(strconv.Itoa(len(t.Gives)-givesShown))))
			break
		}
		text := fmt.Sprintf("%s %s (%s)", g.Code, g.Name, shortText(style, string(g.Gives)))
		if g.Unknown {
			text = fmt.Sprintf(words.reports, text)
		}
		names = append(names, text)
	}
	if len(names) > 0 && (len(names) > 1 || t.Gives[0].Code != t.Code) {
		fmt.Fprintf(b, "    "+words.communes+"\n", strings.Join(names, ", "))
	}
}

func percentSign(isCount bool, language string) string {
	switch {
	case isCount:
		return ""
	case language == "vi":
		return "%"
	}
	return " %"
}

// valueText cuts a value at two decimals, or a count at none; a share above 0 is never
// printed as 0.
func valueText(t *TargetRecord, plain, language string) string {
	places := 2
	if t.IsCount {
		places = 0
	}
	text := cutDecimals(plain, places)
	if strings.Trim(text, "0.") == "" && t.Covered != "0" {
		text = plain
	}
	return numeral.Of(language).Text(text) + percentSign(t.IsCount, language)
}

// cutDecimals shortens a plain decimal that was cut already.
func cutDecimals(plain string, places int) string {
	r, ok := new(big.Rat).SetString(plain)
	if !ok {
		return plain
	}
	return numeral.Floor(r, places)
}

// shortText prints a count with two decimals at most, cut, and none where it is whole.
func shortText(style numeral.Style, plain string) string {
	if strings.Contains(plain, ".") {
		plain = strings.TrimSuffix(strings.TrimRight(cutDecimals(plain, 2), "0"), ".")
	}
	return style.Text(plain)
}

// dateText writes a date as the language does: 11/07/2024 in Vietnamese.
func dateText(date, language string) string {
	if language != "vi" {
		return date
	}
	parts := strings.Split(date, "-")
	slices.Reverse(parts)
	if strings.Contains(date, "/") {
		return date
	}
	return strings.Join(parts, "/")
}
