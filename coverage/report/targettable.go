package report

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// givesShown is how many communes a printed target names; targets.csv has them all.
const givesShown = 5

// targetWords are the words of a printed target in one language.
type targetWords struct {
	verdicts, reasons, comparisons      map[string]string
	now, most, points, need, perMonth   string
	left, overdue, communes, more, gaps string
	unconfirmed, reports                string
}

var targetLanguages = map[string]targetWords{
	"en": {
		verdicts: map[string]string{"met": "met", "not met": "NOT MET", "undecidable": "undecidable"},
		reasons: map[string]string{"unknown": "the unknown part could decide", "no figure": "the result has no such figure",
			"no unit": "the region has no such unit", "nothing": "the total is 0"},
		comparisons: map[string]string{"at least": "at least", "more than": "more than", "universal": "covered = total"},
		now:         "now %s (%s of %s, %s)", most: ", at most %s if all that is unknown were covered", points: "%s points from the target",
		need: "%s %s more meet it", perMonth: ", %s a month", left: "%s months left", overdue: "the date has passed", communes: "from %s",
		more: "and %d more communes", gaps: "held by %d gap areas", unconfirmed: "the instrument was not read", reports: "%s (a report)",
	},
	"vi": {
		verdicts: map[string]string{"met": "đạt", "not met": "CHƯA ĐẠT", "undecidable": "chưa kết luận được"},
		reasons: map[string]string{"unknown": "phần chưa xác định có thể quyết định", "no figure": "kết quả không có chỉ số này",
			"no unit": "vùng không có đơn vị này", "nothing": "tổng số bằng 0"},
		comparisons: map[string]string{"at least": "ít nhất", "more than": "trên", "universal": "phủ toàn bộ"},
		now:         "hiện nay %s (%s trên %s, %s)", most: ", nhiều nhất %s nếu phần chưa xác định đều được phủ", points: "so với mục tiêu: %s điểm phần trăm",
		need: "cần thêm %s %s", perMonth: ", bình quân mỗi tháng %s", left: "còn %s tháng", overdue: "đã quá hạn", communes: "tại %s",
		more: "và %d xã khác", gaps: "nằm trong %d vùng lõm", unconfirmed: "chưa đối chiếu văn bản gốc", reports: "%s (cần số liệu)",
	},
}

// WriteTargetTable prints outcomes for people, in English or ("vi") Vietnamese, with
// its decimal comma. Percentages are cut at two decimals, never a false 100 or 80.
func WriteTargetTable(w io.Writer, records []TargetRecord, language string) error {
	words, ok := targetLanguages[language]
	if !ok {
		language, words = "en", targetLanguages["en"]
	}
	var b strings.Builder
	for i := range records {
		writeTarget(&b, &records[i], words, language)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeTarget(b *strings.Builder, t *TargetRecord, words targetWords, language string) {
	style := numeral.Of(language)
	title := t.TitleEN
	if language == "vi" {
		title = t.TitleVI
	}
	aim := ""
	if t.Comparison != "universal" {
		aim = " " + style.Text(string(t.Aim)) + percentSign(t.IsCount, language)
	}
	fmt.Fprintf(b, "%s: %s (%s; %s%s; %s)\n", t.ID, words.verdicts[t.Verdict], title, words.comparisons[t.Comparison], aim, t.By)
	if t.Unconfirmed {
		fmt.Fprintf(b, "    %s: %s\n", words.unconfirmed, t.Instrument)
	}
	if t.Reason != "" {
		fmt.Fprintf(b, "    %s\n", words.reasons[t.Reason])
	}
	if t.Value == "" {
		return
	}
	fmt.Fprintf(b, "    %s: "+words.now, t.Name, valueText(t, string(t.Value), language), shortText(style, string(t.Covered)), shortText(style, string(t.Total)), dateText(t.AsOf, language))
	if t.Unknown != "0" {
		fmt.Fprintf(b, words.most, valueText(t, string(t.ValueMost), language))
	}
	if !t.IsCount {
		fmt.Fprintf(b, "; "+words.points, style.Text(numeral.Signed(cutDecimals(string(t.Distance), 2))))
	}
	b.WriteString("\n")
	if t.Need != "0" {
		writeNeed(b, t, words, language)
	}
}

// writeNeed prints what is lacking, where it is and how long there is.
func writeNeed(b *strings.Builder, t *TargetRecord, words targetWords, language string) {
	style := numeral.Of(language)
	unit := coverage.MeasureName(t.Unit, language)
	fmt.Fprintf(b, "    "+words.need, shortText(style, string(t.Need)), unit)
	if t.PerMonth != "" {
		fmt.Fprintf(b, words.perMonth, style.Text(string(t.PerMonth)))
	}
	switch {
	case strings.HasPrefix(string(t.MonthsLeft), "-"):
		b.WriteString("; " + words.overdue)
	case t.MonthsLeft != "":
		fmt.Fprintf(b, "; "+words.left, style.Text(string(t.MonthsLeft)))
	}
	if t.GapAreas != nil {
		fmt.Fprintf(b, "; "+words.gaps, *t.GapAreas)
	}
	b.WriteString("\n")
	var names []string
	for i, g := range t.Gives {
		if i == givesShown {
			names = append(names, fmt.Sprintf(words.more, len(t.Gives)-givesShown))
			break
		}
		text := fmt.Sprintf("%s %s (%s)", g.Code, g.Name, shortText(style, string(g.Gives)))
		if g.Unknown {
			text = fmt.Sprintf(words.reports, text)
		}
		names = append(names, text)
	}
	if len(names) > 0 {
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
