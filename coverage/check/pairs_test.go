package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"phusong/coverage/check"
	"phusong/coverage/report"
)

// rowOf is a row of figures.csv of one unit.
func rowOf(indicator, percent, criterion string) []string {
	row := make([]string, len(report.FigureColumns))
	row[check.ColumnIndicator], row[check.ColumnLevel], row[check.ColumnCode] = indicator, "province", "00"
	row[check.ColumnPercent], row[check.ColumnCriterion], row[check.ColumnEdition], row[check.ColumnAsOf] = percent, criterion, "2025-06", "2024"
	return row
}

func outputOf(label, demand string, rows ...[]string) *check.Output {
	o := &check.Output{Dir: label, Rows: rows}
	o.Run.Criterion = report.CriterionRecord{Label: label, Text: "kind: " + label + "\n"}
	o.Run.Options = []report.OptionRecord{{Name: "demand", Value: demand}}
	return o
}

// TestComparablePairs: each figure compares on its own basis.
func TestComparablePairs(t *testing.T) {
	const radius, level = "radius#1", "level#2"
	rows := func(criterion, profile string) [][]string {
		return [][]string{rowOf("mobile.population", "50.0", criterion), rowOf("mobile.area", "40.0", criterion), rowOf("hamlets.white", "3.0", profile),
			rowOf("fiber.connected", "88.9", ""), rowOf("bts.sites", "", "")}
	}
	base := outputOf(radius, "points", rows(radius, "centre#9")...)
	otherDate := outputOf(radius, "points", rows(radius, "centre#9")...)
	for _, r := range otherDate.Rows[3:] {
		r[check.ColumnAsOf] = "2025"
	}
	for _, test := range []struct {
		name    string
		other   *check.Output
		across  check.Across
		refused []check.RefusedFigures
		differ  []string
	}{
		{"the same", outputOf(radius, "points", rows(radius, "centre#9")...), check.Across{}, nil, nil},
		{"another criterion", outputOf(level, "points", rows(level, "centre#9")...), check.Across{},
			[]check.RefusedFigures{{"hamlets.white", 1}, {"mobile.area", 1}, {"mobile.population", 1}}, []string{"definitions"}},
		{"asked for", outputOf(level, "points", rows(level, "centre#9")...), check.Across{Definitions: true}, nil, nil},
		{"another demand moves people alone", outputOf(radius, "area", rows(radius, "centre#9")...), check.Across{},
			[]check.RefusedFigures{{"mobile.population", 1}}, []string{"definitions"}},
		{"another profile moves hamlets alone", outputOf(radius, "points", rows(radius, "cluster#8")...), check.Across{},
			[]check.RefusedFigures{{"hamlets.white", 1}}, []string{"definitions"}},
		{"dates of rows", otherDate, check.Across{}, []check.RefusedFigures{{"bts.sites", 1}, {"fiber.connected", 1}}, []string{"dates"}},
	} {
		pairs := check.Pairs(base, test.other, func([]string) bool { return true })
		kept, err := check.ComparablePairs(base, test.other, pairs, test.across)
		if len(kept)+len(test.refused) != 5 {
			t.Errorf("%s: %d pairs kept, want %d", test.name, len(kept), 5-len(test.refused))
		}
		var e *check.Incomparable
		if errors.As(err, &e) != (test.refused != nil) {
			t.Errorf("%s: error %v", test.name, err)
			continue
		}
		if e == nil {
			continue
		}
		if !slices.Equal(e.Refused, test.refused) || !slices.Equal(e.Differ, test.differ) {
			t.Errorf("%s: refused %v for %v, want %v for %v", test.name, e.Refused, e.Differ, test.refused, test.differ)
		}
		for _, r := range test.refused {
			if !strings.Contains(err.Error(), r.Indicator+" (1 figure)") {
				t.Errorf("%s: %s is not in\n%v", test.name, r, err)
			}
		}
	}
}

// TestPairsOfOne: a figure that one output lacks is kept, whatever differs.
func TestPairsOfOne(t *testing.T) {
	a := outputOf("radius#1", "", rowOf("mobile.area", "1", "radius#1"), rowOf("fiber.connected", "2", ""))
	b := outputOf("level#2", "", rowOf("bts.sites", "", ""))
	pairs := check.Pairs(a, b, func(row []string) bool { return row[check.ColumnIndicator] != "fiber.connected" })
	kept, err := check.ComparablePairs(a, b, pairs, check.Across{})
	if err != nil || len(kept) != 2 || kept[0].A != nil || kept[1].B != nil || kept[0].Key() != "bts.sites   province 00" {
		t.Errorf("kept %v, error %v", kept, err)
	}
}
