package report

import (
	"encoding/json"
	"math/big"
	"strings"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// targetWords are the words of a printed target in one language.
type targetWords struct {
	verdicts, reasons, comparisons, units map[string]string
	now, most, above, below, equal        string
	need, perMonth, left, short, no, late string
	after, communes, more, gaps           string
	unconfirmed, reports                  string
	count, farthest, all                  string
	endOf                                 func(by string) string
}

var targetLanguages = map[string]targetWords{
	"en": {
		verdicts: map[string]string{"met": "met", "not met": "NOT MET", "undecidable": "undecidable"},
		reasons: map[string]string{"unknown": "the unknown part could decide", "no figure": "the result has no such figure",
			"no unit": "the region has no such unit", "nothing": "the total is 0"},
		comparisons: map[string]string{"at least": "at least", "more than": "more than", "universal": "covered = total"},
		units:       map[string]string{coverage.LevelCommune: "communes", coverage.LevelDistrict: "districts", coverage.LevelProvince: "provinces"},
		now:         "now %s (%s of %s, %s)", most: ", at most %s if all that is unknown were covered",
		above: "%s points above the target", below: "%s points below the target", equal: "exactly at the target",
		need: "%s more %s are needed", perMonth: ", %s a month", left: "in the %s months from %s to the end of %s",
		short: "less than a month is left", no: "no time is left", late: "the target's date has passed", after: "the figure is of after the target's date",
		communes: "largest first: %s", more: "and %s more communes", gaps: "the %s largest gap areas hold them",
		unconfirmed: "the instrument was not read", reports: "%s (unknown: a report is missing)",
		count: "%s of %s", farthest: "farthest from it: %s", all: "one by one: targets.csv, or targets --json", endOf: func(by string) string { return by },
	},
	"vi": {
		verdicts: map[string]string{"met": "đạt", "not met": "CHƯA ĐẠT", "undecidable": "chưa kết luận được"},
		reasons: map[string]string{"unknown": "phần chưa xác định có thể quyết định", "no figure": "kết quả không có chỉ số này",
			"no unit": "vùng không có đơn vị này", "nothing": "tổng số bằng 0"},
		comparisons: map[string]string{"at least": "ít nhất", "more than": "trên", "universal": "phủ toàn bộ"},
		units:       map[string]string{coverage.LevelCommune: "xã", coverage.LevelDistrict: "huyện", coverage.LevelProvince: "tỉnh"},
		now:         "hiện nay %s (%s trên %s, %s)", most: ", nhiều nhất %s nếu phần chưa xác định đều được phủ",
		above: "cao hơn mục tiêu %s điểm phần trăm", below: "thấp hơn mục tiêu %s điểm phần trăm", equal: "đúng bằng mức mục tiêu",
		need: "cần thêm %s %s", perMonth: ", bình quân mỗi tháng %s", left: "trong %s tháng tính từ %s đến %s",
		short: "còn chưa đến một tháng", no: "đã đến hạn", late: "đã quá hạn", after: "số liệu có sau thời hạn của mục tiêu",
		communes: "nhiều nhất tại %s", more: "và %s xã khác", gaps: "%s vùng lõm lớn nhất chứa đủ số này",
		unconfirmed: "chưa đối chiếu văn bản gốc", reports: "%s (chưa xác định: cần số liệu)",
		count: "%s/%s", farthest: "cách xa mục tiêu nhất: %s", all: "từng đơn vị: xem targets.csv hoặc targets --json", endOf: endOfVI,
	},
}

// endOfVI names the last day of a year, month or day.
func endOfVI(by string) string {
	switch strings.Count(by, "-") {
	case 0:
		return "hết năm " + by
	case 1:
		return "hết tháng " + dateText(by, "vi")
	}
	return "hết ngày " + dateText(by, "vi")
}

// pointsText says where a share stands beside the target, in points, from its counts:
// what is below is rounded up and what is above cut, and only equality is at the target.
func (w targetWords) pointsText(t *TargetRecord, style numeral.Style) string {
	var n [3]*big.Rat
	for i, text := range []json.Number{t.Covered, t.Total, t.Aim} {
		r, ok := new(big.Rat).SetString(string(text))
		if !ok || i == 1 && r.Sign() <= 0 {
			return ""
		}
		n[i] = r
	}
	r := n[0].Mul(n[0], big.NewRat(100, 1))
	r.Quo(r, n[1]).Sub(r, n[2])
	switch {
	case r.Sign() == 0:
		return w.equal
	case r.Sign() < 0:
		return strings.Replace(w.below, "%s", style.Text(numeral.Ceil(r.Neg(r), 2)), 1)
	case r.Cmp(big.NewRat(1, 100)) < 0:
		return strings.Replace(w.above, "%s", "< "+style.Text("0.01"), 1)
	}
	return strings.Replace(w.above, "%s", style.Text(numeral.Floor(r, 2)), 1)
}

// deadline says how long there is, and how much that is a month: not where less than a
// month is left, a rate would then exceed what is needed.
func (w targetWords) deadline(t *TargetRecord, language string) string {
	months, ok := new(big.Rat).SetString(string(t.MonthsLeft))
	style := numeral.Of(language)
	switch {
	case !ok:
		return ""
	case months.Sign() < 0:
		return "; " + w.late
	case months.Sign() == 0 && t.PerMonth == "":
		return "; " + w.no
	case months.Cmp(big.NewRat(1, 1)) < 0:
		return "; " + w.short
	}
	rate := ""
	if t.PerMonth != "" {
		rate = strings.Replace(w.perMonth, "%s", style.Text(string(t.PerMonth)), 1)
	}
	left := strings.Replace(w.left, "%s", style.Text(string(t.MonthsLeft)), 1)
	left = strings.Replace(left, "%s", dateText(t.AsOf, language), 1)
	return rate + " " + strings.Replace(left, "%s", w.endOf(t.By), 1)
}
