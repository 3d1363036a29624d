package trend_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"phusong/coverage"
	"phusong/coverage/trend"
)

// national is the series of hamlets without coverage as the ministry gave it
// (domain-vietnam.md section 2): each count is of another list of hamlets.
const national = `date,series,indicator,criterion,numerator,denominator,source
2024-10,hamlets without coverage,mobile.hamlets,list of 2024,0,761,S46
2021-01-01,hamlets without coverage,mobile.hamlets,list of 2021,0,2418,S45
2022-09-30,hamlets without coverage,mobile.hamlets,list of 2021,2152,2418,S45
`

func build(t *testing.T, text string, across bool) ([]trend.Series, error) {
	t.Helper()
	entries, err := trend.ParseHistory([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return trend.Build(entries, across)
}

// TestNationalSeriesIsRefused: 2,418, 266 and 761 are no series; asked for, they stand
// in order of date and make no projection.
func TestNationalSeriesIsRefused(t *testing.T) {
	if _, err := build(t, national, false); err == nil || !strings.Contains(err.Error(), "differ in definition") {
		t.Fatalf("error %v", err)
	}
	all, err := build(t, national, true)
	if err != nil || len(all) != 1 || len(all[0].Points) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	var open []string
	for _, p := range all[0].Points {
		open = append(open, p.AsOf+" "+p.Uncovered.String())
	}
	if want := "2021-01-01 2418, 2022-09-30 266, 2024-10 761"; strings.Join(open, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(open, ", "), want)
	}
	to, _ := coverage.ParsePeriod("2025")
	if _, err := all[0].Project(to.Last); err != trend.ErrMixed {
		t.Errorf("projection: %v, want %v", err, trend.ErrMixed)
	}
}

const longAn = `date,indicator,level,code,numerator,denominator,source
2024-07-11,fiber.connected,province,80,469648,528228,fixture
2023-12-31,fiber.connected,province,80,469120,528228,fixture
`

// TestLongAn: 88.8 % at the end of 2023, 88.9 % in July 2024: +0.1 point.
func TestLongAn(t *testing.T) {
	all, err := build(t, longAn, false)
	if err != nil {
		t.Fatal(err)
	}
	a, b := &all[0].Points[0], &all[0].Points[1]
	if a.PercentText(1) != "88.8" || b.PercentText(1) != "88.9" || trend.PrintedChange(a, b, 1).Cmp(big.NewRat(1, 10)) != 0 {
		t.Errorf("%s, %s, %v", a.PercentText(1), b.PercentText(1), trend.PrintedChange(a, b, 1))
	}
	if low, high := trend.Change(a, b); low.Cmp(high) != 0 || low.Cmp(big.NewRat(52800, 528228)) != 0 {
		t.Errorf("change %v to %v", low, high)
	}
	to, _ := coverage.ParsePeriod("2025")
	p, err := all[0].Project(to.Last)
	if err != nil || p.Low.Cmp(p.Central) > 0 || p.Central.Cmp(p.High) > 0 || p.Low.Cmp(p.High) == 0 || p.LowRate.Sign() != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	early, _ := coverage.ParsePeriod("2024-01")
	if _, err := all[0].Project(early.Last); err != trend.ErrPast {
		t.Errorf("into the past: %v", err)
	}
	one := trend.Series{Points: all[0].Points[:1]}
	if _, err := one.Project(to.Last); err != trend.ErrOneDate {
		t.Errorf("one date: %v", err)
	}
}

// TestRefusals: what sets two figures apart besides the date.
func TestRefusals(t *testing.T) {
	const head = "date,series,indicator,operator,edition,criterion,numerator,denominator,source\n2023,s,mobile.area,any,old,a#1,1,2,x\n"
	for row, want := range map[string]string{
		"2024,s,mobile.area,max,old,a#1,1,2,x\n":       "operator rule",
		"2024,s,mobile.population,any,old,a#1,1,2,x\n": "indicator",
		"2024,s,mobile.area,any,new,a#1,1,2,x\n":       "phusong crosswalk",
		"2024,s,mobile.area,any,old,a#2,1,2,x\n":       "definition",
		"2023,s,mobile.area,any,old,a#1,2,2,y\n":       "two values for 2023",
	} {
		if _, err := build(t, head+row, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", row, err, want)
		}
	}
	if all, err := build(t, head+"2024,s,mobile.area,any,old,renamed#1,1,2,x\n", false); err != nil || len(all) != 1 {
		t.Errorf("another name of one definition: %v", err)
	}
}

// TestOneRate: a single rate has no range: shares get that of what rounding hides,
// counts are refused; three counts of two rates have theirs.
func TestOneRate(t *testing.T) {
	to, _ := coverage.ParsePeriod("2026-12-31")
	for rows, want := range map[string]error{"2023,5\n2024,7\n": trend.ErrOneRate, "2022,4\n2023,5\n2024,7\n": nil} {
		all, err := build(t, "date,numerator,indicator,source\n"+strings.ReplaceAll(rows, "\n", ",bts.layers,x\n"), false)
		if err != nil {
			t.Fatal(err)
		}
		p, err := all[0].Project(to.Last)
		if err != want || err == nil && p.Low.Cmp(p.High) >= 0 {
			t.Errorf("%s: %+v, %v, want %v", rows, p, err, want)
		}
	}
	// 2021, 2022, 2023: both years have 365 days and one household more of ten.
	all, err := build(t, "date,numerator,denominator,indicator,source\n2021,1,10,mobile.hamlets,x\n2022,2,10,mobile.hamlets,x\n2023,3,10,mobile.hamlets,x\n", false)
	if err != nil {
		t.Fatal(err)
	}
	early, _ := coverage.ParsePeriod("2024")
	p, err := all[0].Project(early.Last)
	if err != nil || p.Low.Cmp(p.Central) >= 0 || p.Central.Cmp(p.High) >= 0 || p.Method != trend.MethodOne {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestUnknownIsNotProjected: where a part of the last value is unknown.
func TestUnknownIsNotProjected(t *testing.T) {
	all, err := build(t, longAn, false)
	if err != nil {
		t.Fatal(err)
	}
	last := &all[0].Points[1]
	last.High = new(big.Rat).Add(last.High, big.NewRat(1, 10))
	to, _ := coverage.ParsePeriod("2025")
	if _, err := all[0].Project(to.Last); err != trend.ErrUnknown {
		t.Errorf("got %v", err)
	}
}

// TestProjectionStaysInBounds: never above 100 % or below 0, low <= central <= high.
func TestProjectionStaysInBounds(t *testing.T) {
	to, _ := coverage.ParsePeriod("2060")
	rapid.Check(t, func(t *rapid.T) {
		var entries []trend.Entry
		for i, year := range []string{"2020", "2021", "2023", "2024"}[:rapid.IntRange(2, 4).Draw(t, "dates")] {
			c := rapid.Int64Range(0, 1000).Draw(t, "covered")
			entries = append(entries, trend.Entry{Observation: coverage.Observation{Source: string(rune('a' + i)), Figure: coverage.Figure{Indicator: coverage.FiberConnected,
				Covered: coverage.Whole(c), Uncovered: coverage.Whole(1000 - c), Total: coverage.Whole(1000), AsOf: year}}})
		}
		all, err := trend.Build(entries, false)
		if err != nil {
			t.Fatal(err)
		}
		p, err := all[0].Project(to.Last)
		if err != nil {
			t.Fatal(err)
		}
		if p.Low.Sign() < 0 || p.High.Cmp(big.NewRat(100, 1)) > 0 || p.Low.Cmp(p.Central) > 0 || p.Central.Cmp(p.High) > 0 {
			t.Fatalf("%v %v %v", p.Low, p.Central, p.High)
		}
	})
}

func TestHistoryMistakes(t *testing.T) {
	for text, want := range map[string]string{"": "no header", "day\n": "column \"day\"", "date,indicator,source\nsoon,,x\n": "is not a date",
		"date,indicator,source\n2024,a.b,x\n": "want numerator", "date,indicator,source,percent\n2024,a.b,x,-1\n": "is no decimal",
		"date,indicator,source,numerator,denominator\n2024,a.b,x,1e3,5\n": "no count", "date,indicator,source,numerator,denominator\n2024,a.b,x,6,5\n": "6 of 5 is no share",
		"date,indicator,source,numerator,denominator\n2024,a.b,x,0,0\n": "is no share", "date,indicator,source,percent\n2024,a.b,x,100.1\n": "above 100", "date,indicator,source,percent\n2024,bts.layers,x,5\n": "numerator alone",
		"date,indicator,source,numerator,percent\n2024,a.b,x,5,5\n": "want numerator and denominator", "date,indicator,source,numerator,denominator\n2024,bts.layers,x,5,6\n": "numerator alone"} {
		if _, err := trend.ParseHistory([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func FuzzParseHistory(f *testing.F) {
	f.Add([]byte(national))
	f.Add([]byte(longAn))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := trend.ParseHistory(data)
		if err != nil {
			return
		}
		all, err := trend.Build(entries, true)
		to, _ := coverage.ParsePeriod("2030")
		for i := range all {
			if err == nil {
				all[i].Project(to.Last)
			}
		}
	})
}
