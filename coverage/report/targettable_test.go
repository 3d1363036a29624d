package report_test

import (
	"fmt"
	"strings"
	"testing"

	"phusong/coverage/report"
)

func targetTable(t *testing.T, language string, records ...report.TargetRecord) string {
	t.Helper()
	var b strings.Builder
	if err := report.WriteTargetTable(&b, records, language); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func targetRecord(id, verdict string) report.TargetRecord {
	return report.TargetRecord{ID: id, TitleEN: "Fibre", TitleVI: "Cáp quang", By: "2025-06", Comparison: "more than", Aim: "80", Unit: "household", Verdict: verdict, Name: "P", Code: "80", Level: "province",
		Value: "80.000000", ValueMost: "80.000000", Covered: "800", Unknown: "0", Total: "1000", Distance: "0.000000", Need: "1", MonthsLeft: "2.5", PerMonth: "0.4", AsOf: "2025-04-15"}
}

// TestTargetSentences: sign of the distance, and what time is left, in words.
func TestTargetSentences(t *testing.T) {
	with := func(change func(r *report.TargetRecord)) report.TargetRecord {
		r := targetRecord("t", "not met")
		change(&r)
		return r
	}
	for _, tt := range []struct {
		record report.TargetRecord
		en, vi string
	}{
		{with(func(*report.TargetRecord) {}), "80.00 % (800 of 1,000, 2025-04-15); exactly at the target\n    1 more households are needed, 0.4 a month in the 2.5 months from 2025-04-15 to the end of 2025-06\n",
			"đúng bằng mức mục tiêu\n    cần thêm 1 hộ, bình quân mỗi tháng 0,4 trong 2,5 tháng tính từ 15/04/2025 đến hết tháng 06/2025\n"},
		{with(func(r *report.TargetRecord) { r.Covered, r.Total = "79999", "100000" }), "; 0.01 points below the target", "thấp hơn mục tiêu 0,01 điểm"},
		{with(func(r *report.TargetRecord) { r.Covered, r.Total = "80001", "100000" }), "; < 0.01 points above the target", "cao hơn mục tiêu < 0,01 điểm"},
		{with(func(r *report.TargetRecord) { r.MonthsLeft, r.PerMonth = "-0.1", "" }), "needed; the target's date has passed\n", "hộ; đã quá hạn\n"},
		{with(func(r *report.TargetRecord) { r.MonthsLeft, r.PerMonth = "0.0", "" }), "needed; no time is left\n", "hộ; đã đến hạn\n"},
		{with(func(r *report.TargetRecord) { r.MonthsLeft, r.PerMonth = "0.0", "30.5" }), "needed; less than a month is left\n", "hộ; còn chưa đến một tháng\n"},
		{with(func(r *report.TargetRecord) { r.Verdict, r.Need, r.MonthsLeft = "met", "0", "-3.0" }), "; the figure is of after the target's date\n", "số liệu có sau thời hạn"},
		{with(func(r *report.TargetRecord) { r.By = "2025" }), "to the end of 2025\n", "đến hết năm 2025\n"},
		{with(func(r *report.TargetRecord) { r.By = "2025-07-01" }), "to the end of 2025-07-01\n", "đến hết ngày 01/07/2025\n"},
		{report.TargetRecord{ID: "t", Verdict: "undecidable", Reason: "no unit", Code: "99"}, "the region has no such unit: 99\n", "vùng không có đơn vị này: 99\n"},
	} {
		if en, vi := targetTable(t, "en", tt.record), targetTable(t, "vi", tt.record); !strings.Contains(en, tt.en) || !strings.Contains(vi, tt.vi) {
			t.Errorf("got\n%s%swant\n%s\n%s", en, vi, tt.en, tt.vi)
		}
	}
}

// TestManyUnitsAreCounted: a target of every commune prints no line for each.
func TestManyUnitsAreCounted(t *testing.T) {
	var records []report.TargetRecord
	for i := range 12 {
		r := targetRecord("many", "not met")
		r.Level, r.Code, r.Need = "commune", fmt.Sprint("c", i), "7"
		switch i {
		case 3:
			r.Need = "1000"
		case 4:
			r.Verdict, r.Need = "met", "0"
		case 5:
			r = report.TargetRecord{ID: "many", Verdict: "undecidable", Reason: "no unit", Code: "99"}
		}
		records = append(records, r)
	}
	got := targetTable(t, "en", append(records, targetRecord("one", "not met"))...)
	for _, want := range []string{"many: 1 of 12 communes met, 10 of 12 communes NOT MET, 1 of 12 communes undecidable", "farthest from it: c3 P 80.00 % (1,000 households), c0 P 80.00 % (7 households)", "no such unit: 99", "one by one: targets.csv", "one: NOT MET"} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%swant %s", got, want)
		}
	}
	if n := strings.Count(got, "\n"); n > 10 {
		t.Errorf("%d lines", n)
	}
}
